//! The files of a Dataverse dataset, by its native API (`/api/datasets/:persistentId/`), and the addresses of their bytes
//! (`/api/access/datafile/`). The layout is that of the public guides of the Dataverse project; no installation was asked.

use super::client::Client;
use super::when_named::Named;
use super::{Checksum, ChecksumKind, Listed, Listing, Stop};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use tertius::calendar::Span;
use tertius::progress::Progress;

/// Longest description of a dataset that is read; some thousand files take a few megabytes.
const LONGEST: u64 = 256 << 20;

pub(super) fn list(
    client: &Client,
    dois: &[impl AsRef<str>],
    span: Span,
    progress: &dyn Progress,
) -> Result<Listing, Stop> {
    let mut of_all = OfDatasets::default();
    for doi in dois {
        let doi = persistent_id(doi.as_ref())?;
        let path = format!("/api/datasets/:persistentId/?persistentId={doi}");
        let bytes = client.listed(&path, progress, |body| {
            let mut bytes = Vec::new();
            body.take(LONGEST).read_to_end(&mut bytes)?;
            Ok(bytes)
        })?;
        of_all.add(&doi, &bytes, span)?;
    }
    Ok(of_all.listing())
}

/// `doi:10.7910/DVN/28075`, also from a bare `10.7910/...` or the address at doi.org.
fn persistent_id(text: &str) -> Result<String, Stop> {
    let bare = text.trim();
    let bare =
        ["https://doi.org/", "http://doi.org/", "doi:"].iter().find_map(|p| bare.strip_prefix(p)).unwrap_or(bare);
    let is_sound = bare.starts_with("10.")
        && bare.contains('/')
        && bare.bytes().all(|b| b.is_ascii_alphanumeric() || b"./-_".contains(&b));
    if is_sound {
        return Ok(format!("doi:{bare}"));
    }
    Err(Stop::Complaint(format!("\"{text}\" is no DOI of a dataset\n  help: write it like doi:10.7910/DVN/28075")))
}

#[derive(Default)]
struct OfDatasets {
    files: BTreeMap<String, Listed>,
    listing: Listing,
    all_names: BTreeSet<String>,
    undated: Vec<String>,
    converted: u64,
    renamed: Vec<String>,
}

impl OfDatasets {
    /// Takes the files of one dataset that may hold events of the span.
    fn add(&mut self, doi: &str, bytes: &[u8], span: Span) -> Result<(), Stop> {
        let unexpected = |what: &str| {
            Stop::Network(format!(
                "the server's description of {doi} is not what Dataverse documents: {what}\n  help: look at the dataset in a browser; with a mirror, check --base-url"
            ))
        };
        let described: Value = serde_json::from_slice(bytes).map_err(|e| unexpected(&format!("no JSON ({e})")))?;
        let files = described.pointer("/data/latestVersion/files").and_then(Value::as_array);
        let files = files.ok_or_else(|| unexpected("data.latestVersion.files is missing"))?;
        for (n, file) in files.iter().enumerate() {
            match self.read(file) {
                Some((listed, named)) => {
                    self.all_names.insert(listed.name.clone());
                    if !named.may_hold(span) {
                        continue;
                    }
                    if named == Named::Nothing {
                        self.undated.push(listed.name.clone());
                    }
                    self.converted += u64::from(!listed.is_binding);
                    self.files.insert(listed.name.clone(), listed);
                }
                None => self.listing.unreadable.note(n as u64 + 1, file.to_string().as_bytes()),
            }
        }
        Ok(())
    }

    /// One file, with what its name says of its days; `None` where it has neither number nor name.
    fn read(&mut self, file: &Value) -> Option<(Listed, Named)> {
        let data = file.get("dataFile")?;
        let id = data.get("id").and_then(Value::as_u64)?;
        let text = |key: &str| data.get(key).and_then(Value::as_str).filter(|t| !t.is_empty());
        let original_format = text("originalFileFormat");
        let stored = text("filename").or_else(|| file.get("label").and_then(Value::as_str))?;
        let is_converted = original_format.is_some();
        let producers = if is_converted { text("originalFileName").unwrap_or(stored) } else { stored };
        let listed_sum = data.get("checksum");
        let checksum = listed_sum
            .and_then(|c| Some((c.get("type")?.as_str()?, c.get("value")?.as_str()?)))
            .or_else(|| Some(("MD5", text("md5")?)));
        let size = if is_converted { "originalFileSize" } else { "filesize" };
        let size = data.get(size).and_then(Value::as_u64);
        let version = checksum.map_or_else(
            || format!("file:{id}"),
            |(kind, value)| format!("{}:{}", kind.to_ascii_lowercase(), value.to_ascii_lowercase()),
        );
        let query = if is_converted { "?format=original" } else { "" };
        let listed = Listed {
            name: self.name_in_folder(producers, id),
            path: format!("/api/access/datafile/{id}{query}"),
            size,
            checksum: checksum.and_then(|(kind, value)| Checksum::new(ChecksumKind::parse(kind)?, value)),
            is_binding: !is_converted,
            version,
        };
        Some((listed, Named::read(producers)))
    }

    /// A name that is safe in a folder and not yet taken. A name that occurs twice gets the number of the file.
    fn name_in_folder(&mut self, producers: &str, id: u64) -> String {
        let safe: String = producers
            .chars()
            .map(|c| if c.is_control() || "/\\:*?\"<>|".contains(c) { '_' } else { c })
            .take(150)
            .collect();
        let safe = safe.trim().trim_end_matches('.');
        let safe = if safe.is_empty() || safe.starts_with('.') { format!("file{safe}") } else { safe.to_owned() };
        let is_taken = self.all_names.iter().any(|n| n.eq_ignore_ascii_case(&safe));
        let name = match (is_taken, safe.split_once('.')) {
            (false, _) => safe,
            (true, Some((stem, ending))) => format!("{stem}-{id}.{ending}"),
            (true, None) => format!("{safe}-{id}"),
        };
        if name != producers {
            self.renamed.push(format!("{producers} as {name}"));
        }
        name
    }

    fn listing(self) -> Listing {
        let mut listing = self.listing;
        let some = |names: &[String]| {
            let more = names.len().saturating_sub(5);
            let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
            format!("{}{rest}", names.iter().take(5).map(String::as_str).collect::<Vec<_>>().join(", "))
        };
        if !self.undated.is_empty() {
            listing.notes.push(format!("Without a date in their names, and so taken: {}.", some(&self.undated)));
        }
        if !self.renamed.is_empty() {
            listing.notes.push(format!("Kept under another name: {}.", some(&self.renamed)));
        }
        if self.converted > 0 {
            listing.notes.push(format!(
                "{} files are tables that Dataverse has converted; their originals are fetched, for which it does not reliably state size and checksum: those that agree are counted as checked, the others are not.",
                self.converted
            ));
        }
        listing.notes.push(
            "The producer's files come in no fixed rhythm, so no gaps are looked for; updates are named by the day of their release and are taken up to 14 days after the last day asked for.".into(),
        );
        listing.files = self.files.into_values().collect();
        listing.all_names = Some(self.all_names);
        listing
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use tertius::calendar::When;

    fn read(files: Value, span: &str) -> Listing {
        let mut of_all = OfDatasets::default();
        let bytes = json!({ "status": "OK", "data": { "latestVersion": { "files": files } } }).to_string();
        of_all.add("doi:10.1/x", bytes.as_bytes(), When::parse(span).expect("a span").span).expect("files");
        of_all.listing()
    }

    const SUM: &str = "9e6bb0a0ada77e2e62221b148957532e";

    #[test]
    fn stored_and_converted_files_are_told_apart() {
        let listing = read(
            json!([
                { "label": "events.2012.20150313084929.tab.zip", "dataFile": { "id": 7, "filename": "events.2012.20150313084929.tab.zip", "filesize": 10, "checksum": { "type": "MD5", "value": SUM } } },
                { "dataFile": { "id": 8, "filename": "20120115-icews-events.tab", "filesize": 11, "originalFileFormat": "text/tsv", "originalFileName": "20120115-icews-events.tsv", "originalFileSize": 9, "md5": SUM } },
                { "dataFile": { "id": 9, "filename": "events.2010.20150313084929.tab.zip", "filesize": 12, "checksum": { "type": "SHA-1", "value": "00" } } },
                { "dataFile": { "id": 10, "filename": "codebook.pdf" } },
                { "dataFile": { "filename": "no number" } },
                { "nothing": 1 },
            ]),
            "2012-01",
        );
        let told: Vec<_> =
            listing.files.iter().map(|f| (f.name.as_str(), f.path.as_str(), f.size, f.is_binding)).collect();
        assert_eq!(
            told,
            [
                ("20120115-icews-events.tsv", "/api/access/datafile/8?format=original", Some(9), false),
                ("codebook.pdf", "/api/access/datafile/10", None, true),
                ("events.2012.20150313084929.tab.zip", "/api/access/datafile/7", Some(10), true),
            ]
        );
        assert_eq!((listing.unreadable.count, listing.all_names.map(|n| n.len())), (2, Some(4)));
        assert!(listing.notes.iter().any(|n| n.contains("codebook.pdf")));
        assert!(listing.notes.iter().any(|n| n.contains("converted")));
        assert_eq!(listing.files[1].version, "file:10", "without a checksum, a new file is a new version");
    }

    #[test]
    fn names_stay_in_the_folder_and_apart() {
        let one = |id: u64, name: &str| json!({ "dataFile": { "id": id, "filename": name } });
        let listing = read(
            json!([
                one(1, "20190309-icews-events.zip"),
                one(2, "20190309-ICEWS-events.zip"),
                one(3, "../../x"),
                one(4, ".."),
                one(5, "a\u{0}b\\c")
            ]),
            "2019-03",
        );
        let names: Vec<&str> = listing.files.iter().map(|f| f.name.as_str()).collect();
        assert_eq!(names, ["20190309-ICEWS-events-2.zip", "20190309-icews-events.zip", "a_b_c", "file", "file.._.._x"]);
        assert!(listing.notes.iter().any(|n| n.contains("Kept under another name")));
    }

    #[test]
    fn what_is_no_dataset_is_said() {
        let mut of_all = OfDatasets::default();
        let span = When::parse("2012").expect("a year").span;
        for bytes in ["", "<html>", "{}", "{\"data\":{\"latestVersion\":{\"files\":3}}}"] {
            let stop = of_all.add("doi:10.1/x", bytes.as_bytes(), span).expect_err("no list");
            assert!(matches!(&stop, Stop::Network(text) if text.contains("doi:10.1/x")), "{stop}");
        }
        assert_eq!(persistent_id("https://doi.org/10.7910/DVN/28075").ok().as_deref(), Some("doi:10.7910/DVN/28075"));
        assert_eq!(persistent_id("10.7910/DVN/28075").ok().as_deref(), Some("doi:10.7910/DVN/28075"));
        for text in ["", "28075", "doi:10.7910/DVN/28075&x=1", "doi:10.1/a b"] {
            assert!(matches!(persistent_id(text), Err(Stop::Complaint(_))), "{text}");
        }
    }
}
