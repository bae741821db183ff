//! GDELT 2.0 as its producer publishes it, one zip for each quarter of an hour, made of real rows again and again. Dates
//! move together: the stamps of the files advance by 15 minutes, and an event keeps its distance in days from the file
//! that tells of it. Ids ascend over all files. Each URL gets the number of its file (`?n=17`, or `&n=17` after a
//! question mark), because the same row of the same day would otherwise come back within the day, and a reader that
//! leaves out repeated rows would be timed on less than it read. Nothing else is touched.

use super::originals::lines;
use rayon::prelude::*;
use std::io::{Cursor, Write};
use std::path::Path;
use tertius::calendar::Day;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

const COLUMNS: usize = 61;
const QUARTERS_OF_A_DAY: usize = 96;

/// The id of the first row; as long as the producer's own of those years.
const FIRST_ID: u64 = 700_000_000;

/// How many files are held in memory at once.
const AT_ONCE: usize = 32;

/// One quarter-hour of the producer.
pub(super) struct Original {
    rows: Vec<Row>,
}

struct Row {
    /// Days from the event to the file.
    days_before: i32,
    /// All between the dates and the stamp: columns 6 to 59.
    between: Vec<u8>,
    url: Vec<u8>,
}

impl Original {
    /// Reads rows of 61 columns that all have one stamp (DATEADDED, 14 digits).
    pub(super) fn read(text: &[u8]) -> Result<Original, String> {
        let mut rows = Vec::new();
        let mut stamp: Option<&[u8]> = None;
        for (n, line) in lines(text) {
            let fields: Vec<&[u8]> = line.split(|b| *b == b'\t').collect();
            if fields.len() != COLUMNS {
                return Err(format!("line {n} has {} columns, {COLUMNS} are wanted", fields.len()));
            }
            if *stamp.get_or_insert(fields[59]) != fields[59] || fields[59].len() != 14 {
                return Err(format!("line {n} is stamped unlike the first, or not with 14 digits"));
            }
            let day = |digits: &[u8]| std::str::from_utf8(digits).ok().and_then(Day::parse);
            let (Some(event), Some(file)) = (day(fields[1]), day(&fields[59][..8])) else {
                return Err(format!("line {n} has a date that does not exist"));
            };
            rows.push(Row {
                days_before: file.days_since(event),
                between: fields[5..59].join(&b'\t'),
                url: fields[60].to_vec(),
            });
        }
        if rows.is_empty() { Err("no rows".into()) } else { Ok(Original { rows }) }
    }
}

/// A quarter of an hour of the volume, counted from 0.
#[derive(Clone, Copy)]
struct Quarter {
    number: usize,
    day: Day,
}

impl Quarter {
    fn new(number: usize, begin: Day) -> Quarter {
        Quarter { number, day: begin.plus((number / QUARTERS_OF_A_DAY) as i32) }
    }

    /// Hour and minute of the stamp.
    fn time(self) -> (u8, u8) {
        let quarter = self.number % QUARTERS_OF_A_DAY;
        ((quarter / 4) as u8, (15 * (quarter % 4)) as u8)
    }

    fn stamp(self) -> String {
        let ((year, month, day), (hour, minute)) = (self.day.ymd(), self.time());
        format!("{year:04}{month:02}{day:02}{hour:02}{minute:02}00")
    }
}

/// The rows of `original` as the file of that quarter-hour, the first of them with the id `first_id`.
fn text(original: &Original, quarter: Quarter, first_id: u64) -> Result<Vec<u8>, String> {
    let stamp = quarter.stamp();
    let mut out = Vec::with_capacity(original.rows.iter().map(|row| row.between.len() + row.url.len() + 80).sum());
    for (id, row) in (first_id..).zip(&original.rows) {
        let (year, month, day) = quarter.day.plus(-row.days_before).ymd();
        // The producer's own arithmetic: months of 30 days in a year of 365.
        let fraction = f64::from((i32::from(month) - 1) * 30 + i32::from(day)) / 365.0;
        let date = f64::from(year) + fraction;
        write!(out, "{id}\t{year:04}{month:02}{day:02}\t{year:04}{month:02}\t{year:04}\t{date:.4}\t")
            .map_err(failed)?;
        out.extend_from_slice(&row.between);
        let mark = if row.url.contains(&b'?') { '&' } else { '?' };
        write!(out, "\t{stamp}\t").map_err(failed)?;
        out.extend_from_slice(&row.url);
        writeln!(out, "{mark}n={}", quarter.number).map_err(failed)?;
    }
    Ok(out)
}

/// One member, deflated at level 6 as the producer's are, dated by its own stamp so that a second run gives the same
/// bytes.
fn zipped(text: &[u8], quarter: Quarter) -> Result<Vec<u8>, String> {
    let ((year, month, day), (hour, minute)) = (quarter.day.ymd(), quarter.time());
    let time = DateTime::from_date_and_time(year.unsigned_abs(), month, day, hour, minute, 0)
        .map_err(|e| format!("a zip cannot hold the year {year}: {e}\n"))?;
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(6))
        .last_modified_time(time);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file(format!("{}.export.CSV", quarter.stamp()), options).map_err(failed)?;
    zip.write_all(text).map_err(failed)?;
    Ok(zip.finish().map_err(failed)?.into_inner())
}

/// Writes `YYYYMMDDHHMMSS.export.CSV.zip` after another until there are `bytes` of text.
pub(super) fn write(originals: &[Original], folder: &Path, bytes: u64, begin: Day) -> Result<String, String> {
    let (mut done, mut packed, mut next_id, mut next) = (0, 0, FIRST_ID, 0);
    while done < bytes {
        let mut wanted = Vec::new();
        for number in next..next + AT_ONCE {
            let original = &originals[number % originals.len()];
            wanted.push((original, Quarter::new(number, begin), next_id));
            next_id += original.rows.len() as u64;
        }
        let mut texts: Vec<(Quarter, Vec<u8>, u64)> = wanted
            .into_par_iter()
            .map(|(original, quarter, id)| Ok((quarter, text(original, quarter, id)?, id + original.rows.len() as u64)))
            .collect::<Result<_, String>>()?;
        // Parallel work makes a whole batch; only as much of it as was asked for is written.
        let mut kept = 0;
        while kept < texts.len() && done < bytes {
            done += texts[kept].1.len() as u64;
            next_id = texts[kept].2;
            kept += 1;
        }
        texts.truncate(kept);
        next += kept;
        packed += texts
            .into_par_iter()
            .map(|(quarter, text, _)| {
                let zip = zipped(&text, quarter)?;
                let file = folder.join(format!("{}.export.CSV.zip", quarter.stamp()));
                std::fs::write(&file, &zip).map_err(|e| format!("{}: {e}\n", file.display()))?;
                Ok(zip.len() as u64)
            })
            .sum::<Result<u64, String>>()?;
    }
    let (first, last) = (Quarter::new(0, begin).stamp(), Quarter::new(next - 1, begin).stamp());
    Ok(format!("{next} files, {} rows, {done} bytes of text, {packed} packed: {first} to {last}\n", next_id - FIRST_ID))
}

fn failed(e: impl std::fmt::Display) -> String {
    format!("{e}\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    const BETWEEN: usize = 54;

    /// Rows of a quarter-hour: its stamp, and the id, the date and the URL of each row.
    fn quarter_hour(stamp: &str, rows: &[(&str, &str, &str)]) -> String {
        rows.iter()
            .map(|(id, date, url)| {
                let between: Vec<String> = (5..5 + BETWEEN).map(|i| format!("c{i}")).collect();
                format!("{id}\t{date}\tM\tY\tF\t{}\t{stamp}\t{url}\n", between.join("\t"))
            })
            .collect()
    }

    fn originals() -> Vec<Original> {
        let first =
            quarter_hour("20161013151500", &[("9", "20161013", "http://a"), ("10", "20151014", "http://b?c=1")]);
        let second = quarter_hour("20161013153000", &[("11", "20161014", "BBC")]);
        [first, second].iter().map(|text| Original::read(text.as_bytes()).unwrap()).collect()
    }

    #[test]
    fn dates_move_together_and_all_else_stands() {
        let originals = originals();
        let quarter = Quarter::new(2 * 96 + 5, Day::from_ymd(2018, 2, 27).unwrap());
        let text = String::from_utf8(text(&originals[0], quarter, 700).unwrap()).unwrap();
        let rows: Vec<Vec<&str>> = text.lines().map(|line| line.split('\t').collect()).collect();
        assert_eq!(rows[0][..6], ["700", "20180301", "201803", "2018", "2018.1671", "c5"]);
        // 365 days earlier, as the original's event lay 365 days before its file.
        assert_eq!(rows[1][..6], ["701", "20170301", "201703", "2017", "2017.1671", "c5"]);
        assert_eq!(rows[0][58..], ["c58", "20180301011500", "http://a?n=197"]);
        assert_eq!(rows[1][58..], ["c58", "20180301011500", "http://b?c=1&n=197"]);
        assert!(rows.iter().all(|row| row.len() == COLUMNS));
    }

    #[test]
    fn fractions_are_the_producers() {
        // Dates and fractions as they stand in files of GDELT.
        for (y, m, d, fraction) in [(2015, 10, 14, "2015.7781"), (2006, 7, 31, "2006.5781"), (2014, 12, 7, "2014.9233")]
        {
            let row = Row { days_before: 0, between: Vec::new(), url: Vec::new() };
            let quarter = Quarter::new(0, Day::from_ymd(y, m, d).unwrap());
            let text = text(&Original { rows: vec![row] }, quarter, 1).unwrap();
            assert_eq!(text.split(|b| *b == b'\t').nth(4), Some(fraction.as_bytes()));
        }
    }

    #[test]
    fn files_follow_each_other_and_a_second_run_gives_the_same() {
        let originals = originals();
        let root = std::env::temp_dir().join(format!("tertius-volume-{}", std::process::id()));
        let begin = Day::from_ymd(2018, 12, 31).unwrap();
        let mut runs = Vec::new();
        for run in ["a", "b"] {
            let folder = root.join(run);
            std::fs::create_dir_all(&folder).unwrap();
            let said = write(&originals, &folder, 60_000, begin).unwrap();
            let mut files: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|e| e.unwrap().path()).collect();
            files.sort();
            runs.push((said, files.iter().map(|f| std::fs::read(f).unwrap()).collect::<Vec<_>>()));
            if run == "a" {
                let names: Vec<String> =
                    files.iter().map(|f| f.file_name().unwrap().to_string_lossy().into_owned()).collect();
                assert_eq!(names[..2], ["20181231000000.export.CSV.zip", "20181231001500.export.CSV.zip"]);
                assert!(names.last().unwrap().starts_with("20190101"), "{names:?}");
            }
        }
        std::fs::remove_dir_all(&root).unwrap();
        assert!(runs[0] == runs[1]);
        let (mut ids, mut bytes) = (Vec::new(), Vec::new());
        for zip in &runs[0].1 {
            let mut zip = zip::ZipArchive::new(Cursor::new(zip)).unwrap();
            assert_eq!(zip.len(), 1);
            let mut text = String::new();
            zip.by_index(0).unwrap().read_to_string(&mut text).unwrap();
            bytes.push(text.len());
            ids.extend(text.lines().map(|line| line[..9].parse::<u64>().unwrap()));
        }
        assert_eq!(ids, (FIRST_ID..FIRST_ID + ids.len() as u64).collect::<Vec<_>>());
        let all: usize = bytes.iter().sum();
        assert!(all >= 60_000 && all - bytes.last().unwrap() < 60_000);
        assert!(runs[0].0.contains(&format!("{} rows, {all} bytes", ids.len())), "{}", runs[0].0);
    }

    #[test]
    fn what_is_no_quarter_hour_is_an_error() {
        let wrong = |text: &str| Original::read(text.as_bytes()).err().unwrap();
        assert_eq!(wrong("a\tb\n"), "line 1 has 2 columns, 61 are wanted");
        assert_eq!(wrong(""), "no rows");
        let daily = quarter_hour("20161013", &[("9", "20161013", "u")]);
        assert!(wrong(&daily).starts_with("line 1 is stamped"));
        let mixed = quarter_hour("20161013151500", &[("9", "20161013", "u")])
            + &quarter_hour("20161013153000", &[("9", "20161013", "u")]);
        assert!(wrong(&mixed).starts_with("line 2 is stamped"));
        let no_day = quarter_hour("20161013151500", &[("9", "20160230", "u")]);
        assert!(wrong(&no_day).contains("does not exist"));
    }
}
