//! From an ICEWS actor *name* to a state, for the sets that carry names and no country column: ministries and
//! groups with their country in parentheses, countries by their own name, and office holders by theirs. Also which
//! office a name holds on a day.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::resolve::NOT_STATES;
use super::{Coding, Day, Resolution, StateId, resolve, state, table};

/// The state that an ICEWS actor name stands for on `date`.
///
/// In this order: the text in the last parentheses, if the name ends with them (`Foreign Affairs (Iran)`); a
/// country's own name; a person of `officials.csv` who is in office on the date. Known bodies, regions and
/// armed groups are [`Resolution::NotAState`]. A person without a row, or out of office, is
/// [`Resolution::Unknown`]: counts from name-only sets are lower bounds.
pub fn resolve_named_actor(name: &str, date: Day) -> Resolution {
    let name = name.trim();
    if name.is_empty() {
        return Resolution::Unknown;
    }
    if let Some(inside) = last_parentheses(name) {
        return match resolve(Coding::Icews, inside, date) {
            Resolution::Unknown => not_a_state(inside),
            known => known,
        };
    }
    match resolve(Coding::Icews, name, date) {
        Resolution::Unknown => {}
        known => return known,
    }
    match holder(&OFFICIALS, name, date) {
        Some(term) => Resolution::State(term.state),
        None => not_a_state(name),
    }
}

/// The term that a person serves on a day.
fn holder(of: &'static Terms, name: &str, date: Day) -> Option<&'static Term> {
    let terms = of.get(table::folded(name).as_str())?;
    terms.iter().find(|term| term.from <= date && term.to.is_none_or(|to| date <= to))
}

/// The office that a person, or the kind that a body, of `officials.csv` or `leaders.csv` has on a day, as the table
/// words it.
pub(super) fn office_held(name: &str, date: Day) -> Option<&'static str> {
    holder(&OFFICIALS, name, date).or_else(|| holder(&LEADERS, name, date)).map(|term| term.office)
}

/// What stands before the parentheses at the end of a name: the kind of actor in `Foreign Affairs (Iran)`.
pub(super) fn before_parentheses(name: &str) -> Option<&str> {
    let (before, inside) = name.strip_suffix(')')?.rsplit_once('(')?;
    let before = before.trim();
    (!before.is_empty() && !inside.trim().is_empty()).then_some(before)
}

/// The text inside the parentheses at the end of a name.
fn last_parentheses(name: &str) -> Option<&str> {
    let (_, inside) = name.strip_suffix(')')?.rsplit_once('(')?;
    let inside = inside.trim();
    (!inside.is_empty()).then_some(inside)
}

fn not_a_state(name: &str) -> Resolution {
    if NOT_STATES.contains(&("name", table::folded(name))) { Resolution::NotAState } else { Resolution::Unknown }
}

struct Term {
    state: StateId,
    office: &'static str,
    from: Day,
    to: Option<Day>,
}

/// Terms of office by folded name.
type Terms = BTreeMap<String, Vec<Term>>;

static OFFICIALS: LazyLock<Terms> = LazyLock::new(|| terms(include_str!("officials.csv")));

/// Heads of state and government whose names tell a role and resolve nothing.
static LEADERS: LazyLock<Terms> = LazyLock::new(|| terms(include_str!("leaders.csv")));

fn terms(text: &'static str) -> Terms {
    let mut all = Terms::new();
    for row in table::rows(text, 5) {
        all.entry(table::folded(row[0])).or_default().push(Term {
            state: state(row[1]).expect("each official serves a state of the table"),
            office: row[2],
            from: table::day(row[3]).expect("each term has a first day"),
            to: table::day(row[4]),
        });
    }
    all
}

/// The first and last days of all terms of office.
pub(super) fn term_days() -> impl Iterator<Item = (Day, Option<Day>)> {
    OFFICIALS.values().chain(LEADERS.values()).flatten().map(|term| (term.from, term.to))
}

/// Every office of the table, for tests.
#[cfg(test)]
pub(super) fn all_offices() -> impl Iterator<Item = &'static str> {
    OFFICIALS.values().chain(LEADERS.values()).flatten().map(|term| term.office)
}

/// Every term of office (folded name, state, first day, last day), for tests of the table.
#[cfg(test)]
pub(super) fn all_terms() -> impl Iterator<Item = (&'static str, StateId, Day, Option<Day>)> {
    let all = OFFICIALS.iter().chain(LEADERS.iter());
    all.flat_map(|(name, terms)| terms.iter().map(|t| (name.as_str(), t.state, t.from, t.to)))
}
