//! What the same estimator finds where nothing was treated: ranks, p-values and standard errors from placebo
//! treatments, and what a single comparison unit decides.

use rayon::prelude::*;

use super::panel::TreatedPanel;
use super::synthetic_control::{ComparisonEffect, ComparisonMethod};
use crate::caution::Caution;
use crate::distributions::normal_two_sided;
use crate::refusal::Refusal;
use crate::resampling::{permutation, replicates, share_at_least};

/// p-values that are at least this coarse carry a caution.
const COARSE: f64 = 0.01;

/// What was found for one comparison unit as if it had been treated.
#[derive(Debug, Clone, PartialEq)]
pub struct PlaceboEffect {
    /// Name of the unit.
    pub unit: String,
    /// Its placebo effect, in units of the outcome.
    pub effect: f64,
    /// Root mean squared gap after over before; `None` where the unit is followed without error before.
    pub rmspe_ratio: Option<f64>,
}

/// The treated unit among all units.
#[derive(Debug, Clone, PartialEq)]
pub struct PlaceboInSpace {
    /// The estimate for the treated unit.
    pub estimate: ComparisonEffect,
    /// Every comparison unit as if it had been treated, in the order of the panel. The treated unit is not among
    /// their comparison units.
    pub placebos: Vec<PlaceboEffect>,
    /// Root mean squared gap after over before of the treated unit.
    pub rmspe_ratio: f64,
    /// Rank of the treated unit by the size of the effect, 1 for the largest of all units.
    pub rank_by_effect: usize,
    /// `rank_by_effect` over the number of units.
    pub p_value_by_effect: f64,
    /// Rank by the ratio of root mean squared gaps: placebo units that the comparison cannot follow before the
    /// treatment count for less (Abadie, Diamond and Hainmueller 2010).
    pub rank_by_ratio: usize,
    /// `rank_by_ratio` over the number of units. Units without a ratio count as larger than the treated one.
    pub p_value_by_ratio: f64,
    /// Standard deviation (divisor count) of the placebo effects: the standard error under equal variances (algorithm 4
    /// of Arkhangelsky and others 2021, with every unit once instead of draws).
    pub standard_error: f64,
    /// Number of units, the treated one included.
    pub units: usize,
    /// The null hypothesis, as a sentence.
    pub null: &'static str,
    /// What must be known of this answer.
    pub cautions: Vec<Caution>,
}

impl PlaceboInSpace {
    /// The placebo of one comparison unit. Refuses an unknown name.
    pub fn of(&self, unit: &str) -> Result<&PlaceboEffect, Refusal> {
        let names: Vec<String> = self.placebos.iter().map(|p| p.unit.clone()).collect();
        Ok(&self.placebos[crate::refusal::require_name("comparison unit", unit, &names)?])
    }
}

/// Estimates the effect for the treated unit and, as if it had been treated, for each comparison unit. The p-values
/// are exact when the treated unit could have been any of the units with equal chances; otherwise they are ranks.
///
/// A comparison unit that the others follow without error before the treatment has no ratio, and a caution names it.
/// Refuses a panel with several treated units, fewer than three comparison units, a treated unit that is followed without
/// error, and what the method refuses.
pub fn placebo_in_space(panel: &TreatedPanel, method: ComparisonMethod) -> Result<PlaceboInSpace, Refusal> {
    let &[treated] = panel.treated_at() else {
        let (name, value) = ("number of treated units for placebos unit by unit", panel.treated_at().len() as f64);
        return Err(Refusal::SettingOutOfRange { name, value, range: "1; use placebo_standard_error for several" });
    };
    let estimate = method.estimate(panel)?;
    let found: Vec<ComparisonEffect> = panel
        .donors_at()
        .par_iter()
        .map(|&j| method.estimate(&panel.with_roles(vec![j], without(panel.donors_at(), j))?))
        .collect::<Result<_, _>>()?;
    let ratio = |of: &ComparisonEffect, unit: usize| {
        let size = panel.unit(unit).iter().fold(0.0f64, |m, v| m.max(v.abs()));
        (of.rmspe_before > 1e-12 * size).then(|| of.rmspe_after / of.rmspe_before)
    };
    let own = ratio(&estimate, treated).ok_or(Refusal::PerfectFit { observations: estimate.before })?;
    let effect_of = |(&j, of): (&usize, &ComparisonEffect)| PlaceboEffect {
        unit: panel.name_at(j).to_owned(),
        effect: of.effect,
        rmspe_ratio: ratio(of, j),
    };
    let placebos: Vec<PlaceboEffect> = panel.donors_at().iter().zip(&found).map(effect_of).collect();
    let sizes: Vec<f64> = placebos.iter().map(|p| p.effect.abs()).collect();
    let by_effect = share_at_least(estimate.effect.abs(), &sizes)?;
    let rank_by_ratio = 1 + placebos.iter().filter(|p| p.rmspe_ratio.is_none_or(|ratio| ratio >= own)).count();
    let effects: Vec<f64> = placebos.iter().map(|p| p.effect).collect();
    let smallest = 1.0 / (1 + placebos.len()) as f64;
    let mut cautions = Vec::new();
    if smallest >= COARSE {
        cautions.push(Caution::CoarsePValue { smallest });
    }
    cautions.extend(placebos.iter().filter(|p| p.rmspe_ratio.is_none()).map(|p| Caution::LeftOut {
        what: format!("the ratio of gaps of unit `{}`", p.unit),
        why: "the others follow it without error before the treatment; in the ranks it counts as larger",
    }));
    Ok(PlaceboInSpace {
        rmspe_ratio: own,
        rank_by_effect: 1 + by_effect.as_large,
        p_value_by_effect: by_effect.p_value,
        rank_by_ratio,
        p_value_by_ratio: rank_by_ratio as f64 * smallest,
        standard_error: deviation(&effects),
        units: 1 + placebos.len(),
        null: "the treated unit was not affected, and any of the units could have been the treated one",
        estimate,
        placebos,
        cautions,
    })
}

/// An effect with a standard error from placebo treatments.
#[derive(Debug, Clone, PartialEq)]
pub struct PlaceboStandardError {
    /// The effect, in units of the outcome.
    pub effect: f64,
    /// Standard deviation of the placebo effects, divisor `draws`.
    pub standard_error: f64,
    /// Two-sided p-value of effect / standard error, by the normal distribution.
    pub p_value: f64,
    /// Number of placebo treatments.
    pub draws: usize,
    /// Number of comparison units that they were drawn from.
    pub donors: usize,
    /// The null hypothesis, as a sentence.
    pub null: &'static str,
    /// What must be known of this answer.
    pub cautions: Vec<Caution>,
}

/// Standard error from `draws` placebo treatments: as many comparison units as are treated, drawn without repetition,
/// are treated against the others (algorithm 4 of Arkhangelsky and others 2021; standard deviation with divisor
/// `draws`). Draw k is draw k of `seed`. Supposes that all units vary alike.
///
/// Refuses fewer than two draws, no two comparison units left, placebo effects that are all the same, and what the
/// method refuses.
pub fn placebo_standard_error(
    panel: &TreatedPanel,
    method: ComparisonMethod,
    draws: usize,
    seed: u64,
) -> Result<PlaceboStandardError, Refusal> {
    let (donors, count) = (panel.donors_at(), panel.treated_at().len());
    if draws < 2 {
        return Err(Refusal::SettingOutOfRange { name: "draws", value: draws as f64, range: "at least 2" });
    }
    if donors.len() < count + 2 {
        return Err(Refusal::TooFewUnits { have: donors.len(), need: count + 2 });
    }
    let effect = method.estimate(panel)?.effect;
    let effects = replicates(draws, seed, |_, random| {
        let order = permutation(donors.len(), random);
        let role = |places: &[usize]| {
            let mut units: Vec<usize> = places.iter().map(|&at| donors[at]).collect();
            // Sorted, so that sums do not depend on the order of drawing.
            units.sort_unstable();
            units
        };
        let (treated, others) = order.split_at(count);
        Ok(method.estimate(&panel.with_roles(role(treated), role(others))?)?.effect)
    });
    let standard_error = deviation(&effects.into_iter().collect::<Result<Vec<f64>, Refusal>>()?);
    if standard_error <= 0.0 {
        return Err(Refusal::PerfectFit { observations: draws });
    }
    Ok(PlaceboStandardError {
        effect,
        standard_error,
        p_value: normal_two_sided(effect / standard_error),
        draws,
        donors: donors.len(),
        null: "the treatment changed nothing on average",
        cautions: vec![Caution::LeavesOut {
            method: "the placebo standard error",
            what: "that treated and comparison units vary alike",
        }],
    })
}

/// The effect without one of the comparison units.
#[derive(Debug, Clone, PartialEq)]
pub struct LeaveOneOut {
    /// Name of the unit left out.
    pub without: String,
    /// Its weight in the full estimate.
    pub weight: f64,
    /// The effect without it, in units of the outcome.
    pub effect: f64,
}

/// The estimate again without each of the comparison units, in the order of the panel (Abadie, Diamond and
/// Hainmueller 2015): whether one of them decides. Refuses fewer than three comparison units and what the method refuses.
pub fn leave_one_donor_out(panel: &TreatedPanel, method: ComparisonMethod) -> Result<Vec<LeaveOneOut>, Refusal> {
    let full = method.estimate(panel)?;
    let weights: Vec<f64> = full.unit_weights().map(|(_, weight)| weight).collect();
    panel
        .donors_at()
        .par_iter()
        .zip(weights)
        .map(|(&j, weight)| {
            let rest = panel.with_roles(panel.treated_at().to_vec(), without(panel.donors_at(), j))?;
            let without = panel.name_at(j).to_owned();
            Ok(LeaveOneOut { without, weight, effect: method.estimate(&rest)?.effect })
        })
        .collect()
}

fn without(units: &[usize], one: usize) -> Vec<usize> {
    units.iter().copied().filter(|&j| j != one).collect()
}

/// Standard deviation with the count as divisor.
fn deviation(values: &[f64]) -> f64 {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    (values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / count).sqrt()
}

#[cfg(test)]
mod tests {
    //! (a) hand: difference in differences with four units, whose placebos are differences of changes; (b) in
    //! `tests/it/comparison.rs`; (c) property: threads do not matter, exchangeable units have uniform ranks.
    use super::*;
    use crate::columns::Columns;
    use crate::resampling::stream;
    use crate::tolerance::Tolerance::{Exact, Simulated};
    use ComparisonMethod::{DifferenceInDifferences, SyntheticControl};
    use rand_distr::{Distribution, StandardNormal};

    #[test]
    fn four_units_by_hand() {
        let mut x = Columns::new(3);
        for (name, values) in
            [("t", [0.0, 2.0, 7.0]), ("a", [0.0, 2.0, 2.0]), ("b", [0.0, 2.0, 4.0]), ("c", [0.0, 4.0, 8.0])]
        {
            x.push(name, &values).unwrap();
        }
        let panel = TreatedPanel::new(&x, &["t"], 2).unwrap();
        let found = placebo_in_space(&panel, DifferenceInDifferences).unwrap();
        // Changes: t 6, a 1, b 3, c 6. Effects: t 6 - 10/3; a 1 - 4.5, b 3 - 3.5, c 6 - 2.
        Exact.check("effect", found.estimate.effect, 8.0 / 3.0).unwrap();
        for (placebo, hand) in found.placebos.iter().zip([-3.5, -0.5, 4.0]) {
            Exact.check("placebo", placebo.effect, hand).unwrap();
        }
        assert_eq!(found.rank_by_effect, 3);
        Exact.check("p", found.p_value_by_effect, 0.75).unwrap();
        assert_eq!(found.cautions, vec![Caution::CoarsePValue { smallest: 0.25 }]);
        Exact.check("c", found.of("c").unwrap().effect, 4.0).unwrap();
        assert!(found.of("t").is_err());
        let without = leave_one_donor_out(&panel, DifferenceInDifferences).unwrap();
        for (left, hand) in without.iter().zip([1.5, 2.5, 4.0]) {
            Exact.check("without one", left.effect, hand).unwrap();
        }
    }

    #[test]
    fn a_unit_followed_without_error_has_no_ratio() {
        // a and b run side by side before: their comparison is perfect, that of the others is not.
        let mut x = Columns::new(4);
        for (name, values) in [
            ("t", [0.0, 2.0, 1.0, 9.0]),
            ("a", [1.0, 4.0, 2.0, 2.0]),
            ("b", [1.0, 4.0, 2.0, 4.0]),
            ("c", [5.0, 4.0, 7.0, 8.0]),
        ] {
            x.push(name, &values).unwrap();
        }
        let panel = TreatedPanel::new(&x, &["t"], 3).unwrap();
        let found = placebo_in_space(&panel, SyntheticControl).unwrap();
        assert!(found.of("a").unwrap().rmspe_ratio.is_none() && found.of("b").unwrap().rmspe_ratio.is_none());
        assert!(found.of("c").unwrap().rmspe_ratio.is_some());
        assert!(found.rank_by_ratio >= 3 && found.cautions.len() == 3, "{:?}", found.cautions);
        assert!(found.cautions[1].to_string().contains("unit `a`"));
    }

    fn noise(units: usize, seed: u64) -> Columns {
        let mut random = stream(seed, 0);
        let mut x = Columns::new(24);
        for j in 0..units {
            x.push_with(format!("u{j}"), |_| StandardNormal.sample(&mut random));
        }
        x
    }

    #[test]
    fn threads_do_not_matter() {
        let panel = TreatedPanel::new(&noise(9, 4), &["u0", "u5"], 16).unwrap();
        let run = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| placebo_standard_error(&panel, SyntheticControl, 40, 5).unwrap())
        };
        let (one, two) = (run(1), run(2));
        assert_eq!(one.standard_error.to_bits(), two.standard_error.to_bits());
        assert_eq!((one.draws, one.donors, one.cautions.len()), (40, 7, 1));
        Exact.check("p", one.p_value, normal_two_sided(one.effect / one.standard_error)).unwrap();
        assert!(placebo_in_space(&panel, SyntheticControl).is_err());
        assert!(placebo_standard_error(&panel, SyntheticControl, 1, 5).is_err());
    }

    #[test]
    fn ranks_of_exchangeable_units_are_uniform() {
        // Ten units, so that p = .1 has chance .1.
        let worlds = 400;
        let first = replicates(worlds, 9, |k, _| {
            let panel = TreatedPanel::new(&noise(10, k as u64), &["u0"], 16).unwrap();
            let found = placebo_in_space(&panel, SyntheticControl).unwrap();
            (f64::from(u8::from(found.rank_by_ratio == 1)), f64::from(u8::from(found.rank_by_effect <= 5)))
        });
        let share = |f: &dyn Fn(&(f64, f64)) -> f64| first.iter().map(f).sum::<f64>() / worlds as f64;
        let chance = |p: f64| Simulated { standard_error: (p * (1.0 - p) / worlds as f64).sqrt() };
        chance(0.1).check("first by ratio", share(&|f| f.0), 0.1).unwrap();
        chance(0.5).check("first half by effect", share(&|f| f.1), 0.5).unwrap();
    }
}
