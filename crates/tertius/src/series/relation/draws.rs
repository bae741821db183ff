//! Paths drawn from a posterior: what is read off them, and the pool of several posteriors. Knows no instrument.

use super::findings::Posterior;

/// Draws of one path that are kept, evenly spaced: enough for the ends of a 90 % interval, little enough to hold for
/// every instrument left out.
pub(super) const KEPT: usize = 400;

/// Paths over the periods from `first` on.
#[derive(Clone, Debug)]
pub(super) struct Paths {
    /// Period of the first entry of each path.
    pub(super) first: usize,
    /// One path per draw, all of one length.
    pub(super) draws: Vec<Vec<f64>>,
}

impl Paths {
    /// One past the last period.
    pub(super) fn end(&self) -> usize {
        self.first + self.draws.first().map_or(0, Vec::len)
    }

    /// Whether the period lies within.
    pub(super) fn reach(&self, period: usize) -> bool {
        (self.first..self.end()).contains(&period)
    }
}

/// Equally spaced numbers of at most [`KEPT`] of so many draws.
pub(super) fn spaced(n_draws: usize) -> Vec<usize> {
    let kept = n_draws.min(KEPT);
    (0..kept).map(|k| k * n_draws / kept).collect()
}

impl Posterior {
    /// Mean, standard deviation and central 90 % of draws; `None` without two.
    pub(crate) fn of_draws(mut draws: Vec<f64>) -> Option<Posterior> {
        let n = draws.len() as f64;
        if draws.len() < 2 || draws.iter().any(|d| !d.is_finite()) {
            return None;
        }
        draws.sort_by(f64::total_cmp);
        let mean = draws.iter().sum::<f64>() / n;
        let variance = draws.iter().map(|d| (d - mean) * (d - mean)).sum::<f64>() / (n - 1.0);
        let tail = (1.0 - Posterior::CONFIDENCE) / 2.0;
        let quantile = |share: f64| {
            let at = share * (n - 1.0);
            let (below, above) = (draws[at.floor() as usize], draws[at.ceil() as usize]);
            below + (at - at.floor()) * (above - below)
        };
        Some(Posterior { mean, standard_deviation: variance.sqrt(), low: quantile(tail), high: quantile(1.0 - tail) })
    }
}

/// The pool, with equal weights, of several posteriors of one path: per period from `first` to `last` the draws of all
/// that reach it. `None` for a period that none reaches.
pub(super) fn pool(all: &[&Paths], first: usize, last: usize) -> Vec<Option<Posterior>> {
    (first..=last)
        .map(|t| {
            let reaching: Vec<&&Paths> = all.iter().filter(|p| p.reach(t)).collect();
            // Equal weights: as many draws of each.
            let each = reaching.iter().map(|p| p.draws.len()).min()?;
            Posterior::of_draws(
                reaching.iter().flat_map(|p| p.draws.iter().take(each).map(|d| d[t - p.first])).collect(),
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_by_hand() {
        let p = Posterior::of_draws((0..=100).rev().map(f64::from).collect()).unwrap();
        assert!([p.mean - 50.0, p.low - 5.0, p.high - 95.0].iter().all(|d| d.abs() < 1e-9), "{p:?}");
        // Variance of 0 .. 100 with n - 1: 101 x 102 / 12.
        assert!((p.standard_deviation.powi(2) - 858.5).abs() < 1e-9);
        assert_eq!(Posterior::of_draws(vec![1.0]), None);
        assert_eq!(Posterior::of_draws(vec![1.0, f64::NAN]), None);
    }

    #[test]
    fn the_pool_of_two_that_differ_is_wide() {
        let at = |value: f64| Paths { first: 0, draws: vec![vec![value - 0.1], vec![value + 0.1], vec![value]] };
        let (a, b) = (at(-1.0), at(1.0));
        let pooled = pool(&[&a, &b], 0, 1);
        let first = pooled[0].unwrap();
        assert!(first.low < -0.9 && first.high > 0.9 && first.mean.abs() < 1e-12, "{first:?}");
        assert_eq!(pooled[1], None);
        assert_eq!(spaced(1_000).len(), KEPT);
        assert_eq!(spaced(3), [0, 1, 2]);
    }
}
