//! A random-walk Metropolis sampler in a few dimensions: proposals by a given covariance, their size tuned while
//! warming up and fixed after. What is sampled is the caller's.

use rand::Rng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};

/// Share of accepted proposals that the warm-up steers to (Gelman, Roberts and Gilks 1996: best between 0.44 in
/// one dimension and 0.23 in many).
const ACCEPTANCE: f64 = 0.3;

/// Lengths of a chain.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lengths {
    /// Proposals before the first draw that counts.
    pub(super) warm_up: usize,
    /// Draws kept.
    pub(super) draws: usize,
    /// Proposals per kept draw.
    pub(super) thin: usize,
}

/// One chain.
pub(super) struct Chain {
    /// Kept draws, one after the other, each as long as the start.
    pub(super) draws: Vec<f64>,
    /// Share of proposals accepted after the warm-up.
    pub(super) acceptance: f64,
}

/// Walks from `start`, whose density is finite. `root` is the lower Cholesky factor of the proposals' covariance at size
/// one. After the start nothing is allocated but the kept draws.
pub(super) fn walk(
    start: &[f64],
    root: &[f64],
    lengths: Lengths,
    random: &mut ChaCha8Rng,
    mut log_density: impl FnMut(&[f64]) -> f64,
) -> Chain {
    let n = start.len();
    let mut here = start.to_vec();
    let mut there = here.clone();
    let mut z = vec![0.0; n];
    let mut value = log_density(&here);
    let mut log_size = (2.38 / (n as f64).sqrt()).ln();
    let mut draws = Vec::with_capacity(n * lengths.draws);
    let mut accepted = 0usize;
    let counted = lengths.draws * lengths.thin;
    for step in 0..lengths.warm_up + counted {
        z.fill_with(|| StandardNormal.sample(random));
        let size = log_size.exp();
        for (i, to) in there.iter_mut().enumerate() {
            *to = here[i] + size * (0..=i).map(|l| root[l * n + i] * z[l]).sum::<f64>();
        }
        let proposed = log_density(&there);
        // A density without value is none: `f64::min` would make it a sure step, and the chain would never leave it.
        let ratio = (proposed - value).exp();
        let chance = if ratio.is_nan() { 0.0 } else { ratio.min(1.0) };
        let accept = uniform(random) < chance;
        if accept {
            std::mem::swap(&mut here, &mut there);
            value = proposed;
        }
        if step < lengths.warm_up {
            // Robbins and Monro's steps: they die out, but slowly enough to get anywhere.
            log_size += (chance - ACCEPTANCE) * 4.0 / ((step + 4) as f64).powf(0.7);
        } else {
            accepted += usize::from(accept);
            if (step - lengths.warm_up + 1).is_multiple_of(lengths.thin) {
                draws.extend_from_slice(&here);
            }
        }
    }
    Chain { draws, acceptance: accepted as f64 / counted as f64 }
}

/// A number in [0, 1) with 53 random bits.
fn uniform(random: &mut ChaCha8Rng) -> f64 {
    (random.next_u64() >> 11) as f64 / (1u64 << 53) as f64
}

#[cfg(test)]
mod tests {
    //! (c) recovery: the moments of a normal distribution with correlation .8, started far away with a poor proposal.
    use super::*;
    use crate::chains::effective_sample_size;
    use crate::resampling::stream;
    use crate::tolerance::Tolerance::Simulated;

    #[test]
    fn a_density_without_value_is_never_entered() {
        let density = |x: &[f64]| if x[0] > 1.0 { f64::NAN } else { -0.5 * x[0] * x[0] };
        let lengths = Lengths { warm_up: 100, draws: 500, thin: 2 };
        let chain = walk(&[0.0], &[1.0], lengths, &mut stream(4, 0), density);
        assert!(chain.draws.iter().all(|x| *x <= 1.0) && chain.acceptance > 0.1);
    }

    #[test]
    fn a_normal_distribution_comes_back() {
        let density = |x: &[f64]| -0.5 * (x[0] * x[0] - 1.6 * x[0] * x[1] + x[1] * x[1]) / 0.36;
        let lengths = Lengths { warm_up: 2_000, draws: 8_000, thin: 4 };
        let chain = walk(&[6.0, -6.0], &[0.1, 0.0, 0.0, 0.1], lengths, &mut stream(2, 0), density);
        assert!((0.2..0.45).contains(&chain.acceptance), "{}", chain.acceptance);
        assert_eq!(chain.draws.len(), 16_000);
        let mut moments = [(0.0, Vec::new()), (1.0, Vec::new()), (0.8, Vec::new())];
        for x in chain.draws.chunks_exact(2) {
            [x[0], x[0] * x[0], x[0] * x[1]].into_iter().zip(&mut moments).for_each(|(v, (_, all))| all.push(v));
        }
        for (expected, all) in moments {
            let mean = all.iter().sum::<f64>() / all.len() as f64;
            let variance = all.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / all.len() as f64;
            let standard_error = (variance / effective_sample_size(&all).unwrap()).sqrt();
            Simulated { standard_error }.check("moment", mean, expected).unwrap();
        }
    }
}
