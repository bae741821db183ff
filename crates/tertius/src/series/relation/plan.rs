//! Which fits a relation needs: every piece from all instruments, each piece without each of its instruments, and the
//! same without the arithmetical ones. Sets of readings; nothing is drawn here.

use super::channels::{Channel, Channels};
use super::pieces::{Linked, link, nodes};
use super::problem::{Part, Problem};
use crate::refusal::Refusal;

/// Fewest readings, of all its instruments together, from which a piece is drawn: two years of months.
pub(crate) const READINGS_MIN: usize = 24;

/// Some of a piece's instruments: parts that still hang together.
#[derive(Clone, Debug)]
pub(super) struct PlannedSubset {
    /// The instruments that are left out, as printed.
    pub(super) without: String,
    /// Their numbers among the channels.
    pub(super) left_out: Vec<usize>,
    pub(super) parts: Vec<Result<Problem, Refusal>>,
}

/// A piece from all its instruments.
#[derive(Clone, Debug)]
pub(super) struct PlannedPiece {
    linked: Linked,
    pub(super) full: Result<Problem, Refusal>,
}

/// The pieces of a relation from the channels wanted.
pub(super) fn plan(channels: &Channels, wanted: impl Fn(&Channel) -> bool) -> Vec<PlannedPiece> {
    let all = link(&channels.channels, &nodes(&channels.channels, wanted));
    all.into_iter().map(|linked| PlannedPiece { full: problem(channels, &linked), linked }).collect()
}

impl PlannedPiece {
    fn subset(&self, channels: &Channels, left_out: Vec<usize>) -> PlannedSubset {
        let rest: Vec<_> = self.linked.nodes().into_iter().filter(|(c, _)| !left_out.contains(c)).collect();
        let parts = link(&channels.channels, &rest).iter().map(|l| problem(channels, l)).collect();
        let name = |c: &usize| channels.channels[*c].name.clone();
        let kept: Vec<usize> = self.members().into_iter().filter(|c| !left_out.contains(c)).collect();
        // Whichever list is shorter.
        let without = if kept.len() < left_out.len() {
            format!("all but {}", listed(&kept.iter().map(name).collect::<Vec<_>>()))
        } else {
            listed(&left_out.iter().map(name).collect::<Vec<_>>())
        };
        PlannedSubset { without, left_out, parts }
    }

    fn members(&self) -> Vec<usize> {
        self.linked.members.iter().map(|m| m.channel).collect()
    }

    /// The piece without each of its instruments in turn; empty if there is only one.
    pub(super) fn without_each(&self, channels: &Channels) -> Vec<PlannedSubset> {
        let members = self.members();
        if members.len() < 2 {
            return Vec::new();
        }
        members.iter().map(|c| self.subset(channels, vec![*c])).collect()
    }

    /// The piece without each of its instruments in turn, and without each of the two camps where that is more than one
    /// instrument: two that share an error keep each other in place when one of them goes.
    pub(super) fn without_each_and_camps(&self, channels: &Channels) -> Vec<PlannedSubset> {
        let mut all = self.without_each(channels);
        all.extend(self.camps(channels).into_iter().filter(|s| s.left_out.len() > 1));
        all
    }

    /// What is drawn where all instruments together allow more than one path: first those that do not place states on a
    /// line and those that do, apart, if there are both; then each instrument alone.
    pub(super) fn camps(&self, channels: &Channels) -> Vec<PlannedSubset> {
        let members = self.members();
        if members.len() < 2 {
            return Vec::new();
        }
        let (line, others): (Vec<usize>, Vec<usize>) =
            members.iter().partition(|c| channels.channels[**c].arithmetical);
        if line.is_empty() || others.is_empty() {
            return Vec::new();
        }
        vec![self.subset(channels, line), self.subset(channels, others)]
    }

    /// Each instrument alone.
    pub(super) fn each_alone(&self, channels: &Channels) -> Vec<PlannedSubset> {
        let members = self.members();
        if members.len() < 2 {
            return Vec::new();
        }
        let but = |keep: &usize| members.iter().copied().filter(|c| c != keep).collect();
        members.iter().map(|keep| self.subset(channels, but(keep))).collect()
    }
}

/// "a", "a and b", "a, b and c".
pub(super) fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}

fn problem(channels: &Channels, linked: &Linked) -> Result<Problem, Refusal> {
    let n = linked.n_readings(&channels.channels);
    if n < READINGS_MIN {
        let plural = if n == 1 { "" } else { "s" };
        return Err(Refusal::new(
            format!(
                "{} to {}: {n} reading{plural} ({}), and nothing that overlaps with the rest in enough {}s to compare levels",
                channels.calendar.label(linked.first),
                channels.calendar.label(linked.last),
                linked.names(&channels.channels).join(", "),
                channels.calendar.length()
            ),
            format!("{READINGS_MIN} readings, or an instrument that reads both this stretch and its neighbours"),
        ));
    }
    Problem::new(&[Part { channels, linked }], linked.first, linked.last, None)
}
