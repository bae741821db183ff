//! Running the worlds: each seed is drawn, read, tested, and reduced to what the table counts.

use super::table::{self, Row};
use super::worlds::{self, Listed};
use clap::{Args, ValueEnum};
use rayon::prelude::*;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;
use tertius::hypotheses::{Gate, GateOutcome, Tested};
use tertius::simulate::{NoAnswer, World, gate_outcome};

/// The gates that this version has, in order.
pub(super) const BUILT: [Gate; 4] = [Gate::Response, Gate::SinglePeriod, Gate::PlaceboThirds, Gate::SpecificationCurve];
/// Confidence of the intervals whose coverage is counted.
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
    /// Events per relation and month; left out, what each world says
    #[arg(long)]
    volume: Option<f64>,
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
    let mut rows = Vec::with_capacity(listed.len());
    for world in listed {
        rows.push(row(world, arguments)?);
    }
    let command = command(arguments);
    if let Some(path) = &arguments.markdown {
        std::fs::write(path, table::page(&rows, &command, arguments.periods))
            .map_err(|e| format!("{} cannot be written: {e}\n", path.display()))?;
    }
    let text = match arguments.format {
        Format::Text => table::text(&rows),
        Format::Json => table::json(&rows, &command, arguments.periods),
    };
    let broken: Vec<String> = rows
        .iter()
        .filter(|r| !r.holds())
        .map(|r| {
            format!(
                "{}: {} seeds pass every gate built; the bound is {}",
                r.world.name,
                r.passes.0 + r.passes.1,
                r.bound_words()
            )
        })
        .collect();
    if broken.is_empty() {
        return Ok(text);
    }
    print!("{text}");
    Err(format!("{}\n", broken.join("\n")))
}

/// The command that repeats the table.
fn command(a: &Arguments) -> String {
    let mut command = format!("cargo run --release -p xtask -- gates --seeds {} --periods {}", a.seeds, a.periods);
    if !a.worlds.is_empty() {
        command.push_str(&format!(" --worlds {}", a.worlds.join(",")));
    }
    if let Some(volume) = a.volume {
        command.push_str(&format!(" --volume {volume}"));
    }
    command
}

/// One seed, reduced to what is counted.
struct Seed {
    gates: [GateOutcome; BUILT.len()],
    joint: Option<bool>,
    stated: bool,
    opposite: bool,
    covered: Option<bool>,
    circular: Option<bool>,
    refused: bool,
}

fn row(world: Listed, arguments: &Arguments) -> Result<Row, String> {
    let begun = Instant::now();
    let done = AtomicUsize::new(0);
    let step = (arguments.seeds / 4).max(1);
    let seeds: Vec<Seed> = (1..=arguments.seeds as u64)
        .into_par_iter()
        .map(|seed| {
            let made = (world.make)(arguments.periods).seed(seed);
            let made = arguments.volume.map_or(made.clone(), |v| made.volume(v));
            let outcome = one_seed(&made).map_err(|e| format!("{}, seed {seed}: {e}\n", world.name))?;
            let n = done.fetch_add(1, Ordering::Relaxed) + 1;
            if n.is_multiple_of(step) {
                eprintln!("{}: {n} of {} seeds, {:.0} s", world.name, arguments.seeds, begun.elapsed().as_secs_f64());
            }
            Ok(outcome)
        })
        .collect::<Result<_, String>>()?;
    Ok(tally(world, &seeds))
}

fn one_seed(world: &World) -> Result<Seed, String> {
    let emitted = world.emit().map_err(|e| e.to_string())?;
    match emitted.put(CONFIDENCE) {
        Ok(tested) => Ok(seed(&tested, emitted.truth.response)),
        Err(NoAnswer::Refused(r)) => {
            let cannot = GateOutcome::CannotRun(r);
            Ok(Seed {
                gates: BUILT.map(|_| cannot.clone()),
                joint: None,
                stated: false,
                opposite: false,
                covered: None,
                circular: None,
                refused: true,
            })
        }
        Err(complaints) => Err(complaints.to_string()),
    }
}

fn seed(tested: &Tested, truth: f64) -> Seed {
    Seed {
        gates: BUILT.map(|gate| gate_outcome(tested, gate).cloned().unwrap_or(GateOutcome::NotNeeded)),
        joint: tested
            .specification_curve
            .as_ref()
            .and_then(|c| c.as_ref().ok())
            .map(|c| c.stouffer.p_value <= 1.0 - CONFIDENCE),
        stated: tested.passes_every_gate_run(&GateOutcome::Passed),
        opposite: tested.passes_every_gate_run(&GateOutcome::PassedOpposite),
        covered: tested.response.as_ref().ok().map(|r| r.primary.low <= truth && truth <= r.primary.high),
        circular: tested.circular_shift.as_ref().ok().map(|c| c.share <= 1.0 - CONFIDENCE),
        refused: false,
    }
}

fn tally(world: Listed, seeds: &[Seed]) -> Row {
    let of = |which: &dyn Fn(&Seed) -> bool| seeds.iter().filter(|s| which(s)).count();
    Row {
        world,
        seeds: seeds.len(),
        gates: std::array::from_fn(|g| {
            let stated = of(&|s| s.gates[g] == GateOutcome::Passed);
            (stated, of(&|s| s.gates[g] == GateOutcome::PassedOpposite))
        }),
        cannot_run: of(&|s| s.gates.iter().any(|g| matches!(g, GateOutcome::CannotRun(_)))),
        passes: (of(&|s| s.stated), of(&|s| s.opposite)),
        refused: of(&|s| s.refused),
        with_interval: of(&|s| s.covered.is_some()),
        covered: of(&|s| s.covered == Some(true)),
        joint: of(&|s| s.joint == Some(true)),
        circular: of(&|s| s.circular == Some(true)),
    }
}
