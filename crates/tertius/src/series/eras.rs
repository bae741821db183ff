//! Eras: stretches of one instrument between known breaks, and how much of a period a source watched.

use crate::actors::{self, StateId};
use crate::calendar::{Day, PeriodCalendar, PeriodLength, Span};
use crate::dossier::Instrument;
use std::collections::BTreeMap;

/// A stretch between known breaks, without a year in which nobody was watching.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Era {
    /// First period, an index into the calendar.
    pub first: usize,
    /// Last period, included.
    pub last: usize,
    /// What ended the era before it; empty for the first.
    pub because: String,
}

/// Share of a period's days that the source watched.
pub(super) fn watched(observed: &[Span], period: Span) -> f64 {
    let days: i32 = observed.iter().filter_map(|o| o.intersection(period)).map(|s| s.n_days()).sum();
    f64::from(days) / f64::from(period.n_days())
}

/// Cuts the calendar at the dossier's breaks, at the succession of a state of the triangle, and where
/// nobody was watching for a year.
pub(super) fn eras(
    calendar: &PeriodCalendar,
    observed: &[bool],
    instrument: &Instrument,
    states: &[StateId],
) -> Vec<Era> {
    let mut cuts: BTreeMap<usize, String> = BTreeMap::new();
    for (day, because) in &instrument.breaks {
        if let Some(index) = calendar.index_of(*day) {
            cuts.insert(index, because.clone());
        }
    }
    // An indicator such as a vote is cast by whoever holds the seat; events are coded by the new name from the succession on.
    for b in states.iter().flat_map(|s| actors::succession_breaks(*s)) {
        let (y, m, d) = b.day;
        if let Some(index) = Day::from_ymd(y, m, d).and_then(|day| calendar.index_of(day))
            && index > 0
        {
            cuts.insert(index, format!("succession: {}", b.what));
        }
    }
    let year = match calendar.length() {
        PeriodLength::Week => 52,
        PeriodLength::Month => 12,
        PeriodLength::Quarter => 4,
        PeriodLength::Year => 1,
    };
    let mut all = Vec::new();
    let mut open: Option<Era> = None;
    let mut unobserved = 0;
    for (i, watching) in observed.iter().enumerate() {
        if let Some(because) = cuts.get(&i)
            && let Some(era) = open.take()
        {
            all.push(era);
            open = Some(Era { first: i, last: i, because: because.clone() });
            unobserved = 0;
        }
        if !watching {
            unobserved += 1;
            continue;
        }
        if unobserved >= year
            && let Some(era) = open.take()
        {
            all.push(era);
            open = Some(Era {
                first: i,
                last: i,
                because: format!("nobody was watching for {unobserved} {}s before", calendar.length()),
            });
        }
        unobserved = 0;
        let era = open.get_or_insert_with(|| Era { first: i, last: i, because: String::new() });
        era.last = i;
    }
    all.extend(open);
    all
}
