//! Three relations on one calendar: what the pair's side, the driver's side and the third side read in
//! the same periods of one era of one instrument. Aligns; tests nothing.

mod aligned;

pub use aligned::{Aligned, align};
