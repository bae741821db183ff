//! Producers' layouts, one file each: the source's card and the reading of one row. A layout turns a
//! line into a [`RawRow`]; resolving actors and codes, counting and filtering happen in `gather`.

mod counted;
mod icews;
mod icews_named;
mod in_force;
mod indicator;
mod mapping;
mod keds;
mod row;

pub use row::card;
pub(super) use row::{Actor, HeaderFault, RawRow, RowFault, layout, shorten};
