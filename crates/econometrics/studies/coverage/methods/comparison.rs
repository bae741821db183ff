//! Treated units beside untreated ones: twenty units, treated after two thirds of the periods.

use tertius_econometrics::comparison::{clustered_difference_in_differences, placebo_in_space};
use tertius_econometrics::{ComparisonMethod, Confidence, TreatedPanel};

use super::registry::Method;
use crate::own_worlds::{UNITS, panel};

const FAMILY: &str = "Comparison of treated and untreated";

pub(super) fn methods() -> Vec<Method> {
    let mut methods = Vec::new();
    for treated in [10, 5, 2] {
        let name = format!("difference in differences, clustered by unit, {treated} of 20 units treated");
        methods.push(Method::interval(FAMILY, name, move |world| {
            let panel = TreatedPanel::new(&panel(world, false), &UNITS[..treated], 2 * world.periods / 3)?;
            let effect = clustered_difference_in_differences(&panel)?;
            Ok((0.0, move |confidence: Confidence| effect.interval(confidence)))
        }));
    }
    // The last solves for two sets of weights in every placebo, and takes long.
    let ways = [
        ("difference in differences", ComparisonMethod::DifferenceInDifferences, false, 1),
        ("synthetic control", ComparisonMethod::SyntheticControl, true, 1),
        ("synthetic difference in differences", ComparisonMethod::SyntheticDifferenceInDifferences, false, 25),
    ];
    for (name, way, by_ratio, every) in ways {
        let by = if by_ratio { "ratio of gaps" } else { "size of the effect" };
        let name = format!("placebo in space by {by}, {name}, 1 of 20 units treated");
        let test = Method::test(FAMILY, name, move |world| {
            let panel = TreatedPanel::new(&panel(world, true), &UNITS[..1], 2 * world.periods / 3)?;
            let found = placebo_in_space(&panel, way)?;
            Ok(if by_ratio { found.p_value_by_ratio } else { found.p_value_by_effect })
        });
        methods.push(test.thinned(every));
    }
    methods
}
