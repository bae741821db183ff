//! Tests that the errors of a fitted system are not correlated over time: portmanteau, Breusch and Godfrey, Edgerton
//! and Shukla.

use std::sync::Arc;

use super::{FittedVar, Lags, SystemTest};
use crate::columns::Columns;
use crate::dense::{cross_product, invert_positive_definite, multiply, solve_positive_definite};
use crate::linear::{dot, log_determinant};
use crate::refusal::Refusal;
use crate::regression::{FactoredDesign, OrdinaryLeastSquares};

// The numbers of periods below which these tests carry a caution come from the simulations named in `system_test.rs`.

/// The null of all tests of this file.
const NULL: &str = "no error is correlated with the errors of the earlier periods up to the lag tested";

impl FittedVar {
    /// Multivariate portmanteau test up to `lags`, which must exceed the p lags of the fit:
    /// `T sum_h tr(G_h' G_0^-1 G_h G_0^-1)`, `G_h = 1/T sum_t u_t u_(t-h)'`, chi-squared with K^2 (lags - p) degrees of
    /// freedom. Hosking (1980); Luetkepohl (2005), equation 4.4.21. In samples that are not long it rejects
    /// a true null far too seldom: prefer [`FittedVar::portmanteau_adjusted`]. Refuses `lags` that
    /// are not above p and below T, and an equation without residual variation.
    pub fn portmanteau(&self, lags: Lags) -> Result<SystemTest, Refusal> {
        let test = self.portmanteau_weighted(lags, |_| self.n() as f64)?;
        Ok(test.caution_below("the portmanteau test without adjustment", 40 * lags.count()))
    }

    /// The same with weights for short samples, `T^2 sum_h tr(...) / (T - h)`. Luetkepohl (2005), equation 4.4.23.
    pub fn portmanteau_adjusted(&self, lags: Lags) -> Result<SystemTest, Refusal> {
        let t = self.n() as f64;
        let test = self.portmanteau_weighted(lags, |h| t * t / (t - h as f64))?;
        Ok(test.caution_below("the adjusted portmanteau test", 10 * self.parameters_per_equation()))
    }

    fn portmanteau_weighted(&self, lags: Lags, weight: impl Fn(usize) -> f64) -> Result<SystemTest, Refusal> {
        let (n, k, p) = (self.n(), self.k(), self.lags().count());
        if lags.count() <= p || lags.count() >= n {
            let range = "above the number of lags of the fit and below the number of periods";
            return Err(Refusal::SettingOutOfRange { name: "tested lags", value: lags.count() as f64, range });
        }
        self.require_residual_variation()?;
        let errors = self.errors();
        let inverse = invert_positive_definite(&self.sigma_maximum_likelihood(), k)
            .ok_or(Refusal::NotPositiveDefinite { restrictions: k })?;
        let mut statistic = 0.0;
        for h in 1..=lags.count() {
            let later = |i: usize| &errors[i * n + h..(i + 1) * n];
            let earlier = |j: usize| &errors[j * n..(j + 1) * n - h];
            let g: Vec<f64> = (0..k * k).map(|at| dot(later(at % k), earlier(at / k)) / n as f64).collect();
            // tr(A B) is the sum over the entries of A' and B; with A = G' S^-1, A' = S^-1 G.
            let left = multiply(&inverse, &g, k, k, k);
            let right = multiply(&g, &inverse, k, k, k);
            statistic += weight(h) * dot(&left, &right);
        }
        let df = (k * k * (lags.count() - p)) as f64;
        Ok(SystemTest::chi_squared(statistic, df, n, NULL))
    }

    /// Breusch and Godfrey's test in its multivariate form: the errors regressed on all columns of the fit and on
    /// their own `lags` lags (zero before the sample), `T (K - tr(Sigma_R^-1 Sigma_e))`, chi-squared with K^2 lags
    /// degrees of freedom. Luetkepohl (2005), section 4.4.4. Rejects a true null too often in short samples; see
    /// [`FittedVar::edgerton_shukla`].
    ///
    /// Refuses fewer periods than the columns of that regression and K more, and an equation without residual
    /// variation.
    pub fn breusch_godfrey(&self, lags: Lags) -> Result<SystemTest, Refusal> {
        let (n, k) = (self.n(), self.k());
        let explained = self.with_lagged_errors(lags)?;
        let share = solve_positive_definite(&self.sigma_maximum_likelihood(), &explained, k)
            .ok_or(Refusal::NotPositiveDefinite { restrictions: k })?;
        let trace: f64 = (0..k).map(|i| share[i * (k + 1)]).sum();
        let df = (k * k * lags.count()) as f64;
        let test = SystemTest::chi_squared(n as f64 * (k as f64 - trace), df, n, NULL);
        let columns = self.parameters_per_equation() + k * lags.count();
        Ok(test.caution_below("the Breusch-Godfrey test", 10 * columns))
    }

    /// The same regression's F form, nearer to its stated size in short samples: Rao's approximation to the ratio of
    /// the determinants, whose denominator degrees of freedom need not be whole (some programs round them down).
    /// Edgerton and Shukla (1999), their LRF.
    pub fn edgerton_shukla(&self, lags: Lags) -> Result<SystemTest, Refusal> {
        let explained = self.with_lagged_errors(lags)?;
        let (n, k) = (self.n(), self.k() as f64);
        let left =
            log_determinant(&explained, self.k()).ok_or(Refusal::NotPositiveDefinite { restrictions: self.k() })?;
        let ratio = left - self.log_determinant()?;
        let m = k * lags.count() as f64;
        let square = k * k + m * m - 5.0;
        let root = if square > 0.0 { ((k * k * m * m - 4.0) / square).sqrt() } else { 1.0 };
        let residual = n as f64 - self.parameters_per_equation() as f64 - m - 0.5 * (k - m + 1.0);
        let denominator = residual * root - (0.5 * k * m - 1.0);
        let statistic = ((-ratio / root).exp() - 1.0) * denominator / (k * m);
        Ok(SystemTest::f(statistic, k * m, denominator, n, NULL))
    }

    /// Covariance, with divisor T, of what the fit's columns and the lagged errors together leave of the errors.
    fn with_lagged_errors(&self, lags: Lags) -> Result<Vec<f64>, Refusal> {
        let (n, k) = (self.n(), self.k());
        let need = self.parameters_per_equation() + k * (lags.count() + 1);
        if n < need {
            return Err(Refusal::TooFewObservations { have: n, need });
        }
        self.require_residual_variation()?;
        let errors = self.errors();
        let mut lagged = Columns::with_capacity(n, k * lags.count());
        for lag in 1..=lags.count() {
            for (name, u) in self.names().iter().zip(errors.chunks_exact(n)) {
                let mut column = vec![0.0; n];
                column[lag..].copy_from_slice(&u[..n - lag]);
                // What the fit's columns leave of it: the errors are orthogonal to those columns already.
                let rest = OrdinaryLeastSquares::fit_factored(&column, &self.design)?;
                lagged.push(format!("error of {name}, lag {lag}"), rest.residuals())?;
            }
        }
        let design = Arc::new(FactoredDesign::new(&lagged)?);
        let mut left = Vec::with_capacity(n * k);
        for u in errors.chunks_exact(n) {
            left.extend_from_slice(OrdinaryLeastSquares::fit_factored(u, &design)?.residuals());
        }
        Ok(cross_product(&left, &left, n).into_iter().map(|v| v / n as f64).collect())
    }
}
