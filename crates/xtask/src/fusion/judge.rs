//! One fused relation held against its truth: month by month, instrument by instrument. Everything is turned into
//! standard deviations of warmth by the line of the anchor.

use tertius::calendar::PeriodLength;
use tertius::dossier::{Dyad, Side};
use tertius::series::relation::{Piece, Posterior, Relation};
use tertius::series::{InstrumentSeries, Observation};
use tertius::simulate::{Emitted, TrueInstrument, TrueRelation, WorldRead};

/// One month of a fused relation, in standard deviations of warmth.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Month {
    /// Monthly instruments that read it.
    pub(super) readers: usize,
    pub(super) truth: f64,
    /// What a dissenting source reads.
    pub(super) other_truth: Option<f64>,
    pub(super) mean: f64,
    pub(super) low: f64,
    pub(super) high: f64,
}

/// One instrument of a fused relation.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Loaded {
    pub(super) name: String,
    pub(super) true_loading: f64,
    pub(super) loading: Posterior,
    pub(super) reliability: Option<f64>,
}

/// One reading beside the truth over its period and the mean of the fused path over the same months.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Beside {
    pub(super) reading: f64,
    pub(super) truth: f64,
    pub(super) fused: f64,
}

/// Readings of one instrument within one era.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Stretch {
    pub(super) instrument: String,
    pub(super) readings: Vec<Beside>,
}

/// What became of one relation.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Judged {
    pub(super) months: Vec<Month>,
    /// Months in which no piece was drawn, and why.
    pub(super) refusals: Vec<String>,
    pub(super) loaded: Vec<Loaded>,
    pub(super) stretches: Vec<Stretch>,
    /// Instruments that are said to disagree with the others.
    pub(super) disagreeing: Vec<String>,
    /// Number of cautions of the relation.
    pub(super) cautions: usize,
}

/// Holds one relation against its truth; `None` if the world has no such relation.
pub(super) fn judge(emitted: &Emitted, read: &WorldRead, relation: &Relation) -> Option<Judged> {
    let of_dyad = |all: &[TrueRelation]| all.iter().position(|r| dyad(r) == Some(relation.dyad));
    let number = of_dyad(&emitted.relations)?;
    let truth = &emitted.relations[number].warmth;
    let other = emitted.instruments.iter().find_map(|i| i.own.as_ref()).map(|own| &own[number].warmth);
    let readers = readers(emitted, read, relation.dyad, truth.len());
    let mut judged = Judged {
        months: Vec::new(),
        refusals: Vec::new(),
        loaded: Vec::new(),
        stretches: Vec::new(),
        disagreeing: Vec::new(),
        cautions: relation.cautions.len(),
    };
    let mut fused = vec![None; truth.len()];
    for piece in &relation.pieces {
        let piece = match piece {
            Ok(piece) => piece,
            Err(refusal) => {
                judged.refusals.push(refusal.why.clone());
                continue;
            }
        };
        let [level, slope] = line(emitted, &piece.unit.anchor)?;
        let standardised = |x: f64| (x - level) / slope;
        for (p, posterior) in (piece.first..=piece.last).zip(&piece.path) {
            let Some(t) = emitted.month_of(relation.calendar.span(p).first) else { continue };
            fused[t] = Some(standardised(posterior.mean));
            judged.months.push(Month {
                readers: readers[t],
                truth: truth[t],
                other_truth: other.map(|o| o[t]),
                mean: standardised(posterior.mean),
                low: standardised(posterior.low),
                high: standardised(posterior.high),
            });
        }
        judged.loaded.extend(loaded(emitted, piece, slope));
        judged.disagreeing.extend(piece.disagreements.iter().map(|d| d.instrument.clone()));
    }
    for (series, instrument) in read.series.iter().zip(&emitted.instruments) {
        let truth = instrument.own.as_ref().map_or(truth, |own| &own[number].warmth);
        judged.stretches.extend(stretches(emitted, series, instrument, relation.dyad, truth, &fused));
    }
    Some(judged)
}

fn dyad(relation: &TrueRelation) -> Option<Dyad> {
    let [a, b] = relation.states.each_ref().map(|s| tertius::actors::state(s));
    Dyad::new(a?, b?)
}

/// Level and slope of an instrument's first coder.
fn line(emitted: &Emitted, name: &str) -> Option<[f64; 2]> {
    let instrument = emitted.instruments.iter().find(|i| i.name == name)?;
    Some([*instrument.levels.first()?, instrument.slope?])
}

/// Monthly instruments that have a reading of the dyad, per month of the world.
fn readers(emitted: &Emitted, read: &WorldRead, dyad: Dyad, months: usize) -> Vec<usize> {
    let mut readers = vec![0; months];
    for series in read.series.iter().filter(|s| s.calendar.length() == PeriodLength::Month) {
        for (p, value) in series.side(Side::Pooled(dyad), &[]).values().iter().enumerate() {
            if let Some(t) = value.and_then(|_| emitted.month_of(series.calendar.span(p).first)) {
                readers[t] += 1;
            }
        }
    }
    readers
}

fn loaded<'a>(emitted: &'a Emitted, piece: &'a Piece, slope: f64) -> impl Iterator<Item = Loaded> + 'a {
    piece.instruments.iter().filter(|i| !i.anchor).filter_map(move |i| {
        Some(Loaded {
            name: i.name.clone(),
            true_loading: line(emitted, &i.name)?[1] / slope,
            loading: i.loading,
            reliability: i.reliability.map(|r| r.mean),
        })
    })
}

/// Readings by era, each beside the truth and the fused path over its period.
fn stretches(
    emitted: &Emitted,
    series: &InstrumentSeries,
    instrument: &TrueInstrument,
    dyad: Dyad,
    truth: &[f64],
    fused: &[Option<f64>],
) -> Vec<Stretch> {
    let readings = series.side(Side::Pooled(dyad), &[]).readings;
    let beside = |p: usize| {
        let Observation::Score(reading) = readings[p].observation else { return None };
        let span = series.calendar.span(p);
        let months = emitted.month_of(span.first)?..=emitted.month_of(span.last)?;
        let fused: Vec<f64> = fused[months.clone()].iter().copied().collect::<Option<_>>()?;
        Some(Beside { reading, truth: mean(&truth[months]), fused: mean(&fused) })
    };
    let of_era = |era: &tertius::series::Era| Stretch {
        instrument: instrument.name.clone(),
        readings: (era.first..=era.last).filter_map(beside).collect(),
    };
    series.eras.iter().map(of_era).collect()
}

fn mean(x: &[f64]) -> f64 {
    x.iter().sum::<f64>() / x.len() as f64
}
