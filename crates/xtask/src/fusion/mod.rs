//! What fusing several instruments into one relation is worth: worlds whose relations several instruments read,
//! from events through the readers to bands, held against the warmth that was drawn.

mod conditions;
mod judge;
mod run;
mod table;
mod tally;

pub use run::{Arguments, run};
