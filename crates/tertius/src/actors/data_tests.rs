//! The tables of states against the files that they are for. Each test needs shared data and is skipped by
//! name without them.

use std::collections::{BTreeMap, BTreeSet};

use super::shared_data::{shared, text};
use super::shared_rows::{icews_rows, iso};
use super::*;

#[test]
fn every_cow_letter_code_of_the_icews_dyad_months_resolves() {
    let test = "every_cow_letter_code_of_the_icews_dyad_months_resolves";
    let Some(path) = shared(test, "data/dyads/icews_dyad_month_conflict_1991_2013.csv.gz") else {
        return;
    };
    let text = text(&path);
    let codes: BTreeSet<&str> = text.lines().skip(1).flat_map(|line| line.split(',').take(2)).collect();
    assert_eq!(codes.len(), 148);
    let ids: BTreeSet<StateId> = codes
        .iter()
        .map(|code| match resolve(Coding::CowLetters, code, (2013, 12, 31)) {
            Resolution::State(id) => id,
            other => panic!("{code} is {other:?}"),
        })
        .collect();
    assert_eq!(ids.len(), 148, "no two codes mean one state");
}

#[test]
fn every_icews_country_is_a_state_or_listed_as_none() {
    let Some(rows) = icews_rows("every_icews_country_is_a_state_or_listed_as_none") else {
        return;
    };
    let mut none = BTreeSet::new();
    for row in &rows {
        let day = iso(&row[1]).expect("rows have a day");
        for country in [&row[4], &row[10]] {
            match resolve(Coding::Icews, country, day) {
                Resolution::State(_) => {}
                Resolution::NotAState => {
                    none.insert(country.as_str());
                }
                other => panic!("{country:?} is {other:?}"),
            }
        }
    }
    assert!(none.contains("Holy See") && none.contains("") && !none.contains("Taiwan"));
}

#[test]
fn names_of_the_triangle_sets_never_resolve_to_another_state_than_theirs() {
    let test = "names_of_the_triangle_sets_never_resolve_to_another_state_than_theirs";
    let (mut rows, mut resolved) = (0, 0);
    for set in ["2014", "2018-08-29_2018-10-31", "2021-01_2021-08", "2022-01_2022-08"] {
        let Some(path) = shared(test, &format!("data/triangle/icews_quads_{set}.tsv.gz")) else {
            return;
        };
        for line in text(&path).lines().skip(1) {
            let fields: Vec<&str> = line.split('\t').collect();
            let day = iso(fields[2]).expect("rows have a day");
            for (name, theirs) in [(fields[3], fields[6]), (fields[5], fields[7])] {
                rows += 1;
                match resolve_named_actor(name, day) {
                    Resolution::State(id) => {
                        resolved += 1;
                        assert_eq!(id.code(), theirs, "{name}");
                    }
                    Resolution::Unknown => {}
                    other => panic!("{name} is {other:?}"),
                }
            }
        }
    }
    // The rest are agencies by bare name and people out of office, which stay unresolved on purpose.
    let share = f64::from(resolved) / f64::from(rows);
    assert!(share > 0.95, "{resolved} of {rows}");
    eprintln!("triangle sets by name: {resolved} of {rows} actors resolved");
}

#[test]
fn keds_actors_resolve_as_far_as_is_certain() {
    let test = "keds_actors_resolve_as_far_as_is_certain";
    // What stays unknown in each file, as a share of its actors; known bodies and groups count as known.
    for (file, coding, most) in [
        ("gulf.weis.csv.gz", Coding::Keds, 0.01),
        ("casia.weis.csv", Coding::Keds, 0.02),
        ("turkey.cameo.csv.gz", Coding::Cameo, 0.01),
    ] {
        let Some(path) = shared(test, &format!("data/keds/{file}")) else {
            return;
        };
        let mut unknown: BTreeMap<String, u32> = BTreeMap::new();
        let (mut actors, mut states, mut not_then) = (0u32, 0u32, 0u32);
        for line in text(&path).lines().skip(1) {
            let fields: Vec<&str> = line.split(',').collect();
            let day = iso(fields[0]).expect("rows have a day");
            for code in &fields[1..3] {
                actors += 1;
                match resolve(coding, code, day) {
                    Resolution::State(_) => states += 1,
                    Resolution::NotThen { .. } => not_then += 1,
                    Resolution::NotAState => {}
                    Resolution::Unknown => *unknown.entry(code.chars().take(3).collect()).or_default() += 1,
                }
            }
        }
        let sum: u32 = unknown.values().sum();
        eprintln!(
            "{file}: {actors} actors, {states} states, {not_then} before or after their state, {sum} unknown {unknown:?}"
        );
        assert!(f64::from(sum) <= most * f64::from(actors), "{file}: {unknown:?}");
        assert!(f64::from(states) >= 0.65 * f64::from(actors), "{file}: {states} of {actors}");
    }
}

#[test]
fn un_voters_and_the_thirty_states_resolve() {
    let test = "un_voters_and_the_thirty_states_resolve";
    let Some(path) = shared(test, "data/un/ideal_points_2024.csv.gz") else {
        return;
    };
    let mut numbers = BTreeSet::new();
    for line in text(&path).lines().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        let session: i16 = fields[2].parse().expect("sessions are numbers");
        let number = fields[1];
        // Session s opens in the autumn of 1945 + s; members of the day may be too new for the list.
        if let Resolution::Unknown = resolve(Coding::CowNumber, number, (1945 + session, 12, 31)) {
            numbers.insert(number.to_owned());
        }
    }
    assert!(numbers.is_empty(), "{numbers:?}");
    let Some(path) = shared(test, "data/dyads/gdelt_daily_signed_30_states_2018_2024.csv.gz") else {
        return;
    };
    let text = text(&path);
    let heading = text.lines().next().expect("the file has a heading");
    let states: BTreeSet<StateId> = heading
        .split(',')
        .filter_map(|column| column.split_once('_'))
        .flat_map(|(a, b)| [a, b])
        .map(|code| resolve(Coding::Iso3, code, (2018, 1, 1)).state().expect("each is a state"))
        .collect();
    assert_eq!(states.len(), 30);
}

#[test]
fn bodies_without_a_country_in_their_name_are_of_the_state_that_the_producer_gives() {
    let test = "bodies_without_a_country_in_their_name_are_of_the_state_that_the_producer_gives";
    let Some(rows) = icews_rows(test) else { return };
    let bodies = [
        "Executive Office of the President",
        "Department of State",
        "Department of the Treasury",
        "Department of Justice",
        "Department of Defense",
    ];
    let mut seen = 0;
    for row in &rows {
        for (name, country) in [(&row[2], &row[4]), (&row[8], &row[10])] {
            if bodies.contains(&name.as_str()) {
                let date = iso(&row[1]).expect("these rows have dates");
                assert_eq!(
                    resolve_named_actor(name, date).state(),
                    resolve(Coding::Icews, country, date).state(),
                    "{name}"
                );
                seen += 1;
            }
        }
    }
    assert!(seen > 100, "{seen} mentions");
}
