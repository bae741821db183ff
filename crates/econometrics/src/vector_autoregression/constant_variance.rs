//! Test that the errors' variances and covariances do not follow their own past: the multivariate ARCH test.

use std::sync::Arc;

use super::{FittedVar, Lags, SystemTest};
use crate::columns::Columns;
use crate::dense::{cross_product, solve_positive_definite};
use crate::refusal::Refusal;
use crate::regression::{FactoredDesign, OrdinaryLeastSquares};

impl FittedVar {
    /// Multivariate Lagrange multiplier test for conditional heteroskedasticity: the K (K + 1) / 2 products of errors
    /// regressed on a constant and `lags` of their lags, `T' R^2 K (K + 1) / 2` with T' = T - lags, chi-squared with
    /// lags (K (K + 1) / 2)^2 degrees of freedom. Engle (1982); Luetkepohl (2005), section 16.5.1. Needs many periods:
    /// refuses fewer than the columns of that regression and K (K + 1) / 2 more, and an equation without residual
    /// variation.
    pub fn arch(&self, lags: Lags) -> Result<SystemTest, Refusal> {
        let (n, k, q) = (self.n(), self.k(), lags.count());
        let count = k * (k + 1) / 2;
        let need = q + 1 + count * (q + 1);
        if n < need {
            return Err(Refusal::TooFewObservations { have: n, need });
        }
        self.require_residual_variation()?;
        let errors = self.errors();
        let u = |i: usize| &errors[i * n..(i + 1) * n];
        // In units of their standard deviations, so that products of errors of small series stay numbers.
        let scale: Vec<f64> = (0..k).map(|i| self.sigma()[i * (k + 1)].sqrt()).collect();
        let products: Vec<Vec<f64>> = (0..k)
            .flat_map(|j| (j..k).map(move |i| (i, j)))
            .map(|(i, j)| u(i).iter().zip(u(j)).map(|(a, b)| a / scale[i] * (b / scale[j])).collect())
            .collect();
        let rows = n - q;
        let mut x = Columns::with_capacity(rows, 1 + count * q);
        x.constant();
        for lag in 1..=q {
            for (at, product) in products.iter().enumerate() {
                x.push(format!("product {at}, lag {lag}"), &product[q - lag..n - lag])?;
            }
        }
        let design = Arc::new(FactoredDesign::new(&x)?);
        let (mut left, mut about_mean) = (Vec::with_capacity(rows * count), Vec::with_capacity(rows * count));
        for product in &products {
            let now = &product[q..];
            left.extend_from_slice(OrdinaryLeastSquares::fit_factored(now, &design)?.residuals());
            let mean = now.iter().sum::<f64>() / rows as f64;
            about_mean.extend(now.iter().map(|v| v - mean));
        }
        let unexplained = solve_positive_definite(
            &cross_product(&about_mean, &about_mean, rows),
            &cross_product(&left, &left, rows),
            count,
        )
        .ok_or(Refusal::NotPositiveDefinite { restrictions: count })?;
        let trace: f64 = (0..count).map(|i| unexplained[i * (count + 1)]).sum();
        let statistic = rows as f64 * (count as f64 - trace);
        let null = "the variances and covariances of the errors do not depend on the errors of earlier periods";
        Ok(SystemTest::chi_squared(statistic, (q * count * count) as f64, rows, null))
    }
}
