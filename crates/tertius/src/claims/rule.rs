//! The rule of VERDICTS.md, section 3, as code. Every verdict but *not established* is earned by a condition
//! that is named here; NaN, an infinity or an empty sample earns none.

use super::reasons::{self, stands_after_holm};
use super::verdict::Verdict;
use crate::hypotheses::{Gate, GateOutcome, Tested};

/// The verdict on one claim from the test that decides, with the reasons in sentences.
///
/// `p_value_holm` is the primary p-value after Holm over the dossier's claims; `smallest_effect` what the
/// dossier calls of interest, in standard deviations.
pub(crate) fn verdict(
    primary: Option<&Tested>,
    p_value_holm: Option<f64>,
    smallest_effect: Option<f64>,
) -> (Verdict, Vec<String>) {
    let Some(test) = primary else {
        return (Verdict::Refused, vec![reasons::unanswered()]);
    };
    let Ok(response) = &test.response else {
        return (Verdict::Refused, vec!["The response could not be estimated.".into()]);
    };
    let stands = |outcome: &GateOutcome, wanted: &GateOutcome| outcome == wanted || *outcome == GateOutcome::NotNeeded;
    let all = |wanted: GateOutcome| {
        test.gates.iter().all(|g| stands(&g.outcome, &wanted)) && test.gates.iter().any(|g| g.outcome == wanted)
    };
    let holm_passes = stands_after_holm(p_value_holm);

    let capped = test.gates.iter().any(|g| matches!(g.outcome, GateOutcome::NotReached | GateOutcome::CannotRun(_)));
    let within = smallest_effect.is_some_and(|s| response.standardised.lies_within(s));
    let latent_within = smallest_effect.is_some_and(|s| test.lies_within(s));
    let response_ran = test.gates.iter().any(|g| g.gate == Gate::Response);

    // Before the others: an effect too small to matter is no effect even if its interval excludes 0. Readings with
    // error make an effect pale, so the relations behind them must say the same.
    if latent_within && response_ran && !capped {
        let why = "The whole interval lies within the smallest effect that the dossier calls of interest, and so does that of the latent response, from which measurement error is taken out.";
        return (Verdict::NoEffect, vec![why.into()]);
    }
    if all(GateOutcome::Passed) && holm_passes {
        return (Verdict::Supported, vec![reasons::earned("gate", "stated")]);
    }
    if all(GateOutcome::PassedOpposite) && holm_passes {
        return (Verdict::Contradicted, vec![reasons::earned("gate", "opposite")]);
    }
    (Verdict::NotEstablished, reasons_of(test, p_value_holm, within, latent_within))
}

/// The verdict on a claim with declared subsets, from that on the whole and those on the subsets, each by [`verdict`]:
/// *mixed* where one subset is supported and another contradicted or of no effect, whatever the whole says; else the
/// whole decides. With the sentence that names them.
pub(super) fn with_subsets(whole: Verdict, subsets: &[(&str, Verdict)]) -> (Verdict, Option<String>) {
    let named = |wanted: Verdict| -> Vec<String> {
        subsets.iter().filter(|(_, v)| *v == wanted).map(|(name, _)| format!("\"{name}\"")).collect()
    };
    let [supported, contradicted, without] = [Verdict::Supported, Verdict::Contradicted, Verdict::NoEffect].map(named);
    if supported.is_empty() || (contradicted.is_empty() && without.is_empty()) {
        return (whole, None);
    }
    let parts = [("supported in", supported), ("contradicted in", contradicted), ("of no effect in", without)];
    let parts: Vec<String> = parts
        .into_iter()
        .filter(|(_, names)| !names.is_empty())
        .map(|(words, names)| format!("{words} {}", names.join(", ")))
        .collect();
    let why =
        format!("Declared subsets disagree: {}. The whole by itself would be {}.", parts.join("; "), whole.words());
    (Verdict::Mixed, Some(why))
}

fn named(test: &Tested, which: impl Fn(&GateOutcome) -> bool) -> Vec<&'static str> {
    test.gates.iter().filter(|g| which(&g.outcome)).map(|g| g.gate.name()).collect()
}

fn reasons_of(test: &Tested, p_value_holm: Option<f64>, within: bool, latent_within: bool) -> Vec<String> {
    let failed = named(test, |o| *o == GateOutcome::Failed);
    let opposite = named(test, |o| *o == GateOutcome::PassedOpposite);
    let cannot = named(test, |o| matches!(o, GateOutcome::CannotRun(_)));
    let mut because = reasons::named(&failed, &opposite, &cannot);
    let not_reached = named(test, |o| *o == GateOutcome::NotReached);
    if !not_reached.is_empty() {
        because.push(format!("Not reached, because a gate before it did not pass: {}.", not_reached.join(", ")));
    }
    if failed.is_empty()
        && test.gates.iter().any(|g| g.gate == Gate::Response && g.outcome == GateOutcome::Passed)
        && !stands_after_holm(p_value_holm)
    {
        because.push(reasons::fell_to_holm("response"));
    }
    if latent_within {
        because.push("Both intervals, raw and latent, lie within the smallest effect of interest, but \"no effect\" cannot be said while a gate was not reached or cannot be run.".into());
    } else if within {
        because.push("The whole interval lies within the smallest effect of interest, but that of the latent response does not, or could not be drawn: measurement error may hide a larger effect.".into());
    }
    because
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actors::state;
    use crate::calendar::PeriodLength;
    use crate::dossier::{Dyad, Side};
    use crate::hypotheses::{Estimate, GateResult, Interval, LatentResponse, Response, Subject};
    use crate::refusal::Refusal;

    fn tested(outcome: impl Fn(Gate) -> GateOutcome, low: f64, high: f64) -> Tested {
        let side = |a: &str, b: &str| Side::Pooled(Dyad::new(state(a).unwrap(), state(b).unwrap()).unwrap());
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
        let none = || Refusal::new("not asked", "nothing");
        Tested {
            subject: Subject {
                instrument: "test".into(),
                era: ("2001-01".into(), "2020-12".into()),
                period: PeriodLength::Month,
                between: side("IRN", "RUS"),
                driver: side("USA", "RUS"),
                other: side("USA", "IRN"),
                lags: 2,
                n_rows: 235,
                n_observed: 240,
            },
            gates: Gate::ALL
                .into_iter()
                .map(|gate| GateResult { gate, outcome: outcome(gate), sentence: String::new() })
                .collect(),
            response: Ok(Response { primary: e, standardised: e, horizon: 3, path: Vec::new() }),
            single_period: Err(none()),
            placebo_thirds: Err(none()),
            specification_curve: None,
            latent_response: Some(Ok(latent(low, high))),
            arithmetic: None,
            same_period: Err(none()),
            two_halves: Err(none()),
            route: Err(none()),
            circular_shift: Err(none()),
            prediction: Err(none()),
            share: None,
            over_time: None,
            cautions: Vec::new(),
        }
    }

    fn latent(low: f64, high: f64) -> LatentResponse {
        let standardised = Interval { value: (low + high) / 2.0, standard_deviation: 0.1, low, high, confidence: 0.95 };
        LatentResponse {
            standardised,
            at_claims_confidence: standardised,
            probability_positive: 0.5,
            reliability: [None; 3],
            instruments: [0; 3].map(|_| vec!["test".to_owned()]),
            alone: None,
            cautions: Vec::new(),
            n_periods: 240,
            convergence: crate::series::relation::Convergence {
                chains: 4,
                draws_per_chain: 1_000,
                kept_per_chain: 500,
                rounds: 1,
                r_hat_max: 1.0,
                effective_min: 1_000.0,
                worst: String::new(),
            },
        }
    }

    fn of(test: &Tested, p: f64, smallest: Option<f64>) -> Verdict {
        verdict(Some(test), Some(p), smallest).0
    }

    #[test]
    fn each_verdict_is_earned_by_its_condition() {
        let all = |o: GateOutcome| tested(move |_| o.clone(), 0.2, 0.6);
        assert_eq!(of(&all(GateOutcome::Passed), 0.01, None), Verdict::Supported);
        assert_eq!(of(&all(GateOutcome::PassedOpposite), 0.01, None), Verdict::Contradicted);
        assert_eq!(of(&all(GateOutcome::Passed), 0.06, None), Verdict::NotEstablished);
        let small = tested(|_| GateOutcome::Failed, -0.05, 0.09);
        assert_eq!(of(&small, 0.5, Some(0.1)), Verdict::NoEffect);
        assert_eq!(of(&small, 0.5, None), Verdict::NotEstablished);
        assert_eq!(verdict(None, None, None).0, Verdict::Refused);
        // Even where it excludes 0 and every gate passes, an effect too small to matter is none.
        assert_eq!(of(&tested(|_| GateOutcome::Passed, 0.02, 0.09), 0.001, Some(0.1)), Verdict::NoEffect);
        // A gate that could not be run caps that verdict too.
        let cannot = |g| {
            if g == Gate::PlaceboThirds {
                GateOutcome::CannotRun(Refusal::new("few", "more"))
            } else {
                GateOutcome::Failed
            }
        };
        assert_eq!(of(&tested(cannot, -0.05, 0.09), 0.5, Some(0.1)), Verdict::NotEstablished);
        // Arithmetic may be not needed; nothing else may be missing.
        let events =
            tested(|g| if g == Gate::Arithmetic { GateOutcome::NotNeeded } else { GateOutcome::Passed }, 0.2, 0.6);
        assert_eq!(of(&events, 0.01, None), Verdict::Supported);
    }

    #[test]
    fn mixed_takes_one_supported_subset_and_one_that_is_not_so() {
        use Verdict::{Contradicted, Mixed, NoEffect, NotEstablished, Refused, Supported};
        let of = |whole, subsets: &[Verdict]| {
            let named: Vec<(&str, Verdict)> = ["a", "b", "c"].into_iter().zip(subsets.iter().copied()).collect();
            with_subsets(whole, &named)
        };
        // Each way to it, whatever the whole says.
        for whole in [Supported, Contradicted, NoEffect, NotEstablished, Refused] {
            for other in [Contradicted, NoEffect] {
                for subsets in [&[Supported, other][..], &[other, NotEstablished, Supported]] {
                    let (found, why) = of(whole, subsets);
                    assert_eq!(found, Mixed, "{whole:?} {subsets:?}");
                    assert!(why.unwrap().ends_with(&format!("The whole by itself would be {}.", whole.words())));
                }
            }
            // Each near miss leaves the whole's.
            let misses: [&[Verdict]; 8] = [
                &[],
                &[Supported],
                &[Supported, Supported],
                &[Supported, NotEstablished],
                &[Supported, Refused],
                &[Contradicted, NoEffect],
                &[NoEffect, NotEstablished],
                &[NotEstablished, Refused, Contradicted],
            ];
            for subsets in misses {
                assert_eq!(of(whole, subsets), (whole, None), "{subsets:?}");
            }
        }
        let (_, why) = of(NotEstablished, &[Supported, NoEffect, Contradicted]);
        assert_eq!(
            why.unwrap(),
            "Declared subsets disagree: supported in \"a\"; contradicted in \"c\"; of no effect in \"b\". The whole by itself would be not established."
        );
    }

    #[test]
    fn no_effect_needs_the_latent_interval_too() {
        let small = || tested(|_| GateOutcome::Failed, -0.05, 0.09);
        let with = |latent_response| Tested { latent_response, ..small() };
        let verdict = |test: &Tested| of(test, 0.5, Some(0.1));
        assert_eq!(verdict(&small()), Verdict::NoEffect);
        assert_eq!(verdict(&with(None)), Verdict::NotEstablished);
        assert_eq!(verdict(&with(Some(Err(Refusal::new("few", "more"))))), Verdict::NotEstablished);
        assert_eq!(verdict(&with(Some(Ok(latent(-0.05, 0.11))))), Verdict::NotEstablished, "paled by error");
        assert_eq!(verdict(&with(Some(Ok(latent(f64::NAN, 0.05))))), Verdict::NotEstablished);
        let wide = LatentResponse { at_claims_confidence: latent(-0.2, 0.2).standardised, ..latent(-0.05, 0.05) };
        assert_eq!(verdict(&with(Some(Ok(wide)))), Verdict::NotEstablished, "at the dossier's level");
        let alone = LatentResponse { alone: Some(0.3), ..latent(-0.05, 0.05) };
        assert_eq!(verdict(&with(Some(Ok(alone)))), Verdict::NotEstablished, "another instrument made it small");
        // The latent interval alone is not enough.
        let raw =
            Tested { latent_response: Some(Ok(latent(-0.05, 0.05))), ..tested(|_| GateOutcome::Failed, -0.05, 0.2) };
        assert_eq!(verdict(&raw), Verdict::NotEstablished);
        // A gate that was not reached caps, and so does one that cannot be run.
        let capped = |o: GateOutcome| {
            tested(move |g| if g == Gate::PlaceboThirds { o.clone() } else { GateOutcome::Failed }, -0.05, 0.09)
        };
        assert_eq!(verdict(&capped(GateOutcome::NotReached)), Verdict::NotEstablished);
        assert_eq!(verdict(&capped(GateOutcome::CannotRun(Refusal::new("few", "more")))), Verdict::NotEstablished);
    }

    #[test]
    fn one_gate_that_is_not_passed_is_enough_for_not_established() {
        let refusal = || GateOutcome::CannotRun(Refusal::new("too few", "more"));
        for wanting in Gate::ALL {
            for outcome in [GateOutcome::Failed, GateOutcome::PassedOpposite, GateOutcome::NotReached, refusal()] {
                let test = tested(|g| if g == wanting { outcome.clone() } else { GateOutcome::Passed }, 0.2, 0.6);
                let (found, because) = verdict(Some(&test), Some(0.0001), None);
                assert_eq!(found, Verdict::NotEstablished, "{wanting:?} {outcome:?}");
                assert!(because.iter().any(|b| b.contains(wanting.name())), "{because:?}");
            }
        }
    }

    #[test]
    fn nothing_but_a_number_earns_a_verdict() {
        let passed = |_| GateOutcome::Passed;
        for p in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            // Minus infinity is below every level, and still no p-value.
            assert_eq!(of(&tested(passed, 0.2, 0.6), p, None), Verdict::NotEstablished, "{p}");
            let failed = |_| GateOutcome::Failed;
            assert_eq!(of(&tested(failed, p, 0.05), 0.5, Some(0.1)), Verdict::NotEstablished, "{p}");
            assert_eq!(of(&tested(failed, -0.05, f64::NAN), 0.5, Some(0.1)), Verdict::NotEstablished);
        }
        let mut empty = tested(passed, 0.2, 0.6);
        empty.gates.clear();
        assert_eq!(of(&empty, 0.01, None), Verdict::NotEstablished, "no gates, no verdict");
        let mut refused = tested(passed, 0.2, 0.6);
        refused.response = Err(Refusal::new("empty sample", "data"));
        assert_eq!(of(&refused, 0.01, None), Verdict::Refused);
    }
}
