//! Events at rest: producers' files unpacked and read at the speed of the machine, an open Parquet lake, the cube that
//! answers questions about any pair, imports that are atomic, and downloads that resume. Holds no SQL engine, and
//! decides nothing about relations: what a row means is the business of `tertius`.

mod account;
mod archive;
mod choices;
mod content;
mod cube;
pub mod download;
mod drawn;
mod error;
mod feed;
mod import;
mod log;
mod merge;
mod parquet_table;
mod parse;
mod probe;
mod recall;
mod relation;
mod remember;
mod round;
mod row;
mod rows;
mod seen;
mod sink;
mod sizes;
mod task;
mod totals;
mod window;
mod withdraw;

pub use account::{SourceAccount, accounts, observed};
pub use archive::Limits;
pub use choices::Choices;
pub use content::{Content, SourceContent};
pub use cube::{Cell, CubeRow, Month};
pub use drawn::{Draw, Drawn, DrawnEvent, write_drawn};
pub use error::LakeError;
pub use feed::heads;
pub use import::{COMMIT_BYTES, ImportOptions, Imported, import};
pub use log::{Commit, FileEntry, LAYOUT_VERSION, Lake};
pub use probe::{Probe, probe};
pub use relation::{Counts, Relation, RelationQuestion, first_day, fold_pair, relation};
pub use row::Rule;
pub use sizes::Sizes;
pub use totals::Totals;
pub use withdraw::Withdrawn;
