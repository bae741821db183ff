//! An instrument as it might have been: periods in another order or more of them, sides that are moved, dyads that are
//! turned in time. For
//! simulations that keep a dossier's own series; nothing of this is ever reported as read.

use super::eras::{Era, EraStart};
use super::instrument::InstrumentSeries;
use super::reading::{Observation, Reading};
use super::side::SideSeries;
use crate::actors::StateId;
use crate::dossier::{Dyad, Measure, Side};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What is altered, and of which instrument.
#[derive(Clone, Debug)]
pub(super) struct Altered {
    pub(super) base: Arc<InstrumentSeries>,
    pub(super) order: Vec<usize>,
    moves: BTreeMap<Side, Vec<f64>>,
}

impl Altered {
    /// The readings of the base in the new order, moved where they are read. A balance stays within its ends.
    pub(super) fn side(&self, side: Side, excluded: &[StateId]) -> SideSeries {
        let read = self.base.side(side, excluded).readings;
        let mut readings: Vec<_> = self.order.iter().map(|i| read[*i]).collect();
        if let Some(by) = self.moves.get(&side) {
            let bounded = self.base.instrument.measure == Measure::Balance;
            for (reading, by) in readings.iter_mut().zip(by).filter(|(_, by)| **by != 0.0) {
                let value = match reading.observation {
                    Observation::Score(v) => v,
                    Observation::SilentAsZero => 0.0,
                    Observation::Silent | Observation::Unobserved => continue,
                };
                // What coder error had already carried beyond an end may stay there.
                let (low, high) = if bounded { (value.min(-1.0), value.max(1.0)) } else { (f64::MIN, f64::MAX) };
                reading.observation = Observation::Score((value + by).clamp(low, high));
            }
        }
        SideSeries { side, readings }
    }
}

/// By which share of the watched time each dyad is turned, 0 to 1; others stay where they are.
pub type Turns = BTreeMap<Dyad, f64>;

/// Turns a side's readings among the periods in which its source was watching, its end joined to its beginning.
pub(super) fn turn(readings: &mut [Reading], observed: &[bool], share: f64) {
    let watched: Vec<usize> = (0..readings.len()).filter(|i| observed[*i]).collect();
    let mut read: Vec<Reading> = watched.iter().map(|i| readings[*i]).collect();
    let by = (share * read.len() as f64).round() as usize;
    if !read.is_empty() {
        let n = read.len();
        read.rotate_right(by % n);
    }
    watched.into_iter().zip(read).for_each(|(i, reading)| readings[i] = reading);
}

impl InstrumentSeries {
    /// The same instrument with every dyad's readings turned in time, both directions and all countings of a dyad
    /// together: each keeps its memory, its gaps and its errors, and nothing that two dyads share is left in time. Rows,
    /// exposure and eras stay as they are.
    pub fn turned(mut self, turns: Arc<Turns>) -> InstrumentSeries {
        self.turns = Some(turns);
        self
    }

    /// The same instrument with one era, made of the base's periods `order` (indices into its calendar, repeated as
    /// often as wanted). Periods are named from the first of them on.
    pub fn in_order(base: &Arc<InstrumentSeries>, order: &[usize]) -> InstrumentSeries {
        let calendar = base.calendar.stretch(order.first().copied().unwrap_or(0), order.len());
        let last = order.len().max(1) - 1;
        let era = Era { first: 0, last, because: String::new(), start: EraStart::First };
        let altered = Altered { base: Arc::clone(base), order: order.to_vec(), moves: BTreeMap::new() };
        InstrumentSeries::shell(altered, calendar, era)
    }

    /// Moves one side of an altered series by so much in each period, where it is read. Nothing for a series as it was
    /// read from files.
    pub fn moved(mut self, side: Side, by: Vec<f64>) -> InstrumentSeries {
        if let Some(altered) = &mut self.altered {
            altered.moves.insert(side, by);
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_turned_dyad_keeps_its_gaps_in_the_calendar() {
        let read = |v| Reading { observation: Observation::Score(v), ..Reading::UNOBSERVED };
        let mut readings = vec![read(1.0), Reading::UNOBSERVED, read(2.0), read(3.0), read(4.0)];
        turn(&mut readings, &[true, false, true, true, true], 0.25);
        let values: Vec<_> = readings.iter().map(|r| r.observation).collect();
        let score = Observation::Score;
        assert_eq!(values, [score(4.0), Observation::Unobserved, score(1.0), score(2.0), score(3.0)]);
        turn(&mut readings, &[false; 5], 0.25);
        assert_eq!(readings[0].observation, score(4.0), "nothing was watched, so nothing turns");
    }
}
