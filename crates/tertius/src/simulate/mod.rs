//! Worlds with a known answer, which emit *events*: text as a producer would deliver it, and the dossier
//! that asks about it. Everything then passes through the same door as real data; no series is injected.
//!
//! A world has a source of its own; an observatory adds others, with their own coders, errors and gaps.
//!
//! Measures how often the gates are wrong (null worlds) and how often they find what is there (worlds with
//! an effect). Decides nothing, and nothing above this module knows of it.

mod answer;
mod circumstances;
mod counts;
mod elsewhere;
mod emit;
mod examples;
mod influence;
mod layout;
mod link;
mod observatory;
mod on_a_line;
mod read;
mod states;
mod tables;
mod truth;
mod turn;
mod warmth;
mod watchers;
mod world;

pub use answer::{NoAnswer, Responses, WorldRead, gate_outcome};
pub use circumstances::{Circumstances, Range, Shift, Whose};
pub use emit::{Emitted, TrueInstrument, TrueRelation, Truth};
pub use examples::{EXAMPLE, EXAMPLES};
pub use influence::Influence;
pub use layout::Layout;
pub use link::Link;
pub use observatory::{Follows, Gap, Observatory, Reads, Watcher};
pub use on_a_line::LineWorld;
pub use read::read_world;
pub use turn::{Turn, boldness, consolidation, moderation};
pub use world::{ImpossibleWorld, Kind, World};
