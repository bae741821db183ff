//! Vector autoregressions, equation by equation: settings, fit, choice of the lag order, tests of causality.

mod fit;
mod granger;
mod lag_order;
mod moving_average;

pub use fit::{Deterministic, FittedVar, Lags, VectorAutoregression};
pub use granger::{ChiSquaredTest, ExclusionTest};
pub use lag_order::{LagOrderRow, LagOrderTable};
pub(crate) use moving_average::moving_averages_into;
