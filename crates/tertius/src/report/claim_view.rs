//! One claim as the page shows it: its card, and its section with tests, charts, gates and findings. Words
//! and places in a drawing only; no statistics.

use super::charts;
use super::evidence_view::{self, evidence_view};
use super::numbers::{full, p_phrase, percent, short, together};
use super::view::{ChartView, Charts};
use super::{words, words_of_findings};
use crate::claims::{ClaimFinding, Findings, Verdict};
use crate::hypotheses::{Estimate, GateOutcome, Tested};
use crate::refusal::Refusal;
use serde::Serialize;

/// A claim on the page.
#[derive(Serialize)]
pub(super) struct ClaimView {
    number: usize,
    says: String,
    kind: String,
    asks: String,
    verdict: &'static str,
    verdict_class: &'static str,
    post_hoc: bool,
    effect: String,
    interval: Option<IntervalView>,
    decided_by: String,
    because: Vec<String>,
    strength: Vec<String>,
    gates: Vec<GateView>,
    tests: Vec<TestView>,
    subsets: Vec<SubsetView>,
    not_tested: Vec<(String, String)>,
    would_change: Vec<String>,
    cautions: Vec<String>,
    trail: Vec<String>,
}

/// A declared subset on the page.
#[derive(Serialize)]
struct SubsetView {
    name: String,
    verdict: &'static str,
    verdict_class: &'static str,
    effect: String,
    because: Vec<String>,
    strength: Vec<String>,
    tests: Vec<TestView>,
    not_tested: Vec<(String, String)>,
}

/// The standardised effect as a drawing: places in percent of its width.
#[derive(Serialize)]
struct IntervalView {
    label: String,
    low: f64,
    high: f64,
    value: f64,
    interest: Option<[f64; 2]>,
    ends: [String; 2],
}

/// A gate or check on the page.
#[derive(Serialize)]
pub(super) struct GateView {
    name: &'static str,
    question: String,
    mark: &'static str,
    word: &'static str,
    class: &'static str,
    sentence: String,
    needed: String,
}

/// A test, or a piece of evidence, on the page.
#[derive(Serialize)]
pub(super) struct TestView {
    pub(super) title: String,
    pub(super) subject: String,
    pub(super) decides: bool,
    pub(super) gates: Vec<GateView>,
    pub(super) gates_in_words: String,
    pub(super) charts: Vec<ChartView>,
    pub(super) findings: Vec<(&'static str, String)>,
    pub(super) refusals: Vec<(&'static str, String)>,
    pub(super) cautions: Vec<String>,
}

/// The claim number `n` (from 0). `reach` is the largest standardised number that any claim's drawing must hold.
pub(super) fn claim_view(findings: &Findings, n: usize, reach: f64, charts: &mut Charts) -> ClaimView {
    let c = &findings.claims[n];
    let q = &c.question;
    let primary = c.primary.and_then(|k| c.tests.get(k));
    let deciding = c.deciding_evidence();
    let mut tests: Vec<TestView> = c
        .tests
        .iter()
        .enumerate()
        .map(|(k, t)| test_view(findings, c, &format!("claim-{}", n + 1), k, t, charts))
        .collect();
    for k in 0..c.evidence.len() {
        tests.push(evidence_view(c, k, &format!("claim-{}-evidence-{}", n + 1, k + 1), charts));
    }
    let mut subsets = Vec::new();
    for (s, one) in c.subsets.iter().enumerate() {
        let (found, id) = (&one.finding, format!("claim-{}-subset-{}", n + 1, s + 1));
        let each = found.tests.iter().enumerate();
        subsets.push(SubsetView {
            name: words::subset(&one.subset),
            verdict: found.verdict.words(),
            verdict_class: verdict_class(found.verdict),
            effect: words::sentence(&found.effect),
            because: found.because.iter().map(|b| words::sentence(b)).collect(),
            strength: strength(found),
            tests: each.map(|(k, t)| test_view(findings, found, &id, k, t, charts)).collect(),
            not_tested: not_tested(found),
        });
    }
    ClaimView {
        number: n + 1,
        says: q.says.value.clone(),
        kind: words::capital(&q.kind.value),
        asks: words::asks(q),
        verdict: c.verdict.words(),
        verdict_class: verdict_class(c.verdict),
        post_hoc: c.post_hoc,
        effect: words::sentence(&c.effect),
        interval: primary
            .and_then(|t| t.response.as_ref().ok())
            .and_then(|r| {
                let unit = |[value, low, high]: [String; 3]| {
                    format!(
                        "{value} standard deviations, {} interval {low} to {high}",
                        percent(r.standardised.confidence)
                    )
                };
                interval(&r.standardised, q.smallest_effect, reach, ["cools", "warms"], unit)
            })
            .or_else(|| {
                let e = deciding?;
                let own = [e.standardised.low, e.standardised.high, e.standardised.value].map(f64::abs);
                // Another unit than the responses': a scale of its own.
                let reach = own.into_iter().chain(q.smallest_effect).fold(0.0, f64::max);
                interval(&e.standardised, q.smallest_effect, reach, e.ends, |x| evidence_view::label(x, e))
            }),
        decided_by: words::decided_by(c),
        because: c.because.iter().map(|b| words::sentence(b)).collect(),
        strength: strength(c),
        gates: primary.map(gates).or(deciding.map(evidence_view::checks)).unwrap_or_default(),
        tests,
        subsets,
        not_tested: not_tested(c),
        would_change: c.what_would_change_it.iter().map(|b| words::sentence(b)).collect(),
        cautions: c.cautions.iter().map(|b| words::sentence(b)).collect(),
        trail: c.trail.clone(),
    }
}

/// The largest standardised number that the claims' drawings must hold; 0 if there is none.
pub(super) fn reach(findings: &Findings) -> f64 {
    findings
        .claims
        .iter()
        .flat_map(|c| {
            let e =
                c.primary.and_then(|k| c.tests.get(k)).and_then(|t| t.response.as_ref().ok()).map(|r| r.standardised);
            e.map(|e| [e.low, e.high, e.value]).into_iter().flatten().chain(c.question.smallest_effect)
        })
        .map(f64::abs)
        .filter(|x| x.is_finite())
        .fold(0.0, f64::max)
}

fn not_tested(c: &ClaimFinding) -> Vec<(String, String)> {
    words::by_reason(&c.not_tested).into_iter().map(|(at, why)| (at, words::sentence(&why))).collect()
}

fn verdict_class(v: Verdict) -> &'static str {
    match v {
        Verdict::Supported => "supported",
        Verdict::Contradicted => "contradicted",
        Verdict::Mixed => "mixed",
        Verdict::NoEffect => "no-effect",
        Verdict::NotEstablished => "not-established",
        Verdict::Refused => "refused",
    }
}

fn strength(c: &ClaimFinding) -> Vec<String> {
    let mut out = Vec::new();
    if let Some(p) = c.p_value_holm {
        out.push(format!("After Holm's correction over {} tests: {}.", c.n_tests, p_phrase(p)));
    }
    if let Some(Ok(caught)) = &c.smallest_caught {
        out.push(format!("Detectable in these data: {}.", words::caught(caught)));
    } else if let Some(d) = c.smallest_detectable {
        out.push(match c.deciding_evidence() {
            None => format!(
                "Gate response alone would have caught an effect of {} standard deviations with 80 % power in these data.",
                short(d)
            ),
            Some(e) => format!(
                "The estimate alone would have caught a change of {} {} with 80 % power in these data.",
                short(d),
                e.unit
            ),
        });
    }
    if let Some(s) = c.question.smallest_effect {
        let unit = c.deciding_evidence().map_or("standard deviations", |e| e.unit);
        out.push(format!("The dossier's smallest effect of interest is {} {unit}.", full(s)));
    }
    out
}

fn interval(
    e: &Estimate,
    smallest: Option<f64>,
    reach: f64,
    ends: [&str; 2],
    label: impl Fn([String; 3]) -> String,
) -> Option<IntervalView> {
    if !(reach > 0.0 && [e.low, e.high, e.value].iter().all(|x| x.is_finite())) {
        return None;
    }
    // Two decimals of a percent are finer than a pixel; more would only make the page longer.
    let at = |x: f64| ((50.0 + 46.0 * x / reach) * 100.0).round() / 100.0;
    Some(IntervalView {
        label: label(together([e.value, e.low, e.high])),
        low: at(e.low),
        high: at(e.high),
        value: at(e.value),
        interest: smallest.map(|s| [at(-s.abs()), at(s.abs())]),
        ends: ends.map(str::to_owned),
    })
}

fn gates(tested: &Tested) -> Vec<GateView> {
    tested.gates.iter().map(|g| GateView::new(g.gate.name(), g.gate.question(), &g.outcome, &g.sentence)).collect()
}

impl GateView {
    pub(super) fn new(name: &'static str, question: &str, outcome: &GateOutcome, sentence: &str) -> GateView {
        GateView {
            name,
            question: words::capital(question),
            mark: words::outcome_mark(outcome),
            word: words::outcome(outcome),
            class: match outcome {
                GateOutcome::Passed => "passed",
                GateOutcome::PassedOpposite => "opposite",
                GateOutcome::Failed => "failed",
                GateOutcome::CannotRun(_) => "cannot",
                GateOutcome::NotNeeded => "unneeded",
                GateOutcome::NotReached => "unneeded",
            },
            sentence: words::sentence(&words::capital(sentence)),
            needed: match outcome {
                GateOutcome::CannotRun(r) => words::sentence(&words::capital(&r.needed)),
                _ => String::new(),
            },
        }
    }

    pub(super) fn in_words(&self) -> String {
        format!("{} {}", self.name, self.word)
    }
}

/// Test number `k` (from 0) of a claim or of one of its subsets; `of` begins the names of its charts.
fn test_view(findings: &Findings, c: &ClaimFinding, of: &str, k: usize, t: &Tested, drawn: &mut Charts) -> TestView {
    let id = |what: &str| format!("{of}-test-{}-{what}", k + 1);
    let mut shown = Vec::new();
    let mut refusals = Vec::new();
    match &t.response {
        Ok(r) => shown.push(drawn.add(charts::response(&id("response"), t, r))),
        Err(r) => refusals.push(("Response", words::refusal(r))),
    }
    match &t.single_period {
        Ok(s) => shown.push(drawn.add(charts::single_period(&id("single-period"), t, s))),
        Err(r) => refusals.push(("Single period", words::refusal(r))),
    }
    match &t.placebo_thirds {
        Ok(p) => shown.push(drawn.add(charts::placebo(&id("placebo"), c, findings.dossier.triangle.third, p))),
        Err(r) => refusals.push(("Placebo thirds", words::refusal(r))),
    }
    match &t.specification_curve {
        Some(Ok(curve)) => shown.push(drawn.add(charts::specification_curve(&id("curve"), curve))),
        Some(Err(r)) => refusals.push(("Specification curve", words::refusal(r))),
        None => {}
    }
    match &t.over_time {
        Some(Ok(o)) => shown.extend(charts::over_time(&id("over-time"), t, o).map(|chart| drawn.add(chart))),
        Some(Err(r)) => refusals.push(("Response over time", words::refusal(r))),
        None => {}
    }
    let mut sentences: Vec<(&'static str, String)> = Vec::new();
    let mut note = |name: &'static str, found: Result<String, &Refusal>| match found {
        Ok(s) => sentences.push((name, s)),
        Err(r) => refusals.push((name, words::refusal(r))),
    };
    note("Same-period co-movement", t.same_period.as_ref().map(words::same_period));
    note("Two halves", t.two_halves.as_ref().map(words::two_halves));
    note("Other side held", t.route.as_ref().map(words::route));
    note("Circular shift", t.circular_shift.as_ref().map(words::circular_shift));
    note("Prediction", t.prediction.as_ref().map(words_of_findings::prediction));
    if let Some(share) = &t.share {
        note("Share", share.as_ref().map(|s| words_of_findings::share(s, t.subject.period)));
    }
    if let Some(Ok(over_time)) = &t.over_time {
        note("Response over time", Ok(words_of_findings::over_time(over_time)));
    }
    if let Ok(placebos) = &t.placebo_thirds {
        sentences.push((
            "Placebo thirds in the opposite direction",
            format!(
                "A share of {} is at least as strong the other way ({} ranked states, {} periods; {} states had too few data).",
                percent(placebos.share_opposite),
                placebos.n_ranked,
                placebos.n_rows,
                placebos.n_not_eligible
            ),
        ));
    }
    let s = &t.subject;
    let gates = gates(t);
    TestView {
        title: format!("{}, {} to {}", s.instrument, s.era.0, s.era.1),
        subject: words::sentence(&words::subject(s)),
        decides: c.primary == Some(k),
        gates_in_words: gates.iter().map(GateView::in_words).collect::<Vec<_>>().join(", "),
        gates,
        charts: shown,
        findings: sentences,
        refusals,
        cautions: t.cautions.iter().map(|x| words::sentence(x)).collect(),
    }
}
