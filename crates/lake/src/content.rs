//! What a lake says, as one number that does not depend on how it is cut into parts and commits or in which order its rows
//! stand; and whether parts and ledger say the same. Reads everything there is.

use crate::cube;
use crate::error::LakeError;
use crate::log::{FileEntry, Lake};
use crate::parquet_table::TableReader;
use std::collections::BTreeMap;
use tertius::events::ontologies::{self, Code, Lookup, Ontology};
use twox_hash::XxHash3_128;

/// What one source of a lake holds, as its parts say it.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct SourceContent {
    /// Files of the ledger.
    pub files: u64,
    /// Rows of events, counted or not.
    pub rows: u64,
    /// Rows of events by the rule that removed them; those that are counted under the empty text.
    pub by_rule: BTreeMap<String, u64>,
    /// Events of the rows that are counted: more than rows where a row counts several.
    pub row_events: u64,
    /// Rejected rows by reason.
    pub rejected: BTreeMap<String, u64>,
    /// Cells of the cube.
    pub cells: u64,
    /// Events of the cube.
    pub cube_events: u64,
}

/// What a lake holds.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Content {
    /// 128 bits in hexadecimal: equal where rows of events, rejected rows, cells of the cube and files of the ledger are.
    pub hash: String,
    /// By source.
    pub sources: BTreeMap<String, SourceContent>,
    /// Where parts and ledger do not say the same, in words.
    pub faults: Vec<String>,
}

/// Adds up hashes, so that neither order nor grouping matters; equal rows count as often as they stand there.
#[derive(Default)]
struct Sum(u128);

impl Sum {
    fn add(&mut self, kind: &str, source: &str, bytes: &[u8]) {
        let mut all = Vec::with_capacity(kind.len() + source.len() + bytes.len() + 2);
        for part in [kind.as_bytes(), b"\xff", source.as_bytes(), b"\xff", bytes] {
            all.extend_from_slice(part);
        }
        self.0 = self.0.wrapping_add(XxHash3_128::oneshot(&all));
    }
}

impl Lake {
    /// Reads the whole lake, compares its parts with its ledger, and gives a hash of what it says. Memory stays below that
    /// of a month of the cube.
    ///
    /// # Errors
    /// A part is not there or cannot be read.
    pub fn content(&self) -> Result<Content, LakeError> {
        let mut sum = Sum::default();
        let mut sources = BTreeMap::new();
        let mut faults = Vec::new();
        for source in self.sources() {
            let held = self.content_of(source, &mut sum, &mut faults)?;
            sources.insert(source.to_owned(), held);
        }
        Ok(Content { hash: format!("{:032x}", sum.0), sources, faults })
    }

    /// The hash of [`Lake::content`].
    ///
    /// # Errors
    /// As there.
    pub fn content_hash(&self) -> Result<String, LakeError> {
        Ok(self.content()?.hash)
    }

    fn content_of(&self, source: &str, sum: &mut Sum, faults: &mut Vec<String>) -> Result<SourceContent, LakeError> {
        let mut held = SourceContent::default();
        let last = self.of(source).last();
        let rows_are_kept = last.is_some_and(|c| c.rows_are_kept);
        if let Some(c) = last {
            let how = (&c.source, &c.reader, &c.ontology, &c.choices, c.rows_are_kept);
            sum.add("source", source, &serde_json::to_vec(&how).expect("plain data"));
        }
        let mut ledger = Ledger::default();
        for file in self.files(source).into_values() {
            held.files += 1;
            if !file.is_balanced() {
                faults.push(format!("{source}: the rows of {} do not add up in the ledger", file.name));
            }
            ledger.add(file);
            sum.add("file", source, &serde_json::to_vec(file).expect("plain data"));
        }
        for (part, stated) in self.parts("events", source) {
            let before = held.rows;
            TableReader::open(&self.root().join(part))?.each_row(&mut |bytes, row| {
                held.rows += 1;
                let rule = row.text("removed").unwrap_or_default();
                if rule.is_empty() {
                    held.row_events += row.number("count").unwrap_or(0) as u64;
                }
                *held.by_rule.entry(rule.to_owned()).or_insert(0) += 1;
                sum.add("event", source, bytes);
            })?;
            rows_of_part(part, stated, held.rows - before, faults);
        }
        for (part, stated) in self.parts("rejected", source) {
            let mut rows = 0;
            TableReader::open(&self.root().join(part))?.each_row(&mut |bytes, row| {
                rows += 1;
                *held.rejected.entry(row.text("reason").unwrap_or_default().to_owned()).or_insert(0) += 1;
                sum.add("rejected", source, bytes);
            })?;
            rows_of_part(part, stated, rows, faults);
        }
        self.cube_of(source, sum, faults, &mut held)?;
        let mut differ = |what: &str, ledger: u64, parts: u64| {
            if ledger != parts {
                faults.push(format!("{source}: {what}: the ledger says {ledger}, the parts say {parts}"));
            }
        };
        if rows_are_kept {
            differ("rows that are counted", ledger.counted, held.by_rule.get("").copied().unwrap_or(0));
            for (rule, n) in &ledger.removed {
                differ(rule, *n, held.by_rule.get(rule).copied().unwrap_or(0));
            }
            differ("rows that could be read", ledger.rows - ledger.rejected.values().sum::<u64>(), held.rows);
            differ("events of the cube", held.row_events, held.cube_events);
        }
        for (reason, n) in &ledger.rejected {
            differ(reason, *n, held.rejected.get(reason).copied().unwrap_or(0));
        }
        differ("rejected rows", ledger.rejected.values().sum(), held.rejected.values().sum());
        Ok(held)
    }

    /// Cells of one place in several parts of a month are one cell.
    fn cube_of(
        &self,
        source: &str,
        sum: &mut Sum,
        faults: &mut Vec<String>,
        held: &mut SourceContent,
    ) -> Result<(), LakeError> {
        let word = self.of(source).last().map_or("", |c| c.ontology.as_str());
        let ontology = Ontology::WORDS.iter().find(|(w, _)| *w == word).map(|(_, o)| *o);
        let code = |text: &str| -> Option<Code> {
            match ontologies::code(ontology?, text) {
                Lookup::Exact(code) => Some(code),
                _ => None,
            }
        };
        let mut months: BTreeMap<String, Vec<(&str, u64)>> = BTreeMap::new();
        for (part, stated) in self.parts("cube", source) {
            let month = part.rsplit_once('/').map_or(part, |(folder, _)| folder);
            months.entry(month.to_owned()).or_default().push((part, stated));
        }
        for parts in months.into_values() {
            let mut lists = Vec::new();
            for (part, stated) in parts {
                let cells = cube::read_all(&self.root().join(part), &code)?;
                rows_of_part(part, stated, cells.len() as u64, faults);
                lists.push(cells);
            }
            for (key, cell) in cube::merged(lists) {
                held.cells += 1;
                held.cube_events += cell.events;
                let numbers = [cell.events, cell.scored, cell.score_tenths as u64, cell.roots, cell.stories];
                let mut bytes = key.in_words().into_bytes();
                bytes.extend(numbers.into_iter().flat_map(u64::to_le_bytes));
                sum.add("cell", source, &bytes);
            }
        }
        Ok(())
    }
}

fn rows_of_part(part: &str, stated: u64, rows: u64, faults: &mut Vec<String>) {
    if stated != rows {
        faults.push(format!("{part} holds {rows} rows, the log says {stated}"));
    }
}

/// Sums over the files of a source.
#[derive(Default)]
struct Ledger {
    rows: u64,
    counted: u64,
    removed: BTreeMap<String, u64>,
    rejected: BTreeMap<String, u64>,
}

impl Ledger {
    fn add(&mut self, file: &FileEntry) {
        self.rows += file.rows;
        self.counted += file.counted;
        for (from, to) in [(&file.removed, &mut self.removed), (&file.rejected, &mut self.rejected)] {
            for (what, n) in from {
                *to.entry(what.clone()).or_insert(0) += n;
            }
        }
    }
}
