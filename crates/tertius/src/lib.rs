//! Tertius: how much does a third state drive the relation between two others?
//!
//! The spine, from bytes to page. Each module uses only modules listed above it; values go right and
//! nothing is changed afterwards. This crate opens no file, reads no clock and no environment; random
//! draws take their seed from the dossier.

pub mod progress;
pub mod refusal;
pub mod calendar;
pub mod actors;
pub mod dossier;
pub mod events;
pub mod series;
pub mod triangle;
pub mod hypotheses;
pub mod claims;
pub mod atlas;
pub mod power;
pub mod report;
pub mod simulate;
