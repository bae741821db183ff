//! Tables in which nothing is to be discovered: every dyad's months are turned by a number of its own, their end joined to
//! their beginning. Each keeps its own memory and its own wars; nothing that two dyads share is left in time.

use super::table::{SETTINGS, series_of};
use crate::bundle::all_conflict;
use clap::Args;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::PathBuf;
use std::time::Instant;
use tertius::atlas::MemoryStore;
use tertius::progress::Quiet;
use tertius_econometrics::Refusal;
use tertius_econometrics::resampling::{drawn_circular_shifts, stream};

/// Fewest months by which a dyad is turned, either way.
const TURN_MIN: usize = 12;
/// Share of the tables that may have a discovery.
const SHARE_MAX: f64 = 0.05;

/// What the command takes.
#[derive(Args, Debug)]
pub struct Arguments {
    /// Tables
    #[arg(long, default_value_t = 20)]
    shifts: usize,
    /// Seed of all turns
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The folder of the producers' files
    #[arg(long, default_value = "../shared/data")]
    shared: PathBuf,
}

/// One row of the table: month, counted from the first, the two states as written, and the count.
type Row<'a> = (usize, &'a str, &'a str, &'a str);

/// Screens every table and prints how many discoveries each has.
///
/// # Errors
/// If the data are not there, or more than one table in twenty has a discovery.
pub fn run(arguments: &Arguments) -> Result<String, String> {
    let (csv, ends) = all_conflict(&arguments.shared).map_err(|e| format!("{e}\n"))?;
    let first = month(&ends[0]).ok_or("no first month\n")?;
    let n_months = month(&ends[1]).ok_or("no last month\n")? - first + 1;
    let rows: Vec<Row<'_>> = csv
        .lines()
        .skip(1)
        .filter_map(|line| match line.split(',').collect::<Vec<_>>()[..] {
            [date, a, b, _, n] => Some((month(date)? - first, a, b, n)),
            _ => None,
        })
        .collect();
    let mut text = format!("{} rows, {n_months} months\n", rows.len());
    let (mut with_significant, mut with_discovery) = (0, 0);
    for shift in 1..=arguments.shifts {
        let begun = Instant::now();
        let csv = turned(&rows, (first, n_months), arguments.seed, shift as u64).map_err(|e| format!("{e}\n"))?;
        let series = series_of(&csv, &ends)?;
        let atlas = tertius::atlas::run(&series, &SETTINGS, &MemoryStore::default(), &Quiet)
            .map_err(|stop| format!("{stop:?}\n"))?;
        let p: Vec<f64> = atlas.rows.iter().filter_map(|r| Some(r.answer()?.p_value)).collect();
        let (significant, found) = (atlas.ledger.response_significant, atlas.ledger.gates_passed);
        let smallest = p.iter().copied().fold(1.0, f64::min);
        let below = p.iter().filter(|p| **p < SETTINGS.level).count() as f64 / p.len().max(1) as f64;
        with_significant += usize::from(significant > 0);
        with_discovery += usize::from(found > 0);
        let _ = writeln!(
            text,
            "shift {shift}: {} screened, {significant} response significant, {found} discoveries, smallest p {smallest:.1e}, share of p below {} {below:.4}, {:.1} s",
            p.len(),
            SETTINGS.level,
            begun.elapsed().as_secs_f64()
        );
    }
    let _ = writeln!(
        text,
        "{with_significant} of {0} tables have a significant response, {with_discovery} of {0} a discovery",
        arguments.shifts
    );
    if with_discovery as f64 > SHARE_MAX * arguments.shifts as f64 {
        return Err(text);
    }
    Ok(text)
}

/// Months since year 0.
fn month(label: &str) -> Option<usize> {
    let (year, month) = label.split_once('-')?;
    Some(year.parse::<usize>().ok()? * 12 + month.parse::<usize>().ok()?.checked_sub(1)?)
}

/// The table with every dyad turned by a number of its own; both directions of a dyad together.
fn turned(rows: &[Row<'_>], (first, n_months): (usize, usize), seed: u64, shift: u64) -> Result<String, Refusal> {
    let mut dyads: BTreeMap<(&str, &str), usize> = rows.iter().map(|(_, a, b, _)| (pair(a, b), 0)).collect();
    let turns = drawn_circular_shifts(n_months, TURN_MIN, dyads.len(), &mut stream(seed, shift))?;
    dyads.values_mut().zip(turns).for_each(|(turn, drawn)| *turn = drawn);
    let mut all: Vec<(usize, &str, &str, &str)> = rows
        .iter()
        .map(|(t, a, b, n)| ((t + dyads.get(&pair(a, b)).copied().unwrap_or(0)) % n_months, *a, *b, *n))
        .collect();
    all.sort_unstable();
    let mut csv = String::from("date,initiator,target,code,count\n");
    for (t, a, b, n) in all {
        let at = first + t;
        let _ = writeln!(csv, "{:04}-{:02},{a},{b},conflict,{n}", at / 12, at % 12 + 1);
    }
    Ok(csv)
}

fn pair<'a>(a: &'a str, b: &'a str) -> (&'a str, &'a str) {
    if a < b { (a, b) } else { (b, a) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_turned_dyad_keeps_its_months_in_a_circle() {
        let csv = "date,initiator,target,code,count\n";
        let rows: Vec<Row<'_>> =
            vec![(0, "FRA", "USA", "3"), (1, "USA", "FRA", "4"), (47, "FRA", "USA", "5"), (10, "FRA", "GBR", "6")];
        let text = turned(&rows, (1995 * 12, 48), 7, 1).unwrap();
        assert!(text.starts_with(csv));
        let at = |n: &str| {
            let line = text.lines().find(|l| l.ends_with(n)).unwrap();
            month(line.split(',').next().unwrap()).unwrap() - 1995 * 12
        };
        assert_eq!((at(",4") + 48 - at(",3")) % 48, 1, "both directions together");
        assert_eq!((at(",5") + 48 - at(",3")) % 48, 47);
        assert!((TURN_MIN..=48 - TURN_MIN).contains(&at(",3")));
        assert_ne!(text, turned(&rows, (1995 * 12, 48), 7, 2).unwrap());
    }
}
