//! Ways in which a file can be damaged, drawn from a seed.

use super::fixtures::Dice;

/// Damages a text in some places. Nothing is promised of the result but its bytes.
pub(crate) fn damaged(text: &[u8], seed: u64) -> Vec<u8> {
    let mut dice = Dice::new(seed);
    let mut bytes = text.to_vec();
    for _ in 0..1 + dice.below(8) {
        once(&mut bytes, &mut dice);
    }
    bytes
}

/// Where a line begins and ends, its end not included.
fn line(bytes: &[u8], dice: &mut Dice) -> (usize, usize) {
    let at = dice.below(bytes.len());
    let first = bytes[..at].iter().rposition(|b| *b == b'\n').map_or(0, |n| n + 1);
    let end = bytes[at..].iter().position(|b| *b == b'\n').map_or(bytes.len(), |n| at + n);
    (first.min(end), end)
}

fn once(bytes: &mut Vec<u8>, dice: &mut Dice) {
    if bytes.is_empty() {
        bytes.extend_from_slice(b"x\ty\n");
    }
    let at = dice.below(bytes.len());
    match dice.below(20) {
        0 | 1 => bytes[at] ^= 1 << dice.below(8),
        2 => bytes[at] = dice.next() as u8,
        3 => bytes[at] = 0,
        // Cut off, or the last newline missing.
        4 => bytes.truncate(at),
        5 => {
            while bytes.last() == Some(&b'\n') {
                bytes.pop();
            }
        }
        // A line cut in two, two made one, one taken out, one twice.
        6 => bytes.insert(at, b'\n'),
        7 => {
            let (_, end) = line(bytes, dice);
            if end < bytes.len() {
                bytes.remove(end);
            }
        }
        8 => {
            let (first, end) = line(bytes, dice);
            bytes.drain(first..end);
        }
        9 => {
            let (first, end) = line(bytes, dice);
            let mut copy = bytes[first..end].to_vec();
            copy.push(b'\n');
            bytes.splice(first..first, copy);
        }
        // Columns shifted: one more, one less.
        10 => bytes.insert(at, *b"\t,;\"".get(dice.below(4)).unwrap_or(&b'\t')),
        11 => {
            if let Some(n) = bytes[at..].iter().position(|b| *b == b'\t' || *b == b',') {
                bytes.remove(at + n);
            }
        }
        // Bytes that are not UTF-8, a byte-order mark, a half of a letter.
        12 => {
            let wrong: [&[u8]; 5] = [b"\xff\xfe", b"\xef\xbb\xbf", b"\xc3", b"\xed\xa0\x80", b"\xf0\x9f"];
            let wrong = wrong[dice.below(5)];
            bytes.splice(at..at, wrong.iter().copied());
        }
        13 => *bytes = bytes.split(|b| *b == b'\n').collect::<Vec<_>>().join(&b"\r\n"[..]),
        14 => bytes.insert(at, b'\r'),
        // A field that is very long; rarely a line longer than any row may be.
        15 => {
            let n = match dice.below(120) {
                0 => (1 << 20) + 100,
                1..10 => 1 + dice.below(70_000),
                _ => 1 + dice.below(300),
            };
            let byte = *b"x9\t\"-. ".get(dice.below(7)).unwrap_or(&b'x');
            bytes.splice(at..at, std::iter::repeat_n(byte, n));
        }
        // Numbers that are too large, negative, not whole, or none.
        16 | 17 => {
            let (first, end) = line(bytes, dice);
            let numbers: [&[u8]; 8] =
                [b"99999999999999999999", b"-1", b"1e309", b"NaN", b"4294967295", b"18446744073709551615", b"0x1", b""];
            let mut fields: Vec<Vec<u8>> =
                bytes[first..end].split(|b| *b == b'\t' || *b == b',').map(<[u8]>::to_vec).collect();
            let which = dice.below(fields.len());
            fields[which] = numbers[dice.below(8)].to_vec();
            let separator = if bytes[first..end].contains(&b'\t') { b"\t" } else { b"," };
            let line = fields.join(&separator[..]);
            bytes.splice(first..end, line);
        }
        // A stretch moved elsewhere, and a stretch of noise.
        18 => {
            let end = (at + dice.below(400)).min(bytes.len());
            let moved: Vec<u8> = bytes.drain(at..end).collect();
            let to = dice.below(bytes.len() + 1).min(bytes.len());
            bytes.splice(to..to, moved);
        }
        _ => {
            let noise: Vec<u8> = (0..dice.below(60)).map(|_| dice.next() as u8).collect();
            bytes.splice(at..at, noise);
        }
    }
}
