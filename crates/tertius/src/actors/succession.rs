//! Days on which a state under one id became another in territory or government, and the codes whose bearer
//! changes with the date. Series over such a day may shift for reasons that are not the question.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::{Day, StateId, state, table};

/// A named break in the succession of one state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Break {
    /// The first day of the new condition.
    pub day: Day,
    /// The state.
    pub state: StateId,
    /// What became what, in words.
    pub what: &'static str,
}

/// The breaks of a state, in order of day; empty for most states.
pub fn succession_breaks(state: StateId) -> &'static [Break] {
    BREAKS.get(&state).map_or(&[], Vec::as_slice)
}

static BREAKS: LazyLock<BTreeMap<StateId, Vec<Break>>> = LazyLock::new(|| {
    let mut breaks: BTreeMap<StateId, Vec<Break>> = BTreeMap::new();
    for row in table::rows(include_str!("breaks.csv"), 3) {
        let bearer = state(row[1]).expect("each break names a state of the table");
        breaks.entry(bearer).or_default().push(Break {
            day: table::day(row[0]).expect("each break has a day"),
            state: bearer,
            what: row[2],
        });
    }
    for list in breaks.values_mut() {
        list.sort_by_key(|b| b.day);
    }
    breaks
});

/// One spell during which a code meant a state.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bearer {
    pub(super) from: Option<Day>,
    pub(super) to: Option<Day>,
    pub(super) state: StateId,
}

impl Bearer {
    pub(super) fn covers(&self, day: Day) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }
}

/// The spells of a code in a coding (`coding` as spelled in the table), in order of the table.
pub(super) fn bearers(coding: &'static str, code: &str) -> &'static [Bearer] {
    BEARERS.get(&(coding, code.to_owned())).map_or(&[], Vec::as_slice)
}

/// The first and last days of all spells.
pub(super) fn spell_days() -> impl Iterator<Item = (Option<Day>, Option<Day>)> {
    BEARERS.values().flatten().map(|spell| (spell.from, spell.to))
}

/// All spells with their coding and code, for tests of the table.
#[cfg(test)]
pub(super) fn all_bearers() -> impl Iterator<Item = (&'static str, &'static str, Bearer)> {
    BEARERS.iter().flat_map(|((coding, code), list)| list.iter().map(|b| (*coding, code.as_str(), *b)))
}

static BEARERS: LazyLock<BTreeMap<(&'static str, String), Vec<Bearer>>> = LazyLock::new(|| {
    let mut bearers: BTreeMap<_, Vec<Bearer>> = BTreeMap::new();
    for row in table::rows(include_str!("succession.csv"), 6) {
        let code = if row[0] == "icews" { table::folded(row[1]) } else { row[1].to_owned() };
        bearers.entry((row[0], code)).or_default().push(Bearer {
            from: table::day(row[2]),
            to: table::day(row[3]),
            state: state(row[4]).expect("each bearer is a state of the table"),
        });
    }
    bearers
});
