//! Eras: stretches of one instrument between known breaks, and how much of a period a source watched.

use crate::actors::{self, StateId};
use crate::calendar::{Day, PeriodCalendar, PeriodLength, Span};
use crate::dossier::Instrument;
use std::collections::{BTreeMap, BTreeSet};

/// What ended the era before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EraStart {
    /// Nothing: it is the first.
    First,
    /// A break in the source that the dossier names: another coder, actor list or cut.
    Break,
    /// A state became another, and the source went on as before.
    Succession,
    /// Nobody was watching for a year or more.
    NotWatched,
}

/// A stretch between known breaks, without a year in which nobody was watching.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Era {
    /// First period, an index into the calendar.
    pub first: usize,
    /// Last period, included.
    pub last: usize,
    /// What ended the era before it; empty for the first.
    pub because: String,
    /// The same as a kind. Where a break and a succession share a day, the break; where nobody watched for a year
    /// around a succession, that.
    pub start: EraStart,
}

/// Share of a period's days that the source watched.
pub(super) fn watched(observed: &[Span], period: Span) -> f64 {
    let days: i32 = observed.iter().filter_map(|o| o.intersection(period)).map(|s| s.n_days()).sum();
    f64::from(days) / f64::from(period.n_days())
}

/// Cuts the calendar at the dossier's breaks, at the succession of a state of the triangle, and where nobody was
/// watching for a year. A period that a break falls into, other than on its first day, belongs to neither era; a
/// yearly number that is not made of events goes with the greater part of its days.
pub(super) fn eras(
    calendar: &PeriodCalendar,
    observed: &[bool],
    instrument: &Instrument,
    states: &[StateId],
) -> Vec<Era> {
    let mut breaks: Vec<(Day, String, EraStart)> = Vec::new();
    for b in states.iter().flat_map(|s| actors::succession_breaks(*s)) {
        let (y, m, d) = b.day;
        breaks.extend(Day::from_ymd(y, m, d).map(|day| (day, format!("succession: {}", b.what), EraStart::Succession)));
    }
    // The dossier's come last, so that they stand where both fall on one period.
    breaks.extend(instrument.breaks.iter().map(|(day, because)| (*day, because.clone(), EraStart::Break)));
    let mut cuts: BTreeMap<usize, (String, EraStart)> = BTreeMap::new();
    let mut mixed: BTreeSet<usize> = BTreeSet::new();
    for (day, because, start) in breaks {
        let because = (because, start);
        let Some(index) = calendar.index_of(day) else { continue };
        let span = calendar.span(index);
        let days_before = day.days_since(span.first);
        let first_of_new = index + usize::from(days_before > 0);
        if days_before == 0 {
            cuts.insert(index, because);
        } else if !instrument.measure.is_of_events() {
            cuts.insert(if 2 * days_before > span.n_days() { first_of_new } else { index }, because);
        } else {
            mixed.insert(index);
            cuts.insert(first_of_new, because);
        }
    }
    let length = calendar.length();
    let a_year = match length {
        PeriodLength::Week => 52,
        PeriodLength::Month => 12,
        PeriodLength::Quarter => 4,
        PeriodLength::Year => 1,
    };
    let mut all = Vec::new();
    let mut open: Option<Era> = None;
    let mut because = (String::new(), EraStart::First);
    let mut unobserved = 0;
    for (i, watching) in observed.iter().enumerate() {
        if let Some(cut) = cuts.get(&i) {
            all.extend(open.take());
            because = cut.clone();
        }
        if !watching || mixed.contains(&i) {
            unobserved += usize::from(!watching);
            continue;
        }
        if unobserved >= a_year {
            if open.is_some() {
                all.extend(open.take());
                let plural = if unobserved == 1 { "" } else { "s" };
                because =
                    (format!("nobody was watching for {unobserved} {length}{plural} before"), EraStart::NotWatched);
            } else if because.1 == EraStart::Succession {
                because.1 = EraStart::NotWatched;
            }
        }
        unobserved = 0;
        let era = open.get_or_insert_with(|| Era {
            first: i,
            last: i,
            because: std::mem::take(&mut because.0),
            start: because.1,
        });
        era.last = i;
    }
    all.extend(open);
    if let Some(first) = all.first_mut() {
        first.because.clear();
        first.start = EraStart::First;
    }
    all
}

#[cfg(test)]
mod tests {
    use crate::claims::read_series;
    use crate::dossier::{Dossier, MemoryFiles};
    use crate::progress::Quiet;

    /// Eras of an instrument, as printed, with the reason of each.
    fn eras(period: &str, observed: &str, keys: &str, rows: &[&str]) -> Vec<(String, String, String)> {
        let text = format!(
            "[triangle]\npair = [\"IRN\", \"RUS\"]\nthird = \"USA\"\nperiod = \"{period}\"\n[[instrument]]\nname = \"a\"\nfiles = [\"e.csv\"]\nobserved = [{observed}]\n{keys}\n"
        );
        let header = if keys.contains("indicator") { "date,a,b,value" } else { "date,initiator,target,code,count" };
        let csv = format!("{header}\n{}\n", rows.join("\n"));
        let dossier = Dossier::read(&text, &[]).unwrap();
        let all = read_series(&dossier, &MemoryFiles(vec![("e.csv".into(), csv.into_bytes())]), &Quiet).unwrap();
        let s = &all[0];
        s.eras.iter().map(|e| (s.calendar.label(e.first), s.calendar.label(e.last), e.because.clone())).collect()
    }

    const COUNTED: &str = "source = \"counted\"\nontology = \"quad\"";

    #[test]
    fn the_month_of_a_succession_belongs_to_neither_era() {
        let found = eras("month", "\"1990..1993\"", COUNTED, &["1990-03,IRN,RUS,conflict,1"]);
        assert_eq!((found[0].1.as_str(), found[1].0.as_str()), ("1991-11", "1992-01"));
        assert!(found[1].2.contains("Soviet Union"));
    }

    #[test]
    fn a_yearly_vote_goes_with_most_of_its_days() {
        let found = eras("year", "", "source = \"indicator\"", &["1990,IRN,RUS,1", "1991,IRN,RUS,1", "1992,IRN,RUS,1"]);
        assert_eq!((found[0].1.as_str(), found[1].0.as_str()), ("1991", "1992"));
    }

    #[test]
    fn a_break_while_nobody_watched_opens_no_era_of_its_own() {
        let with_break = format!("{COUNTED}\nbreak = [{{ from = \"2006-03\", because = \"new coder\" }}]");
        let found = eras("month", "\"2000..2004\", \"2007..2011\"", &with_break, &["2000-03,IRN,RUS,conflict,1"]);
        assert_eq!(found.len(), 2, "{found:?}");
        assert_eq!((found[1].0.as_str(), found[1].2.as_str()), ("2007-01", "new coder"));
    }
}
