//! Tables of what claims of other kinds than third-party response rest on: estimates, checks, what was ranked.

use super::numbers::full;
use super::table::Table;
use super::tables_of_tests::{ESTIMATE, estimate_cells};
use super::words;
use crate::claims::Findings;
use crate::hypotheses::Evidence;

/// The columns that say which claim, which instrument and which era a row belongs to.
const WHICH: [&str; 5] = ["claim", "evidence", "instrument", "era from", "era to"];

fn table(name: &str, title: &str, columns: &[&str]) -> Table {
    Table::new(name, title, &[&WHICH, columns].concat())
}

fn which(claim: usize, k: usize, e: &Evidence) -> Vec<String> {
    vec![(claim + 1).to_string(), (k + 1).to_string(), e.instrument.clone(), e.era.0.clone(), e.era.1.clone()]
}

/// Claim index, index of the evidence, evidence.
fn each(findings: &Findings) -> impl Iterator<Item = (usize, usize, &Evidence)> {
    let of = |(c, claim)| -> Vec<(usize, usize, &Evidence)> {
        let claim: &crate::claims::ClaimFinding = claim;
        claim.evidence.iter().enumerate().map(|(k, e)| (c, k, e)).collect()
    };
    findings.claims.iter().enumerate().flat_map(of)
}

/// Every estimate: the primary one, the same in units of interest, and those of the findings.
pub(super) fn estimates(findings: &Findings) -> Table {
    let columns = ["what", "sentence", "since", "before", "after"];
    let mut t = table(
        "evidence",
        "What claims of consolidation, moderation and boldness rest on",
        &[&columns, &ESTIMATE[..]].concat(),
    );
    for (c, k, e) in each(findings) {
        let sizes = [e.since.clone(), e.n_before.to_string(), e.n_after.to_string()];
        let primary = [
            ("estimate", e.compared.as_str(), Some(&e.primary)),
            ("estimate, in units of interest", e.unit, Some(&e.standardised)),
        ];
        let found = e.findings.iter().map(|f| (f.name, f.sentence.as_str(), f.estimate.as_ref()));
        for (what, sentence, estimate) in primary.into_iter().chain(found) {
            let mut row = which(c, k, e);
            row.extend([what.to_owned(), sentence.to_owned()]);
            row.extend(sizes.clone());
            row.extend(estimate.map_or_else(|| vec![String::new(); ESTIMATE.len()], estimate_cells));
            t.push(row);
        }
    }
    t
}

/// One row a check.
pub(super) fn checks(findings: &Findings) -> Table {
    let mut t = table("checks", "Checks, by claim and evidence", &["check", "outcome", "sentence"]);
    for (c, k, e) in each(findings) {
        for check in &e.checks {
            let mut row = which(c, k, e);
            row.extend([check.name.to_owned(), words::outcome(&check.outcome).to_owned(), check.sentence.clone()]);
            t.push(row);
        }
    }
    t
}

/// What was ranked: the claim's own statistic first, then every other.
pub(super) fn rankings(findings: &Findings) -> Table {
    let mut t = table(
        "ranked",
        "The claim's own statistic among those of other dates, dyads or states",
        &["check", "what", "role", "t"],
    );
    for (c, k, e) in each(findings) {
        for r in &e.rankings {
            let own = [(e.compared.clone(), "own", r.own)];
            let others = r.others.iter().map(|(what, t)| (what.clone(), "placebo", *t));
            for (what, role, value) in own.into_iter().chain(others) {
                let mut row = which(c, k, e);
                row.extend([r.check.to_owned(), what, role.to_owned(), full(value)]);
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
    fn every_check_and_every_placebo_has_its_row() {
        let f = fixture::findings();
        let n = |of: fn(&Evidence) -> usize| each(&f).map(|(_, _, e)| of(e)).sum::<usize>();
        assert!(n(|e| e.checks.len()) > 0);
        assert_eq!(checks(&f).rows.len(), n(|e| e.checks.len()));
        assert_eq!(rankings(&f).rows.len(), n(|e| e.rankings.iter().map(|r| 1 + r.others.len()).sum()));
        assert_eq!(estimates(&f).rows.len(), n(|e| 2 + e.findings.len()));
    }
}
