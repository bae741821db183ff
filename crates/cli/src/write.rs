//! Writing files whole or not at all: into a neighbour first, then renamed, so that an interrupted run
//! leaves the former report as it was.

use crate::Failure;
use std::path::Path;

/// Makes the folder and writes one file of it.
pub(crate) fn whole(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), Failure> {
    let path = folder.join(name);
    let failed = |what: &str, e: std::io::Error| Failure::Machine(format!("{} cannot be {what}: {e}", path.display()));
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent).map_err(|e| failed("written, for its folder cannot be made", e))?;
    }
    let unfinished =
        path.with_file_name(format!(".{}.unfinished", path.file_name().and_then(|n| n.to_str()).unwrap_or("file")));
    std::fs::write(&unfinished, bytes).map_err(|e| failed("written", e))?;
    std::fs::rename(&unfinished, &path).map_err(|e| failed("put in place", e))
}
