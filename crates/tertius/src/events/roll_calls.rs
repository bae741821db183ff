//! Votes of states, and their ideal points, as values: what a source of the General Assembly comes down to before
//! two states are compared. Votes are held by state and roll call, so that any dyad can be asked for without
//! computing all of them. How a dyad's agreement is measured is decided in `series`.

use crate::actors::StateId;
use crate::calendar::Day;
use crate::dossier::{Issue, VotesBy};
use std::collections::BTreeMap;

/// The first session of the General Assembly opened in 1946.
const YEAR_BEFORE_SESSION_1: i16 = 1945;

/// The year by which a session is dated: that in which it opens, 1945 plus its number. Sessions run from September to
/// the next September, and four fifths of their votes are of December.
pub fn year_of_session(session: u16) -> i16 {
    YEAR_BEFORE_SESSION_1.saturating_add(i16::try_from(session).unwrap_or(i16::MAX))
}

/// A vote that was cast. Absence is no vote.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Vote {
    /// In favour: 1.
    Yes,
    /// Abstention: 2.
    Abstain,
    /// Against: 3.
    No,
}

impl Vote {
    /// 0, 1 or 2: the order of distances.
    pub fn category(self) -> usize {
        match self {
            Vote::Yes => 0,
            Vote::Abstain => 1,
            Vote::No => 2,
        }
    }

    /// The word of the producer.
    pub fn word(self) -> &'static str {
        match self {
            Vote::Yes => "yes",
            Vote::Abstain => "abstain",
            Vote::No => "no",
        }
    }
}

/// The issues of one roll call; it may have several, or none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Issues(u8);

impl Issues {
    pub(super) fn add(&mut self, issue: Issue) {
        self.0 |= 1 << issue as u8;
    }

    /// Whether it is about the issue.
    pub fn has(self, issue: Issue) -> bool {
        self.0 & (1 << issue as u8) != 0
    }
}

/// A roll call that is taken: on which states voted, not all of them alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RollCall {
    /// The producer's number.
    pub number: u32,
    /// Its day.
    pub day: Day,
    /// Its session.
    pub session: u16,
    /// Roll calls on parts and amendments of one resolution share this number; those without one have their own.
    pub resolution: u32,
    /// What it is about.
    pub issues: Issues,
    /// The file (index into `Ledger::files`) and line of its row.
    pub place: (u16, u32),
}

impl RollCall {
    /// The year that it counts for.
    pub fn year(&self, by: VotesBy) -> i16 {
        match by {
            VotesBy::Session => year_of_session(self.session),
            VotesBy::CalendarYear => self.day.ymd().0,
        }
    }
}

/// The roll calls that an instrument takes, by day and number, and who voted how.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RollCalls {
    /// The roll calls, in time.
    pub calls: Vec<RollCall>,
    /// By state: one entry per roll call.
    votes: BTreeMap<StateId, Vec<Option<Vote>>>,
}

impl RollCalls {
    /// No votes yet on these roll calls.
    pub(super) fn new(calls: Vec<RollCall>) -> RollCalls {
        RollCalls { calls, votes: BTreeMap::new() }
    }

    /// Where the vote of a state on a roll call (index into `calls`) is kept.
    pub(super) fn slot(&mut self, state: StateId, call: usize) -> &mut Option<Vote> {
        let n = self.calls.len();
        &mut self.votes.entry(state).or_insert_with(|| vec![None; n])[call]
    }

    /// The states that voted, in the order of their codes.
    pub fn states(&self) -> impl Iterator<Item = StateId> + '_ {
        self.votes.keys().copied()
    }

    /// On how many of these roll calls about an issue (`None` for any) the state voted.
    pub fn n_votes(&self, state: StateId, issue: Option<Issue>) -> usize {
        let votes = self.votes.get(&state).into_iter().flatten();
        self.calls.iter().zip(votes).filter(|(c, v)| v.is_some() && issue.is_none_or(|i| c.issues.has(i))).count()
    }

    /// Roll calls on which both voted, in time, with their votes.
    pub fn both(&self, a: StateId, b: StateId) -> impl Iterator<Item = (&RollCall, Vote, Vote)> + '_ {
        let of = |s: StateId| self.votes.get(&s).map_or(&[][..], Vec::as_slice);
        self.calls.iter().zip(of(a).iter().zip(of(b))).filter_map(|(call, (a, b))| Some((call, (*a)?, (*b)?)))
    }
}

/// Where a state stands on the line that its votes show.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct IdealPoint {
    /// The published mean.
    pub value: f64,
    /// From the published 5 % and 95 % quantiles, as if normal: their distance over 2 x 1.645.
    pub standard_deviation: f64,
    /// The file (index into `Ledger::files`) and line.
    pub place: (u16, u32),
}

/// Ideal points by state and the year in which the session opens.
pub type IdealPoints = BTreeMap<StateId, BTreeMap<i16, IdealPoint>>;

/// What is known of states one by one, from which a reading of any dyad can be computed.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum ByState {
    /// The source reads dyads.
    #[default]
    Nothing,
    /// Votes.
    RollCalls(RollCalls),
    /// Ideal points.
    IdealPoints(IdealPoints),
}
