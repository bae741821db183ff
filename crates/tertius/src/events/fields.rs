//! Cutting a line at its tabs, sixty-four bytes at a time. Knows no layout. Quotes are bytes like any other: no
//! producer of tab-separated events quotes, and one stray quote must not swallow rows.

use wide::u8x16;

/// The places of the tabs in one line; kept between lines so that its memory is used again.
#[derive(Debug)]
pub(crate) struct Tabs {
    /// Where each field ends, in bytes from the line's beginning; what stands beyond `n` is of earlier lines.
    ends: Box<[u32; FIELDS]>,
    n: usize,
}

/// More fields than any layout has. Those beyond are counted and not kept.
const FIELDS: usize = 256;

impl Default for Tabs {
    fn default() -> Tabs {
        Tabs { ends: Box::new([0; FIELDS]), n: 0 }
    }
}

impl Tabs {
    /// Finds the tabs of a line (shorter than 4 GiB) and gives the number of its fields: one more than its tabs.
    pub(crate) fn cut(&mut self, line: &str) -> usize {
        let bytes = line.as_bytes();
        self.n = 0;
        let (blocks, rest) = bytes.as_chunks::<64>();
        let mut at = 0;
        for block in blocks {
            self.note(mask(block, b'\t'), at);
            at += 64;
        }
        if !rest.is_empty() {
            let mut block = [0; 64];
            block[..rest.len()].copy_from_slice(rest);
            self.note(mask(&block, b'\t'), at);
        }
        if self.n < FIELDS {
            self.ends[self.n] = bytes.len() as u32;
        }
        self.n += 1;
        self.n
    }

    fn note(&mut self, mut mask: u64, at: u32) {
        while mask != 0 {
            // Beyond the last place the first ones are written over, and `n` says that there are too many.
            self.ends[self.n % FIELDS] = at + mask.trailing_zeros();
            self.n += 1;
            mask &= mask - 1;
        }
    }

    /// Fields of the line that was cut last.
    pub(crate) fn n_fields(&self) -> usize {
        self.n
    }

    /// The field with this number, from 0, of the line that was cut last; empty where there is none, or where the line has
    /// more fields than are kept.
    pub(crate) fn field<'a>(&self, line: &'a str, number: usize) -> &'a str {
        if number >= self.n || self.n > FIELDS {
            return "";
        }
        let start = if number == 0 { 0 } else { self.ends[(number - 1) % FIELDS] + 1 };
        line.get(start as usize..self.ends[number % FIELDS] as usize).unwrap_or("")
    }
}

/// Bit `i` is set where byte `i` of the block is the one looked for.
fn mask(block: &[u8; 64], byte: u8) -> u64 {
    let wanted = u8x16::splat(byte);
    let (quarters, _) = block.as_chunks::<16>();
    let mut mask = 0;
    for (i, quarter) in quarters.iter().enumerate() {
        mask |= u64::from(u8x16::new(*quarter).simd_eq(wanted).to_bitmask()) << (16 * i);
    }
    mask
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn fields_are_those_of_split(line in "[a\tä\"x]{0,300}") {
            let mut tabs = Tabs::default();
            let n = tabs.cut(&line);
            let fields: Vec<&str> = (0..n).map(|i| tabs.field(&line, i)).collect();
            prop_assert_eq!(fields, line.split('\t').collect::<Vec<_>>());
            prop_assert_eq!(tabs.field(&line, n), "");
        }

        #[test]
        fn bits_stand_where_the_byte_stands(bytes in proptest::collection::vec(0u8..=3, 64), byte in 0u8..=3) {
            let block: [u8; 64] = bytes.try_into().unwrap();
            // 0 and 1, 127 and 128 are where carries would show.
            for turn in [0u8, 126, 255] {
                let turned = block.map(|b| b.wrapping_add(turn));
                let one_by_one = (0..64).filter(|i| turned[*i] == byte.wrapping_add(turn)).fold(0, |m, i| m | 1u64 << i);
                prop_assert_eq!(mask(&turned, byte.wrapping_add(turn)), one_by_one);
            }
        }
    }
}
