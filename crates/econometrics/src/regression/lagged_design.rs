//! Least squares on lags of several series without ever building the design matrix. The cross-products of two
//! lags are those of the lags one period later but for one product at each end, so that all of them cost p times
//! less than a QR of the design. Used where the cross-products are conditioned well enough; else `None`, and the
//! caller takes the QR.

use std::sync::Arc;

use super::{FactoredDesign, OrdinaryLeastSquares, Regression};
use crate::columns::Columns;
use crate::dense::upper_cholesky_in_place;
use crate::linear::dot;

/// Smallest share of a column's squared length that the columns before it must leave for the cross-products to
/// be used. Squaring a condition number of about 1/sqrt(1e-4) costs four digits of sixteen; one correction step
/// gives the coefficients theirs back (Bjorck 1987, Linear Algebra and its Applications 88/89, on corrected
/// seminormal equations).
const SHARE_MIN: f64 = 1e-4;

/// When less than this share of a series' squared length lies before its last periods, cross-products by
/// differences would lose digits: a difference of a thousandth keeps thirteen of sixteen.
pub(crate) const OUTWEIGHED: f64 = 1e-3;

/// The columns `series.l1 ... series.lp` and others, as windows into the series.
#[derive(Debug, Clone)]
pub(super) struct LaggedColumns {
    series: Columns,
    others: Columns,
    first: usize,
    lags: usize,
}

impl LaggedColumns {
    pub(super) fn rows(&self) -> usize {
        self.series.n_rows() - self.first
    }

    fn count(&self) -> usize {
        self.series.n_columns() * self.lags + self.others.n_columns()
    }

    /// Column number `at` of the design.
    fn column(&self, at: usize) -> &[f64] {
        let k = self.series.n_columns();
        if at < k * self.lags {
            let lag = at / k + 1;
            &self.series.column(at % k)[self.first - lag..self.series.n_rows() - lag]
        } else {
            self.others.column(at - k * self.lags)
        }
    }

    /// Whether a series has nearly all of its squared length in its last periods: the differences of
    /// [`LaggedColumns::cross_products`] would then be rounding error, which no condition number shows.
    fn outweighed(&self) -> bool {
        let n = self.series.n_rows();
        (0..self.series.n_columns()).any(|j| {
            let (whole, last) = (&self.series.column(j)[self.first..], &self.series.column(j)[n - self.lags..]);
            let all = dot(whole, whole);
            let share = (all - dot(last, last)) / all;
            share.is_nan() || share < OUTWEIGHED
        })
    }

    /// `X b` added to `target`, times `sign`; four columns in one pass, to spare the memory.
    fn add_product(&self, b: &[f64], sign: f64, target: &mut [f64]) {
        let n = target.len();
        let mut at = 0;
        while at + 4 <= b.len() {
            let [x0, x1, x2, x3] = [0, 1, 2, 3].map(|i| &self.column(at + i)[..n]);
            let [b0, b1, b2, b3] = [0, 1, 2, 3].map(|i| sign * b[at + i]);
            for i in 0..n {
                target[i] += (b0 * x0[i] + b1 * x1[i]) + (b2 * x2[i] + b3 * x3[i]);
            }
            at += 4;
        }
        for (rest, b) in b.iter().enumerate().skip(at) {
            crate::linear::add_scaled(target, sign * b, self.column(rest));
        }
    }

    /// `X B` for an upper triangular B.
    pub(super) fn times_upper(&self, b: &[f64]) -> Vec<f64> {
        let (n, k) = (self.rows(), self.count());
        let mut out = vec![0.0; n * k];
        for (j, column) in out.chunks_exact_mut(n).enumerate() {
            self.add_product(&b[j * k..=j * k + j], 1.0, column);
        }
        out
    }

    /// Upper triangle of X'X, column-major k x k, and X'Y for the series as responses, k x K.
    fn cross_products(&self) -> (Vec<f64>, Vec<f64>) {
        let (series, k, p) = (&self.series, self.series.n_columns(), self.lags);
        let (n, first, all) = (series.n_rows(), self.first, self.count());
        let mut gram = vec![0.0; all * all];
        let mut with_response = vec![0.0; all * k];
        for late in 0..k {
            for early in 0..k {
                let (a, b) = (series.column(late), series.column(early));
                for distance in 0..=p {
                    // Lag `distance` of `early` with lag 0 of `late`, then both one lag further back at a time.
                    if distance == 0 && late > early {
                        continue;
                    }
                    let mut sum = dot(&a[first..], &b[first - distance..n - distance]);
                    if distance > 0 {
                        with_response[late * all + (distance - 1) * k + early] = sum;
                    }
                    for lag in 1..=p - distance {
                        sum += a[first - lag] * b[first - lag - distance] - a[n - lag] * b[n - lag - distance];
                        let (row, column) = ((lag - 1) * k + late, (lag - 1 + distance) * k + early);
                        gram[column * all + row] = sum;
                    }
                }
            }
        }
        for at in k * p..all {
            let column = self.column(at);
            for row in 0..=at {
                gram[at * all + row] = dot(self.column(row), column);
            }
            for response in 0..k {
                with_response[response * all + at] = dot(column, &series.column(response)[first..]);
            }
        }
        (gram, with_response)
    }
}

impl OrdinaryLeastSquares {
    /// Regresses every series, from period `first` on, on `lags` lags of all and on the columns of `others`
    /// (which have n - first rows). `None` when the cross-products are conditioned too badly for that.
    pub(crate) fn fit_lags(
        series: &Columns,
        others: &Columns,
        first: usize,
        lags: usize,
        names: &[String],
    ) -> Option<(Arc<FactoredDesign>, Vec<Regression>)> {
        let columns = LaggedColumns { series: series.clone(), others: others.clone(), first, lags };
        let count = columns.count();
        if columns.outweighed() {
            return None;
        }
        let (mut r, with_response) = columns.cross_products();
        let share = upper_cholesky_in_place(&mut r, count)?;
        if share < SHARE_MIN {
            return None;
        }
        for j in 0..count {
            r[j * count + j + 1..(j + 1) * count].fill(0.0);
        }
        let constant = (0..count).map(|j| columns.column(j).windows(2).all(|w| w[0] == w[1])).collect();
        let design = Arc::new(FactoredDesign::of_lags(columns, names.to_vec(), r, constant));
        let columns = design.lagged()?;
        let mut equations = Vec::with_capacity(series.n_columns());
        for (j, right) in with_response.chunks_exact(count).enumerate() {
            let y = &series.column(j)[first..];
            let mut coefficients = design.solve_normal(right);
            let mut residuals = y.to_vec();
            columns.add_product(&coefficients, -1.0, &mut residuals);
            // Where squaring the condition number may have cost digits that show.
            if share < 0.02 {
                let left: Vec<f64> = (0..count).map(|at| dot(columns.column(at), &residuals)).collect();
                let correction = design.solve_normal(&left);
                columns.add_product(&correction, -1.0, &mut residuals);
                coefficients.iter_mut().zip(&correction).for_each(|(b, c)| *b += c);
            }
            if !coefficients.iter().all(|b| b.is_finite()) {
                return None;
            }
            equations.push(Self::finish(y, coefficients, residuals, &design));
        }
        Some((design, equations))
    }
}
