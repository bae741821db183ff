//! Lag-augmented local projections: what moves in the response after a surprise in the impulse. Settings
//! first, then the sample, then what is estimated on it.

mod halves;
mod projection;
mod sample;
mod surprise;
mod transforms;

pub use halves::HalvesResult;
pub use projection::{Horizons, LocalProjection, Named, Order};
pub use sample::{ProjectionResult, ProjectionSample};
pub use surprise::Surprise;
pub use transforms::{clipped, ranks, signs};
