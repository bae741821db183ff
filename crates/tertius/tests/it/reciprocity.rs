//! Who answers whom in the Gulf, 1979 to 1990, through our own reader, scale and series: reciprocity in every conflict
//! dyad, triangular response in few directions, as Goldstein, Pevehouse, Gerner and Telhami (2001) found. With robust
//! errors less is left of the first than of the pattern: both are asserted. The full table is docs/lookup/reciprocity.md.

use crate::support::run;
use crate::trap::{gulf, weekly};
use tertius::dossier::MemoryFiles;
use tertius::hypotheses::ExclusionLine;

/// Level at which a test counts as a finding here.
const LEVEL: f64 = 0.05;

fn table(pair: [&str; 2], third: &str, files: &MemoryFiles) -> Vec<ExclusionLine> {
    let findings = run(&weekly(pair, third, "1979-04-15", "1990-12-22", ""), files).expect("a sound dossier");
    let table = findings.instruments[0].exclusions.clone().expect("silence is zero, so the table exists");
    assert_eq!((table.len(), table.iter().filter(|l| l.is_reciprocity()).count()), (30, 6));
    table
}

/// Whether one of the two states answers the other in kind, by a p-value.
fn answered(table: &[ExclusionLine], [a, b]: [&str; 2], p: impl Fn(&ExclusionLine) -> f64) -> bool {
    let of = |l: &&ExclusionLine| l.is_reciprocity() && l.effect.contains(a) && l.effect.contains(b);
    let lines: Vec<&ExclusionLine> = table.iter().filter(of).collect();
    assert_eq!(lines.len(), 2, "{a} and {b}");
    lines.iter().any(|l| p(l) < LEVEL && l.sum > 0.0)
}

fn robust(line: &ExclusionLine) -> f64 {
    line.p_value_hc3.unwrap_or(1.0)
}

#[test]
fn reciprocity_in_every_conflict_dyad_and_triangular_response_in_few_directions() {
    let Some(files) = gulf("reciprocity_in_every_conflict_dyad_and_triangular_response_in_few_directions") else {
        return;
    };
    let (war, kuwait) = (table(["IRN", "IRQ"], "USA", &files), table(["IRQ", "KWT"], "USA", &files));
    let conflicts = [(&war, ["IRN", "IRQ"]), (&war, ["IRN", "USA"]), (&war, ["IRQ", "USA"]), (&kuwait, ["IRQ", "KWT"])];
    for (table, dyad) in &conflicts {
        assert!(answered(table, *dyad, |l| l.p_value), "{dyad:?}");
    }
    // With robust errors it stands where there was conflict in hundreds of weeks, and not where a few weeks of 1990 make it.
    let stands: Vec<bool> = conflicts.iter().map(|(table, dyad)| answered(table, *dyad, robust)).collect();
    assert_eq!(stands, [true, true, false, false]);
    let both = war.iter().filter(|l| l.is_reciprocity() && l.effect.contains("IRN") && l.effect.contains("IRQ"));
    assert!(both.clone().count() == 2 && both.clone().all(|l| robust(l) < LEVEL));
    // Triangular response: in at most a third of the tests of either triad, in fact in one of 48.
    let found = |table: &[ExclusionLine], p: fn(&ExclusionLine) -> f64| {
        let others = || table.iter().filter(|l| !l.is_reciprocity());
        assert_eq!(others().count(), 24);
        others().filter(|l| p(l) < LEVEL).count()
    };
    assert!(found(&war, |l| l.p_value) <= 8, "classical errors, the years of the war");
    assert!(found(&war, robust) <= 8 && found(&kuwait, robust) <= 8);
    assert!(found(&war, robust) + found(&kuwait, robust) <= 2);
    // Classical errors take the one crisis of August 1990 for a web of responses.
    assert!(found(&kuwait, |l| l.p_value) > 12);
}
