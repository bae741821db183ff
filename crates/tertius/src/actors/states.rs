//! The table of states: one row for each state that the Correlates of War list has from 1816 on, and the few
//! that only Gleditsch and Ward have. Codes become states in `resolve`; here a state is known by our id alone.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::LazyLock;

use super::table;

/// A calendar day as year, month (1-12), day of the month (1-31), in the Gregorian calendar.
pub type Day = (i16, u8, u8);

/// A state, as an index into the table sorted by id: cheap to copy, ordered by id.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StateId(u16);

/// One state of the table.
#[derive(Debug)]
pub struct State {
    /// Our key: ISO 3166-1 letters; ISO 3166-3 letters of former states; else COW or source letters.
    pub id: &'static str,
    /// The name as printed, in English.
    pub name: &'static str,
    /// ISO letters, where there are any.
    pub iso3: Option<&'static str>,
    /// Correlates of War number; `None` for entities that are not in that list.
    pub cow: Option<u16>,
    /// Correlates of War letters.
    pub cow_letters: Option<&'static str>,
    /// Gleditsch and Ward number.
    pub gw: Option<u16>,
    /// Three-letter CAMEO country codes, the usual one first.
    pub cameo: Vec<&'static str>,
    /// Three-letter codes of the WEIS-coded KEDS files.
    pub keds: Vec<&'static str>,
    /// Names in ICEWS country columns and in the parentheses of ICEWS actor names.
    pub icews: Vec<&'static str>,
    /// First day as a member of the state system (COW v2016 unless the note says otherwise).
    pub from: Day,
    /// Last day, for states that ended.
    pub to: Option<Day>,
    /// The state that took over, for states that ended.
    pub successor: Option<StateId>,
    /// What a reader must know about the row; may be empty.
    pub note: &'static str,
}

impl State {
    /// Whether the state existed on the day (first and last day included; spells of foreign occupation are
    /// not cut out).
    pub fn existed(&self, day: Day) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }
}

impl StateId {
    /// Our id of the state, such as `IRN`.
    pub fn code(self) -> &'static str {
        self.state().id
    }

    /// The name of the state, such as `Iran`.
    pub fn name(self) -> &'static str {
        self.state().name
    }

    /// Its place in the table, which may change with the table: for use in memory, never in a file.
    pub fn number(self) -> u16 {
        self.0
    }

    /// The state at a place of the table.
    pub fn of_number(number: u16) -> Option<StateId> {
        (usize::from(number) < TABLE.states.len()).then_some(StateId(number))
    }

    /// The row of the table.
    pub fn state(self) -> &'static State {
        &TABLE.states[usize::from(self.0)]
    }
}

impl fmt::Debug for StateId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Display for StateId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

struct Table {
    states: Vec<State>,
    by_id: BTreeMap<&'static str, StateId>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut rows: Vec<_> = table::rows(include_str!("states.csv"), 13).collect();
    rows.sort_by_key(|row| row[0]);
    let by_id: BTreeMap<_, _> = (0u16..).zip(&rows).map(|(i, row)| (row[0], StateId(i))).collect();
    let states = rows
        .iter()
        .map(|row| State {
            id: row[0],
            name: row[1],
            iso3: present(row[2]),
            cow: number(row[3]),
            cow_letters: present(row[4]),
            gw: number(row[5]),
            cameo: table::alternatives(row[6]),
            keds: table::alternatives(row[7]),
            icews: table::alternatives(row[8]),
            from: table::day(row[9]).expect("each state of the table has a first day"),
            to: table::day(row[10]),
            successor: present(row[11]).map(|id| *by_id.get(id).expect("each successor is a state of the table")),
            note: row[12],
        })
        .collect();
    Table { states, by_id }
});

fn present(field: &'static str) -> Option<&'static str> {
    (!field.is_empty()).then_some(field)
}

fn number(field: &str) -> Option<u16> {
    (!field.is_empty()).then(|| field.parse().expect("state numbers of the table are integers"))
}

/// The state with our id, exactly as written (`IRN`, not `irn`).
pub fn state(code: &str) -> Option<StateId> {
    TABLE.by_id.get(code).copied()
}

/// Every state of the table, sorted by id.
pub fn states() -> impl ExactSizeIterator<Item = StateId> {
    TABLE.by_id.values().copied()
}

/// The `n` states whose id, name or other code is most like `text`, the likest first, for "did you mean".
///
/// Likeness is the Jaro-Winkler similarity of folded texts, the best over all of a state's codes and names;
/// states below 0.7 are left out, ties go by id. Compared are ids, names, ISO, COW and CAMEO letters and ICEWS
/// names; numbers are not.
pub fn nearest(text: &str, n: usize) -> Vec<StateId> {
    let wanted = table::folded(text);
    if wanted.is_empty() {
        return Vec::new();
    }
    let mut scored: Vec<(f64, StateId)> = states()
        .map(|id| {
            let state = id.state();
            let codes = [Some(state.id), Some(state.name), state.iso3, state.cow_letters];
            let like = codes
                .into_iter()
                .flatten()
                .chain(state.cameo.iter().copied())
                .chain(state.icews.iter().copied())
                .map(|code| strsim::jaro_winkler(&wanted, &table::folded(code)))
                .fold(0.0, f64::max);
            (like, id)
        })
        .filter(|(like, _)| *like >= 0.7)
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    scored.into_iter().take(n).map(|(_, id)| id).collect()
}
