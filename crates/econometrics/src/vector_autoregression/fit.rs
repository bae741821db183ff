//! Fits a vector autoregression by least squares and holds the fit. Lag choice and tests are next door.

use std::sync::Arc;

use crate::columns::Columns;
use crate::linear::{dot, eigenvalue_moduli, log_determinant};
use crate::refusal::{Refusal, require_finite};
use crate::regression::{FactoredDesign, OrdinaryLeastSquares, Regression};

/// Number of lags, between 1 and 1,000.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Lags(usize);

impl Lags {
    /// Refuses 0, and more than 1,000.
    pub fn new(count: usize) -> Result<Self, Refusal> {
        if (1..=1_000).contains(&count) {
            Ok(Self(count))
        } else {
            let value = count as f64;
            Err(Refusal::SettingOutOfRange { name: "lags", value, range: "between 1 and 1,000" })
        }
    }

    /// The number.
    pub fn count(self) -> usize {
        self.0
    }
}

/// Columns that are not lags.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deterministic {
    /// No constant.
    None,
    /// A constant, called `const`.
    Constant,
    /// A constant and a column `trend`, the period's number counted from 1 at the first period given.
    ConstantTrend,
}

impl Deterministic {
    /// Number of columns.
    pub fn count(self) -> usize {
        match self {
            Self::None => 0,
            Self::Constant => 1,
            Self::ConstantTrend => 2,
        }
    }
}

/// The estimator: K series, each regressed on p lags of all.
#[derive(Debug, Clone, Copy)]
pub struct VectorAutoregression;

impl VectorAutoregression {
    /// Fits to K series, one column each, n periods without gaps; T = n - p periods are used.
    ///
    /// The columns of every equation are `name.l1` of all series, `name.l2` ..., then `const`, `trend`.
    /// Refuses NaN, fewer than K p + deterministic + 1 usable periods, and collinear lags.
    pub fn fit(series: &Columns, lags: Lags, deterministic: Deterministic) -> Result<FittedVar, Refusal> {
        Self::fit_from(series, lags, deterministic, lags.count())
    }

    /// As [`VectorAutoregression::fit`], with the first dependent period given, so that several orders can
    /// be compared on a common sample.
    pub(super) fn fit_from(
        series: &Columns,
        lags: Lags,
        deterministic: Deterministic,
        first: usize,
    ) -> Result<FittedVar, Refusal> {
        let (n, k) = (series.n_rows(), series.n_columns());
        let parameters = k * lags.count() + deterministic.count();
        if k == 0 || n < first + parameters + 1 {
            return Err(Refusal::TooFewObservations { have: n.saturating_sub(first), need: parameters + 1 });
        }
        for (j, name) in series.names().iter().enumerate() {
            require_finite(series.column(j), name)?;
        }
        let rows = n - first;
        let mut others = Columns::new(rows);
        if deterministic != Deterministic::None {
            others.constant();
        }
        if deterministic == Deterministic::ConstantTrend {
            others.push_with("trend", |row| (first + row + 1) as f64);
        }
        let lagged = (1..=lags.count()).flat_map(|lag| series.names().iter().map(move |name| format!("{name}.l{lag}")));
        let terms: Vec<String> = lagged.chain(others.names().iter().cloned()).collect();
        let quick = OrdinaryLeastSquares::fit_lags(series, &others, first, lags.count(), &terms);
        let (design, equations) = match quick {
            Some(fitted) => fitted,
            None => Self::fit_by_qr(series, &others, first, &terms)?,
        };
        let names = series.names().to_vec();
        Ok(FittedVar { names, lags, deterministic, equations, design })
    }
}

impl VectorAutoregression {
    /// The same by Householder QR of the whole design, for lags that lie close together.
    fn fit_by_qr(
        series: &Columns,
        others: &Columns,
        first: usize,
        terms: &[String],
    ) -> Result<(Arc<FactoredDesign>, Vec<Regression>), Refusal> {
        let (n, k) = (series.n_rows(), series.n_columns());
        let mut x = Columns::with_capacity(n - first, terms.len());
        for (at, term) in terms.iter().enumerate() {
            let lag = at / k + 1;
            match at.checked_sub(terms.len() - others.n_columns()) {
                Some(other) => x.push(term.as_str(), others.column(other))?,
                None => x.push(term.as_str(), &series.column(at % k)[first - lag..n - lag])?,
            };
        }
        let design = Arc::new(FactoredDesign::new(&x)?);
        let equations = (0..k)
            .map(|j| OrdinaryLeastSquares::fit_factored(&series.column(j)[first..], &design))
            .collect::<Result<Vec<_>, _>>()?;
        Ok((design, equations))
    }
}

/// A fitted vector autoregression of K series with p lags on T periods.
#[derive(Debug, Clone)]
pub struct FittedVar {
    names: Vec<String>,
    lags: Lags,
    deterministic: Deterministic,
    equations: Vec<Regression>,
    pub(super) design: Arc<FactoredDesign>,
}

impl FittedVar {
    /// Names of the series.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Number of lags p.
    pub fn lags(&self) -> Lags {
        self.lags
    }

    /// Which deterministic columns are in.
    pub fn deterministic(&self) -> Deterministic {
        self.deterministic
    }

    /// Number of series K.
    pub fn k(&self) -> usize {
        self.names.len()
    }

    /// Number of periods used, T.
    pub fn n(&self) -> usize {
        self.design.n()
    }

    /// Number of coefficients of each equation.
    pub fn parameters_per_equation(&self) -> usize {
        self.design.k()
    }

    /// The equation of one series. Refuses an index that is not there.
    pub fn equation(&self, effect: usize) -> Result<&Regression, Refusal> {
        self.equations.get(effect).ok_or(Refusal::NoSuch { what: "series", index: effect, count: self.k() })
    }

    /// The coefficient of `term` (such as `income.l2` or `const`) in the equation of `effect`, by name.
    pub fn coefficient(&self, effect: &str, term: &str) -> Option<f64> {
        let equation = self.names.iter().position(|n| n == effect)?;
        let column = self.design.names().iter().position(|n| n == term)?;
        Some(self.equations[equation].coefficients()[column])
    }

    /// Coefficients of all equations: one row of [`FittedVar::parameters_per_equation`] entries per equation, in
    /// the order of the columns.
    pub(crate) fn coefficient_rows(&self) -> Vec<f64> {
        self.equations.iter().flat_map(|e| e.coefficients().iter().copied()).collect()
    }

    /// Columns that hold the lags of one series, lag 1 first.
    pub fn lag_columns(&self, cause: usize) -> Vec<usize> {
        (0..self.lags.count()).map(|lag| lag * self.k() + cause).collect()
    }

    /// Covariance of the errors with divisor T - parameters per equation; K x K, column-major, symmetric.
    pub fn sigma(&self) -> Vec<f64> {
        self.cross_products((self.n() - self.parameters_per_equation()) as f64)
    }

    /// Covariance of the errors with divisor T (maximum likelihood); K x K, column-major, symmetric.
    pub fn sigma_maximum_likelihood(&self) -> Vec<f64> {
        self.cross_products(self.n() as f64)
    }

    fn cross_products(&self, divisor: f64) -> Vec<f64> {
        let k = self.k();
        let u = |j: usize| self.equations[j].residuals();
        (0..k * k).map(|at| dot(u(at % k), u(at / k)) / divisor).collect()
    }

    /// Logarithm of the determinant of [`FittedVar::sigma_maximum_likelihood`].
    /// Refuses errors of which one is a combination of the others.
    pub fn log_determinant(&self) -> Result<f64, Refusal> {
        log_determinant(&self.sigma_maximum_likelihood(), self.k())
            .ok_or(Refusal::NotPositiveDefinite { restrictions: self.k() })
    }

    /// Gaussian log likelihood `-T/2 (K ln 2 pi + ln det Sigma + K)`.
    pub fn log_likelihood(&self) -> Result<f64, Refusal> {
        let (t, k) = (self.n() as f64, self.k() as f64);
        Ok(-0.5 * t * (k * (2.0 * std::f64::consts::PI).ln() + self.log_determinant()? + k))
    }

    /// Moduli of the eigenvalues of the companion matrix, largest first; K p of them.
    pub fn root_moduli(&self) -> Result<Vec<f64>, Refusal> {
        let (k, p) = (self.k(), self.lags.count());
        let dimension = k * p;
        let mut companion = vec![0.0; dimension * dimension];
        for (row, equation) in self.equations.iter().enumerate() {
            for (column, coefficient) in equation.coefficients()[..dimension].iter().enumerate() {
                companion[column * dimension + row] = *coefficient;
            }
        }
        for row in k..dimension {
            companion[(row - k) * dimension + row] = 1.0;
        }
        eigenvalue_moduli(&companion, dimension).ok_or(Refusal::NoConvergence { dimension })
    }

    /// Whether all roots lie inside the unit circle: shocks die out.
    pub fn is_stable(&self) -> Result<bool, Refusal> {
        Ok(self.root_moduli()?.iter().all(|m| *m < 1.0))
    }
}
