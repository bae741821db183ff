//! From ledgers to readings: per side of a triangle and period, counts by quad class, the instrument's
//! value, its sampling variance and its exposure. Each instrument by itself; nothing is fused here.
//!
//! Unit of observation: directed dyad (or both directions pooled) x period x source.

mod instrument;
mod measure;
mod reading;

pub use instrument::{DirectedCounts, Era, InstrumentSeries, SideSeries};
pub use reading::{ClassCounts, Observation, Reading};
