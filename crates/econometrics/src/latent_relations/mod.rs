//! Hidden relations read by many imperfect instruments: states, loadings, noise and the autoregression that the
//! relations follow, drawn together by Gibbs sampling; readings of single periods and of blocks, eras, gaps, errors with
//! heavy tails.

mod chain;
mod dynamics;
mod envelope;
mod fit;
mod layout;
mod measurement;
mod model;
mod moves;
mod prior;
mod quantities;
mod response;
mod rounds;
mod states;
mod study;

pub use fit::{Convergence, LatentFit, PosteriorSummary, StateSummary};
pub use model::{BlockReading, LatentInstrument, LatentRelations, LatentSampler};
pub use prior::LatentPrior;
pub use study::{LatentStudy, calibrate_latent_relations};
