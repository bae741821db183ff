//! Bands along the principal components of the draws of a path: Sims and Zha (1999), section 6. Steps of a response
//! move together, and a band of pointwise ends hides how; here each band shows one way in which the whole path may
//! be otherwise. Pointwise bands stand in `bands.rs`.

use super::bands::{SampledPaths, require_draws};
use crate::caution::Caution;
use crate::dense::symmetric_eigen;
use crate::distributions::normal_quantile;
use crate::linear::dot;
use crate::order_statistics::selected_quantile;
use crate::refusal::{Confidence, Refusal, require_name};

/// Principal components of the draws of one path, or of the responses of all series to one shock.
#[derive(Debug, Clone, PartialEq)]
pub struct EigenBands {
    names: Vec<String>,
    steps: usize,
    estimate: Vec<f64>,
    /// Variances along the components, largest first.
    values: Vec<f64>,
    /// Components, one column each, of length 1.
    vectors: Vec<f64>,
    /// Draws minus the estimate, draw after draw.
    deviations: Vec<f64>,
    /// Periods used.
    pub n: usize,
    /// What to know of the draws.
    pub cautions: Vec<Caution>,
}

/// The two paths at the ends of one component. One is not below the other at all steps: where the component changes
/// its sign, they cross.
#[derive(Debug, Clone, PartialEq)]
pub struct EigenBand {
    names: Vec<String>,
    steps: usize,
    low: Vec<f64>,
    high: Vec<f64>,
    /// Share of this component in the variance of all steps together.
    pub share: f64,
    /// Share of the draws between the ends, along the component.
    pub confidence: Confidence,
}

impl SampledPaths {
    /// Components of the response of `effect` to `shock`. Refuses names that are not there.
    pub fn eigen(&self, effect: &str, shock: &str) -> Result<EigenBands, Refusal> {
        let effect = require_name("series", effect, &self.names)?;
        let shock = require_name("shock", shock, &self.names)?;
        Ok(self.components(&[effect], shock))
    }

    /// Components of the responses of all series to `shock` taken as one long path, so that a band also shows how the
    /// series move together. Series in other units should first be brought to like ones: the largest rule here.
    pub fn eigen_of_shock(&self, shock: &str) -> Result<EigenBands, Refusal> {
        let shock = require_name("shock", shock, &self.names)?;
        let effects: Vec<usize> = (0..self.names.len()).collect();
        Ok(self.components(&effects, shock))
    }

    fn components(&self, effects: &[usize], shock: usize) -> EigenBands {
        let (k, steps) = (self.names.len(), self.steps);
        let places: Vec<usize> =
            effects.iter().flat_map(|effect| (0..steps).map(move |h| h * k * k + shock * k + effect)).collect();
        let (d, draws) = (places.len(), self.draws());
        let estimate: Vec<f64> = places.iter().map(|&at| self.estimate[at]).collect();
        let mut deviations = Vec::with_capacity(d * draws);
        for draw in self.table.values.chunks_exact(self.table.width) {
            deviations.extend(places.iter().zip(&estimate).map(|(&at, e)| draw[at] - e));
        }
        let mut centred: Vec<Vec<f64>> =
            (0..d).map(|i| deviations[i..].iter().step_by(d).copied().collect::<Vec<f64>>()).collect();
        for column in &mut centred {
            let mean = column.iter().sum::<f64>() / draws as f64;
            column.iter_mut().for_each(|v| *v -= mean);
        }
        let divisor = draws as f64 - 1.0;
        let covariance: Vec<f64> = (0..d * d).map(|at| dot(&centred[at % d], &centred[at / d]) / divisor).collect();
        let (values, vectors) = symmetric_eigen(&covariance, d);
        let names = effects.iter().map(|&e| self.names[e].clone()).collect();
        let (n, cautions) = (self.n, self.cautions.clone());
        EigenBands { names, steps, estimate, values, vectors, deviations, n, cautions }
    }
}

impl EigenBands {
    /// Variances along the components, largest first; as many as steps (times series).
    pub fn variances(&self) -> &[f64] {
        &self.values
    }

    /// Draws used.
    pub fn draws(&self) -> usize {
        self.deviations.len() / self.estimate.len()
    }

    /// The component of a rank, 0 the largest, of length 1, its largest entry positive.
    pub fn component(&self, rank: usize) -> Result<&[f64], Refusal> {
        let d = self.estimate.len();
        let count = d;
        self.vectors.chunks_exact(d).nth(rank).ok_or(Refusal::NoSuch { what: "component", index: rank, count })
    }

    /// The estimate plus the component times the quantiles of where the draws lie along it. Refuses a rank that is
    /// not there, and a confidence for which there are not at least two draws beyond the ends.
    pub fn band(&self, rank: usize, confidence: Confidence) -> Result<EigenBand, Refusal> {
        require_draws(self.draws(), confidence)?;
        let component = self.component(rank)?;
        let mut along: Vec<f64> =
            self.deviations.chunks_exact(component.len()).map(|draw| dot(draw, component)).collect();
        let tail = (1.0 - confidence.level()) / 2.0;
        let (low, high) = (selected_quantile(&mut along, tail), selected_quantile(&mut along, 1.0 - tail));
        Ok(self.moved(rank, component, low, high, confidence))
    }

    /// The estimate minus and plus the component times its standard deviation times the normal quantile: right where
    /// the draws are symmetric about the estimate.
    pub fn symmetric_band(&self, rank: usize, confidence: Confidence) -> Result<EigenBand, Refusal> {
        let component = self.component(rank)?;
        let reach = normal_quantile(0.5 + confidence.level() / 2.0) * self.values[rank].max(0.0).sqrt();
        Ok(self.moved(rank, component, -reach, reach, confidence))
    }

    fn moved(&self, rank: usize, component: &[f64], low: f64, high: f64, confidence: Confidence) -> EigenBand {
        let path = |by: f64| self.estimate.iter().zip(component).map(|(e, w)| e + by * w).collect();
        let total: f64 = self.values.iter().sum();
        let share = if total > 0.0 { self.values[rank] / total } else { 0.0 };
        EigenBand { names: self.names.clone(), steps: self.steps, low: path(low), high: path(high), share, confidence }
    }
}

impl EigenBand {
    /// Both paths of the response of one series, low end along the component first. Refuses a series that the
    /// components are not of.
    pub fn of(&self, effect: &str) -> Result<(&[f64], &[f64]), Refusal> {
        let at = require_name("series", effect, &self.names)? * self.steps;
        Ok((&self.low[at..at + self.steps], &self.high[at..at + self.steps]))
    }
}
