//! What a reader of one test must know: silence taken for zero, counting noise, shared exposure, little room above,
//! few periods. Words about the sample; nothing here changes an outcome.

use super::findings::Subject;
use super::question::{Putting, Three};
use crate::dossier::Measure;

/// Reliability below which a caution says that mostly noise is read.
const RELIABILITY_LOW: f64 = 0.6;

/// Rows that 240 months leave, less lags and horizon: below, the measured coverage of the intervals is printed.
const ROWS_ENOUGH: usize = 230;

/// Rows that 120 months leave: below, coverage was not measured.
const ROWS_MEASURED: usize = 115;

/// All cautions for this sample.
pub(super) fn cautions(putting: &Putting<'_>, three: &Three, subject: &Subject, n_complete: usize) -> Vec<String> {
    let mut all = Vec::new();
    let (observed, length) = (subject.n_observed, subject.period);
    if n_complete < observed {
        all.push(format!(
            "In {} of {observed} observed {length}s at least one of the three sides is silent; they enter no regression.",
            observed - n_complete
        ));
    }
    all.extend(silence_as_zero(putting));
    all.extend(ceiling(putting, three));
    all.extend(noise(putting));
    if putting.series.instrument.measure == Measure::ConflictRate {
        all.push("A conflict rate is relative to what the same table counts of the two states with everybody outside the triangle. Where that is conflict too, a side also reads warmer when either state fights somebody else, and the response gate alone then errs towards a response in the same direction (the world other-wars in docs/lookup/gate-rates.md).".to_owned());
        all.push(format!(
            "Two sides share the exposure of {}. Placebo thirds share it as well; the response gate alone does not guard against it.",
            shared_state(putting)
        ));
    }
    if subject.n_rows < ROWS_ENOUGH {
        let fewer = match subject.n_rows {
            n if n < ROWS_MEASURED => format!("; with {n} rows it may be fewer"),
            _ => String::new(),
        };
        all.push(format!(
            "In simulated worlds of 120 months without influence, 95 % intervals of gate \"response\" hold the true response in 88 to 96 of 100 (docs/lookup/gate-rates.md){fewer}."
        ));
    }
    all
}

fn sides(putting: &Putting<'_>) -> [crate::dossier::Side; 3] {
    [putting.claim.between, putting.claim.driver, putting.claim.other]
}

/// Sides in which silence enters as a number.
fn silence_as_zero(putting: &Putting<'_>) -> Option<String> {
    let n = putting.era.last - putting.era.first + 1;
    let imputed: Vec<String> = sides(putting)
        .into_iter()
        .map(|s| (s, putting.series.side(s, &[]).n_silent_as_zero(putting.era.first, putting.era.last)))
        .filter(|(_, k)| *k > 0)
        .map(|(s, k)| format!("{k} of {n} of {s}"))
        .collect();
    (!imputed.is_empty()).then(|| {
        format!(
            "The dossier takes silence for 0: {} {}s are such zeros, not readings, and how much of the rest is noise is not known.",
            imputed.join(", "),
            putting.series.calendar.length()
        )
    })
}

/// A balance near its ceiling cannot show a rise: the room that is left, if it is small.
fn ceiling(putting: &Putting<'_>, three: &Three) -> Option<String> {
    if putting.series.instrument.measure != Measure::Balance {
        return None;
    }
    let read: Vec<f64> = three.between.iter().flatten().copied().collect();
    let mean = read.iter().sum::<f64>() / read.len().max(1) as f64;
    (mean > 0.8).then(|| {
        format!(
            "The pair's balance is {mean:.2} on average; only {:.2} of room is left above, so warming can hardly be seen.",
            1.0 - mean
        )
    })
}

/// The member of the pair that the driver's side has in common with it.
fn shared_state(putting: &Putting<'_>) -> &'static str {
    let pair = putting.claim.between.dyad();
    putting.claim.driver.dyad().states().into_iter().find(|s| pair.contains(*s)).map_or("a state", |s| s.state().name)
}

/// Sides whose readings are mostly counting noise: an effect in their standard deviations looks smaller than it is.
fn noise(putting: &Putting<'_>) -> Option<String> {
    let [a, b] = putting.claim.between.dyad().states();
    let reliability = |s| putting.series.reliability(s, &[a, b, putting.third], putting.era);
    let known: Vec<_> = sides(putting).into_iter().filter_map(|s| reliability(s).map(|r| (s, r))).collect();
    let listed = known.iter().map(|(s, r)| format!("{s} {r:.2}")).collect::<Vec<_>>().join(", ");
    known.iter().any(|(_, r)| *r < RELIABILITY_LOW).then(|| {
        format!(
            "Much of what is read is counting noise (share of the variance that is not: {listed}). Effects are in standard deviations of these readings, so a small one does not show that the relation itself hardly responds."
        )
    })
}
