//! From a code in a file to a state, on a date. Says what it does not know; never guesses.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use super::succession::bearers;
use super::{Day, StateId, states, table};

/// A way of writing states.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Coding {
    /// ISO 3166 letters (`GBR`); our own ids are accepted too.
    Iso3,
    /// Correlates of War letters (`UKG`).
    CowLetters,
    /// Correlates of War number (`200`, `002`).
    CowNumber,
    /// Gleditsch and Ward number (`200`).
    GleditschWard,
    /// CAMEO actor code (`GBR`, `USAGOVMIL`, `IGOUNO`): the first three letters are the country.
    Cameo,
    /// Actor code of the WEIS-coded KEDS files (`UNK`, `AFGREB`): other letters than CAMEO's, and some of
    /// the same letters mean another state (`AUS` is Austria here and Australia in CAMEO).
    Keds,
    /// Name in an ICEWS country column (`Russian Federation`), in any case.
    Icews,
}

impl Coding {
    /// Every coding, in the order in which readers should meet them.
    pub const ALL: [Coding; 7] = [
        Coding::Iso3,
        Coding::CowLetters,
        Coding::CowNumber,
        Coding::GleditschWard,
        Coding::Cameo,
        Coding::Keds,
        Coding::Icews,
    ];

    /// The name of the coding in tables and dossiers, such as `cow_letters`.
    pub fn name(self) -> &'static str {
        match self {
            Coding::Iso3 => "iso3",
            Coding::CowLetters => "cow_letters",
            Coding::CowNumber => "cow_number",
            Coding::GleditschWard => "gleditsch_ward",
            Coding::Cameo => "cameo",
            Coding::Keds => "keds",
            Coding::Icews => "icews",
        }
    }
}

/// The days during which something held; an open end is `None`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spell {
    /// First day.
    pub from: Option<Day>,
    /// Last day.
    pub to: Option<Day>,
}

/// What a code or name means on a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resolution {
    /// This state.
    State(StateId),
    /// A known actor that is no state: an international body, a kind of actor, a people, a territory.
    NotAState,
    /// The code means this state, but not on that date.
    NotThen {
        /// The state that the code means at other times.
        state: StateId,
        /// When it does.
        existed: Spell,
    },
    /// Not in the tables.
    Unknown,
}

impl Resolution {
    /// The state, if there is one.
    pub fn state(self) -> Option<StateId> {
        match self {
            Resolution::State(id) => Some(id),
            _ => None,
        }
    }
}

/// What `text` means in `coding` on `date`.
///
/// White space at the ends is ignored; letters are case-sensitive except in ICEWS names. Numbers may have
/// leading zeros. An empty ICEWS country is [`Resolution::NotAState`] (the producer gives none to
/// international bodies); any other empty text is [`Resolution::Unknown`].
///
/// Order: the code's spells in `succession.csv`; then the table of states, where a state that existed on the
/// date goes before one that did not; then the known actors that are no states.
pub fn resolve(coding: Coding, text: &str, date: Day) -> Resolution {
    let text = text.trim();
    // CAMEO writes peoples in small letters (`kur`, `kurREB`), wherever they live. Those of a country (`usa`) are more
    // likely a country that was written wrong, and stay unknown.
    if coding == Coding::Cameo
        && let Some(people) = text.get(..3).filter(|t| t.bytes().all(|b| b.is_ascii_lowercase()))
        && !CODES.contains_key(&(Coding::Cameo, people.to_ascii_uppercase()))
    {
        return Resolution::NotAState;
    }
    if text.is_empty() {
        return match coding {
            Coding::Icews => Resolution::NotAState,
            _ => Resolution::Unknown,
        };
    }
    let Some(code) = normal(coding, text) else {
        return Resolution::Unknown;
    };
    let spells = bearers(coding.name(), &code);
    if let Some(spell) = spells.iter().find(|spell| spell.covers(date)) {
        return Resolution::State(spell.state);
    }
    let key = (coding, code);
    let bearers = CODES.get(&key).map_or(&[][..], Vec::as_slice);
    if let Some(id) = bearers.iter().find(|id| id.state().existed(date)) {
        return Resolution::State(*id);
    }
    if let Some(&id) = bearers.first() {
        let state = id.state();
        return Resolution::NotThen { state: id, existed: Spell { from: Some(state.from), to: state.to } };
    }
    if let Some(spell) = spells.first() {
        return Resolution::NotThen { state: spell.state, existed: Spell { from: spell.from, to: spell.to } };
    }
    let (coding, code) = key;
    if NOT_STATES.contains(&(coding.name(), code)) { Resolution::NotAState } else { Resolution::Unknown }
}

/// The form in which a code stands in the index, or `None` if the text cannot be a code of this coding.
fn normal(coding: Coding, text: &str) -> Option<String> {
    match coding {
        Coding::Iso3 | Coding::CowLetters => Some(text.to_owned()),
        Coding::CowNumber | Coding::GleditschWard => text
            .bytes()
            .all(|b| b.is_ascii_digit())
            .then(|| text.parse::<u16>().ok())
            .flatten()
            .map(|number| number.to_string()),
        Coding::Cameo | Coding::Keds => {
            if !text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit()) {
                return None;
            }
            Some(text.get(..3).unwrap_or(text).to_owned())
        }
        Coding::Icews => Some(table::folded(text)),
    }
}

static CODES: LazyLock<BTreeMap<(Coding, String), Vec<StateId>>> = LazyLock::new(|| {
    let mut codes: BTreeMap<(Coding, String), Vec<StateId>> = BTreeMap::new();
    let mut add = |coding, code: String, id| {
        let list = codes.entry((coding, code)).or_default();
        if !list.contains(&id) {
            list.push(id);
        }
    };
    for id in states() {
        let state = id.state();
        add(Coding::Iso3, state.id.to_owned(), id);
        if let Some(iso3) = state.iso3 {
            add(Coding::Iso3, iso3.to_owned(), id);
        }
        if let Some(letters) = state.cow_letters {
            add(Coding::CowLetters, letters.to_owned(), id);
        }
        if let Some(number) = state.cow {
            add(Coding::CowNumber, number.to_string(), id);
        }
        if let Some(number) = state.gw {
            add(Coding::GleditschWard, number.to_string(), id);
        }
        for code in &state.cameo {
            add(Coding::Cameo, (*code).to_owned(), id);
        }
        for code in &state.keds {
            add(Coding::Keds, (*code).to_owned(), id);
        }
        for name in &state.icews {
            add(Coding::Icews, table::folded(name), id);
        }
    }
    codes
});

/// Every CAMEO code that says who acts: of a state, now or once, or of a known actor that is none.
pub(super) fn cameo_codes() -> impl Iterator<Item = &'static str> {
    let of_states = CODES.keys().filter(|(coding, _)| *coding == Coding::Cameo).map(|(_, code)| code.as_str());
    let of_others = NOT_STATES.iter().filter(|(coding, _)| *coding == "cameo").map(|(_, code)| code.as_str());
    of_states.chain(of_others)
}

/// All codes of the index with their bearers, for tests of the table.
#[cfg(test)]
pub(super) fn all_codes() -> impl Iterator<Item = (Coding, &'static str, &'static [StateId])> {
    CODES.iter().map(|((coding, code), ids)| (*coding, code.as_str(), ids.as_slice()))
}

/// Known actors that are no states, by name of the coding (`name` for actor names) and normal form.
pub(super) static NOT_STATES: LazyLock<BTreeSet<(&'static str, String)>> = LazyLock::new(|| {
    table::rows(include_str!("not_states.csv"), 3)
        .map(|row| match row[0] {
            "icews" | "name" => (row[0], table::folded(row[1])),
            coding => (coding, row[1].to_owned()),
        })
        .collect()
});
