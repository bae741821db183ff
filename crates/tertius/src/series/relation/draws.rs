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

    /// Whether all periods from `first` to `last` lie within.
    pub(super) fn span(&self, first: usize, last: usize) -> bool {
        self.reach(first) && self.reach(last)
    }

    /// Mean over the draws of each draw's own variance over its periods.
    fn variance(&self) -> f64 {
        mean_variance(self.draws.iter().map(Vec::as_slice))
    }
}

/// Mean over paths of each path's variance over its own periods. Unlike the variance of their mean it does not shrink
/// where little is known.
pub(crate) fn mean_variance<'a>(paths: impl Iterator<Item = &'a [f64]>) -> f64 {
    let (mut sum, mut n) = (0.0, 0usize);
    for path in paths {
        let mean = path.iter().sum::<f64>() / path.len() as f64;
        sum += path.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / path.len() as f64;
        n += 1;
    }
    sum / n as f64
}

/// Posteriors of one path that are given out as one. Each story has the same weight, whatever number of camps tells it;
/// of a story the camps that reach a period have the same weight, and of a camp its parts.
#[derive(Clone, Debug)]
pub(super) struct Pool {
    /// Stories, camps of each, parts of each camp.
    pub(super) stories: Vec<Vec<Vec<Paths>>>,
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

impl Pool {
    /// One path that nobody contradicts.
    pub(super) fn of_one(paths: Paths) -> Pool {
        Pool { stories: vec![vec![vec![paths]]] }
    }

    /// Something read off the draws of all parts that will do: as many draws of each story, and within a story by turns
    /// of each part. Empty if no part will.
    pub(super) fn draws(&self, will_do: impl Fn(&Paths) -> bool, read: impl Fn(&[f64], usize) -> f64) -> Vec<f64> {
        let stories: Vec<Vec<&Paths>> = self
            .stories
            .iter()
            .map(|camps| camps.iter().flatten().filter(|p| will_do(p)).collect::<Vec<_>>())
            .filter(|parts| !parts.is_empty())
            .collect();
        let each = stories.iter().flatten().map(|p| p.draws.len()).min().unwrap_or(0);
        let mut all = Vec::with_capacity(each * stories.len());
        for parts in &stories {
            // The draws of two fits have nothing to do with each other, so taking turns thins each evenly.
            all.extend((0..each).map(|d| parts[d % parts.len()]).enumerate().map(|(d, p)| read(&p.draws[d], p.first)));
        }
        all
    }

    /// Per period from `first` to `last` the posterior of all that reach it; `None` for a period that none reaches.
    pub(super) fn path(&self, first: usize, last: usize) -> Vec<Option<Posterior>> {
        (first..=last).map(|t| Posterior::of_draws(self.draws(|p| p.reach(t), |path, from| path[t - from]))).collect()
    }

    /// Whether each camp has a part that spans the periods.
    pub(super) fn spanned(&self, first: usize, last: usize) -> bool {
        self.stories.iter().flatten().all(|parts| parts.iter().any(|p| p.span(first, last)))
    }

    /// Root of the mean over stories, and within them over parts, of [`mean_variance`].
    pub(super) fn standard_deviation(&self) -> f64 {
        let of = |camps: &Vec<Vec<Paths>>| {
            let parts: Vec<f64> = camps.iter().flatten().map(Paths::variance).collect();
            (!parts.is_empty()).then(|| parts.iter().sum::<f64>() / parts.len() as f64)
        };
        let stories: Vec<f64> = self.stories.iter().filter_map(of).collect();
        (stories.iter().sum::<f64>() / stories.len() as f64).sqrt()
    }
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
        let pool = Pool { stories: vec![vec![vec![at(-1.0)]], vec![vec![at(1.0)]]] };
        let pooled = pool.path(0, 1);
        let first = pooled[0].unwrap();
        assert!(first.low < -0.9 && first.high > 0.9 && first.mean.abs() < 1e-12, "{first:?}");
        assert_eq!(pooled[1], None);
        assert!(pool.spanned(0, 0) && !pool.spanned(0, 1));
        assert_eq!(spaced(1_000).len(), KEPT);
        assert_eq!(spaced(3), [0, 1, 2]);
    }

    #[test]
    fn a_story_told_by_many_camps_weighs_no_more() {
        let at = |value: f64| Paths { first: 0, draws: vec![vec![value]; 12] };
        let camps = vec![vec![at(4.0)], vec![at(4.0)], vec![at(4.0)]];
        let pooled = Pool { stories: vec![vec![vec![at(0.0)]], camps] }.path(0, 0)[0].unwrap();
        assert!((pooled.mean - 2.0).abs() < 1e-12, "{pooled:?}");
    }

    #[test]
    fn ignorance_and_contradiction_do_not_shrink_the_standard_deviation() {
        // Paths of variance 1 that cancel each other: their mean does not move at all.
        let (up, down) = (vec![-1.0, 1.0], vec![1.0, -1.0]);
        let one = Pool::of_one(Paths { first: 0, draws: vec![up.clone(), down.clone()] });
        let of = |path: Vec<f64>| vec![vec![Paths { first: 0, draws: vec![path; 2] }]];
        let two = Pool { stories: vec![of(up), of(down)] };
        for pool in [one, two] {
            assert!((pool.standard_deviation() - 1.0).abs() < 1e-12);
            assert!(pool.path(0, 1).iter().all(|p| p.unwrap().mean.abs() < 1e-12));
        }
    }
}
