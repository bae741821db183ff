//! As `envelope.rs`, for one series and for speed: the matrix of one relation's states is factored many times per sweep.

use crate::linear::{add_scaled, dot};

/// Rows of a lower triangle, each from its first column to its diagonal, one after the other.
#[derive(Debug, Clone)]
pub(super) struct Profile {
    first: Vec<usize>,
    /// Where the diagonal of each row stands in `values`; the entry `d` columns before it stands `d` places before.
    diagonal: Vec<usize>,
    values: Vec<f64>,
    /// Inverses of the factor's diagonal.
    inverse: Vec<f64>,
}

impl Profile {
    /// `first[t] <= t`: the earliest column with an entry in row t.
    pub(super) fn new(first: Vec<usize>) -> Self {
        let mut end = 0;
        let of = |(t, from): (usize, &usize)| {
            end += t - from + 1;
            end - 1
        };
        let diagonal: Vec<usize> = first.iter().enumerate().map(of).collect();
        let (inverse, values) = (vec![0.0; first.len()], vec![0.0; end]);
        Self { first, diagonal, values, inverse }
    }

    pub(super) fn clear(&mut self) {
        self.values.fill(0.0);
    }

    /// Adds to the diagonal of row t.
    #[inline]
    pub(super) fn add_diagonal(&mut self, t: usize, value: f64) {
        self.values[self.diagonal[t]] += value;
    }

    /// Adds to the entry `before` columns before the diagonal in the rows given.
    pub(super) fn add_along(&mut self, rows: std::ops::Range<usize>, before: usize, value: f64) {
        for at in &self.diagonal[rows] {
            self.values[at - before] += value;
        }
    }

    /// Adds to all pairs of the periods from `first` to `last`.
    pub(super) fn add_block(&mut self, first: usize, last: usize, value: f64) {
        for t in first..=last {
            let at = self.diagonal[t];
            self.values[at - (t - first)..=at].iter_mut().for_each(|v| *v += value);
        }
    }

    /// Replaces the matrix by its lower Cholesky factor. `false` when it is not positive definite.
    pub(super) fn factor(&mut self) -> bool {
        let Self { first, diagonal, values, inverse } = self;
        for t in 0..first.len() {
            let from = first[t];
            let (done, rest) = values.split_at_mut(diagonal[t] - (t - from));
            let row = &mut rest[..t - from + 1];
            let mut squares = 0.0;
            for s in from..t {
                let low = from.max(first[s]);
                let other = &done[diagonal[s] - (s - low)..diagonal[s]];
                let (mine, here) = row[low - from..].split_at_mut(s - low);
                let mut value = here[0];
                for (a, b) in mine.iter().zip(other) {
                    value -= a * b;
                }
                value *= inverse[s];
                here[0] = value;
                squares += value * value;
            }
            let pivot = row[t - from] - squares;
            if !(pivot > 0.0 && pivot.is_finite()) {
                return false;
            }
            let root = pivot.sqrt();
            row[t - from] = root;
            inverse[t] = 1.0 / root;
        }
        true
    }

    /// Solves `L x = b` in place; after [`Profile::factor`].
    pub(super) fn solve_lower(&self, x: &mut [f64]) {
        for (t, from) in self.first.iter().enumerate() {
            let row = &self.values[self.diagonal[t] - (t - from)..self.diagonal[t]];
            let (before, here) = x.split_at_mut(t);
            here[0] = (here[0] - dot(row, &before[*from..])) * self.inverse[t];
        }
    }

    /// Solves `L' x = b` in place; after [`Profile::factor`].
    pub(super) fn solve_lower_transposed(&self, x: &mut [f64]) {
        for (t, from) in self.first.iter().enumerate().rev() {
            let row = &self.values[self.diagonal[t] - (t - from)..self.diagonal[t]];
            let (before, here) = x.split_at_mut(t);
            here[0] *= self.inverse[t];
            add_scaled(&mut before[*from..], -here[0], row);
        }
    }

    /// Logarithm of the determinant of the matrix; after [`Profile::factor`].
    pub(super) fn ln_determinant(&self) -> f64 {
        // Eight at a time: a product of eight pivots is far from the ends of the range.
        -2.0 * self.inverse.chunks(8).map(|c| c.iter().product::<f64>().ln()).sum::<f64>()
    }
}

#[cfg(test)]
mod tests {
    //! (a) hand: 2 x 2; (c) property: factor, solves and determinant are those of the dense matrix.
    use super::*;
    use crate::dense::{solve_lower_in_place, solve_lower_transposed_in_place};
    use crate::linear::{cholesky, log_determinant};
    use crate::tolerance::Tolerance::Exact;

    #[test]
    fn two_rows_by_hand() {
        // [4 2; 2 5] = [2 0; 1 2] [2 1; 0 2].
        let mut matrix = Profile::new(vec![0, 0]);
        matrix.add_block(0, 1, 2.0);
        matrix.add_diagonal(0, 2.0);
        matrix.add_diagonal(1, 3.0);
        assert!(matrix.factor());
        assert_eq!(matrix.values, [2.0, 1.0, 2.0]);
        Exact.check("determinant", matrix.ln_determinant(), 16f64.ln()).unwrap();
        let mut wrong = Profile::new(vec![0, 0]);
        wrong.add_block(0, 1, 1.0);
        assert!(!wrong.factor());
    }

    #[test]
    fn agrees_with_the_dense_factor() {
        let n = 30;
        let mut first: Vec<usize> = (0..n).map(|t: usize| t.saturating_sub(2)).collect();
        (6..12).chain(18..25).for_each(|t| first[t] = first[t].min(if t < 12 { 6 } else { 18 }));
        let mut matrix = Profile::new(first);
        let mut dense = vec![0.0; n * n];
        for t in 0..n {
            matrix.add_diagonal(t, 2.0 + (t % 3) as f64);
            dense[t * n + t] += 2.0 + (t % 3) as f64;
        }
        for before in 1..=2 {
            matrix.add_along(before..n, before, -0.4);
            for t in before..n {
                dense[t * n + t - before] -= 0.4;
                dense[(t - before) * n + t] -= 0.4;
            }
        }
        for (from, to, value) in [(6, 11, 0.3), (18, 24, 0.7)] {
            matrix.add_block(from, to, value);
            (from..=to).for_each(|a| (from..=to).for_each(|b| dense[a * n + b] += value));
        }
        assert!(matrix.factor());
        let lower = cholesky(&dense, n).unwrap();
        Exact.check("determinant", matrix.ln_determinant(), log_determinant(&dense, n).unwrap()).unwrap();
        let mut ours: Vec<f64> = (0..n).map(|t| ((t * t) % 7) as f64 - 3.0).collect();
        let mut reference = ours.clone();
        matrix.solve_lower(&mut ours);
        solve_lower_in_place(&lower, &mut reference);
        for (x, y) in ours.iter().zip(&reference) {
            Exact.check("forward", *x, *y).unwrap();
        }
        matrix.solve_lower_transposed(&mut ours);
        solve_lower_transposed_in_place(&lower, &mut reference);
        for (x, y) in ours.iter().zip(&reference) {
            Exact.check("backward", *x, *y).unwrap();
        }
    }
}
