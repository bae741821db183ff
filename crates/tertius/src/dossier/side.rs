//! Which relation is meant: dyads, directed dyads, and sides of a triangle. No question and no number.

use crate::actors::StateId;
use std::fmt;

/// Two states without direction. The first comes first in the alphabet of state codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Dyad(StateId, StateId);

impl Dyad {
    /// The two states in either order; `None` if they are the same.
    pub fn new(a: StateId, b: StateId) -> Option<Dyad> {
        (a != b).then(|| Dyad(a.min(b), a.max(b)))
    }

    /// Both states.
    pub fn states(self) -> [StateId; 2] {
        [self.0, self.1]
    }

    /// Both directions.
    pub fn directions(self) -> [DirectedDyad; 2] {
        [DirectedDyad { initiator: self.0, target: self.1 }, DirectedDyad { initiator: self.1, target: self.0 }]
    }

    /// Whether the state is one of the two.
    pub fn contains(self, state: StateId) -> bool {
        self.0 == state || self.1 == state
    }
}

impl fmt::Display for Dyad {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.0.code(), self.1.code())
    }
}

/// Who did it, and to whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DirectedDyad {
    /// The acting state.
    pub initiator: StateId,
    /// The state acted upon.
    pub target: StateId,
}

impl fmt::Display for DirectedDyad {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}>{}", self.initiator.code(), self.target.code())
    }
}

/// A side of the triangle as a claim names it: `IRN-RUS`, both directions pooled, or `RUS>IRN`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// Both directions counted together.
    Pooled(Dyad),
    /// One direction only.
    Directed(DirectedDyad),
}

impl Side {
    /// The two states, whatever the direction.
    pub fn dyad(self) -> Dyad {
        match self {
            Side::Pooled(d) => d,
            Side::Directed(d) => Dyad(d.initiator.min(d.target), d.initiator.max(d.target)),
        }
    }

    /// The same side with `new` in the place of `old`; unchanged if `old` is not in it.
    pub fn with_replaced(self, old: StateId, new: StateId) -> Side {
        let swap = |s: StateId| if s == old { new } else { s };
        match self {
            Side::Pooled(d) => Side::Pooled(Dyad(swap(d.0).min(swap(d.1)), swap(d.0).max(swap(d.1)))),
            Side::Directed(d) => Side::Directed(DirectedDyad { initiator: swap(d.initiator), target: swap(d.target) }),
        }
    }

    /// The side in words: "Iran – Russia", or "Russia toward Iran".
    pub fn words(self) -> String {
        match self {
            Side::Pooled(d) => format!("{} – {}", d.0.state().name, d.1.state().name),
            Side::Directed(d) => format!("{} toward {}", d.initiator.state().name, d.target.state().name),
        }
    }

    /// The directed dyads that are counted.
    pub fn directions(self) -> Vec<DirectedDyad> {
        match self {
            Side::Pooled(d) => d.directions().to_vec(),
            Side::Directed(d) => vec![d],
        }
    }
}

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Side::Pooled(d) => d.fmt(f),
            Side::Directed(d) => d.fmt(f),
        }
    }
}
