//! Weights of the wild bootstrap: residuals keep their place and their size, and get a random sign or factor.

use rand::Rng;
use rand_chacha::ChaCha8Rng;

use super::permutation::below;

/// The law of the independent weights by which residuals are multiplied. All have mean 0 and variance 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WildWeights {
    /// -1 or 1 with equal chances (Davidson and Flachaire 2008). Fourth moment 1; third moment 0.
    Rademacher,
    /// `-(sqrt 5 - 1) / 2` with probability `(sqrt 5 + 1) / (2 sqrt 5)`, else `(sqrt 5 + 1) / 2` (Mammen 1993).
    /// Third moment 1, fourth moment 2.
    Mammen,
    /// Minus or plus the roots of 1/2, 1 and 3/2 with equal chances (Webb 2023): more different samples than
    /// signs give, for few units. Fourth moment 7/6; third moment 0.
    Webb,
}

impl WildWeights {
    /// Fills `out` with independent weights. Allocates nothing.
    pub fn fill(self, out: &mut [f64], random: &mut ChaCha8Rng) {
        match self {
            Self::Rademacher => {
                for chunk in out.chunks_mut(64) {
                    let mut bits = random.next_u64();
                    for weight in chunk {
                        *weight = if bits & 1 == 1 { 1.0 } else { -1.0 };
                        bits >>= 1;
                    }
                }
            }
            Self::Mammen => {
                let root = 5f64.sqrt();
                let chance_low = (root + 1.0) / (2.0 * root);
                for weight in out {
                    // 53 random bits as a share of 1.
                    let share = (random.next_u64() >> 11) as f64 / (1u64 << 53) as f64;
                    *weight = if share < chance_low { (1.0 - root) / 2.0 } else { (1.0 + root) / 2.0 };
                }
            }
            Self::Webb => {
                for weight in out {
                    let draw = below(6, random);
                    let size = ((1 + draw % 3) as f64 / 2.0).sqrt();
                    *weight = if draw < 3 { -size } else { size };
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    //! (a) hand: the values that can occur; (c) property: four moments, and a stream gives the same weights
    //! however long the slice is.
    use super::*;
    use crate::resampling::stream;
    use crate::tolerance::Tolerance::{Exact, Simulated};

    const ALL: [WildWeights; 3] = [WildWeights::Rademacher, WildWeights::Mammen, WildWeights::Webb];

    #[test]
    fn only_the_values_of_the_law_occur() {
        let root = 5f64.sqrt();
        let halves: Vec<f64> = [0.5f64, 1.0, 1.5].iter().flat_map(|v| [-v.sqrt(), v.sqrt()]).collect();
        let laws = [vec![-1.0, 1.0], vec![(1.0 - root) / 2.0, (1.0 + root) / 2.0], halves];
        for (kind, law) in ALL.into_iter().zip(laws) {
            let mut weights = vec![0.0; 1_000];
            kind.fill(&mut weights, &mut stream(3, 0));
            assert!(weights.iter().all(|w| law.iter().any(|v| Exact.agrees(*w, *v))), "{kind:?}");
            assert!(law.iter().all(|v| weights.iter().any(|w| Exact.agrees(*w, *v))), "{kind:?}");
        }
    }

    #[test]
    fn moments() {
        let draws = 200_000;
        for (kind, moments) in
            ALL.into_iter().zip([[0.0, 1.0, 0.0, 1.0], [0.0, 1.0, 1.0, 2.0], [0.0, 1.0, 0.0, 7.0 / 6.0]])
        {
            let mut weights = vec![0.0; draws];
            kind.fill(&mut weights, &mut stream(8, 1));
            for (power, expected) in (1..).zip(moments) {
                let powers: Vec<f64> = weights.iter().map(|w| w.powi(power)).collect();
                let mean = powers.iter().sum::<f64>() / draws as f64;
                let variance = powers.iter().map(|v| (v - expected).powi(2)).sum::<f64>() / draws as f64;
                let standard_error = (variance / draws as f64).sqrt().max(1e-12);
                Simulated { standard_error }.check(format!("{kind:?} {power}"), mean, expected).unwrap();
            }
        }
    }

    #[test]
    fn a_shorter_slice_is_the_beginning_of_a_longer_one() {
        for kind in ALL {
            let (mut long, mut short) = (vec![0.0; 150], vec![0.0; 70]);
            kind.fill(&mut long, &mut stream(1, 5));
            kind.fill(&mut short, &mut stream(1, 5));
            assert_eq!(long[..70], short, "{kind:?}");
        }
    }
}
