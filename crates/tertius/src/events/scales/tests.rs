//! Checks of the scales against their published totals, differences and gaps.

use super::*;
use crate::events::ontologies::{self, Lookup};

#[test]
fn sizes_and_sums_are_the_published_ones() {
    for (scale, size, sum) in [
        (Scale::CameoGoldsteinGdelt, 311, -5584),
        // GDELT's sum plus the five differences: -3.0 + 0.2 + 0.5 - 0.5 - 4.0.
        (Scale::CameoGoldsteinIcews, 312, -5584 - 68),
        (Scale::WeisGoldstein, 109, -1046),
    ] {
        assert_eq!(scored_codes(scale).len(), size);
        assert_eq!(scored_codes(scale).map(|(_, tenths)| i32::from(tenths)).sum::<i32>(), sum);
        assert!(scored_codes(scale).all(|(_, tenths)| (-100..=100).contains(&tenths)));
    }
}

#[test]
fn gdelt_and_icews_differ_in_five_codes() {
    let differing: Vec<_> = ontologies::codes(ontologies::Ontology::Cameo)
        .map(|code| code.text())
        .filter(|code| {
            let of = |scale| scored_codes(scale).find(|(text, _)| text == code);
            of(Scale::CameoGoldsteinGdelt) != of(Scale::CameoGoldsteinIcews)
        })
        .collect();
    assert_eq!(differing, ["016", "022", "1213", "164", "165"]);
    for (code, gdelt, icews) in [
        ("016", -2.0, -5.0),
        ("022", 3.2, 3.4),
        ("164", -7.0, -6.5),
        ("165", -6.5, -7.0),
        ("1213", -4.0, -4.0), // GDELT's by its beginning 121
    ] {
        assert_eq!(score(Scale::CameoGoldsteinGdelt, code), Some(gdelt), "{code}");
        assert_eq!(score(Scale::CameoGoldsteinIcews, code), Some(icews), "{code}");
    }
}

#[test]
fn each_code_of_the_ontology_is_scored_or_named_as_missing() {
    for (scale, missing) in [
        (Scale::CameoGoldsteinGdelt, &["1213"][..]),
        (Scale::CameoGoldsteinIcews, &[]),
        (Scale::WeisGoldstein, &["114", "130", "199", "204", "214", "215"]),
    ] {
        assert_eq!(unscored_codes(scale).collect::<Vec<_>>(), missing, "{}", scale.word());
        for (text, _) in scored_codes(scale) {
            let found = ontologies::code(scale.ontology(), text);
            assert!(matches!(found, Lookup::Exact(_)), "{text} is scored but no code");
        }
    }
}

#[test]
fn anchors_of_goldstein_1992() {
    for (code, wanted) in [
        ("223", -10.0),
        ("211", -9.2),
        ("222", -8.7),
        ("150", -4.9),
        ("160", -3.0),
        ("121", -2.2),
        ("025", 0.0),
        ("031", 1.0),
        ("032", 1.9),
        ("064", 5.4),
        ("081", 6.5),
        ("071", 7.4),
        ("072", 8.3),
    ] {
        assert_eq!(score(Scale::WeisGoldstein, code), Some(wanted), "{code}");
    }
    assert_eq!(score(Scale::CameoGoldsteinIcews, "190"), Some(-10.0));
}

#[test]
fn a_score_is_never_invented() {
    for scale in Scale::ALL {
        for code in ["", "9", "99", "0841]", "A10", "ää", "verbal-conflict"] {
            assert_eq!(score(scale, code), None, "{code}");
        }
    }
    assert_eq!(score(Scale::WeisGoldstein, "214"), None);
    assert_eq!(score(Scale::WeisGoldstein, "0311"), None);
    // The longest known beginning: 1419 by 141, 199 by 19.
    for (longer, shorter) in [("1419", "141"), ("199", "19")] {
        assert_eq!(score(Scale::CameoGoldsteinGdelt, longer), score(Scale::CameoGoldsteinGdelt, shorter));
        assert!(score(Scale::CameoGoldsteinGdelt, longer).is_some());
    }
}
