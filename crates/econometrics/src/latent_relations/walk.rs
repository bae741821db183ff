//! Proposals in several dimensions that learn the shape of their target: at first a random walk, then steps that leave a
//! normal distribution as it is (Neal 1998, equation for autoregressive proposals), with the mean and the covariance that the
//! burn-in showed. The nearer the target to that distribution, the longer the steps that are accepted. Knows no target.

use rand_chacha::ChaCha8Rng;

use super::chain::{Step, normal};
use crate::dense::{cholesky_in_place, solve_lower_in_place};
use crate::linear::dot;

/// Share of accepted proposals at which a walk in several dimensions moves furthest, roughly (Roberts, Gelman and Gilks
/// 1997: 0.23 in many, 0.44 in one).
const ACCEPTED: f64 = 0.3;

/// Draws that the first guess of the spreads is worth beside what was seen.
const GUESS_WEIGHT: f64 = 20.0;

/// By how much the normal distribution's variance exceeds what was seen.
const WIDER: f64 = 1.2;

#[derive(Debug, Clone)]
pub(super) struct Walk {
    /// First guess of each spread.
    guess: Vec<f64>,
    /// Lower Cholesky factor of the covariance of proposals.
    root: Vec<f64>,
    /// Mean of the normal distribution; none before something was learnt.
    centre: Option<Vec<f64>>,
    step: Step,
    /// Where the last proposal comes from and leads to, in units of `root` around the centre.
    here: Vec<f64>,
    there: Vec<f64>,
    seen: f64,
    mean: Vec<f64>,
    /// Sums of squares and products around the mean.
    products: Vec<f64>,
    z: Vec<f64>,
}

impl Walk {
    pub(super) fn new(guess: Vec<f64>) -> Self {
        let n = guess.len();
        let mut root = vec![0.0; n * n];
        guess.iter().enumerate().for_each(|(i, spread)| root[i * n + i] = *spread);
        let step = Step::new(2.4 / (n as f64).sqrt(), ACCEPTED);
        let zeros = || vec![0.0; n];
        let (here, there, mean, products, z) = (zeros(), zeros(), zeros(), vec![0.0; n * n], zeros());
        Self { guess, root, centre: None, step, here, there, seen: 0.0, mean, products, z }
    }

    /// Takes in where the chain stands.
    pub(super) fn see(&mut self, at: impl Fn(usize) -> f64) {
        let n = self.mean.len();
        self.seen += 1.0;
        for i in 0..n {
            self.z[i] = at(i) - self.mean[i];
        }
        for i in 0..n {
            self.mean[i] += self.z[i] / self.seen;
        }
        let share = (self.seen - 1.0) / self.seen;
        for j in 0..n {
            for i in 0..n {
                self.products[j * n + i] += share * self.z[i] * self.z[j];
            }
        }
    }

    /// Forgets what was seen, and proposes by it from now on.
    pub(super) fn learn(&mut self) {
        let n = self.mean.len();
        let mut covariance = std::mem::take(&mut self.products);
        covariance.iter_mut().for_each(|v| *v /= self.seen + GUESS_WEIGHT);
        for (i, spread) in self.guess.iter().enumerate() {
            covariance[i * n + i] += GUESS_WEIGHT * spread * spread / (self.seen + GUESS_WEIGHT);
        }
        // Wider than what was seen: a proposal with thinner tails than its target would stick there.
        covariance.iter_mut().for_each(|v| *v *= WIDER);
        // The guess keeps it positive definite; should rounding take that away, the old shape stands.
        if cholesky_in_place(&mut covariance, n) {
            std::mem::swap(&mut covariance, &mut self.root);
            let centre = self.centre.get_or_insert_with(|| vec![0.0; n]);
            std::mem::swap(centre, &mut self.mean);
            self.step.restart(0.6);
        }
        covariance.fill(0.0);
        self.products = covariance;
        self.mean.fill(0.0);
        self.seen = 0.0;
    }

    /// A step away from where the chain stands: `out` in each dimension.
    pub(super) fn propose(&mut self, at: impl Fn(usize) -> f64, random: &mut ChaCha8Rng, out: &mut [f64]) {
        let n = self.z.len();
        let length = self.step.length();
        self.z.iter_mut().for_each(|z| *z = normal(random));
        if let Some(centre) = &self.centre {
            for (i, here) in self.here.iter_mut().enumerate() {
                *here = at(i) - centre[i];
            }
            solve_lower_in_place(&self.root, &mut self.here);
            let new = length.min(1.0);
            let old = (1.0 - new * new).sqrt();
            for i in 0..n {
                self.there[i] = old * self.here[i] + new * self.z[i];
                self.z[i] = self.there[i] - self.here[i];
            }
        } else {
            self.z.iter_mut().for_each(|z| *z *= length);
        }
        for (i, out) in out.iter_mut().enumerate() {
            *out = (0..=i).map(|j| self.root[j * n + i] * self.z[j]).sum();
        }
    }

    /// Decides on the last proposal by the logarithm of the target's ratio.
    pub(super) fn accept(&mut self, ln_ratio: f64, learning: f64, random: &mut ChaCha8Rng) -> bool {
        // The ratio of target over normal distribution decides; in a random walk both squares are 0.
        let squares = dot(&self.there, &self.there) - dot(&self.here, &self.here);
        self.step.accept(ln_ratio + 0.5 * squares, learning, random)
    }
}

#[cfg(test)]
mod tests {
    //! (c) recovery: a walk on a narrow slanted normal density finds its covariance, and proposes by it.
    use super::*;
    use crate::resampling::stream;

    #[test]
    fn a_walk_learns_a_slanted_density() {
        // x ~ N(0, 1), y | x ~ N(2 x, .1^2).
        let ln = |x: f64, y: f64| -0.5 * (x * x + ((y - 2.0 * x) / 0.1).powi(2));
        let (mut walk, mut random) = (Walk::new(vec![0.3, 0.3]), stream(2, 0));
        let (mut x, mut y, mut step) = (0.5, 0.5, [0.0; 2]);
        let (mut sums, mut taken) = ([0.0; 3], 0);
        for sweep in 0..24_000 {
            walk.propose(|i| [x, y][i], &mut random, &mut step);
            let learning = if sweep < 4_000 { 0.05 } else { 0.0 };
            if walk.accept(ln(x + step[0], y + step[1]) - ln(x, y), learning, &mut random) {
                (x, y) = (x + step[0], y + step[1]);
                taken += usize::from(sweep >= 4_000);
            }
            if sweep < 4_000 {
                walk.see(|i| [x, y][i]);
            } else {
                [x * x, x * y, y * y].iter().zip(&mut sums).for_each(|(v, sum)| *sum += v / 20_000.0);
            }
            if sweep == 1_000 || sweep == 3_000 {
                walk.learn();
            }
        }
        for (found, expected) in sums.iter().zip([1.0, 2.0, 4.01]) {
            assert!((found / expected - 1.0).abs() < 0.2, "{sums:?}");
        }
        assert!(taken > 10_000, "{taken} of 20,000");
    }
}
