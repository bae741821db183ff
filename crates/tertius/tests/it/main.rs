//! The spine from outside: real files of other producers, broken files, and the known trap. Tests that need
//! the shared data say so by name when they do not find them.

mod arithmetic;
mod bad_input;
mod bad_keys;
mod fused_relations;
mod kinds_of_claim;
mod latent_gate;
mod observatories;
mod promises;
mod no_effect;
mod readers;
mod reciprocity;
mod references;
#[path = "../../src/actors/shared_data.rs"]
mod shared_data;
mod simulated_worlds;
mod stated_inputs;
mod subsets;
mod support;
mod trap;
mod votes;
