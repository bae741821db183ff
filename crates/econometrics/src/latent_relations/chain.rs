//! One chain: what is drawn, the room for drawing it, where it starts, and one sweep over all parts. The parts stand in
//! `states.rs`, `measurement.rs`, `dynamics.rs` and `moves.rs`. Nothing is allocated after the start.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};

use super::dynamics::DynamicsRoom;
use super::integrated::IntegratedRoom;
use super::layout::Layout;
use super::measurement::ErrorDraws;
use super::moves::MovesRoom;
use super::states::StatesRoom;
use crate::refusal::Refusal;

pub(super) fn normal(random: &mut ChaCha8Rng) -> f64 {
    StandardNormal.sample(random)
}

/// Length of a random-walk step, found in the burn-in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Step {
    ln_length: f64,
    /// Share of accepted proposals that is sought.
    accepted: f64,
}

/// Share of accepted proposals at which a random walk in one dimension moves furthest (Gelman, Roberts and Gilks 1996).
const ACCEPTED: f64 = 0.44;

impl Step {
    pub(super) fn new(length: f64, accepted: f64) -> Self {
        Self { ln_length: length.ln(), accepted }
    }

    /// Forgets the length that was found.
    pub(super) fn restart(&mut self, length: f64) {
        self.ln_length = length.ln();
    }

    pub(super) fn length(&self) -> f64 {
        self.ln_length.exp()
    }

    /// A normal step.
    pub(super) fn propose(&self, random: &mut ChaCha8Rng) -> f64 {
        self.length() * normal(random)
    }

    /// Decides on a proposal by the logarithm of its ratio; learns from it while `learning` is positive.
    pub(super) fn accept(&mut self, ln_ratio: f64, learning: f64, random: &mut ChaCha8Rng) -> bool {
        let chance = if ln_ratio >= 0.0 { 1.0 } else { ln_ratio.exp() };
        // NaN is refused: no comparison with it holds.
        let taken = random.random::<f64>() < chance;
        if learning > 0.0 && chance.is_finite() {
            self.ln_length = (self.ln_length + learning * (chance - self.accepted)).clamp(-12.0, 1.5);
        }
        taken
    }
}

/// All states are drawn at once in the first sweep and then every so often. In between they are drawn relation by
/// relation, which costs a fraction and mixes as well unless surprises in two relations are nearly one.
const ALL_STATES_EVERY: usize = 5;

/// The state of a chain.
#[derive(Debug, Clone)]
pub(super) struct Chain {
    /// States, period after period.
    pub(super) x: Vec<f64>,
    /// The same, relation after relation.
    pub(super) path: Vec<f64>,
    /// Mean of its relation over the block of each reading.
    pub(super) block_mean: Vec<f64>,
    /// b_k, one per instrument; 1 for anchors.
    pub(super) loading: Vec<f64>,
    /// a_ke of all instruments.
    pub(super) intercept: Vec<f64>,
    /// tau_k.
    pub(super) noise: Vec<f64>,
    /// Precision of each reading given its mixing variable: lambda / (variance + tau^2).
    pub(super) weight: Vec<f64>,
    /// k x m, one column per equation: lag 1 of all relations, lag 2, ..., constant.
    pub(super) coefficients: Vec<f64>,
    /// m x m.
    pub(super) sigma: Vec<f64>,
    pub(super) noise_step: Vec<Step>,
    pub(super) scale_step: Vec<Step>,
    sweeps: usize,
    /// Gain of the search for step lengths; 0 after the burn-in.
    pub(super) learning: f64,
    pub(super) errors: ErrorDraws,
    pub(super) states: StatesRoom,
    pub(super) dynamics: DynamicsRoom,
    pub(super) moves: MovesRoom,
    pub(super) integrated: IntegratedRoom,
}

impl Chain {
    /// A start of its own for each chain, wide around the prior, so that chains which agree have come from different
    /// places. States need none: they are drawn first.
    pub(super) fn new(layout: &Layout, random: &mut ChaCha8Rng) -> Result<Self, Refusal> {
        let (m, k, prior) = (layout.m, layout.k, &layout.prior);
        let n = layout.places.len();
        let mut chain = Self {
            x: vec![0.0; m * layout.t],
            path: vec![0.0; m * layout.t],
            block_mean: vec![0.0; n],
            loading: vec![1.0; layout.instruments.len()],
            intercept: vec![0.0; layout.intercepts],
            noise: vec![0.0; layout.instruments.len()],
            weight: vec![0.0; n],
            coefficients: vec![0.0; k * m],
            sigma: vec![0.0; m * m],
            noise_step: vec![Step::new(0.1 * prior.noise_spread, ACCEPTED); layout.instruments.len()],
            scale_step: vec![Step::new(1.0 / 20.0, ACCEPTED); m],
            sweeps: 0,
            learning: 0.0,
            errors: ErrorDraws::new(prior.error_degrees)?,
            states: StatesRoom::new(layout),
            dynamics: DynamicsRoom::new(layout),
            moves: MovesRoom::new(m),
            integrated: IntegratedRoom::new(layout),
        };
        for (at, instrument) in layout.instruments.iter().enumerate() {
            if !instrument.anchor {
                chain.loading[at] = prior.loading_mean + 0.5 * prior.loading_spread * normal(random);
            }
            chain.noise[at] = prior.noise_spread * (0.2 + 1.3 * random.random::<f64>());
            for i in instrument.readings.clone() {
                chain.weight[i] = 1.0 / (layout.variances[i] + chain.noise[at] * chain.noise[at]);
            }
        }
        for j in 0..m {
            chain.coefficients[j * k + j] = prior.own_lag * (0.6 + 0.4 * random.random::<f64>());
            chain.sigma[j * m + j] = prior.innovation_variance * (0.7 * normal(random)).exp();
        }
        Ok(chain)
    }

    /// Draws every part once given the rest.
    pub(super) fn sweep(&mut self, layout: &Layout, random: &mut ChaCha8Rng) -> Result<(), Refusal> {
        if self.sweeps.is_multiple_of(ALL_STATES_EVERY) {
            self.draw_states(layout, random)?;
        }
        self.sweeps += 1;
        self.draw_integrated(layout, random)?;
        self.move_groups(layout, random)?;
        self.draw_loadings(layout, random);
        self.draw_errors(layout, random);
        self.draw_dynamics(layout, random)
    }

    /// States of one relation.
    pub(super) fn path_of(&self, layout: &Layout, relation: usize) -> &[f64] {
        &self.path[relation * layout.t..(relation + 1) * layout.t]
    }

    /// Copies the states to their other order, and takes the means over blocks.
    pub(super) fn refresh_paths(&mut self, layout: &Layout) {
        let (m, t) = (layout.m, layout.t);
        for (j, path) in self.path.chunks_exact_mut(t).enumerate() {
            for (to, from) in path.iter_mut().zip(self.x[j..].iter().step_by(m)) {
                *to = *from;
            }
        }
        for instrument in &layout.instruments {
            let path = &self.path[instrument.relation * t..(instrument.relation + 1) * t];
            for i in instrument.readings.clone() {
                self.block_mean[i] = layout.places[i].mean_of(path);
            }
        }
    }
}
