//! What several commands ask of their arguments: complaints, roles, threads.

use crate::Failure;
use crate::args::Global;
use std::fmt::Display;

/// A complaint about the call, with its remedy.
pub(super) fn complaint(what: impl Display, help: impl Display) -> Failure {
    Failure::Complaint(format!("complaint: {what}\n  help: {help}"))
}

/// A complaint where no role has this word.
pub(super) fn known_role(word: &str) -> Result<(), Failure> {
    if tertius::actors::Role::from_word(word).is_some() {
        return Ok(());
    }
    let words: Vec<&str> = tertius::actors::Role::ALL.iter().map(|r| r.word()).collect();
    Err(complaint(format!("there is no role \"{word}\""), format!("roles are: {}", words.join(", "))))
}

/// Threads that were asked for, else as many as there are cores.
pub(super) fn threads(global: &Global) -> usize {
    let cores = || std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    global.threads.map_or_else(cores, usize::from)
}
