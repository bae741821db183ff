//! The code tables against the files that they are for. Each test needs shared data and is skipped by name
//! without them.

use std::collections::BTreeSet;

use super::*;
use crate::actors::shared_data::{shared, text};
use crate::actors::shared_rows::icews_rows;
use crate::events::scales::{Scale, score};

#[test]
fn icews_codes_texts_and_intensities_agree_with_the_tables() {
    let Some(rows) = icews_rows("icews_codes_texts_and_intensities_agree_with_the_tables") else {
        return;
    };
    let mut seen = BTreeSet::new();
    for row in &rows {
        let (event_text, code_text, intensity) = (&row[5], &row[6], &row[7]);
        let Lookup::Exact(found) = code(Ontology::Cameo, code_text) else {
            panic!("{code_text} is no code of the table");
        };
        assert_eq!(found.label(), event_text);
        assert_eq!(code_of_text(Ontology::Cameo, event_text), Some(found), "{event_text}");
        let wanted: f64 = intensity.parse().expect("intensities are numbers");
        assert_eq!(score(Scale::CameoGoldsteinIcews, code_text), Some(wanted), "{code_text}");
        seen.insert(found);
    }
    assert!(seen.len() > 200, "{} codes seen", seen.len());
}

#[test]
fn every_event_text_of_the_named_sets_has_a_code() {
    let test = "every_event_text_of_the_named_sets_has_a_code";
    for file in [
        "icews/icews14-named-quads.tsv.gz",
        "triangle/icews_quads_2014.tsv.gz",
        "triangle/icews_quads_2018-08-29_2018-10-31.tsv.gz",
        "triangle/icews_quads_2021-01_2021-08.tsv.gz",
        "triangle/icews_quads_2022-01_2022-08.tsv.gz",
    ] {
        let Some(path) = shared(test, &format!("data/{file}")) else {
            return;
        };
        let text = text(&path);
        let texts: BTreeSet<&str> = text.lines().skip(1).filter_map(|line| line.split('\t').nth(4)).collect();
        assert!(texts.len() > 20, "{file}");
        let lost: Vec<_> = texts.iter().filter(|text| code_of_text(Ontology::Cameo, text).is_none()).collect();
        assert!(lost.is_empty(), "{file}: {lost:?}");
    }
}

#[test]
fn the_keds_files_stand_under_their_own_ontology_only() {
    let test = "the_keds_files_stand_under_their_own_ontology_only";
    // The demonstration file of TABARI has five rows in a later extension of WEIS.
    for (file, separator, least, own, other) in [
        ("gulf.weis.csv.gz", ',', 0.999, Ontology::Weis, Ontology::Cameo),
        ("casia.weis.csv", ',', 0.999, Ontology::Weis, Ontology::Cameo),
        ("turkey.cameo.csv.gz", ',', 0.999, Ontology::Cameo, Ontology::Weis),
        ("tabari-demo.keds", '\t', 0.9, Ontology::Weis, Ontology::Cameo),
    ] {
        let Some(path) = shared(test, &format!("data/keds/{file}")) else {
            return;
        };
        let text = text(&path);
        let codes: Vec<&str> = text
            .lines()
            .filter(|line| !line.starts_with("date"))
            .filter_map(|line| line.split(separator).nth(3))
            .collect();
        let right = plausibility(own, codes.iter().copied());
        let wrong = plausibility(other, codes.iter().copied());
        eprintln!("{file}: {:?} as {}, {:?} as {}", right.share(), own.word(), wrong.share(), other.word());
        assert!(right.stands() && right.rival.is_none(), "{file}: {right:?}");
        assert!(!wrong.stands() && wrong.rival == Some(own), "{file}: {wrong:?}");
        assert!(right.share().is_some_and(|share| share > least), "{file}: {right:?}");
    }
}

#[test]
fn the_scales_are_the_figures_of_the_reference_tables() {
    let test = "the_scales_are_the_figures_of_the_reference_tables";
    for (file, separator, at, scale) in [
        ("CAMEO.goldsteinscale.txt", '\t', 1, Scale::CameoGoldsteinGdelt),
        ("weis_goldstein_labelled.csv", ',', 1, Scale::WeisGoldstein),
    ] {
        let Some(path) = shared(test, &format!("reference/scales/{file}")) else {
            return;
        };
        let text = text(&path);
        let mut rows = 0;
        for line in text.lines().skip(1) {
            let fields: Vec<&str> = line.trim_end().split(separator).collect();
            let wanted: f64 = fields[at].parse().expect("scores are numbers");
            assert_eq!(score(scale, fields[0]), Some(wanted), "{}", fields[0]);
            rows += 1;
        }
        assert_eq!(rows, crate::events::scales::scored_codes(scale).len());
    }
}
