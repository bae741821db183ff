//! What fits together slowly when states are held fixed: how noisy the instruments of a relation are, how much it moves
//! and how it remembers. Steps on all of that at once, with the relation's states integrated out (given the other
//! relations' states and the readings' mixing variables), and then a draw of its states.

use rand_chacha::ChaCha8Rng;

use super::chain::{Chain, normal};
use super::integral::{Given, Integral};
use super::layout::Layout;
use super::point::Point;
use super::walk::Walk;
use crate::refusal::Refusal;

/// Steps of each relation per sweep.
const STEPS: usize = 6;

/// Room for one relation.
#[derive(Debug, Clone)]
pub(super) struct RelationRoom {
    relation: usize,
    /// Its instruments.
    own: Vec<usize>,
    now: Point,
    next: Point,
    walk: Walk,
    step: Vec<f64>,
}

/// Room for all relations.
#[derive(Debug, Clone)]
pub(super) struct IntegratedRoom {
    relations: Vec<RelationRoom>,
    integral: Integral,
    /// Means of the relations' states, learnt in the burn-in.
    levels: Vec<f64>,
    seen: f64,
}

impl IntegratedRoom {
    pub(super) fn new(layout: &Layout) -> Self {
        let of_relation = |relation: usize| {
            let own: Vec<usize> =
                (0..layout.instruments.len()).filter(|i| layout.instruments[*i].relation == relation).collect();
            let point = Point::new(layout, relation, &own);
            let guesses = point.guesses(layout);
            let step = vec![0.0; guesses.len()];
            RelationRoom { relation, own, now: point.clone(), next: point, walk: Walk::new(guesses), step }
        };
        let relations = (0..layout.m).map(of_relation).collect();
        Self { relations, integral: Integral::new(layout), levels: vec![0.0; layout.m], seen: 0.0 }
    }

    /// From now on, steps have the shape of what was seen in the burn-in since the last time.
    pub(super) fn learn(&mut self) {
        self.relations.iter_mut().for_each(|room| room.walk.learn());
        self.seen = 0.0;
    }
}

impl Chain {
    /// Noise, movement and memory of each relation in turn, and its states.
    pub(super) fn draw_integrated(&mut self, layout: &Layout, random: &mut ChaCha8Rng) -> Result<(), Refusal> {
        if self.learning > 0.0 {
            self.see_levels(layout);
        }
        let mut rooms = std::mem::take(&mut self.integrated.relations);
        let done = rooms.iter_mut().try_for_each(|room| self.draw_relation(layout, room, random));
        self.integrated.relations = rooms;
        done
    }

    fn see_levels(&mut self, layout: &Layout) {
        self.integrated.seen += 1.0;
        for (level, path) in self.integrated.levels.iter_mut().zip(self.path.chunks_exact(layout.t)) {
            *level += (path.iter().sum::<f64>() / layout.t as f64 - *level) / self.integrated.seen;
        }
    }

    /// Puts the room's point where the chain stands, and evaluates it. Refuses a chain outside of its own prior.
    fn enter(&mut self, layout: &Layout, room: &mut RelationRoom) -> Result<(), Refusal> {
        let RelationRoom { relation, own, now, .. } = room;
        let Self { path, intercept, loading, coefficients, sigma, noise, weight, integrated, .. } = self;
        let given = Given { layout, relation: *relation, own, path, intercept };
        let integral = &mut integrated.integral;
        if integral.invert(sigma, layout.m).is_none() {
            return Err(Refusal::NotPositiveDefinite { restrictions: layout.m });
        }
        now.noise.iter_mut().zip(own.iter()).for_each(|(to, at)| *to = noise[*at]);
        now.loading.iter_mut().zip(own.iter()).for_each(|(to, at)| *to = loading[*at]);
        now.place(coefficients, sigma, &integral.inverse);
        integral.prepare(given, &now.noise, weight, coefficients);
        integral.evaluate(given, now);
        if now.ln.is_finite() { Ok(()) } else { Err(Refusal::NotPositiveDefinite { restrictions: layout.t }) }
    }

    fn draw_relation(
        &mut self,
        layout: &Layout,
        room: &mut RelationRoom,
        random: &mut ChaCha8Rng,
    ) -> Result<(), Refusal> {
        self.enter(layout, room)?;
        let RelationRoom { relation, own, now, next, walk, step } = room;
        let Self { path, intercept, .. } = self;
        let given = Given { layout, relation: *relation, own, path, intercept };
        if self.learning > 0.0 {
            walk.see(|at| now.coordinate(at));
        }
        for _ in 0..STEPS {
            walk.propose(|at| now.coordinate(at), random, step);
            next.step_from(now, step, &self.integrated.levels);
            self.integrated.integral.evaluate(given, next);
            if walk.accept(next.ln - now.ln, self.learning, random) {
                std::mem::swap(now, next);
            }
        }
        self.coefficients.copy_from_slice(&now.coefficients);
        self.sigma.copy_from_slice(&now.sigma);
        now.loading.iter().zip(own.iter()).for_each(|(loading, at)| self.loading[*at] = *loading);
        for (noise, at) in now.noise.iter().zip(own.iter()) {
            self.noise[*at] = *noise;
            for i in layout.instruments[*at].readings.clone() {
                self.weight[i] = self.integrated.integral.mixing[i] / (layout.variances[i] + noise * noise);
            }
        }
        let path = &mut self.path[*relation * layout.t..(*relation + 1) * layout.t];
        path.copy_from_slice(&now.right);
        path.iter_mut().for_each(|v| *v += normal(random));
        now.precision.solve_lower_transposed(path);
        self.refresh_block_means(layout, *relation);
        Ok(())
    }

    /// Means over the blocks of a relation's readings.
    fn refresh_block_means(&mut self, layout: &Layout, relation: usize) {
        let path = &self.path[relation * layout.t..(relation + 1) * layout.t];
        for instrument in layout.instruments.iter().filter(|i| i.relation == relation) {
            for i in instrument.readings.clone() {
                self.block_mean[i] = layout.places[i].mean_of(path);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    //! (c) The density with the states integrated out is that of the whole posterior at their mean, times the volume
    //! around it: from the joint precision of all relations, by dense factors.
    use super::*;
    use crate::dense::solve_positive_definite;
    use crate::latent_relations::joint::ln_joint;
    use crate::latent_relations::study::{LatentStudy, simulated};
    use crate::linear::log_determinant;
    use crate::resampling::stream;
    use crate::tolerance::Tolerance::Exact;

    /// The same as [`Shared::evaluate`], from all parts.
    fn by_parts(chain: &Chain, layout: &Layout, relation: usize) -> f64 {
        let (m, t) = (layout.m, layout.t);
        let mut chain = chain.clone();
        chain.assemble(layout).unwrap();
        let pull = chain.x.clone();
        let mut all = vec![0.0; (m * t) * (m * t)];
        for now in 0..t {
            for j in 0..m {
                let from = layout.blocks.iter().filter(|b| (b.first..=b.last).contains(&now)).map(|b| b.first).min();
                let from = from.unwrap_or(now).min(now.saturating_sub(layout.p));
                for (l, v) in chain.states.precision.row_from(now, j, from).iter().enumerate() {
                    let (row, column) = (now * m + j, from * m + l);
                    all[row * m * t + column] = *v;
                    all[column * m * t + row] = *v;
                }
            }
        }
        let of = |now: usize| now * m + relation;
        let mut own = vec![0.0; t * t];
        let mut right = vec![0.0; t];
        for a in 0..t {
            right[a] = pull[of(a)];
            for b in 0..t {
                own[a * t + b] = all[of(a) * m * t + of(b)];
                for j in (0..m).filter(|j| *j != relation) {
                    right[a] -= all[of(a) * m * t + b * m + j] * chain.path[j * t + b];
                }
            }
        }
        let mean = solve_positive_definite(&own, &right, t).unwrap();
        chain.path[relation * t..(relation + 1) * t].copy_from_slice(&mean);
        for j in 0..m {
            chain.refresh_block_means(layout, j);
        }
        let mut ln = ln_joint(&chain, layout) - 0.5 * log_determinant(&own, t).unwrap();
        for (at, instrument) in layout.instruments.iter().enumerate().filter(|(_, i)| i.relation == relation) {
            let tau = chain.noise[at];
            ln -= 0.5 * (tau / layout.prior.noise_spread).powi(2);
            ln -= instrument.readings.clone().map(|i| 0.5 * (layout.variances[i] + tau * tau).ln()).sum::<f64>();
        }
        // The map from slopes and the logarithm of the spread to row and column of Sigma.
        let inverse = crate::dense::invert_positive_definite(&chain.sigma, m).unwrap();
        ln - inverse[relation * m + relation].ln()
    }

    #[test]
    fn the_integral_is_that_of_the_whole() {
        for (m, p) in [(1, 1), (1, 2), (2, 2), (3, 1)] {
            let study = LatentStudy { relations: m, periods: 36, ..LatentStudy::standard(p).unwrap() };
            let (layout, mut chain) = simulated(&study, &mut stream(21, m as u64)).unwrap();
            let mut random = stream(22, m as u64);
            (0..10).for_each(|_| chain.sweep(&layout, &mut random).unwrap());
            for relation in 0..m {
                let mut room = chain.integrated.relations[relation].clone();
                chain.enter(&layout, &mut room).unwrap();
                let before = by_parts(&chain, &layout, relation);
                let n = room.step.len();
                let step: Vec<f64> =
                    (0..n).map(|i| [0.2, 0.1, 0.3, -0.2, 0.1, 0.15, -0.02, 0.01, 0.01, -0.01, 0.02][i]).collect();
                let mut there = room.now.clone();
                there.step_from(&room.now, &step, &[0.4, -0.2, 0.1]);
                for (i, step) in step.iter().enumerate() {
                    let moved = there.coordinate(i) - room.now.coordinate(i);
                    Exact.check(format!("coordinate {i}"), moved, *step).unwrap();
                }
                let mut moved = chain.clone();
                (moved.coefficients, moved.sigma) = (there.coefficients.clone(), there.sigma.clone());
                moved.loading[3 * relation..3 * relation + 3].copy_from_slice(&there.loading);
                for (noise, at) in there.noise.iter().zip(3 * relation..) {
                    moved.noise[at] = *noise;
                    for i in layout.instruments[at].readings.clone() {
                        moved.weight[i] = chain.integrated.integral.mixing[i] / (layout.variances[i] + noise * noise);
                    }
                }
                let Chain { path, intercept, integrated, .. } = &mut chain;
                let given = Given { layout: &layout, relation, own: &room.own, path, intercept };
                integrated.integral.evaluate(given, &mut there);
                let after = by_parts(&moved, &layout, relation);
                Exact
                    .check(format!("relation {relation} of {m}, {p} lags"), there.ln - room.now.ln, after - before)
                    .unwrap();
            }
        }
    }
}
