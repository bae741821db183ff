//! Broken dossiers and broken files: always a complaint with a place and a remedy, or counted rejections;
//! never a panic, never a lost row.

use crate::support::{dossier_with, run};
use std::io::{self, Read};
use tertius::claims::kind_names;
use tertius::dossier::{Complaint, Dossier, Files, MemoryFiles};
use tertius::events::{Ledger, Rejection, read};
use tertius::progress::Quiet;

pub(crate) const GOOD: &str = r#"
[triangle]
pair = ["IRN", "RUS"]
third = "USA"
[[instrument]]
name = "events"
source = "counted"
ontology = "quad"
files = ["e.csv"]
"#;

pub(crate) fn complaints(text: &str) -> Vec<Complaint> {
    Dossier::read(text, &kind_names()).err().unwrap_or_default()
}

#[test]
fn the_good_dossier_is_good() {
    assert_eq!(complaints(GOOD), []);
}

/// What is wrong, the dossier, words of the message, the underlined text, words of the help.
pub(crate) type Broken = (&'static str, String, &'static str, &'static str, &'static str);

fn broken() -> Vec<Broken> {
    let with = |a: &str, b: &str| {
        assert!(GOOD.contains(a), "{a}");
        GOOD.replace(a, b)
    };
    let plus = |more: &str| format!("{GOOD}{more}");
    vec![
        ("not TOML", "pair = [".into(), "not TOML", "", "mend this place"),
        ("an open quote", with("\"USA\"", "\"USA"), "not TOML", "", "mend"),
        ("a key twice", with("third = \"USA\"", "third = \"USA\"\nthird = \"CHN\""), "not TOML", "", "mend"),
        ("nothing at all", String::new(), "needs `[triangle]`", "", "pair"),
        (
            "no instrument",
            GOOD[..GOOD.find("[[instrument]]").unwrap()].to_owned(),
            "needs `[[instrument]]`",
            "",
            "measures",
        ),
        ("a misspelt key", with("third", "thrid"), "no key `thrid`", "thrid", "did you mean `third`?"),
        (
            "a misspelt table",
            with("[[instrument]]", "[[instrumnet]]"),
            "no key `instrumnet`",
            "instrumnet",
            "did you mean `instrument`?",
        ),
        ("an unknown state", with("\"RUS\"", "\"RUSSIA\""), "no state is known as \"RUSSIA\"", "\"RUSSIA\"", "\"RUS\""),
        ("an empty state", with("\"RUS\"", "\"\""), "no state is known", "\"\"", ""),
        (
            "the third in the pair",
            with("\"USA\"", "\"IRN\""),
            "the third is also a member of the pair",
            "\"IRN\"",
            "three different states",
        ),
        (
            "a pair of one",
            with("[\"IRN\", \"RUS\"]", "[\"IRN\", \"IRN\"]"),
            "no relation with itself",
            "\"IRN\"",
            "two different",
        ),
        (
            "a pair of three",
            with("[\"IRN\", \"RUS\"]", "[\"IRN\", \"RUS\", \"CHN\"]"),
            "names 3 states",
            "",
            "for instance",
        ),
        ("a number for a state", with("third = \"USA\"", "third = 2"), "must be a text", "2", "text in quotes"),
        (
            "30 February",
            with("third = \"USA\"", "third = \"USA\"\nfrom = \"2014-02-30\""),
            "is not a date",
            "\"2014-02-30\"",
            "2014-03-08",
        ),
        (
            "month 13",
            with("third = \"USA\"", "third = \"USA\"\nfrom = \"2014-13\""),
            "is not a date",
            "\"2014-13\"",
            "",
        ),
        (
            "backwards in time",
            with("third = \"USA\"", "third = \"USA\"\nfrom = \"2015\"\nto = \"2014\""),
            "ends before it begins",
            "\"2014\"",
            "exchange",
        ),
        (
            "an unknown period",
            with("third = \"USA\"", "third = \"USA\"\nperiod = \"fortnight\""),
            "`period` does not know",
            "\"fortnight\"",
            "\"week\"",
        ),
        (
            "an unknown source",
            with("\"counted\"", "\"icwes\""),
            "`source` does not know",
            "\"icwes\"",
            "did you mean \"icews\"",
        ),
        ("an unknown ontology", with("\"quad\"", "\"copdab\""), "`ontology` does not know", "\"copdab\"", "\"cameo\""),
        ("no ontology", with("ontology = \"quad\"\n", ""), "needs `ontology`", "", "weis"),
        ("no files", with("files = [\"e.csv\"]\n", ""), "needs `files`", "", "files ="),
        ("files that are numbers", with("[\"e.csv\"]", "[1, 2]"), "must be a list of texts", "1", ""),
        ("scores of quad classes", plus("measure = \"score sum\"\n"), "quad classes have no scores", "", "balance"),
        ("a level of events", plus("measure = \"level\"\n"), "does not fit", "", "is measured by"),
        (
            "another ontology's scale",
            with("ontology = \"quad\"", "ontology = \"weis\"\nscale = \"CAMEO-Goldstein (GDELT)\""),
            "scores CAMEO codes",
            "",
            "fits",
        ),
        ("a design effect below one", plus("design_effect = 0.5\n"), "design effect", "0.5", "1 or more"),
        ("an infinite design effect", plus("design_effect = inf\n"), "finite number", "inf", ""),
        ("observed backwards", plus("observed = [\"2015..2014\"]\n"), "ends before", "\"2015..2014\"", "earlier"),
        ("observed twice", plus("observed = [\"2014\", \"2014-06..2015\"]\n"), "overlap", "", "join"),
        (
            "two instruments of one name",
            plus("[[instrument]]\nname = \"events\"\nsource = \"counted\"\nontology = \"quad\"\nfiles = [\"f.csv\"]\n"),
            "two instruments are named",
            "",
            "own name",
        ),
        (
            "contradicting episodes",
            plus(
                "[[episode]]\nname = \"a\"\nfrom = \"2009\"\nto = \"2012\"\nexpect = { relation = \"USA-RUS\", direction = \"warming\" }\n[[episode]]\nname = \"b\"\nfrom = \"2011\"\nto = \"2014\"\nexpect = { relation = \"RUS-USA\", direction = \"cooling\" }\n",
            ),
            "overlap and expect opposite things",
            "\"2011\"",
            "end the first",
        ),
        (
            "an episode outside the triangle",
            plus(
                "[[episode]]\nname = \"a\"\nfrom = \"2009\"\nto = \"2012\"\nexpect = { relation = \"USA-CHN\", direction = \"warming\" }\n",
            ),
            "not a side of this triangle",
            "\"USA-CHN\"",
            "IRN",
        ),
        (
            "an unknown kind of claim",
            plus(
                "[[claim]]\nkind = \"third party response\"\nsays = \"x\"\ndriver = \"USA-RUS\"\ndirection = \"opposite\"\n",
            ),
            "no kind of claim",
            "\"third party response\"",
            "did you mean \"third-party response\"",
        ),
        (
            "a claim that the pair drives itself",
            plus(
                "[[claim]]\nkind = \"third-party response\"\nsays = \"x\"\ndriver = \"RUS-IRN\"\ndirection = \"opposite\"\n",
            ),
            "cannot drive itself",
            "\"RUS-IRN\"",
            "USA-",
        ),
        (
            "a claim without direction",
            plus("[[claim]]\nkind = \"third-party response\"\nsays = \"x\"\ndriver = \"USA-RUS\"\n"),
            "needs `direction`",
            "",
            "opposite",
        ),
        (
            "a side of three states",
            plus(
                "[[claim]]\nkind = \"third-party response\"\nsays = \"x\"\ndriver = \"USA-RUS-IRN\"\ndirection = \"same\"\n",
            ),
            "not a side",
            "",
            "IRN-RUS",
        ),
        (
            "an unknown instrument in a claim",
            plus(
                "[[claim]]\nkind = \"third-party response\"\nsays = \"x\"\ndriver = \"USA-RUS\"\ndirection = \"same\"\ninstrument = \"event\"\n",
            ),
            "no instrument is named",
            "\"event\"",
            "did you mean \"events\"",
        ),
        (
            "no effect is an effect",
            plus(
                "[[claim]]\nkind = \"third-party response\"\nsays = \"x\"\ndriver = \"USA-RUS\"\ndirection = \"same\"\nsmallest_effect = 0\n",
            ),
            "above 0",
            "0",
            "0.2",
        ),
        ("lags out of range", plus("[settings]\nlags = 99\n"), "outside 1 to 24", "99", ""),
        ("a negative seed", plus("[settings]\nseed = -1\n"), "whole number", "-1", ""),
        (
            "the third as its own ally",
            with("third = \"USA\"", "third = \"USA\"\nallies = [\"USA\"]"),
            "part of the triangle",
            "\"USA\"",
            "leave it out",
        ),
        (
            "a byte order mark and CRLF with a misspelt key",
            format!("\u{feff}{}", GOOD.replace('\n', "\r\n").replace("third", "thrid")),
            "no key `thrid`",
            "thrid",
            "third",
        ),
    ]
}

#[test]
fn every_broken_dossier_gets_a_complaint_with_place_and_remedy() {
    let all = broken();
    assert!(all.len() >= 30);
    each_gets_its_complaint(all);
}

/// Looks each broken dossier's complaint up: the words of its message and help, and what is underlined.
pub(crate) fn each_gets_its_complaint(all: Vec<Broken>) {
    for (what, text, message, underlined, help) in all {
        let found = complaints(&text);
        let hit = found.iter().find(|c| c.message.contains(message) && c.help.contains(help));
        let Some(c) = hit else { panic!("{what}: wanted \"{message}\" / \"{help}\", found {found:#?}") };
        assert!(!c.help.is_empty() && c.span.start <= text.len(), "{what}: {c:?}");
        if !underlined.is_empty() {
            assert_eq!(text.get(c.span.clone()), Some(underlined), "{what}");
        }
    }
}

#[test]
fn all_complaints_come_at_once() {
    let text = GOOD
        .replace("third = \"USA\"", "third = \"USSA\"\nperiod = \"moon\"\nfrmo = \"2014\"")
        .replace("\"counted\"", "\"counting\"");
    let found = complaints(&text);
    assert!(found.len() >= 4, "{found:#?}");
    assert!(found.windows(2).all(|w| w[0].span.start <= w[1].span.start), "in the order of the file");
}

pub(crate) fn ledger(body: &str, bytes: &[u8]) -> Result<Ledger, Vec<Complaint>> {
    let dossier =
        Dossier::read(&dossier_with(&format!("files = [\"e.csv\"]\n{body}")), &kind_names()).expect("a sound dossier");
    read(&dossier.instruments[0], &MemoryFiles(vec![("e.csv".into(), bytes.to_vec())]), &Quiet)
}

const COUNTED: &str = "source = \"counted\"\nontology = \"quad\"";
const HEADER: &str = "date,initiator,target,code,count\n";

#[test]
fn broken_rows_are_counted_by_reason_and_none_is_lost() {
    let rows: Vec<(Vec<u8>, Option<Rejection>)> = vec![
        (b"2014-01,IRN,RUS,verbal-cooperation,3".to_vec(), None),
        (b"2014-02-30,IRN,RUS,verbal-cooperation,3".to_vec(), Some(Rejection::NoSuchDate)),
        (b",IRN,RUS,verbal-cooperation,3".to_vec(), Some(Rejection::NoSuchDate)),
        (b"2014-01,IRN,RUS,verbal-cooperation".to_vec(), Some(Rejection::TooFewColumns)),
        (b"2014-01,IRN,RUS,verbal-cooperation,3,4".to_vec(), Some(Rejection::TooManyColumns)),
        (b"2014-01,IRN,RUS,verbal-cooperation,-3".to_vec(), Some(Rejection::NotANumber)),
        (b"2014-01,IRN,RUS,verbal-cooperation,1e3".to_vec(), Some(Rejection::NotANumber)),
        (b"2014-01,IRN,RUS,verbal-cooperation,NaN".to_vec(), Some(Rejection::NotANumber)),
        (b"2014-01,IRN,RUS,friendship,3".to_vec(), Some(Rejection::UnknownCode)),
        (b"2014-01,Iran,RUS,verbal-cooperation,3".to_vec(), Some(Rejection::UnknownActor)),
        (b"2014-01,,RUS,verbal-cooperation,3".to_vec(), Some(Rejection::EmptyActor)),
        (b"2014-01,IRN,IRN,verbal-cooperation,3".to_vec(), Some(Rejection::Domestic)),
        (b"2014-01,DDR,RUS,verbal-cooperation,3".to_vec(), Some(Rejection::StateNotThen)),
        (b"2014-01,\"IRN,RUS,verbal-cooperation,3".to_vec(), Some(Rejection::OpenQuote)),
        (b"2014-01,IR\xCDN,RUS,verbal-cooperation,3".to_vec(), Some(Rejection::NotUtf8)),
        (vec![b'x'; 3 << 20], Some(Rejection::LineTooLong)),
        (b"\0\0\0\0".to_vec(), Some(Rejection::TooFewColumns)),
    ];
    for line_end in ["\n", "\r\n"] {
        let mut bytes = HEADER.trim_end().as_bytes().to_vec();
        bytes.extend_from_slice(line_end.as_bytes());
        for (row, _) in &rows {
            bytes.extend_from_slice(row);
            bytes.extend_from_slice(line_end.as_bytes());
        }
        let ledger = ledger(COUNTED, &bytes).expect("one row is usable");
        assert_eq!(ledger.rows_read, rows.len() as u64);
        assert!(ledger.is_balanced());
        assert_eq!(ledger.rows_accepted, 1);
        for (_, reason) in &rows {
            let Some(reason) = reason else { continue };
            let same = rows.iter().filter(|(_, r)| r.as_ref() == Some(reason)).count() as u64;
            assert_eq!(ledger.rejected[reason].count, same, "{}", reason.words());
        }
        let place = &ledger.rejected[&Rejection::NoSuchDate].first;
        assert_eq!((place.line, place.column), (3, 1));
    }
}

#[test]
fn files_that_are_no_tables_get_a_complaint() {
    for (what, body, bytes, message) in [
        ("empty", COUNTED, &b""[..], "not one of the 0 rows"),
        ("header only", COUNTED, HEADER.as_bytes(), "not one of the 0 rows"),
        ("wrong columns", COUNTED, b"day,a,b,c,n\n1,2,3,4,5\n", "no column \"date\""),
        ("binary", COUNTED, b"\x7fELF\x00\x00\n\x01\x02", "bytes that no text has"),
        ("Latin-1 header", COUNTED, b"d\xe9te,initiator,target,code,count\n", "not UTF-8"),
        ("tabs for commas", COUNTED, b"date\tinitiator\ttarget\tcode\tcount\n", "no column"),
        (
            "only unknown states",
            COUNTED,
            b"date,initiator,target,code,count\n2014-01,XXX,YYY,conflict,1\n",
            "not one of the 1 rows",
        ),
        ("ICEWS without header", "source = \"icews\"", b"1\t2018-10-04\tIran\n", "no column \"Event ID\""),
        ("ICEWS by name as ICEWS", "source = \"icews\"", b"set\tsplit\tdate\ts\tr\to\n", "no column"),
        (
            "an indicator as events",
            "source = \"counted\"\nontology = \"quad\"",
            b"date,a,b,value\n2014,IRN,RUS,0.5\n",
            "no column \"initiator\"",
        ),
        (
            "events as an indicator",
            "source = \"indicator\"",
            b"date,initiator,target,code,count\n2014-01,IRN,RUS,conflict,1\n",
            "no column \"a\"",
        ),
        ("KEDS without columns", "source = \"keds\"\nontology = \"weis\"", b"hello\nworld\n", "no column \"date\""),
        ("one line without end", COUNTED, &[b'x'; 2 << 20][..], "longer than a million bytes"),
    ] {
        let found = ledger(body, bytes).err().unwrap_or_else(|| panic!("{what}: no complaint"));
        assert!(found.iter().any(|c| c.message.contains(message) && !c.help.is_empty()), "{what}: {found:#?}");
    }
}

#[test]
fn a_file_that_matches_nothing_is_underlined() {
    let text = dossier_with("source = \"counted\"\nontology = \"quad\"\nfiles = [\"nothing/*.csv\"]");
    let found = run(&text, &MemoryFiles::default()).unwrap_err();
    assert_eq!(text.get(found[0].span.clone()), Some("\"nothing/*.csv\""));
}

/// One usable row, then one line of a gigabyte that is made while it is read, then another usable row.
struct OneLongLine;

impl Files for OneLongLine {
    fn matching(&self, _: &str) -> io::Result<Vec<String>> {
        Ok(vec!["long.csv".to_owned()])
    }

    fn open(&self, _: &str) -> io::Result<Box<dyn Read + Send + '_>> {
        let before = "date,initiator,target,code,count\n2014-01,IRN,RUS,conflict,3\n".as_bytes();
        let after = "\n2014-02,IRN,RUS,conflict,3\n".as_bytes();
        Ok(Box::new(before.chain(io::repeat(b'x').take(1 << 30)).chain(after)))
    }
}

#[test]
fn a_line_of_a_gigabyte_is_one_rejected_row() {
    let text = dossier_with(&format!("files = [\"long.csv\"]\n{COUNTED}"));
    let dossier = Dossier::read(&text, &kind_names()).expect("a sound dossier");
    let ledger = read(&dossier.instruments[0], &OneLongLine, &Quiet).expect("two rows are usable");
    assert_eq!((ledger.rows_read, ledger.rows_accepted), (3, 2));
    assert_eq!(ledger.rejected[&Rejection::LineTooLong].first.line, 3);
    assert!(ledger.files[0].bytes > 1 << 30, "all bytes are in the checksum");
}

#[test]
fn a_truncated_file_loses_only_its_last_row_and_says_so() {
    let bytes = format!("{HEADER}2014-01,IRN,RUS,conflict,3\n2014-02,IRN,RUS,confl");
    let ledger = ledger(COUNTED, bytes.as_bytes()).unwrap();
    assert_eq!((ledger.rows_read, ledger.rows_accepted, ledger.rows_rejected()), (2, 1, 1));
}

#[test]
fn one_yearly_row_does_not_make_a_monthly_table_yearly() {
    let rows = "2014-01,IRN,RUS,conflict,3\n2014-02,IRN,RUS,conflict,3\n";
    let found = ledger(COUNTED, format!("{HEADER}{rows}2014,IRN,RUS,conflict,3\n").as_bytes()).unwrap_err();
    assert!(found[0].message.contains("2 by month, 1 by year"), "{found:?}");
    assert_eq!(found[0].place.as_ref().map(|p| p.line), Some(4));
    // A row that cannot be used has no say.
    let ledger = ledger(COUNTED, format!("{HEADER}{rows}2014,XXX,RUS,conflict,3\n").as_bytes()).unwrap();
    assert_eq!(ledger.resolution.map(|r| r.word()), Some("month"));
}

#[test]
fn an_exposure_that_does_not_fit_the_events_is_a_complaint() {
    let text =
        dossier_with(&format!("files = [\"e.csv\"]\nexposure = \"x.csv\"\nmeasure = \"conflict rate\"\n{COUNTED}"));
    let dossier = Dossier::read(&text, &kind_names()).expect("a sound dossier");
    let with = |exposure: &str| {
        let events = format!("{HEADER}2014-01,IRN,RUS,conflict,3\n");
        let files = [("e.csv", events), ("x.csv", format!("date,state,count\n{exposure}"))];
        read(&dossier.instruments[0], &MemoryFiles(files.map(|(n, t)| (n.to_owned(), t.into_bytes())).to_vec()), &Quiet)
    };
    assert!(with("2014-01,IRN,9\n2014-01,RUS,9\n").is_ok());
    for (exposure, message) in [
        ("2014,IRN,9\n2014,RUS,9\n", "by year, the events are by month"),
        ("2014-01,IRN,9\n2014-01,RUS,2\n", "an exposure of 2"),
        ("2014-01,IRN,9\n", "an exposure of 0"),
        ("2014-01,IRN,18446744073709551615\n", "not believable"),
        ("2014-01,IRN,9\n2014-01,IRN,9\n", "a second row"),
        ("2014-01,IRN,many\n", "not a count"),
        ("2014-01,XXX,9\n", "no state"),
    ] {
        let found = with(exposure).err().unwrap_or_else(|| panic!("{exposure}: no complaint"));
        assert!(found.iter().any(|c| c.message.contains(message)), "{exposure}: {found:#?}");
    }
}

#[test]
fn a_byte_order_mark_is_not_part_of_the_first_column() {
    let bytes = format!("\u{feff}{HEADER}2014-01,IRN,RUS,conflict,3\n");
    assert_eq!(ledger(COUNTED, bytes.as_bytes()).unwrap().rows_accepted, 1);
}

#[test]
fn random_damage_never_loses_a_row() {
    // Every byte of a small file replaced in turn by a few hostile ones.
    let good = format!("{HEADER}2014-01,IRN,RUS,conflict,3\n2014-02,USA,RUS,verbal-conflict,1\n");
    for at in 0..good.len() {
        for byte in [0_u8, b'"', b',', b'\r', 0xff, b'9'] {
            let mut bytes = good.clone().into_bytes();
            bytes[at] = byte;
            if let Ok(ledger) = ledger(COUNTED, &bytes) {
                assert!(ledger.is_balanced(), "byte {at} as {byte}");
                assert!(ledger.rows_read <= 2);
            }
        }
    }
}
