//! The half of the filter that does not look at the values of readings, only at which are there: variances and
//! gains. Computed once, it serves any number of passes over values. No likelihood and no means here.

use super::small::{Side, add_symmetric, inner, sandwich, symmetric_times, take_away_square, times_vector};
use super::{Observations, StateSpace};
use crate::refusal::Refusal;

/// What a reading sees of a diffuse direction, as a share of what it could see: below this it sees none.
const SEEN_MIN: f64 = 1e-10;

/// Variance left in an error-free reading, as a share of what it was once: below this it is fixed.
const VARIANCE_MIN: f64 = 1e-14;

/// How one reading enters.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Kind {
    /// Not there.
    Missing,
    /// Brings news with a finite variance.
    Ordinary,
    /// The first to see some diffuse direction; its number among those.
    Diffuse(usize),
    /// Fixed exactly by the readings before it.
    Fixed,
}

/// Variances and gains of all periods. Readings of one period are taken in one by one (Koopman and Durbin 2000).
///
/// The diffuse part of the variance is kept as a root, m x d: each reading that sees a diffuse direction is
/// turned onto one column, which then leaves. The number of columns is the rank, exactly; no rounding error can
/// be mistaken for a direction that is still unknown. The recursions are those of Koopman (1997) and Durbin and
/// Koopman (2012, section 6.4).
#[derive(Debug, Clone, Default)]
pub(super) struct Gains {
    pub(super) n: usize,
    pub(super) m: usize,
    pub(super) p: usize,
    /// n x p, period by period.
    pub(super) kinds: Vec<Kind>,
    /// Variance of the news, finite part; n x p.
    pub(super) news: Vec<f64>,
    /// News times this is the step of the states; n x p vectors of m.
    pub(super) gains: Vec<f64>,
    /// For each diffuse reading: diffuse variance of its news, and a second gain of m.
    pub(super) diffuse_news: Vec<f64>,
    pub(super) second_gains: Vec<f64>,
    /// Periods that begin with a diffuse direction left.
    pub(super) diffuse_periods: usize,
    /// Diffuse directions that no reading has seen.
    pub(super) diffuse_left: usize,
    /// Where kept: variances before the readings of each period and after the last, (n + 1) m x m.
    pub(super) predicted: Vec<f64>,
    /// Where kept: variances after the readings of each period.
    pub(super) filtered: Vec<f64>,
    /// Where kept: diffuse roots before the readings of the diffuse periods, one after the other, and their columns.
    pub(super) roots: Vec<f64>,
    pub(super) root_columns: Vec<usize>,
    // Workspace.
    variance: Vec<f64>,
    root: Vec<f64>,
    seen: Vec<f64>,
    peak: Vec<f64>,
    square: Vec<f64>,
    vector: Vec<f64>,
}

impl Gains {
    /// Computes all gains. Allocates only when the sizes differ from those of the last call. With `keep` the
    /// variances of each period are kept too.
    pub(super) fn compute(&mut self, model: &StateSpace, y: &Observations, keep: bool) -> Result<(), Refusal> {
        model.check(y)?;
        self.start(model, y.periods());
        let (n, m, p) = (self.n, self.m, self.p);
        let mut size = norm(&self.root);
        for t in 0..n {
            if keep {
                self.predicted.extend_from_slice(&self.variance);
            }
            if !self.root.is_empty() {
                self.diffuse_periods = t + 1;
                if keep {
                    self.roots.extend_from_slice(&self.root);
                    self.root_columns.push(self.root.len() / m);
                }
            }
            let variances = model.reading_variance.at(t);
            for (i, h) in variances.iter().enumerate() {
                let at = t * p + i;
                let there = !y.values()[at].is_nan();
                let kind = if there { self.take_in(at, model.loading(t, i), *h, size) } else { Kind::Missing };
                self.kinds[at] = kind;
            }
            if keep {
                self.filtered.extend_from_slice(&self.variance);
            }
            self.step(model, t);
            let next = norm(&self.root);
            size = size.max(next);
            if next <= 1e-14 * size {
                self.root.clear();
            }
        }
        if keep {
            self.predicted.extend_from_slice(&self.variance);
        }
        self.diffuse_left = self.root.len() / m;
        if self.variance.iter().all(|v| v.is_finite()) {
            Ok(())
        } else {
            Err(Refusal::NotFinite { row: n, column: "variance of the states".to_owned() })
        }
    }

    fn start(&mut self, model: &StateSpace, n: usize) {
        let (m, p, d) = (model.m(), model.p(), model.diffuse_directions());
        (self.n, self.m, self.p) = (n, m, p);
        self.kinds.resize(n * p, Kind::Missing);
        self.news.resize(n * p, 0.0);
        self.gains.resize(n * p * m, 0.0);
        for buffer in [&mut self.diffuse_news, &mut self.second_gains, &mut self.predicted] {
            buffer.clear();
        }
        self.filtered.clear();
        self.roots.clear();
        self.root_columns.clear();
        self.second_gains.reserve(d * m);
        self.diffuse_news.reserve(d);
        self.diffuse_periods = 0;
        copy(&model.start_covariance, &mut self.variance);
        copy(&model.diffuse, &mut self.root);
        self.seen.resize(d, 0.0);
        self.square.resize((m * m).max(m * d), 0.0);
        self.vector.resize(m, 0.0);
        self.peak.clear();
        self.peak.extend((0..m).map(|i| model.start_covariance[i * m + i]));
    }

    /// Updates the variance by one reading.
    fn take_in(&mut self, at: usize, z: &[f64], h: f64, size: f64) -> Kind {
        let m = self.m;
        let gain = &mut self.gains[at * m..(at + 1) * m];
        symmetric_times(&self.variance, z, gain);
        let news = inner(gain, z) + h;
        self.news[at] = news;
        let d = self.root.len() / m;
        if d > 0 {
            for (s, column) in self.seen.iter_mut().zip(self.root.chunks_exact(m)) {
                *s = inner(column, z);
            }
            let length = norm(&self.seen[..d]);
            if length > SEEN_MIN * norm(z) * size {
                self.see(at, length, d, news);
                return Kind::Diffuse(self.diffuse_news.len() - 1);
            }
        }
        let once: f64 = z.iter().zip(&self.peak).map(|(z, v)| z * z * v).sum::<f64>() + h;
        if news.is_nan() || news <= VARIANCE_MIN * once {
            return Kind::Fixed;
        }
        // Variance minus M M' / F, with the gain M / F.
        let scale = 1.0 / news.sqrt();
        self.vector.iter_mut().zip(gain.iter()).for_each(|(v, x)| *v = scale * x);
        take_away_square(&mut self.variance, &self.vector);
        gain.iter_mut().for_each(|g| *g /= news);
        Kind::Ordinary
    }

    /// Turns the root so that its first column holds all that the reading sees, and drops that column.
    fn see(&mut self, at: usize, length: f64, d: usize, news: f64) {
        let m = self.m;
        let onto = if self.seen[0] > 0.0 { -length } else { length };
        self.seen[0] -= onto;
        let square = inner(&self.seen[..d], &self.seen[..d]);
        let along = &mut self.vector;
        times_vector(&self.root, &self.seen[..d], along);
        if square > 0.0 {
            for (column, s) in self.root.chunks_exact_mut(m).zip(&self.seen) {
                let factor = 2.0 * s / square;
                column.iter_mut().zip(along.iter()).for_each(|(x, a)| *x -= factor * a);
            }
        }
        let diffuse_news = length * length;
        let gain = &mut self.gains[at * m..(at + 1) * m];
        // `gain` holds M = P z; the diffuse gain is the first column over what it sees.
        let from = self.second_gains.len();
        for (g, column) in gain.iter_mut().zip(&self.root[..m]) {
            let first = column / onto;
            self.second_gains.push((*g - first * news) / diffuse_news);
            self.square[self.second_gains.len() - 1 - from] = *g;
            *g = first;
        }
        // P + K K' F - M K' - K M'.
        add_symmetric(&mut self.variance, &self.square[..m], gain, news);
        self.root.copy_within(m.., 0);
        self.root.truncate((d - 1) * m);
        self.diffuse_news.push(diffuse_news);
    }

    /// From the end of period t to the beginning of the next.
    fn step(&mut self, model: &StateSpace, t: usize) {
        let m = self.m;
        let transition = model.transition.at(t);
        sandwich(transition, &mut self.variance, Side::Forward, &mut self.square[..m * m], m);
        self.variance.iter_mut().zip(model.noise.at(t)).for_each(|(v, q)| *v += q);
        for i in 0..m {
            self.peak[i] = self.peak[i].max(self.variance[i * m + i]);
        }
        for column in self.root.chunks_exact_mut(m) {
            times_vector(transition, column, &mut self.vector);
            column.copy_from_slice(&self.vector);
        }
    }
}

/// Length of a vector.
fn norm(x: &[f64]) -> f64 {
    inner(x, x).sqrt()
}

fn copy(from: &[f64], to: &mut Vec<f64>) {
    to.clear();
    to.extend_from_slice(from);
}
