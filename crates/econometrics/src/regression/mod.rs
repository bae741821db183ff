//! Ordinary least squares and what can be asked of a fit. Design first (factored once, shared by all
//! responses), then the fit, then covariances, then tests.

mod covariance;
mod factored_design;
mod inference;
mod ordinary_least_squares;
mod scores;

pub use covariance::{Covariance, CovarianceMatrix};
pub use factored_design::FactoredDesign;
pub use inference::{Coefficient, WaldTest};
pub use ordinary_least_squares::{OrdinaryLeastSquares, Regression};
