//! One file for each command. Each opens what it needs, calls the spine, prints.

mod asked;
mod atlas;
mod cache;
mod check;
mod cite;
mod download;
mod download_told;
mod explain;
mod import;
mod lake;
mod network;
mod new;
mod open;
mod power;
mod relation;
mod report;
mod run;
mod show;
mod simulate;

pub(crate) use run::run;
