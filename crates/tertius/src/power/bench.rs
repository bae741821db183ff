//! One claim on one instrument's era, ready to be simulated: turning the third's sides, putting an effect in, and asking
//! the rule. Counts nothing; that is done in `curve`.

use super::found::Gates;
use crate::actors::StateId;
use crate::claims::FAMILY_LEVEL;
use crate::dossier::{ClaimQuestion, Dossier, Half, Side};
use crate::hypotheses::{self, Curve, Declared, Gate, GateOutcome, Putting, Tested};
use crate::refusal::Refusal;
use crate::series::{Era, InstrumentSeries};
use std::sync::Arc;
use tertius_econometrics as ec;
use tertius_econometrics::resampling::{self, circular_shift};

/// Shortest turn, in periods: that of finding *circular shift*.
const TURN_MIN: usize = 10;
/// Periods of one block where an era is made longer: a year of months, long beside the memory of a dyad.
const BLOCK: usize = 12;
/// First random stream of these simulations; each test has [`STREAMS`] of its own.
const STREAM: u64 = 1 << 40;
const STREAMS: u64 = 1 << 20;

/// One claim on one era.
pub(super) struct Bench<'a> {
    pub(super) base: Arc<InstrumentSeries>,
    pub(super) era: Era,
    pub(super) claim: &'a ClaimQuestion,
    pub(super) third: StateId,
    pub(super) allies: &'a [StateId],
    pub(super) placebos: Option<&'a [StateId]>,
    pub(super) lags: usize,
    pub(super) rows_min: usize,
    /// 1 less the level that Holm's first step leaves to each claim.
    pub(super) confidence: f64,
    pub(super) gates: Gates,
    pub(super) seed: u64,
    /// Number of this test among the dossier's.
    pub(super) number: u64,
}

/// One simulated outcome without an effect, and what an effect of 1 would add to the pair's readings.
pub(super) struct Outcome {
    series: InstrumentSeries,
    push: Vec<f64>,
}

impl<'a> Bench<'a> {
    /// One claim of a dossier on one era, all gates asked. `number` tells this test from the dossier's others.
    pub(super) fn of(
        dossier: &'a Dossier,
        base: &Arc<InstrumentSeries>,
        era: &Era,
        (claim, number): (&'a ClaimQuestion, u64),
        confidence: f64,
    ) -> Bench<'a> {
        Bench {
            base: Arc::clone(base),
            era: era.clone(),
            claim,
            third: dossier.triangle.third,
            allies: &dossier.triangle.allies,
            placebos: dossier.triangle.placebos.as_deref(),
            lags: dossier.settings.lags,
            rows_min: dossier.settings.rows_min,
            confidence,
            gates: Gates::All,
            seed: dossier.settings.seed,
            number,
        }
    }
}

impl Bench<'_> {
    pub(super) fn putting<'s>(&'s self, series: &'s InstrumentSeries, era: &'s Era) -> Putting<'s> {
        Putting {
            series,
            era,
            claim: self.claim,
            third: self.third,
            allies: self.allies,
            placebos: self.placebos,
            lags: self.lags,
            rows_min: self.rows_min,
            confidence: self.confidence,
            seed: self.seed,
            curve: None,
            latent: None,
            dear_findings: false,
        }
    }

    /// All gates that take no sampler, of a series as it is counted. Gate *specification curve* varies lags and samples
    /// alone: there are no rows behind a simulated series to count otherwise.
    pub(super) fn put(&self, series: &InstrumentSeries, era: &Era) -> Result<Tested, Refusal> {
        let declared = Declared::of_one(series, self.lags);
        let instruments = [series];
        let curve = Curve { declared: &declared, instruments: &instruments, seed: self.seed, number: self.number };
        hypotheses::put(&Putting { curve: Some(curve), ..self.putting(series, era) })
    }

    fn horizons(&self) -> Result<ec::Horizons, ec::Refusal> {
        ec::Horizons::new(1, self.base.calendar.length().primary_horizon())
    }

    fn values(&self, series: &InstrumentSeries, side: Side) -> Vec<Option<f64>> {
        let [a, b] = self.claim.between.dyad().states();
        let era = &series.eras[0];
        series.side(side, &[a, b, self.third]).values()[era.first..=era.last].to_vec()
    }

    /// The regression's sample of three sides.
    fn sample(&self, three: &[Vec<Option<f64>>; 3]) -> Result<ec::ProjectionSample, ec::Refusal> {
        let [between, driver, other] = three;
        let projection = ec::LocalProjection {
            response: ec::Named { name: "R", values: between },
            impulse: ec::Named { name: "U", values: driver },
            controls: vec![ec::Named { name: "V", values: other }],
            lags: ec::Lags::new(self.lags)?,
            order: ec::Order::ImpulseLast,
        };
        projection.sample(self.horizons()?)
    }

    fn three(&self, series: &InstrumentSeries) -> [Vec<Option<f64>>; 3] {
        [self.claim.between, self.claim.driver, self.claim.other].map(|s| self.values(series, s))
    }

    /// Rows of the regression in the era as it is, and periods in which all three sides are read.
    pub(super) fn rows(&self) -> (usize, usize) {
        let order: Vec<usize> = (self.era.first..=self.era.last).collect();
        let three = self.three(&InstrumentSeries::in_order(&self.base, &order));
        let complete = (0..order.len()).filter(|i| three.iter().all(|side| side[*i].is_some())).count();
        (self.sample(&three).map_or(0, |s| s.n()), complete)
    }

    /// One outcome of `count` with `more` periods than the era has: the third's sides turned against the pair's. As long
    /// as the era is not made longer, turns are spread evenly and none comes twice.
    ///
    /// # Errors
    /// As the regression's sample.
    pub(super) fn outcome(&self, number: usize, count: usize, more: usize) -> Result<Outcome, ec::Refusal> {
        let stream = STREAM + STREAMS * self.number + number as u64;
        let mut random = resampling::stream(self.seed, stream);
        let n = self.era.last - self.era.first + 1;
        let mut order: Vec<usize> = (self.era.first..=self.era.last).collect();
        while order.len() < n + more {
            let drawn = resampling::moving_blocks(n, BLOCK.min(n), &mut random)?;
            order.extend(drawn.into_iter().map(|i| self.era.first + i));
        }
        order.truncate(n + more);
        let turns = resampling::all_circular_shifts(order.len(), TURN_MIN)?;
        let turn = if more == 0 {
            turns[number * turns.len() / count.max(1) % turns.len()]
        } else {
            resampling::drawn_circular_shifts(order.len(), TURN_MIN, 1, &mut random)?[0]
        };
        let mut series = InstrumentSeries::in_order(&self.base, &order);
        for side in [self.claim.driver, self.claim.other] {
            let by = turned(&self.values(&series, side), turn);
            series = series.moved(side, by);
        }
        let three = self.three(&series);
        let sample = self.sample(&three)?;
        let surprise = sample.surprise()?;
        let (r, u) = (spread(&three[0], &sample.rows), spread(&three[1], &sample.rows));
        if !(r > 0.0 && u > 0.0) {
            return Err(ec::Refusal::NoVariation { column: "a side".to_owned(), observations: sample.n() });
        }
        let unit = self.claim.direction.sign() * r / u;
        let mut push = vec![0.0; order.len()];
        for (t, s) in surprise.rows.iter().zip(&surprise.values) {
            let half = match self.claim.half {
                Half::Both => *s,
                Half::Thaw => s.max(0.0),
                Half::Tension => s.min(0.0),
            };
            // One more in each period of the horizon, so that the mean over them moves by one.
            for ahead in push.iter_mut().skip(t + 1).take(sample.horizons.to()) {
                *ahead += unit * half;
            }
        }
        Ok(Outcome { series, push })
    }

    /// Whether the rule catches an effect in an outcome; `runnable` are the gates that it has to pass.
    pub(super) fn catches(&self, outcome: &Outcome, effect: f64, runnable: &[Gate]) -> bool {
        let by = outcome.push.iter().map(|p| effect * p).collect();
        let series = outcome.series.clone().moved(self.claim.between, by);
        let level = match self.gates {
            Gates::Response => FAMILY_LEVEL,
            Gates::All => 1.0 - self.confidence,
        };
        let Ok(sample) = self.sample(&self.three(&series)) else { return false };
        if sample.n() < self.rows_min || !self.responds(&sample, level) {
            return false;
        }
        if self.gates == Gates::Response {
            return true;
        }
        let Ok(tested) = self.put(&series, &series.eras[0]) else { return false };
        passes(&tested, runnable)
    }

    /// Gate *response* alone, cheaply: most outcomes without an effect go no further.
    fn responds(&self, sample: &ec::ProjectionSample, level: f64) -> bool {
        let coefficient = match self.claim.half {
            Half::Both => sample.fit().and_then(|f| f.coefficient(sample.impulse_column, ec::Covariance::Hc3)),
            Half::Thaw => sample.halves(ec::Covariance::Hc3).map(|h| h.positive),
            Half::Tension => sample.halves(ec::Covariance::Hc3).map(|h| h.negative),
        };
        coefficient.is_ok_and(|c| c.p_value < level && c.estimate * self.claim.direction.sign() > 0.0)
    }
}

/// Whether each of these gates is passed in the stated direction.
fn passes(tested: &Tested, runnable: &[Gate]) -> bool {
    runnable.iter().all(|gate| tested.gates.iter().any(|g| g.gate == *gate && g.outcome == GateOutcome::Passed))
}

/// By how much each reading changes when the readings are turned by so many periods. What was silent or not watched
/// stays so: readings move among the periods that have one.
fn turned(values: &[Option<f64>], turn: usize) -> Vec<f64> {
    let read: Vec<f64> = values.iter().flatten().copied().collect();
    // So many periods are so many readings, up to the gaps.
    let places = turn * read.len() / values.len().max(1);
    let mut after = circular_shift(&read, places).into_iter();
    values.iter().map(|v| v.map_or(0.0, |v| after.next().unwrap_or(v) - v)).collect()
}

/// Standard deviation of the readings in these periods.
fn spread(values: &[Option<f64>], rows: &[usize]) -> f64 {
    let read: Vec<f64> = rows.iter().filter_map(|t| values[*t]).collect();
    let mean = read.iter().sum::<f64>() / read.len() as f64;
    (read.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / (read.len() as f64 - 1.0)).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turning_moves_readings_and_leaves_gaps() {
        let values = [Some(1.0), None, Some(2.0), Some(3.0), Some(4.0), None];
        // Three of six periods: two of four readings.
        let by = turned(&values, 3);
        let after: Vec<Option<f64>> = values.iter().zip(&by).map(|(v, by)| v.map(|v| v + by)).collect();
        assert_eq!(after, [Some(3.0), None, Some(4.0), Some(1.0), Some(2.0), None]);
        assert_eq!((by[1], by[5]), (0.0, 0.0));
    }

    #[test]
    fn spread_by_hand() {
        assert_eq!(spread(&[Some(1.0), None, Some(3.0), Some(5.0)], &[0, 2, 3]), 2.0);
    }
}
