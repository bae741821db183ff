//! Putting a claim of another kind than third-party response to one era of one instrument: which file answers which
//! kind.

use super::evidence::{Evidence, EvidencePutting, Outlook};
use super::{boldness, consolidation, moderation};
use crate::dossier::Asks;
use crate::refusal::Refusal;

/// The evidence for a claim of *consolidation*, *moderation* or *boldness*.
///
/// # Errors
/// A refusal if the era cannot answer, with what would be needed and from when on; also for instruments that have no
/// events where events are asked for, and for a third-party response, whose gates are run by [`super::put`].
pub fn put_evidence(putting: &EvidencePutting<'_>) -> Result<Evidence, Refusal> {
    match &putting.claim.asks {
        Asks::Response => Err(Refusal::new("a third-party response has gates of its own", "another kind of claim")),
        Asks::Consolidation(since) => consolidation::put(putting, since),
        Asks::Moderation(since) => moderation::put(putting, since),
        Asks::Boldness(_) if !putting.series.is_of_events() => {
            Err(Refusal::new("this instrument has no initiators", "an instrument of events"))
        }
        Asks::Boldness(term) => boldness::put(putting, term),
    }
}

/// What an era says of the day on which a claim that nothing can answer yet could be answered; `None` if it is too
/// short to say.
pub fn outlook(putting: &EvidencePutting<'_>) -> Option<Outlook> {
    match &putting.claim.asks {
        Asks::Response => None,
        Asks::Consolidation(since) => consolidation::outlook(putting, since),
        Asks::Moderation(since) => moderation::outlook(putting, since),
        Asks::Boldness(term) => Some(boldness::outlook(putting, term)),
    }
}
