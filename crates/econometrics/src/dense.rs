//! Small dense matrices, column-major slices, without the linear-algebra crate: products, triangular solves,
//! inverses of symmetric positive definite matrices and symmetric eigenvalues. The `_into` forms allocate
//! nothing, for the inner loops of resampling. Factorisations with a refusal stand in `linear.rs`.

use crate::linear::{add_scaled, cholesky, dot};

/// `out = a b`, a is m x k, b is k x n.
pub(crate) fn multiply_into(a: &[f64], b: &[f64], m: usize, k: usize, n: usize, out: &mut [f64]) {
    debug_assert!(a.len() == m * k && b.len() == k * n && out.len() == m * n);
    out.fill(0.0);
    for (j, column) in out.chunks_exact_mut(m).enumerate() {
        for l in 0..k {
            let factor = b[j * k + l];
            for (o, x) in column.iter_mut().zip(&a[l * m..(l + 1) * m]) {
                *o += factor * x;
            }
        }
    }
}

/// `a b`, a is m x k, b is k x n.
pub(crate) fn multiply(a: &[f64], b: &[f64], m: usize, k: usize, n: usize) -> Vec<f64> {
    let mut out = vec![0.0; m * n];
    multiply_into(a, b, m, k, n, &mut out);
    out
}

/// `a' b`, a is n x m, b is n x k: an m x k matrix of inner products of columns.
pub(crate) fn cross_product(a: &[f64], b: &[f64], n: usize) -> Vec<f64> {
    b.chunks_exact(n).flat_map(|right| a.chunks_exact(n).map(move |left| dot(left, right))).collect()
}

/// The transpose of an m x n matrix, n x m.
pub(crate) fn transpose(a: &[f64], m: usize, n: usize) -> Vec<f64> {
    (0..m * n).map(|at| a[(at % n) * m + at / n]).collect()
}

/// The identity, k x k.
pub(crate) fn identity(k: usize) -> Vec<f64> {
    (0..k * k).map(|at| f64::from(u8::from(at % (k + 1) == 0))).collect()
}

/// Solves `l x = b` in place for a lower triangular l with a non-zero diagonal.
pub(crate) fn solve_lower_in_place(l: &[f64], b: &mut [f64]) {
    let k = b.len();
    for j in 0..k {
        b[j] /= l[j * k + j];
        let (done, below) = b.split_at_mut(j + 1);
        for (x, column) in below.iter_mut().zip(&l[j * k + j + 1..(j + 1) * k]) {
            *x -= done[j] * column;
        }
    }
}

/// Solves `l' x = b` in place for a lower triangular l with a non-zero diagonal.
pub(crate) fn solve_lower_transposed_in_place(l: &[f64], b: &mut [f64]) {
    let k = b.len();
    for j in (0..k).rev() {
        let sum: f64 = (j + 1..k).map(|i| l[j * k + i] * b[i]).sum();
        b[j] = (b[j] - sum) / l[j * k + j];
    }
}

/// `s^-1 b` for every column of b, s symmetric positive definite k x k; `None` when it is not.
pub(crate) fn solve_positive_definite(s: &[f64], b: &[f64], k: usize) -> Option<Vec<f64>> {
    let lower = cholesky(s, k)?;
    let mut x = b.to_vec();
    for column in x.chunks_exact_mut(k) {
        solve_lower_in_place(&lower, column);
        solve_lower_transposed_in_place(&lower, column);
    }
    Some(x)
}

/// Inverse of a symmetric positive definite matrix, or `None`.
pub(crate) fn invert_positive_definite(s: &[f64], k: usize) -> Option<Vec<f64>> {
    solve_positive_definite(s, &identity(k), k)
}

/// Upper triangular `r` with `r' r = s` for a symmetric k x k matrix whose upper triangle is given, written over
/// it; the lower triangle is neither read nor written. Gives the smallest share of a column's squared length that
/// the columns before it leave, or `None` when that is not positive.
pub(crate) fn upper_cholesky_in_place(s: &mut [f64], k: usize) -> Option<f64> {
    let mut least = f64::INFINITY;
    for j in 0..k {
        let (before, rest) = s.split_at_mut(j * k);
        let column = &mut rest[..=j];
        for i in 0..j {
            let (above, here) = column.split_at_mut(i);
            let r = &before[i * k..=i * k + i];
            here[0] = (here[0] - dot(&r[..i], above)) / r[i];
        }
        let (above, diagonal) = column.split_at_mut(j);
        let pivot = diagonal[0] - dot(above, above);
        let share = pivot / diagonal[0];
        // Also refuses NaN.
        if !(share > 0.0 && pivot.is_finite()) {
            return None;
        }
        least = least.min(share);
        diagonal[0] = pivot.sqrt();
    }
    Some(least)
}

/// Eigenvalues, largest first, and eigenvectors (columns, same order) of a symmetric k x k matrix by cyclic
/// Jacobi rotations (Golub and Van Loan, section 8.5); the sign of a vector makes its largest entry positive.
pub(crate) fn symmetric_eigen(symmetric: &[f64], k: usize) -> (Vec<f64>, Vec<f64>) {
    let mut a = symmetric.to_vec();
    let mut vectors = identity(k);
    let size: f64 = dot(&a, &a);
    for _sweep in 0..60 {
        let off: f64 = (0..k).flat_map(|j| (0..j).map(move |i| (i, j))).map(|(i, j)| a[j * k + i].powi(2)).sum();
        if off <= size * 1e-32 {
            break;
        }
        for p in 0..k {
            for q in p + 1..k {
                rotate(&mut a, &mut vectors, p, q, k);
            }
        }
    }
    let mut order: Vec<usize> = (0..k).collect();
    order.sort_by(|&i, &j| a[j * k + j].total_cmp(&a[i * k + i]).then(i.cmp(&j)));
    let values = order.iter().map(|&i| a[i * k + i]).collect();
    let sorted = order.iter().flat_map(|&i| {
        let vector = &vectors[i * k..(i + 1) * k];
        let largest = vector.iter().fold(0.0f64, |m, v| if v.abs() > m.abs() { *v } else { m });
        let sign = if largest < 0.0 { -1.0 } else { 1.0 };
        vector.iter().map(move |v| sign * v)
    });
    (values, sorted.collect())
}

/// One Jacobi rotation that makes entry (p, q) zero.
fn rotate(a: &mut [f64], vectors: &mut [f64], p: usize, q: usize, k: usize) {
    let entry = a[q * k + p];
    if entry == 0.0 {
        return;
    }
    let tau = (a[q * k + q] - a[p * k + p]) / (2.0 * entry);
    let t = if tau >= 0.0 { 1.0 / (tau + tau.hypot(1.0)) } else { -1.0 / (-tau + tau.hypot(1.0)) };
    let c = 1.0 / t.hypot(1.0);
    let s = t * c;
    for i in 0..k {
        let (x, y) = (a[p * k + i], a[q * k + i]);
        a[p * k + i] = c * x - s * y;
        a[q * k + i] = s * x + c * y;
    }
    for i in 0..k {
        let (x, y) = (a[i * k + p], a[i * k + q]);
        a[i * k + p] = c * x - s * y;
        a[i * k + q] = s * x + c * y;
        let (x, y) = (vectors[p * k + i], vectors[q * k + i]);
        vectors[p * k + i] = c * x - s * y;
        vectors[q * k + i] = s * x + c * y;
    }
}

/// Lower Cholesky factor in place of a symmetric k x k matrix, of which only the lower triangle is read; zeros above.
/// `false` when it is not positive definite up to rounding, as in `linear::cholesky`; the matrix is then spoilt.
pub(crate) fn cholesky_in_place(a: &mut [f64], k: usize) -> bool {
    debug_assert!(a.len() == k * k);
    for j in 0..k {
        let (done, rest) = a.split_at_mut(j * k);
        let (above, column) = rest[..k].split_at_mut(j);
        above.fill(0.0);
        let diagonal = column[0];
        for left in done.chunks_exact(k) {
            add_scaled(column, -left[j], &left[j..]);
        }
        let pivot = column[0];
        if !(diagonal > 0.0 && pivot.is_finite() && pivot > diagonal * 1e-14 * k as f64) {
            return false;
        }
        let root = pivot.sqrt();
        column.iter_mut().for_each(|v| *v /= root);
    }
    true
}

#[cfg(test)]
mod tests {
    //! (a) hand: 2 x 2 cases; (c) property: what is solved multiplies back, over sizes.
    use super::*;
    use crate::tolerance::Tolerance::Exact;

    fn positive_definite(k: usize) -> Vec<f64> {
        let a: Vec<f64> = (0..k * k).map(|i| ((i * i * 7 + 3 * i) % 101) as f64 / 50.0 - 1.0).collect();
        let mut s = cross_product(&a, &a, k);
        (0..k).for_each(|i| s[i * k + i] += 0.5);
        s
    }

    #[test]
    fn by_hand() {
        // [1 3; 2 4] [5; 6] = [23; 34]
        assert_eq!(multiply(&[1.0, 2.0, 3.0, 4.0], &[5.0, 6.0], 2, 2, 1), vec![23.0, 34.0]);
        assert_eq!(transpose(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0], 2, 3), vec![1.0, 3.0, 5.0, 2.0, 4.0, 6.0]);
        // [2 1; 1 2]: eigenvalues 3 and 1.
        let (values, vectors) = symmetric_eigen(&[2.0, 1.0, 1.0, 2.0], 2);
        Exact.check("first", values[0], 3.0).unwrap();
        Exact.check("second", values[1], 1.0).unwrap();
        Exact.check("vector", vectors[0], 0.5f64.sqrt()).unwrap();
    }

    #[test]
    fn upper_cholesky_by_hand() {
        // [4 2; 2 5] = [2 0; 1 2] [2 1; 0 2]; of the second column's squared length 5, 4 is left.
        let mut s = [4.0, f64::NAN, 2.0, 5.0];
        assert_eq!(upper_cholesky_in_place(&mut s, 2), Some(0.8));
        assert_eq!((s[0], s[2], s[3]), (2.0, 1.0, 2.0));
        assert_eq!(upper_cholesky_in_place(&mut [1.0, 0.0, 1.0, 1.0], 2), None);
    }

    #[test]
    fn solutions_multiply_back() {
        for k in [1, 2, 5, 13, 30] {
            let s = positive_definite(k);
            let inverse = invert_positive_definite(&s, k).unwrap();
            let mut lower = s.clone();
            assert!(cholesky_in_place(&mut lower, k));
            for (l, other) in lower.iter().zip(cholesky(&s, k).unwrap()) {
                Exact.check(format!("factor of {k}"), *l, other).unwrap();
            }
            let (values, vectors) = symmetric_eigen(&s, k);
            for (at, (one, i)) in multiply(&s, &inverse, k, k, k).iter().zip(identity(k)).enumerate() {
                assert!(Exact.agrees(*one, i), "{k} {at}: {one}");
            }
            let scaled: Vec<f64> = (0..k * k).map(|at| vectors[at] * values[at / k]).collect();
            let back = multiply(&scaled, &transpose(&vectors, k, k), k, k, k);
            for (b, x) in back.iter().zip(&s) {
                Exact.check(format!("eigen of {k}"), *b, *x).unwrap();
            }
        }
    }
}
