//! Fused relations made by hand, with every kind of thing that a report must be able to print: two pieces, a
//! restart, a stretch that only a yearly instrument reads, a disagreement, pieces and contrasts that are refused,
//! an arithmetical instrument. For the tests of this folder only; the numbers mean nothing.

use super::fixture::{span, wiggle};
use crate::calendar::{PeriodCalendar, PeriodLength};
use crate::dossier::{Dossier, Measure};
use crate::refusal::Refusal;
use crate::series::relation::{
    Convergence, Converted, Disagreement, EpisodeInRelation, FusedReading, InstrumentInRelation, LeftOut, Piece,
    Posterior, Relation, RelationContrast, Restart, Unit, Unread,
};

/// Periods of the stretch that only votes read: 2008 and 2009.
const UNREAD: (usize, usize) = (84, 107);
/// First period after the restart: 2005.
const RESTART: usize = 48;

pub(super) fn posterior(mean: f64, standard_deviation: f64) -> Posterior {
    Posterior {
        mean,
        standard_deviation,
        low: mean - 1.645 * standard_deviation,
        high: mean + 1.645 * standard_deviation,
    }
}

fn unread() -> Vec<Unread> {
    vec![Unread { first: UNREAD.0, last: UNREAD.1, only: vec!["votes".to_owned()] }]
}

fn at(p: usize, shift: f64) -> Posterior {
    let step = if p >= RESTART { 0.35 } else { 0.0 };
    let mean = shift + step + 0.4 * (p as f64 / 19.0).sin() + 0.06 * wiggle(p);
    let into = p.saturating_sub(UNREAD.0).min(UNREAD.1.saturating_sub(p));
    let wide = if (UNREAD.0..=UNREAD.1).contains(&p) { 0.03 * (1 + into) as f64 } else { 0.0 };
    posterior(mean, 0.08 + wide)
}

pub(super) fn instrument(
    name: &str,
    arithmetical: bool,
    period: PeriodLength,
    n_readings: usize,
) -> InstrumentInRelation {
    let anchor = name == "events A";
    let fixed = posterior(1.0, 0.0);
    InstrumentInRelation {
        name: name.to_owned(),
        anchor,
        arithmetical,
        period: period.word().to_owned(),
        n_readings,
        intercepts: vec![("2001-01".to_owned(), if anchor { posterior(0.4, 0.0) } else { posterior(0.31, 0.07) })],
        loading: if anchor { fixed } else { posterior(0.62, 0.11) },
        noise: posterior(0.17, 0.03),
        reliability: (n_readings > 6).then(|| posterior(if arithmetical { 0.34 } else { 0.71 }, 0.06)),
        residual_autocorrelation: (n_readings > 20).then_some(0.12),
    }
}

/// Readings of one instrument in a piece: monthly ones with gaps, yearly ones of whole years.
fn readings(index: usize, period: PeriodLength, first: usize, last: usize, shift: f64) -> Vec<FusedReading> {
    let step = if period == PeriodLength::Year { 12 } else { 1 };
    let starts = (first..=last).step_by(step).filter(|p| p + step <= last + 1);
    let watched = |p: &usize| step > 1 || !((UNREAD.0..=UNREAD.1).contains(p) || p % 7 == 3);
    starts
        .filter(watched)
        .map(|p| {
            let value = at(p + step / 2, shift).mean + 0.25 * wiggle(p + 31 * index);
            let half = if step > 1 { 0.5 } else { 0.3 };
            FusedReading {
                instrument: index,
                first: p,
                last: p + step - 1,
                converted: Some(Converted { value, low: value - half, high: value + half }),
                residual: wiggle(p),
            }
        })
        .collect()
}

fn piece(first: usize, last: usize, with_votes: bool, shift: f64) -> Piece {
    let months = readings(0, PeriodLength::Month, first, last, shift);
    let years = readings(1, PeriodLength::Year, first, last, shift);
    let mut instruments = vec![instrument("events A", false, PeriodLength::Month, months.len())];
    let mut all = months;
    if with_votes {
        instruments.push(instrument("votes", true, PeriodLength::Year, years.len()));
        all.extend(years);
    }
    let path: Vec<Posterior> = (first..=last).map(|p| at(p, shift)).collect();
    let without = |k: usize| LeftOut {
        instrument: instruments[k].name.clone(),
        path: if k == 0 {
            Err(Refusal::new("no instrument with months is left", "a second source of events"))
        } else {
            Ok((first..=last)
                .map(|p| {
                    (!(UNREAD.0..=UNREAD.1).contains(&p)).then(|| posterior(at(p, shift).mean + 0.05 * wiggle(p), 0.1))
                })
                .collect())
        },
        correlation: (k > 0).then_some(0.93),
        share_outside: (k > 0).then_some(0.04),
    };
    Piece {
        first,
        last,
        unit: Unit {
            anchor: "events A".to_owned(),
            measure: Measure::Balance,
            mean: 0.2 + shift,
            standard_deviation: 0.33,
        },
        path,
        restarts: (first < RESTART && RESTART <= last)
            .then(|| Restart { period: RESTART, because: "a made-up succession".to_owned() })
            .into_iter()
            .collect(),
        left_out: if with_votes { (0..instruments.len()).map(without).collect() } else { Vec::new() },
        instruments,
        readings: all,
        disagreements: Vec::new(),
        convergence: Convergence {
            chains: 4,
            draws_per_chain: 1000,
            kept_per_chain: 250,
            rounds: 1,
            r_hat_max: 1.004,
            effective_min: 512.3,
            worst: "loading of votes".to_owned(),
        },
    }
}

/// Gives an instrument a loading that may be 0 wherever it is not the anchor.
pub(super) fn unconverted(relations: &mut [Relation], name: &str) {
    for p in relations.iter_mut().flat_map(|r| &mut r.pieces).flatten() {
        for (k, i) in p.instruments.iter_mut().enumerate().filter(|(_, i)| i.name == name && !i.anchor) {
            i.loading = posterior(0.1, 0.2);
            p.readings.iter_mut().filter(|x| x.instrument == k).for_each(|x| x.converted = None);
        }
    }
}

fn thin() -> Refusal {
    Refusal::new("19 readings of a single instrument", "24 readings, or a second instrument")
}

fn contrast(mean: f64) -> Result<EpisodeInRelation, Refusal> {
    Ok(EpisodeInRelation {
        difference: posterior(mean, 0.3),
        probability_warmer: if mean > 0.0 { 0.97 } else { 0.21 },
        n_draws: 400,
        inside: (39, 29),
        around: (39, 27),
    })
}

fn contrasts(
    dossier: &Dossier,
    outcomes: impl Fn(usize) -> Result<EpisodeInRelation, Refusal>,
) -> Vec<RelationContrast> {
    dossier
        .episodes
        .iter()
        .enumerate()
        .map(|(n, e)| RelationContrast { episode: e.name.value.clone(), outcome: outcomes(n) })
        .collect()
}

/// The relations of the three pairs.
pub(super) fn relations(dossier: &Dossier) -> Vec<Relation> {
    let calendar = PeriodCalendar::covering(PeriodLength::Month, span("2001-01", "2014-12"));
    let across = || Refusal::new("the episode lies across the end of a piece", "an instrument that reads both sides");
    let mut out: Vec<Relation> = dossier
        .sides()
        .iter()
        .map(|side| Relation {
            dyad: side.dyad(),
            calendar,
            pieces: Vec::new(),
            without_arithmetical: None,
            unread: unread(),
            contrasts: Vec::new(),
            contrasts_without_arithmetical: Vec::new(),
            cautions: Vec::new(),
        })
        .collect();
    // The pair: one piece with a restart and a stretch that only votes read; without votes it falls in two.
    out[0].pieces = vec![Ok(piece(0, 167, true, 0.3))];
    out[0].without_arithmetical = Some(vec![Ok(piece(0, 83, false, 0.3)), Ok(piece(108, 167, false, 0.3))]);
    out[0].contrasts = contrasts(dossier, |n| contrast(0.8 - n as f64));
    out[0].contrasts_without_arithmetical = contrasts(dossier, |n| if n == 0 { Err(across()) } else { contrast(-0.1) });
    out[0].cautions =
        vec!["2008-01 to 2009-12: read only by votes, so that the band widens from 0.26 to 0.55".to_owned()];
    // The third with the first member: two pieces, a disagreement, and a piece that is refused.
    let mut disputed = piece(96, 167, true, -0.4);
    disputed.disagreements = vec![Disagreement {
        instrument: "votes".to_owned(),
        sentence: "votes say warmer where events A say colder: the two paths correlate at -0.12".to_owned(),
    }];
    disputed.path = disputed.path.iter().map(|p| posterior(p.mean, 2.5 * p.standard_deviation)).collect();
    disputed.unit.anchor = "votes".to_owned();
    disputed.unit.measure = Measure::Level;
    disputed.instruments.reverse();
    for (i, anchor) in disputed.instruments.iter_mut().zip([true, false]) {
        i.anchor = anchor;
    }
    for r in &mut disputed.readings {
        r.instrument = 1 - r.instrument;
    }
    out[1].pieces = vec![Ok(piece(0, 83, false, -0.5)), Ok(disputed), Err(thin())];
    out[1].contrasts = contrasts(dossier, |_| Err(across()));
    // The third with the second member: nothing can be said.
    out[2].pieces = vec![Err(thin())];
    out[2].contrasts = contrasts(dossier, |_| Err(across()));
    out
}
