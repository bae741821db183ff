//! What a lake holds, for people: sources, periods, gaps, what was removed and rejected. Reads the log, no part.

use crate::log::{FileEntry, Lake};
use std::collections::BTreeMap;
use tertius::calendar::{Day, Span};

/// One source of a lake.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct SourceAccount {
    /// Its name.
    pub source: String,
    /// The reader.
    pub reader: String,
    /// The ontology of its codes.
    pub ontology: String,
    /// Whether rows are kept, or the cube alone.
    pub rows_are_kept: bool,
    /// How events are cleaned.
    pub cleaned_by: Vec<String>,
    /// Files that stand.
    pub files: u64,
    /// Bytes of their text.
    pub text_bytes: u64,
    /// Rows.
    pub rows: u64,
    /// Rows that are counted in the cube.
    pub counted: u64,
    /// Rows that were read and not counted, by rule.
    pub removed: BTreeMap<String, u64>,
    /// Rows that could not be read, by reason.
    pub rejected: BTreeMap<String, u64>,
    /// Rows in which bytes that are not UTF-8 were replaced.
    pub not_utf8: u64,
    /// When the source was watching, as its files say it: sorted, without overlap.
    pub observed: Vec<String>,
    /// Days between the first and the last observed one for which there is no file.
    pub gaps: Vec<String>,
    /// Days with fewer files than most days have, with their number: quarter-hours that are missing.
    pub thin_days: BTreeMap<String, u64>,
    /// Parts of Parquet: events and cube.
    pub parts: u64,
    /// Bytes on the disk, rejected rows and keys included.
    pub disk_bytes: u64,
    /// Commits.
    pub commits: u64,
    /// Versions of the program that wrote them.
    pub versions: Vec<String>,
    /// The most frequent actors and codes that could not be resolved, with how often.
    pub unresolved: Vec<(String, u64)>,
}

/// The days that a file speaks of: the day in its name, else the days of its rows.
fn days(file: &FileEntry) -> Option<Span> {
    if let Some(day) = Day::parse(&file.window) {
        return Some(Span { first: day, last: day });
    }
    let [first, last] = file.days.as_ref()?;
    Span::new(Day::parse(first)?, Day::parse(last)?)
}

/// When a source was watching, as its files say it: sorted, without overlap, spans that touch made one.
pub fn observed(lake: &Lake, source: &str) -> Vec<Span> {
    let mut spans: Vec<Span> = lake.files(source).into_values().filter_map(days).collect();
    spans.sort_by_key(|s| (s.first, s.last));
    let mut joined: Vec<Span> = Vec::new();
    for span in spans {
        match joined.last_mut() {
            Some(last) if span.first <= last.last.plus(1) => last.last = last.last.max(span.last),
            _ => joined.push(span),
        }
    }
    joined
}

/// The account of every source, sorted by name.
pub fn accounts(lake: &Lake) -> Vec<SourceAccount> {
    lake.sources().into_iter().map(|source| account(lake, source)).collect()
}

/// Files of a day from which on they are taken to be of its hours or quarter-hours.
const HOURS: u64 = 12;

fn account(lake: &Lake, source: &str) -> SourceAccount {
    let files = lake.files(source);
    let last = lake.of(source).last();
    let mut removed = BTreeMap::new();
    let mut rejected = BTreeMap::new();
    let mut unresolved: BTreeMap<&str, u64> = BTreeMap::new();
    let mut of_day: BTreeMap<Day, u64> = BTreeMap::new();
    for file in files.values() {
        for (rule, n) in &file.removed {
            *removed.entry(rule.clone()).or_insert(0) += n;
        }
        for (reason, n) in &file.rejected {
            *rejected.entry(reason.clone()).or_insert(0) += n;
        }
        if let Some(day) = Day::parse(&file.window) {
            *of_day.entry(day).or_insert(0) += 1;
        }
    }
    for (what, n) in lake.of(source).flat_map(|c| &c.unresolved) {
        *unresolved.entry(what).or_insert(0) += n;
    }
    let mut unresolved: Vec<(String, u64)> = unresolved.into_iter().map(|(w, n)| (w.to_owned(), n)).collect();
    unresolved.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    unresolved.truncate(20);
    let observed = observed(lake, source);
    let gaps = observed
        .windows(2)
        .filter_map(|pair| Span::new(pair[0].last.plus(1), pair[1].first.plus(-1)))
        .map(|gap| gap.to_string())
        .collect();
    // Where there are files for parts of a day, most days have as many as the fullest: 96 quarter-hours.
    let full = of_day.values().copied().max().unwrap_or(0);
    let edges = [of_day.keys().next().copied(), of_day.keys().next_back().copied()];
    let thin_days = of_day
        .into_iter()
        .filter(|(day, n)| full >= HOURS && *n < full && !edges.contains(&Some(*day)))
        .map(|(day, n)| (day.to_string(), n))
        .collect();
    let kinds = ["events", "cube", "rejected", "keys", "window"];
    let parts: Vec<&str> = kinds.iter().flat_map(|k| lake.parts(k, source).into_keys()).collect();
    let sum = |of: fn(&FileEntry) -> u64| files.values().map(|f| of(f)).sum();
    SourceAccount {
        source: source.to_owned(),
        reader: last.map_or(String::new(), |c| c.reader.clone()),
        ontology: last.map_or(String::new(), |c| c.ontology.clone()),
        rows_are_kept: last.is_some_and(|c| c.rows_are_kept),
        cleaned_by: last.map_or(Vec::new(), |c| c.choices.reasons().into_iter().map(|(name, _)| name).collect()),
        files: files.len() as u64,
        text_bytes: sum(|f| f.text_bytes),
        rows: sum(|f| f.rows),
        counted: sum(|f| f.counted),
        removed,
        rejected,
        not_utf8: sum(|f| f.not_utf8),
        observed: observed.iter().map(ToString::to_string).collect(),
        gaps,
        thin_days,
        parts: (lake.parts("events", source).len() + lake.parts("cube", source).len()) as u64,
        disk_bytes: parts.iter().filter_map(|p| std::fs::metadata(lake.root().join(p)).ok()).map(|m| m.len()).sum(),
        commits: lake.of(source).count() as u64,
        versions: lake
            .of(source)
            .map(|c| c.tertius.clone())
            .collect::<std::collections::BTreeSet<_>>()
            .into_iter()
            .collect(),
        unresolved,
    }
}
