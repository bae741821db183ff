//! What gate *specification curve* hands on: every specification that was run with its choices, everything that was
//! declared and could not be run, and the joint test. Values only.

use super::findings::Estimate;
use crate::calendar::PeriodLength;
use crate::dossier::{Measure, Scale, Stretch};

/// One combination of choices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choices {
    /// Name of the instrument.
    pub instrument: String,
    /// What is made of its rows.
    pub measure: Measure,
    /// The scale, where the measure needs one.
    pub scale: Option<Scale>,
    /// Length of a period.
    pub period: PeriodLength,
    /// Lags of all three relations.
    pub lags: usize,
    /// The part of the era that is read.
    pub sample: Stretch,
    /// Whether one event a day is kept.
    pub one_a_day: bool,
}

impl Choices {
    /// The kinds of choice, in the order of [`Choices::words`].
    pub const KINDS: [&'static str; 6] = ["source", "measure", "period", "lags", "sample", "filter"];

    /// Each choice in words.
    pub fn words(&self) -> [String; 6] {
        let measure = match self.scale {
            Some(scale) => format!("{}, {}", self.measure.word(), scale.word()),
            None => self.measure.word().to_owned(),
        };
        [
            self.instrument.clone(),
            measure,
            self.period.word().to_owned(),
            self.lags.to_string(),
            self.sample.word().to_owned(),
            if self.one_a_day { "one a day" } else { "none" }.to_owned(),
        ]
    }
}

/// One specification that was run.
#[derive(Clone, Debug, PartialEq)]
pub struct Specification {
    /// Its choices.
    pub choices: Choices,
    /// Mean response over the primary horizon, in standard deviations of R per standard deviation of U, both over the rows of its regression.
    pub standardised: Estimate,
    /// Its t statistic on the scale of the standard normal.
    pub z: f64,
    /// Rows of its regression.
    pub n_rows: usize,
    /// Whether it is the claim's own regression.
    pub is_own: bool,
}

/// Declared specifications that were not run, or say nothing of their own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotRun {
    /// Their choices, in words.
    pub what: String,
    /// How many.
    pub n: usize,
    /// Why.
    pub why: String,
}

/// A choice that decides the sign: all specifications with it have one sign, the median of the others the other.
#[derive(Clone, Debug, PartialEq)]
pub struct DecidingChoice {
    /// The kind of choice: one of [`Choices::KINDS`].
    pub kind: &'static str,
    /// The choice, in words.
    pub choice: String,
    /// Specifications with it, all above 0 or all below.
    pub n: usize,
    /// Their sign, 1 or -1.
    pub sign: f64,
    /// Median estimate of the others, in standard deviations.
    pub others_median: f64,
}

/// A statistic of the whole curve and its two-sided p-value under the null that no specification shows a response.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CurveTest {
    /// The statistic.
    pub value: f64,
    /// (1 + draws at least as large in size) / (1 + draws).
    pub p_value: f64,
}

/// Gate *specification curve*.
#[derive(Clone, Debug, PartialEq)]
pub struct SpecificationCurve {
    /// Every specification that was run, lowest estimate first.
    pub specifications: Vec<Specification>,
    /// What was declared besides, with the reason why it is not among them.
    pub not_run: Vec<NotRun>,
    /// Specifications declared.
    pub n_declared: usize,
    /// Share of those run that have the sign that the claim states.
    pub share_stated: f64,
    /// Share that have the other sign.
    pub share_opposite: f64,
    /// The joint test that decides: the sum of all z over the root of their number (Stouffer).
    pub stouffer: CurveTest,
    /// Median estimate, in standard deviations.
    pub median: CurveTest,
    /// Share of specifications whose z lies beyond the two-sided 5 % bound in the predominant direction.
    pub share_beyond: CurveTest,
    /// Draws under the null.
    pub n_draws: usize,
    /// Blocks of time that keep one sign within a draw.
    pub n_blocks: usize,
    /// Length of a block.
    pub block: PeriodLength,
    /// Choices that decide the sign.
    pub deciding: Vec<DecidingChoice>,
}
