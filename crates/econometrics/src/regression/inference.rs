//! What is asked of a fit: one coefficient, a sum, a difference, several at once. Each answer carries its
//! null hypothesis; none says whether it is significant.

use super::{Covariance, Regression};
use crate::distributions::{f_upper, student_quantile, student_two_sided, student_upper};
use crate::linear::quadratic_form_inverse;
use crate::refusal::{Confidence, Interval, Refusal};

/// An estimated coefficient or combination of coefficients.
#[derive(Debug, Clone, PartialEq)]
pub struct Coefficient {
    /// Estimate, in units of the response per unit of the column.
    pub estimate: f64,
    /// Standard error, positive, same units.
    pub standard_error: f64,
    /// estimate / standard error.
    pub t: f64,
    /// Degrees of freedom of Student's t to which `t` is referred.
    pub df: f64,
    /// Two-sided p-value, between 0 and 1.
    pub p_value: f64,
    /// Number of rows used.
    pub n: usize,
    /// The null hypothesis, as a sentence.
    pub null: &'static str,
}

impl Coefficient {
    /// Interval `estimate -/+ t-quantile * standard_error`.
    pub fn interval(&self, confidence: Confidence) -> Interval {
        let half = student_quantile(0.5 + confidence.level() / 2.0, self.df) * self.standard_error;
        Interval { low: self.estimate - half, high: self.estimate + half }
    }

    /// One-sided p-value against the alternative that the value is above zero.
    pub fn p_value_above(&self) -> f64 {
        student_upper(self.t, self.df)
    }

    /// One-sided p-value against the alternative that the value is below zero.
    pub fn p_value_below(&self) -> f64 {
        student_upper(-self.t, self.df)
    }
}

/// A test of several restrictions at once, referred to F(df1, df2).
#[derive(Debug, Clone, PartialEq)]
pub struct WaldTest {
    /// `(Rb)' [R V R']^-1 (Rb) / df1`.
    pub f: f64,
    /// Number of restrictions.
    pub df1: f64,
    /// Residual degrees of freedom.
    pub df2: f64,
    /// P(F >= f) under the null.
    pub p_value: f64,
    /// Number of rows used.
    pub n: usize,
    /// The null hypothesis, as a sentence.
    pub null: &'static str,
}

impl Regression {
    /// One coefficient with its standard error, referred to t(n - k). Costs O(n k).
    /// Refuses what [`Regression::covariance`] refuses, and an index that is not there.
    pub fn coefficient(&self, index: usize, covariance: Covariance) -> Result<Coefficient, Refusal> {
        self.tested(&[(index, 1.0)], covariance, "the coefficient is zero")
    }

    /// The sum of several coefficients.
    pub fn sum_of(&self, indices: &[usize], covariance: Covariance) -> Result<Coefficient, Refusal> {
        let combination: Vec<(usize, f64)> = indices.iter().map(|&i| (i, 1.0)).collect();
        self.tested(&combination, covariance, "the sum of the coefficients is zero")
    }

    /// The difference of two coefficients, `first - second`. Refuses a coefficient and itself.
    pub fn difference(&self, first: usize, second: usize, covariance: Covariance) -> Result<Coefficient, Refusal> {
        self.tested(&[(first, 1.0), (second, -1.0)], covariance, "the two coefficients are equal")
    }

    /// Any linear combination of coefficients, as (index, weight); weights of one index add up. Refuses weights that
    /// are not finite, and weights that are all zero.
    pub fn combination(&self, weights: &[(usize, f64)], covariance: Covariance) -> Result<Coefficient, Refusal> {
        self.tested(weights, covariance, "the combination of the coefficients is zero")
    }

    fn tested(
        &self,
        weights: &[(usize, f64)],
        covariance: Covariance,
        null: &'static str,
    ) -> Result<Coefficient, Refusal> {
        self.require_columns(weights.iter().map(|w| w.0))?;
        require_combination(weights)?;
        let variance = self.covariance_of(&[weights.to_vec()], covariance)?[0];
        if !(variance.is_finite() && variance > 0.0) {
            return Err(Refusal::PerfectFit { observations: self.n() });
        }
        let estimate: f64 = weights.iter().map(|&(i, w)| w * self.coefficients()[i]).sum();
        let standard_error = variance.sqrt();
        let (t, df) = (estimate / standard_error, self.df_residual() as f64);
        Ok(Coefficient { estimate, standard_error, t, df, p_value: student_two_sided(t, df), n: self.n(), null })
    }

    /// Tests that the given coefficients are all zero, referred to F(number of them, n - k). With
    /// [`Covariance::Classical`] this is the F test of the sums of squares with and without the columns.
    pub fn exclude(&self, indices: &[usize], covariance: Covariance) -> Result<WaldTest, Refusal> {
        self.require_columns(indices.iter().copied())?;
        let combinations: Vec<Vec<(usize, f64)>> = indices.iter().map(|&i| vec![(i, 1.0)]).collect();
        let v = self.covariance_of(&combinations, covariance)?;
        let b: Vec<f64> = indices.iter().map(|&i| self.coefficients()[i]).collect();
        let form = quadratic_form_inverse(&v, &b)
            .filter(|form| form.is_finite())
            .ok_or(Refusal::NotPositiveDefinite { restrictions: indices.len() })?;
        let (df1, df2) = (indices.len() as f64, self.df_residual() as f64);
        let f = form / df1;
        let null = "all these coefficients are zero";
        Ok(WaldTest { f, df1, df2, p_value: f_upper(f, df1, df2), n: self.n(), null })
    }

    fn require_columns(&self, indices: impl Iterator<Item = usize>) -> Result<(), Refusal> {
        let count = self.k();
        let mut asked = 0;
        for index in indices {
            asked += 1;
            if index >= count {
                return Err(Refusal::NoSuch { what: "column", index, count });
            }
        }
        if asked == 0 {
            return Err(Refusal::SettingOutOfRange {
                name: "number of tested coefficients",
                value: 0.0,
                range: "at least 1",
            });
        }
        Ok(())
    }
}

/// A combination that is zero whatever the coefficients has no standard error, and no fit is to blame for that.
fn require_combination(weights: &[(usize, f64)]) -> Result<(), Refusal> {
    if let Some(row) = weights.iter().position(|w| !w.1.is_finite()) {
        return Err(Refusal::NotFinite { row, column: "weights".to_owned() });
    }
    let total = |index| weights.iter().filter(|w| w.0 == index).map(|w| w.1).sum::<f64>();
    if weights.iter().all(|w| total(w.0) == 0.0) {
        let what = "the standard error of this combination of coefficients";
        return Err(Refusal::NotDefined { what, why: "its weights are all zero" });
    }
    Ok(())
}
