//! One test binary: our estimators against independent numbers (b) and against worlds with a known answer (c).
//! Cases solved by hand (a) stand in `by_hand.rs` and beside the code.

mod by_hand;
mod comparing;
mod event_triads;
mod least_squares_problems;
mod projections;
mod reading;
mod recovery;
mod reference_folders;
mod settings;
mod var_bands;
mod vector_autoregressions;
