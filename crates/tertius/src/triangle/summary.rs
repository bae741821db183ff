//! One quantity over the draws: mean, median, interval.

use tertius_econometrics::Confidence;

/// A quantity's posterior.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DrawSummary {
    /// Mean over the draws in which the quantity exists.
    pub mean: f64,
    /// Median.
    pub median: f64,
    /// Lower end of the central interval.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Draws in which the quantity exists.
    pub n_draws: usize,
}

impl DrawSummary {
    /// Summarises finite values in any order; `None` without any. Quantiles are linear between order statistics.
    pub(super) fn of(mut values: Vec<f64>, confidence: Confidence) -> Option<DrawSummary> {
        if values.is_empty() {
            return None;
        }
        values.sort_by(f64::total_cmp);
        let n = values.len();
        let quantile = |share: f64| {
            let at = share * (n - 1) as f64;
            let below = at.floor() as usize;
            let above = (below + 1).min(n - 1);
            values[below] + (at - below as f64) * (values[above] - values[below])
        };
        let tail = (1.0 - confidence.level()) / 2.0;
        let mean = values.iter().sum::<f64>() / n as f64;
        let (median, low, high) = (quantile(0.5), quantile(tail), quantile(1.0 - tail));
        Some(DrawSummary { mean, median, low, high, n_draws: n })
    }
}

#[cfg(test)]
mod tests {
    //! (a) hand: eleven numbers.
    use super::*;
    use tertius_econometrics::Tolerance::Exact;

    #[test]
    fn eleven_numbers() {
        let content = Confidence::new(0.8).unwrap();
        let s = DrawSummary::of((0..=10).rev().map(f64::from).collect(), content).unwrap();
        for (ours, by_hand) in [(s.mean, 5.0), (s.median, 5.0), (s.low, 1.0), (s.high, 9.0)] {
            Exact.check("quantile", ours, by_hand).unwrap();
        }
        assert_eq!(s.n_draws, 11);
        assert_eq!(DrawSummary::of(vec![], content), None);
    }
}
