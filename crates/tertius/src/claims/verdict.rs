//! A sentence and its verdict. The rule is in `rule`; this file holds the values that it fills.

use crate::dossier::ClaimQuestion;
use crate::hypotheses::{Evidence, Tested};

/// The six verdicts of VERDICTS.md, section 3.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// All gates pass in the stated direction.
    Supported,
    /// All gates pass in the opposite direction.
    Contradicted,
    /// One declared subset is supported and another contradicted or without effect.
    Mixed,
    /// The whole interval lies within the smallest effect of interest.
    NoEffect,
    /// Everything else.
    NotEstablished,
    /// The data cannot answer.
    Refused,
}

impl Verdict {
    /// The words that are printed.
    pub fn words(self) -> &'static str {
        match self {
            Verdict::Supported => "supported",
            Verdict::Contradicted => "contradicted",
            Verdict::Mixed => "mixed",
            Verdict::NoEffect => "no effect",
            Verdict::NotEstablished => "not established",
            Verdict::Refused => "refused",
        }
    }
}

/// A claim, all tests of it, and the verdict.
#[derive(Clone, Debug)]
pub struct ClaimFinding {
    /// The claim as the dossier states it.
    pub question: ClaimQuestion,
    /// Whether it was added after results had been seen.
    pub post_hoc: bool,
    /// The verdict.
    pub verdict: Verdict,
    /// Why this verdict: one or more sentences.
    pub because: Vec<String>,
    /// The effect in plain units, a sentence; empty when refused.
    pub effect: String,
    /// What would change the verdict.
    pub what_would_change_it: Vec<String>,
    /// The test that decides, an index into `tests`.
    pub primary: Option<usize>,
    /// p-value of the primary test after Holm over the dossier's claims.
    pub p_value_holm: Option<f64>,
    /// Number of tests that Holm counts.
    pub n_tests: usize,
    /// Confidence of the printed intervals: 1 - 0.05 / `n_tests`.
    pub confidence: f64,
    /// Smallest standardised effect that gate *response* alone would have caught with 80 % power (from its standard error).
    pub smallest_detectable: Option<f64>,
    /// The claim put to each instrument and era that allowed it.
    pub tests: Vec<Tested>,
    /// Claims of other kinds than third-party response: the evidence of each instrument and era that allowed it.
    pub evidence: Vec<Evidence>,
    /// The evidence that decides, an index into `evidence`.
    pub decides: Option<usize>,
    /// Instruments and eras that did not, and why.
    pub not_tested: Vec<(String, String)>,
    /// Cautions on the claim.
    pub cautions: Vec<String>,
    /// From the sentence down to the rows: instrument, files, rows, readings.
    pub trail: Vec<String>,
}

impl ClaimFinding {
    /// The evidence that decides, for claims of other kinds than third-party response.
    pub fn deciding_evidence(&self) -> Option<&Evidence> {
        self.decides.and_then(|i| self.evidence.get(i))
    }
}
