//! The analyst's question: a TOML file, read with the place of every value, so that whatever is wrong
//! can be underlined. All complaints are found in one pass. Reads text; opens no file.

mod complaint;
mod files;
mod question;
mod read;
mod sections;
mod table;
mod template;
mod votes;

pub use complaint::{Complaint, FilePlace, did_you_mean};
pub use files::{Files, MemoryFiles, matches};
pub use question::{
    ClaimQuestion, DirectedDyad, Direction, Dossier, Dyad, Episode, Half, Instrument, Measure, Ontology, Scale,
    Settings, Side, Source, Trend, TriangleQuestion,
};
pub(crate) use sections::no_match;
pub use table::Spanned;
pub use template::template;
pub use votes::{Issue, VoteChoices, VoteDistance, VotesBy};
