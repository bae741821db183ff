//! How often the triangle moves from one type to another, per draw; moves that nobody watched stand apart.

use tertius_econometrics::Confidence;

use super::draws::TriangleDraws;
use super::signs::Signed;
use super::summary::DrawSummary;
use super::types::{N_TYPES, NONE, TriangleType};

/// Steps from one type to another (or to the same) between neighbouring periods.
#[derive(Clone, Debug, PartialEq)]
pub struct TransitionCell {
    /// Type of the earlier period.
    pub from: TriangleType,
    /// Type of the later one.
    pub to: TriangleType,
    /// Number of such steps per draw.
    pub steps: DrawSummary,
    /// Their share among the draw's steps that start in `from`; `None` where no draw has one.
    pub share: Option<DrawSummary>,
}

/// Moves between types.
#[derive(Clone, Debug, PartialEq)]
pub struct Transitions {
    /// Steps between neighbouring periods of one stretch, both watched on all three sides: what is counted below.
    pub n_steps: usize,
    /// Steps of one stretch with an unwatched period at either end: left out of the cells and of `moves`.
    pub n_steps_unwatched: usize,
    /// Steps with a change of type, *none of these* included; watched steps only. `None` without such steps.
    pub moves: Option<DrawSummary>,
    /// The same over the unwatched steps. These moves are the model's, not a reading's. `None` without such steps.
    pub moves_unwatched: Option<DrawSummary>,
    /// Changes from one named type to another, however long *none of these* stood between; whole stretches, watched or
    /// not.
    pub changes_of_named_type: DrawSummary,
    /// All pairs of types that some draw steps between, in the order of the list of types; watched steps only.
    pub cells: Vec<TransitionCell>,
}

pub(super) fn transitions(
    draws: &TriangleDraws<'_>,
    signed: &Signed,
    types: &[TriangleType; N_TYPES],
    confidence: Confidence,
) -> Option<Transitions> {
    let steps: Vec<usize> = draws.stretches().into_iter().flat_map(|s| s.skip(1)).collect();
    let (watched, unwatched): (Vec<usize>, Vec<usize>) =
        steps.iter().partition(|t| draws.all_watched(**t) && draws.all_watched(**t - 1));
    let n_draws = signed.n_draws();
    let mut counts = vec![[[0u32; N_TYPES]; N_TYPES]; n_draws];
    let (mut moves, mut moves_unwatched, mut named) = (Vec::new(), Vec::new(), Vec::new());
    for (draw, table) in counts.iter_mut().enumerate() {
        let path = signed.types_of(draw);
        watched.iter().for_each(|t| table[usize::from(path[t - 1])][usize::from(path[*t])] += 1);
        let changed = |over: &[usize]| over.iter().filter(|t| path[**t] != path[**t - 1]).count() as f64;
        moves.push(changed(&watched));
        moves_unwatched.push(changed(&unwatched));
        let changes = draws.stretches().into_iter().map(|stretch| {
            let mut kept: Vec<u8> = path[stretch].iter().copied().filter(|k| usize::from(*k) != NONE).collect();
            kept.dedup();
            kept.len().saturating_sub(1)
        });
        named.push(changes.sum::<usize>() as f64);
    }
    let mut cells = Vec::new();
    for from in 0..N_TYPES {
        for to in 0..N_TYPES {
            let of: Vec<f64> = counts.iter().map(|c| f64::from(c[from][to])).collect();
            if of.iter().all(|v| *v == 0.0) {
                continue;
            }
            let totals = counts.iter().map(|c| f64::from(c[from].iter().sum::<u32>()));
            let shares = of.iter().zip(totals).filter(|(_, total)| *total > 0.0).map(|(n, total)| n / total).collect();
            cells.extend(DrawSummary::of(of, confidence).map(|steps| TransitionCell {
                from: types[from],
                to: types[to],
                steps,
                share: DrawSummary::of(shares, confidence),
            }));
        }
    }
    let some = |has: bool, values| if has { DrawSummary::of(values, confidence) } else { None };
    Some(Transitions {
        n_steps: watched.len(),
        n_steps_unwatched: unwatched.len(),
        moves: some(!watched.is_empty(), moves),
        moves_unwatched: some(!unwatched.is_empty(), moves_unwatched),
        changes_of_named_type: DrawSummary::of(named, confidence)?,
        cells,
    })
}
