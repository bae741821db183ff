//! Event scales: a score for each code of an ontology, from conflict (-10) to cooperation (10).
//!
//! What may not live here: sums over events (see `series`), codes and their classes (see `ontologies`). A new
//! scale is a CSV file with its source in its first lines and one line here. A code without a score is named as
//! missing, never 0.

mod lookup;

pub use lookup::{Scale, score, score_tenths, scored_codes, unscored_codes};

#[cfg(test)]
mod tests;
