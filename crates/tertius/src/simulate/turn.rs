//! What changes in a world from a month on, and the dossiers that ask whether something did: claims of consolidation,
//! moderation and boldness. Drawing is the business of the other files.

use super::states::{FIRST, SECOND, THIRD};
use super::tables::date;
use super::watchers::OWN;

/// A change from a month on, counted from 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Turn {
    /// The driver's one-month effect on the pair is another.
    Effect {
        /// First month.
        month: usize,
        /// The effect from then on.
        to: f64,
    },
    /// The pair's first member begins this share of what its partners would have begun.
    Initiative {
        /// First month.
        month: usize,
        /// Share, 0 to 1.
        moved: f64,
    },
}

impl Turn {
    /// Share of what its partners would have begun that the pair's first member begins in a month.
    pub(super) fn moved(self, t: usize) -> f64 {
        match self {
            Turn::Initiative { month, moved } if month <= t => moved,
            _ => 0.0,
        }
    }
}

/// A claim that the pair is closer from a month on, as a section of a dossier.
pub fn consolidation(month: usize) -> String {
    format!(
        "[[claim]]\nkind = \"consolidation\"\nsays = \"The pair is closer than it was\"\nbetween = \"{FIRST}-{SECOND}\"\nsince = \"{}\"\ninstrument = \"{OWN}\"\n",
        date(month)
    )
}

/// A claim that the third's influence is weaker from a month on.
pub fn moderation(month: usize) -> String {
    format!(
        "[[claim]]\nkind = \"moderation\"\nsays = \"The third moves the pair less than it did\"\nbetween = \"{FIRST}-{SECOND}\"\ndriver = \"{THIRD}-{SECOND}\"\ndirection = \"opposite\"\nsince = \"{}\"\ninstrument = \"{OWN}\"\n",
        date(month)
    )
}

/// A claim that the pair's first member is bolder in the term that begins with a month than in the one before.
pub fn boldness(month: usize) -> String {
    let (from, handed_over) = (date(0), date(month));
    format!(
        "[[term]]\nleader = \"the former\"\nstate = \"{FIRST}\"\nfrom = \"{from}-01\"\nto = \"{handed_over}-01\"\n\n[[term]]\nleader = \"the latter\"\nstate = \"{FIRST}\"\nfrom = \"{handed_over}-01\"\n\n[[claim]]\nkind = \"boldness\"\nsays = \"The latter is bolder than the former\"\nstate = \"{FIRST}\"\nleader = \"the latter\"\ninstrument = \"{OWN}\"\n"
    )
}
