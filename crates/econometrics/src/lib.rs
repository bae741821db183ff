//! Numbers in, estimates out: the estimators that Tertius needs, and anyone else may use.
//!
//! This crate knows no country, no date, no file and no significance level. It takes slices of `f64`
//! (or of `Option<f64>` where a reading may be missing), and gives estimates with their standard errors,
//! degrees of freedom, p-values and the null hypothesis as a sentence, or a [`Refusal`]: the reason, with
//! the numbers behind it, why these data cannot answer. Whether a p-value is small is for the caller to say.
//!
//! The modules read in this order, and each uses only those above it:
//!
//! 1. [`refusal`]: the reasons for which there is no estimate; [`Confidence`], the checked level of an interval.
//!    [`caution`]: what must be known of an answer that stands.
//! 2. [`tolerance`]: the named classes of agreement between our numbers and reference numbers.
//! 3. `linear`: the only file that touches the linear-algebra crate. Always sequential, so that the same
//!    input gives the same digits whatever the number of threads. `dense`: small matrices without it.
//! 4. `distributions`: densities, tail probabilities and quantiles. `minimise`: searches for a minimum.
//! 5. [`columns`]: a design matrix with named columns. [`horizon`]: how far ahead.
//! 6. [`resampling`]: seeded streams, permutations, circular shifts, blocks.
//! 7. [`bands`]: intervals along a path.
//! 8. [`regression`]: ordinary least squares by QR; classical, HC0 to HC3 and Newey-West covariances.
//! 9. [`vector_autoregression`]: fit, choice of lag order, Granger and exclusion tests; drawn again,
//!    with bands around responses, decompositions and connectedness.
//! 10. [`local_projections`]: lag-augmented local projections, surprises and their two halves.
//! 11. [`association`]: correlation with Fisher's interval.
//! 12. [`many_tests`]: Holm's adjustment.

pub mod refusal;

pub mod caution;

pub mod tolerance;

mod linear;

mod dense;

mod distributions;

mod minimise;

pub mod columns;

pub mod horizon;

pub mod resampling;

pub mod bands;

pub mod regression;

pub mod vector_autoregression;

pub mod local_projections;

pub mod association;

pub mod many_tests;

pub use association::{Correlation, correlation};
pub use bands::{Band, Coverage};
pub use caution::Caution;
pub use columns::Columns;
pub use horizon::Horizon;
pub use local_projections::{
    HalvesResult, Horizons, LocalProjection, Named, Order, ProjectionResult, ProjectionSample, Surprise,
};
pub use many_tests::holm;
pub use refusal::{Confidence, Interval, Refusal};
pub use regression::{
    Coefficient, Covariance, CovarianceMatrix, FactoredDesign, OrdinaryLeastSquares, Regression, WaldTest,
};
pub use tolerance::Tolerance;
pub use vector_autoregression::{ResampledVar, Sampling};
pub use vector_autoregression::{Deterministic, ExclusionTest, FittedVar, LagOrderTable, Lags, VectorAutoregression};
