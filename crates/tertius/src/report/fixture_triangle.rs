//! A triangle made by hand: paths that turn, a stretch that nobody watches, a start anew, one refusal of each kind. Its
//! types are found by the stage itself. For the tests of this folder only; the numbers mean nothing.

use super::fixture::{span, wiggle};
use super::fixture_relations::{instrument, posterior};
use crate::calendar::{PeriodCalendar, PeriodLength};
use crate::dossier::{Dossier, Measure};
use crate::refusal::Refusal;
use crate::series::relation::{Convergence, Restart, Unit, interval_confidence};
use crate::triangle::{
    Attention, AttentionFinding, AttentionRow, Denominator, LatentTriangle, TriangleDraws, TriangleFindings, Typology,
    TypologySettings, Zero, typology,
};

const DRAWS: usize = 60;
const MONTHS: usize = 168;

/// One draw of one side: a romantic triangle of the second member turns into a marriage of the pair in 2008.
fn drawn(draw: usize, side: usize) -> Vec<f64> {
    let later = |t: usize| t >= 84 + draw % 7;
    (0..MONTHS)
        .map(|t| {
            let late = f64::from(u8::from(t > 140));
            let level = match (side, later(t)) {
                (0, _) => 0.6 + 0.2 * (t as f64 / 30.0).sin() + 0.6 * late,
                (1, false) => 0.7,
                (1, true) => -0.8 - 0.6 * late,
                (_, false) => -0.5,
                (_, true) => -0.7 + 0.9 * late,
            };
            let slow = if side == 0 && t < 40 { -0.9 } else { 0.0 };
            level + slow + 0.25 * wiggle(t + 997 * draw + 31 * side)
        })
        .collect()
}

fn described(dossier: &Dossier, zero: &Zero) -> Result<Typology, Refusal> {
    let t = &dossier.triangle;
    let [a, b] = t.pair_as_written;
    let paths: Vec<[Vec<f64>; 3]> = (0..DRAWS).map(|d| [0, 1, 2].map(|s| drawn(d, s))).collect();
    let path = |draw: usize, side: usize| paths[draw][side].as_slice();
    let watched = |side: usize| (0..MONTHS).map(|p| side != 1 || !(96..=107).contains(&p)).collect();
    let draws = TriangleDraws {
        states: [a, b, t.third],
        calendar: PeriodCalendar::covering(PeriodLength::Month, span("2001-01", "2014-12")),
        n_draws: DRAWS,
        path: &path,
        watched: [0, 1, 2].map(watched),
        restarts: vec![Restart { period: 48, because: "a made-up succession".to_owned() }],
    };
    typology(&draws, zero, &TypologySettings::with_intervals(interval_confidence()))
}

/// The triangle and who attends to whom.
pub(super) fn triangle(dossier: &Dossier) -> TriangleFindings {
    let latent = LatentTriangle {
        sides: dossier.sides().map(|s| s.dyad()),
        calendar: PeriodCalendar::covering(PeriodLength::Month, span("2001-01", "2014-12")),
        units: [0, 1, 2].map(|_| Unit {
            anchor: "events A".to_owned(),
            measure: Measure::Balance,
            mean: 0.1,
            standard_deviation: 0.4,
        }),
        paths: [0, 1, 2].map(|side| drawn(0, side).into_iter().map(|x| posterior(x, 0.2)).collect()),
        instruments: [0, 1, 2].map(|_| {
            vec![
                instrument("events A", false, PeriodLength::Month, 123),
                instrument("votes", true, PeriodLength::Year, 14),
            ]
        }),
        restarts: vec![Restart { period: 48, because: "a made-up succession".to_owned() }],
        convergence: Convergence {
            chains: 4,
            draws_per_chain: 1000,
            kept_per_chain: 250,
            rounds: 1,
            r_hat_max: 1.006,
            effective_min: 433.0,
            worst: "coefficient 3".to_owned(),
        },
        typology: described(dossier, &Zero::OwnMean),
        typology_even_events: Some(described(dossier, &Zero::EvenEvents(vec![[0.0; 3]; DRAWS]))),
        cautions: vec!["The anchor watches the last era alone".to_owned()],
    };
    let [a, b] = dossier.triangle.pair_as_written;
    let row = |label: &str, first: usize, last: usize, with: bool| AttentionRow {
        label: label.to_owned(),
        first,
        last,
        first_to_second: (40, 200),
        second_to_first: (45, if with { 900 } else { 0 }),
        asymmetry: with.then_some(-0.15),
        standard_error: with.then_some(0.02),
    };
    TriangleFindings {
        latent: Ok(latent),
        without_arithmetical: Some(Err(Refusal::new("the chains disagree: R-hat 1.08", "a second source of events"))),
        attention: vec![
            AttentionFinding {
                instrument: "events A".to_owned(),
                states: [a, b],
                outcome: Ok(Attention {
                    instrument: "events A".to_owned(),
                    states: [a, b],
                    denominator: Denominator::Table { n_states: 40 },
                    eras: vec![row("2001-01 to 2007-12", 0, 83, true)],
                    years: vec![row("2001", 0, 11, true), row("2002", 12, 23, false)],
                }),
            },
            AttentionFinding {
                instrument: "events A".to_owned(),
                states: [dossier.triangle.third, a],
                outcome: Err(Refusal::new("the table knows other partners of the one than of the other", "one table")),
            },
        ],
    }
}
