//! Draws of the states given all readings. Means and variances without drawing are in `smoother.rs`.
//!
//! The method is that of Durbin and Koopman (2002): draw states and readings from the model, smooth the difference
//! between the true and the drawn readings, add the drawn states. It needs only the means of the smoother, and it
//! takes diffuse starts, gaps and transitions without an inverse (lags, running means) as they are, which the
//! Cholesky factor of the states' precision does not: there the noise of the states must have full rank.

use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};
use rayon::prelude::*;

use super::filter::{Workspace, require_all_seen};
use super::gains::{Gains, Kind};
use super::path::HiddenPath;
use super::small::{inner, symmetric_times, times_vector, transposed_times_vector};
use super::{Observations, StateSpace};
use crate::refusal::{Refusal, require_length, require_name};
use crate::resampling::stream;

/// Draws the states of models in a loop, such as a Gibbs sampler's, where parameters change between draws. The
/// memory is reused: after the first draw nothing is allocated while the sizes stay.
#[derive(Debug, Clone, Default)]
pub struct SimulationSmoother {
    workspace: Workspace,
    buffers: Buffers,
}

impl SimulationSmoother {
    /// An empty one; it takes its sizes from its first use.
    pub fn new() -> Self {
        Self::default()
    }

    /// One draw of all states given all readings and the model's parameters, written to `path`: n x m values,
    /// period by period. Refuses another length of `path`, and what [`StateSpace::smooth`] refuses.
    pub fn draw_into(
        &mut self,
        model: &StateSpace,
        y: &Observations,
        random: &mut ChaCha8Rng,
        path: &mut [f64],
    ) -> Result<(), Refusal> {
        require_length("path", path.len(), y.periods() * model.m())?;
        self.workspace.gains.compute(model, y, false)?;
        require_all_seen(model, &self.workspace.gains, y)?;
        self.buffers.draw(model, &self.workspace.gains, y, random, path)
    }
}

impl StateSpace {
    /// `count` draws of all states given all readings; draw k uses stream k of `seed`, whatever the number of
    /// threads. Refuses what [`StateSpace::smooth`] refuses, and no draws.
    pub fn draws(&self, y: &Observations, count: usize, seed: u64) -> Result<StateDraws, Refusal> {
        if count == 0 {
            return Err(Refusal::SettingOutOfRange { name: "draws", value: 0.0, range: "at least 1" });
        }
        let mut gains = Gains::default();
        gains.compute(self, y, false)?;
        require_all_seen(self, &gains, y)?;
        let size = y.periods() * self.m();
        let mut values = vec![0.0; count * size];
        values.par_chunks_mut(size).enumerate().try_for_each_init(Buffers::default, |buffers, (k, path)| {
            buffers.draw(self, &gains, y, &mut stream(seed, k as u64), path)
        })?;
        Ok(StateDraws { states: self.states.clone(), periods: y.periods(), values })
    }
}

#[derive(Debug, Clone, Default)]
struct Buffers {
    means: super::filter::Means,
    /// True readings minus drawn ones, n x p.
    difference: Vec<f64>,
    /// Backward sums at the beginning of each period, n x m.
    backward: Vec<f64>,
    normals: Vec<f64>,
    state: Vec<f64>,
    next: Vec<f64>,
    r: Vec<f64>,
    r1: Vec<f64>,
}

impl Buffers {
    fn draw(
        &mut self,
        model: &StateSpace,
        gains: &Gains,
        y: &Observations,
        random: &mut ChaCha8Rng,
        path: &mut [f64],
    ) -> Result<(), Refusal> {
        let (n, m, p) = (gains.n, gains.m, gains.p);
        for (buffer, size) in [
            (&mut self.difference, n * p),
            (&mut self.backward, n * m),
            (&mut self.normals, m.max(model.r())),
            (&mut self.state, m),
            (&mut self.next, m),
            (&mut self.r, m),
            (&mut self.r1, m),
        ] {
            buffer.resize(size, 0.0);
        }
        self.draw_unconditional(model, gains, y, random, path);
        self.means.run(model, gains, &self.difference, |_, _, _| {}, |_, _| {})?;
        self.pass_back(model, gains);
        self.add_smoothed(model, gains, path);
        Ok(())
    }

    /// Drawn states into `path`, about a mean of zero, and what the true readings lie above the drawn ones.
    fn draw_unconditional(
        &mut self,
        model: &StateSpace,
        gains: &Gains,
        y: &Observations,
        random: &mut ChaCha8Rng,
        path: &mut [f64],
    ) {
        let (m, p, r) = (gains.m, gains.p, model.r());
        let mut normal = || -> f64 { StandardNormal.sample(random) };
        self.normals[..m].fill_with(&mut normal);
        // Diffuse directions start at zero: whatever they are drawn as, the difference takes it out again.
        times_vector(&model.start_root, &self.normals[..m], &mut self.state);
        for (t, drawn) in path.chunks_exact_mut(m).enumerate() {
            drawn.copy_from_slice(&self.state);
            let variances = model.reading_variance.at(t);
            for (i, h) in variances.iter().enumerate() {
                let at = t * p + i;
                let value = y.values()[at];
                let there = !value.is_nan();
                let drawn = if there { inner(model.loading(t, i), drawn) + h.sqrt() * normal() } else { 0.0 };
                self.difference[at] = value - drawn;
            }
            times_vector(model.transition.at(t), drawn, &mut self.state);
            if r > 0 {
                self.normals[..r].fill_with(&mut normal);
                times_vector(model.root.at(t), &self.normals[..r], &mut self.next);
                self.state.iter_mut().zip(&self.next).for_each(|(a, noise)| *a += noise);
            }
        }
    }

    /// The backward sums `r`, and the one of first order in the diffuse part at the beginning of period 0.
    fn pass_back(&mut self, model: &StateSpace, gains: &Gains) {
        let (n, m, p) = (gains.n, gains.m, gains.p);
        self.r.fill(0.0);
        self.r1.fill(0.0);
        for t in (0..n).rev() {
            if t + 1 < n {
                let transition = model.transition.at(t);
                transposed_times_vector(transition, &self.r, &mut self.next);
                self.r.copy_from_slice(&self.next);
                if t < gains.diffuse_periods {
                    transposed_times_vector(transition, &self.r1, &mut self.next);
                    self.r1.copy_from_slice(&self.next);
                }
            }
            for i in (0..p).rev() {
                let at = t * p + i;
                let (z, gain) = (model.loading(t, i), &gains.gains[at * m..(at + 1) * m]);
                let (weight, first) = match gains.kinds[at] {
                    Kind::Missing | Kind::Fixed => continue,
                    Kind::Ordinary => {
                        let first = if t < gains.diffuse_periods { -inner(gain, &self.r1) } else { 0.0 };
                        (self.means.news[at] / gains.news[at] - inner(gain, &self.r), first)
                    }
                    Kind::Diffuse(k) => {
                        let second = &gains.second_gains[k * m..(k + 1) * m];
                        let news = self.means.news[at] / gains.diffuse_news[k];
                        (-inner(gain, &self.r), news - inner(gain, &self.r1) - inner(second, &self.r))
                    }
                };
                self.r.iter_mut().zip(z).for_each(|(r, z)| *r += weight * z);
                if first != 0.0 {
                    self.r1.iter_mut().zip(z).for_each(|(r, z)| *r += first * z);
                }
            }
            self.backward[t * m..(t + 1) * m].copy_from_slice(&self.r);
        }
    }

    /// Adds the smoothed mean of the difference to the drawn states, forwards in time.
    fn add_smoothed(&mut self, model: &StateSpace, gains: &Gains, path: &mut [f64]) {
        let m = gains.m;
        symmetric_times(&model.start_covariance, &self.backward[..m], &mut self.state);
        self.state.iter_mut().zip(&model.start_mean).for_each(|(a, mean)| *a += mean);
        for column in model.diffuse.chunks_exact(m) {
            let share = inner(column, &self.r1);
            self.state.iter_mut().zip(column).for_each(|(a, x)| *a += share * x);
        }
        for t in 0..gains.n {
            path[t * m..(t + 1) * m].iter_mut().zip(&self.state).for_each(|(x, a)| *x += a);
            if t + 1 < gains.n {
                times_vector(model.transition.at(t), &self.state, &mut self.next);
                symmetric_times(model.noise.at(t), &self.backward[(t + 1) * m..(t + 2) * m], &mut self.state);
                for ((a, next), c) in self.state.iter_mut().zip(&self.next).zip(&model.intercept) {
                    *a += next + c;
                }
            }
        }
    }
}

/// Draws of all states in all periods.
#[derive(Debug, Clone, PartialEq)]
pub struct StateDraws {
    states: Vec<String>,
    periods: usize,
    values: Vec<f64>,
}

impl StateDraws {
    /// Number of draws.
    pub fn draws(&self) -> usize {
        self.values.len() / (self.periods * self.states.len())
    }

    /// Number of periods.
    pub fn periods(&self) -> usize {
        self.periods
    }

    /// Draws of one state in one period, draw 0 first. Refuses a name and a period that are not there.
    pub fn at(&self, state: &str, period: usize) -> Result<Vec<f64>, Refusal> {
        let (i, m) = (require_name("state", state, &self.states)?, self.states.len());
        if period >= self.periods {
            return Err(Refusal::NoSuch { what: "period", index: period, count: self.periods });
        }
        Ok(self.values.chunks_exact(self.periods * m).map(|path| path[period * m + i]).collect())
    }

    /// One draw: all states, period by period. Refuses a draw that is not there.
    pub fn draw(&self, draw: usize) -> Result<&[f64], Refusal> {
        let size = self.periods * self.states.len();
        let known = Refusal::NoSuch { what: "draw", index: draw, count: self.draws() };
        self.values.chunks_exact(size).nth(draw).ok_or(known)
    }

    /// Mean and variance of the draws of one state, divisor: number of draws.
    pub fn of(&self, state: &str) -> Result<HiddenPath, Refusal> {
        let mut path = HiddenPath { name: state.to_owned(), mean: Vec::new(), variance: Vec::new() };
        for t in 0..self.periods {
            let values = self.at(state, t)?;
            let count = values.len() as f64;
            let mean = values.iter().sum::<f64>() / count;
            path.mean.push(mean);
            path.variance.push(values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / count);
        }
        Ok(path)
    }
}
