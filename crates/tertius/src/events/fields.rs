//! Cutting a line at its tabs, sixty-four bytes at a time. Knows no layout. Quotes are bytes like any other: no
//! producer of tab-separated events quotes, and one stray quote must not swallow rows.

use pulp::{Arch, Simd, WithSimd};
use std::cell::Cell;
use wide::u8x16;

/// The places of the tabs in one line; kept between lines so that its memory is used again. Most rows of a large set are
/// asked for their first fields only: a tab's place is worked out when a field at or after it is.
#[derive(Debug)]
pub(crate) struct Tabs {
    /// Where tabs are, a bit for each byte of the line.
    masks: Vec<u64>,
    /// Bytes of the line.
    length: u32,
    /// Fields of the line.
    n: usize,
    /// Where each field ends, in bytes from the line's beginning; what stands beyond `known` means nothing.
    ends: Box<[Cell<u32>; PLACES]>,
    /// Ends that are worked out, and the masks that this took.
    known: Cell<usize>,
    used: Cell<usize>,
    /// Which instructions the machine has.
    arch: Arch,
}

/// Room for places. Eight are written at a time, so that the last seven are not to be relied on.
const PLACES: usize = 256;

/// More fields than any layout has. Of lines with more they are counted and not kept.
const FIELDS: usize = PLACES - 8;

impl Default for Tabs {
    fn default() -> Tabs {
        let ends = Box::new([const { Cell::new(0) }; PLACES]);
        Tabs { masks: Vec::new(), length: 0, n: 0, ends, known: Cell::new(0), used: Cell::new(0), arch: Arch::new() }
    }
}

impl Tabs {
    /// Finds the tabs of a line (shorter than 4 GiB) and gives the number of its fields: one more than its tabs.
    pub(crate) fn cut(&mut self, line: &str) -> usize {
        self.length = line.len() as u32;
        self.n = 1 + self.arch.dispatch(Find { line: line.as_bytes(), masks: &mut self.masks });
        self.known.set(0);
        self.used.set(0);
        self.n
    }

    /// Works out the ends of fields up to this one.
    #[inline(never)]
    fn learn(&self, number: usize) {
        self.arch.dispatch(Learn { tabs: self, number });
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
        if number >= self.known.get() {
            self.learn(number);
        }
        let start = if number == 0 { 0 } else { self.ends[(number - 1) % PLACES].get() + 1 };
        line.get(start as usize..self.ends[number % PLACES].get() as usize).unwrap_or("")
    }
}

/// Notes where the tabs of a line are and counts them.
struct Find<'a> {
    line: &'a [u8],
    masks: &'a mut Vec<u64>,
}

impl WithSimd for Find<'_> {
    type Output = usize;

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) -> usize {
        let Find { line, masks } = self;
        let (blocks, rest) = line.as_chunks::<64>();
        let mut n = 0;
        masks.clear();
        masks.extend(blocks.iter().map(
            #[inline(always)]
            |block| {
                let mask = mask(block, b'\t');
                n += mask.count_ones();
                mask
            },
        ));
        if !rest.is_empty() {
            let mask = if let Some(last) = line.last_chunk::<64>() {
                mask(last, b'\t') >> (64 - rest.len())
            } else {
                let mut block = [0; 64];
                block[..rest.len()].copy_from_slice(rest);
                mask(&block, b'\t')
            };
            n += mask.count_ones();
            masks.push(mask);
        }
        n as usize
    }
}

/// Works out the ends of fields up to one. Eight are written at a time, whether there are so many or not: a branch for
/// each would be guessed wrong more often than not.
struct Learn<'a> {
    tabs: &'a Tabs,
    number: usize,
}

impl WithSimd for Learn<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let Learn { tabs, number } = self;
        let (mut known, mut used) = (tabs.known.get(), tabs.used.get());
        while known <= number {
            let Some(mut mask) = tabs.masks.get(used).copied() else {
                tabs.ends[known % PLACES].set(tabs.length);
                known += 1;
                break;
            };
            let at = 64 * used as u32;
            let mut next = known;
            known += mask.count_ones() as usize;
            while next < known {
                for i in 0..8 {
                    tabs.ends[(next + i) % PLACES].set(at + mask.trailing_zeros());
                    mask &= mask.wrapping_sub(1);
                }
                next += 8;
            }
            used += 1;
        }
        tabs.known.set(known);
        tabs.used.set(used);
    }
}

/// Bit `i` is set where byte `i` of the block is the one looked for.
#[inline(always)]
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
        fn fields_are_those_of_split(line in "[a\tä\"x]{0,300}", first in 0..300usize) {
            let mut tabs = Tabs::default();
            let n = tabs.cut(&line);
            prop_assert_eq!(tabs.field(&line, first), line.split('\t').nth(first).unwrap_or(""));
            let fields: Vec<&str> = (0..n).map(|i| tabs.field(&line, i)).collect();
            prop_assert_eq!(fields, line.split('\t').collect::<Vec<_>>());
            prop_assert_eq!(tabs.field(&line, n), "");
        }

        #[test]
        fn lines_of_very_many_fields_are_cut_or_known_to_be_too_long(n in 240usize..262, last in any::<bool>(), long in 0usize..3) {
            let line = vec!["abcdefghij".repeat(long); n].join("\t");
            let mut tabs = Tabs::default();
            prop_assert_eq!(tabs.cut(&line), n);
            if last {
                tabs.field(&line, n - 1);
            }
            for i in 0..n {
                let wanted = if n > FIELDS { "" } else { line.split('\t').nth(i).unwrap() };
                prop_assert_eq!(tabs.field(&line, i), wanted);
            }
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
