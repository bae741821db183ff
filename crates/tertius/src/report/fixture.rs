//! Findings made by hand, with every kind of thing that a report must be able to print: three verdicts,
//! silence, a gap, two eras, refusals, allies, a hole, rejected rows. For the tests of this folder only;
//! the numbers mean nothing.

use crate::actors::{StateId, state};
use crate::calendar::{PeriodLength, Span, When};
use crate::claims::{ClaimFinding, Findings, Input, InstrumentFinding, Manifest, Setting, Verdict};
use crate::dossier::{Dossier, Dyad, FilePlace, Ontology, Side, Source, Trend};
use crate::events::{FileRead, Ledger, Rejection, Removal, SourceCard, Tally};
use crate::hypotheses::{
    CircularShift, Contrast, EpisodeContrast, Estimate, ExclusionLine, Gate, GateOutcome, GateResult, PlaceboThird,
    PlaceboThirds, Response, Route, RouteFinding, SamePeriod, SinglePeriod, Subject, Tested, TwoHalves, Variant,
};
use crate::refusal::Refusal;
use crate::series::{ClassCounts, InstrumentSeries, Observation, Reading, SideSeries};
use std::collections::BTreeMap;

const DOSSIER: &str = r#"
title = "Iran and Russia, with the United States as the third"
[triangle]
pair = ["IRN", "RUS"]
third = "USA"
from = "2001-01"
to = "2014-12"
period = "month"
allies = ["GBR"]
[[instrument]]
name = "events A"
source = "counted"
files = ["a.csv"]
ontology = "quad"
measure = "balance"
break = [{ from = "2011-01", because = "a new coder" }]
[[instrument]]
name = "votes"
source = "indicator"
files = ["votes.csv"]
measure = "level"
field = "nuclear"
arithmetical = true
citation = "Votes of an assembly, from a made-up table"
[[episode]]
name = "Reset"
from = "2009-03"
to = "2012-05"
expect = { relation = "USA-RUS", direction = "warming" }
because = "A button with the wrong word on it"
[[term]]
leader = "A. First"
state = "RUS"
from = "2000-05-07"
to = "2008-05-07"
[[term]]
leader = "B. Second"
state = "RUS"
from = "2008-05-07"
[[term]]
leader = "C. Third"
state = "IRN"
office = "president"
from = "2005-08-03"
to = "2013-08-03"
[[episode]]
name = "Tension <2003>"
from = "2003-01"
to = "2003-06"
[[claim]]
kind = "third-party response"
says = "Moscow's ties with Tehran decline when Moscow and Washington grow close"
between = "IRN-RUS"
driver = "USA-RUS"
direction = "opposite"
smallest_effect = 0.2
[[claim.subset]]
name = "two years"
from = "2001-01"
to = "2002-12"
[[claim]]
kind = "third-party response"
says = "Tehran turns to Moscow when Washington & Tehran quarrel </script><b>"
between = "IRN-RUS"
driver = "USA-IRN"
direction = "opposite"
[[claim]]
kind = "third-party response"
says = "The treaty of 2025 mitigates this"
between = "RUS>IRN"
driver = "USA-RUS"
direction = "same"
[[claim]]
kind = "consolidation"
says = "Iran and Russia are closer since the new year of 2007"
since = "2007-01"
"#;

static EVENTS_CARD: SourceCard = SourceCard {
    source: Source::Counted,
    name: "Counted events",
    producer: "A producer",
    bibtex: "@misc{counted,\n  title = {Counted events}\n}",
    licence: "free for all uses",
    coverage: "2001 to 2014, all states",
    absent_row: "the source was watching and saw nothing",
    breaks: &[],
    known_faults: &["Volume grows after 2005.", "One coder left in 2011."],
};

static VOTES_CARD: SourceCard = SourceCard {
    source: Source::Indicator,
    name: "Indicator",
    producer: "as the dossier says",
    bibtex: "",
    licence: "as the dossier says",
    coverage: "as in the file",
    absent_row: "not observed",
    breaks: &[],
    known_faults: &[],
};

/// A number between -1 and 1 that looks irregular and is always the same.
pub(super) fn wiggle(k: usize) -> f64 {
    let x = (k as f64 * 12.9898 + 4.1414).sin() * 43_758.545_3;
    2.0 * (x - x.floor()) - 1.0
}

fn id(code: &str) -> StateId {
    state(code).expect("a state of the table")
}

pub(super) fn span(first: &str, last: &str) -> Span {
    let day = |t: &str| When::parse(t).expect("a date").span;
    Span::new(day(first).first, day(last).last).expect("in order")
}

pub(super) fn estimate(value: f64, standard_error: f64) -> Estimate {
    let t = value / standard_error;
    Estimate {
        value,
        standard_error,
        low: value - 2.4 * standard_error,
        high: value + 2.4 * standard_error,
        confidence: 0.983_333_333_333_333_3,
        t,
        df: 118.0,
        p_value: (-0.717 * t.abs() - 0.416 * t * t).exp(),
    }
}

fn gates(outcomes: [GateOutcome; 3]) -> Vec<GateResult> {
    let built = outcomes.into_iter().chain([GateOutcome::Passed, GateOutcome::NotNeeded, GateOutcome::NotReached]);
    Gate::ALL
        .into_iter()
        .zip(built)
        .map(|(gate, outcome)| GateResult {
            gate,
            sentence: format!("gate {} came out so, t = -2.61", gate.name()),
            outcome,
        })
        .collect()
}

fn refusal() -> Refusal {
    Refusal::new("only 9 states have enough data on one sample", "at least 19 placebo thirds")
}

fn tested(f: &Dossier, claim: usize, outcomes: [GateOutcome; 3], instrument: &str) -> Tested {
    let q = &f.claims[claim];
    let codes = [
        "TUR", "CHN", "IND", "DEU", "FRA", "GBR", "JPN", "PAK", "SAU", "ISR", "EGY", "IRQ", "SYR", "AFG", "ITA", "ESP",
        "POL", "KAZ", "UKR", "BRA", "CAN", "AUS",
    ];
    let mut placebos: Vec<PlaceboThird> = codes
        .iter()
        .enumerate()
        .map(|(k, c)| PlaceboThird { state: id(c), t: 2.2 * wiggle(k + claim), ally: *c == "GBR" })
        .collect();
    placebos.sort_by(|a, b| (q.direction.sign() * b.t).total_cmp(&(q.direction.sign() * a.t)));
    Tested {
        subject: Subject {
            instrument: instrument.to_owned(),
            era: ("2001-01".to_owned(), "2010-12".to_owned()),
            period: PeriodLength::Month,
            between: q.between,
            driver: q.driver,
            other: q.other,
            lags: 2,
            n_rows: 93,
            n_observed: 99,
        },
        gates: gates(outcomes),
        response: Ok(Response {
            primary: estimate(-0.114 + 0.06 * claim as f64, 0.043_7),
            standardised: estimate(-0.21 + 0.11 * claim as f64, 0.081),
            horizon: 3,
            path: (0..12)
                .map(|h| {
                    (h != 7).then(|| estimate(0.16 * wiggle(h + claim) - 0.2 / (h + 1) as f64, 0.05 + 0.004 * h as f64))
                })
                .collect(),
        }),
        single_period: Ok(SinglePeriod {
            transformed: vec![
                Variant { what: "signs".to_owned(), value: -0.05, p_value: 0.15 },
                Variant { what: "ranks".to_owned(), value: 0.02, p_value: 0.61 },
                Variant { what: "clipped".to_owned(), value: -0.09, p_value: 0.012 },
            ],
            most_influential: ["2003-04", "2004-12", "2006-07", "2002-02", "2010-10"]
                .iter()
                .enumerate()
                .map(|(k, w)| Variant { what: format!("without {w}"), value: -0.1, p_value: 0.09 / (k + 1) as f64 })
                .collect(),
            p_value_max: 0.61,
            share_same_sign: 0.97,
            n_variants: 96,
        }),
        specification_curve: (claim == 0).then(|| Ok(super::fixture_curve::curve())),
        latent_response: None,
        arithmetic: None,
        placebo_thirds: if claim == 0 {
            Ok(PlaceboThirds {
                third_t: -2.61,
                placebos,
                share_stated: 1.0 / 22.0,
                share_opposite: 1.0,
                n_ranked: 21,
                n_rows: 88,
                n_not_eligible: 14,
            })
        } else {
            Err(refusal())
        },
        same_period: Ok(SamePeriod { correlation: 0.213, low: 0.02, high: 0.39, n_rows: 93 }),
        two_halves: Ok(TwoHalves {
            thaw: estimate(-0.2, 0.1),
            tension: estimate(0.03, 0.09),
            difference: estimate(-0.23, 0.14),
        }),
        route: Ok(RouteFinding {
            route: Route::Direct,
            without_other: estimate(-0.25, 0.09),
            p_direct: 0.004,
            p_driver_on_other: 0.31,
            p_other_on_pair: 0.02,
            correlation_of_sides: 0.11,
            next_period: None,
        }),
        circular_shift: Ok(CircularShift { statistic: 2.61, share: 0.012, n_shifts: 82 }),
        prediction: super::fixture_findings::prediction(claim),
        share: super::fixture_findings::share(claim),
        over_time: super::fixture_findings::over_time(claim),
        cautions: vec!["The balance stays near its ceiling for 20 % of the months".to_owned()],
    }
}

fn claims(dossier: &Dossier) -> Vec<ClaimFinding> {
    let (failed, passed) = (GateOutcome::Failed, GateOutcome::Passed);
    let finding = |n: usize, verdict: Verdict, tests: Vec<Tested>| ClaimFinding {
        question: dossier.claims[n].clone(),
        post_hoc: n == 1,
        verdict,
        because: vec![
            "Gate single period failed: ranks lose the sign".to_owned(),
            "Not reached, because a gate before it did not pass: latent response".to_owned(),
        ],
        effect: if tests.is_empty() {
            String::new()
        } else {
            "One standard deviation of surprise between the United States and Russia moves Iran – Russia by -0.21 standard deviations over the next 3 months (98.3 % interval -0.40 to -0.02)".to_owned()
        },
        what_would_change_it: vec!["A p-value below .10 without 2003-04".to_owned()],
        primary: (!tests.is_empty()).then_some(0),
        p_value_holm: (!tests.is_empty()).then_some(0.026),
        n_tests: 3,
        confidence: 1.0 - 0.05 / 3.0,
        smallest_detectable: Some(0.23),
        smallest_caught: None,
        subsets: Vec::new(),
        tests,
        evidence: Vec::new(),
        decides: None,
        not_tested: vec![("votes, 2001 to 2014".to_owned(), "14 periods are too few".to_owned())],
        cautions: vec!["A cause that reaches one side later than the other cannot be told from influence".to_owned()],
        trail: vec![
            "claim 1".to_owned(),
            "instrument events A, era 2001-01 to 2010-12".to_owned(),
            "99 readings from 12,345 rows of a.csv".to_owned(),
        ],
    };
    let mut all = vec![
        finding(
            0,
            Verdict::NotEstablished,
            vec![
                tested(dossier, 0, [passed.clone(), failed.clone(), passed.clone()], "events A"),
                tested(
                    dossier,
                    0,
                    [failed, GateOutcome::CannotRun(refusal()), GateOutcome::CannotRun(refusal())],
                    "events B",
                ),
            ],
        ),
        finding(
            1,
            Verdict::Supported,
            vec![tested(dossier, 1, [passed.clone(), passed, GateOutcome::PassedOpposite], "events A")],
        ),
        finding(2, Verdict::Refused, Vec::new()),
        super::fixture_evidence::finding(dossier, 3),
    ];
    let in_subset = finding(
        0,
        Verdict::NotEstablished,
        vec![tested(
            dossier,
            0,
            [GateOutcome::Failed, GateOutcome::Failed, GateOutcome::CannotRun(refusal())],
            "events A",
        )],
    );
    super::fixture_subset::declare(&mut all[0], in_subset);
    all
}

fn tally(count: u64, line: u64, example: &str) -> Tally {
    Tally { count, first: FilePlace { file: "a.csv".to_owned(), line, column: 2 }, example: example.to_owned() }
}

fn ledger(rows: u64, resolution: PeriodLength, observed: &[(&str, &str)]) -> Ledger {
    Ledger {
        files: vec![FileRead { name: "a.csv".to_owned(), sha256: "ab".repeat(32), bytes: 1_234_567, rows }],
        rows_read: rows,
        rows_accepted: rows - 145,
        removed: BTreeMap::from([(Removal::OneADay, tally(100, 17, "2001-02-03, IRN"))]),
        rejected: BTreeMap::from([
            (Rejection::UnknownActor, tally(44, 3, "XYZ, \"quoted\"")),
            (Rejection::NoSuchDate, tally(1, 9, "2001-02-30")),
        ]),
        unresolved: vec![("XYZ".to_owned(), 40), ("QQQ".to_owned(), 4)],
        events: Vec::new(),
        indicators: Vec::new(),
        in_force: Vec::new(),
        by_state: crate::events::ByState::Nothing,
        ontology: Ontology::Quad,
        resolution: Some(resolution),
        observed: observed.iter().map(|(a, b)| span(a, b)).collect(),
        observed_is_inferred: true,
        exposure: BTreeMap::new(),
        exposure_is_stated: false,
        design_effect: None,
        cautions: vec!["When the source was watching was inferred from its rows".to_owned()],
    }
}

fn reading(k: usize, warmth: f64, watched: bool) -> Reading {
    if !watched {
        return Reading::UNOBSERVED;
    }
    let n = (6.0 + 5.0 * wiggle(3 * k)).round() as u64;
    if n < 2 {
        return Reading { observation: Observation::Silent, ..Reading::UNOBSERVED };
    }
    let value = (warmth + 0.35 * wiggle(k)).clamp(-1.0, 1.0);
    Reading {
        observation: Observation::Score(value),
        variance: Some((1.05 - value * value) / n as f64),
        counts: ClassCounts {
            verbal_cooperation: n / 2,
            material_cooperation: 0,
            verbal_conflict: n - n / 2,
            material_conflict: 0,
            conflict: 0,
        },
        exposure: 0,
    }
}

fn instruments(dossier: &Dossier) -> Vec<InstrumentFinding> {
    let sides = dossier_sides(dossier);
    let series = |k: usize, ledger: Ledger| {
        InstrumentSeries::new(&dossier.instruments[k], ledger, dossier).expect("observed within the span")
    };
    let events = series(0, ledger(12_345, PeriodLength::Month, &[("2001-01", "2007-12"), ("2010-01", "2014-12")]));
    let votes = series(1, ledger(420, PeriodLength::Year, &[("2001", "2014")]));
    let (months, years) = (events.calendar, votes.calendar);
    let observed = events.observed.clone();
    assert_eq!(observed.iter().filter(|w| !**w).count(), 24, "two years are not observed");
    assert!(events.eras.len() >= 2 && months.len() == 168 && years.len() == 14);
    let of_side = |k: usize| SideSeries {
        side: sides[k],
        readings: observed
            .iter()
            .enumerate()
            .map(|(p, w)| reading(p + 500 * k, [0.6, -0.5, 0.2][k] + 0.2 * (p as f64 / 30.0).sin(), *w))
            .collect(),
    };
    let line = |effect: &str, cause: &str, f: f64, hc3: Option<f64>| ExclusionLine {
        effect: effect.to_owned(),
        cause: cause.to_owned(),
        f,
        df1: 4.0,
        df2: 343.0,
        p_value: 2.0e-6,
        p_value_hc3: hc3,
        sum: -0.237,
    };
    let vote = |k: usize| SideSeries {
        side: sides[k],
        readings: (0..years.len())
            .map(|p| Reading {
                observation: Observation::Score(0.7 - 0.3 * k as f64 + 0.05 * wiggle(p + k)),
                ..Reading::UNOBSERVED
            })
            .collect(),
    };
    vec![
        InstrumentFinding {
            card: &EVENTS_CARD,
            sides: [of_side(0), of_side(1), of_side(2)],
            exclusions: Ok(vec![line("RUS>IRN", "RUS>USA", 8.343, Some(0.021)), line("IRN>RUS", "RUS>IRN", 3.1, None)]),
            series: events,
        },
        InstrumentFinding {
            card: &VOTES_CARD,
            sides: [vote(0), vote(1), vote(2)],
            exclusions: Err(Refusal::new("14 periods are too few for a regression", "60 rows")),
            series: votes,
        },
    ]
}

fn dossier_sides(dossier: &Dossier) -> [Side; 3] {
    let t = &dossier.triangle;
    let pooled = |x| Side::Pooled(Dyad::new(t.third, x).expect("different states"));
    [Side::Pooled(t.pair), pooled(t.pair_as_written[0]), pooled(t.pair_as_written[1])]
}

fn contrasts(dossier: &Dossier) -> Vec<EpisodeContrast> {
    let mut out = Vec::new();
    for (n, e) in dossier.episodes.iter().enumerate() {
        for (k, side) in dossier_sides(dossier).into_iter().enumerate() {
            let outcome = if n == 1 && k == 2 {
                Err(Refusal::new("no reading around the episode", "readings of 2002"))
            } else {
                Ok(Contrast {
                    inside: 0.4,
                    around: 0.4 - 0.3 * wiggle(n + k),
                    difference: 0.3 * wiggle(n + k),
                    share_of_windows: 0.11,
                    n_windows: 80,
                    n_independent_windows: if n == 0 { 4 } else { 24 },
                    share_of_placebo_dyads: (k == 0).then_some(0.3),
                    n_inside: 6,
                    n_around: 12,
                })
            };
            let expected = e.expect.filter(|(of, _)| *of == side).map(|(_, t): (Side, Trend)| t);
            out.push(EpisodeContrast {
                episode: e.clone(),
                instrument: "events A".to_owned(),
                side,
                expected,
                outcome,
            });
        }
    }
    out
}

/// A whole run's findings.
pub(super) fn findings() -> Findings {
    let dossier = match Dossier::read(DOSSIER, &crate::claims::kind_names()) {
        Ok(d) => d,
        Err(complaints) => panic!("the fixture's dossier is sound: {complaints:?}"),
    };
    let input = |name: &str| Input { name: name.to_owned(), sha256: "cd".repeat(32), bytes: 1_234_567, rows: 12_345 };
    let setting = |name: &str, value: &str, stated| Setting { name: name.to_owned(), value: value.to_owned(), stated };
    Findings {
        instruments: instruments(&dossier),
        relations: super::fixture_relations::relations(&dossier),
        triangle: super::fixture_triangle::triangle(&dossier),
        episodes: contrasts(&dossier),
        claims: claims(&dossier),
        holes: vec![("2008-01".to_owned(), "2009-12".to_owned())],
        cautions: vec!["Only one source with events covers the first era".to_owned()],
        manifest: Manifest {
            version: "0.1.0".to_owned(),
            dossier_sha256: "ef".repeat(32),
            inputs: vec![input("a.csv"), input("votes.csv")],
            seed: 1,
            settings: vec![setting("lags", "2", false), setting("period", "month", true)],
            claims: vec![("01".repeat(32), false), ("02".repeat(32), true), ("03".repeat(32), false)],
        },
        dossier,
    }
}
