//! Series that read hidden states, linear and Gaussian: filter, smoother, draws of the states, maximum likelihood;
//! levels, trends, seasons and effects of regressors; and what an event changed. Gaps and readings of several
//! frequencies are ordinary.

mod aggregation;
#[cfg(test)]
mod brute_force;
mod filter;
mod gains;
mod interrupted;
mod maximum_likelihood;
mod model;
mod observations;
mod over_time;
mod path;
mod segmented;
mod simulation_smoother;
mod small;
mod smoother;
mod structural;
mod structural_fit;

pub use aggregation::Blocks;
pub use filter::{Filtered, News, Workspace};
pub use interrupted::{Counterfactual, EventEffect, EventShape, InterruptedSeries};
pub use maximum_likelihood::MaximumLikelihood;
pub use model::StateSpace;
pub use observations::Observations;
pub use path::HiddenPath;
pub use segmented::Segmented;
pub use simulation_smoother::{SimulationSmoother, StateDraws};
pub use smoother::Smoothed;
pub use structural::{Seasonal, StructuralModel, Trend};
pub use structural_fit::{Effect, FittedStructural};
