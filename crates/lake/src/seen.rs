//! Which keys were seen before: a set of 64-bit numbers, and an index of producers' keys that costs nothing while keys
//! only rise. Neither is ever walked, so no order of theirs can reach a file.

/// A set of 64-bit numbers in one flat table, for numbers that are spread evenly already (hashes).
#[derive(Debug, Default)]
pub(crate) struct Seen {
    /// 0 is an empty place; a 0 that is put in is kept apart.
    table: Vec<u64>,
    len: usize,
    has_zero: bool,
}

impl Seen {
    /// An empty set with as much room, within reason, for as many numbers as are in this one.
    pub(crate) fn as_large(&self) -> Seen {
        Seen { table: vec![0; self.table.len().min(1 << 18)], ..Seen::default() }
    }

    /// Puts a number in; `true` if it was not there.
    pub(crate) fn insert(&mut self, value: u64) -> bool {
        if value == 0 {
            return !std::mem::replace(&mut self.has_zero, true);
        }
        if 4 * (self.len + 1) > 3 * self.table.len() {
            self.grow();
        }
        let at = self.place(value);
        let new = self.table[at] == 0;
        if new {
            self.table[at] = value;
            self.len += 1;
        }
        new
    }

    /// Whether the number was put in.
    pub(crate) fn contains(&self, value: u64) -> bool {
        if value == 0 {
            return self.has_zero;
        }
        !self.table.is_empty() && self.table[self.place(value)] != 0
    }

    /// Where the number stands, or the empty place where it would.
    fn place(&self, value: u64) -> usize {
        let last = self.table.len() - 1;
        // Multiplied so that numbers in a row (producers' keys) do not stand in one heap.
        let mut at = (value.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 20) as usize & last;
        while self.table[at] != 0 && self.table[at] != value {
            at = (at + 1) & last;
        }
        at
    }

    fn grow(&mut self) {
        let size = (2 * self.table.len()).max(1 << 12);
        let old = std::mem::replace(&mut self.table, vec![0; size]);
        for value in old.into_iter().filter(|v| *v != 0) {
            let at = self.place(value);
            self.table[at] = value;
        }
    }

    /// How many numbers were put in.
    pub(crate) fn len(&self) -> usize {
        self.len + usize::from(self.has_zero)
    }

    /// Every number, in rising order.
    pub(crate) fn sorted(&self) -> Vec<u64> {
        let mut all: Vec<u64> = self.table.iter().copied().filter(|v| *v != 0).collect();
        if self.has_zero {
            all.push(0);
        }
        all.sort_unstable();
        all
    }
}

/// Producers' keys: most come in rising order and are only appended.
#[derive(Debug, Default)]
pub(crate) struct Keys {
    rising: Vec<u64>,
    others: Seen,
}

impl Keys {
    /// Puts a key in; `true` if it was not there.
    pub(crate) fn insert(&mut self, key: u64) -> bool {
        if self.rising.last().is_none_or(|last| *last < key) {
            // Where many came out of order, the set holds all, and this list is only its bound.
            self.rising.push(key);
            return !self.others.contains(key);
        }
        if self.rising.binary_search(&key).is_ok() {
            return false;
        }
        self.others.insert(key)
    }

    /// Every key, in rising order, each once.
    pub(crate) fn sorted(&self) -> Vec<u64> {
        let mut all = self.others.sorted();
        all.extend_from_slice(&self.rising);
        all.sort_unstable();
        all.dedup();
        all
    }

    /// How many keys were put in.
    pub(crate) fn len(&self) -> usize {
        self.rising.len() + self.others.len()
    }
}

/// Rising numbers as bytes: each the difference to the one before, seven bits a byte.
pub(crate) fn packed(rising: &[u64]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(rising.len() + 16);
    let mut before = 0;
    for value in rising {
        let mut difference = value.wrapping_sub(before);
        before = *value;
        while difference >= 0x80 {
            bytes.push(difference as u8 | 0x80);
            difference >>= 7;
        }
        bytes.push(difference as u8);
    }
    bytes
}

/// What [`packed`] made; `None` if the bytes end within a number or hold one that is too long.
pub(crate) fn unpacked(bytes: &[u8]) -> Option<Vec<u64>> {
    let (mut all, mut before) = (Vec::new(), 0u64);
    let (mut value, mut shift) = (0u64, 0);
    for byte in bytes {
        if shift > 63 {
            return None;
        }
        value |= u64::from(byte & 0x7f) << shift;
        shift += 7;
        if byte & 0x80 == 0 {
            before = before.wrapping_add(value);
            all.push(before);
            (value, shift) = (0, 0);
        }
    }
    (shift == 0).then_some(all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        #[test]
        fn sets_know_what_they_were_given(values in proptest::collection::vec(0u64..3000, 0..6000)) {
            let (mut seen, mut keys, mut truth) = (Seen::default(), Keys::default(), BTreeSet::new());
            for value in &values {
                let new = truth.insert(*value);
                prop_assert_eq!(seen.insert(*value), new);
                prop_assert_eq!(keys.insert(*value), new);
            }
            prop_assert!((0..3000).all(|v| seen.contains(v) == truth.contains(&v)));
            let sorted: Vec<u64> = truth.iter().copied().collect();
            prop_assert_eq!((seen.len(), keys.len()), (sorted.len(), sorted.len()));
            prop_assert_eq!(seen.sorted(), sorted.clone());
            prop_assert_eq!(keys.sorted(), sorted);
        }

        #[test]
        fn packing_is_undone(mut values in proptest::collection::vec(any::<u64>(), 0..200)) {
            values.sort_unstable();
            prop_assert_eq!(unpacked(&packed(&values)), Some(values));
        }

        #[test]
        fn bytes_that_nobody_packed_are_no_panic(bytes in proptest::collection::vec(any::<u8>(), 0..50)) {
            if let Some(values) = unpacked(&bytes) {
                prop_assert_eq!(values.len(), bytes.iter().filter(|b| **b < 0x80).count());
            }
        }
    }
}
