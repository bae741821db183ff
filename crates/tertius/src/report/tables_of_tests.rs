//! Tables of what was tested: claims, gates, responses, variants, placebo thirds, the other findings,
//! episodes, reciprocity, and what could not be tested.

use super::numbers::{full, full_or_empty};
use super::table::Table;
use super::{tables_of_findings, words};
use crate::claims::{ClaimFinding, Findings};
use crate::hypotheses::{Choices, Estimate, Tested};
use crate::refusal::Refusal;

/// The columns that say which claim, which declared subset (empty for the whole), which instrument and which era a row
/// belongs to.
const WHICH: [&str; 6] = ["claim", "subset", "test", "instrument", "era from", "era to"];

/// A claim by its index, and the declared subset that a test is of; empty for the whole.
#[derive(Clone, Copy)]
pub(super) struct Whose<'a> {
    claim: usize,
    subset: &'a str,
}

pub(super) fn table(name: &str, title: &str, columns: &[&str]) -> Table {
    Table::new(name, title, &[&WHICH, columns].concat())
}

pub(super) fn which(whose: Whose<'_>, test: usize, tested: &Tested) -> Vec<String> {
    let s = &tested.subject;
    let own = [(test + 1).to_string(), s.instrument.clone(), s.era.0.clone(), s.era.1.clone()];
    [(whose.claim + 1).to_string(), whose.subset.to_owned()].into_iter().chain(own).collect()
}

/// Every claim, each followed by its declared subsets.
fn each_claim(findings: &Findings) -> impl Iterator<Item = (Whose<'_>, &ClaimFinding)> {
    findings.claims.iter().enumerate().flat_map(|(claim, whole)| {
        let subsets = whole.subsets.iter().map(move |s| (Whose { claim, subset: &s.subset.name.value }, &s.finding));
        std::iter::once((Whose { claim, subset: "" }, whole)).chain(subsets)
    })
}

/// Whose test, test index, test.
pub(super) fn each_test(findings: &Findings) -> impl Iterator<Item = (Whose<'_>, usize, &Tested)> {
    each_claim(findings)
        .flat_map(|(whose, claim)| claim.tests.iter().enumerate().map(move |(t, tested)| (whose, t, tested)))
}

pub(super) fn estimate_cells(e: &Estimate) -> Vec<String> {
    [e.value, e.standard_error, e.low, e.high, e.confidence, e.t, e.df, e.p_value].map(full).to_vec()
}

pub(super) const ESTIMATE: [&str; 8] = ["value", "standard error", "low", "high", "confidence", "t", "df", "p"];

/// One row a claim, and one for each of its declared subsets.
pub(super) fn claims(findings: &Findings) -> Table {
    let mut t = Table::new(
        "claims",
        "The claims and their verdicts",
        &[
            "claim",
            "subset",
            "says",
            "verdict",
            "post hoc",
            "kind",
            "explained side",
            "driver",
            "held constant",
            "direction",
            "half",
            "asks",
            "decided by",
            "effect",
            "p after Holm",
            "tests counted",
            "confidence",
            "smallest detectable (sd)",
            "smallest caught (sd)",
            "its error (sd)",
            "smallest effect of interest (sd)",
            "because",
        ],
    );
    for (whose, c) in each_claim(findings) {
        let caught = c.smallest_caught.as_ref().and_then(|found| found.as_ref().ok());
        let q = &c.question;
        let of_pair = |text: String| if q.asks.is_of_pair() { text } else { String::new() };
        let driven = |text: String| if q.asks.has_driver() { text } else { String::new() };
        t.push(vec![
            (whose.claim + 1).to_string(),
            whose.subset.to_owned(),
            q.says.value.clone(),
            c.verdict.words().to_owned(),
            if c.post_hoc { "yes" } else { "no" }.to_owned(),
            q.kind.value.clone(),
            of_pair(q.between.to_string()),
            driven(q.driver.to_string()),
            driven(q.other.to_string()),
            driven(q.direction.word().to_owned()),
            driven(q.half.word().to_owned()),
            words::asks(q),
            words::decided_by(c),
            c.effect.clone(),
            full_or_empty(c.p_value_holm),
            c.n_tests.to_string(),
            full(c.confidence),
            full_or_empty(c.smallest_detectable),
            full_or_empty(caught.and_then(|s| s.effect)),
            full_or_empty(caught.and_then(|s| s.error)),
            full_or_empty(q.smallest_effect),
            c.because.join(" "),
        ]);
    }
    t
}

/// One row a gate.
pub(super) fn gates(findings: &Findings) -> Table {
    let mut t = table("gates", "Gates, by claim and sample", &["gate", "outcome", "sentence"]);
    for (c, k, tested) in each_test(findings) {
        for g in &tested.gates {
            let mut row = which(c, k, tested);
            row.extend([g.gate.name().to_owned(), words::outcome(&g.outcome).to_owned(), g.sentence.clone()]);
            t.push(row);
        }
    }
    t
}

/// Gate *response*: the primary horizon and every horizon by itself.
pub(super) fn responses(findings: &Findings) -> Table {
    let mut t = table(
        "responses",
        "Response of the explained side to a surprise in the driver",
        &[&["horizon"], &ESTIMATE[..]].concat(),
    );
    for (c, k, tested) in each_test(findings) {
        let Ok(r) = &tested.response else { continue };
        let named = [
            (format!("mean of 1 to {}", r.horizon), Some(&r.primary)),
            (format!("mean of 1 to {}, in standard deviations", r.horizon), Some(&r.standardised)),
        ];
        let alone = r.path.iter().enumerate().map(|(h, e)| ((h + 1).to_string(), e.as_ref()));
        for (horizon, e) in named.into_iter().chain(alone) {
            let mut row = which(c, k, tested);
            row.push(horizon);
            row.extend(e.map_or_else(|| vec![String::new(); ESTIMATE.len()], estimate_cells));
            t.push(row);
        }
    }
    t
}

/// Gate *single period*: its variants.
pub(super) fn single_periods(findings: &Findings) -> Table {
    let mut t = table(
        "single-period",
        "The primary regression in other forms, and without single periods",
        &["variant", "value", "p"],
    );
    for (c, k, tested) in each_test(findings) {
        let Ok(s) = &tested.single_period else { continue };
        for v in s.transformed.iter().chain(&s.most_influential) {
            let mut row = which(c, k, tested);
            row.extend([v.what.clone(), full(v.value), full(v.p_value)]);
            t.push(row);
        }
    }
    t
}

/// Gate *placebo thirds*: one row a state, the third first.
pub(super) fn placebo_thirds(findings: &Findings) -> Table {
    let mut t = table(
        "placebo-thirds",
        "The same statistic with every other state in the third's place",
        &["state", "name", "role", "t"],
    );
    let third = findings.dossier.triangle.third;
    for (c, k, tested) in each_test(findings) {
        let Ok(p) = &tested.placebo_thirds else { continue };
        let mut push = |state: crate::actors::StateId, role: &str, value: f64| {
            let mut row = which(c, k, tested);
            row.extend([state.code().to_owned(), state.state().name.to_owned(), role.to_owned(), full(value)]);
            t.push(row);
        };
        push(third, "third", p.third_t);
        for one in &p.placebos {
            push(one.state, if one.ally { "ally, not ranked" } else { "placebo" }, one.t);
        }
    }
    t
}

/// Gate *specification curve*: one row for each specification that was run, lowest estimate first, then one for each
/// that was declared and not run, or for several with one reason.
pub(super) fn specifications(findings: &Findings) -> Table {
    let columns: Vec<&str> = Choices::KINDS
        .into_iter()
        .chain(ESTIMATE)
        .chain(["z", "rows", "own", "specifications", "not run", "because"])
        .collect();
    let mut t = table("specifications", "The response in every declared specification", &columns);
    for (c, k, tested) in each_test(findings) {
        let Some(Ok(curve)) = &tested.specification_curve else { continue };
        for s in &curve.specifications {
            let mut row = which(c, k, tested);
            row.extend(s.choices.words());
            row.extend(estimate_cells(&s.standardised));
            row.extend([full(s.z), s.n_rows.to_string(), if s.is_own { "yes" } else { "no" }.to_owned()]);
            row.extend(["1".to_owned(), String::new(), String::new()]);
            t.push(row);
        }
        for n in &curve.not_run {
            let mut row = which(c, k, tested);
            row.extend(vec![String::new(); Choices::KINDS.len() + ESTIMATE.len() + 3]);
            row.extend([n.n.to_string(), n.what.clone(), n.why.clone()]);
            t.push(row);
        }
    }
    t
}

/// The findings that change the wording, not the verdict.
pub(super) fn other_findings(findings: &Findings) -> Table {
    let mut t = table(
        "findings",
        "Findings that do not decide",
        &["finding", "quantity", "value", "low", "high", "p or share", "number"],
    );
    for (c, k, tested) in each_test(findings) {
        let mut push = |finding: &str, quantity: &str, numbers: [Option<f64>; 4], n: usize| {
            let mut row = which(c, k, tested);
            row.extend([finding.to_owned(), quantity.to_owned()]);
            row.extend(numbers.map(full_or_empty));
            row.push(n.to_string());
            t.push(row);
        };
        if let Ok(s) = &tested.same_period {
            push(
                "same-period co-movement",
                "correlation of surprises",
                [Some(s.correlation), Some(s.low), Some(s.high), None],
                s.n_rows,
            );
        }
        if let Ok(h) = &tested.two_halves {
            for (what, e) in [
                ("response to a thaw", &h.thaw),
                ("response to tension", &h.tension),
                ("thaw less tension", &h.difference),
            ] {
                push(
                    "two halves",
                    what,
                    [Some(e.value), Some(e.low), Some(e.high), Some(e.p_value)],
                    tested.subject.n_rows,
                );
            }
        }
        if let Ok(r) = &tested.route {
            let e = &r.without_other;
            let shown = [Some(e.value), Some(e.low), Some(e.high), Some(e.p_value)];
            push("other side held", "response with nothing of the other side held", shown, tested.subject.n_rows);
            for (what, p) in [
                ("driver on the pair, one period ahead", r.p_direct),
                ("driver on the other side", r.p_driver_on_other),
                ("other side on the pair", r.p_other_on_pair),
            ] {
                push("other side held", what, [None, None, None, Some(p)], tested.subject.n_rows);
            }
        }
        if let Ok(s) = &tested.circular_shift {
            push(
                "circular shift",
                "absolute t, and share of shifts at least as large",
                [Some(s.statistic), None, None, Some(s.share)],
                s.n_shifts,
            );
        }
        for (finding, quantity, numbers, n) in tables_of_findings::rows(tested) {
            push(finding, &quantity, numbers, n);
        }
    }
    t
}

/// Everything that could not be tested, and what would be needed.
pub(super) fn not_tested(findings: &Findings) -> Table {
    let mut t = Table::new(
        "refusals",
        "What could not be tested, and what would be needed",
        &["claim", "subset", "where", "what", "why", "needed"],
    );
    let whose_row = |w: Whose<'_>| vec![(w.claim + 1).to_string(), w.subset.to_owned()];
    for (whose, claim) in each_claim(findings) {
        for (at, why) in &claim.not_tested {
            let mut row = whose_row(whose);
            row.extend([at.clone(), "claim".to_owned(), why.clone(), String::new()]);
            t.push(row);
        }
    }
    for (c, _, tested) in each_test(findings) {
        let at = format!("{}, {} to {}", tested.subject.instrument, tested.subject.era.0, tested.subject.era.1);
        let mut push = |what: &str, refusal: Option<&Refusal>| {
            if let Some(r) = refusal {
                let mut row = whose_row(c);
                row.extend([at.clone(), what.to_owned(), r.why.clone(), r.needed.clone()]);
                t.push(row);
            }
        };
        push("response", tested.response.as_ref().err());
        push("single period", tested.single_period.as_ref().err());
        push("placebo thirds", tested.placebo_thirds.as_ref().err());
        push("specification curve", tested.specification_curve.as_ref().and_then(|c| c.as_ref().err()));
        push("same-period co-movement", tested.same_period.as_ref().err());
        push("two halves", tested.two_halves.as_ref().err());
        push("other side held", tested.route.as_ref().err());
        push("circular shift", tested.circular_shift.as_ref().err());
        push("prediction", tested.prediction.as_ref().err());
        push("share", tested.share.as_ref().and_then(|s| s.as_ref().err()));
        push("response over time", tested.over_time.as_ref().and_then(|o| o.as_ref().err()));
    }
    t
}

/// Episode contrasts.
pub(super) fn episodes(findings: &Findings) -> Table {
    let mut t = Table::new(
        "episodes",
        "Episodes against the periods around them",
        &[
            "episode",
            "from",
            "to",
            "instrument",
            "side",
            "expected",
            "inside",
            "around",
            "difference",
            "share of windows",
            "windows",
            "independent windows",
            "share of placebo dyads",
            "readings inside",
            "readings around",
            "not answered because",
        ],
    );
    for e in &findings.episodes {
        let mut row = vec![
            e.episode.name.value.clone(),
            e.episode.span.first.to_string(),
            e.episode.span.last.to_string(),
            e.instrument.clone(),
            e.side.to_string(),
            e.expected.map_or("", words::trend).to_owned(),
        ];
        match &e.outcome {
            Ok(c) => row.extend([
                full(c.inside),
                full(c.around),
                full(c.difference),
                full(c.share_of_windows),
                c.n_windows.to_string(),
                c.n_independent_windows.to_string(),
                full_or_empty(c.share_of_placebo_dyads),
                c.n_inside.to_string(),
                c.n_around.to_string(),
                String::new(),
            ]),
            Err(r) => {
                row.extend(vec![String::new(); 9]);
                row.push(words::refusal(r));
            }
        }
        t.push(row);
    }
    t
}

/// Reciprocity and triangular response among the six directed series.
pub(super) fn reciprocity(findings: &Findings) -> Table {
    let mut t = Table::new(
        "reciprocity",
        "Reciprocity and triangular response: does the cause's past help to predict the effect?",
        &[
            "instrument",
            "effect",
            "cause",
            "sum of coefficients",
            "F",
            "df 1",
            "df 2",
            "p",
            "p (HC3)",
            "not answered because",
        ],
    );
    for i in &findings.instruments {
        let name = i.series.instrument.name.value.clone();
        match &i.exclusions {
            Ok(lines) => {
                for l in lines {
                    t.push(vec![
                        name.clone(),
                        l.effect.clone(),
                        l.cause.clone(),
                        full(l.sum),
                        full(l.f),
                        full(l.df1),
                        full(l.df2),
                        full(l.p_value),
                        full_or_empty(l.p_value_hc3),
                        String::new(),
                    ]);
                }
            }
            Err(r) => {
                let mut row = vec![name];
                row.extend(vec![String::new(); 8]);
                row.push(words::refusal(r));
                t.push(row);
            }
        }
    }
    t
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    #[test]
    fn the_third_stands_once_in_every_placebo_table() {
        let f = fixture::findings();
        let t = placebo_thirds(&f);
        let n_answered = each_test(&f).filter(|(_, _, x)| x.placebo_thirds.is_ok()).count();
        assert!(n_answered > 0);
        assert_eq!(t.rows.iter().filter(|r| r[8] == "third").count(), n_answered);
    }

    #[test]
    fn a_refused_episode_keeps_its_row_and_its_reason() {
        let t = episodes(&fixture::findings());
        let refused: Vec<_> = t.rows.iter().filter(|r| !r[15].is_empty()).collect();
        assert!(!refused.is_empty());
        assert!(refused.iter().all(|r| r[6..15].iter().all(String::is_empty) && r[15].contains("Needed:")));
    }

    #[test]
    fn numbers_keep_all_their_digits() {
        let f = fixture::findings();
        let (_, _, tested) = each_test(&f).next().expect("the fixture tests a claim");
        let want = tested.response.as_ref().map(|r| r.primary.value).ok();
        let t = responses(&f);
        assert_eq!(t.rows[0][7].parse::<f64>().ok(), want);
    }
}
