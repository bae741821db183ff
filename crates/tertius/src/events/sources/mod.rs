//! Producers' layouts, one file each: the source's card and the reading of one row. A layout turns a
//! line into a [`RawRow`]; resolving actors and codes, counting and filtering happen in `gather`.

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
mod roll_calls;
mod row;

pub use event_row::{Actor, Details, EventLayout, EventRow, Who};
pub use row::{HeaderFault, RowFault, card, event_layout};
pub(super) use row::{RawRow, layout, shorten};
