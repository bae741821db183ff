//! Means and variances of the states given all readings, before and after, by one pass backwards over what the
//! filter left. Draws of the states are in `simulation_smoother.rs`.

use super::filter::{Filtered, require_all_seen};
use super::gains::{Gains, Kind};
use super::path::{HiddenPath, path_of};
use super::small::{Side, add_symmetric, inner, sandwich, symmetric_times, times_vector, transposed_times_vector};
use super::{Observations, StateSpace};
use crate::refusal::{Refusal, require_name};

impl StateSpace {
    /// Means and variances of the states and of the readings' errors given all readings (Durbin and Koopman 2012,
    /// sections 4.4, 4.5 and, for the diffuse periods, 5.3 with readings one by one as in 6.4).
    ///
    /// Refuses what [`StateSpace::filter`] refuses, and a diffuse direction that no reading sees.
    pub fn smooth(&self, y: &Observations) -> Result<Smoothed, Refusal> {
        let filtered = self.filter(y)?;
        require_all_seen(self, &filtered.gains, y)?;
        let (n, m, p) = (filtered.gains.n, filtered.gains.m, filtered.gains.p);
        let mut out = Smoothed {
            states: self.states.clone(),
            series: self.series.clone(),
            mean: vec![0.0; n * m],
            variance: vec![0.0; n * m * m],
            errors: vec![None; n * p],
            loadings: (0..n).flat_map(|t| self.loadings.at(t).to_vec()).collect(),
            offset: self.offset.clone(),
            readings: y.readings(),
        };
        let mut back = Backward::new(m);
        for t in (0..n).rev() {
            if t + 1 < n {
                back.step(self.transition.at(t));
            }
            back.orders = if t < filtered.gains.diffuse_periods { 3 } else { 1 };
            for i in (0..p).rev() {
                let h = self.reading_variance.at(t)[i];
                out.errors[t * p + i] = back.take_in(&filtered, self.loading(t, i), h, t * p + i);
            }
            back.write(&filtered, t, &mut out);
        }
        Ok(out)
    }
}

/// Weighted sums of the news still to come, and their variances: `r` and `N` of the literature, with the terms of
/// first and second order in the diffuse part.
struct Backward {
    r: Vec<f64>,
    r1: Vec<f64>,
    n: [Vec<f64>; 3],
    /// Terms that are not zero: three in the diffuse periods, one after them.
    orders: usize,
    scratch: Vec<f64>,
    w: Vec<f64>,
    u: Vec<f64>,
}

impl Backward {
    fn new(m: usize) -> Self {
        let [vector, square] = [m, m * m].map(|size| vec![0.0; size]);
        let n = [square.clone(), square.clone(), square.clone()];
        Self { r: vector.clone(), r1: vector.clone(), n, orders: 1, scratch: square, w: vector.clone(), u: vector }
    }

    /// From the beginning of a period to the end of the one before.
    fn step(&mut self, transition: &[f64]) {
        let m = self.r.len();
        for r in [&mut self.r, &mut self.r1] {
            transposed_times_vector(transition, r, &mut self.w);
            r.copy_from_slice(&self.w);
        }
        for n in &mut self.n[..self.orders] {
            sandwich(transition, n, Side::Backward, &mut self.scratch, m);
        }
    }

    /// One reading, and its smoothed error: mean, and variance of that mean.
    fn take_in(&mut self, from: &Filtered, z: &[f64], h: f64, at: usize) -> Option<(f64, f64)> {
        let m = z.len();
        let gains = &from.gains;
        let (news, gain) = (from.news[at], &gains.gains[at * m..(at + 1) * m]);
        let (weight, weight_variance) = match gains.kinds[at] {
            Kind::Missing => return None,
            Kind::Fixed => return Some((0.0, 0.0)),
            Kind::Ordinary => {
                let f = gains.news[at];
                let weight = news / f - inner(gain, &self.r);
                let first = inner(gain, &self.r1);
                self.r.iter_mut().zip(z).for_each(|(r, z)| *r += weight * z);
                self.r1.iter_mut().zip(z).for_each(|(r, z)| *r -= first * z);
                let mut spread = 0.0;
                for (order, n) in self.n[..self.orders].iter_mut().enumerate() {
                    symmetric_times(n, gain, &mut self.w);
                    let mut share = inner(gain, &self.w);
                    if order == 0 {
                        share += 1.0 / f;
                        spread = share;
                    }
                    add_symmetric(n, &self.w, z, share);
                }
                (weight, spread)
            }
            Kind::Diffuse(k) => self.take_in_diffuse(gains, news, z, at, k),
        };
        Some((h * weight, h * h * weight_variance))
    }

    fn take_in_diffuse(&mut self, gains: &Gains, news: f64, z: &[f64], at: usize, k: usize) -> (f64, f64) {
        let m = z.len();
        let gain = &gains.gains[at * m..(at + 1) * m];
        let second = &gains.second_gains[k * m..(k + 1) * m];
        let (f, diffuse) = (gains.news[at], gains.diffuse_news[k]);
        let first = news / diffuse - inner(gain, &self.r1) - inner(second, &self.r);
        self.r1.iter_mut().zip(z).for_each(|(r, z)| *r += first * z);
        let weight = -inner(gain, &self.r);
        self.r.iter_mut().zip(z).for_each(|(r, z)| *r += weight * z);
        let [n0, n1, n2] = &mut self.n;
        // N2: its own term, and what the second gain brings from N1 and N0.
        symmetric_times(n2, gain, &mut self.w);
        symmetric_times(n1, second, &mut self.u);
        let mut share = inner(gain, &self.w) + 2.0 * inner(gain, &self.u) - f / (diffuse * diffuse);
        self.w.iter_mut().zip(&self.u).for_each(|(w, u)| *w += u);
        symmetric_times(n0, second, &mut self.u);
        share += inner(second, &self.u);
        add_symmetric(n2, &self.w, z, share);
        // N1, with N0 K1 still in u.
        symmetric_times(n1, gain, &mut self.w);
        share = 1.0 / diffuse + inner(gain, &self.w) + 2.0 * inner(gain, &self.u);
        self.w.iter_mut().zip(&self.u).for_each(|(w, u)| *w += u);
        add_symmetric(n1, &self.w, z, share);
        symmetric_times(n0, gain, &mut self.w);
        share = inner(gain, &self.w);
        add_symmetric(n0, &self.w, z, share);
        (weight, share)
    }

    /// Mean and variance at the beginning of period t.
    fn write(&mut self, from: &Filtered, t: usize, out: &mut Smoothed) {
        let m = self.r.len();
        let p = &from.gains.predicted[t * m * m..(t + 1) * m * m];
        let mean = &mut out.mean[t * m..(t + 1) * m];
        symmetric_times(p, &self.r, mean);
        mean.iter_mut().zip(from.predicted_mean(t)).for_each(|(a, before)| *a += before);
        let variance = &mut out.variance[t * m * m..(t + 1) * m * m];
        variance.copy_from_slice(&self.n[0]);
        sandwich(p, variance, Side::Forward, &mut self.scratch, m);
        variance.iter_mut().zip(p).for_each(|(v, p)| *v = p - *v);
        if t >= from.gains.diffuse_periods {
            return;
        }
        // B B' is the diffuse part of the variance.
        let from_column: usize = from.gains.root_columns[..t].iter().sum();
        let b = &from.gains.roots[from_column * m..(from_column + from.gains.root_columns[t]) * m];
        for column in b.chunks_exact(m) {
            let share = inner(column, &self.r1);
            mean.iter_mut().zip(column).for_each(|(a, x)| *a += share * x);
            // - B (B' N1 P), and its transpose.
            symmetric_times(&self.n[1], column, &mut self.w);
            times_vector(p, &self.w, &mut self.u);
            add_symmetric(variance, &self.u, column, 0.0);
            // - B (B' N2 B) B'.
            symmetric_times(&self.n[2], column, &mut self.w);
            self.u.fill(0.0);
            for other in b.chunks_exact(m) {
                let share = 0.5 * inner(other, &self.w);
                self.u.iter_mut().zip(other).for_each(|(u, x)| *u += share * x);
            }
            add_symmetric(variance, &self.u, column, 0.0);
        }
    }
}

/// The states given all readings.
#[derive(Debug, Clone)]
pub struct Smoothed {
    states: Vec<String>,
    series: Vec<String>,
    mean: Vec<f64>,
    variance: Vec<f64>,
    errors: Vec<Option<(f64, f64)>>,
    loadings: Vec<f64>,
    offset: Vec<f64>,
    readings: usize,
}

impl Smoothed {
    /// One state over time.
    pub fn of(&self, state: &str) -> Result<HiddenPath, Refusal> {
        path_of(state, &self.states, &self.mean, &self.variance)
    }

    /// What a series would read without error: its loadings times the states, and the offset.
    pub fn signal(&self, series: &str) -> Result<HiddenPath, Refusal> {
        self.signal_without(series, &[])
    }

    /// The same without the parts of some states, as if these were zero.
    pub fn signal_without(&self, series: &str, left_out: &[&str]) -> Result<HiddenPath, Refusal> {
        let (i, m) = (require_name("series", series, &self.series)?, self.states.len());
        let mut out = Vec::with_capacity(left_out.len());
        for name in left_out {
            out.push(require_name("state", name, &self.states)?);
        }
        let p = self.series.len();
        let mut path = self.combined(series, |t, z| {
            z.copy_from_slice(&self.loadings[(t * p + i) * m..][..m]);
            out.iter().for_each(|&state| z[state] = 0.0);
        });
        path.mean.iter_mut().for_each(|mean| *mean += self.offset[i]);
        Ok(path)
    }

    /// A weighted sum of states, under a name of its own.
    pub fn combination(&self, name: &str, weights: &[(&str, f64)]) -> Result<HiddenPath, Refusal> {
        let mut weight = vec![0.0; self.states.len()];
        for (state, value) in weights {
            weight[require_name("state", state, &self.states)?] += value;
        }
        Ok(self.combined(name, |_, z| z.copy_from_slice(&weight)))
    }

    fn combined(&self, name: &str, weights: impl Fn(usize, &mut [f64])) -> HiddenPath {
        let m = self.states.len();
        let mut path = HiddenPath { name: name.to_owned(), mean: Vec::new(), variance: Vec::new() };
        let (mut z, mut spread) = (vec![0.0; m], vec![0.0; m]);
        for t in 0..self.periods() {
            weights(t, &mut z);
            path.mean.push(inner(&z, &self.mean[t * m..(t + 1) * m]));
            symmetric_times(&self.variance[t * m * m..(t + 1) * m * m], &z, &mut spread);
            path.variance.push(inner(&z, &spread).max(0.0));
        }
        path
    }

    /// Covariance of two states in one period. Refuses names and a period that are not there.
    pub fn covariance(&self, one: &str, other: &str, period: usize) -> Result<f64, Refusal> {
        let (i, j) = (require_name("state", one, &self.states)?, require_name("state", other, &self.states)?);
        let m = self.states.len();
        if period >= self.periods() {
            return Err(Refusal::NoSuch { what: "period", index: period, count: self.periods() });
        }
        Ok(self.variance[period * m * m + j * m + i])
    }

    /// Estimated errors of a series' readings, divided by their standard deviations: far from 0 where a reading
    /// fits neither what came before nor what came after (Harvey and Koopman 1992). `None` where there is no
    /// reading, or where it determines its error exactly.
    pub fn auxiliary_residuals(&self, series: &str) -> Result<Vec<Option<f64>>, Refusal> {
        let i = require_name("series", series, &self.series)?;
        let errors = self.errors.iter().skip(i).step_by(self.series.len());
        Ok(errors.map(|e| e.filter(|e| e.1 > 0.0).map(|(mean, variance)| mean / variance.sqrt())).collect())
    }

    /// Estimated errors of a series' readings; `None` where there is no reading.
    pub fn errors(&self, series: &str) -> Result<Vec<Option<f64>>, Refusal> {
        let i = require_name("series", series, &self.series)?;
        Ok(self.errors.iter().skip(i).step_by(self.series.len()).map(|e| e.map(|e| e.0)).collect())
    }

    /// Number of periods.
    pub fn periods(&self) -> usize {
        self.mean.len() / self.states.len()
    }

    /// Number of readings used.
    pub fn readings(&self) -> usize {
        self.readings
    }

    /// Means of all states, period by period, m per period.
    pub fn means(&self) -> &[f64] {
        &self.mean
    }
}
