//! `promises`: the whole rule, put to worlds with a known answer: how often a verdict is wrong, and how often an effect
//! is found. Restartable; the same code as in a report.

mod run;
mod state;
mod table;
mod worlds;

pub use run::{Arguments, run};
