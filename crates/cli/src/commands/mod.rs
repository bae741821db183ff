//! One file for each command. Each opens what it needs, calls the spine, prints.

mod atlas;
mod cache;
mod check;
mod cite;
mod explain;
mod import;
mod network;
mod new;
mod open;
mod power;
mod report;
mod run;
mod show;
mod simulate;

pub(crate) use run::run;
