//! Lag-augmented local projections: what moves in the response after a surprise in the impulse. Settings
//! first, then the sample, then what is estimated on it: one response, its two halves, a path over the horizons,
//! a path in each of two states, the six among three series.

mod halves;
mod path;
mod projection;
mod sample;
mod screen;
mod state_dependent;
mod surprise;
mod transforms;

pub use halves::{HalvesPath, HalvesResult, Movement};
pub use path::{PathCovariance, PathResponse, PathRows, PathSettings, ResponsePath};
pub use projection::{Horizons, LocalProjection, Named, Order};
pub use sample::{ProjectionResult, ProjectionSample};
pub use screen::{ProjectionScreen, SCREEN_ORDER, ScreenAnswer, ScreenedProjection};
pub use state_dependent::{State, StatePath, StateWeight};
pub use surprise::Surprise;
pub use transforms::{clipped, ranks, signs};
