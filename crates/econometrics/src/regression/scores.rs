//! What each row adds to the estimation error of a combination of coefficients. Covariances of coefficients of
//! different regressions are built from these series elsewhere; covariances within one regression stand in
//! `covariance.rs`.

use super::{Covariance, Regression};
use crate::refusal::Refusal;

impl Regression {
    /// `c'(X'X)^-1 x_i u_i` for every row i, the combination c as (index, weight). Residuals are divided by
    /// `sqrt(1 - h)` for HC2 and by `1 - h` for HC3, as these kinds do; every other kind takes them as they are.
    /// Refuses an index that is not there and, for HC2 and HC3, a leverage of 1.
    pub(crate) fn score_series(&self, weights: &[(usize, f64)], kind: Covariance) -> Result<Vec<f64>, Refusal> {
        if let Some(&(index, _)) = weights.iter().find(|w| w.0 >= self.k()) {
            return Err(Refusal::NoSuch { what: "column", index, count: self.k() });
        }
        Ok(self.scores(&self.design.direction(weights), &self.score_scale(kind)?))
    }
}

#[cfg(test)]
mod tests {
    //! (a) hand: the slope of three points; (c) the sum of squares of the scores is the HC variance.
    use super::*;
    use crate::columns::Columns;
    use crate::regression::OrdinaryLeastSquares;
    use crate::tolerance::Tolerance::Exact;

    #[test]
    fn squares_of_scores_sum_to_the_variance() {
        let y: Vec<f64> = (0..25).map(|i| ((i * i * 7 + 3 * i) % 23) as f64).collect();
        let mut x = Columns::new(25);
        x.constant();
        x.push_with("a", |i| ((i * 5) % 11) as f64);
        let fit = OrdinaryLeastSquares::fit(&y, &x).unwrap();
        for kind in [Covariance::Hc0, Covariance::Hc2, Covariance::Hc3] {
            let scores = fit.score_series(&[(1, 1.0)], kind).unwrap();
            let variance = fit.coefficient(1, kind).unwrap().standard_error.powi(2);
            Exact.check(format!("{kind:?}"), scores.iter().map(|s| s * s).sum(), variance).unwrap();
        }
        assert!(fit.score_series(&[(2, 1.0)], Covariance::Hc0).is_err());
    }

    #[test]
    fn three_points_by_hand() {
        // x = -1 0 1, y = 0 0 3: mean 1, slope 1.5, residuals .5 -1 .5; scores x u / 2.
        let mut x = Columns::new(3);
        x.constant();
        x.push("x", &[-1.0, 0.0, 1.0]).unwrap();
        let fit = OrdinaryLeastSquares::fit(&[0.0, 0.0, 3.0], &x).unwrap();
        let scores = fit.score_series(&[(1, 1.0)], Covariance::Hc0).unwrap();
        for (ours, hand) in scores.iter().zip([-0.25, 0.0, 0.25]) {
            Exact.check("score", *ours, hand).unwrap();
        }
    }
}
