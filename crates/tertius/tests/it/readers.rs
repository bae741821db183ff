//! Readers on the producers' own files: what becomes of every row.

use crate::shared_data::shared;
use crate::support::{dossier_with, file, run};
use tertius::claims::kind_names;
use tertius::dossier::{Dossier, MemoryFiles, Source};
use tertius::events::{self, Ledger, Rejection, Removal};
use tertius::progress::Quiet;
use tertius::series::{InstrumentSeries, Observation};

fn read(instrument: &str, files: &MemoryFiles) -> Result<Ledger, Vec<tertius::dossier::Complaint>> {
    let dossier = Dossier::read(&dossier_with(instrument), &kind_names()).expect("a sound dossier");
    events::read(&dossier.instruments[0], files, &Quiet)
}

#[test]
fn the_tabari_demo_has_77_events_and_66_after_one_a_day() {
    let test = "the_tabari_demo_has_77_events_and_66_after_one_a_day";
    let Some(path) = shared(test, "data/keds/tabari-demo.keds") else { return };
    // Its actors are places of fiction, so that not one row can be used: the complaint says so, with the counts.
    let files = MemoryFiles(vec![file("demo.keds", &path)]);
    let complaints =
        read("source = \"keds\"\nfiles = [\"demo.keds\"]\nontology = \"weis\"\nfilter = \"one a day\"", &files)
            .unwrap_err();
    assert_eq!(complaints.len(), 1);
    assert!(complaints[0].message.contains("not one of the 77 rows"), "{}", complaints[0].message);
    // 77 events less these 11 are the 66 that the filter leaves.
    assert!(complaints[0].help.contains("one-a-day filter (11;"), "{}", complaints[0].help);
}

#[test]
fn the_gulf_set_is_wholly_scored_as_weis_and_refused_as_cameo() {
    let test = "the_gulf_set_is_wholly_scored_as_weis_and_refused_as_cameo";
    let Some(path) = shared(test, "data/keds/gulf.weis.csv.gz") else { return };
    let files = MemoryFiles(vec![file("gulf.csv", &path)]);
    let ledger =
        read("source = \"keds\"\nfiles = [\"gulf.csv\"]\nontology = \"weis\"\nmeasure = \"score sum\"", &files)
            .unwrap();
    assert_eq!(ledger.rows_read, 54_466);
    assert!(ledger.is_balanced());
    assert!(!ledger.rejected.contains_key(&Rejection::UnknownCode), "every code is WEIS: {:?}", ledger.rejected);
    let unscored: Vec<&str> = ledger
        .events
        .iter()
        .map(|e| e.code.text())
        .filter(|c| events::scales::score(tertius::dossier::Scale::WeisGoldstein, c).is_none())
        .collect();
    let named = ["130", "199", "204", "214"];
    assert!(unscored.iter().all(|c| named.contains(c)), "codes without a score are the named ones");

    let complaints = read("source = \"keds\"\nfiles = [\"gulf.csv\"]\nontology = \"cameo\"", &files).unwrap_err();
    assert!(
        complaints[0].message.contains("are not CAMEO") && complaints[0].help.contains("ontology = \"weis\""),
        "{complaints:?}"
    );
}

#[test]
fn turkey_is_cameo_and_its_damaged_code_is_counted() {
    let test = "turkey_is_cameo_and_its_damaged_code_is_counted";
    let Some(path) = shared(test, "data/keds/turkey.cameo.csv.gz") else { return };
    let files = MemoryFiles(vec![file("turkey.csv", &path)]);
    let ledger = read("source = \"keds\"\nfiles = [\"turkey.csv\"]\nontology = \"cameo\"", &files).unwrap();
    assert!(ledger.is_balanced());
    let damaged = &ledger.rejected[&Rejection::UnknownCode];
    assert_eq!((damaged.count, damaged.example.as_str()), (9, "0841]"));
}

#[test]
fn an_icews_day_is_accounted_for_row_by_row() {
    let test = "an_icews_day_is_accounted_for_row_by_row";
    let (Some(a), Some(b)) =
        (shared(test, "data/icews/20181004-icews-events.tab"), shared(test, "data/icews/20181010-icews-events.tab"))
    else {
        return;
    };
    let files = MemoryFiles(vec![file("a.tab", &a), file("b.tab", &b), file("c.tab", &a)]);
    let once = read("source = \"icews\"\nfiles = [\"a.tab\", \"b.tab\"]", &files).unwrap();
    let twice = read("source = \"icews\"\nfiles = [\"*.tab\"]", &files).unwrap();
    assert!(once.is_balanced() && twice.is_balanced());
    assert_eq!(once.events.len(), twice.events.len(), "a file delivered twice changes nothing");
    assert_eq!(twice.removed[&Removal::SameRowAgain].count, once.files[0].rows, "each of its rows is removed by name");
    let deff = once.design_effect.expect("rows are stories");
    assert!(deff > 1.1 && deff < 3.0, "about a quarter of rows repeat: {deff}");
}

#[test]
fn named_events_map_to_codes_and_the_unmatched_are_counted() {
    let test = "named_events_map_to_codes_and_the_unmatched_are_counted";
    let Some(path) = shared(test, "data/icews/icews14-named-quads.tsv.gz") else { return };
    let files = MemoryFiles(vec![file("quads.tsv", &path)]);
    let ledger = read("source = \"icews by name\"\nfiles = [\"quads.tsv\"]", &files).unwrap();
    assert_eq!(ledger.rows_read, 90_730);
    assert!(ledger.is_balanced());
    assert!(!ledger.rejected.contains_key(&Rejection::UnmatchedText), "every text of the cut is a CAMEO text");
    assert!(
        ledger.rejected[&Rejection::UnknownActor].count > 0,
        "people without an office in the table are counted, not guessed"
    );
    assert!(!ledger.unresolved.is_empty());
}

#[test]
fn every_source_has_a_card_that_says_what_an_absent_row_means() {
    for (_, source) in Source::WORDS {
        let card = events::sources::card(source);
        assert_eq!(card.source, source);
        assert!(!card.absent_row.is_empty() && !card.known_faults.is_empty() && !card.producer.is_empty());
    }
}

#[test]
fn a_hole_between_two_years_is_unobserved_and_silence_is_not() {
    let mut csv = String::from("date,initiator,target,code,count\n");
    for year in [2013, 2016] {
        for month in 1..=12 {
            csv.push_str(&format!("{year}-{month:02},IRN,USA,verbal-conflict,3\n"));
        }
    }
    csv.push_str("2013-05,IRN,RUS,verbal-cooperation,2\n");
    let files = MemoryFiles(vec![("e.csv".into(), csv.into_bytes())]);
    let text =
        dossier_with("source = \"counted\"\nontology = \"quad\"\nfiles = [\"e.csv\"]\nobserved = [\"2013\", \"2016\"]");
    let findings = run(&text, &files).unwrap();
    let pair = &findings.instruments[0].sides[0].readings;
    use tertius::series::Observation::{Score, Silent, Unobserved};
    assert_eq!((pair[4].observation, pair[5].observation, pair[20].observation), (Score(1.0), Silent, Unobserved));
    assert!(pair[4].variance.expect("a reading has a variance") > 0.0);
    assert_eq!(findings.holes, [("2014-01".to_owned(), "2015-12".to_owned())]);
    assert_eq!(findings.instruments[0].series.eras.len(), 2, "two years without an observer end an era");
}

#[test]
fn a_wide_daily_index_becomes_months_with_an_error_from_its_spread() {
    let test = "a_wide_daily_index_becomes_months_with_an_error_from_its_spread";
    let Some(path) = shared(test, "data/triangle/gdelt_daily_signed_index_2018_2024.csv") else { return };
    let files = MemoryFiles(vec![file("index.csv", &path)]);
    let body = "source = \"indicator\"\nfiles = [\"index.csv\"]\ncolumns = { value = { \"USA-RUS\" = \"USA_RUS\", \"USA-IRN\" = \"USA_IRN\", \"IRN-RUS\" = \"RUS_IRN\" } }";
    let text = dossier_with(body);
    let ledger = read(body, &files).unwrap();
    let lines = ledger.files[0].rows;
    assert!(ledger.is_balanced() && ledger.rows_read == 3 * lines && lines > 2_000, "{lines} lines");
    let dossier = Dossier::read(&text, &kind_names()).unwrap();
    let series = InstrumentSeries::new(&dossier.instruments[0], ledger, &dossier).unwrap();
    assert_eq!(series.calendar.label(0), "2018-01");
    // The first month of one column by hand: mean, and (S + s^2) / n^2 with n = 31.
    let january: Vec<f64> = series
        .ledger
        .indicators
        .iter()
        .filter(|r| r.dyad == dossier.sides()[1].dyad() && r.span.first.to_string().starts_with("2018-01"))
        .map(|r| r.value)
        .collect();
    assert_eq!(january.len(), 31);
    let mean = january.iter().sum::<f64>() / 31.0;
    let squares: f64 = january.iter().map(|v| (v - mean) * (v - mean)).sum();
    let reading = series.side(dossier.sides()[1], &[]).readings[0];
    assert_eq!(reading.observation, Observation::Score(mean));
    let variance = reading.variance.unwrap();
    assert!(variance > squares / 31.0 / 31.0 && variance < 4.0 * squares / 31.0 / 31.0, "{variance} {squares}");
}

#[test]
fn sanctions_in_force_are_read_by_year() {
    let test = "sanctions_in_force_are_read_by_year";
    let Some(path) = shared(test, "data/triangle/gsdb_v4_triangle_plus_UN_EU.csv") else { return };
    let files = MemoryFiles(vec![file("s.csv", &path)]);
    let body = "source = \"in force\"\nfiles = [\"s.csv\"]\nobserved = [\"1950..2023\"]\ncolumns = { a = \"sanctioning_state\", b = \"sanctioned_state\", kind = [\"trade\", \"arms\", \"military\", \"financial\", \"travel\", \"other\"] }";
    let ledger = read(body, &files).unwrap();
    assert!(ledger.is_balanced());
    // 38 cases, of which 11 are by the United Nations or the European Union: no states, and said to be none.
    assert_eq!((ledger.rows_read, ledger.rows_accepted), (38, 27), "{:?}", ledger.rejected);
    assert_eq!(ledger.rejected[&Rejection::NotAState].count, 11);
    let dossier = Dossier::read(&dossier_with(body), &kind_names()).unwrap();
    let series = InstrumentSeries::new(&dossier.instruments[0], ledger, &dossier).unwrap();
    let at = |side: usize, year: &str| {
        let period = (0..series.calendar.len()).find(|i| series.calendar.label(*i) == year).unwrap();
        match series.side(dossier.sides()[side], &[]).readings[period].observation {
            Observation::Score(v) => v,
            other => panic!("{year}: {other:?}"),
        }
    };
    // Nothing between Iran and Russia is an observed zero.
    assert_eq!(at(0, "2010"), 0.0);
    assert_eq!(at(1, "1970"), 0.0);
    // By hand: 1980, two cases with three kinds; 2012, four cases with six; 2015, two cases with four, one each way.
    for (side, year, kinds) in [(1, "1980", 3.0_f64), (1, "2012", 6.0), (2, "2010", 0.0), (2, "2015", 4.0)] {
        assert!((at(side, year) + kinds.ln_1p()).abs() < 1e-12, "{year}");
    }
    assert!(!series.is_of_events());
}

#[test]
fn the_phoenix_sample_is_accounted_for_row_by_row() {
    let test = "the_phoenix_sample_is_accounted_for_row_by_row";
    let Some(path) = shared(test, "data/phoenix/samplePhox_older.csv.gz") else { return };
    let files = MemoryFiles(vec![file("phoenix.csv", &path)]);
    let ledger = read("source = \"phoenix\"\nfiles = [\"phoenix.csv\"]", &files).unwrap();
    assert!(ledger.is_balanced());
    assert_eq!(ledger.rows_read, 5_000);
    // Two rows have a blank instead of a code; all others have a code of CAMEO with its leading zero.
    assert_eq!(ledger.rejected[&Rejection::UnknownCode].count, 2);
    assert!(ledger.rows_accepted > 1_000, "{}", ledger.rows_accepted);
    assert!(ledger.events.iter().any(|e| e.code.text() == "010"));
    assert!(ledger.design_effect.is_some());
}

#[test]
fn polecat_rows_become_events_of_plover_types_and_what_was_decided_is_said() {
    let header = "Event ID\tEvent Date\tEvent Type\tEvent Mode\tIntensity\tActor Name\tActor Country\tActor COW\tRecipient Name\tRecipient Country\tRecipient COW";
    let rows = [
        "a_1\t2021-03-01\tACCUSE\tallege\t-2.0\tIran\tIRN\t630\tUnited States\tUSA\t2",
        "a_2\t2021-03-01\tPROTEST\tdance\t-6\tIran; Iraq\tIRN; IRQ\t630; 645\tUnited States\tUSA\t2",
        "a_3\t2021-03-02\tFROWN\tNone\t-2.0\tIran\tIRN\t630\tUnited States\tUSA\t2",
        "a_4\t2021-03-02\tAID\tNone\t7\tUN\tIGO\tNone\tIran\tIRN\t630",
        "a_5\t2021-03-02\tAID\tNone\t7\tIran\tIRN\t630\tNone\tNone\tNone",
        "a_6\t2021-03-02\tAID",
        "a_1\t2021-03-01\tACCUSE\tallege\t-2.0\tIran\tIRN\t630\tUnited States\tUSA\t2",
    ];
    let text = format!("{header}\n{}\n", rows.join("\n"));
    let files = MemoryFiles(vec![("ngecEvents.txt".to_owned(), text.into_bytes())]);
    let ledger = read("source = \"polecat\"\nfiles = [\"ngecEvents.txt\"]", &files).unwrap();
    assert!(ledger.is_balanced());
    assert_eq!((ledger.rows_read, ledger.rows_accepted), (7, 2));
    assert_eq!(ledger.removed[&Removal::SameRowAgain].count, 1);
    for (reason, n) in [
        (Rejection::UnknownCode, 1),
        (Rejection::NotAState, 1),
        (Rejection::TooFewColumns, 1),
        (Rejection::EmptyActor, 1),
    ] {
        assert_eq!(ledger.rejected[&reason].count, n, "{}", reason.words());
    }
    let codes: Vec<&str> = ledger.events.iter().map(|e| e.code.text()).collect();
    assert_eq!(codes, ["ACCUSE/allege", "PROTEST"]);
    assert!(
        ledger.cautions.iter().any(|c| c.starts_with("1 of 7 rows") && c.contains("several actors")),
        "{:?}",
        ledger.cautions
    );
}

#[test]
fn a_table_by_its_mapping_gives_the_ledger_of_the_reader_that_was_made_for_it() {
    let test = "a_table_by_its_mapping_gives_the_ledger_of_the_reader_that_was_made_for_it";
    let Some(path) = shared(test, "data/icews/icews14-named-quads.tsv.gz") else { return };
    let files = MemoryFiles(vec![file("named.tsv", &path)]);
    let own = read("source = \"icews by name\"\nfiles = [\"named.tsv\"]", &files).unwrap();
    let mapped = read(
        "source = \"table\"\nfiles = [\"named.tsv\"]\nontology = \"cameo\"\ncoding = \"icews names\"\nseparator = \"tab\"\ncolumns = { initiator = \"s\", target = \"o\", text = \"r\" }",
        &files,
    )
    .unwrap();
    assert!(mapped.is_balanced());
    assert_eq!(mapped.rows_read, 90_730);
    assert_eq!(mapped.events, own.events);
    assert_eq!((&mapped.rejected, mapped.design_effect), (&own.rejected, own.design_effect));
}

#[test]
fn gdelt_by_number_of_column_gives_the_ledger_of_its_reader() {
    let test = "gdelt_by_number_of_column_gives_the_ledger_of_its_reader";
    let Some(path) = shared(test, "data/gdelt/20180326044500.export.CSV") else { return };
    let files = MemoryFiles(vec![file("gdelt.csv", &path)]);
    let own = read("source = \"gdelt\"\nfiles = [\"gdelt.csv\"]", &files).unwrap();
    let mapped = read(
        "source = \"table\"\nfiles = [\"gdelt.csv\"]\nontology = \"cameo\"\ncoding = \"cameo\"\nseparator = \"tab\"\nheader = false\ncolumns = { id = \"1\", date = \"2\", initiator = \"8\", target = \"18\", code = \"27\" }",
        &files,
    )
    .unwrap();
    assert!(mapped.is_balanced() && mapped.rows_read == own.rows_read);
    // By the column of countries alone, which shortens chains: what repeats what is told otherwise, and nothing else.
    let events = |ledger: &Ledger| -> Vec<_> {
        ledger.events.iter().map(|e| (e.day, e.initiator, e.target, e.code, e.count, e.line)).collect()
    };
    assert!(!own.events.is_empty());
    assert_eq!(events(&mapped), events(&own));
}

#[test]
fn a_file_of_another_known_layout_is_a_complaint_that_names_it() {
    let row = "950101\tIRN\tRUS\t064\t(GRANT PRIVILEGE)\tSIGNED\n";
    let named = "date\ts\tr\to\n2014-01-04\tIran\tMake a visit\tRussia\n";
    for (declared, text, found) in [
        ("source = \"keds\"\nontology = \"cameo\"", named, "icews by name"),
        ("source = \"icews\"", named, "icews by name"),
        ("source = \"gdelt\"", row, "keds"),
        ("source = \"phoenix\"", "date,initiator,target,code,count\n1998-03,IRN,RUS,010,7\n", "counted"),
    ] {
        let files = MemoryFiles(vec![("a.txt".to_owned(), text.as_bytes().to_vec())]);
        let complaints = read(&format!("{declared}\nfiles = [\"a.txt\"]"), &files).unwrap_err();
        assert_eq!(complaints.len(), 1, "{complaints:?}");
        assert!(complaints[0].message.contains("not of the declared layout"), "{complaints:?}");
        assert!(complaints[0].help.contains(&format!("declare source = \"{found}\"")), "{complaints:?}");
    }
}

#[test]
fn keys_of_tables_are_checked_with_the_dossier() {
    let files =
        MemoryFiles(vec![("a.csv".to_owned(), b"date,initiator,target,code\n1998-03-01,IRN,RUS,010\n".to_vec())]);
    let wrong = |keys: &str| -> Vec<String> {
        let dossier = Dossier::read(&dossier_with(&format!("files = [\"a.csv\"]\n{keys}")), &kind_names());
        dossier.unwrap_err().into_iter().map(|c| c.message).collect()
    };
    assert!(wrong("source = \"icews\"\nseparator = \"tab\"")[0].contains("means nothing to the source"));
    let missing = wrong("source = \"table\"");
    assert!(missing.iter().any(|m| m.contains("`ontology`")) && missing.iter().any(|m| m.contains("`coding`")));
    let scored = wrong("source = \"polecat\"\nmeasure = \"score sum\"");
    assert!(scored.iter().any(|m| m.contains("PLOVER types have no scores")), "{scored:?}");
    let ledger =
        read("source = \"table\"\nfiles = [\"a.csv\"]\nontology = \"cameo\"\ncoding = \"iso3\"", &files).unwrap();
    assert_eq!(ledger.rows_accepted, 1);
}
