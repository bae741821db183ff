//! An array of the model that is the same in all periods, or one of a few kinds in each. Storage only.

/// Arrays of one size, and which of them holds in each period.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct OverTime {
    size: usize,
    /// The kinds, one after the other.
    kinds: Vec<f64>,
    /// Kind in each period; empty: kind 0 in all.
    which: Vec<usize>,
}

impl OverTime {
    pub(super) fn constant(values: Vec<f64>) -> Self {
        Self { size: values.len(), kinds: values, which: Vec::new() }
    }

    /// `kinds` one after the other, each of `size`; every entry of `which` below their number.
    pub(super) fn of_kinds(size: usize, kinds: Vec<f64>, which: Vec<usize>) -> Self {
        Self { size, kinds, which }
    }

    /// The array of period `t`.
    pub(super) fn at(&self, t: usize) -> &[f64] {
        let kind = if self.which.is_empty() { 0 } else { self.which[t] };
        &self.kinds[kind * self.size..(kind + 1) * self.size]
    }

    /// Number of periods for which it is defined, `None` when all.
    pub(super) fn periods(&self) -> Option<usize> {
        (!self.which.is_empty()).then_some(self.which.len())
    }

    pub(super) fn which(&self) -> &[usize] {
        &self.which
    }

    pub(super) fn kinds(&self) -> impl Iterator<Item = &[f64]> {
        self.kinds.chunks_exact(self.size.max(1))
    }

    /// One array for all periods from now on; no allocation when the size stays.
    pub(super) fn set_constant(&mut self, values: &[f64]) {
        self.size = values.len();
        self.kinds.clear();
        self.kinds.extend_from_slice(values);
        self.which.clear();
    }

    /// Writes `part` at `from` into every kind.
    pub(super) fn set_part(&mut self, from: usize, part: &[f64]) {
        for kind in self.kinds.chunks_exact_mut(self.size) {
            kind[from..from + part.len()].copy_from_slice(part);
        }
    }

    /// Writes `parts`, `width` values per period, at `from`, after giving each period its own kind.
    pub(super) fn set_part_by_period(&mut self, from: usize, parts: &[f64], width: usize) {
        let periods = parts.len() / width;
        let own = self.which.len() == periods && self.which.iter().enumerate().all(|(t, k)| t == *k);
        if !own {
            let kinds = (0..periods).flat_map(|t| self.at(t.min(self.which.len().saturating_sub(1))).to_vec());
            self.kinds = kinds.collect();
            self.which = (0..periods).collect();
        }
        for (kind, part) in self.kinds.chunks_exact_mut(self.size).zip(parts.chunks_exact(width)) {
            kind[from..from + width].copy_from_slice(part);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_by_period_and_for_all() {
        let mut array = OverTime::constant(vec![0.0; 3]);
        array.set_part_by_period(1, &[1.0, 2.0], 1);
        array.set_part(2, &[9.0]);
        assert_eq!((array.at(0), array.at(1)), (&[0.0, 1.0, 9.0][..], &[0.0, 2.0, 9.0][..]));
        assert_eq!(array.periods(), Some(2));
        array.set_constant(&[4.0]);
        assert_eq!((array.at(7), array.periods()), (&[4.0][..], None));
    }
}
