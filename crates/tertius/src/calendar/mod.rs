//! Days, stretches of days, and the periods that a series is counted in.
//!
//! Everything that knows how long a month is lives here; nothing here knows what happened in it. Days
//! are proleptic Gregorian. No clock is read.

mod day;
mod periods;
mod span;

pub use day::Day;
pub use periods::{PeriodCalendar, PeriodLength};
pub use span::{Span, When};
