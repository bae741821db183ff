//! Kind of claim: *boldness*.
//!
//! # What it says
//! In one leader's term a state initiates more, towards one state or all, than in an earlier term of the same
//! office: the ratio of two rates, each of events that the state initiates for all events that it has part in.
//! Conflict and cooperation, the share of deeds and the scatter are described beside it.
//!
//! # What it does not say
//! That the leader decided it, that more events are better or worse ones, or that the state is bolder in what no
//! source codes. More news about a state moves both sides of the rate and says nothing.
//!
//! # Evidence it needs
//! One instrument of events that reads at least a year of whole periods of both terms by one coder, and at least
//! nineteen other states that initiate events over the same time. The terms are `[[term]]`s of the dossier.
//!
//! # What would refute it
//! A rate that fell and passes every check; or an interval that lies wholly within the smallest effect that the
//! dossier calls of interest (a logarithm of the ratio). A rise that most states show over the same dates, that
//! another date would show as well, or that hangs on one period, leaves the claim not established.

use super::kinds::Kind;
use crate::dossier::BOLDNESS;

/// The card of this kind.
pub(super) const KIND: Kind = Kind {
    name: BOLDNESS,
    says: "In one leader's term a state initiates more, towards one state or all, than in an earlier term of the same office: the ratio of two rates, each of events that the state initiates for all events that it has part in. Conflict and cooperation, the share of deeds and the scatter are described beside it.",
    does_not_say: "That the leader decided it, that more events are better or worse ones, or that the state is bolder in what no source codes. More news about a state moves both sides of the rate and says nothing.",
    needs: "One instrument of events that reads at least a year of whole periods of both terms by one coder, and at least nineteen other states that initiate events over the same time. The terms are [[term]]s of the dossier.",
    refuted_by: "A rate that fell and passes every check; or an interval that lies wholly within the smallest effect that the dossier calls of interest (a logarithm of the ratio). A rise that most states show over the same dates, that another date would show as well, or that hangs on one period, leaves the claim not established.",
};
