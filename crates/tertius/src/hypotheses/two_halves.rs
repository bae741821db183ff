//! Finding *two halves*: responses to thaws (surprises warmer than expected) and to tension (colder) in one
//! regression, and the test of their difference.

use super::findings::TwoHalves;
use super::question::{Putting, estimate, refused};
use crate::refusal::Refusal;
use tertius_econometrics as ec;

/// Both halves and their difference.
pub(super) fn two_halves(putting: &Putting<'_>, sample: &ec::ProjectionSample) -> Result<TwoHalves, Refusal> {
    let halves = sample.halves(ec::Covariance::Hc3).map_err(|e| refused(&e))?;
    Ok(TwoHalves {
        thaw: estimate(&halves.positive, putting.confidence)?,
        tension: estimate(&halves.negative, putting.confidence)?,
        difference: estimate(&halves.difference, putting.confidence)?,
    })
}
