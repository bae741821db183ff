//! Random orders, and the p-value that counts draws as large as the observed statistic.

use rand::Rng;
use rand_chacha::ChaCha8Rng;

use crate::refusal::{Refusal, require_finite};

/// A number in 0..count with equal chances: Lemire's multiplication with rejection. Our own, so that a
/// stream's draws do not change with a version of the random-number crate. `count` must be positive.
pub(crate) fn below(count: usize, random: &mut ChaCha8Rng) -> usize {
    let count = count as u64;
    let reject_below = count.wrapping_neg() % count;
    loop {
        let product = u128::from(random.next_u64()) * u128::from(count);
        if product as u64 >= reject_below {
            return (product >> 64) as usize;
        }
    }
}

/// The numbers 0..n in random order, each order with equal chances (Fisher and Yates).
pub fn permutation(n: usize, random: &mut ChaCha8Rng) -> Vec<usize> {
    let mut order = vec![0; n];
    permutation_into(&mut order, random);
    order
}

/// As [`permutation`] with n the length of `order`, whose contents are replaced.
pub fn permutation_into(order: &mut [usize], random: &mut ChaCha8Rng) {
    order.iter_mut().enumerate().for_each(|(at, entry)| *entry = at);
    for last in (1..order.len()).rev() {
        order.swap(last, below(last + 1, random));
    }
}

/// How an observed statistic stands among draws under the null.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ShareAtLeast {
    /// Number of draws at least as large as the observed statistic.
    pub as_large: usize,
    /// Number of draws m.
    pub draws: usize,
    /// `as_large / m`.
    pub share: f64,
    /// `(1 + as_large) / (1 + m)`: never 0, and a valid p-value when the draws are exchangeable with the
    /// observation (Phipson and Smyth 2010).
    pub p_value: f64,
}

/// Counts the draws that are at least as large as `observed`. For a two-sided or a lower-tail question pass
/// absolute or negated values. Refuses no draws, NaN and infinities.
pub fn share_at_least(observed: f64, draws: &[f64]) -> Result<ShareAtLeast, Refusal> {
    require_finite(&[observed], "observed statistic")?;
    require_finite(draws, "draws")?;
    if draws.is_empty() {
        return Err(Refusal::TooFewObservations { have: 0, need: 1 });
    }
    let as_large = draws.iter().filter(|d| **d >= observed).count();
    let m = draws.len();
    Ok(ShareAtLeast {
        as_large,
        draws: m,
        share: as_large as f64 / m as f64,
        p_value: (1 + as_large) as f64 / (1 + m) as f64,
    })
}

#[cfg(test)]
mod tests {
    //! (a) hand: ranks among four draws; 2,000 draws without a larger one; (c) property: every order, every
    //! number equally often, with a bound from the binomial standard error.
    use super::*;
    use crate::resampling::stream;
    use crate::tolerance::Tolerance::{Exact, Simulated};

    #[test]
    fn shares_by_hand() {
        let standing = share_at_least(3.0, &[1.0, 3.0, 4.0, 2.0]).unwrap();
        assert_eq!((standing.as_large, standing.draws), (2, 4));
        Exact.check("share", standing.share, 0.5).unwrap();
        Exact.check("p", standing.p_value, 0.6).unwrap();
        Exact.check("p", share_at_least(9.0, &[0.0; 2000]).unwrap().p_value, 1.0 / 2001.0).unwrap();
    }

    #[test]
    fn nothing_and_nan_are_refused() {
        assert!(share_at_least(1.0, &[]).is_err());
        assert!(share_at_least(f64::NAN, &[1.0]).is_err());
        assert!(share_at_least(1.0, &[f64::NAN]).is_err());
    }

    #[test]
    fn orders_are_equally_likely() {
        let draws = 6_000;
        let mut counts = std::collections::BTreeMap::new();
        let mut random = stream(11, 0);
        for _ in 0..draws {
            let mut again = [7; 3];
            permutation_into(&mut again, &mut random.clone());
            assert_eq!(permutation(3, &mut random.clone()), again);
            *counts.entry(permutation(3, &mut random)).or_insert(0.0) += 1.0;
        }
        assert_eq!(counts.len(), 6);
        let standard_error = (1.0 / 6.0 * 5.0 / 6.0 / f64::from(draws)).sqrt();
        for (order, count) in counts {
            let share: f64 = count / f64::from(draws);
            Simulated { standard_error }.check(format!("{order:?}"), share, 1.0 / 6.0).unwrap();
        }
    }
}
