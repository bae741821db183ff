//! Fetching producers' own files: what a producer lists, what the folder already has, and the fetching itself, politely,
//! resumable, checked against the listed size and checksum. Reads no event: that is the business of the import.
//!
//! The order of a run is [`list`], [`plan`], [`fetch`]; a dry run stops after the second, which writes nothing.

mod body;
mod checksum;
mod client;
mod dataverse;
mod gdelt1;
mod gdelt2;
mod ledger;
mod line;
mod listing;
mod manners;
mod one_file;
mod outcome;
mod pace;
mod part;
mod plan;
mod retry_after;
mod run;
mod stop;
mod when_named;

pub use checksum::{Checksum, ChecksumKind};
pub use ledger::{LEDGER, Ledger, LedgerEntry};
pub use listing::{Gap, Listed, Listing, Producer, Request, Unreadable, list};
pub use manners::Manners;
pub use outcome::{Failed, FailedKind, Outcome};
pub use plan::{Plan, Planned, Stand, plan};
pub use run::fetch;
pub use stop::Stop;
