//! How often intervals held the outcome: the share with its own interval, and the test against what was promised.

use crate::caution::Caution;
use crate::distributions::{chi_squared_upper, normal_quantile};
use crate::refusal::{Confidence, Interval, Refusal};

/// Fewer expected misses (or hits) make the chi-squared law a poor guide.
const EXPECTED_MIN: f64 = 5.0;

/// Coverage of n intervals.
#[derive(Debug, Clone, PartialEq)]
pub struct IntervalCoverage {
    /// Intervals that held the outcome.
    pub held: usize,
    /// Number of intervals n.
    pub n: usize,
    /// held / n.
    pub share: f64,
    /// What the intervals promised.
    pub promised: Confidence,
    /// Twice the gain in log likelihood of the observed share over the promised one.
    pub likelihood_ratio: f64,
    /// Degrees of freedom of chi-squared: 1.
    pub df: f64,
    /// P(chi-squared(1) >= likelihood ratio).
    pub p_value: f64,
    /// The null hypothesis, as a sentence.
    pub null: &'static str,
    /// Says when fewer than five hits or misses are expected.
    pub cautions: Vec<Caution>,
}

/// Tests whether intervals hold as often as promised: `held[i]` says whether the i-th interval held its outcome.
/// Holds for independent hits; forecasts whose horizons overlap miss in runs.
/// Refuses no intervals. Source: Kupiec (1995), the test of the proportion of failures.
pub fn interval_coverage(held: &[bool], promised: Confidence) -> Result<IntervalCoverage, Refusal> {
    let n = held.len();
    if n == 0 {
        return Err(Refusal::TooFewObservations { have: 0, need: 1 });
    }
    let hits = held.iter().filter(|h| **h).count();
    let (size, level) = (n as f64, promised.level());
    let part = |count: usize, chance: f64| {
        if count == 0 { 0.0 } else { count as f64 * (count as f64 / (size * chance)).ln() }
    };
    let likelihood_ratio = (2.0 * (part(hits, level) + part(n - hits, 1.0 - level))).max(0.0);
    let reliable_from = (EXPECTED_MIN / level.min(1.0 - level)).ceil() as usize;
    let method = "Kupiec's test of coverage";
    let caution = (n < reliable_from).then_some(Caution::ShortSample { method, periods: n, reliable_from });
    Ok(IntervalCoverage {
        held: hits,
        n,
        share: hits as f64 / size,
        promised,
        likelihood_ratio,
        df: 1.0,
        p_value: chi_squared_upper(likelihood_ratio, 1.0),
        null: "the intervals hold the outcome as often as promised",
        cautions: caution.into_iter().collect(),
    })
}

impl IntervalCoverage {
    /// Wilson's interval for the true share, within 0 to 1. `confidence` is that of this interval, not the one that
    /// was promised. Source: Wilson (1927).
    pub fn interval(&self, confidence: Confidence) -> Interval {
        let z = normal_quantile(0.5 + confidence.level() / 2.0);
        let (n, p) = (self.n as f64, self.share);
        let shrink = 1.0 + z * z / n;
        let centre = (p + z * z / (2.0 * n)) / shrink;
        let half = z / shrink * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
        Interval { low: (centre - half).max(0.0), high: (centre + half).min(1.0) }
    }
}

#[cfg(test)]
mod tests {
    //! (a) hand: 8 of 10; (b) SciPy and statsmodels, in `tests/it/scoring.rs`; (c) property: the ends of Wilson's
    //! interval are where the score test just rejects.
    use super::*;
    use crate::tolerance::Tolerance::Exact;

    fn of(hits: usize, n: usize, promised: f64) -> IntervalCoverage {
        let held: Vec<bool> = (0..n).map(|i| i < hits).collect();
        interval_coverage(&held, Confidence::new(promised).unwrap()).unwrap()
    }

    #[test]
    fn eight_of_ten_by_hand() {
        let ours = of(8, 10, 0.5);
        let expected = 2.0 * (8.0 * 1.6f64.ln() + 2.0 * 0.4f64.ln());
        Exact.check("ratio", ours.likelihood_ratio, expected).unwrap();
        assert_eq!((ours.held, ours.n, ours.cautions.len()), (8, 10, 0));
        Exact.check("as promised", of(8, 10, 0.8).likelihood_ratio, 0.0).unwrap();
        // All held: 2 n ln(1 / level).
        Exact.check("all", of(10, 10, 0.9).likelihood_ratio, -20.0 * 0.9f64.ln()).unwrap();
        assert_eq!(of(10, 10, 0.9).cautions.len(), 1);
        assert!(interval_coverage(&[], Confidence::new(0.9).unwrap()).is_err());
    }

    #[test]
    fn the_ends_are_where_the_score_test_just_rejects() {
        let confidence = Confidence::new(0.9).unwrap();
        let z = normal_quantile(0.95);
        for (hits, n) in [(1, 7), (8, 10), (50, 60), (199, 200)] {
            let ours = of(hits, n, 0.9);
            let Interval { low, high } = ours.interval(confidence);
            for end in [low, high] {
                let statistic = (ours.share - end).abs() / (end * (1.0 - end) / n as f64).sqrt();
                Exact.check(format!("{hits} of {n}"), statistic, z).unwrap();
            }
        }
        assert_eq!(of(0, 5, 0.9).interval(confidence).low, 0.0);
    }
}
