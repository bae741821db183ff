//! Ranks and variants that several kinds of claim share: is the claim's own statistic among the strongest 5 % of those
//! that other dates, dyads or states give, and does any single period carry it?

use super::evidence::{Check, Ranking};
use super::findings::GateOutcome;
use super::gates::p_words;
use super::placebo_thirds::PLACEBOS_MIN;
use super::question::{direction, refused};
use crate::refusal::Refusal;
use tertius_econometrics as ec;

/// Share of all, the claim's own included, among which it must be.
pub(super) const STRONGEST: f64 = 0.05;
/// Largest p-value allowed without any one period.
const SINGLE_PERIOD_LEVEL: f64 = 0.10;
/// Share of periods at either end of a series at which no placebo date is tried.
const TRIMMED: f64 = 0.15;

/// Dates at which the same statistic is asked for: all but the trimmed ends and the year around the claim's own date,
/// which a change on that date moves too. `length` periods; `year` is the number of periods in one.
pub(super) fn placebo_dates(length: usize, own: usize, year: usize) -> Vec<usize> {
    let trimmed = (TRIMMED * length as f64).ceil() as usize;
    (trimmed..length.saturating_sub(trimmed)).filter(|d| d.abs_diff(own) >= year).collect()
}

/// Share of `others` and the own statistic itself that is as large as the own one, whatever the direction.
pub(super) fn share_as_large(own: f64, others: &[(String, f64)]) -> f64 {
    let larger = others.iter().filter(|(_, t)| t.abs() >= own.abs()).count();
    (1 + larger) as f64 / (1 + others.len()) as f64
}

/// The check that the claim's own t statistic `own` is among the strongest 5 % in its direction; `stated` is the sign
/// that the claim states. With fewer than 19 others that cannot be shown.
pub(super) fn rank(
    name: &'static str,
    question: &'static str,
    own: Result<f64, Refusal>,
    stated: f64,
    mut others: Vec<(String, f64)>,
    what: &str,
) -> (Check, Option<Ranking>) {
    let cannot = |r: Refusal| {
        let sentence = format!("Cannot be run: {}; needed: {}.", r.why, r.needed);
        (Check { name, question, outcome: GateOutcome::CannotRun(r), sentence, premise: None }, None)
    };
    let own = match own {
        Ok(t) if t.is_finite() => t,
        Ok(_) => return cannot(Refusal::new("the statistic is not a finite number", "readings that vary")),
        Err(r) => return cannot(r),
    };
    others.retain(|(_, t)| t.is_finite());
    if others.len() < PLACEBOS_MIN {
        return cannot(Refusal::new(
            format!("only {} {what} have enough data", others.len()),
            format!("at least {PLACEBOS_MIN}"),
        ));
    }
    others.sort_by(|a, b| (stated * b.1).total_cmp(&(stated * a.1)).then_with(|| a.0.cmp(&b.0)));
    let as_strong = others.iter().filter(|(_, t)| own.signum() * t >= own.abs()).count();
    let share = (1 + as_strong) as f64 / (1 + others.len()) as f64;
    let opposite = own * stated < 0.0;
    let sentence = format!(
        "Rank {} of {} (itself and {} {what}) in the {} direction (t = {own:.2}).",
        1 + as_strong,
        1 + others.len(),
        others.len(),
        if opposite { "opposite" } else { "stated" },
    );
    let check = Check { name, question, outcome: direction(share <= STRONGEST, own, stated), sentence, premise: None };
    (check, Some(Ranking { check: name, own, others }))
}

/// The check that the sign stays and p stays below .10 whichever period is left out. `variants` are named after it.
pub(super) fn single_period(
    value: f64,
    stated: f64,
    variants: Vec<(String, Result<ec::Coefficient, ec::Refusal>)>,
) -> Check {
    let name = "single period";
    let question = "is it one period's news?";
    if variants.is_empty() {
        let r = Refusal::new("no period can be left out", "more periods");
        let sentence = format!("Cannot be run: {}.", r.why);
        return Check { name, question, outcome: GateOutcome::CannotRun(r), sentence, premise: None };
    }
    // A variant that could not be fitted speaks for nothing.
    let judged: Vec<(String, f64, f64)> = variants
        .into_iter()
        .map(|(what, c)| match c {
            Ok(c) if c.estimate.is_finite() && c.p_value.is_finite() => (what, c.estimate, c.p_value),
            Ok(_) => (what, 0.0, 1.0),
            Err(e) => (format!("{what}, not possible: {}", refused(&e).why), 0.0, 1.0),
        })
        .collect();
    let n = judged.len();
    let same = judged.iter().filter(|v| v.1 * value > 0.0).count();
    let weakest = judged.iter().max_by(|a, b| a.2.total_cmp(&b.2)).cloned().unwrap_or_default();
    let passes = same == n && weakest.2 < SINGLE_PERIOD_LEVEL;
    let sentence = format!(
        "{same} of {n} variants keep the sign; the largest p is {} (without {}).",
        p_words(weakest.2),
        weakest.0
    );
    Check { name, question, outcome: direction(passes, value, stated), sentence, premise: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn others(all: &[f64]) -> Vec<(String, f64)> {
        all.iter().enumerate().map(|(i, t)| (format!("{i:02}"), *t)).collect()
    }

    #[test]
    fn nineteen_weaker_ones_are_needed() {
        let weak: Vec<f64> = (0..19).map(|i| f64::from(i) / 10.0).collect();
        let of = |own: f64, all: &[f64]| rank("x", "?", Ok(own), 1.0, others(all), "others").0.outcome;
        assert_eq!(of(3.0, &weak), GateOutcome::Passed);
        assert_eq!(of(-3.0, &weak), GateOutcome::PassedOpposite);
        assert_eq!(of(1.75, &weak), GateOutcome::Failed, "rank 2 of 20 is a share of .1");
        assert!(matches!(of(3.0, &weak[1..]), GateOutcome::CannotRun(_)));
        assert!(matches!(of(f64::NAN, &weak), GateOutcome::CannotRun(_)));
        let with_nan: Vec<f64> = weak.iter().copied().chain([f64::NAN]).collect();
        assert_eq!(of(3.0, &with_nan), GateOutcome::Passed, "what is no number is not ranked");
    }

    #[test]
    fn a_year_around_the_date_is_left_out() {
        let dates = placebo_dates(100, 50, 12);
        assert_eq!((dates.first(), dates.last(), dates.len()), (Some(&15), Some(&84), 70 - 23));
        assert!(placebo_dates(3, 1, 12).is_empty());
        assert!((share_as_large(-2.0, &others(&[1.0, -3.0, 2.0])) - 0.75).abs() < f64::EPSILON);
    }
}
