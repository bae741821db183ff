//! Adjustments that bound the expected share of false rejections among all rejections: Benjamini and Hochberg,
//! Benjamini and Yekutieli. They give adjusted p-values; what they are compared with is the caller's rule.

use super::p_values::{ascending, check};
use crate::refusal::Refusal;

/// Adjusted p-values in the order of the input: with p sorted ascending, the i-th of m (from 1) becomes the smallest
/// of `m p_j / j` over j >= i, at most 1. Rejecting those at or below a level keeps the expected share of false
/// rejections below that level for independent and for positively dependent tests.
///
/// Refuses NaN and values outside of 0 to 1. No tests give no adjusted values.
/// Source: Benjamini and Hochberg (1995).
pub fn benjamini_hochberg(p_values: &[f64]) -> Result<Vec<f64>, Refusal> {
    step_up(p_values, 1.0)
}

/// As [`benjamini_hochberg`], times `1 + 1/2 + ... + 1/m`: holds for any dependence.
///
/// Refuses NaN and values outside of 0 to 1. No tests give no adjusted values.
/// Source: Benjamini and Yekutieli (2001), theorem 1.3.
pub fn benjamini_yekutieli(p_values: &[f64]) -> Result<Vec<f64>, Refusal> {
    step_up(p_values, (1..=p_values.len()).map(|j| 1.0 / j as f64).sum())
}

fn step_up(p_values: &[f64], factor: f64) -> Result<Vec<f64>, Refusal> {
    check(p_values)?;
    let m = p_values.len() as f64;
    let mut adjusted = vec![0.0; p_values.len()];
    let mut smallest = 1.0f64;
    for (step, &at) in ascending(p_values).iter().enumerate().rev() {
        smallest = smallest.min(factor * (m / (step + 1) as f64) * p_values[at]);
        adjusted[at] = smallest;
    }
    Ok(adjusted)
}

#[cfg(test)]
mod tests {
    //! (a) hand: four p-values; (b) statsmodels' `multipletests`, in `tests/it/many_tests.rs`; (c) property: order
    //! kept, never below the p-value, and never above Holm's adjusted value.
    use super::*;
    use crate::many_tests::holm;
    use crate::tolerance::Tolerance::Exact;
    use proptest::prelude::*;

    #[test]
    fn four_by_hand() {
        // sorted .005 .01 .03 .04 times 4/1 4/2 4/3 4/4 = .02 .02 .04 .04
        let p = [0.01, 0.04, 0.03, 0.005];
        for (ours, expected) in benjamini_hochberg(&p).unwrap().iter().zip([0.02, 0.04, 0.04, 0.02]) {
            Exact.check("adjusted", *ours, expected).unwrap();
        }
        let harmonic = 25.0 / 12.0;
        for (ours, expected) in benjamini_yekutieli(&p).unwrap().iter().zip([0.02, 0.04, 0.04, 0.02]) {
            Exact.check("adjusted", *ours, expected * harmonic).unwrap();
        }
        assert_eq!(benjamini_hochberg(&[]), Ok(vec![]));
        assert!(benjamini_hochberg(&[f64::NAN]).is_err());
        assert!(benjamini_yekutieli(&[0.2, -0.1]).is_err());
    }

    proptest! {
        #[test]
        fn between_the_p_value_and_holm(p in prop::collection::vec(0.0f64..=1.0, 1..20)) {
            let (adjusted, any) = (benjamini_hochberg(&p).unwrap(), benjamini_yekutieli(&p).unwrap());
            let bound = holm(&p).unwrap();
            for i in 0..p.len() {
                prop_assert!(adjusted[i] >= p[i] && any[i] >= adjusted[i] && any[i] <= 1.0);
                prop_assert!(adjusted[i] <= bound[i] * (1.0 + 1e-12));
                for j in 0..p.len() {
                    prop_assert!(p[i] > p[j] || (adjusted[i] <= adjusted[j] && any[i] <= any[j]));
                }
            }
        }
    }
}
