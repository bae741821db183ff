//! One file for each command. Each opens what it needs, calls the spine, prints.

mod atlas;
mod check;
mod cite;
mod explain;
mod network;
mod new;
mod open;
mod report;
mod run;
mod show;

pub(crate) use run::run;
