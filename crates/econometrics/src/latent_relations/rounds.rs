//! Runs the chains in rounds until every quantity has settled, and holds their draws. What a draw means stands in
//! `fit.rs`.

use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use super::chain::Chain;
use super::layout::Layout;
use super::model::LatentSampler;
use super::quantities::Quantities;
use crate::chains::{Settled, Settling, SettlingRoom};
use crate::refusal::Refusal;
use crate::resampling::stream;

/// A chain with what was held of it.
pub(super) struct Run {
    chain: Chain,
    random: ChaCha8Rng,
    /// Sweeps from one held draw to the next.
    thin: usize,
    /// m T states per draw, relation after relation.
    pub(super) paths: Vec<f64>,
    /// As [`Quantities`] orders them.
    pub(super) parameters: Vec<f64>,
}

impl Run {
    /// Starts a chain and burns it in.
    pub(super) fn new(layout: &Layout, burn_in: usize, thin: usize, mut random: ChaCha8Rng) -> Result<Self, Refusal> {
        let mut chain = Chain::new(layout, &mut random)?;
        for sweep in 0..burn_in {
            // Step lengths settle: gains fall as the root of the sweeps, so that early steps can be far off.
            chain.learning = 2.0 / (1.0 + sweep as f64).sqrt();
            chain.sweep(layout, &mut random)?;
            // Shapes of steps are learnt from the second, the third and the last quarter, each better than the one before.
            if [burn_in / 4, burn_in / 2, burn_in - 1].contains(&sweep) {
                chain.integrated.learn();
            }
        }
        chain.learning = 0.0;
        Ok(Self { chain, random, thin, paths: Vec::new(), parameters: Vec::new() })
    }

    /// Makes `count` draws more.
    pub(super) fn draw(&mut self, layout: &Layout, count: usize) -> Result<(), Refusal> {
        for _ in 0..count {
            for _ in 0..self.thin {
                self.chain.sweep(layout, &mut self.random)?;
            }
            self.paths.extend_from_slice(&self.chain.path);
            let Chain { loading, noise, intercept, coefficients, sigma, .. } = &self.chain;
            for part in [loading, noise, intercept, coefficients, sigma] {
                self.parameters.extend_from_slice(part);
            }
        }
        Ok(())
    }

    /// Keeps every second draw, and goes on with steps twice as long.
    fn halve(&mut self, of_path: usize, of_parameters: usize) {
        for (values, width) in [(&mut self.paths, of_path), (&mut self.parameters, of_parameters)] {
            let half = values.len() / width / 2;
            (0..half).for_each(|d| values.copy_within((2 * d + 1) * width..(2 * d + 2) * width, d * width));
            values.truncate(half * width);
        }
        self.thin *= 2;
    }

    /// The chain as it stands.
    pub(super) fn chain(&self) -> &Chain {
        &self.chain
    }
}

/// What the rounds lead to.
pub(super) struct Rounds {
    pub(super) runs: Vec<Run>,
    pub(super) rounds: usize,
    /// Sweeps of each chain after the burn-in.
    pub(super) sweeps: usize,
    /// One per quantity.
    pub(super) settled: Vec<Settled>,
    /// Position of the quantity that is furthest from the rule.
    pub(super) worst: usize,
}

/// How far a quantity is from the rule: above 1 it does not hold.
fn distance(settled: &Settled, sampler: &LatentSampler) -> f64 {
    let by_chains = (settled.r_hat - 1.0) / (sampler.r_hat_max - 1.0);
    by_chains.max(sampler.effective_min / settled.effective.max(f64::MIN_POSITIVE))
}

/// Runs until the rule holds. Refuses what a sweep refuses, and chains that have not settled after the last round.
pub(super) fn run(layout: &Layout, quantities: &Quantities, sampler: &LatentSampler) -> Result<Rounds, Refusal> {
    let thin = sampler.draws.div_ceil(sampler.kept);
    let start = |c: usize| Run::new(layout, sampler.burn_in, thin, stream(sampler.seed, c as u64));
    let mut runs = (0..sampler.chains).into_par_iter().map(start).collect::<Result<Vec<Run>, Refusal>>()?;
    let (of_path, of_parameters) = (layout.m * layout.t, quantities.parameters());
    for run in &mut runs {
        run.paths.reserve_exact(sampler.kept * of_path);
        run.parameters.reserve_exact(sampler.kept * of_parameters);
    }
    let settling = Settling::new(sampler.chains, sampler.kept);
    let mut round = 1;
    loop {
        let count = if round == 1 { sampler.kept } else { sampler.kept / 2 };
        runs.par_iter_mut().try_for_each(|run| {
            if round > 1 {
                run.halve(of_path, of_parameters);
            }
            run.draw(layout, count)
        })?;
        let settled = judge(&runs, quantities, &settling);
        let distances = settled.iter().map(|s| distance(s, sampler));
        // The first of the largest.
        let (worst, far) = distances.enumerate().fold((0, 0.0), |w, (i, d)| if d > w.1 { (i, d) } else { w });
        let sweeps = runs[0].thin * sampler.kept;
        if far < 1.0 {
            return Ok(Rounds { runs, rounds: round, sweeps, settled, worst });
        }
        if round == sampler.rounds_max {
            return Err(Refusal::Unsettled {
                quantity: quantities.name(worst),
                r_hat: settled[worst].r_hat,
                effective: settled[worst].effective,
                draws: sweeps,
                r_hat_max: sampler.r_hat_max,
                effective_min: sampler.effective_min,
            });
        }
        round += 1;
    }
}

/// Quantities that are gathered together: the numbers of a cache line.
const TOGETHER: usize = 8;

/// How well each quantity has settled.
fn judge(runs: &[Run], quantities: &Quantities, settling: &Settling) -> Vec<Settled> {
    let states = quantities.states();
    let of_states = judge_columns(runs, |r| &r.paths, states, &(0..states).collect::<Vec<_>>(), settling);
    let parameters = quantities.parameters();
    let of_parameters = judge_columns(runs, |r| &r.parameters, parameters, quantities.judged(), settling);
    [of_states, of_parameters].concat()
}

/// Judges the given columns of tables that are `width` wide.
fn judge_columns(
    runs: &[Run],
    table: impl Fn(&Run) -> &Vec<f64> + Sync,
    width: usize,
    columns: &[usize],
    settling: &Settling,
) -> Vec<Settled> {
    let n: usize = runs.iter().map(|r| table(r).len() / width).sum();
    columns
        .par_chunks(TOGETHER)
        .map_init(
            || (SettlingRoom::default(), vec![0.0; n * TOGETHER]),
            |(room, gathered), columns| {
                for (d, row) in runs.iter().flat_map(|r| table(r).chunks_exact(width)).enumerate() {
                    columns.iter().enumerate().for_each(|(c, column)| gathered[c * n + d] = row[*column]);
                }
                gathered.chunks_exact(n).take(columns.len()).map(|v| settling.judge(v, room)).collect::<Vec<_>>()
            },
        )
        .collect::<Vec<_>>()
        .concat()
}
