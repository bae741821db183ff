//! A least-squares fit that grows by one row at a time and keeps its residual sum of squares: Givens rotations
//! into a triangular factor (Golub and Van Loan, section 12.5). Nothing is inverted, so that a segment that is too
//! short for its regressors, or in which one of them does not vary, is a perfect or a smaller fit and not an error.

use crate::columns::Columns;
use crate::refusal::{Refusal, require_finite, require_length};
use crate::regression::FactoredDesign;

/// Entries below this share of their column's size are rounding error of earlier rotations.
const ROUNDING: f64 = 1e-13;

/// Below this share of its length that the earlier columns leave of a column, the rest is rounding error.
const REMAINDER_MIN: f64 = 1e-10;

/// Rows of a regression, one after the other: k regressors, scaled by powers of two, and the response.
pub(crate) struct Rows {
    values: Vec<f64>,
    width: usize,
}

impl Rows {
    /// Checks lengths and values, and that no column is a combination of those before it over all rows; interleaves.
    pub(crate) fn new(y: &[f64], x: &Columns) -> Result<Self, Refusal> {
        let (n, k) = (x.n_rows(), x.n_columns());
        require_length("response", y.len(), n)?;
        require_finite(y, "response")?;
        if k == 0 {
            return Err(Refusal::SettingOutOfRange { name: "number of regressors", value: 0.0, range: "at least 1" });
        }
        // Within a segment a column may be a combination of others; over the whole sample k would be the wrong number.
        FactoredDesign::new(x)?;
        let width = k + 1;
        let mut values = vec![0.0; n * width];
        for j in 0..k {
            let column = x.column(j);
            require_finite(column, &x.names()[j])?;
            let largest = column.iter().fold(0.0f64, |m, v| m.max(v.abs()));
            let shrink =
                if largest > 0.0 { 2f64.powi(-(largest.log2().floor().clamp(-1000.0, 1000.0) as i32)) } else { 1.0 };
            values.iter_mut().skip(j).step_by(width).zip(column).for_each(|(v, c)| *v = c * shrink);
        }
        values.iter_mut().skip(k).step_by(width).zip(y).for_each(|(v, y)| *v = *y);
        Ok(Self { values, width })
    }

    pub(crate) fn n(&self) -> usize {
        self.values.len() / self.width
    }

    pub(crate) fn k(&self) -> usize {
        self.width - 1
    }

    pub(crate) fn row(&self, at: usize) -> &[f64] {
        &self.values[at * self.width..(at + 1) * self.width]
    }
}

/// The fit to the rows added so far.
pub(crate) struct GrowingFit {
    /// k rows of k + 1 entries: the triangular factor and the rotated response.
    factor: Vec<f64>,
    row: Vec<f64>,
    rss: f64,
}

impl GrowingFit {
    pub(crate) fn new(k: usize) -> Self {
        Self { factor: vec![0.0; k * (k + 1)], row: vec![0.0; k + 1], rss: 0.0 }
    }

    /// Back to no rows.
    pub(super) fn clear(&mut self) {
        self.factor.fill(0.0);
        self.rss = 0.0;
    }

    /// Adds a row and gives the residual sum of squares with it.
    pub(crate) fn add(&mut self, row: &[f64]) -> f64 {
        let width = self.row.len();
        self.row.copy_from_slice(row);
        for (i, pivots) in self.factor.chunks_exact_mut(width).enumerate() {
            let entry = self.row[i];
            if entry.abs() < ROUNDING {
                continue;
            }
            let length = (pivots[i] * pivots[i] + entry * entry).sqrt();
            let (c, s) = (pivots[i] / length, entry / length);
            for (p, r) in pivots[i..].iter_mut().zip(&mut self.row[i..]) {
                (*p, *r) = (c * *p + s * *r, c * *r - s * *p);
            }
        }
        self.rss += self.row[width - 1] * self.row[width - 1];
        self.rss
    }

    /// For one row's regressors x: `x'b` and `x'(X'X)^-1 x`, b the coefficients of the fit so far. The error is the
    /// position of a column that the rows so far do not tell from those before it.
    pub(crate) fn forecast(&self, x: &[f64]) -> Result<(f64, f64), usize> {
        let width = self.row.len();
        let entry = |i: usize, j: usize| self.factor[i * width + j];
        // R'w = x; then x'b = w'd with d the rotated response, and x'(R'R)^-1 x = w'w.
        let mut w = Vec::with_capacity(width - 1);
        let (mut mean, mut spread) = (0.0, 0.0);
        for (j, value) in x.iter().enumerate() {
            let length = (0..=j).map(|i| entry(i, j).powi(2)).sum::<f64>().sqrt();
            if entry(j, j).abs() <= REMAINDER_MIN * length {
                return Err(j);
            }
            let rest: f64 = w.iter().enumerate().map(|(i, w)| entry(i, j) * w).sum();
            let one = (value - rest) / entry(j, j);
            mean += one * entry(j, width - 1);
            spread += one * one;
            w.push(one);
        }
        Ok((mean, spread))
    }
}

#[cfg(test)]
mod tests {
    //! (a) hand: means of two and three values; (c) property: ordinary least squares on every leading part.
    use super::*;
    use crate::breaks::{LeastSquaresPartition, Trimming, unknown_date};
    use crate::regression::OrdinaryLeastSquares;
    use crate::tolerance::Tolerance::Exact;

    #[test]
    fn means_by_hand() {
        let mut x = Columns::new(3);
        x.constant();
        let rows = Rows::new(&[1.0, 3.0, 8.0], &x).unwrap();
        let mut fit = GrowingFit::new(1);
        let sums: Vec<f64> = (0..3).map(|t| fit.add(rows.row(t))).collect();
        // mean 2: 1 + 1; mean 4: 9 + 1 + 16.
        for (ours, hand) in sums.iter().zip([0.0, 2.0, 26.0]) {
            Exact.check("sum", *ours, hand).unwrap();
        }
    }

    #[test]
    fn a_column_that_adds_nothing_is_refused() {
        let mut x = Columns::new(20);
        x.constant();
        x.push_with("a", |t| ((t * t * 7) % 23) as f64);
        x.push_with("b", |t| 3.0 - ((t * t * 7) % 23) as f64);
        let y: Vec<f64> = (0..20).map(|t| ((t * 31) % 17) as f64).collect();
        let is_named = |refused: Refusal| matches!(refused, Refusal::Singular { column, .. } if column == "b");
        assert!(is_named(LeastSquaresPartition { segment_min: 5, breaks_max: None }.fit(&y, &x).unwrap_err()));
        assert!(is_named(unknown_date(&y, &x, Trimming::new(0.15).unwrap()).unwrap_err()));
    }

    #[test]
    fn every_leading_part_is_least_squares() {
        let n = 40;
        let mut x = Columns::new(n);
        x.constant();
        x.push_with("a", |t| ((t * t * 7) % 23) as f64 * 1e6);
        // Zero at first: too few values for its coefficient, which must not disturb the others.
        x.push_with("late", |t| if t < 12 { 0.0 } else { (t as f64).sin() });
        let y: Vec<f64> = (0..n).map(|t| 1000.0 + ((t * 31) % 17) as f64).collect();
        let rows = Rows::new(&y, &x).unwrap();
        let mut fit = GrowingFit::new(3);
        for t in 0..n {
            let ours = fit.add(rows.row(t));
            let kept: Vec<usize> = (0..=t).collect();
            let part = x.select_rows(&kept).unwrap();
            let mut design = Columns::new(t + 1);
            (0..if t < 12 { 2 } else { 3 }).for_each(|j| drop(design.push("x", part.column(j))));
            if t > 13 || (4..12).contains(&t) {
                let theirs = OrdinaryLeastSquares::fit(&y[..=t], &design).unwrap().residual_sum_of_squares();
                Exact.check(format!("rows 0..={t}"), ours, theirs).unwrap();
            }
        }
    }
}
