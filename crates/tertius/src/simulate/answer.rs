//! Asking a world: its text goes through the reader of dossiers, the reader of events, series and gates,
//! exactly as an analyst's would. What comes back is compared with the truth elsewhere.

use super::emit::Emitted;
use crate::claims::{kind_names, read_series};
use crate::dossier::{Complaint, Dossier};
use crate::hypotheses::{self, Gate, GateOutcome, Latent, LatentResponse, Putting, Response, Tested};
use crate::progress::Quiet;
use crate::refusal::Refusal;
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
    /// [`Emitted::latent_response`].
    ///
    /// # Errors
    /// Complaints if the world's own text is not sound, a refusal if its data are too few.
    pub fn put(&self, confidence: f64) -> Result<Tested, NoAnswer> {
        self.asked(confidence, |putting| hypotheses::put(&Putting { latent: None, ..*putting }))
    }

    /// Puts the question of gate *latent response* to the world, whatever the other gates say, with the response of the
    /// raw readings beside it.
    ///
    /// # Errors
    /// As [`Emitted::put`]; and what the sampler refuses.
    pub fn latent_response(&self, confidence: f64) -> Result<(Response, LatentResponse), NoAnswer> {
        self.asked(confidence, |putting| {
            Ok((hypotheses::raw_response(putting)?, hypotheses::latent_response(putting)?))
        })
    }

    fn asked<T>(&self, confidence: f64, ask: impl FnOnce(&Putting<'_>) -> Result<T, Refusal>) -> Result<T, NoAnswer> {
        let dossier = Dossier::read(&self.dossier, &kind_names()).map_err(NoAnswer::Complaints)?;
        let all = read_series(&dossier, &self.files, &Quiet).map_err(NoAnswer::Complaints)?;
        let nothing = || NoAnswer::Refused(Refusal::new("nothing was observed", "a world with events"));
        let series = all.first().ok_or_else(nothing)?;
        let putting = Putting {
            series,
            era: series.eras.first().ok_or_else(nothing)?,
            claim: dossier.claims.first().ok_or_else(nothing)?,
            third: dossier.triangle.third,
            allies: &dossier.triangle.allies,
            placebos: dossier.triangle.placebos.as_deref(),
            lags: dossier.settings.lags,
            rows_min: dossier.settings.rows_min,
            confidence,
            latent: Some(Latent { instruments: &[series], seed: dossier.settings.seed, number: 0 }),
        };
        ask(&putting).map_err(NoAnswer::Refused)
    }
}

/// How one gate came out; `None` if the test does not list it.
pub fn gate_outcome(tested: &Tested, gate: Gate) -> Option<&GateOutcome> {
    tested.gates.iter().find(|g| g.gate == gate).map(|g| &g.outcome)
}
