//! The sides of many triangles as one instrument reads them: the readings of [`InstrumentSeries::side`], with what
//! triangles share counted once. A conflict rate's exposure leaves out the triangle's own states, so it is the states'
//! totals less the events within the triangle.

use super::eras::Era;
use super::expected_log::ExpectedLog;
use super::instrument::InstrumentSeries;
use crate::actors::StateId;
use crate::dossier::{Dyad, Measure, Side};
use std::collections::BTreeMap;

/// What is counted once of a side.
#[derive(Clone, Debug)]
struct Counted {
    /// All events, by period.
    all: Vec<u64>,
    /// Conflict, by period.
    conflict: Vec<u64>,
    /// ln(conflict + 1), by period.
    ln_conflict: Vec<f64>,
    /// The readings themselves, where they do not depend on the triangle; empty for conflict rates.
    values: Vec<Option<f64>>,
}

/// Sides that can be read in many triangles; both directions pooled.
#[derive(Clone, Debug)]
pub struct ManySides<'a> {
    series: &'a InstrumentSeries,
    sides: Vec<Counted>,
    totals: BTreeMap<StateId, Vec<u64>>,
    /// For conflict rates only.
    expected_log: Option<ExpectedLog>,
}

impl<'a> ManySides<'a> {
    /// The sides of these dyads; a side is known by its place in the list.
    pub fn new(series: &'a InstrumentSeries, dyads: &[Dyad]) -> ManySides<'a> {
        let is_rate = series.instrument.measure == Measure::ConflictRate;
        let sides = dyads
            .iter()
            .map(|dyad| {
                let side = Side::Pooled(*dyad);
                if !is_rate {
                    let values = series.side(side, &[]).values();
                    return Counted { all: Vec::new(), conflict: Vec::new(), ln_conflict: Vec::new(), values };
                }
                let counts = series.counts_by_period(side);
                let conflict: Vec<u64> = counts.iter().map(|c| c.conflictual()).collect();
                Counted {
                    all: counts.iter().map(|c| c.all()).collect(),
                    ln_conflict: conflict.iter().map(|k| (*k as f64 + 1.0).ln()).collect(),
                    conflict,
                    values: Vec::new(),
                }
            })
            .collect();
        let nothing = || vec![0; series.calendar.len()];
        let totals = dyads
            .iter()
            .flat_map(|d| d.states())
            .map(|s| (s, series.exposure_by_period(s).map_or_else(nothing, <[u64]>::to_vec)))
            .collect();
        let expected_log = is_rate.then(|| ExpectedLog::new(series.design_effect));
        ManySides { series, sides, totals, expected_log }
    }

    /// The three sides of a triangle within an era, one entry per period of the era: the first state with the second,
    /// the first with the third, the second with the third. `sides` are their places in the list, in this order.
    pub fn read(&self, states: [StateId; 3], sides: [usize; 3], era: &Era, out: &mut [Vec<Option<f64>>; 3]) {
        out.iter_mut().for_each(Vec::clear);
        let sides = sides.map(|s| &self.sides[s]);
        let Some(expected_log) = &self.expected_log else {
            for (values, side) in out.iter_mut().zip(sides) {
                values.extend_from_slice(&side.values[era.first..=era.last]);
            }
            return;
        };
        let periods = era.first..=era.last;
        let totals = states.map(|s| &self.totals[&s]);
        // Both sides of each state, by their place among the three.
        let own = [[0, 1], [0, 2], [1, 2]];
        let outside = |state: usize, t: usize| {
            let [x, y] = own[state];
            totals[state][t].saturating_sub(sides[x].all[t] + sides[y].all[t])
        };
        let (mut conflict, mut exposure) = ([0_u64; 3], [0_u64; 3]);
        let of_sides = |t: usize| {
            let [a, b, c] = [0, 1, 2].map(|s| outside(s, t));
            [a + b, a + c, b + c]
        };
        for t in periods.clone().filter(|t| self.series.observed[*t]) {
            for (i, e) in of_sides(t).into_iter().enumerate() {
                conflict[i] += sides[i].conflict[t];
                exposure[i] += e;
            }
        }
        let rates = [0, 1, 2].map(|i| conflict[i] as f64 / exposure[i] as f64);
        for t in periods {
            let e = of_sides(t);
            for (i, values) in out.iter_mut().enumerate() {
                let read = self.series.observed[t] && e[i] > 0 && rates[i] > 0.0 && rates[i].is_finite();
                values.push(read.then(|| expected_log.reading(sides[i].ln_conflict[t], e[i] as f64 * rates[i])));
            }
        }
    }
}
