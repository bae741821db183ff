//! Lines of a file of any size in bounded memory, with the checksum of all bytes taken on the way. Knows
//! nothing of columns.

use sha2::{Digest, Sha256};
use std::io::{self, BufRead, BufReader, Read};

/// No row of any known layout comes near this; a longer line is counted and skipped.
pub const LINE_BYTES_MAX: usize = 1 << 20;

struct Hashing<R> {
    inner: R,
    hash: Sha256,
    bytes: u64,
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buf)?;
        self.hash.update(&buf[..n]);
        self.bytes += n as u64;
        Ok(n)
    }
}

/// A line and its number, from 1.
pub(crate) enum Line<'a> {
    /// Its bytes without line end (LF or CRLF) and, on line 1, without a byte order mark.
    Bytes(u64, &'a [u8]),
    /// Longer than [`LINE_BYTES_MAX`].
    TooLong(u64),
}

/// Reads lines one by one.
pub(crate) struct Lines<R> {
    reader: BufReader<Hashing<R>>,
    line: Vec<u8>,
    number: u64,
}

impl<R: Read> Lines<R> {
    pub(crate) fn new(inner: R) -> Lines<R> {
        let hashing = Hashing { inner, hash: Sha256::new(), bytes: 0 };
        Lines { reader: BufReader::with_capacity(1 << 18, hashing), line: Vec::new(), number: 0 }
    }

    /// The next line, or `None` at the end.
    pub(crate) fn next(&mut self) -> io::Result<Option<Line<'_>>> {
        self.line.clear();
        let mut too_long = false;
        let mut any = false;
        loop {
            let available = self.reader.fill_buf()?;
            if available.is_empty() {
                break;
            }
            any = true;
            let end = memchr::memchr(b'\n', available);
            let piece = &available[..end.unwrap_or(available.len())];
            if self.line.len() + piece.len() > LINE_BYTES_MAX {
                too_long = true;
            } else if !too_long {
                self.line.extend_from_slice(piece);
            }
            let used = piece.len() + usize::from(end.is_some());
            self.reader.consume(used);
            if end.is_some() {
                break;
            }
        }
        if !any {
            return Ok(None);
        }
        self.number += 1;
        if too_long {
            return Ok(Some(Line::TooLong(self.number)));
        }
        let mut bytes = self.line.strip_suffix(b"\r").unwrap_or(&self.line);
        if self.number == 1 {
            bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        }
        Ok(Some(Line::Bytes(self.number, bytes)))
    }

    /// SHA-256 in hexadecimal and number of bytes, of all that was read.
    pub(crate) fn finish(self) -> (String, u64) {
        let hashing = self.reader.into_inner();
        (hex(&hashing.hash.finalize()), hashing.bytes)
    }
}

/// SHA-256 of a text, in hexadecimal.
pub(crate) fn sha256(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// Splits one line of comma-separated fields; quotes may enclose a field and are doubled within it.
/// `None` if a quote does not close.
pub(crate) fn split_commas(line: &str) -> Option<Vec<std::borrow::Cow<'_, str>>> {
    split_separated(line, ',')
}

/// As [`split_commas`], with another character between fields.
pub(crate) fn split_separated(line: &str, separator: char) -> Option<Vec<std::borrow::Cow<'_, str>>> {
    use std::borrow::Cow;
    let mut fields = Vec::new();
    let mut rest = line;
    loop {
        if let Some(quoted) = rest.strip_prefix('"') {
            let mut text = String::new();
            let mut at = quoted;
            loop {
                let (before, after) = at.split_once('"')?;
                text.push_str(before);
                match after.strip_prefix('"') {
                    Some(more) => {
                        text.push('"');
                        at = more;
                    }
                    None => {
                        at = after;
                        break;
                    }
                }
            }
            fields.push(Cow::Owned(text));
            match at.strip_prefix(separator) {
                Some(more) => rest = more,
                None if at.is_empty() => return Some(fields),
                None => return None,
            }
        } else {
            match rest.split_once(separator) {
                Some((field, more)) => {
                    fields.push(Cow::Borrowed(field));
                    rest = more;
                }
                None => {
                    fields.push(Cow::Borrowed(rest));
                    return Some(fields);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(bytes: &[u8]) -> Vec<Option<Vec<u8>>> {
        let mut lines = Lines::new(bytes);
        let mut out = Vec::new();
        while let Some(line) = lines.next().unwrap() {
            out.push(match line {
                Line::Bytes(_, b) => Some(b.to_vec()),
                Line::TooLong(_) => None,
            });
        }
        out
    }

    #[test]
    fn line_ends_and_marks_are_taken_off() {
        assert_eq!(
            all(b"\xEF\xBB\xBFa\r\nb\n\nc"),
            [b"a".to_vec(), b"b".to_vec(), b"".to_vec(), b"c".to_vec()].map(Some)
        );
        assert!(all(b"").is_empty());
    }

    #[test]
    fn a_line_without_end_is_counted_and_the_next_one_read() {
        let mut bytes = vec![b'x'; 3 * LINE_BYTES_MAX];
        bytes.extend_from_slice(b"\nnext\n");
        assert_eq!(all(&bytes), [None, Some(b"next".to_vec())]);
    }

    #[test]
    fn quotes_enclose_commas() {
        let split = |s| split_commas(s).map(|f| f.into_iter().map(|c| c.into_owned()).collect::<Vec<_>>());
        assert_eq!(split("a,\"b,\"\"c\",d").unwrap(), ["a", "b,\"c", "d"]);
        assert_eq!(split("a,,").unwrap(), ["a", "", ""]);
        assert!(split("a,\"b").is_none() && split("\"a\"b,c").is_none());
    }
}
