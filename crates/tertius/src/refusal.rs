//! A question that these data cannot answer: the type that every stage uses for it. When to refuse is decided where the
//! question is put.

/// A question that these data cannot answer, and what would be needed.
#[derive(Clone, Debug, PartialEq)]
pub struct Refusal {
    /// Why, with the numbers behind it; a sentence without a full stop.
    pub why: String,
    /// What would make an answer possible.
    pub needed: String,
}

impl Refusal {
    /// A refusal and its remedy.
    pub fn new(why: impl Into<String>, needed: impl Into<String>) -> Refusal {
        Refusal { why: why.into(), needed: needed.into() }
    }
}
