//! What the instruments are, given the states: loadings and intercepts, noise, and the variables that make normal
//! errors Student's.

use rand_chacha::ChaCha8Rng;
use rand_distr::{ChiSquared, Distribution, Gamma};

use super::chain::{Chain, normal};
use super::layout::{InstrumentLayout, Layout};
use crate::refusal::Refusal;

/// How the errors' mixing variables are drawn.
#[derive(Debug, Clone, Copy)]
pub(super) enum ErrorDraws {
    /// Normal errors: there are none.
    Normal,
    /// Student errors: lambda given an error e of squared scale V is Gamma((nu + 1) / 2, rate (nu + e^2 / V) / 2).
    Student {
        /// nu.
        degrees: f64,
        /// Gamma((nu + 1) / 2, rate 1).
        gamma: Gamma<f64>,
    },
}

impl ErrorDraws {
    pub(super) fn new(degrees: f64) -> Result<Self, Refusal> {
        if degrees == f64::INFINITY {
            return Ok(Self::Normal);
        }
        let range = "above 2";
        let out_of_range =
            |_| Refusal::SettingOutOfRange { name: "degrees of freedom of errors", value: degrees, range };
        Ok(Self::Student { degrees, gamma: Gamma::new(0.5 * (degrees + 1.0), 1.0).map_err(out_of_range)? })
    }

    /// A mixing variable before the data: lambda ~ Gamma(nu / 2, rate nu / 2); 1 for normal errors.
    pub(super) fn draw_mixing(&self, random: &mut ChaCha8Rng) -> f64 {
        match self {
            Self::Normal => 1.0,
            // Chi-squared with nu degrees of freedom over nu.
            Self::Student { degrees, .. } => ChiSquared::new(*degrees).map_or(f64::NAN, |c| c.sample(random) / degrees),
        }
    }
}

/// Noise below this cannot be told from none; the prior leaves less than 1e-6 there.
pub(super) const NOISE_MIN: f64 = 3e-7;

/// Random-walk steps of each noise per sweep: cheap beside the draw of the states, and the slowest part without them.
const NOISE_STEPS: usize = 2;

/// Weighted sums of an era's readings.
#[derive(Default)]
struct EraSums {
    w: f64,
    wx: f64,
    wy: f64,
}

impl Chain {
    fn era_sums(
        &self,
        layout: &Layout,
        intercept: usize,
        readings: &mut std::ops::Range<usize>,
    ) -> (EraSums, f64, f64) {
        let (mut sums, mut wxx, mut wxy) = (EraSums::default(), 0.0, 0.0);
        while readings.start < readings.end && layout.places[readings.start].intercept == intercept {
            let i = readings.start;
            let (w, x, y) = (self.weight[i], self.block_mean[i], layout.values[i]);
            sums.w += w;
            sums.wx += w * x;
            sums.wy += w * y;
            wxx += w * x * x;
            wxy += w * x * y;
            readings.start += 1;
        }
        (sums, wxx, wxy)
    }

    /// Loadings with the intercepts integrated out, then intercepts given loadings: together one draw from a normal
    /// distribution.
    pub(super) fn draw_loadings(&mut self, layout: &Layout, random: &mut ChaCha8Rng) {
        let prior = &layout.prior;
        let at_intercept = 1.0 / (prior.intercept_spread * prior.intercept_spread);
        let at_loading = 1.0 / (prior.loading_spread * prior.loading_spread);
        for (at, instrument) in layout.instruments.iter().enumerate() {
            if !instrument.anchor {
                let (mut precision, mut pull) = (at_loading, at_loading * prior.loading_mean);
                let mut readings = instrument.readings.clone();
                for era in instrument.intercepts.clone() {
                    let (sums, wxx, wxy) = self.era_sums(layout, era, &mut readings);
                    let mean = sums.wx / (sums.w + at_intercept);
                    precision += wxx - sums.wx * mean;
                    pull += wxy - sums.wy * mean;
                }
                // Rounding could take a little off a prior that the data say nothing against.
                precision = precision.max(at_loading);
                self.loading[at] = pull / precision + normal(random) / precision.sqrt();
            }
            let mut readings = instrument.readings.clone();
            for era in instrument.intercepts.clone() {
                let (sums, ..) = self.era_sums(layout, era, &mut readings);
                if !instrument.free_intercepts().contains(&era) {
                    continue;
                }
                let precision = sums.w + at_intercept;
                let mean = (sums.wy - self.loading[at] * sums.wx) / precision;
                self.intercept[era] = mean + normal(random) / precision.sqrt();
            }
        }
    }

    /// What an instrument's reading leaves unexplained.
    pub(super) fn error(&self, layout: &Layout, instrument: usize, i: usize) -> f64 {
        layout.values[i] - self.intercept[layout.places[i].intercept] - self.loading[instrument] * self.block_mean[i]
    }

    /// Noise by random walks with the mixing variables integrated out, then the mixing variables:
    /// together one step on both.
    pub(super) fn draw_errors(&mut self, layout: &Layout, random: &mut ChaCha8Rng) {
        let spread = layout.prior.noise_spread;
        for (at, instrument) in layout.instruments.iter().enumerate() {
            // The errors themselves, in the room of the weights, which are drawn anew below.
            for i in instrument.readings.clone() {
                let error = self.error(layout, at, i);
                self.weight[i] = error * error;
            }
            for _ in 0..NOISE_STEPS {
                let now = self.noise[at];
                // Noise and minus noise are one: at 0 the walk turns back.
                let next = (now + self.noise_step[at].propose(random)).abs();
                let prior = -0.5 * (next * next - now * now) / (spread * spread);
                let ln_ratio = if next > NOISE_MIN {
                    prior + self.noise_ratio(layout, instrument, now * now, next * next)
                } else {
                    f64::NEG_INFINITY
                };
                if self.noise_step[at].accept(ln_ratio, self.learning, random) {
                    self.noise[at] = next;
                }
            }
            let squared = self.noise[at] * self.noise[at];
            for i in instrument.readings.clone() {
                let scale = layout.variances[i] + squared;
                self.weight[i] = match self.errors {
                    ErrorDraws::Normal => 1.0 / scale,
                    ErrorDraws::Student { degrees, gamma } => {
                        2.0 * gamma.sample(random) / (degrees * scale + self.weight[i])
                    }
                };
            }
        }
    }

    /// Logarithm of the ratio of an instrument's likelihoods at two squared noises. Squared errors stand in `weight`.
    ///
    /// Of the Student density with squared scale V, `nu/2 ln V - (nu + 1)/2 ln(nu V + e^2)` depends on V. Logarithms are
    /// taken of products of ratios, which are near 1 each, not of each ratio.
    fn noise_ratio(&self, layout: &Layout, instrument: &InstrumentLayout, now: f64, next: f64) -> f64 {
        let range = instrument.readings.clone();
        let pairs = || layout.variances[range.clone()].chunks(8).zip(self.weight[range.clone()].chunks(8));
        let mut sum = 0.0;
        match self.errors {
            ErrorDraws::Normal => {
                for (variances, squares) in pairs() {
                    let mut ratio = 1.0;
                    for (s2, e2) in variances.iter().zip(squares) {
                        let (old, new) = (s2 + now, s2 + next);
                        ratio *= new / old;
                        sum -= 0.5 * e2 * (1.0 / new - 1.0 / old);
                    }
                    sum -= 0.5 * ratio.ln();
                }
            }
            ErrorDraws::Student { degrees, .. } => {
                for (variances, squares) in pairs() {
                    let (mut scales, mut tails) = (1.0, 1.0);
                    for (s2, e2) in variances.iter().zip(squares) {
                        let (old, new) = (s2 + now, s2 + next);
                        scales *= new / old;
                        tails *= (degrees * new + e2) / (degrees * old + e2);
                    }
                    sum += 0.5 * (degrees * f64::ln(scales) - (degrees + 1.0) * f64::ln(tails));
                }
            }
        }
        sum
    }

    /// Log density of all readings given states, loadings, intercepts and noise, without the constant.
    pub(super) fn ln_likelihood(&self, layout: &Layout) -> f64 {
        let mut sum = 0.0;
        for (at, instrument) in layout.instruments.iter().enumerate() {
            for i in instrument.readings.clone() {
                let error = self.error(layout, at, i);
                let scale = layout.variances[i] + self.noise[at] * self.noise[at];
                sum -= 0.5 * scale.ln()
                    + match self.errors {
                        ErrorDraws::Normal => 0.5 * error * error / scale,
                        ErrorDraws::Student { degrees, .. } => {
                            0.5 * (degrees + 1.0) * (error * error / (degrees * scale)).ln_1p()
                        }
                    };
            }
        }
        sum
    }
}
