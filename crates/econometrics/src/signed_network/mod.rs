//! Signed networks: undirected graphs whose edges are positive or negative. How many triangles are balanced, how balanced
//! closed walks are, how few edges stand between the graph and a division into two camps.

mod graph;
mod triangles;
mod walks;
mod frustration;
mod local_search;
mod cycle_packing;
mod branch_and_bound;

pub use frustration::{Frustration, FrustrationSearch};
pub use graph::SignedNetwork;
pub use triangles::TriangleCensus;
