//! The part of `tertius-report/1` that holds what was tested: its types, and how they are filled from the
//! hypotheses' values. A number that is not finite becomes null.

use super::json_curve::{SpecificationCurve, specification_curve};
use super::json_findings::{self, Prediction, ResponseOverTime, Share};
use super::numbers::finite;
use super::words;
use crate::hypotheses as inner;
use schemars::JsonSchema;
use serde::Serialize;

/// A claim put to one instrument within one era. Of each part either the numbers or the refusal is there.
#[derive(Serialize, JsonSchema)]
pub(super) struct Test {
    /// Number of the claim, from 1.
    claim: usize,
    /// The declared subset that it is of; null for the whole.
    subset: Option<String>,
    /// The sample.
    sample: Sample,
    /// Every gate, in order.
    gates: Vec<Gate>,
    /// Gate *response*.
    response: Answer<Response>,
    /// Gate *single period*.
    single_period: Answer<SinglePeriod>,
    /// Gate *placebo thirds*.
    placebo_thirds: Answer<PlaceboThirds>,
    /// Finding *same-period co-movement*.
    same_period: Answer<SamePeriod>,
    /// Finding *two halves*.
    two_halves: Answer<TwoHalves>,
    /// Finding *other side held*.
    route: Answer<Route>,
    /// Finding *circular shift*.
    circular_shift: Answer<CircularShift>,
    /// Finding *prediction*.
    prediction: Answer<Prediction>,
    /// Finding *share*; null where it was not asked for.
    share: Option<Answer<Share>>,
    /// Finding *response over time*; null where it was not asked for.
    response_over_time: Option<Answer<ResponseOverTime>>,
    /// Gate *specification curve*; null where it was not asked for.
    specification_curve: Option<Answer<SpecificationCurve>>,
    /// Gate *latent response*; null where it was not reached.
    latent_response: Option<Answer<LatentResponse>>,
    /// Cautions for this sample.
    cautions: Vec<String>,
}

/// Numbers, or why there are none.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "{T}_answer")]
pub(super) enum Answer<T> {
    /// The numbers.
    Answered(T),
    /// Why the data cannot answer, and what would be needed.
    Refused(Refusal),
}

/// A question that the data cannot answer.
#[derive(Serialize, JsonSchema)]
pub(super) struct Refusal {
    /// Why.
    why: String,
    /// What would be needed.
    needed: String,
}

/// The sample of a test.
#[derive(Serialize, JsonSchema)]
struct Sample {
    instrument: String,
    /// The era's first period.
    from: String,
    /// The era's last period.
    to: String,
    period: String,
    /// The side that is explained.
    between: String,
    /// The side that is said to drive it.
    driver: String,
    /// The side held constant.
    other: String,
    lags: usize,
    /// Rows of the regression.
    n_rows: usize,
    /// Periods of the era that the instrument watched.
    n_observed: usize,
}

/// A gate or check and its outcome.
#[derive(Serialize, JsonSchema)]
pub(super) struct Gate {
    name: String,
    /// `passed`, `passed in the opposite direction`, `failed`, `cannot run`, `not needed` or `not reached`.
    outcome: String,
    /// The outcome in a sentence with its numbers.
    sentence: String,
    /// For `cannot run`: why, and what would be needed.
    refusal: Option<Refusal>,
}

/// An estimate with its uncertainty.
#[derive(Serialize, JsonSchema)]
pub(super) struct Estimate {
    value: Option<f64>,
    standard_error: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
    /// Confidence of the interval from `low` to `high`.
    confidence: Option<f64>,
    t: Option<f64>,
    df: Option<f64>,
    /// Two-sided p-value.
    p_value: Option<f64>,
}

/// Gate *response*.
#[derive(Serialize, JsonSchema)]
struct Response {
    /// Mean response over periods 1 to `horizon`, in units of the explained side per unit of the driver.
    primary: Estimate,
    /// The same in standard deviations.
    standardised: Estimate,
    horizon: usize,
    /// Response 1, 2, ... periods later, each alone; null where it could not be fitted.
    path: Vec<Option<Estimate>>,
}

/// Gate *latent response*: the same question put to the relations themselves, drawn together from all instruments.
#[derive(Serialize, JsonSchema)]
struct LatentResponse {
    /// In standard deviations of the explained side per standard deviation of the driver, draw by draw.
    standardised: Interval,
    /// The same at the confidence of the claim's other intervals.
    at_claims_confidence: Interval,
    /// Posterior probability that it is positive.
    probability_positive: Option<f64>,
    /// Reliability of the deciding instrument's readings of the explained side, the driver and the third side.
    reliability: [Option<f64>; 3],
    /// Instruments of the three, the deciding one first.
    instruments: [Vec<String>; 3],
    n_periods: usize,
    r_hat_max: Option<f64>,
    effective_min: Option<f64>,
}

/// A posterior interval.
#[derive(Serialize, JsonSchema)]
struct Interval {
    /// Posterior mean.
    value: Option<f64>,
    standard_deviation: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
    /// Share of the draws within.
    confidence: Option<f64>,
}

/// One form of the primary regression.
#[derive(Serialize, JsonSchema)]
struct Variant {
    what: String,
    value: Option<f64>,
    p_value: Option<f64>,
}

/// Gate *single period*.
#[derive(Serialize, JsonSchema)]
struct SinglePeriod {
    transformed: Vec<Variant>,
    most_influential: Vec<Variant>,
    p_value_max: Option<f64>,
    share_same_sign: Option<f64>,
    n_variants: usize,
}

/// One state in the third's place.
#[derive(Serialize, JsonSchema)]
struct PlaceboThird {
    state: String,
    t: Option<f64>,
    /// Whether it is an ally of the third: shown, not ranked.
    ally: bool,
}

/// Gate *placebo thirds*.
#[derive(Serialize, JsonSchema)]
struct PlaceboThirds {
    third_t: Option<f64>,
    placebos: Vec<PlaceboThird>,
    /// Share at least as strong in the stated direction.
    share_stated: Option<f64>,
    /// Share at least as strong in the opposite direction.
    share_opposite: Option<f64>,
    n_ranked: usize,
    n_rows: usize,
    n_not_eligible: usize,
}

/// Finding *same-period co-movement*.
#[derive(Serialize, JsonSchema)]
struct SamePeriod {
    correlation: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
    n_rows: usize,
}

/// Finding *two halves*.
#[derive(Serialize, JsonSchema)]
struct TwoHalves {
    thaw: Estimate,
    tension: Estimate,
    /// Thaw less tension.
    difference: Estimate,
}

/// Finding *other side held*.
#[derive(Serialize, JsonSchema)]
struct Route {
    /// "direct", "through the other side", "thaw only", "tension only", "common shock" or "cannot be told".
    route: String,
    /// Response over the primary horizon with nothing of the third side held.
    without_other: Estimate,
    /// Of leaving the driver out of the prediction of the pair one period ahead, the other side held.
    p_direct: Option<f64>,
    /// Of leaving it out of the prediction of the other side.
    p_driver_on_other: Option<f64>,
    /// Of leaving the other side out of the prediction of the pair.
    p_other_on_pair: Option<f64>,
}

/// Finding *circular shift*.
#[derive(Serialize, JsonSchema)]
struct CircularShift {
    statistic: Option<f64>,
    /// Share of shifts with a larger statistic.
    share: Option<f64>,
    n_shifts: usize,
}

/// One side within one episode against the periods around it.
#[derive(Serialize, JsonSchema)]
pub(super) struct EpisodeContrast {
    episode: String,
    instrument: String,
    side: String,
    /// `warming`, `cooling` or null.
    expected: Option<String>,
    contrast: Answer<Contrast>,
}

/// The numbers of an episode contrast.
#[derive(Serialize, JsonSchema)]
struct Contrast {
    inside: Option<f64>,
    around: Option<f64>,
    difference: Option<f64>,
    share_of_windows: Option<f64>,
    n_windows: usize,
    /// Windows that do not overlap; below 20 the contrast is a description only.
    n_independent_windows: usize,
    share_of_placebo_dyads: Option<f64>,
    n_inside: usize,
    n_around: usize,
}

/// Reciprocity and triangular response in one instrument's longest era.
#[derive(Serialize, JsonSchema)]
pub(super) struct Reciprocity {
    instrument: String,
    lines: Answer<Vec<ExclusionLine>>,
}

/// Does the cause's past help to predict the effect?
#[derive(Serialize, JsonSchema)]
struct ExclusionLine {
    /// The directed dyad that is explained.
    effect: String,
    /// The directed dyad whose lags are left out.
    cause: String,
    f: Option<f64>,
    df1: Option<f64>,
    df2: Option<f64>,
    p_value: Option<f64>,
    /// The same with a covariance that allows for unequal variance (HC3).
    p_value_hc3: Option<f64>,
    /// Sum of the cause's coefficients.
    sum: Option<f64>,
}

impl From<&crate::refusal::Refusal> for Refusal {
    fn from(r: &crate::refusal::Refusal) -> Refusal {
        Refusal { why: r.why.clone(), needed: r.needed.clone() }
    }
}

/// The numbers as `with` writes them, or the refusal.
pub(super) fn answer<A, B>(of: &Result<A, crate::refusal::Refusal>, with: impl Fn(&A) -> B) -> Answer<B> {
    match of {
        Ok(a) => Answer::Answered(with(a)),
        Err(r) => Answer::Refused(r.into()),
    }
}

pub(super) fn estimate(e: &inner::Estimate) -> Estimate {
    Estimate {
        value: finite(e.value),
        standard_error: finite(e.standard_error),
        low: finite(e.low),
        high: finite(e.high),
        confidence: finite(e.confidence),
        t: finite(e.t),
        df: finite(e.df),
        p_value: finite(e.p_value),
    }
}

fn interval(i: &inner::Interval) -> Interval {
    Interval {
        value: finite(i.value),
        standard_deviation: finite(i.standard_deviation),
        low: finite(i.low),
        high: finite(i.high),
        confidence: finite(i.confidence),
    }
}

fn latent_response(l: &inner::LatentResponse) -> LatentResponse {
    LatentResponse {
        standardised: interval(&l.standardised),
        at_claims_confidence: interval(&l.at_claims_confidence),
        probability_positive: finite(l.probability_positive),
        reliability: l.reliability.map(|r| r.and_then(finite)),
        instruments: l.instruments.clone(),
        n_periods: l.n_periods,
        r_hat_max: finite(l.convergence.r_hat_max),
        effective_min: finite(l.convergence.effective_min),
    }
}

fn variant(v: &inner::Variant) -> Variant {
    Variant { what: v.what.clone(), value: finite(v.value), p_value: finite(v.p_value) }
}

fn gate(g: &inner::GateResult) -> Gate {
    judged(g.gate.name(), &g.outcome, &g.sentence)
}

/// A check in the shape of a gate.
pub(super) fn check(c: &inner::Check) -> Gate {
    judged(c.name, &c.outcome, &c.sentence)
}

fn judged(name: &str, outcome: &inner::GateOutcome, sentence: &str) -> Gate {
    let refusal = match outcome {
        inner::GateOutcome::CannotRun(r) => Some(r.into()),
        _ => None,
    };
    Gate { name: name.to_owned(), outcome: words::outcome(outcome).to_owned(), sentence: sentence.to_owned(), refusal }
}

/// One test of claim number `claim` (from 1).
pub(super) fn test(claim: usize, subset: Option<&str>, t: &inner::Tested) -> Test {
    let s = &t.subject;
    Test {
        claim,
        subset: subset.map(str::to_owned),
        sample: Sample {
            instrument: s.instrument.clone(),
            from: s.era.0.clone(),
            to: s.era.1.clone(),
            period: s.period.word().to_owned(),
            between: s.between.to_string(),
            driver: s.driver.to_string(),
            other: s.other.to_string(),
            lags: s.lags,
            n_rows: s.n_rows,
            n_observed: s.n_observed,
        },
        gates: t.gates.iter().map(gate).collect(),
        response: answer(&t.response, |r| Response {
            primary: estimate(&r.primary),
            standardised: estimate(&r.standardised),
            horizon: r.horizon,
            path: r.path.iter().map(|e| e.as_ref().map(estimate)).collect(),
        }),
        single_period: answer(&t.single_period, |s| SinglePeriod {
            transformed: s.transformed.iter().map(variant).collect(),
            most_influential: s.most_influential.iter().map(variant).collect(),
            p_value_max: finite(s.p_value_max),
            share_same_sign: finite(s.share_same_sign),
            n_variants: s.n_variants,
        }),
        placebo_thirds: answer(&t.placebo_thirds, |p| PlaceboThirds {
            third_t: finite(p.third_t),
            placebos: p
                .placebos
                .iter()
                .map(|x| PlaceboThird { state: x.state.code().to_owned(), t: finite(x.t), ally: x.ally })
                .collect(),
            share_stated: finite(p.share_stated),
            share_opposite: finite(p.share_opposite),
            n_ranked: p.n_ranked,
            n_rows: p.n_rows,
            n_not_eligible: p.n_not_eligible,
        }),
        same_period: answer(&t.same_period, |s| SamePeriod {
            correlation: finite(s.correlation),
            low: finite(s.low),
            high: finite(s.high),
            n_rows: s.n_rows,
        }),
        two_halves: answer(&t.two_halves, |h| TwoHalves {
            thaw: estimate(&h.thaw),
            tension: estimate(&h.tension),
            difference: estimate(&h.difference),
        }),
        route: answer(&t.route, |r| Route {
            route: r.route.name().to_owned(),
            without_other: estimate(&r.without_other),
            p_direct: finite(r.p_direct),
            p_driver_on_other: finite(r.p_driver_on_other),
            p_other_on_pair: finite(r.p_other_on_pair),
        }),
        circular_shift: answer(&t.circular_shift, |c| CircularShift {
            statistic: finite(c.statistic),
            share: finite(c.share),
            n_shifts: c.n_shifts,
        }),
        prediction: answer(&t.prediction, json_findings::prediction),
        share: t.share.as_ref().map(|s| answer(s, json_findings::share)),
        response_over_time: t.over_time.as_ref().map(|o| answer(o, json_findings::over_time)),
        specification_curve: t.specification_curve.as_ref().map(|c| answer(c, specification_curve)),
        latent_response: t.latent_response.as_ref().map(|l| answer(l, latent_response)),
        cautions: t.cautions.clone(),
    }
}

/// One episode contrast.
pub(super) fn episode(e: &inner::EpisodeContrast) -> EpisodeContrast {
    EpisodeContrast {
        episode: e.episode.name.value.clone(),
        instrument: e.instrument.clone(),
        side: e.side.to_string(),
        expected: e.expected.map(|t| words::trend(t).to_owned()),
        contrast: answer(&e.outcome, |c| Contrast {
            inside: finite(c.inside),
            around: finite(c.around),
            difference: finite(c.difference),
            share_of_windows: finite(c.share_of_windows),
            n_windows: c.n_windows,
            n_independent_windows: c.n_independent_windows,
            share_of_placebo_dyads: c.share_of_placebo_dyads.and_then(finite),
            n_inside: c.n_inside,
            n_around: c.n_around,
        }),
    }
}

/// One instrument's table of reciprocity.
pub(super) fn reciprocity(
    instrument: &str,
    lines: &Result<Vec<inner::ExclusionLine>, crate::refusal::Refusal>,
) -> Reciprocity {
    let line = |l: &inner::ExclusionLine| ExclusionLine {
        effect: l.effect.clone(),
        cause: l.cause.clone(),
        f: finite(l.f),
        df1: finite(l.df1),
        df2: finite(l.df2),
        p_value: finite(l.p_value),
        p_value_hc3: l.p_value_hc3.and_then(finite),
        sum: finite(l.sum),
    };
    Reciprocity { instrument: instrument.to_owned(), lines: answer(lines, |all| all.iter().map(line).collect()) }
}
