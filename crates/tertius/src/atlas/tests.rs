//! A world of 24 states with a known answer: the influence is found, and none where there is none; the numbers are
//! those of gate *response*; the ledger adds up; a run that was stopped ends with the same atlas.

use super::*;
use crate::actors::state;
use crate::claims::{kind_names, read_series};
use crate::dossier::{ClaimQuestion, Dossier, Dyad, MemoryFiles, Side};
use crate::hypotheses::{Putting, raw_response};
use crate::progress::Quiet;
use crate::series::InstrumentSeries;
use crate::simulate::World;
use std::collections::BTreeMap;

const SETTINGS: AtlasSettings = AtlasSettings { active_min: 24, lags: 2, rows_min: 60, level: 0.05, seed: 1 };

fn series_of(world: &World) -> (InstrumentSeries, ClaimQuestion) {
    let read = world.emit().unwrap().read().unwrap();
    (read.series[0].clone(), read.dossier.claims[0].clone())
}

/// A table of counted events by month, read as a conflict rate or as a balance.
fn table(csv: &str, measure: &str, keys: &str) -> InstrumentSeries {
    let text = format!(
        "[triangle]\npair = [\"IRN\", \"RUS\"]\nthird = \"USA\"\n[[instrument]]\nname = \"table\"\nsource = \"counted\"\nontology = \"quad\"\nfiles = [\"e.csv\"]\nmeasure = \"{measure}\"\n{keys}\n"
    );
    let dossier = Dossier::read(&text, &kind_names()).unwrap();
    let files = MemoryFiles(vec![("e.csv".into(), csv.as_bytes().to_vec())]);
    read_series(&dossier, &files, &Quiet).unwrap().remove(0)
}

/// Events among six states from 1995 on, with months in which a dyad is silent, and Serbia's successions.
fn small_table() -> String {
    let states = ["FRA", "IRN", "IRQ", "RUS", "SRB", "USA"];
    let mut csv = String::from("date,initiator,target,code,count\n");
    let mut draw = 12_345_u64;
    for month in 0..200 {
        for (i, a) in states.iter().enumerate() {
            for (j, b) in states.iter().enumerate().filter(|(j, _)| *j != i) {
                draw = draw.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                let n = (draw >> 60) + u64::from(i == 5 || j == 5) * 2;
                let date = format!("{}-{:02}", 1995 + month / 12, month % 12 + 1);
                if n > 6 {
                    csv += &format!("{date},{a},{b},verbal-cooperation,{}\n", n - 6);
                }
                if n > 2 {
                    csv += &format!("{date},{a},{b},verbal-conflict,{}\n", n - 2);
                }
            }
        }
    }
    csv
}

fn screened(series: &InstrumentSeries) -> Vec<ScreenRow> {
    let screen = Screen::new(series, &SETTINGS).unwrap();
    screen.screen(screen.triangles())
}

/// Every row that was screened has the numbers of gate *response* in a dossier on its triangle.
fn hold_to_the_gate(series: &InstrumentSeries, claim: &ClaimQuestion, step: usize) -> usize {
    let rows = screened(series);
    let mut held = 0;
    for row in rows.iter().step_by(step) {
        let Ok(ours) = row.outcome else { continue };
        let [a, b] = row.between.states();
        let own = series.around(&[a, b, row.third]);
        let era = own.eras.iter().find(|e| (e.first, e.last) == row.era).unwrap();
        let [between, driver, other] = [row.between, row.driver, row.other].map(Side::Pooled);
        let claim = ClaimQuestion { between, driver, other, ..claim.clone() };
        let putting = Putting {
            series: &own,
            era,
            claim: &claim,
            third: row.third,
            allies: &[],
            placebos: None,
            lags: SETTINGS.lags,
            rows_min: SETTINGS.rows_min,
            seed: SETTINGS.seed,
            confidence: 0.95,
            curve: None,
            latent: None,
            dear_findings: false,
        };
        let gate = raw_response(&putting).unwrap();
        let near = |what: &str, x: f64, y: f64| {
            assert!((x - y).abs() <= 1e-9 * y.abs().max(1e-6), "{row:?} {what}: {x} and {y}");
        };
        near("estimate", ours.estimate, gate.primary.value);
        near("standard error", ours.standard_error, gate.primary.standard_error);
        near("t", ours.t, gate.primary.t);
        near("standardised", ours.estimate * ours.spread, gate.standardised.value);
        assert_eq!(ours.df, gate.primary.df);
        held += 1;
    }
    held
}

#[test]
fn the_screening_is_gate_response() {
    let (_, claim) = series_of(&World::independent(80).states(4));
    let csv = small_table();
    let effect = "observed = [\"1995-01..2011-08\"]\ndesign_effect = 2.331";
    let rate = table(&csv, "conflict rate", effect);
    assert_eq!(rate.eras.len(), 1);
    // Twenty triangles; those with Serbia are read in the longest era between its successions.
    assert_eq!(hold_to_the_gate(&rate, &claim, 1), 120);
    let balance = table(&csv, "balance", "silence = \"zero\"");
    assert_eq!(hold_to_the_gate(&balance, &claim, 1), 120);
    let gaps = table(&csv, "conflict rate", "observed = [\"1995-01..2001-03\", \"2001-06..2011-08\"]");
    assert_eq!(hold_to_the_gate(&gaps, &claim, 1), 120);
    let (wars, claim) = series_of(&World::other_wars(120).states(8));
    assert!(hold_to_the_gate(&wars, &claim, 1) >= 30);
}

#[test]
fn the_true_influence_is_found_and_only_it() {
    let (series, claim) = series_of(&World::with_effect(240));
    let atlas = run(&series, &SETTINGS, &MemoryStore::default(), &Quiet).unwrap();
    // The pair with each of 22 others: every other dyad has no events.
    assert_eq!((atlas.ledger.states, atlas.ledger.active_triangles, atlas.ledger.screened), (24, 22, 132));
    assert!(atlas.ledger.is_balanced(), "{:?}", atlas.ledger);
    let strongest = atlas.rows[atlas.by_p[0]];
    assert_eq!(Side::Pooled(strongest.between), claim.between);
    assert_eq!(Side::Pooled(strongest.driver), claim.driver);
    assert!(strongest.answer().unwrap().estimate < 0.0);
    // All that was found is about the true pair and driver, or is that pair's surprise returning through the true side.
    let (row, survivor) = &atlas.survivors[0];
    assert_eq!(*row, atlas.by_p[0]);
    assert_eq!(survivor.outcome("response"), Some("passed"));
    assert_eq!(survivor.outcome("placebo thirds"), Some("passed"));
    assert_eq!(survivor.verdict, "supported", "{:?}", survivor.because);
    assert!(survivor.cautions[0].contains("post hoc"));
    for (row, _) in &atlas.survivors {
        let found = atlas.rows[*row];
        assert!(
            Side::Pooled(found.between) == claim.between || Side::Pooled(found.driver) == claim.driver,
            "{found:?}"
        );
    }
}

#[test]
fn null_worlds_give_nothing() {
    for world in [World::independent(240).seed(3), World::common_shock(240).seed(4), World::other_wars(240).seed(5)] {
        let (series, _) = series_of(&world);
        let atlas = run(&series, &SETTINGS, &MemoryStore::default(), &Quiet).unwrap();
        assert!(atlas.ledger.screened >= 100 && atlas.ledger.is_balanced(), "{:?}", atlas.ledger);
        assert_eq!(atlas.survivors.len(), 0, "{world:?}");
    }
}

#[test]
fn the_ledger_adds_up() {
    // A dyad without conflict has no rate; a short era has too few rows; a thin dyad is not asked about.
    let mut csv = small_table();
    csv += "1995-01,FRA,DEU,verbal-conflict,1\n";
    csv =
        csv.lines().filter(|l| !(l.contains("FRA,IRQ") && l.contains("conflict"))).map(|l| format!("{l}\n")).collect();
    csv =
        csv.lines().filter(|l| !(l.contains("IRQ,FRA") && l.contains("conflict"))).map(|l| format!("{l}\n")).collect();
    let series = table(&csv, "conflict rate", "observed = [\"1995-01..2011-08\"]");
    let atlas = run(&series, &SETTINGS, &MemoryStore::default(), &Quiet).unwrap();
    let l = atlas.ledger;
    assert!(l.is_balanced(), "{l:?}");
    assert_eq!((l.states, l.triangles, l.questions), (7, 35, 210));
    assert_eq!(l.thin, 6 * 15, "triangles with Germany");
    assert!(l.screened < 120 && l.too_few_rows > 0, "{l:?}");
    assert_eq!(atlas.rows.len() as u64, l.questions - l.thin);
    let mut seen = BTreeMap::new();
    for r in &atlas.rows {
        let [a, b] = r.between.states();
        assert_eq!(Dyad::new(r.third, if r.driver.contains(a) { a } else { b }), Some(r.driver));
        *seen.entry((r.between, r.driver)).or_insert(0) += 1;
    }
    assert!(seen.values().all(|n| *n == 1), "each question once");
}

#[test]
fn a_stopped_run_goes_on_and_ends_alike() {
    let (series, _) = series_of(&World::with_effect(120).effect(-0.5));
    let whole = run(&series, &SETTINGS, &MemoryStore::default(), &Quiet).unwrap();
    assert!(!whole.survivors.is_empty());
    let all = MemoryStore::default();
    run(&series, &SETTINGS, &all, &Quiet).unwrap();
    for pieces in 0..all.len() {
        let store = MemoryStore::full_after(pieces);
        let stopped = run(&series, &SETTINGS, &store, &Quiet);
        assert_eq!(stopped, Err(AtlasStop::Store("the store is full".to_owned())));
        let again = run(&series, &SETTINGS, &store.reopened(), &Quiet).unwrap();
        assert_eq!(again, whole, "after {pieces} pieces");
    }
    // Another setting is another run: nothing kept is taken for its own.
    let other = AtlasSettings { lags: 3, ..SETTINGS };
    let anew = run(&series, &other, &all, &Quiet).unwrap();
    assert_eq!(anew, run(&series, &other, &MemoryStore::default(), &Quiet).unwrap());
    assert_ne!(anew.key, whole.key);
}

#[test]
fn rows_are_read_back_to_the_last_digit() {
    let series = table(&small_table(), "conflict rate", "");
    let all = screened(&series);
    let text = rows::written(&all);
    assert_eq!(rows::read(&text), Some(all));
    assert_eq!(rows::read(&text.replace("FRA", "XXX")), None);
}

#[test]
fn what_cannot_be_screened_is_refused() {
    let series = table(&small_table(), "balance", "");
    let asking = AtlasSettings { active_min: 500, ..SETTINGS };
    assert!(run(&series, &asking, &MemoryStore::default(), &Quiet).is_err_and(|e| matches!(e, AtlasStop::Refused(_))));
    assert!(state("SRB").is_some());
}
