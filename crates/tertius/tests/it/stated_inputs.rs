//! What a dossier states about an instrument, and what becomes of it: arithmetical or not, duplicate rate, coder
//! error. From rows to readings and gates; the formulas have tests of their own.

use crate::support::{dossier_with, run};
use tertius::claims::kind_names;
use tertius::dossier::{Dossier, MemoryFiles};
use tertius::events::read;
use tertius::hypotheses::{Gate, GateOutcome};
use tertius::progress::Quiet;
use tertius::series::{InstrumentSeries, Observation};

/// Monthly readings of all three sides, 1990 to 2009, from a small generator: nothing drives anything.
fn readings() -> MemoryFiles {
    let mut csv = String::from("date,a,b,value\n");
    let mut state = 7_u64;
    for month in 0..240 {
        for (a, b) in [("IRN", "RUS"), ("USA", "IRN"), ("USA", "RUS")] {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let value = (state >> 40) as f64 / f64::from(1_u32 << 24);
            csv.push_str(&format!("{}-{:02},{a},{b},{value}\n", 1990 + month / 12, month % 12 + 1));
        }
    }
    MemoryFiles(vec![("i.csv".into(), csv.into_bytes())])
}

fn arithmetic_gate(keys: &str) -> GateOutcome {
    let claim = "[[claim]]\nkind = \"third-party response\"\nsays = \"x\"\ndriver = \"USA-RUS\"\ndirection = \"opposite\"\ninstrument = \"test\"\n";
    let text = format!("{}{claim}", dossier_with(&format!("source = \"indicator\"\nfiles = [\"i.csv\"]\n{keys}")));
    let findings = run(&text, &readings()).expect("a sound dossier");
    let claim = &findings.claims[0];
    let tested = &claim.tests[claim.primary.expect("240 months are enough for a test")];
    tested.gates.iter().find(|g| g.gate == Gate::Arithmetic).expect("every gate is reported").outcome.clone()
}

#[test]
fn the_gate_arithmetic_asks_the_dossier() {
    // Three states alone have no others to stand in the third's place: the gate is needed and cannot be run.
    let caps = |keys: &str| matches!(arithmetic_gate(keys), GateOutcome::CannotRun(_));
    assert!(caps("arithmetical = true"), "caps the verdict");
    assert!(caps(""), "what is not said is not taken for a no");
    assert_eq!(arithmetic_gate("arithmetical = false"), GateOutcome::NotNeeded);
}

fn counted(keys: &str, rows: &str) -> (InstrumentSeries, Dossier) {
    let body = format!("source = \"counted\"\nontology = \"quad\"\nfiles = [\"e.csv\"]\n{keys}");
    let dossier = Dossier::read(&dossier_with(&body), &kind_names()).expect("a sound dossier");
    let csv = format!("date,initiator,target,code,count\n{rows}");
    let ledger =
        read(&dossier.instruments[0], &MemoryFiles(vec![("e.csv".into(), csv.into_bytes())]), &Quiet).expect("rows");
    (InstrumentSeries::new(&dossier.instruments[0], ledger, &dossier).expect("within the span"), dossier)
}

#[test]
fn stated_error_rates_reach_the_readings() {
    let rows = "2014-01,IRN,RUS,verbal-cooperation,8\n2014-01,RUS,IRN,verbal-conflict,2\n2014-02,IRN,RUS,verbal-cooperation,3\n";
    let of = |keys: &str| {
        let (series, dossier) = counted(keys, rows);
        let readings = series.side(dossier.sides()[0], &[]).readings;
        let value = |i: usize| match readings[i].observation {
            Observation::Score(v) => v,
            other => panic!("{other:?}"),
        };
        ([value(0), value(1)], readings[0].variance.expect("an error"), series)
    };
    let (plain, variance, _) = of("");
    let (same, inflated, series) = of("duplicate_rate = 0.25");
    assert_eq!(plain, same);
    assert_eq!(series.design_effect, 1.25 / 0.75);
    assert!((inflated / variance - 1.25 / 0.75).abs() < 1e-12);
    let (corrected, wider, series) = of("coder_error = 0.1");
    assert!((corrected[0] - plain[0] / 0.8).abs() < 1e-12 && (wider / variance - 1.0 / 0.64).abs() < 1e-12);
    assert!(corrected[1] > 1.0, "kept beyond 1");
    assert!(series.cautions.iter().any(|c| c.starts_with("1 reading(s)")), "{:?}", series.cautions);
}
