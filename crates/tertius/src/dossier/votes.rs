//! The choices of a dossier about roll calls: which issue, which distance of votes, which votes make one reading.
//! Words and checks; no vote is read here.

use super::field::Field;
use super::question::{Measure, Source};
use super::table::Table;

/// What a roll call is about. One roll call may be about several issues, or about none of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Issue {
    /// Palestine and the Middle East (`me`).
    MiddleEast,
    /// Nuclear weapons and material (`nu`).
    Nuclear,
    /// Arms control and disarmament (`di`).
    Disarmament,
    /// Human rights (`hr`).
    HumanRights,
    /// Colonialism (`co`).
    Colonialism,
    /// Economic development (`ec`).
    Economic,
}

impl Issue {
    /// The words of the dossier.
    pub const WORDS: [(&'static str, Issue); 6] = [
        ("Middle East", Issue::MiddleEast),
        ("nuclear", Issue::Nuclear),
        ("disarmament", Issue::Disarmament),
        ("human rights", Issue::HumanRights),
        ("colonialism", Issue::Colonialism),
        ("economic", Issue::Economic),
    ];

    /// The two letters of the producer's table of issues, in the order of [`Issue::WORDS`].
    const LETTERS: [&'static str; 6] = ["me", "nu", "di", "hr", "co", "ec"];

    /// The word used in dossiers and reports.
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, i)| *i == self).map_or("", |(w, _)| w)
    }

    /// The field of a relation that votes about it show.
    pub fn field(self) -> Field {
        match self {
            Issue::MiddleEast => Field::MiddleEast,
            Issue::Nuclear => Field::Nuclear,
            Issue::Disarmament => Field::Disarmament,
            Issue::HumanRights => Field::HumanRights,
            Issue::Colonialism => Field::Colonialism,
            Issue::Economic => Field::Economic,
        }
    }

    /// The issue that the producer's two letters, or our word, stand for.
    pub fn of_text(text: &str) -> Option<Issue> {
        let found = Self::WORDS
            .iter()
            .zip(Self::LETTERS)
            .find(|((word, _), letters)| text.eq_ignore_ascii_case(word) || text.eq_ignore_ascii_case(letters));
        found.map(|((_, issue), _)| *issue)
    }
}

/// How far apart two votes are: yes, abstention and no are 1, 2 and 3.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum VoteDistance {
    /// Half for an abstention against a vote, 1 for yes against no.
    #[default]
    Absolute,
    /// A quarter, and 1.
    Squared,
    /// 1 for any two that differ.
    Nominal,
}

impl VoteDistance {
    /// The words of the dossier.
    pub const WORDS: [(&'static str, VoteDistance); 3] =
        [("absolute", VoteDistance::Absolute), ("squared", VoteDistance::Squared), ("nominal", VoteDistance::Nominal)];

    /// The word used in dossiers and reports.
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, d)| *d == self).map_or("", |(w, _)| w)
    }
}

/// Which roll calls make one yearly reading.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum VotesBy {
    /// Those of one session, dated by the year in which it opens: 1945 plus its number.
    #[default]
    Session,
    /// Those of one calendar year.
    CalendarYear,
}

impl VotesBy {
    /// The words of the dossier.
    pub const WORDS: [(&'static str, VotesBy); 2] =
        [("session", VotesBy::Session), ("calendar year", VotesBy::CalendarYear)];

    /// The word used in dossiers and reports.
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, b)| *b == self).map_or("", |(w, _)| w)
    }
}

/// What an instrument of roll calls takes and how it compares votes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct VoteChoices {
    /// Only roll calls about this issue; `None` for all.
    pub issue: Option<Issue>,
    /// Distance of two votes.
    pub distance: VoteDistance,
    /// Which roll calls make one reading.
    pub by: VotesBy,
}

/// Reads the keys of an `[[instrument]]` that are about votes.
pub(super) fn vote_choices(table: &Table<'_>) -> VoteChoices {
    VoteChoices {
        issue: table.choice("issue", &Issue::WORDS).map(|i| i.value),
        distance: table.choice("distance", &VoteDistance::WORDS).map_or_else(VoteDistance::default, |d| d.value),
        by: table.choice("by", &VotesBy::WORDS).map_or_else(VotesBy::default, |b| b.value),
    }
}

/// The measures that a source allows, as a complaint lists them; `None` if `measure` is one of them.
pub(super) fn unfit(source: Source, measure: Measure) -> Option<&'static str> {
    let (fits, list) = match source {
        Source::Indicator => (matches!(measure, Measure::Level | Measure::TradeShare), "\"level\" or \"trade share\""),
        Source::IdealPoints => (measure == Measure::Level, "\"level\""),
        Source::InForce => (measure == Measure::InForce, "\"in force\""),
        Source::RollCalls => (measure.is_of_votes(), "\"agreement\", \"kappa\", \"pi\" or \"S\""),
        _ => (measure.is_of_events(), "\"balance\", \"conflict rate\", \"score sum\" or \"score mean\""),
    };
    (!fits).then_some(list)
}
