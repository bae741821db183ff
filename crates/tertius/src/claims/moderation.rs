//! Kind of claim: *moderation*.
//!
//! # What it says
//! The influence of the third on the pair, a coefficient in a stated direction, is weaker since a date: what the
//! pair does after a surprise in the driver is nearer to nothing than it was.
//!
//! # What it does not say
//! That the relation itself is warmer or colder, or that what happened on the date weakened the influence. A source
//! that came to see less after the date would show the same. Where no influence is shown before the date, nothing
//! is said of its change.
//!
//! # Evidence it needs
//! One instrument that reads all three sides by one coder, with at least thirty usable periods before and thirty
//! after the date (half of the dossier's rows_min); an influence that is shown before the date; and at least
//! nineteen other states to stand in the third's place. If the data end too early the claim is refused, with the
//! date from which an answer becomes possible and the change that would be caught then.
//!
//! # What would refute it
//! An influence that is stronger since the date and passes every check; or a change whose interval lies wholly
//! within the smallest effect that the dossier calls of interest. A change that other dates, or any state in the
//! third's place, show as well leaves the claim not established.

use super::kinds::Kind;
use crate::dossier::MODERATION;

/// The card of this kind.
pub(super) const KIND: Kind = Kind {
    name: MODERATION,
    says: "The influence of the third on the pair, a coefficient in a stated direction, is weaker since a date: what the pair does after a surprise in the driver is nearer to nothing than it was.",
    does_not_say: "That the relation itself is warmer or colder, or that what happened on the date weakened the influence. A source that came to see less after the date would show the same. Where no influence is shown before the date, nothing is said of its change.",
    needs: "One instrument that reads all three sides by one coder, with at least thirty usable periods before and thirty after the date (half of the dossier's rows_min); an influence that is shown before the date; and at least nineteen other states to stand in the third's place. If the data end too early the claim is refused, with the date from which an answer becomes possible and the change that would be caught then.",
    refuted_by: "An influence that is stronger since the date and passes every check; or a change whose interval lies wholly within the smallest effect that the dossier calls of interest. A change that other dates, or any state in the third's place, show as well leaves the claim not established.",
};
