//! From producers' files, as bytes, to a [`Ledger`]: every row accepted, removed by a named rule or
//! rejected for a named reason. Sources, ontologies and scales each have a file of their own.

mod calendar_of_source;
mod card;
mod exposure;
mod fields;
mod gather;
mod gather_votes;
mod ledger;
mod lines;
pub mod ontologies;
mod read;
mod roll_calls;
pub mod scales;
pub mod sources;

pub use card::SourceCard;
pub use gather::state_of;
pub use ledger::{Event, FileRead, IndicatorReading, Ledger, MeasuresInForce, Rejection, Removal, Tally};
pub use lines::LINE_BYTES_MAX;
pub(crate) use lines::sha256;
pub use read::read;
pub use roll_calls::{ByState, IdealPoint, IdealPoints, Issues, RollCall, RollCalls, Vote, year_of_session};
