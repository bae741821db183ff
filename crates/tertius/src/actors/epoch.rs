//! Stretches of days within which our tables do not change, so that whoever asks for the same text again and again
//! may remember the answer. Which answer it is, is decided in `resolve`, `names` and `roles`.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::names::term_days;
use super::succession::spell_days;
use super::{Day, states};

/// Days on which something of the tables begins, and days that are its last, each once and in order.
static TURNS: LazyLock<(Vec<Day>, Vec<Day>)> = LazyLock::new(|| {
    let of_states = states().map(|id| (Some(id.state().from), id.state().to));
    let of_terms = term_days().map(|(from, to)| (Some(from), to));
    let (mut first, mut last) = (BTreeSet::new(), BTreeSet::new());
    for (from, to) in of_states.chain(spell_days()).chain(of_terms) {
        first.extend(from);
        last.extend(to);
    }
    (first.into_iter().collect(), last.into_iter().collect())
});

/// The number of the stretch of days that `on` lies in: how many days before it, or it, were the first of a state, of a
/// spell of a code or of an official's term, and how many days before it were the last of one.
///
/// Two days with one number have the same answer from [`super::resolve`], [`super::resolve_named_actor`] and
/// [`super::role`] for every text. Numbers grow with time and are not stored: they change when the tables do.
pub fn epoch(on: Day) -> u16 {
    let (first, last) = &*TURNS;
    let turns = first.partition_point(|day| *day <= on) + last.partition_point(|day| *day < on);
    u16::try_from(turns).unwrap_or(u16::MAX)
}

/// First days of stretches, after the first stretch of all, for tests.
#[cfg(test)]
pub(super) fn turns() -> &'static (Vec<Day>, Vec<Day>) {
    &TURNS
}
