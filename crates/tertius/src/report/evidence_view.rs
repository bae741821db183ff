//! Evidence as the page shows it: what a claim of another kind than third-party response rests on, with its charts,
//! checks and findings, in the shape of a test. Words and places only; no statistics.

use super::charts;
use super::claim_view::{GateView, TestView};
use super::numbers::percent;
use super::view::Charts;
use super::words;
use crate::claims::ClaimFinding;
use crate::hypotheses::{Check, Evidence, GateOutcome};

/// One piece of evidence of a claim. `id` begins the names of its charts.
pub(super) fn evidence_view(claim: &ClaimFinding, k: usize, id: &str, charts: &mut Charts) -> TestView {
    let e = &claim.evidence[k];
    let gates = checks(e);
    let mut findings: Vec<(&'static str, String)> = Vec::new();
    for f in &e.findings {
        findings.push((f.name, finding(f.estimate.as_ref(), &f.sentence)));
    }
    TestView {
        title: format!("{}, {} to {}", e.instrument, e.era.0, e.era.1),
        subject: words::sentence(&words::evidence(e)),
        decides: claim.decides == Some(k),
        gates_in_words: gates.iter().map(GateView::in_words).collect::<Vec<_>>().join(", "),
        gates,
        charts: vec![
            charts.add(charts::evidence_estimates(&format!("{id}-estimates"), e)),
            charts.add(charts::evidence_series(&format!("{id}-series"), e)),
        ],
        findings,
        refusals: e.checks.iter().filter_map(refused).collect(),
        cautions: e.cautions.iter().map(|x| words::sentence(x)).collect(),
    }
}

fn finding(estimate: Option<&crate::hypotheses::Estimate>, sentence: &str) -> String {
    let sentence = words::sentence(sentence);
    estimate.map_or_else(|| sentence.clone(), |e| format!("{sentence} Change: {}.", words::estimate(e)))
}

fn refused(check: &Check) -> Option<(&'static str, String)> {
    match &check.outcome {
        GateOutcome::CannotRun(r) => Some((check.name, words::refusal(r))),
        _ => None,
    }
}

/// The checks in the shape of gates.
pub(super) fn checks(e: &Evidence) -> Vec<GateView> {
    e.checks.iter().map(|c| GateView::new(c.name, c.question, &c.outcome, &c.sentence)).collect()
}

/// The label of the standardised estimate.
pub(super) fn label([value, low, high]: [String; 3], e: &Evidence) -> String {
    format!("{value} {}, {} interval {low} to {high}", e.unit, percent(e.standardised.confidence))
}
