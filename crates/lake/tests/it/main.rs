//! The crate as its users meet it, from outside. One module for each part of the crate.

mod download;
