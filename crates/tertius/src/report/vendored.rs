//! Tests that the chart libraries in `vendor` are the files that were put there, and fit to stand within a
//! script element.

use sha2::{Digest, Sha256};
use std::path::Path;

#[test]
#[expect(clippy::disallowed_methods, reason = "the vendored files are part of the repository")]
fn the_vendored_files_have_their_recorded_checksums() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/report/vendor");
    let sums = std::fs::read_to_string(folder.join("SHA256SUMS")).expect("the list of checksums");
    let mut listed: Vec<&str> = Vec::new();
    for line in sums.lines() {
        let (sum, name) = line.split_once("  ").expect("checksum, two spaces, name");
        let bytes = std::fs::read(folder.join(name)).expect("every listed file is there");
        let found: String = Sha256::digest(&bytes).iter().map(|b| format!("{b:02x}")).collect();
        assert_eq!(found, sum, "{name}");
        listed.push(name);
    }
    for entry in std::fs::read_dir(&folder).expect("the folder can be listed") {
        let name = entry.expect("an entry").file_name().to_string_lossy().into_owned();
        assert!(name == "SHA256SUMS" || listed.contains(&name.as_str()), "{name} has no recorded checksum");
    }
}

#[test]
fn no_vendored_script_can_end_the_element_that_holds_it() {
    for script in super::html::LIBRARIES {
        let lower = script.to_ascii_lowercase();
        assert!(
            !lower.contains("</script") && !lower.contains("<!--") && !script.contains('\r') && !script.contains('\0')
        );
    }
}
