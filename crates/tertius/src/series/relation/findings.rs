//! What fusing gives, as values. Positions in time are indices into the relation's calendar.

use crate::calendar::PeriodCalendar;
use crate::dossier::{Dyad, Measure};
use crate::refusal::Refusal;

/// A number with its posterior uncertainty.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Posterior {
    /// Mean.
    pub mean: f64,
    /// Standard deviation.
    pub standard_deviation: f64,
    /// Lower end of the central 90 % interval.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

impl Posterior {
    /// Probability content of `low` to `high`.
    pub const CONFIDENCE: f64 = 0.90;
}

/// Whether the sampler's chains agreed. A result that did not is a refusal, so these are figures that passed.
pub use tertius_econometrics::Convergence;

/// The scale of a piece: that of its anchor instrument, whose intercept is 0 and whose loading is 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Unit {
    /// The anchor's name.
    pub anchor: String,
    /// What it measures.
    pub measure: Measure,
    /// Mean of the posterior mean over the piece's periods.
    pub mean: f64,
    /// Standard deviation of the relation over the piece's periods: the root of the mean, over the posterior's draws, of
    /// each draw's own variance. Where paths are pooled, of the mean over the pooled paths. Unlike the variance of the
    /// mean path it does not go to 0 where little is known. For print only, to show the relation in standard deviations.
    pub standard_deviation: f64,
}

/// A period before which the state starts anew, so that nothing is carried over from the periods before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restart {
    /// First period after it.
    pub period: usize,
    /// Why: a succession.
    pub because: String,
}

/// A stretch that no instrument with the dossier's period reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// First period.
    pub first: usize,
    /// Last period, included.
    pub last: usize,
    /// Names of the only instruments left in it, which read by longer periods; empty if there are none.
    pub only: Vec<String>,
}

/// One instrument in one relation.
#[derive(Clone, Debug, PartialEq)]
pub struct InstrumentInRelation {
    /// Its name.
    pub name: String,
    /// Whether it is the anchor.
    pub anchor: bool,
    /// Whether it places states on a line, as votes do.
    pub arithmetical: bool,
    /// Length of its periods, as printed: "month", "year".
    pub period: String,
    /// Readings used.
    pub n_readings: usize,
    /// Per stretch of one intercept (an era, or several parted only by successions): its first period as printed, and
    /// what the instrument reads there, in its own units, when the relation stands at the mean of the anchor's readings
    /// in the anchor's longest stretch. For the anchor itself that is this mean, in its first stretch known without error.
    pub intercepts: Vec<(String, Posterior)>,
    /// Loading: units of the instrument per unit of the anchor. 1 for the anchor.
    pub loading: Posterior,
    /// Standard deviation of what the instrument adds beyond its sampling error, in its own units.
    pub noise: Posterior,
    /// Share of the variance of its readings, within eras, that is the relation's: 0 to 1. `None` with no more readings
    /// than stretches, and where the chains do not agree on it.
    pub reliability: Option<Posterior>,
    /// Correlation of neighbouring residuals: errors that persist make every band too narrow. `None` with too few readings.
    pub residual_autocorrelation: Option<f64>,
}

impl InstrumentInRelation {
    /// Why its readings cannot be turned into the anchor's units: its loading may be 0. `None` where they can.
    pub fn not_converted(&self) -> Option<Refusal> {
        let may_be_zero = !self.anchor && self.loading.low <= 0.0;
        may_be_zero.then(|| {
            Refusal::new(
                format!("the loading of \"{}\" may be 0, and a reading is divided by it", self.name),
                "an interval of the loading that lies above 0",
            )
        })
    }
}

/// One reading that was used: who read when, and what it says of the relation where that can be told.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FusedReading {
    /// Which instrument, an index into `Piece::instruments`.
    pub instrument: usize,
    /// First period that it averages.
    pub first: usize,
    /// Last period, included.
    pub last: usize,
    /// In the relation's units; `None` where the instrument's loading may be 0 (`InstrumentInRelation::not_converted`).
    pub converted: Option<Converted>,
    /// Standardised residual, posterior mean.
    pub residual: f64,
}

/// A reading in the relation's units: (reading - intercept) / loading at their posterior means.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Converted {
    /// Value.
    pub value: f64,
    /// Lower end of the central 90 % interval of its error: sampling error and the instrument's noise together.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// The relation with one instrument left out.
#[derive(Clone, Debug, PartialEq)]
pub struct LeftOut {
    /// Name of the instrument.
    pub instrument: String,
    /// The path without it, in the units of the piece (matched by mean and standard deviation over the common periods
    /// where the anchor itself was left out); `None` for periods that the others do not reach. Or why there is none.
    pub path: Result<Vec<Option<Posterior>>, Refusal>,
    /// Correlation of the two posterior means over the periods that the left-out instrument reads.
    pub correlation: Option<f64>,
    /// Share of those periods in which the mean of one lies outside the band of the other.
    pub share_outside: Option<f64>,
}

/// Instruments that do not tell the same story. The band is then a pool: half the path with all, half those without them.
#[derive(Clone, Debug, PartialEq)]
pub struct Disagreement {
    /// The instrument that disagrees with the others.
    pub instrument: String,
    /// In a sentence, with the numbers.
    pub sentence: String,
}

/// A stretch of time over which instruments overlap, so that its levels can be compared with each other.
#[derive(Clone, Debug, PartialEq)]
pub struct Piece {
    /// First period.
    pub first: usize,
    /// Last period, included.
    pub last: usize,
    /// The scale.
    pub unit: Unit,
    /// One per period from `first` to `last`. Up is warmer.
    pub path: Vec<Posterior>,
    /// Starts anew within the piece.
    pub restarts: Vec<Restart>,
    /// The instruments, anchor first. Where all of them together allow more than one path, those of the largest answer
    /// that has the anchor: one is missing, named by the first of `disagreements`.
    pub instruments: Vec<InstrumentInRelation>,
    /// Every reading used.
    pub readings: Vec<FusedReading>,
    /// One per instrument, where there are at least two, and one per camp of several (those that place states on a line,
    /// and the others) where there are both.
    pub left_out: Vec<LeftOut>,
    /// Instruments that disagree; where there are any, `path` has the pooled band.
    pub disagreements: Vec<Disagreement>,
    /// Whether the chains agreed.
    pub convergence: Convergence,
}

/// An episode in the fused relation: its mean against the mean of as many periods before and after it.
#[derive(Clone, Debug, PartialEq)]
pub struct RelationContrast {
    /// Name of the episode.
    pub episode: String,
    /// The difference in standard deviations of the relation (see `Unit`), or why there is none (a line between pieces,
    /// a restart, nothing around it).
    pub outcome: Result<EpisodeInRelation, Refusal>,
}

/// The numbers of a contrast.
#[derive(Clone, Debug, PartialEq)]
pub struct EpisodeInRelation {
    /// Inside less around, in standard deviations of the relation.
    pub difference: Posterior,
    /// Posterior probability that the relation was warmer inside than around.
    pub probability_warmer: f64,
    /// Draws behind both.
    pub n_draws: usize,
    /// Periods inside; of them, periods that an instrument with the dossier's period reads.
    pub inside: (usize, usize),
    /// The same of the periods around.
    pub around: (usize, usize),
}

/// The relation of one pair.
#[derive(Clone, Debug, PartialEq)]
pub struct Relation {
    /// The pair.
    pub dyad: Dyad,
    /// The dossier's periods from the first reading to the last.
    pub calendar: PeriodCalendar,
    /// From all instruments. No contrast is made across the ends of a piece.
    pub pieces: Vec<Result<Piece, Refusal>>,
    /// From all but the arithmetical instruments; `None` where there are none of these.
    pub without_arithmetical: Option<Vec<Result<Piece, Refusal>>>,
    /// Stretches that no instrument with the dossier's period reads.
    pub unread: Vec<Unread>,
    /// One per episode of the dossier: with all instruments.
    pub contrasts: Vec<RelationContrast>,
    /// One per episode: without the arithmetical instruments; empty where there are none of these.
    pub contrasts_without_arithmetical: Vec<RelationContrast>,
    /// What the reader must know.
    pub cautions: Vec<String>,
}
