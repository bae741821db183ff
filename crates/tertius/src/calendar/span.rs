//! A stretch of days, and the ways in which a dossier or a table names one: a day, a month, a quarter,
//! a year, or from one of these to another.

use super::{Day, PeriodLength};
use std::fmt;

/// From one day to another, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// First day.
    pub first: Day,
    /// Last day, not before the first.
    pub last: Day,
}

impl Span {
    /// `None` if `last` comes before `first`.
    pub fn new(first: Day, last: Day) -> Option<Span> {
        (first <= last).then_some(Span { first, last })
    }

    /// Whether the day lies within.
    pub fn contains(&self, day: Day) -> bool {
        self.first <= day && day <= self.last
    }

    /// Whether every day of `other` lies within.
    pub fn covers(&self, other: Span) -> bool {
        self.first <= other.first && other.last <= self.last
    }

    /// The days that both have.
    pub fn intersection(&self, other: Span) -> Option<Span> {
        Span::new(self.first.max(other.first), self.last.min(other.last))
    }

    /// Number of days, at least 1.
    pub fn n_days(&self) -> i32 {
        self.last.days_since(self.first) + 1
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} to {}", self.first, self.last)
    }
}

/// A date as precise as its writer made it: the span it names, and how long that is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct When {
    /// The days that are named.
    pub span: Span,
    /// `None` for a single day.
    pub length: Option<PeriodLength>,
}

impl When {
    /// Reads `2014-03-08`, `20140308`, `2014-03`, `2014-Q1` or `2014`.
    pub fn parse(text: &str) -> Option<When> {
        let year_of = |s: &str| -> Option<i16> {
            (s.len() == 4 && s.bytes().all(|c| c.is_ascii_digit())).then(|| s.parse().ok())?
        };
        let months = |y: i16, m: u8, n: u8, length| {
            let first = Day::from_ymd(y, m, 1)?;
            let (ny, nm) = if m + n > 12 { (y + 1, m + n - 12) } else { (y, m + n) };
            let last = Day::from_ymd(ny, nm, 1)?.plus(-1);
            Some(When { span: Span { first, last }, length: Some(length) })
        };
        match text.len() {
            4 => months(year_of(text)?, 1, 12, PeriodLength::Year),
            7 if text.as_bytes()[4] == b'-' => {
                let y = year_of(text.get(..4)?)?;
                match text.get(5..)? {
                    "Q1" => months(y, 1, 3, PeriodLength::Quarter),
                    "Q2" => months(y, 4, 3, PeriodLength::Quarter),
                    "Q3" => months(y, 7, 3, PeriodLength::Quarter),
                    "Q4" => months(y, 10, 3, PeriodLength::Quarter),
                    m if m.bytes().all(|c| c.is_ascii_digit()) => months(y, m.parse().ok()?, 1, PeriodLength::Month),
                    _ => None,
                }
            }
            _ => Day::parse(text).map(|d| When { span: Span { first: d, last: d }, length: None }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(text: &str) -> Option<String> {
        When::parse(text).map(|w| w.span.to_string())
    }

    #[test]
    fn months_quarters_and_years_name_all_their_days() {
        assert_eq!(span("2012-02").as_deref(), Some("2012-02-01 to 2012-02-29"));
        assert_eq!(span("2013-Q4").as_deref(), Some("2013-10-01 to 2013-12-31"));
        assert_eq!(span("1999").as_deref(), Some("1999-01-01 to 1999-12-31"));
        assert_eq!(span("1999-12").as_deref(), Some("1999-12-01 to 1999-12-31"));
        assert_eq!(span("1999-12-31").as_deref(), Some("1999-12-31 to 1999-12-31"));
    }

    #[test]
    fn what_is_no_date_is_not_read() {
        for text in ["", "199", "2014-13", "2014-00", "2014-Q5", "2014-02-30", "14-02", "2014_02", "年年年"] {
            assert_eq!(When::parse(text), None, "{text}");
        }
    }
}
