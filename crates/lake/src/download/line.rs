//! The lines of a list that may be long and may be malformed: read one by one, none longer than a bound kept in memory.

use std::io::{self, BufRead};

/// Longest line that is kept; what is beyond belongs to no known list.
const LONGEST: usize = 16_384;

/// Gives each line without its end, numbered from 1; of a longer one than is kept only the beginning.
pub(super) fn each_line(mut from: impl BufRead, mut each: impl FnMut(u64, &[u8])) -> io::Result<()> {
    let mut line = Vec::new();
    let mut number = 0;
    loop {
        let mut is_over = false;
        line.clear();
        let mut any = false;
        while !is_over {
            let part = match from.fill_buf() {
                Ok(part) => part,
                Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
                Err(e) => return Err(e),
            };
            if part.is_empty() {
                break;
            }
            any = true;
            let end = memchr::memchr(b'\n', part);
            let taken = end.unwrap_or(part.len());
            line.extend_from_slice(&part[..taken.min(LONGEST.saturating_sub(line.len()))]);
            is_over = end.is_some();
            let used = taken + usize::from(is_over);
            from.consume(used);
        }
        if !any {
            return Ok(());
        }
        number += 1;
        each(number, line.trim_ascii());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_come_numbered_without_their_ends_and_bounded() {
        let text = format!("a\r\n\n{}\nlast", "x".repeat(40_000));
        let mut seen = Vec::new();
        let buffered = io::BufReader::with_capacity(7, text.as_bytes());
        each_line(buffered, |n, line| seen.push((n, line.len()))).expect("memory can be read");
        assert_eq!(seen, [(1, 1), (2, 0), (3, LONGEST), (4, 4)]);
    }
}
