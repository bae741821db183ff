//! The producers' files that a volume repeats, and the words of its command: unpacked here, understood elsewhere.

use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};
use tertius::calendar::Day;

/// `read` of the text of each file.
///
/// # Errors
/// What cannot be opened, unpacked or understood, with the name of its file.
pub(super) fn each<T>(files: &[PathBuf], read: impl Fn(&[u8]) -> Result<T, String>) -> Result<Vec<T>, String> {
    let one = |file: &PathBuf| read(&text(file)?);
    files.iter().map(|file| one(file).map_err(|e| format!("{}: {e}\n", file.display()))).collect()
}

/// The bytes of a file; those of its only member if it is a zip, unpacked if its name ends with `.gz`.
fn text(file: &Path) -> Result<Vec<u8>, String> {
    let bytes = std::fs::read(file).map_err(|e| e.to_string())?;
    let mut out = Vec::new();
    match file.extension().and_then(|e| e.to_str()).map(str::to_ascii_lowercase).as_deref() {
        Some("gz") => flate2::read::MultiGzDecoder::new(&bytes[..]).read_to_end(&mut out).map_err(|e| e.to_string())?,
        Some("zip") => {
            let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|e| e.to_string())?;
            if zip.len() != 1 {
                return Err(format!("{} members, one is wanted", zip.len()));
            }
            let mut member = zip.by_index(0).map_err(|e| e.to_string())?;
            member.read_to_end(&mut out).map_err(|e| e.to_string())?
        }
        _ => return Ok(bytes),
    };
    Ok(out)
}

/// The lines of a text with their numbers, from 1; an end of line that another system wrote is taken off.
pub(super) fn lines(text: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    let lines = text.split(|b| *b == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    lines.enumerate().map(|(i, line)| (i + 1, line)).filter(|(_, line)| !line.is_empty())
}

/// A large number as people write it: `2000000000` or `2e9`.
pub(super) fn number(word: &str) -> Result<u64, String> {
    match word.parse::<f64>() {
        Ok(n) if (1.0..=1e15).contains(&n) => Ok(n as u64),
        _ => Err("a number from 1 to 1e15 is wanted, such as 2e9".into()),
    }
}

/// A day, as `2018-01-01`.
pub(super) fn day(word: &str) -> Result<Day, String> {
    Day::parse(word).ok_or("a day is wanted, such as 2018-01-01".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_the_command() {
        assert_eq!(number("2e9"), Ok(2_000_000_000));
        assert_eq!(number("17"), Ok(17));
        for wrong in ["", "0", "-1", "NaN", "inf", "1e16", "much"] {
            assert!(number(wrong).is_err(), "{wrong}");
        }
        assert_eq!(day("20180101"), Ok(Day::from_ymd(2018, 1, 1).unwrap()));
        assert!(day("2018-02-30").is_err());
    }

    #[test]
    fn lines_keep_their_numbers() {
        let found: Vec<(usize, &[u8])> = lines(b"a\r\n\nb").collect();
        assert_eq!(found, [(1, &b"a"[..]), (3, &b"b"[..])]);
    }
}
