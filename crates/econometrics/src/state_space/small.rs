//! Arithmetic on matrices of a few rows, in place, for the loops over time. Nothing here allocates except
//! [`semidefinite_root`]. Matrices are column-major; a symmetric one reads the same by rows.

/// Inner product of two short slices.
pub(super) fn inner(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

/// `out = t a`, t is m x k.
pub(super) fn times_vector(t: &[f64], a: &[f64], out: &mut [f64]) {
    out.fill(0.0);
    for (column, factor) in t.chunks_exact(out.len()).zip(a) {
        for (o, x) in out.iter_mut().zip(column) {
            *o += factor * x;
        }
    }
}

/// `out = t' r`, t is m x k, r has m entries.
pub(super) fn transposed_times_vector(t: &[f64], r: &[f64], out: &mut [f64]) {
    for (o, column) in out.iter_mut().zip(t.chunks_exact(r.len())) {
        *o = inner(column, r);
    }
}

/// `out = s x`, s symmetric.
pub(super) fn symmetric_times(s: &[f64], x: &[f64], out: &mut [f64]) {
    transposed_times_vector(s, x, out);
}

/// `s += -(w z' + z w') + share z z'`, which keeps s symmetric to the last bit.
pub(super) fn add_symmetric(s: &mut [f64], w: &[f64], z: &[f64], share: f64) {
    let m = z.len();
    for (j, column) in s.chunks_exact_mut(m).enumerate() {
        for (i, x) in column.iter_mut().enumerate() {
            *x += share * z[i] * z[j] - (w[i] * z[j] + z[i] * w[j]);
        }
    }
}

/// `s -= w w'`.
pub(super) fn take_away_square(s: &mut [f64], w: &[f64]) {
    for (column, factor) in s.chunks_exact_mut(w.len()).zip(w) {
        for (x, other) in column.iter_mut().zip(w) {
            *x -= factor * other;
        }
    }
}

/// Which of the two products of [`sandwich`].
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Side {
    /// `t s t'`.
    Forward,
    /// `t' s t`.
    Backward,
}

/// `s = t s t'` or `t' s t` for a symmetric s. Entries of t that are zero cost nothing: most of them are.
pub(super) fn sandwich(t: &[f64], s: &mut [f64], side: Side, scratch: &mut [f64], m: usize) {
    for _ in 0..2 {
        // Rows of the product are combinations of rows of s; then once more on the transpose.
        scratch.fill(0.0);
        for l in 0..m {
            for i in 0..m {
                let factor = if side == Side::Forward { t[l * m + i] } else { t[i * m + l] };
                if factor != 0.0 {
                    let row = &s[l * m..(l + 1) * m];
                    for (o, x) in scratch[i * m..(i + 1) * m].iter_mut().zip(row) {
                        *o += factor * x;
                    }
                }
            }
        }
        for i in 0..m {
            for j in 0..m {
                s[j * m + i] = scratch[i * m + j];
            }
        }
    }
    symmetrise(s, m);
}

/// Copies the mean of both triangles into both.
pub(super) fn symmetrise(s: &mut [f64], m: usize) {
    for j in 0..m {
        for i in 0..j {
            let mean = 0.5 * (s[j * m + i] + s[i * m + j]);
            s[j * m + i] = mean;
            s[i * m + j] = mean;
        }
    }
}

/// A lower triangular `l` with `l l' = s` for a symmetric positive semi-definite k x k matrix, or `None`. A row
/// without variance is a row of zeros.
pub(super) fn semidefinite_root(s: &[f64], k: usize) -> Option<Vec<f64>> {
    let mut root = vec![0.0; k * k];
    for j in 0..k {
        let diagonal = s[j * k + j];
        let pivot = diagonal - (0..j).map(|l| root[l * k + j] * root[l * k + j]).sum::<f64>();
        let rounding = 1e-12 * diagonal.abs();
        if !(pivot.is_finite() && pivot >= -rounding) {
            return None;
        }
        let used = pivot > rounding;
        let step = if used { pivot.sqrt() } else { 0.0 };
        root[j * k + j] = step;
        for i in j + 1..k {
            if (s[j * k + i] - s[i * k + j]).abs() > 1e-9 * (s[j * k + j] * s[i * k + i]).abs().sqrt() {
                return None;
            }
            let left = s[j * k + i] - (0..j).map(|l| root[l * k + i] * root[l * k + j]).sum::<f64>();
            if used {
                root[j * k + i] = left / step;
            } else if left.is_nan() || left.abs() > 1e-6 * (diagonal * s[i * k + i]).abs().sqrt() {
                return None;
            }
        }
    }
    Some(root)
}

#[cfg(test)]
mod tests {
    //! (a) hand: two by two cases; (c) property: a root multiplies back.
    use super::*;
    use crate::dense::{multiply, transpose};
    use crate::tolerance::Tolerance::Exact;

    #[test]
    fn sandwiches_by_hand() {
        // t = [1 1; 0 1], s = [2 1; 1 3]: t s t' = [7 4; 4 3], t' s t = [2 3; 3 7].
        let (t, mut scratch) = ([1.0, 0.0, 1.0, 1.0], [0.0; 4]);
        let mut s = [2.0, 1.0, 1.0, 3.0];
        sandwich(&t, &mut s, Side::Forward, &mut scratch, 2);
        assert_eq!(s, [7.0, 4.0, 4.0, 3.0]);
        let mut s = [2.0, 1.0, 1.0, 3.0];
        sandwich(&t, &mut s, Side::Backward, &mut scratch, 2);
        assert_eq!(s, [2.0, 3.0, 3.0, 7.0]);
    }

    #[test]
    fn roots_multiply_back_and_indefinite_matrices_have_none() {
        for s in [
            vec![4.0, 2.0, 0.0, 2.0, 1.0, 0.0, 0.0, 0.0, 9.0],
            vec![0.0; 9],
            vec![0.0, 0.0, 0.0, 0.0, 2.0, 1.0, 0.0, 1.0, 5.0],
        ] {
            let root = semidefinite_root(&s, 3).unwrap();
            for (back, x) in multiply(&root, &transpose(&root, 3, 3), 3, 3, 3).iter().zip(&s) {
                Exact.check("root", *back, *x).unwrap();
            }
        }
        assert_eq!(semidefinite_root(&[1.0, 2.0, 2.0, 1.0], 2), None);
        assert_eq!(semidefinite_root(&[-1.0], 1), None);
        assert_eq!(semidefinite_root(&[1.0, 0.5, 0.2, 1.0], 2), None);
        assert_eq!(semidefinite_root(&[0.0, 1.0, 1.0, 1.0], 2), None);
    }
}
