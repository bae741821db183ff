//! The atlas on real data: the table that it is made from, the same screening by another program beside ours, and what
//! it discovers where nothing is to be discovered.

pub mod peer;
pub mod shifted;
pub mod table;
