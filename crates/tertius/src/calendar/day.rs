//! One day, as a number of days since 1970-01-01, so that a table of millions of events can be sorted
//! and subtracted without a calendar in between. Which dates exist is `jiff`'s knowledge; counting days is arithmetic
//! here, since a table of events asks for it several times a row.

use jiff::civil::Date;
use std::fmt;

/// A calendar day. Ordered in time; subtracting gives days.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i32);

/// Days of 400 years, after which the calendar repeats itself.
const CYCLE: i32 = 146_097;
/// Days from 0000-03-01 to 1970-01-01.
const EPOCH: i32 = 719_468;
/// The first and the last day of which there is a date.
const ENDS: [Day; 2] = [Day::of(-9999, 1, 1), Day::of(9999, 12, 31)];

impl Day {
    /// 1970-01-01, from which days are counted in files.
    pub const EPOCH: Day = Day(0);

    /// The day of a year, month (1-12) and day (1-31), or `None` if there is no such day.
    pub fn from_ymd(year: i16, month: u8, day: u8) -> Option<Day> {
        let date = Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
        Some(Day::of(date.year(), date.month(), date.day()))
    }

    /// The day of a date that exists. A year is counted from March on, so that a leap day is its last: its months then
    /// have 31, 30, 31, 30, 31 days over and over, which is 153 days in five.
    const fn of(year: i16, month: i8, day: i8) -> Day {
        let (month, day) = (month as i32, day as i32);
        let year = year as i32 - if month < 3 { 1 } else { 0 };
        let month = if month < 3 { month + 9 } else { month - 3 };
        let in_cycle = year.rem_euclid(400);
        let before = in_cycle * 365 + in_cycle / 4 - in_cycle / 100 + (153 * month + 2) / 5;
        Day(year.div_euclid(400) * CYCLE + before + day - 1 - EPOCH)
    }

    /// Year (-9999 to 9999), month (1-12) and day of the month (1-31); those of 1970-01-01 for days beyond.
    pub fn ymd(self) -> (i16, u8, u8) {
        if self < ENDS[0] || self > ENDS[1] {
            return (1970, 1, 1);
        }
        let days = self.0 + EPOCH;
        let in_cycle = days.rem_euclid(CYCLE);
        // Leap days that lie before, but for the last day of each four, hundred and four hundred years.
        let year = (in_cycle - in_cycle / 1_460 + in_cycle / 36_524 - in_cycle / 146_096) / 365;
        let in_year = in_cycle - (365 * year + year / 4 - year / 100);
        let month = (5 * in_year + 2) / 153;
        let day = in_year - (153 * month + 2) / 5 + 1;
        let (next, month) = if month < 10 { (0, month + 3) } else { (1, month - 9) };
        ((days.div_euclid(CYCLE) * 400 + year + next) as i16, month as u8, day as u8)
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
    fn days_are_counted_as_the_calendar_counts_them() {
        let epoch = Date::constant(1970, 1, 1);
        for days in (ENDS[0].0..=ENDS[1].0).step_by(29) {
            let date = epoch.checked_add(jiff::Span::new().days(days)).unwrap();
            assert_eq!(Day(days).ymd(), (date.year(), date.month() as u8, date.day() as u8));
            assert_eq!(Day::of(date.year(), date.month(), date.day()), Day(days));
        }
        for (year, month, day) in [(2000, 2, 29), (1900, 2, 28), (1900, 3, 1), (2000, 12, 31), (-4, 2, 29)] {
            assert_eq!(Day::from_ymd(year, month, day).unwrap().ymd(), (year, month, day));
        }
        assert_eq!((Day(i32::MAX).ymd(), Day(i32::MIN).ymd()), ((1970, 1, 1), (1970, 1, 1)), "no such dates");
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
