//! Times the estimators beside their peers in one run and writes docs/lookup/estimator-speed.md. The benchmarks and
//! the peers' scripts stand in crates/econometrics/benches/estimators; nothing is timed here.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

const PAGE: &str = "docs/lookup/estimator-speed.md";
const PEERS: &str = "crates/econometrics/benches/estimators/peers/peers.py";

/// What to run.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// A Python that has statsmodels 0.15 and ruptures 1.1
    #[arg(long, default_value = "python3")]
    python: PathBuf,
}

/// What is timed, with what stands beside it: (name of ours, in words, name of the other or of our own work with
/// which it is compared, the least ratio asked for).
const ROWS: [(&str, &str, &str, f64); 9] = [
    ("var_fit", "VAR(6), 1,704 x 6: fit", "var_fit", 50.0),
    ("var_fit", "the same as a multiple of our bare QR of the design", "ours:bare_qr", 1.0 / 3.0),
    ("bare_qr", "bare QR of that design", "bare_qr", f64::NAN),
    ("response_bands", "VAR(4), 400 x 3: 1,000 Monte Carlo bands of 12 steps", "response_bands", 200.0),
    ("bootstrap", "10,000 bootstrap draws of that VAR with responses, 2 threads", "limit:1", f64::NAN),
    ("bootstrap", "the same on 1 thread", "ours:bootstrap_1_thread", 1.8),
    ("hierarchical", "hierarchical Bayesian VAR(4), 400 x 3, 10,000 draws", "limit:2", f64::NAN),
    ("pelt", "PELT, change in mean, 1,704 points", "pelt", 50.0),
    ("kalman", "local level, 1,704 points: filter and smoother", "kalman", f64::NAN),
];

/// Seconds and the program of one peer.
struct Peer {
    seconds: f64,
    program: String,
}

/// Runs the benchmarks, then the peers, and writes the page.
pub fn run(arguments: &Arguments) -> Result<String, String> {
    succeed(Command::new("cargo").args(["bench", "-p", "tertius-econometrics", "--bench", "estimators"]))?;
    let output = Command::new(&arguments.python)
        .arg(PEERS)
        .output()
        .map_err(|e| format!("{}: {e}\n", arguments.python.display()))?;
    if !output.status.success() {
        return Err(format!("{PEERS} failed:\n{}", String::from_utf8_lossy(&output.stderr)));
    }
    let peers = peers(&String::from_utf8_lossy(&output.stdout))?;
    let folder = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| PathBuf::from("target"), PathBuf::from);
    let page = page(&peers, |name| ours(&folder.join("criterion"), name))?;
    std::fs::write(PAGE, &page).map_err(|e| format!("{PAGE}: {e}\n"))?;
    Ok(page)
}

fn succeed(command: &mut Command) -> Result<(), String> {
    let status = command.status().map_err(|e| format!("{command:?}: {e}\n"))?;
    if status.success() { Ok(()) } else { Err(format!("{command:?} failed\n")) }
}

/// Median seconds that the benchmark `name` noted.
fn ours(folder: &Path, name: &str) -> Result<f64, String> {
    let file = folder.join(name).join("new/estimates.json");
    let text = std::fs::read_to_string(&file).map_err(|e| format!("{}: {e}\n", file.display()))?;
    let estimates: Value = serde_json::from_str(&text).map_err(|e| format!("{}: {e}\n", file.display()))?;
    let nanoseconds = estimates["median"]["point_estimate"].as_f64();
    nanoseconds.map(|ns| ns * 1e-9).ok_or(format!("{} has no median\n", file.display()))
}

fn peers(text: &str) -> Result<BTreeMap<String, Peer>, String> {
    text.lines()
        .map(|line| {
            let value: Value = serde_json::from_str(line).map_err(|e| format!("{PEERS} printed `{line}`: {e}\n"))?;
            match (value["name"].as_str(), value["seconds"].as_f64(), value["program"].as_str()) {
                (Some(name), Some(seconds), Some(program)) => {
                    Ok((name.to_owned(), Peer { seconds, program: program.to_owned() }))
                }
                _ => Err(format!("{PEERS} printed `{line}`: name, seconds and program are wanted\n")),
            }
        })
        .collect()
}

/// Seconds in a unit that fits.
fn time(seconds: f64) -> String {
    match seconds {
        s if s >= 1.0 => format!("{s:.2} s"),
        s if s >= 1e-3 => format!("{:.2} ms", s * 1e3),
        s => format!("{:.1} us", s * 1e6),
    }
}

fn page(peers: &BTreeMap<String, Peer>, ours: impl Fn(&str) -> Result<f64, String>) -> Result<String, String> {
    let mut page = "# How fast the estimators are

Written by `cargo run --release -p xtask -- speed --python <a Python with statsmodels and ruptures>`, which runs
`cargo bench -p tertius-econometrics` and `crates/econometrics/benches/estimators/peers/peers.py` one after the other
on the same series, on one machine with 2 cores. Times are medians. *Times as fast* is the other's time divided by ours.

| work | ours | beside | its time | times as fast | asked for |
|---|---:|---|---:|---:|---:|
"
    .to_owned();
    for (name, words, other, asked) in ROWS {
        let mine = ours(name)?;
        let (program, theirs) = match other.split_once(':') {
            Some(("ours", own)) => (format!("our `{own}`"), ours(own)?),
            Some((_, limit)) => {
                (format!("a limit of {limit} s"), limit.parse().map_err(|e| format!("{limit}: {e}\n"))?)
            }
            None => {
                let peer = peers.get(other).ok_or(format!("{PEERS} printed nothing for {other}\n"))?;
                (peer.program.clone(), peer.seconds)
            }
        };
        let asked = if asked.is_nan() { String::new() } else { format!("{asked:.2}") };
        let _ = writeln!(
            page,
            "| {words} | {} | {program} | {} | {:.2} | {asked} |",
            time(mine),
            time(theirs),
            theirs / mine
        );
    }
    Ok(page)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ratio_is_the_other_time_over_ours() {
        let names = ["var_fit", "bare_qr", "response_bands", "pelt", "kalman"];
        let text: String =
            names.map(|n| serde_json::json!({"name": n, "seconds": 0.5, "program": "P 1"}).to_string() + "\n").concat();
        let page = page(&peers(&text).unwrap(), |_| Ok(0.004)).unwrap();
        assert!(page.contains("| VAR(6), 1,704 x 6: fit | 4.00 ms | P 1 | 500.00 ms | 125.00 | 50.00 |"), "{page}");
        assert_eq!(page.lines().filter(|l| l.starts_with("| ")).count(), ROWS.len() + 1);
    }

    #[test]
    fn what_is_no_time_is_an_error() {
        assert!(peers("warning: old\n").is_err());
        assert!(peers("{\"name\": \"x\"}\n").is_err());
    }
}
