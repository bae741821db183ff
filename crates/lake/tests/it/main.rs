//! The crate as its users meet it, from outside. One module for each part of the crate.

mod accounting;
mod damage;
mod download;
mod fixtures;
mod independent;
mod lakes;
mod late;
mod odd_files;
mod open_parquet;
