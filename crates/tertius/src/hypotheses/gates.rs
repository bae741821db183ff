//! Putting a claim to one era of one instrument: all gates in order, all findings, and a sentence for each
//! gate. A gate that cannot be run says so.

use super::findings::{
    ArithmeticTest, Gate, GateOutcome, GateResult, PlaceboThirds, Response, SinglePeriod, Subject, Tested,
    confidence_words,
};
use super::question::{Putting, Three, direction, refused};
use super::{
    arithmetic, cautions, circular_shift, latent_response, placebo_thirds, prediction, response, route, same_period,
    share, single_period, specification_curve, stability, two_halves,
};
use crate::dossier::{Arithmetic, Half, Measure};
use crate::refusal::Refusal;

/// Two-sided level of gate *response* in its own right; the verdict uses Holm's adjustment on top.
const RESPONSE_LEVEL: f64 = 0.05;
/// Largest p-value allowed in any variant of gate *single period*.
const SINGLE_PERIOD_LEVEL: f64 = 0.10;
/// Share of placebo thirds among which the third must be.
const PLACEBO_SHARE: f64 = 0.05;

/// Runs every gate and finding.
///
/// # Errors
/// A refusal if the era has too few periods in which all three sides are read.
pub fn put(putting: &Putting<'_>) -> Result<Tested, Refusal> {
    let aligned = putting.aligned_with(putting.third);
    let n_complete = aligned.n_complete();
    let labels = aligned.labels.clone();
    let n_observed = (aligned.era.first..=aligned.era.last).filter(|i| putting.series.observed[*i]).count();
    let three = Three::from(aligned);
    arithmetic::refuse_identity(putting, &three)?;
    let need = putting.rows_min;
    let length = putting.series.calendar.length();
    let sample = match putting.sample(&three) {
        Ok(s) if s.n() >= need => s,
        Ok(s) => return Err(too_few(s.n(), need, n_complete, length.word())),
        Err(tertius_econometrics::Refusal::TooFewObservations { have, .. }) => {
            return Err(too_few(have, need, n_complete, length.word()));
        }
        Err(e) => return Err(refused(&e)),
    };
    let subject = Subject {
        instrument: putting.series.instrument.name.value.clone(),
        era: (labels.first().cloned().unwrap_or_default(), labels.last().cloned().unwrap_or_default()),
        period: length,
        between: putting.claim.between,
        driver: putting.claim.driver,
        other: putting.claim.other,
        lags: putting.lags,
        n_rows: sample.n(),
        n_observed,
    };
    let response = response::response(putting, &three, &sample);
    let sign = response.as_ref().map_or(putting.sign(), |r| r.primary.value.signum());
    let single_period = single_period::single_period(putting, &three, &sample, &labels, sign);
    let placebo_thirds = placebo_thirds::placebo_thirds(putting, &sample);
    let circular_shift = match &response {
        Ok(r) => circular_shift::circular_shift(putting, &three, r.primary.t),
        Err(e) => Err(e.clone()),
    };
    let mut gates = vec![
        response_gate(putting, &response),
        single_period_gate(putting, &single_period, &response),
        placebo_gate(putting, &placebo_thirds),
    ];
    let (curve_gate, specification_curve) = specification_curve::gate(putting);
    let (arithmetic_gate, arithmetic) = arithmetic_gate(putting, &three, &sample, &placebo_thirds);
    gates.extend([curve_gate, arithmetic_gate]);
    let too_small =
        matches!((&response, putting.claim.smallest_effect), (Ok(r), Some(s)) if r.standardised.lies_within(s));
    // The sampler last: it costs most.
    let (latent_gate, latent_response) = latent_response::gate(putting, &gates, too_small);
    gates.push(latent_gate);
    let mut cautions = cautions::cautions(putting, &three, &subject, n_complete);
    if let Some(Ok(found)) = &latent_response {
        cautions.extend(found.cautions.iter().map(|c| format!("In gate latent response: {c}")));
    }
    let same_period = same_period::same_period(putting, &three);
    let two_halves = two_halves::two_halves(putting, &sample);
    Ok(Tested {
        route: route::route(putting, &three, &same_period, &two_halves),
        same_period,
        two_halves,
        prediction: prediction::prediction(putting, &sample, &labels),
        share: putting.dear_findings.then(|| share::share(putting, &three, &labels)),
        over_time: putting.dear_findings.then(|| stability::over_time(putting, &three, &sample, &labels)),
        subject,
        gates,
        response,
        single_period,
        placebo_thirds,
        specification_curve,
        latent_response,
        arithmetic,
        circular_shift,
        cautions,
    })
}

fn too_few(have: usize, need: usize, n_complete: usize, length: &str) -> Refusal {
    Refusal::new(
        format!("{have} usable {length}s (all three sides are read in {n_complete}); a test needs {need}"),
        format!(
            "{} more {length}s in which all three sides, their lags and the following {length}s are read",
            need - have.min(need)
        ),
    )
}

fn arithmetic_gate(
    putting: &Putting<'_>,
    three: &Three,
    sample: &tertius_econometrics::ProjectionSample,
    placebo: &Result<PlaceboThirds, Refusal>,
) -> (GateResult, Option<Result<ArithmeticTest, Refusal>>) {
    let gate = Gate::Arithmetic;
    let instrument = &putting.series.instrument;
    let not_needed = match instrument.arithmetic() {
        Arithmetic::Tied | Arithmetic::Unstated => None,
        Arithmetic::Free if putting.series.is_of_events() => {
            Some("Not needed: events of one side are not computed from the events of another.")
        }
        Arithmetic::Free if instrument.measure == Measure::InForce => {
            Some("Not needed: measures of one side are not computed from those of another.")
        }
        Arithmetic::Free => Some("Not needed: the dossier says that this instrument is not arithmetical."),
    };
    if let Some(sentence) = not_needed {
        return (GateResult { gate, outcome: GateOutcome::NotNeeded, sentence: sentence.into() }, None);
    }
    let unsaid = match instrument.arithmetic() {
        Arithmetic::Unstated => {
            "The dossier does not say whether this indicator is `arithmetical`, so the gate is needed. "
        }
        _ => "",
    };
    let found = arithmetic::arithmetic(putting, three, sample, placebo);
    let (outcome, sentence) = match &found {
        Err(r) => {
            (GateOutcome::CannotRun(r.clone()), format!("{unsaid}Cannot be run: {}; needed: {}.", r.why, r.needed))
        }
        Ok(t) => (t.outcome(putting.sign()), format!("{unsaid}{}", arithmetic_words(putting, t))),
    };
    (GateResult { gate, outcome, sentence }, Some(found))
}

fn arithmetic_words(putting: &Putting<'_>, t: &ArithmeticTest) -> String {
    let opposite = t.third_t * putting.sign() < 0.0;
    let sign = if opposite { -putting.sign() } else { putting.sign() };
    format!(
        "A response at least as strong in the {} direction comes from positions alone in {:.1} % of {} worlds (positions: {}). Of the {} states nearest to {} (the farthest {:.2} standard deviations away) {} respond at least as strongly. With the other member's agreement with the third's side held ({}): t = {:.2}, p = {}.",
        if opposite { "opposite" } else { "stated" },
        100.0 * if opposite { t.share_opposite } else { t.share_stated },
        t.n_simulated,
        t.positions_from,
        t.near.len(),
        putting.third.state().name,
        t.farthest,
        t.n_near_as_strong(sign),
        t.held_states.iter().map(|s| s.code()).collect::<Vec<_>>().join(", "),
        t.held.t,
        p_words(t.held.p_value)
    )
}

fn response_gate(putting: &Putting<'_>, response: &Result<Response, Refusal>) -> GateResult {
    let gate = Gate::Response;
    match response {
        Err(r) => GateResult {
            gate,
            outcome: GateOutcome::CannotRun(r.clone()),
            sentence: format!("Cannot be run: {}.", r.why),
        },
        Ok(r) => {
            let e = &r.primary;
            let outcome = direction(e.p_value < RESPONSE_LEVEL, e.value, putting.sign());
            let sentence = format!(
                "Over the next {} {}s the pair's reading changes by {:+.3} of its standard deviations per standard deviation {} ({} interval {:+.3} to {:+.3}; t = {:.2}, p = {}).",
                r.horizon,
                putting.series.calendar.length(),
                r.standardised.value,
                match putting.claim.half {
                    Half::Both => "of the driver's",
                    Half::Thaw => "that the driver's is warmer than expected",
                    Half::Tension => "that the driver's is colder than expected, taken as negative",
                },
                confidence_words(e.confidence),
                r.standardised.low,
                r.standardised.high,
                e.t,
                p_words(e.p_value)
            );
            GateResult { gate, outcome, sentence }
        }
    }
}

fn single_period_gate(
    putting: &Putting<'_>,
    single: &Result<SinglePeriod, Refusal>,
    response: &Result<Response, Refusal>,
) -> GateResult {
    let gate = Gate::SinglePeriod;
    match (single, response) {
        (Err(r), _) | (_, Err(r)) => GateResult {
            gate,
            outcome: GateOutcome::CannotRun(r.clone()),
            sentence: format!("Cannot be run: {}.", r.why),
        },
        (Ok(s), Ok(r)) => {
            let passes = s.share_same_sign >= 1.0 && s.p_value_max < SINGLE_PERIOD_LEVEL;
            let weakest =
                s.transformed.iter().chain(&s.most_influential).max_by(|a, b| a.p_value.total_cmp(&b.p_value));
            let sentence = format!(
                "{:.0} of {} variants keep the sign; the largest p is {} ({}).",
                s.share_same_sign * s.n_variants as f64,
                s.n_variants,
                p_words(s.p_value_max),
                weakest.map_or("", |v| v.what.as_str())
            );
            GateResult { gate, outcome: direction(passes, r.primary.value, putting.sign()), sentence }
        }
    }
}

fn placebo_gate(putting: &Putting<'_>, placebo: &Result<PlaceboThirds, Refusal>) -> GateResult {
    let gate = Gate::PlaceboThirds;
    match placebo {
        Err(r) => GateResult {
            gate,
            outcome: GateOutcome::CannotRun(r.clone()),
            sentence: format!("Cannot be run: {}; needed: {}.", r.why, r.needed),
        },
        Ok(p) => {
            let outcome = if p.share_stated <= PLACEBO_SHARE && p.third_t * putting.sign() > 0.0 {
                GateOutcome::Passed
            } else if p.share_opposite <= PLACEBO_SHARE && p.third_t * putting.sign() < 0.0 {
                GateOutcome::PassedOpposite
            } else {
                GateOutcome::Failed
            };
            let opposite = p.third_t * putting.sign() < 0.0;
            let share = if opposite { p.share_opposite } else { p.share_stated };
            let sentence = format!(
                "On {} common {}s {} has rank {:.0} of {} (itself and {} placebo thirds) in the {} direction (t = {:.2}).",
                p.n_rows,
                putting.series.calendar.length(),
                putting.third.state().name,
                share * (p.n_ranked + 1) as f64,
                p.n_ranked + 1,
                p.n_ranked,
                if opposite { "opposite" } else { "stated" },
                p.third_t
            );
            GateResult { gate, outcome, sentence }
        }
    }
}

/// A p-value as it is printed.
pub(super) fn p_words(p: f64) -> String {
    if p < 0.001 {
        return "below .001".into();
    }
    // Three digits that count, so that a p-value just below a bound is not printed as the bound.
    let decimals = if p < 0.01 {
        5
    } else if p < 0.1 {
        4
    } else {
        3
    };
    format!("{p:.decimals$}").trim_start_matches('0').to_owned()
}
