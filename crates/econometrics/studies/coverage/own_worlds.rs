//! Worlds that only some families need: a drifting series with an event, a series with a break, a panel, ten measures
//! of one thing. Each is drawn from a stream of its world's own, so that adding one changes no other. No estimator is
//! called here.

use rand::Rng;
use tertius_econometrics::Columns;

use crate::worlds::{BEFORE, Data, Errors, World};

/// Streams of the worlds of this file; one per kind, so that all methods on a kind see the same series.
mod tag {
    pub(super) const EVENT: u64 = 101;
    pub(super) const LINE: u64 = 102;
    pub(super) const BREAK: u64 = 103;
    pub(super) const PANEL: u64 = 104;
    pub(super) const MEASURES: u64 = 106;
    pub(super) const UNIFORMS: u64 = 107;
}

/// A series with an event after two thirds of it.
pub(crate) struct EventSeries {
    pub(crate) outcome: Vec<Option<f64>>,
    /// The level without the event.
    pub(crate) level: Vec<f64>,
    /// First period of the event.
    pub(crate) event: usize,
}

impl EventSeries {
    /// What the event adds from its first period on.
    pub(crate) const STEP: f64 = 1.0;

    /// A random walk plus an error of variance 1. The level moves by .3 standard deviations of the error in each
    /// period, in persistent data by 1.
    pub(crate) fn drifting(world: &World) -> Self {
        let step = if world.data == Data::Persistent { 1.0 } else { 0.3 };
        let (mut random, mut errors, mut level) = (world.random(tag::EVENT), Errors::of(world.data), 0.0);
        Self::of(world, |_| {
            let [moves, error] = errors.next(&mut random);
            level += step * moves;
            (level, error)
        })
    }

    /// A straight line plus errors with the autocorrelation of the data, variance 1.
    pub(crate) fn around_a_line(world: &World) -> Self {
        let memory = world.data.memory();
        let errors: Vec<f64> = world.series(tag::LINE, memory);
        let scale = (1.0 - memory * memory).sqrt();
        Self::of(world, |t| (2.0 + 0.02 * t as f64, scale * errors[t]))
    }

    fn of(world: &World, mut next: impl FnMut(usize) -> (f64, f64)) -> Self {
        let event = 2 * world.periods / 3;
        let (mut outcome, mut levels) = (vec![], vec![]);
        for t in 0..world.periods {
            let (level, error) = next(t);
            levels.push(level);
            outcome.push(Some(level + error + if t >= event { Self::STEP } else { 0.0 }));
        }
        Self { outcome, level: levels, event }
    }
}

/// A series whose mean changes after half of it.
pub(crate) struct BreakSeries {
    pub(crate) y: Vec<f64>,
    /// Only a constant.
    pub(crate) x: Columns,
    /// Number of periods before the break.
    pub(crate) date: usize,
}

impl BreakSeries {
    /// Errors of variance 1 and the given autocorrelation; the mean rises by `size`.
    pub(crate) fn draw(world: &World, memory: f64, size: f64) -> Self {
        let date = world.periods / 2;
        let scale = (1.0 - memory * memory).sqrt();
        let errors = world.series(tag::BREAK, memory).into_iter().enumerate();
        let y = errors.map(|(t, e)| scale * e + if t < date { 0.0 } else { size }).collect();
        let mut x = Columns::new(world.periods);
        x.constant();
        Self { y, x, date }
    }
}

/// Names of the units of the panel.
pub(crate) const UNITS: [&str; 20] =
    ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p", "q", "r", "s", "t"];

/// Twenty units with levels of their own, one shock for all in each period, and errors with the autocorrelation of the
/// data. With `loadings`, units take part in a second common factor, each by a weight of its own.
pub(crate) fn panel(world: &World, loadings: bool) -> Columns {
    let memory = world.data.memory();
    let (mut random, mut errors) = (world.random(tag::PANEL), Errors::of(world.data));
    let [levels, weights]: [[f64; 20]; 2] =
        [Errors::of(Data::Moderate).next(&mut random), Errors::of(Data::Moderate).next(&mut random)];
    let mut series = vec![vec![]; 20];
    let (mut own, mut factor) = ([0.0; 20], 0.0);
    for period in 0..world.periods + BEFORE {
        let new: [f64; 22] = errors.next(&mut random);
        factor = memory * factor + new[20];
        for unit in 0..20 {
            own[unit] = memory * own[unit] + new[unit];
            if period >= BEFORE {
                let second = if loadings { weights[unit] * factor } else { 0.0 };
                series[unit].push(levels[unit] + new[21] + second + own[unit]);
            }
        }
    }
    let mut columns = Columns::new(world.periods);
    for (name, values) in UNITS.into_iter().zip(&series) {
        columns.push(name, values).expect("series of one length");
    }
    columns
}

/// Ten measures, correlated .5 with each other, and an outcome, all without memory.
pub(crate) struct Measures {
    pub(crate) measures: Vec<Vec<f64>>,
    /// Related to none of them.
    pub(crate) outcome: Vec<f64>,
    /// Related to the own part of each of the first five.
    pub(crate) outcome_of_five: Vec<f64>,
}

impl Measures {
    pub(crate) fn draw(world: &World) -> Self {
        let (mut random, mut errors) = (world.random(tag::MEASURES), Errors::of(world.data));
        let mut out = Self { measures: vec![vec![]; 10], outcome: vec![], outcome_of_five: vec![] };
        for _ in 0..world.periods {
            let new: [f64; 12] = errors.next(&mut random);
            let half = 0.5f64.sqrt();
            (0..10).for_each(|j| out.measures[j].push(half * (new[j] + new[10])));
            out.outcome.push(new[11]);
            // Made of what is each measure's own, so that the last five stay unrelated.
            out.outcome_of_five.push(new[11] + 0.6 * new[..5].iter().sum::<f64>());
        }
        out
    }
}

/// Independent numbers, uniform between 0 and 1, one per period.
pub(crate) fn uniforms(world: &World) -> Vec<f64> {
    let mut random = world.random(tag::UNIFORMS);
    (0..world.periods).map(|_| ((random.next_u64() >> 11) as f64 + 0.5) / (1u64 << 53) as f64).collect()
}
