//! From rows to a ledger: resolving actors and codes, filtering, counting what was taken and what was
//! not. One place where every row's fate is decided, so that the three counts always add up.

use super::gather_votes::VoteRows;
use super::ledger::{Event, IndicatorReading, MeasuresInForce, Rejection, Removal, Tally};
use super::ontologies::{self, Lookup};
use super::roll_calls::{IdealPoint, IdealPoints, year_of_session};
use super::sources::{Actor, EventRow, RawRow, RowFault};
use crate::actors::{self, Resolution, StateId};
use crate::calendar::{Day, PeriodLength, Span, When};
use crate::dossier::{DirectedDyad, Dyad, FilePlace, Instrument, Ontology};
use std::collections::BTreeMap;

/// What a row is known by when stories repeat it: day, initiator, target and code as the producer wrote them.
type EventKey = (Day, Box<str>);

/// What became of a row that could be read and resolved.
enum Fate {
    /// It became an event or a reading, with a date of this length (`None` for a day).
    Taken(Option<PeriodLength>),
    /// A rule left it out; the text shows what it was.
    Removed(Removal, String),
}

/// Everything gathered so far for one instrument.
pub(super) struct Gatherer<'a> {
    pub(super) instrument: &'a Instrument,
    ontology: Ontology,
    pub(super) rows_read: u64,
    pub(super) rows_accepted: u64,
    pub(super) removed: BTreeMap<Removal, Tally>,
    pub(super) rejected: BTreeMap<Rejection, Tally>,
    pub(super) unresolved: BTreeMap<String, u64>,
    pub(super) events: Vec<Event>,
    pub(super) indicators: Vec<IndicatorReading>,
    pub(super) in_force: Vec<MeasuresInForce>,
    pub(super) votes: VoteRows,
    pub(super) ideal_points: IdealPoints,
    /// Rows per code as written, for the check of the declared ontology.
    pub(super) codes: BTreeMap<String, u64>,
    /// Days that any row names (first and last), by the length of the date; `None` is a day.
    pub(super) dated: BTreeMap<Option<PeriodLength>, BTreeMap<Day, Day>>,
    /// Accepted rows and the place of the first, by the length of their date.
    pub(super) lengths: BTreeMap<Option<PeriodLength>, (u64, FilePlace)>,
    /// What codes of ours meant on the day that was asked about last: rows of one date stand together and name the same
    /// states again and again.
    remembered: Option<(Day, BTreeMap<Box<str>, Resolution>)>,
    keys: BTreeMap<(u64, Day), ()>,
    repeats: BTreeMap<EventKey, u32>,
    /// What an indicator said first of a dyad on a date.
    said: BTreeMap<(Dyad, Span), (f64, Option<f64>)>,
    /// Rows that say another value of a dyad and date than an earlier row, and the place of the first.
    said_otherwise: Option<(u64, FilePlace)>,
    sum_repeats: u64,
    sum_repeats_squared: u64,
}

impl<'a> Gatherer<'a> {
    pub(super) fn new(instrument: &'a Instrument) -> Gatherer<'a> {
        Gatherer {
            instrument,
            ontology: instrument.ontology.as_ref().map_or(Ontology::Quad, |o| o.value),
            rows_read: 0,
            rows_accepted: 0,
            removed: BTreeMap::new(),
            rejected: BTreeMap::new(),
            unresolved: BTreeMap::new(),
            events: Vec::new(),
            indicators: Vec::new(),
            in_force: Vec::new(),
            votes: VoteRows::default(),
            ideal_points: IdealPoints::new(),
            remembered: None,
            codes: BTreeMap::new(),
            dated: BTreeMap::new(),
            lengths: BTreeMap::new(),
            keys: BTreeMap::new(),
            repeats: BTreeMap::new(),
            said: BTreeMap::new(),
            said_otherwise: None,
            sum_repeats: 0,
            sum_repeats_squared: 0,
        }
    }

    /// Sum of m squared over sum of m, where m rows repeat one event; at least 1.
    pub(super) fn design_effect(&self) -> Option<f64> {
        (self.sum_repeats > 0).then(|| self.sum_repeats_squared as f64 / self.sum_repeats as f64)
    }

    /// A caution where rows say different values of one dyad on one date.
    pub(super) fn two_readings(&self, instrument: &str) -> Option<String> {
        let (n, first) = self.said_otherwise.as_ref()?;
        Some(format!(
            "{n} row(s) of \"{instrument}\" give a dyad another value for a date that it already has a value for (first: {first}). The values of one date are averaged, and their mean is taken to be no surer than one of them."
        ))
    }

    /// Counts a row as rejected.
    pub(super) fn reject(&mut self, (reason, column, example): RowFault, file: &str, line: u64) {
        let place = || FilePlace { file: file.to_owned(), line, column: column as u64 };
        let tally = self.rejected.entry(reason).or_insert_with(|| Tally { count: 0, first: place(), example });
        tally.count += 1;
    }

    pub(super) fn remove(&mut self, rule: Removal, file: &str, line: u64, example: &str) {
        let place = || FilePlace { file: file.to_owned(), line, column: 0 };
        let tally =
            self.removed.entry(rule).or_insert_with(|| Tally { count: 0, first: place(), example: example.to_owned() });
        tally.count += 1;
    }

    /// Decides one row's fate. `at` is the file's index and name and the line.
    pub(super) fn row(&mut self, row: Result<RawRow<'_>, RowFault>, at: (u16, &str, u64)) {
        self.rows_read += 1;
        let (_, name, line) = at;
        let outcome = match row {
            // What becomes of votes depends on tables that may come later.
            Ok(RawRow::Vote { .. } | RawRow::RollCall { .. } | RawRow::RollCallIssue { .. }) => {
                return self.votes.push(row, at);
            }
            row => row.and_then(|row| self.resolved(row, at)),
        };
        match outcome {
            Ok(Fate::Taken(length)) => self.accept(length, name, line),
            Ok(Fate::Removed(rule, example)) => self.remove(rule, name, line, &example),
            Err(fault) => self.reject(fault, name, line),
        }
    }

    /// Counts a row as taken.
    pub(super) fn accept(&mut self, length: Option<PeriodLength>, file: &str, line: u64) {
        self.rows_accepted += 1;
        let place = || FilePlace { file: file.to_owned(), line, column: 0 };
        self.lengths.entry(length).or_insert_with(|| (0, place())).0 += 1;
    }

    fn resolved(&mut self, row: RawRow<'_>, at: (u16, &str, u64)) -> Result<Fate, RowFault> {
        match row {
            RawRow::Event(row) => self.event(row, at),
            RawRow::Empty => Ok(Fate::Removed(Removal::EmptyCell, String::new())),
            RawRow::InForce { states, begin, end, kinds } => self.measures(states, begin, end, kinds, at),
            RawRow::Reading { when, states, value, standard_error } => {
                self.reading(when, states, value, standard_error, at)
            }
            RawRow::IdealPoint { session, state, value, standard_deviation } => {
                self.ideal_point(session, state, (value, standard_deviation), at)
            }
            // These never come here: `row` sends them on.
            RawRow::Vote { .. } | RawRow::RollCall { .. } | RawRow::RollCallIssue { .. } => {
                Err((Rejection::NoSuchRollCall, 0, String::new()))
            }
        }
    }

    fn ideal_point(
        &mut self,
        session: u16,
        state: Actor<'_>,
        (value, standard_deviation): (f64, f64),
        (file, _, line): (u16, &str, u64),
    ) -> Result<Fate, RowFault> {
        let year = year_of_session(session);
        let no_year = || (Rejection::NoSuchDate, 0, format!("session {session}"));
        let when = When::parse(&format!("{year:04}")).ok_or_else(no_year)?;
        self.note_date(when);
        if self.outside(when.span) {
            return Ok(Fate::Removed(Removal::OutsideObserved, when.span.to_string()));
        }
        let state = self.actor(state, when.span)?;
        let of_state = self.ideal_points.entry(state).or_default();
        if of_state.contains_key(&year) {
            return Ok(Fate::Removed(Removal::SameRowAgain, format!("{} in session {session}", state.code())));
        }
        let place = (file, u32::try_from(line).unwrap_or(u32::MAX));
        of_state.insert(year, IdealPoint { value, standard_deviation, place });
        Ok(Fate::Taken(when.length))
    }

    pub(super) fn note_date(&mut self, when: When) {
        let last = self.dated.entry(when.length).or_default().entry(when.span.first).or_insert(when.span.last);
        *last = (*last).max(when.span.last);
    }

    /// The coarsest date among accepted rows; `None` if all name a day.
    pub(super) fn resolution(&self) -> Option<PeriodLength> {
        self.lengths.keys().next_back().copied().flatten()
    }

    /// Whether the dossier declares the days unobserved.
    pub(super) fn outside(&self, span: Span) -> bool {
        !self.instrument.observed.is_empty() && !self.instrument.observed.iter().any(|o| o.covers(span))
    }

    fn event(&mut self, row: EventRow<'_>, (file, _, line): (u16, &str, u64)) -> Result<Fate, RowFault> {
        let EventRow { when, initiator, target, code: code_text, code_is_text, count, key, .. } = row;
        self.note_date(when);
        if !code_is_text {
            match self.codes.get_mut(code_text) {
                Some(n) => *n += 1,
                None => {
                    self.codes.insert(code_text.to_owned(), 1);
                }
            }
        }
        let day = when.span.first;
        if let Some(key) = key.map(|number| (number, day))
            && self.keys.insert(key, ()).is_some()
        {
            return Ok(Fate::Removed(Removal::SameRowAgain, format!("{} of {}", key.0, key.1)));
        }
        let mut repeats = false;
        if when.length.is_none() {
            let id: Box<str> = [initiator.code, target.code, code_text].join("\t").into();
            let m = self.repeats.entry((day, id)).or_insert(0);
            self.sum_repeats += 1;
            self.sum_repeats_squared += u64::from(2 * *m + 1);
            *m += 1;
            repeats = *m > 1;
            if repeats && self.instrument.one_a_day {
                return Ok(Fate::Removed(
                    Removal::OneADay,
                    format!("{day} {} {} {code_text}", initiator.code, target.code),
                ));
            }
        }
        if self.outside(when.span) {
            return Ok(Fate::Removed(Removal::OutsideObserved, when.span.to_string()));
        }
        let code = self.code(code_text, code_is_text)?;
        let [initiator, target] = [self.actor(initiator.actor, when.span)?, self.actor(target.actor, when.span)?];
        if initiator == target {
            return Err((Rejection::Domestic, 0, initiator.code().to_owned()));
        }
        if let Some(field) = self.instrument.field
            && code.field() != Some(field)
        {
            return Ok(Fate::Removed(Removal::OutsideField, format!("{} {}", code.text(), code.label())));
        }
        // A number that is none says that something is wrong with the row.
        row.details()?;
        self.events.push(Event {
            day,
            initiator,
            target,
            code,
            count,
            file,
            line: u32::try_from(line).unwrap_or(u32::MAX),
            repeats,
        });
        Ok(Fate::Taken(when.length))
    }

    fn code(&mut self, text: &str, is_text: bool) -> Result<ontologies::Code, RowFault> {
        let found = if is_text {
            ontologies::code_of_text(self.ontology, text)
        } else {
            match ontologies::code(self.ontology, text) {
                Lookup::Exact(c) | Lookup::Root(c) => Some(c),
                Lookup::Unknown => None,
            }
        };
        found.ok_or_else(|| {
            let reason = if is_text { Rejection::UnmatchedText } else { Rejection::UnknownCode };
            self.note_unresolved(if is_text { "event text" } else { "code" }, text);
            (reason, 0, super::sources::shorten(text))
        })
    }

    fn note_unresolved(&mut self, what: &str, text: &str) {
        // Bounded, so that a file of noise cannot fill the memory.
        let key = format!("{what}: {}", super::sources::shorten(text));
        if let Some(n) = self.unresolved.get_mut(&key) {
            *n += 1;
        } else if self.unresolved.len() < 50_000 {
            self.unresolved.insert(key, 1);
        }
    }

    /// The state that an actor is on the last day of a date; where it is none then, on the last day of the date on
    /// which it was. So a year counts for a state that entered in it and for one that left.
    pub(super) fn actor(&mut self, actor: Actor<'_>, date: Span) -> Result<StateId, RowFault> {
        let mut resolution = self.remembered_on(actor, date.last)?;
        if let Resolution::NotThen { existed, .. } = resolution {
            let left = existed.to.and_then(|(y, m, d)| Day::from_ymd(y, m, d)).filter(|day| date.contains(*day));
            resolution = resolved_on(actor, left.unwrap_or(date.first))?;
        }
        self.one_state(resolution, actor.text())
    }

    /// As [`resolved_on`], which is asked once for each code of ours and day in a row of rows.
    fn remembered_on(&mut self, actor: Actor<'_>, day: Day) -> Result<Resolution, RowFault> {
        let Actor::Coded(actors::Coding::Iso3, text) = actor else { return resolved_on(actor, day) };
        if self.remembered.as_ref().is_none_or(|(of, _)| *of != day) {
            self.remembered = Some((day, BTreeMap::new()));
        }
        if let Some(known) = self.remembered.as_ref().and_then(|(_, known)| known.get(text)) {
            return Ok(*known);
        }
        let found = resolved_on(actor, day)?;
        if let Some((_, known)) = &mut self.remembered {
            known.insert(text.into(), found);
        }
        Ok(found)
    }

    /// Events per state, both as initiator and target, by first day of the row's date.
    pub(super) fn exposure(&self) -> BTreeMap<(StateId, Day), u64> {
        let mut all = BTreeMap::new();
        let mut of_day: BTreeMap<StateId, u64> = BTreeMap::new();
        let mut day = None;
        let mut put = |day: Option<Day>, of_day: &mut BTreeMap<StateId, u64>| {
            let Some(day) = day else { return };
            for (state, n) in std::mem::take(of_day) {
                *all.entry((state, day)).or_insert(0) += n;
            }
        };
        // Rows of one date mostly stand together: added up by day first, then for all.
        for event in &self.events {
            if day != Some(event.day) {
                put(day, &mut of_day);
                day = Some(event.day);
            }
            for state in [event.initiator, event.target] {
                *of_day.entry(state).or_insert(0) += u64::from(event.count);
            }
        }
        put(day, &mut of_day);
        all
    }

    /// The state that an actor is on the first day of an interval; where it is none then, on the first day within it on
    /// which it was.
    fn actor_from(&mut self, actor: Actor<'_>, interval: Span) -> Result<StateId, RowFault> {
        let mut resolution = resolved_on(actor, interval.first)?;
        if let Resolution::NotThen { existed, .. } = resolution
            && let Some(entered) = existed.from.and_then(|(y, m, d)| Day::from_ymd(y, m, d))
            && interval.contains(entered)
        {
            resolution = resolved_on(actor, entered)?;
        }
        self.one_state(resolution, actor.text())
    }

    fn one_state(&mut self, resolution: Resolution, text: &str) -> Result<StateId, RowFault> {
        match resolution {
            Resolution::State(s) => Ok(s),
            Resolution::NotAState => Err((Rejection::NotAState, 0, super::sources::shorten(text))),
            Resolution::NotThen { .. } => {
                self.note_unresolved("not a state then", text);
                Err((Rejection::StateNotThen, 0, super::sources::shorten(text)))
            }
            Resolution::Unknown => {
                self.note_unresolved("actor", text);
                Err((Rejection::UnknownActor, 0, super::sources::shorten(text)))
            }
        }
    }

    fn measures(
        &mut self,
        states: [&str; 2],
        begin: When,
        end: Option<When>,
        kinds: u32,
        (file, _, line): (u16, &str, u64),
    ) -> Result<Fate, RowFault> {
        let declared = &self.instrument.observed;
        // Without an end they are in force as far as the table knows: to the last declared day.
        let last = end.map(|e| e.span.last).or_else(|| declared.last().map(|o| o.last)).unwrap_or(begin.span.last);
        let Some(span) = Span::new(begin.span.first, last) else {
            // One that begins after the table's last day is no fault of the row.
            return match end {
                Some(end) => Err((Rejection::RunsBackwards, 0, format!("{} to {}", begin.span.first, end.span.last))),
                None => Ok(Fate::Removed(Removal::OutsideObserved, begin.span.to_string())),
            };
        };
        let within = declared.iter().find_map(|o| o.intersection(span));
        if !declared.is_empty() && within.is_none() {
            return Ok(Fate::Removed(Removal::OutsideObserved, span.to_string()));
        }
        let from = Span { first: within.map_or(span.first, |w| w.first), last: span.last };
        let [initiator, target] =
            [self.actor_from(of_table(states[0]), from)?, self.actor_from(of_table(states[1]), from)?];
        if initiator == target {
            return Err((Rejection::Domestic, 0, initiator.code().to_owned()));
        }
        let length = end.map_or(begin.length, |e| begin.length.max(e.length));
        self.note_date(When { span, length });
        self.in_force.push(MeasuresInForce {
            span,
            directed: DirectedDyad { initiator, target },
            kinds,
            file,
            line: u32::try_from(line).unwrap_or(u32::MAX),
        });
        Ok(Fate::Taken(length))
    }

    fn reading(
        &mut self,
        when: When,
        states: [&str; 2],
        value: f64,
        standard_error: Option<f64>,
        (file, name, line): (u16, &str, u64),
    ) -> Result<Fate, RowFault> {
        self.note_date(when);
        if self.outside(when.span) {
            return Ok(Fate::Removed(Removal::OutsideObserved, when.span.to_string()));
        }
        let [a, b] = [self.actor(of_table(states[0]), when.span)?, self.actor(of_table(states[1]), when.span)?];
        let dyad = Dyad::new(a, b).ok_or_else(|| (Rejection::Domestic, 0, a.code().to_owned()))?;
        let value = if self.instrument.up_is_colder { -value } else { value };
        match self.said.get(&(dyad, when.span)) {
            Some(earlier) if *earlier == (value, standard_error) => {
                return Ok(Fate::Removed(Removal::SameRowAgain, format!("{dyad} in {}", when.span)));
            }
            Some(_) => {
                let place = FilePlace { file: name.to_owned(), line, column: 0 };
                self.said_otherwise.get_or_insert((0, place)).0 += 1;
            }
            None => {
                self.said.insert((dyad, when.span), (value, standard_error));
            }
        }
        self.indicators.push(IndicatorReading {
            span: when.span,
            dyad,
            value,
            standard_error,
            file,
            line: u32::try_from(line).unwrap_or(u32::MAX),
        });
        Ok(Fate::Taken(when.length))
    }
}

/// A state of a table that somebody else made: by our code or by its name.
fn of_table(text: &str) -> Actor<'_> {
    let is_code = text.is_empty() || (text.len() == 3 && text.bytes().all(|b| b.is_ascii_uppercase()));
    Actor::Coded(if is_code { actors::Coding::Iso3 } else { actors::Coding::Icews }, text)
}

/// The state that an actor belongs to on a day.
///
/// # Errors
/// It is empty, known and no state, unknown, or its state did not exist then.
pub fn state_of(actor: Actor<'_>, day: Day) -> Result<StateId, Rejection> {
    match resolved_on(actor, day).map_err(|(reason, ..)| reason)? {
        Resolution::State(state) => Ok(state),
        Resolution::NotAState => Err(Rejection::NotAState),
        Resolution::NotThen { .. } => Err(Rejection::StateNotThen),
        Resolution::Unknown => Err(Rejection::UnknownActor),
    }
}

/// What an actor means on a day.
fn resolved_on(actor: Actor<'_>, day: Day) -> Result<Resolution, RowFault> {
    let on = day.ymd();
    Ok(match actor {
        Actor::Coded(_, "") | Actor::Named("") | Actor::Country { name: "", country: "" } => {
            return Err((Rejection::EmptyActor, 0, String::new()));
        }
        Actor::Coded(coding, text) => actors::resolve(coding, text, on),
        Actor::Named(name) => actors::resolve_named_actor(name, on),
        // An empty country is the producer's word that the actor belongs to no state (an organisation, a region).
        Actor::Country { country: "", .. } => Resolution::NotAState,
        Actor::Country { country, .. } => actors::resolve(actors::Coding::Icews, country, on),
    })
}
