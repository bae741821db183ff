//! A dossier's own data with every dyad turned in time against the others: what verdicts the whole rule gives where nothing
//! that two dyads share is left. Turning is done in `tertius::series`, the rule is that of reports.

use crate::printed::{self, Lines};
use clap::Args;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tertius::claims::{ClaimFinding, Verdict, kind_names, read_series, verdicts};
use tertius::dossier::{Complaint, Dossier, Dyad, MemoryFiles};
use tertius::hypotheses::GateOutcome;
use tertius::progress::Quiet;
use tertius::series::{InstrumentSeries, Turns};
use tertius_econometrics::Refusal;
use tertius_econometrics::resampling::{drawn_circular_shifts, stream};

/// Dyads of one question are turned against each other by at least this share of the watched time, either way.
const SHARE_MIN: f64 = 0.06;
/// Steps in which turns are drawn.
const STEPS: usize = 10_000;
/// Verdicts other than *not established*, *no effect* and *refused* that are allowed in all.
const MOST: usize = 1;

/// What the command takes.
#[derive(Args, Debug)]
pub struct Arguments {
    /// The folder of a dossier
    #[arg(long, default_value = "dossiers/iran-russia-united-states")]
    dossier: PathBuf,
    /// How often everything is turned
    #[arg(long, default_value_t = 20)]
    shifts: u64,
    /// Seed of all turns
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Write the table as a page of the manual to this file too
    #[arg(long)]
    markdown: Option<PathBuf>,
}

/// Runs the rule on every turn and prints the verdicts.
///
/// # Errors
/// If the dossier cannot be read, or more verdicts than one speak of influence.
pub fn run(arguments: &Arguments) -> Result<String, String> {
    let (dossier, series) = read(&arguments.dossier)?;
    let all: Vec<Vec<ClaimFinding>> = (1..=arguments.shifts)
        .into_par_iter()
        .map(|shift| {
            let turns = drawn(&dossier, &series, arguments.seed, shift).map_err(|e| format!("{e}\n"))?;
            let turns = Arc::new(turns);
            let turned: Vec<InstrumentSeries> = series.iter().map(|s| s.clone().turned(Arc::clone(&turns))).collect();
            let found = verdicts(&dossier, &turned.iter().collect::<Vec<_>>(), &Quiet);
            eprintln!("turn {shift} is done");
            Ok(found)
        })
        .collect::<Result<_, String>>()?;
    let head = ["turn", "claim", "verdict", "p-value of the response", "gates"].map(str::to_owned).to_vec();
    let mut lines: Lines = vec![head];
    let mut spoken = 0;
    for (shift, findings) in (1..).zip(&all) {
        for (claim, finding) in (1..).zip(findings) {
            let quiet = [Verdict::NotEstablished, Verdict::NoEffect, Verdict::Refused].contains(&finding.verdict);
            spoken += usize::from(!quiet);
            if finding.verdict != Verdict::Refused {
                lines.push(line(shift, claim, finding));
            }
        }
    }
    let asked = lines.len() - 1;
    let result = format!(
        "Of {asked} verdicts that these data allow, {spoken} speak of influence or change where there is none; at most {MOST} may."
    );
    if let Some(path) = &arguments.markdown {
        std::fs::write(path, page(&lines, &result, arguments))
            .map_err(|e| format!("{} cannot be written: {e}\n", path.display()))?;
    }
    let text = format!("{}\n{result}\n", printed::text(&lines));
    if spoken > MOST { Err(text) } else { Ok(text) }
}

fn read(folder: &Path) -> Result<(Dossier, Vec<InstrumentSeries>), String> {
    let fault = |e: std::io::Error| format!("{}: {e}\n", folder.display());
    let said = |all: Vec<Complaint>| all.into_iter().map(|c| c.message + "\n").collect::<String>();
    let text = std::fs::read_to_string(folder.join("dossier.toml")).map_err(fault)?;
    let dossier = Dossier::read(&text, &kind_names()).map_err(said)?;
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(fault)? {
        let path = entry.map_err(fault)?.path();
        if let Some(name) = path.file_name().and_then(|n| n.to_str()) {
            files.push((name.to_owned(), std::fs::read(&path).map_err(fault)?));
        }
    }
    files.sort();
    let series = read_series(&dossier, &MemoryFiles(files), &Quiet).map_err(said)?;
    Ok((dossier, series))
}

/// Turns of every dyad that some instrument of events reads. Those of the triangle are drawn until no two of them are near
/// each other.
fn drawn(dossier: &Dossier, series: &[InstrumentSeries], seed: u64, shift: u64) -> Result<Turns, Refusal> {
    let mut random = stream(seed, shift);
    let mut share =
        || -> Result<f64, Refusal> { Ok(drawn_circular_shifts(STEPS, 1, 1, &mut random)?[0] as f64 / STEPS as f64) };
    let triangle: BTreeSet<Dyad> = dossier.sides().iter().map(|s| s.dyad()).collect();
    let mut turns: Turns = BTreeMap::new();
    loop {
        for dyad in &triangle {
            turns.insert(*dyad, share()?);
        }
        let apart = |x: f64, y: f64| (x - y).abs().min(1.0 - (x - y).abs()) >= SHARE_MIN;
        let all: Vec<f64> = turns.values().copied().collect();
        if (1..all.len()).all(|i| all[..i].iter().all(|x| apart(*x, all[i]))) {
            break;
        }
    }
    let states: BTreeSet<_> = series.iter().filter(|s| s.is_of_events()).flat_map(InstrumentSeries::states).collect();
    for one in &states {
        for other in states.range(one..).skip(1) {
            if let Some(dyad) = Dyad::new(*one, *other).filter(|d| !triangle.contains(d)) {
                turns.insert(dyad, share()?);
            }
        }
    }
    Ok(turns)
}

fn line(shift: usize, claim: usize, finding: &ClaimFinding) -> Vec<String> {
    let test = finding.primary.and_then(|i| finding.tests.get(i));
    let p =
        test.and_then(|t| t.response.as_ref().ok()).map_or_else(String::new, |r| format!("{:.3}", r.primary.p_value));
    let passed: Vec<&str> = test
        .iter()
        .flat_map(|t| &t.gates)
        .filter(|g| matches!(g.outcome, GateOutcome::Passed | GateOutcome::PassedOpposite))
        .map(|g| g.gate.name())
        .collect();
    let gates = if passed.is_empty() { "none passed".to_owned() } else { format!("passed: {}", passed.join(", ")) };
    vec![shift.to_string(), claim.to_string(), finding.verdict.words().to_owned(), p, gates]
}

fn page(lines: &Lines, result: &str, arguments: &Arguments) -> String {
    format!(
        "# The bundled data, turned against themselves\n\nWritten by a program; do not edit. The command, which anyone can repeat:\n\n    cargo run --release -p xtask -- shifted --dossier {} --shifts {} --seed {}\n\nThe readings of every dyad are turned in time by a number of their own, the end joined to the beginning. Each keeps its memory, its gaps and its wars; nothing that two dyads share is left in time. Then the whole rule of reports is run, the sampler included where the gates before it pass. Claims that are refused are left out.\n\n{result}\n\n{}",
        arguments.dossier.display(),
        arguments.shifts,
        arguments.seed,
        printed::markdown(lines)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turns_of_the_triangle_are_apart_and_the_rule_says_nothing() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../dossiers/iran-russia-united-states");
        let (dossier, series) = read(&folder).unwrap();
        let turns = drawn(&dossier, &series, 1, 1).unwrap();
        let three: Vec<f64> = dossier.sides().iter().map(|s| turns[&s.dyad()]).collect();
        for (i, x) in three.iter().enumerate() {
            for y in &three[..i] {
                assert!((x - y).abs() >= SHARE_MIN && (x - y).abs() <= 1.0 - SHARE_MIN, "{three:?}");
            }
        }
        assert!(turns.len() > 100, "every dyad is turned: {}", turns.len());
        assert_ne!(turns, drawn(&dossier, &series, 1, 2).unwrap());
        // A turned side has the same readings in another order.
        let rate = series.iter().find(|s| s.instrument.name.value == "ICEWS conflict rate").unwrap();
        let side = dossier.sides()[0];
        let values = |s: &InstrumentSeries| s.side(side, &[]).values().into_iter().flatten().collect::<Vec<_>>();
        let (mut before, mut after) = (values(rate), values(&rate.clone().turned(Arc::new(turns))));
        assert_ne!(before, after);
        before.sort_by(f64::total_cmp);
        after.sort_by(f64::total_cmp);
        assert_eq!(before, after);
    }
}
