//! How far ahead: one small type, so that a number of periods is not taken for an index.

use std::fmt;

/// Periods after the shock or the last observation. 0 is the period of the shock itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Horizon(pub usize);

impl fmt::Display for Horizon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "horizon {}", self.0)
    }
}
