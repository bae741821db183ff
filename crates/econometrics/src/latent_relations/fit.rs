//! What the draws say: states by period, loadings, noise, intercepts, reliability, residuals. Responses stand in
//! `response.rs`.

use rayon::prelude::*;

use super::layout::Layout;
use super::model::{LatentRelations, LatentSampler};
use super::prior::LatentPrior;
use super::quantities::Quantities;
use super::rounds::{Rounds, run};
use crate::bayesian_vector_autoregression::Sample;
use crate::caution::Caution;
use crate::chains::{Settled, Settling, SettlingRoom};
use crate::refusal::{Confidence, Refusal};
use crate::vector_autoregression::Lags;

/// One number of the posterior.
#[derive(Debug, Clone, PartialEq)]
pub struct PosteriorSummary {
    /// What it is.
    pub name: String,
    /// Mean.
    pub mean: f64,
    /// Standard deviation.
    pub standard_deviation: f64,
    /// Lower end of the interval that leaves equal shares of the draws on both sides.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
    /// Share of the draws above 0: the posterior probability that the number is positive.
    pub share_positive: f64,
    /// Rank-normalised split R-hat.
    pub r_hat: f64,
    /// Effective number of draws.
    pub effective: f64,
}

/// One state of the posterior.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StateSummary {
    /// Period, counted from 0.
    pub period: usize,
    /// Mean, in the units of the relation's anchor.
    pub mean: f64,
    /// Median.
    pub median: f64,
    /// Standard deviation.
    pub standard_deviation: f64,
    /// Lower end of the interval that leaves equal shares of the draws on both sides.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
    /// Rank-normalised split R-hat.
    pub r_hat: f64,
    /// Effective number of draws.
    pub effective: f64,
}

/// How long the sampler ran, and how it stood when it stopped.
#[derive(Debug, Clone, PartialEq)]
pub struct Convergence {
    /// Chains.
    pub chains: usize,
    /// Sweeps of each chain after the burn-in.
    pub draws_per_chain: usize,
    /// Draws held of each chain.
    pub kept_per_chain: usize,
    /// Rounds.
    pub rounds: usize,
    /// The largest R-hat of any quantity.
    pub r_hat_max: f64,
    /// The smallest effective number of draws of any quantity.
    pub effective_min: f64,
    /// The quantity that was furthest from the rule.
    pub worst: String,
}

/// The posterior of hidden relations, as draws: all chains one after the other.
///
/// Indices of relations, instruments and draws are those of the question; one that is not there is a fault of the
/// caller, and ends the program, as with a slice.
#[derive(Debug, Clone)]
pub struct LatentFit {
    pub(super) layout: Layout,
    pub(super) quantities: Quantities,
    pub(super) sampler: LatentSampler,
    pub(super) relations: Vec<String>,
    instruments: Vec<String>,
    paths: Vec<f64>,
    parameters: Vec<f64>,
    settled: Vec<Settled>,
    convergence: Convergence,
}

impl LatentRelations {
    /// Draws from the posterior of states, instruments and dynamics by Gibbs sampling, in rounds until every state,
    /// loading, intercept, noise, coefficient and entry of Sigma keeps the sampler's rule.
    ///
    /// Refuses settings and readings out of range, and chains that have not settled after the last round
    /// ([`Refusal::Unsettled`], with the quantity that is furthest from the rule).
    pub fn fit(&self, lags: Lags, prior: &LatentPrior, sampler: &LatentSampler) -> Result<LatentFit, Refusal> {
        sampler.check()?;
        let layout = Layout::new(self, lags, prior)?;
        let quantities = Quantities::new(self, &layout);
        let Rounds { runs, rounds, sweeps, settled, worst } = run(&layout, &quantities, sampler)?;
        let convergence = Convergence {
            chains: sampler.chains,
            draws_per_chain: sweeps,
            kept_per_chain: sampler.kept,
            rounds,
            r_hat_max: settled.iter().map(|s| s.r_hat).fold(1.0, f64::max),
            effective_min: settled.iter().map(|s| s.effective).fold(f64::INFINITY, f64::min),
            worst: quantities.name(worst),
        };
        let (mut paths, mut parameters) = (Vec::new(), Vec::new());
        for run in runs {
            paths.extend_from_slice(&run.paths);
            parameters.extend_from_slice(&run.parameters);
        }
        Ok(LatentFit {
            layout,
            quantities,
            sampler: *sampler,
            relations: self.relations.clone(),
            instruments: self.instruments.iter().map(|i| i.name.clone()).collect(),
            paths,
            parameters,
            settled,
            convergence,
        })
    }
}

impl LatentFit {
    /// Draws of all chains together.
    pub fn n_draws(&self) -> usize {
        self.sampler.chains * self.sampler.kept
    }

    /// Number of periods T.
    pub fn n_periods(&self) -> usize {
        self.layout.t
    }

    /// Names of the relations.
    pub fn relations(&self) -> &[String] {
        &self.relations
    }

    /// How the chains stood.
    pub fn convergence(&self) -> &Convergence {
        &self.convergence
    }

    /// The T states of one relation in one draw, in the units of its anchor.
    pub fn path(&self, draw: usize, relation: usize) -> &[f64] {
        let from = (draw * self.layout.m + relation) * self.layout.t;
        &self.paths[from..from + self.layout.t]
    }

    fn drawn(&self, draw: usize) -> &[f64] {
        let width = self.quantities.parameters();
        &self.parameters[draw * width..(draw + 1) * width]
    }

    /// The autoregression's coefficients in one draw: k x m, one column per equation; rows lag 1 of all relations, lag 2,
    /// ..., constant; k = m p + 1.
    pub fn coefficients(&self, draw: usize) -> &[f64] {
        &self.drawn(draw)[self.quantities.coefficients()]
    }

    /// Covariance of a period's surprises in one draw, m x m.
    pub fn sigma(&self, draw: usize) -> &[f64] {
        &self.drawn(draw)[self.quantities.sigma()]
    }

    /// One summary per period of a relation.
    pub fn band(&self, relation: usize, confidence: Confidence) -> Vec<StateSummary> {
        let summary = |period: usize| {
            let sample = Sample::new((0..self.n_draws()).map(|d| self.path(d, relation)[period]).collect());
            let interval = sample.interval(confidence);
            let Settled { r_hat, effective } = self.settled[relation * self.layout.t + period];
            StateSummary {
                period,
                mean: sample.mean(),
                median: sample.median(),
                standard_deviation: sample.standard_deviation(),
                low: interval.low,
                high: interval.high,
                r_hat,
                effective,
            }
        };
        (0..self.layout.t).into_par_iter().map(summary).collect()
    }

    /// Summary of one number per draw, in the order of the draws.
    pub(super) fn summary(
        &self,
        name: String,
        values: Vec<f64>,
        settled: Settled,
        confidence: Confidence,
    ) -> PosteriorSummary {
        let sample = Sample::new(values);
        let interval = sample.interval(confidence);
        PosteriorSummary {
            name,
            mean: sample.mean(),
            standard_deviation: sample.standard_deviation(),
            low: interval.low,
            high: interval.high,
            share_positive: sample.share_above(0.0),
            r_hat: settled.r_hat,
            effective: settled.effective,
        }
    }

    /// How well the chains agree on a number computed from each draw.
    pub(super) fn settled(&self, values: &[f64]) -> Settled {
        Settling::new(self.sampler.chains, self.sampler.kept).judge(values, &mut SettlingRoom::default())
    }

    fn parameter(&self, name: String, at: usize, confidence: Confidence) -> PosteriorSummary {
        let values: Vec<f64> = (0..self.n_draws()).map(|d| self.drawn(d)[at]).collect();
        // A number that is fixed by the question is known as well as can be.
        let known = Settled { r_hat: 1.0, effective: self.n_draws() as f64 };
        let settled = self.quantities.of_parameter(at).map_or(known, |judged| self.settled[judged]);
        self.summary(name, values, settled, confidence)
    }

    /// Loading b of an instrument: readings' units per unit of the relation. 1 for an anchor.
    pub fn loading(&self, instrument: usize, confidence: Confidence) -> PosteriorSummary {
        let name = format!("loading of {}", self.instruments[instrument]);
        self.parameter(name, self.quantities.loading(instrument), confidence)
    }

    /// Noise of an instrument: standard deviation of what its readings err by beyond their sampling variances,
    /// `tau (nu / (nu - 2))^(1/2)`.
    pub fn noise(&self, instrument: usize, confidence: Confidence) -> PosteriorSummary {
        let name = format!("noise of {}", self.instruments[instrument]);
        let mut noise = self.parameter(name, self.quantities.noise(instrument), confidence);
        let inflation = self.layout.prior.error_variance().sqrt();
        for value in [&mut noise.mean, &mut noise.standard_deviation, &mut noise.low, &mut noise.high] {
            *value *= inflation;
        }
        noise
    }

    /// Intercept of an instrument in one of its eras; 0 in an anchor's first. Refuses an era without readings.
    pub fn intercept(
        &self,
        instrument: usize,
        era: usize,
        confidence: Confidence,
    ) -> Result<PosteriorSummary, Refusal> {
        let known = &self.layout.instruments[instrument];
        let none = Refusal::NoSuch { what: "era with readings", index: era, count: known.eras.len() };
        let at = known.eras.iter().position(|e| *e == era).ok_or(none)?;
        let name = format!("intercept of {} in era {era}", self.instruments[instrument]);
        Ok(self.parameter(name, self.quantities.intercept(known.intercepts.start + at), confidence))
    }

    /// Mean of the relation over the block of each reading of an instrument, in one draw.
    fn block_means(&self, draw: usize, instrument: usize) -> impl Iterator<Item = f64> + '_ {
        let known = &self.layout.instruments[instrument];
        let path = self.path(draw, known.relation);
        self.layout.places[known.readings.clone()]
            .iter()
            .map(move |place| path[place.first..=place.last].iter().sum::<f64>() * place.share)
    }

    /// Reliability of an instrument: the share of the variance of its readings within eras that is the relation's,
    /// `b^2 V / (b^2 V + mean of the errors' variances)`, V the variance of the relation over the blocks that are read,
    /// divisor readings - eras. Refuses an instrument with no more readings than eras.
    pub fn reliability(&self, instrument: usize, confidence: Confidence) -> Result<PosteriorSummary, Refusal> {
        let known = &self.layout.instruments[instrument];
        let (n, eras) = (known.readings.len(), known.eras.len());
        if n <= eras {
            return Err(Refusal::TooFewObservations { have: n, need: eras + 1 });
        }
        let variances = &self.layout.variances[known.readings.clone()];
        let sampling = variances.iter().sum::<f64>() / n as f64;
        let of_draw = |d: usize| {
            let drawn = self.drawn(d);
            let (b, tau) = (drawn[self.quantities.loading(instrument)], drawn[self.quantities.noise(instrument)]);
            let means: Vec<f64> = self.block_means(d, instrument).collect();
            let mut squares = 0.0;
            let places = &self.layout.places[known.readings.clone()];
            for era in places.chunk_by(|a, b| a.intercept == b.intercept).scan(0, |from, era| {
                let range = *from..*from + era.len();
                *from = range.end;
                Some(range)
            }) {
                let centre = means[era.clone()].iter().sum::<f64>() / era.len() as f64;
                squares += means[era].iter().map(|x| (x - centre).powi(2)).sum::<f64>();
            }
            let signal = b * b * squares / (n - eras) as f64;
            let error = (sampling + tau * tau) * self.layout.prior.error_variance();
            signal / (signal + error)
        };
        let values: Vec<f64> = (0..self.n_draws()).into_par_iter().map(of_draw).collect();
        let settled = self.settled(&values);
        Ok(self.summary(format!("reliability of {}", self.instruments[instrument]), values, settled, confidence))
    }

    /// Posterior mean of each reading's error over the error's standard deviation, in the order of the readings.
    pub fn residual(&self, instrument: usize) -> Vec<f64> {
        let known = &self.layout.instruments[instrument];
        let mut sums = vec![0.0; known.readings.len()];
        for d in 0..self.n_draws() {
            let drawn = self.drawn(d);
            let (b, tau) = (drawn[self.quantities.loading(instrument)], drawn[self.quantities.noise(instrument)]);
            for ((sum, i), mean) in sums.iter_mut().zip(known.readings.clone()).zip(self.block_means(d, instrument)) {
                let a = drawn[self.quantities.intercept(self.layout.places[i].intercept)];
                let variance = (self.layout.variances[i] + tau * tau) * self.layout.prior.error_variance();
                *sum += (self.layout.values[i] - a - b * mean) / variance.sqrt();
            }
        }
        sums.iter().map(|sum| sum / self.n_draws() as f64).collect()
    }

    /// First-order autocorrelation of [`LatentFit::residual`] over readings whose blocks touch: errors that persist,
    /// which the model does not know of. `None` with fewer than eight such pairs.
    pub fn residual_autocorrelation(&self, instrument: usize) -> Option<f64> {
        let known = &self.layout.instruments[instrument];
        let places = &self.layout.places[known.readings.clone()];
        let residual = self.residual(instrument);
        let (mut pairs, mut products) = (0usize, 0.0);
        for (at, two) in places.windows(2).enumerate() {
            if two[0].last + 1 == two[1].first {
                pairs += 1;
                products += residual[at] * residual[at + 1];
            }
        }
        let squares = residual.iter().map(|e| e * e).sum::<f64>() / residual.len() as f64;
        (pairs >= PAIRS_MIN && squares > 0.0).then(|| products / pairs as f64 / squares)
    }

    /// What must be known of this answer: instruments whose errors persist.
    pub fn cautions(&self) -> Vec<Caution> {
        let of = |(at, name): (usize, &String)| {
            let autocorrelation = self.residual_autocorrelation(at).filter(|r| *r > PERSISTENT)?;
            Some(Caution::PersistentErrors { instrument: name.clone(), autocorrelation })
        };
        self.instruments.iter().enumerate().filter_map(of).collect()
    }
}

/// Fewest pairs of neighbouring readings for an autocorrelation.
const PAIRS_MIN: usize = 8;

/// From this autocorrelation on, errors are said to persist.
const PERSISTENT: f64 = 0.3;
