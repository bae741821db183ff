//! Gate *placebo thirds*: is it this third, or would any state do? The same statistic for every other
//! state with enough data, on one common sample; the third must be among the strongest 5 % in the stated
//! direction. With fewer than 19 placebos that cannot be shown.

use super::findings::{PlaceboThird, PlaceboThirds};
use super::question::{Putting, Three, refused};
use crate::actors::StateId;
use crate::refusal::Refusal;
use rayon::prelude::*;
use tertius_econometrics as ec;

/// Fewest placebos with which the strongest 5 % can be told.
pub(super) const PLACEBOS_MIN: usize = 19;

/// Share of the third's own rows that a placebo must have, so that the common sample stays near it.
const ROWS_SHARE: f64 = 0.9;

/// Fewest periods in which a placebo must have an event with each member of the pair.
const ACTIVE_MIN: usize = 24;

/// Ranks the third among all eligible placebos.
pub(super) fn placebo_thirds(putting: &Putting<'_>, sample: &ec::ProjectionSample) -> Result<PlaceboThirds, Refusal> {
    let pair = putting.claim.between.dyad();
    let candidates: Vec<StateId> = match putting.placebos {
        Some(named) => named.iter().chain(putting.allies).copied().collect(),
        None => putting.series.states(),
    };
    let candidates: Vec<StateId> =
        candidates.into_iter().filter(|s| *s != putting.third && !pair.contains(*s)).collect();
    let n_candidates = candidates.len();
    let samples: Vec<(StateId, ec::ProjectionSample)> = candidates
        .into_par_iter()
        .filter_map(|state| {
            let sides = [putting.claim.driver, putting.claim.other].map(|s| s.with_replaced(putting.third, state));
            if sides.iter().any(|s| putting.series.n_active(*s) < ACTIVE_MIN) {
                return None;
            }
            let placebo = putting.sample(&Three::from(putting.aligned_with(state))).ok()?;
            let shared = placebo.rows.iter().filter(|t| sample.rows.binary_search(t).is_ok()).count();
            // The statistic must exist at all: a side that never moves cannot serve.
            let usable = shared as f64 >= ROWS_SHARE * sample.n() as f64 && putting.statistic(&placebo).is_ok();
            usable.then_some((state, placebo))
        })
        .collect();
    // Allies are shown, not ranked, so they do not narrow the common sample.
    let ranked_samples = || samples.iter().filter(|(s, _)| !putting.allies.contains(s));
    let n_eligible = ranked_samples().count();
    if n_eligible < PLACEBOS_MIN {
        return Err(Refusal::new(
            format!(
                "only {n_eligible} of {n_candidates} other states have enough data with both members of the pair to serve as placebo thirds"
            ),
            format!("at least {PLACEBOS_MIN} such states"),
        ));
    }
    let common: Vec<usize> = sample
        .rows
        .iter()
        .copied()
        .filter(|t| ranked_samples().all(|(_, s)| s.rows.binary_search(t).is_ok()))
        .collect();
    if common.len() < putting.rows_min {
        return Err(Refusal::new(
            format!("the third and its {n_eligible} placebos share only {} periods", common.len()),
            format!("at least {} periods in which all of them are read", putting.rows_min),
        ));
    }
    let t_of = |s: &ec::ProjectionSample| s.restrict(&common).and_then(|s| putting.statistic(&s)).map(|c| c.t);
    let third_t = t_of(sample).map_err(|e| refused(&e))?;
    let mut placebos: Vec<PlaceboThird> = samples
        .par_iter()
        .filter_map(|(state, s)| {
            t_of(s).ok().filter(|t| t.is_finite()).map(|t| PlaceboThird {
                state: *state,
                t,
                ally: putting.allies.contains(state),
            })
        })
        .collect();
    if !third_t.is_finite() {
        return Err(Refusal::new(
            "the third's statistic is not a finite number on the common sample",
            "readings that vary",
        ));
    }
    placebos.sort_by(|a, b| (putting.sign() * b.t).total_cmp(&(putting.sign() * a.t)).then(a.state.cmp(&b.state)));
    let ranked: Vec<f64> = placebos.iter().filter(|p| !p.ally).map(|p| p.t).collect();
    let share = |sign: f64| {
        let as_strong = ranked.iter().filter(|t| sign * **t >= sign * third_t).count();
        (1 + as_strong) as f64 / (1 + ranked.len()) as f64
    };
    if ranked.len() < PLACEBOS_MIN {
        return Err(Refusal::new(
            format!("only {} placebo thirds have a statistic on the common sample", ranked.len()),
            format!("at least {PLACEBOS_MIN}"),
        ));
    }
    Ok(PlaceboThirds {
        third_t,
        share_stated: share(putting.sign()),
        share_opposite: share(-putting.sign()),
        n_ranked: ranked.len(),
        n_rows: common.len(),
        n_not_eligible: n_candidates - samples.len(),
        placebos,
    })
}
