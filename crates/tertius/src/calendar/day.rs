//! One day, as a number of days since 1970-01-01, so that a table of millions of events can be sorted
//! and subtracted without a calendar in between. Reading and printing dates is all that `jiff` does here.

use jiff::civil::Date;
use std::fmt;

/// A calendar day. Ordered in time; subtracting gives days.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i32);

const EPOCH: Date = Date::constant(1970, 1, 1);

impl Day {
    /// The day of a year, month (1-12) and day (1-31), or `None` if there is no such day.
    pub fn from_ymd(year: i16, month: u8, day: u8) -> Option<Day> {
        let date = Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
        Some(Day::from_date(date))
    }

    fn from_date(date: Date) -> Day {
        // Civil dates of jiff span some 7.3 million days: days always fit.
        Day(EPOCH.until(date).map(|s| s.get_days()).unwrap_or_default())
    }

    fn date(self) -> Date {
        EPOCH.checked_add(jiff::Span::new().days(self.0)).unwrap_or(EPOCH)
    }

    /// Year, month (1-12) and day of the month (1-31).
    pub fn ymd(self) -> (i16, u8, u8) {
        let d = self.date();
        (d.year(), d.month() as u8, d.day() as u8)
    }

    /// The day `days` later (or earlier, when negative).
    pub fn plus(self, days: i32) -> Day {
        Day(self.0.saturating_add(days))
    }

    /// Whole days from `earlier` to this day; negative when this day comes first.
    pub fn days_since(self, earlier: Day) -> i32 {
        self.0 - earlier.0
    }

    /// Reads `YYYY-MM-DD` (or `YYYY/MM/DD`) and `YYYYMMDD`; `None` for anything else or for a day that does not exist.
    pub fn parse(text: &str) -> Option<Day> {
        let b = text.as_bytes();
        let digits = |r: std::ops::Range<usize>| -> Option<i16> {
            let part = text.get(r)?;
            part.bytes().all(|c| c.is_ascii_digit()).then(|| part.parse().ok())?
        };
        match b.len() {
            10 if (b[4] == b'-' && b[7] == b'-') || (b[4] == b'/' && b[7] == b'/') => {
                Day::from_ymd(digits(0..4)?, digits(5..7)? as u8, digits(8..10)? as u8)
            }
            8 => Day::from_ymd(digits(0..4)?, digits(4..6)? as u8, digits(6..8)? as u8),
            _ => None,
        }
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (y, m, d) = self.ymd();
        write!(f, "{y:04}-{m:02}-{d:02}")
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_survives_printing_and_reading() {
        for days in (-60_000..40_000).step_by(37) {
            let day = Day(days);
            assert_eq!(Day::parse(&day.to_string()), Some(day));
        }
    }

    #[test]
    fn days_that_do_not_exist_are_not_read() {
        for text in [
            "2014-02-30",
            "2013-02-29",
            "2014-13-01",
            "2014-00-10",
            "2014-1-1",
            "20140230",
            "",
            "abcdefgh",
            "+014-01-01",
            "2014-01/01",
            "２０１４",
        ] {
            assert_eq!(Day::parse(text), None, "{text}");
        }
        assert_eq!(Day::parse("2012-02-29").map(|d| d.ymd()), Some((2012, 2, 29)));
        assert_eq!(Day::parse("19700102").map(|d| d.days_since(Day(0))), Some(1));
    }
}
