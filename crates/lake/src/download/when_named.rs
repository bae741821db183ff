//! The days that a file of a Dataverse can hold, by its name. Producers name yearly files by the year and updates by the
//! day of their release, which comes after the events.

use tertius::calendar::{Day, Span, When};

/// Days before its release that an update may reach back: releases were daily, then weekly, at times a day or two late.
const REACHES_BACK: i32 = 14;

/// What a name says of the days within.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Named {
    /// A year or a month: `events.2012.20150313084929.tab.zip`, `ngecEventsDV-2022.txt.zip`, `ngecEventsDV-2023-05.txt`.
    Days(Span),
    /// An update, by the day of its release: `20181004-icews-events.zip`, `ngecEvents.20230103111842.Release603.DV.txt`.
    Released(Day),
    /// No date: codebooks, lists of names.
    Nothing,
}

impl Named {
    /// Reads a name. A year of four digits comes before a release of eight or fourteen, since yearly files carry both.
    pub(super) fn read(name: &str) -> Named {
        let runs = digit_runs(name);
        for (i, run) in runs.iter().enumerate() {
            let Some(year) = run.text.parse::<i16>().ok().filter(|y| run.text.len() == 4 && (1900..2100).contains(y))
            else {
                continue;
            };
            let month = runs.get(i + 1).filter(|m| m.text.len() == 2 && m.start == run.end + 1);
            let is_joined = name.as_bytes().get(run.end).is_some_and(|b| matches!(b, b'-' | b'_' | b'.'));
            let by_month = month.filter(|_| is_joined).and_then(|m| When::parse(&format!("{year}-{}", m.text)));
            if let Some(when) = by_month.or_else(|| When::parse(&year.to_string())) {
                return Named::Days(when.span);
            }
        }
        let release = runs
            .iter()
            .filter(|r| r.text.len() == 8 || r.text.len() == 14)
            .find_map(|r| Day::parse(&r.text[..8]).filter(|d| (1900..2100).contains(&d.ymd().0)));
        release.map_or(Named::Nothing, Named::Released)
    }

    /// Whether the file may hold events of the span.
    pub(super) fn may_hold(self, span: Span) -> bool {
        match self {
            Named::Days(days) => days.intersection(span).is_some(),
            Named::Released(day) => {
                Span::new(day.plus(-REACHES_BACK), day).is_some_and(|s| s.intersection(span).is_some())
            }
            Named::Nothing => true,
        }
    }
}

struct Run<'a> {
    start: usize,
    end: usize,
    text: &'a str,
}

fn digit_runs(name: &str) -> Vec<Run<'_>> {
    let mut runs = Vec::new();
    let mut start = None;
    for (i, b) in name.bytes().chain([b' ']).enumerate() {
        match (b.is_ascii_digit(), start) {
            (true, None) => start = Some(i),
            (false, Some(s)) => {
                runs.push(Run { start: s, end: i, text: &name[s..i] });
                start = None;
            }
            _ => {}
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_as_producers_write_them() {
        let days = |text: &str| Named::Days(When::parse(text).expect("a date").span);
        let released = |text: &str| Named::Released(Day::parse(text).expect("a day"));
        for (name, expected) in [
            ("events.2012.20150313084929.tab.zip", days("2012")),
            ("Events.2017.20200602.tab.zip", days("2017")),
            ("20181004-icews-events.zip", released("20181004")),
            ("20230106-icews-events.tab.zip", released("20230106")),
            ("ngecEventsDV-2022.txt.zip", days("2022")),
            ("ngecEvents.DV.2018.txt", days("2018")),
            ("ngecEventsDV-2023-05.txt", days("2023-05")),
            ("ngecEvents.20230103111842.Release603.DV.txt", released("20230103")),
            ("CAMEO.CDB.09b5.pdf", Named::Nothing),
            ("BBN ACCENT Event Coding Evaluation 99999999.pdf", Named::Nothing),
            ("é2012é.tab", days("2012")),
            ("", Named::Nothing),
        ] {
            assert_eq!(Named::read(name), expected, "{name}");
        }
    }

    #[test]
    fn an_update_reaches_back_from_its_release() {
        let span = |text: &str| When::parse(text).expect("a date").span;
        let update = Named::read("20181004-icews-events.zip");
        assert!(update.may_hold(span("2018-10")) && update.may_hold(span("2018-09-25")));
        assert!(!update.may_hold(span("2018-10-05")) && !update.may_hold(span("2018-08")));
        assert!(Named::Nothing.may_hold(span("1979")));
    }
}
