//! Vector autoregressions, equation by equation: settings, fit, choice of the lag order, what a fit says (responses,
//! decompositions, connectedness, forecasts) and what is tested of it (causality, errors); and the same from draws:
//! bands around responses, decompositions and connectedness, tests by wild bootstrap.

mod bands;
mod bias_correction;
mod bootstrap;
mod causal_ordering;
mod companion;
mod connectedness;
mod constant_variance;
mod decomposition;
mod drawing;
mod eigen_bands;
mod fit;
mod forecast;
mod frequency_bands;
mod granger;
mod impulse_response;
mod lag_order;
mod moving_average;
mod named_path;
mod normality;
mod refit;
mod sampling;
mod serial_correlation;
mod statistics;
mod system_test;
mod toda_yamamoto;
mod wild_granger;

pub use bands::{BandedPath, ConnectednessBands, EffectBands, Ends, PathBands, SampledPaths};
pub use bias_correction::CoefficientBias;
pub use bootstrap::{ReplayedDraw, ResampledVar};
pub use causal_ordering::CausalOrdering;
pub(crate) use companion::{is_stable, stability_room};
pub use connectedness::ConnectednessTable;
pub use decomposition::{SharesOf, VarianceDecomposition};
pub use eigen_bands::{EigenBand, EigenBands};
pub use fit::{Deterministic, FittedVar, Lags, VectorAutoregression};
pub use forecast::{Forecast, ForecastOf, ForecastPoint};
pub use frequency_bands::{FrequencyBand, FrequencyConnectedness};
pub use granger::{ChiSquaredTest, ExclusionTest};
pub use impulse_response::{Identification, ImpulseResponses, ResponsesOf, ShockSize};
pub use lag_order::{LagOrderRow, LagOrderTable};
pub(crate) use moving_average::moving_averages_into;
pub use named_path::NamedPath;
pub use normality::NormalityTest;
pub use sampling::{BiasCorrection, Draws, Sampling, Scheme, Start};
pub use system_test::{Reference, SystemTest};
pub use toda_yamamoto::TodaYamamoto;
pub use wild_granger::{GrangerStatistic, WildGranger, WildGrangerTest};
