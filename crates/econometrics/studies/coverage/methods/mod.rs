//! The methods that are put to the test: what a method is and the list of all, then one file per family.

mod association;
mod local_projections;
mod registry;
mod regression;
mod vector_autoregressions;

pub(crate) use registry::{LEVELS, Method, Outcome, Promise, SIZE, all};
