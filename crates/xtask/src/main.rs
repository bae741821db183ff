//! The door of the workbench: which commands there are. What a command does lives in the module of its
//! name; a new command is a variant here, a line in `run`, and a module in `lib.rs`.

use clap::{Parser, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Parser)]
#[command(name = "xtask", about = "The workbench of Tertius: nothing here is shipped")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run simulated worlds with a known answer and print how often the gates are wrong
    Gates(xtask::gates::Arguments),
    /// Put claims of consolidation, moderation and boldness to simulated worlds and print how often each is earned
    Kinds(xtask::kinds::Arguments),
    /// Fuse simulated relations that several instruments read and print how well the truth is recovered
    Fusion(xtask::fusion::Arguments),
    /// Ask raw readings and the relations behind them for influence, and print how often either is wrong
    LatentResponse(xtask::latent_response::Arguments),
    /// Hold the tree against the house rules and print every place that breaks one
    Tidy,
    /// Write THIRD-PARTY-NOTICES.md from the dependencies and the vendored files
    Notices,
    /// Write docs/lookup/reference-numbers.md: how far our estimators lie from independent programs
    ReferenceNumbers,
    /// Time the estimators beside their peers in one run and write docs/lookup/estimator-speed.md
    Speed(xtask::speed::Arguments),
    /// Compute the figures that ship with the dossiers from the producers' files
    Bundle {
        /// The folder of the producers' files (it has `icews`, `keds`, `un` ... in it)
        #[arg(long, default_value = "../shared/data")]
        shared: PathBuf,
        /// Where the dossiers are
        #[arg(long, default_value = "dossiers")]
        out: PathBuf,
    },
    /// Print which tests were skipped, from the file that TERTIUS_SKIPS named
    Skips {
        /// The file
        file: PathBuf,
        /// Fail if anything was skipped (the shared data are there, so nothing had to be)
        #[arg(long)]
        none_allowed: bool,
    },
}

fn run(command: Command) -> Result<String, String> {
    match command {
        Command::Gates(arguments) => xtask::gates::run(&arguments),
        Command::Kinds(arguments) => xtask::kinds::run(&arguments),
        Command::Fusion(arguments) => xtask::fusion::run(&arguments),
        Command::LatentResponse(arguments) => xtask::latent_response::run(&arguments),
        Command::Tidy => xtask::tidy::check_workspace(),
        Command::Notices => xtask::notices::write(),
        Command::ReferenceNumbers => xtask::reference_numbers::write(),
        Command::Speed(arguments) => xtask::speed::run(&arguments),
        Command::Bundle { shared, out } => xtask::bundle::run(&shared, &out),
        Command::Skips { file, none_allowed } => xtask::skips::report(&file, none_allowed),
    }
}

fn main() -> ExitCode {
    match run(Arguments::parse().command) {
        Ok(text) => {
            print!("{text}");
            ExitCode::SUCCESS
        }
        Err(text) => {
            eprint!("{text}");
            ExitCode::FAILURE
        }
    }
}
