//! Tests of causality in a fitted vector autoregression: of one series on one other, of a block on the rest,
//! and within the same period; classical or robust. Granger (1969); Luetkepohl (2005), section 3.6.

use std::collections::BTreeSet;

use super::{FittedVar, Reference, SystemTest};
use crate::distributions::{chi_squared_upper, f_upper};
use crate::linear::quadratic_form_inverse;
use crate::refusal::Refusal;
use crate::regression::{Coefficient, Covariance, WaldTest};

/// Does the past of one series help to predict another, given the past of all?
#[derive(Debug, Clone, PartialEq)]
pub struct ExclusionTest {
    /// F statistic of excluding the cause's p lags from the effect's equation.
    pub f: f64,
    /// Number of lags p.
    pub df1: f64,
    /// T - parameters of the equation.
    pub df2: f64,
    /// P(F >= f) under the null.
    pub p_value: f64,
    /// The sum of the cause's p coefficients: the direction of the response.
    pub sum_of_coefficients: Coefficient,
    /// Number of periods T used.
    pub n: usize,
    /// The null hypothesis, as a sentence.
    pub null: &'static str,
}

/// A test referred to chi-squared.
#[derive(Debug, Clone, PartialEq)]
pub struct ChiSquaredTest {
    /// Test statistic.
    pub chi_squared: f64,
    /// Degrees of freedom.
    pub df: f64,
    /// P(X >= chi_squared) under the null.
    pub p_value: f64,
    /// Number of periods T used.
    pub n: usize,
    /// The null hypothesis, as a sentence.
    pub null: &'static str,
}

impl FittedVar {
    /// Excludes the lags of series `cause` from the equation of series `effect`. With
    /// [`Covariance::Classical`] this is the textbook F test with (p, T - parameters) degrees of freedom.
    /// Takes positions; [`FittedVar::granger`] is the form by name.
    pub fn excluding(&self, cause: usize, effect: usize, covariance: Covariance) -> Result<ExclusionTest, Refusal> {
        self.require_series(cause)?;
        let equation = self.equation(effect)?;
        let columns = self.lag_columns(cause);
        let WaldTest { f, df1, df2, p_value, n, .. } = equation.exclude(&columns, covariance)?;
        let sum_of_coefficients = equation.sum_of(&columns, covariance)?;
        let null = "the past of the cause does not help to predict the effect";
        Ok(ExclusionTest { f, df1, df2, p_value, sum_of_coefficients, n, null })
    }

    /// System Wald test that the past of the series in `causes` does not help to predict any other series:
    /// `(Rb)' [R (Sigma x (X'X)^-1) R']^-1 (Rb) / N`, N = p K1 K2, referred to F(N, K T - all coefficients).
    /// Takes positions; [`FittedVar::granger`] is the form by name, with the choice of covariance and effects.
    ///
    /// Refuses no cause, all series as causes, an index that is not there, and a tested equation without residual
    /// variation.
    pub fn granger_block(&self, causes: &[usize]) -> Result<WaldTest, Refusal> {
        let (causes, effects) = self.split(causes)?;
        let restrictions: Vec<(usize, usize)> = effects
            .iter()
            .flat_map(|&effect| causes.iter().flat_map(|&c| self.lag_columns(c)).map(move |column| (effect, column)))
            .collect();
        let null = "the past of these series does not help to predict the others";
        let SystemTest { statistic, df1, n, .. } =
            self.wald(&restrictions, Covariance::Classical, Reference::ChiSquared, null)?;
        // The degrees of freedom of all K equations also when the test is on one: the convention of this test.
        let df2 = (self.k() * (n - self.parameters_per_equation())) as f64;
        let f = statistic / df1;
        Ok(WaldTest { f, df1, df2, p_value: f_upper(f, df1, df2), n, null })
    }

    /// Wald test that the past of the series `causes` does not help to predict the series `effects`, given the past
    /// of all: their p lags are zero in the equations of the effects.
    ///
    /// The covariance is that of the coefficients of all these equations together: with [`Covariance::Classical`]
    /// `Sigma x (X'X)^-1`, with the robust kinds the sandwich `(I x (X'X)^-1) S (I x (X'X)^-1)`, where S sums the
    /// products of the scores of all pairs of equations (White 1980 and Newey and West 1987, applied to a system),
    /// errors corrected for leverage as in [`Covariance`]. With [`Reference::F`] the statistic is divided by the
    /// number of restrictions; see there for the degrees of freedom.
    ///
    /// Refuses names that are not there, no cause, no effect, a series that is both, an exact fit, and what
    /// [`crate::Regression::covariance`] refuses; also a covariance that is not positive definite, which the robust
    /// kinds give when there are about as many restrictions as periods.
    pub fn granger(
        &self,
        causes: &[&str],
        effects: &[&str],
        covariance: Covariance,
        reference: Reference,
    ) -> Result<SystemTest, Refusal> {
        self.exclude_lags(causes, effects, self.lags().count(), covariance, reference)
    }

    /// As [`FittedVar::granger`] for the first `count` lags only.
    pub(super) fn exclude_lags(
        &self,
        causes: &[&str],
        effects: &[&str],
        count: usize,
        covariance: Covariance,
        reference: Reference,
    ) -> Result<SystemTest, Refusal> {
        let (causes, effects) = (self.distinct(causes)?, self.distinct(effects)?);
        if causes.is_empty() || effects.is_empty() || causes.iter().any(|c| effects.contains(c)) {
            let why = "it needs at least one cause and one effect, and no series that is both";
            return Err(Refusal::NotDefined { what: "the test of causality", why });
        }
        let columns = |cause: usize| self.lag_columns(cause).into_iter().take(count);
        let restrictions: Vec<(usize, usize)> = effects
            .iter()
            .flat_map(|&effect| causes.iter().flat_map(|&c| columns(c)).map(move |column| (effect, column)))
            .collect();
        let null = "the past of the causes does not help to predict the effects";
        self.wald(&restrictions, covariance, reference, null)
    }

    /// Positions of the named series, ascending, each once.
    fn distinct(&self, names: &[&str]) -> Result<BTreeSet<usize>, Refusal> {
        names.iter().map(|name| self.position(name)).collect()
    }

    /// Wald test that the errors of the series in `group` are uncorrelated with those of the others, chi-squared
    /// with K1 K2 degrees of freedom. Luetkepohl (2005), section 3.6.3. Takes positions, which
    /// [`FittedVar::position`] gives for names; [`FittedVar::granger`] is the test of the past by name.
    ///
    /// Refuses no series, all series, an index that is not there, and an equation without residual variation.
    pub fn instantaneous(&self, group: &[usize]) -> Result<ChiSquaredTest, Refusal> {
        let (group, others) = self.split(group)?;
        self.require_residual_variation()?;
        let (sigma, k) = (self.sigma(), self.k());
        let s = |i: usize, j: usize| sigma[i * k + j];
        let entries: Vec<(usize, usize)> = group.iter().flat_map(|&i| others.iter().map(move |&j| (i, j))).collect();
        let b: Vec<f64> = entries.iter().map(|&(i, j)| s(i, j)).collect();
        // Covariance of two entries of a covariance matrix of Gaussian errors, times T.
        let covariance: Vec<f64> = entries
            .iter()
            .flat_map(|&(i, j)| entries.iter().map(move |&(m, n)| (i, j, m, n)))
            .map(|(i, j, m, n)| s(i, m) * s(j, n) + s(i, n) * s(j, m))
            .collect();
        let form = quadratic_form_inverse(&covariance, &b)
            .ok_or(Refusal::NotPositiveDefinite { restrictions: entries.len() })?;
        let (chi_squared, df) = (self.n() as f64 * form, entries.len() as f64);
        let null = "the errors of these series and of the others are uncorrelated in the same period";
        Ok(ChiSquaredTest { chi_squared, df, p_value: chi_squared_upper(chi_squared, df), n: self.n(), null })
    }

    fn require_series(&self, index: usize) -> Result<(), Refusal> {
        self.equation(index).map(|_| ())
    }

    /// The given series (sorted, each once) and the rest; neither may be empty.
    fn split(&self, group: &[usize]) -> Result<(Vec<usize>, Vec<usize>), Refusal> {
        for &index in group {
            self.require_series(index)?;
        }
        let (inside, outside): (Vec<usize>, Vec<usize>) = (0..self.k()).partition(|i| group.contains(i));
        if inside.is_empty() || outside.is_empty() {
            return Err(Refusal::SettingOutOfRange {
                name: "number of series in the group",
                value: inside.len() as f64,
                range: "at least 1 and fewer than all",
            });
        }
        Ok((inside, outside))
    }
}
