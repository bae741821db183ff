//! Words for tests: running a dossier text on files in memory.
#![expect(clippy::disallowed_methods, reason = "tests read shared files; the library does not")]

use std::path::Path;
use tertius::claims::{self, Findings, kind_names};
use tertius::dossier::{Complaint, Dossier, MemoryFiles};
use tertius::progress::Quiet;

/// Reads and runs; complaints are the error.
pub(crate) fn run(dossier: &str, files: &MemoryFiles) -> Result<Findings, Vec<Complaint>> {
    claims::run(&Dossier::read(dossier, &kind_names())?, files, None, &Quiet)
}

/// A shared file under the name that a dossier uses.
pub(crate) fn file(name: &str, path: &Path) -> (String, Vec<u8>) {
    let bytes = std::fs::read(path).expect("a shared file that exists can be read");
    let bytes = if path.extension().is_some_and(|e| e == "gz") {
        let mut out = Vec::new();
        std::io::Read::read_to_end(&mut flate2::read::MultiGzDecoder::new(&bytes[..]), &mut out)
            .expect("shared archives are whole");
        out
    } else {
        bytes
    };
    (name.to_owned(), bytes)
}

/// A small sound dossier with the given `[[instrument]]` body.
pub(crate) fn dossier_with(instrument: &str) -> String {
    format!("[triangle]\npair = [\"IRN\", \"RUS\"]\nthird = \"USA\"\n\n[[instrument]]\nname = \"test\"\n{instrument}\n")
}
