//! The hierarchical vector autoregression of Giannone, Lenza and Primiceri (2015): the spreads of the Minnesota prior
//! are themselves unknown; their mode and their posterior draws, and with each the coefficients and the covariance.

use rayon::prelude::*;

use super::draws::{Draws, Sample};
use super::hyperparameters::{GammaPrior, InverseGammaPrior, Target};
use super::lagged::Lagged;
use super::metropolis::{Chain, Lengths, walk};
use super::posterior::{BayesianFit, BayesianVectorAutoregression};
use super::prior::{Minnesota, checked};
use crate::caution::Caution;
use crate::chains::{ChainDiagnostics, diagnose};
use crate::columns::Columns;
use crate::dense::{cholesky_in_place, invert_positive_definite};
use crate::linear::add_scaled;
use crate::minimise::minimise;
use crate::refusal::{Refusal, require_name};
use crate::resampling::stream;
use crate::vector_autoregression::Lags;

/// Above this R-hat, or below this many effective draws per chain, a result carries a caution (Vehtari et al. 2021).
const R_HAT_MAX: f64 = 1.01;
const EFFECTIVE_MIN: f64 = 100.0;

/// Settings of the hierarchical prior and of its sampler.
#[derive(Debug, Clone, PartialEq)]
pub struct Hierarchical {
    /// The Minnesota prior; the values of what has a hyperprior are where the search begins.
    pub prior: Minnesota,
    /// Hyperprior of the tightness lambda.
    pub tightness: GammaPrior,
    /// Hyperprior of mu; `None` keeps the prior's value, or leaves the dummies out where there is none.
    pub sum_of_coefficients: Option<GammaPrior>,
    /// Hyperprior of delta; `None` as above.
    pub initial_observation: Option<GammaPrior>,
    /// Hyperprior of each psi_j; `None` keeps the prior's scales.
    pub scales: Option<InverseGammaPrior>,
    /// Chains, 1 to 1,000; they run in parallel.
    pub chains: usize,
    /// Kept draws of each chain, at least 8.
    pub draws: usize,
    /// Proposals of each chain before the first kept draw; the size of the proposals is tuned on them.
    pub warm_up: usize,
    /// Proposals per kept draw, at least 1.
    pub thin: usize,
    /// Seed of all random numbers.
    pub seed: u64,
}

impl Default for Hierarchical {
    /// Random walks with both kinds of dummies; modes and standard deviations as in Giannone, Lenza and Primiceri
    /// (2015): lambda 0.2 and 0.4, mu and delta 1 and 1; scales by autoregressions of one lag. 4 chains of
    /// 2,500 draws, every 5th proposal, after 1,000.
    fn default() -> Self {
        let one = GammaPrior { mode: 1.0, standard_deviation: 1.0 };
        Self {
            prior: Minnesota { sum_of_coefficients: Some(1.0), initial_observation: Some(1.0), ..Minnesota::default() },
            tightness: GammaPrior { mode: 0.2, standard_deviation: 0.4 },
            sum_of_coefficients: Some(one),
            initial_observation: Some(one),
            scales: None,
            chains: 4,
            draws: 2_500,
            warm_up: 1_000,
            thin: 5,
            seed: 1,
        }
    }
}

/// One hyperparameter after the data.
#[derive(Debug, Clone, PartialEq)]
pub struct Hyperparameter {
    /// Its value at the mode of the joint density of all hyperparameters.
    pub mode: f64,
    /// Its draws, all chains together.
    pub sample: Sample,
    /// Its draws in the order drawn, one list per chain.
    pub chains: Vec<Vec<f64>>,
    /// Whether the chains agree, looked at in logarithms.
    pub diagnostics: ChainDiagnostics,
}

/// A hierarchical fit: draws of the hyperparameters, and of coefficients and covariance with each.
#[derive(Debug, Clone)]
pub struct HierarchicalFit {
    names: Vec<String>,
    hyperparameters: Vec<Hyperparameter>,
    at_mode: BayesianFit,
    log_marginal_likelihood: f64,
    draws: Draws,
    acceptance: Vec<f64>,
    cautions: Vec<Caution>,
}

impl BayesianVectorAutoregression {
    /// Chooses and draws the hyperparameters by the marginal likelihood times their hyperpriors: the mode by a search,
    /// then random-walk Metropolis over their logarithms, proposals by the inverse of the curvature at the mode. With
    /// every kept draw, one draw of (B, Sigma). Chain c uses stream c of the seed, draw d stream `chains + d`.
    ///
    /// Refuses what [`BayesianVectorAutoregression::fit`] refuses, settings out of range, a search that does not
    /// settle, and chains that stand still.
    pub fn hierarchical(series: &Columns, lags: Lags, settings: &Hierarchical) -> Result<HierarchicalFit, Refusal> {
        settings.check()?;
        let lagged = Lagged::new(series, lags, 1)?;
        let target = Target::new(series, &lagged, settings)?;
        let n = target.size();
        let mut own = target.workspace();
        if !target.log_density(&target.start(), &mut own).is_finite() {
            let why = "prior or posterior is not positive definite at the values where the search begins";
            return Err(Refusal::NotDefined { what: "the marginal likelihood", why });
        }
        let mode = minimise("hyperparameters", &target.start(), 0.5, |x| -target.log_density(x, &mut own))?.at;
        let root = proposal(&mode, |x| target.log_density_of_logs(x, &mut own));
        let lengths = Lengths { warm_up: settings.warm_up, draws: settings.draws, thin: settings.thin };
        let run = |c: usize| -> Chain {
            let (mut own, mut random) = (target.workspace(), stream(settings.seed, c as u64));
            let start = scattered(&mode, &root, &mut random, |x| target.log_density_of_logs(x, &mut own));
            walk(&start, &root, lengths, &mut random, |x| target.log_density_of_logs(x, &mut own))
        };
        let chains: Vec<Chain> = (0..settings.chains).into_par_iter().map(run).collect();
        let mut draws = Draws::zeros(&lagged, settings.chains * settings.draws)?;
        draws.fill(
            settings.seed,
            settings.chains as u64,
            || target.workspace(),
            |own, d, random, b, sigma, scratch| {
                let at = (d % settings.draws) * n;
                target.log_marginal_likelihood(&chains[d / settings.draws].draws[at..at + n], own);
                own.posterior.draw_into(random, b, sigma, scratch);
            },
        );
        let names = target.names();
        let (mut hyperparameters, mut cautions) = (Vec::new(), Vec::new());
        for (i, name) in names.iter().enumerate() {
            let logs: Vec<Vec<f64>> =
                chains.iter().map(|c| c.draws.iter().skip(i).step_by(n).copied().collect()).collect();
            let stuck = |refusal| match refusal {
                Refusal::NoVariation { observations, .. } => {
                    Refusal::NoVariation { column: format!("chain of {name}"), observations }
                }
                other => other,
            };
            let diagnostics = diagnose(&logs.iter().map(Vec::as_slice).collect::<Vec<_>>()).map_err(stuck)?;
            let effective = diagnostics.bulk.min(diagnostics.tail);
            if diagnostics.r_hat > R_HAT_MAX || effective < EFFECTIVE_MIN * settings.chains as f64 {
                let (parameter, r_hat) = (name.clone(), Some(diagnostics.r_hat));
                cautions.push(Caution::UnsettledChains { parameter, r_hat, effective });
            }
            let values: Vec<Vec<f64>> = logs.iter().map(|chain| chain.iter().map(|l| l.exp()).collect()).collect();
            let sample = Sample::new(values.concat());
            hyperparameters.push(Hyperparameter { mode: mode[i].exp(), sample, chains: values, diagnostics });
        }
        let log_marginal_likelihood = target.log_marginal_likelihood(&mode, &mut own);
        let at_mode = BayesianFit { prior: own.prior, posterior: own.posterior, lagged: lagged.clone(), chosen: true };
        let acceptance = chains.iter().map(|c| c.acceptance).collect();
        Ok(HierarchicalFit { names, hyperparameters, at_mode, log_marginal_likelihood, draws, acceptance, cautions })
    }
}

impl Hierarchical {
    fn check(&self) -> Result<(), Refusal> {
        let chains = self.chains as f64;
        checked("chains", chains, (1..=1_000).contains(&self.chains), "between 1 and 1,000")?;
        checked("draws", self.draws as f64, self.draws >= 8, "at least 8")?;
        checked("thin", self.thin as f64, self.thin >= 1, "at least 1")?;
        Ok(())
    }
}

impl HierarchicalFit {
    /// Names of the hyperparameters: `tightness`, `sum of coefficients`, `initial observation`, `scale of` a series.
    pub fn hyperparameters(&self) -> &[String] {
        &self.names
    }

    /// One hyperparameter by name.
    pub fn hyperparameter(&self, name: &str) -> Result<&Hyperparameter, Refusal> {
        Ok(&self.hyperparameters[require_name("hyperparameter", name, &self.names)?])
    }

    /// Number of periods used, T.
    pub fn n(&self) -> usize {
        self.at_mode.n()
    }

    /// The conjugate fit with the hyperparameters at their mode. Its Bayes factors carry a caution: the mode was chosen
    /// from the same data.
    pub fn at_mode(&self) -> &BayesianFit {
        &self.at_mode
    }

    /// Log marginal likelihood with the hyperparameters at their mode.
    pub fn log_marginal_likelihood_at_mode(&self) -> f64 {
        self.log_marginal_likelihood
    }

    /// Draws of coefficients and covariance, chain after chain.
    pub fn draws(&self) -> &Draws {
        &self.draws
    }

    /// Share of accepted proposals of each chain.
    pub fn acceptance(&self) -> &[f64] {
        &self.acceptance
    }

    /// What must be known of the sampler: chains that have not settled.
    pub fn cautions(&self) -> &[Caution] {
        &self.cautions
    }
}

/// Lower Cholesky factor of the inverse of minus the second derivatives; where the density is not curved downward at
/// this point, steps of a half in every logarithm.
fn proposal(at: &[f64], mut log_density: impl FnMut(&[f64]) -> f64) -> Vec<f64> {
    let n = at.len();
    let step = 1e-3;
    let mut moved = at.to_vec();
    let mut value = |i: usize, di: f64, j: usize, dj: f64| {
        moved.copy_from_slice(at);
        moved[i] += di * step;
        moved[j] += dj * step;
        log_density(&moved)
    };
    let mut curvature = vec![0.0; n * n];
    for i in 0..n {
        for j in 0..=i {
            let second =
                value(i, 1.0, j, 1.0) - value(i, 1.0, j, -1.0) - value(i, -1.0, j, 1.0) + value(i, -1.0, j, -1.0);
            curvature[i * n + j] = -second / (4.0 * step * step);
            curvature[j * n + i] = curvature[i * n + j];
        }
    }
    let usable = invert_positive_definite(&curvature, n).and_then(|mut covariance| {
        // A spread of more than two in a logarithm says that the density is flat here, not how wide it is.
        let bounded = (0..n).all(|i| covariance[i * n + i] < 4.0);
        (bounded && cholesky_in_place(&mut covariance, n)).then_some(covariance)
    });
    usable.unwrap_or_else(|| crate::dense::identity(n).iter().map(|v| 0.5 * v).collect())
}

/// A start away from the mode, so that chains which agree have come from different places; the mode where the
/// density is zero there.
fn scattered(
    mode: &[f64],
    root: &[f64],
    random: &mut rand_chacha::ChaCha8Rng,
    mut log_density: impl FnMut(&[f64]) -> f64,
) -> Vec<f64> {
    use rand_distr::{Distribution, StandardNormal};
    let n = mode.len();
    let mut start = mode.to_vec();
    for l in 0..n {
        let z: f64 = StandardNormal.sample(random);
        add_scaled(&mut start, 2.0 * z, &root[l * n..(l + 1) * n]);
    }
    if log_density(&start).is_finite() { start } else { mode.to_vec() }
}
