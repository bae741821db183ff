//! From ledgers to readings: per side of a triangle and period, counts by quad class, the instrument's
//! value, its sampling variance and its exposure. Each instrument by itself; nothing is fused here.
//!
//! Unit of observation: directed dyad (or both directions pooled) x period x source.

mod eras;
mod instrument;
mod measure;
mod reading;
mod side;
mod votes;

pub use eras::Era;
pub use instrument::{DirectedCounts, InstrumentSeries};
pub use reading::{ClassCounts, Observation, Reading};
pub use side::SideSeries;
pub use votes::{DistanceReading, UndefinedYear, VoteReading, ideal_point_distances, vote_readings};
