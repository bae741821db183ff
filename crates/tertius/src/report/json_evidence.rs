//! The part of `tertius-report/1` that holds what claims of other kinds than third-party response rest on: its types, and
//! how they are filled. A number that is not finite becomes null.

use super::json_tests::{Estimate, Gate, check, estimate};
use super::numbers::finite;
use crate::hypotheses as inner;
use schemars::JsonSchema;
use serde::Serialize;

/// A claim of consolidation, moderation or boldness put to one instrument within one era.
#[derive(Serialize, JsonSchema)]
pub(super) struct Evidence {
    /// Number of the claim, from 1.
    claim: usize,
    instrument: String,
    /// The era's first period.
    from: String,
    /// The era's last period.
    to: String,
    /// Length of a period.
    period: String,
    /// What is compared with what.
    compared: String,
    /// First period that counts as after.
    since: String,
    /// Periods before that enter.
    n_before: usize,
    /// Periods after that enter.
    n_after: usize,
    /// The estimate in the instrument's units.
    estimate: Estimate,
    /// The same in `unit`.
    standardised: Estimate,
    /// Unit in which effects are of interest.
    unit: String,
    /// The p-value that Holm's adjustment reads.
    p_value: Option<f64>,
    /// The effect in a sentence.
    effect: String,
    /// Every check, in order.
    checks: Vec<Gate>,
    /// What describes and decides nothing.
    findings: Vec<Finding>,
    /// What was ranked.
    rankings: Vec<Ranking>,
    /// The series, one entry a period.
    readings: Vec<EvidenceReading>,
    /// Cautions for this sample.
    cautions: Vec<String>,
}

/// Something that describes.
#[derive(Serialize, JsonSchema)]
struct Finding {
    name: String,
    sentence: String,
    /// A change with its interval; null where none can be given.
    estimate: Option<Estimate>,
}

/// The claim's own statistic among others.
#[derive(Serialize, JsonSchema)]
struct Ranking {
    /// Name of the check that ranks.
    check: String,
    /// The claim's own t statistic.
    own: Option<f64>,
    /// The others, strongest in the stated direction first.
    others: Vec<Ranked>,
}

/// One of the others.
#[derive(Serialize, JsonSchema)]
struct Ranked {
    what: String,
    t: Option<f64>,
}

/// One period of the series.
#[derive(Serialize, JsonSchema)]
struct EvidenceReading {
    period: String,
    /// Null where nothing was read.
    value: Option<f64>,
    /// Whether it counts as after.
    after: bool,
}

/// One piece of evidence of claim number `claim` (from 1).
pub(super) fn evidence(claim: usize, e: &inner::Evidence) -> Evidence {
    Evidence {
        claim,
        instrument: e.instrument.clone(),
        from: e.era.0.clone(),
        to: e.era.1.clone(),
        period: e.period.word().to_owned(),
        compared: e.compared.clone(),
        since: e.since.clone(),
        n_before: e.n_before,
        n_after: e.n_after,
        estimate: estimate(&e.primary),
        standardised: estimate(&e.standardised),
        unit: e.unit.to_owned(),
        p_value: finite(e.p_value),
        effect: e.effect.clone(),
        checks: e.checks.iter().map(check).collect(),
        findings: e
            .findings
            .iter()
            .map(|f| Finding {
                name: f.name.to_owned(),
                sentence: f.sentence.clone(),
                estimate: f.estimate.as_ref().map(estimate),
            })
            .collect(),
        rankings: e
            .rankings
            .iter()
            .map(|r| Ranking {
                check: r.check.to_owned(),
                own: finite(r.own),
                others: r.others.iter().map(|(what, t)| Ranked { what: what.clone(), t: finite(*t) }).collect(),
            })
            .collect(),
        readings: e
            .readings
            .iter()
            .map(|r| EvidenceReading { period: r.period.clone(), value: r.value.and_then(finite), after: r.after })
            .collect(),
        cautions: e.cautions.clone(),
    }
}
