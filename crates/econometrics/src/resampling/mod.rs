//! Seeded resampling. Draw number k of a seed is the same draw whatever the number of threads.

mod blocks;
mod circular_shift;
mod permutation;
mod stream;

pub use blocks::{moving_blocks, stationary_blocks};
pub use circular_shift::{all_circular_shifts, circular_shift, drawn_circular_shifts};
pub(crate) use permutation::below;
pub use permutation::{ShareAtLeast, permutation, share_at_least};
pub use stream::{replicates, stream};
