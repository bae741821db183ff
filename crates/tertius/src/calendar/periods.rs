//! Cutting time into weeks, months, quarters or years. Weeks begin on the first day that the dossier
//! gives (KEDS practice), the others with the civil calendar.

use super::{Day, Span};
use std::fmt;

/// How long a period is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PeriodLength {
    /// Seven days.
    Week,
    /// A calendar month.
    Month,
    /// Three calendar months, from January.
    Quarter,
    /// A calendar year.
    Year,
}

impl PeriodLength {
    /// All lengths, shortest first.
    pub const ALL: [PeriodLength; 4] = [Self::Week, Self::Month, Self::Quarter, Self::Year];

    /// The word used in dossiers and reports.
    pub fn word(self) -> &'static str {
        match self {
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }

    /// Reads the word.
    pub fn parse(text: &str) -> Option<PeriodLength> {
        Self::ALL.into_iter().find(|l| l.word() == text)
    }

    /// Number of periods that span three months, at least one: the primary horizon of VERDICTS.md, section 2.
    pub fn primary_horizon(self) -> usize {
        match self {
            Self::Week => 13,
            Self::Month => 3,
            Self::Quarter | Self::Year => 1,
        }
    }

    /// Number of periods that span one year, at least one: the longest horizon that is drawn.
    pub fn longest_horizon(self) -> usize {
        match self {
            Self::Week => 52,
            Self::Month => 12,
            Self::Quarter => 4,
            Self::Year => 1,
        }
    }

    fn months(self) -> i32 {
        match self {
            Self::Week => 0,
            Self::Month => 1,
            Self::Quarter => 3,
            Self::Year => 12,
        }
    }
}

impl fmt::Display for PeriodLength {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// A run of equal periods; period 0 holds the first day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PeriodCalendar {
    length: PeriodLength,
    start: Day,
    n_periods: usize,
}

impl PeriodCalendar {
    /// The periods needed to hold every day of `span`. Months, quarters and years are whole ones, also
    /// at the ends; weeks start on the span's first day and the last one may reach beyond the span.
    pub fn covering(length: PeriodLength, span: Span) -> PeriodCalendar {
        let start = match length {
            PeriodLength::Week => span.first,
            _ => {
                let (y, m, _) = span.first.ymd();
                let months = length.months();
                let m0 = (i32::from(m) - 1) / months * months;
                Day::from_ymd(y, m0 as u8 + 1, 1).unwrap_or(span.first)
            }
        };
        let mut calendar = PeriodCalendar { length, start, n_periods: usize::MAX };
        calendar.n_periods = calendar.index_of(span.last).map_or(1, |i| i + 1);
        calendar
    }

    /// So many periods from one of this calendar's, which becomes period 0; they may reach beyond its last.
    pub fn stretch(&self, first: usize, n_periods: usize) -> PeriodCalendar {
        PeriodCalendar { length: self.length, start: self.first_day(first), n_periods }
    }

    /// The period's length.
    pub fn length(&self) -> PeriodLength {
        self.length
    }

    /// Number of periods.
    pub fn len(&self) -> usize {
        self.n_periods
    }

    /// Never: a calendar covers at least one day. (Here because `len` is.)
    pub fn is_empty(&self) -> bool {
        self.n_periods == 0
    }

    /// Which period holds the day; `None` if the day lies before the first or after the last.
    pub fn index_of(&self, day: Day) -> Option<usize> {
        if day < self.start {
            return None;
        }
        let index = match self.length {
            PeriodLength::Week => day.days_since(self.start) / 7,
            _ => {
                let (y0, m0, _) = self.start.ymd();
                let (y, m, _) = day.ymd();
                ((i32::from(y) - i32::from(y0)) * 12 + i32::from(m) - i32::from(m0)) / self.length.months()
            }
        } as usize;
        (index < self.n_periods).then_some(index)
    }

    /// The days of a period.
    pub fn span(&self, index: usize) -> Span {
        let first = self.first_day(index);
        Span { first, last: self.first_day(index + 1).plus(-1) }
    }

    fn first_day(&self, index: usize) -> Day {
        match self.length {
            PeriodLength::Week => self.start.plus(index as i32 * 7),
            _ => {
                let (y, m, _) = self.start.ymd();
                let months = i32::from(m) - 1 + index as i32 * self.length.months();
                let year = i32::from(y) + months.div_euclid(12);
                Day::from_ymd(year as i16, months.rem_euclid(12) as u8 + 1, 1).unwrap_or(self.start)
            }
        }
    }

    /// How the period is printed: `1998-12-13` for a week, `1998-12`, `1998-Q4`, `1998`.
    pub fn label(&self, index: usize) -> String {
        let (y, m, _) = self.first_day(index).ymd();
        match self.length {
            PeriodLength::Week => self.first_day(index).to_string(),
            PeriodLength::Month => format!("{y:04}-{m:02}"),
            PeriodLength::Quarter => format!("{y:04}-Q{}", (m - 1) / 3 + 1),
            PeriodLength::Year => format!("{y:04}"),
        }
    }

    /// All days of all periods.
    pub fn whole(&self) -> Span {
        Span { first: self.start, last: self.first_day(self.n_periods).plus(-1) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(a: &str, b: &str) -> Span {
        Span::new(Day::parse(a).unwrap(), Day::parse(b).unwrap()).unwrap()
    }

    #[test]
    fn every_day_falls_into_the_period_that_names_it() {
        let days = span("1979-04-15", "1999-03-31");
        for length in PeriodLength::ALL {
            let calendar = PeriodCalendar::covering(length, days);
            for offset in 0..days.n_days() {
                let day = days.first.plus(offset);
                let index = calendar.index_of(day).unwrap();
                assert!(calendar.span(index).contains(day), "{length} {day}");
            }
            assert!(calendar.whole().covers(days));
        }
    }

    #[test]
    fn weeks_are_anchored_at_the_first_date() {
        let calendar = PeriodCalendar::covering(PeriodLength::Week, span("1992-01-05", "1999-03-31"));
        let index = calendar.index_of(Day::parse("1998-12-16").unwrap()).unwrap();
        assert_eq!(calendar.label(index), "1998-12-13");
        assert_eq!(calendar.index_of(Day::parse("1992-01-04").unwrap()), None);
    }

    #[test]
    fn quarters_begin_in_january() {
        let calendar = PeriodCalendar::covering(PeriodLength::Quarter, span("2014-05-17", "2015-01-02"));
        assert_eq!((calendar.len(), calendar.label(0), calendar.label(3)), (4, "2014-Q2".into(), "2015-Q1".into()));
        assert_eq!(calendar.index_of(Day::parse("2015-04-01").unwrap()), None);
    }
}
