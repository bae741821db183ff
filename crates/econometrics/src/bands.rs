//! Bands around a path of estimates, one interval per step: what they promise and their ends.

use crate::horizon::Horizon;
use crate::refusal::{Confidence, Interval, Refusal};

/// What the confidence of a band is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coverage {
    /// Each step by itself: over many steps some intervals will miss.
    Pointwise,
    /// The whole path at once.
    Simultaneous,
}

/// Intervals for the steps of a path, step 0 first.
#[derive(Debug, Clone, PartialEq)]
pub struct Band {
    /// Lower ends, one per step, in the units of the path.
    pub low: Vec<f64>,
    /// Upper ends.
    pub high: Vec<f64>,
    /// The share of samples in which the band is to hold the truth.
    pub confidence: Confidence,
    /// Whether the share is per step or for the whole path.
    pub coverage: Coverage,
}

impl Band {
    /// The interval at one step. Refuses a step beyond the path.
    pub fn at(&self, horizon: Horizon) -> Result<Interval, Refusal> {
        match (self.low.get(horizon.0), self.high.get(horizon.0)) {
            (Some(&low), Some(&high)) => Ok(Interval { low, high }),
            _ => Err(Refusal::NoSuch { what: "horizon", index: horizon.0, count: self.low.len() }),
        }
    }
}
