//! Which fits a relation needs: every piece from all instruments, each piece without each of its instruments, and the
//! same without the arithmetical ones. Sets of readings; nothing is drawn here.

use super::channels::{Channel, Channels};
use super::pieces::{Linked, link, nodes};
use super::problem::{Part, Problem};
use crate::refusal::Refusal;

/// Fewest readings, of all its instruments together, from which a piece is drawn: two years of months.
pub(crate) const READINGS_MIN: usize = 24;

/// The rest of a piece when one instrument is taken out: parts that still hang together.
#[derive(Clone, Debug)]
pub(super) struct PlannedWithout {
    pub(super) instrument: String,
    /// The instrument's number among the channels.
    pub(super) channel: usize,
    pub(super) parts: Vec<Result<Problem, Refusal>>,
}

/// A piece, and the fits that it needs.
#[derive(Clone, Debug)]
pub(super) struct PlannedPiece {
    pub(super) full: Result<Problem, Refusal>,
    /// Empty for a piece with one instrument, or one that is refused.
    pub(super) without: Vec<PlannedWithout>,
}

/// The pieces of a relation from the channels wanted.
pub(super) fn plan(channels: &Channels, wanted: impl Fn(&Channel) -> bool) -> Vec<PlannedPiece> {
    let all = link(&channels.channels, &nodes(&channels.channels, wanted));
    all.iter().map(|linked| piece(channels, linked)).collect()
}

fn piece(channels: &Channels, linked: &Linked) -> PlannedPiece {
    let full = problem(channels, linked);
    let mut without = Vec::new();
    if full.is_ok() && linked.members.len() > 1 {
        for member in &linked.members {
            let rest: Vec<_> = linked.nodes().into_iter().filter(|(c, _)| *c != member.channel).collect();
            let parts = link(&channels.channels, &rest).iter().map(|l| problem(channels, l)).collect();
            let instrument = channels.channels[member.channel].name.clone();
            without.push(PlannedWithout { instrument, channel: member.channel, parts });
        }
    }
    PlannedPiece { full, without }
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
