//! The terminal door of Tertius: opens files, shows progress, prints. Decides nothing.
//!
//! Data go to stdout, all else to stderr. Exit code 0: done; 1: a fault of ours or of the machine; 2: a complaint
//! about the dossier or the call.

mod args;
mod bundle;
mod bytes_shown;
mod cache;
mod commands;
mod complaints;
mod disk;
mod progress;
mod write;

use args::Arguments;
use clap::Parser;
use std::process::ExitCode;

/// Why a command did not end well.
pub(crate) enum Failure {
    /// The dossier or the call is wrong; the text has been made ready for reading.
    Complaint(String),
    /// The machine would not: a file cannot be written, a folder not be made.
    Machine(String),
}

fn main() -> ExitCode {
    std::panic::set_hook(Box::new(|info| {
        eprintln!(
            "This is a fault of Tertius, not of your dossier. Please report it with the command you gave and this text:\n{info}"
        );
    }));
    let arguments = Arguments::parse();
    let outcome = std::panic::catch_unwind(|| commands::run(arguments));
    match outcome {
        Ok(Ok(())) => ExitCode::SUCCESS,
        Ok(Err(Failure::Complaint(text))) => {
            eprintln!("{text}");
            ExitCode::from(2)
        }
        Ok(Err(Failure::Machine(text))) => {
            eprintln!("{text}");
            ExitCode::from(1)
        }
        Err(_) => ExitCode::from(1),
    }
}
