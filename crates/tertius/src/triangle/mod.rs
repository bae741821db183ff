//! Three relations on one calendar: what the pair's side, the driver's side and the third side read in
//! the same periods of one era of one instrument, and the three put to the sampler together. Tests nothing.

mod aligned;
mod joint;

pub use aligned::{Aligned, align};
pub(crate) use joint::Joint;
