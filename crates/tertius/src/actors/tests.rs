//! Checks of the tables of states and of how codes become states. Those that read shared data are in
//! `data_tests`.

use std::collections::BTreeSet;

use super::resolve::{NOT_STATES, all_codes};
use super::succession::all_bearers;
use super::*;

const TODAY: Day = (2020, 1, 1);

fn id(code: &str) -> StateId {
    state(code).unwrap_or_else(|| panic!("{code} is a state of the table"))
}

#[test]
fn the_table_is_sorted_unique_and_large() {
    let ids: Vec<&str> = states().map(StateId::code).collect();
    assert_eq!(ids.len(), 223);
    assert!(ids.windows(2).all(|pair| pair[0] < pair[1]));
    assert!(states().zip(ids).all(|(id, code)| state(code) == Some(id)));
    assert_eq!(state("irn"), None);
}

#[test]
fn days_are_possible_and_ordered_and_successors_lead_somewhere_later() {
    let possible =
        |(year, month, day): Day| (1816..=2026).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
    for id in states() {
        let state = id.state();
        assert!(possible(state.from), "{id}");
        assert_eq!(state.to.is_some(), state.successor.is_some(), "{id}");
        if let (Some(to), Some(successor)) = (state.to, state.successor) {
            assert!(possible(to) && state.from < to, "{id}");
            assert!(successor.state().to.is_none_or(|end| end > to), "{id}");
        }
        for b in succession_breaks(id) {
            assert!(possible(b.day) && b.state == id && !b.what.is_empty());
            assert!(state.existed(b.day), "{id} {}", b.what);
        }
        assert!(succession_breaks(id).windows(2).all(|w| w[0].day < w[1].day), "{id}");
    }
}

#[test]
fn each_code_has_one_bearer_on_any_day() {
    for (coding, code, ids) in all_codes() {
        for (i, a) in ids.iter().enumerate() {
            for b in &ids[i + 1..] {
                let (a, b) = (a.state(), b.state());
                let apart = a.to.is_some_and(|to| to < b.from) || b.to.is_some_and(|to| to < a.from);
                assert!(apart, "{} {code}: {} and {}", coding.name(), a.id, b.id);
            }
        }
        assert!(!NOT_STATES.contains(&(coding.name(), code.to_owned())), "{} {code}", coding.name());
    }
    let spells: Vec<_> = all_bearers().collect();
    assert_eq!(spells.len(), 35);
    for (i, (coding, code, a)) in spells.iter().enumerate() {
        assert!(Coding::ALL.iter().any(|known| known.name() == *coding), "{coding}");
        for (_, _, b) in spells[i + 1..].iter().filter(|s| (s.0, s.1) == (*coding, *code)) {
            let first = a.from.is_none_or(|from| b.covers(from)) || b.from.is_some_and(|from| a.covers(from));
            assert!(!first, "{coding} {code} has two bearers on one day");
        }
    }
}

#[test]
fn resolution_is_the_identity_on_ids_while_the_state_exists() {
    for id in states() {
        let state = id.state();
        assert_eq!(resolve(Coding::Iso3, state.id, state.from), Resolution::State(id));
        let last = state.to.unwrap_or(TODAY);
        assert_eq!(resolve(Coding::Iso3, state.id, last), Resolution::State(id));
    }
}

#[test]
fn every_code_of_a_state_resolves_to_it_on_its_last_day() {
    for id in states() {
        let state = id.state();
        let last = state.to.unwrap_or(TODAY);
        let mut found = BTreeSet::new();
        let mut check = |coding, text: &str| {
            assert_eq!(resolve(coding, text, last), Resolution::State(id), "{} {text}", coding.name());
            found.insert(coding);
        };
        if let Some(code) = state.cow_letters {
            check(Coding::CowLetters, code);
        }
        if let Some(number) = state.cow {
            check(Coding::CowNumber, &format!("{number:03}"));
        }
        if let Some(number) = state.gw {
            check(Coding::GleditschWard, &number.to_string());
        }
        state.cameo.iter().for_each(|code| check(Coding::Cameo, code));
        state.keds.iter().for_each(|code| check(Coding::Keds, code));
        state.icews.iter().for_each(|name| check(Coding::Icews, &name.to_uppercase()));
        // Tibet, the Boer republics, Abkhazia and South Ossetia are in one list only, Palestine in neither.
        assert!(found.len() >= 2 || state.cow.is_none(), "{id}");
    }
}

#[test]
fn the_same_letters_mean_different_states_in_different_codings() {
    let cases = [
        (Coding::Cameo, "AUS", "AUS"),
        (Coding::Keds, "AUS", "AUT"),
        (Coding::CowLetters, "AUS", "AUT"),
        (Coding::Iso3, "SWZ", "SWZ"),
        (Coding::CowLetters, "SWZ", "CHE"),
        (Coding::CowLetters, "LIB", "LBY"),
        (Coding::Keds, "LIB", "LBR"),
        (Coding::CowLetters, "KOS", "XKX"),
        (Coding::Keds, "KOS", "KOR"),
        (Coding::Keds, "UNK", "GBR"),
        (Coding::Keds, "UAR", "EGY"),
        (Coding::CowLetters, "MNG", "MNE"),
        (Coding::CowLetters, "ROK", "KOR"),
        (Coding::CowNumber, "002", "USA"),
        (Coding::Cameo, "USAGOVMIL", "USA"),
        (Coding::Cameo, "IRQBAG", "IRQ"),
        (Coding::Icews, "  russian  FEDERATION", "RUS"),
        (Coding::Icews, "Moldova, Republic of", "MDA"),
    ];
    for (coding, text, wanted) in cases {
        assert_eq!(resolve(coding, text, TODAY), Resolution::State(id(wanted)), "{text}");
    }
}

#[test]
fn codes_change_their_bearer_with_the_date() {
    let cases = [
        (Coding::CowNumber, "345", (1992, 4, 26), "YUG"),
        (Coding::CowNumber, "345", (1992, 4, 27), "SRB"),
        (Coding::GleditschWard, "340", (2006, 6, 5), "SRB"),
        (Coding::GleditschWard, "678", (1990, 5, 21), "YAR"),
        (Coding::GleditschWard, "678", (1990, 5, 22), "YEM"),
        (Coding::Iso3, "YEM", (1985, 1, 1), "YAR"),
        (Coding::CowNumber, "260", (1980, 1, 1), "DEU"),
        (Coding::CowLetters, "GFR", (1990, 10, 2), "DEU"),
        (Coding::CowNumber, "255", (1990, 10, 3), "DEU"),
        (Coding::Iso3, "SUN", (1991, 12, 25), "RUS"),
        (Coding::Keds, "USR", (1995, 1, 1), "RUS"),
        (Coding::Keds, "CZE", (1982, 8, 13), "CSK"),
        (Coding::Keds, "CZE", (1993, 12, 1), "CZE"),
        (Coding::Cameo, "YUG", (1999, 3, 24), "SRB"),
    ];
    for (coding, text, day, wanted) in cases {
        assert_eq!(resolve(coding, text, day), Resolution::State(id(wanted)), "{text} {day:?}");
    }
    for (coding, text, day, of) in [
        (Coding::Iso3, "SUN", (1995, 1, 1), "RUS"),
        (Coding::Iso3, "SSD", (2011, 7, 8), "SSD"),
        (Coding::CowNumber, "260", (2000, 1, 1), "DEU"),
        (Coding::Keds, "AZR", (1990, 1, 1), "AZE"),
    ] {
        match resolve(coding, text, day) {
            Resolution::NotThen { state, existed } => {
                assert_eq!(state, id(of));
                let from = existed.from.is_none_or(|from| from <= day);
                assert!(!(from && existed.to.is_none_or(|to| day <= to)), "{text}");
            }
            other => panic!("{text} on {day:?} is {other:?}"),
        }
    }
}

#[test]
fn what_is_no_state_and_what_is_not_known_stay_apart() {
    for text in ["IGOUNO", "NGOAMN", "KUR", "HKG", "VAT", "ALQ", "PTY", "kur", "scoGOV"] {
        assert_eq!(resolve(Coding::Cameo, text, TODAY), Resolution::NotAState, "{text}");
    }
    assert_eq!(resolve(Coding::Icews, "", TODAY), Resolution::NotAState);
    assert_eq!(resolve(Coding::Icews, "Hong Kong", TODAY), Resolution::NotAState);
    for (coding, text) in [
        (Coding::Cameo, ""),
        (Coding::Cameo, "---"),
        (Coding::Cameo, "usa"),
        (Coding::Cameo, "usaGOV"),
        (Coding::Cameo, "ku"),
        (Coding::Cameo, "ÄÖÜ"),
        (Coding::Keds, "IND"),
        (Coding::CowNumber, "2.0"),
        (Coding::CowNumber, "99999999999"),
        (Coding::Icews, "Atlantis"),
    ] {
        assert_eq!(resolve(coding, text, TODAY), Resolution::Unknown, "{text}");
    }
}

#[test]
fn names_resolve_by_parentheses_country_and_office() {
    let day = (2014, 6, 1);
    for (name, wanted) in [
        ("Foreign Affairs (Iran)", "IRN"),
        ("Cabinet / Council of Ministers / Advisors (United States)", "USA"),
        ("Defense / Security Ministry (Russia)", "RUS"),
        ("Citizen (Palestinian Territory, Occupied)", "PSE"),
        ("Iran", "IRN"),
        ("Vladimir Putin", "RUS"),
        ("Barack Obama", "USA"),
        ("Hassan Rouhani", "IRN"),
        ("Sergey Viktorovich Lavrov", "RUS"),
    ] {
        assert_eq!(resolve_named_actor(name, day), Resolution::State(id(wanted)), "{name}");
    }
    for name in ["Militant (Taliban)", "UN Security Council", "Police (Hong Kong)", "Africa"] {
        assert_eq!(resolve_named_actor(name, day), Resolution::NotAState, "{name}");
    }
    for name in ["Donald Trump", "Ebrahim Raisi", "Nobody In Particular", "", "()", "(", "Labor (Aceh)"] {
        assert_eq!(resolve_named_actor(name, day), Resolution::Unknown, "{name}");
    }
    assert_eq!(resolve_named_actor("Donald Trump", (2018, 1, 1)).state(), state("USA"));
}

#[test]
fn terms_of_office_are_ordered_and_do_not_contradict() {
    let terms: Vec<_> = names::all_terms().collect();
    assert!(terms.len() > 100);
    for (i, (name, state, from, to)) in terms.iter().enumerate() {
        assert!(to.is_none_or(|to| *from < to), "{name}");
        assert!(state.state().existed(*from), "{name}");
        assert!(terms[i + 1..].iter().filter(|t| t.0 == *name).all(|t| t.1 == *state), "{name}");
    }
}

#[test]
fn the_breaks_that_the_first_dossier_crosses_are_named() {
    let days = |code| -> Vec<Day> { succession_breaks(id(code)).iter().map(|b| b.day).collect() };
    assert!(days("RUS").contains(&(1991, 12, 26)));
    assert!(days("DEU").contains(&(1990, 10, 3)));
    assert!(days("SRB").contains(&(2006, 6, 5)));
    assert!(days("USA").is_empty() && days("IRN").is_empty());
}

#[test]
fn a_near_miss_is_offered_the_state_that_was_meant() {
    for (typed, meant) in [("Irna", "IRN"), ("Rusia", "RUS"), ("UKG", "GBR"), ("Untied States", "USA")] {
        assert!(nearest(typed, 3).contains(&id(meant)), "{typed}: {:?}", nearest(typed, 3));
    }
    assert_eq!(nearest("IRN", 1), [id("IRN")]);
    assert!(nearest("", 3).is_empty() && nearest("Iran", 0).is_empty());
}
