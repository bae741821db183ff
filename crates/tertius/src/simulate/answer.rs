//! Asking a world: its text goes through the reader of dossiers, the reader of events, series and gates,
//! exactly as an analyst's would. What comes back is compared with the truth elsewhere.

use super::emit::Emitted;
use super::tables;
use crate::calendar::Day;
use crate::claims::{ClaimFinding, kind_names, read_series, verdicts};
use crate::dossier::{Complaint, Dossier};
use crate::hypotheses::{self, Curve, Declared, Gate, GateOutcome, Latent, LatentResponse, Putting, Response, Tested};
use crate::progress::Quiet;
use crate::refusal::Refusal;
use crate::series::InstrumentSeries;
use thiserror::Error;

/// Why a world gave no answer.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum NoAnswer {
    /// The world's dossier or files are not sound; a fault of the world.
    #[error("{}", .0.iter().map(|c| c.message.as_str()).collect::<Vec<_>>().join("; "))]
    Complaints(Vec<Complaint>),
    /// The world's data cannot answer.
    #[error("{}", .0.why)]
    Refused(Refusal),
}

impl Emitted {
    /// Reads the dossier and the files and puts its claim to the first era of its instrument, with
    /// intervals at `confidence` (such as 0.95). The sampler of gate *latent response* is not run; see
    /// [`WorldRead::responses`].
    ///
    /// # Errors
    /// Complaints if the world's own text is not sound, a refusal if its data are too few.
    pub fn put(&self, confidence: f64) -> Result<Tested, NoAnswer> {
        let read = self.read()?;
        let all: Vec<&InstrumentSeries> = read.series.iter().collect();
        let declared = Declared::of(&read.dossier, &all);
        let curve = Curve { declared: &declared, instruments: &all, seed: read.dossier.settings.seed, number: 0 };
        let putting = Putting { curve: Some(curve), ..read.putting(confidence)? };
        hypotheses::put(&putting).map_err(NoAnswer::Refused)
    }

    /// Reads the dossier and the files, and stops there.
    ///
    /// # Errors
    /// Complaints if the world's own text is not sound.
    pub fn read(&self) -> Result<WorldRead, NoAnswer> {
        let dossier = Dossier::read(&self.dossier, &kind_names()).map_err(NoAnswer::Complaints)?;
        let series = read_series(&dossier, &self.files, &Quiet).map_err(NoAnswer::Complaints)?;
        Ok(WorldRead { dossier, series })
    }

    /// The same world with another claim, and what else stands in `sections` (terms, say), in the place of its own.
    pub fn asking(mut self, sections: &str) -> Emitted {
        let keep = self.dossier.find("[[claim]]").unwrap_or(self.dossier.len());
        self.dossier.truncate(keep);
        self.dossier.push_str(sections);
        self
    }

    /// Reads the dossier and the files and gives the verdict on its first claim.
    ///
    /// # Errors
    /// Complaints if the dossier or the files are not sound, a refusal if there is no claim.
    pub fn verdict(&self) -> Result<ClaimFinding, NoAnswer> {
        self.read()?.verdict()
    }

    /// Month of a day, counted from the world's first; `None` outside the world.
    pub fn month_of(&self, day: Day) -> Option<usize> {
        let months = self.relations.first()?.warmth.len();
        tables::month(day).filter(|t| *t < months)
    }
}

/// A world as the readers of dossiers and events understood it.
#[derive(Clone, Debug)]
pub struct WorldRead {
    /// The dossier.
    pub dossier: Dossier,
    /// The series of every instrument, in the dossier's order: the world's own source first.
    pub series: Vec<InstrumentSeries>,
}

impl WorldRead {
    /// The verdict on the first claim by the whole rule, the sampler included.
    ///
    /// # Errors
    /// A refusal if there is no claim.
    pub fn verdict(&self) -> Result<ClaimFinding, NoAnswer> {
        let all: Vec<&InstrumentSeries> = self.series.iter().collect();
        let none = || NoAnswer::Refused(Refusal::new("the dossier makes no claim", "a claim"));
        verdicts(&self.dossier, &all, &Quiet).into_iter().next().ok_or_else(none)
    }

    /// The world's claim, put to the first era of its own source, with intervals at `confidence`.
    ///
    /// # Errors
    /// If nothing was observed.
    pub fn putting(&self, confidence: f64) -> Result<Putting<'_>, NoAnswer> {
        let nothing = || NoAnswer::Refused(Refusal::new("nothing was observed", "a world with events"));
        let series = self.series.first().ok_or_else(nothing)?;
        let triangle = &self.dossier.triangle;
        Ok(Putting {
            series,
            era: series.eras.first().ok_or_else(nothing)?,
            claim: self.dossier.claims.first().ok_or_else(nothing)?,
            third: triangle.third,
            allies: &triangle.allies,
            placebos: triangle.placebos.as_deref(),
            lags: self.dossier.settings.lags,
            rows_min: self.dossier.settings.rows_min,
            seed: self.dossier.settings.seed,
            confidence,
            curve: None,
            latent: None,
            dear_findings: false,
        })
    }

    /// The questions of the gates *response* and *latent response*, each put to the world by itself, whatever the other
    /// gates say: raw readings of the world's own source, and the relations that all instruments read.
    ///
    /// # Errors
    /// If nothing was observed.
    pub fn responses(&self, confidence: f64) -> Result<Responses, NoAnswer> {
        let all: Vec<&InstrumentSeries> = self.series.iter().collect();
        let latent = Latent { instruments: &all, seed: self.dossier.settings.seed, number: 0 };
        let putting = Putting { latent: Some(latent), ..self.putting(confidence)? };
        Ok(Responses { raw: hypotheses::raw_response(&putting), latent: hypotheses::latent_response(&putting) })
    }
}

/// The same question put to raw readings and to the relations behind them.
#[derive(Clone, Debug, PartialEq)]
pub struct Responses {
    /// Gate *response* in numbers.
    pub raw: Result<Response, Refusal>,
    /// Gate *latent response* in numbers.
    pub latent: Result<LatentResponse, Refusal>,
}

/// How one gate came out; `None` if the test does not list it.
pub fn gate_outcome(tested: &Tested, gate: Gate) -> Option<&GateOutcome> {
    tested.gates.iter().find(|g| g.gate == gate).map(|g| &g.outcome)
}
