//! Worlds with a known answer, which emit *events*: text as a producer would deliver it, and the dossier
//! that asks about it. Everything then passes through the same door as real data; no series is injected.
//!
//! Measures how often the gates are wrong (null worlds) and how often they find what is there (worlds with
//! an effect). Decides nothing, and nothing above this module knows of it.

mod answer;
mod counts;
mod elsewhere;
mod emit;
mod states;
mod warmth;
mod world;

pub use answer::{NoAnswer, gate_outcome};
pub use emit::{Emitted, Truth};
pub use world::{ImpossibleWorld, Kind, World};
