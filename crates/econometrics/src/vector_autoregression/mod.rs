//! Vector autoregressions, equation by equation: settings, fit, choice of the lag order, what a fit says (responses,
//! decompositions, connectedness, forecasts) and what is tested of it (causality, errors).

mod causal_ordering;
mod connectedness;
mod constant_variance;
mod decomposition;
mod fit;
mod forecast;
mod frequency_bands;
mod granger;
mod impulse_response;
mod lag_order;
mod moving_average;
mod named_path;
mod normality;
mod serial_correlation;
mod system_test;
mod toda_yamamoto;

pub use causal_ordering::CausalOrdering;
pub use connectedness::ConnectednessTable;
pub use decomposition::{SharesOf, VarianceDecomposition};
pub use fit::{Deterministic, FittedVar, Lags, VectorAutoregression};
pub use forecast::{Forecast, ForecastOf, ForecastPoint};
pub use frequency_bands::{FrequencyBand, FrequencyConnectedness};
pub use granger::{ChiSquaredTest, ExclusionTest};
pub use impulse_response::{Identification, ImpulseResponses, ResponsesOf, ShockSize};
pub use lag_order::{LagOrderRow, LagOrderTable};
pub(crate) use moving_average::moving_averages_into;
pub use named_path::NamedPath;
pub use normality::NormalityTest;
pub use system_test::{Reference, SystemTest};
pub use toda_yamamoto::TodaYamamoto;
