//! GDELT 1.0's lists: `filesizes` (size and name) and `md5sums` (MD5 and name), of daily, monthly and yearly files. The
//! layout is that of the producer's public documentation and of public code that reads these lists.

use super::client::Client;
use super::line::each_line;
use super::{Checksum, ChecksumKind, Gap, Listed, Listing, Stop, Unreadable};
use std::collections::{BTreeMap, BTreeSet};
use std::io::BufReader;
use tertius::calendar::{Day, Span, When};
use tertius::progress::Progress;

const SIZES: &str = "/events/filesizes";
const SUMS: &str = "/events/md5sums";
/// The year with which the yearly, and the months with which the monthly files begin, and the day of the first daily one.
const FIRST_YEAR: i16 = 1979;
const FIRST_MONTH: (i16, u8) = (2006, 1);
const FIRST_DAY: (i16, u8, u8) = (2013, 4, 1);

#[derive(Default)]
struct Read {
    sizes: BTreeMap<String, u64>,
    sums: BTreeMap<String, Checksum>,
    unreadable: Unreadable,
}

pub(super) fn list(client: &Client, span: Span, progress: &dyn Progress) -> Result<Listing, Stop> {
    let mut read = client.listed(SIZES, progress, |body| {
        let mut read = Read::default();
        each_line(BufReader::new(body), |number, line| take_size(&mut read, number, line))?;
        Ok(read)
    })?;
    let sums = client.listed(SUMS, progress, |body| {
        let mut sums = Read::default();
        each_line(BufReader::new(body), |number, line| take_sum(&mut sums, number, line))?;
        Ok(sums)
    })?;
    read.sums = sums.sums;
    read.unreadable.count += sums.unreadable.count;
    read.unreadable.first = read.unreadable.first.or(sums.unreadable.first);
    Ok(listing(&read, span))
}

fn take_size(read: &mut Read, number: u64, line: &[u8]) {
    match two_words(line) {
        Some((size, name)) => match size.parse() {
            Ok(size) => {
                read.sizes.insert(name.to_owned(), size);
            }
            Err(_) => read.unreadable.note(number, line),
        },
        None if line.is_empty() => {}
        None => read.unreadable.note(number, line),
    }
}

fn take_sum(read: &mut Read, number: u64, line: &[u8]) {
    match two_words(line).map(|(sum, name)| (Checksum::new(ChecksumKind::Md5, sum), name)) {
        Some((Some(sum), name)) => {
            // A star before the name is how md5sum marks a file that was read as bytes.
            read.sums.insert(name.trim_start_matches('*').to_owned(), sum);
        }
        None if line.is_empty() => {}
        _ => read.unreadable.note(number, line),
    }
}

fn two_words(line: &[u8]) -> Option<(&str, &str)> {
    let mut words = std::str::from_utf8(line).ok()?.split_ascii_whitespace();
    let both = (words.next()?, words.next()?);
    words.next().is_none().then_some(both)
}

/// The days of `20140115.export.CSV.zip`, `200601.zip` or `1979.zip`; `None` for the other files of the list, such as the
/// reduced edition.
fn days_of(name: &str) -> Option<Span> {
    let stamp = name.strip_suffix(".export.CSV.zip").filter(|s| s.len() == 8);
    let stamp = stamp.or(name.strip_suffix(".zip").filter(|s| s.len() == 4 || s.len() == 6))?;
    if !stamp.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let when = if stamp.len() == 6 { format!("{}-{}", &stamp[..4], &stamp[4..]) } else { stamp.to_owned() };
    When::parse(&when).map(|w| w.span)
}

fn listing(read: &Read, span: Span) -> Listing {
    let names: BTreeSet<&String> = read.sizes.keys().chain(read.sums.keys()).collect();
    let (mut files, mut notes) = (Vec::new(), Vec::new());
    let (mut newest, mut half_listed) = (None, 0_u64);
    let mut present = BTreeSet::new();
    for name in names {
        let Some(days) = days_of(name) else { continue };
        newest = newest.max(Some(days.last));
        if days.intersection(span).is_none() {
            continue;
        }
        present.insert(days);
        let (size, checksum) = (read.sizes.get(name).copied(), read.sums.get(name).cloned());
        half_listed += u64::from(size.is_none() || checksum.is_none());
        let version = checksum.as_ref().map_or_else(|| format!("size:{}", size.unwrap_or(0)), Checksum::to_string);
        files.push(Listed {
            name: name.clone(),
            path: format!("/events/{name}"),
            size,
            checksum,
            is_binding: true,
            version,
        });
    }
    if half_listed > 0 {
        notes.push(format!(
            "{half_listed} files stand in only one of the two lists; what the other would say cannot be checked."
        ));
    }
    if let Some(newest) = newest.filter(|n| *n < span.last) {
        notes.push(format!("The list ends with {newest}; what comes later does not exist yet."));
    }
    if Day::from_ymd(FIRST_YEAR, 1, 1).is_some_and(|first| span.first < first) {
        notes.push(format!("GDELT begins in {FIRST_YEAR}."));
    }
    let expected = newest.map_or_else(Vec::new, |newest| expected(span, newest));
    Listing { files, unreadable: read.unreadable.clone(), gaps: gaps(&expected, &present), notes, all_names: None }
}

/// A file that the producer's rhythm lets one expect.
struct Expected {
    days: Span,
    label: String,
}

/// The years, months and days of the span, in this order, up to the newest day listed.
fn expected(span: Span, newest: Day) -> Vec<Expected> {
    let mut all: Vec<Expected> = Vec::new();
    let mut add = |text: String| {
        if let Some(when) = When::parse(&text)
            && when.span.first <= newest
            && when.span.intersection(span).is_some()
        {
            all.push(Expected { days: when.span, label: text });
        }
    };
    (FIRST_YEAR..FIRST_MONTH.0).for_each(|year| add(format!("{year}")));
    let is_monthly = |year: i16, month: u8| (year, month) < (FIRST_DAY.0, FIRST_DAY.1);
    for year in FIRST_MONTH.0..=FIRST_DAY.0 {
        (FIRST_MONTH.1..=12).filter(|m| is_monthly(year, *m)).for_each(|month| add(format!("{year}-{month:02}")));
    }
    if let Some(first) = Day::from_ymd(FIRST_DAY.0, FIRST_DAY.1, FIRST_DAY.2) {
        let last = span.last.min(newest);
        let mut day = span.first.max(first);
        while day <= last {
            add(day.to_string());
            day = day.plus(1);
        }
    }
    all
}

fn gaps(expected: &[Expected], present: &BTreeSet<Span>) -> Vec<Gap> {
    let mut gaps: Vec<Gap> = Vec::new();
    let mut goes_on = false;
    for e in expected {
        let missing = !present.contains(&e.days);
        match gaps.last_mut() {
            // Years, months and days are told apart by the length of their label.
            Some(gap) if missing && goes_on && gap.to.len() == e.label.len() => {
                gap.to.clone_from(&e.label);
                gap.missing += 1;
            }
            _ if missing => gaps.push(Gap { from: e.label.clone(), to: e.label.clone(), missing: 1 }),
            _ => {}
        }
        goes_on = missing;
    }
    gaps
}

#[cfg(test)]
mod tests {
    use super::*;

    const SUM: &str = "297a16b493de7cf6ca809a7cc31d0b93";

    fn of(names: &[&str], first: &str, last: &str) -> Listing {
        let mut read = Read::default();
        for (n, name) in names.iter().enumerate() {
            take_size(&mut read, n as u64 + 1, format!("77 {name}").as_bytes());
            take_sum(&mut read, n as u64 + 1, format!("{SUM}  {name}").as_bytes());
        }
        let day = |text: &str| When::parse(text).expect("a date").span;
        listing(&read, Span::new(day(first).first, day(last).last).expect("a span"))
    }

    #[test]
    fn years_months_and_days_are_taken_where_they_meet_the_span() {
        let names = [
            "1979.zip",
            "2005.zip",
            "200601.zip",
            "201303.zip",
            "20130401.export.CSV.zip",
            "20130402.export.CSV.zip",
            "GDELT.MASTERREDUCEDV2.1979-2013.zip",
            "200613.zip",
        ];
        let got = of(&names, "2005-12-31", "2013-04-01");
        let taken: Vec<&str> = got.files.iter().map(|f| f.name.as_str()).collect();
        assert_eq!(taken, ["2005.zip", "200601.zip", "201303.zip", "20130401.export.CSV.zip"]);
        assert_eq!(got.files[0].path, "/events/2005.zip");
        let gap = Gap { from: "2006-02".into(), to: "2013-02".into(), missing: 85 };
        assert_eq!((got.gaps, got.unreadable.count), (vec![gap], 0));
    }

    #[test]
    fn missing_days_are_stretches_and_what_was_never_due_is_none() {
        let names = ["20140122.export.CSV.zip", "20140126.export.CSV.zip"];
        let got = of(&names, "2014-01-22", "2014-12-31");
        assert_eq!(got.gaps, [Gap { from: "2014-01-23".into(), to: "2014-01-25".into(), missing: 3 }]);
        assert!(got.notes[0].contains("ends with 2014-01-26"));
    }

    #[test]
    fn bad_lines_are_counted_and_half_listed_files_are_taken() {
        let mut read = Read::default();
        let sizes: [&[u8]; 5] =
            [b"77 20140101.export.CSV.zip", b"", b"many 1979.zip", b"1979.zip", b"\xff\xfe 1980.zip"];
        sizes.iter().enumerate().for_each(|(n, line)| take_size(&mut read, n as u64 + 1, line));
        take_sum(&mut read, 1, b"short  20140102.export.CSV.zip");
        take_sum(&mut read, 2, format!("{SUM} *20140102.export.CSV.zip").as_bytes());
        assert_eq!(read.unreadable.count, 4);
        assert_eq!(read.unreadable.first.as_ref().map(|f| f.0), Some(3));
        let got = listing(&read, When::parse("2014").expect("a year").span);
        let told: Vec<_> = got.files.iter().map(|f| (f.size, f.checksum.is_some(), f.version.as_str())).collect();
        assert_eq!(told, [(Some(77), false, "size:77"), (None, true, got.files[1].version.as_str())]);
        assert!(got.notes.iter().any(|n| n.contains("only one of the two lists")));
    }
}
