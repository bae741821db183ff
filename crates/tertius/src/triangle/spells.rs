//! How long a type lasts once it is there: spells per draw, with those that are cut off and those that nobody watched
//! counted apart.

use tertius_econometrics::Confidence;

use super::draws::TriangleDraws;
use super::signs::Signed;
use super::summary::DrawSummary;
use super::types::{N_TYPES, TriangleType};

/// Spells of one type: runs of neighbouring periods of one stretch.
#[derive(Clone, Debug, PartialEq)]
pub struct TypeSpells {
    /// The type.
    pub triangle_type: TriangleType,
    /// Periods spent in it, watched or not.
    pub periods: DrawSummary,
    /// Complete spells: every period watched, and both ends within the stretch.
    pub complete: DrawSummary,
    /// Spells that touch the beginning or the end of their stretch: at least as long as they look.
    pub censored: DrawSummary,
    /// Spells with an unwatched period: their length is the model's.
    pub unwatched: DrawSummary,
    /// The draw's mean length of complete spells, in periods; `None` where no draw has one. Short spells that come from
    /// a relation moving in and out of its dead zone count like any others.
    pub mean_length: Option<DrawSummary>,
    /// The draw's median length of complete spells, in periods.
    pub median_length: Option<DrawSummary>,
}

#[derive(Clone, Default)]
struct OfDraw {
    periods: usize,
    complete: Vec<usize>,
    censored: usize,
    unwatched: usize,
}

fn spells_of(draws: &TriangleDraws<'_>, types: &[u8]) -> [OfDraw; N_TYPES] {
    let mut all: [OfDraw; N_TYPES] = Default::default();
    for stretch in draws.stretches() {
        let mut first = stretch.start;
        while first < stretch.end {
            let kind = types[first];
            let end = (first..stretch.end).find(|t| types[*t] != kind).unwrap_or(stretch.end);
            let of = &mut all[usize::from(kind)];
            of.periods += end - first;
            if (first..end).any(|t| !draws.all_watched(t)) {
                of.unwatched += 1;
            } else if first == stretch.start || end == stretch.end {
                of.censored += 1;
            } else {
                of.complete.push(end - first);
            }
            first = end;
        }
    }
    all
}

/// Spells of the nine types, in the order of the list of types.
pub(super) fn spells(
    draws: &TriangleDraws<'_>,
    signed: &Signed,
    types: &[TriangleType; N_TYPES],
    confidence: Confidence,
) -> Vec<TypeSpells> {
    let of_draws: Vec<_> = (0..signed.n_draws()).map(|d| spells_of(draws, signed.types_of(d))).collect();
    let mut all = Vec::new();
    for (at, triangle_type) in types.iter().copied().enumerate() {
        let count = |f: &dyn Fn(&OfDraw) -> usize| {
            DrawSummary::of(of_draws.iter().map(|d| f(&d[at]) as f64).collect(), confidence)
        };
        let length = |f: &dyn Fn(&[usize]) -> f64| {
            let with = of_draws.iter().map(|d| &d[at].complete[..]).filter(|c| !c.is_empty());
            DrawSummary::of(with.map(f).collect(), confidence)
        };
        let parts =
            (count(&|d| d.periods), count(&|d| d.complete.len()), count(&|d| d.censored), count(&|d| d.unwatched));
        let (Some(periods), Some(complete), Some(censored), Some(unwatched)) = parts else { continue };
        all.push(TypeSpells {
            triangle_type,
            periods,
            complete,
            censored,
            unwatched,
            mean_length: length(&|c| c.iter().sum::<usize>() as f64 / c.len() as f64),
            median_length: length(&median),
        });
    }
    all
}

fn median(lengths: &[usize]) -> f64 {
    let mut sorted = lengths.to_vec();
    sorted.sort_unstable();
    let n = sorted.len();
    (sorted[(n - 1) / 2] + sorted[n / 2]) as f64 / 2.0
}
