//! Checks of the code tables. Those that read shared data are in `data_tests`.

use std::collections::BTreeMap;

use super::*;

fn exact(ontology: Ontology, text: &str) -> Code {
    match code(ontology, text) {
        Lookup::Exact(code) => code,
        other => panic!("{text} is {other:?}"),
    }
}

#[test]
fn tables_have_the_published_sizes_and_codes_know_themselves() {
    for (ontology, size) in [(Ontology::Cameo, 312), (Ontology::Weis, 115), (Ontology::Plover, 94), (Ontology::Quad, 5)]
    {
        assert_eq!(codes(ontology).len(), size);
        for c in codes(ontology) {
            assert_eq!(code(ontology, c.text()), Lookup::Exact(c));
            assert_eq!(c.ontology(), ontology);
            assert!(!c.label().is_empty());
        }
    }
}

#[test]
fn leading_zeros_tell_codes_apart() {
    assert_eq!(exact(Ontology::Cameo, "010").label(), "Make statement");
    assert_eq!(exact(Ontology::Cameo, "10").label(), "DEMAND");
    assert_ne!(exact(Ontology::Cameo, "010"), exact(Ontology::Cameo, "10"));
    assert_ne!(exact(Ontology::Cameo, "031"), exact(Ontology::Weis, "031"));
}

#[test]
fn an_unknown_cameo_code_falls_back_to_the_longest_known_beginning() {
    assert_eq!(code(Ontology::Cameo, "1419"), Lookup::Root(exact(Ontology::Cameo, "141")));
    assert_eq!(code(Ontology::Cameo, "199"), Lookup::Root(exact(Ontology::Cameo, "19")));
    assert_eq!(code(Ontology::Cameo, "02311"), Lookup::Root(exact(Ontology::Cameo, "0231")));
    for text in ["0841]", "145]", "223", "99", "1", "", "ääää", "verbal-cooperation"] {
        assert_eq!(code(Ontology::Cameo, text), Lookup::Unknown, "{text}");
    }
    assert_eq!(code(Ontology::Weis, "0311"), Lookup::Unknown);
}

#[test]
fn a_plover_mode_that_is_not_listed_is_read_as_its_type() {
    assert_eq!(exact(Ontology::Plover, "PROTEST/riot").label(), "Riot");
    for text in ["PROTEST/dance", "PROTEST/", "PROTEST/riot/demo"] {
        assert_eq!(code(Ontology::Plover, text), Lookup::Root(exact(Ontology::Plover, "PROTEST")), "{text}");
    }
    for text in ["", "/", "/riot", "RIOT", "protest", "PROTEST riot"] {
        assert_eq!(code(Ontology::Plover, text), Lookup::Unknown, "{text}");
    }
    let types = codes(Ontology::Plover).filter(|c| !c.text().contains('/')).count();
    assert_eq!(types, 16);
}

#[test]
fn quad_classes_follow_the_stated_rules() {
    for c in codes(Ontology::Cameo) {
        let root: u8 = c.root().and_then(|r| r.parse().ok()).expect("CAMEO roots are numbers");
        let class = match root {
            1..=5 => QuadClass::VerbalCooperation,
            6..=8 => QuadClass::MaterialCooperation,
            9..=13 => QuadClass::VerbalConflict,
            14..=20 => QuadClass::MaterialConflict,
            other => panic!("CAMEO has no root {other}"),
        };
        assert_eq!(c.quad_class(), class, "{c:?}");
    }
    for c in codes(Ontology::Weis) {
        let class = match c.root().expect("WEIS codes have a cue category") {
            "02" | "03" | "04" | "05" | "08" | "09" | "10" => QuadClass::VerbalCooperation,
            "01" | "06" | "07" => QuadClass::MaterialCooperation,
            "11" | "12" | "13" | "14" | "15" | "16" | "17" => QuadClass::VerbalConflict,
            "18" | "19" | "20" | "21" | "22" => QuadClass::MaterialConflict,
            other => panic!("WEIS has no cue category {other}"),
        };
        assert_eq!(c.quad_class(), class, "{c:?}");
    }
    for c in codes(Ontology::Plover) {
        let class = match c.root().expect("PLOVER codes have a type") {
            "AGREE" | "CONSULT" | "SUPPORT" | "CONCEDE" => QuadClass::VerbalCooperation,
            "COOPERATE" | "AID" | "RETREAT" => QuadClass::MaterialCooperation,
            "REQUEST" | "ACCUSE" | "REJECT" | "THREATEN" => QuadClass::VerbalConflict,
            "PROTEST" | "SANCTION" | "MOBILIZE" | "COERCE" | "ASSAULT" => QuadClass::MaterialConflict,
            other => panic!("PLOVER has no type {other}"),
        };
        assert_eq!(c.quad_class(), class, "{c:?}");
    }
    for class in QuadClass::ALL {
        assert_eq!(exact(Ontology::Quad, class.name()).quad_class(), class);
        assert_eq!(exact(Ontology::Quad, class.name()).root(), None);
    }
    let cooperative = QuadClass::ALL.iter().filter(|class| class.is_cooperation()).count();
    assert_eq!(cooperative, 2);
}

#[test]
fn event_texts_find_their_codes_in_any_case_and_spacing() {
    for (text, wanted) in [
        ("Make statement", "010"),
        ("Demand", "100"),
        ("  make a  VISIT ", "042"),
        ("Meet at a 'third' location", "044"),
        ("Use conventional military force", "190"),
        ("fight with small arms and light weapons", "193"),
        ("Appeal, not specified below", "020"),
    ] {
        assert_eq!(code_of_text(Ontology::Cameo, text), Some(exact(Ontology::Cameo, wanted)), "{text}");
    }
    for text in ["", "Not an event", "no label in the published list"] {
        assert_eq!(code_of_text(Ontology::Cameo, text), None);
        assert_eq!(code_of_text(Ontology::Weis, text), None);
    }
}

#[test]
fn a_label_finds_its_code_or_the_residual_code_of_its_root() {
    let mut shared = BTreeMap::new();
    for c in codes(Ontology::Cameo) {
        let found = code_of_text(Ontology::Cameo, c.label()).expect("each label is known");
        if found != c {
            assert_eq!(found.text(), format!("{}0", c.text()), "{c:?}");
            shared.insert(c.text(), found.text());
        }
    }
    assert_eq!(shared.len(), 14);
}

#[test]
fn a_file_under_the_wrong_ontology_does_not_stand() {
    // 80 codes that both ontologies have, 20 that one has alone.
    let both = ["031", "042", "111", "190"].repeat(20);
    let weis = [both.clone(), ["223", "222", "211", "066"].repeat(5)].concat();
    let cameo = [both.clone(), ["0841", "036", "046", "1712"].repeat(5)].concat();
    for (codes, right, wrong) in [(weis, Ontology::Weis, Ontology::Cameo), (cameo, Ontology::Cameo, Ontology::Weis)] {
        let good = plausibility(right, codes.iter().copied());
        assert!(good.stands() && good.rival.is_none() && good.share() == Some(1.0));
        let bad = plausibility(wrong, codes.iter().copied());
        assert!(!bad.stands());
        assert_eq!((bad.rows, bad.matched, bad.rival, bad.rival_matched), (100, 80, Some(right), 100));
    }
    // Codes of both say nothing; damaged codes alone are no case for another ontology; no rows, no case.
    assert!(plausibility(Ontology::Cameo, both.iter().copied()).stands());
    assert!(plausibility(Ontology::Cameo, ["0841]", "031"]).stands());
    assert_eq!(plausibility(Ontology::Cameo, []).share(), None);
    assert!(plausibility(Ontology::Cameo, []).stands());
}
