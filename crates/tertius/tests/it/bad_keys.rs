//! Broken keys of instruments and terms: rates, fields, columns, measures in force, leaders. As in `bad_input`, each
//! gets a complaint with a place and a remedy, and no cell or case of a file is lost.

use crate::bad_input::{Broken, GOOD, complaints, each_gets_its_complaint, ledger};
use crate::support::{dossier_with, run};
use tertius::claims::kind_names;
use tertius::dossier::{Dossier, MemoryFiles};
use tertius::events::{Rejection, Removal};
use tertius::series::{InstrumentSeries, Observation};

fn broken() -> Vec<Broken> {
    let with = |a: &str, b: &str| {
        assert!(GOOD.contains(a), "{a}");
        GOOD.replace(a, b)
    };
    let plus = |more: &str| format!("{GOOD}{more}");
    vec![
        ("a share of duplicates of one", plus("duplicate_rate = 1\n"), "no share of rows", "1", "below 1"),
        ("a negative share of duplicates", plus("duplicate_rate = -0.1\n"), "no share of rows", "-0.1", "0 or more"),
        (
            "repeats stated twice",
            plus("duplicate_rate = 0.2\ndesign_effect = 1.5\n"),
            "the same thing twice",
            "0.2",
            "(1 + r) / (1 - r)",
        ),
        (
            "duplicates of an indicator",
            with("source = \"counted\"", "source = \"indicator\"\nduplicate_rate = 0.2"),
            "is about events",
            "0.2",
            "leave it out",
        ),
        ("a coder who guesses", plus("coder_error = 0.5\n"), "cannot be corrected", "0.5", "below 0.5"),
        (
            "coder error in a rate",
            plus("measure = \"conflict rate\"\ncoder_error = 0.1\n"),
            "corrected in balances",
            "0.1",
            "leave it out",
        ),
        ("arithmetical in words", plus("arithmetical = \"yes\"\n"), "must be true or false", "\"yes\"", "true"),
        ("an unknown field", plus("field = \"econmic\"\n"), "`field` does not know", "\"econmic\"", "\"economic\""),
        ("a field of quad classes", plus("field = \"economic\"\n"), "do not tell a field", "\"economic\"", "CAMEO"),
        (
            "a field that no code tells",
            with("ontology = \"quad\"", "ontology = \"cameo\"\nfield = \"nuclear\""),
            "do not tell the field \"nuclear\"",
            "\"nuclear\"",
            "\"military\"",
        ),
        (
            "columns of a producer's layout",
            plus("columns = { date = \"day\" }\n"),
            "are its producer's",
            "{ date = \"day\" }",
            "indicator",
        ),
        (
            "a misspelt column key",
            with("source = \"counted\"", "source = \"indicator\"\ncolumns = { dat = \"day\" }"),
            "no key `dat`",
            "dat",
            "did you mean `date`?",
        ),
        (
            "a directed column",
            with("source = \"counted\"", "source = \"indicator\"\ncolumns = { value = { \"USA>RUS\" = \"x\" } }"),
            "no direction",
            "\"USA>RUS\"",
            "hyphen",
        ),
        (
            "two columns of one dyad",
            with(
                "source = \"counted\"",
                "source = \"indicator\"\ncolumns = { value = { \"USA-RUS\" = \"x\", \"RUS-USA\" = \"y\" } }",
            ),
            "has two columns",
            "\"RUS-USA\"",
            "keep one",
        ),
        (
            "no dyad at all",
            with("source = \"counted\"", "source = \"indicator\"\ncolumns = { value = {} }"),
            "no dyad has a column",
            "{}",
            "USA_RUS",
        ),
        (
            "an error of no value",
            with(
                "source = \"counted\"",
                "source = \"indicator\"\ncolumns = { value = { \"USA-RUS\" = \"x\" }, se = { \"USA-IRN\" = \"y\" } }",
            ),
            "none of values",
            "\"y\"",
            "`value`",
        ),
        (
            "states of a wide table",
            with(
                "source = \"counted\"",
                "source = \"indicator\"\ncolumns = { a = \"s\", value = { \"USA-RUS\" = \"x\" } }",
            ),
            "`a` has no meaning",
            "\"s\"",
            "leave it out",
        ),
        (
            "totals of a level",
            with("source = \"counted\"", "source = \"indicator\"\ncolumns = { total_a = \"t\" }"),
            "belongs to the measure \"trade share\"",
            "\"t\"",
            "trade share",
        ),
        (
            "shares of a wide table",
            with(
                "source = \"counted\"",
                "source = \"indicator\"\nmeasure = \"trade share\"\ncolumns = { value = { \"USA-RUS\" = \"x\" } }",
            ),
            "needs one row per dyad",
            "",
            "total_a",
        ),
        (
            "a trade share of events",
            plus("measure = \"trade share\"\n"),
            "does not fit the source",
            "\"trade share\"",
            "is measured by",
        ),
        (
            "measures in force of unknown span",
            with("source = \"counted\"", "source = \"in force\""),
            "needs `observed`",
            "",
            "1950..2023",
        ),
        (
            "sanctions that warm",
            with("source = \"counted\"", "source = \"in force\"\nobserved = [\"1950..2000\"]\nup = \"is warmer\""),
            "`up` is fixed",
            "\"is warmer\"",
            "count as colder",
        ),
        (
            "repeats of an indicator",
            with("source = \"counted\"", "source = \"indicator\"\ndesign_effect = 2.0"),
            "`design_effect` is about events",
            "2.0",
            "leave it out",
        ),
        (
            "codes of an indicator",
            with("source = \"counted\"", "source = \"indicator\""),
            "`ontology` is about codes of events",
            "\"quad\"",
            "leave it out",
        ),
        (
            "silence of measures in force",
            with("source = \"counted\"", "source = \"in force\"\nobserved = [\"1950..2000\"]\nsilence = \"zero\""),
            "`silence` is about events",
            "\"zero\"",
            "leave it out",
        ),
        (
            "another ontology of ICEWS",
            with("source = \"counted\"", "source = \"icews\""),
            "`ontology` is fixed",
            "\"quad\"",
            "CAMEO",
        ),
        (
            "events upside down",
            plus("up = \"is colder\"\n"),
            "`up` is about indicators",
            "\"is colder\"",
            "leave it out",
        ),
        (
            "a balance of sanctions",
            with("source = \"counted\"", "source = \"in force\"\nobserved = [\"1950..2000\"]\nmeasure = \"balance\""),
            "does not fit the source \"in force\"",
            "\"balance\"",
            "in force",
        ),
        (
            "two presidents at once",
            plus(
                "[[term]]\nleader = \"A\"\nstate = \"USA\"\nfrom = \"2001-01-20\"\nto = \"2009-01-20\"\n[[term]]\nleader = \"B\"\nstate = \"USA\"\nfrom = \"2009-01-19\"\n",
            ),
            "in one office of United States at the same time",
            "\"2009-01-19\"",
            "end the first term",
        ),
        (
            "a term backwards",
            plus("[[term]]\nleader = \"A\"\nstate = \"USA\"\nfrom = \"2009\"\nto = \"2001\"\n"),
            "ends before it begins",
            "\"2001\"",
            "exchange",
        ),
        ("a term of nobody", plus("[[term]]\nstate = \"USA\"\nfrom = \"2009\"\n"), "needs `leader`", "", "leader ="),
        (
            "a term nowhere",
            plus("[[term]]\nleader = \"A\"\nstate = \"UTOPIA\"\nfrom = \"2009\"\n"),
            "no state is known",
            "\"UTOPIA\"",
            "",
        ),
    ]
}

#[test]
fn every_broken_key_gets_a_complaint_with_place_and_remedy() {
    assert_eq!(complaints(GOOD), []);
    each_gets_its_complaint(broken());
}

#[test]
fn terms_meet_on_a_day_and_may_have_no_end() {
    let text = format!(
        "{GOOD}[[term]]\nleader = \"B\"\nstate = \"IRN\"\noffice = \"president\"\nfrom = \"1997-08-03\"\n[[term]]\nleader = \"A\"\nstate = \"IRN\"\noffice = \"president\"\nfrom = \"1989-08\"\nto = \"1997-08-03\"\n[[term]]\nleader = \"C\"\nstate = \"IRN\"\noffice = \"supreme leader\"\nfrom = \"1989-06-04\"\n"
    );
    let terms = Dossier::read(&text, &kind_names()).expect("two offices, and one day that two terms share").terms;
    let found: Vec<(&str, bool)> = terms.iter().map(|t| (t.leader.as_str(), t.to.is_none())).collect();
    assert_eq!(found, [("A", false), ("B", true), ("C", true)], "by state, office and time");
}

#[test]
fn a_column_that_is_not_there_is_underlined_and_the_header_shown() {
    let wide = "source = \"indicator\"\ncolumns = { date = \"day\", value = { \"USA-RUS\" = \"USA_RUSS\" } }";
    let text = dossier_with(&format!("files = [\"e.csv\"]\n{wide}"));
    let found = ledger(wide, b"day,USA_RUS,USA_IRN\n2018-01-01,1,2\n").unwrap_err();
    assert_eq!(text.get(found[0].span.clone()), Some("\"USA_RUSS\""));
    assert!(found[0].help.contains("did you mean \"USA_RUS\"?") && found[0].help.contains("day, USA_RUS, USA_IRN"));
    let found = ledger("source = \"indicator\"", b"Date,from,to,score\n2018-01-01,IRN,RUS,2\n").unwrap_err();
    assert!(
        found[0].message.contains("no column \"a\"") && found[0].help.contains("Date, from, to, score"),
        "{found:?}"
    );
    assert!(found[0].help.contains("columns = { a = \"...\" }"), "{found:?}");
    let share = "source = \"indicator\"\nmeasure = \"trade share\"";
    let found = ledger(share, b"date,a,b,value\n2014,IRN,RUS,2\n").unwrap_err();
    assert!(found[0].message.contains("no column \"total_a\""), "{found:?}");
}

#[test]
fn cells_and_cases_are_all_accounted_for() {
    let wide = "source = \"indicator\"\ncolumns = { value = { \"USA-RUS\" = \"x\", \"USA-IRN\" = \"y\" } }";
    let ledger_of = ledger(wide, b"date,x,y\n2018-01-01,1,\n2018-13-01,1,2\n2018-01-02,NaN,2\n2018-01-03,1\n").unwrap();
    assert_eq!((ledger_of.rows_read, ledger_of.rows_accepted), (8, 2), "two cells a line");
    assert!(ledger_of.is_balanced());
    assert_eq!(ledger_of.removed[&Removal::EmptyCell].count, 1);
    assert_eq!(ledger_of.rejected[&Rejection::NoSuchDate].count, 2);
    assert_eq!(ledger_of.rejected[&Rejection::TooFewColumns].count, 2);

    let cases = "source = \"in force\"\nobserved = [\"1990..2000\"]";
    let rows = "a,b,begin,end,kind\nUSA,IRN,1995,1996,arms\nUSA,IRN,1996,1995,arms\nUSA,IRN,1980,1985,arms\nUSA,RUS,2001,,arms\nEU,IRN,1995,1996,arms\nUSA,USA,1995,,arms\nUSA,IRN,1995,,\nUSA,RUS,1999-05-04,,trade\n";
    let ledger_of = ledger(cases, rows.as_bytes()).unwrap();
    assert_eq!((ledger_of.rows_read, ledger_of.rows_accepted), (8, 2));
    assert!(ledger_of.is_balanced());
    assert_eq!(ledger_of.rejected[&Rejection::RunsBackwards].count, 1);
    assert_eq!(ledger_of.rejected[&Rejection::NoKind].count, 1);
    assert_eq!(ledger_of.removed[&Removal::OutsideObserved].count, 2);
    assert_eq!(ledger_of.in_force[1].span.to_string(), "1999-05-04 to 2000-12-31", "to the last declared day");
}

#[test]
fn a_date_counts_for_states_that_entered_or_left_in_it() {
    let rows = "date,a,b,value\n1993,USA,ERI,1\n1992,USA,ERI,1\n1990,DDR,USA,2\n1991,DDR,USA,2\n";
    let found = ledger("source = \"indicator\"", rows.as_bytes()).unwrap();
    assert_eq!((found.rows_accepted, found.rejected[&Rejection::StateNotThen].count), (2, 2));
    let cases = "source = \"in force\"\nobserved = [\"1980..2000\"]";
    let rows = "a,b,begin,end\nUSA,ERI,1970,1995\nUSA,ERI,1970,1992\nUSA,DDR,1960,1990\n";
    let found = ledger(cases, rows.as_bytes()).unwrap();
    assert_eq!((found.rows_accepted, found.rejected[&Rejection::StateNotThen].count), (2, 1));
}

#[test]
fn a_dyad_and_date_that_comes_again_is_no_second_reading() {
    let rows = "date,a,b,value,se\n2014,IRN,RUS,1,0.5\n2014,RUS,IRN,1,0.5\n2014,RUS,IRN,2,0.5\n2015,IRN,RUS,1,0.5\n";
    let found = ledger("source = \"indicator\"", rows.as_bytes()).unwrap();
    assert!(found.is_balanced());
    assert_eq!((found.rows_accepted, found.removed[&Removal::SameRowAgain].count), (3, 1));
    let said: Vec<&String> = found.cautions.iter().filter(|c| c.contains("another value")).collect();
    assert!(said.len() == 1 && said[0].starts_with("1 row(s)") && said[0].contains("e.csv, line 4"), "{said:?}");
    let text = dossier_with("source = \"indicator\"\nfiles = [\"e.csv\"]");
    let dossier = Dossier::read(&text, &kind_names()).expect("a sound dossier");
    let series = InstrumentSeries::new(&dossier.instruments[0], found, &dossier).expect("within the span");
    let readings = series.side(dossier.sides()[0], &[]).readings;
    assert_eq!((readings[0].observation, readings[0].variance), (Observation::Score(1.5), Some(0.25)));
    assert_eq!((readings[1].observation, readings[1].variance), (Observation::Score(1.0), Some(0.25)));
}

#[test]
fn one_coarse_date_among_measures_is_named() {
    let cases = "source = \"in force\"\nobserved = [\"1990..2000\"]";
    let rows = "a,b,begin,end\nUSA,IRN,1995-03-01,1996-04-05\nUSA,RUS,1995,1996-04-05\n";
    let found = ledger(cases, rows.as_bytes()).unwrap();
    let said: Vec<&String> = found.cautions.iter().filter(|c| c.contains("by year only")).collect();
    assert!(said.len() == 1 && said[0].starts_with("1 of 2") && said[0].contains("e.csv, line 3"), "{said:?}");
    let rows = "a,b,begin,end\nUSA,IRN,1995-03-01,1996-04-05\n";
    assert_eq!(ledger(cases, rows.as_bytes()).unwrap().cautions, Vec::<String>::new());
}

#[test]
fn the_trail_of_measures_in_force_ends_in_their_rows() {
    let text = dossier_with("source = \"in force\"\nobserved = [\"1990..2000\"]\nfiles = [\"e.csv\"]");
    let csv = "a,b,begin,end\nUSA,IRN,1985-03-01,1996-04-05\nUSA,CHN,1995-03-01,1996-04-05\n";
    let findings = run(&text, &MemoryFiles(vec![("e.csv".into(), csv.as_bytes().to_vec())])).expect("a sound dossier");
    let trail = tertius::report::trail(&findings, "test").expect("an instrument of that name");
    assert_eq!(trail.rows.len(), 1, "{:?}", trail.rows);
    let row = trail.rows[0].join("|");
    assert_eq!(row, "1990-01|1985-03-01|USA|IRN||in force to 1996-04-05|1|e.csv|2");
}
