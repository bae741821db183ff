//! Kind of claim: *consolidation*.
//!
//! # What it says
//! The relation of the pair is warmer since a date than before it: the mean of one instrument's readings after the
//! date, less their mean before. How much it scatters, how long it remembers, and in how many fields it cooperates
//! before and after is described beside it.
//!
//! # What it does not say
//! That the date, or what happened on it, is the cause; that the partnership will last; or that a higher mean makes
//! it deep. Scatter, memory and fields decide nothing: a verdict on them would need more than one instrument gives.
//!
//! # Evidence it needs
//! One instrument that reads the pair period by period, by one coder, for at least thirty periods before and thirty
//! after the date (half of the dossier's rows_min), and at least nineteen other dyads of its members that it reads
//! as often.
//!
//! # What would refute it
//! A change in the opposite direction that passes every check; or an interval that lies wholly within the smallest
//! effect that the dossier calls of interest. A change that a straight line through both parts carries as well,
//! that other dates or other dyads show as well, or that hangs on one period, leaves the claim not established.

use super::kinds::Kind;
use crate::dossier::CONSOLIDATION;

/// The card of this kind.
pub(super) const KIND: Kind = Kind {
    name: CONSOLIDATION,
    says: "The relation of the pair is warmer since a date than before it: the mean of one instrument's readings after the date, less their mean before. How much it scatters, how long it remembers, and in how many fields it cooperates before and after is described beside it.",
    does_not_say: "That the date, or what happened on it, is the cause; that the partnership will last; or that a higher mean makes it deep. Scatter, memory and fields decide nothing: a verdict on them would need more than one instrument gives.",
    needs: "One instrument that reads the pair period by period, by one coder, for at least thirty periods before and thirty after the date (half of the dossier's rows_min), and at least nineteen other dyads of its members that it reads as often.",
    refuted_by: "A change in the opposite direction that passes every check; or an interval that lies wholly within the smallest effect that the dossier calls of interest. A change that a straight line through both parts carries as well, that other dates or other dyads show as well, or that hangs on one period, leaves the claim not established.",
};
