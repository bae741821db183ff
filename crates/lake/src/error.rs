//! Why the lake could not do what was asked. Rows that cannot be used are no errors: they are counted.

use std::path::{Path, PathBuf};

/// What went wrong, in words that name the place and the remedy.
#[derive(Debug, thiserror::Error)]
pub enum LakeError {
    /// The call or a file is wrong, and whoever asked can mend it.
    #[error("complaint: {what}\n  help: {help}")]
    Complaint {
        /// What is wrong.
        what: String,
        /// What to do.
        help: String,
    },
    /// The machine would not: a full disk, a folder that may not be written.
    #[error("{} cannot be {what}: {source}{}", path.display(), remedy(source))]
    Machine {
        /// The file or folder.
        path: PathBuf,
        /// What was tried: `read`, `written`.
        what: &'static str,
        /// What the machine said.
        source: std::io::Error,
    },
    /// The work was asked to stop; what was committed stands.
    #[error("stopped: what was finished is in the lake, the same command goes on from there")]
    Stopped,
}

impl LakeError {
    /// A complaint.
    pub(crate) fn complaint(what: impl Into<String>, help: impl Into<String>) -> LakeError {
        LakeError::Complaint { what: what.into(), help: help.into() }
    }

    /// For `map_err`: the machine would not do `what` with the path.
    pub(crate) fn machine(path: &Path, what: &'static str) -> impl FnOnce(std::io::Error) -> LakeError {
        let path = path.to_path_buf();
        move |source| LakeError::Machine { path, what, source }
    }

    /// As [`LakeError::machine`], for what the Parquet library says.
    pub(crate) fn parquet(path: &Path, what: &'static str) -> impl FnOnce(parquet::errors::ParquetError) -> LakeError {
        let path = path.to_path_buf();
        move |e| {
            let source = match e {
                parquet::errors::ParquetError::External(inner) => match inner.downcast::<std::io::Error>() {
                    Ok(io) => *io,
                    Err(other) => std::io::Error::other(other.to_string()),
                },
                other => std::io::Error::other(other.to_string()),
            };
            LakeError::Machine { path, what, source }
        }
    }
}

fn remedy(error: &std::io::Error) -> &'static str {
    match error.kind() {
        std::io::ErrorKind::StorageFull => {
            "\n  help: make room and give the same command again; it goes on from the last commit"
        }
        std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem => {
            "\n  help: choose a folder that may be written, or change its rights"
        }
        _ => "",
    }
}
