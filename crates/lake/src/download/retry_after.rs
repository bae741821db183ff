//! The header `Retry-After`: seconds, or the date at which to come again (RFC 9110, sections 5.6.7 and 10.2.3).

use std::time::Duration;
use tertius::calendar::Day;

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// How long to wait, from `now` (seconds since 1970) on; `None` where the header says nothing that can be read. A date
/// that is over means no wait.
pub(super) fn retry_after(header: &str, now: u64) -> Option<Duration> {
    let header = header.trim();
    if !header.is_empty() && header.bytes().all(|b| b.is_ascii_digit()) {
        // More digits than a number holds is a wait without end.
        return Some(Duration::from_secs(header.parse().unwrap_or(u64::MAX)));
    }
    Some(Duration::from_secs(http_date(header)?.saturating_sub(now)))
}

/// Seconds since 1970 of a date as servers write it: `Sun, 06 Nov 1994 08:49:37 GMT`. The two forms that the standard
/// calls obsolete are not read.
pub(super) fn http_date(text: &str) -> Option<u64> {
    let (_, rest) = text.split_once(", ")?;
    let parts: Vec<&str> = rest.split(' ').collect();
    let [day, month, year, time, "GMT"] = parts[..] else { return None };
    let month = MONTHS.iter().position(|m| *m == month)? + 1;
    let date = Day::from_ymd(year.parse().ok()?, u8::try_from(month).ok()?, day.parse().ok()?)?;
    let clock: Vec<u64> = time.split(':').map(|p| p.parse().ok()).collect::<Option<_>>()?;
    let [hours, minutes, seconds] = clock[..] else { return None };
    if hours > 23 || minutes > 59 || seconds > 60 {
        return None;
    }
    let days = u64::try_from(date.days_since(Day::from_ymd(1970, 1, 1)?)).ok()?;
    Some(days * 86_400 + hours * 3_600 + minutes * 60 + seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_and_dates_are_read_and_nothing_else() {
        let now = 784_111_777; // The example of the standard.
        assert_eq!(http_date("Sun, 06 Nov 1994 08:49:37 GMT"), Some(now));
        let wait = |text: &str| retry_after(text, now).map(|d| d.as_secs());
        assert_eq!(wait(" 120 "), Some(120));
        assert_eq!(wait("99999999999999999999999"), Some(u64::MAX));
        assert_eq!(wait("Sun, 06 Nov 1994 08:50:37 GMT"), Some(60));
        assert_eq!(wait("Sun, 06 Nov 1994 08:40:00 GMT"), Some(0), "the date is over");
        for text in [
            "",
            "-1",
            "soon",
            "Sun, 31 Feb 1994 08:49:37 GMT",
            "Sun, 06 Nov 1994 25:49:37 GMT",
            "Sun, 06 Nov",
            "é, é é é é GMT",
        ] {
            assert_eq!(wait(text), None, "{text}");
        }
    }
}
