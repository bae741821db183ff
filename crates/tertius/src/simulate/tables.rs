//! The tables of a world, as text: counted events, exposure, and numbers of indicators, over the periods that an
//! instrument watched.

use super::counts::Month;
use super::observatory::Gap;
use super::states::Relation;
use crate::calendar::Day;
use std::fmt::Write as _;
use std::ops::Range;

/// Year of the first month.
const FIRST_YEAR: usize = 1993;

/// A period that an instrument watched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Watched {
    /// The period as tables write it.
    pub(super) label: String,
    /// Its months, counted from 0.
    pub(super) months: Range<usize>,
}

/// A month as the tables write it.
pub(super) fn date(t: usize) -> String {
    format!("{}-{:02}", FIRST_YEAR + t / 12, t % 12 + 1)
}

/// Year and month, the latter from 1.
pub(super) fn year_and_month(t: usize) -> (i16, u8) {
    ((FIRST_YEAR + t / 12) as i16, (t % 12) as u8 + 1)
}

/// Month of a day, counted from the first month of all worlds; `None` before it.
pub(super) fn month(day: Day) -> Option<usize> {
    let (year, month, _) = day.ymd();
    let years = usize::try_from(year).ok()?.checked_sub(FIRST_YEAR)?;
    Some(12 * years + usize::from(month) - 1)
}

/// The months, or whole years, of a world that lie in no gap.
pub(super) fn watched(periods: usize, gaps: &[Gap], yearly: bool) -> Vec<Watched> {
    let length = if yearly { 12 } else { 1 };
    (0..periods / length)
        .map(|i| i * length..(i + 1) * length)
        .filter(|months| gaps.iter().all(|g| g.last < months.start || months.end <= g.first))
        .map(|months| Watched {
            label: if yearly { (FIRST_YEAR + months.start / 12).to_string() } else { date(months.start) },
            months,
        })
        .collect()
}

/// The spans of a dossier's key `observed`, quoted and separated by commas.
pub(super) fn observed(watched: &[Watched]) -> String {
    let mut spans: Vec<(&Watched, &Watched)> = Vec::new();
    for period in watched {
        match spans.last_mut() {
            Some((_, last)) if last.months.end == period.months.start => *last = period,
            _ => spans.push((period, period)),
        }
    }
    spans.iter().map(|(a, b)| format!("\"{}..{}\"", a.label, b.label)).collect::<Vec<_>>().join(", ")
}

/// Counted events: one row per period, direction and class that has any.
pub(super) fn events(
    names: &[&str],
    relations: &[Relation],
    months: &[Vec<[Month; 2]>],
    watched: &[Watched],
    conflict: &str,
) -> Vec<u8> {
    let mut text = String::from("date,initiator,target,code,count\n");
    for period in watched {
        for (relation, months) in relations.iter().zip(months) {
            for direction in 0..2 {
                let (initiator, target) = (names[relation[direction]], names[relation[1 - direction]]);
                let within = || months[period.months.clone()].iter().map(|m| m[direction]);
                let [cooperation, conflicts] = [0, 1].map(|class| within().map(|m| m.rows()[class]).sum::<u64>());
                for (code, count) in [("verbal-cooperation", cooperation), (conflict, conflicts)] {
                    if count > 0 {
                        for part in [period.label.as_str(), ",", initiator, ",", target, ",", code, ","] {
                            text.push_str(part);
                        }
                        let _ = writeln!(text, "{count}");
                    }
                }
            }
        }
    }
    text.into_bytes()
}

/// Exposure: all events of each state in each month, `totals` with the rest of the world (by month and state) and
/// those with the states of the world.
pub(super) fn exposure(
    names: &[&str],
    relations: &[Relation],
    months: &[Vec<[Month; 2]>],
    totals: Vec<Vec<u64>>,
) -> Vec<u8> {
    let mut text = String::from("date,state,count\n");
    for (t, mut totals) in totals.into_iter().enumerate() {
        for (relation, months) in relations.iter().zip(months) {
            let all: u64 = months[t].iter().flat_map(|m| m.rows()).sum();
            relation.iter().for_each(|state| totals[*state] += all);
        }
        for (name, total) in names.iter().zip(totals) {
            let _ = writeln!(text, "{},{name},{total}", date(t));
        }
    }
    text.into_bytes()
}

/// Numbers of an indicator: one row per period and relation, with the standard error if it is stated.
pub(super) fn numbers(
    names: &[&str],
    relations: &[Relation],
    values: &[Vec<f64>],
    watched: &[Watched],
    error: Option<f64>,
) -> Vec<u8> {
    let mut text = String::from(if error.is_some() { "date,a,b,value,se\n" } else { "date,a,b,value\n" });
    for (i, period) in watched.iter().enumerate() {
        for (relation, values) in relations.iter().zip(values) {
            let _ = write!(text, "{},{},{},{:.6}", period.label, names[relation[0]], names[relation[1]], values[i]);
            if let Some(error) = error {
                let _ = write!(text, ",{error}");
            }
            text.push('\n');
        }
    }
    text.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_cut_months_and_whole_years() {
        let gaps = [Gap { first: 3, last: 4 }, Gap { first: 24, last: 24 }];
        let months = watched(40, &gaps, false);
        assert_eq!(months.len(), 37);
        assert_eq!(observed(&months), "\"1993-01..1993-03\", \"1993-06..1994-12\", \"1995-02..1996-04\"");
        // 1993 and 1995 have a month in a gap, 1996 is not finished.
        let years = watched(40, &gaps, true);
        assert_eq!((observed(&years), years[0].months.clone()), ("\"1994..1994\"".to_owned(), 12..24));
    }

    #[test]
    fn days_have_months() {
        let month = |y, m, d| month(Day::from_ymd(y, m, d).unwrap());
        assert_eq!((month(1993, 1, 1), month(1994, 2, 28), month(1992, 12, 31)), (Some(0), Some(13), None));
        assert_eq!(date(13), "1994-02");
    }

    #[test]
    fn a_year_adds_up_its_months() {
        let month = |cooperation, conflict| {
            [Month { cooperation, conflict, repeated: [0; 2] }, Month { conflict: 2, ..Month::default() }]
        };
        let months = vec![(0..12).map(|t| month(t, u64::from(t == 0))).collect::<Vec<_>>()];
        let text = events(&["A", "B"], &[[0, 1]], &months, &watched(12, &[], true), "material-conflict");
        assert_eq!(
            String::from_utf8(text).unwrap(),
            "date,initiator,target,code,count\n1993,A,B,verbal-cooperation,66\n1993,A,B,material-conflict,1\n1993,B,A,material-conflict,24\n"
        );
    }

    #[test]
    fn numbers_carry_their_error_if_it_is_stated() {
        let with = |error| {
            String::from_utf8(numbers(&["A", "B"], &[[0, 1]], &[vec![0.5]], &watched(12, &[], true), error)).unwrap()
        };
        assert_eq!(with(None), "date,a,b,value\n1993,A,B,0.500000\n");
        assert_eq!(with(Some(0.04)), "date,a,b,value,se\n1993,A,B,0.500000,0.04\n");
    }
}
