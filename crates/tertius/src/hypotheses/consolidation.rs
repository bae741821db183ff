//! Evidence for *consolidation*: is the pair's relation warmer since a date than before, on top of its trend, more
//! than at other dates and more than that of other dyads? What else "solid and wide" may mean (scatter, memory,
//! fields) is described beside it and decides nothing.

use super::cut::{Cut, POWER_FACTOR, drawn, need, possible_from, too_few};
use super::evidence::{Check, Evidence, EvidenceFinding, EvidencePutting, Outlook};
use super::findings::{Estimate, confidence_words};
use super::gates::p_words;
use super::question::{direction, estimate, refused};
use super::ranked::{placebo_dates, rank, share_as_large, single_period};
use crate::actors::StateId;
use crate::dossier::{Dyad, Measure, Side, Since};
use crate::refusal::Refusal;
use rayon::prelude::*;
use tertius_econometrics as ec;

/// Two-sided level of the jump on top of the trend.
const TREND_LEVEL: f64 = 0.05;
/// Share of the pair's own readings, before and after, that a placebo dyad must have.
const READINGS_SHARE: f64 = 0.9;
/// Fewest periods in which a placebo dyad must have an event.
const ACTIVE_MIN: usize = 24;
/// Mean balance above which a caution says how little room is left.
const NEAR_CEILING: f64 = 0.8;
/// The direction that the claim states: warmer.
const STATED: f64 = 1.0;
/// Long-run covariance with the bandwidth chosen from prewhitened scores: a relation remembers its past.
const COVARIANCE: ec::Covariance = ec::Covariance::NeweyWestAutomatic { prewhiten: true, small_sample: true };

fn change(values: &[Option<f64>], cut: usize, trend: ec::TimeTrend) -> Result<ec::LevelChange, ec::Refusal> {
    ec::level_change(values, cut, trend, COVARIANCE)
}

/// The era's readings of a side with the triangle's states kept out of exposures, and `more`.
fn readings(putting: &EvidencePutting<'_>, side: Side, more: &[StateId]) -> Vec<Option<f64>> {
    let t = &putting.dossier.triangle;
    let excluded: Vec<StateId> = t.pair_as_written.iter().chain([&t.third]).chain(more).copied().collect();
    putting.series.side(side, &excluded).values()[putting.era.first..=putting.era.last].to_vec()
}

/// Puts the claim to one era.
///
/// # Errors
/// A refusal where too few periods are read on either side of the date, or readings do not vary.
pub(super) fn put(putting: &EvidencePutting<'_>, since: &Since) -> Result<Evidence, Refusal> {
    let cut = Cut::within(putting, since.day).ok_or_else(|| too_few(putting, since, None, 0))?;
    let values = cut.parted(readings(putting, putting.claim.between, &[]));
    let (n_before, n_after) = cut.counts(&values);
    if n_before.min(n_after) < need(putting) {
        return Err(too_few(putting, since, Some((n_before, n_after)), 0));
    }
    let level = change(&values, cut.first_after, ec::TimeTrend::Absent).map_err(|e| refused(&e))?;
    let primary = estimate(&level.change, putting.confidence)?;
    let standardised = scaled(primary, 1.0 / level.spread)?;
    let calendar = &putting.series.calendar;
    let label = |i: usize| calendar.label(putting.era.first + i);

    let dates: Vec<(String, f64)> = placebo_dates(values.len(), cut.first_after, calendar.length().longest_horizon())
        .into_par_iter()
        .filter_map(|d| Some((label(d), change(&values, d, ec::TimeTrend::Absent).ok()?.change.t)))
        .collect();
    let share = share_as_large(primary.t, &dates);
    let (of_dates, dates) =
        rank("placebo dates", "is it this date, or would any do?", Ok(primary.t), STATED, dates, "other dates");
    let (own, dyads) = beside_others(&values, &placebo_dyads(putting, cut, n_before, n_after), cut.first_after);
    let (of_dyads, dyads) = rank("placebo dyads", "is it this pair, or everybody?", own, STATED, dyads, "other dyads");
    let without = (0..values.len())
        .into_par_iter()
        .filter(|i| values[*i].is_some())
        .map(|i| {
            let mut fewer = values.clone();
            fewer[i] = None;
            (label(i), change(&fewer, cut.first_after, ec::TimeTrend::Absent).map(|l| l.change))
        })
        .collect();
    let checks = vec![
        of_dates,
        single_period(primary.value, STATED, without),
        of_dyads,
        trend_held(&values, cut.first_after, primary.value),
    ];
    let warmer = if primary.value < 0.0 { "colder" } else { "warmer" };
    let side = putting.claim.between;
    Ok(Evidence {
        instrument: putting.series.instrument.name.value.clone(),
        era: (label(0), label(values.len() - 1)),
        period: calendar.length(),
        compared: format!("{}: level from {} on, less the level before", side.words(), since.words),
        since: label(cut.first_after),
        n_before,
        n_after,
        primary,
        standardised,
        unit: "standard deviations",
        ends: ["colder than before", "warmer than before"],
        // A single date proves little where half of all dates look like it.
        p_value: primary.p_value.max(share),
        effect: format!(
            "{} is {:.2} standard deviations of its {}ly readings {warmer} from {} on than before ({} interval {:+.2} to {:+.2}; means {:.3} and {:.3}).",
            side.words(),
            standardised.value.abs(),
            calendar.length(),
            since.words,
            confidence_words(standardised.confidence),
            standardised.low,
            standardised.high,
            level.before,
            level.after,
        ),
        checks,
        findings: findings(putting, &values, cut),
        rankings: dates.into_iter().chain(dyads).collect(),
        drawn: format!("readings of {}", side.words()),
        readings: drawn(putting, &values, cut),
        cautions: cautions(putting, &values, n_before + n_after, share, level.before),
    })
}

/// An estimate in other units.
pub(super) fn scaled(mut e: Estimate, by: f64) -> Result<Estimate, Refusal> {
    if !(by.is_finite() && by > 0.0) {
        return Err(Refusal::new("the readings do not vary", "readings that move"));
    }
    for x in [&mut e.value, &mut e.standard_error, &mut e.low, &mut e.high] {
        *x *= by;
    }
    Ok(e)
}

/// A dyad's name and its readings.
type Named = (String, Vec<Option<f64>>);

/// t statistics of the change in what a dyad does beside the others: from every reading the mean of the other dyads in
/// that period is taken, so that what moves all of them moves none. The pair's own, then each dyad's.
fn beside_others(pair: &[Option<f64>], dyads: &[Named], cut: usize) -> (Result<f64, Refusal>, Vec<(String, f64)>) {
    let t = |own: &[Option<f64>], left_out: Option<usize>| {
        let others = || dyads.iter().enumerate().filter(|(i, _)| Some(*i) != left_out);
        let beside = |(at, v): (usize, &Option<f64>)| {
            let (sum, n) = others().filter_map(|(_, d)| d.1[at]).fold((0.0, 0.0), |(s, n), x| (s + x, n + 1.0));
            v.filter(|_| n > 0.0).map(|v| v - sum / n)
        };
        let adjusted: Vec<Option<f64>> = own.iter().enumerate().map(beside).collect();
        change(&adjusted, cut, ec::TimeTrend::Absent).map(|l| l.change.t)
    };
    let others = dyads.par_iter().enumerate().filter_map(|(i, d)| Some((d.0.clone(), t(&d.1, Some(i)).ok()?)));
    (t(pair, None).map_err(|e| refused(&e)), others.collect())
}

/// Readings of dyads of one member of the pair with a state outside the triangle, as far as they are read as often.
fn placebo_dyads(putting: &EvidencePutting<'_>, cut: Cut, n_before: usize, n_after: usize) -> Vec<Named> {
    let t = &putting.dossier.triangle;
    let outside = |s: &StateId| !t.pair.contains(*s) && *s != t.third;
    let dyads: Vec<(Dyad, StateId)> = putting
        .series
        .states()
        .into_iter()
        .filter(outside)
        .flat_map(|s| t.pair.states().into_iter().filter_map(move |m| Some((Dyad::new(m, s)?, s))))
        .collect();
    let enough = |n: usize, own: usize| n as f64 >= READINGS_SHARE * own as f64;
    dyads
        .into_par_iter()
        .filter_map(|(dyad, state)| {
            let side = Side::Pooled(dyad);
            if putting.series.n_active(side) < ACTIVE_MIN {
                return None;
            }
            let values = cut.parted(readings(putting, side, &[state]));
            let (before, after) = cut.counts(&values);
            (enough(before, n_before) && enough(after, n_after)).then(|| (dyad.to_string(), values))
        })
        .collect()
}

fn trend_held(values: &[Option<f64>], cut: usize, value: f64) -> Check {
    let (name, question) = ("trend held", "is it more than a trend that runs through?");
    let (outcome, sentence) = match change(values, cut, ec::TimeTrend::Held) {
        Ok(l) => {
            let c = l.change;
            let passes = c.p_value < TREND_LEVEL && c.estimate * value > 0.0;
            let sentence = format!(
                "Beside a straight line through both parts the jump is {:+.3} (t = {:.2}, p = {}).",
                c.estimate,
                c.t,
                p_words(c.p_value)
            );
            (direction(passes, value, STATED), sentence)
        }
        Err(e) => {
            let r = refused(&e);
            let sentence = format!("Cannot be run: {}.", r.why);
            (super::GateOutcome::CannotRun(r), sentence)
        }
    };
    Check { name, question, outcome, sentence, premise: None }
}

fn findings(putting: &EvidencePutting<'_>, values: &[Option<f64>], cut: Cut) -> Vec<EvidenceFinding> {
    let mut all = Vec::new();
    let n = values.iter().flatten().count();
    if let Ok(s) = ec::spread_change(values, cut.first_after, hac_lags(n)) {
        all.push(EvidenceFinding {
            name: "variance",
            sentence: format!(
                "The variance of the readings is {:.4} before and {:.4} after; counting noise is part of both and falls as events grow.",
                s.before, s.after
            ),
            estimate: estimate(&s.log_ratio, putting.confidence).ok(),
        });
    }
    if let Ok(m) = ec::memory_change(values, cut.first_after) {
        let half = |phi: f64| {
            ec::MemoryChange::half_life(phi)
                .map_or("none".to_owned(), |h| format!("{h:.1} {}s", putting.series.calendar.length()))
        };
        all.push(EvidenceFinding {
            name: "persistence",
            sentence: format!(
                "One {}'s reading carries over to the next by {:.2} before and {:.2} after (half-lives {} and {}); counting noise makes both paler than they are.",
                putting.series.calendar.length(),
                m.before.estimate,
                m.after.estimate,
                half(m.before.estimate),
                half(m.after.estimate),
            ),
            estimate: estimate(&m.difference, putting.confidence).ok(),
        });
    }
    all.push(fields(putting, cut));
    all
}

/// Lags of the usual rule for so many rows.
pub(super) fn hac_lags(n: usize) -> usize {
    match ec::Covariance::newey_west_rule(n) {
        ec::Covariance::NeweyWest { lags, .. } => lags,
        _ => 0,
    }
}

fn fields(putting: &EvidencePutting<'_>, cut: Cut) -> EvidenceFinding {
    let era = putting.era;
    let first_after = era.first + cut.first_after;
    let last_before = first_after - 1 - usize::from(cut.mixed.is_some());
    let sentence = match putting.series.by_field(putting.claim.between) {
        None => {
            "The codes of this instrument tell no field: how wide the relation is cannot be read from it.".to_owned()
        }
        Some(counts) => {
            let part = |first: usize, last: usize| {
                let b = crate::series::breadth(&counts, first, last);
                format!(
                    "{} of {} fields with events hold more cooperation than conflict; events lie as if in {:.1} equal fields",
                    b.cooperating, b.with_events, b.effective
                )
            };
            format!("Before: {}. After: {}.", part(era.first, last_before), part(first_after, era.last))
        }
    };
    EvidenceFinding { name: "fields", sentence, estimate: None }
}

fn cautions(
    putting: &EvidencePutting<'_>,
    values: &[Option<f64>],
    n_read: usize,
    share: f64,
    before: f64,
) -> Vec<String> {
    let mut all = vec![
        format!("The verdict rests on the level alone. The p-value is the larger of the estimate's own and the share of dates at which the same statistic is as large ({share:.3})."),
        "A change of level that spread over years can be told from a jump only roughly: the check holds one straight line.".to_owned(),
    ];
    if putting.series.instrument.measure == Measure::Balance && before > NEAR_CEILING {
        all.push(format!(
            "The pair's balance was {before:.2} on average before; only {:.2} of room was left above, so warming can hardly be seen.",
            1.0 - before
        ));
    }
    if n_read < values.len() {
        all.push(format!("{} of {} periods of this stretch have no reading.", values.len() - n_read, values.len()));
    }
    let zeros = putting.series.side(putting.claim.between, &[]).n_silent_as_zero(putting.era.first, putting.era.last);
    if zeros > 0 {
        all.push(format!("The dossier takes silence for 0: {zeros} periods are such zeros, not readings."));
    }
    all
}

/// What the era's readings say of the day on which the claim could be answered.
pub(super) fn outlook(putting: &EvidencePutting<'_>, since: &Since) -> Option<Outlook> {
    let values = readings(putting, putting.claim.between, &[]);
    let n = values.iter().flatten().count();
    let (after, length) = (need(putting), putting.series.calendar.length());
    let y: Vec<f64> = values.iter().flatten().copied().collect();
    let mut x = ec::Columns::new(y.len());
    let mean = x.constant();
    let fit = ec::OrdinaryLeastSquares::fit(&y, &x).ok()?;
    let error = fit.coefficient(mean, COVARIANCE).ok()?.standard_error / fit.residual_standard_deviation();
    let smallest = POWER_FACTOR * error * (1.0 + n as f64 / after as f64).sqrt();
    if n < putting.dossier.settings.rows_min || !smallest.is_finite() {
        return None;
    }
    Some(Outlook {
        n_rows: n,
        sentences: vec![
            format!(
                "An answer becomes possible once one source reads {after} {length}s before and {after} after {}: not before {}.",
                since.words,
                possible_from(length, since.day, after)
            ),
            format!(
                "With {after} {length}s after it, and before it as many as \"{}\" reads in its longest stretch ({n}) with the same scatter and memory, a change of {smallest:.2} standard deviations of the {length}ly readings would be caught with 80 % power ({POWER_FACTOR:.2} standard errors of a difference of means at the 5 % level; the error of the mean of these readings, Newey-West, scaled by the square root of 1/before + 1/after; the checks and Holm's adjustment ask for more).",
                putting.series.instrument.name.value
            ),
        ],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_moves_all_dyads_moves_none_beside_the_others() {
        // Forty periods; everybody rises by 5 in the middle, the pair by 7.
        let wave = |k: usize, t: usize| 0.3 * ((t * (k + 2)) as f64).sin();
        let rising = |k: usize, by: f64| -> Vec<Option<f64>> {
            (0..40).map(|t| Some(wave(k, t) + if t < 20 { 0.0 } else { by })).collect()
        };
        let dyads: Vec<Named> = (1..6).map(|k| (k.to_string(), rising(k, 5.0))).collect();
        let (own, others) = beside_others(&rising(0, 7.0), &dyads, 20);
        let own = own.unwrap();
        assert!(own > 10.0 && others.iter().all(|(_, t)| t.abs() < own / 3.0), "{own} {others:?}");
        let (alone, _) = beside_others(&rising(0, 7.0), &[], 20);
        assert!(alone.is_err(), "beside nobody there is nothing to see");
    }
}
