//! One test binary: our estimators against independent numbers (b) and against worlds with a known answer (c).
//! Cases solved by hand (a) stand in `by_hand.rs` and beside the code.

mod agreement;
mod block_length;
mod allocations;
mod bayesian_var;
mod before_after;
mod breaks;
mod by_hand;
mod comparing;
mod comparison;
mod event_triads;
mod lagged_designs;
mod hac;
mod least_squares_problems;
mod many_tests;
mod latent_relations;
mod local_projection_family;
mod positions;
mod projections;
mod reading;
mod recovery;
mod reference_folders;
mod scoring;
mod settings;
mod signed_networks;
mod simulation_smoother_calibration;
mod small_systems;
mod var_responses;
mod var_tests;
mod state_space;
mod state_space_worlds;
mod var_bands;
mod vector_autoregressions;
