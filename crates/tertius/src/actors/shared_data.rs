//! Test support: finding and reading the project's shared data, which lie beside the repository and not in it.
//! A test that does not find them says so by name and is counted; it never passes in silence.
#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "tests read shared files and say what they skip; the library does neither"
)]

use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

/// The shared file `relative`, or `None` after the skip of `test` has been reported.
///
/// The folder is the one that `TERTIUS_SHARED` names, else `../shared` beside the root of the repository. With
/// `TERTIUS_REQUIRE_SHARED` set, a missing file fails the test instead.
pub(crate) fn shared(test: &str, relative: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("TERTIUS_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), PathBuf::from);
    let path = folder.join(relative);
    if path.exists() {
        return Some(path);
    }
    assert!(std::env::var_os("TERTIUS_REQUIRE_SHARED").is_none(), "{test}: shared data not found: {relative}");
    let line = format!("skipped: {test}: shared data not found\n");
    eprint!("{line}");
    if let Some(file) = std::env::var_os("TERTIUS_SKIPS") {
        std::fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(file)
            .and_then(|mut file| file.write_all(line.as_bytes()))
            .expect("the list of skips can be written");
    }
    None
}

/// The text of a file, decompressed if its name ends with `.gz`; bytes that are not UTF-8 (the headers of a
/// tar archive) are replaced.
pub(crate) fn text(path: &Path) -> String {
    let bytes = std::fs::read(path).expect("a shared file that exists can be read");
    let bytes = if path.extension().is_some_and(|ending| ending == "gz") {
        let mut out = Vec::new();
        flate2::read::MultiGzDecoder::new(&bytes[..]).read_to_end(&mut out).expect("shared archives are whole");
        out
    } else {
        bytes
    };
    String::from_utf8_lossy(&bytes).into_owned()
}
