//! The rule of VERDICTS.md, section 3, for claims whose evidence is one estimate and its checks. The same conditions as
//! for gates: what falls through all of them is *not established*.

use super::reasons::{self, stands_after_holm};
use super::verdict::Verdict;
use crate::hypotheses::{Check, Evidence, GateOutcome};

/// The verdict on one claim from the evidence that decides, with the reasons in sentences.
///
/// `p_value_holm` is the evidence's p-value after Holm over the dossier's claims; `smallest_effect` what the dossier
/// calls of interest, in the unit of the standardised estimate.
pub(super) fn verdict(
    decides: Option<&Evidence>,
    p_value_holm: Option<f64>,
    smallest_effect: Option<f64>,
) -> (Verdict, Vec<String>) {
    let Some(evidence) = decides else {
        return (Verdict::Refused, vec![reasons::unanswered()]);
    };
    let checks = &evidence.checks;
    let all = |wanted: GateOutcome| !checks.is_empty() && checks.iter().all(|c| c.outcome == wanted);
    let holm_passes = stands_after_holm(p_value_holm);
    let stands = |c: &Check| matches!(c.outcome, GateOutcome::Passed | GateOutcome::PassedOpposite);
    let capped = checks.is_empty()
        || checks.iter().any(|c| !stands(c) && (c.outcome != GateOutcome::Failed || c.premise.is_some()));
    let e = &evidence.standardised;
    let is_interval = e.low.is_finite() && e.low <= e.value && e.value <= e.high && e.high.is_finite();
    let within = smallest_effect.is_some_and(|s| is_interval && e.low > -s && e.high < s);
    if within && !capped {
        let why = "The whole interval lies within the smallest effect that the dossier calls of interest.";
        return (Verdict::NoEffect, vec![why.into()]);
    }
    if is_interval && all(GateOutcome::Passed) && holm_passes && e.value != 0.0 {
        return (Verdict::Supported, vec![reasons::earned("check", "stated")]);
    }
    if is_interval && all(GateOutcome::PassedOpposite) && holm_passes && e.value != 0.0 {
        return (Verdict::Contradicted, vec![reasons::earned("check", "opposite")]);
    }
    (Verdict::NotEstablished, reasons_of(checks, p_value_holm, within))
}

fn reasons_of(checks: &[Check], p_value_holm: Option<f64>, within: bool) -> Vec<String> {
    let named = |which: &dyn Fn(&GateOutcome) -> bool| -> Vec<&str> {
        checks.iter().filter(|c| which(&c.outcome)).map(|c| c.name).collect()
    };
    let mut because: Vec<String> = checks
        .iter()
        .filter(|c| c.outcome == GateOutcome::Failed)
        .filter_map(|c| c.premise.map(str::to_owned))
        .collect();
    let failed = named(&|o| *o == GateOutcome::Failed);
    let opposite = named(&|o| *o == GateOutcome::PassedOpposite);
    let cannot = named(&|o| matches!(o, GateOutcome::CannotRun(_)));
    because.extend(reasons::named(&failed, &opposite, &cannot));
    if !stands_after_holm(p_value_holm) {
        because.push(reasons::fell_to_holm("estimate"));
    }
    if within {
        because.push("The whole interval lies within the smallest effect of interest, but \"no effect\" cannot be said while a check cannot be run or a premise is not shown.".into());
    }
    because
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::PeriodLength;
    use crate::hypotheses::Estimate;
    use crate::refusal::Refusal;

    fn evidence(outcomes: &[GateOutcome], low: f64, high: f64) -> Evidence {
        let e = Estimate {
            value: (low + high) / 2.0,
            standard_error: 0.1,
            low,
            high,
            confidence: 0.95,
            t: 3.0,
            df: 200.0,
            p_value: 0.001,
        };
        Evidence {
            instrument: "test".into(),
            era: ("2001-01".into(), "2020-12".into()),
            period: PeriodLength::Month,
            compared: String::new(),
            since: "2010-01".into(),
            n_before: 108,
            n_after: 132,
            primary: e,
            standardised: e,
            unit: "standard deviations",
            ends: ["less", "more"],
            p_value: 0.001,
            effect: String::new(),
            checks: outcomes
                .iter()
                .enumerate()
                .map(|(i, o)| Check {
                    name: ["one", "two", "three"][i % 3],
                    question: "?",
                    outcome: o.clone(),
                    sentence: String::new(),
                    premise: (i == 0).then_some("The premise is not shown."),
                })
                .collect(),
            findings: Vec::new(),
            rankings: Vec::new(),
            drawn: String::new(),
            readings: Vec::new(),
            cautions: Vec::new(),
        }
    }

    fn of(e: &Evidence, p: f64, smallest: Option<f64>) -> Verdict {
        verdict(Some(e), Some(p), smallest).0
    }

    #[test]
    fn each_verdict_is_earned_by_its_condition() {
        use GateOutcome::{Failed, Passed, PassedOpposite};
        let all = |o: GateOutcome| evidence(&[o.clone(), o.clone(), o], 0.2, 0.6);
        assert_eq!(of(&all(Passed), 0.01, None), Verdict::Supported);
        assert_eq!(of(&all(PassedOpposite), 0.01, None), Verdict::Contradicted);
        assert_eq!(of(&all(Passed), 0.06, None), Verdict::NotEstablished);
        assert_eq!(verdict(None, None, None).0, Verdict::Refused);
        let small = evidence(&[Passed, Failed, Failed], -0.05, 0.09);
        assert_eq!(of(&small, 0.5, Some(0.1)), Verdict::NoEffect);
        assert_eq!(of(&small, 0.5, None), Verdict::NotEstablished);
        // A premise that fails, or a check that cannot be run, caps that verdict too.
        let unshown = evidence(&[Failed, Failed, Failed], -0.05, 0.09);
        let (found, because) = verdict(Some(&unshown), Some(0.5), Some(0.1));
        assert_eq!(found, Verdict::NotEstablished);
        assert_eq!(because[0], "The premise is not shown.");
        let cannot = GateOutcome::CannotRun(Refusal::new("few", "more"));
        assert_eq!(of(&evidence(&[Passed, cannot, Failed], -0.05, 0.09), 0.5, Some(0.1)), Verdict::NotEstablished);
    }

    #[test]
    fn one_check_that_is_not_passed_is_enough_for_not_established() {
        let refusal = GateOutcome::CannotRun(Refusal::new("few", "more"));
        for wanting in 0..3 {
            for outcome in [GateOutcome::Failed, GateOutcome::PassedOpposite, GateOutcome::NotReached, refusal.clone()]
            {
                let mut outcomes = vec![GateOutcome::Passed; 3];
                outcomes[wanting] = outcome;
                assert_eq!(of(&evidence(&outcomes, 0.2, 0.6), 0.0001, None), Verdict::NotEstablished);
            }
        }
    }

    #[test]
    fn nothing_but_a_number_earns_a_verdict() {
        let passed = vec![GateOutcome::Passed; 3];
        for p in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert_eq!(of(&evidence(&passed, 0.2, 0.6), p, None), Verdict::NotEstablished);
            assert_eq!(of(&evidence(&passed, p, 0.6), 0.001, Some(1.0)), Verdict::NotEstablished);
        }
        assert_eq!(of(&evidence(&[], 0.2, 0.6), 0.001, Some(1.0)), Verdict::NotEstablished, "no checks, no verdict");
    }
}
