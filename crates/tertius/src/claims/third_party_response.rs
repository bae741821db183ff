//! Kind of claim: *third-party response*.
//!
//! # What it says
//! The pair's relation moves in the stated direction in the months after the relation between the third and
//! one member of the pair was warmer or colder than could be expected. On Moscow's side: ties with Tehran fall
//! when Washington and Moscow grow close, and rise in their tension. On Tehran's side: ties with Moscow fall
//! when Washington and Tehran improve, and rise under pressure.
//!
//! # What it does not say
//! That the third intends it, or that nothing else moves the pair. A cause that reaches the third's relation
//! first and the pair's later cannot be told from influence in these data. Nothing is said about the same
//! month: one meeting of all three, or one shock, would look alike.
//!
//! # Evidence it needs
//! One instrument that reads all three sides in one era, period by period, for at least sixty periods (or the number
//! that the dossier sets), and at least nineteen other states, not allies of the third, that it reads with both members
//! of the pair in nine of ten of these periods, to stand in the third's place.
//!
//! # What would refute it
//! A response in the opposite direction that passes every gate; or an interval that lies wholly within the
//! smallest effect that the dossier calls of interest. A response that any other state in the third's place
//! would show as well, or that hangs on a single month, leaves the claim not established.

use super::kinds::Kind;

/// The card of this kind.
pub(super) const KIND: Kind = Kind {
    name: "third-party response",
    says: "The pair's relation moves in the stated direction in the months after the relation between the third and one member of the pair was warmer or colder than could be expected.",
    does_not_say: "That the third intends it, or that nothing else moves the pair. A cause that reaches the third's relation first and the pair's later cannot be told from influence in these data. Nothing is said about the same month: one meeting of all three, or one shock, would look alike.",
    needs: "One instrument that reads all three sides in one era, period by period, for at least sixty periods (or the number that the dossier sets), and at least nineteen other states, not allies of the third, that it reads with both members of the pair in nine of ten of these periods, to stand in the third's place.",
    refuted_by: "A response in the opposite direction that passes every gate; or an interval that lies wholly within the smallest effect that the dossier calls of interest. A response that any other state in the third's place would show as well, or that hangs on a single month, leaves the claim not established.",
};
