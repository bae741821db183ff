//! Every row is accounted for: rows in = counted + removed by each rule + rejected by each reason, in the ledger, in the
//! parts and in the cube, for sound files of every layout and for damaged ones.

use super::damage::damaged;
use super::fixtures::{self, Fixture};
use super::lakes::{self, Folder, Manner, lines_with_text, rows, said, take, take_as, take_fixture};
use super::late;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read as _;
use std::path::Path;
use tertius::events::sources::event_layout;
use tertius_lake::{Choices, FileEntry, Lake, Sizes, probe};

/// The unpacked texts of a file, found without the code under test.
pub(crate) fn texts(path: &Path) -> Vec<Vec<u8>> {
    let bytes = std::fs::read(path).expect("the file is there");
    let name = path.to_string_lossy().into_owned();
    let inflated = |bytes: &[u8]| {
        let mut text = Vec::new();
        flate2::read::MultiGzDecoder::new(bytes).read_to_end(&mut text).expect("sound gzip");
        text
    };
    if name.ends_with(".tar.gz") {
        let unpacked = inflated(&bytes);
        let mut archive = tar::Archive::new(&unpacked[..]);
        let mut texts = Vec::new();
        for entry in archive.entries().expect("a tar") {
            let mut entry = entry.expect("sound");
            let mut text = Vec::new();
            entry.read_to_end(&mut text).expect("sound");
            if entry.header().entry_type().is_file() {
                texts.push(text);
            }
        }
        texts
    } else if name.ends_with(".gz") {
        vec![inflated(&bytes)]
    } else if name.ends_with(".zip") {
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a zip");
        (0..archive.len())
            .map(|i| {
                let mut text = Vec::new();
                archive.by_index(i).expect("a member").read_to_end(&mut text).expect("sound");
                text
            })
            .collect()
    } else {
        vec![bytes]
    }
}

/// Holds the ledger, the parts and the cube of a source against each other, and the ledger against `wanted` rows.
fn adds_up(lake: &Lake, source: &str, wanted: u64) {
    let files: Vec<&FileEntry> = lake.files(source).into_values().collect();
    for file in &files {
        assert!(file.is_balanced(), "{file:?}");
    }
    assert_eq!(files.iter().map(|f| f.rows).sum::<u64>(), wanted, "{source}: rows");
    let mut ledger: BTreeMap<(String, String), u64> = BTreeMap::new();
    for file in &files {
        let mut put = |what: &str, n: u64| {
            if n > 0 {
                *ledger.entry((file.name.clone(), what.to_owned())).or_insert(0) += n;
            }
        };
        put("", file.counted);
        file.removed.iter().for_each(|(rule, n)| put(rule, *n));
        file.rejected.iter().for_each(|(reason, n)| put(&format!("rejected: {reason}"), *n));
    }
    let mut parts: BTreeMap<(String, String), u64> = BTreeMap::new();
    let mut counted_events = 0;
    for row in rows(lake, "events", source) {
        let rule = row.get("removed").cloned().unwrap_or_default();
        if rule.is_empty() {
            counted_events += row["count"].parse::<u64>().expect("a number");
        }
        *parts.entry((row["file"].clone(), rule)).or_insert(0) += 1;
    }
    for row in rows(lake, "rejected", source) {
        *parts.entry((row["file"].clone(), format!("rejected: {}", row["reason"]))).or_insert(0) += 1;
    }
    assert_eq!(parts, ledger, "{source}: parts against ledger");
    let cube: u64 = rows(lake, "cube", source).iter().map(|r| r["events"].parse::<u64>().expect("a number")).sum();
    assert_eq!(cube, counted_events, "{source}: events of the cube");
    let content = lake.content().expect("a lake that can be read");
    assert_eq!(content.faults, Vec::<String>::new());
    assert_eq!(content.sources[source].cube_events, cube);
}

#[test]
fn sound_files_of_every_layout_add_up() {
    let folder = Folder::new("sound");
    let lake = folder.path("lake");
    let mut kinds = BTreeSet::new();
    for fixture in fixtures::all(7, 150) {
        let file = folder.write(&format!("{}/{}", fixture.name, fixture.file), &fixture.text);
        let imported = take_fixture(&lake, &fixture, &[file], &Manner::default()).expect("an import");
        assert!(imported.refused.is_empty(), "{imported:?}");
        assert!(imported.totals.counted > 0, "{}: nothing is counted", fixture.name);
        assert!(!imported.totals.removed.is_empty(), "{}: nothing is removed", fixture.name);
        kinds.extend(imported.totals.removed.into_keys());
        kinds.extend(imported.totals.rejected.into_keys());
        let rows = lines_with_text(fixture.text.as_bytes()).len() - usize::from(fixture.has_header);
        adds_up(&Lake::open(&lake).expect("a lake"), fixture.name, rows as u64);
    }
    for kind in ["same row again", "initiator and target in one state", "code not in the ontology", "no such date"] {
        assert!(kinds.contains(kind), "no row of any fixture went by \"{kind}\": {kinds:?}");
    }
}

#[test]
fn producers_files_add_up() {
    for (source, ontology, name, file, has_header) in lakes::SHARED {
        let Some(path) = lakes::shared("producers_files_add_up", file) else { return };
        let folder = Folder::new("shared");
        let lake = folder.path("lake");
        let texts = texts(&path);
        let header = usize::from(has_header);
        let wanted: usize = texts.iter().map(|t| lines_with_text(t).len().saturating_sub(header)).sum();
        assert!(wanted > 0, "{file}");
        let imported = take_as(source, ontology, name, &lake, &[path], &Manner::default()).expect("an import");
        assert!(imported.refused.is_empty(), "{file}: {:?}", imported.refused);
        adds_up(&Lake::open(&lake).expect("a lake"), name, wanted as u64);
    }
}

/// Imports a damaged file and checks that no row was lost or invented; gives what the lake then says, or `None` if the
/// file was refused.
fn taken(fixture: &Fixture, bytes: &[u8], manner: &Manner) -> Option<(Vec<String>, String)> {
    let folder = Folder::new("damaged");
    let lake = folder.path("lake");
    let file = folder.write(fixture.file, bytes);
    let imported = take_fixture(&lake, fixture, &[file], manner).expect("damage is no error of the import");
    let lake = Lake::open(&lake).expect("a lake");
    if !imported.refused.is_empty() {
        assert!(lake.files(fixture.name).is_empty(), "nothing of a refused file is taken");
        return None;
    }
    let lines = lines_with_text(bytes);
    let events = rows(&lake, "events", fixture.name);
    let rejected = rows(&lake, "rejected", fixture.name);
    let mut seen = BTreeSet::new();
    for row in events.iter().chain(&rejected) {
        let number: u32 = row["line"].parse().expect("a number");
        assert!(seen.insert(number), "line {number} stands there twice");
        let line = lines.get(&number).unwrap_or_else(|| panic!("line {number} is not in the file"));
        let line = String::from_utf8_lossy(line);
        if let Some(text) = row.get("text") {
            assert!(line.starts_with(text.as_str()), "line {number} is kept as another");
        }
        for column in ["initiator_code", "target_code", "story"] {
            let text = row.get(column).map_or("", String::as_str);
            assert!(line.contains('"') || line.contains(text), "line {number} does not hold {column} \"{text}\"");
        }
    }
    let header = lines.keys().next().copied().filter(|first| !seen.contains(first));
    let missing: Vec<u32> = lines.keys().copied().filter(|n| !seen.contains(n) && Some(*n) != header).collect();
    assert!(missing.is_empty(), "lines {missing:?} are lost");
    assert!(header.is_none() || has_header(fixture, bytes), "the first row was taken for a header");
    adds_up(&lake, fixture.name, seen.len() as u64);
    Some((said(&lake, fixture.name), lake.content_hash().expect("readable")))
}

/// Whether a damaged file may still begin with a header: it must hold a name of a column.
fn has_header(fixture: &Fixture, bytes: &[u8]) -> bool {
    let lines = lines_with_text(bytes);
    let first = lines.values().next().map_or(String::new(), |l| String::from_utf8_lossy(l).to_lowercase());
    fixture.has_header || first.contains("globaleventid") || first.contains("date")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn damage_loses_no_row_and_invents_none(seed in any::<u64>()) {
        for fixture in fixtures::all(seed % 1000, 30) {
            let bytes = damaged(fixture.text.as_bytes(), seed);
            let whole = taken(&fixture, &bytes, &Manner::default());
            let one = taken(&fixture, &bytes, &Manner::tiny(1));
            let three = taken(&fixture, &bytes, &Manner::tiny(3));
            prop_assert_eq!(&one, &three, "{}: threads matter", fixture.name);
            let [whole, one] = [whole, one].map(|t| t.map(|(said, _)| said));
            prop_assert_eq!(whole, one, "{}: blocks matter", fixture.name);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_damage_makes_a_reader_panic_or_differ_by_block(seed in any::<u64>(), block in 1usize..3000) {
        for fixture in fixtures::all(seed % 1000, 12) {
            let bytes = damaged(fixture.text.as_bytes(), seed);
            let layout = || event_layout(fixture.source, Some(fixture.ontology)).expect("a source of events");
            let choices = Choices::of(fixture.source);
            let read = |block| probe(&layout, &choices, fixture.ontology, &bytes, block);
            let (whole, cut) = (read(4 << 20), read(block));
            prop_assert_eq!(&whole, &cut, "{}", fixture.name);
            let Ok(probe) = whole else { continue };
            let lines = lines_with_text(&bytes);
            let mut all: Vec<u32> = probe.read.iter().chain(&probe.rejected).copied().collect();
            all.sort_unstable();
            let mut wanted: Vec<u32> = lines.keys().copied().collect();
            if all.len() < wanted.len() && has_header(&fixture, &bytes) {
                wanted.remove(0);
            }
            prop_assert_eq!(all, wanted, "{}", fixture.name);
        }
    }
}

#[test]
fn many_rows_keep_their_texts_whatever_their_order() {
    const DAYS: [(&str, u64); 4] =
        [("20180302", 17_592), ("20180228", 17_590), ("20180301", 17_591), ("20180215", 17_577)];
    let day = |id: u64| DAYS[(id % 4) as usize];
    let folder = Folder::new("many");
    let said = |ids: std::ops::Range<u64>| late::text(ids.map(|id| (id, day(id).0, 7 * id)));
    let files = [
        folder.write("in/20180302000000.export.CSV", said(0..2_100)),
        folder.write("in/20180303000000.export.CSV", said(2_100..3_333)),
    ];
    for manner in
        [Manner::default(), Manner { sizes: Sizes { rows_of_part: 700, ..Sizes::default() }, ..Manner::default() }]
    {
        let lake = folder.path(&format!("lake-{}", manner.sizes.rows_of_part));
        take(&lake, &files, &manner).expect("an import");
        let mut ids = BTreeSet::new();
        for row in rows(&Lake::open(&lake).expect("a lake"), "events", "gdelt") {
            let id: u64 = row["event_id"].parse().expect("a number");
            let (file, line) = if id < 2_100 { ("20180302", id + 1) } else { ("20180303", id - 2_099) };
            assert!(row["file"].starts_with(file) && row["line"] == line.to_string(), "{row:?}");
            assert_eq!(row["story"], format!("http://example.org/{}", 7 * id));
            assert_eq!(row["day"], day(id).1.to_string(), "{row:?}");
            assert_eq!([&row["initiator_code"], &row["target_code"], &row["code"]], ["USAGOV", "IRN", "112"]);
            ids.insert(id);
        }
        assert_eq!(ids, (0..3_333).collect());
    }
}
