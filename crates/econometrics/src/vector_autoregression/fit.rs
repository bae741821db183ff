//! Fits a vector autoregression by least squares and holds the fit. Lag choice and tests are next door.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::caution::Caution;
use crate::columns::Columns;
use crate::linear::{dot, eigenvalue_moduli, log_determinant};
use crate::refusal::{Refusal, require_finite, require_length, require_name};
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
        Self::fit_from(series, lags, deterministic, None, lags.count())
    }

    /// As [`VectorAutoregression::fit`], with exogenous columns: n rows each, beside the rows of the series, of which
    /// the value of the same period (lag 0) enters every equation, under its own name, after `const` and `trend`.
    ///
    /// Refuses also another number of rows, a name that two columns would share, and exogenous columns that do
    /// not vary over the periods used when there is a constant.
    pub fn fit_with(
        series: &Columns,
        lags: Lags,
        deterministic: Deterministic,
        exogenous: Option<&Columns>,
    ) -> Result<FittedVar, Refusal> {
        Self::fit_from(series, lags, deterministic, exogenous, lags.count())
    }

    /// As [`VectorAutoregression::fit_with`], with the first dependent period given, so that several orders can
    /// be compared on a common sample.
    pub(super) fn fit_from(
        series: &Columns,
        lags: Lags,
        deterministic: Deterministic,
        exogenous: Option<&Columns>,
        first: usize,
    ) -> Result<FittedVar, Refusal> {
        let (n, k) = (series.n_rows(), series.n_columns());
        let exogenous_names = exogenous.map_or(&[][..], Columns::names);
        let parameters = k * lags.count() + deterministic.count() + exogenous_names.len();
        if k == 0 {
            let (what, why) = ("a vector autoregression of no series", "there is nothing to explain");
            return Err(Refusal::NotDefined { what, why });
        }
        if n < first + parameters + 1 {
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
        if let Some(exogenous) = exogenous {
            for (j, name) in exogenous_names.iter().enumerate() {
                require_length(name, exogenous.n_rows(), n)?;
                if let Some(row) = (first..n).find(|&row| !exogenous.column(j)[row].is_finite()) {
                    return Err(Refusal::NotFinite { row, column: name.clone() });
                }
                others.push(name.as_str(), &exogenous.column(j)[first..])?;
            }
        }
        let lagged = (1..=lags.count()).flat_map(|lag| series.names().iter().map(move |name| format!("{name}.l{lag}")));
        let terms: Vec<String> = lagged.chain(others.names().iter().cloned()).collect();
        require_distinct(series.names().iter().chain(&terms))?;
        let quick = OrdinaryLeastSquares::fit_lags(series, &others, first, lags.count(), &terms);
        let (design, equations) = match quick {
            Some(fitted) => fitted,
            None => Self::fit_by_qr(series, &others, first, &terms)?,
        };
        let names = series.names().to_vec();
        let latest = (1..=lags.count()).flat_map(|lag| (0..k).map(move |j| series.column(j)[n - lag])).collect();
        let exogenous = exogenous_names.to_vec();
        Ok(FittedVar { names, lags, deterministic, exogenous, equations, design, latest, periods: n })
    }

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

/// Columns are asked for by name: no two may share one.
fn require_distinct<'a>(names: impl Iterator<Item = &'a String>) -> Result<(), Refusal> {
    let mut seen = BTreeSet::new();
    for name in names {
        if !seen.insert(name) {
            return Err(Refusal::NameTaken { name: name.clone() });
        }
    }
    Ok(())
}

/// A root nearer to the unit circle than this many periods in T is not told apart from a unit root by the sample:
/// the local-to-unity range of Phillips (1987) in which normal approximations are poor.
const LOCAL_TO_UNITY: f64 = 5.0;

/// A fitted vector autoregression of K series with p lags on T periods.
#[derive(Debug, Clone)]
pub struct FittedVar {
    names: Vec<String>,
    lags: Lags,
    deterministic: Deterministic,
    exogenous: Vec<String>,
    equations: Vec<Regression>,
    pub(super) design: Arc<FactoredDesign>,
    /// Last observations, in the order of the lag columns: what the next period's lags are.
    pub(super) latest: Vec<f64>,
    /// Number of periods given, of which the last is the origin of forecasts.
    pub(super) periods: usize,
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

    /// Names of the exogenous columns, in the order in which they follow the deterministic ones.
    pub fn exogenous(&self) -> &[String] {
        &self.exogenous
    }

    /// Position of a series, for the methods that take one. Refuses a name that is not there.
    pub fn position(&self, series: &str) -> Result<usize, Refusal> {
        require_name("series", series, &self.names)
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

    /// Residuals of all equations, T x K, column-major.
    pub(super) fn errors(&self) -> Vec<f64> {
        self.equations.iter().flat_map(|e| e.residuals().iter().copied()).collect()
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

    /// Over many steps the paths of a system that is not stable leave the range of numbers.
    pub(super) fn require_finite_paths(&self, values: &[f64]) -> Result<(), Refusal> {
        if values.iter().all(|v| v.is_finite()) {
            return Ok(());
        }
        Err(Refusal::Explosive { modulus: self.root_moduli()?.first().copied().unwrap_or(0.0) })
    }

    /// What a root near the unit circle, or outside of it, means for a path: at most one caution.
    pub(super) fn persistence_cautions(&self) -> Result<Vec<Caution>, Refusal> {
        let modulus = self.root_moduli()?.first().copied().unwrap_or(0.0);
        let near = modulus > 1.0 - LOCAL_TO_UNITY / self.n() as f64;
        Ok(if near { vec![Caution::NearUnitRoot { modulus }] } else { Vec::new() })
    }
}
