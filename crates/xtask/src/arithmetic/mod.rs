//! How much of what votes seem to say of influence is arithmetic: claims put to the votes of the General Assembly by
//! year, and worlds in which places on a line explain everything.

mod page;
mod run;
mod worlds;

pub use run::{Arguments, run};
