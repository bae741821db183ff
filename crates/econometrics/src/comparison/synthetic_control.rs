//! The three estimators as one weighted comparison: weights for the units, weights for the periods before. How far the
//! effect could be chance is asked in `placebo.rs`.

use super::panel::TreatedPanel;
use super::simplex::simplex_least_squares;
use crate::refusal::Refusal;

/// How the comparison is weighted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ComparisonMethod {
    /// All comparison units and all periods before count alike. Supposes that the mean of the comparison units would
    /// have run parallel to the treated.
    DifferenceInDifferences,
    /// Weights of the units, not negative with sum 1, by which their mean follows the treated before the treatment
    /// (Abadie, Diamond and Hainmueller 2010, with outcomes as the only predictors); levels are compared. Ridge
    /// `1e-12 s^2 T0`, which only chooses among equally good weights.
    SyntheticControl,
    /// Weights of units and of periods, both with a level of their own (Arkhangelsky, Athey, Hirshberg, Imbens and
    /// Wager 2021, algorithm 1). Ridge of the unit weights `(treated units x periods after)^(1/2) s^2 T0`, of the
    /// period weights `1e-12 s^2 N0`.
    SyntheticDifferenceInDifferences,
}

/// An estimated effect on the treated. T0 periods before, N0 comparison units; s is the standard deviation of the
/// comparison units' first differences before the treatment.
#[derive(Debug, Clone, PartialEq)]
pub struct ComparisonEffect {
    /// How the comparison was weighted.
    pub method: ComparisonMethod,
    /// Mean effect over the treated units and periods, in units of the outcome.
    pub effect: f64,
    /// Treated mean minus comparison in every period, both against their weighted level before (synthetic control: as
    /// they are). The mean over the treated periods is the effect.
    pub gaps: Vec<f64>,
    /// Root of the mean squared gap before the treatment: how well the comparison follows the treated. With few periods
    /// and many units the weights follow noise too, and gaps stray further after it without any effect; placebo
    /// treatments show how far.
    pub rmspe_before: f64,
    /// Root of the mean squared gap in the treated periods.
    pub rmspe_after: f64,
    /// Weights of the periods before: T0, not negative, sum 1; all 0 for synthetic control.
    pub period_weights: Vec<f64>,
    /// Number of treated units.
    pub treated: usize,
    /// Number of comparison units.
    pub controls: usize,
    /// Number of periods before the treatment.
    pub before: usize,
    /// Number of treated periods.
    pub after: usize,
    names: Vec<String>,
    weights: Vec<f64>,
}

impl ComparisonEffect {
    /// Comparison units and their weights (not negative, sum 1), in the order of the panel.
    pub fn unit_weights(&self) -> impl Iterator<Item = (&str, f64)> {
        self.names.iter().map(String::as_str).zip(self.weights.iter().copied())
    }

    /// The weight of one comparison unit. Refuses an unknown name.
    pub fn weight_of(&self, unit: &str) -> Result<f64, Refusal> {
        let at = crate::refusal::require_name("comparison unit", unit, &self.names)?;
        Ok(self.weights[at])
    }

    /// The effect in one period, counted from 0 in the first treated one. Refuses a period beyond the last.
    pub fn effect_in(&self, period: usize) -> Result<f64, Refusal> {
        let refusal = Refusal::NoSuch { what: "treated period", index: period, count: self.after };
        self.gaps.get(self.before + period).copied().ok_or(refusal)
    }
}

impl ComparisonMethod {
    /// Estimates the effect. Weights are solved to rounding error and are the same every time. Refuses comparison units
    /// that do not vary from period to period before the treatment, when weights are asked for.
    pub fn estimate(self, panel: &TreatedPanel) -> Result<ComparisonEffect, Refusal> {
        let (t0, controls) = (panel.before(), panel.donors_at());
        let n0 = controls.len();
        let treated = panel.treated_mean();
        let (weights, period_weights) = match self {
            Self::DifferenceInDifferences => (vec![1.0 / n0 as f64; n0], vec![1.0 / t0 as f64; t0]),
            Self::SyntheticControl => {
                let ridge = 1e-12 * variance_of_differences(panel)? * t0 as f64;
                let before: Vec<f64> = controls.iter().flat_map(|&j| &panel.unit(j)[..t0]).copied().collect();
                (simplex_least_squares(&before, &treated[..t0], ridge)?, vec![0.0; t0])
            }
            Self::SyntheticDifferenceInDifferences => {
                let variance = variance_of_differences(panel)?;
                let cells = (panel.treated_at().len() * panel.after()) as f64;
                let before: Vec<f64> = controls.iter().flat_map(|&j| centred(&panel.unit(j)[..t0])).collect();
                let ridge = cells.sqrt() * variance * t0 as f64;
                let weights = simplex_least_squares(&before, &centred(&treated[..t0]), ridge)?;
                let across = |t: usize| centred(&controls.iter().map(|&j| panel.unit(j)[t]).collect::<Vec<f64>>());
                let periods: Vec<f64> = (0..t0).flat_map(across).collect();
                let after: Vec<f64> = controls.iter().map(|&j| mean(&panel.unit(j)[t0..])).collect();
                let ridge = 1e-12 * variance * n0 as f64;
                (weights, simplex_least_squares(&periods, &centred(&after), ridge)?)
            }
        };
        let mut gaps = treated;
        for (&j, weight) in controls.iter().zip(&weights) {
            gaps.iter_mut().zip(panel.unit(j)).for_each(|(g, y)| *g -= weight * y);
        }
        let level: f64 = gaps.iter().zip(&period_weights).map(|(g, l)| g * l).sum();
        gaps.iter_mut().for_each(|g| *g -= level);
        let effect = mean(&gaps[t0..]);
        let rms = |values: &[f64]| (values.iter().map(|v| v * v).sum::<f64>() / values.len() as f64).sqrt();
        Ok(ComparisonEffect {
            method: self,
            effect,
            rmspe_before: rms(&gaps[..t0]),
            rmspe_after: rms(&gaps[t0..]),
            gaps,
            period_weights,
            treated: panel.treated_at().len(),
            controls: n0,
            before: t0,
            after: panel.after(),
            names: panel.donors().map(str::to_owned).collect(),
            weights,
        })
    }
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn centred(values: &[f64]) -> Vec<f64> {
    let level = mean(values);
    values.iter().map(|v| v - level).collect()
}

/// Variance (divisor count - 1) of all first differences of the comparison units before the treatment.
fn variance_of_differences(panel: &TreatedPanel) -> Result<f64, Refusal> {
    let before = |j: usize| &panel.unit(j)[..panel.before()];
    let all: Vec<f64> = panel.donors_at().iter().flat_map(|&j| before(j).windows(2).map(|w| w[1] - w[0])).collect();
    let variance = centred(&all).iter().map(|d| d * d).sum::<f64>() / (all.len() - 1) as f64;
    if variance > 0.0 && variance.is_finite() {
        Ok(variance)
    } else {
        let column = "first differences of the comparison units".to_owned();
        Err(Refusal::NoVariation { column, observations: all.len() })
    }
}

#[cfg(test)]
mod tests {
    //! (a) hand: four units over four periods; (b) in `tests/it/comparison.rs`; (c) property: a known effect is
    //! recovered when the treated is a mean of others, shifts of level do not matter where a level is allowed.
    use super::*;
    use crate::columns::Columns;
    use crate::tolerance::Tolerance::{Exact, Iterative};
    use ComparisonMethod::{DifferenceInDifferences, SyntheticControl, SyntheticDifferenceInDifferences};

    fn panel(effect: f64, level: f64) -> TreatedPanel {
        let mut x = Columns::new(30);
        for j in 0..6usize {
            x.push_with(format!("c{j}"), |t| ((t * t * (j + 2) + 3 * t * j) % (11 + j)) as f64 + j as f64);
        }
        let (a, b) = (x.column(1).to_vec(), x.column(4).to_vec());
        x.push_with("t", |t| 0.3 * a[t] + 0.7 * b[t] + level + if t >= 20 { effect } else { 0.0 });
        TreatedPanel::new(&x, &["t"], 20).unwrap()
    }

    #[test]
    fn two_by_two_by_hand() {
        let mut x = Columns::new(4);
        x.push("t", &[1.0, 3.0, 8.0, 10.0]).unwrap();
        x.push("a", &[0.0, 2.0, 3.0, 5.0]).unwrap();
        x.push("b", &[4.0, 4.0, 6.0, 6.0]).unwrap();
        let panel = TreatedPanel::new(&x, &["t"], 2).unwrap();
        // Treated 2 -> 9; others 2.5 -> 5.
        let found = DifferenceInDifferences.estimate(&panel).unwrap();
        Exact.check("effect", found.effect, 4.5).unwrap();
        Exact.check("second", found.effect_in(1).unwrap(), 10.0 - 5.5 + 0.5).unwrap();
        assert!(found.effect_in(2).is_err() && found.weight_of("t").is_err());
        // (1, 3) = w (0, 2) + (1 - w) (4, 4): distance^2 = (3 - 4w)^2 + (1 - 2w)^2, least at w = .7.
        let found = SyntheticControl.estimate(&panel).unwrap();
        Exact.check("weight", found.weight_of("a").unwrap(), 0.7).unwrap();
        Exact.check("effect", found.effect, 9.0 - 0.7 * 4.0 - 0.3 * 6.0).unwrap();
    }

    #[test]
    fn a_known_effect_is_recovered() {
        let found = SyntheticControl.estimate(&panel(5.0, 0.0)).unwrap();
        Iterative.check("effect", found.effect, 5.0).unwrap();
        Iterative.check("weight", found.weight_of("c4").unwrap(), 0.7).unwrap();
        let found = SyntheticDifferenceInDifferences.estimate(&panel(5.0, 40.0)).unwrap();
        let lower = SyntheticDifferenceInDifferences.estimate(&panel(5.0, 0.0)).unwrap();
        Exact.check("level", found.effect, lower.effect).unwrap();
        assert!((found.effect - 5.0).abs() < 1.0, "{}", found.effect);
        Exact.check("sum", found.period_weights.iter().sum::<f64>(), 1.0).unwrap();
    }

    #[test]
    fn panels_that_compare_nothing_are_refused() {
        let mut x = Columns::new(4);
        for name in ["t", "a", "b"] {
            x.push(name, &[1.0, 1.0, 1.0, 1.0]).unwrap();
        }
        assert!(TreatedPanel::new(&x, &[], 2).is_err() && TreatedPanel::new(&x, &["z"], 2).is_err());
        assert!(TreatedPanel::new(&x, &["t", "a"], 2).is_err() && TreatedPanel::new(&x, &["t"], 4).is_err());
        let still = TreatedPanel::new(&x, &["t"], 2).unwrap();
        assert!(matches!(SyntheticControl.estimate(&still), Err(Refusal::NoVariation { .. })));
        x.push("a", &[0.0; 4]).unwrap();
        assert!(TreatedPanel::new(&x, &["t"], 2).is_err());
    }
}
