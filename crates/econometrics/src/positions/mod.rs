//! Units on one line. Positions from distances, whether three distances can be told from those of three points on a
//! line, how a position moves by itself, and distances made anew from positions alone.

mod betweenness;
mod own_path;
mod scaling;
mod three;

pub use betweenness::betweenness_left_over;
pub use own_path::OwnPath;
pub use scaling::{Classical, classical_scaling};
pub use three::{DistanceLink, ThreeOnALine};
