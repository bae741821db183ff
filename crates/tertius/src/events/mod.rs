//! From producers' files, as bytes, to a [`Ledger`]: every row accepted, removed by a named rule or
//! rejected for a named reason. Sources, ontologies and scales each have a file of their own.

mod calendar_of_source;
mod card;
mod exposure;
mod gather;
mod ledger;
mod lines;
pub mod ontologies;
mod read;
pub mod scales;
pub mod sources;

pub use card::SourceCard;
pub use ledger::{Event, FileRead, IndicatorReading, Ledger, MeasuresInForce, Rejection, Removal, Tally};
pub(crate) use lines::sha256;
pub use read::read;
