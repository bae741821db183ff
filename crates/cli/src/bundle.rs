//! The dossiers that ship inside the program, so that it works from any folder.

use include_dir::{Dir, include_dir};
use std::io::{self, Read};
use tertius::dossier::{Files, matches};

static DOSSIERS: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/../../dossiers");

/// The one that `tertius report` runs when none is named.
pub(crate) const DEFAULT: &str = "iran-russia-united-states";

/// Names of the bundled dossiers.
pub(crate) fn names() -> Vec<String> {
    let mut names: Vec<String> = DOSSIERS.dirs().filter_map(|d| d.path().to_str().map(str::to_owned)).collect();
    names.sort();
    names
}

/// The text and the files of a bundled dossier.
pub(crate) fn find(name: &str) -> Option<(&'static str, Bundled)> {
    let folder = DOSSIERS.get_dir(name)?;
    let text = folder.get_file(folder.path().join("dossier.toml"))?.contents_utf8()?;
    Some((text, Bundled(folder)))
}

/// The files beside a bundled dossier.
pub(crate) struct Bundled(&'static Dir<'static>);

impl Bundled {
    fn files(&self) -> impl Iterator<Item = (String, &'static [u8])> {
        let root = self.0.path();
        self.0.files().filter_map(move |f| Some((f.path().strip_prefix(root).ok()?.to_str()?.to_owned(), f.contents())))
    }
}

impl Files for Bundled {
    fn matching(&self, pattern: &str) -> io::Result<Vec<String>> {
        let mut names: Vec<String> = self.files().map(|(n, _)| n).filter(|n| matches(pattern, n)).collect();
        names.sort();
        Ok(names)
    }

    fn open(&self, name: &str) -> io::Result<Box<dyn Read + Send + '_>> {
        let found = self.files().find(|(n, _)| n == name);
        found
            .map(|(_, bytes)| Box::new(bytes) as Box<dyn Read + Send>)
            .ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, "not in the bundle"))
    }
}
