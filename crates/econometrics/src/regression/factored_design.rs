//! A design matrix after its Householder QR: checked for finite values and full rank, ready for any number
//! of responses. No response and no inference here.

use crate::columns::Columns;
use crate::linear::{ThinQr, dot, invert_upper, thin_qr};
use crate::refusal::{Refusal, require_finite};

/// Below this share of its length that the earlier columns leave of a column, the rest is rounding error.
/// Householder QR leaves about `sqrt(n) * 2e-16` of a column that adds nothing.
const REMAINDER_MIN: f64 = 1e-13;

/// A design of n rows and k columns, `X = Q R`.
#[derive(Debug, Clone)]
pub struct FactoredDesign {
    rows: usize,
    names: Vec<String>,
    /// n x k, orthonormal columns.
    pub(super) q: Vec<f64>,
    /// k x k, upper triangular, column-major.
    pub(super) r: Vec<f64>,
    /// `B = R^-1`: `(X'X)^-1 = B B'`.
    pub(super) bread: Vec<f64>,
    leverages: Vec<f64>,
    centred: bool,
}

impl FactoredDesign {
    /// Factors a design. Needs more rows than columns, at least one column, finite values, and columns of
    /// which none is a combination of those before it.
    pub fn new(x: &Columns) -> Result<Self, Refusal> {
        let (n, k) = (x.n_rows(), x.n_columns());
        if n <= k || k == 0 {
            return Err(Refusal::TooFewObservations { have: n, need: k + 1 });
        }
        let mut scaled = Vec::with_capacity(n * k);
        let mut units = Vec::with_capacity(k);
        let mut centred = false;
        for (j, name) in x.names().iter().enumerate() {
            let column = x.column(j);
            require_finite(column, name)?;
            let largest = column.iter().fold(0.0f64, |m, v| m.max(v.abs()));
            if largest == 0.0 {
                return Err(Refusal::Singular { column: name.clone(), remainder: 0.0 });
            }
            // A power of two, so that scaling rounds nothing; clamped, so that it neither overflows nor
            // vanishes itself.
            let unit = 2f64.powi(largest.log2().floor().clamp(-1000.0, 1000.0) as i32);
            let shrink = 1.0 / unit;
            scaled.extend(column.iter().map(|v| v * shrink));
            units.push(unit);
            centred |= column.iter().all(|v| *v == column[0]);
        }
        let ThinQr { q, mut r } = thin_qr(scaled, n, k);
        for (j, name) in x.names().iter().enumerate() {
            let column = &mut r[j * k..(j + 1) * k];
            let remainder = column[j].abs() / dot(column, column).sqrt();
            if remainder.is_nan() || remainder < REMAINDER_MIN {
                return Err(Refusal::Singular { column: name.clone(), remainder });
            }
            column.iter_mut().for_each(|v| *v *= units[j]);
        }
        let bread = invert_upper(&r, k);
        let mut leverages = vec![0.0; n];
        for column in q.chunks_exact(n) {
            leverages.iter_mut().zip(column).for_each(|(h, q)| *h += q * q);
        }
        Ok(Self { rows: n, names: x.names().to_vec(), q, r, bread, leverages, centred })
    }

    /// Number of observations n.
    pub fn n(&self) -> usize {
        self.rows
    }

    /// Number of columns k.
    pub fn k(&self) -> usize {
        self.names.len()
    }

    /// Names of the columns.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Diagonal of the hat matrix `X (X'X)^-1 X'`, n values between 0 and 1 that sum to k.
    pub fn leverages(&self) -> &[f64] {
        &self.leverages
    }

    /// Whether a constant is among the columns (then R squared is about the mean).
    pub fn has_constant(&self) -> bool {
        self.centred
    }

    /// `(X'X)^-1`, entry (i, j).
    pub(crate) fn inverse_cross_product(&self, i: usize, j: usize) -> f64 {
        let k = self.k();
        (i.max(j)..k).map(|m| self.bread[m * k + i] * self.bread[m * k + j]).sum()
    }

    /// What each row contributes to one coefficient: `X (X'X)^-1 e`, n values, so that the coefficient is their
    /// product with the response.
    pub(crate) fn row_weights(&self, column: usize) -> Vec<f64> {
        let mut weights = vec![0.0; self.rows];
        for (q, d) in self.q.chunks_exact(self.rows).zip(self.direction(&[(column, 1.0)])) {
            crate::linear::add_scaled(&mut weights, d, q);
        }
        weights
    }

    /// `B'c` for a combination c of coefficients: the combination in the coordinates of Q.
    pub(super) fn direction(&self, combination: &[(usize, f64)]) -> Vec<f64> {
        let k = self.k();
        (0..k).map(|m| combination.iter().map(|&(i, weight)| weight * self.bread[m * k + i]).sum()).collect()
    }
}
