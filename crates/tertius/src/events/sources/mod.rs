//! Producers' layouts, one file each: the source's card and the reading of one row. A layout turns a
//! line into a [`RawRow`]; resolving actors and codes, counting and filtering happen in `gather`.

#[cfg(test)]
mod corruption_tests;
mod counted;
mod event_row;
mod gdelt;
mod icews;
mod icews_named;
mod in_force;
mod ideal_points;
mod indicator;
mod mapping;
mod keds;
mod keys;
mod phoenix;
mod polecat;
mod recognise;
mod roll_calls;
mod row;
mod table;

pub use event_row::{Actor, Details, DetailsOfLine, EventLayout, EventRow, Who};
pub use recognise::{HEAD_BYTES, recognise};
pub use row::{HeaderFault, RowFault, card, event_layout};
pub(super) use row::{Layout, RawRow, layout, shorten};
pub use table::mapped_layout;
