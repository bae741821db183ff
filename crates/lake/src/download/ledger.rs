//! The ledger of a folder of downloads: what each file is a copy of. A help, not a truth: where it lacks a file or cannot
//! be read, the file itself is held against the producer's list.

use super::Stop;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;
use tertius::calendar::Day;

/// The ledger's name in the folder.
pub const LEDGER: &str = ".tertius-download.json";
const FORMAT: &str = "tertius-download/1";

/// A folder's ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ledger {
    /// `tertius-download/1`.
    pub format: String,
    /// By file name.
    pub files: BTreeMap<String, LedgerEntry>,
}

/// What a file is a copy of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerEntry {
    /// The producer's word, `gdelt2` and so on.
    pub source: String,
    /// The address below the base.
    pub path: String,
    /// Bytes in the folder.
    pub size: u64,
    /// Checksum of these bytes, as `md5:...`.
    pub checksum: String,
    /// Whether the producer's list stated that checksum.
    pub is_checked: bool,
    /// What the list said of the version when it was fetched.
    pub version: String,
    /// The server's entity tag.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
    /// The server's date of the last change.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_modified: Option<String>,
    /// When it was put in place, in UTC.
    pub fetched: String,
}

impl Default for Ledger {
    fn default() -> Ledger {
        Ledger { format: FORMAT.to_owned(), files: BTreeMap::new() }
    }
}

impl Ledger {
    /// The ledger of a folder; an empty one, with a sentence, where there is none that can be read.
    ///
    /// # Errors
    /// [`Stop::Machine`] if the folder cannot be looked into.
    pub fn read(folder: &Path) -> Result<(Ledger, Option<String>), Stop> {
        let path = folder.join(LEDGER);
        let text = match std::fs::read(&path) {
            Ok(text) => text,
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok((Ledger::default(), None)),
            Err(e) => return Err(Stop::machine("read", &path, &e)),
        };
        let ledger: Option<Ledger> = serde_json::from_slice(&text).ok();
        match ledger.filter(|l| l.format == FORMAT) {
            Some(ledger) => Ok((ledger, None)),
            None => {
                let note = "The folder's ledger cannot be read; the files are held against the producer's list instead, and the ledger is written anew.";
                Ok((Ledger::default(), Some(note.to_owned())))
            }
        }
    }

    /// Writes the ledger whole or not at all.
    pub(super) fn write(&self, folder: &Path) -> Result<(), Stop> {
        let path = folder.join(LEDGER);
        let unfinished = folder.join(format!("{LEDGER}.unfinished"));
        let written = || -> io::Result<()> {
            let mut bytes = serde_json::to_vec_pretty(self)?;
            bytes.push(b'\n');
            let mut file = std::fs::File::create(&unfinished)?;
            file.write_all(&bytes)?;
            file.sync_all()?;
            std::fs::rename(&unfinished, &path)
        };
        written().map_err(|e| Stop::machine("written", &path, &e))
    }
}

/// `2026-01-31T17:05:09Z` for seconds since 1970.
pub(super) fn utc(seconds: u64) -> String {
    let days = i32::try_from(seconds / 86_400).unwrap_or(0);
    let day = Day::from_ymd(1970, 1, 1).map(|d| d.plus(days).to_string()).unwrap_or_default();
    let of_day = seconds % 86_400;
    format!("{day}T{:02}:{:02}:{:02}Z", of_day / 3_600, of_day / 60 % 60, of_day % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_written_in_utc() {
        assert_eq!(utc(784_111_777), "1994-11-06T08:49:37Z");
        assert_eq!(utc(0), "1970-01-01T00:00:00Z");
    }
}
