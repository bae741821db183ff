//! Hyperparameters of the Minnesota prior as a sampler sees them: their own priors, and the log density of all of
//! them given the data, cheap to evaluate and without allocation. Search and sampling are next door.

use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, Gamma};

use super::conjugate::NormalInverseWishart;
use super::dummies::Weights;
use super::hierarchical::Hierarchical;
use super::lagged::{Lagged, Rows};
use super::prior::checked;
use crate::columns::Columns;
use crate::distributions::ln_gamma;
use crate::refusal::Refusal;

/// A gamma distribution by its mode and its standard deviation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GammaPrior {
    /// Most likely value, positive.
    pub mode: f64,
    /// Standard deviation, positive.
    pub standard_deviation: f64,
}

impl GammaPrior {
    /// Shape (above 1) and scale: `scale = (sqrt(mode^2 + 4 sd^2) - mode) / 2`, `shape = 1 + mode / scale`.
    pub(super) fn shape_and_scale(&self) -> Result<(f64, f64), Refusal> {
        let (mode, sd) = (self.mode, self.standard_deviation);
        checked("mode of a hyperprior", mode, mode > 0.0 && mode.is_finite(), "positive and finite")?;
        checked("standard deviation of a hyperprior", sd, sd > 0.0 && sd.is_finite(), "positive and finite")?;
        let scale = 0.5 * ((mode * mode + 4.0 * sd * sd).sqrt() - mode);
        Ok((1.0 + mode / scale, scale))
    }
}

/// An inverse gamma distribution: the inverse of a gamma variable with this shape and the inverse of this scale.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct InverseGammaPrior {
    /// Shape, positive.
    pub shape: f64,
    /// Scale, positive, in the units of the variances.
    pub scale: f64,
}

/// A hyperprior with its constants.
#[derive(Debug, Clone, Copy)]
enum Density {
    Gamma { shape: f64, scale: f64 },
    InverseGamma { shape: f64, scale: f64 },
}

impl Density {
    /// Log density at `exp(log)`.
    fn log_at(self, log: f64) -> f64 {
        match self {
            Self::Gamma { shape, scale } => {
                (shape - 1.0) * log - log.exp() / scale - ln_gamma(shape) - shape * scale.ln()
            }
            Self::InverseGamma { shape, scale } => {
                shape * scale.ln() - ln_gamma(shape) - (shape + 1.0) * log - scale * (-log).exp()
            }
        }
    }

    /// Logarithm of a draw.
    fn log_draw(self, random: &mut ChaCha8Rng) -> f64 {
        let standard =
            |shape: f64, random: &mut ChaCha8Rng| Gamma::new(shape, 1.0).map_or(f64::NAN, |g| g.sample(random));
        match self {
            Self::Gamma { shape, scale } => (standard(shape, random) * scale).ln(),
            Self::InverseGamma { shape, scale } => (scale / standard(shape, random)).ln(),
        }
    }
}

/// Which hyperparameter a coordinate is.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Which {
    Tightness,
    SumOfCoefficients,
    InitialObservation,
    Scale(usize),
}

/// The log density of the hyperparameters given a sample. Coordinates are logarithms.
pub(super) struct Target<'a> {
    pub(super) lagged: &'a Lagged,
    settings: &'a Hierarchical,
    own_lags: Vec<f64>,
    /// Scales where they are not drawn, and starting points where they are.
    scales: Vec<f64>,
    coordinates: Vec<(Which, Density)>,
}

/// Everything that one evaluation writes to.
pub(super) struct Workspace {
    base: NormalInverseWishart,
    pub(super) prior: NormalInverseWishart,
    pub(super) posterior: NormalInverseWishart,
    dummies: Rows,
    scales: Vec<f64>,
}

impl<'a> Target<'a> {
    pub(super) fn new(series: &Columns, lagged: &'a Lagged, settings: &'a Hierarchical) -> Result<Self, Refusal> {
        settings.prior.check()?;
        let gamma = |prior: &GammaPrior| prior.shape_and_scale().map(|(shape, scale)| Density::Gamma { shape, scale });
        let mut coordinates = vec![(Which::Tightness, gamma(&settings.tightness)?)];
        let dummies = [
            (Which::SumOfCoefficients, &settings.sum_of_coefficients, settings.prior.sum_of_coefficients),
            (Which::InitialObservation, &settings.initial_observation, settings.prior.initial_observation),
        ];
        for (which, hyperprior, start) in dummies {
            if let Some(hyperprior) = hyperprior {
                if start.is_none() {
                    let why = "a dummy observation with a hyperprior needs a spread at which the search begins";
                    return Err(Refusal::NotDefined { what: "the start of the search", why });
                }
                coordinates.push((which, gamma(hyperprior)?));
            }
        }
        if let Some(InverseGammaPrior { shape, scale }) = settings.scales {
            checked("shape of a hyperprior", shape, shape > 0.0 && shape.is_finite(), "positive and finite")?;
            checked("scale of a hyperprior", scale, scale > 0.0 && scale.is_finite(), "positive and finite")?;
            let density = Density::InverseGamma { shape, scale };
            coordinates.extend((0..lagged.m()).map(|j| (Which::Scale(j), density)));
        }
        let (own_lags, scales) = (settings.prior.own_lag.of(lagged.m())?, settings.prior.scales.of(series)?);
        Ok(Self { lagged, settings, own_lags, scales, coordinates })
    }

    /// Number of hyperparameters.
    pub(super) fn size(&self) -> usize {
        self.coordinates.len()
    }

    /// Names of the hyperparameters.
    pub(super) fn names(&self) -> Vec<String> {
        let name = |which: &Which| match which {
            Which::Tightness => "tightness".to_owned(),
            Which::SumOfCoefficients => "sum of coefficients".to_owned(),
            Which::InitialObservation => "initial observation".to_owned(),
            Which::Scale(j) => format!("scale of {}", self.lagged.names[*j]),
        };
        self.coordinates.iter().map(|(which, _)| name(which)).collect()
    }

    /// Logarithms of the settings, where the search begins.
    pub(super) fn start(&self) -> Vec<f64> {
        let prior = &self.settings.prior;
        let value = |which: &Which| match which {
            Which::Tightness => prior.tightness,
            Which::SumOfCoefficients => prior.sum_of_coefficients.unwrap_or(1.0),
            Which::InitialObservation => prior.initial_observation.unwrap_or(1.0),
            Which::Scale(j) => self.scales[*j],
        };
        self.coordinates.iter().map(|(which, _)| value(which).ln()).collect()
    }

    pub(super) fn workspace(&self) -> Workspace {
        let (k, m) = (self.lagged.k(), self.lagged.m());
        let form = || NormalInverseWishart::zeros(k, m);
        let rows =
            Weights::of_spreads(self.settings.prior.sum_of_coefficients, self.settings.prior.initial_observation)
                .rows(m);
        let dummies = Rows::zeros(rows, k, m, rows as f64);
        Workspace { base: form(), prior: form(), posterior: form(), dummies, scales: self.scales.clone() }
    }

    /// Fills the workspace's prior at these hyperparameters. `false` when it is not proper.
    pub(super) fn prior_at(&self, logs: &[f64], own: &mut Workspace) -> bool {
        let settings = &self.settings.prior;
        let mut tightness = settings.tightness;
        let (mut sums, mut initial) = (settings.sum_of_coefficients, settings.initial_observation);
        for ((which, _), log) in self.coordinates.iter().zip(logs) {
            match which {
                Which::Tightness => tightness = log.exp(),
                Which::SumOfCoefficients => sums = Some(log.exp()),
                Which::InitialObservation => initial = Some(log.exp()),
                Which::Scale(j) => own.scales[*j] = log.exp(),
            }
        }
        settings.base_into(tightness, &self.own_lags, &own.scales, self.lagged.lags, &mut own.base);
        Weights::of_spreads(sums, initial).fill(self.lagged, &mut own.dummies);
        own.base.update_into(&own.dummies, &mut own.prior)
    }

    /// Log marginal likelihood, with the workspace's prior and posterior at these hyperparameters.
    pub(super) fn log_marginal_likelihood(&self, logs: &[f64], own: &mut Workspace) -> f64 {
        // Beyond e^40 either way a prior is a point or nothing, and squares overflow.
        if !logs.iter().all(|l| l.abs() < 40.0) || !self.prior_at(logs, own) {
            return f64::NEG_INFINITY;
        }
        if !own.prior.update_into(&self.lagged.rows, &mut own.posterior) {
            return f64::NEG_INFINITY;
        }
        own.prior.log_marginal_likelihood(&own.posterior, self.lagged.t as f64)
    }

    /// Log density of the hyperparameters given the data, up to a constant.
    pub(super) fn log_density(&self, logs: &[f64], own: &mut Workspace) -> f64 {
        let own_priors: f64 = self.coordinates.iter().zip(logs).map(|((_, d), log)| d.log_at(*log)).sum();
        self.log_marginal_likelihood(logs, own) + own_priors
    }

    /// The same for the logarithms of the hyperparameters: with the Jacobian.
    pub(super) fn log_density_of_logs(&self, logs: &[f64], own: &mut Workspace) -> f64 {
        self.log_density(logs, own) + logs.iter().sum::<f64>()
    }

    /// Logarithms of a draw from the hyperpriors.
    pub(super) fn draw_from_hyperpriors(&self, random: &mut ChaCha8Rng) -> Vec<f64> {
        self.coordinates.iter().map(|(_, density)| density.log_draw(random)).collect()
    }
}

#[cfg(test)]
mod tests {
    //! (a) hand: shape and scale of a gamma by its mode; (c) a density integrates to one.
    use super::*;
    use crate::tolerance::Tolerance::{Exact, Iterative};

    #[test]
    fn gamma_by_mode() {
        // Shape 2, scale 3: mode 3, standard deviation 3 sqrt 2.
        let prior = GammaPrior { mode: 3.0, standard_deviation: 3.0 * 2f64.sqrt() };
        let (shape, scale) = prior.shape_and_scale().unwrap();
        Exact.check("shape", shape, 2.0).unwrap();
        Exact.check("scale", scale, 3.0).unwrap();
        assert!(GammaPrior { mode: 0.0, standard_deviation: 1.0 }.shape_and_scale().is_err());
    }

    #[test]
    fn densities_integrate_to_one() {
        for density in [Density::Gamma { shape: 2.5, scale: 0.7 }, Density::InverseGamma { shape: 3.0, scale: 2.0 }] {
            let sum: f64 =
                (-4000..4000).map(|i| f64::from(i) / 200.0).map(|l| (density.log_at(l) + l).exp() / 200.0).sum();
            // The sum stops where the grid ends, as an iteration stops early.
            Iterative.check(format!("{density:?}"), sum, 1.0).unwrap();
        }
    }
}
