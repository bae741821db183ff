//! The change of a memory: an autoregression of order one whose level and slope may differ before and after.

use crate::columns::Columns;
use crate::refusal::Refusal;
use crate::regression::{Coefficient, Covariance, OrdinaryLeastSquares};

/// Autoregressive coefficients before and after a date.
#[derive(Debug, Clone, PartialEq)]
pub struct MemoryChange {
    /// Coefficient of the last period's reading before.
    pub before: Coefficient,
    /// The same after.
    pub after: Coefficient,
    /// After less before. Null: it is zero.
    pub difference: Coefficient,
}

impl MemoryChange {
    /// Periods after which half of a deviation is left, ln .5 / ln phi; `None` unless 0 < phi < 1.
    pub fn half_life(phi: f64) -> Option<f64> {
        (phi > 0.0 && phi < 1.0).then(|| 0.5_f64.ln() / phi.ln())
    }
}

/// `y_t = a + c D_t + phi y_{t-1} + psi D_t y_{t-1} + e_t` on all periods with a reading now and one period before,
/// D = 1 from `first_after` on; the first period after has the last one before as its past. HC3.
///
/// Refuses too few such periods, and readings that do not move.
pub fn memory_change(values: &[Option<f64>], first_after: usize) -> Result<MemoryChange, Refusal> {
    let rows: Vec<(f64, f64, f64)> = values
        .windows(2)
        .enumerate()
        .filter_map(|(i, w)| Some((w[1]?, w[0]?, if i + 1 < first_after { 0.0 } else { 1.0 })))
        .collect();
    let mut x = Columns::with_capacity(rows.len(), 4);
    x.constant();
    x.push_with("step", |i| rows[i].2);
    let past = x.push_with("past", |i| rows[i].1);
    let more = x.push_with("past after", |i| rows[i].1 * rows[i].2);
    let y: Vec<f64> = rows.iter().map(|r| r.0).collect();
    let fit = OrdinaryLeastSquares::fit(&y, &x)?;
    Ok(MemoryChange {
        before: fit.coefficient(past, Covariance::Hc3)?,
        after: fit.sum_of(&[past, more], Covariance::Hc3)?,
        difference: fit.coefficient(more, Covariance::Hc3)?,
    })
}

#[cfg(test)]
mod tests {
    //! (a) by hand; (b) statsmodels in `reference/before_after`.
    use super::*;
    use crate::tolerance::Tolerance::Exact;

    #[test]
    fn half_lives_by_hand() {
        Exact.check("half-life", MemoryChange::half_life(0.5).unwrap(), 1.0).unwrap();
        Exact.check("half-life", MemoryChange::half_life(0.25).unwrap(), 0.5).unwrap();
        assert_eq!([0.0, 1.0, -0.4, f64::NAN].map(MemoryChange::half_life), [None; 4]);
    }

    #[test]
    fn each_part_keeps_its_own_slope() {
        // Before, pairs (past, now): (0, 0), (0, 1), (1, 0), (0, 1), (1, 1); after: (1, 4), (4, 2), (2, 4), (4, 3).
        // Slopes by hand: before, means .4 and .6, sum of products -.2, of squares 1.2: -1/6.
        let values = [0.0, 0.0, 1.0, 0.0, 1.0, 1.0, 4.0, 2.0, 4.0, 3.0].map(Some);
        let found = memory_change(&values, 6).unwrap();
        Exact.check("before", found.before.estimate, -1.0 / 6.0).unwrap();
        // After: means 2.75 and 3.25; products -1.75 x .75 - 1.25 x 1.25 - .75 x .75 - 1.25 x .25 = -3.75;
        // squares 3.0625 + 1.5625 + .5625 + 1.5625 = 6.75.
        Exact.check("after", found.after.estimate, -3.75 / 6.75).unwrap();
        Exact.check("difference", found.difference.estimate, -3.75 / 6.75 + 1.0 / 6.0).unwrap();
    }
}
