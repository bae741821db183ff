//! Association of two series without a direction.

mod correlation;

pub use correlation::{Correlation, correlation};
