//! Tables of what was read: ledger, files, unresolved names, coverage, eras and readings.

use super::numbers::{full, full_or_empty};
use super::table::Table;
use super::words;
use crate::claims::{Findings, InstrumentFinding};
use crate::series::{Observation, Reading};

/// What became of every row, by instrument and reason.
pub(super) fn ledger(findings: &Findings) -> Table {
    let mut t = Table::new(
        "ledger",
        "What became of every row: rows read = accepted + removed + rejected",
        &["instrument", "fate", "reason", "rows", "first place", "example"],
    );
    for i in &findings.instruments {
        let name = &i.series.instrument.name.value;
        let ledger = &i.series.ledger;
        let mut plain = |fate: &str, rows: u64| {
            t.push(vec![name.clone(), fate.to_owned(), String::new(), rows.to_string(), String::new(), String::new()]);
        };
        plain("read", ledger.rows_read);
        plain("accepted", ledger.rows_accepted);
        let removed = ledger.removed.iter().map(|(why, tally)| ("removed", why.words(), tally));
        let rejected = ledger.rejected.iter().map(|(why, tally)| ("rejected", why.words(), tally));
        for (fate, why, tally) in removed.chain(rejected) {
            t.push(vec![
                name.clone(),
                fate.to_owned(),
                why.to_owned(),
                tally.count.to_string(),
                tally.first.to_string(),
                tally.example.clone(),
            ]);
        }
    }
    t
}

/// The most frequent names that could not be resolved.
pub(super) fn unresolved(findings: &Findings) -> Table {
    let mut t = Table::new(
        "unresolved",
        "The most frequent actors, codes or texts that could not be resolved",
        &["instrument", "text", "rows"],
    );
    for i in &findings.instruments {
        for (text, n) in &i.series.ledger.unresolved {
            t.push(vec![i.series.instrument.name.value.clone(), text.clone(), n.to_string()]);
        }
    }
    t
}

/// Files with their checksums.
pub(super) fn files(findings: &Findings) -> Table {
    let mut t = Table::new("files", "Files read, with checksums", &["instrument", "file", "rows", "bytes", "SHA-256"]);
    for i in &findings.instruments {
        for f in &i.series.ledger.files {
            t.push(vec![
                i.series.instrument.name.value.clone(),
                f.name.clone(),
                f.rows.to_string(),
                f.bytes.to_string(),
                f.sha256.clone(),
            ]);
        }
    }
    t
}

/// When each instrument was watching, as runs of periods; and the stretches that no event source watched.
pub(super) fn coverage(findings: &Findings) -> Table {
    let mut t = Table::new(
        "coverage",
        "When each instrument was watching",
        &["instrument", "from", "to", "first day", "last day", "state"],
    );
    for i in &findings.instruments {
        let calendar = &i.series.calendar;
        for (first, last, watching) in runs(&i.series.observed, |w| *w) {
            t.push(vec![
                i.series.instrument.name.value.clone(),
                calendar.label(first),
                calendar.label(last),
                calendar.span(first).first.to_string(),
                calendar.span(last).last.to_string(),
                if watching { "observed".to_owned() } else { "unobserved".to_owned() },
            ]);
        }
    }
    for (first, last) in &findings.holes {
        let days = |text: &str| crate::calendar::When::parse(text).map(|w| w.span);
        t.push(vec![
            "no instrument with events".to_owned(),
            first.clone(),
            last.clone(),
            days(first).map_or_else(String::new, |s| s.first.to_string()),
            days(last).map_or_else(String::new, |s| s.last.to_string()),
            "hole".to_owned(),
        ]);
    }
    t
}

/// Stretches without a known break, by instrument.
pub(super) fn eras(findings: &Findings) -> Table {
    let mut t = Table::new("eras", "Stretches without a known break", &["instrument", "from", "to", "begins because"]);
    for i in &findings.instruments {
        for e in &i.series.eras {
            let label = |p: usize| i.series.calendar.label(p);
            t.push(vec![i.series.instrument.name.value.clone(), label(e.first), label(e.last), e.because.clone()]);
        }
    }
    t
}

const READING_HEADER: [&str; 13] = [
    "period",
    "first day",
    "side",
    "state",
    "value",
    "standard error",
    "verbal cooperation",
    "material cooperation",
    "verbal conflict",
    "material conflict",
    "conflict of unknown class",
    "events",
    "exposure",
];

/// Every reading of one instrument.
pub(super) fn readings(findings: &Findings, instrument: usize) -> Table {
    let i = &findings.instruments[instrument];
    let name = &i.series.instrument.name.value;
    let mut t = Table::new(
        &format!("readings-{}-{name}", instrument + 1),
        format!("Readings of {name}: {}", words::measure_unit(i.series.instrument.measure)),
        &READING_HEADER,
    );
    t.rows = reading_rows(i).collect();
    t
}

/// Every reading of all instruments.
pub(super) fn readings_of_all(findings: &Findings) -> Table {
    let mut header = vec!["instrument"];
    header.extend(READING_HEADER);
    let mut t = Table::new("series", "Readings of every instrument", &header);
    for i in &findings.instruments {
        for mut row in reading_rows(i) {
            row.insert(0, i.series.instrument.name.value.clone());
            t.push(row);
        }
    }
    t
}

fn reading_rows(i: &InstrumentFinding) -> impl Iterator<Item = Vec<String>> {
    let calendar = i.series.calendar;
    i.sides.iter().flat_map(move |side| {
        side.readings.iter().enumerate().map(move |(p, r)| {
            let watched = r.observation != Observation::Unobserved;
            let count = |n: u64| if watched { n.to_string() } else { String::new() };
            vec![
                calendar.label(p),
                calendar.span(p).first.to_string(),
                side.side.to_string(),
                words::observation(r.observation).to_owned(),
                value(r).map_or_else(String::new, full),
                full_or_empty(r.variance.map(f64::sqrt)),
                count(r.counts.verbal_cooperation),
                count(r.counts.material_cooperation),
                count(r.counts.verbal_conflict),
                count(r.counts.material_conflict),
                count(r.counts.conflict),
                count(r.counts.all()),
                count(r.exposure),
            ]
        })
    })
}

/// The value of a reading, if there is one.
pub(super) fn value(r: &Reading) -> Option<f64> {
    match r.observation {
        Observation::Score(x) => Some(x),
        Observation::SilentAsZero => Some(0.0),
        Observation::Silent | Observation::Unobserved => None,
    }
}

/// Maximal runs of equal states: (first, last, state).
pub(super) fn runs<T, S: PartialEq + Copy>(items: &[T], state: impl Fn(&T) -> S) -> Vec<(usize, usize, S)> {
    let mut out: Vec<(usize, usize, S)> = Vec::new();
    for (k, item) in items.iter().enumerate() {
        let s = state(item);
        match out.last_mut() {
            Some(run) if run.2 == s => run.1 = k,
            _ => out.push((k, k, s)),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    #[test]
    fn runs_cover_everything_once() {
        assert_eq!(runs(&[1, 1, 2, 1], |x| *x), [(0, 1, 1), (2, 2, 2), (3, 3, 1)]);
        assert!(runs::<u8, u8>(&[], |x| *x).is_empty());
    }

    #[test]
    fn silence_and_absence_stay_apart_and_neither_is_zero() {
        let f = fixture::findings();
        let t = readings(&f, 0);
        let with = |state: &str| t.rows.iter().filter(|r| r[3] == state).collect::<Vec<_>>();
        let (silent, unobserved) = (with("silent"), with("unobserved"));
        assert!(!silent.is_empty() && !unobserved.is_empty());
        assert!(
            silent.iter().all(|r| r[4].is_empty() && r[11] == "0"),
            "a silent period was counted: 0 events, and no value"
        );
        assert!(
            unobserved.iter().all(|r| r[4..].iter().all(String::is_empty)),
            "nobody counted in an unobserved period"
        );
    }

    #[test]
    fn the_ledger_adds_up() {
        let t = ledger(&fixture::findings());
        let rows = |fate: &str| {
            t.rows
                .iter()
                .filter(|r| r[0] == "events A" && r[1] == fate)
                .map(|r| r[3].parse::<u64>().expect("a count"))
                .sum::<u64>()
        };
        assert_eq!(rows("read"), rows("accepted") + rows("removed") + rows("rejected"));
    }
}
