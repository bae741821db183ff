//! Test that the errors of a fitted system are Gaussian: third and fourth moments of errors made uncorrelated.

use super::{FittedVar, SystemTest};
use crate::dense::solve_lower_in_place;
use crate::linear::{cholesky, dot};
use crate::refusal::Refusal;

/// Skewness, kurtosis and both together.
#[derive(Debug, Clone, PartialEq)]
pub struct NormalityTest {
    /// Third moments, chi-squared with K degrees of freedom.
    pub skewness: SystemTest,
    /// Fourth moments, chi-squared with K degrees of freedom.
    pub kurtosis: SystemTest,
    /// Both, chi-squared with 2 K degrees of freedom.
    pub joint: SystemTest,
}

impl FittedVar {
    /// Multivariate Jarque-Bera tests: the errors, their means taken off, are multiplied by the inverse of the
    /// Cholesky factor of their covariance (divisor T). Luetkepohl (2005), section 4.5.1. The values depend on the
    /// order of the series; in short samples the tests reject a true null too seldom (Kilian and Demiroglu 2000).
    ///
    /// Refuses errors of which one is a combination of the others, and an equation without residual variation.
    pub fn normality(&self) -> Result<NormalityTest, Refusal> {
        let (n, k) = (self.n(), self.k());
        self.require_residual_variation()?;
        let mut errors = self.errors();
        for u in errors.chunks_exact_mut(n) {
            let mean = u.iter().sum::<f64>() / n as f64;
            u.iter_mut().for_each(|v| *v -= mean);
        }
        let u = |i: usize| &errors[i * n..(i + 1) * n];
        let covariance: Vec<f64> = (0..k * k).map(|at| dot(u(at % k), u(at / k)) / n as f64).collect();
        let lower = cholesky(&covariance, k).ok_or(Refusal::NotPositiveDefinite { restrictions: k })?;
        let (mut third, mut fourth) = (vec![0.0; k], vec![0.0; k]);
        let mut standard = vec![0.0; k];
        for row in 0..n {
            standard.iter_mut().enumerate().for_each(|(i, w)| *w = u(i)[row]);
            solve_lower_in_place(&lower, &mut standard);
            for (i, w) in standard.iter().enumerate() {
                third[i] += w.powi(3) / n as f64;
                fourth[i] += w.powi(4) / n as f64;
            }
        }
        let skewness = n as f64 * dot(&third, &third) / 6.0;
        let kurtosis = n as f64 * fourth.iter().map(|b| (b - 3.0).powi(2)).sum::<f64>() / 24.0;
        let df = k as f64;
        Ok(NormalityTest {
            skewness: SystemTest::chi_squared(skewness, df, n, "the errors have no skewness"),
            kurtosis: SystemTest::chi_squared(kurtosis, df, n, "the errors have the kurtosis of a normal distribution"),
            joint: SystemTest::chi_squared(skewness + kurtosis, 2.0 * df, n, "the errors are Gaussian"),
        })
    }
}
