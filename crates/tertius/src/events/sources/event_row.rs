//! One event as a producer's file states it, before anything is resolved: what all event layouts have in common. What
//! a row means (which state, which role, which code) is decided in `gather` and in the lake, not here.

use super::row::{HeaderFault, Layout, RawRow, RowFault};
use crate::actors::{Coding, RoleText};
use crate::calendar::When;

/// An actor as the producer wrote it: what decides its state.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Actor<'a> {
    /// A code in a known coding.
    Coded(Coding, &'a str),
    /// A name in words, and the producer's own country column, which may be empty.
    Country {
        /// The actor.
        name: &'a str,
        /// Its country.
        country: &'a str,
    },
    /// A name in words only.
    Named(&'a str),
}

impl<'a> Actor<'a> {
    /// The text that identifies the actor for the producer.
    pub fn text(self) -> &'a str {
        match self {
            Actor::Coded(_, t) | Actor::Named(t) => t,
            Actor::Country { name, .. } => name,
        }
    }
}

/// Who acted or was acted upon.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Who<'a> {
    /// What its state follows from.
    pub actor: Actor<'a>,
    /// The producer's own code or name for the actor, by which rows are told to be of the same actor; never shortened
    /// to the state.
    pub code: &'a str,
    /// The name in words; may be empty.
    pub name: &'a str,
    /// What its role within the state follows from.
    pub role: RoleText<'a>,
}

impl<'a> Who<'a> {
    /// An actor of whom nothing is known but what its state follows from.
    pub fn plain(actor: Actor<'a>) -> Who<'a> {
        Who { actor, code: actor.text(), name: "", role: RoleText::Nothing }
    }

    /// An actor whom the layout names in words and says nothing else of.
    pub fn named(name: &'a str) -> Who<'a> {
        Who { actor: Actor::Named(name), code: name, name, role: RoleText::Icews { name, sectors: "" } }
    }

    /// An actor by a chain of three-letter codes that begins with its state.
    pub fn chain(coding: Coding, chain: &'a str) -> Who<'a> {
        Who { actor: Actor::Coded(coding, chain), code: chain, name: "", role: RoleText::Cameo(chain) }
    }
}

/// What some layouts say of an event beyond who did what to whom. `None` and empty text: the layout has no such column
/// or the row left it empty.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub struct Details<'a> {
    /// Whether the event stood in the lead of its story.
    pub is_root: Option<bool>,
    /// Mentions over all sources.
    pub mentions: Option<u32>,
    /// Sources that mention it.
    pub sources: Option<u32>,
    /// Articles that mention it.
    pub articles: Option<u32>,
    /// Average tone of its articles in hundredths, -10,000 to 10,000.
    pub tone_hundredths: Option<i32>,
    /// The producer's own score in tenths, -100 to 100.
    pub score_tenths: Option<i16>,
    /// Where it happened, as the producer names the place.
    pub place: &'a str,
    /// The country of the place in the producer's coding (FIPS in GDELT). Never an actor's country.
    pub place_country: &'a str,
    /// When the producer added the row: `YYYYMMDD` or `YYYYMMDDHHMMSS` as a number.
    pub added: Option<u64>,
    /// Where the story stands: an address, a story's number, a publisher.
    pub story: &'a str,
}

/// One event, read and not resolved.
#[derive(Clone, Copy)]
pub struct EventRow<'a> {
    /// The date as precise as the row gives it.
    pub when: When,
    /// Who acted.
    pub initiator: Who<'a>,
    /// Who was acted upon.
    pub target: Who<'a>,
    /// A code, or an event text.
    pub code: &'a str,
    /// Whether `code` is an event text.
    pub code_is_text: bool,
    /// How many events.
    pub count: u32,
    /// The producer's own number of the event, if the layout has one. Together with the day it is the row's key.
    pub key: Option<u64>,
    /// The rest, where it was read at once. Ask [`EventRow::details`].
    pub read_details: Details<'a>,
    /// Who reads the rest of the line when it is asked for: most rows of a large set are of no pair of states, and nobody
    /// asks.
    pub later: Option<(&'a dyn DetailsOfLine, &'a str)>,
}

/// As what it says: with its details read.
impl std::fmt::Debug for EventRow<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EventRow")
            .field("when", &self.when)
            .field("initiator", &self.initiator)
            .field("target", &self.target)
            .field("code", &(self.code, self.code_is_text))
            .field("count", &self.count)
            .field("key", &self.key)
            .field("details", &self.details())
            .finish()
    }
}

impl PartialEq for EventRow<'_> {
    fn eq(&self, other: &Self) -> bool {
        let said = |row: &Self| (row.when, row.initiator, row.target, row.code, row.code_is_text, row.count, row.key);
        said(self) == said(other) && self.details() == other.details()
    }
}

/// Reads the details of the line that was read last.
pub trait DetailsOfLine {
    /// The details.
    ///
    /// # Errors
    /// A number that is none, with its column.
    fn details<'a>(&self, line: &'a str) -> Result<Details<'a>, RowFault>;
}

impl<'a> EventRow<'a> {
    /// What the row says beyond who did what to whom.
    ///
    /// # Errors
    /// A number that is none, with its column.
    pub fn details(&self) -> Result<Details<'a>, RowFault> {
        match self.later {
            Some((reader, line)) => reader.details(line),
            None => Ok(self.read_details),
        }
    }
}

/// A layout of events, set up by a file's first line.
pub trait EventLayout: Send {
    /// Looks at the first line: `Ok(true)` if it was a header, `Ok(false)` if it is a row already.
    ///
    /// # Errors
    /// The file is not of this layout.
    fn begin(&mut self, first_line: &str) -> Result<bool, HeaderFault>;

    /// Reads one line.
    ///
    /// # Errors
    /// Why the row is not usable.
    fn event<'a>(&'a mut self, line: &'a str) -> Result<EventRow<'a>, RowFault>;

    /// What was decided about rows that say more than one event row holds, each as the end of a sentence that begins with
    /// "rows", with how many rows it was decided of so far. Empty for most layouts.
    fn decided(&self) -> Vec<(&'static str, u64)> {
        Vec::new()
    }
}

/// A layout of events among the layouts of all sources.
pub(super) struct OfEvents<L>(pub(super) L);

impl<L: EventLayout> Layout for OfEvents<L> {
    fn begin(&mut self, first_line: &str) -> Result<bool, HeaderFault> {
        self.0.begin(first_line)
    }

    fn row<'a>(&'a mut self, line: &'a str) -> Result<RawRow<'a>, RowFault> {
        self.0.event(line).map(RawRow::Event)
    }

    fn decided(&self) -> Vec<(&'static str, u64)> {
        self.0.decided()
    }
}
