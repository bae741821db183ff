//! What is believed of hidden relations and their instruments before the data. No draws.

use crate::bayesian_vector_autoregression::{Minnesota, NormalInverseWishart};
use crate::refusal::Refusal;
use crate::vector_autoregression::Lags;

/// The prior. All parts are proper, so that few readings give a wide answer and not none.
///
/// Coefficients and Sigma: the conjugate Minnesota prior, cut off where shocks do not die out. Loadings, intercepts and
/// first states: normal. Noise tau: the positive half of a normal distribution.
#[derive(Debug, Clone, PartialEq)]
pub struct LatentPrior {
    /// Mean of the coefficient of a relation's own first lag, between -1 and 1.
    pub own_lag: f64,
    /// Spread of the coefficients around their means: smaller is tighter. Positive.
    pub tightness: f64,
    /// Power of the lag by which that spread falls, at least 0.
    pub decay: f64,
    /// Mean of the variance of a period's surprises, positive.
    pub innovation_variance: f64,
    /// Spread of a constant in units of its equation's error, positive.
    pub constant_spread: f64,
    /// Spread of the first states of a stretch around 0, positive.
    pub start_spread: f64,
    /// Mean of a loading.
    pub loading_mean: f64,
    /// Spread of a loading, positive.
    pub loading_spread: f64,
    /// Spread of an intercept around 0, positive.
    pub intercept_spread: f64,
    /// Spread of the normal distribution whose positive half noise follows, positive.
    pub noise_spread: f64,
    /// Degrees of freedom of the errors of readings, above 2; infinity for normal errors.
    pub error_degrees: f64,
}

impl Default for LatentPrior {
    /// For readings of about unit variance: persistent relations with surprises of variance 0.2, loadings around 1.
    fn default() -> Self {
        Self {
            own_lag: 0.8,
            tightness: 0.3,
            decay: 1.0,
            innovation_variance: 0.2,
            constant_spread: 0.5,
            start_spread: 2.0,
            loading_mean: 1.0,
            loading_spread: 1.0,
            intercept_spread: 2.0,
            noise_spread: 0.5,
            error_degrees: 5.0,
        }
    }
}

impl LatentPrior {
    /// Refuses settings out of range; gives the prior of coefficients and Sigma before it is cut off.
    pub(super) fn dynamics(&self, m: usize, lags: Lags) -> Result<NormalInverseWishart, Refusal> {
        let setting = |name, value: f64, good: bool, range| {
            if good { Ok(()) } else { Err(Refusal::SettingOutOfRange { name, value, range }) }
        };
        setting("prior mean of own lags", self.own_lag, self.own_lag.abs() < 1.0, "between -1 and 1")?;
        setting("mean of a loading", self.loading_mean, self.loading_mean.is_finite(), "a finite number")?;
        for (name, value) in [
            ("spread of the first states", self.start_spread),
            ("spread of a loading", self.loading_spread),
            ("spread of an intercept", self.intercept_spread),
            ("spread of the noise", self.noise_spread),
        ] {
            setting(name, value, value > 0.0 && value.is_finite(), "positive and finite")?;
        }
        setting("degrees of freedom of errors", self.error_degrees, self.error_degrees > 2.0, "above 2")?;
        let minnesota = Minnesota {
            tightness: self.tightness,
            decay: self.decay,
            constant: self.constant_spread,
            ..Minnesota::default()
        };
        minnesota.without_dummies(&vec![self.own_lag; m], &vec![self.innovation_variance; m], lags)
    }

    /// Variance of an error of squared scale 1: nu / (nu - 2).
    pub(super) fn error_variance(&self) -> f64 {
        if self.error_degrees.is_finite() { self.error_degrees / (self.error_degrees - 2.0) } else { 1.0 }
    }
}
