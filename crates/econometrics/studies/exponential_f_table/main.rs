//! Prints `src/breaks/exponential_f_table.rs` anew: simulated quantiles of the exponential F statistic's limit. The
//! simulation is the library's; only its numbers are written down here.
//!
//!     cargo run --release -p tertius-econometrics --example exponential_f_table > table.rs
//!     mv table.rs crates/econometrics/src/breaks/exponential_f_table.rs
//!
//! `--bridges`, `--points` and `--seed` make another table, finer or coarser.

use std::io::Write;
use std::process::ExitCode;

use tertius_econometrics::breaks::{ExponentialFLimit, ExponentialFSimulation};

fn asked(mut words: impl Iterator<Item = String>) -> Result<ExponentialFSimulation, String> {
    let mut simulation = ExponentialFSimulation::default();
    while let Some(key) = words.next() {
        let value = words.next().ok_or(format!("{key} needs a value"))?;
        let number: u32 = value.parse().map_err(|e| format!("{key} {value}: {e}"))?;
        match key.as_str() {
            "--bridges" => simulation.bridges = number as usize,
            "--points" => simulation.points = number as usize,
            "--seed" => simulation.seed = u64::from(number),
            _ => return Err(format!("{key} is not known: --bridges, --points, --seed")),
        }
    }
    Ok(simulation)
}

fn file(simulation: &ExponentialFSimulation, found: &ExponentialFLimit) -> Result<String, String> {
    let list = |values: &[f64]| values.iter().map(f64::to_string).collect::<Vec<_>>().join(", ");
    let (trimmings, probabilities) = (found.trimmings(), found.probabilities());
    let mut text = format!(
        "//! Simulated quantiles of the exponential F statistic's limit: numbers only. This file is what the example\n\
         //! `exponential_f_table` prints: {bridges} Brownian bridges on a grid of {} points, seed {}. The standard error of a\n\
         //! quantile's probability p is `sqrt(p (1 - p) / {bridges})`.\n\n\
         /// Shares of the observations at each end that are not searched.\n\
         pub(super) const TRIMMINGS: [f64; {}] = [{}];\n\n\
         /// Upper-tail probabilities of the quantiles.\n\
         pub(super) const PROBABILITIES: [f64; {}] =\n    [{}];\n\n\
         /// Quantiles by number of regressors (1 to {}), trimming and probability.\n\
         #[rustfmt::skip]\n\
         pub(super) static QUANTILES: [[[f64; {}]; {}]; {}] = [\n",
        simulation.points,
        simulation.seed,
        trimmings.len(),
        list(trimmings),
        probabilities.len(),
        list(probabilities),
        found.regressors(),
        probabilities.len(),
        trimmings.len(),
        found.regressors(),
        bridges = simulation.bridges,
    );
    for k in 1..=found.regressors() {
        text.push_str("    [\n");
        for trimming in 0..trimmings.len() {
            let row: Result<Vec<String>, _> =
                probabilities.iter().map(|p| found.quantile(k, trimming, *p).map(|q| format!("{q:.4}"))).collect();
            text.push_str(&format!("        [{}],\n", row.map_err(|e| e.to_string())?.join(", ")));
        }
        text.push_str("    ],\n");
    }
    text.push_str("];\n");
    Ok(text)
}

#[expect(clippy::disallowed_methods, reason = "a study is a program of its own: it is asked on the command line")]
fn main() -> ExitCode {
    let written = asked(std::env::args().skip(1)).and_then(|simulation| {
        let found = simulation.run().map_err(|e| e.to_string())?;
        let text = file(&simulation, &found)?;
        std::io::stdout().write_all(text.as_bytes()).map_err(|e| e.to_string())
    });
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            let _ = writeln!(std::io::stderr(), "{why}");
            ExitCode::FAILURE
        }
    }
}
