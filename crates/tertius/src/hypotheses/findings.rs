//! What the hypotheses stage hands on: the outcome of every gate and every finding, with the sample it
//! rests on. Values only; the wording of a verdict belongs to `claims`, drawing to `report`.

use super::curve_findings::SpecificationCurve;
use super::prediction::Prediction;
use super::route::RouteFinding;
use super::share::Share;
use super::stability::ResponseOverTime;
use crate::actors::StateId;
use crate::calendar::PeriodLength;
use crate::dossier::{Episode, Side, Trend};
use crate::refusal::Refusal;
use crate::series::relation::Convergence;

/// The sample that a test was run on.
#[derive(Clone, Debug, PartialEq)]
pub struct Subject {
    /// Name of the instrument.
    pub instrument: String,
    /// The era's first and last period, as printed.
    pub era: (String, String),
    /// Length of a period.
    pub period: PeriodLength,
    /// R, the side that is explained.
    pub between: Side,
    /// U, the side that is said to drive it.
    pub driver: Side,
    /// V, the third side.
    pub other: Side,
    /// Lags of all three.
    pub lags: usize,
    /// Rows of the regression.
    pub n_rows: usize,
    /// Periods of the era that the instrument watched.
    pub n_observed: usize,
}

/// An estimate with its uncertainty.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The number.
    pub value: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// Lower end of the interval at `confidence`.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Confidence of the interval, such as 0.95.
    pub confidence: f64,
    /// t statistic against 0.
    pub t: f64,
    /// Degrees of freedom.
    pub df: f64,
    /// Two-sided p-value.
    pub p_value: f64,
}

impl Estimate {
    /// Whether all of its interval lies strictly between `-size` and `size`. NaN and infinities lie nowhere.
    pub fn lies_within(&self, size: f64) -> bool {
        lies_within(self.low, self.high, size)
    }
}

fn lies_within(low: f64, high: f64, size: f64) -> bool {
    low.is_finite() && high.is_finite() && low <= high && -size < low && high < size
}

/// A confidence as it is printed: "95 %", "97.5 %", "99.17 %".
pub fn confidence_words(confidence: f64) -> String {
    // So many digits that a level below 1 is never printed as 100.
    let decimals = (2..=12).find(|d| 100.0 * (1.0 - confidence) >= 0.5 * 0.1_f64.powi(*d)).unwrap_or(12) as usize;
    let percent = format!("{:.decimals$}", 100.0 * confidence);
    format!("{} %", percent.trim_end_matches('0').trim_end_matches('.'))
}

/// A posterior mean with an interval that leaves equal shares of the draws on both sides.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// Posterior mean.
    pub value: f64,
    /// Posterior standard deviation.
    pub standard_deviation: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Share of the draws within, such as 0.95.
    pub confidence: f64,
}

impl Interval {
    /// Whether all of it lies on one side of 0.
    pub fn excludes_zero(&self) -> bool {
        self.low > 0.0 || self.high < 0.0
    }

    /// Whether all of it lies strictly between `-size` and `size`. NaN and infinities lie nowhere.
    pub fn lies_within(&self, size: f64) -> bool {
        lies_within(self.low, self.high, size)
    }
}

/// Gate *latent response*: the mean response of latent R over the primary horizon to a surprise in latent U.
#[derive(Clone, Debug, PartialEq)]
pub struct LatentResponse {
    /// In standard deviations of R's path per standard deviation of U's, draw by draw; at 95 %, which decides.
    pub standardised: Interval,
    /// The same at the confidence of the claim's other intervals.
    pub at_claims_confidence: Interval,
    /// Posterior probability that the response is positive.
    pub probability_positive: f64,
    /// Reliability of the deciding instrument's readings of R, U and V, posterior means: the share of their variance that
    /// is the relation's.
    pub reliability: [Option<f64>; 3],
    /// Instruments of R, U and V, the deciding one first.
    pub instruments: [Vec<String>; 3],
    /// The mean response from the deciding instrument alone, in the same units; `None` where no other was used, or where
    /// it could not be drawn (a caution says why).
    pub alone: Option<f64>,
    /// What the reader must know of the fit.
    pub cautions: Vec<String>,
    /// Periods.
    pub n_periods: usize,
    /// Whether the chains agreed.
    pub convergence: Convergence,
}

/// Gate *response*: the mean of R over the primary horizon on the surprise in U.
#[derive(Clone, Debug, PartialEq)]
pub struct Response {
    /// Mean response over the primary horizon, in units of R per unit of U.
    pub primary: Estimate,
    /// The same, in standard deviations of R per standard deviation of U, both over the rows of the regression.
    pub standardised: Estimate,
    /// Last period of the primary horizon (it begins with 1).
    pub horizon: usize,
    /// Response of R in period t+h alone, h = 1, 2, ... (units of R per unit of U); `None` where it could not be fitted.
    pub path: Vec<Option<Estimate>>,
}

/// One variant of the primary regression in gate *single period*.
#[derive(Clone, Debug, PartialEq)]
pub struct Variant {
    /// What was done: "without 1998-12-13", "signs", "ranks", "clipped".
    pub what: String,
    /// Response in the variant's own units.
    pub value: f64,
    /// Two-sided p-value.
    pub p_value: f64,
}

/// Gate *single period*.
#[derive(Clone, Debug, PartialEq)]
pub struct SinglePeriod {
    /// Signs, ranks, clipped.
    pub transformed: Vec<Variant>,
    /// The five periods whose loss moves the p-value most, weakest result first.
    pub most_influential: Vec<Variant>,
    /// Largest p-value among all variants.
    pub p_value_max: f64,
    /// Share of the variants that keep the sign of the primary estimate.
    pub share_same_sign: f64,
    /// Number of variants.
    pub n_variants: usize,
}

/// One state in the place of the third.
#[derive(Clone, Debug, PartialEq)]
pub struct PlaceboThird {
    /// The state.
    pub state: StateId,
    /// t statistic of the response to it, on the common sample.
    pub t: f64,
    /// Whether the dossier names it an ally of the third (shown, not ranked).
    pub ally: bool,
}

/// Gate *placebo thirds*.
#[derive(Clone, Debug, PartialEq)]
pub struct PlaceboThirds {
    /// t statistic of the third itself on the common sample.
    pub third_t: f64,
    /// Every placebo, strongest in the stated direction first.
    pub placebos: Vec<PlaceboThird>,
    /// (1 + ranked placebos at least as strong in the stated direction) / (1 + ranked placebos).
    pub share_stated: f64,
    /// The same in the opposite direction.
    pub share_opposite: f64,
    /// Ranked placebos (allies left out).
    pub n_ranked: usize,
    /// Rows of the common sample.
    pub n_rows: usize,
    /// States that had too few data to serve.
    pub n_not_eligible: usize,
}

/// Gate *arithmetic*: is the response stronger than positions on a line alone would make it?
#[derive(Clone, Debug, PartialEq)]
pub struct ArithmeticTest {
    /// t statistic of the response, as in gate *response*.
    pub third_t: f64,
    /// (1 + simulated worlds at least as strong in the stated direction) / (1 + simulated worlds).
    pub share_stated: f64,
    /// The same in the opposite direction.
    pub share_opposite: f64,
    /// Worlds in which positions alone make the readings.
    pub n_simulated: usize,
    /// Where the positions come from, in words.
    pub positions_from: String,
    /// t statistic of the third on the sample that it shares with its placebos.
    pub third_t_common: f64,
    /// The placebo thirds that stand nearest to the third (no allies), nearest first.
    pub near: Vec<PlaceboThird>,
    /// How far the farthest of them stands from the third, in standard deviations of all states' mean positions.
    pub farthest: f64,
    /// The response with the third's side held: B's mean reading with the states of `held_states`.
    pub held: Estimate,
    /// The states nearest to the third (allies among them), nearest first.
    pub held_states: Vec<StateId>,
}

/// Finding *same-period co-movement*: it decides nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct SamePeriod {
    /// Correlation of the surprises in R and U.
    pub correlation: f64,
    /// Interval (Fisher).
    pub low: f64,
    /// Interval (Fisher).
    pub high: f64,
    /// Rows.
    pub n_rows: usize,
}

/// Finding *two halves*.
#[derive(Clone, Debug, PartialEq)]
pub struct TwoHalves {
    /// Response to surprises warmer than expected.
    pub thaw: Estimate,
    /// Response to surprises colder than expected.
    pub tension: Estimate,
    /// Thaw less tension.
    pub difference: Estimate,
}

/// Finding *circular shift*.
#[derive(Clone, Debug, PartialEq)]
pub struct CircularShift {
    /// Absolute t of the unshifted series.
    pub statistic: f64,
    /// (1 + shifts with a larger statistic) / (1 + shifts).
    pub share: f64,
    /// Number of shifts.
    pub n_shifts: usize,
}

/// One line of the table of reciprocity and triangular response: does the cause's past help to predict the effect?
#[derive(Clone, Debug, PartialEq)]
pub struct ExclusionLine {
    /// The directed dyad that is explained.
    pub effect: String,
    /// The directed dyad whose lags are left out.
    pub cause: String,
    /// Classical F.
    pub f: f64,
    /// Numerator degrees of freedom.
    pub df1: f64,
    /// Denominator degrees of freedom.
    pub df2: f64,
    /// p-value of the classical F.
    pub p_value: f64,
    /// p-value with HC3 covariance; `None` where a leverage of 1 forbids it.
    pub p_value_hc3: Option<f64>,
    /// Sum of the cause's coefficients.
    pub sum: f64,
}

impl ExclusionLine {
    /// Whether it asks for reciprocity: the cause is the effect's dyad in the other direction.
    pub fn is_reciprocity(&self) -> bool {
        self.effect.split_once('>').zip(self.cause.split_once('>')).is_some_and(|((a, b), (c, d))| a == d && b == c)
    }
}

/// Finding *episodes*: one side within one episode against the periods around it.
#[derive(Clone, Debug)]
pub struct EpisodeContrast {
    /// The episode.
    pub episode: Episode,
    /// The instrument read.
    pub instrument: String,
    /// The side.
    pub side: Side,
    /// What the dossier expects, if it does.
    pub expected: Option<Trend>,
    /// The numbers, or why there are none.
    pub outcome: Result<Contrast, Refusal>,
}

/// The numbers of an episode contrast.
#[derive(Clone, Debug, PartialEq)]
pub struct Contrast {
    /// Mean reading within the episode.
    pub inside: f64,
    /// Mean reading over as many periods before and after (together), within the same era.
    pub around: f64,
    /// `inside - around`.
    pub difference: f64,
    /// Share of windows of the same length, slid through the era, whose contrast is at least as large in absolute value.
    pub share_of_windows: f64,
    /// Windows slid.
    pub n_windows: usize,
    /// Windows that do not overlap; below 20 the contrast is a description only.
    pub n_independent_windows: usize,
    /// Share of placebo dyads (the pair's members and the third with other states) whose contrast is at least as large; `None` without placebos.
    pub share_of_placebo_dyads: Option<f64>,
    /// Readings within.
    pub n_inside: usize,
    /// Readings around.
    pub n_around: usize,
}

/// The gates of VERDICTS.md, section 2, in the order in which they are run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gate {
    /// Does R move after a surprise in U?
    Response,
    /// Is it one period's news?
    SinglePeriod,
    /// Is it this third, or would any state do?
    PlaceboThirds,
    /// Does it hang on one choice?
    SpecificationCurve,
    /// Does it survive measurement error?
    LatentResponse,
    /// Could the sign be built in?
    Arithmetic,
}

impl Gate {
    /// All gates.
    pub const ALL: [Gate; 6] = [
        Gate::Response,
        Gate::SinglePeriod,
        Gate::PlaceboThirds,
        Gate::SpecificationCurve,
        Gate::Arithmetic,
        Gate::LatentResponse,
    ];

    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Gate::Response => "response",
            Gate::SinglePeriod => "single period",
            Gate::PlaceboThirds => "placebo thirds",
            Gate::SpecificationCurve => "specification curve",
            Gate::LatentResponse => "latent response",
            Gate::Arithmetic => "arithmetic",
        }
    }

    /// The question it puts.
    pub fn question(self) -> &'static str {
        match self {
            Gate::Response => "does the pair's relation move after a surprise in the third's?",
            Gate::SinglePeriod => "is it one period's news?",
            Gate::PlaceboThirds => "is it this third, or would any state do?",
            Gate::SpecificationCurve => "does it hang on one choice?",
            Gate::LatentResponse => "does it survive measurement error?",
            Gate::Arithmetic => "could the sign be built into the instrument?",
        }
    }
}

/// How a gate came out.
#[derive(Clone, Debug, PartialEq)]
pub enum GateOutcome {
    /// Passed in the direction that the claim states.
    Passed,
    /// Passed in the opposite direction.
    PassedOpposite,
    /// Not passed.
    Failed,
    /// These data do not allow it.
    CannotRun(Refusal),
    /// The gate does not apply to this instrument.
    NotNeeded,
    /// A gate before it did not pass, so that it could change nothing and was not run.
    NotReached,
}

/// A gate and its outcome.
#[derive(Clone, Debug, PartialEq)]
pub struct GateResult {
    /// Which.
    pub gate: Gate,
    /// How it came out.
    pub outcome: GateOutcome,
    /// The outcome in a sentence with its numbers.
    pub sentence: String,
}

/// A claim put to one instrument within one era.
#[derive(Clone, Debug)]
pub struct Tested {
    /// The sample.
    pub subject: Subject,
    /// Every gate, in order.
    pub gates: Vec<GateResult>,
    /// Gate *response* in numbers.
    pub response: Result<Response, Refusal>,
    /// Gate *single period* in numbers.
    pub single_period: Result<SinglePeriod, Refusal>,
    /// Gate *placebo thirds* in numbers.
    pub placebo_thirds: Result<PlaceboThirds, Refusal>,
    /// Gate *specification curve* in numbers; `None` where it was not asked for.
    pub specification_curve: Option<Result<SpecificationCurve, Refusal>>,
    /// Gate *latent response* in numbers; `None` where it was not reached.
    pub latent_response: Option<Result<LatentResponse, Refusal>>,
    /// Gate *arithmetic* in numbers; `None` where it is not needed.
    pub arithmetic: Option<Result<ArithmeticTest, Refusal>>,
    /// Finding *same-period co-movement*.
    pub same_period: Result<SamePeriod, Refusal>,
    /// Finding *two halves*.
    pub two_halves: Result<TwoHalves, Refusal>,
    /// Finding *other side held*.
    pub route: Result<RouteFinding, Refusal>,
    /// Finding *circular shift*.
    pub circular_shift: Result<CircularShift, Refusal>,
    /// Finding *prediction*.
    pub prediction: Result<Prediction, Refusal>,
    /// Finding *share*; `None` where findings that cost much were not asked for.
    pub share: Option<Result<Share, Refusal>>,
    /// Finding *response over time*; `None` where findings that cost much were not asked for.
    pub over_time: Option<Result<ResponseOverTime, Refusal>>,
    /// Cautions for this sample.
    pub cautions: Vec<String>,
}

impl Tested {
    /// Whether both intervals lie within the smallest effect of interest, `size` standard deviations: that of the raw
    /// response, and that of the latent response, which has no measurement error to make an effect pale. Where other
    /// instruments helped to read the relations, the deciding one alone must not say otherwise.
    pub fn lies_within(&self, size: f64) -> bool {
        let raw = self.response.as_ref().is_ok_and(|r| r.standardised.lies_within(size));
        let latent = self.latent_response.as_ref().and_then(|l| l.as_ref().ok()).is_some_and(|l| {
            l.standardised.lies_within(size)
                && l.at_claims_confidence.lies_within(size)
                && l.alone.is_none_or(|alone| alone.abs() < size)
        });
        raw && latent
    }

    /// Whether every gate that was run came out as wanted (`Passed` or `PassedOpposite`). Gates that are not needed
    /// or not reached are left out; a gate that could not be run is not passed.
    pub fn passes_every_gate_run(&self, wanted: &GateOutcome) -> bool {
        let mut asked = self
            .gates
            .iter()
            .filter(|g| !matches!(g.outcome, GateOutcome::NotNeeded | GateOutcome::NotReached))
            .peekable();
        asked.peek().is_some() && asked.all(|g| g.outcome == *wanted)
    }
}
