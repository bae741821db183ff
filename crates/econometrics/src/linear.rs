//! The one file that touches the linear-algebra crate. Matrices are column-major slices. Every call is
//! sequential: callers parallelise over replicates, and the digits do not depend on the number of threads.

use faer::diag::Diag;
use faer::dyn_stack::{MemBuffer, MemStack};
use faer::linalg::evd::{ComputeEigenvectors, evd_real, evd_scratch, self_adjoint_evd, self_adjoint_evd_scratch};
use faer::linalg::householder::{
    apply_block_householder_sequence_on_the_left_in_place_scratch,
    apply_block_householder_sequence_on_the_left_in_place_with_conj,
};
use faer::linalg::qr::no_pivoting::factor::{qr_in_place, qr_in_place_scratch, recommended_block_size};
use faer::{Conj, Mat, MatMut, MatRef, Par};

/// Thin QR of an n x k matrix, n >= k: `a = q r`.
pub(crate) struct ThinQr {
    /// n x k, orthonormal columns.
    pub(crate) q: Vec<f64>,
    /// k x k, upper triangular, column-major; entries below the diagonal are zero.
    pub(crate) r: Vec<f64>,
}

/// From this many `rows * columns^2` on, blocked kernels pay. Below, plain loops are as fast, and they spare
/// the rest of the program a slowdown: after the wide vector instructions of the blocked kernels, ordinary code
/// on the same thread was measured 2.5 times slower (245 x 10: 15 against 37 microseconds for the factors).
const BLOCKED_MIN: usize = 1_000_000;

/// Householder QR. `a` is consumed as workspace. Requires `rows >= columns >= 1`.
pub(crate) fn thin_qr(a: Vec<f64>, rows: usize, columns: usize) -> ThinQr {
    debug_assert!(rows >= columns && columns >= 1 && a.len() == rows * columns);
    if rows * columns * columns < BLOCKED_MIN { plain_qr(a, rows, columns) } else { blocked_qr(a, rows, columns) }
}

/// One reflection after the other (Golub and Van Loan, algorithms 5.1.1 and 5.2.1; Q by backward accumulation).
fn plain_qr(mut a: Vec<f64>, rows: usize, columns: usize) -> ThinQr {
    let mut r = vec![0.0; columns * columns];
    let mut factors = vec![0.0; columns];
    for j in 0..columns {
        let (done, rest) = a.split_at_mut((j + 1) * rows);
        let column = &mut done[j * rows..];
        r[j * columns..j * columns + j].copy_from_slice(&column[..j]);
        let v = &mut column[j..];
        let length = dot(v, v).sqrt();
        let diagonal = if v[0] > 0.0 { -length } else { length };
        r[j * columns + j] = diagonal;
        v[0] -= diagonal;
        let square = dot(v, v);
        factors[j] = if square > 0.0 { 2.0 / square } else { 0.0 };
        for other in rest.chunks_exact_mut(rows) {
            reflect(v, factors[j], &mut other[j..]);
        }
    }
    let mut q = vec![0.0; rows * columns];
    for j in (0..columns).rev() {
        q[j * rows + j] = 1.0;
        let v = &a[j * rows + j..(j + 1) * rows];
        for other in q[j * rows..].chunks_exact_mut(rows) {
            reflect(v, factors[j], &mut other[j..]);
        }
    }
    ThinQr { q, r }
}

/// `x -= factor v (v'x)`.
fn reflect(v: &[f64], factor: f64, x: &mut [f64]) {
    let share = factor * dot(v, x);
    add_scaled(x, -share, v);
}

/// The same by the linear-algebra crate's blocked kernels.
fn blocked_qr(mut a: Vec<f64>, rows: usize, columns: usize) -> ThinQr {
    let block = recommended_block_size::<f64>(rows, columns);
    let mut householder = Mat::<f64>::zeros(block, columns);
    let scratch = qr_in_place_scratch::<f64>(rows, columns, block, Par::Seq, Default::default())
        .or(apply_block_householder_sequence_on_the_left_in_place_scratch::<f64>(rows, block, columns));
    let mut memory = MemBuffer::new(scratch);
    qr_in_place(
        MatMut::from_column_major_slice_mut(&mut a, rows, columns),
        householder.as_mut(),
        Par::Seq,
        MemStack::new(&mut memory),
        Default::default(),
    );
    let mut r = vec![0.0; columns * columns];
    for (j, column) in a.chunks_exact(rows).enumerate() {
        r[j * columns..=j * columns + j].copy_from_slice(&column[..=j]);
    }
    let mut q = vec![0.0; rows * columns];
    for j in 0..columns {
        q[j * rows + j] = 1.0;
    }
    apply_block_householder_sequence_on_the_left_in_place_with_conj(
        MatRef::from_column_major_slice(&a, rows, columns),
        householder.as_ref(),
        Conj::No,
        MatMut::from_column_major_slice_mut(&mut q, rows, columns),
        Par::Seq,
        MemStack::new(&mut memory),
    );
    ThinQr { q, r }
}

/// Inverse of an upper triangular matrix with a non-zero diagonal, column-major.
pub(crate) fn invert_upper(r: &[f64], k: usize) -> Vec<f64> {
    let mut inverse = vec![0.0; k * k];
    for (j, column) in inverse.chunks_exact_mut(k).enumerate() {
        column[j] = 1.0;
        for m in (0..=j).rev() {
            let (above, here) = column.split_at_mut(m);
            here[0] /= r[m * k + m];
            add_scaled(above, -here[0], &r[m * k..m * k + m]);
        }
    }
    inverse
}

/// Solves `r x = b` for an upper triangular r with a non-zero diagonal, from the last entry up.
pub(crate) fn solve_upper(r: &[f64], b: &[f64]) -> Vec<f64> {
    let k = b.len();
    let mut x = b.to_vec();
    for j in (0..k).rev() {
        x[j] /= r[j * k + j];
        let (above, value) = x.split_at_mut(j);
        add_scaled(above, -value[0], &r[j * k..j * k + j]);
    }
    x
}

/// Lower Cholesky factor of a symmetric matrix, or `None` when it is not positive definite up to rounding.
/// The matrix is scaled to a unit diagonal before the check, so that the units of its rows do not matter.
pub(crate) fn cholesky(symmetric: &[f64], k: usize) -> Option<Vec<f64>> {
    let mut lower: Vec<f64> = vec![0.0; k * k];
    for j in 0..k {
        let diagonal = symmetric[j * k + j];
        let pivot = diagonal - (0..j).map(|m| lower[m * k + j] * lower[m * k + j]).sum::<f64>();
        // What the earlier rows leave of this one, as a share: below this it is rounding error.
        if !(diagonal > 0.0 && pivot.is_finite() && pivot > diagonal * 1e-14 * k as f64) {
            return None;
        }
        let root = pivot.sqrt();
        lower[j * k + j] = root;
        for i in j + 1..k {
            let sum: f64 = (0..j).map(|m| lower[m * k + i] * lower[m * k + j]).sum();
            lower[j * k + i] = (symmetric[j * k + i] - sum) / root;
        }
    }
    Some(lower)
}

/// `b' s^-1 b` for a symmetric positive definite `s`, or `None`.
pub(crate) fn quadratic_form_inverse(symmetric: &[f64], b: &[f64]) -> Option<f64> {
    let k = b.len();
    let lower = cholesky(symmetric, k)?;
    let mut solved = vec![0.0; k];
    for i in 0..k {
        let sum: f64 = (0..i).map(|m| lower[m * k + i] * solved[m]).sum();
        solved[i] = (b[i] - sum) / lower[i * k + i];
    }
    Some(dot(&solved, &solved))
}

/// Natural logarithm of the determinant of a symmetric positive definite matrix, or `None`.
pub(crate) fn log_determinant(symmetric: &[f64], k: usize) -> Option<f64> {
    let lower = cholesky(symmetric, k)?;
    Some(2.0 * (0..k).map(|i| lower[i * k + i].ln()).sum::<f64>())
}

/// Moduli of the eigenvalues of a square matrix, largest first, or `None` when the iteration does not end.
pub(crate) fn eigenvalue_moduli(square: &[f64], k: usize) -> Option<Vec<f64>> {
    let (mut re, mut im) = (Diag::<f64>::zeros(k), Diag::<f64>::zeros(k));
    let none = ComputeEigenvectors::No;
    let mut memory = MemBuffer::new(evd_scratch::<f64>(k, none, none, Par::Seq, Default::default()));
    evd_real(
        MatRef::from_column_major_slice(square, k, k),
        re.as_mut(),
        im.as_mut(),
        None,
        None,
        Par::Seq,
        MemStack::new(&mut memory),
        Default::default(),
    )
    .ok()?;
    let mut moduli: Vec<f64> = (0..k).map(|i| re.column_vector()[i].hypot(im.column_vector()[i])).collect();
    moduli.sort_by(|a, b| b.total_cmp(a));
    Some(moduli)
}

/// Eigenvalues of a symmetric matrix in no stated order, or `None` when the iteration does not end. For matrices too
/// large for the rotations of `dense::symmetric_eigen`.
pub(crate) fn symmetric_eigenvalues(symmetric: &[f64], k: usize) -> Option<Vec<f64>> {
    let mut values = Diag::<f64>::zeros(k);
    let none = ComputeEigenvectors::No;
    let mut memory = MemBuffer::new(self_adjoint_evd_scratch::<f64>(k, none, Par::Seq, Default::default()));
    let a = MatRef::from_column_major_slice(symmetric, k, k);
    self_adjoint_evd(a, values.as_mut(), None, Par::Seq, MemStack::new(&mut memory), Default::default()).ok()?;
    Some((0..k).map(|i| values.column_vector()[i]).collect())
}

/// Eigenvalues of a symmetric matrix in ascending order with their eigenvectors, one column of length 1 each, whose
/// signs are not stated; `None` when the iteration does not end.
pub(crate) fn symmetric_eigenvectors(symmetric: &[f64], k: usize) -> Option<(Vec<f64>, Vec<f64>)> {
    let mut values = Diag::<f64>::zeros(k);
    let mut vectors = Mat::<f64>::zeros(k, k);
    let yes = ComputeEigenvectors::Yes;
    let mut memory = MemBuffer::new(self_adjoint_evd_scratch::<f64>(k, yes, Par::Seq, Default::default()));
    let a = MatRef::from_column_major_slice(symmetric, k, k);
    let stack = MemStack::new(&mut memory);
    self_adjoint_evd(a, values.as_mut(), Some(vectors.as_mut()), Par::Seq, stack, Default::default()).ok()?;
    let mut order: Vec<usize> = (0..k).collect();
    order.sort_by(|i, j| values.column_vector()[*i].total_cmp(&values.column_vector()[*j]));
    let columns = order.iter().flat_map(|j| (0..k).map(|i| vectors[(i, *j)]).collect::<Vec<f64>>()).collect();
    Some((order.iter().map(|i| values.column_vector()[*i]).collect(), columns))
}

/// Inner product of two slices of one length. Eight running sums, in a fixed order: fast, and the same
/// digits every time.
pub(crate) fn dot(a: &[f64], b: &[f64]) -> f64 {
    debug_assert_eq!(a.len(), b.len());
    let mut sums = [0.0; 8];
    let (mut left, mut right) = (a.chunks_exact(8), b.chunks_exact(8));
    for (x, y) in left.by_ref().zip(right.by_ref()) {
        for lane in 0..8 {
            sums[lane] += x[lane] * y[lane];
        }
    }
    let tail: f64 = left.remainder().iter().zip(right.remainder()).map(|(x, y)| x * y).sum();
    ((sums[0] + sums[4]) + (sums[1] + sums[5])) + ((sums[2] + sums[6]) + (sums[3] + sums[7])) + tail
}

/// `target += factor * column`.
pub(crate) fn add_scaled(target: &mut [f64], factor: f64, column: &[f64]) {
    for (t, c) in target.iter_mut().zip(column) {
        *t += factor * c;
    }
}

#[cfg(test)]
mod tests {
    //! (a) hand: a 3 x 2 matrix and a 2 x 2 rotation; (c) property: q r = a and q'q = 1 over sizes.
    use super::*;
    use crate::tolerance::Tolerance;

    #[test]
    fn qr_multiplies_back() {
        for (n, k, way) in [1, 2, 20, 240, 700]
            .into_iter()
            .zip([1, 2, 20, 10, 41])
            .flat_map(|(n, k)| [(n, k, plain_qr as fn(_, _, _) -> _), (n, k, blocked_qr)])
        {
            let a: Vec<f64> = (0..n * k).map(|i| ((i * i * 7 + 3 * i) % 1009) as f64 / 500.0 - 1.0).collect();
            let ThinQr { q, r } = way(a.clone(), n, k);
            for j in 0..k {
                for i in 0..n {
                    let back: f64 = (0..=j).map(|m| q[m * n + i] * r[j * k + m]).sum();
                    Tolerance::Exact.check(format!("a[{i},{j}] of {n} x {k}"), back, a[j * n + i]).unwrap();
                }
                for m in 0..k {
                    let inner = dot(&q[j * n..(j + 1) * n], &q[m * n..(m + 1) * n]);
                    Tolerance::Exact.check("q'q", inner, if m == j { 1.0 } else { 0.0 }).unwrap();
                }
            }
        }
    }

    #[test]
    fn inverse_by_hand() {
        // [2 4; 0 8]^-1 = [1/2 -1/4; 0 1/8]
        assert_eq!(invert_upper(&[2.0, 0.0, 4.0, 8.0], 2), vec![0.5, 0.0, -0.25, 0.125]);
    }

    #[test]
    fn cholesky_by_hand_and_refusal() {
        assert_eq!(cholesky(&[4.0, 2.0, 2.0, 5.0], 2), Some(vec![2.0, 1.0, 0.0, 2.0]));
        assert_eq!(cholesky(&[1.0, 1.0, 1.0, 1.0], 2), None);
        assert_eq!(cholesky(&[f64::NAN], 1), None);
        // Units must not matter: the same matrix with rows in 1e9 and 1e-9.
        assert!(cholesky(&[4e18, 2.0, 2.0, 5e-18], 2).is_some());
    }

    #[test]
    fn symmetric_eigenvectors_by_hand() {
        // Eigenvalues 1 and 3, eigenvectors (1, -1) and (1, 1) over the root of 2.
        let (values, vectors) = symmetric_eigenvectors(&[2.0, 1.0, 1.0, 2.0], 2).unwrap();
        Tolerance::Exact.check("smaller", values[0], 1.0).unwrap();
        Tolerance::Exact.check("larger", values[1], 3.0).unwrap();
        Tolerance::Exact.check("first", vectors[0] * vectors[1], -0.5).unwrap();
        Tolerance::Exact.check("second", vectors[2] * vectors[3], 0.5).unwrap();
    }

    #[test]
    fn symmetric_eigenvalues_by_hand() {
        let mut values = symmetric_eigenvalues(&[2.0, 1.0, 1.0, 2.0], 2).unwrap();
        values.sort_by(f64::total_cmp);
        for (ours, by_hand) in values.iter().zip([1.0, 3.0]) {
            Tolerance::Exact.check("eigenvalue", *ours, by_hand).unwrap();
        }
    }

    #[test]
    fn rotation_has_moduli_one() {
        let moduli = eigenvalue_moduli(&[0.0, 1.0, -1.0, 0.0], 2).unwrap();
        for m in moduli {
            Tolerance::Exact.check("modulus", m, 1.0).unwrap();
        }
    }
}
