//! The atlas: every pair of a table with every third, screened by gate *response*, Benjamini-Yekutieli over all that were
//! screened, and the full rule for what survives. A screened response is no verdict; only the rule gives one.
//!
//! Works in chunks that a door keeps, so that a run which was stopped goes on where it stood.

mod findings;
mod keep;
mod many_questions;
mod rows;
mod run;
mod screen;
mod survivors;
#[cfg(test)]
mod tests;

pub use findings::{Atlas, AtlasLedger, AtlasSettings, Survivor};
pub use keep::{MemoryStore, Store};
pub use many_questions::AtlasTriangle;
pub use rows::{NotScreened, ScreenOutcome, ScreenRow};
pub use run::{AtlasStop, run, run_key};
pub use screen::Screen;
