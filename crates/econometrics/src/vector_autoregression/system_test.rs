//! The result that tests of a whole system share, and the Wald test of coefficients in several equations at once.
//! What is tested is chosen next door.

use super::FittedVar;
use crate::caution::Caution;
use crate::distributions::{chi_squared_upper, f_upper};
use crate::linear::quadratic_form_inverse;
use crate::refusal::Refusal;
use crate::regression::{Covariance, bartlett, symmetric};

/// The distribution to which a Wald statistic is referred.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reference {
    /// Chi-squared with as many degrees of freedom as restrictions.
    ChiSquared,
    /// F, numerator as many as restrictions. Denominator T - m when the restrictions are on one equation of m
    /// coefficients, K (T - m) when they are on several of K equations (Luetkepohl 2005, section 3.6.1). Rejects less
    /// often than chi-squared, and in short samples nearer to its stated size.
    F,
}

/// A test of a fitted system.
#[derive(Debug, Clone, PartialEq)]
pub struct SystemTest {
    /// The statistic: chi-squared, or F.
    pub statistic: f64,
    /// What it is referred to.
    pub reference: Reference,
    /// Degrees of freedom: of chi-squared, or of the numerator of F.
    pub df1: f64,
    /// Degrees of freedom of the denominator of F.
    pub df2: Option<f64>,
    /// P(as large or larger) under the null.
    pub p_value: f64,
    /// Number of periods T used.
    pub n: usize,
    /// The null hypothesis, as a sentence.
    pub null: &'static str,
    /// What must be known of the answer.
    pub cautions: Vec<Caution>,
}

impl SystemTest {
    pub(super) fn chi_squared(statistic: f64, df: f64, n: usize, null: &'static str) -> Self {
        let p_value = chi_squared_upper(statistic, df);
        Self { statistic, reference: Reference::ChiSquared, df1: df, df2: None, p_value, n, null, cautions: Vec::new() }
    }

    /// Adds the caution that the method needs more periods, where there are fewer.
    pub(super) fn caution_below(mut self, method: &'static str, reliable_from: usize) -> Self {
        if self.n < reliable_from {
            self.cautions.push(Caution::ShortSample { method, periods: self.n, reliable_from });
        }
        self
    }

    pub(super) fn f(statistic: f64, df1: f64, df2: f64, n: usize, null: &'static str) -> Self {
        let p_value = f_upper(statistic, df1, df2);
        Self { statistic, reference: Reference::F, df1, df2: Some(df2), p_value, n, null, cautions: Vec::new() }
    }
}

/// How many periods per restriction a Wald test needs until it rejects a true null at most about 8 times in 100 instead
/// of 5. From simulations of 2, 3 and 6 independent first-order autoregressions (coefficient 0.5, Gaussian errors), 2
/// and 4 lags, 60 to 960 periods; single equations with classical or HC3 covariance kept their size at 60. With roots
/// near 0.9 they need twice as many (`docs/lookup/coverage.md`), and under errors of changing variance the classical
/// covariance rejects 7 to 18 times in 100 at every length: ask for HC3.
fn wald_reliability(covariance: Covariance, single: bool) -> Option<(&'static str, usize)> {
    match (covariance, single) {
        (Covariance::Classical | Covariance::Hc3, true) => Some(("the Wald test of one equation", 30)),
        (Covariance::Classical | Covariance::Hc3, false) => Some(("the Wald test of several equations", 20)),
        (Covariance::Hc0, _) => Some(("the Wald test with HC0", 100)),
        (Covariance::Hc1 | Covariance::Hc2, _) => Some(("the Wald test with HC1 or HC2", 50)),
        _ => Some(("the Wald test with a Newey-West covariance", 120)),
    }
}

impl FittedVar {
    /// Refuses a fit in which an equation leaves residuals that are rounding error: no test of the errors means
    /// anything then.
    pub(super) fn require_residual_variation(&self) -> Result<(), Refusal> {
        // The question for a standard error is where a regression refuses an exact fit.
        (0..self.k()).try_for_each(|j| self.equation(j)?.coefficient(0, Covariance::Classical).map(|_| ()))
    }

    /// Wald test that the coefficients (equation, column) are all zero.
    pub(super) fn wald(
        &self,
        restrictions: &[(usize, usize)],
        covariance: Covariance,
        reference: Reference,
        null: &'static str,
    ) -> Result<SystemTest, Refusal> {
        let mut b = Vec::with_capacity(restrictions.len());
        for &(equation, column) in restrictions {
            // The single equation refuses an exact fit, a leverage of one and lags beyond the sample.
            self.equation(equation)?.coefficient(column, covariance)?;
            b.push(self.equation(equation)?.coefficients()[column]);
        }
        let v = self.stacked_covariance(restrictions, covariance)?;
        let count = restrictions.len();
        let form = quadratic_form_inverse(&v, &b)
            .filter(|form| form.is_finite())
            .ok_or(Refusal::NotPositiveDefinite { restrictions: count })?;
        let (df1, residual) = (count as f64, (self.n() - self.parameters_per_equation()) as f64);
        let single = restrictions.iter().all(|r| r.0 == restrictions[0].0);
        let df2 = if single { residual } else { self.k() as f64 * residual };
        let test = match reference {
            Reference::ChiSquared => SystemTest::chi_squared(form, df1, self.n(), null),
            Reference::F => SystemTest::f(form / df1, df1, df2, self.n(), null),
        };
        Ok(match wald_reliability(covariance, single) {
            Some((method, periods)) => test.caution_below(method, periods * count),
            None => test,
        })
    }

    /// Covariance of coefficients of several equations, in the order given, column-major.
    fn stacked_covariance(&self, entries: &[(usize, usize)], covariance: Covariance) -> Result<Vec<f64>, Refusal> {
        use Covariance::{Classical, Hc0, Hc1, Hc2, Hc3, NeweyWest};
        if !matches!(covariance, Classical | Hc0 | Hc1 | Hc2 | Hc3 | NeweyWest { .. }) {
            let why = "equations would differ in the bandwidth that they choose";
            return Err(Refusal::NotDefined { what: "the covariance of a system with an automatic bandwidth", why });
        }
        let count = entries.len();
        if covariance == Classical {
            let (sigma, k) = (self.sigma(), self.k());
            let entry = |(e, c): (usize, usize), (f, d): (usize, usize)| {
                sigma[e * k + f] * self.design.inverse_cross_product(c, d)
            };
            return Ok(symmetric(count, |a, b| entry(entries[a], entries[b])));
        }
        let scores = entries
            .iter()
            .map(|&(equation, column)| self.equation(equation)?.score_series(&[(column, 1.0)], covariance))
            .collect::<Result<Vec<_>, _>>()?;
        let (lags, small_sample) = match covariance {
            NeweyWest { lags, small_sample } => (lags, small_sample),
            kind => (0, kind == Hc1),
        };
        let n = self.n();
        let factor = if small_sample { n as f64 / (n - self.parameters_per_equation()) as f64 } else { 1.0 };
        Ok(symmetric(count, |a, b| factor * bartlett(&scores[a], &scores[b], lags)))
    }
}
