//! Holm's step-down adjustment. It gives adjusted p-values; what they are compared with is the caller's rule.

use super::p_values::{ascending, check};
use crate::refusal::Refusal;

/// Adjusted p-values in the order of the input: with p sorted ascending, the i-th of m (from 0) becomes the
/// largest of `(m - j) p_j` over j <= i, at most 1. Comparing them with a level keeps the chance of any false
/// rejection among the m nulls below that level, whatever their dependence.
///
/// Refuses NaN and values outside of 0 to 1. No tests give no adjusted values.
/// Source: Holm (1979), Scandinavian Journal of Statistics 6, 65-70.
pub fn holm(p_values: &[f64]) -> Result<Vec<f64>, Refusal> {
    check(p_values)?;
    let order = ascending(p_values);
    let mut adjusted = vec![0.0; p_values.len()];
    let mut largest = 0.0f64;
    for (step, &at) in order.iter().enumerate() {
        let remaining = (p_values.len() - step) as f64;
        largest = largest.max(remaining * p_values[at]).min(1.0);
        adjusted[at] = largest;
    }
    Ok(adjusted)
}

#[cfg(test)]
mod tests {
    //! (a) hand: four p-values; (b) statsmodels' `multipletests` in `tests/it/reference_folders.rs`;
    //! (c) property: never below the p-value, never above m times it, order kept.
    use super::*;
    use crate::tolerance::Tolerance::Exact;
    use proptest::prelude::*;

    #[test]
    fn four_by_hand() {
        // sorted .005 .01 .03 .04 times 4 3 2 1 = .02 .03 .06 .04 -> .06 carried on
        let adjusted = holm(&[0.01, 0.04, 0.03, 0.005]).unwrap();
        for (ours, expected) in adjusted.iter().zip([0.03, 0.06, 0.06, 0.02]) {
            Exact.check("adjusted", *ours, expected).unwrap();
        }
        assert_eq!(holm(&[]), Ok(vec![]));
    }

    #[test]
    fn nan_and_shares_above_one_are_refused() {
        assert!(matches!(holm(&[0.1, f64::NAN]), Err(Refusal::NotFinite { row: 1, .. })));
        assert!(matches!(holm(&[1.2]), Err(Refusal::SettingOutOfRange { .. })));
    }

    proptest! {
        #[test]
        fn bounded_and_in_order(p in prop::collection::vec(0.0f64..=1.0, 1..20)) {
            let adjusted = holm(&p).unwrap();
            let m = p.len() as f64;
            for i in 0..p.len() {
                prop_assert!(adjusted[i] >= p[i] && adjusted[i] <= (m * p[i]).min(1.0));
                for j in 0..p.len() {
                    prop_assert!(p[i] > p[j] || adjusted[i] <= adjusted[j]);
                }
            }
        }
    }
}
