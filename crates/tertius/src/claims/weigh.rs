//! Putting every claim to every instrument and era that allows it, choosing the test that decides, and
//! writing down why. The choice depends on what was measured and for how long, never on the outcome.

use super::evidence_of;
use super::rule;
use super::verdict::{ClaimFinding, Verdict};
use crate::dossier::{Asks, ClaimQuestion, Dossier, Half};
use crate::hypotheses::{self, Curve, Declared, Latent, POWER_FACTOR, Putting, Response, Tested, confidence_words};
use crate::progress::Progress;
use crate::series::InstrumentSeries;
use tertius_econometrics::holm;

/// Eras of an instrument that are told apart in the numbers of random streams.
const ERAS_MAX: usize = 64;

/// Every claim with its verdict, in the dossier's order.
pub(super) fn weigh(
    dossier: &Dossier,
    all: &[&InstrumentSeries],
    post_hoc: &[bool],
    progress: &dyn Progress,
) -> Vec<ClaimFinding> {
    let m = dossier.claims.len().max(1);
    let confidence = 1.0 - rule::FAMILY_LEVEL / m as f64;
    let declared = Declared::of(dossier, all);
    progress.begin("testing claims", Some(dossier.claims.len() as u64));
    let mut findings: Vec<ClaimFinding> = dossier
        .claims
        .iter()
        .enumerate()
        .map(|(i, question)| {
            let finding = test(
                (dossier, all, &declared),
                (i, question),
                confidence,
                m,
                post_hoc.get(i).copied().unwrap_or(false),
            );
            progress.advance(1);
            finding
        })
        .collect();
    progress.end();
    adjust(&mut findings);
    for finding in &mut findings {
        conclude(finding);
    }
    findings
}

fn test(
    (dossier, all, declared): (&Dossier, &[&InstrumentSeries], &Declared),
    (claim, question): (usize, &ClaimQuestion),
    confidence: f64,
    m: usize,
    post_hoc: bool,
) -> ClaimFinding {
    if question.asks != Asks::Response {
        return evidence_of::put(dossier, all, question, confidence, m, post_hoc);
    }
    let t = &dossier.triangle;
    let mut tests: Vec<Tested> = Vec::new();
    let mut not_tested = Vec::new();
    for (position, series) in all.iter().enumerate() {
        let name = &series.instrument.name.value;
        if series.calendar.length() != t.period {
            not_tested.push((
                name.clone(),
                format!(
                    "It reads by {}, not by {}: periods that only such an instrument reads enter no lead-lag test.",
                    series.calendar.length(),
                    t.period
                ),
            ));
            continue;
        }
        for (k, era) in series.eras.iter().enumerate() {
            // A number for each claim, instrument and era.
            let number = (claim * all.len() + position) * ERAS_MAX + k;
            let (seed, number) = (dossier.settings.seed, number as u64);
            let latent = Latent { instruments: all, seed, number };
            let curve = Curve { declared, instruments: all, seed, number };
            let putting = Putting {
                series,
                era,
                claim: question,
                third: t.third,
                allies: &t.allies,
                placebos: t.placebos.as_deref(),
                lags: dossier.settings.lags,
                rows_min: dossier.settings.rows_min,
                seed: dossier.settings.seed,
                confidence,
                curve: Some(curve),
                latent: Some(latent),
                dear_findings: true,
            };
            match hypotheses::put(&putting) {
                Ok(tested) => tests.push(tested),
                Err(refusal) => {
                    let era =
                        format!("{name}, {} to {}", series.calendar.label(era.first), series.calendar.label(era.last));
                    not_tested.push((era, format!("{}. Needed: {}.", capitalised(&refusal.why), refusal.needed)));
                }
            }
        }
    }
    // The dossier's instrument decides, else all compete: one that reads every period goes before one that takes
    // silence for zero, then the most rows, the earlier on a tie.
    let decides = |t: &Tested| question.instrument.as_ref().is_none_or(|i| i.value == t.subject.instrument);
    let reads = |t: &Tested| {
        !all.iter().any(|s| s.instrument.name.value == t.subject.instrument && s.instrument.silence_as_zero)
    };
    let rank = |i: &usize| (reads(&tests[*i]), tests[*i].subject.n_rows, usize::MAX - i);
    let primary = (0..tests.len()).filter(|i| decides(&tests[*i])).max_by_key(rank);
    ClaimFinding {
        question: question.clone(),
        post_hoc,
        verdict: Verdict::NotEstablished,
        because: Vec::new(),
        effect: String::new(),
        what_would_change_it: Vec::new(),
        primary,
        p_value_holm: None,
        n_tests: m,
        confidence,
        smallest_detectable: None,
        tests,
        evidence: Vec::new(),
        decides: None,
        not_tested,
        cautions: Vec::new(),
        trail: Vec::new(),
    }
}

fn primary_p(finding: &ClaimFinding) -> Option<f64> {
    if let Some(evidence) = finding.deciding_evidence() {
        return Some(evidence.p_value).filter(|p| p.is_finite());
    }
    let test = finding.primary.and_then(|i| finding.tests.get(i))?;
    test.response.as_ref().ok().map(|r| r.primary.p_value).filter(|p| p.is_finite())
}

/// Holm over the dossier's claims. A refused claim has no p-value, but still counts as one of the m tests.
fn adjust(findings: &mut [ClaimFinding]) {
    let all: Vec<f64> = findings.iter().map(|f| primary_p(f).unwrap_or(1.0)).collect();
    let Ok(adjusted) = holm(&all) else { return };
    for (finding, p) in findings.iter_mut().zip(adjusted) {
        finding.p_value_holm = primary_p(finding).map(|_| p);
    }
}

fn conclude(finding: &mut ClaimFinding) {
    if finding.question.asks != Asks::Response {
        return evidence_of::conclude(finding);
    }
    let test = finding.primary.and_then(|i| finding.tests.get(i));
    let (verdict, because) = rule::verdict(test, finding.p_value_holm, finding.question.smallest_effect);
    finding.verdict = verdict;
    finding.because = because;
    let Some(test) = test else {
        finding.what_would_change_it = finding.not_tested.iter().map(|(what, why)| format!("{what}: {why}")).collect();
        return;
    };
    if let Ok(r) = &test.response {
        let s = &r.standardised;
        finding.effect = effect(finding.question.half, test, r);
        finding.smallest_detectable = Some(POWER_FACTOR * s.standard_error).filter(|x| x.is_finite());
    }
    finding.cautions = vec![
        "A cause that reaches the third's relation first and the pair's later cannot be told from influence."
            .to_owned(),
        "The instrument's readings carry measurement error: gate \"response\" reads them as they are, and gate \"latent response\", which does not, runs where the gates before it pass or the whole interval is smaller than the smallest effect of interest.".to_owned(),
    ];
    if finding.n_tests > 1 {
        finding.cautions.push(format!(
            "Gate \"response\" is judged at 95 %; intervals are printed at {} because the dossier makes {} claims, and the verdict uses Holm's adjustment.",
            confidence_words(finding.confidence),
            finding.n_tests
        ));
    }
    if finding.post_hoc {
        finding
            .cautions
            .insert(0, "This claim was added after results of an earlier run had been seen (post hoc).".to_owned());
    }
    if finding.question.instrument.is_none() && finding.tests.len() > 1 {
        finding.cautions.push(format!(
            "Of {} samples that could be tested, the one with the most periods decides; the others are shown.",
            finding.tests.len()
        ));
    }
    finding.what_would_change_it = changes(finding, test);
    finding.trail = trail(test);
}

/// The effect in a sentence. A claim about tension speaks of a driver that is colder than expected, and its
/// coefficient is per unit of a negative surprise: both words turn.
fn effect(half: Half, test: &Tested, r: &Response) -> String {
    let s = &r.standardised;
    let tension = half == Half::Tension;
    let driver = if tension { "colder" } else { "warmer" };
    let pair = if (s.value < 0.0) != tension { "colder" } else { "warmer" };
    let (low, high) = if tension { (-s.high, -s.low) } else { (s.low, s.high) };
    format!(
        "When {} is {driver} than expected by one standard deviation of its readings, {} over the next {} {}s is {:.2} standard deviations {pair} ({} interval {low:+.2} to {high:+.2}, up is warmer).",
        test.subject.driver.words(),
        test.subject.between.words(),
        r.horizon,
        test.subject.period,
        s.value.abs(),
        confidence_words(s.confidence),
    )
}

fn changes(finding: &ClaimFinding, test: &Tested) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for g in &test.gates {
        match &g.outcome {
            hypotheses::GateOutcome::Failed | hypotheses::GateOutcome::PassedOpposite => all.push(format!(
                "Gate \"{}\" ({}) would have to pass in the stated direction.",
                g.gate.name(),
                g.gate.question()
            )),
            hypotheses::GateOutcome::CannotRun(r) => {
                all.push(format!("Gate \"{}\" would need: {}.", g.gate.name(), r.needed))
            }
            hypotheses::GateOutcome::NotBuilt => {
                all.push(format!("Gate \"{}\" has to exist in the program.", g.gate.name()))
            }
            _ => {}
        }
    }
    if let Some(s) = finding.smallest_detectable {
        all.push(format!("With these data, gate \"response\" alone catches effects of {s:.2} standard deviations of these readings or more with 80 % power; the whole rule needs larger ones (`tertius power` finds them by simulation), and readings with error show an effect on the relation itself paler than it is."));
    }
    if finding.question.smallest_effect.is_none() {
        all.push(
            "Without a stated smallest effect of interest the claim can never be answered \"no effect\".".to_owned(),
        );
    }
    all
}

fn trail(test: &Tested) -> Vec<String> {
    let s = &test.subject;
    vec![
        format!(
            "The sentence rests on the response of {} to {}, {} held constant.",
            s.between.words(),
            s.driver.words(),
            s.other.words()
        ),
        format!(
            "The response rests on {} rows: {}s {} to {} of \"{}\", {} lags.",
            s.n_rows, s.period, s.era.0, s.era.1, s.instrument, s.lags
        ),
        format!(
            "The readings: tertius show series --instrument \"{}\"; the events and rows behind them: tertius show events --instrument \"{}\" --trail.",
            s.instrument, s.instrument
        ),
    ]
}

pub(super) fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or(String::new(), |c| c.to_uppercase().chain(chars).collect())
}
