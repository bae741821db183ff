//! Ordinary least squares and what can be asked of a fit. Design first (factored once, shared by all
//! responses), then the fit, then covariances and their bandwidths, then tests.

mod automatic_bandwidth;
mod covariance;
mod factored_design;
mod fixed_b;
mod inference;
mod lagged_design;
mod moment_degrees;
mod null_draws;
mod ordinary_least_squares;
mod scores;

pub use automatic_bandwidth::AutomaticBandwidth;
pub use covariance::{Covariance, CovarianceMatrix};
pub(crate) use covariance::{bartlett, symmetric};
pub use factored_design::FactoredDesign;
pub use fixed_b::{FixedB, FixedBLaw, FixedBSettings, kiefer_vogelsang_quantile};
pub use inference::{Coefficient, WaldTest};
pub(crate) use lagged_design::OUTWEIGHED;
pub(crate) use moment_degrees::moment_degrees;
pub use null_draws::{NullScores, normal_score, null_draws};
pub use ordinary_least_squares::{OrdinaryLeastSquares, Regression};
