//! What all layouts have in common: the shape of a row before anything is resolved, and how a header is
//! recognised. Knows no particular producer.

use super::event_row::{Actor, EventLayout, EventRow, OfEvents};
use super::{
    counted, gdelt, icews, icews_named, ideal_points, in_force, indicator, keds, phoenix, polecat, roll_calls, table,
};
use crate::calendar::{Day, When};
use crate::dossier::{Instrument, Issue, Ontology, Source};
use crate::events::card::SourceCard;
use crate::events::ledger::Rejection;
use crate::events::lines::split_commas;
use crate::events::roll_calls::Vote;

/// One row, read but not resolved.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "nearly all rows are events, and a row lives until the next is read")]
pub(in crate::events) enum RawRow<'a> {
    /// Who did what to whom.
    Event(EventRow<'a>),
    /// A cell of an indicator table without a value in it.
    Empty,
    /// Measures of one state against another, from one date to another.
    InForce {
        /// Who took them and against whom, by our codes or by name.
        states: [&'a str; 2],
        /// The first date.
        begin: When,
        /// The last date; `None` if they are in force still.
        end: Option<When>,
        /// How many kinds of measure, at least 1.
        kinds: u32,
    },
    /// A reading of an indicator.
    Reading {
        /// The date.
        when: When,
        /// The two states, by our codes or by name.
        states: [&'a str; 2],
        /// The value.
        value: f64,
        /// Its standard error.
        standard_error: Option<f64>,
    },
    /// A state's vote on a roll call.
    Vote {
        /// The producer's number of the roll call.
        roll_call: u32,
        /// The state.
        voter: Actor<'a>,
        /// The vote; `None` where it did not vote.
        vote: Option<Vote>,
    },
    /// A roll call.
    RollCall {
        /// The producer's number.
        number: u32,
        /// Its session.
        session: u16,
        /// Its day.
        day: Day,
        /// The resolution it is about; may be empty.
        resolution: String,
    },
    /// What a roll call is about.
    RollCallIssue {
        /// The producer's number of the roll call.
        roll_call: u32,
        /// The issue.
        issue: Issue,
    },
    /// Where a state stands in a session.
    IdealPoint {
        /// The session.
        session: u16,
        /// The state.
        state: Actor<'a>,
        /// The point.
        value: f64,
        /// Its standard deviation.
        standard_deviation: f64,
    },
}

/// Why a row cannot be read: the reason, the column (from 1), and what stood there.
pub type RowFault = (Rejection, usize, String);

/// Why a file cannot be of the declared layout: the column (from 1, 0 for the whole line), what was expected, and a remedy.
#[derive(Clone, Debug, PartialEq)]
pub struct HeaderFault {
    /// The column, from 1; 0 for the whole line.
    pub column: usize,
    /// What is not as expected.
    pub message: String,
    /// A remedy.
    pub help: String,
    /// The bytes of the dossier that name a column which is not there.
    pub span: Option<std::ops::Range<usize>>,
}

/// A producer's layout, set up by a file's first line.
pub(in crate::events) trait Layout {
    /// Looks at the first line. `Ok(true)` if it was a header, `Ok(false)` if it is a row already.
    fn begin(&mut self, first_line: &str) -> Result<bool, HeaderFault>;

    /// Reads one line.
    fn row<'a>(&'a mut self, line: &'a str) -> Result<RawRow<'a>, RowFault>;

    /// How many rows of the ledger one line holds: 1, or in a wide table one for each dyad's column.
    fn n_cells(&self) -> usize {
        1
    }

    /// What was decided about rows that say more than one row of the ledger holds: see [`EventLayout::decided`].
    fn decided(&self) -> Vec<(&'static str, u64)> {
        Vec::new()
    }

    /// Reads one of the line's cells. The cells of a line are asked for in order, beginning with 0.
    fn cell<'a>(&'a mut self, line: &'a str, _cell: usize) -> Result<RawRow<'a>, RowFault> {
        self.row(line)
    }
}

/// The layout of an instrument's files.
pub(in crate::events) fn layout(instrument: &Instrument) -> Box<dyn Layout> {
    match instrument.source {
        Source::Gdelt => Box::new(OfEvents(gdelt::Gdelt::default())),
        Source::Phoenix => Box::new(OfEvents(phoenix::Phoenix::default())),
        Source::Table => match &instrument.mapping {
            Some(mapping) => Box::new(OfEvents(table::EventTable::new(mapping.clone()))),
            // The reader of dossiers gives every table its mapping.
            None => unreachable!("a table without a mapping: please report this as a fault of Tertius"),
        },
        Source::Polecat => Box::new(OfEvents(polecat::Polecat::default())),
        Source::Keds => Box::new(OfEvents(keds::Keds::new(instrument.ontology.as_ref().map(|o| o.value)))),
        Source::Icews => Box::new(OfEvents(icews::Icews::default())),
        Source::IcewsNamed => Box::new(OfEvents(icews_named::IcewsNamed::default())),
        Source::Counted => Box::new(OfEvents(counted::Counted::default())),
        Source::Indicator => Box::new(indicator::Indicator::new(instrument)),
        Source::InForce => Box::new(in_force::InForce::new(instrument)),
        Source::RollCalls => Box::new(roll_calls::RollCallTables::default()),
        Source::IdealPoints => Box::new(ideal_points::IdealPointTable::default()),
    }
}

/// The layout of a source's event files, for readers of files that no dossier names; `None` where a source's files hold
/// no events, where `ontology` is needed (KEDS, counted events) and not given, and for tables, which need a mapping (see
/// [`super::mapped_layout`]).
pub fn event_layout(source: Source, ontology: Option<Ontology>) -> Option<Box<dyn EventLayout>> {
    Some(match (source, ontology) {
        (Source::Gdelt, _) => Box::new(gdelt::Gdelt::default()),
        (Source::Icews, _) => Box::new(icews::Icews::default()),
        (Source::IcewsNamed, _) => Box::new(icews_named::IcewsNamed::default()),
        (Source::Phoenix, _) => Box::new(phoenix::Phoenix::default()),
        (Source::Polecat, _) => Box::new(polecat::Polecat::default()),
        (Source::Keds, Some(ontology)) => Box::new(keds::Keds::new(Some(ontology))),
        (Source::Counted, Some(_)) => Box::new(counted::Counted::default()),
        _ => return None,
    })
}

/// The card of a source.
pub fn card(source: Source) -> &'static SourceCard {
    match source {
        Source::Gdelt => &gdelt::CARD,
        Source::Phoenix => &phoenix::CARD,
        Source::Polecat => &polecat::CARD,
        Source::Table => &table::CARD,
        Source::Keds => &keds::CARD,
        Source::Icews => &icews::CARD,
        Source::IcewsNamed => &icews_named::CARD,
        Source::Counted => &counted::CARD,
        Source::Indicator => &indicator::CARD,
        Source::InForce => &in_force::CARD,
        Source::RollCalls => &roll_calls::CARD,
        Source::IdealPoints => &ideal_points::CARD,
    }
}

/// Where each wanted column stands in a header, or the first that is missing.
pub(super) fn columns<const N: usize>(
    fields: &[&str],
    wanted: [&str; N],
    layout: &str,
) -> Result<[usize; N], HeaderFault> {
    let mut at = [0; N];
    for (slot, name) in at.iter_mut().zip(wanted) {
        *slot = fields.iter().position(|f| f.trim().eq_ignore_ascii_case(name)).ok_or_else(|| HeaderFault {
            column: 0,
            message: format!("the header has no column \"{name}\""),
            help: format!(
                "{layout} has the columns {}; this file begins with \"{}\"",
                wanted.join(", "),
                shorten(&fields.join(", "))
            ),
            span: None,
        })?;
    }
    Ok(at)
}

/// Splits a comma-separated row into exactly as many fields as the header has.
pub(super) fn split_row(line: &str, n_columns: usize, into: &mut Vec<String>) -> Result<(), RowFault> {
    if !line.contains('"') {
        // A row that is refused leaves the texts as they were.
        as_many_as(1 + line.bytes().filter(|b| *b == b',').count(), n_columns, line)?;
        // The usual row: the texts of the row before are written over.
        into.resize(n_columns, String::new());
        for (text, field) in into.iter_mut().zip(line.split(',')) {
            text.clear();
            text.push_str(field);
        }
        return Ok(());
    }
    let fields = split_commas(line).ok_or_else(|| (Rejection::OpenQuote, 0, shorten(line)))?;
    as_many_as(fields.len(), n_columns, line)?;
    into.clear();
    into.extend(fields.into_iter().map(|f| f.into_owned()));
    Ok(())
}

fn as_many_as(n: usize, n_columns: usize, line: &str) -> Result<(), RowFault> {
    match n.cmp(&n_columns) {
        std::cmp::Ordering::Less => Err((Rejection::TooFewColumns, n, shorten(line))),
        std::cmp::Ordering::Greater => Err((Rejection::TooManyColumns, n_columns + 1, shorten(line))),
        std::cmp::Ordering::Equal => Ok(()),
    }
}

/// The first 60 characters, for messages.
pub(in crate::events) fn shorten(text: &str) -> String {
    let mut short: String = text.chars().take(60).collect();
    if short.len() < text.len() {
        short.push_str("...");
    }
    short
}

/// Reads a date or gives the fault.
pub(super) fn date(text: &str, column: usize) -> Result<When, RowFault> {
    When::parse(text.trim()).ok_or_else(|| (Rejection::NoSuchDate, column + 1, shorten(text)))
}

/// Reads a finite number or gives the fault.
pub(super) fn number(text: &str, column: usize) -> Result<f64, RowFault> {
    text.trim()
        .parse::<f64>()
        .ok()
        .filter(|v| v.is_finite())
        .ok_or_else(|| (Rejection::NotANumber, column + 1, shorten(text)))
}
