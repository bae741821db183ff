//! The workbench: what the people who build Tertius run, and nobody else. One module for each command; the
//! commands are named in `main.rs`. Nothing here is shipped, so files, the environment and the clock are allowed.

pub mod arithmetic;
pub mod atlas;
mod bound;
pub mod bundle;
mod cost;
pub mod crash;
pub mod fusion;
pub mod fuzz;
pub mod gates;
pub mod kinds;
pub mod latent_response;
pub mod notices;
mod printed;
pub mod promises;
pub mod reciprocity;
pub mod reference_numbers;
mod seeds;
pub mod shifted;
pub mod skips;
pub mod sources;
pub mod speed;
pub mod tidy;
pub mod volume;
