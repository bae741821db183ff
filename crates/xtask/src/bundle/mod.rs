//! The bundle: the figures that ship with the dossiers, computed from the producers' files by the program's
//! own readers wherever one exists, and described in a `SOURCES.toml` beside them. Here are the conversions and
//! what is said about each; the rules for reading, resolving and counting live in `tertius`.

mod conflict_counts;
mod dossier_folders;
mod indicators;
mod monthly_counts;
mod raw_table;
mod shared_files;
mod sources_card;
#[cfg(test)]
mod tests;
mod united_nations;
mod yearly_counts;

pub use conflict_counts::all_conflict;
pub use dossier_folders::run;
pub(crate) use shared_files::SharedFiles;
