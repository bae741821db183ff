//! The trap of VERDICTS.md, section 2: a weekly F of 8.343 that is one week's news. The numbers are
//! reproduced through our own reader, scale and series, and the verdict is *not established*. The other
//! triads of the reference are held to all their F tests.

use crate::shared_data::{shared, text};
use crate::support::{file, run};
use std::collections::BTreeMap;
use tertius::claims::{Findings, Verdict};
use tertius::dossier::MemoryFiles;
use tertius::hypotheses::{Gate, GateOutcome};
use tertius_econometrics as ec;

pub(crate) fn gulf(test: &str) -> Option<MemoryFiles> {
    Some(MemoryFiles(vec![file("gulf.csv", &shared(test, "data/keds/gulf.weis.csv.gz")?)]))
}

pub(crate) fn weekly(pair: [&str; 2], third: &str, from: &str, to: &str, claim: &str) -> String {
    format!(
        r#"
[triangle]
pair = ["{}", "{}"]
third = "{third}"
from = "{from}"
to = "{to}"
period = "week"
[settings]
lags = 4
[[instrument]]
name = "KEDS Gulf"
source = "keds"
files = ["gulf.csv"]
ontology = "weis"
measure = "score sum"
silence = "zero"
{claim}"#,
        pair[0], pair[1]
    )
}

/// Effect, cause, F, p and summed coefficient of the lines of one triad in the reference.
fn expected(reference: &str, triad: &str) -> Vec<(String, String, f64, f64, f64)> {
    let block = reference.split("gulf_").find(|b| b.starts_with(triad)).expect("the triad is in the reference");
    let lines = block.lines().filter_map(|l| {
        let f: Vec<&str> = l.split_whitespace().collect();
        let arrow = |s: &str| s.replace('_', ">");
        (f.len() == 7 && f[0].len() == 7 && f[1].len() == 7)
            .then(|| (arrow(f[0]), arrow(f[1]), f[2].parse().unwrap(), f[5].parse().unwrap(), f[6].parse().unwrap()))
    });
    lines.collect()
}

fn hold(findings: &Findings, expected: &[(String, String, f64, f64, f64)]) {
    assert_eq!(expected.len(), 30, "thirty lines a triad");
    let table = findings.instruments[0].exclusions.as_ref().expect("silence is zero, so the table exists");
    let ours: BTreeMap<(&str, &str), _> = table.iter().map(|l| ((l.effect.as_str(), l.cause.as_str()), l)).collect();
    for (effect, cause, f, p, sum) in expected {
        let line = ours[&(effect.as_str(), cause.as_str())];
        // The reference prints seven decimals of F, six digits of p and eight decimals of the sum.
        ec::Tolerance::PrintedDecimals(7).check(format!("F of {effect} <- {cause}"), line.f, *f).unwrap();
        ec::Tolerance::PrintedDigits(6).check(format!("p of {effect} <- {cause}"), line.p_value, *p).unwrap();
        ec::Tolerance::PrintedDecimals(8).check(format!("sum of {effect} <- {cause}"), line.sum, *sum).unwrap();
    }
}

#[test]
fn every_reciprocity_number_of_the_reference_is_reproduced() {
    let test = "every_reciprocity_number_of_the_reference_is_reproduced";
    let (Some(files), Some(reference)) = (gulf(test), shared(test, "reference/events_triads/expected.txt")) else {
        return;
    };
    let reference = text(&reference);
    for (triad, pair, third, from, to) in [
        ("USA_IRN_IRQ_1979_1990", ["IRN", "IRQ"], "USA", "1979-04-15", "1990-12-22"),
        ("USA_IRN_IRQ_1991_1999", ["IRN", "IRQ"], "USA", "1991-01-06", "1999-03-20"),
        ("USA_IRN_RUS_1992_1999", ["IRN", "RUS"], "USA", "1992-01-05", "1999-03-20"),
    ] {
        let findings = run(&weekly(pair, third, from, to, ""), &files).expect("a sound dossier");
        hold(&findings, &expected(&reference, triad));
    }
}

const CLAIM: &str = r#"
[[claim]]
kind = "third-party response"
says = "Russia is nicer to Iran when it quarrels with the United States"
between = "RUS>IRN"
driver = "RUS>USA"
other = "USA>IRN"
direction = "opposite"
"#;

#[test]
fn the_trap_is_reproduced_and_not_established() {
    let test = "the_trap_is_reproduced_and_not_established";
    let Some(files) = gulf(test) else { return };
    let text = weekly(["RUS", "IRN"], "USA", "1992-01-05", "1999-03-20", CLAIM);
    let findings = run(&text, &files).expect("a sound dossier");
    let table = findings.instruments[0].exclusions.as_ref().expect("the table exists");
    let line = table.iter().find(|l| l.effect == "RUS>IRN" && l.cause == "RUS>USA").expect("the line of the trap");
    ec::Tolerance::PrintedDecimals(3).check("F", line.f, 8.343).unwrap();
    // HC3 passes at four lags ...
    ec::Tolerance::PrintedDigits(2).check("p, HC3", line.p_value_hc3.expect("HC3 exists"), 0.021).unwrap();
    // ... and three lags, signs and the loss of one week do not.
    let series = six_series(&findings);
    let f = |series: &[Vec<f64>], lags: usize| exclusion(series, lags);
    assert!(f(&series, 3).0.p_value > 0.2 && f(&series, 3).1.p_value > 0.5);
    let signs: Vec<Vec<f64>> =
        series.iter().map(|s| s.iter().map(|v| if *v == 0.0 { 0.0 } else { v.signum() }).collect()).collect();
    ec::Tolerance::PrintedDecimals(2).check("p of signs", f(&signs, 4).0.p_value, 0.15).unwrap();
    let mut dropped = series.clone();
    let week =
        findings.instruments[0].series.calendar.index_of(tertius::calendar::Day::parse("1998-12-13").unwrap()).unwrap();
    ec::Tolerance::PrintedDecimals(1).check("the week", dropped[RUS_USA][week], -33.1).unwrap();
    dropped[RUS_USA][week] = 0.0;
    ec::Tolerance::PrintedDecimals(2).check("p, HC3, without the week", f(&dropped, 4).1.p_value, 0.11).unwrap();
    // The circular shift of the third's side passes: none of all shifts gives a larger F.
    let larger = (10..series[0].len() - 10).filter(|shift| {
        let mut shifted = series.clone();
        for third in [RUS_USA, USA_RUS, USA_IRN, IRN_USA] {
            shifted[third] = ec::resampling::circular_shift(&series[third], *shift);
        }
        f(&shifted, 4).0.f >= line.f
    });
    let share = (1 + larger.count()) as f64 / (1 + series[0].len() - 20) as f64;
    assert!(share < 0.01, "circular shift passes with share {share}");

    let claim = &findings.claims[0];
    assert_eq!(claim.verdict, Verdict::NotEstablished);
    let tested = &claim.tests[claim.primary.expect("weeks enough")];
    let single = tested.gates.iter().find(|g| g.gate == Gate::SinglePeriod).expect("every gate is listed");
    assert_eq!(single.outcome, GateOutcome::Failed, "{}", single.sentence);
    assert!(!tested.passes_every_gate_run(&GateOutcome::Passed));
}

const DIRECTIONS: [&str; 6] = ["IRN>USA", "RUS>USA", "USA>IRN", "RUS>IRN", "USA>RUS", "IRN>RUS"];
const IRN_USA: usize = 0;
const RUS_USA: usize = 1;
const USA_IRN: usize = 2;
const RUS_IRN: usize = 3;
const USA_RUS: usize = 4;

fn six_series(findings: &Findings) -> Vec<Vec<f64>> {
    let series = &findings.instruments[0].series;
    let state = |s: &str| tertius::actors::state(s).unwrap();
    let triangle = ["RUS", "IRN", "USA"].map(state);
    DIRECTIONS
        .iter()
        .map(|d| {
            let (a, b) = d.split_once('>').unwrap();
            let directed = tertius::dossier::DirectedDyad { initiator: state(a), target: state(b) };
            series
                .side(tertius::dossier::Side::Directed(directed), &triangle)
                .values()
                .into_iter()
                .map(|v| v.expect("silence is zero"))
                .collect()
        })
        .collect()
}

/// Excluding RUS>USA from the equation of RUS>IRN: classical and HC3.
fn exclusion(series: &[Vec<f64>], lags: usize) -> (ec::ExclusionTest, ec::ExclusionTest) {
    let mut columns = ec::Columns::new(series[0].len());
    for (name, values) in DIRECTIONS.iter().zip(series) {
        columns.push(*name, values).unwrap();
    }
    let fitted =
        ec::VectorAutoregression::fit(&columns, ec::Lags::new(lags).unwrap(), ec::Deterministic::Constant).unwrap();
    let test = |c| fitted.excluding(RUS_USA, RUS_IRN, c).unwrap();
    (test(ec::Covariance::Classical), test(ec::Covariance::Hc3))
}
