//! From rows of votes, roll calls and issues to [`RollCalls`]. The three tables come in any order and a row's fate
//! depends on all of them, so rows are kept small and decided at the end, each once.

use super::gather::Gatherer;
use super::ledger::{FileRead, Rejection, Removal};
use super::roll_calls::{Issues, RollCall, RollCalls, Vote};
use super::sources::{Actor, RawRow, RowFault};
use crate::actors::{Coding, StateId};
use crate::calendar::{Day, PeriodLength, Span, When};
use crate::dossier::{Complaint, Instrument, Issue};
use std::collections::BTreeMap;

/// The file (index into the files read) and line of a row.
type Place = (u16, u32);

struct VoteRow {
    call: u32,
    line: u32,
    file: u16,
    voter: u16,
    vote: Option<Vote>,
}

struct CallRow {
    number: u32,
    session: u16,
    day: Day,
    resolution: String,
    place: Place,
}

/// Rows that wait for the end.
#[derive(Default)]
pub(super) struct VoteRows {
    calls: Vec<CallRow>,
    issues: Vec<(u32, Issue, Place)>,
    votes: Vec<VoteRow>,
    /// Voters as written, with their coding, and the place of each in that list.
    voters: Vec<(Coding, String)>,
    voter_index: BTreeMap<String, u16>,
    /// Rows whose voter came after so many others that no list of states is as long.
    too_many: Vec<(String, Place)>,
}

/// A roll call, and why it is left out.
struct Call {
    row: usize,
    left_out: Option<Removal>,
    issues: Issues,
    /// Kinds of vote seen, as bits, of whoever cast them: known states or not.
    kinds: u8,
    /// Where it stands among those that are taken.
    taken: usize,
}

impl VoteRows {
    /// Keeps a row. Only the three kinds of row that are about roll calls come here.
    pub(super) fn push(&mut self, row: Result<RawRow<'_>, RowFault>, (file, _, line): (u16, &str, u64)) {
        let place = (file, u32::try_from(line).unwrap_or(u32::MAX));
        match row {
            Ok(RawRow::RollCall { number, session, day, resolution }) => {
                self.calls.push(CallRow { number, session, day, resolution, place });
            }
            Ok(RawRow::RollCallIssue { roll_call, issue }) => self.issues.push((roll_call, issue, place)),
            Ok(RawRow::Vote { roll_call, voter, vote }) => match self.voter(voter) {
                Some(voter) => self.votes.push(VoteRow { call: roll_call, line: place.1, file, voter, vote }),
                None => self.too_many.push((voter.text().to_owned(), place)),
            },
            _ => {}
        }
    }

    fn voter(&mut self, voter: Actor<'_>) -> Option<u16> {
        let text = voter.text();
        if let Some(at) = self.voter_index.get(text) {
            return Some(*at);
        }
        let at = u16::try_from(self.voters.len()).ok()?;
        let coding = if let Actor::Coded(coding, _) = voter { coding } else { Coding::Icews };
        self.voters.push((coding, text.to_owned()));
        self.voter_index.insert(text.to_owned(), at);
        Some(at)
    }

    /// A table that the instrument needs and none of its files is.
    pub(super) fn missing_table(&self, instrument: &Instrument) -> Option<Complaint> {
        let (what, columns) = if self.votes.is_empty() {
            ("votes", "rcid, country (or ccode) and vote")
        } else if self.calls.is_empty() {
            ("roll calls", "rcid, session and date")
        } else if instrument.votes.issue.is_some() && self.issues.is_empty() {
            ("issues, which `issue` needs,", "rcid and short_name (or issue)")
        } else {
            return None;
        };
        let span = instrument.files.first().map_or(instrument.span.clone(), |f| f.span.clone());
        Some(Complaint::new(
            span,
            format!("\"{}\" has no usable table of {what} among its files", instrument.name.value),
            "these files",
            format!("add the file with the columns {columns}"),
        ))
    }

    /// Decides every row's fate, once all tables are read.
    pub(super) fn decide(self, g: &mut Gatherer<'_>, files: &[FileRead]) -> RollCalls {
        let name = |place: Place| files.get(usize::from(place.0)).map_or("", |f| f.name.as_str());
        let mut calls = self.calls(g, &name);
        self.mark_issues(g, &mut calls, &name);
        for row in &self.votes {
            if let (Some(vote), Some(call)) = (row.vote, calls.get_mut(&row.call)) {
                call.kinds |= 1 << vote.category();
            }
        }
        for call in calls.values_mut().filter(|c| c.left_out.is_none()) {
            call.left_out = match call.kinds.count_ones() {
                0 => Some(Removal::NoVote),
                1 => Some(Removal::Unanimous),
                _ => None,
            };
        }
        let mut taken = self.take_calls(g, &mut calls, &name);
        self.take_votes(g, &calls, &mut taken, &name);
        taken
    }

    /// The roll calls by number; a number that comes twice is taken once.
    fn calls<'n>(&self, g: &mut Gatherer<'_>, name: &impl Fn(Place) -> &'n str) -> BTreeMap<u32, Call> {
        let mut calls: BTreeMap<u32, Call> = BTreeMap::new();
        for (row, call) in self.calls.iter().enumerate() {
            if calls.contains_key(&call.number) {
                let example = format!("roll call {}", call.number);
                g.remove(Removal::SameRowAgain, name(call.place), u64::from(call.place.1), &example);
                continue;
            }
            let outside = g.outside(Span { first: call.day, last: call.day });
            let left_out = outside.then_some(Removal::OutsideObserved);
            calls.insert(call.number, Call { row, left_out, issues: Issues::default(), kinds: 0, taken: 0 });
        }
        calls
    }

    fn mark_issues<'n>(&self, g: &mut Gatherer<'_>, calls: &mut BTreeMap<u32, Call>, name: &impl Fn(Place) -> &'n str) {
        let wanted = g.instrument.votes.issue;
        for (number, issue, place) in &self.issues {
            let (file, line) = (name(*place), u64::from(place.1));
            let Some(call) = calls.get_mut(number) else {
                g.reject((Rejection::NoSuchRollCall, 0, format!("roll call {number}")), file, line);
                continue;
            };
            call.issues.add(*issue);
            let removed = call.left_out.or_else(|| wanted.is_some_and(|w| w != *issue).then_some(Removal::OtherIssue));
            match removed {
                Some(rule) => g.remove(rule, file, line, issue.word()),
                None => g.rows_accepted += 1,
            }
        }
        if let Some(wanted) = wanted {
            for call in calls.values_mut().filter(|c| c.left_out.is_none() && !c.issues.has(wanted)) {
                call.left_out = Some(Removal::OtherIssue);
            }
        }
    }

    /// The roll calls that stay, in time, and the fate of the rows of all.
    fn take_calls<'n>(
        &self,
        g: &mut Gatherer<'_>,
        calls: &mut BTreeMap<u32, Call>,
        name: &impl Fn(Place) -> &'n str,
    ) -> RollCalls {
        let mut resolutions: BTreeMap<&str, u32> = BTreeMap::new();
        let mut n_resolutions = 0;
        let mut taken: Vec<RollCall> = Vec::new();
        for call in calls.values() {
            let row = &self.calls[call.row];
            let (file, line) = (name(row.place), u64::from(row.place.1));
            if let Some(rule) = call.left_out {
                g.remove(rule, file, line, &format!("roll call {} of {}", row.number, row.day));
                continue;
            }
            g.rows_accepted += 1;
            let mut next = || {
                n_resolutions += 1;
                n_resolutions
            };
            let resolution = match row.resolution.as_str() {
                "" | "NA" => next(),
                text => *resolutions.entry(text).or_insert_with(next),
            };
            let &CallRow { number, day, session, place, .. } = row;
            taken.push(RollCall { number, day, session, resolution, issues: call.issues, place });
        }
        taken.sort_by_key(|c| (c.day, c.number));
        for (at, call) in taken.iter().enumerate() {
            if let Some(known) = calls.get_mut(&call.number) {
                known.taken = at;
            }
            let year = call.year(g.instrument.votes.by);
            if let Some(when) = When::parse(&format!("{year:04}")) {
                g.note_date(when);
            }
        }
        RollCalls::new(taken)
    }

    fn take_votes<'n>(
        &self,
        g: &mut Gatherer<'_>,
        calls: &BTreeMap<u32, Call>,
        taken: &mut RollCalls,
        name: &impl Fn(Place) -> &'n str,
    ) {
        for (text, place) in &self.too_many {
            g.reject((Rejection::UnknownActor, 0, text.clone()), name(*place), u64::from(place.1));
        }
        // Roll calls of one day come together, and a name means the same all day.
        let mut known: Vec<Option<(Day, StateId)>> = vec![None; self.voters.len()];
        for row in &self.votes {
            let (file, line) = (name((row.file, row.line)), u64::from(row.line));
            let (coding, text) = &self.voters[usize::from(row.voter)];
            let Some(call) = calls.get(&row.call) else {
                g.reject((Rejection::NoSuchRollCall, 0, format!("roll call {}", row.call)), file, line);
                continue;
            };
            let Some(vote) = row.vote else {
                g.remove(Removal::NoVote, file, line, text);
                continue;
            };
            if let Some(rule) = call.left_out {
                g.remove(rule, file, line, &format!("roll call {}", row.call));
                continue;
            }
            let day = self.calls[call.row].day;
            let memory = &mut known[usize::from(row.voter)];
            let state = match memory {
                Some((on, state)) if *on == day => *state,
                _ => match g.actor(Actor::Coded(*coding, text), Span { first: day, last: day }) {
                    Ok(state) => {
                        *memory = Some((day, state));
                        state
                    }
                    Err(fault) => {
                        g.reject(fault, file, line);
                        continue;
                    }
                },
            };
            let slot = taken.slot(state, call.taken);
            if slot.is_some() {
                g.remove(Removal::SameRowAgain, file, line, &format!("{} on roll call {}", state.code(), row.call));
                continue;
            }
            *slot = Some(vote);
            g.accept(Some(PeriodLength::Year), file, line);
        }
    }
}
