//! Running the worlds: each seed is drawn, read, and put to both gates, whatever the other gates say of it.

use super::table::{self, Row};
use super::worlds::{self, Listed};
use crate::seeds;
use clap::Args;
use std::path::PathBuf;
use tertius::simulate::{Observatory, Responses};

/// Confidence of the intervals that are counted: that of both gates.
const CONFIDENCE: f64 = 0.95;

/// What the command takes.
#[derive(Args, Debug)]
pub struct Arguments {
    /// Seeds per world, from 1 on
    #[arg(long, default_value_t = 400)]
    seeds: usize,
    /// Months per world
    #[arg(long, default_value_t = 240)]
    periods: usize,
    /// Worlds, by name, separated by commas; left out, all of them
    #[arg(long, value_delimiter = ',')]
    worlds: Vec<String>,
    /// Write the table as a page of the manual to this file too
    #[arg(long)]
    markdown: Option<PathBuf>,
}

/// Runs the worlds and prints the table.
///
/// # Errors
/// An unknown world, a world that cannot be drawn or read, or the bounds that do not hold.
pub fn run(arguments: &Arguments) -> Result<String, String> {
    let mut rows = Vec::new();
    for world in worlds::named(&arguments.worlds)? {
        rows.push(row(world, arguments)?);
    }
    if let Some(path) = &arguments.markdown {
        std::fs::write(path, table::page(&rows, &command(arguments), arguments.periods))
            .map_err(|e| format!("{} cannot be written: {e}\n", path.display()))?;
    }
    let text = table::text(&rows);
    let broken: Vec<String> = rows.iter().filter_map(Row::broken).collect();
    if broken.is_empty() {
        return Ok(text);
    }
    print!("{text}");
    Err(format!("{}\n", broken.join("\n")))
}

/// The command that repeats the table.
fn command(a: &Arguments) -> String {
    let mut command =
        format!("cargo run --release -p xtask -- latent-response --seeds {} --periods {}", a.seeds, a.periods);
    if !a.worlds.is_empty() {
        command.push_str(&format!(" --worlds {}", a.worlds.join(",")));
    }
    command
}

fn row(world: Listed, arguments: &Arguments) -> Result<Row, String> {
    let seeds =
        seeds::each(world.name, arguments.seeds, 8, |seed| one_seed(&(world.make)(arguments.periods).seed(seed)))?;
    Ok(Row::of(world, &seeds))
}

/// The answers of one seed, and the truth.
fn one_seed(made: &Observatory) -> Result<(Responses, f64), String> {
    let emitted = made.emit().map_err(|e| e.to_string())?;
    let mut read = emitted.read().map_err(|e| e.to_string())?;
    // The sampler's draws differ from seed to seed too.
    read.dossier.settings.seed = made.world.seed;
    Ok((read.responses(CONFIDENCE).map_err(|e| e.to_string())?, emitted.truth.response))
}
