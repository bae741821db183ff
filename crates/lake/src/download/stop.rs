//! Why a download as a whole ends early. What became of a single file is in `outcome`.

use std::io;
use std::path::Path;

/// Why nothing, or nothing more, could be fetched.
#[derive(Debug, thiserror::Error)]
pub enum Stop {
    /// The call is wrong: a base URL that is none, an option out of range. The text ends with a remedy.
    #[error("{0}")]
    Complaint(String),
    /// The producer cannot be reached, or does not give its list.
    #[error("{0}")]
    Network(String),
    /// The folder cannot be made, read or written.
    #[error("{0}")]
    Machine(String),
}

impl Stop {
    /// A fault of the machine at a path, with what the user can do about it.
    pub(crate) fn machine(what: &str, path: &Path, error: &io::Error) -> Stop {
        let remedy = match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                "the disk is full: make room and run the same command again, it goes on where it stopped"
            }
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                "the folder cannot be written by you: choose another with --out"
            }
            io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists => {
                "a file stands where the folder should be: choose another with --out"
            }
            io::ErrorKind::InvalidFilename | io::ErrorKind::FileTooLarge => {
                "this file system cannot hold the file: choose a folder on another with --out"
            }
            _ => "when this is mended, the same command goes on where it stopped",
        };
        Stop::Machine(format!("{} cannot be {what}: {error}\n  help: {remedy}", path.display()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_of_the_machine_comes_with_its_remedy() {
        let text = |kind: io::ErrorKind| Stop::machine("written", Path::new("f.zip"), &kind.into()).to_string();
        assert!(text(io::ErrorKind::StorageFull).contains("make room"));
        assert!(text(io::ErrorKind::ReadOnlyFilesystem).contains("--out"));
        assert!(text(io::ErrorKind::NotADirectory).contains("stands where the folder should be"));
        assert!(text(io::ErrorKind::StorageFull).starts_with("f.zip cannot be written"));
    }
}
