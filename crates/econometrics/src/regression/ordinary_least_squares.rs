//! Ordinary least squares: coefficients, residuals and sums of squares. Standard errors are asked for
//! afterwards, in `covariance.rs` and `inference.rs`.

use std::sync::Arc;

use super::FactoredDesign;
use crate::columns::Columns;
use crate::linear::{add_scaled, dot, solve_upper};
use crate::refusal::{Refusal, require_finite, require_length};

/// The estimator `min |y - X b|^2`, by Householder QR on columns scaled by powers of two.
#[derive(Debug, Clone, Copy)]
pub struct OrdinaryLeastSquares;

impl OrdinaryLeastSquares {
    /// Regresses `y` (n values) on the columns of `x` (n rows, k columns, n > k). A constant is not added.
    ///
    /// Refuses NaN and infinities, lengths that differ, n <= k, and a column that is a combination of those
    /// before it (less than 1e-13 of its length is left).
    pub fn fit(y: &[f64], x: &Columns) -> Result<Regression, Refusal> {
        require_length("response", y.len(), x.n_rows())?;
        Self::fit_factored(y, &Arc::new(FactoredDesign::new(x)?))
    }

    /// As [`OrdinaryLeastSquares::fit`], on a design that is factored already.
    pub fn fit_factored(y: &[f64], design: &Arc<FactoredDesign>) -> Result<Regression, Refusal> {
        let (n, k) = (design.n(), design.k());
        require_length("response", y.len(), n)?;
        require_finite(y, "response")?;
        let mut residuals = y.to_vec();
        let mut projection = vec![0.0; k];
        // Twice: the second pass removes the rounding error that the first one leaves along Q.
        for _ in 0..2 {
            for (total, q) in projection.iter_mut().zip(design.q().chunks_exact(n)) {
                let share = dot(q, &residuals);
                *total += share;
                add_scaled(&mut residuals, -share, q);
            }
        }
        let coefficients = solve_upper(&design.r, &projection);
        if let Some(row) = coefficients.iter().position(|b| !b.is_finite()) {
            return Err(Refusal::NotFinite { row, column: "coefficients".to_owned() });
        }
        Ok(Self::finish(y, coefficients, residuals, design))
    }

    /// A fit whose coefficients and residuals are known.
    pub(super) fn finish(
        y: &[f64],
        coefficients: Vec<f64>,
        residuals: Vec<f64>,
        design: &Arc<FactoredDesign>,
    ) -> Regression {
        let mean = if design.has_constant() { y.iter().sum::<f64>() / y.len() as f64 } else { 0.0 };
        Regression {
            residual_sum_of_squares: dot(&residuals, &residuals),
            total_sum_of_squares: y.iter().map(|v| (v - mean).powi(2)).sum(),
            length_of_response: dot(y, y).sqrt(),
            coefficients,
            residuals,
            design: Arc::clone(design),
        }
    }
}

/// A fitted linear regression.
#[derive(Debug, Clone)]
pub struct Regression {
    pub(super) design: Arc<FactoredDesign>,
    coefficients: Vec<f64>,
    residuals: Vec<f64>,
    residual_sum_of_squares: f64,
    total_sum_of_squares: f64,
    pub(super) length_of_response: f64,
}

impl Regression {
    /// k coefficients, in the order of the columns; units of the response per unit of the column.
    pub fn coefficients(&self) -> &[f64] {
        &self.coefficients
    }

    /// Names of the columns.
    pub fn names(&self) -> &[String] {
        self.design.names()
    }

    /// n residuals, in the order of the rows.
    pub fn residuals(&self) -> &[f64] {
        &self.residuals
    }

    /// n leverages, between 0 and 1.
    pub fn leverages(&self) -> &[f64] {
        self.design.leverages()
    }

    /// Number of observations.
    pub fn n(&self) -> usize {
        self.design.n()
    }

    /// Number of coefficients.
    pub fn k(&self) -> usize {
        self.design.k()
    }

    /// n - k, at least 1.
    pub fn df_residual(&self) -> usize {
        self.n() - self.k()
    }

    /// Sum of squared residuals.
    pub fn residual_sum_of_squares(&self) -> f64 {
        self.residual_sum_of_squares
    }

    /// Standard deviation of the errors, with divisor n - k.
    pub fn residual_standard_deviation(&self) -> f64 {
        (self.residual_sum_of_squares / self.df_residual() as f64).sqrt()
    }

    /// Share of the variation that the columns account for: about the mean when a constant is among the
    /// columns, about zero otherwise. Refuses a response that does not vary.
    pub fn r_squared(&self) -> Result<f64, Refusal> {
        // What rounding of the mean leaves of a response that is one number.
        let rounding = 4.0 * f64::EPSILON * self.length_of_response;
        if self.total_sum_of_squares.sqrt() > rounding {
            Ok(1.0 - self.residual_sum_of_squares / self.total_sum_of_squares)
        } else {
            Err(Refusal::NoVariation { column: "response".to_owned(), observations: self.n() })
        }
    }
}

#[cfg(test)]
mod tests {
    //! (a) hand: a line; a response that is one number. More in `tests/it/by_hand.rs`.
    use super::*;
    use crate::tolerance::Tolerance::Exact;

    #[test]
    fn r_squared_by_hand() {
        let mut x = Columns::new(4);
        x.constant();
        x.push("x", &[0.0, 1.0, 2.0, 3.0]).unwrap();
        // 0 1 1 2: slope .6, total 2, explained 5 * .36 = 1.8.
        let fit = OrdinaryLeastSquares::fit(&[0.0, 1.0, 1.0, 2.0], &x).unwrap();
        Exact.check("R squared", fit.r_squared().unwrap(), 0.9).unwrap();
        let flat = OrdinaryLeastSquares::fit(&[0.1; 4], &x).unwrap();
        assert_eq!(flat.r_squared(), Err(Refusal::NoVariation { column: "response".to_owned(), observations: 4 }));
    }
}
