//! From ledgers to readings: per side of a triangle and period, counts by quad class, the instrument's
//! value, its sampling variance and its exposure; and, in `relation`, one latent series per pair from all of them.
//!
//! Unit of observation: directed dyad (or both directions pooled) x period x source.

mod altered;
mod by_field;
mod counted_otherwise;
mod eras;
mod in_force;
mod indicator_mean;
mod expected_log;
mod instrument;
mod many_sides;
mod measure;
mod reading;
mod side;
pub mod relation;
mod votes;

pub use altered::Turns;
pub use by_field::{FieldBreadth, FieldCounts, breadth};
pub use counted_otherwise::{Counting, measures_both_sides, needs_scale};
pub use eras::{Era, EraStart};
pub use instrument::{DirectedCounts, InstrumentSeries};
pub use many_sides::ManySides;
pub use reading::{ClassCounts, Observation, Reading};
pub use side::SideSeries;
pub use votes::{DistanceReading, UndefinedYear, VoteReading, ideal_point_distances, vote_readings};
