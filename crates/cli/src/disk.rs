//! Files on disk, relative to the dossier; `.gz` is unpacked on the way.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use tertius::dossier::{Files, matches};

/// The folder that a dossier's patterns are relative to.
pub(crate) struct Disk {
    root: PathBuf,
}

impl Disk {
    /// Patterns are looked up from the folder of this dossier.
    pub(crate) fn beside(dossier: &Path) -> Disk {
        Disk { root: dossier.parent().unwrap_or_else(|| Path::new("")).to_path_buf() }
    }

    fn folder(&self, relative: &str) -> PathBuf {
        let folder = self.root.join(relative);
        if folder.as_os_str().is_empty() { PathBuf::from(".") } else { folder }
    }
}

impl Files for Disk {
    /// Walks the pattern's folders one by one, so that only folders that can match are listed.
    fn matching(&self, pattern: &str) -> io::Result<Vec<String>> {
        let (start, parts) = match pattern.strip_prefix('/') {
            Some(rest) => ("/".to_owned(), rest),
            None => (String::new(), pattern),
        };
        let mut found = vec![start];
        let parts: Vec<&str> = parts.split('/').filter(|p| !p.is_empty() && *p != ".").collect();
        for (depth, part) in parts.iter().enumerate() {
            let is_last = depth + 1 == parts.len();
            let mut next = Vec::new();
            for prefix in &found {
                let join = |name: &str| {
                    if prefix.is_empty() || prefix.ends_with('/') {
                        format!("{prefix}{name}")
                    } else {
                        format!("{prefix}/{name}")
                    }
                };
                if !part.contains(['*', '?']) {
                    next.push(join(part));
                    continue;
                }
                let folder = self.folder(prefix);
                let entries = match std::fs::read_dir(&folder) {
                    Ok(entries) => entries,
                    Err(e) if matches!(e.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => continue,
                    Err(e) => return Err(e),
                };
                for entry in entries {
                    if let Some(name) = entry?.file_name().to_str().filter(|n| matches(part, n)) {
                        next.push(join(name));
                    }
                }
            }
            next.retain(|n| {
                let path = self.folder(n);
                if is_last { path.is_file() } else { path.is_dir() }
            });
            found = next;
        }
        found.sort();
        Ok(found)
    }

    fn open(&self, name: &str) -> io::Result<Box<dyn Read + Send + '_>> {
        let file = File::open(self.folder(name))?;
        if name.ends_with(".gz") {
            Ok(Box::new(flate2::read::MultiGzDecoder::new(io::BufReader::new(file))))
        } else {
            Ok(Box::new(file))
        }
    }
}
