//! What an import brought, added up over files.

use crate::log::FileEntry;
use std::collections::{BTreeMap, BTreeSet};

/// What an import brought.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Totals {
    /// Files that came.
    pub files: u64,
    /// Bytes of their text.
    pub text_bytes: u64,
    /// Rows.
    pub rows: u64,
    /// Rows that are counted.
    pub counted: u64,
    /// Rows that were read and not counted, by rule.
    pub removed: BTreeMap<String, u64>,
    /// Rows that could not be read, by reason.
    pub rejected: BTreeMap<String, u64>,
    /// Rows in which bytes that are not UTF-8 were replaced.
    pub not_utf8: u64,
    /// The most frequent actors and codes that could not be resolved.
    pub unresolved: BTreeMap<String, u64>,
    /// Commits.
    pub commits: u64,
    /// First files of days that came later than files of the same or a neighbouring day which could not be looked at
    /// again, since no rows are kept or too much came between: rows that repeat those of the others are counted.
    pub late: BTreeSet<String>,
}

impl Totals {
    /// Adds what another round brought.
    pub(crate) fn join(&mut self, other: &Totals) {
        self.files += other.files;
        self.text_bytes += other.text_bytes;
        self.rows += other.rows;
        self.counted += other.counted;
        self.not_utf8 += other.not_utf8;
        self.commits += other.commits;
        self.late.extend(other.late.iter().cloned());
        for (from, to) in [
            (&other.removed, &mut self.removed),
            (&other.rejected, &mut self.rejected),
            (&other.unresolved, &mut self.unresolved),
        ] {
            for (what, n) in from {
                *to.entry(what.clone()).or_insert(0) += n;
            }
        }
    }

    pub(crate) fn add(&mut self, file: &FileEntry) {
        self.files += 1;
        self.text_bytes += file.text_bytes;
        self.rows += file.rows;
        self.counted += file.counted;
        self.not_utf8 += file.not_utf8;
        for (rule, n) in &file.removed {
            *self.removed.entry(rule.clone()).or_insert(0) += n;
        }
        for (reason, n) in &file.rejected {
            *self.rejected.entry(reason.clone()).or_insert(0) += n;
        }
    }
}
