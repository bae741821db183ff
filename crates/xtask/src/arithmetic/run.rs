//! Puts each claim to each instrument and era of the votes, with every other state in the third's place.

use super::page::{self, Answer};
use super::worlds;
use crate::bundle::SharedFiles;
use clap::Args;
use std::path::PathBuf;
use tertius::claims::{kind_names, read_series};
use tertius::dossier::{Complaint, Dossier};
use tertius::hypotheses::{self, Latent, Putting};
use tertius::progress::Quiet;
use tertius::series::InstrumentSeries;

/// Confidence of intervals.
const CONFIDENCE: f64 = 0.95;
/// Fewest rows of a regression here. A dossier may not go below 30, and Russia's own era has 28 sessions: the numbers are
/// shown, and no verdict rests on them.
const ROWS_MIN: usize = 20;
/// Lags of yearly series.
const LAGS: usize = 1;
/// Seed of the simulated worlds of the gate.
const SEED: u64 = 1;

/// What the command takes.
#[derive(Args, Debug)]
pub struct Arguments {
    /// The folder of the producers' files (it has `un` in it)
    #[arg(long, default_value = "../shared/data")]
    shared: PathBuf,
    /// Seeds of each simulated world, from 1 on; 0 leaves the worlds out
    #[arg(long, default_value_t = 200)]
    seeds: usize,
    /// Months per simulated world
    #[arg(long, default_value_t = 120)]
    periods: usize,
    /// Write the tables as a page of the manual to this file too
    #[arg(long)]
    markdown: Option<PathBuf>,
}

/// The pair, the third, and the sides that drive it.
const QUESTIONS: [([&str; 2], &str, [&str; 2]); 3] = [
    (["IRN", "RUS"], "USA", ["USA-RUS", "USA-IRN"]),
    (["USA", "IRN"], "RUS", ["RUS-IRN", "RUS-USA"]),
    (["USA", "RUS"], "IRN", ["IRN-RUS", "IRN-USA"]),
];

const INSTRUMENTS: &str = r#"
[[instrument]]
name = "agreement"
source = "roll calls"
files = ["un/un_votes.csv.gz", "un/un_roll_calls.csv.gz", "un/un_roll_call_issues.csv"]
observed = ["1946..2019"]
[[instrument]]
name = "agreement less chance (pi)"
source = "roll calls"
measure = "pi"
files = ["un/un_votes.csv.gz", "un/un_roll_calls.csv.gz", "un/un_roll_call_issues.csv"]
observed = ["1946..2019"]
[[instrument]]
name = "ideal points"
source = "ideal points"
files = ["un/ideal_points_2024.csv.gz"]
"#;

fn text([a, b]: [&str; 2], third: &str, drivers: [&str; 2]) -> String {
    let claims: String = drivers
        .iter()
        .map(|driver| {
            format!(
                "[[claim]]\nkind = \"third-party response\"\nsays = \"{a} and {b} vote apart after {driver} grew close\"\nbetween = \"{a}-{b}\"\ndriver = \"{driver}\"\ndirection = \"opposite\"\n"
            )
        })
        .collect();
    format!(
        "[triangle]\npair = [\"{a}\", \"{b}\"]\nthird = \"{third}\"\nperiod = \"year\"\n[settings]\nlags = {LAGS}\n{INSTRUMENTS}{claims}"
    )
}

fn told(all: Vec<Complaint>) -> String {
    let words: Vec<String> = all.into_iter().map(|c| c.message).collect();
    format!("{}\n", words.join("; "))
}

/// Runs everything and prints the tables.
///
/// # Errors
/// Files that are missing or cannot be read, or worlds in which the gate's bound does not hold.
pub fn run(arguments: &Arguments) -> Result<String, String> {
    let answers = answers(&SharedFiles::new(&arguments.shared))?;
    let worlds = worlds::run(arguments.seeds, arguments.periods)?;
    let command =
        format!("cargo run -p xtask -- arithmetic --seeds {} --periods {}", arguments.seeds, arguments.periods);
    if let Some(path) = &arguments.markdown {
        std::fs::write(path, page::page(&answers, &worlds, &command, arguments.periods))
            .map_err(|e| format!("{} cannot be written: {e}\n", path.display()))?;
    }
    let text = page::text(&answers, &worlds);
    let broken: Vec<String> = worlds.iter().filter_map(worlds::Row::broken).collect();
    if broken.is_empty() {
        return Ok(text);
    }
    print!("{text}");
    Err(format!("{}\n", broken.join("\n")))
}

fn answers(files: &SharedFiles) -> Result<Vec<Answer>, String> {
    let [(pair, third, drivers), ..] = QUESTIONS;
    let first = Dossier::read(&text(pair, third, drivers), &kind_names()).map_err(told)?;
    // One reading serves all three questions: they are about the same three states.
    let series = read_series(&first, files, &Quiet).map_err(told)?;
    let all: Vec<&InstrumentSeries> = series.iter().collect();
    let mut answers = Vec::new();
    for (pair, third, drivers) in QUESTIONS {
        let dossier = Dossier::read(&text(pair, third, drivers), &kind_names()).map_err(told)?;
        for claim in &dossier.claims {
            for one in &series {
                for era in &one.eras {
                    // Positions from the readings themselves, then from published points.
                    for points in [None, Some(Latent { instruments: &all, seed: SEED, number: 0 })] {
                        let putting = Putting {
                            series: one,
                            era,
                            claim,
                            third: dossier.triangle.third,
                            allies: &[],
                            placebos: None,
                            lags: LAGS,
                            rows_min: ROWS_MIN,
                            seed: SEED,
                            confidence: CONFIDENCE,
                            curve: None,
                            latent: points,
                            dear_findings: false,
                        };
                        let outcome = hypotheses::put(&putting);
                        let refused = outcome.is_err();
                        let label = |i: usize| one.calendar.label(i);
                        answers.push(Answer {
                            between: claim.between.to_string(),
                            driver: claim.driver.to_string(),
                            third: third.to_owned(),
                            instrument: one.instrument.name.value.clone(),
                            years: format!("{} to {}", label(era.first), label(era.last)),
                            published: points.is_some(),
                            outcome,
                        });
                        // Where the whole question is refused, positions do not matter.
                        if refused {
                            break;
                        }
                    }
                    eprintln!("{} on {}, {}", claim.between, claim.driver, one.instrument.name.value);
                }
            }
        }
    }
    Ok(answers)
}
