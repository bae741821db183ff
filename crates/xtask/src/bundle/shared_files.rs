//! The producers' files in their folder, as the program's readers want them: listed by pattern, decompressed,
//! and looked into where they are archives. Knows nothing of what stands in them.

use flate2::read::MultiGzDecoder;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io::{self, Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use tertius::dossier::{Files, matches};

/// The end of an archive's name, with the slash that leads to its members.
const INTO_ARCHIVE: &str = ".tar.gz/";

/// Name and bytes of each member of an archive.
type Members = Arc<Vec<(String, Vec<u8>)>>;

/// A folder of producers' files. A member of an archive is named `archive.tar.gz/member`.
pub(crate) struct SharedFiles {
    root: PathBuf,
    archives: Mutex<BTreeMap<String, Members>>,
}

impl SharedFiles {
    pub(crate) fn new(root: &Path) -> SharedFiles {
        SharedFiles { root: root.to_owned(), archives: Mutex::default() }
    }

    /// The file's bytes, decompressed if its name ends with `.gz`.
    pub(super) fn bytes(&self, name: &str) -> io::Result<Vec<u8>> {
        let stored = std::fs::read(self.root.join(name))?;
        if !name.ends_with(".gz") {
            return Ok(stored);
        }
        let mut plain = Vec::new();
        MultiGzDecoder::new(&stored[..]).read_to_end(&mut plain)?;
        Ok(plain)
    }

    /// SHA-256 of the file as it is stored (that is what `sha256sum` prints); of the archive for a member.
    pub(super) fn sha256(&self, name: &str) -> io::Result<String> {
        let stored = std::fs::read(self.root.join(archive_of(name).map_or(name, |(archive, _)| archive)))?;
        Ok(Sha256::digest(&stored).iter().map(|b| format!("{b:02x}")).collect())
    }

    fn members(&self, archive: &str) -> io::Result<Members> {
        let mut archives = self.archives.lock().map_err(|_| io::Error::other("another reader of archives failed"))?;
        if let Some(known) = archives.get(archive) {
            return Ok(Arc::clone(known));
        }
        let members = Arc::new(unpacked(&self.bytes(archive)?)?);
        archives.insert(archive.to_owned(), Arc::clone(&members));
        Ok(members)
    }
}

impl Files for SharedFiles {
    fn matching(&self, pattern: &str) -> io::Result<Vec<String>> {
        let Some((archive, pattern)) = archive_of(pattern) else {
            return Ok(self.root.join(pattern).is_file().then(|| pattern.to_owned()).into_iter().collect());
        };
        let members = self.members(archive)?;
        let mut names: Vec<String> =
            members.iter().filter(|(n, _)| matches(pattern, n)).map(|(n, _)| format!("{archive}/{n}")).collect();
        names.sort();
        Ok(names)
    }

    fn open(&self, name: &str) -> io::Result<Box<dyn Read + Send + '_>> {
        let Some((archive, member)) = archive_of(name) else { return Ok(Box::new(Cursor::new(self.bytes(name)?))) };
        match self.members(archive)?.iter().find(|(n, _)| n == member) {
            Some((_, bytes)) => Ok(Box::new(Cursor::new(bytes.clone()))),
            None => Err(io::Error::new(io::ErrorKind::NotFound, format!("{archive} has no member {member}"))),
        }
    }
}

/// Splits `folder/a.tar.gz/member` into the archive's name and the member's.
pub(super) fn archive_of(name: &str) -> Option<(&str, &str)> {
    let at = name.find(INTO_ARCHIVE)? + INTO_ARCHIVE.len();
    Some((&name[..at - 1], &name[at..]))
}

/// The plain files of a tar archive (POSIX ustar: a header block of 512 bytes, then the bytes, padded to 512).
fn unpacked(tar: &[u8]) -> io::Result<Vec<(String, Vec<u8>)>> {
    let broken = || io::Error::new(io::ErrorKind::InvalidData, "the archive is not whole");
    let mut members = Vec::new();
    let mut at = 0;
    while let Some(header) = tar.get(at..at + 512).filter(|h| h[0] != 0) {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim_end_matches(['\0', ' ']).trim().to_owned();
        let size = usize::from_str_radix(&text(&header[124..136]), 8).map_err(|_| broken())?;
        let bytes = tar.get(at + 512..at + 512 + size).ok_or_else(broken)?;
        if matches!(header[156], b'0' | 0) {
            let name = text(&header[..100]);
            members.push((name.trim_start_matches("./").to_owned(), bytes.to_vec()));
        }
        at += 512 + size.div_ceil(512) * 512;
    }
    if members.is_empty() { Err(broken()) } else { Ok(members) }
}
