//! The rule of VERDICTS.md, section 3, as code. Every verdict but *not established* is earned by a condition
//! that is named here; NaN, an infinity or an empty sample earns none.

use super::verdict::Verdict;
use crate::hypotheses::{Gate, GateOutcome, Tested};

/// Level of the dossier's family of tests.
pub(super) const FAMILY_LEVEL: f64 = 0.05;

/// The verdict on one claim from the test that decides, with the reasons in sentences.
///
/// `p_value_holm` is the primary p-value after Holm over the dossier's claims; `smallest_effect` what the
/// dossier calls of interest, in standard deviations.
pub(super) fn verdict(primary: Option<&Tested>, p_value_holm: Option<f64>, smallest_effect: Option<f64>) -> (Verdict, Vec<String>) {
    let Some(test) = primary else {
        return (Verdict::Refused, vec!["No instrument and era of this dossier can answer it.".into()]);
    };
    let Ok(response) = &test.response else {
        return (Verdict::Refused, vec!["The response could not be estimated.".into()]);
    };
    let stands = |outcome: &GateOutcome, wanted: &GateOutcome| outcome == wanted || *outcome == GateOutcome::NotNeeded;
    let all = |wanted: GateOutcome| test.gates.iter().all(|g| stands(&g.outcome, &wanted)) && test.gates.iter().any(|g| g.outcome == wanted);
    let holm_passes = p_value_holm.is_some_and(|p| p < FAMILY_LEVEL);
    let not_built: Vec<&str> = named(test, |o| *o == GateOutcome::NotBuilt);

    if all(GateOutcome::Passed) && holm_passes {
        return (Verdict::Supported, vec!["Every gate passed in the stated direction, also after Holm's adjustment.".into()]);
    }
    if all(GateOutcome::PassedOpposite) && holm_passes {
        return (Verdict::Contradicted, vec!["Every gate passed in the opposite direction, also after Holm's adjustment.".into()]);
    }
    let within = smallest_effect.is_some_and(|s| response.standardised.low > -s && response.standardised.high < s);
    if within && not_built.is_empty() {
        return (Verdict::NoEffect, vec!["The whole interval lies within the smallest effect that the dossier calls of interest.".into()]);
    }
    (Verdict::NotEstablished, reasons(test, p_value_holm, &not_built, within))
}

fn named(test: &Tested, which: impl Fn(&GateOutcome) -> bool) -> Vec<&'static str> {
    test.gates.iter().filter(|g| which(&g.outcome)).map(|g| g.gate.name()).collect()
}

fn reasons(test: &Tested, p_value_holm: Option<f64>, not_built: &[&str], within: bool) -> Vec<String> {
    let mut because = Vec::new();
    let failed = named(test, |o| *o == GateOutcome::Failed);
    let opposite = named(test, |o| *o == GateOutcome::PassedOpposite);
    let cannot = named(test, |o| matches!(o, GateOutcome::CannotRun(_)));
    if !failed.is_empty() {
        because.push(format!("Not passed: {}.", failed.join(", ")));
    }
    if !opposite.is_empty() {
        because.push(format!("Passed in the opposite direction: {}.", opposite.join(", ")));
    }
    if !cannot.is_empty() {
        because.push(format!("These data do not allow: {}.", cannot.join(", ")));
    }
    if failed.is_empty()
        && test.gates.iter().any(|g| g.gate == Gate::Response && g.outcome == GateOutcome::Passed)
        && p_value_holm.is_none_or(|p| !(p < FAMILY_LEVEL))
    {
        because.push("The response does not survive Holm's adjustment for the number of claims.".into());
    }
    if within {
        because.push("The whole interval lies within the smallest effect of interest, but gates are missing.".into());
    }
    if !not_built.is_empty() {
        because.push(format!("Gates that this version does not have yet cap the verdict: {}.", not_built.join(", ")));
    }
    because
}
