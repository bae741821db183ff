//! Which instruments overlap in time, so that their levels can be compared: the pieces of a relation. Sets of
//! readings and periods; no number is estimated here.

use super::channels::{Channel, Channels};
use super::findings::Unread;
use std::collections::BTreeSet;

/// Readings that the finer of two stretches of one intercept must have in the periods that both read, to be linked. A short
/// stretch of months is so tied to a long yearly instrument that reads its year: it tells of the months within, and as
/// its intercept is free, its level stays as open as that one year's reading leaves it, which the band shows.
pub(crate) const OVERLAP_MIN: usize = 3;

/// An instrument in a piece: which channel, and which of its stretches of one intercept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Member {
    /// An index into the channels.
    pub channel: usize,
    /// Indices into `Channel::eras`, in time.
    pub eras: Vec<usize>,
}

/// Instruments that hang together by overlap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Linked {
    /// First period that one of them reads.
    pub first: usize,
    /// Last period that one of them reads.
    pub last: usize,
    /// The instruments, in the dossier's order.
    pub members: Vec<Member>,
}

impl Linked {
    /// Readings of all members.
    pub(crate) fn n_readings(&self, channels: &[Channel]) -> usize {
        let of = |m: &Member| channels[m.channel].readings.iter().filter(|r| m.eras.contains(&r.era)).count();
        self.members.iter().map(of).sum()
    }

    /// Every stretch of every member.
    pub(crate) fn nodes(&self) -> Vec<(usize, usize)> {
        self.members.iter().flat_map(|m| m.eras.iter().map(|e| (m.channel, *e))).collect()
    }

    /// Names of the members.
    pub(crate) fn names(&self, channels: &[Channel]) -> Vec<String> {
        self.members.iter().map(|m| channels[m.channel].name.clone()).collect()
    }
}

/// Every stretch of one intercept of the channels asked for.
pub(crate) fn nodes(channels: &[Channel], wanted: impl Fn(&Channel) -> bool) -> Vec<(usize, usize)> {
    let mut all = BTreeSet::new();
    for (k, channel) in channels.iter().enumerate().filter(|(_, c)| wanted(c)) {
        all.extend(channel.readings.iter().map(|r| (k, r.era)));
    }
    all.into_iter().collect()
}

/// Readings of a stretch of one intercept in some periods.
fn readings_in(channels: &[Channel], (channel, era): (usize, usize), periods: &BTreeSet<usize>) -> usize {
    let own = channels[channel].readings.iter().filter(|r| r.era == era);
    own.filter(|r| periods.range(r.first..=r.last).next().is_some()).count()
}

/// Periods that a stretch of one intercept reads.
fn periods_read(channels: &[Channel], (channel, era): (usize, usize)) -> BTreeSet<usize> {
    channels[channel].readings.iter().filter(|r| r.era == era).flat_map(|r| r.first..=r.last).collect()
}

/// Connected components of the stretches given, by first period: two are linked if the finer has [`OVERLAP_MIN`]
/// readings in the periods that both read.
pub(crate) fn link(channels: &[Channel], nodes: &[(usize, usize)]) -> Vec<Linked> {
    let read: Vec<BTreeSet<usize>> = nodes.iter().map(|n| periods_read(channels, *n)).collect();
    // The component of each node is the smallest node that it can be reached from.
    let mut component: Vec<usize> = (0..nodes.len()).collect();
    for a in 0..nodes.len() {
        for b in 0..a {
            let common: BTreeSet<usize> = read[a].intersection(&read[b]).copied().collect();
            let overlap = [a, b].map(|n| readings_in(channels, nodes[n], &common)).into_iter().max().unwrap_or(0);
            let (old, new) = (component[a].max(component[b]), component[a].min(component[b]));
            if overlap >= OVERLAP_MIN && old != new {
                component.iter_mut().filter(|c| **c == old).for_each(|c| *c = new);
            }
        }
    }
    let names: BTreeSet<usize> = component.iter().copied().collect();
    let mut all: Vec<Linked> = names
        .into_iter()
        .filter_map(|name| {
            let inside = || (0..nodes.len()).filter(|i| component[*i] == name);
            let mut members: Vec<Member> = Vec::new();
            for (channel, era) in inside().map(|i| nodes[i]) {
                match members.iter_mut().find(|m| m.channel == channel) {
                    Some(m) => m.eras.push(era),
                    None => members.push(Member { channel, eras: vec![era] }),
                }
            }
            members.sort_by_key(|m| m.channel);
            members.iter_mut().for_each(|m| m.eras.sort_unstable());
            let first = inside().filter_map(|i| read[i].first().copied()).min()?;
            let last = inside().filter_map(|i| read[i].last().copied()).max()?;
            Some(Linked { first, last, members })
        })
        .collect();
    all.sort_by_key(|l| (l.first, l.last));
    all
}

/// Stretches that no instrument with the calendar's period reads, with the names of those that are left.
pub(crate) fn unread(all: &Channels) -> Vec<Unread> {
    let mut read = vec![false; all.calendar.len()];
    for r in all.channels.iter().filter(|c| c.by_period).flat_map(|c| &c.readings) {
        read[r.first] = true;
    }
    let mut stretches: Vec<Unread> = Vec::new();
    for i in (0..read.len()).filter(|i| !read[*i]) {
        match stretches.last_mut() {
            Some(s) if s.last + 1 == i => s.last = i,
            _ => stretches.push(Unread { first: i, last: i, only: Vec::new() }),
        }
    }
    for s in &mut stretches {
        let left = all.channels.iter().filter(|c| c.readings.iter().any(|r| r.first <= s.last && s.first <= r.last));
        s.only = left.map(|c| c.name.clone()).collect();
    }
    stretches
}

#[cfg(test)]
mod tests {
    use super::super::channels::ChannelReading;
    use super::*;
    use crate::calendar::PeriodLength;
    use crate::dossier::Measure;

    /// A channel that reads the periods given, each with the number of its era.
    fn channel(name: &str, reads: &[(usize, usize, usize)]) -> Channel {
        let readings = reads
            .iter()
            .map(|(first, last, era)| ChannelReading {
                first: *first,
                last: *last,
                whole: last + 1 - first,
                value: 0.0,
                variance: 0.0,
                era: *era,
            })
            .collect();
        Channel {
            name: name.into(),
            measure: Measure::Balance,
            arithmetical: false,
            deciding: false,
            period: PeriodLength::Month,
            by_period: true,
            eras: vec!["1".into(), "2".into()],
            readings,
        }
    }

    fn months(range: std::ops::Range<usize>, era: usize) -> Vec<(usize, usize, usize)> {
        range.map(|t| (t, t, era)).collect()
    }

    #[test]
    fn overlap_links_and_a_gap_parts() {
        let quarters: Vec<_> = (0..60).step_by(3).map(|t| (t, t + 2, 0)).collect();
        let late = [months(20..40, 0), months(40..60, 1)].concat();
        let all = [channel("a", &months(0..10, 0)), channel("b", &late), channel("c", &quarters)];
        // c has three readings in common with a, with the first era of b and with the second.
        let whole = link(&all, &nodes(&all, |_| true));
        assert_eq!(whole.len(), 1);
        assert_eq!((whole[0].first, whole[0].last, whole[0].n_readings(&all)), (0, 59, 70));
        // Without c nothing ties them together, not even the two eras of b, whose intercepts are two.
        let parted = link(&all, &nodes(&all, |c| c.name != "c"));
        assert_eq!(parted.iter().map(|p| (p.first, p.last)).collect::<Vec<_>>(), [(0, 9), (20, 39), (40, 59)]);
    }

    #[test]
    fn the_finer_instrument_decides_whether_an_overlap_is_long_enough() {
        let months = channel("a", &months(0..60, 0));
        let years = |n: usize| -> Vec<_> { (0..n).map(|y| (24 + 12 * y, 35 + 12 * y, 0)).collect() };
        let pieces = |all: &[Channel]| link(all, &nodes(all, |_| true)).len();
        assert_eq!(pieces(&[months, channel("b", &years(1))]), 1, "twelve months of one year");
        for (n, expected) in [(1, 2), (2, 2), (3, 1)] {
            assert_eq!(pieces(&[channel("c", &years(4)), channel("b", &years(n))]), expected, "{n} years");
        }
    }

    #[test]
    fn two_common_periods_are_too_few() {
        let all = [channel("a", &months(0..10, 0)), channel("b", &months(8..20, 0))];
        assert_eq!(link(&all, &nodes(&all, |_| true)).len(), 2);
    }
}
