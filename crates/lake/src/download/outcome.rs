//! What became of each file of a download. Serialised as it stands for programs that read the command's JSON.

use serde::Serialize;

/// Why a file is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FailedKind {
    /// It is listed, but the server does not have it (404, 410).
    NotThere,
    /// The server does not give it to this user (401, 403).
    Refused,
    /// The checksum was not the listed one, twice.
    WrongChecksum,
    /// The size was not the listed one, twice.
    WrongSize,
    /// The server asks to come again much later.
    Busy,
    /// Passing faults until the tries were used up; what has come stays for the next run.
    GivenUp,
    /// The run ended before its turn, because the server could not be reached.
    NotTried,
    /// Another answer that trying again does not change.
    Other,
}

/// A file that is not there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Failed {
    /// Its name.
    pub name: String,
    /// The kind of reason.
    pub kind: FailedKind,
    /// The reason in words.
    pub why: String,
}

/// What a download did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Outcome {
    /// Files that were there before.
    pub there: u64,
    /// Files fetched, put in place and entered in the ledger.
    pub fetched: u64,
    /// Their bytes.
    pub fetched_bytes: u64,
    /// Bytes that came over the network, repeated ones too, and less than the above where unfinished files were gone on with.
    pub received_bytes: u64,
    /// Of the fetched files, how many replace one that the producer has corrected or that differed.
    pub replaced: u64,
    /// Of the fetched files, how many had no size or checksum that could be held against them.
    pub unchecked: u64,
    /// How often something was tried again.
    pub tried_again: u64,
    /// Files that are not there, by name.
    pub failed: Vec<Failed>,
}

impl Outcome {
    /// Whether every file of the plan is in the folder.
    pub fn is_whole(&self) -> bool {
        self.failed.is_empty()
    }
}
