//! Writes docs/lookup/reference-numbers.md: how far our estimators lie from independent programs at most, noted by
//! the tests themselves while they compare. It runs the tests and prints what they noted; it compares nothing.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

const PAGE: &str = "docs/lookup/reference-numbers.md";

/// One row of the page.
#[derive(Debug, Clone, PartialEq)]
struct Row {
    compared: u64,
    largest: f64,
    of: String,
    class: String,
}

/// Runs the tests of the econometrics crate, and those of the library of the spine that read references, and writes
/// the page.
pub fn write() -> Result<String, String> {
    let notes = Path::new("target").join("deviations.jsonl");
    std::fs::create_dir_all("target").map_err(|e| format!("target: {e}"))?;
    // An older run's notes must not mix with this one's.
    if notes.exists() {
        std::fs::remove_file(&notes).map_err(|e| format!("{}: {e}", notes.display()))?;
    }
    let absolute = std::path::absolute(&notes).map_err(|e| e.to_string())?;
    for tests in [&["tertius-econometrics", "--test", "it"][..], &["tertius", "--test", "it", "references"]] {
        let status = Command::new("cargo")
            .args(["test", "--quiet", "-p"])
            .args(tests)
            .env("TERTIUS_DEVIATIONS", &absolute)
            .status()
            .map_err(|e| format!("cargo: {e}"))?;
        if !status.success() {
            return Err("the tests did not pass; the page is as it was\n".to_owned());
        }
    }
    let text = std::fs::read_to_string(&notes).map_err(|e| format!("{}: {e}", notes.display()))?;
    let rows = rows(&text)?;
    std::fs::write(PAGE, page(&rows)).map_err(|e| format!("{PAGE}: {e}"))?;
    Ok(format!("{PAGE}: {} comparisons\n", rows.len()))
}

/// The notes by (folder, estimator, program); of several notes on one thing the largest difference stands.
fn rows(text: &str) -> Result<BTreeMap<[String; 3], Row>, String> {
    let mut rows: BTreeMap<[String; 3], Row> = BTreeMap::new();
    for line in text.lines() {
        let note: Value = serde_json::from_str(line).map_err(|e| format!("a note is no JSON: {e}: {line}"))?;
        let word = |key: &str| note[key].as_str().map(str::to_owned).ok_or(format!("a note lacks {key}: {line}"));
        let key = [word("folder")?, word("estimator")?, word("program")?];
        let row = Row {
            compared: note["compared"].as_u64().unwrap_or(0),
            largest: note["largest"].as_f64().ok_or(format!("a note lacks largest: {line}"))?,
            of: word("of")?,
            class: word("class")?,
        };
        match rows.get_mut(&key) {
            Some(known) => {
                let compared = known.compared + row.compared;
                if row.largest > known.largest {
                    *known = row;
                }
                known.compared = compared;
            }
            None => {
                rows.insert(key, row);
            }
        }
    }
    Ok(rows)
}

fn page(rows: &BTreeMap<[String; 3], Row>) -> String {
    let numbers: u64 = rows.values().map(|r| r.compared).sum();
    let mut page = format!(
        "# Our numbers beside those of others

Written by `cargo run -p xtask -- reference-numbers`, which runs the tests that read references and prints what they
noted while comparing: {} comparisons of {numbers} numbers.

*Largest difference* is relative to the reference, or absolute where the reference is smaller than 1e-6. *Allowed*
names the class of `tertius_econometrics::Tolerance` of that number; where the reference is printed with few digits,
the difference is its rounding. `reference/...` is in the repository with the recipe that wrote it; `shared/...` is
read from a collection of published reference output, and its tests are skipped, by name, where that is absent.

| estimator | compared with | in | numbers | largest difference | of | allowed |
|---|---|---|---:|---:|---|---|
",
        rows.len()
    );
    for ([folder, estimator, program], row) in rows {
        let _ = writeln!(
            page,
            "| {estimator} | {program} | `{folder}` | {} | {:.0e} | {} | {} |",
            row.compared, row.largest, row.of, row.class
        );
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note(largest: f64, of: &str) -> String {
        serde_json::json!({
            "folder": "reference/x", "estimator": "X", "program": "P 1.0", "compared": 3, "largest": largest,
            "of": of, "class": "Exact",
        })
        .to_string()
    }

    #[test]
    fn the_largest_of_several_notes_stands_and_counts_add_up() {
        let rows = rows(&format!("{}\n{}\n", note(1e-12, "a"), note(3e-11, "b"))).unwrap();
        let row = rows.values().next().unwrap();
        assert_eq!((rows.len(), row.compared, row.of.as_str()), (1, 6, "b"));
        assert!(page(&rows).contains("| X | P 1.0 | `reference/x` | 6 | 3e-11 | b | Exact |"));
    }

    #[test]
    fn a_note_without_its_number_is_an_error() {
        assert!(rows("{\"folder\": \"f\", \"estimator\": \"e\", \"program\": \"p\"}").unwrap_err().contains("largest"));
    }

    #[test]
    fn every_reference_folder_is_on_the_page() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let page = std::fs::read_to_string(root.join(PAGE)).unwrap();
        for entry in std::fs::read_dir(root.join("reference")).unwrap() {
            let folder = entry.unwrap();
            // Folders of programs on event files hold no numbers.
            let programs = folder.file_name().to_string_lossy().starts_with("events_");
            if folder.path().is_dir() && !programs {
                let name = format!("`reference/{}`", folder.file_name().to_string_lossy());
                assert!(page.contains(&name), "{name} is not on {PAGE}: cargo run -p xtask -- reference-numbers");
            }
        }
    }
}
