//! Putting every claim to every instrument and era that allows it, choosing the test that decides, and
//! writing down why. The choice depends on what was measured and for how long, never on the outcome.

use super::detectable::detectable;
use super::evidence_of;
use super::reasons::FAMILY_LEVEL;
use super::rule;
use super::verdict::{ClaimFinding, SubsetFinding, Verdict};
use crate::calendar::{PeriodCalendar, Span};
use crate::dossier::{Asks, ClaimQuestion, Dossier, Half, Subset};
use crate::hypotheses::{self, Curve, Declared, Latent, POWER_FACTOR, Putting, Response, Tested, confidence_words};
use crate::progress::Progress;
use crate::series::{Era, InstrumentSeries};
use tertius_econometrics::holm;

/// Eras of an instrument that are told apart in the numbers of random streams.
const ERAS_MAX: usize = 64;

/// One test of the dossier's m: a claim, or a claim as it is asked of a subset.
struct Asked<'a> {
    question: &'a ClaimQuestion,
    /// Its number among the m, so that each has random numbers of its own: the claims first, then their subsets.
    number: usize,
    /// The days that alone are read.
    span: Option<Span>,
    post_hoc: bool,
}

/// The instruments that a test reads, and what is declared of them.
#[derive(Clone, Copy)]
struct Read<'a> {
    all: &'a [&'a InstrumentSeries],
    declared: &'a Declared,
    /// Instruments of the dossier, so that the numbers of tests stay apart where a subset reads fewer.
    of: usize,
}

/// Every claim with its verdict, in the dossier's order.
pub(super) fn weigh(
    dossier: &Dossier,
    all: &[&InstrumentSeries],
    post_hoc: &[bool],
    progress: &dyn Progress,
) -> Vec<ClaimFinding> {
    let m = dossier.n_tests().max(1);
    let confidence = 1.0 - FAMILY_LEVEL / m as f64;
    let declared = Declared::of(dossier, all);
    let read = Read { all, declared: &declared, of: all.len() };
    progress.begin("testing claims", Some(m as u64));
    let mut next = dossier.claims.len();
    let mut findings: Vec<ClaimFinding> = Vec::with_capacity(dossier.claims.len());
    for (number, question) in dossier.claims.iter().enumerate() {
        let post_hoc = post_hoc.get(number).copied().unwrap_or(false);
        let asked = Asked { question, number, span: None, post_hoc };
        let mut finding = test(dossier, read, &asked, confidence, m);
        progress.advance(1);
        for subset in &question.subsets {
            let found = test_subset(dossier, read, (question, subset), confidence, m, (next, post_hoc));
            finding.subsets.push(SubsetFinding { subset: subset.clone(), finding: found });
            next += 1;
            progress.advance(1);
        }
        findings.push(finding);
    }
    progress.end();
    adjust(&mut findings);
    for finding in &mut findings {
        conclude(finding);
    }
    findings
}

/// The claim put to one of its subsets. One that names who reads is read by no other instrument in any gate.
fn test_subset(
    dossier: &Dossier,
    read: Read<'_>,
    (claim, subset): (&ClaimQuestion, &Subset),
    confidence: f64,
    m: usize,
    (number, post_hoc): (usize, bool),
) -> ClaimFinding {
    let question = claim.of_subset(subset);
    let asked = Asked { question: &question, number, span: subset.span, post_hoc };
    if !subset.names_a_source() {
        return test(dossier, read, &asked, confidence, m);
    }
    let all: Vec<&InstrumentSeries> = read.all.iter().filter(|s| subset.reads(&s.instrument)).copied().collect();
    let declared = Declared::of(dossier, &all);
    test(dossier, Read { all: &all, declared: &declared, of: read.of }, &asked, confidence, m)
}

/// The part of an era that lies wholly within these days; `None` if there is none.
fn within(calendar: &PeriodCalendar, era: &Era, span: Option<Span>) -> Option<Era> {
    let Some(span) = span else { return Some(era.clone()) };
    let inside = |i: &usize| span.covers(calendar.span(*i));
    let (first, last) = ((era.first..=era.last).find(inside)?, (era.first..=era.last).rfind(inside)?);
    Some(Era { first, last, ..era.clone() })
}

fn test(
    dossier: &Dossier,
    Read { all, declared, of }: Read<'_>,
    asked: &Asked<'_>,
    confidence: f64,
    m: usize,
) -> ClaimFinding {
    let question = asked.question;
    if question.asks != Asks::Response {
        return evidence_of::put(dossier, all, question, confidence, m, asked.post_hoc);
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
            let labels = |era: &Era| {
                format!("{name}, {} to {}", series.calendar.label(era.first), series.calendar.label(era.last))
            };
            let Some(era) = within(&series.calendar, era, asked.span) else {
                not_tested.push((labels(era), "None of its periods lies in the time of this subset.".to_owned()));
                continue;
            };
            // A number for each claim, instrument and era.
            let number = (asked.number * of + position) * ERAS_MAX + k;
            let (seed, number) = (dossier.settings.seed, number as u64);
            let latent = Latent { instruments: all, seed, number };
            let curve = Curve { declared, instruments: all, seed, number };
            let putting = Putting {
                series,
                era: &era,
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
                    not_tested
                        .push((labels(&era), format!("{}. Needed: {}.", capitalised(&refusal.why), refusal.needed)));
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
        post_hoc: asked.post_hoc,
        verdict: Verdict::NotEstablished,
        because: Vec::new(),
        effect: String::new(),
        what_would_change_it: Vec::new(),
        primary,
        p_value_holm: None,
        n_tests: m,
        confidence,
        smallest_detectable: None,
        smallest_caught: None,
        subsets: Vec::new(),
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

/// Holm over the dossier's claims and their declared subsets. A refused one has no p-value, but still counts as one of
/// the m tests.
fn adjust(findings: &mut [ClaimFinding]) {
    let each = |f: &ClaimFinding| -> Vec<Option<f64>> {
        std::iter::once(primary_p(f)).chain(f.subsets.iter().map(|s| primary_p(&s.finding))).collect()
    };
    let found: Vec<Option<f64>> = findings.iter().flat_map(each).collect();
    let all: Vec<f64> = found.iter().map(|p| p.unwrap_or(1.0)).collect();
    let Ok(adjusted) = holm(&all) else { return };
    let mut adjusted = found.iter().zip(adjusted).map(|(found, p)| found.map(|_| p));
    for finding in findings {
        finding.p_value_holm = adjusted.next().flatten();
        for subset in &mut finding.subsets {
            subset.finding.p_value_holm = adjusted.next().flatten();
        }
    }
}

fn conclude(finding: &mut ClaimFinding) {
    if finding.question.asks != Asks::Response {
        return evidence_of::conclude(finding);
    }
    finding.subsets.iter_mut().for_each(|s| conclude(&mut s.finding));
    let test = finding.primary.and_then(|i| finding.tests.get(i));
    let (whole, because) = rule::verdict(test, finding.p_value_holm, finding.question.smallest_effect);
    let subsets: Vec<(&str, Verdict)> =
        finding.subsets.iter().map(|s| (s.subset.name.value.as_str(), s.finding.verdict)).collect();
    let (verdict, mixed) = rule::with_subsets(whole, &subsets);
    finding.verdict = verdict;
    finding.because = mixed.into_iter().chain(because).collect();
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
            "Gate \"response\" is judged at 95 %; intervals are printed at {} because the dossier makes {} tests, and the verdict uses Holm's adjustment.",
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

/// What would change the verdict, in sentences, and what the data could have shown.
pub(super) fn changes(finding: &ClaimFinding, test: &Tested) -> Vec<String> {
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
            _ => {}
        }
    }
    all.extend(detectable(finding));
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
