//! A claim of consolidation and its evidence, made by hand: checks of every outcome, a finding with and one without an
//! interval, a ranking, a period that nobody read. For the tests of this folder only; the numbers mean nothing.

use super::fixture::wiggle;
use crate::calendar::PeriodLength;
use crate::claims::{ClaimFinding, Verdict};
use crate::dossier::Dossier;
use crate::hypotheses::{Check, Estimate, Evidence, EvidenceFinding, EvidenceReading, GateOutcome, Ranking};
use crate::refusal::Refusal;

/// Months of the fixture's evidence, and how many of them are before the date.
const MONTHS: usize = 120;
const BEFORE: usize = 72;

fn estimate(value: f64, standard_error: f64) -> Estimate {
    Estimate {
        value,
        standard_error,
        low: value - 2.4 * standard_error,
        high: value + 2.4 * standard_error,
        confidence: 1.0 - 0.05 / 3.0,
        t: value / standard_error,
        df: 117.0,
        p_value: 0.012,
    }
}

/// The finding on the fixture's claim number `n` (from 0).
pub(super) fn finding(dossier: &Dossier, n: usize) -> ClaimFinding {
    ClaimFinding {
        question: dossier.claims[n].clone(),
        post_hoc: false,
        verdict: Verdict::NotEstablished,
        because: vec!["Not passed: trend held".to_owned()],
        effect: "Iran – Russia is 0.40 standard deviations of its monthly readings warmer from 2007-01 on than before"
            .to_owned(),
        what_would_change_it: vec!["Check \"trend held\" would have to pass in the stated direction".to_owned()],
        primary: None,
        p_value_holm: Some(0.036),
        n_tests: 3,
        confidence: 1.0 - 0.05 / 3.0,
        smallest_detectable: Some(0.45),
        smallest_caught: None,
        subsets: Vec::new(),
        tests: Vec::new(),
        evidence: vec![evidence()],
        decides: Some(0),
        not_tested: vec![("votes, 2001 to 2014".to_owned(), "It reads by year, not by month.".to_owned())],
        cautions: Vec::new(),
        trail: vec!["The sentence rests on a difference of means".to_owned()],
    }
}

fn evidence() -> Evidence {
    let check = |name: &'static str, outcome: GateOutcome| Check {
        name,
        question: "is it this pair, or everybody?",
        outcome,
        sentence: "Rank 2 of 41 in the stated direction (t = 2.61).".to_owned(),
        premise: None,
    };
    let period = |k: usize| format!("{}-{:02}", 2001 + k / 12, k % 12 + 1);
    Evidence {
        instrument: "events A".to_owned(),
        era: (period(0), period(MONTHS - 1)),
        period: PeriodLength::Month,
        compared: "Iran – Russia: level from 2007-01 on, less the level before".to_owned(),
        since: period(BEFORE),
        n_before: BEFORE,
        n_after: MONTHS - BEFORE - 1,
        primary: estimate(0.1, 0.038),
        standardised: estimate(0.4, 0.152),
        unit: "standard deviations",
        ends: ["colder than before", "warmer than before"],
        p_value: 0.012,
        effect: "as in the claim".to_owned(),
        checks: vec![
            check("placebo dates", GateOutcome::Passed),
            check("single period", GateOutcome::PassedOpposite),
            check("placebo dyads", GateOutcome::CannotRun(Refusal::new("only 3 other dyads", "at least 19"))),
            check("trend held", GateOutcome::Failed),
        ],
        findings: vec![
            EvidenceFinding {
                name: "variance",
                sentence: "The variance of the readings is 0.04 before and 0.03 after".to_owned(),
                estimate: Some(estimate(-0.29, 0.2)),
            },
            EvidenceFinding {
                name: "fields",
                sentence: "The codes of this instrument tell no field".to_owned(),
                estimate: None,
            },
        ],
        rankings: vec![Ranking {
            check: "placebo dates",
            own: 2.63,
            others: vec![("2003-05".to_owned(), 1.2), ("2009-01".to_owned(), -0.4)],
        }],
        drawn: "readings of Iran – Russia".to_owned(),
        readings: (0..MONTHS)
            .map(|k| EvidenceReading {
                period: period(k),
                day: format!("{}-16", period(k)),
                value: (k != 100).then(|| 0.3 * wiggle(k)),
                after: k >= BEFORE,
            })
            .collect(),
        cautions: vec!["1 of 120 periods of this stretch has no reading".to_owned()],
    }
}
