//! The screening beside the same screening with statsmodels, on the same triangles in one run. Both begin with counts by
//! dyad and month in memory and end with p-values.

use super::table::{DESIGN_EFFECT, SETTINGS, series_of};
use crate::bundle::all_conflict;
use clap::Args;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;
use std::time::Instant;
use tertius::atlas::{AtlasTriangle, Screen, ScreenRow};

const PEER: &str = "crates/xtask/src/atlas/peer.py";
/// Our screening is timed as the median of so many runs.
const RUNS: usize = 9;
/// The largest relative difference of t that rounding explains.
const DIFFERENCE_MAX: f64 = 1e-8;

/// What the command takes.
#[derive(Args, Debug)]
pub struct Arguments {
    /// A Python that has statsmodels, pandas and SciPy
    #[arg(long, default_value = "python3")]
    python: PathBuf,
    /// Triangles, spread evenly over all
    #[arg(long, default_value_t = 1_000)]
    triangles: usize,
    /// The folder of the producers' files
    #[arg(long, default_value = "../shared/data")]
    shared: PathBuf,
}

/// Screens a sample twice and prints differences and times.
///
/// # Errors
/// If the data or the peer are not there, or the two disagree.
pub fn run(arguments: &Arguments) -> Result<String, String> {
    let (csv, ends) = all_conflict(&arguments.shared).map_err(|e| format!("{e}\n"))?;
    let series = series_of(&csv, &ends)?;
    let begun = Instant::now();
    let screen = Screen::new(&series, &SETTINGS).map_err(|r| format!("{}\n", r.why))?;
    let prepared = begun.elapsed().as_secs_f64();
    // The peer knows of no succession of states.
    let plain: Vec<AtlasTriangle> = screen.triangles().iter().filter(|t| screen.is_of_one_era(t)).copied().collect();
    let step = (plain.len() as f64 / arguments.triangles as f64).max(1.0);
    let sample: Vec<AtlasTriangle> =
        (0..arguments.triangles).map(|i| (i as f64 * step) as usize).filter_map(|i| plain.get(i).copied()).collect();
    let mut seconds: Vec<f64> = Vec::new();
    let mut rows: Vec<ScreenRow> = Vec::new();
    for _ in 0..RUNS {
        let begun = Instant::now();
        rows = screen.screen(&sample);
        seconds.push(begun.elapsed().as_secs_f64());
    }
    seconds.sort_by(f64::total_cmp);
    let ours = seconds[RUNS / 2];
    let theirs = peer(arguments, &csv, &ends, &sample)?;
    let (compared, largest) = compare(&rows, &theirs.t)?;
    let text = format!(
        "{} triangles, {} questions, {compared} with a t in both; largest relative difference of t: {largest:.1e}\nours: {ours:.4} s (median of {RUNS}, {} threads; preparing the whole table {prepared:.3} s more)\n{}: {:.2} s, of which {:.2} s in regressions\ntimes as fast: {:.0} (regressions of the peer alone against all of ours: {:.0}; with our preparation: {:.0})\n",
        sample.len(),
        rows.len(),
        rayon::current_num_threads(),
        theirs.program,
        theirs.seconds,
        theirs.seconds_in_fits,
        theirs.seconds / ours,
        theirs.seconds_in_fits / ours,
        theirs.seconds / (ours + prepared),
    );
    if largest > DIFFERENCE_MAX {
        return Err(format!("{text}The two disagree.\n"));
    }
    Ok(text)
}

/// What the peer found, and how long it took.
struct Peer {
    t: BTreeMap<(String, String), Option<f64>>,
    seconds: f64,
    seconds_in_fits: f64,
    program: String,
}

fn peer(a: &Arguments, csv: &str, ends: &[String; 2], sample: &[AtlasTriangle]) -> Result<Peer, String> {
    let folder = std::env::temp_dir().join(format!("tertius-atlas-peer-{}", std::process::id()));
    let failed = |e: std::io::Error| format!("{}: {e}\n", folder.display());
    std::fs::create_dir_all(&folder).map_err(failed)?;
    let list: String = sample.iter().map(|t| t.states.map(|s| s.code()).join(" ") + "\n").collect();
    std::fs::write(folder.join("table.csv"), csv).map_err(failed)?;
    std::fs::write(folder.join("triangles.txt"), list).map_err(failed)?;
    let output = Command::new(&a.python)
        .arg(PEER)
        .arg("--table")
        .arg(folder.join("table.csv"))
        .arg("--triangles")
        .arg(folder.join("triangles.txt"))
        .args(["--first", &ends[0], "--last", &ends[1], "--lags", &SETTINGS.lags.to_string()])
        .args(["--rows-min", &SETTINGS.rows_min.to_string(), "--design-effect", &DESIGN_EFFECT.to_string()])
        .output()
        .map_err(|e| format!("{}: {e}\n", a.python.display()))?;
    std::fs::remove_dir_all(&folder).map_err(failed)?;
    if !output.status.success() {
        return Err(format!("{PEER} failed:\n{}", String::from_utf8_lossy(&output.stderr)));
    }
    let mut found = Peer { t: BTreeMap::new(), seconds: f64::NAN, seconds_in_fits: f64::NAN, program: String::new() };
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let value: Value = serde_json::from_str(line).map_err(|e| format!("{PEER} printed `{line}`: {e}\n"))?;
        if let (Some(between), Some(driver)) = (value["between"].as_str(), value["driver"].as_str()) {
            found.t.insert((between.to_owned(), driver.to_owned()), value["t"].as_f64());
        } else {
            found.seconds = value["seconds"].as_f64().unwrap_or(f64::NAN);
            found.seconds_in_fits = value["seconds_in_fits"].as_f64().unwrap_or(f64::NAN);
            found.program = value["program"].as_str().unwrap_or_default().to_owned();
        }
    }
    Ok(found)
}

/// How many questions have a t in both, and the largest relative difference. Two sides name the third.
fn compare(rows: &[ScreenRow], theirs: &BTreeMap<(String, String), Option<f64>>) -> Result<(usize, f64), String> {
    let (mut compared, mut largest) = (0, 0.0f64);
    for row in rows {
        let key = (row.between.to_string(), row.driver.to_string());
        match (row.answer(), theirs.get(&key).copied().flatten()) {
            (Some(ours), Some(t)) => {
                compared += 1;
                let difference = (ours.t - t).abs() / t.abs().max(DIFFERENCE_MAX);
                largest = if difference.is_nan() { f64::INFINITY } else { largest.max(difference) };
            }
            (None, None) => {}
            (ours, t) => return Err(format!("{} after {}: ours {ours:?}, the peer's t {t:?}\n", key.0, key.1)),
        }
    }
    Ok((compared, largest))
}
