//! Bayesian vector autoregressions with conjugate priors: closed-form posterior and marginal likelihood, choice of
//! the hyperparameters, draws, predictions, Bayes factors of exclusions, and the calibration of the samplers.

mod bayes_factor;
mod conjugate;
mod draws;
mod dummies;
mod hierarchical;
mod hyperparameters;
mod lagged;
mod metropolis;
mod posterior;
mod predictive;
mod prior;
mod study;

pub use bayes_factor::BlockBayesFactor;
pub use conjugate::NormalInverseWishart;
pub use draws::{Draws, PathDraws, Sample, SeriesDraws};
pub use hierarchical::{Hierarchical, HierarchicalFit, Hyperparameter};
pub use hyperparameters::{GammaPrior, InverseGammaPrior};
pub(crate) use lagged::Rows;
pub use posterior::{BayesianFit, BayesianVectorAutoregression};
pub use predictive::{LogScore, LogScores, PredictiveDensity, StudentT, log_scores};
pub use prior::{Minnesota, OwnLag, Prior, Scales, SimsZha};
pub use study::{SamplerStudy, calibrate_conjugate, calibrate_hierarchical};
