//! What a row of a producer's file is once it has been read: numbers, places in a heap of text, and its fate. What may
//! not live here: reading, and where rows go.

use tertius::events::Rejection;

/// Stands for a state, code or number that a row does not have.
pub(crate) const NONE: u32 = u32::MAX;
/// As [`NONE`], for scores and tones.
pub(crate) const NO_SCORE: i32 = i32::MIN;

/// Why a row that could be read is not counted in the cube. The first that applies is the row's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Rule {
    /// It is counted.
    Counted,
    /// The producer's own key was seen before.
    SameRowAgain,
    /// The code is not in the ontology.
    UnknownCode,
    /// Initiator or target is empty.
    EmptyActor,
    /// An actor is known and no state.
    NotAState,
    /// An actor is of no known coding.
    UnknownActor,
    /// An actor's state did not exist then.
    StateNotThen,
    /// Initiator and target are the same state.
    Domestic,
    /// The event did not stand in the lead of its story.
    NotRoot,
    /// Fewer mentions than asked for.
    FewMentions,
    /// Fewer sources than asked for.
    FewSources,
    /// An actor of a role that was not asked for.
    OtherRole,
    /// The same event (day, actors, code, place) of the same story stood before within the window.
    Reemitted,
    /// The same event was told by another story within the window.
    OtherStory,
    /// The same initiator, target and code stood on that day before within the window.
    OneADay,
}

impl Rule {
    /// Every rule, in the order in which they are applied.
    pub const ALL: [Rule; 15] = [
        Rule::Counted,
        Rule::SameRowAgain,
        Rule::UnknownCode,
        Rule::EmptyActor,
        Rule::NotAState,
        Rule::UnknownActor,
        Rule::StateNotThen,
        Rule::Domestic,
        Rule::NotRoot,
        Rule::FewMentions,
        Rule::FewSources,
        Rule::OtherRole,
        Rule::Reemitted,
        Rule::OtherStory,
        Rule::OneADay,
    ];

    /// The rule in words, as it stands in the column `removed` of the lake; empty for rows that are counted.
    pub fn words(self) -> &'static str {
        match self {
            Rule::Counted => "",
            Rule::SameRowAgain => "same row again",
            Rule::UnknownCode => Rejection::UnknownCode.words(),
            Rule::EmptyActor => Rejection::EmptyActor.words(),
            Rule::NotAState => Rejection::NotAState.words(),
            Rule::UnknownActor => Rejection::UnknownActor.words(),
            Rule::StateNotThen => Rejection::StateNotThen.words(),
            Rule::Domestic => Rejection::Domestic.words(),
            Rule::NotRoot => "not a root event",
            Rule::FewMentions => "too few mentions",
            Rule::FewSources => "too few sources",
            Rule::OtherRole => "another role",
            Rule::Reemitted => "same event of the same story again",
            Rule::OtherStory => "another story of the same event",
            Rule::OneADay => "one-a-day filter",
        }
    }
}

/// The texts of a row: initiator's code, initiator's name, target's code, target's name, code as written, place, its
/// country, story.
pub(crate) const N_TEXTS: usize = 8;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Place {
    pub start: u32,
    pub len: u32,
}

/// An actor of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Party {
    /// The number of its state, or `u16::MAX`.
    pub state: u16,
    /// The number of its role.
    pub role: u8,
}

/// One row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Row {
    /// Its line in the file, from 1; counted from the block's first line until the block is put in order.
    pub line: u32,
    /// Days since 1970-01-01.
    pub day: i32,
    /// The producer's key with the day in it; `None` where the layout has none.
    pub key: Option<u64>,
    /// The producer's own number.
    pub event_id: Option<u64>,
    pub initiator: Party,
    pub target: Party,
    /// The number of its code, or `u16::MAX`.
    pub code: u16,
    pub rule: Rule,
    /// What repetition is told by; 0 where nothing is.
    pub identity: u64,
    /// How many events.
    pub count: u32,
    /// 1, 0 or [`NONE`].
    pub root: u32,
    pub mentions: u32,
    pub sources: u32,
    pub articles: u32,
    pub tone: i32,
    pub score: i32,
    pub added: Option<u64>,
    /// Where its texts begin in the block's places; nothing where rows are not kept.
    pub text: u32,
}

/// What is left to say of a row that is neither counted nor kept.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Lesser {
    /// How many rows of the block stand before it.
    pub before: u32,
    pub day: i32,
    pub key: Option<u64>,
    pub rule: Rule,
}

/// A row that could not be read.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Rejected {
    /// As [`Row::line`].
    pub line: u32,
    /// The column, from 1, or 0 for the whole line.
    pub column: u32,
    pub reason: Rejection,
    /// What stood at the place in question.
    pub example: String,
    /// The line, shortened to [`REJECTED_BYTES_MAX`].
    pub text: String,
}

/// More than any row of a known layout; what is cut off is said in the ledger.
pub(crate) const REJECTED_BYTES_MAX: usize = 1 << 16;

/// All that a block of a file held.
#[derive(Debug, Default)]
pub(crate) struct Block {
    pub rows: Vec<Row>,
    /// Rows that are not counted, where rows are not kept.
    pub lesser: Vec<Lesser>,
    /// Places of the texts, [`N_TEXTS`] a row; empty where rows are not kept.
    pub places: Vec<[Place; N_TEXTS]>,
    pub heap: Vec<u8>,
    pub rejected: Vec<Rejected>,
    /// Lines, blank ones and the header included.
    pub lines: u32,
    /// Rows with bytes that are not UTF-8, which were replaced.
    pub not_utf8: u64,
    /// Actors and codes that could not be resolved, with how often.
    pub unresolved: std::collections::BTreeMap<String, u64>,
}

impl Block {
    /// Whether it held no row.
    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.lesser.is_empty() && self.rejected.is_empty()
    }
}
