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
    /// Put the whole rule to simulated worlds and print how often a verdict is wrong
    Promises(xtask::promises::Arguments),
    /// Ask the votes of the General Assembly for influence, and how much of it is arithmetic
    Arithmetic(xtask::arithmetic::Arguments),
    /// Print who answers whom in the events of the Gulf: reciprocity and triangular response
    Reciprocity(xtask::reciprocity::Arguments),
    /// Write the producers' conflict by dyad and month as a table of counted events for `tertius atlas`
    AtlasTable(xtask::atlas::table::Arguments),
    /// Screen the same triangles with statsmodels in one run: how far the numbers lie apart, how much slower it is
    AtlasPeer(xtask::atlas::peer::Arguments),
    /// Screen tables whose dyads are turned against each other: how often the screening discovers what is not there
    AtlasShifted(xtask::atlas::shifted::Arguments),
    /// Turn the dyads of a dossier against each other in time and put the whole rule to what is left
    Shifted(xtask::shifted::Arguments),
    /// Damage files of every layout and see that the readers neither panic nor lose or invent a row
    Fuzz(xtask::fuzz::Arguments),
    /// Kill imports at random moments, run them again, and compare the lakes with an undisturbed one
    Crash(xtask::crash::Arguments),
    /// Hold the tree against the house rules and print every place that breaks one
    Tidy,
    /// Write THIRD-PARTY-NOTICES.md from the dependencies and the vendored files
    Notices,
    /// Write docs/lookup/reference-numbers.md: how far our estimators lie from independent programs
    ReferenceNumbers,
    /// Write docs/lookup/sources.md from the cards of the readers
    Sources,
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
    /// Write event files as large as a measurement of speed wants them, from real rows repeated
    #[command(subcommand)]
    Volume(xtask::volume::Command),
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
        Command::Promises(arguments) => xtask::promises::run(&arguments),
        Command::Arithmetic(arguments) => xtask::arithmetic::run(&arguments),
        Command::Reciprocity(arguments) => xtask::reciprocity::run(&arguments),
        Command::Shifted(arguments) => xtask::shifted::run(&arguments),
        Command::AtlasTable(arguments) => xtask::atlas::table::run(&arguments),
        Command::AtlasPeer(arguments) => xtask::atlas::peer::run(&arguments),
        Command::AtlasShifted(arguments) => xtask::atlas::shifted::run(&arguments),
        Command::Fuzz(arguments) => xtask::fuzz::run(&arguments),
        Command::Crash(arguments) => xtask::crash::run(&arguments),
        Command::Tidy => xtask::tidy::check_workspace(),
        Command::Notices => xtask::notices::write(),
        Command::ReferenceNumbers => xtask::reference_numbers::write(),
        Command::Sources => xtask::sources::write(),
        Command::Speed(arguments) => xtask::speed::run(&arguments),
        Command::Bundle { shared, out } => xtask::bundle::run(&shared, &out),
        Command::Volume(volume) => xtask::volume::run(&volume),
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
