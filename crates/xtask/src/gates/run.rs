//! Running the worlds: each seed is drawn, read, tested, and reduced to what the tables count.

use super::row::{Row, Seed};
use super::worlds::{self, Listed};
use super::{json, page, table};
use crate::cost::Meter;
use crate::seeds;
use clap::{Args, ValueEnum};
use std::path::PathBuf;
use tertius::hypotheses::Gate;
use tertius::simulate::{NoAnswer, World};

/// The gates that take no sampler and are needed by readings of events, in order.
pub(super) const CHEAP: [Gate; 4] = [Gate::Response, Gate::SinglePeriod, Gate::PlaceboThirds, Gate::SpecificationCurve];
/// Confidence of the intervals whose coverage is counted.
pub(super) const CONFIDENCE: f64 = 0.95;

/// What the command takes.
#[derive(Args, Debug)]
pub struct Arguments {
    /// Seeds per world, from 1 on
    #[arg(long, default_value_t = 1_000)]
    seeds: usize,
    /// Months per world: one or several numbers, separated by commas
    #[arg(long, value_delimiter = ',', default_values_t = [60, 120, 240, 400])]
    periods: Vec<usize>,
    /// Worlds, by name, separated by commas; left out, all of them
    #[arg(long, value_delimiter = ',')]
    worlds: Vec<String>,
    /// Events per relation and month; left out, what each world says
    #[arg(long)]
    volume: Option<f64>,
    /// The number before the first seed: 0 begins with seed 1, 10000 with seed 10001
    #[arg(long, default_value_t = 0)]
    after: u64,
    /// How the table is printed
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Write the table as a page of the manual to this file too
    #[arg(long)]
    markdown: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

/// Runs the worlds and prints the table.
///
/// # Errors
/// An unknown world, a world that cannot be drawn or read, or the bounds that do not hold.
pub fn run(arguments: &Arguments) -> Result<String, String> {
    let listed = worlds::named(&arguments.worlds)?;
    let whole = Meter::start();
    let mut rows = Vec::with_capacity(listed.len() * arguments.periods.len());
    for periods in &arguments.periods {
        for world in &listed {
            rows.push(row(*world, *periods, arguments)?);
        }
    }
    eprintln!("all worlds: {}", whole.read().words(rows.iter().map(|r| r.seeds).sum()));
    let command = command(arguments);
    if let Some(path) = &arguments.markdown {
        std::fs::write(path, page::page(&rows, &command))
            .map_err(|e| format!("{} cannot be written: {e}\n", path.display()))?;
    }
    let text = match arguments.format {
        Format::Text => table::text(&rows),
        Format::Json => json::json(&rows, &command),
    };
    let broken: Vec<String> = rows.iter().flat_map(Row::broken).collect();
    if broken.is_empty() {
        return Ok(text);
    }
    print!("{text}");
    Err(format!("{}\n", broken.join("\n")))
}

/// The command that repeats the table.
fn command(a: &Arguments) -> String {
    let periods: Vec<String> = a.periods.iter().map(ToString::to_string).collect();
    let mut command =
        format!("cargo run --release -p xtask -- gates --seeds {} --periods {}", a.seeds, periods.join(","));
    if !a.worlds.is_empty() {
        command.push_str(&format!(" --worlds {}", a.worlds.join(",")));
    }
    if let Some(volume) = a.volume {
        command.push_str(&format!(" --volume {volume}"));
    }
    if a.after > 0 {
        command.push_str(&format!(" --after {}", a.after));
    }
    command
}

fn row(world: Listed, periods: usize, arguments: &Arguments) -> Result<Row, String> {
    let meter = Meter::start();
    let seeds = seeds::each(&format!("{}, {periods} months", world.name), arguments.seeds, 2, |seed| {
        let made = (world.make)(periods).seed(arguments.after + seed);
        one_seed(&arguments.volume.map_or(made.clone(), |v| made.volume(v)))
    })?;
    let cost = meter.read();
    eprintln!("{}, {periods} months: {}", world.name, cost.words(seeds.len()));
    Ok(Row::of(world, periods, &seeds, cost.processor.map(|all| 1_000.0 * all / seeds.len().max(1) as f64)))
}

fn one_seed(world: &World) -> Result<Seed, String> {
    let emitted = world.emit().map_err(|e| e.to_string())?;
    match emitted.put(CONFIDENCE) {
        Ok(tested) => Ok(Seed::of(&tested, &emitted.truth)),
        Err(NoAnswer::Refused(r)) => Ok(Seed::refused(r)),
        Err(complaints) => Err(complaints.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Parser)]
    struct Door {
        #[command(flatten)]
        arguments: Arguments,
    }

    #[test]
    fn the_whole_table_is_what_is_run_unless_less_is_asked_for() {
        let all = Door::parse_from(["gates"]).arguments;
        assert_eq!((all.seeds, &all.periods[..]), (1_000, &[60, 120, 240, 400][..]));
        let some = Door::parse_from(["gates", "--periods", "60,120", "--seeds", "20", "--worlds", "trend"]).arguments;
        assert_eq!(command(&some), "cargo run --release -p xtask -- gates --seeds 20 --periods 60,120 --worlds trend");
    }

    #[test]
    fn a_world_that_is_too_short_is_refused_and_counted() {
        let world = worlds::named(&["independent".into()]).unwrap()[0];
        let some = Door::parse_from(["gates", "--seeds", "2", "--periods", "60"]).arguments;
        let row = row(world, 60, &some).unwrap();
        assert_eq!((row.seeds, row.refused, row.cannot_run, row.with_interval), (2, 2, 2, 0));
        assert!(row.broken().is_empty());
    }
}
