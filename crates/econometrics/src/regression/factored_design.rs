//! A design matrix after its factorisation: checked for finite values and full rank, ready for any number
//! of responses. No response and no inference here.

use std::sync::OnceLock;

use super::lagged_design::LaggedColumns;
use crate::columns::Columns;
use crate::linear::{ThinQr, add_scaled, dot, invert_upper, thin_qr};
use crate::refusal::{Refusal, require_finite};

/// Below this share of its length that the earlier columns leave of a column, the rest is rounding error.
/// Householder QR leaves about `sqrt(n) * 2e-16` of a column that adds nothing.
const REMAINDER_MIN: f64 = 1e-13;

/// A design of n rows and k columns, `X = Q R`.
#[derive(Debug, Clone)]
pub struct FactoredDesign {
    rows: usize,
    names: Vec<String>,
    q: OnceLock<Vec<f64>>,
    /// The columns from which Q is made when it is first asked for.
    lagged: Option<LaggedColumns>,
    /// k x k, upper triangular, column-major.
    pub(super) r: Vec<f64>,
    /// `B = R^-1`: `(X'X)^-1 = B B'`.
    pub(super) bread: Vec<f64>,
    leverages: OnceLock<Vec<f64>>,
    /// Which columns hold one value only.
    pub(super) constant: Vec<bool>,
}

impl FactoredDesign {
    /// Factors a design. Needs more rows than columns, at least one column, finite values, and columns of
    /// which none is a combination of those before it.
    pub fn new(x: &Columns) -> Result<Self, Refusal> {
        let (n, k) = (x.n_rows(), x.n_columns());
        if k == 0 {
            return Err(Refusal::NotDefined {
                what: "a regression without columns",
                why: "there is nothing to estimate",
            });
        }
        if n <= k {
            return Err(Refusal::TooFewObservations { have: n, need: k + 1 });
        }
        let mut scaled = Vec::with_capacity(n * k);
        let mut units = Vec::with_capacity(k);
        let mut constant = Vec::with_capacity(k);
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
            constant.push(column.iter().all(|v| *v == column[0]));
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
        let (names, q) = (x.names().to_vec(), OnceLock::from(q));
        Ok(Self { rows: n, names, q, lagged: None, r, bread, leverages: OnceLock::new(), constant })
    }

    /// A design of lags from the Cholesky factor of its cross-products; Q is made when it is first asked for.
    pub(super) fn of_lags(lagged: LaggedColumns, names: Vec<String>, r: Vec<f64>, constant: Vec<bool>) -> Self {
        let bread = invert_upper(&r, names.len());
        let (q, leverages) = (OnceLock::new(), OnceLock::new());
        Self { rows: lagged.rows(), names, q, lagged: Some(lagged), r, bread, leverages, constant }
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
        self.leverages.get_or_init(|| {
            let mut leverages = vec![0.0; self.rows];
            for column in self.q().chunks_exact(self.rows) {
                leverages.iter_mut().zip(column).for_each(|(h, q)| *h += q * q);
            }
            leverages
        })
    }

    /// The lags of which the design consists, when it was made from them.
    pub(super) fn lagged(&self) -> Option<&LaggedColumns> {
        self.lagged.as_ref()
    }

    /// `(X'X)^-1 b = B B' b`.
    pub(super) fn solve_normal(&self, b: &[f64]) -> Vec<f64> {
        let k = self.k();
        let turned: Vec<f64> = (0..k).map(|j| dot(&self.bread[j * k..=j * k + j], &b[..=j])).collect();
        let mut x = vec![0.0; k];
        for (column, factor) in self.bread.chunks_exact(k).zip(&turned) {
            add_scaled(&mut x, *factor, column);
        }
        x
    }

    /// n x k, orthonormal columns.
    pub(super) fn q(&self) -> &[f64] {
        // A design without lagged columns was given its Q when it was made.
        self.q.get_or_init(|| self.lagged.as_ref().map_or_else(Vec::new, |l| l.times_upper(&self.bread)))
    }

    /// Whether a constant is among the columns (then R squared is about the mean).
    pub fn has_constant(&self) -> bool {
        self.constant.contains(&true)
    }

    /// `(X'X)^-1`, entry (i, j).
    pub(crate) fn inverse_cross_product(&self, i: usize, j: usize) -> f64 {
        let k = self.k();
        (i.max(j)..k).map(|m| self.bread[m * k + i] * self.bread[m * k + j]).sum()
    }

    /// `B'c` for a combination c of coefficients: the combination in the coordinates of Q.
    pub(super) fn direction(&self, combination: &[(usize, f64)]) -> Vec<f64> {
        let k = self.k();
        (0..k).map(|m| combination.iter().map(|&(i, weight)| weight * self.bread[m * k + i]).sum()).collect()
    }
}
