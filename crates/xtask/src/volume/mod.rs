//! Files as large as a measurement of speed wants them, in the producers' own layouts: real rows repeated with
//! shifted dates and new ids; and a cube of drawn events. What comes of this repeats, so it is fit to time a reader and to find its limits, never
//! to say anything about states; nothing here is read by the tests of the libraries.

mod command;
mod cube;
mod gdelt;
mod icews;
mod originals;

pub use command::{Command, run};
