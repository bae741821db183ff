//! A sentence and its verdict. The rule is in `rule`; this file holds the values that it fills.

use super::weigh;
use crate::dossier::{ClaimQuestion, Subset};
use crate::hypotheses::{Evidence, Gate, Tested};
use crate::refusal::Refusal;

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

/// The smallest effect that the rule catches with a power of .8 in the data of the test that decides, by simulation.
#[derive(Clone, Debug, PartialEq)]
pub struct SmallestCaught {
    /// In standard deviations of the pair's readings per standard deviation of the driver's, above 0; `None` where even
    /// the largest that was simulated is caught less often.
    pub effect: Option<f64>,
    /// Its Monte Carlo error: how far it moves if the share of outcomes moves by one standard error.
    pub error: Option<f64>,
    /// The largest effect that was simulated.
    pub largest: f64,
    /// Share of outcomes in which that one was caught, 0 to 1.
    pub power_at_largest: f64,
    /// Simulated outcomes.
    pub outcomes: usize,
    /// Gates that had to be passed.
    pub gates: Vec<Gate>,
    /// Gates that these data do not allow: with them no effect whatever would be supported.
    pub not_allowed: Vec<Gate>,
}

/// A declared subset and what came of the claim in it.
#[derive(Clone, Debug)]
pub struct SubsetFinding {
    /// The subset as the dossier states it.
    pub subset: Subset,
    /// The claim put to it: tests, verdict, effect, as for the whole.
    pub finding: ClaimFinding,
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
    /// The smallest effect that the rule would have caught, by simulation; or why that was refused. `None` where it was
    /// not asked for: only a report asks, and only of third-party responses that are not established.
    pub smallest_caught: Option<Result<SmallestCaught, Refusal>>,
    /// The declared subsets, in the dossier's order.
    pub subsets: Vec<SubsetFinding>,
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

    /// The test that decides, for third-party responses.
    pub fn primary_test(&self) -> Option<&Tested> {
        self.primary.and_then(|i| self.tests.get(i))
    }

    /// The finding with the smallest effect that the rule would have caught, and the sentence that speaks of it.
    pub fn with_smallest_caught(mut self, caught: Result<SmallestCaught, Refusal>) -> ClaimFinding {
        self.smallest_caught = Some(caught);
        if let Some(changes) = self.primary_test().map(|test| weigh::changes(&self, test)) {
            self.what_would_change_it = changes;
        }
        self
    }
}
