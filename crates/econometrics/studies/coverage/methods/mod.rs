//! The methods that are put to the test: what a method is and the list of all, then one file per family.

mod association;
mod bayesian;
mod breaks;
mod comparison;
mod local_projections;
mod many_tests;
mod registry;
mod regression;
mod scoring;
mod state_space;
mod vector_autoregressions;
mod vector_bands;

pub(crate) use registry::{LEVELS, Method, Outcome, Promise, SIZE, all};
