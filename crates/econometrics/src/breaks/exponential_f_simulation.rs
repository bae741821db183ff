//! The simulation behind the table of the exponential F statistic's limit: functionals of Brownian bridges on a grid.
//! It is kept so that anyone can make the table anew, or a finer one; nothing here decides about a series.

use rand_distr::{Distribution, StandardNormal};

use super::exponential_f_limit::REGRESSORS_MAX;
use super::exponential_f_table::{PROBABILITIES, TRIMMINGS};
use crate::refusal::Refusal;
use crate::resampling::replicates;

/// Settings of the simulation; the default is that of the table which the tests use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExponentialFSimulation {
    /// Brownian bridges per number of regressors, 100 or more. The standard error of a tail probability p is
    /// `sqrt(p (1 - p) / bridges)`.
    pub bridges: usize,
    /// Steps of a bridge, 100 or more; integrals over dates become sums over the grid.
    pub points: usize,
    /// Largest number of regressors, 1 to 20.
    pub regressors: usize,
    /// Seed. Bridge k is the same whatever the number of threads, and whatever the largest number of regressors.
    pub seed: u64,
}

impl Default for ExponentialFSimulation {
    fn default() -> Self {
        Self { bridges: 100_000, points: 1000, regressors: REGRESSORS_MAX, seed: 1994 }
    }
}

/// Simulated statistics under no change, sorted, for each number of regressors and each trimming of the table.
#[derive(Debug, Clone, PartialEq)]
pub struct ExponentialFLimit {
    /// By number of regressors less one, times trimmings, plus position of the trimming.
    sorted: Vec<Vec<f64>>,
}

impl ExponentialFSimulation {
    /// Draws `ln mean over [t, 1 - t] of exp(F(r) / 2)`, `F(r) = |B_k(r)|^2 / (r (1 - r))`, B a k-dimensional Brownian
    /// bridge: the limit of Andrews and Ploberger (1994, section 3) when no coefficient changes.
    ///
    /// Refuses settings outside of their ranges. Holds `8 * bridges * regressors * 8` bytes twice.
    pub fn run(&self) -> Result<ExponentialFLimit, Refusal> {
        for (name, value) in [("bridges", self.bridges), ("points of a bridge", self.points)] {
            if value < 100 {
                return Err(Refusal::SettingOutOfRange { name, value: value as f64, range: "100 or more" });
            }
        }
        if !(1..=REGRESSORS_MAX).contains(&self.regressors) {
            let (name, value) = ("number of regressors for exp-F", self.regressors as f64);
            return Err(Refusal::SettingOutOfRange { name, value, range: "between 1 and 20" });
        }
        let all = replicates(self.bridges, self.seed, |_, random| self.statistics(random));
        let mut sorted = vec![Vec::with_capacity(self.bridges); self.regressors * TRIMMINGS.len()];
        for statistics in &all {
            sorted.iter_mut().zip(statistics).for_each(|(column, value)| column.push(*value));
        }
        sorted.iter_mut().for_each(|column| column.sort_by(f64::total_cmp));
        Ok(ExponentialFLimit { sorted })
    }

    /// The statistics of one bridge, a dimension at a time: by number of regressors, then by trimming.
    fn statistics(&self, random: &mut impl rand::Rng) -> Vec<f64> {
        let (points, n) = (self.points, self.points as f64);
        let mut f = vec![0.0; points + 1];
        let mut walk = vec![0.0; points + 1];
        let mut sums = vec![0.0; points + 2];
        let mut values = Vec::with_capacity(self.regressors * TRIMMINGS.len());
        for _ in 0..self.regressors {
            for j in 1..=points {
                let step: f64 = StandardNormal.sample(random);
                walk[j] = walk[j - 1] + step;
            }
            let slope = walk[points] / n;
            for j in 0..=points {
                let mut size = 0.0;
                if j > 0 && j < points {
                    // Steps of variance 1 are a Brownian motion times sqrt(points).
                    let weight = n / (j as f64 * (1.0 - j as f64 / n));
                    f[j] += (walk[j] - slope * j as f64).powi(2) / n * weight;
                    size = (0.5 * f[j]).exp();
                }
                sums[j + 1] = sums[j] + size;
            }
            values.extend(TRIMMINGS.iter().map(|trimming| {
                let first = (trimming * n).round() as usize;
                let last = points - first;
                ((sums[last + 1] - sums[first]) / (last + 1 - first) as f64).ln()
            }));
        }
        values
    }
}

impl ExponentialFLimit {
    /// Shares of the observations at each end that are not searched, as in the table.
    pub fn trimmings(&self) -> &'static [f64] {
        &TRIMMINGS
    }

    /// Upper-tail probabilities of the table.
    pub fn probabilities(&self) -> &'static [f64] {
        &PROBABILITIES
    }

    /// Largest number of regressors.
    pub fn regressors(&self) -> usize {
        self.sorted.len() / TRIMMINGS.len()
    }

    /// The value that a statistic of so many regressors exceeds with this probability (between 0 and 1). `trimming` is
    /// the position among [`Self::trimmings`].
    pub fn quantile(&self, regressors: usize, trimming: usize, probability: f64) -> Result<f64, Refusal> {
        let draws = self.draws(regressors, trimming)?;
        if !(0.0..=1.0).contains(&probability) {
            let range = "between 0 and 1";
            return Err(Refusal::SettingOutOfRange { name: "probability", value: probability, range });
        }
        let at = ((1.0 - probability) * draws.len() as f64).round() as usize;
        Ok(draws[at.min(draws.len() - 1)])
    }

    /// Share of the simulated statistics that exceed `bound`.
    pub fn share_beyond(&self, regressors: usize, trimming: usize, bound: f64) -> Result<f64, Refusal> {
        let draws = self.draws(regressors, trimming)?;
        Ok((draws.len() - draws.partition_point(|d| *d <= bound)) as f64 / draws.len() as f64)
    }

    fn draws(&self, regressors: usize, trimming: usize) -> Result<&[f64], Refusal> {
        if trimming >= TRIMMINGS.len() {
            return Err(Refusal::NoSuch { what: "trimming", index: trimming, count: TRIMMINGS.len() });
        }
        let count = self.regressors();
        match regressors.checked_sub(1).and_then(|k| self.sorted.get(k * TRIMMINGS.len() + trimming)) {
            Some(draws) => Ok(draws),
            None => Err(Refusal::NoSuch { what: "number of regressors", index: regressors, count }),
        }
    }
}

#[cfg(test)]
mod tests {
    //! (c) property: quantiles and shares undo each other, statistics grow with the number of regressors; the table
    //! itself is held against a smaller simulation in `exponential_f_limit.rs`.
    use super::*;
    use crate::tolerance::Tolerance::Exact;

    const SMALL: ExponentialFSimulation = ExponentialFSimulation { bridges: 400, points: 100, regressors: 3, seed: 5 };

    #[test]
    fn quantiles_and_shares_undo_each_other() {
        let found = SMALL.run().unwrap();
        let fewer = ExponentialFSimulation { regressors: 1, ..SMALL }.run().unwrap();
        for trimming in 0..found.trimmings().len() {
            for p in [0.75, 0.25, 0.1] {
                let bound = found.quantile(1, trimming, p).unwrap();
                // One statistic is the quantile itself.
                Exact.check(p, found.share_beyond(1, trimming, bound).unwrap(), p - 1.0 / 400.0).unwrap();
                assert_eq!(fewer.quantile(1, trimming, p).unwrap(), bound);
                assert!(found.quantile(3, trimming, p).unwrap() > bound);
            }
        }
    }

    #[test]
    fn what_was_not_simulated_is_refused() {
        assert!(ExponentialFSimulation { bridges: 99, ..SMALL }.run().is_err());
        assert!(ExponentialFSimulation { points: 10, ..SMALL }.run().is_err());
        assert!(ExponentialFSimulation { regressors: 21, ..SMALL }.run().is_err());
        let found = SMALL.run().unwrap();
        assert!(found.quantile(0, 0, 0.5).is_err() && found.quantile(4, 0, 0.5).is_err());
        assert!(found.quantile(1, 8, 0.5).is_err() && found.quantile(1, 0, f64::NAN).is_err());
    }
}
