//! The density of a relation's parameters with its states integrated out, given the other relations' states and the
//! readings' mixing variables. Draws nothing.

use super::layout::Layout;
use super::measurement::NOISE_MIN;
use super::point::Point;
use crate::dense::{cholesky_in_place, solve_lower_in_place, solve_lower_transposed_in_place};
use crate::linear::{add_scaled, dot};
use crate::vector_autoregression::{is_stable, stability_room};

/// Room for the density of one relation at a time.
#[derive(Debug, Clone)]
pub(super) struct Integral {
    /// Mixing variables lambda of all readings.
    pub(super) mixing: Vec<f64>,
    /// Per equation, one number per period that follows the autoregression: what the surprise would be were the relation 0
    /// throughout, without its own equation's constant.
    rest: Vec<f64>,
    /// Sums of `rest`, and of its squares and products.
    rest_sum: Vec<f64>,
    rest_products: Vec<f64>,
    root: Vec<f64>,
    pub(super) inverse: Vec<f64>,
    /// m per lag from 0: what the relation's state of so many periods ago adds to the surprises.
    column: Vec<f64>,
    /// The same times the inverse of Sigma.
    weighted: Vec<f64>,
    block_weight: Vec<f64>,
    stability: Vec<f64>,
}

/// What stays as it is while a relation's parameters are stepped on.
#[derive(Clone, Copy)]
pub(super) struct Given<'a> {
    pub(super) layout: &'a Layout,
    pub(super) relation: usize,
    /// The relation's instruments.
    pub(super) own: &'a [usize],
    /// States of all relations; those of this one are not looked at.
    pub(super) path: &'a [f64],
    pub(super) intercept: &'a [f64],
}

impl Integral {
    pub(super) fn new(layout: &Layout) -> Self {
        let (m, p) = (layout.m, layout.p);
        let zeros = |n: usize| vec![0.0; n];
        Self {
            mixing: zeros(layout.places.len()),
            rest: zeros(layout.rows * m),
            rest_sum: zeros(m),
            rest_products: zeros(m * m),
            root: zeros(m * m),
            inverse: zeros(m * m),
            column: zeros((p + 1) * m),
            weighted: zeros((p + 1) * m),
            block_weight: zeros(layout.blocks.len()),
            stability: zeros(stability_room(m, p)),
        }
    }

    /// Takes in what stays as it is: mixing variables of the relation's readings, from their weights, and the rest of the
    /// other equations.
    pub(super) fn prepare(&mut self, given: Given, noise: &[f64], weight: &[f64], coefficients: &[f64]) {
        let layout = given.layout;
        for (at, tau) in given.own.iter().zip(noise) {
            for i in layout.instruments[*at].readings.clone() {
                self.mixing[i] = weight[i] * (layout.variances[i] + tau * tau);
            }
        }
        for equation in (0..layout.m).filter(|j| *j != given.relation) {
            self.rest_of(given, equation, coefficients);
        }
        for one in 0..layout.m {
            for other in (0..=one).filter(|other| ![one, *other].contains(&given.relation)) {
                self.multiply_rest(layout, one, other);
            }
        }
    }

    fn rest_of(&mut self, given: Given, equation: usize, coefficients: &[f64]) {
        let (m, p, k, t) = (given.layout.m, given.layout.p, given.layout.k, given.layout.t);
        let own = equation == given.relation;
        let all = &mut self.rest[equation * given.layout.rows..(equation + 1) * given.layout.rows];
        let coefficients = &coefficients[equation * k..(equation + 1) * k];
        let mut row = 0;
        for stretch in given.layout.stretches.iter().filter(|s| s.len() > p) {
            let rest = &mut all[row..row + stretch.len() - p];
            row += rest.len();
            let state = |i: usize, lag: usize| {
                let from = i * t + stretch.start + p - lag;
                &given.path[from..from + stretch.len() - p]
            };
            rest.fill(if own { 0.0 } else { -coefficients[k - 1] });
            if !own {
                add_scaled(rest, 1.0, state(equation, 0));
            }
            for (l, a) in coefficients[..k - 1].iter().enumerate().filter(|(l, _)| l % m != given.relation) {
                add_scaled(rest, -a, state(l % m, l / m + 1));
            }
        }
        self.rest_sum[equation] = all.iter().sum();
    }

    fn multiply_rest(&mut self, layout: &Layout, one: usize, other: usize) {
        let of = |i: usize| &self.rest[i * layout.rows..(i + 1) * layout.rows];
        let product = dot(of(one), of(other));
        self.rest_products[one * layout.m + other] = product;
        self.rest_products[other * layout.m + one] = product;
    }

    /// Log density of a point given all but the relation's states, which are integrated out, with the Jacobian of its
    /// coordinates; minus infinity outside of the prior.
    ///
    /// With Q(x) the sum of the squares of whitened surprises, first states and weighted errors, which is
    /// `x'P x - 2 h'x + q` in the relation's states x: `-(q - h'P^-1 h + ln|P| + rows ln|Sigma| + sum ln(squared scales of errors)) / 2`.
    pub(super) fn evaluate(&mut self, given: Given, point: &mut Point) {
        point.ln = f64::NEG_INFINITY;
        let Given { layout, relation, .. } = given;
        let (m, p, k, prior) = (layout.m, layout.p, layout.k, &layout.prior);
        if point.noise.iter().any(|tau| *tau < NOISE_MIN)
            || !is_stable(&point.coefficients, k, m, p, &mut self.stability)
        {
            return;
        }
        let Some(ln_determinant) = self.invert(&point.sigma, m) else { return };
        let mut ln = self.ln_dynamics(layout, point, ln_determinant);
        // Row and column of Sigma as functions of slopes and the logarithm of the spread: the covariances are the others'
        // block, which stands still, times the slopes; the variance has the derivative 2 spread^2.
        ln += 2.0 * point.spread.ln();
        for tau in &point.noise {
            ln -= 0.5 * (tau / prior.noise_spread).powi(2);
        }
        for loading in &point.loading {
            // The anchor's does not change.
            ln -= 0.5 * ((loading - prior.loading_mean) / prior.loading_spread).powi(2);
        }
        ln -= 0.5 * layout.rows as f64 * ln_determinant;
        point.precision.clear();
        point.right.fill(0.0);
        self.rest_of(given, relation, &point.coefficients);
        (0..m).for_each(|other| self.multiply_rest(layout, relation, other));
        ln -= 0.5 * self.add_dynamics(layout, relation, point);
        ln += self.add_readings(given, point);
        if !point.precision.factor() {
            return;
        }
        point.precision.solve_lower(&mut point.right);
        point.ln = ln + 0.5 * (dot(&point.right, &point.right) - point.precision.ln_determinant());
    }

    /// Inverse of Sigma; gives the logarithm of its determinant.
    pub(super) fn invert(&mut self, sigma: &[f64], m: usize) -> Option<f64> {
        self.root.copy_from_slice(sigma);
        if !cholesky_in_place(&mut self.root, m) {
            return None;
        }
        self.inverse.fill(0.0);
        for (j, column) in self.inverse.chunks_exact_mut(m).enumerate() {
            column[j] = 1.0;
            solve_lower_in_place(&self.root, column);
            solve_lower_transposed_in_place(&self.root, column);
        }
        Some(2.0 * (0..m).map(|j| self.root[j * m + j].ln()).sum::<f64>())
    }

    /// Log density of the prior of coefficients and Sigma, without its constant.
    fn ln_dynamics(&self, layout: &Layout, point: &Point, ln_determinant: f64) -> f64 {
        let (m, k, base) = (layout.m, layout.k, &layout.base);
        let gap = |j: usize, l: usize| point.coefficients[j * k + l] - base.mean()[j * k + l];
        let mut trace = 0.0;
        for i in 0..m {
            for j in 0..=i {
                let mut entry = base.scale()[j * m + i];
                for l in 0..k {
                    // Without dummies the precision is diagonal.
                    entry += base.precision()[l * k + l] * gap(i, l) * gap(j, l);
                }
                let both = if i == j { 1.0 } else { 2.0 };
                trace += both * entry * self.inverse[j * m + i];
            }
        }
        -0.5 * ((base.degrees() + (m + 1 + k) as f64) * ln_determinant + trace)
    }

    /// Adds what the autoregression and the first states say; gives their part of q.
    fn add_dynamics(&mut self, layout: &Layout, relation: usize, point: &mut Point) -> f64 {
        let (m, p, k) = (layout.m, layout.p, layout.k);
        for (lag, column) in self.column.chunks_exact_mut(m).enumerate() {
            for (j, v) in column.iter_mut().enumerate() {
                *v = match lag {
                    0 => f64::from(u8::from(j == relation)),
                    lag => -point.coefficients[j * k + (lag - 1) * m + relation],
                };
            }
        }
        for (weighted, column) in self.weighted.chunks_exact_mut(m).zip(self.column.chunks_exact(m)) {
            for (j, v) in weighted.iter_mut().enumerate() {
                *v = dot(&self.inverse[j * m..(j + 1) * m], column);
            }
        }
        let constant = point.coefficients[(relation + 1) * k - 1];
        let start = 1.0 / (layout.prior.start_spread * layout.prior.start_spread);
        let mut row = 0;
        for stretch in &layout.stretches {
            for t in stretch.clone().take(p) {
                point.precision.add_diagonal(t, start);
            }
            let length = stretch.len().saturating_sub(p);
            for (lag, weighted) in self.weighted.chunks_exact(m).enumerate().filter(|_| length > 0) {
                let from = stretch.start + p - lag;
                let right = &mut point.right[from..from + length];
                let push = weighted[relation] * constant;
                right.iter_mut().for_each(|v| *v += push);
                for (weight, rest) in weighted.iter().zip(self.rest.chunks_exact(layout.rows)) {
                    add_scaled(right, -weight, &rest[row..row + length]);
                }
                // Each period with the one `before` it, as far as both stand in one equation.
                for before in 0..=p - lag {
                    let other = &self.column[(lag + before) * m..(lag + before + 1) * m];
                    point.precision.add_along(from..from + length, before, dot(weighted, other));
                }
            }
            row += length;
        }
        let mut q = layout.rows as f64 * constant * constant * self.inverse[relation * m + relation];
        q += dot(&self.inverse, &self.rest_products);
        q - 2.0 * constant * dot(&self.inverse[relation * m..(relation + 1) * m], &self.rest_sum)
    }

    /// Adds what the readings say; gives their part of the log density.
    fn add_readings(&mut self, given: Given, point: &mut Point) -> f64 {
        let (layout, mut ln) = (given.layout, 0.0);
        self.block_weight.fill(0.0);
        for ((at, tau), loading) in given.own.iter().zip(&point.noise).zip(&point.loading) {
            let (b, squared) = (*loading, tau * tau);
            let readings = layout.instruments[*at].readings.clone();
            for eight in layout.variances[readings.clone()].chunks(8) {
                ln -= 0.5 * eight.iter().map(|v| v + squared).product::<f64>().ln();
            }
            for i in readings {
                let place = &layout.places[i];
                let weight = self.mixing[i] / (layout.variances[i] + squared);
                let load = b * place.share;
                let centred = layout.values[i] - given.intercept[place.intercept];
                let pull = weight * load * centred;
                ln -= 0.5 * weight * centred * centred;
                match place.block {
                    None => {
                        point.precision.add_diagonal(place.first, weight * load * load);
                        point.right[place.first] += pull;
                    }
                    Some(block) => {
                        self.block_weight[block] += weight * load * load;
                        point.right[place.first..=place.last].iter_mut().for_each(|v| *v += pull);
                    }
                }
            }
        }
        for (block, weight) in layout.blocks.iter().zip(&self.block_weight).filter(|(_, w)| **w != 0.0) {
            point.precision.add_block(block.first, block.last, *weight);
        }
        ln
    }
}
