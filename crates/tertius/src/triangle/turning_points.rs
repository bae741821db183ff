//! When the triangle turned: lasting changes of the most probable type, each with the dates at which the draws place it.

use tertius_econometrics::Confidence;

use super::draws::TriangleDraws;
use super::signs::Signed;
use super::types::{N_TYPES, TriangleType};

/// Who watched while the triangle turned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Watching {
    /// All three relations were read in every period of the interval.
    All,
    /// In some periods of it.
    Partly,
    /// In none: the date is the model's, not a reading's.
    Nobody,
}

/// A lasting change of the most probable type.
#[derive(Clone, Debug, PartialEq)]
pub struct TurningPoint {
    /// First period in which the new type is the most probable one, at the start of its lasting run.
    pub period: usize,
    /// The type before.
    pub from: TriangleType,
    /// The type after.
    pub to: TriangleType,
    /// Mean probability of `from` over its run.
    pub probability_of_from: f64,
    /// Mean probability of `to` over its run.
    pub probability_of_to: f64,
    /// Share of the draws that have this change at all.
    pub share_of_draws: f64,
    /// Of the draws that have it, the first and last period of the central interval of its date; `None` without one.
    pub interval: Option<(usize, usize)>,
    /// Periods of the interval in which some relation was not read.
    pub n_unwatched: usize,
    /// Whether the interval was watched.
    pub watching: Watching,
}

/// A run of one most probable type.
#[derive(Clone, Copy)]
struct Run {
    kind: usize,
    first: usize,
    end: usize,
}

/// Runs of the most probable type that last, within one stretch; what lasts on both sides of a shorter interruption is
/// one run.
fn lasting_runs(modal: &[usize], stretch: std::ops::Range<usize>, lasting: usize) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut first = stretch.start;
    while first < stretch.end {
        let kind = modal[first];
        let end = (first..stretch.end).find(|t| modal[*t] != kind).unwrap_or(stretch.end);
        if end - first >= lasting {
            match runs.last_mut() {
                Some(before) if before.kind == kind => before.end = end,
                _ => runs.push(Run { kind, first, end }),
            }
        }
        first = end;
    }
    runs
}

/// The date at which one draw changes from one type to the other, between the beginning of the first run and the end of
/// the second: the date with the fewest periods of type `to` before it and of type `from` from it on, other types passed
/// over; the middle one of several such dates. `None` unless before it the type is more often `from` than `to`, and
/// from it on more often `to` than `from`.
fn date_in_draw(types: &[u8], from: Run, to: Run) -> Option<usize> {
    let count = |range: std::ops::Range<usize>, run: Run| {
        types[range].iter().filter(|kind| usize::from(**kind) == run.kind).count()
    };
    let (first, end) = (from.first, to.end);
    let mut cost = count(first..end, from);
    let mut best = usize::MAX;
    let mut dates = Vec::new();
    for date in first + 1..end {
        cost += count(date - 1..date, to);
        cost -= count(date - 1..date, from);
        if cost < best {
            best = cost;
            dates.clear();
        }
        if cost == best {
            dates.push(date);
        }
    }
    let date = *dates.get(dates.len() / 2)?;
    let before = count(first..date, from) > count(first..date, to);
    let after = count(date..end, to) > count(date..end, from);
    (before && after).then_some(date)
}

/// All turning points. `modal` is the most probable type of each period, `probabilities` those of all types.
pub(super) fn turning_points(
    draws: &TriangleDraws<'_>,
    signed: &Signed,
    types: &[TriangleType; N_TYPES],
    months: (&[usize], &[[f64; N_TYPES]]),
    lasting: usize,
    confidence: Confidence,
) -> Vec<TurningPoint> {
    let (modal, probabilities) = months;
    let mut all = Vec::new();
    for stretch in draws.stretches() {
        let runs = lasting_runs(modal, stretch, lasting);
        for pair in runs.windows(2) {
            let [from, to] = [pair[0], pair[1]];
            let dated = (0..signed.n_draws()).filter_map(|d| date_in_draw(signed.types_of(d), from, to));
            let mut dates: Vec<usize> = dated.collect();
            dates.sort_unstable();
            let mean = |run: Run| {
                let sum: f64 = (run.first..run.end).map(|t| probabilities[t][run.kind]).sum();
                sum / (run.end - run.first) as f64
            };
            let interval = central(&dates, confidence);
            let (first, last) = interval.unwrap_or((to.first, to.first));
            let n_unwatched = (first..=last).filter(|t| !draws.all_watched(*t)).count();
            let watching = match n_unwatched {
                0 => Watching::All,
                n if n == last - first + 1 => Watching::Nobody,
                _ => Watching::Partly,
            };
            all.push(TurningPoint {
                period: to.first,
                from: types[from.kind],
                to: types[to.kind],
                probability_of_from: mean(from),
                probability_of_to: mean(to),
                share_of_draws: dates.len() as f64 / signed.n_draws() as f64,
                interval,
                n_unwatched,
                watching,
            });
        }
    }
    all
}

/// The central interval of sorted dates, widened to whole periods.
fn central(dates: &[usize], confidence: Confidence) -> Option<(usize, usize)> {
    let last = dates.len().checked_sub(1)?;
    let tail = (1.0 - confidence.level()) / 2.0 * last as f64;
    Some((dates[tail.floor() as usize], dates[last - tail.floor() as usize]))
}

#[cfg(test)]
mod tests {
    //! (a) hand: runs and dates in short sequences.
    use super::*;

    #[test]
    fn a_short_interruption_is_no_turn() {
        let modal = [0, 0, 0, 4, 0, 0, 0, 4, 4, 4, 7, 4, 4];
        let runs: Vec<_> = lasting_runs(&modal, 0..13, 3).iter().map(|r| (r.kind, r.first, r.end)).collect();
        assert_eq!(runs, [(0, 0, 7), (4, 7, 10)]);
    }

    #[test]
    fn dates_by_hand() {
        let (from, to) = (Run { kind: 0, first: 0, end: 5 }, Run { kind: 4, first: 5, end: 10 });
        let date = |types: [u8; 10]| date_in_draw(&types, from, to);
        assert_eq!(date([0, 0, 0, 0, 0, 4, 4, 4, 4, 4]), Some(5));
        assert_eq!(date([0, 0, 0, 4, 4, 4, 4, 4, 4, 4]), Some(3));
        // One flicker on either side moves nothing.
        assert_eq!(date([0, 0, 4, 0, 0, 0, 4, 4, 0, 4]), Some(6));
        // In between something else: dates 4, 5, 6 and 7 are as good, and the third of them is taken.
        assert_eq!(date([0, 0, 0, 0, 8, 8, 8, 4, 4, 4]), Some(6));
        assert_eq!(date([0; 10]), None);
        assert_eq!(date([4; 10]), None);
        assert_eq!(date([8; 10]), None);
    }
}
