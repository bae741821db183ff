//! ICEWS as its producer publishes it by year: a header, then rows sorted by date with ascending ids, made of a few real
//! daily files again and again. The rows of one original keep their distance from each other in days: every day of the
//! volume gets the rows of each of its event days, once. Event ids are new; story ids and all else stand as they are.

use super::originals::lines;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use tertius::calendar::Day;

const COLUMNS: usize = 20;

/// The id of the first row.
const FIRST_ID: u64 = 1_000_000;

/// One daily file of the producer.
pub(super) struct Original {
    header: Vec<u8>,
    rows: Vec<Row>,
}

struct Row {
    day: Day,
    /// All after the date.
    rest: Vec<u8>,
}

impl Original {
    /// Reads a header and rows of 20 columns, the second of them a date.
    pub(super) fn read(text: &[u8]) -> Result<Original, String> {
        let mut all = lines(text);
        let header = match all.next() {
            Some((_, line)) if line.starts_with(b"Event ID\tEvent Date\t") => line.to_vec(),
            _ => return Err("the header of ICEWS is wanted in the first line (Event ID, Event Date, ...)".into()),
        };
        let mut rows = Vec::new();
        for (n, line) in all {
            let fields: Vec<&[u8]> = line.split(|b| *b == b'\t').collect();
            if fields.len() != COLUMNS {
                return Err(format!("line {n} has {} columns, {COLUMNS} are wanted", fields.len()));
            }
            let day = std::str::from_utf8(fields[1]).ok().and_then(Day::parse);
            let day = day.ok_or_else(|| format!("line {n} has a date that does not exist"))?;
            rows.push(Row { day, rest: fields[2..].join(&b'\t') });
        }
        if rows.is_empty() { Err("no rows".into()) } else { Ok(Original { header, rows }) }
    }
}

/// Appends the rows of `day` with ids from `id` on, and gives the next id. Of several originals, one after the other has
/// its turn for each of its event days.
fn day_of(originals: &[Original], day: Day, mut id: u64, out: &mut Vec<u8>) -> Result<u64, String> {
    for (turn, original) in originals.iter().enumerate() {
        for row in &original.rows {
            if day.days_since(row.day).rem_euclid(originals.len() as i32) == turn as i32 {
                write!(out, "{id}\t{day}\t").map_err(|e| format!("{e}\n"))?;
                out.extend_from_slice(&row.rest);
                out.push(b'\n');
                id += 1;
            }
        }
    }
    Ok(id)
}

/// Writes `events.<year>.tab` after another until there are `bytes` of text.
pub(super) fn write(originals: &[Original], folder: &Path, bytes: u64, begin: Day) -> Result<String, String> {
    let header = &originals[0].header;
    if originals.iter().any(|o| o.header != *header) {
        return Err("the headers of the originals differ\n".into());
    }
    let (mut day, mut id, mut done, mut files) = (begin, FIRST_ID, 0, 0);
    let mut text = Vec::new();
    while done < bytes {
        let year = day.ymd().0;
        let name = folder.join(format!("events.{year}.tab"));
        let failed = |e: std::io::Error| format!("{}: {e}\n", name.display());
        let mut file = BufWriter::with_capacity(1 << 20, File::create(&name).map_err(failed)?);
        file.write_all(header).and_then(|()| file.write_all(b"\n")).map_err(failed)?;
        done += header.len() as u64 + 1;
        while done < bytes && day.ymd().0 == year {
            text.clear();
            id = day_of(originals, day, id, &mut text)?;
            file.write_all(&text).map_err(failed)?;
            done += text.len() as u64;
            day = day.plus(1);
        }
        file.flush().map_err(failed)?;
        files += 1;
    }
    Ok(format!("{files} files, {} rows, {done} bytes: {begin} to {}\n", id - FIRST_ID, day.plus(-1)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    const HEADER: &str = "Event ID\tEvent Date\tSource Name\tSource Sectors\tSource Country\tEvent Text\tCAMEO Code\tIntensity\tTarget Name\tTarget Sectors\tTarget Country\tStory ID\tSentence Number\tPublisher\tCity\tDistrict\tProvince\tCountry\tLatitude\tLongitude\n";

    fn original(rows: &[(&str, &str)]) -> Original {
        let rows: String =
            rows.iter().map(|(date, name)| format!("7\t{date}\t{name}{}\n", "\tx".repeat(COLUMNS - 3))).collect();
        Original::read((HEADER.to_owned() + &rows).as_bytes()).unwrap()
    }

    #[test]
    fn every_day_gets_each_event_day_of_one_original() {
        let originals = [original(&[("2018-09-28", "a"), ("2018-10-03", "b")]), original(&[("2018-10-09", "c")])];
        let mut named: BTreeMap<String, usize> = BTreeMap::new();
        let (mut id, first) = (50, Day::from_ymd(2018, 1, 1).unwrap());
        for days in 0..10 {
            let mut text = Vec::new();
            let next = day_of(&originals, first.plus(days), id, &mut text).unwrap();
            let text = String::from_utf8(text).unwrap();
            for line in text.lines() {
                let fields: Vec<&str> = line.split('\t').collect();
                assert_eq!((fields.len(), fields[0].parse(), fields[1]), (20, Ok(id), &*first.plus(days).to_string()));
                *named.entry(fields[2].to_owned()).or_default() += 1;
                id += 1;
            }
            assert_eq!(id, next);
        }
        // With two originals, each row comes every second day.
        assert_eq!(named.into_iter().collect::<Vec<_>>(), [("a".into(), 5), ("b".into(), 5), ("c".into(), 5)]);
    }

    #[test]
    fn years_are_files_with_a_header() {
        let folder = std::env::temp_dir().join(format!("tertius-volume-icews-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let said = write(&[original(&[("2018-09-28", "a")])], &folder, 900, Day::from_ymd(1999, 12, 30).unwrap());
        let read = |year: &str| std::fs::read_to_string(folder.join(format!("events.{year}.tab"))).unwrap();
        let (first, second) = (read("1999"), read("2000"));
        std::fs::remove_dir_all(&folder).unwrap();
        assert!(first.starts_with(HEADER) && second.starts_with(HEADER));
        assert_eq!(first.lines().count(), 3);
        let dates: Vec<&str> = second.lines().skip(1).map(|l| l.split('\t').nth(1).unwrap()).collect();
        assert_eq!(dates[..2], ["2000-01-01", "2000-01-02"]);
        let all = first.len() + second.len();
        assert!((900..960).contains(&all));
        assert_eq!(
            said.unwrap(),
            format!("2 files, {} rows, {all} bytes: 1999-12-30 to {}\n", 2 + dates.len(), dates.last().unwrap())
        );
    }

    #[test]
    fn what_is_not_icews_is_an_error() {
        assert!(Original::read(b"id\tdate\n").err().unwrap().contains("header"));
        assert_eq!(Original::read(HEADER.as_bytes()).err().unwrap(), "no rows");
        let short = HEADER.to_owned() + "7\t2018-01-01\tx\n";
        assert!(Original::read(short.as_bytes()).err().unwrap().starts_with("line 2 has 3 columns"));
    }
}
