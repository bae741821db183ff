//! Seeded resampling. Draw number k of a seed is the same draw whatever the number of threads.

mod block_length;
mod blocks;
mod circular_shift;
mod permutation;
mod stream;
mod wild;

pub use block_length::{BlockLength, block_length};
pub use blocks::{moving_blocks, moving_blocks_into, stationary_blocks, stationary_blocks_into};
pub use circular_shift::{all_circular_shifts, circular_shift, drawn_circular_shifts};
pub(crate) use permutation::below;
pub use permutation::{ShareAtLeast, permutation, permutation_into, share_at_least};
pub use stream::{replicates, replicates_with, stream};
pub use wild::WildWeights;
