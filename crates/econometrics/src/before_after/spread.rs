//! The change of a variance, as the logarithm of a ratio.

use super::contrast::{require_both, tested};
use crate::refusal::{Refusal, require_finite};
use crate::regression::Coefficient;

/// Variances before and after a date.
#[derive(Debug, Clone, PartialEq)]
pub struct SpreadChange {
    /// Logarithm of the variance after over the variance before. Null: it is zero.
    pub log_ratio: Coefficient,
    /// Variance around its own mean before (divisor n - 1).
    pub before: f64,
    /// The same after.
    pub after: f64,
}

/// The change of the variance of `values` (readings in time; those of period `first_after` and later are after), each
/// part around its own mean. The standard error is that of the two logarithms by the delta method, from squared
/// deviations whose neighbours may hang together over `lags` readings.
///
/// Refuses fewer than two readings in either part and a part that does not vary.
pub fn spread_change(values: &[Option<f64>], first_after: usize, lags: usize) -> Result<SpreadChange, Refusal> {
    let of = |part: &[Option<f64>]| part.iter().flatten().copied().collect::<Vec<f64>>();
    let (before, after) = values.split_at(first_after.min(values.len()));
    let (before, after) = (of(before), of(after));
    require_both(before.len(), after.len())?;
    require_finite(&before, "readings before")?;
    require_finite(&after, "readings after")?;
    let (mut influences, spread_before) = part(&before, -1.0)?;
    let (more, spread_after) = part(&after, 1.0)?;
    influences.extend(more);
    let log_ratio =
        tested((spread_after / spread_before).ln(), &influences, lags, "the variance is the same before and after")?;
    Ok(SpreadChange { log_ratio, before: spread_before, after: spread_after })
}

/// Influence of each reading on `sign` times the logarithm of the part's variance, and the variance.
fn part(values: &[f64], sign: f64) -> Result<(Vec<f64>, f64), Refusal> {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let squares: Vec<f64> = values.iter().map(|v| (v - mean).powi(2)).collect();
    let middle = squares.iter().sum::<f64>() / n;
    if middle.sqrt() <= 4.0 * f64::EPSILON * mean.abs() || middle <= 0.0 {
        return Err(Refusal::NoVariation { column: "readings".to_owned(), observations: values.len() });
    }
    Ok((squares.iter().map(|s| sign * (s - middle) / (middle * n)).collect(), middle * n / (n - 1.0)))
}

#[cfg(test)]
mod tests {
    //! (a) by hand; (b) numpy in `reference/before_after`.
    use super::*;
    use crate::tolerance::Tolerance::Exact;

    #[test]
    fn two_variances_by_hand() {
        // -1, 0, 1 has variance 1; -2, 0, 2 has 4. Squares 1, 0, 1 around 2/3 give influences 1/6, -1/3, 1/6 in both
        // parts, whose squares add up to 1/6 a part; times 6/4 that is 1/2.
        let values = [-1.0, 0.0, 1.0, -2.0, 0.0, 2.0].map(Some);
        let found = spread_change(&values, 3, 0).unwrap();
        Exact.check("log ratio", found.log_ratio.estimate, 4.0_f64.ln()).unwrap();
        Exact.check("standard error", found.log_ratio.standard_error, 0.5_f64.sqrt()).unwrap();
        assert_eq!((found.before, found.after), (1.0, 4.0));
        assert!(spread_change(&[Some(1.0); 8], 4, 0).is_err());
    }
}
