//! Checks of roles and epochs. Those that read shared data say so by name where they are skipped.

use std::collections::{BTreeMap, BTreeSet};

use super::epoch::turns;
use super::names::{all_offices, all_terms};
use super::resolve::all_codes;
use super::roles::knows_sector;
use super::shared_data::{shared, text};
use super::shared_rows::{icews_rows, iso};
use super::*;
use crate::calendar;

const TODAY: Day = (2020, 1, 1);

fn icews(name: &str, sectors: &str, on: Day) -> Role {
    role(RoleText::Icews { name, sectors }, on)
}

fn cameo(chain: &str) -> Role {
    role(RoleText::Cameo(chain), TODAY)
}

#[test]
fn words_are_unique_and_numbers_are_kept() {
    let words: BTreeSet<&str> = Role::ALL.iter().map(|r| r.word()).collect();
    assert_eq!(words.len(), Role::ALL.len());
    for (i, role) in Role::ALL.into_iter().enumerate() {
        assert_eq!(role as usize, i);
        assert_eq!(Role::from_word(role.word()), Some(role));
    }
    assert_eq!(Role::from_word("Military"), None);
    assert!(Role::Leader < Role::Other && Role::default() == Role::Unspecified);
}

#[test]
fn every_code_of_the_cameo_table_means_its_role_behind_a_state_and_is_no_state() {
    let rows: Vec<_> = table::rows(include_str!("cameo_roles.csv"), 5).collect();
    assert_eq!(rows.len(), rows.iter().map(|r| r[0]).collect::<BTreeSet<_>>().len());
    for row in &rows {
        let wanted = Role::from_word(row[1]).expect("a role");
        assert_eq!(cameo(&format!("USA{}", row[0])), wanted, "{}", row[0]);
        assert_eq!(cameo(row[0]), wanted, "{} without a state", row[0]);
        assert!(!all_codes().any(|(c, code, _)| c == Coding::Cameo && code == row[0]), "{} is a state", row[0]);
        if row[3] == "ministry" {
            assert_eq!(cameo(&format!("USAGOV{}", row[0])), Role::Ministry, "{}", row[0]);
        }
    }
}

#[test]
fn the_most_specific_code_of_a_chain_decides() {
    for (chain, wanted) in [
        ("USA", Role::Unspecified),
        ("", Role::Unspecified),
        ("US", Role::Unspecified),
        ("AFR", Role::Unspecified),
        ("USAGOV", Role::Government),
        ("USAGOVMIL", Role::Military),
        ("USAMILGOV", Role::Military),
        ("USAGOVLEG", Role::Legislature),
        ("USAGOVJUD", Role::Court),
        ("USAGOVGOVAGR", Role::Ministry),
        ("USAGOVHLH", Role::Ministry),
        ("USAHLH", Role::Society),
        ("USABUS", Role::Business),
        ("USAGOVBUS", Role::Ministry),
        ("IRQELIGOV", Role::Society),
        ("IRNSPY", Role::Security),
        ("USACVLRAD", Role::Society),
        ("USARAD", Role::Other),
        ("MNCUSA", Role::Business),
        ("MNCUSAMED", Role::Media),
        ("NGOHRIGOVHRI", Role::Society),
        ("IGOUNOGOV", Role::Other),
        ("PSEREBHMS", Role::Rebel),
        ("AFGTAL", Role::Other),
        ("TAL", Role::Unspecified),
        ("USA123", Role::Other),
        ("USAgov", Role::Other),
        // Bytes that are no letters, and a rest that is no code.
        ("äöüä", Role::Other),
        ("USAGOVM", Role::Government),
    ] {
        assert_eq!(cameo(chain), wanted, "{chain}");
    }
}

#[test]
fn icews_leaders_go_by_name_and_term_and_others_by_sector_or_by_what_they_are_called() {
    let day = (2018, 10, 4);
    for (name, sectors, wanted) in [
        ("Donald Trump", "Executive,Government,Executive Office", Role::Leader),
        ("Vladimir Putin", "", Role::Leader),
        ("Barack Obama", "Executive,Executive Office,Government", Role::Government),
        ("Mike Pompeo", "Government,Foreign Ministry,Executive", Role::Ministry),
        ("Mike Pence", "Executive Office,Executive,Government", Role::Government),
        ("Head of Government (France)", "Government,Executive,Executive Office", Role::Leader),
        ("Saad Hariri", "Government,Executive,Executive Office", Role::Leader),
        ("Foreign Affairs (Iran)", "", Role::Ministry),
        ("Foreign Affairs (Iran)", "Foreign Ministry,Executive,Government", Role::Ministry),
        ("Police (Iran)", "Government,Police", Role::Security),
        ("Israeli Defense Forces", "Military,Government", Role::Military),
        ("Bharatiya Janata", "Opposition Major Party (Out Of Government),(National) Major Party,Parties", Role::Party),
        (
            "A Senator",
            "Parties,Unicameral,(National) Major Party,Government,Legislative / Parliamentary",
            Role::Legislature,
        ),
        ("Jamal Khashoggi", "Social,Media", Role::Media),
        ("Citizen (Iran)", "Social,General Population / Civilian / Social", Role::Society),
        ("European Union", "Regional,International Government Organization,Regional Diplomatic IGOs", Role::Other),
        ("Department of State", "", Role::Ministry),
        ("Iran", "", Role::Unspecified),
        ("Unspecified Actor", "Unspecified", Role::Unspecified),
        ("Somebody", "A Sector That Is New", Role::Other),
        ("A Thing That Is New (Iran)", "", Role::Other),
        ("Palestinian Territory, Occupied", "", Role::Unspecified),
        ("", "", Role::Unspecified),
        ("()", ",,", Role::Unspecified),
    ] {
        assert_eq!(icews(name, sectors, day), wanted, "{name} [{sectors}]");
    }
    // The order of sectors means nothing.
    let sectors = ["Government", "Executive", "Police", "Local", "Parties"];
    for i in 0..sectors.len() {
        let turned: Vec<_> = sectors.iter().cycle().skip(i).take(sectors.len()).copied().collect();
        assert_eq!(icews("X", &turned.join(","), day), Role::Security);
    }
    assert_eq!(icews("Donald Trump", "Elite", (2016, 5, 1)), Role::Society);
}

#[test]
fn every_sector_of_plover_has_a_role() {
    for row in table::rows(include_str!("plover_roles.csv"), 4) {
        assert_eq!(role(RoleText::Plover(row[0]), TODAY).word(), row[1]);
    }
    for (text, wanted) in [
        ("GOV;MIL", Role::Military),
        ("GOV; MIL", Role::Military),
        ("MED", Role::Society),
        ("JRN", Role::Media),
        ("", Role::Unspecified),
        ("None", Role::Unspecified),
        ("XYZ", Role::Other),
    ] {
        assert_eq!(role(RoleText::Plover(text), TODAY), wanted, "{text}");
    }
    assert_eq!(role(RoleText::Nothing, TODAY), Role::Unspecified);
}

#[test]
fn every_office_of_the_table_of_officials_has_a_role_and_every_role_of_the_tables_exists() {
    let offices: BTreeMap<&str, Role> = table::rows(include_str!("icews_roles.csv"), 4)
        .filter(|row| row[0] == "office")
        .map(|row| (row[1], Role::from_word(row[2]).expect("a role")))
        .collect();
    for office in all_offices() {
        assert!(offices.contains_key(office), "{office}");
    }
    let mut leaders = 0;
    for (name, _, from, _) in all_terms() {
        leaders += u32::from(icews(name, "", from) == Role::Leader);
    }
    assert!(leaders > 90, "{leaders}");
    // The longer list tells roles and resolves nothing; nobody stands in both.
    let resolved = resolve_named_actor("Saad Hariri", (2018, 10, 4));
    assert_eq!(resolved, Resolution::Unknown);
    let longer: BTreeSet<&str> = table::rows(include_str!("leaders.csv"), 5).map(|row| row[0]).collect();
    assert!(table::rows(include_str!("officials.csv"), 5).all(|row| !longer.contains(row[0])));
}

#[test]
fn the_sectors_of_the_shared_icews_files_are_known_or_counted_as_other() {
    let Some(rows) = icews_rows("the_sectors_of_the_shared_icews_files_are_known_or_counted_as_other") else {
        return;
    };
    let (mut roles, mut unknown, mut sectors) = (BTreeMap::new(), BTreeMap::<&str, u32>::new(), 0u32);
    for row in &rows {
        let day = iso(&row[1]).expect("rows have a day");
        for (name, of) in [(&row[2], &row[3]), (&row[8], &row[9])] {
            let found = icews(name, of, day);
            *roles.entry(found).or_insert(0u32) += 1;
            for sector in of.split(',').map(str::trim).filter(|s| !s.is_empty()) {
                sectors += 1;
                if !knows_sector(sector) {
                    *unknown.entry(sector).or_insert(0) += 1;
                }
            }
            // Sectors of which none is known, and nothing else is known: never silently a state's voice at large.
            if !of.is_empty() && of.split(',').all(|s| !knows_sector(s.trim())) && found == Role::Unspecified {
                panic!("{name} [{of}] is unspecified");
            }
        }
    }
    let sum: u32 = unknown.values().sum();
    eprintln!("ICEWS roles: {roles:?}; {sum} of {sectors} sectors in no table: {unknown:?}");
    assert!(f64::from(sum) < 0.01 * f64::from(sectors), "{sum} of {sectors}: {unknown:?}");
    assert!(roles.len() == Role::ALL.len(), "{roles:?}");
}

#[test]
fn chains_of_the_shared_phoenix_file_have_roles() {
    let Some(path) = shared("chains_of_the_shared_phoenix_file_have_roles", "data/phoenix/samplePhox_older.csv.gz")
    else {
        return;
    };
    let mut roles: BTreeMap<Role, u32> = BTreeMap::new();
    for line in text(&path).lines().skip(1) {
        for at in [7, 11] {
            let chain = line.split(',').nth(at).unwrap_or("").trim_matches('"');
            *roles.entry(cameo(chain)).or_default() += 1;
        }
    }
    eprintln!("Phoenix roles: {roles:?}");
    let all: u32 = roles.values().sum();
    assert!(all == 10_000 && f64::from(roles[&Role::Other]) < 0.15 * f64::from(all), "{roles:?}");
    assert!(roles[&Role::Military] > 300 && roles[&Role::Government] > 1_000, "{roles:?}");
}

/// The day so many days after another.
fn plus(day: Day, days: i32) -> Day {
    calendar::Day::from_ymd(day.0, day.1, day.2).expect("days of the tables exist").plus(days).ymd()
}

#[test]
fn within_an_epoch_every_text_means_the_same() {
    let (first, last) = turns();
    // First days of epochs: those of the tables, and the days after their last ones.
    let begin: BTreeSet<Day> = first.iter().copied().chain(last.iter().map(|day| plus(*day, 1))).collect();
    let begin: Vec<Day> = begin.into_iter().collect();
    assert!(begin.len() > 300, "{}", begin.len());
    let names: Vec<&str> = {
        let mut names: Vec<&str> = all_terms().map(|(name, ..)| name).collect();
        names.extend(["Foreign Affairs (Yugoslavia)", "Russia", "Citizen (South Sudan)", "Nobody"]);
        names.dedup();
        names
    };
    let mut told_apart = 0u32;
    for pair in begin.windows(2) {
        let (from, to) = (pair[0], plus(pair[1], -1));
        assert_eq!(epoch(from), epoch(to), "{from:?} to {to:?}");
        assert!(epoch(to) < epoch(pair[1]), "{to:?}");
        for (coding, code, _) in all_codes() {
            assert_eq!(resolve(coding, code, from), resolve(coding, code, to), "{} {code} {from:?}", coding.name());
            told_apart += u32::from(resolve(coding, code, to) != resolve(coding, code, pair[1]));
        }
        for name in &names {
            assert_eq!(resolve_named_actor(name, from), resolve_named_actor(name, to), "{name} {from:?}");
            assert_eq!(icews(name, "", from), icews(name, "", to), "{name} {from:?}");
            told_apart += u32::from(icews(name, "", to) != icews(name, "", pair[1]));
        }
    }
    // What the epochs are for: answers do change between them.
    assert!(told_apart > 500, "{told_apart}");
    assert_eq!(epoch((1, 1, 1)), 0);
    assert!(epoch((2200, 1, 1)) < 2_000);
}
