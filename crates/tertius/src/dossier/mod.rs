//! The analyst's question: a TOML file, read with the place of every value, so that whatever is wrong
//! can be underlined. All complaints are found in one pass. Reads text; opens no file.

mod argument;
mod asks;
mod columns;
mod complaint;
mod curve;
mod field;
mod files;
mod keys_by_source;
mod mapping;
mod ontology;
mod question;
mod read;
mod sections;
mod side;
mod subset;
mod table;
mod template;
mod terms;
mod votes;

pub use asks::{Asks, BOLDNESS, BoldTerm, CONSOLIDATION, MODERATION, Since};
pub use columns::{Columns, DyadColumn, KindColumns, ValueColumns};
pub use complaint::{Complaint, FilePlace, did_you_mean};
pub use curve::{CurveQuestion, Stretch};
pub use field::Field;
pub use files::{Files, MemoryFiles, matches};
pub use mapping::{CodeColumn, EventColumns, Separator, TableCoding, TableMapping};
pub use ontology::{Ontology, Scale};
pub use question::{
    Arithmetic, ClaimQuestion, Direction, Dossier, Episode, Half, Instrument, Measure, Settings, Source, Term, Trend,
    TriangleQuestion,
};
pub(crate) use read::{syntax, when};
pub(crate) use sections::no_match;
pub use side::{DirectedDyad, Dyad, Side};
pub use subset::Subset;
pub use table::Spanned;
pub(crate) use table::{Complaints, Table};
pub use template::template;
pub use votes::{Issue, VoteChoices, VoteDistance, VotesBy};
