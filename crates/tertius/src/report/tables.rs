//! The list of tables: which there are, in the order in which a reader should meet them, and which of them
//! answers `tertius show STAGE`. The rows are filled in `tables_of_readings` and `tables_of_tests`.

use super::numbers::full_or_empty;
use super::table::Table;
use super::tables_of_directions::directed_dyads;
use super::{
    tables_of_evidence as evidence, tables_of_findings, tables_of_readings as readings,
    tables_of_relations as relations, tables_of_tests as tests, tables_of_triangle as triangles, words,
};
use crate::claims::Findings;
use crate::series::Observation;

/// The stages that `stage_table` knows, in the order of the spine.
pub const STAGES: [&str; 6] = ["events", "series", "triangle", "hypotheses", "claims", "report"];

/// The name under which `stage_table` gives the counts by directed dyad, a part of the stage *series*.
pub const DIRECTED: &str = "directed dyads";

/// The name under which `stage_table` gives the fused relations by period, a part of the stage *series*.
pub const RELATIONS: &str = "fused relations";

/// The name under which `stage_table` gives the triangle's types by period, a part of the stage *triangle*.
pub const TYPES: &str = "triangle types";

/// Every table as a file: (file name, CSV text), the claims first.
pub fn tables(findings: &Findings) -> Vec<(String, String)> {
    all(findings).into_iter().map(|t| (format!("{}.csv", t.name), t.csv())).collect()
}

/// Every table.
pub(super) fn all(findings: &Findings) -> Vec<Table> {
    let mut all = vec![
        tests::claims(findings),
        tests::gates(findings),
        tests::responses(findings),
        tests::single_periods(findings),
        tests::placebo_thirds(findings),
        tests::specifications(findings),
        tests::other_findings(findings),
        tables_of_findings::over_time(findings),
        evidence::estimates(findings),
        evidence::checks(findings),
        evidence::rankings(findings),
        tests::not_tested(findings),
        tests::episodes(findings),
        tests::reciprocity(findings),
        readings::ledger(findings),
        readings::unresolved(findings),
        readings::files(findings),
        readings::coverage(findings),
        readings::eras(findings),
        directed_dyads(findings),
        settings(findings),
    ];
    all.extend(relations::all(findings));
    all.extend(triangles::all(findings));
    all.extend((0..findings.instruments.len()).map(|i| readings::readings(findings, i)));
    all
}

/// The table of one stage; `None` for a word that is no stage.
pub fn stage_table(findings: &Findings, stage: &str) -> Option<Table> {
    match stage {
        "events" => Some(readings::ledger(findings)),
        "series" => Some(readings::readings_of_all(findings)),
        DIRECTED => Some(directed_dyads(findings)),
        RELATIONS => Some(relations::paths(findings)),
        TYPES => Some(triangles::types(findings)),
        "triangle" => Some(triangle(findings)),
        "hypotheses" => Some(tests::gates(findings)),
        "claims" => Some(tests::claims(findings)),
        "report" => Some(contents(findings)),
        _ => None,
    }
}

/// Every setting that shaped a number.
pub(super) fn settings(findings: &Findings) -> Table {
    let mut t = Table::new("settings", "Every setting that shaped a number", &["setting", "value", "stated by"]);
    for s in &findings.manifest.settings {
        let by = if s.stated { "the dossier" } else { "default" };
        t.push(vec![s.name.clone(), s.value.clone(), by.to_owned()]);
    }
    t
}

/// The three sides as each instrument reads them: how many periods are observed, silent, unobserved.
fn triangle(findings: &Findings) -> Table {
    let mut t = Table::new(
        "triangle",
        "The three sides, by instrument: periods with a reading, silent and unobserved",
        &[
            "instrument",
            "side",
            "role",
            "measure",
            "period",
            "first",
            "last",
            "with a reading",
            "silent",
            "unobserved",
            "eras",
            "design effect",
        ],
    );
    for i in &findings.instruments {
        let calendar = &i.series.calendar;
        for (k, s) in i.sides.iter().enumerate() {
            let count =
                |f: fn(&Observation) -> bool| s.readings.iter().filter(|r| f(&r.observation)).count().to_string();
            t.push(vec![
                i.series.instrument.name.value.clone(),
                s.side.to_string(),
                if k == 0 { "pair".to_owned() } else { "third".to_owned() },
                i.series.instrument.measure.word().to_owned(),
                calendar.length().word().to_owned(),
                calendar.label(0),
                calendar.label(calendar.len().saturating_sub(1)),
                count(|o| matches!(o, Observation::Score(_))),
                count(|o| matches!(o, Observation::Silent | Observation::SilentAsZero)),
                count(|o| *o == Observation::Unobserved),
                i.series.eras.len().to_string(),
                full_or_empty(Some(i.series.design_effect)),
            ]);
        }
    }
    t
}

/// What the report consists of.
fn contents(findings: &Findings) -> Table {
    let mut t = Table::new("report", "The tables of the report", &["file", "shows", "rows"]);
    for table in all(findings) {
        t.push(vec![format!("{}.csv", table.name), words::sentence(&table.title), table.rows.len().to_string()]);
    }
    t
}

#[cfg(test)]
mod tests_of_tables {
    use super::*;
    use crate::report::fixture;

    #[test]
    fn every_row_is_as_wide_as_its_header_and_names_differ() {
        let f = fixture::findings();
        let all = all(&f);
        let mut names: Vec<&str> = all.iter().map(|t| t.name.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all.len(), "two tables with one name");
        for t in &all {
            assert!(t.rows.iter().all(|r| r.len() == t.header.len()), "{}", t.name);
        }
        for name in ["claims", "gates", "placebo-thirds", "specifications", "ledger", "episodes", "reciprocity"] {
            let table = all.iter().find(|t| t.name == name);
            assert!(table.is_some_and(|t| !t.rows.is_empty()), "{name} is empty");
        }
    }

    #[test]
    fn every_stage_has_a_table_and_other_words_have_none() {
        let f = fixture::findings();
        for stage in STAGES {
            assert!(stage_table(&f, stage).is_some_and(|t| !t.rows.is_empty()), "{stage}");
        }
        assert!(stage_table(&f, "scenarios").is_none());
    }

    #[test]
    fn no_cell_is_a_number_that_is_not_one() {
        for (name, csv) in tables(&fixture::findings()) {
            assert!(!csv.contains("NaN") && !csv.contains("inf,") && !csv.contains("-0,"), "{name}");
        }
    }
}
