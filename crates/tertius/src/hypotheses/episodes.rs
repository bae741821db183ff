//! Finding *episodes*: a side within an episode against the periods around it, against all windows of the
//! same length slid through the era, and against the same windows of placebo dyads. A description: it
//! decides nothing, and says so when fewer than 20 windows fit without overlap.

use super::findings::{Contrast, EpisodeContrast};
use crate::actors::StateId;
use crate::calendar::PeriodCalendar;
use crate::dossier::{Dossier, Dyad, Episode, Side, Trend};
use crate::refusal::Refusal;
use crate::series::{Era, InstrumentSeries};
use rayon::prelude::*;

/// Fewest readings inside and around.
const READINGS_MIN: usize = 3;

/// Every episode, as read by every instrument, on the side that the dossier names (or the pair's, if none).
pub fn contrasts(dossier: &Dossier, all: &[&InstrumentSeries]) -> Vec<EpisodeContrast> {
    let t = &dossier.triangle;
    let triangle = [t.pair_as_written[0], t.pair_as_written[1], t.third];
    let mut tasks: Vec<(&Episode, &InstrumentSeries, Side, Option<Trend>)> = Vec::new();
    for episode in &dossier.episodes {
        let pair = Side::Pooled(t.pair);
        for series in all {
            if let Some((side, trend)) = episode.expect {
                tasks.push((episode, series, side, Some(trend)));
            }
            if episode.expect.is_none_or(|(side, _)| side.dyad() != t.pair) {
                tasks.push((episode, series, pair, None));
            }
        }
    }
    tasks
        .into_par_iter()
        .map(|(episode, series, side, expected)| EpisodeContrast {
            episode: episode.clone(),
            instrument: series.instrument.name.value.clone(),
            side,
            expected,
            outcome: contrast(episode, series, side, &triangle),
        })
        .collect()
}

fn contrast(
    episode: &Episode,
    series: &InstrumentSeries,
    side: Side,
    triangle: &[StateId],
) -> Result<Contrast, Refusal> {
    let whole =
        |c: &PeriodCalendar| -> Vec<usize> { (0..c.len()).filter(|i| episode.span.covers(c.span(*i))).collect() };
    let period = series.calendar.length();
    // The episode's own periods, whether or not the instrument reaches that far.
    let wanted = whole(&PeriodCalendar::covering(period, episode.span)).len();
    let covered = whole(&series.calendar);
    let in_one_era = |e: &&Era| covered.iter().filter(|i| e.first <= **i && **i <= e.last).count();
    let era = series.eras.iter().max_by_key(in_one_era);
    let read = era.as_ref().map_or(0, in_one_era);
    let (Some(era), Some(first), true) = (era, covered.first(), wanted > 0 && read == wanted) else {
        return Err(Refusal::new(
            format!("{read} of the episode's {wanted} whole {period}s lie within one era of the instrument"),
            "one source that watches throughout",
        ));
    };
    let length = wanted;
    let values = series.side(side, triangle).values();
    let values = &values[era.first..=era.last];
    let at = first - era.first;
    let (observed, n_inside, n_around, inside, around) = window(values, at, length).ok_or_else(|| {
        Refusal::new(
            format!("the era does not reach {} {period}s before and after the episode, or fewer than {READINGS_MIN} readings lie inside or around it", reach(length)),
            "a longer era, or more readings of this side",
        )
    })?;
    let draws: Vec<f64> =
        (0..values.len().saturating_sub(length - 1)).filter_map(|s| window(values, s, length)).map(|w| w.0).collect();
    let as_large = draws.iter().filter(|d| d.abs() >= observed.abs()).count();
    Ok(Contrast {
        inside,
        around,
        difference: observed,
        share_of_windows: as_large as f64 / draws.len().max(1) as f64,
        n_windows: draws.len(),
        n_independent_windows: values.len() / length,
        share_of_placebo_dyads: placebo_dyads(series, era, side, triangle, at, length, observed),
        n_inside,
        n_around,
    })
}

/// Periods looked at on either side: half the length, at least 3.
fn reach(length: usize) -> usize {
    length.div_ceil(2).max(3)
}

/// Mean inside less mean around (as many periods on both sides together as inside, at least 3 on each), with the
/// numbers of readings and both means; `None` where the era does not reach so far, or with too few readings.
fn window(values: &[Option<f64>], first: usize, length: usize) -> Option<(f64, usize, usize, f64, f64)> {
    let last = first.checked_add(length)?;
    let reach = reach(length);
    if first < reach || last + reach > values.len() {
        return None;
    }
    let inside: Vec<f64> = values[first..last].iter().flatten().copied().collect();
    let before = &values[first - reach..first];
    let after = &values[last..last + reach];
    let around: Vec<f64> = before.iter().chain(after).flatten().copied().collect();
    if inside.len() < READINGS_MIN || around.len() < READINGS_MIN {
        return None;
    }
    let mean = |v: &[f64]| v.iter().sum::<f64>() / v.len() as f64;
    let (i, a) = (mean(&inside), mean(&around));
    Some((i - a, inside.len(), around.len(), i, a))
}

/// Share of dyads, of one member of the side with a state outside the triangle, whose contrast in the same
/// window is at least as large.
fn placebo_dyads(
    series: &InstrumentSeries,
    era: &Era,
    side: Side,
    triangle: &[StateId],
    at: usize,
    length: usize,
    observed: f64,
) -> Option<f64> {
    let mut contrasts = Vec::new();
    for state in series.states().into_iter().filter(|s| !triangle.contains(s)) {
        for member in side.dyad().states() {
            let Some(dyad) = Dyad::new(member, state) else { continue };
            let excluded: Vec<StateId> = triangle.iter().copied().chain([state]).collect();
            let values = series.side(Side::Pooled(dyad), &excluded).values();
            contrasts.extend(window(&values[era.first..=era.last], at, length).map(|w| w.0));
        }
    }
    if contrasts.len() < super::placebo_thirds::PLACEBOS_MIN {
        return None;
    }
    let as_large = contrasts.iter().filter(|c| c.abs() >= observed.abs()).count();
    Some((1 + as_large) as f64 / (1 + contrasts.len()) as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_is_compared_with_what_surrounds_it() {
        let values: Vec<Option<f64>> = [0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0, 2.0].map(Some).to_vec();
        // Inside 1; around: three before (0) and three after (0, 0, 2).
        let (difference, n_inside, n_around, inside, around) = window(&values, 3, 4).unwrap();
        assert_eq!((n_inside, n_around, inside), (4, 6, 1.0));
        assert!((around - 2.0 / 6.0).abs() < f64::EPSILON && (difference - (1.0 - 2.0 / 6.0)).abs() < f64::EPSILON);
        assert!(window(&values, 8, 4).is_none());
        assert!(window(&values, 2, 4).is_none(), "the era begins two periods before");
        assert!(window(&[None; 10], 3, 4).is_none());
    }
}
