//! How often the gates are wrong, and how often they find what is there: simulated worlds with a known
//! answer, many seeds of each, and the table of what came out.

mod json;
mod page;
mod row;
mod run;
mod table;
mod worlds;

pub use run::{Arguments, run};
