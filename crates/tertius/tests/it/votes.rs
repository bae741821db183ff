//! Votes and ideal points through the readers: on the producer's tables against numbers computed elsewhere, and on
//! small tables whose answer can be worked out by hand.

use crate::shared_data::{self, shared};
use crate::support::{dossier_with, file};
use std::collections::BTreeMap;
use tertius::actors::{StateId, state};
use tertius::claims::{self, kind_names};
use tertius::dossier::{
    Complaint, Dossier, Dyad, Files, Measure, MemoryFiles, Side, VoteChoices, VoteDistance, VotesBy,
};
use tertius::events::{self, ByState, Ledger, Rejection, Removal, RollCalls};
use tertius::progress::Quiet;
use tertius::series::vote_readings;

/// What an exact match of means and ratios of the same counts allows.
const SAME_COUNTS: f64 = 1e-12;

fn id(code: &str) -> StateId {
    state(code).expect("a state of the table")
}

fn dyad(a: &str, b: &str) -> Dyad {
    Dyad::new(id(a), id(b)).expect("two states")
}

fn read(instrument: &str, files: &dyn Files) -> Result<Ledger, Vec<Complaint>> {
    let dossier = Dossier::read(&dossier_with(instrument), &kind_names())?;
    events::read(&dossier.instruments[0], files, &Quiet)
}

fn roll_calls(ledger: &Ledger) -> &RollCalls {
    let ByState::RollCalls(calls) = &ledger.by_state else { panic!("roll calls") };
    calls
}

/// The producer's three tables, or `None` after a skip.
fn producers(test: &str) -> Option<MemoryFiles> {
    let names = ["un_votes.csv.gz", "un_roll_calls.csv.gz", "un_roll_call_issues.csv"];
    let paths: Option<Vec<_>> = names.iter().map(|n| shared(test, &format!("data/un/{n}"))).collect();
    Some(MemoryFiles(paths?.iter().zip(names).map(|(p, n)| file(n.trim_end_matches(".gz"), p)).collect()))
}

const PRODUCERS: &str = "source = \"roll calls\"\nfiles = [\"un_*.csv\"]\n";

#[test]
fn agreement_s_kappa_and_pi_equal_the_reference() {
    let test = "agreement_s_kappa_and_pi_equal_the_reference";
    let (Some(files), Some(path)) = (producers(test), shared(test, "reference/un/agreement_kappa_session.csv")) else {
        return;
    };
    // The reference ends with 2019; the producer's file has one roll call of January 2020.
    let ledger = read(&format!("{PRODUCERS}observed = [\"1946..2019\"]"), &files).unwrap();
    assert!(ledger.is_balanced());
    let calls = roll_calls(&ledger);
    let text = shared_data::text(&path);
    let mut lines = text.lines().map(|l| l.split(',').map(|f| f.trim_matches('"')).collect::<Vec<_>>());
    let header = lines.next().expect("a header");
    let measures = [
        ("agree", Measure::Agreement, VoteDistance::Absolute),
        ("exact", Measure::Agreement, VoteDistance::Nominal),
        ("S", Measure::S, VoteDistance::Absolute),
        ("Ssq", Measure::S, VoteDistance::Squared),
        ("kapAbs", Measure::Kappa, VoteDistance::Absolute),
        ("piAbs", Measure::Pi, VoteDistance::Absolute),
        ("kapSq", Measure::Kappa, VoteDistance::Squared),
        ("piSq", Measure::Pi, VoteDistance::Squared),
        ("kapNom", Measure::Kappa, VoteDistance::Nominal),
        ("piNom", Measure::Pi, VoteDistance::Nominal),
    ];
    let rows: Vec<Vec<&str>> = lines.collect();
    let (mut compared, mut largest) = (0, 0.0_f64);
    for (column, measure, distance) in measures {
        let at = header.iter().position(|h| *h == column).expect("a column");
        let mut ours = BTreeMap::new();
        for pair in ["USA-RUS", "RUS-IRN", "USA-IRN"] {
            let (a, b) = pair.split_once('-').expect("two states");
            let choices = VoteChoices { distance, ..VoteChoices::default() };
            for r in vote_readings(calls, dyad(a, b), measure, choices).0 {
                ours.insert((pair, r.year.to_string()), r);
            }
        }
        for row in &rows {
            let r = ours.get(&(row[0], row[2].to_owned())).map(|r| (r.value, r.n));
            match row[at].parse::<f64>() {
                Ok(theirs) if theirs.is_finite() => {
                    let (value, n) = r.unwrap_or_else(|| panic!("{column} {row:?}"));
                    assert_eq!(n.to_string(), row[3], "{row:?}");
                    largest = largest.max((value - theirs).abs());
                    compared += 1;
                }
                _ => assert_eq!(r, None, "{column} {row:?}"),
            }
        }
        assert!(ours.values().all(|r| r.variance > 0.0 && r.variance.is_finite() && r.n_resolutions <= r.n));
    }
    println!("{compared} numbers, largest difference {largest:e}");
    assert!(largest <= SAME_COUNTS, "{largest:e}");
    assert!(compared >= 2_200, "{compared}");
}

#[test]
fn votes_equal_the_reference_state_by_state() {
    let test = "votes_equal_the_reference_state_by_state";
    let (Some(files), Some(path)) = (producers(test), shared(test, "reference/un/votes_10_countries.csv")) else {
        return;
    };
    let ledger = read(&format!("{PRODUCERS}observed = [\"1946..2019\"]"), &files).unwrap();
    let calls = roll_calls(&ledger);
    let states = ["USA", "GBR", "RUS", "IRN", "TUR", "SYR", "SAU", "IND", "ISR", "CHN"];
    let text = shared_data::text(&path);
    let mut theirs: BTreeMap<(u32, &str), &str> = BTreeMap::new();
    let mut not_unanimous = 0;
    for line in text.lines().skip(1) {
        let f: Vec<&str> = line.split(',').map(|t| t.trim_matches('"')).collect();
        if f[f.len() - 1] != "1" {
            continue;
        }
        not_unanimous += 1;
        for (state, vote) in states.iter().zip(&f[5..]) {
            if !vote.is_empty() && *vote != "NA" {
                theirs.insert((f[0].parse().expect("a number"), state), vote);
            }
        }
    }
    assert_eq!(calls.calls.len(), not_unanimous);
    let mut ours = BTreeMap::new();
    for (i, a) in states.iter().enumerate() {
        for b in &states[i + 1..] {
            for (call, vote_a, vote_b) in calls.both(id(a), id(b)) {
                ours.insert((call.number, *a), (vote_a.category() + 1).to_string());
                ours.insert((call.number, *b), (vote_b.category() + 1).to_string());
            }
        }
    }
    assert!(ours.iter().all(|((call, s), vote)| theirs.get(&(*call, *s)) == Some(&vote.as_str())));
    // What we do not have was cast before the state was one of its own: India to August 1947, Syria to April 1946.
    let mut missing: BTreeMap<&str, usize> = BTreeMap::new();
    for (call, s) in theirs.keys().filter(|k| !ours.contains_key(k)) {
        let day = calls.calls.iter().find(|c| c.number == *call).expect("a roll call").day.ymd();
        assert!(!id(s).state().existed(day), "{s} on {day:?}");
        *missing.entry(s).or_default() += 1;
    }
    println!("{} votes alike; missing {missing:?}", ours.len());
    assert!(ours.len() > 57_000 && missing.values().sum::<usize>() < 100, "{missing:?}");
}

#[test]
fn every_row_of_the_producers_tables_is_accounted_for() {
    let Some(files) = producers("every_row_of_the_producers_tables_is_accounted_for") else { return };
    for issue in ["", "issue = \"nuclear\""] {
        let ledger = read(&format!("{PRODUCERS}{issue}"), &files).unwrap();
        assert!(ledger.is_balanced());
        assert_eq!(ledger.rows_read, 870_109 + 6_203 + 5_745);
        // Zanzibar, which voted twice and is in no list of states.
        let unknown = ledger.rejected.get(&Rejection::UnknownActor).map_or(0, |t| t.count);
        assert!(unknown <= 2, "{:?}", ledger.unresolved);
        let not_then = ledger.rejected[&Rejection::StateNotThen].count;
        assert!(not_then < 9_000, "Ukraine and Belarus before they were states, and few others: {not_then}");
        let rules: Vec<&str> = ledger.removed.keys().map(|r| r.words()).collect();
        let all = ["everybody voted alike", "roll call on other issues"];
        assert_eq!(rules, all[..if issue.is_empty() { 1 } else { 2 }]);
    }
}

/// Six roll calls: on the first five everybody below votes; the sixth is unanimous. The two in the middle are parts of
/// one resolution.
const CALLS: &str = "rcid,session,date,unres\n1,74,2019-12-01,a\n2,74,2019-12-02,b\n3,74,2019-12-03,c\n4,74,2019-12-03,c\n5,74,2020-01-14,d\n6,74,2019-12-05,e\n";
const ISSUES: &str = "rcid,short_name,issue\n1,nu,Nuclear\n2,nu,Nuclear\n2,di,Arms\n5,me,Palestine\n";

/// Votes of three states on the six, `y`, `a`, `n`, or `-` for absence.
fn votes_csv(iran: &str, russia: &str, usa: &str) -> String {
    let mut csv = String::from("rcid,country,vote\n");
    for (state, votes) in [("Iran", iran), ("RUS", russia), ("United States", usa)] {
        for (i, vote) in votes.chars().enumerate() {
            let word = match vote {
                'y' => "yes",
                'a' => "abstain",
                'n' => "no",
                _ => continue,
            };
            csv.push_str(&format!("{}.0,{state},{word}\n", i + 1));
        }
    }
    csv
}

fn small(votes: String) -> MemoryFiles {
    let table = |name: &str, text: &str| (name.to_owned(), text.as_bytes().to_vec());
    MemoryFiles(vec![table("a-votes.csv", &votes), table("b-calls.csv", CALLS), table("c-issues.csv", ISSUES)])
}

const SMALL: &str = "source = \"roll calls\"\nfiles = [\"*.csv\"]\n";

#[test]
fn five_roll_calls_by_hand() {
    // Iran y y y n a, Russia y y a n n: distances 0 0 1/2 0 1/2, D = 1/5. The sixth is left out.
    let ledger = read(SMALL, &small(votes_csv("yyynay", "yyanny", "nnnyyy"))).unwrap();
    assert!(ledger.is_balanced());
    // A row of the table of roll calls and three votes.
    assert_eq!(ledger.removed[&Removal::Unanimous].count, 4);
    let calls = roll_calls(&ledger);
    let by_hand = [
        (Measure::Agreement, 4.0 / 5.0),
        (Measure::S, 3.0 / 5.0),
        // Own shares 3/5 1/5 1/5 and 2/5 1/5 2/5: E = 12/25; pooled 5/10 2/10 3/10: E = 23/50.
        (Measure::Kappa, 7.0 / 12.0),
        (Measure::Pi, 13.0 / 23.0),
    ];
    for (measure, value) in by_hand {
        let (readings, undefined) = vote_readings(calls, dyad("IRN", "RUS"), measure, VoteChoices::default());
        let [one] = readings[..] else { panic!("one session") };
        assert!((one.value - value).abs() <= SAME_COUNTS, "{measure:?}: {}", one.value);
        assert_eq!((one.year, one.n, one.n_resolutions, undefined.len()), (2019, 5, 4, 0));
        assert!(one.variance > 0.0);
    }
    // By the calendar, the fifth is of another year, and alone there: both say no, which leaves chance no distance.
    let files = small(votes_csv("yyynny", "yyanny", "nnnyyy"));
    let by_year = read(&format!("{SMALL}by = \"calendar year\"\nmeasure = \"pi\""), &files).unwrap();
    let choices = VoteChoices { by: VotesBy::CalendarYear, ..VoteChoices::default() };
    let (readings, undefined) = vote_readings(roll_calls(&by_year), dyad("IRN", "RUS"), Measure::Pi, choices);
    assert_eq!(readings.iter().map(|r| (r.year, r.n)).collect::<Vec<_>>(), [(2019, 4)]);
    assert_eq!(undefined.iter().map(|u| u.0).collect::<Vec<_>>(), [2020]);
}

#[test]
fn an_absent_state_has_no_vote_and_an_issue_takes_its_roll_calls_only() {
    let full = read(SMALL, &small(votes_csv("yyynay", "yyanny", "nnnyyy"))).unwrap();
    let absent = read(SMALL, &small(votes_csv("yy-nay", "yyan-y", "nnnyyy"))).unwrap();
    let n = |l: &Ledger, a, b| roll_calls(l).both(id(a), id(b)).count();
    assert_eq!((n(&full, "IRN", "RUS"), n(&absent, "IRN", "RUS"), n(&absent, "IRN", "USA")), (5, 3, 4));
    assert_eq!(n(&full, "IRN", "SYR"), 0, "a state that never voted");
    // Written absences are removed by name, and change nothing else.
    let mut csv = votes_csv("yy-nay", "yyan-y", "nnnyyy");
    csv.push_str("3,Iran,absent\n5,RUS,8\n");
    let written = read(SMALL, &small(csv)).unwrap();
    assert_eq!(written.removed[&Removal::NoVote].count, 2);
    assert_eq!(roll_calls(&written), roll_calls(&absent));
    let all = small(votes_csv("yyynay", "yyanny", "nnnyyy"));
    let text = dossier_with(&format!("{SMALL}issue = \"nuclear\""));
    let field = Dossier::read(&text, &kind_names()).unwrap().instruments[0].field;
    assert_eq!(field.map(|f| f.word()), Some("nuclear"), "the field follows from the issue");
    let nuclear = read(&format!("{SMALL}issue = \"nuclear\""), &all).unwrap();
    assert!(nuclear.is_balanced());
    assert_eq!(n(&nuclear, "IRN", "RUS"), 2);
    // Four roll calls with three votes each, and the rows of two other issues.
    assert_eq!(nuclear.removed[&Removal::OtherIssue].count, 4 + 12 + 2);
}

#[test]
fn the_order_of_rows_and_files_changes_nothing() {
    let votes = votes_csv("yyynay", "yyanny", "nnnyyy");
    let mut lines: Vec<&str> = votes.lines().collect();
    lines[1..].reverse();
    let MemoryFiles(mut turned) = small(lines.join("\n"));
    turned[0].0 = "z-votes.csv".to_owned();
    let (one, other) = (read(SMALL, &small(votes.clone())).unwrap(), read(SMALL, &MemoryFiles(turned)).unwrap());
    for measure in [Measure::Agreement, Measure::Pi] {
        let value = |l: &Ledger| {
            let all = vote_readings(roll_calls(l), dyad("RUS", "USA"), measure, VoteChoices::default()).0;
            all.iter().map(|r| (r.year, r.value, r.variance, r.n)).collect::<Vec<_>>()
        };
        assert_eq!(value(&one), value(&other));
        assert!(!value(&one).is_empty());
    }
    // A vote that comes again is removed, a vote on an unknown roll call or by nobody is rejected.
    let again = format!("{votes}1,Iran,no\n77,Iran,yes\n1,Atlantis,no\n2,Iran,maybe\n");
    let ledger = read(SMALL, &small(again)).unwrap();
    assert!(ledger.is_balanced());
    assert_eq!(ledger.removed[&Removal::SameRowAgain].count, 1);
    for reason in [Rejection::NoSuchRollCall, Rejection::UnknownActor, Rejection::NoSuchVote] {
        assert_eq!(ledger.rejected[&reason].count, 1, "{}", reason.words());
    }
    assert_eq!(roll_calls(&ledger), roll_calls(&one));
}

#[test]
fn what_is_missing_or_out_of_place_is_a_complaint() {
    let says = |instrument: &str, files: &MemoryFiles, message: &str| {
        let complaints = read(instrument, files).err().unwrap_or_default();
        assert!(complaints.iter().any(|c| c.message.contains(message)), "{instrument}: {complaints:#?}");
    };
    let all = small(votes_csv("yyynay", "yyanny", "nnnyyy"));
    let without = |name: &str| MemoryFiles(all.0.iter().filter(|(n, _)| n != name).cloned().collect());
    says(SMALL, &without("a-votes.csv"), "no usable table of votes");
    says(SMALL, &without("b-calls.csv"), "no usable table of roll calls");
    says(&format!("{SMALL}issue = \"nuclear\""), &without("c-issues.csv"), "no usable table of issues");
    says(&format!("{SMALL}issue = \"whaling\""), &all, "`issue` does not know \"whaling\"");
    says(&format!("{SMALL}measure = \"balance\""), &all, "does not fit the source \"roll calls\"");
    says(&format!("{SMALL}up = \"is colder\""), &all, "`up` is fixed");
    says(&format!("{SMALL}design_effect = 2.0"), &all, "`design_effect` is about events");
    says(&format!("{SMALL}field = \"nuclear\""), &all, "`field` is fixed");
    says(&format!("{SMALL}arithmetical = false"), &all, "places states on a line");
    let nobody = votes_csv("yyynay", "yyanny", "nnnyyy")
        .replace("Iran", "Atlantis")
        .replace("RUS", "QQQ")
        .replace("United States", "QQR");
    says(SMALL, &small(nobody), "not one vote");
    says("source = \"indicator\"\nfiles = [\"*.csv\"]\nissue = \"nuclear\"", &all, "`issue` is about votes");
    let events = "source = \"counted\"\nontology = \"quad\"\nmeasure = \"pi\"\nfiles = [\"*.csv\"]";
    says(events, &all, "does not fit");
    let none = MemoryFiles(vec![("x.csv".into(), b"date,a,b\n".to_vec())]);
    says(SMALL, &none, "is not of the declared layout \"roll calls\"");
}

const POINTS: &str = "ccode,session,IdealPointAll,Q5%All,Q95%All,iso3c\n630,74,-1.5,-1.7,-1.3,IRN\n365,74,0.5,0.1,0.9,RUS\n2,74,2.5,2.4,2.6,USA\n630,73,NA,1,2,IRN\n630,74,0,1,2,IRN\n2,73,1,2,1,USA\n999,74,1,0,2,XXX\n";

/// A dossier of two instruments, by year: readings of each side as tests and charts get them.
#[test]
fn votes_and_ideal_points_reach_the_sides() {
    let MemoryFiles(mut files) = small(votes_csv("yyynay", "yyanny", "nnnyyy"));
    files.push(("points.tab".into(), POINTS.as_bytes().to_vec()));
    let text = format!(
        "[triangle]\npair = [\"IRN\", \"RUS\"]\nthird = \"USA\"\nperiod = \"year\"\n[[instrument]]\nname = \"pi\"\nmeasure = \"pi\"\n{SMALL}[[instrument]]\nname = \"points\"\nsource = \"ideal points\"\nfiles = [\"points.tab\"]\n"
    );
    let dossier = Dossier::read(&text, &kind_names()).unwrap();
    let all = claims::read_series(&dossier, &MemoryFiles(files), &Quiet).unwrap();
    let pooled = |a, b| Side::Pooled(dyad(a, b));
    let side = |i: usize, a, b| all[i].side(pooled(a, b), &[]);
    let pi = side(0, "IRN", "RUS");
    assert_eq!(pi.values().len(), 1);
    assert!((pi.values()[0].unwrap() - 13.0 / 23.0).abs() <= SAME_COUNTS && pi.readings[0].variance.unwrap() > 0.0);
    assert_eq!((all[0].n_active(pooled("IRN", "RUS")), all[0].n_active(pooled("IRN", "TUR"))), (1, 0));
    // Up is warmer, so a distance of 2 reads -2.
    let points = side(1, "IRN", "RUS");
    assert_eq!(points.values(), [Some(-2.0)]);
    let sd = |width: f64| width / (2.0 * 1.644_853_626_951_472_6);
    assert!((points.readings[0].variance.unwrap() - (sd(0.4).powi(2) + sd(0.8).powi(2))).abs() < SAME_COUNTS);
    let ledger = &all[1].ledger;
    assert!(ledger.is_balanced());
    assert_eq!(ledger.rejected[&Rejection::NotANumber].count, 2, "NA, and quantiles that run backwards");
    assert_eq!(ledger.removed[&Removal::SameRowAgain].count, 1);
    assert_eq!(ledger.rejected[&Rejection::UnknownActor].count, 1);
    assert_eq!(all[1].states(), [id("IRN"), id("RUS"), id("USA")]);
}

#[test]
fn ideal_points_equal_the_published_table() {
    let test = "ideal_points_equal_the_published_table";
    let Some(path) = shared(test, "data/un/ideal_points_2024.csv.gz") else { return };
    let files = MemoryFiles(vec![file("points.csv", &path)]);
    let ledger = read("source = \"ideal points\"\nfiles = [\"points.csv\"]", &files).unwrap();
    assert!(ledger.is_balanced() && ledger.rows_accepted > 11_000, "{:?}", ledger.rejected);
    let ByState::IdealPoints(points) = &ledger.by_state else { panic!("ideal points") };
    // First line of the file, by eye.
    assert_eq!(points[&id("USA")][&1946].value, 1.67635);
    let distances = tertius::series::ideal_point_distances(points, dyad("IRN", "USA"));
    assert!(distances.len() > 70 && distances.iter().all(|d| d.variance > 0.0 && d.value >= 0.0));
}
