//! Running the worlds: each is drawn, read and fused, and its relations are held against their truth.

use super::conditions::{self, Condition};
use super::judge::{Judged, judge};
use super::table::{self, Row};
use super::tally::Tally;
use clap::Args;
use rayon::prelude::*;
use std::path::PathBuf;
use std::time::Instant;
use tertius::progress::Quiet;
use tertius::series::InstrumentSeries;
use tertius::series::relation;

/// What the command takes.
#[derive(Args, Debug)]
pub struct Arguments {
    /// Worlds per condition, seeds from 1 on; each has three relations
    #[arg(long, default_value_t = 40)]
    worlds: usize,
    /// Months per world, at least 240, so that gaps are gaps of years
    #[arg(long, default_value_t = 240)]
    periods: usize,
    /// Conditions, by name, separated by commas; left out, all of them
    #[arg(long, value_delimiter = ',')]
    conditions: Vec<String>,
    /// Write the tables as a page of the manual to this file too
    #[arg(long)]
    markdown: Option<PathBuf>,
}

/// Runs the study and prints its tables.
///
/// # Errors
/// An unknown condition, a world that cannot be drawn or read, or what should hold and does not.
pub fn run(arguments: &Arguments) -> Result<String, String> {
    if arguments.periods < 240 {
        return Err("with fewer than 240 months there are no gaps of years; give --periods 240 or more\n".into());
    }
    let conditions = named(&arguments.conditions)?;
    let mut rows = Vec::with_capacity(conditions.len());
    for condition in conditions {
        rows.push(row(condition, arguments)?);
    }
    if let Some(path) = &arguments.markdown {
        std::fs::write(path, table::page(&rows, &command(arguments), arguments.periods, arguments.worlds))
            .map_err(|e| format!("{} cannot be written: {e}\n", path.display()))?;
    }
    let text = table::text(&rows);
    let broken: Vec<String> = rows.iter().flat_map(Row::broken).collect();
    if broken.is_empty() {
        return Ok(text);
    }
    print!("{text}");
    Err(format!("{}\n", broken.join("\n")))
}

/// The command that repeats the tables.
fn command(a: &Arguments) -> String {
    let mut command = format!("cargo run --release -p xtask -- fusion --worlds {} --periods {}", a.worlds, a.periods);
    if !a.conditions.is_empty() {
        command.push_str(&format!(" --conditions {}", a.conditions.join(",")));
    }
    command
}

fn named(names: &[String]) -> Result<Vec<Condition>, String> {
    if names.is_empty() {
        return Ok(conditions::ALL.to_vec());
    }
    let one = |name: &String| {
        conditions::ALL.into_iter().find(|c| c.name == name.trim()).ok_or_else(|| {
            let known = conditions::ALL.map(|c| c.name).join("; ");
            format!("no condition is named {name}; there are: {known}\n")
        })
    };
    names.iter().map(one).collect()
}

fn row(condition: Condition, arguments: &Arguments) -> Result<Row, String> {
    let begun = Instant::now();
    let worlds: Vec<(Vec<Judged>, Option<String>)> = (1..=arguments.worlds as u64)
        .into_par_iter()
        .map(|seed| {
            world(condition, arguments.periods, seed).map_err(|e| format!("{}, seed {seed}: {e}\n", condition.name))
        })
        .collect::<Result<_, String>>()?;
    eprintln!("{}: {} worlds, {:.0} s", condition.name, worlds.len(), begun.elapsed().as_secs_f64());
    let mut tally = Tally::default();
    for (relations, dissenting) in &worlds {
        relations.iter().for_each(|judged| tally.add(judged, dissenting.as_deref()));
    }
    Ok(Row { condition, tally, dissenting: worlds.iter().any(|(_, dissenting)| dissenting.is_some()) })
}

/// The relations of one world, and the name of the source that reads a truth of its own.
fn world(condition: Condition, periods: usize, seed: u64) -> Result<(Vec<Judged>, Option<String>), String> {
    let emitted = (condition.make)(periods).seed(seed).emit().map_err(|e| e.to_string())?;
    let mut read = emitted.read().map_err(|e| e.to_string())?;
    // The sampler's draws differ from world to world too.
    read.dossier.settings.seed = seed;
    let series: Vec<&InstrumentSeries> = read.series.iter().collect();
    let judged = relation::fuse(&read.dossier, &series, &Quiet)
        .iter()
        .map(|r| judge(&emitted, &read, r).ok_or_else(|| format!("{} is no relation of the world", r.dyad)))
        .collect::<Result<_, String>>()?;
    Ok((judged, emitted.instruments.iter().find(|i| i.own.is_some()).map(|i| i.name.clone())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_go_by_name() {
        assert_eq!(named(&[]).unwrap().len(), conditions::ALL.len());
        assert_eq!(named(&["two-sources".into()]).unwrap()[0].name, "two-sources");
        assert!(named(&["three-sources".into()]).unwrap_err().contains("several-one-dissents"));
    }
}
