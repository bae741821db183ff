//! The parameters of one relation and its instruments that are stepped on together, as a point with one coordinate per number. Knows no
//! density.

use super::layout::Layout;
use super::profile::Profile;

/// Values of a relation's parameters, and what follows from them.
///
/// Coordinates: noise of each of its instruments; loadings but the anchor's; logarithm of the spread of its surprises given those of the other
/// relations; the slopes of its surprises on theirs; the lags of its equation.
#[derive(Debug, Clone)]
pub(super) struct Point {
    relation: usize,
    /// tau of the relation's instruments.
    pub(super) noise: Vec<f64>,
    /// Their loadings, of which the anchor's stands still.
    pub(super) loading: Vec<f64>,
    /// Which of the instruments is the anchor.
    anchor: usize,
    /// Of all equations; only the relation's own is stepped on.
    pub(super) coefficients: Vec<f64>,
    /// Of all relations; only the relation's row and column are stepped on.
    pub(super) sigma: Vec<f64>,
    /// Standard deviation of its surprises given those of the others, and their slopes; its own slope is 0.
    pub(super) spread: f64,
    slope: Vec<f64>,
    /// Precision of the relation's states, factored.
    pub(super) precision: Profile,
    /// `L^-1` times precision times mean.
    pub(super) right: Vec<f64>,
    /// Log density.
    pub(super) ln: f64,
}

impl Point {
    pub(super) fn new(layout: &Layout, relation: usize, own: &[usize]) -> Self {
        let zeros = |n: usize| vec![0.0; n];
        Self {
            relation,
            noise: zeros(own.len()),
            loading: zeros(own.len()),
            anchor: own.iter().position(|at| layout.instruments[*at].anchor).unwrap_or(0),
            coefficients: zeros(layout.k * layout.m),
            sigma: zeros(layout.m * layout.m),
            spread: 1.0,
            slope: zeros(layout.m),
            precision: layout.profile(relation),
            right: zeros(layout.t),
            ln: 0.0,
        }
    }

    /// First guesses of how far each coordinate may be stepped.
    pub(super) fn guesses(&self, layout: &Layout) -> Vec<f64> {
        let noise = self.noise.iter().map(|_| 0.1 * layout.prior.noise_spread);
        let loadings = (1..self.loading.len()).map(|_| layout.prior.loading_spread / 20.0);
        noise
            .chain(loadings)
            .chain([0.15])
            .chain((1..layout.m).map(|_| 1.0 / 20.0))
            .chain((1..layout.k).map(|_| 0.03))
            .collect()
    }

    /// Puts the point at stated values; `inverse` is the inverse of Sigma.
    pub(super) fn place(&mut self, coefficients: &[f64], sigma: &[f64], inverse: &[f64]) {
        let (m, j) = (self.slope.len(), self.relation);
        self.coefficients.copy_from_slice(coefficients);
        self.sigma.copy_from_slice(sigma);
        let precision = inverse[j * m + j];
        self.spread = 1.0 / precision.sqrt();
        for (i, slope) in self.slope.iter_mut().enumerate() {
            *slope = if i == j { 0.0 } else { -inverse[j * m + i] / precision };
        }
    }

    /// Position of an instrument other than the anchor.
    fn not_anchor(&self, at: usize) -> usize {
        at + usize::from(at >= self.anchor)
    }

    /// One coordinate.
    pub(super) fn coordinate(&self, at: usize) -> f64 {
        let (m, j) = (self.slope.len(), self.relation);
        let k = self.coefficients.len() / m;
        let own = self.noise.len();
        match at.checked_sub(2 * own - 1) {
            None if at < own => self.noise[at],
            None => self.loading[self.not_anchor(at - own)],
            Some(0) => self.spread.ln(),
            Some(other) if other < m => self.slope[other - usize::from(other <= j)],
            Some(lag) => self.coefficients[j * k + lag - m],
        }
    }

    /// Becomes the point that lies a step from `from`. The relation's constant moves with the lags, so that `levels`, one
    /// per relation, stay a place of rest.
    pub(super) fn step_from(&mut self, from: &Self, step: &[f64], levels: &[f64]) {
        let (m, j, own) = (self.slope.len(), self.relation, self.noise.len());
        let k = self.coefficients.len() / m;
        for (noise, (old, step)) in self.noise.iter_mut().zip(from.noise.iter().zip(step)) {
            *noise = old + step;
        }
        self.loading.copy_from_slice(&from.loading);
        for (at, step) in step[own..2 * own - 1].iter().enumerate() {
            let at = self.not_anchor(at);
            self.loading[at] += step;
        }
        let step = &step[2 * own - 1..];
        self.spread = from.spread * step[0].exp();
        for (other, step) in step.iter().enumerate().take(m).skip(1) {
            let i = other - usize::from(other <= j);
            self.slope[i] = from.slope[i] + step;
        }
        self.sigma.copy_from_slice(&from.sigma);
        let mut variance = self.spread * self.spread;
        for i in (0..m).filter(|i| *i != j) {
            let covariance: f64 = (0..m).filter(|l| *l != j).map(|l| self.slope[l] * from.sigma[l * m + i]).sum();
            self.sigma[j * m + i] = covariance;
            self.sigma[i * m + j] = covariance;
            variance += self.slope[i] * covariance;
        }
        self.sigma[j * m + j] = variance;
        self.coefficients.copy_from_slice(&from.coefficients);
        for (l, step) in step[m..].iter().enumerate() {
            self.coefficients[j * k + l] += step;
            self.coefficients[(j + 1) * k - 1] -= step * levels[l % m];
        }
    }
}
