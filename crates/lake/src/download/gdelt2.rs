//! GDELT 2.0's list: `masterfilelist.txt`, lines of size, MD5 and URL, three files each quarter of an hour of which one
//! holds events; and `lastupdate.txt`, the newest three in the same form. The layout is that of the producer's public
//! documentation and of excerpts in public code.

use super::client::Client;
use super::line::each_line;
use super::{Checksum, ChecksumKind, Gap, Listed, Listing, Stop, Unreadable};
use std::collections::{BTreeMap, BTreeSet};
use std::io::BufReader;
use tertius::calendar::{Day, Span};
use tertius::progress::Progress;

const LIST: &str = "/gdeltv2/masterfilelist.txt";
const NEWEST: &str = "/gdeltv2/lastupdate.txt";
const EVENTS: &str = ".export.CSV.zip";
/// Quarter-hours of a day.
const A_DAY: i64 = 96;
/// The first quarter-hour of GDELT 2.0: 2015-02-18 23:00.
const BEGINS: (i16, u8, u8, i64) = (2015, 2, 18, 92);

/// A quarter of an hour, counted from 1970.
type Quarter = i64;

/// What has been read of the lists.
#[derive(Default)]
struct Read {
    files: BTreeMap<String, Listed>,
    quarters: BTreeSet<Quarter>,
    newest: Option<Quarter>,
    unreadable: Unreadable,
    listed_again: u64,
}

pub(super) fn list(client: &Client, span: Span, progress: &dyn Progress) -> Result<Listing, Stop> {
    let mut read = client.listed(LIST, progress, |body| {
        let mut read = Read::default();
        each_line(BufReader::new(body), |number, line| take(&mut read, span, number, line))?;
        Ok(read)
    })?;
    // The newest files may have appeared since the long list was written. Where this small list is not to be had, the
    // next run finds them in the long one.
    let newest = client.listed(NEWEST, progress, |body| {
        let mut newest = Read::default();
        each_line(BufReader::new(body), |number, line| take(&mut newest, span, number, line))?;
        Ok(newest)
    });
    let mut notes = Vec::new();
    match newest {
        Ok(newest) => {
            read.files.extend(newest.files);
            read.quarters.extend(newest.quarters);
            read.newest = read.newest.max(newest.newest);
        }
        Err(e) => notes.push(format!("lastupdate.txt could not be had, so the newest files may be missing: {e}")),
    }
    Ok(listing(read, span, notes))
}

/// One line: of other kinds of files nothing is kept, of events those within the span.
fn take(read: &mut Read, span: Span, number: u64, line: &[u8]) {
    if line.is_empty() {
        return;
    }
    let Some((size, checksum, name)) = parts(line) else { return read.unreadable.note(number, line) };
    let Some(stamp) = name.strip_suffix(EVENTS) else { return };
    let Some((day, quarter)) = quarter(stamp) else { return read.unreadable.note(number, line) };
    read.newest = read.newest.max(Some(quarter));
    if !span.contains(day) {
        return;
    }
    read.quarters.insert(quarter);
    let file = Listed {
        name: name.to_owned(),
        path: format!("/gdeltv2/{name}"),
        size: Some(size),
        version: checksum.to_string(),
        checksum: Some(checksum),
        is_binding: true,
    };
    let again = read.files.insert(name.to_owned(), file);
    read.listed_again += u64::from(again.is_some());
}

/// Size, checksum and file name. The URL's host is not looked at: a mirror's list may name the producer's.
fn parts(line: &[u8]) -> Option<(u64, Checksum, &str)> {
    let text = std::str::from_utf8(line).ok()?;
    let mut words = text.split_ascii_whitespace();
    let (size, md5, url) = (words.next()?, words.next()?, words.next()?);
    if words.next().is_some() || !(url.starts_with("http://") || url.starts_with("https://")) {
        return None;
    }
    let name = url.rsplit('/').next().filter(|n| !n.is_empty())?;
    Some((size.parse().ok()?, Checksum::new(ChecksumKind::Md5, md5)?, name))
}

/// Day and quarter-hour of `20150218230000`.
fn quarter(stamp: &str) -> Option<(Day, Quarter)> {
    if stamp.len() != 14 || !stamp.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let day = Day::parse(&stamp[..8])?;
    let (hour, minute): (i64, i64) = (stamp[8..10].parse().ok()?, stamp[10..12].parse().ok()?);
    (hour < 24 && minute < 60).then(|| (day, first_of(day) + hour * 4 + minute / 15))
}

/// The quarter-hour with which a day begins.
fn first_of(day: Day) -> Quarter {
    let epoch = Day::from_ymd(1970, 1, 1).map_or(0, |e| day.days_since(e));
    i64::from(epoch) * A_DAY
}

fn label(quarter: Quarter) -> String {
    let day = Day::from_ymd(1970, 1, 1).map(|e| e.plus(i32::try_from(quarter.div_euclid(A_DAY)).unwrap_or(0)));
    let of_day = quarter.rem_euclid(A_DAY);
    format!("{} {:02}:{:02}", day.map(|d| d.to_string()).unwrap_or_default(), of_day / 4, of_day % 4 * 15)
}

fn listing(read: Read, span: Span, mut notes: Vec<String>) -> Listing {
    let begins = Day::from_ymd(BEGINS.0, BEGINS.1, BEGINS.2).map_or(0, |d| first_of(d) + BEGINS.3);
    let asked = first_of(span.first)..first_of(span.last) + A_DAY;
    let first = asked.start.max(begins);
    // What comes after the newest file of the list is not missing yet.
    let end = asked.end.min(read.newest.map_or(first, |n| n + 1));
    if asked.start < begins {
        notes.push("GDELT 2.0 begins on 2015-02-18 at 23:00; for the time before there is GDELT 1.0 (gdelt1).".into());
    }
    match read.newest {
        Some(newest) if newest + 1 < asked.end => {
            notes.push(format!("The list ends with {}; what comes later does not exist yet.", label(newest)));
        }
        None => notes.push("The list names no file of events at all.".into()),
        Some(_) => {}
    }
    if read.listed_again > 0 {
        notes.push(format!("{} files stand in the list more than once; the last line counts.", read.listed_again));
    }
    let present: Vec<Quarter> = read.quarters.into_iter().collect();
    Listing {
        files: read.files.into_values().collect(),
        unreadable: read.unreadable,
        gaps: gaps(&present, first, end),
        notes,
        all_names: None,
    }
}

/// Stretches of `first..end` that are not among the sorted quarters.
fn gaps(present: &[Quarter], first: Quarter, end: Quarter) -> Vec<Gap> {
    let mut gaps = Vec::new();
    let mut next = first;
    for quarter in present.iter().copied().filter(|q| (first..end).contains(q)).chain([end]) {
        if quarter > next {
            gaps.push(Gap { from: label(next), to: label(quarter - 1), missing: quarter.abs_diff(next) });
        }
        next = next.max(quarter + 1);
    }
    gaps
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(lines: &[&str], first: &str, last: &str) -> Listing {
        let span = Span::new(Day::parse(first).expect("a day"), Day::parse(last).expect("a day")).expect("a span");
        let mut read = Read::default();
        for (n, line) in lines.iter().enumerate() {
            take(&mut read, span, n as u64 + 1, line.as_bytes());
        }
        listing(read, span, Vec::new())
    }

    fn line(stamp: &str) -> String {
        format!("1000 297a16b493de7cf6ca809a7cc31d0b93 http://data.gdeltproject.org/gdeltv2/{stamp}.export.CSV.zip")
    }

    #[test]
    fn events_within_the_span_are_kept_and_bad_lines_counted() {
        let good = line("20150218230000");
        let listing = read(
            &[
                &good,
                "318084 bb27f78ba45f69a17ea6ed7755e9f8ff http://data.gdeltproject.org/gdeltv2/20150218230000.mentions.CSV.zip",
                "",
                "http://data.gdeltproject.org/gdeltv2/20150218231500.export.CSV.zip",
                "12 nothex http://data.gdeltproject.org/gdeltv2/20150218231500.export.CSV.zip",
                &line("20150231000000"),
                &line("2015021823"),
                &line("20150220000000"),
            ],
            "2015-02-01",
            "2015-02-19",
        );
        assert_eq!(listing.files.len(), 1);
        assert_eq!(listing.files[0].path, "/gdeltv2/20150218230000.export.CSV.zip");
        assert_eq!((listing.files[0].size, listing.files[0].is_binding), (Some(1000), true));
        assert_eq!(listing.unreadable.count, 4);
        assert_eq!(listing.unreadable.first.as_ref().map(|f| f.0), Some(4));
        assert!(listing.notes.iter().any(|n| n.contains("gdelt1")), "it began within the span");
        let gap = Gap { from: "2015-02-18 23:15".into(), to: "2015-02-19 23:45".into(), missing: 99 };
        assert_eq!(listing.gaps, [gap], "the list goes on after the span");
    }

    #[test]
    fn gaps_are_stretches_and_the_future_is_none() {
        let stamps = ["20200101000000", "20200101003000", "20200101004500", "20200101013000"].map(line);
        let stamps: Vec<&str> = stamps.iter().map(String::as_str).collect();
        let listing = read(&stamps, "2020-01-01", "2020-01-02");
        let told: Vec<_> = listing.gaps.iter().map(|g| (g.from.as_str(), g.to.as_str(), g.missing)).collect();
        let expected = [("2020-01-01 00:15", "2020-01-01 00:15", 1), ("2020-01-01 01:00", "2020-01-01 01:15", 2)];
        assert_eq!(told, expected);
        assert!(listing.notes[0].contains("2020-01-01 01:30"), "{:?}", listing.notes);
        assert!(read(&[], "2020-01-01", "2020-01-02").gaps.is_empty());
    }

    #[test]
    fn the_last_line_of_a_file_counts() {
        let corrected = line("20200101000000").replace("297a", "aaaa");
        let listing = read(&[&line("20200101000000"), &corrected], "2020-01-01", "2020-01-01");
        assert!(listing.files[0].version.starts_with("md5:aaaa"));
        assert!(listing.notes.iter().any(|n| n.contains("more than once")));
    }
}
