//! Correlation, its interval, its test, and circular shifts.

use tertius_econometrics::Confidence;
use tertius_econometrics::association::correlation;
use tertius_econometrics::resampling::{all_circular_shifts, circular_shift, share_at_least};

use super::registry::Method;
use crate::worlds::World;

const FAMILY: &str = "Correlation";

pub(super) fn methods() -> Vec<Method> {
    vec![
        Method::interval(FAMILY, "Fisher's interval, series without memory", |world| {
            let found = correlation(&world.pair.a, &world.pair.b)?;
            Ok((World::CORRELATION, move |confidence: Confidence| found.interval(confidence)))
        }),
        Method::interval(FAMILY, "Fisher's interval, series with memory", |world| {
            let found = correlation(&world.pair_memory.a, &world.pair_memory.b)?;
            Ok((World::CORRELATION, move |confidence: Confidence| found.interval(confidence)))
        }),
        Method::test(FAMILY, "test of no correlation, series with memory", |world| {
            Ok(correlation(&world.pair_null.a, &world.pair_null.b)?.p_value)
        }),
        Method::test(FAMILY, "circular shifts of 12 periods and more, series with memory", |world| {
            let (a, b) = (&world.pair_null.a, &world.pair_null.b);
            let shifts = all_circular_shifts(a.len(), 12)?;
            let draws = shifts
                .into_iter()
                .map(|shift| Ok(correlation(&circular_shift(a, shift), b)?.estimate.abs()))
                .collect::<Result<Vec<f64>, _>>()?;
            Ok(share_at_least(correlation(a, b)?.estimate.abs(), &draws)?.p_value)
        }),
    ]
}
