//! Agreement of two raters on ordered categories, plain and corrected for chance (Cohen's kappa, Scott's pi), with a
//! sampling variance that is never zero. Knows nothing of who rates or what is rated.

use crate::refusal::{Refusal, require_length};

/// How far apart two categories are, from 0 (the same) to 1 (the farthest).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CategoryDistance {
    /// `|i - j| / (k - 1)`.
    Absolute,
    /// `((i - j) / (k - 1))^2`.
    Squared,
    /// 0 if the same, else 1.
    Nominal,
}

/// What agreement is measured against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChanceModel {
    /// Nothing: 1 less the mean distance.
    Uncorrected,
    /// Each rater draws from its own shares of the categories (Cohen 1960; with distances, Cohen 1968).
    OwnShares,
    /// Both draw from their pooled shares (Scott 1955), with distances as in Cohen (1968).
    PooledShares,
}

/// Settings of [`agreement`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AgreementSettings {
    /// Number of ordered categories, at least 2.
    pub categories: usize,
    /// Distance of two categories.
    pub distance: CategoryDistance,
    /// Correction for chance.
    pub chance: ChanceModel,
    /// Weight, in items, of one item spread evenly over all pairs of categories that is added for the variance (never
    /// for the value). 0 gives the plain delta method, which says 0 where all items agree.
    pub prior_items: f64,
}

/// Agreement of two raters.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Agreement {
    /// 1 if they always agree. Uncorrected: 0 to 1. Corrected: 0 if they agree as often as chance would have it,
    /// below 0 if less often.
    pub estimate: f64,
    /// Sampling variance by the delta method, clusters of items taken as the independent draws.
    pub variance: f64,
    /// Items that both rated.
    pub n: usize,
    /// Clusters among them.
    pub n_clusters: usize,
}

/// Agreement of two raters over the same items. `first` and `second` hold categories from 0; `clusters` the cluster of
/// each item (items of one cluster may depend on each other; give each item its own where all are independent).
///
/// Value: with D the mean distance and E the mean distance that chance gives, 1 - D, or 1 - D / E. Variance: with
/// `phi` the influence of an item on the value, taken at the shares to which the prior items were added,
/// `(G + m) / (G + m - 1) * (sum over clusters of (sum of phi)^2 + m * mean of phi^2 over all pairs of
/// categories) / (n + m)^2` for G clusters, n items and m prior items. For m = 0 and one item a cluster this is the
/// large-sample variance of Fleiss, Cohen and Everitt (1969) times n / (n - 1). With m > 0 it is never 0. It supposes
/// that clusters are many and independent.
///
/// Refuses no items, different lengths, a category that is not there, settings out of range, fewer than two
/// clusters with `prior_items` 0, and a correction for chance where chance leaves no distance (both raters always give
/// the same single category).
pub fn agreement(
    first: &[usize],
    second: &[usize],
    clusters: &[u32],
    settings: AgreementSettings,
) -> Result<Agreement, Refusal> {
    let AgreementSettings { categories: k, distance, chance, prior_items } = settings;
    require_length("second rater", second.len(), first.len())?;
    require_length("clusters", clusters.len(), first.len())?;
    if k < 2 {
        return Err(Refusal::SettingOutOfRange { name: "categories", value: k as f64, range: "at least 2" });
    }
    if !(prior_items.is_finite() && prior_items >= 0.0) {
        return Err(Refusal::SettingOutOfRange { name: "prior_items", value: prior_items, range: "0 or more" });
    }
    if let Some(index) = first.iter().chain(second).find(|c| **c >= k) {
        return Err(Refusal::NoSuch { what: "category", index: *index, count: k });
    }
    let n = first.len();
    let mut order: Vec<usize> = (0..n).collect();
    // Within a cluster by category, so that no order of the items changes a digit.
    order.sort_unstable_by_key(|i| (clusters[*i], first[*i], second[*i]));
    let n_clusters = order.chunk_by(|a, b| clusters[*a] == clusters[*b]).count();
    let need = if prior_items > 0.0 { 1 } else { 2 };
    if n_clusters < need {
        return Err(Refusal::TooFewObservations { have: n_clusters, need });
    }
    let distances = distances(k, distance);
    let mut counts = vec![0.0; k * k];
    for (a, b) in first.iter().zip(second) {
        counts[a * k + b] += 1.0;
    }
    let plain = Parts::of(&counts, k, &distances, chance);
    if plain.expected <= 0.0 {
        return Err(Refusal::NotDefined {
            what: "agreement corrected for chance",
            why: "both raters always give one and the same category, so chance alone gives full agreement",
        });
    }
    let spread = prior_items / (k * k) as f64;
    let smoothed: Vec<f64> = counts.iter().map(|c| c + spread).collect();
    let influence = Parts::of(&smoothed, k, &distances, chance).influence(k, &distances, chance);
    let of_clusters: f64 = order
        .chunk_by(|a, b| clusters[*a] == clusters[*b])
        .map(|c| c.iter().map(|i| influence[first[*i] * k + second[*i]]).sum::<f64>())
        .map(|s| s * s)
        .sum();
    let of_prior = influence.iter().map(|p| p * p).sum::<f64>() * spread;
    let draws = n_clusters as f64 + prior_items;
    // A prior of a fraction of an item must not make one cluster worth less than none.
    let correction = draws / (draws - 1.0).max(0.5);
    let items = n as f64 + prior_items;
    Ok(Agreement {
        estimate: 1.0 - plain.observed / plain.expected,
        variance: correction * (of_clusters + of_prior) / (items * items),
        n,
        n_clusters,
    })
}

fn distances(k: usize, kind: CategoryDistance) -> Vec<f64> {
    let farthest = (k - 1) as f64;
    let pairs = (0..k).flat_map(|i| (0..k).map(move |j| i.abs_diff(j) as f64));
    pairs
        .map(|d| match kind {
            CategoryDistance::Absolute => d / farthest,
            CategoryDistance::Squared => (d / farthest) * (d / farthest),
            CategoryDistance::Nominal => f64::from(u8::from(d > 0.0)),
        })
        .collect()
}

/// Mean distance, the mean distance that chance gives (1 where nothing is corrected), and the shares behind it.
struct Parts {
    observed: f64,
    expected: f64,
    /// Shares of the first rater and of the second, or twice the pooled ones.
    shares: [Vec<f64>; 2],
}

impl Parts {
    fn of(counts: &[f64], k: usize, distances: &[f64], chance: ChanceModel) -> Parts {
        let total: f64 = counts.iter().sum();
        let observed = counts.iter().zip(distances).map(|(c, d)| c * d).sum::<f64>() / total;
        let mut shares = [vec![0.0; k], vec![0.0; k]];
        for (cell, count) in counts.iter().enumerate() {
            shares[0][cell / k] += count / total;
            shares[1][cell % k] += count / total;
        }
        if chance == ChanceModel::PooledShares {
            let pooled: Vec<f64> = shares[0].iter().zip(&shares[1]).map(|(a, b)| (a + b) / 2.0).collect();
            shares = [pooled.clone(), pooled];
        }
        let expected = match chance {
            ChanceModel::Uncorrected => 1.0,
            _ => (0..k * k).map(|cell| shares[0][cell / k] * shares[1][cell % k] * distances[cell]).sum(),
        };
        Parts { observed, expected, shares }
    }

    /// The derivative of the value towards each pair of categories; its mean over the shares is 0.
    fn influence(&self, k: usize, distances: &[f64], chance: ChanceModel) -> Vec<f64> {
        let (observed, expected) = (self.observed, self.expected);
        // Mean distance of each category from what one rater gives by chance.
        let from = |shares: &[f64]| -> Vec<f64> {
            (0..k).map(|i| (0..k).map(|j| shares[j] * distances[i * k + j]).sum()).collect()
        };
        let (from_second, from_first) = (from(&self.shares[1]), from(&self.shares[0]));
        (0..k * k)
            .map(|cell| {
                let of_observed = distances[cell] - observed;
                if chance == ChanceModel::Uncorrected {
                    return -of_observed;
                }
                let of_expected = from_second[cell / k] + from_first[cell % k] - 2.0 * expected;
                -of_observed / expected + observed * of_expected / (expected * expected)
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tolerance::Tolerance;
    use proptest::prelude::*;

    const MODELS: [ChanceModel; 3] = [ChanceModel::Uncorrected, ChanceModel::OwnShares, ChanceModel::PooledShares];
    const DISTANCES: [CategoryDistance; 3] =
        [CategoryDistance::Absolute, CategoryDistance::Squared, CategoryDistance::Nominal];

    fn settings(distance: CategoryDistance, chance: ChanceModel, prior_items: f64) -> AgreementSettings {
        AgreementSettings { categories: 3, distance, chance, prior_items }
    }

    fn own(n: usize) -> Vec<u32> {
        (0..n as u32).collect()
    }

    /// Five items: (0,0) (0,0) (0,1) (2,2) (1,2). Distances 0, 0, 1/2, 0, 1/2: D = 1/5, agreement 4/5.
    /// Shares of the first 3/5, 1/5, 1/5, of the second 2/5, 1/5, 2/5. Chance distance with own shares:
    /// (3*1 + 3*2*2 + 1*2 + 1*2 + 1*2*2 + 1*1) / 25 / 2 = 24/50; kappa = 1 - 10/24 = 7/12. Pooled 5/10, 2/10,
    /// 3/10: 2 (5*2*1 + 5*3*2 + 2*3*1) / 100 / 2 = 46/100; pi = 1 - 20/46 = 13/23.
    #[test]
    fn five_items_by_hand() {
        let (a, b) = ([0, 0, 0, 2, 1], [0, 0, 1, 2, 2]);
        for (chance, by_hand) in MODELS.into_iter().zip([4.0 / 5.0, 7.0 / 12.0, 13.0 / 23.0]) {
            let ours = agreement(&a, &b, &own(5), settings(CategoryDistance::Absolute, chance, 1.0)).unwrap();
            Tolerance::Exact.check(format!("{chance:?}"), ours.estimate, by_hand).unwrap();
            assert_eq!((ours.n, ours.n_clusters), (5, 5));
        }
        // Uncorrected, no prior: influences 1/5 - d are 1/5 three times and -3/10 twice; 5/4 * 3/10 / 25 = 3/200.
        let plain = settings(CategoryDistance::Absolute, ChanceModel::Uncorrected, 0.0);
        let ours = agreement(&a, &b, &own(5), plain).unwrap();
        Tolerance::Exact.check("variance", ours.variance, 3.0 / 200.0).unwrap();
        // The two that differ in one cluster: (3 * 1/25 + 36/100) * 4/3 / 25.
        let together = agreement(&a, &b, &[0, 1, 9, 3, 9], plain).unwrap();
        Tolerance::Exact.check("clustered", together.variance, 0.48 * 4.0 / 75.0).unwrap();
    }

    #[test]
    fn always_the_same_is_never_certain_and_has_no_chance_to_correct_for() {
        let a = vec![0; 80];
        let uncorrected = settings(CategoryDistance::Absolute, ChanceModel::Uncorrected, 1.0);
        let ours = agreement(&a, &a, &own(80), uncorrected).unwrap();
        assert!(ours.estimate == 1.0 && ours.variance > 0.0);
        let one = agreement(&a[..1], &a[..1], &[0], uncorrected).unwrap();
        assert!(one.variance > 10.0 * ours.variance, "one item is the least certain");
        for chance in [ChanceModel::OwnShares, ChanceModel::PooledShares] {
            let refused = agreement(&a, &a, &own(80), settings(CategoryDistance::Absolute, chance, 1.0));
            assert!(matches!(refused, Err(Refusal::NotDefined { .. })));
        }
    }

    #[test]
    fn what_cannot_be_measured_is_refused() {
        let s = settings(CategoryDistance::Absolute, ChanceModel::PooledShares, 1.0);
        let refused = |a: &[usize], b: &[usize], c: &[u32], s| agreement(a, b, c, s).unwrap_err();
        assert!(matches!(refused(&[], &[], &[], s), Refusal::TooFewObservations { have: 0, need: 1 }));
        assert!(matches!(refused(&[0], &[0, 1], &[0], s), Refusal::LengthsDiffer { .. }));
        assert!(matches!(refused(&[0], &[1], &[0, 1], s), Refusal::LengthsDiffer { .. }));
        assert!(matches!(refused(&[3], &[0], &[0], s), Refusal::NoSuch { index: 3, .. }));
        for prior_items in [f64::NAN, -1.0, f64::INFINITY] {
            let bad = AgreementSettings { prior_items, ..s };
            assert!(matches!(refused(&[0], &[1], &[0], bad), Refusal::SettingOutOfRange { .. }));
        }
        let bad = AgreementSettings { categories: 1, ..s };
        assert!(matches!(refused(&[0], &[0], &[0], bad), Refusal::SettingOutOfRange { .. }));
        let none = AgreementSettings { prior_items: 0.0, ..s };
        assert!(matches!(refused(&[0, 1], &[1, 1], &[4, 4], none), Refusal::TooFewObservations { have: 1, need: 2 }));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        /// Nothing depends on the order of items; the two raters may be exchanged; never a variance of 0.
        #[test]
        fn order_does_not_matter(items in prop::collection::vec((0_usize..3, 0_usize..3, 0_u32..9), 1..40), turn in 0_usize..40) {
            let split = |items: &[(usize, usize, u32)]| {
                let a: Vec<usize> = items.iter().map(|i| i.0).collect();
                let b: Vec<usize> = items.iter().map(|i| i.1).collect();
                (a, b, items.iter().map(|i| i.2).collect::<Vec<u32>>())
            };
            let (a, b, c) = split(&items);
            let mut turned = items.clone();
            turned.rotate_left(turn % items.len());
            let (ta, tb, tc) = split(&turned);
            for (distance, chance) in DISTANCES.into_iter().flat_map(|d| MODELS.map(|m| (d, m))) {
                let s = settings(distance, chance, 1.0);
                let ours = agreement(&a, &b, &c, s);
                prop_assert_eq!(&ours, &agreement(&ta, &tb, &tc, s));
                if let Ok(ours) = ours {
                    let exchanged = agreement(&b, &a, &c, s).unwrap();
                    prop_assert!(Tolerance::Exact.agrees(exchanged.estimate, ours.estimate));
                    prop_assert!(Tolerance::Exact.agrees(exchanged.variance, ours.variance));
                    prop_assert!(ours.variance > 0.0 && ours.variance.is_finite() && ours.estimate <= 1.0);
                }
            }
        }
    }
}
