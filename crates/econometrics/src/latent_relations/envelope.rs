//! Symmetric positive definite matrices whose rows begin late: Cholesky factor and triangular solves within the
//! envelope (skyline) of the lower triangle (George and Liu 1981, chapter 4). What the matrix means is not known here.

use crate::linear::{add_scaled, dot};

/// Rows of a lower triangle in blocks of `m`, one block per period. The rows of a block begin in one column, at a
/// multiple of m, and end with the block's own columns; all are held in full, the part above the diagonal unused.
#[derive(Debug, Clone)]
pub(super) struct Envelope {
    m: usize,
    /// First period to which the rows of a block reach.
    first: Vec<usize>,
    /// Where a block's rows begin in `values`.
    offset: Vec<usize>,
    values: Vec<f64>,
    /// Inverses of the factor's diagonal.
    inverse: Vec<f64>,
}

impl Envelope {
    /// `first[t] <= t`: the earliest period with an entry in the rows of period t.
    pub(super) fn new(m: usize, first: Vec<usize>) -> Self {
        let mut offset = Vec::with_capacity(first.len());
        let mut size = 0;
        for (t, from) in first.iter().enumerate() {
            debug_assert!(*from <= t);
            offset.push(size);
            size += m * m * (t - from + 1);
        }
        let inverse = vec![0.0; m * first.len()];
        Self { m, first, offset, values: vec![0.0; size], inverse }
    }

    /// Sets every entry to zero.
    pub(super) fn clear(&mut self) {
        self.values.fill(0.0);
    }

    /// Row of series j of period t, from the first column of period `from` up to its diagonal.
    pub(super) fn row_from(&mut self, t: usize, j: usize, from: usize) -> &mut [f64] {
        let (m, width) = (self.m, self.width(t));
        let begin = self.offset[t] + j * width;
        &mut self.values[begin + (from - self.first[t]) * m..begin + (t - self.first[t]) * m + j + 1]
    }

    /// Length of a row as it is held.
    fn width(&self, t: usize) -> usize {
        (t - self.first[t] + 1) * self.m
    }

    /// Replaces the matrix by its lower Cholesky factor. `false` when it is not positive definite.
    pub(super) fn factor(&mut self) -> bool {
        match self.m {
            1 => self.factor_by(block_products::<1>),
            2 => self.factor_by(block_products::<2>),
            3 => self.factor_by(block_products::<3>),
            m => self.factor_by(|left, left_width, right, right_width, length, out| {
                for a in 0..m {
                    for b in 0..m {
                        out[a * m + b] = dot(
                            &left[a * left_width..a * left_width + length],
                            &right[b * right_width..b * right_width + length],
                        );
                    }
                }
            }),
        }
    }

    /// Block by block: the rows of a period against those of each earlier period to which they reach. `products` puts
    /// the inner products of m left and m right rows, first index left, into its last argument.
    fn factor_by(&mut self, products: impl Fn(&[f64], usize, &[f64], usize, usize, &mut [f64])) -> bool {
        let m = self.m;
        let mut room = [0.0; 64];
        let mut grown = Vec::new();
        // Only systems of more than eight series need room that is not on the stack.
        let out: &mut [f64] = if m * m <= room.len() {
            &mut room[..m * m]
        } else {
            grown.resize(m * m, 0.0);
            &mut grown
        };
        for t in 0..self.first.len() {
            let (from, width) = (self.first[t], self.width(t));
            let (done, rest) = self.values.split_at_mut(self.offset[t]);
            let rows = &mut rest[..m * width];
            for s in from..t {
                let low = from.max(self.first[s]);
                let (length, other) = ((s - low) * m, (s - self.first[s] + 1) * m);
                let block = &done[self.offset[s]..self.offset[s] + m * other];
                products(&rows[(low - from) * m..], width, &block[(low - self.first[s]) * m..], other, length, out);
                let (at, corner) = ((s - from) * m, (s - self.first[s]) * m);
                for a in 0..m {
                    let row = &mut rows[a * width + at..a * width + at + m];
                    for b in 0..m {
                        let before = &block[b * other + corner..b * other + corner + b];
                        let mut value = row[b] - out[a * m + b];
                        for (l, x) in before.iter().zip(&row[..b]) {
                            value -= l * x;
                        }
                        row[b] = value * self.inverse[s * m + b];
                    }
                }
            }
            let length = (t - from) * m;
            products(rows, width, rows, width, length, out);
            for a in 0..m {
                for b in 0..=a {
                    let mut value = rows[a * width + length + b] - out[a * m + b];
                    for c in 0..b {
                        value -= rows[a * width + length + c] * rows[b * width + length + c];
                    }
                    if b < a {
                        rows[a * width + length + b] = value * self.inverse[t * m + b];
                    } else if value > 0.0 && value.is_finite() {
                        let root = value.sqrt();
                        rows[a * width + length + a] = root;
                        self.inverse[t * m + a] = 1.0 / root;
                    } else {
                        return false;
                    }
                }
            }
        }
        true
    }

    /// Solves `L x = b` in place; after [`Envelope::factor`].
    pub(super) fn solve_lower(&self, x: &mut [f64]) {
        let m = self.m;
        for t in 0..self.first.len() {
            let (begin, width) = (self.first[t] * m, self.width(t));
            for j in 0..m {
                let i = t * m + j;
                let at = self.offset[t] + j * width;
                x[i] = (x[i] - dot(&self.values[at..at + i - begin], &x[begin..i])) * self.inverse[i];
            }
        }
    }

    /// Solves `L' x = b` in place; after [`Envelope::factor`].
    pub(super) fn solve_lower_transposed(&self, x: &mut [f64]) {
        let m = self.m;
        for t in (0..self.first.len()).rev() {
            let (begin, width) = (self.first[t] * m, self.width(t));
            for j in (0..m).rev() {
                let i = t * m + j;
                let at = self.offset[t] + j * width;
                let (above, here) = x.split_at_mut(i);
                here[0] *= self.inverse[i];
                add_scaled(&mut above[begin..], -here[0], &self.values[at..at + i - begin]);
            }
        }
    }

    /// Logarithm of the determinant of the matrix; after [`Envelope::factor`].
    #[cfg(test)]
    pub(super) fn ln_determinant(&self) -> f64 {
        // Eight at a time: a product of eight pivots is far from the ends of the range.
        -2.0 * self.inverse.chunks(8).map(|c| c.iter().product::<f64>().ln()).sum::<f64>()
    }
}

/// Inner products of M left with M right rows, side by side: their sums do not wait for one another. Two running sums
/// each, in a fixed order.
fn block_products<const M: usize>(
    left: &[f64],
    left_width: usize,
    right: &[f64],
    right_width: usize,
    length: usize,
    out: &mut [f64],
) {
    let lefts: [&[f64]; M] = std::array::from_fn(|a| &left[a * left_width..a * left_width + length]);
    let rights: [&[f64]; M] = std::array::from_fn(|b| &right[b * right_width..b * right_width + length]);
    let mut sums = [[[0.0f64; 2]; M]; M];
    let even = length / 2 * 2;
    let mut at = 0;
    while at < even {
        let x: [[f64; 2]; M] = std::array::from_fn(|a| [lefts[a][at], lefts[a][at + 1]]);
        let y: [[f64; 2]; M] = std::array::from_fn(|b| [rights[b][at], rights[b][at + 1]]);
        for a in 0..M {
            for b in 0..M {
                sums[a][b][0] += x[a][0] * y[b][0];
                sums[a][b][1] += x[a][1] * y[b][1];
            }
        }
        at += 2;
    }
    for a in 0..M {
        for b in 0..M {
            let last = if even < length { lefts[a][even] * rights[b][even] } else { 0.0 };
            out[a * M + b] = sums[a][b][0] + sums[a][b][1] + last;
        }
    }
}

#[cfg(test)]
mod tests {
    //! (a) hand: a matrix of two periods; (c) property: factor, solves and determinant are those of the dense matrix,
    //! over numbers of series and ragged rows.
    use super::*;
    use crate::dense::{cross_product, solve_lower_in_place, solve_lower_transposed_in_place};
    use crate::linear::{cholesky, log_determinant};
    use crate::tolerance::Tolerance::Exact;

    #[test]
    fn two_periods_by_hand() {
        // [4 2; 2 5] = [2 0; 1 2] [2 1; 0 2].
        let mut matrix = Envelope::new(1, vec![0, 0]);
        matrix.row_from(0, 0, 0)[0] = 4.0;
        matrix.row_from(1, 0, 0).copy_from_slice(&[2.0, 5.0]);
        assert!(matrix.factor());
        assert_eq!(matrix.row_from(1, 0, 0), [1.0, 2.0]);
        let mut x = [2.0, 5.0];
        matrix.solve_lower(&mut x);
        assert_eq!(x, [1.0, 2.0]);
        matrix.solve_lower_transposed(&mut x);
        assert_eq!(x, [0.0, 1.0]);
        Exact.check("determinant", matrix.ln_determinant(), 16f64.ln()).unwrap();
        let mut wrong = Envelope::new(1, vec![0, 0]);
        wrong.row_from(0, 0, 0)[0] = 1.0;
        wrong.row_from(1, 0, 0).copy_from_slice(&[1.0, 1.0]);
        assert!(!wrong.factor());
    }

    #[test]
    fn agrees_with_the_dense_factor() {
        for (m, periods) in [(1, 9), (2, 8), (3, 11), (4, 6), (5, 5), (9, 3)] {
            // Rows that reach back up to four periods, not always equally far, and further than the row before.
            let first: Vec<usize> = (0..periods).map(|t: usize| t.saturating_sub([1, 4, 0, 2, 3][t % 5])).collect();
            let n = m * periods;
            // A lower factor with this envelope gives a matrix with this envelope.
            let lower = |i: usize, c: usize| -> f64 {
                let inside = c <= i && c >= first[i / m] * m;
                let value = ((i * 7 + c * 5 + i * c) % 13) as f64 / 13.0 - 0.4;
                if i == c { 1.0 + value.abs() } else { f64::from(u8::from(inside)) * value }
            };
            let rows: Vec<f64> = (0..n).flat_map(|i| (0..n).map(move |c| (i, c))).map(|(i, c)| lower(i, c)).collect();
            let s = cross_product(&rows, &rows, n);
            let mut envelope = Envelope::new(m, first.clone());
            for t in 0..periods {
                for j in 0..m {
                    let i = t * m + j;
                    for (l, value) in envelope.row_from(t, j, first[t]).iter_mut().enumerate() {
                        *value = s[(first[t] * m + l) * n + i];
                    }
                }
            }
            assert!(envelope.factor());
            let dense = cholesky(&s, n).unwrap();
            for t in 0..periods {
                for j in 0..m {
                    for (l, value) in envelope.row_from(t, j, first[t]).iter().enumerate() {
                        let reference = dense[(first[t] * m + l) * n + t * m + j];
                        Exact.check(format!("{m} series, row {t} {j}"), *value, reference).unwrap();
                    }
                }
            }
            Exact.check("determinant", envelope.ln_determinant(), log_determinant(&s, n).unwrap()).unwrap();
            let b: Vec<f64> = (0..n).map(|i| ((i * i) % 7) as f64 - 3.0).collect();
            let (mut ours, mut reference) = (b.clone(), b);
            envelope.solve_lower(&mut ours);
            solve_lower_in_place(&dense, &mut reference);
            for (x, y) in ours.iter().zip(&reference) {
                Exact.check("forward", *x, *y).unwrap();
            }
            envelope.solve_lower_transposed(&mut ours);
            solve_lower_transposed_in_place(&dense, &mut reference);
            for (x, y) in ours.iter().zip(&reference) {
                Exact.check("backward", *x, *y).unwrap();
            }
        }
    }
}
