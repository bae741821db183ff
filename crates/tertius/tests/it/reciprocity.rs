//! Who answers whom in the Gulf, 1979 to 1990, through our own reader, scale and series: reciprocity in every conflict
//! dyad, triangular response in few directions, as Goldstein, Pevehouse, Gerner and Telhami (2001) found. The full table is
//! docs/lookup/reciprocity.md.

use crate::support::run;
use crate::trap::{gulf, weekly};

/// Level at which a test counts as a finding here.
const LEVEL: f64 = 0.05;

#[test]
fn reciprocity_in_every_conflict_dyad_and_triangular_response_in_few_directions() {
    let Some(files) = gulf("reciprocity_in_every_conflict_dyad_and_triangular_response_in_few_directions") else { return };
    let (mut triangular, mut found) = (0, 0);
    // Pair, third, and which of the three dyads are in conflict.
    let triads: [([&str; 2], &str, &[&str]); 2] = [
        (["IRN", "IRQ"], "USA", &["IRN-IRQ", "IRN-USA", "IRQ-USA"]),
        (["IRQ", "KWT"], "USA", &["IRQ-KWT", "IRQ-USA"]),
    ];
    for (pair, third, dyads) in triads {
        let findings = run(&weekly(pair, third, "1979-04-15", "1990-12-22", ""), &files).expect("a sound dossier");
        let table = findings.instruments[0].exclusions.as_ref().expect("silence is zero, so the table exists");
        assert_eq!((table.len(), table.iter().filter(|l| l.is_reciprocity()).count()), (30, 6));
        let robust = |p: Option<f64>| p.is_some_and(|p| p < LEVEL);
        for dyad in dyads {
            let (a, b) = dyad.split_once('-').unwrap();
            let of = |l: &&tertius::hypotheses::ExclusionLine| {
                l.is_reciprocity() && l.effect.contains(a) && l.effect.contains(b)
            };
            let lines: Vec<_> = table.iter().filter(of).collect();
            assert_eq!(lines.len(), 2);
            // At least one of the two answers the other in kind, with robust errors.
            let answered = lines.iter().any(|l| robust(l.p_value_hc3) && l.sum > 0.0);
            assert!(answered, "{dyad}: {lines:?}");
        }
        for line in table.iter().filter(|l| !l.is_reciprocity()) {
            triangular += 1;
            found += usize::from(robust(line.p_value_hc3));
        }
    }
    println!("triangular response in {found} of {triangular} tests");
    assert!(3 * found <= triangular, "{found} of {triangular}");
}
