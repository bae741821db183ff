//! The third who rejoices (Simmel 1950): a pivot whose two relations rose over a year while the relation of the wings
//! fell.

use super::draws::{SIDES, TriangleDraws, TypologySettings};
use crate::actors::StateId;

/// One state as the one who gains.
#[derive(Clone, Debug, PartialEq)]
pub struct TertiusGaudens {
    /// The state.
    pub pivot: StateId,
    /// Per period, the posterior probability that against a year before both relations of the pivot are warmer and that
    /// of the wings is colder. `None` in the first year of a stretch. Three relations that move independently and as
    /// often up as down would give 1/8.
    pub probability: Vec<Option<f64>>,
    /// Where it reaches the stated level.
    pub stretches: Vec<GaudensStretch>,
}

/// A stretch of periods in which the probability reaches the level.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GaudensStretch {
    /// First period.
    pub first: usize,
    /// Last period.
    pub last: usize,
    /// Mean probability.
    pub mean: f64,
    /// Largest probability.
    pub peak: f64,
    /// Its period, the first of several.
    pub peak_period: usize,
    /// Periods of the stretch in which some relation was not read, then or a year before.
    pub n_unwatched: usize,
}

/// The three states as pivots, in the order of the draws' states.
pub(super) fn gaudens(draws: &TriangleDraws<'_>, settings: &TypologySettings) -> Vec<TertiusGaudens> {
    (0..3).map(|pivot| of_pivot(draws, pivot, settings.gaudens_from)).collect()
}

fn of_pivot(draws: &TriangleDraws<'_>, pivot: usize, from: f64) -> TertiusGaudens {
    let year = draws.year();
    let mut counts: Vec<Option<usize>> = vec![None; draws.n_periods()];
    for t in draws.stretches().into_iter().flat_map(|s| s.skip(year)) {
        counts[t] = Some(0);
    }
    for draw in 0..draws.n_draws {
        let paths = [0, 1, 2].map(|side| (draws.path)(draw, side));
        for (t, count) in counts.iter_mut().enumerate() {
            let Some(count) = count else { continue };
            let gains = SIDES.iter().zip(paths).all(|(states, path)| {
                let change = path[t] - path[t - year];
                if states.contains(&pivot) { change > 0.0 } else { change < 0.0 }
            });
            *count += usize::from(gains);
        }
    }
    let probability: Vec<Option<f64>> = counts.iter().map(|c| c.map(|n| n as f64 / draws.n_draws as f64)).collect();
    let unwatched = |t: &usize| !draws.all_watched(*t) || !draws.all_watched(*t - year);
    let mut stretches = Vec::new();
    let mut open: Vec<(usize, f64)> = Vec::new();
    for t in 0..=probability.len() {
        // A stretch ends where the level is missed, and at a restart, whose first year has no probability.
        match probability.get(t).copied().flatten().filter(|p| *p >= from) {
            Some(p) => open.push((t, p)),
            None => {
                stretches.extend(summary(&open, |t| unwatched(&t)));
                open.clear();
            }
        }
    }
    TertiusGaudens { pivot: draws.states[pivot], probability, stretches }
}

fn summary(open: &[(usize, f64)], unwatched: impl Fn(usize) -> bool) -> Option<GaudensStretch> {
    let (first, last) = (open.first()?.0, open.last()?.0);
    let (peak_period, peak) = open.iter().fold(open[0], |best, one| if one.1 > best.1 { *one } else { best });
    let mean = open.iter().map(|(_, p)| p).sum::<f64>() / open.len() as f64;
    let n_unwatched = open.iter().filter(|(t, _)| unwatched(*t)).count();
    Some(GaudensStretch { first, last, mean, peak, peak_period, n_unwatched })
}
