//! The change of a mean: a regression on a step, with or without a trend that runs through both parts.

use super::contrast::require_both;
use crate::columns::Columns;
use crate::refusal::Refusal;
use crate::regression::{Coefficient, Covariance, OrdinaryLeastSquares};

/// What is held beside the step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeTrend {
    /// Nothing: the change is the mean after less the mean before.
    Absent,
    /// One straight line through both parts: the change is the jump on top of it.
    Held,
}

/// Levels before and after a date.
#[derive(Debug, Clone, PartialEq)]
pub struct LevelChange {
    /// After less before, in units of the series. Null: it is zero.
    pub change: Coefficient,
    /// Mean of the readings before.
    pub before: f64,
    /// Mean of the readings after.
    pub after: f64,
    /// Standard deviation of what the regression leaves, in units of the series.
    pub spread: f64,
}

/// The change of the mean of `values` (one entry a period, `None` where nothing was read) from period `first_after`
/// on. Readings on both sides of a gap are taken for neighbours by robust covariances; the trend keeps its calendar.
///
/// Refuses fewer than two readings in either part, a series without scatter, and numbers that are not finite.
pub fn level_change(
    values: &[Option<f64>],
    first_after: usize,
    trend: TimeTrend,
    covariance: Covariance,
) -> Result<LevelChange, Refusal> {
    let rows: Vec<(usize, f64)> = values.iter().enumerate().filter_map(|(t, v)| v.map(|v| (t, v))).collect();
    let n_before = rows.iter().filter(|r| r.0 < first_after).count();
    require_both(n_before, rows.len() - n_before)?;
    let mut x = Columns::with_capacity(rows.len(), 3);
    x.constant();
    let step = x.push_with("step", |i| if rows[i].0 < first_after { 0.0 } else { 1.0 });
    if trend == TimeTrend::Held {
        let middle = values.len() as f64 / 2.0;
        x.push_with("trend", |i| (rows[i].0 as f64 - middle) / values.len() as f64);
    }
    let y: Vec<f64> = rows.iter().map(|r| r.1).collect();
    let fit = OrdinaryLeastSquares::fit(&y, &x)?;
    let change = fit.coefficient(step, covariance)?;
    let mean = |part: &[f64]| part.iter().sum::<f64>() / part.len() as f64;
    Ok(LevelChange {
        change: Coefficient { null: "the level is the same before and after", ..change },
        before: mean(&y[..n_before]),
        after: mean(&y[n_before..]),
        spread: fit.residual_standard_deviation(),
    })
}

#[cfg(test)]
mod tests {
    //! (a) by hand; (b) statsmodels in `reference/before_after`; (c) a trend is no step once it is held.
    use super::*;
    use crate::tolerance::Tolerance::Exact;

    #[test]
    fn two_means_by_hand() {
        // 1, 3 and 5, 9: means 2 and 7; residual sum of squares 2 + 8 = 10 on 2 degrees of freedom; the variance of
        // the difference is 5 (1/2 + 1/2) = 5.
        let values = [Some(1.0), None, Some(3.0), Some(5.0), Some(9.0)];
        let found = level_change(&values, 3, TimeTrend::Absent, Covariance::Classical).unwrap();
        Exact.check("change", found.change.estimate, 5.0).unwrap();
        Exact.check("standard error", found.change.standard_error, 5.0_f64.sqrt()).unwrap();
        Exact.check("spread", found.spread, 5.0_f64.sqrt()).unwrap();
        assert_eq!((found.before, found.after), (2.0, 7.0));
        assert!(level_change(&values, 4, TimeTrend::Absent, Covariance::Classical).is_err(), "one reading after");
    }

    #[test]
    fn a_trend_is_no_step_once_it_is_held() {
        let wave = |t: usize| [0.1, -0.2, 0.1, 0.0][t % 4];
        let values: Vec<Option<f64>> = (0..80).map(|t| Some(0.05 * t as f64 + wave(t))).collect();
        let bare = level_change(&values, 40, TimeTrend::Absent, Covariance::Hc3).unwrap();
        let held = level_change(&values, 40, TimeTrend::Held, Covariance::Hc3).unwrap();
        assert!(bare.change.t > 10.0 && held.change.t.abs() < 1.0, "{} {}", bare.change.t, held.change.t);
    }
}
