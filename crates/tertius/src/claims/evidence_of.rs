//! Claims of other kinds than third-party response: putting each to every instrument and era that allows it, choosing
//! the evidence that decides, and writing down why. The choice depends on what was measured and for how long, never on
//! the outcome.

use super::rule_of_evidence;
use super::verdict::{ClaimFinding, Verdict};
use super::weigh::capitalised;
use crate::dossier::{ClaimQuestion, Dossier};
use crate::hypotheses::{self, Evidence, EvidencePutting, GateOutcome, Outlook, POWER_FACTOR, confidence_words};
use crate::series::InstrumentSeries;

/// All evidence for one claim; the verdict follows in [`conclude`], once Holm has seen every claim.
pub(super) fn put(
    dossier: &Dossier,
    all: &[&InstrumentSeries],
    question: &ClaimQuestion,
    confidence: f64,
    m: usize,
    post_hoc: bool,
) -> ClaimFinding {
    let (mut evidence, mut not_tested, mut outlooks): (Vec<Evidence>, Vec<(String, String)>, Vec<Outlook>) =
        Default::default();
    let named = |name: &str| question.instrument.as_ref().is_none_or(|i| i.value == name);
    for series in all {
        let name = &series.instrument.name.value;
        if series.calendar.length() != dossier.triangle.period {
            let (theirs, ours) = (series.calendar.length(), dossier.triangle.period);
            not_tested.push((name.clone(), format!("It reads by {theirs}, not by {ours}.")));
            continue;
        }
        for era in &series.eras {
            let putting = EvidencePutting { series, era, dossier, claim: question, confidence };
            match hypotheses::put_evidence(&putting) {
                Ok(found) => evidence.push(found),
                Err(refusal) => {
                    let label = |i| series.calendar.label(i);
                    let at = format!("{name}, {} to {}", label(era.first), label(era.last));
                    not_tested.push((at, format!("{}. Needed: {}.", capitalised(&refusal.why), refusal.needed)));
                    outlooks.extend(hypotheses::outlook(&putting).filter(|_| named(name)));
                }
            }
        }
    }
    // As for tests: one that reads every period goes before one that takes silence for zero, then the most periods,
    // the earlier on a tie.
    let reads =
        |e: &Evidence| !all.iter().any(|s| s.instrument.name.value == e.instrument && s.instrument.silence_as_zero);
    let decides = (0..evidence.len())
        .filter(|i| named(&evidence[*i].instrument))
        .max_by_key(|i| (reads(&evidence[*i]), evidence[*i].n_rows(), usize::MAX - i));
    let outlook = match decides {
        Some(_) => Vec::new(),
        // The first of equal ones, so that the order of the dossier decides a tie.
        None => outlooks.into_iter().rev().max_by_key(|o| o.n_rows).map_or_else(Vec::new, |o| o.sentences),
    };
    ClaimFinding {
        question: question.clone(),
        post_hoc,
        verdict: Verdict::NotEstablished,
        because: outlook,
        effect: String::new(),
        what_would_change_it: Vec::new(),
        primary: None,
        p_value_holm: None,
        n_tests: m,
        confidence,
        smallest_detectable: None,
        smallest_caught: None,
        subsets: Vec::new(),
        tests: Vec::new(),
        evidence,
        decides,
        not_tested,
        cautions: Vec::new(),
        trail: Vec::new(),
    }
}

/// Verdict, reasons, effect and trail, after Holm.
pub(super) fn conclude(finding: &mut ClaimFinding) {
    let outlook = std::mem::take(&mut finding.because);
    let (verdict, because) =
        rule_of_evidence::verdict(finding.deciding_evidence(), finding.p_value_holm, finding.question.smallest_effect);
    finding.verdict = verdict;
    finding.because = because.into_iter().chain(outlook).collect();
    if finding.post_hoc {
        finding
            .cautions
            .push("This claim was added after results of an earlier run had been seen (post hoc).".to_owned());
    }
    let Some(decides) = finding.deciding_evidence().cloned() else {
        finding.what_would_change_it = finding.not_tested.iter().map(|(what, why)| format!("{what}: {why}")).collect();
        return;
    };
    finding.effect.clone_from(&decides.effect);
    finding.smallest_detectable = Some(POWER_FACTOR * decides.standardised.standard_error).filter(|x| x.is_finite());
    if finding.n_tests > 1 {
        finding.cautions.push(format!(
            "Intervals are printed at {} because the dossier makes {} tests, and the verdict uses Holm's adjustment.",
            confidence_words(finding.confidence),
            finding.n_tests
        ));
    }
    if finding.question.instrument.is_none() && finding.evidence.len() > 1 {
        finding.cautions.push(format!(
            "Of {} samples that could be tested, the one with the most periods decides; the others are shown.",
            finding.evidence.len()
        ));
    }
    finding.what_would_change_it = changes(finding, &decides);
    finding.trail = vec![
        format!("The sentence rests on: {}.", decides.compared),
        format!(
            "That rests on {} {}s before and {} from {} on, of \"{}\" between {} and {}.",
            decides.n_before,
            decides.period,
            decides.n_after,
            decides.since,
            decides.instrument,
            decides.era.0,
            decides.era.1
        ),
        format!(
            "The readings: tertius show series --instrument \"{0}\"; the events and rows behind them: tertius show events --instrument \"{0}\" --trail.",
            decides.instrument
        ),
    ];
}

fn changes(finding: &ClaimFinding, decides: &Evidence) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for c in &decides.checks {
        match &c.outcome {
            GateOutcome::Failed | GateOutcome::PassedOpposite => {
                all.push(format!("Check \"{}\" ({}) would have to pass in the stated direction.", c.name, c.question))
            }
            GateOutcome::CannotRun(r) => all.push(format!("Check \"{}\" would need: {}.", c.name, r.needed)),
            _ => {}
        }
    }
    if let Some(s) = finding.smallest_detectable {
        all.push(format!(
            "With these data, the estimate alone catches a change of {s:.2} {} or more with 80 % power; the whole rule needs a larger one.",
            decides.unit
        ));
    }
    if finding.question.smallest_effect.is_none() {
        all.push(
            "Without a stated smallest effect of interest the claim can never be answered \"no effect\".".to_owned(),
        );
    }
    all
}
