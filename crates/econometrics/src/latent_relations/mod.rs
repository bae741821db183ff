//! Hidden relations read by many imperfect instruments: states, loadings, noise and the autoregression that the
//! relations follow, drawn together by Gibbs sampling; readings of single periods and of blocks, eras, gaps, errors with
//! heavy tails.

mod chain;
mod dynamics;
mod envelope;
mod fit;
mod integral;
mod integrated;
#[cfg(test)]
mod joint;
mod layout;
mod measurement;
mod model;
mod moves;
mod point;
mod prior;
mod profile;
mod quantities;
mod response;
mod rounds;
mod states;
mod study;
mod walk;

pub use fit::{Convergence, LatentFit, PosteriorSummary, StateSummary};
pub use model::{BlockReading, LatentInstrument, LatentRelations, LatentSampler};
pub use prior::LatentPrior;
pub use study::{LatentStudy, calibrate_latent_relations};
