//! One file for each command. Each opens what it needs, calls the spine, prints.

mod atlas;
mod cache;
mod check;
mod cite;
mod download;
mod download_told;
mod explain;
mod import;
mod lake;
mod network;
mod new;
mod open;
mod power;
mod relation;
mod report;
mod run;
mod show;
mod simulate;

pub(crate) use run::run;

use crate::Failure;
use crate::args::Global;
use std::fmt::Display;

/// A complaint about the call, with its remedy.
fn complaint(what: impl Display, help: impl Display) -> Failure {
    Failure::Complaint(format!("complaint: {what}\n  help: {help}"))
}

/// A complaint where no role has this word.
fn known_role(word: &str) -> Result<(), Failure> {
    if tertius::actors::Role::from_word(word).is_some() {
        return Ok(());
    }
    let words: Vec<&str> = tertius::actors::Role::ALL.iter().map(|r| r.word()).collect();
    Err(complaint(format!("there is no role \"{word}\""), format!("roles are: {}", words.join(", "))))
}

/// Threads that were asked for, else as many as there are cores.
fn threads(global: &Global) -> usize {
    let cores = || std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    global.threads.map_or_else(cores, usize::from)
}
