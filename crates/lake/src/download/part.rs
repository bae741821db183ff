//! A file that has not come whole: its bytes in `.NAME.part`, and beside them in `.NAME.part.json` what they are part of,
//! so that another run, or the next try, can go on where this one stopped, and never joins halves of two versions.

use super::Listed;
use super::client::Answer;
use serde::{Deserialize, Serialize};
use std::fs::{File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

/// What the bytes are part of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct PartOf {
    path: String,
    version: String,
    pub(super) etag: Option<String>,
    pub(super) last_modified: Option<String>,
}

impl PartOf {
    pub(super) fn new(listed: &Listed, answer: &Answer) -> PartOf {
        let header = |name: &str| answer.header(name).map(str::to_owned);
        PartOf {
            path: listed.path.clone(),
            version: listed.version.clone(),
            etag: header("etag"),
            last_modified: header("last-modified"),
        }
    }

    /// What `If-Range` may carry: a strong entity tag, else the date (RFC 9110, section 13.1.5).
    pub(super) fn validator(&self) -> Option<&str> {
        self.etag.as_deref().filter(|t| !t.starts_with("W/")).or(self.last_modified.as_deref())
    }
}

/// Where the bytes of an unfinished file stand.
pub(super) struct Part {
    pub(super) bytes: PathBuf,
    of: PathBuf,
}

impl Part {
    pub(super) fn new(folder: &Path, name: &str) -> Part {
        Part { bytes: folder.join(format!(".{name}.part")), of: folder.join(format!(".{name}.part.json")) }
    }

    /// How many bytes can be gone on with, and what they are part of; `None` where there are none, or where nothing
    /// could tell a changed file from the same.
    pub(super) fn resumable(&self, listed: &Listed) -> Option<(u64, PartOf)> {
        let of: PartOf = serde_json::from_slice(&std::fs::read(&self.of).ok()?).ok()?;
        let len = std::fs::metadata(&self.bytes).ok().filter(|m| m.is_file()).map(|m| m.len()).filter(|l| *l > 0)?;
        let is_same = of.path == listed.path && of.version == listed.version;
        let is_told = of.validator().is_some() || (listed.is_binding && listed.checksum.is_some());
        let fits = !listed.is_binding || listed.size.is_none_or(|size| len <= size);
        (is_same && is_told && fits).then_some((len, of))
    }

    /// An empty file for the bytes, with the note beside it.
    pub(super) fn begin(&self, of: &PartOf) -> io::Result<File> {
        // The old bytes go before the new note comes, so that a kill between leaves no false pair.
        let file = OpenOptions::new().write(true).create(true).truncate(true).open(&self.bytes)?;
        std::fs::write(&self.of, serde_json::to_vec(of)?)?;
        Ok(file)
    }

    /// The file, to be written on at its end.
    pub(super) fn go_on(&self) -> io::Result<File> {
        OpenOptions::new().append(true).open(&self.bytes)
    }

    /// Puts the whole file in its place: afterwards it is there under its name, before it is not.
    pub(super) fn finish(&self, to: &Path) -> io::Result<()> {
        File::open(&self.bytes)?.sync_all()?;
        std::fs::rename(&self.bytes, to)?;
        remove(&self.of)
    }

    pub(super) fn discard(&self) -> io::Result<()> {
        remove(&self.bytes)?;
        remove(&self.of)
    }
}

fn remove(path: &Path) -> io::Result<()> {
    match std::fs::remove_file(path) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => Err(e),
        _ => Ok(()),
    }
}
