//! What became of every row: accepted, removed by a named rule, or rejected for a named reason. The
//! three add up to the rows read, always. Also when the source was watching.

use super::ontologies::Code;
use super::roll_calls::ByState;
use crate::actors::StateId;
use crate::calendar::{Day, PeriodLength, Span};
use crate::dossier::{DirectedDyad, Dyad, FilePlace, Ontology};
use std::collections::BTreeMap;

/// Why a row is not usable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rejection {
    /// A line longer than any row of this layout can be.
    LineTooLong,
    /// Bytes that are not UTF-8 in a field that is needed.
    NotUtf8,
    /// Fewer fields than the layout has.
    TooFewColumns,
    /// More fields than the layout has.
    TooManyColumns,
    /// Quotes that do not close.
    OpenQuote,
    /// A date that does not exist or cannot be read.
    NoSuchDate,
    /// A date that names a month, a quarter or a year where a day is needed.
    NotADay,
    /// A count or value that is not a finite number, or a negative count.
    NotANumber,
    /// A code that the ontology does not have.
    UnknownCode,
    /// An event text that matches no code.
    UnmatchedText,
    /// An initiator or target that is empty.
    EmptyActor,
    /// An actor of no known coding.
    UnknownActor,
    /// A known actor that is no state: an organisation, a movement, a region.
    NotAState,
    /// A state that did not exist on that day.
    StateNotThen,
    /// Initiator and target are the same state.
    Domestic,
    /// A last date before the first.
    RunsBackwards,
    /// A measure of which no kind is marked.
    NoKind,
    /// A share above 1, or of a total that is not above 0.
    NotAShare,
    /// A vote that is neither yes, abstention, no nor absence.
    NoSuchVote,
    /// A vote on, or an issue of, a roll call that the table of roll calls does not have.
    NoSuchRollCall,
    /// An issue that is none of the six.
    UnknownIssue,
}

impl Rejection {
    /// The reason in words.
    pub fn words(self) -> &'static str {
        match self {
            Rejection::LineTooLong => "line too long",
            Rejection::NotUtf8 => "not UTF-8 text",
            Rejection::TooFewColumns => "too few columns",
            Rejection::TooManyColumns => "too many columns",
            Rejection::OpenQuote => "quotes that do not close",
            Rejection::NoSuchDate => "no such date",
            Rejection::NotADay => "date names no day",
            Rejection::NotANumber => "not a usable number",
            Rejection::UnknownCode => "code not in the ontology",
            Rejection::UnmatchedText => "event text matches no code",
            Rejection::EmptyActor => "initiator or target empty",
            Rejection::UnknownActor => "unknown actor",
            Rejection::NotAState => "actor is not a state",
            Rejection::StateNotThen => "state did not exist then",
            Rejection::Domestic => "initiator and target in one state",
            Rejection::RunsBackwards => "ends before it begins",
            Rejection::NoKind => "no kind of measure marked",
            Rejection::NotAShare => "not a share of the total",
            Rejection::NoSuchVote => "no such vote",
            Rejection::NoSuchRollCall => "roll call not in the table",
            Rejection::UnknownIssue => "unknown issue",
        }
    }
}

/// Why a usable row was left out all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Removal {
    /// The producer's own key was seen before (a file delivered twice, an update).
    SameRowAgain,
    /// The one-a-day filter of the dossier: same day, initiator, target and code as coded by the producer.
    OneADay,
    /// Outside the days that the dossier declares observed.
    OutsideObserved,
    /// Of another field than the one that the instrument measures, or of a code that no field is coded to.
    OutsideField,
    /// A cell of an indicator table without a value.
    EmptyCell,
    /// The state was absent, or nobody voted.
    NoVote,
    /// Everybody who voted on the roll call voted alike.
    Unanimous,
    /// The roll call is not about the dossier's issue.
    OtherIssue,
}

impl Removal {
    /// The rule in words.
    pub fn words(self) -> &'static str {
        match self {
            Removal::SameRowAgain => "same row again",
            Removal::OneADay => "one-a-day filter",
            Removal::OutsideObserved => "outside the declared observation",
            Removal::OutsideField => "outside the field",
            Removal::EmptyCell => "empty cell",
            Removal::NoVote => "no vote was cast",
            Removal::Unanimous => "everybody voted alike",
            Removal::OtherIssue => "roll call on other issues",
        }
    }
}

/// How many rows went one way, with the first of them as an example.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally {
    /// Rows.
    pub count: u64,
    /// Where the first one stands.
    pub first: FilePlace,
    /// What that row said at the place in question, shortened.
    pub example: String,
}

/// A file that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileRead {
    /// Its name as matched.
    pub name: String,
    /// SHA-256 of its (decompressed) bytes, in hexadecimal.
    pub sha256: String,
    /// Its length in bytes.
    pub bytes: u64,
    /// Rows without the header.
    pub rows: u64,
}

/// One usable row: so many events of one code by one state towards another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event {
    /// First day of the date that the row names.
    pub day: Day,
    /// The acting state.
    pub initiator: StateId,
    /// The state acted upon.
    pub target: StateId,
    /// The code.
    pub code: Code,
    /// How many events the row counts.
    pub count: u32,
    /// Which file (index into `Ledger::files`).
    pub file: u16,
    /// Which line of it, from 1.
    pub line: u32,
    /// Whether a row of the same day, initiator, target and code, as coded by the producer, stands before it.
    pub repeats: bool,
}

/// One reading of an indicator.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct IndicatorReading {
    /// The days it speaks of.
    pub span: Span,
    /// The two states.
    pub dyad: Dyad,
    /// The value.
    pub value: f64,
    /// Its standard error, if stated.
    pub standard_error: Option<f64>,
    /// Which file.
    pub file: u16,
    /// Which line of it.
    pub line: u32,
}

/// Measures of one state against another, such as sanctions, and the days on which they were in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MeasuresInForce {
    /// First and last day; those without an end reach to the last observed day.
    pub span: Span,
    /// Who took them, and against whom.
    pub directed: DirectedDyad,
    /// How many kinds, at least 1.
    pub kinds: u32,
    /// Which file.
    pub file: u16,
    /// Which line of it.
    pub line: u32,
}

/// All that was read for one instrument.
#[derive(Clone, Debug)]
pub struct Ledger {
    /// Files, in the order read.
    pub files: Vec<FileRead>,
    /// Rows read, without headers and blank lines. A line of a wide table is as many rows as it has columns of values.
    pub rows_read: u64,
    /// Rows that became events, indicator readings or measures in force.
    pub rows_accepted: u64,
    /// Rows left out by a named rule.
    pub removed: BTreeMap<Removal, Tally>,
    /// Rows not usable.
    pub rejected: BTreeMap<Rejection, Tally>,
    /// The most frequent actors, codes or texts that could not be resolved, most frequent first (at most 20).
    pub unresolved: Vec<(String, u64)>,
    /// The events, sorted by day, initiator, target, code, file and line.
    pub events: Vec<Event>,
    /// Indicator readings, in the same spirit.
    pub indicators: Vec<IndicatorReading>,
    /// Measures in force, in the same spirit.
    pub in_force: Vec<MeasuresInForce>,
    /// Votes or ideal points, from which readings of any dyad are computed when they are asked for.
    pub by_state: ByState,
    /// The ontology of the codes (`Quad` where there are none).
    pub ontology: Ontology,
    /// The coarsest date among the rows; `None` if all name a day.
    pub resolution: Option<PeriodLength>,
    /// When the source was watching: sorted, without overlap.
    pub observed: Vec<Span>,
    /// Whether `observed` was inferred from the rows.
    pub observed_is_inferred: bool,
    /// Events per state, both as initiator and target, by first day of the row's date: exposure of conflict rates.
    pub exposure: BTreeMap<(StateId, Day), u64>,
    /// Whether exposure is a table of its own, and not counted from the events.
    pub exposure_is_stated: bool,
    /// Estimated inflation of sampling variance by repeated stories: sum of m squared over sum of m, where m rows repeat one
    /// (day, initiator, target, code). `None` for tables that are counted already.
    pub design_effect: Option<f64>,
    /// What the reader must know.
    pub cautions: Vec<String>,
}

impl Ledger {
    /// The same account without its rows: for series that are not read from files again.
    pub fn without_rows(&self) -> Ledger {
        Ledger {
            files: self.files.clone(),
            rows_read: self.rows_read,
            rows_accepted: self.rows_accepted,
            removed: self.removed.clone(),
            rejected: self.rejected.clone(),
            unresolved: self.unresolved.clone(),
            events: Vec::new(),
            indicators: Vec::new(),
            in_force: Vec::new(),
            by_state: ByState::Nothing,
            ontology: self.ontology,
            resolution: self.resolution,
            observed: self.observed.clone(),
            observed_is_inferred: self.observed_is_inferred,
            exposure: BTreeMap::new(),
            exposure_is_stated: self.exposure_is_stated,
            design_effect: self.design_effect,
            cautions: self.cautions.clone(),
        }
    }

    /// Rows left out by rules.
    pub fn rows_removed(&self) -> u64 {
        self.removed.values().map(|t| t.count).sum()
    }

    /// Rows not usable.
    pub fn rows_rejected(&self) -> u64 {
        self.rejected.values().map(|t| t.count).sum()
    }

    /// What a triangle needs of it: events and exposure of these states only; `one_a_day` leaves out events that repeat
    /// another row's, as the filter of that name does while reading. The tallies of rows stay those of the whole.
    pub fn of_states(&self, states: &[StateId], one_a_day: bool) -> Ledger {
        let has = |s: &StateId| states.contains(s);
        let kept = |e: &&Event| !(one_a_day && e.repeats);
        let events: Vec<Event> =
            self.events.iter().filter(kept).filter(|e| has(&e.initiator) && has(&e.target)).copied().collect();
        let mut exposure = BTreeMap::new();
        if one_a_day && !self.exposure_is_stated {
            for e in self.events.iter().filter(kept) {
                for state in [e.initiator, e.target].into_iter().filter(has) {
                    *exposure.entry((state, e.day)).or_insert(0) += u64::from(e.count);
                }
            }
        } else {
            exposure = self.exposure.iter().filter(|((s, _), _)| has(s)).map(|(k, n)| (*k, *n)).collect();
        }
        Ledger {
            events,
            indicators: self.indicators.clone(),
            in_force: self.in_force.clone(),
            by_state: self.by_state.clone(),
            exposure,
            ..self.without_rows()
        }
    }

    /// Whether every row is accounted for.
    pub fn is_balanced(&self) -> bool {
        self.rows_read == self.rows_accepted + self.rows_removed() + self.rows_rejected()
    }
}
