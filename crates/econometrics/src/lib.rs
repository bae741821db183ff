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
//!    `order_statistics`: quantiles of draws.
//! 5. [`columns`]: a design matrix with named columns. [`horizon`]: how far ahead.
//! 6. [`resampling`]: seeded streams, permutations, circular shifts, blocks and their length, wild weights.
//! 7. [`many_tests`]: adjusted p-values (Holm, Benjamini and Hochberg, Romano and Wolf), specification curves.
//! 8. [`chains`]: whether a sampler's chains agree, and how many independent draws they are worth. [`calibration`]:
//!    whether a posterior sampler is right, by simulation from its prior.
//! 9. [`bands`]: intervals along a path, pointwise and simultaneous (sup-t).
//! 10. [`regression`]: ordinary least squares by QR; classical, HC0 to HC3 and Newey-West covariances, with the
//!     bandwidth given or chosen from the data; fixed-b tests.
//! 11. [`vector_autoregression`]: fit, choice of lag order, responses, decompositions, connectedness, forecasts; tests
//!     of causality (block, robust, Toda-Yamamoto, wild bootstrap) and of the errors; bands by resampling.
//! 12. [`local_projections`]: lag-augmented local projections, surprises and their two halves, paths over horizons
//!     with their covariance, responses that depend on a state.
//! 13. [`bayesian_vector_autoregression`]: Sims-Zha and Minnesota priors, tightness chosen by marginal likelihood,
//!     draws, log scores, block Bayes factors.
//! 14. [`state_space`]: Kalman filter, smoother and draws of hidden states; levels, trends, seasons, interrupted series.
//! 15. [`breaks`]: dates at which coefficients change, tests at unknown dates, penalised segmentation.
//! 16. [`comparison`]: difference in differences, synthetic control, placebo inference.
//! 17. [`association`]: correlation with Fisher's interval; agreement of two raters, plain and corrected for chance.
//! 18. [`scoring`]: scores of forecasts, tests of calibration, comparisons of two forecasters.
//! 17. [`association`]: correlation with Fisher's interval.
//! 18. [`signed_network`]: triangles, walks and frustration of graphs with positive and negative edges.
//! 15. [`latent_relations`]: hidden series read by many imperfect instruments of several frequencies, with the
//!     autoregression that they follow, by Gibbs sampling.
//! 16. [`breaks`]: dates at which coefficients change, tests at unknown dates, penalised segmentation.
//! 17. [`comparison`]: difference in differences, synthetic control, placebo inference.
//! 18. [`association`]: correlation with Fisher's interval.
//! 19. [`scoring`]: scores of forecasts, tests of calibration, comparisons of two forecasters.

pub mod refusal;

pub mod caution;

pub mod tolerance;

mod linear;

mod dense;

mod distributions;

mod minimise;

mod order_statistics;

pub mod columns;

pub mod horizon;

pub mod resampling;

pub mod many_tests;

pub mod chains;

pub mod calibration;

pub mod bands;

pub mod regression;

pub mod vector_autoregression;

pub mod local_projections;

pub mod bayesian_vector_autoregression;

pub mod state_space;

pub mod latent_relations;

pub mod breaks;

pub mod comparison;

pub mod association;

pub mod signed_network;

pub mod scoring;

/// The examples of the README are run as tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct ReadmeExamples;

pub use association::{
    Agreement, AgreementSettings, CategoryDistance, ChanceModel, Correlation, agreement, correlation,
};
pub use bands::{
    Band, CalibratedBand, Coverage, SimultaneousBand, SupT, SupTSettings, simultaneous_from_draws, simultaneous_t,
    sup_t,
};
pub use bayesian_vector_autoregression::{
    BayesianFit, BayesianVectorAutoregression, BlockBayesFactor, Draws, GammaPrior, Hierarchical, HierarchicalFit,
    InverseGammaPrior, LogScores, Minnesota, NormalInverseWishart, OwnLag, PredictiveDensity, Prior, Sample, Scales,
    SimsZha,
};
pub use breaks::{LeastSquaresPartition, Partitions, Pelt, PenalisedPartition, Trimming};
pub use calibration::{Calibration, CalibrationFit, CalibrationResult, calibrate};
pub use caution::Caution;
pub use chains::{ChainDiagnostics, diagnose, effective_sample_size};
pub use columns::Columns;
pub use comparison::{ComparisonEffect, ComparisonMethod, TreatedPanel};
pub use distributions::normal_quantile;
pub use horizon::Horizon;
pub use latent_relations::{
    BlockReading, Convergence, LatentFit, LatentInstrument, LatentPrior, LatentRelations, LatentSampler,
    PosteriorSummary, StateSummary,
};
pub use local_projections::{
    HalvesPath, HalvesResult, Horizons, LocalProjection, Named, Order, PathCovariance, PathResponse, PathRows,
    PathSettings, ProjectionResult, ProjectionSample, ResponsePath, State, StatePath, StateWeight, Surprise,
};
pub use many_tests::{
    RomanoWolf, SpecificationCurve, Specifications, benjamini_hochberg, benjamini_yekutieli, holm, romano_wolf,
    specification_curve,
};
pub use refusal::{Confidence, Interval, Refusal};
pub use regression::{
    AutomaticBandwidth, Coefficient, Covariance, CovarianceMatrix, FactoredDesign, FixedB, FixedBSettings,
    OrdinaryLeastSquares, Regression, WaldTest,
};
pub use scoring::Predictive;
pub use signed_network::{Frustration, FrustrationSearch, SignedNetwork, TriangleCensus};
pub use state_space::{
    Counterfactual, Effect, EventEffect, EventShape, InterruptedSeries, Observations, Seasonal, SimulationSmoother,
    StateSpace, StructuralModel, Trend,
};
pub use tolerance::Tolerance;
pub use vector_autoregression::{
    CausalOrdering, ConnectednessTable, Deterministic, ExclusionTest, FittedVar, Forecast, FrequencyBand,
    Identification, ImpulseResponses, LagOrderTable, Lags, Reference, ResampledVar, Sampling, ShockSize, SystemTest,
    TodaYamamoto, VarianceDecomposition, VectorAutoregression,
};
