//! Who: the states of the world, their codes in the codings that event sources use, the days on which they
//! existed, the breaks in their succession, and how a code or a name in a file becomes a state.
//!
//! What may not live here: events, series, anything read from a file at run time. The facts are in the CSV
//! files beside this one, each with its sources in its first lines (Correlates of War State System Membership
//! v2016; Gleditsch and Ward 1999; ISO 3166; CAMEO; letters in use in the KEDS files; ICEWS country names) and are compiled in.
//!
//! A code that is not known with certainty stays [`Resolution::Unknown`]: readers count it, nobody guesses.

mod epoch;
mod names;
mod resolve;
mod roles;
mod states;
mod succession;
pub(crate) mod table;

pub use epoch::epoch;
pub use names::resolve_named_actor;
pub use resolve::{Coding, Resolution, Spell, resolve};
pub use roles::{Role, RoleText, role};
pub use states::{Day, State, StateId, nearest, state, states};
pub use succession::{Break, succession_breaks};

#[cfg(test)]
mod data_tests;
#[cfg(test)]
mod role_tests;
#[cfg(test)]
pub(crate) mod shared_data;
#[cfg(test)]
pub(crate) mod shared_rows;
#[cfg(test)]
mod tests;
