//! What is believed before the data: the settings of each prior, checked, and the normal-inverse-Wishart form they
//! amount to. How settings are chosen from data stands in `hierarchical.rs`.

use super::conjugate::NormalInverseWishart;
use super::dummies::Weights;
use super::lagged::{Lagged, Rows};
use crate::columns::Columns;
use crate::refusal::{Refusal, require_length};
use crate::regression::OrdinaryLeastSquares;
use crate::vector_autoregression::Lags;

/// A prior for the coefficients and the error covariance of an autoregression with a constant.
#[derive(Debug, Clone, PartialEq)]
pub enum Prior {
    /// Density proportional to |Sigma|^(-(m+1)/2). Improper: the posterior mean is least squares, and there is no
    /// marginal likelihood and no Bayes factor.
    Flat,
    /// The prior of Sims and Zha for the reduced form.
    SimsZha(SimsZha),
    /// The conjugate Minnesota prior.
    Minnesota(Minnesota),
}

/// The prior of Sims and Zha (1998) for the reduced form, as Brandt and Freeman (2006) use it: own first lags near 1.
///
/// With s_j^2 the scale of series j, the precision of lag l of series j is `s_j^2 / (lambda0 lambda1 l^-lambda3)^2`, that
/// of the constant `1 / (lambda0 lambda4)^2`; Sigma ~ inverse Wishart with scale `diag(s_j^2 / lambda0^2)`. The dummy
/// observations add no degrees of freedom.
#[derive(Debug, Clone, PartialEq)]
pub struct SimsZha {
    /// lambda0, positive: overall tightness; smaller is tighter.
    pub overall: f64,
    /// lambda1, positive: tightness around the random walk.
    pub lags: f64,
    /// lambda3, at least 0: how fast the spread of a coefficient falls with its lag.
    pub decay: f64,
    /// lambda4, positive: tightness of the constant.
    pub constant: f64,
    /// mu5, at least 0: weight of the sum-of-coefficients dummies; 0 leaves them out.
    pub sum_of_coefficients: f64,
    /// mu6, at least 0: weight of the initial-observation dummy; 0 leaves it out.
    pub initial_observation: f64,
    /// nu, above the number of series less 1; `None` for the number of series plus 1.
    pub degrees: Option<f64>,
    /// s_j^2.
    pub scales: Scales,
}

impl SimsZha {
    /// lambda0 0.6, lambda1 0.1, lambda3 2, lambda4 0.25, no dummies; scales by autoregressions of `lags` lags.
    pub fn new(lags: Lags) -> Self {
        Self {
            overall: 0.6,
            lags: 0.1,
            decay: 2.0,
            constant: 0.25,
            sum_of_coefficients: 0.0,
            initial_observation: 0.0,
            degrees: None,
            scales: Scales::LeastSquares(lags),
        }
    }
}

/// The conjugate Minnesota prior with the dummies of Giannone, Lenza and Primiceri (2015).
///
/// Sigma ~ inverse Wishart(diag psi, m + 2), so that its mean is diag psi; given Sigma, the coefficient of lag l of series j in
/// equation i has variance `Sigma_ii tightness^2 / (l^(2 decay) psi_j)`.
#[derive(Debug, Clone, PartialEq)]
pub struct Minnesota {
    /// lambda, positive: smaller is tighter.
    pub tightness: f64,
    /// Power of the lag by which the standard deviation falls, at least 0.
    pub decay: f64,
    /// Prior standard deviation of the constant in units of the equation's error, positive.
    pub constant: f64,
    /// Prior mean of the own first lag.
    pub own_lag: OwnLag,
    /// psi_j.
    pub scales: Scales,
    /// mu, positive: spread around "the coefficients of own lags sum to one, those of others to zero"; smaller is
    /// tighter, `None` leaves it out.
    pub sum_of_coefficients: Option<f64>,
    /// delta, positive: spread around "a series at its initial mean stays there"; `None` leaves it out.
    pub initial_observation: Option<f64>,
}

impl Default for Minnesota {
    /// tightness 0.2, decay 1, constant 1,000, random walks, scales by autoregressions of one lag, no dummies.
    fn default() -> Self {
        Self {
            tightness: 0.2,
            decay: 1.0,
            constant: 1e3,
            own_lag: OwnLag::All(1.0),
            scales: Scales::default(),
            sum_of_coefficients: None,
            initial_observation: None,
        }
    }
}

/// Prior mean of the coefficient of a series' own first lag.
#[derive(Debug, Clone, PartialEq)]
pub enum OwnLag {
    /// The same for all: 1 for series that wander, 0 for series that return.
    All(f64),
    /// One per series.
    Each(Vec<f64>),
}

impl OwnLag {
    pub(super) fn of(&self, m: usize) -> Result<Vec<f64>, Refusal> {
        let each = match self {
            Self::All(one) => vec![*one; m],
            Self::Each(each) => each.clone(),
        };
        require_length("prior means of own lags", each.len(), m)?;
        for value in &each {
            checked("prior mean of an own lag", *value, value.is_finite(), "a finite number")?;
        }
        Ok(each)
    }
}

/// Where the scale of each series comes from. The first looks at the data, as is usual with these priors.
#[derive(Debug, Clone, PartialEq)]
pub enum Scales {
    /// Residual variance, divisor n - 2 p - 1, of an autoregression with a constant of each series by least squares.
    LeastSquares(Lags),
    /// One positive number per series.
    Given(Vec<f64>),
}

impl Default for Scales {
    fn default() -> Self {
        // One lag is within the range of `Lags`.
        Lags::new(1).map_or(Self::Given(Vec::new()), Self::LeastSquares)
    }
}

impl Scales {
    /// One variance per series.
    pub(super) fn of(&self, series: &Columns) -> Result<Vec<f64>, Refusal> {
        let m = series.n_columns();
        let found = match self {
            Self::LeastSquares(lags) => {
                (0..m).map(|j| least_squares(series, j, lags.count())).collect::<Result<Vec<_>, _>>()?
            }
            Self::Given(each) => each.clone(),
        };
        require_length("scales", found.len(), m)?;
        for (j, value) in found.iter().enumerate() {
            if matches!(self, Self::Given(_)) {
                checked("scale of a series", *value, *value > 0.0 && value.is_finite(), "positive and finite")?;
            } else if value.is_nan() || *value <= 0.0 {
                let column = series.names()[j].clone();
                return Err(Refusal::NoVariation { column, observations: series.n_rows() });
            }
        }
        Ok(found)
    }
}

fn least_squares(series: &Columns, j: usize, p: usize) -> Result<f64, Refusal> {
    let (y, name) = (series.column(j), &series.names()[j]);
    let n = y.len();
    if n < 2 * p + 2 {
        return Err(Refusal::TooFewObservations { have: n.saturating_sub(p), need: p + 2 });
    }
    let mut x = Columns::with_capacity(n - p, p + 1);
    x.constant();
    for lag in 1..=p {
        x.push(format!("{name}.l{lag}"), &y[p - lag..n - lag])?;
    }
    let fit = OrdinaryLeastSquares::fit(&y[p..], &x)?;
    Ok(fit.residual_sum_of_squares() / fit.df_residual() as f64)
}

/// A setting, or its refusal.
pub(super) fn checked(name: &'static str, value: f64, good: bool, range: &'static str) -> Result<f64, Refusal> {
    if good { Ok(value) } else { Err(Refusal::SettingOutOfRange { name, value, range }) }
}

fn positive(name: &'static str, value: f64) -> Result<f64, Refusal> {
    checked(name, value, value > 0.0 && value.is_finite(), "positive and finite")
}

fn not_negative(name: &'static str, value: f64) -> Result<f64, Refusal> {
    checked(name, value, value >= 0.0 && value.is_finite(), "at least 0 and finite")
}

impl Prior {
    /// The distribution before the sample, dummies included. Its factors are computed unless it is flat.
    pub(super) fn distribution(&self, series: &Columns, lagged: &Lagged) -> Result<NormalInverseWishart, Refusal> {
        let (k, m) = (lagged.k(), lagged.m());
        let mut base = NormalInverseWishart::zeros(k, m);
        let (weights, count) = match self {
            Self::Flat => {
                base.degrees = -(k as f64);
                return Ok(base);
            }
            Self::SimsZha(prior) => (prior.base_into(&prior.scales.of(series)?, lagged, &mut base)?, 0.0),
            Self::Minnesota(prior) => {
                prior.check()?;
                let own_lags = prior.own_lag.of(m)?;
                prior.base_into(prior.tightness, &own_lags, &prior.scales.of(series)?, lagged.lags, &mut base);
                (Weights::of_spreads(prior.sum_of_coefficients, prior.initial_observation), 1.0)
            }
        };
        let rows = weights.rows(m);
        let mut dummies = Rows::zeros(rows, k, m, count * rows as f64);
        weights.fill(lagged, &mut dummies);
        let mut prior = base.clone();
        base.update_into(&dummies, &mut prior);
        prior.require_proper()?;
        Ok(prior)
    }
}

impl SimsZha {
    fn base_into(&self, scales: &[f64], lagged: &Lagged, base: &mut NormalInverseWishart) -> Result<Weights, Refusal> {
        let (k, m) = (lagged.k(), lagged.m());
        let overall = positive("lambda0", self.overall)?;
        let around = overall * positive("lambda1", self.lags)?;
        let decay = not_negative("lambda3", self.decay)?;
        let constant = overall * positive("lambda4", self.constant)?;
        let least = m as f64 - 1.0;
        let degrees = self.degrees.unwrap_or(m as f64 + 1.0);
        base.degrees =
            checked("nu", degrees, degrees > least && degrees.is_finite(), "above the number of series less 1")?;
        for (j, scale) in scales.iter().enumerate() {
            base.mean[j * k + j] = 1.0;
            base.scale[j * m + j] = scale / (overall * overall);
            for lag in 1..=lagged.lags.count() {
                let at = (lag - 1) * m + j;
                base.precision[at * k + at] = scale / (around * (lag as f64).powf(-decay)).powi(2);
            }
        }
        base.precision[k * k - 1] = 1.0 / (constant * constant);
        let sums = not_negative("mu5", self.sum_of_coefficients)?;
        let initial = not_negative("mu6", self.initial_observation)?;
        Ok(Weights { sum_of_coefficients: sums, initial_observation: initial })
    }
}

impl Minnesota {
    /// Checks all settings but those with one number per series.
    pub(super) fn check(&self) -> Result<(), Refusal> {
        positive("tightness", self.tightness)?;
        not_negative("decay", self.decay)?;
        positive("spread of the constant", self.constant)?;
        if let Some(mu) = self.sum_of_coefficients {
            positive("spread of the sum of coefficients", mu)?;
        }
        if let Some(delta) = self.initial_observation {
            positive("spread of the initial observation", delta)?;
        }
        Ok(())
    }

    /// The distribution without dummies for given scales, one own lag's mean and one scale per series, with its factors.
    /// Refuses settings out of range. `own_lag`, `scales` and the dummies of the settings are not looked at.
    pub(crate) fn without_dummies(
        &self,
        own_lags: &[f64],
        scales: &[f64],
        lags: Lags,
    ) -> Result<NormalInverseWishart, Refusal> {
        self.check()?;
        let m = scales.len();
        let own_lags = OwnLag::Each(own_lags.to_vec()).of(m)?;
        for scale in scales {
            positive("scale of a series", *scale)?;
        }
        let k = m * lags.count() + 1;
        let mut base = NormalInverseWishart::zeros(k, m);
        self.base_into(self.tightness, &own_lags, scales, lags, &mut base);
        let mut factored = base.clone();
        base.update_into(&Rows::zeros(0, k, m, 0.0), &mut factored);
        factored.require_proper()?;
        Ok(factored)
    }

    /// The form without dummies, for one tightness and one scale per series. Nothing is allocated.
    pub(super) fn base_into(
        &self,
        tightness: f64,
        own_lags: &[f64],
        scales: &[f64],
        lags: Lags,
        base: &mut NormalInverseWishart,
    ) {
        let (k, m) = (base.k, base.m);
        base.degrees = m as f64 + 2.0;
        for (j, scale) in scales.iter().enumerate() {
            base.mean[j * k + j] = own_lags[j];
            base.scale[j * m + j] = *scale;
        }
        for lag in 1..=lags.count() {
            let spread = tightness * (lag as f64).powf(-self.decay);
            for (j, scale) in scales.iter().enumerate() {
                let at = (lag - 1) * m + j;
                base.precision[at * k + at] = scale / (spread * spread);
            }
        }
        base.precision[k * k - 1] = 1.0 / (self.constant * self.constant);
    }
}

#[cfg(test)]
mod tests {
    //! (a) hand: the precisions of two series.
    use super::*;
    use crate::tolerance::Tolerance::Exact;

    fn series() -> Columns {
        let mut series = Columns::new(12);
        series.push_with("a", |t| ((t * t * 7) % 31) as f64 / 9.0);
        series.push_with("b", |t| ((t * t * 5 + t) % 29) as f64 / 7.0 - 1.0);
        series
    }

    #[test]
    fn precisions_by_hand() {
        let lagged = Lagged::new(&series(), Lags::new(2).unwrap(), 1).unwrap();
        let mut settings = Minnesota { scales: Scales::Given(vec![4.0, 9.0]), ..Minnesota::default() };
        let prior = Prior::Minnesota(settings.clone()).distribution(&series(), &lagged).unwrap();
        // psi_j l^2 / .04, and 1e-6 for the constant.
        for (at, expected) in [100.0, 225.0, 400.0, 900.0, 1e-6].into_iter().enumerate() {
            Exact.check(format!("precision {at}"), prior.precision()[at * 5 + at], expected).unwrap();
        }
        assert_eq!((prior.degrees(), prior.sigma_mean().unwrap()), (4.0, vec![4.0, 0.0, 0.0, 9.0]));
        settings.sum_of_coefficients = Some(2.0);
        settings.initial_observation = Some(1.0);
        let with = Prior::Minnesota(settings).distribution(&series(), &lagged).unwrap();
        Exact.check("degrees", with.degrees(), 7.0).unwrap();
        let sims_zha = SimsZha { scales: Scales::Given(vec![4.0, 9.0]), ..SimsZha::new(Lags::new(2).unwrap()) };
        let prior = Prior::SimsZha(sims_zha).distribution(&series(), &lagged).unwrap();
        Exact.check("second lag", prior.precision()[2 * 5 + 2], 4.0 / (0.06 * 0.25f64).powi(2)).unwrap();
    }

    #[test]
    fn settings_out_of_range_are_refused() {
        let lagged = Lagged::new(&series(), Lags::new(2).unwrap(), 1).unwrap();
        let wrong = [
            Minnesota { tightness: 0.0, ..Minnesota::default() },
            Minnesota { decay: -1.0, ..Minnesota::default() },
            Minnesota { constant: f64::NAN, ..Minnesota::default() },
            Minnesota { own_lag: OwnLag::Each(vec![1.0]), ..Minnesota::default() },
            Minnesota { scales: Scales::Given(vec![1.0, 0.0]), ..Minnesota::default() },
            Minnesota { sum_of_coefficients: Some(-1.0), ..Minnesota::default() },
        ];
        for settings in wrong {
            assert!(Prior::Minnesota(settings.clone()).distribution(&series(), &lagged).is_err(), "{settings:?}");
        }
        let loose = SimsZha { degrees: Some(0.5), ..SimsZha::new(Lags::new(1).unwrap()) };
        assert!(Prior::SimsZha(loose).distribution(&series(), &lagged).is_err());
    }
}
