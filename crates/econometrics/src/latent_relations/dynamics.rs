//! The autoregression given the states: conjugate draws of coefficients and Sigma, kept to those whose shocks die out;
//! and the density of their prior.

use rand_chacha::ChaCha8Rng;

use super::chain::Chain;
use super::layout::Layout;
use crate::bayesian_vector_autoregression::{NormalInverseWishart, Rows};
use crate::refusal::Refusal;
use crate::vector_autoregression::{is_stable, stability_room};

/// Room for the draw.
#[derive(Debug, Clone)]
pub(super) struct DynamicsRoom {
    rows: Rows,
    posterior: NormalInverseWishart,
    coefficients: Vec<f64>,
    sigma: Vec<f64>,
    scratch: Vec<f64>,
    stability: Vec<f64>,
}

impl DynamicsRoom {
    pub(super) fn new(layout: &Layout) -> Self {
        let (m, k) = (layout.m, layout.k);
        let mut rows = Rows::zeros(layout.rows, k, m, layout.rows as f64);
        // The constant.
        let from = layout.rows * (k - 1);
        rows.x[from..].fill(1.0);
        Self {
            rows,
            posterior: layout.base.clone(),
            coefficients: vec![0.0; k * m],
            sigma: vec![0.0; m * m],
            scratch: vec![0.0; 3 * m * m],
            stability: vec![0.0; stability_room(m, layout.p)],
        }
    }
}

/// Draws tried before the old values are kept. Whether a try succeeds does not depend on the old values, so that any
/// number is exact: a mixture of a draw from the region and of standing still.
const TRIES: usize = 20;

impl Chain {
    /// Draws coefficients and Sigma from their conjugate posterior until shocks die out.
    pub(super) fn draw_dynamics(&mut self, layout: &Layout, random: &mut ChaCha8Rng) -> Result<(), Refusal> {
        let (m, p, k, t) = (layout.m, layout.p, layout.k, layout.t);
        let room = &mut self.dynamics;
        if layout.rows > 0 {
            for (j, path) in self.path.chunks_exact(t).enumerate() {
                let mut at = 0;
                for stretch in layout.stretches.iter().filter(|s| s.len() > p) {
                    let length = stretch.len() - p;
                    let copy = |to: &mut [f64], column: usize, lag: usize| {
                        let from = stretch.start + p - lag;
                        let begin = column * layout.rows + at;
                        to[begin..begin + length].copy_from_slice(&path[from..from + length]);
                    };
                    (1..=p).for_each(|lag| copy(&mut room.rows.x, (lag - 1) * m + j, lag));
                    copy(&mut room.rows.y, j, 0);
                    at += length;
                }
            }
            room.rows.refresh(k);
        }
        if !layout.base.update_into(&room.rows, &mut room.posterior) {
            return Err(Refusal::NotPositiveDefinite { restrictions: k });
        }
        for _ in 0..TRIES {
            room.posterior.draw_into(random, &mut room.coefficients, &mut room.sigma, &mut room.scratch);
            if is_stable(&room.coefficients, k, m, p, &mut room.stability) {
                std::mem::swap(&mut self.coefficients, &mut room.coefficients);
                std::mem::swap(&mut self.sigma, &mut room.sigma);
                return Ok(());
            }
        }
        Ok(())
    }
}
