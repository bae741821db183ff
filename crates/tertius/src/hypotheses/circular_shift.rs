//! Finding *circular shift*: the third's two series shifted together against the pair's by every lag from
//! 10 periods up, and the share of shifts that give a larger statistic. Keeps the memory of each series;
//! breaks their alignment.

use super::findings::CircularShift;
use super::question::{Putting, Three, refused};
use crate::refusal::Refusal;
use rayon::prelude::*;
use tertius_econometrics::resampling;

/// Shortest shift, so that shifted series do not still overlap with their own lags.
pub(super) const SHIFT_MIN: usize = 10;

/// Share of shifts with a larger absolute t.
pub(super) fn circular_shift(putting: &Putting<'_>, three: &Three, observed_t: f64) -> Result<CircularShift, Refusal> {
    let shifts = resampling::all_circular_shifts(three.between.len(), SHIFT_MIN).map_err(|e| refused(&e))?;
    let draws: Vec<f64> = shifts
        .par_iter()
        .filter_map(|shift| {
            let shifted = Three {
                between: three.between.clone(),
                driver: resampling::circular_shift(&three.driver, *shift),
                other: resampling::circular_shift(&three.other, *shift),
            };
            putting.statistic_of(&shifted).ok().map(|c| c.t.abs()).filter(|t| t.is_finite())
        })
        .collect();
    let share = resampling::share_at_least(observed_t.abs(), &draws).map_err(|e| refused(&e))?;
    Ok(CircularShift { statistic: observed_t.abs(), share: share.p_value, n_shifts: share.draws })
}
