//! Which specifications gate *specification curve* tries: what the dossier declares in `[curve]`, and the usual choices
//! where it says nothing. The dossier's own choice is always among them. Series that need counting anew are made here,
//! once for all claims; nothing is estimated.

use crate::calendar::PeriodLength;
use crate::dossier::{Arithmetic, Dossier, Measure, Scale, Spanned, Stretch};
use crate::series::{Counting, InstrumentSeries, measures_both_sides, needs_scale};

/// Lags that are tried where the dossier says nothing.
const USUAL_LAGS: [usize; 4] = [1, 2, 3, 4];

/// Samples that are tried where the dossier says nothing.
const USUAL_SAMPLES: [Stretch; 3] = [Stretch::Whole, Stretch::WithoutFirstFifth, Stretch::WithoutLastFifth];

/// One instrument counted in one way.
#[derive(Clone, Debug)]
pub(super) struct Alternative {
    /// Which instrument, by its position among all.
    pub(super) instrument: usize,
    /// How it is counted.
    pub(super) counting: Counting,
    /// The series; `None` for the instrument's own. Or the reason why it cannot be counted so.
    pub(super) series: Result<Option<Box<InstrumentSeries>>, String>,
}

/// All that is declared.
#[derive(Clone, Debug)]
pub struct Declared {
    /// Lags, ascending.
    pub(super) lags: Vec<usize>,
    /// Parts of the era.
    pub(super) samples: Vec<Stretch>,
    /// Instruments and how they are counted, in the order of the instruments.
    pub(super) alternatives: Vec<Alternative>,
    /// Instruments that serve beside the deciding one, whichever that is.
    pub(super) beside: Vec<usize>,
}

impl Declared {
    /// The usual lags and samples of one series as it is counted: where there is no dossier, or no rows to count otherwise.
    pub(crate) fn of_one(series: &InstrumentSeries, own_lags: usize) -> Declared {
        let mut lags = USUAL_LAGS.to_vec();
        lags.push(own_lags);
        lags.sort_unstable();
        lags.dedup();
        let own = Alternative { instrument: 0, counting: series.counting(), series: Ok(None) };
        Declared { lags, samples: USUAL_SAMPLES.to_vec(), alternatives: vec![own], beside: Vec::new() }
    }

    /// What the dossier declares of these instruments (all of them, in its order), with the series that it takes.
    pub fn of(dossier: &Dossier, all: &[&InstrumentSeries]) -> Declared {
        let beside = beside(dossier, all);
        let mut alternatives = Vec::new();
        for (instrument, series) in all.iter().enumerate() {
            // An instrument that neither decides nor serves beside another is not counted.
            if series.calendar.length() != dossier.triangle.period && !beside.contains(&instrument) {
                continue;
            }
            for counting in countings(dossier, series) {
                let made = if counting == series.counting() {
                    Ok(None)
                } else {
                    series.counted_otherwise(counting, dossier).map(|s| Some(Box::new(s)))
                };
                alternatives.push(Alternative { instrument, counting, series: made });
            }
        }
        Declared { lags: lags(dossier), samples: samples(dossier), alternatives, beside }
    }
}

fn lags(dossier: &Dossier) -> Vec<usize> {
    let mut all: Vec<usize> = match &dossier.curve.lags {
        Some(stated) => stated.iter().filter_map(|l| usize::try_from(l.value).ok()).collect(),
        None => USUAL_LAGS.to_vec(),
    };
    all.push(dossier.settings.lags);
    all.sort_unstable();
    all.dedup();
    all
}

/// The own choice, and the others without repetition.
fn with_own<T: PartialEq + Copy>(own: T, others: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut all = vec![own];
    for one in others {
        if !all.contains(&one) {
            all.push(one);
        }
    }
    all
}

fn stated<T: Copy>(list: &Option<Vec<Spanned<T>>>) -> Option<Vec<T>> {
    list.as_ref().map(|l| l.iter().map(|s| s.value).collect())
}

fn samples(dossier: &Dossier) -> Vec<Stretch> {
    with_own(Stretch::Whole, stated(&dossier.curve.samples).unwrap_or_else(|| USUAL_SAMPLES.to_vec()))
}

/// The dossier's period and the others: by default the next longer one.
fn periods(dossier: &Dossier) -> Vec<PeriodLength> {
    let own = dossier.triangle.period;
    let next = PeriodLength::ALL.into_iter().find(|l| *l > own);
    with_own(own, stated(&dossier.curve.periods).unwrap_or_else(|| next.into_iter().collect()))
}

/// Positions of the instruments that serve beside the deciding one: those named, else all of events whose relations do
/// not hang together by arithmetic.
fn beside(dossier: &Dossier, all: &[&InstrumentSeries]) -> Vec<usize> {
    let serves = |s: &InstrumentSeries| match &dossier.curve.instruments {
        Some(names) => names.iter().any(|n| n.value == s.instrument.name.value),
        None => s.is_of_events() && s.instrument.arithmetic() == Arithmetic::Free,
    };
    (0..all.len()).filter(|i| serves(all[*i])).collect()
}

/// The ways in which one instrument is counted, its own first.
fn countings(dossier: &Dossier, series: &InstrumentSeries) -> Vec<Counting> {
    let curve = &dossier.curve;
    let own = series.counting();
    let of_codes = series.ledger.ontology.usual_scale().is_some();
    let measures = if measures_both_sides(own.measure) {
        let usual = if of_codes {
            vec![Measure::Balance, Measure::ScoreMean, Measure::ScoreSum]
        } else {
            vec![Measure::Balance]
        };
        with_own(own.measure, stated(&curve.measures).unwrap_or(usual))
    } else {
        vec![own.measure]
    };
    let scales: Vec<Option<Scale>> = if of_codes {
        let usual = Scale::ALL.into_iter().filter(|s| s.ontology() == series.ledger.ontology).collect();
        with_own(series.scale(), stated(&curve.scales).unwrap_or(usual).into_iter().map(Some))
    } else {
        vec![None]
    };
    let filters = if series.is_of_events() {
        let usual = if series.has_dated_rows() && !own.one_a_day { vec![true] } else { Vec::new() };
        with_own(own.one_a_day, stated(&curve.filters).unwrap_or(usual))
    } else {
        vec![own.one_a_day]
    };
    let mut all = vec![];
    for period in periods(dossier) {
        for measure in &measures {
            for scale in if needs_scale(*measure) { &scales[..] } else { &[None] } {
                for one_a_day in &filters {
                    all.push(Counting { measure: *measure, scale: *scale, period, one_a_day: *one_a_day });
                }
            }
        }
    }
    all
}

/// The declared choices for the manifest: name, value, and whether the dossier states it.
pub fn curve_settings(dossier: &Dossier, all: &[InstrumentSeries]) -> Vec<(String, String, bool)> {
    let curve = &dossier.curve;
    let refs: Vec<&InstrumentSeries> = all.iter().collect();
    let join = |words: Vec<String>| words.join(", ");
    let words =
        |stated: Option<Vec<&'static str>>, usual: &str| stated.map_or_else(|| usual.to_owned(), |w| w.join(", "));
    let names = beside(dossier, &refs).into_iter().map(|i| all[i].instrument.name.value.clone()).collect();
    let set = |what: &str, value: String, stated: bool| (format!("specification curve: {what}"), value, stated);
    vec![
        set("instruments beside the deciding one", join(names), curve.instruments.is_some()),
        set("lags", join(lags(dossier).iter().map(ToString::to_string).collect()), curve.lags.is_some()),
        set("periods", join(periods(dossier).iter().map(ToString::to_string).collect()), curve.periods.is_some()),
        set(
            "measures",
            words(
                stated(&curve.measures).map(|m| m.into_iter().map(Measure::word).collect()),
                "those that an instrument's codes allow",
            ),
            curve.measures.is_some(),
        ),
        set(
            "scales",
            words(
                stated(&curve.scales).map(|m| m.into_iter().map(Scale::word).collect()),
                "all of an instrument's ontology",
            ),
            curve.scales.is_some(),
        ),
        set(
            "filters",
            words(
                stated(&curve.filters).map(|f| f.into_iter().map(|f| if f { "one a day" } else { "none" }).collect()),
                "an instrument's own; one a day where rows have a day",
            ),
            curve.filters.is_some(),
        ),
        set("samples", join(samples(dossier).iter().map(|s| s.word().to_owned()).collect()), curve.samples.is_some()),
    ]
}
