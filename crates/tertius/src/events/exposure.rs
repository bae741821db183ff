//! Exposure tables: a state's total events with everybody, for conflict rates of files that hold some dyads only.

use super::gather::Gatherer;
use super::ledger::FileRead;
use super::lines::{Line, Lines, split_commas};
use super::read::cannot_read;
use super::sources::shorten;
use crate::actors::{self, StateId};
use crate::calendar::{Day, PeriodLength, When};
use crate::dossier::{Complaint, FilePlace, Files, Instrument};
use std::collections::BTreeMap;

/// Above any count of news events, and small enough that sums over states and periods stay exact.
const COUNT_MAX: u64 = 1_000_000_000_000;

/// Total events per state and date, from a table with the columns date, state and count.
pub(super) type Exposure = BTreeMap<(StateId, Day), u64>;

/// Reads the exposure table that the instrument names, and holds it against the events: its dates must be of their
/// length, and no state may have fewer events with everybody than the instrument's files have of it.
pub(super) fn read_exposure(
    instrument: &Instrument,
    files: &dyn Files,
    gatherer: &Gatherer<'_>,
    read: &mut Vec<FileRead>,
) -> Result<Option<Exposure>, Box<Complaint>> {
    let Some(pattern) = &instrument.exposure else { return Ok(None) };
    let span = &pattern.span;
    let complain = |message: String, line: u64, column: u64| {
        Box::new(
            Complaint::new(
                span.clone(),
                message,
                "named here",
                "an exposure table has the columns date, state and count, one row per date and state",
            )
            .in_file(FilePlace { file: pattern.value.clone(), line, column }),
        )
    };
    let found = files.matching(&pattern.value).map_err(|e| cannot_read(&pattern.value, span, 0, &e))?;
    let [name] = &found[..] else {
        return Err(complain(format!("\"{}\" matches {} files, not one", pattern.value, found.len()), 0, 0));
    };
    let reader = files.open(name).map_err(|e| cannot_read(name, span, 0, &e))?;
    let mut lines = Lines::new(reader);
    let mut exposure = Exposure::new();
    let mut rows = 0;
    let mut number = 0;
    while let Some(line) = lines.next().map_err(|e| cannot_read(name, span, number + 1, &e))? {
        let (at, text) = match line {
            Line::Bytes(at, bytes) => {
                (at, std::str::from_utf8(bytes).map_err(|_| complain("not UTF-8 text".into(), at, 0))?)
            }
            Line::TooLong(at) => return Err(complain("a line of more than a million bytes".into(), at, 0)),
        };
        number = at;
        let fields = split_commas(text).ok_or_else(|| complain("quotes that do not close".into(), at, 0))?;
        if at == 1 {
            if fields.iter().map(|f| f.trim()).ne(["date", "state", "count"]) {
                return Err(complain(format!("the header is \"{}\"", shorten(text)), 1, 0));
            }
            continue;
        }
        if text.is_empty() {
            continue;
        }
        let [day, state, count] = &fields[..] else {
            return Err(complain(format!("{} columns, not three", fields.len()), at, 0));
        };
        let when = When::parse(day.trim()).ok_or_else(|| complain(format!("\"{day}\" is not a date"), at, 1))?;
        let state =
            actors::state(state.trim()).ok_or_else(|| complain(format!("no state is known as \"{state}\""), at, 2))?;
        let count: u64 = count.trim().parse().map_err(|_| complain(format!("\"{count}\" is not a count"), at, 3))?;
        if count > COUNT_MAX {
            return Err(complain(format!("a count of {count} is not believable"), at, 3));
        }
        if when.length != gatherer.resolution() {
            let word = |l: Option<PeriodLength>| l.map_or("day", |l| l.word());
            let message =
                format!("this row is by {}, the events are by {}", word(when.length), word(gatherer.resolution()));
            return Err(complain(message, at, 1));
        }
        if exposure.insert((state, when.span.first), count).is_some() {
            return Err(complain(format!("a second row for {} and {}", state.code(), when.span), at, 0));
        }
        rows += 1;
    }
    for ((state, day), events) in &gatherer.exposure() {
        let total = exposure.get(&(*state, *day)).copied().unwrap_or(0);
        if total < *events {
            let message = format!(
                "{} has {events} events in the instrument's files on {day}, but an exposure of {total}",
                state.code()
            );
            return Err(complain(message, number, 0));
        }
    }
    let (sha256, bytes) = lines.finish();
    read.push(FileRead { name: name.clone(), sha256, bytes, rows });
    Ok(Some(exposure))
}
