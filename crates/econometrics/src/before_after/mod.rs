//! One series parted at a stated period: what its level, its scatter, its memory and its rate are after it, less what
//! they were before. The date is given, not searched; dates that are searched are the business of `breaks`.

mod contrast;
mod level;
mod memory;
mod rate;
mod spread;

pub use level::{LevelChange, TimeTrend, level_change};
pub use memory::{MemoryChange, memory_change};
pub use rate::{Exposed, RateChange, rate_change};
pub use spread::{SpreadChange, spread_change};
