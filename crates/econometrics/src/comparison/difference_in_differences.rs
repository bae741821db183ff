//! The standard error of difference in differences when several units are treated: two-way fixed effects, clustered
//! by unit. With one treated unit it does not exist, and placebo treatments take its place.

use super::panel::TreatedPanel;
use super::synthetic_control::ComparisonMethod;
use crate::caution::Caution;
use crate::distributions::{student_quantile, student_two_sided};
use crate::refusal::{Confidence, Interval, Refusal};

/// Units in the smaller group below which the standard error is too small. Simulated with independent normal changes and
/// 40 units, a 5 % test rejects in 30, 13, 8.6, 6.8 and 6.0 % of samples for 2, 4, 6, 8 and 10 treated units; with 12
/// units, 6 of them treated, in 4.9 %. MacKinnon and Webb (2017) explain why.
const TREATED_GOOD: usize = 10;

/// The effect with a standard error that allows any autocorrelation within a unit.
#[derive(Debug, Clone, PartialEq)]
pub struct ClusteredEffect {
    /// The effect: the coefficient of the treatment in a regression with one constant for each unit and each period,
    /// in units of the outcome.
    pub effect: f64,
    /// Clustered by unit, factor `G / (G - 1) (N - 1) / (N - K)`: G units, N observations, K coefficients, with those
    /// of all units and periods.
    pub standard_error: f64,
    /// effect / standard error.
    pub t: f64,
    /// Degrees of freedom of Student's t: units minus 1.
    pub df: f64,
    /// Two-sided p-value.
    pub p_value: f64,
    /// Number of observations: units times periods.
    pub n: usize,
    /// The null hypothesis, as a sentence.
    pub null: &'static str,
    /// What must be known of this answer.
    pub cautions: Vec<Caution>,
}

impl ClusteredEffect {
    /// Interval `effect -/+ t-quantile * standard error`.
    pub fn interval(&self, confidence: Confidence) -> Interval {
        let half = student_quantile(0.5 + confidence.level() / 2.0, self.df) * self.standard_error;
        Interval { low: self.effect - half, high: self.effect + half }
    }
}

/// Difference in differences with a standard error clustered by unit. Supposes that the treated would have run parallel
/// to the others. Refuses fewer than two treated or two comparison units, and residuals that are zero.
pub fn clustered_difference_in_differences(panel: &TreatedPanel) -> Result<ClusteredEffect, Refusal> {
    let treated = panel.treated_at();
    if treated.len() < 2 {
        return Err(Refusal::TooFewUnits { have: treated.len(), need: 2 });
    }
    let effect = ComparisonMethod::DifferenceInDifferences.estimate(panel)?.effect;
    let units: Vec<usize> = (0..treated.len() + panel.donors_at().len()).collect();
    let (g, t) = (units.len() as f64, panel.periods() as f64);
    let (share_units, share_periods) = (treated.len() as f64 / g, panel.after() as f64 / t);
    let is_treated = |j: usize| f64::from(u8::from(treated.contains(&j)));
    let is_after = |period: usize| f64::from(u8::from(period >= panel.before()));
    // Outcomes less the effect, then less the means of units and periods, are the residuals; the treatment less its
    // means is a product of two deviations.
    let net: Vec<Vec<f64>> = units
        .iter()
        .map(|&j| panel.unit(j).iter().enumerate().map(|(p, y)| y - effect * is_treated(j) * is_after(p)).collect())
        .collect();
    let unit_means: Vec<f64> = net.iter().map(|y| y.iter().sum::<f64>() / t).collect();
    let period_means: Vec<f64> = (0..panel.periods()).map(|p| net.iter().map(|y| y[p]).sum::<f64>() / g).collect();
    let mean = unit_means.iter().sum::<f64>() / g;
    let size: f64 = net.iter().flatten().map(|y| y * y).sum();
    let (mut scores, mut residual) = (0.0, 0.0);
    for (j, y) in net.iter().enumerate() {
        let mut score = 0.0;
        for (p, value) in y.iter().enumerate() {
            let u = value - unit_means[j] - period_means[p] + mean;
            residual += u * u;
            score += u * (is_after(p) - share_periods);
        }
        scores += (score * (is_treated(j) - share_units)).powi(2);
    }
    let n = g * t;
    if residual <= (4.0 * f64::EPSILON).powi(2) * n * size || scores <= 0.0 {
        return Err(Refusal::PerfectFit { observations: n as usize });
    }
    let moment = g * share_units * (1.0 - share_units) * t * share_periods * (1.0 - share_periods);
    let coefficients = g + t;
    let factor = g / (g - 1.0) * (n - 1.0) / (n - coefficients);
    let standard_error = (factor * scores).sqrt() / moment;
    let df = g - 1.0;
    let statistic = effect / standard_error;
    let mut cautions = Vec::new();
    if treated.len().min(panel.donors_at().len()) < TREATED_GOOD {
        let units = treated.len().min(panel.donors_at().len());
        cautions.push(Caution::FewUnits {
            method: "the standard error clustered by unit",
            units,
            reliable_from: TREATED_GOOD,
        });
    }
    Ok(ClusteredEffect {
        effect,
        standard_error,
        t: statistic,
        df,
        p_value: student_two_sided(statistic, df),
        n: n as usize,
        null: "the treatment changed nothing on average",
        cautions,
    })
}

#[cfg(test)]
mod tests {
    //! (a) hand: two against two units over four periods; (b) statsmodels in `tests/it/comparison.rs`; (c) property: the
    //! test keeps its size with autocorrelated errors.
    use super::*;
    use crate::columns::Columns;
    use crate::resampling::replicates;
    use crate::tolerance::Tolerance::Exact;
    use rand_distr::{Distribution, StandardNormal};

    #[test]
    fn two_against_two_by_hand() {
        let mut x = Columns::new(4);
        for (name, values) in [
            ("a", [1.0, 1.0, 5.0, 5.0]),
            ("b", [1.0, 1.0, 3.0, 3.0]),
            ("c", [0.0, 0.0, 1.0, 1.0]),
            ("d", [0.0, 0.0, 1.0, 1.0]),
        ] {
            x.push(name, &values).unwrap();
        }
        let panel = TreatedPanel::new(&x, &["a", "b"], 2).unwrap();
        let found = clustered_difference_in_differences(&panel).unwrap();
        // Changes 4 2 1 1: effect 2. Residuals of a are -1/2 -1/2 1/2 1/2, of b the opposite, of c and d 0: scores
        // of a and b 1/2 each, moment 4 x 1/4 x 4 x 1/4 = 1, factor 4/3 x 15/8.
        Exact.check("effect", found.effect, 2.0).unwrap();
        Exact.check("standard error", found.standard_error, (2.5f64 * 0.5).sqrt()).unwrap();
        let method = "the standard error clustered by unit";
        assert_eq!(found.cautions, [Caution::FewUnits { method, units: 2, reliable_from: 10 }]);
        assert_eq!(found.df, 3.0);
        let one = TreatedPanel::new(&x, &["a"], 2).unwrap();
        let refused = clustered_difference_in_differences(&one).unwrap_err();
        assert_eq!(refused, Refusal::TooFewUnits { have: 1, need: 2 });
    }

    #[test]
    fn with_enough_units_the_test_keeps_its_size() {
        // 24 units, 12 treated, no effect, errors with autocorrelation .7 within a unit: 5 % +/- 4 standard errors, and
        // the little that 12 units leave.
        let worlds = 1_500;
        let rejects = replicates(worlds, 11, |_, random| {
            let mut x = Columns::new(12);
            for j in 0..24 {
                let mut error: f64 = 0.0;
                x.push_with(format!("u{j}"), |_| {
                    let shock: f64 = StandardNormal.sample(random);
                    error = 0.7 * error + shock;
                    error
                });
            }
            let names: Vec<&str> = x.names()[..12].iter().map(String::as_str).collect();
            let panel = TreatedPanel::new(&x, &names, 7).unwrap();
            clustered_difference_in_differences(&panel).unwrap().p_value < 0.05
        });
        let share = rejects.iter().filter(|r| **r).count() as f64 / worlds as f64;
        assert!((share - 0.055).abs() < 4.0 * (0.05f64 * 0.95 / worlds as f64).sqrt(), "{share}");
    }
}
