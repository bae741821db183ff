//! What could these data have shown? For each claim and each instrument and era that can test it: the smallest effect
//! that the rule as built would have caught with a power of .8, and how many more periods a given effect needs.
//!
//! By simulation in the dossier's own series, whose memory, volume, gaps and exposure stay as they are: the third's two
//! sides are turned in time against the pair's, so that nothing is there; an effect is put in; the rule is run.

mod bench;
mod curve;
mod found;
mod run;
mod smallest;

pub use found::{Gates, MorePeriods, Power, PowerOf, PowerPoint, PowerRefusal, PowerSettings, TARGET_POWER};
pub use run::power;
pub use smallest::with_smallest_caught;
