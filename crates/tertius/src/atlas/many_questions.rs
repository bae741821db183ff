//! Which triangles are asked about: three states of which every dyad has enough active periods, in the order of their
//! codes; and the six questions of each.

use crate::actors::StateId;
use crate::dossier::{Dyad, Side};
use crate::series::InstrumentSeries;
use std::collections::BTreeMap;

/// Three states, a before b before c by code, and the places of their dyads ab, ac and bc among the active ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AtlasTriangle {
    /// The states.
    pub states: [StateId; 3],
    /// Places of their dyads.
    pub dyads: [usize; 3],
}

impl AtlasTriangle {
    /// The state outside of a dyad of the triangle, by the dyad's place among the three.
    pub(super) fn outside(&self, dyad: usize) -> StateId {
        self.states[2 - dyad]
    }
}

/// The active dyads, in order.
pub(super) fn active_dyads(series: &InstrumentSeries, states: &[StateId], active_min: usize) -> Vec<Dyad> {
    let pairs = states.iter().enumerate().flat_map(|(i, a)| states[i + 1..].iter().map(move |b| (*a, *b)));
    pairs.filter_map(|(a, b)| Dyad::new(a, b)).filter(|d| series.n_active(Side::Pooled(*d)) >= active_min).collect()
}

/// Every triangle of these dyads.
pub(super) fn triangles(dyads: &[Dyad]) -> Vec<AtlasTriangle> {
    let places: BTreeMap<Dyad, usize> = dyads.iter().enumerate().map(|(i, d)| (*d, i)).collect();
    let mut partners: BTreeMap<StateId, Vec<StateId>> = BTreeMap::new();
    for d in dyads {
        let [a, b] = d.states();
        partners.entry(a).or_default().push(b);
    }
    let mut all = Vec::new();
    for (a, after_a) in &partners {
        for (i, b) in after_a.iter().enumerate() {
            for c in &after_a[i + 1..] {
                let place = |x: &StateId, y: &StateId| Dyad::new(*x, *y).and_then(|d| places.get(&d).copied());
                if let (Some(ab), Some(ac), Some(bc)) = (place(a, b), place(a, c), place(b, c)) {
                    all.push(AtlasTriangle { states: [*a, *b, *c], dyads: [ab, ac, bc] });
                }
            }
        }
    }
    all
}
