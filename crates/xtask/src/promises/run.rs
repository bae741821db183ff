//! Running the worlds: each seed is drawn, read, and given a verdict by the rule that reports use.

use super::state::{Known, Seed, State};
use super::table::{self, Row};
use super::worlds::{self, Listed};
use crate::seeds;
use clap::Args;
use std::path::PathBuf;
use tertius::claims::{ClaimFinding, Verdict};
use tertius::hypotheses::GateOutcome;
use tertius::simulate::{Influence, Truth};

/// Level at which the response without the other side held differs from 0.
const LEVEL: f64 = 0.05;

/// What the command takes.
#[derive(Args, Debug)]
pub struct Arguments {
    /// Seeds per world [default: 100 without an effect, 60 with one]
    #[arg(long)]
    seeds: Option<usize>,
    /// Months per world
    #[arg(long, default_value_t = 240)]
    periods: usize,
    /// Worlds, by name, separated by commas; left out, all of them
    #[arg(long, value_delimiter = ',')]
    worlds: Vec<String>,
    /// Where seeds that are done are kept, so that an interrupted run can be gone on with
    #[arg(long, default_value = "target/promises.tsv")]
    state: PathBuf,
    /// Write the table as a page of the manual to this file too
    #[arg(long)]
    markdown: Option<PathBuf>,
}

/// Runs the worlds and prints the table.
///
/// # Errors
/// An unknown world, a world that cannot be drawn or read, a state of another question, or promises that do not hold.
pub fn run(arguments: &Arguments) -> Result<String, String> {
    let listed = worlds::named(&arguments.worlds)?;
    let question = format!("the whole rule of version {}, {} months", env!("CARGO_PKG_VERSION"), arguments.periods);
    let (state, known) = State::open(&arguments.state, &question)?;
    let mut rows = Vec::with_capacity(listed.len());
    for world in listed {
        rows.push(row(world, arguments, &state, &known)?);
    }
    let mut command = format!("cargo run --release -p xtask -- promises --periods {}", arguments.periods);
    if let Some(seeds) = arguments.seeds {
        command.push_str(&format!(" --seeds {seeds}"));
    }
    if !arguments.worlds.is_empty() {
        command.push_str(&format!(" --worlds {}", arguments.worlds.join(",")));
    }
    if let Some(path) = &arguments.markdown {
        std::fs::write(path, table::page(&rows, &command, arguments.periods))
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

fn row(world: Listed, arguments: &Arguments, state: &State, known: &Known) -> Result<Row, String> {
    let all = seeds::each(world.name, arguments.seeds.unwrap_or(world.seeds), 5, |number| {
        if let Some(seed) = known.get(&(world.name.to_owned(), number)) {
            return Ok(seed.clone());
        }
        let emitted = (world.make)(arguments.periods).seed(number).emit().map_err(|e| e.to_string())?;
        let mut read = emitted.read().map_err(|e| e.to_string())?;
        // The sampler's draws differ from seed to seed too.
        read.dossier.settings.seed = number;
        read.dossier.claims.iter_mut().for_each(|c| c.smallest_effect = world.smallest_effect);
        let found = read.verdict().map_err(|e| e.to_string())?;
        let seed = reduced(&found, &emitted.truth);
        state.add(world.name, number, &seed)?;
        Ok(seed)
    })?;
    Ok(Row::of(world, arguments.periods, &all))
}

fn reduced(found: &ClaimFinding, truth: &Truth) -> Seed {
    let test = found.primary.and_then(|i| found.tests.get(i));
    let letter = |outcome: &GateOutcome| match outcome {
        GateOutcome::Passed => 'p',
        GateOutcome::PassedOpposite => 'o',
        GateOutcome::Failed => 'f',
        GateOutcome::CannotRun(_) => 'c',
        GateOutcome::NotNeeded => 'n',
        GateOutcome::NotReached => 'r',
    };
    // An influence that ends has no one response over the whole time that an interval could hold.
    let lasts = !matches!(truth.influence, Influence::UntilTreaty { .. } | Influence::WhileLeader { .. });
    let interval = test.and_then(|t| t.response.as_ref().ok()).filter(|_| lasts && found.verdict != Verdict::Refused);
    let route = test.and_then(|t| t.route.as_ref().ok());
    Seed {
        verdict: found.verdict.words().to_owned(),
        gates: test.map_or(String::new(), |t| t.gates.iter().map(|g| letter(&g.outcome)).collect()),
        covered: interval.map(|r| r.primary.low <= truth.response && truth.response <= r.primary.high),
        route: route.map_or("none", |r| r.route.name()).to_owned(),
        without_other: route.map(|r| r.without_other.p_value < LEVEL),
    }
}
