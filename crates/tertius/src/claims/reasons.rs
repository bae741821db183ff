//! Sentences that say why a verdict was given, where claims with gates and claims with evidence say the same. The
//! conditions stand in `rule` and `rule_of_evidence`; nothing is decided here.

/// Level of the dossier's family of tests.
pub const FAMILY_LEVEL: f64 = 0.05;

/// Whether a p-value stands after Holm; nothing but a number from 0 to below the level does.
pub(super) fn stands_after_holm(p_value_holm: Option<f64>) -> bool {
    p_value_holm.is_some_and(|p| (0.0..FAMILY_LEVEL).contains(&p))
}

/// Why a claim that nothing answers is refused.
pub(super) fn unanswered() -> String {
    "No instrument and era of this dossier can answer it.".to_owned()
}

/// Why a claim is supported or contradicted; `what` must pass is a gate or a check.
pub(super) fn earned(what: &str, direction: &str) -> String {
    format!("Every {what} passed in the {direction} direction, also after Holm's adjustment.")
}

/// What did not pass, passed the other way or could not be run: one sentence for each that has names.
pub(super) fn named(failed: &[&str], opposite: &[&str], cannot: &[&str]) -> Vec<String> {
    [("Not passed", failed), ("Passed in the opposite direction", opposite), ("These data do not allow", cannot)]
        .into_iter()
        .filter(|(_, names)| !names.is_empty())
        .map(|(words, names)| format!("{words}: {}.", names.join(", ")))
        .collect()
}

/// What does not survive Holm.
pub(super) fn fell_to_holm(what: &str) -> String {
    format!("The {what} does not survive Holm's adjustment for the number of claims.")
}
