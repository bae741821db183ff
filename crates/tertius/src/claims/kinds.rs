//! The kinds of claim, each answering the four questions that a reader should ask.

use super::{boldness, consolidation, moderation, third_party_response};

/// A kind of claim in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind {
    /// Its name in dossiers.
    pub name: &'static str,
    /// What it says.
    pub says: &'static str,
    /// What it does not say.
    pub does_not_say: &'static str,
    /// The evidence it needs.
    pub needs: &'static str,
    /// What would refute it.
    pub refuted_by: &'static str,
}

/// All kinds, in the order in which readers should meet them.
pub const KINDS: [Kind; 4] = [third_party_response::KIND, consolidation::KIND, moderation::KIND, boldness::KIND];

/// Their names.
pub fn kind_names() -> Vec<&'static str> {
    KINDS.iter().map(|k| k.name).collect()
}
