//! Ontologies: which event codes there are, what they are called and which quad class they belong to.
//!
//! What may not live here: scores (see `scales`), readers of files, anything that knows a state. The codes are
//! in the CSV files beside this one, each with its sources in its first lines, and are compiled in.
//!
//! Codes are text and keep their leading zeros: `010` is a statement, `10` a demand.

mod codes;
mod crosswalk;
mod fields;
mod plausibility;

pub use codes::{Code, Lookup, Ontology, QuadClass, code, code_of_text, codes};
pub use crosswalk::{cameo_root_of_weis, plover_of_cameo};
pub use plausibility::{Plausibility, plausibility};

#[cfg(test)]
mod data_tests;
#[cfg(test)]
mod tests;
