//! What a bundled table is and what it was made of, and how that is written down in `SOURCES.toml`. Values and
//! their wording; nothing is computed here.

use super::shared_files::{SharedFiles, archive_of};
use std::collections::BTreeMap;
use tertius::events::Ledger;

/// A producer's file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Input {
    pub(super) file: String,
    pub(super) sha256: String,
}

/// Notes the checksums of the files, each archive once.
pub(super) fn inputs<'a>(files: &SharedFiles, names: impl Iterator<Item = &'a str>) -> Result<Vec<Input>, String> {
    let mut stored: Vec<&str> = names.map(|n| archive_of(n).map_or(n, |(archive, _)| archive)).collect();
    stored.sort_unstable();
    stored.dedup();
    stored
        .into_iter()
        .map(|file| match files.sha256(file) {
            Ok(sha256) => Ok(Input { file: file.to_owned(), sha256 }),
            Err(e) => Err(format!("{file}: {e}")),
        })
        .collect()
}

/// What became of the rows of one or more files.
#[derive(Clone, Debug, Default)]
pub(super) struct Reading {
    /// The program's reader, or that `xtask` converted a table which no reader exists for.
    pub(super) reader: String,
    pub(super) inputs: Vec<Input>,
    pub(super) rows_read: u64,
    pub(super) rows_accepted: u64,
    /// By rule.
    pub(super) removed: BTreeMap<String, u64>,
    /// By reason.
    pub(super) rejected: BTreeMap<String, u64>,
    /// Accepted rows that the written table rests on; the others are about other states.
    pub(super) rows_used: u64,
    /// What could not be resolved most often, with its number of rows.
    pub(super) unresolved: Vec<(String, u64)>,
}

/// How many of the unresolved are written down.
const UNRESOLVED_SHOWN: usize = 8;

impl Reading {
    /// A conversion of the given files by `xtask` itself; rows are counted as they come.
    pub(super) fn of_conversion(inputs: Vec<Input>) -> Reading {
        Reading { reader: "none: converted by xtask".to_owned(), inputs, ..Reading::default() }
    }

    /// What a ledger says. `rows_used` is the caller's to count.
    pub(super) fn of_ledger(reader: &str, inputs: Vec<Input>, ledger: &Ledger, rows_used: u64) -> Reading {
        Reading {
            reader: reader.to_owned(),
            inputs,
            rows_read: ledger.rows_read,
            rows_accepted: ledger.rows_accepted,
            removed: ledger.removed.iter().map(|(r, t)| (r.words().to_owned(), t.count)).collect(),
            rejected: ledger.rejected.iter().map(|(r, t)| (r.words().to_owned(), t.count)).collect(),
            rows_used,
            unresolved: ledger.unresolved.iter().take(UNRESOLVED_SHOWN).cloned().collect(),
        }
    }

    /// Counts a row as not usable.
    pub(super) fn reject(&mut self, reason: &str) {
        *self.rejected.entry(reason.to_owned()).or_insert(0) += 1;
    }

    /// Counts a row as left out by a rule.
    pub(super) fn remove(&mut self, rule: &str) {
        *self.removed.entry(rule.to_owned()).or_insert(0) += 1;
    }

    /// Whether every row is accounted for.
    pub(super) fn is_balanced(&self) -> bool {
        self.rows_read == self.rows_accepted + self.removed.values().sum::<u64>() + self.rejected.values().sum::<u64>()
    }
}

/// A bundled table with its description.
#[derive(Clone, Debug)]
pub(super) struct Table {
    /// Name of the file.
    pub(super) file: &'static str,
    pub(super) what: String,
    pub(super) computed: String,
    pub(super) citation: &'static str,
    pub(super) licence: &'static str,
    /// How much repeated stories inflate the variance, where it can be told from single events.
    pub(super) design_effect: Option<f64>,
    pub(super) readings: Vec<Reading>,
    /// The table itself, with its header.
    pub(super) csv: String,
}

/// `SOURCES.toml`: the folder's own remarks, then one entry for each table.
pub(super) fn sources_toml(head: &str, tables: &[Table]) -> String {
    let mut text = String::from(
        "# Where the figures in this folder come from. Written by `cargo run -p xtask -- bundle`; do not edit.\n# Paths are relative to the folder of producers' files; checksums are of the files as stored.\n\n",
    );
    text.push_str(head);
    for table in tables {
        text.push_str("\n[[table]]\n");
        text.push_str(&format!("file = {}\n", quoted(table.file)));
        text.push_str(&format!("what = {}\n", quoted(&table.what)));
        text.push_str(&format!("computed = {}\n", quoted(&table.computed)));
        text.push_str(&format!("citation = {}\n", quoted(table.citation)));
        text.push_str(&format!("licence = {}\n", quoted(table.licence)));
        text.push_str(&format!("rows_written = {}\n", table.csv.lines().count() - 1));
        if let Some(d) = table.design_effect {
            text.push_str(&format!("design_effect = {d:.3}\n"));
        }
        for reading in &table.readings {
            text.push_str("\n[[table.reading]]\n");
            text.push_str(&format!("reader = {}\n", quoted(&reading.reader)));
            text.push_str("inputs = [\n");
            for input in &reading.inputs {
                text.push_str(&format!(
                    "  {{ file = {}, sha256 = {} }},\n",
                    quoted(&input.file),
                    quoted(&input.sha256)
                ));
            }
            text.push_str("]\n");
            text.push_str(&format!("rows_read = {}\n", reading.rows_read));
            text.push_str(&format!("rows_accepted = {}\n", reading.rows_accepted));
            text.push_str(&format!("removed = {}\n", counts(&reading.removed)));
            text.push_str(&format!("rejected = {}\n", counts(&reading.rejected)));
            text.push_str(&format!("rows_used = {}\n", reading.rows_used));
            if !reading.unresolved.is_empty() {
                let most: Vec<String> =
                    reading.unresolved.iter().map(|(what, n)| quoted(&format!("{what} ({n})"))).collect();
                text.push_str(&format!("most_often_unresolved = [{}]\n", most.join(", ")));
            }
        }
    }
    text
}

fn counts(by_reason: &BTreeMap<String, u64>) -> String {
    if by_reason.is_empty() {
        return "{}".to_owned();
    }
    let entries: Vec<String> = by_reason.iter().map(|(reason, n)| format!("{} = {n}", quoted(reason))).collect();
    format!("{{ {} }}", entries.join(", "))
}

/// A TOML basic string. Our texts hold no control characters.
pub(super) fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
