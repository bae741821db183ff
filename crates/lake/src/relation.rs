//! One pair's events from the cube, by period: what `tertius relation` prints and a dossier can read.

use crate::cube::{self, Cell, CubeRow, Month};
use crate::error::LakeError;
use crate::log::Lake;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use tertius::actors::StateId;
use tertius::calendar::{Day, PeriodCalendar, PeriodLength, Span};
use tertius::dossier::Ontology;
use tertius::events::ontologies::{self, QuadClass};

/// What is asked of the cube.
#[derive(Clone, Debug)]
pub struct RelationQuestion {
    /// The pair.
    pub pair: [StateId; 2],
    /// Only these sources of the lake; all where none is named.
    pub sources: Vec<String>,
    /// First and last day; without, all there is.
    pub span: Option<Span>,
    /// Only events of these roles of both actors; all where none is named.
    pub roles: Vec<String>,
    /// Threads that read.
    pub threads: usize,
}

/// What one state did to the other in a period, as one source saw it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Events by quad class: verbal cooperation, material cooperation, verbal conflict, material conflict, conflict not
    /// told apart.
    pub by_class: [u64; 5],
    /// All of it.
    pub all: Cell,
}

/// Counts by source, direction (0: the first state of the pair acts) and first day of the period.
pub type Relation = BTreeMap<(String, usize, Day), Counts>;

/// Reads all cells of a pair, and lets `take` add each to what is made of its part: source, direction and the cell. Gives
/// one outcome a part, in order, so that no more is held than what is made.
///
/// # Errors
/// A source that the lake does not have; a part that cannot be read.
pub fn fold_pair<T: Default + Send>(
    lake: &Lake,
    question: &RelationQuestion,
    take: impl Fn(&mut T, &str, usize, &CubeRow<'_>) + Sync,
) -> Result<Vec<T>, LakeError> {
    let all = lake.sources();
    for source in &question.sources {
        if !all.contains(source.as_str()) {
            let names: Vec<&str> = all.iter().copied().collect();
            return Err(LakeError::complaint(
                format!("the lake has no source \"{source}\""),
                format!("it has: {}", names.join(", ")),
            ));
        }
    }
    let wanted = |source: &str| question.sources.is_empty() || question.sources.iter().any(|s| s == source);
    let months = question.span.map(|s| [s.first, s.last].map(|d| Month::of(d.days_since(Day::EPOCH))));
    let mut parts: Vec<(&str, PathBuf)> = Vec::new();
    for source in all.into_iter().filter(|s| wanted(s)) {
        for part in lake.parts("cube", source).into_keys() {
            let month = part.split('/').find_map(|p| p.strip_prefix("month=")).and_then(Month::parse);
            if months.is_none_or(|[first, last]| month.is_none_or(|m| first <= m && m <= last)) {
                parts.push((source, lake.root().join(part)));
            }
        }
    }
    let pair = question.pair.map(StateId::code);
    let asked = |row: &CubeRow<'_>| {
        question.span.is_none_or(|s| s.contains(Day::EPOCH.plus(row.day)))
            && (question.roles.is_empty() || row.roles.iter().all(|r| question.roles.iter().any(|q| q == r)))
    };
    let next = AtomicUsize::new(0);
    let found: Mutex<BTreeMap<usize, Result<T, LakeError>>> = Mutex::default();
    std::thread::scope(|scope| {
        let work = || {
            loop {
                let i = next.fetch_add(1, Ordering::Relaxed);
                let Some((source, path)) = parts.get(i) else { return };
                let mut made = T::default();
                let read = cube::read_pair(path, pair, &mut |direction, row| {
                    if asked(row) {
                        take(&mut made, source, direction, row);
                    }
                });
                let mut found = found.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                found.insert(i, read.map(|()| made));
            }
        };
        for _ in 1..question.threads.max(1) {
            scope.spawn(work);
        }
        work();
    });
    found.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner).into_values().collect()
}

/// The first day of the period that holds a day; weeks begin on Mondays.
pub fn first_day(period: PeriodLength, day: Day) -> Day {
    if period == PeriodLength::Week {
        // 1970-01-05 was a Monday.
        return day.plus(-(day.days_since(Day::EPOCH.plus(4)).rem_euclid(7)));
    }
    PeriodCalendar::covering(period, Span { first: day, last: day }).span(0).first
}

/// Counts of a pair by period.
///
/// # Errors
/// As [`fold_pair`].
pub fn relation(lake: &Lake, question: &RelationQuestion, period: PeriodLength) -> Result<Relation, LakeError> {
    let ontology: BTreeMap<&str, Ontology> = lake
        .commits()
        .iter()
        .filter_map(|c| {
            let ontology = Ontology::WORDS.iter().find(|(w, _)| *w == c.ontology).map(|(_, o)| *o)?;
            Some((c.source.as_str(), ontology))
        })
        .collect();
    let parts = fold_pair(lake, question, |made: &mut Relation, source, direction, row| {
        let first = first_day(period, Day::EPOCH.plus(row.day));
        let class = ontology.get(source).and_then(|o| ontologies::code(*o, row.code).code()).map(|c| c.quad_class());
        let counts = made.entry((source.to_owned(), direction, first)).or_default();
        counts.all.add(&row.cell);
        if let Some(at) = class.and_then(|class| QuadClass::ALL.iter().position(|c| *c == class)) {
            counts.by_class[at] += row.cell.events;
        }
    })?;
    let mut relation = Relation::new();
    for (key, counts) in parts.into_iter().flatten() {
        let sum = relation.entry(key).or_default();
        sum.all.add(&counts.all);
        sum.by_class.iter_mut().zip(counts.by_class).for_each(|(all, n)| *all += n);
    }
    Ok(relation)
}
