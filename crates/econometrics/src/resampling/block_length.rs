//! How long the blocks of a block bootstrap are to be, chosen from the autocovariances of a series.

use crate::linear::dot;
use crate::refusal::{Refusal, require_finite};

/// Fewer values leave no room for the five autocorrelations that the rule looks at.
const VALUES_MIN: usize = 10;

/// Block lengths that minimise the mean squared error of the bootstrap variance of the series' mean, in periods.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BlockLength {
    /// Mean length for the stationary bootstrap; may be below 1.
    pub stationary: f64,
    /// Length for the circular and, to first order, the moving block bootstrap; may be below 1.
    pub circular: f64,
    /// Autocovariances used: twice the distance from which autocorrelations are negligible.
    pub distances: usize,
    /// Number of values.
    pub n: usize,
}

impl BlockLength {
    /// The mean length that [`super::stationary_blocks`] takes: at least 1.
    pub fn stationary_mean(&self) -> f64 {
        self.stationary.max(1.0)
    }

    /// The length that [`super::moving_blocks`] takes: rounded up, at least 1.
    pub fn moving(&self) -> usize {
        self.circular.ceil().max(1.0) as usize
    }
}

/// Chooses block lengths for a series of n values, at least 10.
///
/// m is the smallest distance, at least 1, from which max(5, sqrt(log10 n)) autocorrelations in a row are below
/// `2 sqrt(log10(n) / n)` in size (the rule as programs have it; the paper counts from the distance before, which
/// gives shorter windows); autocovariances R up to M = 2 m, at most `ceil(sqrt n)` and those five, get the weights w of a flat-top window (1 up to M/2, then falling to 0 at M). With `G = sum w |k| R(k)` and
/// `D = d (sum w R(k))^2`, where d is 2 (stationary) or 4/3 (circular), the length is `(2 G^2 / D)^(1/3) n^(1/3)`,
/// at most `ceil(min(3 sqrt n, n / 3))`.
/// The rule is for the mean of this series; for another statistic use the series of its influences or scores.
///
/// Refuses NaN and infinities, short series and a series that does not vary.
/// Source: Politis and White (2004), section 3, with the constants of Patton, Politis and White (2009).
pub fn block_length(values: &[f64]) -> Result<BlockLength, Refusal> {
    require_finite(values, "series")?;
    let n = values.len();
    if n < VALUES_MIN {
        return Err(Refusal::TooFewObservations { have: n, need: VALUES_MIN });
    }
    let size = n as f64;
    let mean = values.iter().sum::<f64>() / size;
    let centred: Vec<f64> = values.iter().map(|v| v - mean).collect();
    let in_a_row = size.log10().sqrt().ceil().max(5.0) as usize;
    let distance_max = (size.sqrt().ceil() as usize + in_a_row).min(n - 1);
    let covariance = |k: usize| dot(&centred[k..], &centred[..n - k]) / size;
    let covariances: Vec<f64> = (0..=distance_max).map(covariance).collect();
    let largest = values.iter().fold(0.0f64, |m, v| m.max(v.abs()));
    if values.iter().all(|v| *v == values[0]) || covariances[0] <= (8.0 * largest * f64::EPSILON).powi(2) {
        return Err(Refusal::NoVariation { column: "series".to_owned(), observations: n });
    }
    let negligible = 2.0 * (size.log10() / size).sqrt() * covariances[0];
    let first =
        (1..=distance_max - in_a_row).find(|m| covariances[*m..m + in_a_row].iter().all(|c| c.abs() < negligible));
    let distances = first.map_or(distance_max, |m| (2 * m).min(distance_max));
    let (mut spread, mut long_run) = (0.0, covariances[0]);
    for (k, covariance) in covariances.iter().enumerate().take(distances + 1).skip(1) {
        let weight = (2.0 * (1.0 - k as f64 / distances as f64)).min(1.0);
        spread += 2.0 * weight * k as f64 * covariance;
        long_run += 2.0 * weight * covariance;
    }
    let most = (3.0 * size.sqrt()).min(size / 3.0).ceil();
    let length = |d: f64| (2.0 * spread * spread / (d * long_run * long_run) * size).cbrt().min(most);
    Ok(BlockLength { stationary: length(2.0), circular: length(4.0 / 3.0), distances, n })
}

#[cfg(test)]
mod tests {
    //! (a) hand: a series whose covariances are whole numbers; (b) the Python package arch, in
    //! `tests/it/block_length.rs`; (c) property: units do not matter, and memory makes blocks longer.
    use super::*;
    use crate::resampling::stream;
    use crate::tolerance::Tolerance::Exact;
    use rand_distr::{Distribution, StandardNormal};

    fn autoregression(rho: f64, n: usize) -> Vec<f64> {
        let random = &mut stream(12, 0);
        let mut last = 0.0;
        (0..n)
            .map(|_| {
                let shock: f64 = StandardNormal.sample(random);
                last = rho * last + shock;
                last
            })
            .collect()
    }

    #[test]
    fn ups_and_downs_by_hand() {
        // 1 -1 1 -1 ...: R(k) = (-1)^k (16 - k)/16, never negligible, so that all of ceil(4) + 5 = 9 are used.
        let values: Vec<f64> = (0..16).map(|t| if t % 2 == 0 { 1.0 } else { -1.0 }).collect();
        let (mut g, mut s) = (0.0, 1.0);
        for k in 1..=9 {
            let w = if k <= 4 { 1.0 } else { 2.0 - 2.0 * f64::from(k) / 9.0 };
            let r = f64::powi(-1.0, k) * f64::from(16 - k) / 16.0;
            g += 2.0 * w * f64::from(k) * r;
            s += 2.0 * w * r;
        }
        let ours = block_length(&values).unwrap();
        assert_eq!(ours.distances, 9);
        Exact.check("stationary", ours.stationary, (g * g / (s * s) * 16.0).cbrt().min(6.0)).unwrap();
        Exact.check("circular", ours.circular, (1.5 * g * g / (s * s) * 16.0).cbrt().min(6.0)).unwrap();
    }

    #[test]
    fn refusals() {
        assert!(matches!(block_length(&[1.0; 30]), Err(Refusal::NoVariation { .. })));
        assert!(matches!(block_length(&[1e9 + 0.1; 30]), Err(Refusal::NoVariation { .. })));
        assert!(matches!(block_length(&[1.0, 2.0]), Err(Refusal::TooFewObservations { .. })));
        let mut gap = autoregression(0.0, 30);
        gap[3] = f64::NAN;
        assert!(matches!(block_length(&gap), Err(Refusal::NotFinite { row: 3, .. })));
    }

    #[test]
    fn memory_makes_blocks_longer_and_units_do_not_matter() {
        let lengths: Vec<f64> =
            [0.2, 0.6, 0.9].iter().map(|rho| block_length(&autoregression(*rho, 2_000)).unwrap().circular).collect();
        assert!(lengths[0] < lengths[1] && lengths[1] < lengths[2], "{lengths:?}");
        let values = autoregression(0.6, 300);
        let other: Vec<f64> = values.iter().map(|v| 5.0 - 40.0 * v).collect();
        let (a, b) = (block_length(&values).unwrap(), block_length(&other).unwrap());
        Exact.check("units", b.stationary, a.stationary).unwrap();
        assert!(a.stationary_mean() >= 1.0 && a.moving() >= 1);
    }
}
