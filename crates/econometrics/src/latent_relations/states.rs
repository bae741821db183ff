//! The states given everything else: one draw from a normal distribution whose precision has few entries, far from the
//! diagonal none (Rue 2001; Chan and Jeliazkov 2009). No filter.

use rand_chacha::ChaCha8Rng;

use super::chain::{Chain, normal};
use super::envelope::Envelope;
use super::layout::Layout;
use crate::dense::{cholesky_in_place, solve_lower_in_place};
use crate::linear::dot;
use crate::refusal::Refusal;

/// Room for the draw.
#[derive(Debug, Clone)]
pub(super) struct StatesRoom {
    pub(super) precision: Envelope,
    /// m x m, Cholesky factor of Sigma.
    root: Vec<f64>,
    /// m columns' worth of `L^-1 [-A_p, ..., -A_1, I]`, column-major, m per column.
    whitened: Vec<f64>,
    /// `L^-1 c`.
    constant: Vec<f64>,
    /// What a period adds to the precision of itself and the p before it: lower triangle by rows, (p + 1) m wide.
    gram: Vec<f64>,
    /// What it adds to the right side.
    pull: Vec<f64>,
    /// Weight of each block of several periods, over the square of their number.
    block_weight: Vec<f64>,
}

impl StatesRoom {
    pub(super) fn new(layout: &Layout) -> Self {
        let (m, q) = (layout.m, (layout.p + 1) * layout.m);
        Self {
            precision: layout.envelope(),
            root: vec![0.0; m * m],
            whitened: vec![0.0; m * q],
            constant: vec![0.0; m],
            gram: vec![0.0; q * q],
            pull: vec![0.0; q],
            block_weight: vec![0.0; layout.blocks.len()],
        }
    }
}

impl Chain {
    /// Draws all states.
    pub(super) fn draw_states(&mut self, layout: &Layout, random: &mut ChaCha8Rng) -> Result<(), Refusal> {
        self.assemble(layout)?;
        if !self.states.precision.factor() {
            return Err(Refusal::NotPositiveDefinite { restrictions: self.x.len() });
        }
        self.states.precision.solve_lower(&mut self.x);
        self.x.iter_mut().for_each(|v| *v += normal(random));
        self.states.precision.solve_lower_transposed(&mut self.x);
        self.refresh_paths(layout);
        Ok(())
    }

    /// Puts the precision of the states into its room, and precision times mean into `x`.
    pub(super) fn assemble(&mut self, layout: &Layout) -> Result<(), Refusal> {
        self.states.precision.clear();
        self.x.fill(0.0);
        self.add_dynamics(layout)?;
        self.add_readings(layout);
        Ok(())
    }

    /// The autoregression: with W = [-A_p, ..., -A_1, I], every period adds `W' Sigma^-1 W` to the precision of the
    /// p + 1 periods that end with it, and `W' Sigma^-1 c` to the right side.
    fn add_dynamics(&mut self, layout: &Layout) -> Result<(), Refusal> {
        let (m, p, k) = (layout.m, layout.p, layout.k);
        let q = (p + 1) * m;
        let StatesRoom { precision, root, whitened, constant, gram, pull, .. } = &mut self.states;
        root.copy_from_slice(&self.sigma);
        if !cholesky_in_place(root, m) {
            return Err(Refusal::NotPositiveDefinite { restrictions: m });
        }
        for (column, whitened) in whitened.chunks_exact_mut(m).enumerate() {
            let (s, i) = (column / m, column % m);
            for (j, v) in whitened.iter_mut().enumerate() {
                *v = match s {
                    s if s == p => f64::from(u8::from(i == j)),
                    s => -self.coefficients[j * k + (p - 1 - s) * m + i],
                };
            }
            solve_lower_in_place(root, whitened);
        }
        for (j, v) in constant.iter_mut().enumerate() {
            *v = self.coefficients[(j + 1) * k - 1];
        }
        solve_lower_in_place(root, constant);
        for (r, left) in whitened.chunks_exact(m).enumerate() {
            pull[r] = dot(left, constant);
            for (c, right) in whitened.chunks_exact(m).enumerate().take(r + 1) {
                gram[r * q + c] = dot(left, right);
            }
        }
        let start = 1.0 / (layout.prior.start_spread * layout.prior.start_spread);
        for stretch in &layout.stretches {
            for t in stretch.clone().take(p) {
                for j in 0..m {
                    precision.row_from(t, j, t)[j] += start;
                }
            }
            for t in stretch.start + p..stretch.end.max(stretch.start + p) {
                let from = t - p;
                for r in 0..q {
                    let row = precision.row_from(from + r / m, r % m, from);
                    for (to, add) in row.iter_mut().zip(&gram[r * q..r * q + r + 1]) {
                        *to += add;
                    }
                }
                for (to, add) in self.x[from * m..(t + 1) * m].iter_mut().zip(pull.iter()) {
                    *to += add;
                }
            }
        }
        Ok(())
    }

    /// The readings: one of n periods with weight w and loading b adds `w b^2 / n^2` to every pair of its periods, and
    /// `w b (y - a) / n` to the right side of each.
    fn add_readings(&mut self, layout: &Layout) {
        let m = layout.m;
        let StatesRoom { precision, block_weight, .. } = &mut self.states;
        block_weight.fill(0.0);
        for (instrument, b) in layout.instruments.iter().zip(&self.loading) {
            let j = instrument.relation;
            for i in instrument.readings.clone() {
                let place = &layout.places[i];
                let load = b * place.share;
                let weighted = self.weight[i] * load;
                let pull = weighted * (layout.values[i] - self.intercept[place.intercept]);
                match place.block {
                    None => {
                        precision.row_from(place.first, j, place.first)[j] += weighted * load;
                        self.x[place.first * m + j] += pull;
                    }
                    Some(block) => {
                        block_weight[block] += weighted * load;
                        self.x[place.first * m..(place.last + 1) * m]
                            .iter_mut()
                            .skip(j)
                            .step_by(m)
                            .for_each(|v| *v += pull);
                    }
                }
            }
        }
        for (block, weight) in layout.blocks.iter().zip(block_weight.iter()) {
            for t in block.first..=block.last {
                let row = precision.row_from(t, block.relation, block.first);
                row.iter_mut().skip(block.relation).step_by(m).for_each(|v| *v += weight);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    //! (a) hand: two periods, one relation; (b) the smoother of `state_space`, another algorithm: means and variances of
    //! the states given the rest; (c) a stretch that begins anew hears nothing of the one before.
    use super::*;
    use crate::latent_relations::model::{BlockReading, LatentInstrument, LatentRelations};
    use crate::latent_relations::prior::LatentPrior;
    use crate::resampling::stream;
    use crate::state_space::{Blocks, Observations, StateSpace};
    use crate::tolerance::Tolerance::Exact;
    use crate::vector_autoregression::Lags;

    fn single(period: usize, value: f64, variance: f64) -> BlockReading {
        BlockReading { first: period, last: period, value, variance, era: 0 }
    }

    fn one_relation(periods: usize, restarts: Vec<usize>, readings: Vec<BlockReading>) -> LatentRelations {
        let anchor = LatentInstrument { name: "anchor".to_owned(), relation: 0, anchor: true, readings };
        LatentRelations { relations: vec!["x".to_owned()], periods, restarts, instruments: vec![anchor] }
    }

    /// A chain at stated coefficient, constant and variance, with normal errors of the stated variances only.
    fn chain_at(relations: &LatentRelations, a: f64, c: f64, variance: f64) -> (Layout, Chain) {
        let prior = LatentPrior { error_degrees: f64::INFINITY, ..LatentPrior::default() };
        let layout = Layout::new(relations, Lags::new(1).unwrap(), &prior).unwrap();
        let mut chain = Chain::new(&layout, &mut stream(1, 0)).unwrap();
        chain.loading.fill(1.0);
        chain.coefficients.copy_from_slice(&[a, c]);
        chain.sigma[0] = variance;
        chain.weight.iter_mut().zip(&layout.variances).for_each(|(w, v)| *w = 1.0 / v);
        (layout, chain)
    }

    /// Means and variances of the states.
    fn moments(layout: &Layout, chain: &mut Chain) -> (Vec<f64>, Vec<f64>) {
        chain.assemble(layout).unwrap();
        let n = chain.x.len();
        assert!(chain.states.precision.factor());
        let mut mean = chain.x.clone();
        chain.states.precision.solve_lower(&mut mean);
        chain.states.precision.solve_lower_transposed(&mut mean);
        let variance = (0..n).map(|i| {
            let mut unit = vec![0.0; n];
            unit[i] = 1.0;
            chain.states.precision.solve_lower(&mut unit);
            dot(&unit, &unit)
        });
        (mean, variance.collect())
    }

    #[test]
    fn two_periods_by_hand() {
        // x_0 ~ N(0, 4), x_1 = .5 x_0 + 1 + N(0, 1), x_1 read as 3 with variance 1.
        // x_1 ~ N(1, 2), so that its mean given the reading is 1 + 2/3 * 2 and its variance 2/3; x_0 has the
        // covariance 2 with it: mean 2/3 * 2 and variance 4 - 4/3.
        let (layout, mut chain) = chain_at(&one_relation(2, vec![], vec![single(1, 3.0, 1.0)]), 0.5, 1.0, 1.0);
        let (mean, variance) = moments(&layout, &mut chain);
        for (what, found, by_hand) in [
            ("mean of x_0", mean[0], 4.0 / 3.0),
            ("mean of x_1", mean[1], 7.0 / 3.0),
            ("variance of x_0", variance[0], 8.0 / 3.0),
            ("variance of x_1", variance[1], 2.0 / 3.0),
        ] {
            Exact.check(what, found, by_hand).unwrap();
        }
    }

    #[test]
    fn agrees_with_the_smoother() {
        // Months with gaps, and means of four months.
        let periods = 24;
        let value = |t: usize| ((t * t * 7) % 11) as f64 / 5.0 - 1.0;
        let single_periods: Vec<BlockReading> =
            (0..periods).filter(|t| t % 5 != 2 && !(8..14).contains(t)).map(|t| single(t, value(t), 0.4)).collect();
        let months = single_periods.clone();
        let fours = (0..periods / 4).map(|b| BlockReading {
            first: 4 * b,
            last: 4 * b + 3,
            value: value(b + 3),
            variance: 0.1,
            era: 0,
        });
        let mut relations = one_relation(periods, vec![], months);
        relations.instruments.push(LatentInstrument {
            name: "fours".to_owned(),
            relation: 0,
            anchor: false,
            readings: fours.clone().collect(),
        });
        let (layout, mut chain) = chain_at(&relations, 0.8, 0.0, 0.3);
        let (mean, variance) = moments(&layout, &mut chain);

        let blocks = Blocks::new(4, 0, periods).unwrap();
        let mut model = StateSpace::new(&["x"], &["month", "four"]).unwrap();
        model.set_transition(&[0.8]).unwrap();
        model.set_loadings("month", &[1.0]).unwrap();
        model.set_reading_variance("month", 0.4).unwrap();
        model.set_reading_variance("four", 0.1).unwrap();
        model.set_state_variances(&[0.3]).unwrap();
        model.set_start(&[0.0], &[4.0]).unwrap();
        let mut model = model.with_running_mean("mean", &[("x", 1.0)], blocks).unwrap();
        model.set_loadings("four", &[0.0, 1.0]).unwrap();
        let mut month = vec![None; periods];
        single_periods.iter().for_each(|r| month[r.first] = Some(r.value));
        let four = blocks.place(&fours.map(|r| Some(r.value)).collect::<Vec<_>>()).unwrap();
        let y = Observations::new(&[("month", &month), ("four", &four)]).unwrap();
        let smoothed = model.smooth(&y).unwrap().of("x").unwrap();
        for t in 0..periods {
            Exact.check(format!("mean {t}"), mean[t], smoothed.mean[t]).unwrap();
            Exact.check(format!("variance {t}"), variance[t], smoothed.variance[t]).unwrap();
        }
    }

    #[test]
    fn nothing_crosses_a_restart() {
        let readings = |late: f64| vec![single(1, 1.0, 0.5), single(4, late, 0.5)];
        let mean = |late: f64| {
            let (layout, mut chain) = chain_at(&one_relation(6, vec![3], readings(late)), 0.9, 0.2, 0.3);
            moments(&layout, &mut chain).0
        };
        let (one, other) = (mean(1.0), mean(5.0));
        assert_eq!(one[..3], other[..3]);
        assert!(other[3] > one[3] + 0.5);
    }
}
