//! What an atlas holds: settings, every screened question, the ledger, and what the full rule said of the survivors.
//! Values only.

use super::rows::ScreenRow;
use crate::actors::StateId;
use serde::{Deserialize, Serialize};

/// What shapes an atlas besides the instrument.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AtlasSettings {
    /// Fewest periods in which a dyad must have an event to be read at all.
    pub active_min: usize,
    /// Lags of all three relations.
    pub lags: usize,
    /// Fewest rows of a regression.
    pub rows_min: usize,
    /// Bound on the expected share of false ones among the discoveries (Benjamini and Yekutieli), between 0 and 1.
    pub level: f64,
    /// Seed of the sampler of gate *latent response*.
    pub seed: u64,
}

/// How many questions went which way. A question is a pair, a third and the member of the pair whose relation with the
/// third is said to drive: six for every three states.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AtlasLedger {
    /// States of the table.
    pub states: u64,
    /// Dyads of these states.
    pub dyads: u64,
    /// Dyads with enough active periods.
    pub active_dyads: u64,
    /// Any three states.
    pub triangles: u64,
    /// Three states of which every dyad is active.
    pub active_triangles: u64,
    /// All questions: six for every triangle.
    pub questions: u64,
    /// Not asked, because a side is too thin.
    pub thin: u64,
    /// Asked, and refused for too few rows on which all is read.
    pub too_few_rows: u64,
    /// Asked, and refused because a side does not vary.
    pub no_variation: u64,
    /// Asked, and refused because one column follows from the others.
    pub singular: u64,
    /// Asked, and refused because no standard error exists: a perfect fit, or a period that decides all alone.
    pub no_standard_error: u64,
    /// Screened: each has a p-value, and counts in the adjustment.
    pub screened: u64,
    /// Screened and significant after the adjustment.
    pub response_significant: u64,
    /// Of these, with every gate passed: the discoveries. A gate that these data do not allow has not
    /// passed.
    pub gates_passed: u64,
}

impl AtlasLedger {
    /// Whether every question is accounted for.
    pub fn is_balanced(&self) -> bool {
        let asked = self.too_few_rows + self.no_variation + self.singular + self.no_standard_error + self.screened;
        self.questions == self.thin + asked && self.questions == 6 * self.triangles
    }
}

/// A question that the screening left over, after the full rule. The direction is the one found, so it is post hoc.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Survivor {
    /// The verdict in the words of the rule.
    pub verdict: String,
    /// Why.
    pub because: Vec<String>,
    /// Name, outcome and sentence of every gate, in their order.
    pub gates: Vec<[String; 3]>,
    /// What the reader must know.
    pub cautions: Vec<String>,
}

impl Survivor {
    /// The outcome of a gate, by name.
    pub fn outcome(&self, gate: &str) -> Option<&str> {
        self.gates.iter().find(|[name, ..]| name == gate).map(|[_, outcome, _]| outcome.as_str())
    }
}

/// All that a run found.
#[derive(Clone, Debug, PartialEq)]
pub struct Atlas {
    /// Hash of the input and of everything that shaped a number.
    pub key: String,
    /// What shaped it, by name.
    pub settings: Vec<(String, String)>,
    /// Files read, with their SHA-256.
    pub inputs: Vec<(String, String)>,
    /// Name of the instrument.
    pub instrument: String,
    /// Its measure, in the word of the dossier.
    pub measure: String,
    /// What must be known of the instrument.
    pub cautions: Vec<String>,
    /// Bound on the expected share of false discoveries.
    pub level: f64,
    /// States of active triangles, in the order of their codes.
    pub states: Vec<StateId>,
    /// Labels of the calendar's periods.
    pub periods: Vec<String>,
    /// Every question that was asked, in the order of states.
    pub rows: Vec<ScreenRow>,
    /// p-values after Benjamini and Yekutieli, for each row; `None` where it was not screened.
    pub p_adjusted: Vec<Option<f64>>,
    /// p-values after Holm, for each row: what the rule asks for.
    pub p_holm: Vec<Option<f64>>,
    /// Rows by p-value, smallest first.
    pub by_p: Vec<usize>,
    /// The survivors: row, and what the rule said, smallest p first.
    pub survivors: Vec<(usize, Survivor)>,
    /// What became of all questions.
    pub ledger: AtlasLedger,
}
