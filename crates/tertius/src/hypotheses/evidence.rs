//! What a claim of another kind than third-party response rests on: one estimate, checks each of which could fail,
//! findings that only describe, and what was ranked. One shape for all such kinds; values only.

use super::findings::{Estimate, GateOutcome};
use crate::calendar::PeriodLength;
use crate::dossier::{ClaimQuestion, Dossier};
use crate::series::{Era, InstrumentSeries};

/// Which claim is put to which era of which instrument.
#[derive(Clone, Copy, Debug)]
pub struct EvidencePutting<'a> {
    /// The instrument's series.
    pub series: &'a InstrumentSeries,
    /// The era.
    pub era: &'a Era,
    /// The dossier: its triangle and settings.
    pub dossier: &'a Dossier,
    /// The claim.
    pub claim: &'a ClaimQuestion,
    /// Confidence of printed intervals.
    pub confidence: f64,
}

/// A question that could overturn the primary estimate, and how it came out.
#[derive(Clone, Debug, PartialEq)]
pub struct Check {
    /// Its name.
    pub name: &'static str,
    /// The question it puts.
    pub question: &'static str,
    /// How it came out. Never `NotNeeded` or `NotReached`.
    pub outcome: GateOutcome,
    /// The outcome in a sentence with its numbers.
    pub sentence: String,
    /// Whether nothing can be said where it fails: then not even *no effect* is earned, and this sentence says why.
    pub premise: Option<&'static str>,
}

/// Something that describes and decides nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct EvidenceFinding {
    /// Its name.
    pub name: &'static str,
    /// What was found, with its numbers and unit.
    pub sentence: String,
    /// The number with its interval, where one can be given honestly.
    pub estimate: Option<Estimate>,
}

/// The claim's own statistic among those of what could stand in its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranking {
    /// Name of the check that ranks.
    pub check: &'static str,
    /// The claim's own statistic.
    pub own: f64,
    /// The others with their names, strongest in the stated direction first.
    pub others: Vec<(String, f64)>,
}

/// One period as it is drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct EvidenceReading {
    /// The period as printed.
    pub period: String,
    /// Its middle day.
    pub day: String,
    /// What was read, in the unit of the primary estimate's series; `None` where nothing was.
    pub value: Option<f64>,
    /// Whether it counts as after.
    pub after: bool,
}

/// A claim put to one instrument within one era.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    /// Name of the instrument.
    pub instrument: String,
    /// The era's first and last period, as printed.
    pub era: (String, String),
    /// Length of a period.
    pub period: PeriodLength,
    /// What is compared with what, in words.
    pub compared: String,
    /// First period that counts as after, as printed.
    pub since: String,
    /// Periods before that enter.
    pub n_before: usize,
    /// Periods after that enter.
    pub n_after: usize,
    /// The estimate in the instrument's units.
    pub primary: Estimate,
    /// The same in units in which effects are of interest: `unit`.
    pub standardised: Estimate,
    /// Unit of `standardised`.
    pub unit: &'static str,
    /// What lies at the lower and at the upper end of that unit.
    pub ends: [&'static str; 2],
    /// The p-value that Holm's adjustment reads: that of the primary estimate, or a larger one.
    pub p_value: f64,
    /// The effect in a sentence.
    pub effect: String,
    /// The checks in order.
    pub checks: Vec<Check>,
    /// The findings in order.
    pub findings: Vec<EvidenceFinding>,
    /// What was ranked.
    pub rankings: Vec<Ranking>,
    /// Name of what is drawn.
    pub drawn: String,
    /// The series that is drawn.
    pub readings: Vec<EvidenceReading>,
    /// Cautions for this sample.
    pub cautions: Vec<String>,
}

impl Evidence {
    /// Periods that enter.
    pub fn n_rows(&self) -> usize {
        self.n_before + self.n_after
    }
}

/// When a claim that these data cannot answer could be answered, and what it would catch then.
#[derive(Clone, Debug, PartialEq)]
pub struct Outlook {
    /// Periods that the figures rest on: the outlook with the most is printed.
    pub n_rows: usize,
    /// The outlook in sentences.
    pub sentences: Vec<String>,
}
