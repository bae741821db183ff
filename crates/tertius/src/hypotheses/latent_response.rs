//! Gate *latent response*: does the response survive measurement error? The question of gate *response* put to three
//! latent relations that follow one vector autoregression and are read with error by the deciding instrument and by
//! every other of the same field that is fused and overlaps with it within the era. U enters last.
//! Where others were used the deciding instrument is read alone as well. The draws have seen the whole era and enter no
//! other test.

use super::findings::{Gate, GateOutcome, GateResult, Interval, LatentResponse, confidence_words};
use super::question::{Latent, Putting, direction};
use crate::calendar::{PeriodCalendar, Span};
use crate::dossier::{Half, Side};
use crate::refusal::Refusal;
use crate::series::InstrumentSeries;
use crate::series::relation::{Choice, refused_by_sampler, sampler, sampler_convergence, settled_reliability};
use crate::triangle::Joint;
use tertius_econometrics as ec;

/// Content of the interval that decides: VERDICTS.md, section 2.
const GATE_CONFIDENCE: f64 = 0.95;

/// First number of this gate's random streams among those of the sampler.
const STREAM: u64 = 1 << 20;
/// The same for the deciding instrument alone.
const STREAM_ALONE: u64 = STREAM + (1 << 19);

/// Runs the gate, whatever the gates before it say. Null hypothesis of which the interval speaks: the mean response of R
/// over the primary horizon to a surprise in U is 0.
///
/// # Errors
/// A refusal for a claim about one half (a linear model cannot tell thaw from tension), with fewer periods read on all
/// three sides than a test may rest on, for an instrument that cannot be fused, and where the chains do not settle.
pub fn latent_response(putting: &Putting<'_>) -> Result<LatentResponse, Refusal> {
    let Some(latent) = putting.latent else {
        return Err(Refusal::new("the sampler was not asked for", "a run that asks for it"));
    };
    if putting.claim.half != Half::Both {
        return Err(Refusal::new(
            "the latent relations move by a linear model, which cannot tell thaw from tension",
            "a claim about both halves",
        ));
    }
    let (series, era) = (putting.series, putting.era);
    let name = series.instrument.name.value.as_str();
    let length = series.calendar.length();
    let sides = [putting.claim.between, putting.claim.driver, putting.claim.other];
    let n_read = putting.aligned_with(putting.third).n_complete();
    if n_read < putting.rows_min {
        return Err(Refusal::new(
            format!("all three sides are read in {n_read} {length}s; a test needs {}", putting.rows_min),
            format!("{} more {length}s", putting.rows_min - n_read),
        ));
    }
    // The deciding instrument first: of several made from the same events, the first is fused.
    // The others only if they count the same field: another field is another relation.
    let others = latent.instruments.iter().filter(|s| {
        s.instrument.name.value != name && s.instrument.fused && s.instrument.field == series.instrument.field
    });
    let all: Vec<&InstrumentSeries> = std::iter::once(series).chain(others.copied()).collect();
    let [a, b] = putting.claim.between.dyad().states();
    let choice = Choice { states: [a, b, putting.third], period: length, deciding: &[name], instruments: &all };
    let days = Span { first: series.calendar.span(era.first).first, last: series.calendar.span(era.last).last };
    // A number that stands for both directions says nothing of one of them.
    let directed = sides.iter().any(|s| matches!(s, Side::Directed(_)));
    let joint = Joint::around(name, sides, PeriodCalendar::covering(length, days), &choice, |c| {
        !c.arithmetical && (!directed || c.measure.is_of_events())
    })?;
    let fit = joint.problem.fit(putting.lags, &sampler(latent.seed, STREAM + latent.number))?;
    let refused = |e: ec::Refusal| refused_by_sampler(&e);
    let mut cautions = joint.cautions(&fit);
    let instruments = joint.instruments();
    let alone = if instruments.iter().any(|side| side.len() > 1) {
        match alone(putting, latent, sides, PeriodCalendar::covering(length, days), &choice) {
            Ok(value) => Some(value),
            Err(r) => {
                cautions.push(format!("The response could not be drawn from \"{name}\" alone: {}.", r.why));
                None
            }
        }
    } else {
        None
    };
    let horizons = ec::Horizons::new(1, putting.horizon()).map_err(refused)?;
    let at = |confidence: f64| -> Result<(Interval, f64), Refusal> {
        let level = ec::Confidence::new(confidence).map_err(refused)?;
        // Relations in their order: R is 0, U is 1.
        let found = fit.response(1, 0, horizons, true, level).map_err(refused)?;
        let all = [found.mean, found.standard_deviation, found.low, found.high];
        if all.iter().any(|x| !x.is_finite()) {
            return Err(Refusal::new("the response is not a finite number", "readings that vary"));
        }
        let interval = Interval {
            value: found.mean,
            standard_deviation: found.standard_deviation,
            low: found.low,
            high: found.high,
            confidence,
        };
        Ok((interval, found.share_positive))
    };
    let (standardised, probability_positive) = at(GATE_CONFIDENCE)?;
    let (at_claims_confidence, _) = at(putting.confidence)?;
    let level = ec::Confidence::new(GATE_CONFIDENCE).map_err(refused)?;
    let reliability = [0, 1, 2].map(|side| {
        let anchor = joint.problem.entries.iter().position(|e| e.relation == side && e.anchor)?;
        settled_reliability(&fit, anchor, level).map(|r| r.mean)
    });
    Ok(LatentResponse {
        standardised,
        at_claims_confidence,
        probability_positive,
        reliability,
        instruments,
        alone,
        cautions,
        n_periods: joint.problem.n_periods(),
        convergence: sampler_convergence(&fit),
    })
}

/// The mean response, standardised, from the deciding instrument alone.
fn alone(
    putting: &Putting<'_>,
    latent: Latent<'_>,
    sides: [Side; 3],
    calendar: PeriodCalendar,
    choice: &Choice<'_>,
) -> Result<f64, Refusal> {
    let only = [putting.series];
    let choice = Choice { instruments: &only, ..*choice };
    let joint = Joint::around(&putting.series.instrument.name.value, sides, calendar, &choice, |_| false)?;
    let fit = joint.problem.fit(putting.lags, &sampler(latent.seed, STREAM_ALONE + latent.number))?;
    let refused = |e: ec::Refusal| refused_by_sampler(&e);
    let horizons = ec::Horizons::new(1, putting.horizon()).map_err(refused)?;
    let level = ec::Confidence::new(GATE_CONFIDENCE).map_err(refused)?;
    let found = fit.response(1, 0, horizons, true, level).map_err(refused)?;
    if !found.mean.is_finite() {
        return Err(Refusal::new("the response is not a finite number", "readings that vary"));
    }
    Ok(found.mean)
}

/// The gate, where the gates before it passed in one direction, or where the raw response is `too_small` to be of
/// interest: whether it is small only because readings are noisy, no other gate can say. What came of it otherwise.
pub(super) fn gate(
    putting: &Putting<'_>,
    before: &[GateResult],
    too_small: bool,
) -> (GateResult, Option<Result<LatentResponse, Refusal>>) {
    let gate = Gate::LatentResponse;
    let asked = || before.iter().filter(|g| g.outcome != GateOutcome::NotNeeded);
    let all = |wanted: GateOutcome| asked().all(|g| g.outcome == wanted);
    if !too_small && !all(GateOutcome::Passed) && !all(GateOutcome::PassedOpposite) {
        let missing: Vec<&str> =
            asked().filter(|g| !matches!(g.outcome, GateOutcome::Passed)).map(|g| g.gate.name()).collect();
        let sentence = format!("Not reached: it runs where the gates before it pass ({} did not).", missing.join(", "));
        return (GateResult { gate, outcome: GateOutcome::NotReached, sentence }, None);
    }
    if putting.latent.is_none() {
        let sentence = "Not reached: this run did not ask for the sampler.".to_owned();
        return (GateResult { gate, outcome: GateOutcome::NotReached, sentence }, None);
    }
    let found = latent_response(putting);
    let result = match &found {
        Err(r) => GateResult {
            gate,
            outcome: GateOutcome::CannotRun(r.clone()),
            sentence: format!("Cannot be run: {}.", r.why),
        },
        Ok(r) => GateResult {
            gate,
            outcome: if contradicted(r) {
                GateOutcome::Failed
            } else {
                direction(r.standardised.excludes_zero(), r.standardised.value, putting.sign())
            },
            sentence: sentence(putting, r),
        },
    };
    (result, Some(found))
}

/// Whether the deciding instrument, read alone, says the opposite: the sign is then the other instruments'.
fn contradicted(r: &LatentResponse) -> bool {
    r.alone.is_some_and(|alone| alone * r.standardised.value < 0.0)
}

fn sentence(putting: &Putting<'_>, r: &LatentResponse) -> String {
    let s = &r.standardised;
    let sides = [putting.claim.between, putting.claim.driver, putting.claim.other];
    let reliability: Vec<String> = sides
        .iter()
        .zip(r.reliability)
        .map(|(side, r)| format!("{side} {}", r.map_or("not known".to_owned(), |r| format!("{r:.2}"))))
        .collect();
    let alone = match r.alone {
        Some(alone) if contradicted(r) => format!(
            " Read by \"{}\" alone it has the other sign ({alone:+.3}), so that the sign rests on the other instruments: failed.",
            putting.series.instrument.name.value
        ),
        Some(alone) => format!(" Read by \"{}\" alone: {alone:+.3}.", putting.series.instrument.name.value),
        None => String::new(),
    };
    let most = r.instruments.iter().map(Vec::len).max().unwrap_or(1);
    format!(
        "Measurement error taken out, the pair's relation changes over the next {} {}s by {:+.3} of its standard deviations per standard deviation of the driver's ({} posterior interval {:+.3} to {:+.3}; probability of a positive response {:.3}); {most} instrument{} at most per side; share of the readings' variance that is the relation's: {}.{alone}",
        putting.horizon(),
        putting.series.calendar.length(),
        s.value,
        confidence_words(s.confidence),
        s.low,
        s.high,
        r.probability_positive,
        if most == 1 { "" } else { "s" },
        reliability.join(", ")
    )
}
