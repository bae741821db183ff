//! Scores of forecasts. Proper scores first (smaller is better; a forecaster does best by stating the truth), then
//! what shows whether forecasts mean what they say (probability integral transforms, coverage), then comparisons of
//! two forecasters. Averages over forecasts are the caller's.

mod comparison;
mod coverage;
mod crps;
mod density;
mod expanding_window;
mod interval;
mod kolmogorov;
mod multivariate;
mod pit;
mod predictive;

pub use comparison::{ClarkWest, DieboldMariano, clark_west, diebold_mariano, loss_of_errors};
pub use coverage::{IntervalCoverage, interval_coverage};
pub use crps::crps_of_sample;
pub use density::{brier_score, dawid_sebastiani_score};
pub use expanding_window::{ExpandingWindow, OutOfSampleGain, WindowForecast};
pub use interval::{interval_score, quantile_score, weighted_interval_score};
pub use multivariate::{energy_score, variogram_score};
pub use pit::{Berkowitz, UniformityTest, berkowitz, chi_squared_uniformity, kolmogorov_smirnov_uniformity};
pub use predictive::{NormalComponent, Predictive};
