//! Where states stand on the line that an instrument's readings show: published ideal points where a run has them, else
//! classical scaling of the readings, period by period. Builds the table; the scaling is the business of `econometrics`.

use super::question::{Putting, refused};
use crate::actors::StateId;
use crate::calendar::PeriodLength;
use crate::dossier::{Dyad, Measure, Side, VotesBy};
use crate::events::{ByState, IdealPoints};
use crate::refusal::Refusal;
use crate::series::InstrumentSeries;
use rayon::prelude::*;
use tertius_econometrics as ec;

/// Fewest states that a line is laid through in a period.
const STATES_MIN: usize = 5;
/// The pair and the third, which come first in every list of states here.
const TRIANGLE: usize = 3;

/// By state, one entry per period.
type Paths = Vec<Vec<Option<f64>>>;

/// Positions of states in the periods of an era.
#[derive(Clone, Debug)]
pub(super) struct Positions {
    /// By state, in the order asked for: one entry per period; `None` where it has no position.
    pub(super) paths: Paths,
    /// Where they come from, in words.
    pub(super) from: String,
    /// How readings fall with distance on the line, over all states and periods.
    pub(super) link: ec::DistanceLink,
}

impl Positions {
    /// Mean position of a state over the era.
    pub(super) fn mean(&self, state: usize) -> Option<f64> {
        let read: Vec<f64> = self.paths.get(state)?.iter().flatten().copied().collect();
        (!read.is_empty()).then(|| read.iter().sum::<f64>() / read.len() as f64)
    }
}

/// Readings of every dyad among some states, by period of an era.
struct Readings {
    n_states: usize,
    /// Of the states i < j at `index(i, j)`.
    values: Vec<Vec<Option<f64>>>,
}

impl Readings {
    fn of(putting: &Putting<'_>, states: &[StateId]) -> Readings {
        let n = states.len();
        let dyads: Vec<(usize, usize)> = (1..n).flat_map(|j| (0..j).map(move |i| (i, j))).collect();
        let (first, last) = (putting.era.first, putting.era.last);
        let read = |(i, j): &(usize, usize)| match Dyad::new(states[*i], states[*j]) {
            Some(dyad) => putting.series.side(Side::Pooled(dyad), &[]).values()[first..=last].to_vec(),
            None => vec![None; last - first + 1],
        };
        Readings { n_states: n, values: dyads.par_iter().map(read).collect() }
    }

    fn at(&self, i: usize, j: usize, t: usize) -> Option<f64> {
        let (low, high) = (i.min(j), i.max(j));
        self.values[high * (high - 1) / 2 + low][t]
    }

    fn all(&self) -> impl Iterator<Item = (usize, usize, &[Option<f64>])> {
        let dyads = (1..self.n_states).flat_map(|j| (0..j).map(move |i| (i, j)));
        dyads.zip(&self.values).map(|((i, j), values)| (i, j, values.as_slice()))
    }
}

/// Positions of `states`, of which the first three are the pair and the third.
///
/// # Errors
/// A refusal where too few states have readings with each other, or readings do not fall with distance on the line.
pub(super) fn positions(putting: &Putting<'_>, states: &[StateId]) -> Result<Positions, Refusal> {
    let readings = Readings::of(putting, states);
    let n_periods = putting.era.last - putting.era.first + 1;
    let (paths, from) = match published(putting, states, &readings, n_periods) {
        Some(found) => found,
        None => scaled(&readings, n_periods, no_distance(putting.series, &readings)?)?,
    };
    let (mut distances, mut values) = (Vec::new(), Vec::new());
    for (i, j, series) in readings.all() {
        for (t, value) in series.iter().enumerate() {
            if let (Some(a), Some(b), Some(value)) = (paths[i][t], paths[j][t], value) {
                distances.push((a - b).abs());
                values.push(*value);
            }
        }
    }
    let link = ec::DistanceLink::fit(&distances, &values).map_err(|e| refused(&e))?;
    Ok(Positions { paths, from, link })
}

/// The reading of two states at one place: known of votes and ideal points, else the warmest reading.
fn no_distance(series: &InstrumentSeries, readings: &Readings) -> Result<f64, Refusal> {
    match series.instrument.measure {
        Measure::Agreement | Measure::S | Measure::Kappa | Measure::Pi => Ok(1.0),
        _ => readings
            .values
            .iter()
            .flatten()
            .flatten()
            .copied()
            .max_by(f64::total_cmp)
            .ok_or_else(|| Refusal::new("no dyad of these states is read", "readings")),
    }
}

/// Published points, where an instrument of the run has them for the triangle in every period in which all its sides
/// are read. They are dated by session, one a year, and so must the readings be.
fn published(
    putting: &Putting<'_>,
    states: &[StateId],
    readings: &Readings,
    n_periods: usize,
) -> Option<(Paths, String)> {
    let yearly = putting.series.calendar.length() == PeriodLength::Year;
    if !yearly || putting.series.instrument.votes.by != VotesBy::Session {
        return None;
    }
    let (name, points) = putting.latent?.instruments.iter().find_map(|s| match &s.ledger.by_state {
        ByState::IdealPoints(points) => Some((&s.instrument.name.value, points)),
        _ => None,
    })?;
    let paths: Paths = states.iter().map(|s| path(putting, points, *s, n_periods)).collect();
    let whole = (0..n_periods).all(|t| {
        let read = [(0, 1), (0, 2), (1, 2)].iter().all(|(i, j)| readings.at(*i, *j, t).is_some());
        !read || paths[..TRIANGLE].iter().all(|p| p[t].is_some())
    });
    whole.then(|| (paths, format!("the points of \"{name}\"")))
}

fn path(putting: &Putting<'_>, points: &IdealPoints, state: StateId, n_periods: usize) -> Vec<Option<f64>> {
    let calendar = &putting.series.calendar;
    let year = |t: usize| calendar.span(putting.era.first + t).first.ymd().0;
    (0..n_periods).map(|t| points.get(&state).and_then(|p| p.get(&year(t))).map(|p| p.value)).collect()
}

/// Classical scaling period by period, over the states that are read with all others; each period's line runs the way
/// of the one before it.
fn scaled(readings: &Readings, n_periods: usize, no_distance: f64) -> Result<(Paths, String), Refusal> {
    let n = readings.n_states;
    let mut places: Vec<(usize, usize, f64)> = Vec::new();
    let mut before: Vec<Option<f64>> = vec![None; n];
    let (mut shares, mut fewest) = (Vec::new(), usize::MAX);
    for t in 0..n_periods {
        let here = complete(readings, t);
        if here.len() < STATES_MIN {
            continue;
        }
        let distance = |i: usize, j: usize| match readings.at(i, j, t) {
            Some(value) if i != j => (no_distance - value).max(0.0),
            _ => 0.0,
        };
        let all: Vec<f64> = here
            .iter()
            .flat_map(|i| here.iter().map(move |j| (*i, *j)))
            .map(|(i, j)| if i == j { 0.0 } else { distance(i, j) })
            .collect();
        let found = ec::classical_scaling(&all, here.len()).map_err(|e| refused(&e))?;
        let same_way: f64 = here.iter().zip(&found.positions).map(|(state, x)| before[*state].unwrap_or(0.0) * x).sum();
        let sign = if same_way < 0.0 { -1.0 } else { 1.0 };
        for (state, x) in here.iter().zip(&found.positions) {
            places.push((*state, t, sign * x));
            before[*state] = Some(sign * x);
        }
        shares.push(found.share);
        fewest = fewest.min(here.len());
    }
    if shares.is_empty() {
        return Err(Refusal::new(
            "in no period are five states read with each other, so that nobody's place on the line is known",
            "readings of other dyads by the same instrument",
        ));
    }
    let mut paths = vec![vec![None; n_periods]; n];
    for (state, t, x) in places {
        paths[state][t] = Some(x);
    }
    let mean = shares.iter().sum::<f64>() / shares.len() as f64;
    let words = format!(
        "a line laid through the readings of {fewest} states or more, which holds {:.0} % of what keeps them apart",
        100.0 * mean
    );
    Ok((paths, words))
}

/// The states read with all others in a period: whoever lacks most goes first, the triangle last.
fn complete(readings: &Readings, t: usize) -> Vec<usize> {
    let n = readings.n_states;
    let read = |i: usize, j: usize| readings.at(i, j, t).is_some();
    let mut here: Vec<usize> = (0..n).filter(|i| (0..n).any(|j| j != *i && read(*i, j))).collect();
    loop {
        let lacks = |i: usize| here.iter().filter(|j| **j != i && !read(i, **j)).count();
        let worst = here.iter().copied().map(|i| (i >= TRIANGLE, lacks(i), i)).filter(|w| w.1 > 0).max();
        let Some((_, _, worst)) = worst else { return here };
        here.retain(|i| *i != worst);
    }
}
