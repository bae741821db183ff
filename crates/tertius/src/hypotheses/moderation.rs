//! Evidence for *moderation*: is the third's influence on the pair weaker since a date? The regression of gate
//! *response* with a step and its product with the surprise: `y_t = a + b x + d D + th D x` + what the gate holds
//! (METHODS 3.13). Influence is a coefficient, not a level.

use super::consolidation::scaled;
use super::cut::{Cut, POWER_FACTOR, drawn, need, possible_from, too_few};
use super::evidence::{Check, Evidence, EvidenceFinding, EvidencePutting, Outlook};
use super::findings::{GateOutcome, confidence_words};
use super::gates::p_words;
use super::placebo_thirds::PLACEBOS_MIN;
use super::question::{Putting, Three, direction, estimate, refused};
use super::ranked::{placebo_dates, rank, single_period};
use crate::actors::StateId;
use crate::dossier::{Arithmetic, Since};
use crate::refusal::Refusal;
use rayon::prelude::*;
use tertius_econometrics as ec;

/// Two-sided level at which the influence before the date must be shown.
const INFLUENCE_LEVEL: f64 = 0.05;
/// Share of the third's own rows, before and after, that a placebo third must have.
const ROWS_SHARE: f64 = 0.9;
/// Fewest periods in which a placebo third must have an event with each member of the pair.
const ACTIVE_MIN: usize = 24;
/// Share of dates trimmed at either end in the test for an unknown date.
const TRIMMED: f64 = 0.15;

/// b, th and their sum.
struct Influence {
    before: ec::Coefficient,
    change: ec::Coefficient,
    after: ec::Coefficient,
}

/// The projection's regression with the step from row period `first_after` on.
fn influence(sample: &ec::ProjectionSample, first_after: usize) -> Result<Influence, ec::Refusal> {
    let mut x = sample.x.clone();
    let surprise = sample.x.column(sample.impulse_column).to_vec();
    let after = |i: usize| if sample.rows[i] >= first_after { 1.0 } else { 0.0 };
    x.push_with("step", after);
    let product = x.push_with("step times surprise", |i| after(i) * surprise[i]);
    let fit = ec::OrdinaryLeastSquares::fit(&sample.y, &x)?;
    Ok(Influence {
        before: fit.coefficient(sample.impulse_column, ec::Covariance::Hc3)?,
        change: fit.coefficient(product, ec::Covariance::Hc3)?,
        after: fit.sum_of(&[sample.impulse_column, product], ec::Covariance::Hc3)?,
    })
}

fn as_response<'a>(putting: &EvidencePutting<'a>) -> Putting<'a> {
    let t = &putting.dossier.triangle;
    Putting {
        series: putting.series,
        era: putting.era,
        claim: putting.claim,
        third: t.third,
        allies: &t.allies,
        placebos: t.placebos.as_deref(),
        lags: putting.dossier.settings.lags,
        rows_min: putting.dossier.settings.rows_min,
        seed: putting.dossier.settings.seed,
        confidence: putting.confidence,
        curve: None,
        latent: None,
        dear_findings: false,
    }
}

/// Rows before and after.
fn counts(sample: &ec::ProjectionSample, cut: Cut) -> (usize, usize) {
    let before = sample.rows.iter().filter(|t| **t < cut.first_after).count();
    (before, sample.n() - before)
}

/// Standard deviation of the driver's surprise-side readings over that of the pair's, on the rows of the regression.
fn ratio(three: &Three, rows: &[usize]) -> Option<f64> {
    let spread = |values: &[Option<f64>]| {
        let y: Vec<f64> = rows.iter().filter_map(|t| values[*t]).collect();
        let mut x = ec::Columns::new(y.len());
        x.constant();
        ec::OrdinaryLeastSquares::fit(&y, &x).ok().map(|f| f.residual_standard_deviation())
    };
    Some(spread(&three.driver)? / spread(&three.between)?).filter(|r| r.is_finite())
}

/// Puts the claim to one era.
///
/// # Errors
/// A refusal where too few rows lie on either side of the date, or readings do not vary.
pub(super) fn put(asked: &EvidencePutting<'_>, since: &Since) -> Result<Evidence, Refusal> {
    let putting = as_response(asked);
    let horizon = putting.horizon();
    let cut = Cut::within(asked, since.day).ok_or_else(|| too_few(asked, since, None, horizon))?;
    let three = three(&putting, putting.third, cut);
    let sample = match putting.sample(&three) {
        Ok(sample) => sample,
        Err(ec::Refusal::TooFewObservations { .. }) => return Err(too_few(asked, since, Some((0, 0)), horizon)),
        Err(e) => return Err(refused(&e)),
    };
    let (n_before, n_after) = counts(&sample, cut);
    if n_before.min(n_after) < need(asked) {
        return Err(too_few(asked, since, Some((n_before, n_after)), horizon));
    }
    let found = influence(&sample, cut.first_after).map_err(|e| refused(&e))?;
    let primary = estimate(&found.change, asked.confidence)?;
    let by =
        ratio(&three, &sample.rows).ok_or_else(|| Refusal::new("the readings do not vary", "readings that move"))?;
    let standardised = scaled(primary, by)?;
    // The influence is stated; what weakens it has the other sign.
    let stated = -putting.sign();
    let calendar = &asked.series.calendar;
    let label = |i: usize| calendar.label(asked.era.first + i);
    let at_dates: Vec<(usize, f64)> = placebo_dates(three.between.len(), cut.first_after, 0)
        .into_par_iter()
        .filter_map(|d| Some((d, influence(&sample, d).ok()?.change.t)))
        .collect();
    let year = calendar.length().longest_horizon();
    let far = at_dates.iter().filter(|(d, _)| d.abs_diff(cut.first_after) >= year);
    let (of_dates, dates) = rank(
        "placebo dates",
        "is it this date, or would any do?",
        Ok(primary.t),
        stated,
        far.map(|(d, t)| (label(*d), *t)).collect(),
        "other dates",
    );
    let without = (0..three.between.len())
        .into_par_iter()
        .filter(|i| three.between[*i].is_some() || three.driver[*i].is_some() || three.other[*i].is_some())
        .map(|i| {
            let left = sample.without_period(i).and_then(|s| influence(&s, cut.first_after));
            (label(i), left.map(|f| f.change))
        })
        .collect();
    let (of_thirds, thirds) = rank(
        "placebo thirds",
        "is it this third, or would any state do?",
        Ok(primary.t),
        stated,
        placebo_thirds(&putting, cut, (n_before, n_after)),
        "placebo thirds",
    );
    let mut checks = vec![
        influence_shown(&found, putting.sign(), primary.value, stated),
        weaker(&found, primary.value, stated),
        of_dates,
        single_period(primary.value, stated, without),
        of_thirds,
    ];
    checks.extend(arithmetic(asked));
    let mut findings = vec![EvidenceFinding {
        name: "influence before",
        sentence: format!(
            "Before, a surprise of one unit moves the pair by {:+.3} over the next {horizon} {}s (p = {}).",
            found.before.estimate,
            calendar.length(),
            p_words(found.before.p_value)
        ),
        estimate: estimate(&found.before, asked.confidence).ok(),
    }];
    findings.push(EvidenceFinding {
        name: "influence after",
        sentence: format!("After, by {:+.3} (p = {}).", found.after.estimate, p_words(found.after.p_value)),
        estimate: estimate(&found.after, asked.confidence).ok(),
    });
    findings.extend(unknown_date(&at_dates, &label));
    Ok(Evidence {
        instrument: asked.series.instrument.name.value.clone(),
        era: (label(0), label(three.between.len() - 1)),
        period: calendar.length(),
        compared: format!(
            "Influence of {} on {} from {} on, less the influence before",
            asked.claim.driver.words(),
            asked.claim.between.words(),
            since.words
        ),
        since: label(cut.first_after),
        n_before,
        n_after,
        primary,
        standardised,
        unit: "standard deviations of the pair's readings per standard deviation of the driver's",
        ends: ["change below 0", "change above 0"],
        p_value: primary.p_value,
        effect: format!(
            "One standard deviation of surprise in {} moved {} by {:+.2} standard deviations over the next {horizon} {}s before {} and by {:+.2} since: a change of {:+.2} ({} interval {:+.2} to {:+.2}).",
            asked.claim.driver.words(),
            asked.claim.between.words(),
            by * found.before.estimate,
            calendar.length(),
            since.words,
            by * found.after.estimate,
            standardised.value,
            confidence_words(standardised.confidence),
            standardised.low,
            standardised.high,
        ),
        checks,
        findings,
        rankings: dates.into_iter().chain(thirds).collect(),
        drawn: format!("readings of {}", asked.claim.between.words()),
        readings: drawn(asked, &three.between, cut),
        cautions: vec![
            "Noise in the readings makes an influence paler. A coder that grew noisier after the date looks like a weaker influence.".to_owned(),
            "Only the influence and the level may change on the date; what the regression holds keeps its coefficients.".to_owned(),
        ],
    })
}

/// R, U and V with any state in the third's place, without the period that belongs to neither side.
fn three(putting: &Putting<'_>, third: StateId, cut: Cut) -> Three {
    let Three { between, driver, other } = Three::from(putting.aligned_with(third));
    Three { between: cut.parted(between), driver: cut.parted(driver), other: cut.parted(other) }
}

/// Where an instrument's relations hang together by arithmetic, or may, an influence and its change could be built in. No
/// gate or check of this version tells that apart, so it caps the verdict.
fn arithmetic(asked: &EvidencePutting<'_>) -> Option<Check> {
    let why = match asked.series.instrument.arithmetic() {
        Arithmetic::Free => return None,
        Arithmetic::Tied => "the instrument's relations hang together by arithmetic",
        Arithmetic::Unstated => "the dossier does not say whether this indicator is `arithmetical`",
    };
    let r = Refusal::new(why, "an instrument of events, or one that is not arithmetical");
    Some(Check {
        name: "arithmetic",
        question: "could the sign be built into the instrument?",
        sentence: format!("Cannot be run: {}; needed: {}.", r.why, r.needed),
        outcome: GateOutcome::CannotRun(r),
        premise: None,
    })
}

fn influence_shown(found: &Influence, sign: f64, change: f64, stated: f64) -> Check {
    let b = &found.before;
    let passes = b.p_value < INFLUENCE_LEVEL && b.estimate * sign > 0.0;
    Check {
        name: "influence shown",
        question: "is there an influence before the date that could weaken?",
        outcome: direction(passes, change, stated),
        sentence: format!(
            "The response before the date is {:+.3} (t = {:.2}, p = {}).",
            b.estimate,
            b.t,
            p_words(b.p_value)
        ),
        premise: Some("The influence itself is not shown before the date, so nothing can be said of its change."),
    }
}

/// Weaker, not turned: |b + th| < |b| where th has the other sign; |b + th| > |b| where it has the same.
fn weaker(found: &Influence, change: f64, stated: f64) -> Check {
    let (before, after) = (found.before.estimate, found.after.estimate);
    let passes = if change * stated > 0.0 { after.abs() < before.abs() } else { after.abs() > before.abs() };
    Check {
        name: "weaker, not turned",
        question: "is what is left smaller than what there was?",
        outcome: direction(passes, change, stated),
        sentence: format!("The response is {before:+.3} before and {after:+.3} after."),
        premise: None,
    }
}

/// t statistics of the same change with every other state in the third's place; allies are left out.
fn placebo_thirds(putting: &Putting<'_>, cut: Cut, own: (usize, usize)) -> Vec<(String, f64)> {
    let pair = putting.claim.between.dyad();
    let candidates = putting.placebos.map_or_else(|| putting.series.states(), <[StateId]>::to_vec);
    let enough = |n: usize, of: usize| n as f64 >= ROWS_SHARE * of as f64;
    candidates
        .into_par_iter()
        .filter(|s| *s != putting.third && !pair.contains(*s) && !putting.allies.contains(s))
        .filter_map(|state| {
            let sides = [putting.claim.driver, putting.claim.other].map(|s| s.with_replaced(putting.third, state));
            if sides.iter().any(|s| putting.series.n_active(*s) < ACTIVE_MIN) {
                return None;
            }
            let sample = putting.sample(&three(putting, state, cut)).ok()?;
            let (before, after) = counts(&sample, cut);
            if !(enough(before, own.0) && enough(after, own.1)) {
                return None;
            }
            Some((state.state().name.to_owned(), influence(&sample, cut.first_after).ok()?.change.t))
        })
        .collect()
}

/// The largest Wald statistic of a change of the influence over all dates, against its limit.
fn unknown_date(at_dates: &[(usize, f64)], label: &impl Fn(usize) -> String) -> Option<EvidenceFinding> {
    let (date, t) = at_dates.iter().max_by(|a, b| a.1.abs().total_cmp(&b.1.abs()))?;
    let trimming = ec::Trimming::new(TRIMMED).ok()?;
    let p = ec::breaks::limit_p_values(t * t, 1, trimming).ok()?.sup;
    (at_dates.len() >= PLACEBOS_MIN).then(|| EvidenceFinding {
        name: "unknown date",
        sentence: format!(
            "If the date were not known, the influence would seem to change most in {} (largest Wald statistic {:.2}, p = {} in the limit).",
            label(*date),
            t * t,
            p_words(p)
        ),
        estimate: None,
    })
}

/// What the era's readings say of the day on which the claim could be answered.
pub(super) fn outlook(asked: &EvidencePutting<'_>, since: &Since) -> Option<Outlook> {
    let putting = as_response(asked);
    let three = Three::from(putting.aligned_with(putting.third));
    let sample = putting.sample(&three).ok()?;
    let n = sample.n();
    let b = sample.fit().ok()?.coefficient(sample.impulse_column, ec::Covariance::Hc3).ok()?;
    let by = ratio(&three, &sample.rows)?;
    let (after, length, horizon) = (need(asked), asked.series.calendar.length(), putting.horizon());
    let smallest = POWER_FACTOR * by * b.standard_error * (1.0 + n as f64 / after as f64).sqrt();
    if n < putting.rows_min || !smallest.is_finite() {
        return None;
    }
    Some(Outlook {
        n_rows: n,
        sentences: vec![
            format!(
                "An answer becomes possible once one source reads all three sides for {after} usable {length}s before and {after} after {}, and the {horizon} {length}s that follow: not before {}.",
                since.words,
                possible_from(length, since.day, after + horizon)
            ),
            format!(
                "With {after} rows after it, and before it as many as \"{}\" gives in its longest stretch ({n}) with the same scatter, a change of the influence of {smallest:.2} standard deviations of the pair per standard deviation of the driver would be caught with 80 % power ({POWER_FACTOR:.2} standard errors at the 5 % level; the error of the whole influence, {:.3}, times the square root of 1 + rows before / rows after; the checks and Holm's adjustment ask for more).",
                asked.series.instrument.name.value,
                by * b.standard_error
            ),
        ],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_turned_influence_is_not_a_weaker_one() {
        let c = |estimate: f64| ec::Coefficient {
            estimate,
            standard_error: 0.1,
            t: estimate / 0.1,
            df: 100.0,
            p_value: 0.001,
            n: 110,
            null: "",
        };
        let of = |before: f64, after: f64| {
            let found = Influence { before: c(before), change: c(after - before), after: c(after) };
            weaker(&found, after - before, 1.0).outcome
        };
        assert_eq!(of(-0.5, -0.1), GateOutcome::Passed);
        assert_eq!(of(-0.5, 0.7), GateOutcome::Failed, "turned round");
        assert_eq!(of(-0.5, -0.9), GateOutcome::PassedOpposite, "stronger");
        let unshown = Influence { before: ec::Coefficient { p_value: 0.2, ..c(-0.5) }, change: c(0.4), after: c(-0.1) };
        assert_eq!(influence_shown(&unshown, -1.0, 0.4, 1.0).outcome, GateOutcome::Failed);
    }
}
