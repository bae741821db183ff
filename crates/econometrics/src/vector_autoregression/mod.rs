//! Vector autoregressions, equation by equation: settings, fit, choice of the lag order, tests of causality; and
//! again from draws: bands around responses, decompositions and connectedness, tests by wild bootstrap.

mod bands;
mod bias_correction;
mod bootstrap;
mod companion;
mod drawing;
mod eigen_bands;
mod fit;
mod granger;
mod lag_order;
mod moving_average;
mod refit;
mod sampling;
mod statistics;
mod wild_granger;

pub use bands::{BandedPath, ConnectednessBands, EffectBands, Ends, PathBands, SampledPaths};
pub use bias_correction::CoefficientBias;
pub use bootstrap::{ReplayedDraw, ResampledVar};
pub use eigen_bands::{EigenBand, EigenBands};
pub use fit::{Deterministic, FittedVar, Lags, VectorAutoregression};
pub use granger::{ChiSquaredTest, ExclusionTest};
pub use lag_order::{LagOrderRow, LagOrderTable};
pub use sampling::{BiasCorrection, Draws, Sampling, Scheme, Start};
pub use statistics::ShockKind;
pub use wild_granger::{GrangerStatistic, WildGranger, WildGrangerTest};
