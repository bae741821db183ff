//! The worlds of the study, by name, and what must hold of each.

use tertius::simulate::Observatory;

/// What must hold of a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// 87 to 93 % of all months within their 90 % bands, and a disagreement said of at most a tenth of the relations.
    Agreement,
    /// A disagreement said of at least nine tenths of the relations.
    Disagreement,
}

/// A kind of world.
#[derive(Clone, Copy, Debug)]
pub(super) struct Condition {
    pub(super) name: &'static str,
    pub(super) says: &'static str,
    pub(super) make: fn(usize) -> Observatory,
    pub(super) wanted: Wanted,
}

/// Every condition, in the order of the tables.
pub(super) const ALL: [Condition; 6] = [
    Condition {
        name: "several-short-memory",
        says: "two monthly sources with gaps of years, a yearly table of events and yearly votes; relations with an autocorrelation of .5",
        make: |periods| Observatory::several(periods).autocorrelation(0.5, 0.5),
        wanted: Wanted::Agreement,
    },
    Condition {
        name: "several",
        says: "the same with an autocorrelation of .8",
        make: Observatory::several,
        wanted: Wanted::Agreement,
    },
    Condition {
        name: "several-long-memory",
        says: "the same with an autocorrelation of .95",
        make: |periods| Observatory::several(periods).autocorrelation(0.95, 0.95),
        wanted: Wanted::Agreement,
    },
    Condition {
        name: "two-sources",
        says: "the two monthly sources alone, without gaps and without a new coder; autocorrelation .8",
        make: Observatory::two_sources,
        wanted: Wanted::Agreement,
    },
    Condition {
        name: "two-truths",
        says: "the same, but the second source reads an independent truth of its own",
        make: |periods| Observatory::two_sources(periods).dissenting(),
        wanted: Wanted::Disagreement,
    },
    Condition {
        name: "several-one-dissents",
        says: "as *several*, but the second monthly source reads an independent truth of its own",
        make: |periods| Observatory::several(periods).dissenting(),
        wanted: Wanted::Disagreement,
    },
];
