//! Moves of a whole relation at once, along which the readings of all but the anchor say nothing: without them scale
//! and level would creep (Liu and Sabatti 2000). Both keep the posterior as it is.

use rand_chacha::ChaCha8Rng;

use super::chain::{Chain, normal};
use super::layout::Layout;
use crate::dense::{cholesky_in_place, solve_lower_in_place, solve_lower_transposed_in_place};
use crate::refusal::Refusal;

/// Random-walk steps of each scale per sweep.
const SCALE_STEPS: usize = 2;

/// Room for the inverse of Sigma and a vector of the system.
#[derive(Debug, Clone)]
pub(super) struct MovesRoom {
    root: Vec<f64>,
    inverse: Vec<f64>,
    vector: Vec<f64>,
}

impl MovesRoom {
    pub(super) fn new(m: usize) -> Self {
        Self { root: vec![0.0; m * m], inverse: vec![0.0; m * m], vector: vec![0.0; m] }
    }

    fn invert(&mut self, sigma: &[f64], m: usize) -> Result<(), Refusal> {
        self.root.copy_from_slice(sigma);
        if !cholesky_in_place(&mut self.root, m) {
            return Err(Refusal::NotPositiveDefinite { restrictions: m });
        }
        self.inverse.fill(0.0);
        for (j, column) in self.inverse.chunks_exact_mut(m).enumerate() {
            column[j] = 1.0;
            solve_lower_in_place(&self.root, column);
            solve_lower_transposed_in_place(&self.root, column);
        }
        Ok(())
    }
}

/// What of the posterior changes with the scale g of a relation: sums that make each proposal cheap.
struct ScaleSums {
    /// Power of g: the Jacobian and the density of the surprises.
    power: f64,
    /// Squares of the first states of all stretches.
    start: f64,
    /// `sum w x^2` and `sum w x (y - a)` over the anchor's readings.
    wxx: f64,
    wxy: f64,
}

impl Chain {
    /// Scale and level of every relation.
    pub(super) fn move_groups(&mut self, layout: &Layout, random: &mut ChaCha8Rng) -> Result<(), Refusal> {
        for relation in 0..layout.m {
            self.moves.invert(&self.sigma, layout.m)?;
            let sums = self.scale_sums(layout, relation);
            let mut scale = 1.0;
            for _ in 0..SCALE_STEPS {
                let step = self.scale_step[relation].propose(random);
                let next = scale * step.exp();
                let ln_ratio =
                    self.ln_scaled(layout, relation, &sums, next) - self.ln_scaled(layout, relation, &sums, scale);
                if self.scale_step[relation].accept(ln_ratio, self.learning, random) {
                    scale = next;
                }
            }
            if scale != 1.0 {
                self.rescale(layout, relation, scale);
                self.moves.invert(&self.sigma, layout.m)?;
            }
            let (precision, pull) = self.shift_moments(layout, relation);
            let by = pull / precision + normal(random) / precision.sqrt();
            self.shift(layout, relation, by);
        }
        Ok(())
    }

    /// First states of the stretches of one relation.
    fn starts<'a>(&'a self, layout: &'a Layout, relation: usize) -> impl Iterator<Item = f64> + 'a {
        let path = self.path_of(layout, relation);
        layout.stretches.iter().flat_map(move |s| path[s.clone()].iter().take(layout.p).copied())
    }

    fn scale_sums(&self, layout: &Layout, relation: usize) -> ScaleSums {
        let others = layout.others(relation).count() as f64;
        let (mut wxx, mut wxy) = (0.0, 0.0);
        for i in layout.instruments[layout.anchors[relation]].readings.clone() {
            let (w, x) = (self.weight[i], self.block_mean[i]);
            wxx += w * x * x;
            wxy += w * x * (layout.values[i] - self.intercept[layout.places[i].intercept]);
        }
        // The map x_j -> g x_j of T states, c_j -> g c_j, A -> D A D^-1 (m - 1 entries per lag times g, as many over g),
        // Sigma -> D Sigma D (variance times g^2, m - 1 covariances times g) and b_k -> b_k / g has the Jacobian
        // g^(T + 1 + m + 1 - others). The density of every period's surprises falls by 1 / g.
        let power = (layout.t + layout.m + 2) as f64 - others - layout.rows as f64;
        ScaleSums { power, start: self.starts(layout, relation).map(|x| x * x).sum(), wxx, wxy }
    }

    /// Log density, times Jacobian, at the point to which scale g takes the chain, up to what does not depend on g.
    fn ln_scaled(&self, layout: &Layout, relation: usize, sums: &ScaleSums, g: f64) -> f64 {
        let prior = &layout.prior;
        let mut ln = sums.power * g.ln() - 0.5 * g * g * sums.start / (prior.start_spread * prior.start_spread);
        ln += g * sums.wxy - 0.5 * g * g * sums.wxx;
        for (at, _) in layout.others(relation) {
            let from_mean = (self.loading[at] / g - prior.loading_mean) / prior.loading_spread;
            ln -= 0.5 * from_mean * from_mean;
        }
        ln + self.ln_dynamics_scaled(layout, relation, g)
    }

    /// Log density of the prior of coefficients and Sigma after one relation was scaled:
    /// `-(nu + m + 1 + k)/2 ln|Sigma| - tr Sigma^-1 (S + (B - M)' Omega (B - M)) / 2`. Whether shocks die out is not
    /// changed by a change of units. The inverse of Sigma before the move stands in the room.
    fn ln_dynamics_scaled(&self, layout: &Layout, relation: usize, g: f64) -> f64 {
        let (m, k, base) = (layout.m, layout.k, &layout.base);
        let factor = |j: usize| if j == relation { g } else { 1.0 };
        // Of a regressor: the constant is the last.
        let of_term = |l: usize| if l + 1 < k { factor(l % m) } else { 1.0 };
        let gap = |j: usize, l: usize| self.coefficients[j * k + l] * factor(j) / of_term(l) - base.mean()[j * k + l];
        let mut trace = 0.0;
        for i in 0..m {
            for j in 0..=i {
                let mut entry = base.scale()[j * m + i];
                for l in 0..k {
                    // Without dummies the precision is diagonal.
                    entry += base.precision()[l * k + l] * gap(i, l) * gap(j, l);
                }
                let both = if i == j { 1.0 } else { 2.0 };
                trace += both * entry * self.moves.inverse[j * m + i] / (factor(i) * factor(j));
            }
        }
        -(base.degrees() + (m + 1 + k) as f64) * g.ln() - 0.5 * trace
    }

    fn rescale(&mut self, layout: &Layout, relation: usize, g: f64) {
        let (m, k, t) = (layout.m, layout.k, layout.t);
        self.path[relation * t..(relation + 1) * t].iter_mut().for_each(|v| *v *= g);
        for (at, instrument) in layout.instruments.iter().enumerate().filter(|(_, i)| i.relation == relation) {
            self.block_mean[instrument.readings.clone()].iter_mut().for_each(|v| *v *= g);
            if !instrument.anchor {
                self.loading[at] /= g;
            }
        }
        for l in 0..k {
            self.coefficients[relation * k + l] *= g;
        }
        for l in (relation..k - 1).step_by(m) {
            (0..m).for_each(|j| self.coefficients[j * k + l] /= g);
        }
        for j in 0..m {
            self.sigma[j * m + relation] *= g;
            self.sigma[relation * m + j] *= g;
        }
    }

    /// The level: x_j -> x_j + d in all periods, a_k -> a_k - b_k d in every era that has an intercept, and c such that no
    /// surprise changes. A translation has Jacobian 1, and everything that changes (the anchor's readings of its first
    /// era, first states, intercepts, constants) is normal in d: an exact draw.
    ///
    /// Gives the precision of d and precision times mean; leaves in the room by how much constants move with d.
    fn shift_moments(&mut self, layout: &Layout, relation: usize) -> (f64, f64) {
        let (m, k, prior) = (layout.m, layout.k, &layout.prior);
        let at_start = 1.0 / (prior.start_spread * prior.start_spread);
        let at_intercept = 1.0 / (prior.intercept_spread * prior.intercept_spread);
        let (mut precision, mut pull) = (0.0, 0.0);
        for x in self.starts(layout, relation) {
            precision += at_start;
            pull -= at_start * x;
        }
        for (at, instrument) in layout.instruments.iter().enumerate().filter(|(_, i)| i.relation == relation) {
            let b = self.loading[at];
            for era in instrument.free_intercepts() {
                precision += at_intercept * b * b;
                pull += at_intercept * b * self.intercept[era];
            }
        }
        let anchor = &layout.instruments[layout.anchors[relation]];
        for i in anchor.readings.clone().take_while(|i| layout.places[*i].intercept == anchor.intercepts.start) {
            precision += self.weight[i];
            pull += self.weight[i] * (layout.values[i] - self.block_mean[i]);
        }
        // By how much the constants move for d = 1: column j of I - A_1 - ... - A_p.
        self.constants_per_shift(layout, relation);
        let at_constant = layout.base.precision()[k * k - 1];
        for i in 0..m {
            let weighted: f64 = (0..m).map(|j| self.moves.inverse[j * m + i] * self.moves.vector[j]).sum();
            let gap = self.coefficients[(i + 1) * k - 1] - layout.base.mean()[(i + 1) * k - 1];
            precision += at_constant * weighted * self.moves.vector[i];
            pull -= at_constant * weighted * gap;
        }
        (precision, pull)
    }

    fn constants_per_shift(&mut self, layout: &Layout, relation: usize) {
        let (m, k) = (layout.m, layout.k);
        for j in 0..m {
            let own = f64::from(u8::from(j == relation));
            let lags: f64 = (0..layout.p).map(|l| self.coefficients[j * k + l * m + relation]).sum();
            self.moves.vector[j] = own - lags;
        }
    }

    fn shift(&mut self, layout: &Layout, relation: usize, by: f64) {
        let (m, k, t) = (layout.m, layout.k, layout.t);
        self.path[relation * t..(relation + 1) * t].iter_mut().for_each(|v| *v += by);
        for (at, instrument) in layout.instruments.iter().enumerate().filter(|(_, i)| i.relation == relation) {
            self.block_mean[instrument.readings.clone()].iter_mut().for_each(|v| *v += by);
            for era in instrument.free_intercepts() {
                self.intercept[era] -= self.loading[at] * by;
            }
        }
        for j in 0..m {
            self.coefficients[(j + 1) * k - 1] += self.moves.vector[j] * by;
        }
    }
}

#[cfg(test)]
mod tests {
    //! (c) The densities and Jacobians of both moves are those of the whole posterior, computed anew from all its parts.
    use super::*;
    use crate::latent_relations::joint::ln_joint;
    use crate::latent_relations::study::{LatentStudy, simulated};
    use crate::resampling::stream;
    use crate::tolerance::Tolerance::Exact;

    /// Every number that the scale move changes, each once.
    fn free(chain: &Chain, layout: &Layout) -> Vec<f64> {
        let m = layout.m;
        let lower = (0..m).flat_map(|j| (j..m).map(move |i| j * m + i)).map(|at| chain.sigma[at]);
        let others = layout.instruments.iter().zip(&chain.loading).filter(|(i, _)| !i.anchor).map(|(_, b)| *b);
        chain.path.iter().chain(&chain.coefficients).copied().chain(lower).chain(others).collect()
    }

    #[test]
    fn moves_know_their_densities() {
        for (m, p) in [(1, 1), (2, 2), (3, 1)] {
            let study = LatentStudy { relations: m, ..LatentStudy::standard(p).unwrap() };
            let (layout, mut chain) = simulated(&study, &mut stream(11, m as u64)).unwrap();
            let mut random = stream(12, m as u64);
            (0..20).for_each(|_| chain.sweep(&layout, &mut random).unwrap());
            for relation in 0..m {
                chain.moves.invert(&chain.sigma.clone(), m).unwrap();
                let sums = chain.scale_sums(&layout, relation);
                let g = 1.3;
                let claimed =
                    chain.ln_scaled(&layout, relation, &sums, g) - chain.ln_scaled(&layout, relation, &sums, 1.0);
                let mut moved = chain.clone();
                moved.rescale(&layout, relation, g);
                let ratios =
                    free(&moved, &layout).iter().zip(&free(&chain, &layout)).map(|(a, b)| (a / b).ln()).sum::<f64>();
                let anew = ln_joint(&moved, &layout) - ln_joint(&chain, &layout) + ratios;
                Exact.check(format!("scale of {relation} of {m}"), claimed, anew).unwrap();

                let (precision, pull) = chain.shift_moments(&layout, relation);
                let at = |by: f64| {
                    let mut moved = chain.clone();
                    moved.shift(&layout, relation, by);
                    ln_joint(&moved, &layout)
                };
                let (below, here, above) = (at(-1.0), at(0.0), at(1.0));
                Exact.check("pull", pull, 0.5 * (above - below)).unwrap();
                Exact.check("precision", precision, 2.0 * here - above - below).unwrap();
            }
        }
    }
}
