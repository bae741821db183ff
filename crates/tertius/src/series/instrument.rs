//! One instrument's series: its calendar, when it was watching, its eras, and any side of any triangle as
//! it reads them. Silence and absence of an observer are told apart here, once for all.

use super::altered::{self, Altered, Turns};
use super::eras::{Era, eras, watched};
use super::measure::{self, Measured, ScoreSums};
use super::reading::{ClassCounts, Observation, Reading};
use super::side::SideSeries;
use super::{in_force, indicator_mean, votes};
use crate::actors::StateId;
use crate::calendar::{Day, PeriodCalendar, Span};
use crate::dossier::{DirectedDyad, Dossier, Dyad, Instrument, Measure, Scale, Side};
use crate::events::{ByState, IndicatorReading, Ledger, MeasuresInForce, scales};
use std::collections::BTreeMap;
use std::sync::Arc;

#[derive(Clone, Copy, Debug, Default)]
struct Cell {
    counts: ClassCounts,
    scores: ScoreSums,
    dates: u32,
    last_date: Option<Day>,
}

/// The raw pieces of one unit of observation: a directed dyad in one period.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DirectedCounts {
    /// Period, an index into the calendar.
    pub period: usize,
    /// Events by quad class.
    pub counts: ClassCounts,
    /// Distinct dates with an event (days, or the months of a monthly table).
    pub n_dates: u32,
    /// Sum of the scale's values; `None` without a scored event.
    pub score_sum: Option<f64>,
    /// Mean of the scale's values; `None` without a scored event.
    pub score_mean: Option<f64>,
    /// Events whose code has no score.
    pub n_without_score: u64,
}

/// Everything one instrument says.
#[derive(Clone, Debug)]
pub struct InstrumentSeries {
    /// The dossier's table.
    pub instrument: Instrument,
    /// What became of its rows.
    pub ledger: Ledger,
    /// Its periods.
    pub calendar: PeriodCalendar,
    /// Per period, whether the source was watching: all days for sums, at least half of them for shares and means.
    pub observed: Vec<bool>,
    /// Eras, in time.
    pub eras: Vec<Era>,
    /// Inflation of sampling variances.
    pub design_effect: f64,
    /// What the reader must know.
    pub cautions: Vec<String>,
    cells: BTreeMap<DirectedDyad, BTreeMap<usize, Cell>>,
    exposure: BTreeMap<StateId, Vec<u64>>,
    readings: BTreeMap<Dyad, Vec<IndicatorReading>>,
    in_force: BTreeMap<Dyad, Vec<MeasuresInForce>>,
    score_spread: f64,
    pub(super) altered: Option<Altered>,
    pub(super) turns: Option<Arc<Turns>>,
}

impl InstrumentSeries {
    /// Counts the ledger's events into periods. The period is the dossier's, or the table's own where its
    /// dates are coarser. `None` if nothing of the ledger lies within the dossier's span.
    pub fn new(instrument: &Instrument, ledger: Ledger, dossier: &Dossier) -> Option<InstrumentSeries> {
        let triangle = &dossier.triangle;
        let length = ledger.resolution.map_or(triangle.period, |r| r.max(triangle.period));
        let whole = Span { first: ledger.observed.first()?.first, last: ledger.observed.last()?.last };
        let span = triangle.span.map_or(Some(whole), |s| s.intersection(whole))?;
        let calendar = PeriodCalendar::covering(length, span);
        let share = if matches!(instrument.measure, Measure::ScoreSum) { 1.0 } else { 0.5 };
        let observed: Vec<bool> =
            (0..calendar.len()).map(|i| watched(&ledger.observed, calendar.span(i)) >= share).collect();
        let states = [triangle.pair_as_written[0], triangle.pair_as_written[1], triangle.third];
        let eras = eras(&calendar, &observed, instrument, &states);
        let stated_by_rate = instrument
            .stated
            .iter()
            .any(|k| k == "duplicate_rate")
            .then(|| measure::design_effect_of(instrument.duplicate_rate));
        let design_effect = instrument.design_effect.or(stated_by_rate).or(if instrument.one_a_day {
            Some(1.0)
        } else {
            ledger.design_effect
        });
        let mut cautions = ledger.cautions.clone();
        if design_effect.is_none() && instrument.measure.is_of_events() {
            cautions.push(format!(
                "\"{}\" states no design effect: its error bars take every counted event for a different one.",
                instrument.name.value
            ));
        }
        if length != triangle.period {
            cautions.push(format!(
                "\"{}\" is a {length}ly table: it is shown by {length} and enters no test by {}.",
                instrument.name.value, triangle.period
            ));
        }
        let mut series = InstrumentSeries {
            instrument: instrument.clone(),
            calendar,
            observed,
            eras,
            design_effect: design_effect.unwrap_or(1.0),
            cautions,
            cells: BTreeMap::new(),
            exposure: BTreeMap::new(),
            readings: BTreeMap::new(),
            in_force: BTreeMap::new(),
            score_spread: 0.0,
            altered: None,
            turns: None,
            ledger,
        };
        series.count();
        series.note_beyond_one(dossier);
        let undefined = dossier.sides().map(|s| series.undefined_years(s.dyad()));
        series.cautions.extend(undefined.into_iter().flatten());
        Some(series)
    }

    /// The shell of an altered series: its own calendar and one era, and readings from `altered`.
    pub(super) fn shell(altered: Altered, calendar: PeriodCalendar, era: Era) -> InstrumentSeries {
        let base = &altered.base;
        InstrumentSeries {
            instrument: base.instrument.clone(),
            ledger: base.ledger.without_rows(),
            observed: altered.order.iter().map(|i| base.observed[*i]).collect(),
            eras: vec![era],
            design_effect: base.design_effect,
            cautions: base.cautions.clone(),
            cells: BTreeMap::new(),
            exposure: BTreeMap::new(),
            readings: BTreeMap::new(),
            in_force: BTreeMap::new(),
            score_spread: base.score_spread,
            calendar,
            altered: Some(altered),
            turns: None,
        }
    }

    /// A balance that is corrected for coder error may lie beyond -1 or 1. It is kept, and said.
    fn note_beyond_one(&mut self, dossier: &Dossier) {
        if self.instrument.coder_error == 0.0 {
            return;
        }
        let beyond = |r: &Reading| matches!(r.observation, Observation::Score(v) if v.abs() > 1.0);
        let n = dossier.sides().iter().flat_map(|s| self.side(*s, &[]).readings).filter(beyond).count();
        if n > 0 {
            self.cautions.push(format!(
                "{n} reading(s) of \"{}\" lie beyond -1 or 1 once a coder error of {} is taken out: more events are of one kind than such a coder would leave, so the rate is too high for them, or chance had it so.",
                self.instrument.name.value, self.instrument.coder_error
            ));
        }
    }

    fn count(&mut self) {
        let mut all = ScoreSums::default();
        let scale = self.scale();
        for event in &self.ledger.events {
            let Some(period) = self.calendar.index_of(event.day) else { continue };
            let dyad = DirectedDyad { initiator: event.initiator, target: event.target };
            let cell = self.cells.entry(dyad).or_default().entry(period).or_default();
            let n = u64::from(event.count);
            cell.counts.add(event.code.quad_class(), n);
            if cell.last_date != Some(event.day) {
                cell.dates += 1;
                cell.last_date = Some(event.day);
            }
            if let Some(scale) = scale {
                cell.scores.add(scales::score_tenths(scale, event.code.text()), event.count);
            }
        }
        for cell in self.cells.values().flat_map(BTreeMap::values) {
            all.join(&cell.scores);
        }
        if all.n > 1 {
            let (n, mean) = (all.n as f64, all.sum as f64 / 10.0 / all.n as f64);
            self.score_spread = (all.squares as f64 / 100.0 - n * mean * mean).max(0.0) / (n - 1.0);
        }
        if all.without_score > 0 && matches!(self.instrument.measure, Measure::ScoreSum | Measure::ScoreMean) {
            self.cautions.push(format!(
                "{} events of \"{}\" have a code without a score: they are counted, not summed.",
                all.without_score, self.instrument.name.value
            ));
        }
        let n_periods = self.calendar.len();
        for ((state, day), n) in &self.ledger.exposure {
            if let Some(period) = self.calendar.index_of(*day) {
                self.exposure.entry(*state).or_insert_with(|| vec![0; n_periods])[period] += n;
            }
        }
        for reading in &self.ledger.indicators {
            self.readings.entry(reading.dyad).or_default().push(*reading);
        }
        for m in &self.ledger.in_force {
            let dyad = Dyad::new(m.directed.initiator, m.directed.target);
            self.in_force.entry(dyad.expect("a state takes no measures against itself")).or_default().push(*m);
        }
    }

    /// The scale of sums and means: the dossier's, or the usual one of the codes' ontology; `None` where that has none.
    pub fn scale(&self) -> Option<Scale> {
        self.instrument.scale.or(self.ledger.ontology.usual_scale())
    }

    /// The raw pieces of a directed dyad, for every period with an event.
    pub fn directed(&self, dyad: DirectedDyad) -> Vec<DirectedCounts> {
        let cells = self.cells.get(&dyad).into_iter().flatten();
        cells
            .map(|(period, cell)| DirectedCounts {
                period: *period,
                counts: cell.counts,
                n_dates: cell.dates,
                score_sum: cell.scores.total(1.0).map(|m| m.value),
                score_mean: cell.scores.mean(self.score_spread, 1.0).map(|m| m.value),
                n_without_score: cell.scores.without_score.unsigned_abs(),
            })
            .collect()
    }

    /// All events that a state had part in, as initiator or target, in one period: from the exposure table where there is
    /// one, else from the instrument's own rows. 0 for periods outside the calendar.
    pub fn events_of_state(&self, state: StateId, period: usize) -> u64 {
        self.exposure.get(&state).and_then(|v| v.get(period)).copied().unwrap_or(0)
    }

    /// Whether this instrument reads events (and not yearly numbers).
    pub fn is_of_events(&self) -> bool {
        self.instrument.measure.is_of_events()
    }

    /// All states that this instrument has an event or reading of.
    pub fn states(&self) -> Vec<StateId> {
        if let Some(altered) = &self.altered {
            return altered.base.states();
        }
        let mut all: Vec<StateId> = self
            .cells
            .keys()
            .flat_map(|d| [d.initiator, d.target])
            .chain(self.readings.keys().flat_map(|d| d.states()))
            .chain(self.in_force.keys().flat_map(|d| d.states()))
            .collect();
        match &self.ledger.by_state {
            ByState::Nothing => {}
            ByState::RollCalls(calls) => all.extend(calls.states()),
            ByState::IdealPoints(points) => all.extend(points.keys().copied()),
        }
        all.sort();
        all.dedup();
        all
    }

    /// Periods in which the side has at least one event (or reading).
    pub fn n_active(&self, side: Side) -> usize {
        if let Some(altered) = &self.altered {
            return altered.base.n_active(side);
        }
        if self.instrument.measure == Measure::InForce {
            let bare = |r: &Reading| matches!(r.observation, Observation::Score(v) if v < 0.0);
            return self.in_force_readings(side).iter().filter(|r| bare(r)).count();
        }
        if !self.is_of_events() {
            return self.readings_of(side.dyad()).len();
        }
        let mut active: Vec<usize> =
            side.directions().iter().filter_map(|d| self.cells.get(d)).flat_map(|m| m.keys().copied()).collect();
        active.sort_unstable();
        active.dedup();
        active.len()
    }

    /// Reads one side of a triangle. `excluded` matters for conflict rates: exposure is what the side's two states do
    /// with everybody but these, so that no side's change moves another side's denominator.
    pub fn side(&self, side: Side, excluded: &[StateId]) -> SideSeries {
        if let Some(altered) = &self.altered {
            return altered.side(side, excluded);
        }
        let mut readings = match self.instrument.measure {
            Measure::InForce => self.in_force_readings(side),
            m if m.is_of_events() => self.event_readings(side, excluded),
            _ => self.indicator_readings(side),
        };
        if let Some(share) = self.turns.as_ref().and_then(|t| t.get(&side.dyad())) {
            altered::turn(&mut readings, &self.observed, *share);
        }
        SideSeries { side, readings }
    }

    /// The readings of a dyad by an instrument that is not of events, in time: as read, or computed from votes or
    /// ideal points. Empty for events.
    pub fn readings_of(&self, dyad: Dyad) -> Vec<IndicatorReading> {
        let choices = self.instrument.votes;
        match &self.ledger.by_state {
            ByState::Nothing => self.readings.get(&dyad).cloned().unwrap_or_default(),
            ByState::RollCalls(calls) => votes::vote_readings(calls, dyad, self.instrument.measure, choices)
                .0
                .into_iter()
                .filter_map(|r| yearly(dyad, r.year, r.value, r.variance, r.place))
                .collect(),
            ByState::IdealPoints(points) => votes::ideal_point_distances(points, dyad)
                .into_iter()
                // Up is warmer everywhere.
                .filter_map(|r| yearly(dyad, r.year, -r.value, r.variance, r.place))
                .collect(),
        }
    }

    /// The years in which votes of a dyad were cast and their measure is not defined, as a caution.
    fn undefined_years(&self, dyad: Dyad) -> Option<String> {
        let ByState::RollCalls(calls) = &self.ledger.by_state else { return None };
        let (_, undefined) = votes::vote_readings(calls, dyad, self.instrument.measure, self.instrument.votes);
        let (_, reason) = undefined.first()?;
        let years: Vec<String> = undefined.iter().map(|(year, _)| year.to_string()).collect();
        Some(format!("\"{}\" has no reading of {dyad} in {}: {reason}.", self.instrument.name.value, years.join(", ")))
    }

    /// The eras that this instrument has for a question about other states: as in the dossier, cut at these states'
    /// successions.
    pub fn eras_around(&self, states: &[StateId]) -> Vec<Era> {
        eras(&self.calendar, &self.observed, &self.instrument, states)
    }

    /// The same series for a question about other states: with their eras, and so with the readings that a dossier on
    /// them gets.
    pub fn around(&self, states: &[StateId]) -> InstrumentSeries {
        InstrumentSeries { eras: self.eras_around(states), ..self.clone() }
    }

    /// Events of a state with everybody, by period; `None` if it has none.
    pub(super) fn exposure_by_period(&self, state: StateId) -> Option<&[u64]> {
        self.exposure.get(&state).map(Vec::as_slice)
    }

    /// Events of a side, by period.
    pub(super) fn counts_by_period(&self, side: Side) -> Vec<ClassCounts> {
        (0..self.calendar.len()).map(|period| self.cell(side, period).counts).collect()
    }

    fn cell(&self, side: Side, period: usize) -> Cell {
        let mut joined = Cell::default();
        for direction in side.directions() {
            if let Some(cell) = self.cells.get(&direction).and_then(|m| m.get(&period)) {
                joined.counts.join(&cell.counts);
                joined.scores.join(&cell.scores);
            }
        }
        joined
    }

    /// Events of the side's two states with everybody but the excluded.
    fn exposure_of(&self, side: Side, excluded: &[StateId], period: usize) -> u64 {
        let total = |s: &StateId| self.exposure.get(s).map_or(0, |v| v[period]);
        let within = |s: StateId| -> u64 {
            let once = excluded.iter().enumerate().filter(|(i, other)| !excluded[..*i].contains(other));
            once.filter_map(|(_, other)| Dyad::new(s, *other))
                .map(|d| self.cell(Side::Pooled(d), period).counts.all())
                .sum()
        };
        side.dyad().states().iter().map(|s| total(s).saturating_sub(within(*s))).sum()
    }

    fn event_readings(&self, side: Side, excluded: &[StateId]) -> Vec<Reading> {
        let rate = self.instrument.measure == Measure::ConflictRate;
        let mut readings: Vec<Reading> = (0..self.calendar.len())
            .map(|period| {
                if !self.observed[period] {
                    return Reading::UNOBSERVED;
                }
                let cell = self.cell(side, period);
                let exposure = if rate { self.exposure_of(side, excluded, period) } else { 0 };
                let measured = match self.instrument.measure {
                    Measure::Balance => {
                        measure::balance(cell.counts.cooperative(), cell.counts.conflictual(), self.design_effect)
                            .map(|m| measure::corrected(m, self.instrument.coder_error))
                    }
                    Measure::ScoreSum => cell.scores.total(self.design_effect),
                    Measure::ScoreMean => cell.scores.mean(self.score_spread, self.design_effect),
                    _ => None,
                };
                reading(measured, cell.counts, exposure, self.instrument.silence_as_zero)
            })
            .collect();
        if rate {
            for era in &self.eras {
                self.rate_within(&mut readings[era.first..=era.last]);
            }
            let in_an_era = |i: usize| self.eras.iter().any(|e| e.first <= i && i <= e.last);
            for (_, r) in readings.iter_mut().enumerate().filter(|(i, _)| !in_an_era(*i)) {
                r.observation = Observation::Unobserved;
            }
        }
        readings
    }

    /// Share of a side's variance within an era that is more than counting noise, 0 to 1; `None` where it is not known.
    pub fn reliability(&self, side: Side, excluded: &[StateId], era: &Era) -> Option<f64> {
        let series = self.side(side, excluded);
        let noise = self.sampling_noise(series.readings.get(era.first..=era.last)?);
        series.reliability(era.first, era.last, noise)
    }

    /// How much a reading scatters by sampling alone, as a variance, for readings of one era. Of a conflict rate it
    /// is that of a side which keeps the era's mean rate: it depends on exposure, and not on the count that came, so
    /// that no month weighs more because it was cold. Of all else it is the reading's own variance.
    pub(super) fn sampling_noise(&self, readings: &[Reading]) -> impl Fn(&Reading) -> Option<f64> {
        let rate = (self.instrument.measure == Measure::ConflictRate).then(|| mean_rate(readings));
        let design_effect = self.design_effect;
        move |r| rate.map_or(r.variance, |rate| measure::rate_noise(r.exposure, rate, design_effect))
    }

    /// Conflict rates need the era's own mean rate, so they are filled in once the era is counted.
    fn rate_within(&self, readings: &mut [Reading]) {
        let mean_rate = mean_rate(readings);
        for r in readings.iter_mut().filter(|r| r.observation != Observation::Unobserved) {
            let measured = measure::conflict_rate(r.counts.conflictual(), r.exposure, mean_rate, self.design_effect);
            // Without exposure there is no rate: nobody was watching these states, which is not silence.
            let observation = measured.map_or(Observation::Unobserved, |m| Observation::Score(m.value));
            *r = Reading { observation, variance: measured.map(|m| m.variance), ..*r };
        }
    }

    fn indicator_readings(&self, side: Side) -> Vec<Reading> {
        let mut periods: BTreeMap<usize, Vec<(f64, Option<f64>)>> = BTreeMap::new();
        // Sorted by date: rows of one date stand together.
        for rows in self.readings_of(side.dyad()).chunk_by(|a, b| a.span == b.span) {
            let Some(period) = self.calendar.index_of(rows[0].span.first) else { continue };
            let of_date: Vec<_> = rows.iter().map(|r| (r.value, r.standard_error)).collect();
            periods.entry(period).or_default().push(indicator_mean::of_one_date(&of_date));
        }
        let spread = indicator_mean::spread(periods.values().map(Vec::as_slice));
        (0..self.calendar.len())
            .map(|period| match periods.get(&period) {
                Some(all) => {
                    let (value, variance) = indicator_mean::mean(all, spread);
                    Reading { observation: Observation::Score(value), variance, ..Reading::UNOBSERVED }
                }
                None => Reading::UNOBSERVED,
            })
            .collect()
    }

    fn in_force_readings(&self, side: Side) -> Vec<Reading> {
        // Two states are read where the table names both: a table that was cut to some states says nothing of others.
        let named = self.states();
        if !side.dyad().states().iter().all(|s| named.contains(s)) {
            return vec![Reading::UNOBSERVED; self.calendar.len()];
        }
        let all: Vec<MeasuresInForce> = self
            .in_force
            .get(&side.dyad())
            .into_iter()
            .flatten()
            .filter(|m| side.directions().contains(&m.directed))
            .copied()
            .collect();
        (0..self.calendar.len())
            .map(|period| match self.observed[period] {
                true => in_force::reading(&all, self.calendar.span(period)),
                false => Reading::UNOBSERVED,
            })
            .collect()
    }
}

fn yearly(dyad: Dyad, year: i16, value: f64, variance: f64, (file, line): (u16, u32)) -> Option<IndicatorReading> {
    let span = Span { first: Day::from_ymd(year, 1, 1)?, last: Day::from_ymd(year, 12, 31)? };
    Some(IndicatorReading { span, dyad, value, standard_error: Some(variance.sqrt()), file, line })
}

/// Conflict per exposure over the watched periods; not finite without exposure.
fn mean_rate(readings: &[Reading]) -> f64 {
    let watched = || readings.iter().filter(|r| r.observation != Observation::Unobserved);
    let k: u64 = watched().map(|r| r.counts.conflictual()).sum();
    let e: u64 = watched().map(|r| r.exposure).sum();
    k as f64 / e as f64
}

fn reading(measured: Option<Measured>, counts: ClassCounts, exposure: u64, silence_as_zero: bool) -> Reading {
    match measured {
        Some(m) => Reading { observation: Observation::Score(m.value), variance: Some(m.variance), counts, exposure },
        None if silence_as_zero => Reading { observation: Observation::SilentAsZero, variance: None, counts, exposure },
        None => Reading { observation: Observation::Silent, variance: None, counts, exposure },
    }
}
