//! All that a run found, in the order of the spine: what `report` prints and nothing else.

use super::verdict::ClaimFinding;
use crate::dossier::{Dossier, Side};
use crate::events::SourceCard;
use crate::hypotheses::{EpisodeContrast, ExclusionLine};
use crate::refusal::Refusal;
use crate::series::relation::Relation;
use crate::series::{InstrumentSeries, SideSeries};
use crate::triangle::TriangleFindings;

/// One instrument: its card, what became of its rows, and the three sides as it reads them.
#[derive(Clone, Debug)]
pub struct InstrumentFinding {
    /// The producer's card.
    pub card: &'static SourceCard,
    /// Ledger, calendar, eras.
    pub series: InstrumentSeries,
    /// The pair, then the third with the first and the second member of the pair.
    pub sides: [SideSeries; 3],
    /// The six directed series' table of reciprocity and triangular response, in the longest era.
    pub exclusions: Result<Vec<ExclusionLine>, Refusal>,
}

/// A default that shaped a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// Its key in the dossier, or its name in the method.
    pub name: String,
    /// Its value in this run.
    pub value: String,
    /// Whether the dossier says so, or the program.
    pub stated: bool,
}

/// An input and its checksum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    /// File name.
    pub name: String,
    /// SHA-256 of the bytes read.
    pub sha256: String,
    /// Bytes.
    pub bytes: u64,
    /// Rows.
    pub rows: u64,
}

/// What is needed to repeat the run, and to see what was added after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manifest {
    /// Version of the program.
    pub version: String,
    /// SHA-256 of the dossier's text.
    pub dossier_sha256: String,
    /// Inputs in the order read.
    pub inputs: Vec<Input>,
    /// Seed of all draws.
    pub seed: u64,
    /// Every setting that shaped a number.
    pub settings: Vec<Setting>,
    /// Fingerprint of each claim (SHA-256 over its keys and values), and whether it is post hoc.
    pub claims: Vec<(String, bool)>,
}

/// All that a run found.
#[derive(Clone, Debug)]
pub struct Findings {
    /// The question.
    pub dossier: Dossier,
    /// What measured.
    pub instruments: Vec<InstrumentFinding>,
    /// The relations of the three pairs, in the order of `InstrumentFinding::sides`.
    pub relations: Vec<Relation>,
    /// The three relations together: paths, kinds of triangle, who attends to whom.
    pub triangle: TriangleFindings,
    /// Episodes, by instrument and side.
    pub episodes: Vec<EpisodeContrast>,
    /// The claims, in the dossier's order.
    pub claims: Vec<ClaimFinding>,
    /// Periods of the dossier's span in which no instrument with events was watching, as printed: (first, last).
    pub holes: Vec<(String, String)>,
    /// Cautions on the whole.
    pub cautions: Vec<String>,
    /// How to repeat it.
    pub manifest: Manifest,
}

impl Findings {
    /// The three sides in the order of `InstrumentFinding::sides`.
    pub fn sides(&self) -> [Side; 3] {
        self.dossier.sides()
    }
}
