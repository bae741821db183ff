//! Readings against independent programs' numbers: `reference/dyad_readings`. Everything passes through the readers.
#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "tests read their expectations from files, and note differences in one that the environment names"
)]

use crate::support::dossier_with;
use std::io::Write;
use std::path::Path;
use tertius::claims::kind_names;
use tertius::dossier::{Dossier, MemoryFiles};
use tertius::events::read;
use tertius::progress::Quiet;
use tertius::series::{InstrumentSeries, Observation, Reading};
use tertius_econometrics::Tolerance;

fn text(file: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../reference").join("dyad_readings").join(file);
    std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn expected() -> toml::Table {
    text("expected.toml").parse().expect("the recipe writes TOML")
}

fn numbers(table: &toml::Table, section: &str, key: &str) -> Vec<f64> {
    let number = |v: &toml::Value| v.as_float().or_else(|| v.as_integer().map(|i| i as f64)).expect("a number");
    match &table[section][key] {
        toml::Value::Array(all) => all.iter().map(number).collect(),
        one => vec![number(one)],
    }
}

/// The readings of a side of the triangle Iran, Russia, United States: 0 the pair, 1 and 2 the third's.
fn readings(body: &str, side: usize, csv: String) -> (InstrumentSeries, Vec<Reading>) {
    let dossier = Dossier::read(&dossier_with(&format!("files = [\"t.csv\"]\n{body}")), &kind_names()).expect("sound");
    let ledger = read(&dossier.instruments[0], &MemoryFiles(vec![("t.csv".into(), csv.into_bytes())]), &Quiet)
        .expect("a table of this layout");
    let series = InstrumentSeries::new(&dossier.instruments[0], ledger, &dossier).expect("within the span");
    let readings = series.side(dossier.sides()[side], &[]).readings;
    (series, readings)
}

fn score(r: &Reading) -> f64 {
    match r.observation {
        Observation::Score(v) => v,
        other => panic!("no value: {other:?}"),
    }
}

fn check(what: &str, ours: &[f64], reference: &[f64]) {
    assert_eq!(ours.len(), reference.len(), "{what}");
    for (i, (a, b)) in ours.iter().zip(reference).enumerate() {
        Tolerance::Exact.check(format!("{what} {i}"), *a, *b).unwrap_or_else(|e| panic!("{e}"));
    }
    note(what, ours, reference);
}

/// Where `TERTIUS_DEVIATIONS` names a file, adds the largest difference to it: a line of the page of reference
/// numbers. Relative to the reference, or absolute where that is zero but for rounding.
fn note(what: &str, ours: &[f64], reference: &[f64]) {
    let Some(file) = std::env::var_os("TERTIUS_DEVIATIONS") else { return };
    let relative = |(a, b): (&f64, &f64)| (a - b).abs() / if b.abs() < 1e-6 { 1.0 } else { b.abs() };
    let line = serde_json::json!({
        "folder": "reference/dyad_readings",
        "estimator": text("README.md").lines().next().map(|l| l.trim_start_matches("# ").to_owned()),
        "program": expected()["recipe"].as_str(),
        "compared": ours.len(),
        "largest": ours.iter().zip(reference).map(relative).fold(0.0, f64::max),
        "of": what,
        "class": format!("{:?}", Tolerance::Exact),
    });
    let mut file = std::fs::OpenOptions::new().create(true).append(true).open(file).expect("a file for notes");
    file.write_all(format!("{line}\n").as_bytes()).expect("a note can be written");
}

#[test]
fn months_of_a_wide_daily_table() {
    let wanted = expected();
    let body = "source = \"indicator\"\ncolumns = { date = \"day\", value = { \"USA-IRN\" = \"first\", \"RUS-USA\" = \"second\" } }";
    for (side, column) in [(1, "first"), (2, "second")] {
        let (_, all) = readings(body, side, text("input.csv"));
        check("mean", &all.iter().map(score).collect::<Vec<_>>(), &numbers(&wanted, column, "mean"));
        let variances: Vec<f64> = all.iter().map(|r| r.variance.expect("a spread")).collect();
        check("variance", &variances, &numbers(&wanted, column, "variance"));
    }
}

const COUNTED: &str = "source = \"counted\"\nontology = \"quad\"";

#[test]
fn stated_error_rates() {
    let wanted = expected();
    let [cooperation, conflict] = numbers(&wanted, "coder", "coded")[..] else { panic!("two counts") };
    let rows = format!(
        "date,initiator,target,code,count\n2014-01,IRN,RUS,verbal-cooperation,{cooperation}\n2014-01,IRN,RUS,conflict,{conflict}\n"
    );
    let error = numbers(&wanted, "coder", "error")[0];
    let (_, all) = readings(&format!("{COUNTED}\ncoder_error = {error}"), 0, rows.clone());
    check("balance", &[score(&all[0])], &numbers(&wanted, "coder", "balance"));
    let effects: Vec<f64> = numbers(&wanted, "duplicates", "rate")
        .iter()
        .map(|r| readings(&format!("{COUNTED}\nduplicate_rate = {r}"), 0, rows.clone()).0.design_effect)
        .collect();
    check("design effect", &effects, &numbers(&wanted, "duplicates", "design_effect"));
}

#[test]
fn a_trade_share_and_measures_in_force() {
    let wanted = expected();
    let [a, b] = numbers(&wanted, "trade", "totals")[..] else { panic!("two totals") };
    let flow = numbers(&wanted, "trade", "flow")[0];
    let csv = format!("date,a,b,value,total_a,total_b\n2014,IRN,RUS,{flow},{a},{b}\n");
    let (_, all) = readings("source = \"indicator\"\nmeasure = \"trade share\"", 0, csv);
    check("share", &[score(&all[0])], &numbers(&wanted, "trade", "share"));

    let cases = wanted["in_force"]["cases"].as_array().expect("a list");
    let mut csv = String::from("a,b,begin,end,k1,k2,k3\n");
    for case in cases {
        let [a, b, begin, end, kinds] = case.as_str().expect("a text").split(',').collect::<Vec<_>>()[..] else {
            panic!("five fields")
        };
        let kinds: u32 = kinds.parse().expect("a number of kinds");
        let mark = |n: u32| u32::from(n <= kinds);
        csv.push_str(&format!("{a},{b},{begin},{end},{},{},{}\n", mark(1), mark(2), mark(3)));
    }
    let body = "source = \"in force\"\nobserved = [\"2019\"]\ncolumns = { kind = [\"k1\", \"k2\", \"k3\"] }";
    let (_, all) = readings(body, 2, csv);
    check("in force", &all.iter().map(score).collect::<Vec<_>>(), &numbers(&wanted, "in_force", "value"));
}
