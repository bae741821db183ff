//! For tests: the density of the whole posterior, written down term by term from its definition and from nothing that the
//! sampler uses.

use super::chain::Chain;
use super::layout::Layout;
use crate::dense::invert_positive_definite;
use crate::linear::{dot, log_determinant};

/// Log density of states, dynamics, loadings, intercepts and readings, given noises and weights of the readings, without
/// constants and without what the weights alone decide.
pub(super) fn ln_joint(chain: &Chain, layout: &Layout) -> f64 {
    let (m, k, p, prior, base) = (layout.m, layout.k, layout.p, &layout.prior, &layout.base);
    let inverse = invert_positive_definite(&chain.sigma, m).unwrap();

    let ln_determinant = log_determinant(&chain.sigma, m).unwrap();
    let x = |t: usize, j: usize| chain.path[j * layout.t + t];
    let mut ln = 0.0;
    for stretch in &layout.stretches {
        for t in stretch.clone() {
            if t < stretch.start + p {
                ln -= (0..m).map(|j| 0.5 * (x(t, j) / prior.start_spread).powi(2)).sum::<f64>();
                continue;
            }
            let u: Vec<f64> = (0..m)
                .map(|j| {
                    let b = &chain.coefficients[j * k..(j + 1) * k];
                    let past: f64 = (0..k - 1).map(|l| b[l] * x(t - 1 - l / m, l % m)).sum();
                    x(t, j) - past - b[k - 1]
                })
                .collect();
            let squares: f64 = (0..m).map(|j| u[j] * dot(&inverse[j * m..(j + 1) * m], &u)).sum();
            ln -= 0.5 * (squares + ln_determinant);
        }
    }
    let mut trace = 0.0;
    for i in 0..m {
        for j in 0..m {
            let mut entry = base.scale()[j * m + i];
            for a in 0..k {
                for b in 0..k {
                    let gap = |j: usize, l: usize| chain.coefficients[j * k + l] - base.mean()[j * k + l];
                    entry += gap(i, a) * base.precision()[b * k + a] * gap(j, b);
                }
            }
            trace += inverse[i * m + j] * entry;
        }
    }
    ln -= 0.5 * (base.degrees() + (m + 1 + k) as f64) * ln_determinant + 0.5 * trace;
    for (at, instrument) in layout.instruments.iter().enumerate() {
        if !instrument.anchor {
            ln -= 0.5 * ((chain.loading[at] - prior.loading_mean) / prior.loading_spread).powi(2);
        }
        for era in instrument.free_intercepts() {
            ln -= 0.5 * (chain.intercept[era] / prior.intercept_spread).powi(2);
        }
        for i in instrument.readings.clone() {
            ln -= 0.5 * chain.weight[i] * chain.error(layout, at, i).powi(2);
        }
    }
    ln
}
