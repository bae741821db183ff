//! Small dense matrices, column-major slices, without the linear-algebra crate: products, triangular solves,
//! inverses of symmetric positive definite matrices and symmetric eigenvalues. The `_into` forms allocate
//! nothing, for the inner loops of resampling. Factorisations with a refusal stand in `linear.rs`.

use crate::linear::{cholesky, dot};

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

/// Lower Cholesky factor in place: the lower triangle of a symmetric k x k matrix becomes its factor, the upper
/// one is not touched. `false`, with the matrix spoilt, when it is not positive definite up to rounding. Column
/// after column, each taken off all columns to its right, so that the inner loop runs over neighbours.
/// `diagonal` is room for k numbers.
pub(crate) fn cholesky_in_place(a: &mut [f64], k: usize, diagonal: &mut [f64]) -> bool {
    debug_assert!(a.len() == k * k && diagonal.len() == k);
    for j in 0..k {
        diagonal[j] = a[j * k + j];
    }
    for j in 0..k {
        let (done, rest) = a.split_at_mut((j + 1) * k);
        let column = &mut done[j * k + j..];
        let pivot = column[0];
        // What the earlier columns leave of this one, as a share: below this it is rounding error.
        if !(diagonal[j] > 0.0 && pivot.is_finite() && pivot > diagonal[j] * 1e-14 * k as f64) {
            return false;
        }
        let root = pivot.sqrt();
        column[0] = root;
        let inverse = 1.0 / root;
        column[1..].iter_mut().for_each(|x| *x *= inverse);
        for (c, other) in rest.chunks_exact_mut(k).enumerate() {
            let factor = column[c + 1];
            for (o, x) in other[j + c + 1..].iter_mut().zip(&column[c + 1..]) {
                *o -= factor * x;
            }
        }
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
    fn solutions_multiply_back() {
        for k in [1, 2, 5, 13, 30] {
            let s = positive_definite(k);
            let inverse = invert_positive_definite(&s, k).unwrap();
            let (values, vectors) = symmetric_eigen(&s, k);
            let mut lower = s.clone();
            assert!(cholesky_in_place(&mut lower, k, &mut vec![0.0; k]));
            let known = cholesky(&s, k).unwrap();
            for at in (0..k * k).filter(|at| at % k >= at / k) {
                Exact.check(format!("factor of {k}"), lower[at], known[at]).unwrap();
            }
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
