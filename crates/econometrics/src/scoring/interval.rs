//! Scores of quantiles and intervals. In the units of the outcome; smaller is better.

use crate::refusal::{Confidence, Interval, Refusal, require_finite};

/// The quantile ("pinball") score of a forecast `quantile` that is to be exceeded with probability `1 - level`:
/// `(1{y <= quantile} - level) (quantile - y)`. For the median it is half the absolute error.
/// Refuses numbers that are not finite and a level not strictly between 0 and 1.
/// Source: Gneiting and Raftery (2007), section 6.1; Koenker and Bassett (1978).
pub fn quantile_score(quantile: f64, level: f64, y: f64) -> Result<f64, Refusal> {
    require_finite(&[quantile, y], "quantile and outcome")?;
    if !(level > 0.0 && level < 1.0) {
        let range = "strictly between 0 and 1";
        return Err(Refusal::SettingOutOfRange { name: "level", value: level, range });
    }
    Ok(if y <= quantile { (1.0 - level) * (quantile - y) } else { level * (y - quantile) })
}

/// The interval score of a central interval: its width, plus `2 / alpha` times the distance by which the outcome
/// lies outside, with alpha = 1 - confidence.
/// Refuses numbers that are not finite and ends in the wrong order.
/// Source: Gneiting and Raftery (2007), equation 43; Winkler (1972).
pub fn interval_score(interval: Interval, confidence: Confidence, y: f64) -> Result<f64, Refusal> {
    let Interval { low, high } = interval;
    require_finite(&[low, high, y], "interval and outcome")?;
    if high < low {
        let range = "at least 0 (low end first)";
        return Err(Refusal::SettingOutOfRange { name: "width of the interval", value: high - low, range });
    }
    let alpha = 1.0 - confidence.level();
    Ok(high - low + 2.0 / alpha * ((low - y).max(0.0) + (y - high).max(0.0)))
}

/// The weighted interval score of a median and K central intervals (K may be 0):
/// `(|y - median| / 2 + sum of alpha_k / 2 * interval score_k) / (K + 1/2)`. It is twice the mean quantile score over
/// the 2K + 1 quantiles, and nears the continuous ranked probability score with more intervals.
/// Refuses what [`interval_score`] refuses, and two intervals of one confidence.
/// Source: Bracher, Ray, Gneiting and Reich (2021).
pub fn weighted_interval_score(median: f64, intervals: &[(Confidence, Interval)], y: f64) -> Result<f64, Refusal> {
    require_finite(&[median, y], "median and outcome")?;
    let mut sum = 0.5 * (y - median).abs();
    for (at, (confidence, interval)) in intervals.iter().enumerate() {
        if intervals[..at].iter().any(|(other, _)| other == confidence) {
            let (name, range) = ("confidence of a second interval", "another than that of the first");
            return Err(Refusal::SettingOutOfRange { name, value: confidence.level(), range });
        }
        sum += 0.5 * (1.0 - confidence.level()) * interval_score(*interval, *confidence, y)?;
    }
    Ok(sum / (intervals.len() as f64 + 0.5))
}

#[cfg(test)]
mod tests {
    //! (a) hand; (b) NumPy's numbers, in `tests/it/scoring.rs`; (c) property: an interval scores as its
    //! two quantiles, and many intervals as the continuous ranked probability score.
    use super::*;
    use crate::distributions::normal_quantile;
    use crate::scoring::Predictive;
    use crate::tolerance::Tolerance::{Exact, PrintedDecimals};

    fn central(level: f64) -> (Confidence, Interval) {
        let half = normal_quantile(0.5 + level / 2.0);
        (Confidence::new(level).unwrap(), Interval { low: -half, high: half })
    }

    #[test]
    fn by_hand() {
        Exact.check("above", quantile_score(2.0, 0.9, 5.0).unwrap(), 2.7).unwrap();
        Exact.check("below", quantile_score(2.0, 0.9, 1.0).unwrap(), 0.1).unwrap();
        let (level, interval) = (Confidence::new(0.8).unwrap(), Interval { low: 1.0, high: 3.0 });
        Exact.check("inside", interval_score(interval, level, 2.0).unwrap(), 2.0).unwrap();
        Exact.check("outside", interval_score(interval, level, 3.5).unwrap(), 2.0 + 10.0 * 0.5).unwrap();
        // (1.5 / 2 + 0.1 * 7) / 1.5
        Exact.check("weighted", weighted_interval_score(2.0, &[(level, interval)], 3.5).unwrap(), 1.45 / 1.5).unwrap();
        assert!(interval_score(Interval { low: 3.0, high: 1.0 }, level, 2.0).is_err());
        assert!(quantile_score(1.0, 1.0, 2.0).is_err());
        assert!(weighted_interval_score(2.0, &[(level, interval), (level, interval)], 2.0).is_err());
        assert!(weighted_interval_score(f64::NAN, &[], 2.0).is_err());
    }

    #[test]
    fn an_interval_scores_as_its_two_quantiles() {
        for level in [0.1, 0.5, 0.9, 0.99] {
            let (confidence, interval) = central(level);
            let alpha = 1.0 - level;
            for y in [-4.0, -1.0, 0.0, 0.7, 3.0] {
                let both = quantile_score(interval.low, alpha / 2.0, y).unwrap()
                    + quantile_score(interval.high, 1.0 - alpha / 2.0, y).unwrap();
                let ours = interval_score(interval, confidence, y).unwrap();
                Exact.check(format!("{level} {y}"), ours, 2.0 / alpha * both).unwrap();
            }
        }
    }

    #[test]
    fn many_intervals_near_the_ranked_score() {
        let intervals: Vec<_> = (1..1_000).map(|k| central(f64::from(k) / 1_000.0)).collect();
        let law = Predictive::normal(0.0, 1.0).unwrap();
        for y in [-2.0, 0.1, 1.3] {
            let ours = weighted_interval_score(0.0, &intervals, y).unwrap();
            PrintedDecimals(2).check(y, ours, law.crps(y).unwrap()).unwrap();
        }
    }
}
