//! How often gate *latent response* finds influence where there is none, and where there is some, beside the same
//! question put to raw readings: worlds read with error, from events through the readers to the sampler.

mod run;
mod table;
mod worlds;

pub use run::{Arguments, run};
