//! The change of a rate: counts for their exposure, before and after.

use super::contrast::{require_both, tested};
use crate::refusal::{Refusal, require_finite};
use crate::regression::Coefficient;

/// What was counted in one period, and out of how much.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Exposed {
    /// The count, 0 or more.
    pub count: f64,
    /// Its exposure, above 0.
    pub exposure: f64,
}

/// Rates before and after a date.
#[derive(Debug, Clone, PartialEq)]
pub struct RateChange {
    /// Logarithm of the rate after over the rate before. Null: it is zero.
    pub log_ratio: Coefficient,
    /// All counts before over all exposure before.
    pub before: f64,
    /// The same after.
    pub after: f64,
    /// Pearson's chi-squared over its degrees of freedom: 1 for Poisson counts, more where they scatter more.
    pub dispersion: f64,
}

/// The change of a rate from period `first_after` on: the Poisson regression of the counts on a step with the
/// logarithm of the exposure as offset, whose estimate is the logarithm of the ratio of the two rates. Its standard
/// error asks for neither Poisson scatter nor independent periods: it is the sandwich with Bartlett weights over
/// `lags` periods, times n / (n - 2).
///
/// `None` is a period that was not read. Refuses exposures that are not above 0, negative counts, a part without any
/// count, and fewer than two periods in either part.
/// Source: Newey and West (1987); Gourieroux, Monfort and Trognon (1984) on quasi-Poisson estimates.
pub fn rate_change(periods: &[Option<Exposed>], first_after: usize, lags: usize) -> Result<RateChange, Refusal> {
    let (before, after) = periods.split_at(first_after.min(periods.len()));
    let of = |part: &[Option<Exposed>]| part.iter().flatten().copied().collect::<Vec<Exposed>>();
    let (before, after) = (of(before), of(after));
    require_both(before.len(), after.len())?;
    let (rate_before, mut influences, chi_before) = part(&before, -1.0)?;
    let (rate_after, more, chi_after) = part(&after, 1.0)?;
    influences.extend(more);
    let df = (influences.len() - 2).max(1) as f64;
    Ok(RateChange {
        log_ratio: tested((rate_after / rate_before).ln(), &influences, lags, "the rate is the same before and after")?,
        before: rate_before,
        after: rate_after,
        dispersion: (chi_before + chi_after) / df,
    })
}

/// A part's rate, the influence of each of its periods on `sign` times the rate's logarithm, and its chi-squared.
fn part(periods: &[Exposed], sign: f64) -> Result<(f64, Vec<f64>, f64), Refusal> {
    let (counts, exposures): (Vec<f64>, Vec<f64>) = periods.iter().map(|p| (p.count, p.exposure)).unzip();
    require_finite(&counts, "counts")?;
    require_finite(&exposures, "exposures")?;
    let wrong = |name: &'static str, value: f64, range: &'static str| Refusal::SettingOutOfRange { name, value, range };
    if let Some(e) = exposures.iter().find(|e| **e <= 0.0) {
        return Err(wrong("exposure", *e, "above 0"));
    }
    if let Some(c) = counts.iter().find(|c| **c < 0.0) {
        return Err(wrong("count", *c, "0 or more"));
    }
    let (total, exposure) = (counts.iter().sum::<f64>(), exposures.iter().sum::<f64>());
    if total <= 0.0 {
        return Err(Refusal::NoVariation { column: "counts".to_owned(), observations: counts.len() });
    }
    let rate = total / exposure;
    let surprise = |p: &Exposed| p.count - rate * p.exposure;
    let influences = periods.iter().map(|p| sign * surprise(p) / total).collect();
    let chi_squared = periods.iter().map(|p| surprise(p).powi(2) / (rate * p.exposure)).sum();
    Ok((rate, influences, chi_squared))
}

#[cfg(test)]
mod tests {
    //! (a) by hand; (b) statsmodels in `reference/before_after`; (c) exposure that grows with the counts moves nothing.
    use super::*;
    use crate::tolerance::Tolerance::Exact;

    fn periods(all: &[(f64, f64)]) -> Vec<Option<Exposed>> {
        all.iter().map(|(count, exposure)| Some(Exposed { count: *count, exposure: *exposure })).collect()
    }

    #[test]
    fn two_rates_by_hand() {
        // 1 and 3 of 10 each: rate .2, surprises -1 and 1, influences 1/4 and -1/4. 6 and 10 of 20 each: rate .4,
        // surprises -2 and 2, influences -1/8 and 1/8. Sum of squares 2/16 + 2/64 = .15625; times 4/2: .3125.
        let found = rate_change(&periods(&[(1.0, 10.0), (3.0, 10.0), (6.0, 20.0), (10.0, 20.0)]), 2, 0).unwrap();
        Exact.check("log ratio", found.log_ratio.estimate, 2.0_f64.ln()).unwrap();
        Exact.check("standard error", found.log_ratio.standard_error, 0.3125_f64.sqrt()).unwrap();
        // Chi-squared 1/2 + 1/2 + 4/8 + 4/8 = 2 on 2 degrees of freedom.
        Exact.check("dispersion", found.dispersion, 1.0).unwrap();
    }

    #[test]
    fn volume_alone_moves_no_rate() {
        let grown: Vec<(f64, f64)> =
            (0..40).map(|t| (f64::from(t + 5) * [0.2, 0.3][t as usize % 2], f64::from(t + 5))).collect();
        let found = rate_change(&periods(&grown), 20, 2).unwrap();
        assert!(found.log_ratio.estimate.abs() < 0.02, "{}", found.log_ratio.estimate);
    }

    #[test]
    fn what_has_no_rate_is_refused() {
        assert!(rate_change(&periods(&[(0.0, 1.0), (0.0, 1.0), (1.0, 1.0), (1.0, 2.0)]), 2, 0).is_err());
        assert!(rate_change(&periods(&[(1.0, 1.0), (1.0, 0.0), (1.0, 1.0), (1.0, 2.0)]), 2, 0).is_err());
        assert!(rate_change(&periods(&[(1.0, 1.0), (1.0, f64::NAN), (1.0, 1.0), (1.0, 2.0)]), 2, 0).is_err());
    }
}
