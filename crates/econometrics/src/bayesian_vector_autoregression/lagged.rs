//! The observations of an autoregression as a prior sees them: lags, dependent rows, the mean of the first
//! periods, and the few numbers that a posterior needs of all that. No prior lives here.

use crate::columns::Columns;
use crate::dense::cross_product;
use crate::linear::thin_qr;
use crate::refusal::{Refusal, require_finite};
use crate::vector_autoregression::Lags;

/// Rows (x, y) of a regression, real or dummy, with their cross products. Column-major.
#[derive(Debug, Clone)]
pub(crate) struct Rows {
    /// Rows held here; a compressed sample holds fewer than it stands for.
    pub(crate) rows: usize,
    /// `rows x k`.
    pub(crate) x: Vec<f64>,
    /// `rows x m`.
    pub(crate) y: Vec<f64>,
    /// `x'x`, k x k.
    pub(crate) xx: Vec<f64>,
    /// `x'y`, k x m.
    pub(crate) xy: Vec<f64>,
    /// Degrees of freedom that these rows add.
    pub(crate) count: f64,
}

impl Rows {
    pub(crate) fn new(x: Vec<f64>, y: Vec<f64>, rows: usize, count: f64) -> Self {
        let (xx, xy) = if rows == 0 {
            (Vec::new(), Vec::new())
        } else {
            (cross_product(&x, &x, rows), cross_product(&x, &y, rows))
        };
        Self { rows, x, y, xx, xy, count }
    }

    /// Room for `rows` rows of zeros that are filled later, see [`Rows::refresh`].
    pub(crate) fn zeros(rows: usize, k: usize, m: usize, count: f64) -> Self {
        let zeros = |n: usize| vec![0.0; n];
        Self { rows, x: zeros(rows * k), y: zeros(rows * m), xx: zeros(k * k), xy: zeros(k * m), count }
    }

    /// Computes the cross products anew after x and y were changed.
    pub(crate) fn refresh(&mut self, k: usize) {
        let rows = self.rows;
        if rows == 0 {
            return;
        }
        for (j, right) in self.x.chunks_exact(rows).enumerate() {
            for i in 0..=j {
                let product = crate::linear::dot(&self.x[i * rows..(i + 1) * rows], right);
                self.xx[j * k + i] = product;
                self.xx[i * k + j] = product;
            }
        }
        for (j, right) in self.y.chunks_exact(rows).enumerate() {
            for (i, left) in self.x.chunks_exact(rows).enumerate() {
                self.xy[j * k + i] = crate::linear::dot(left, right);
            }
        }
    }
}

/// Series arranged for an autoregression with a constant: columns `name.l1` of all series, `name.l2`, ..., `const`.
#[derive(Debug, Clone)]
pub(super) struct Lagged {
    pub(super) names: Vec<String>,
    pub(super) lags: Lags,
    /// Periods used.
    pub(super) t: usize,
    /// Means of the first p periods, one per series.
    pub(super) start: Vec<f64>,
    /// The last p periods, latest first, then 1: the regressors of the first period that was not seen.
    pub(super) next: Vec<f64>,
    /// The sample, compressed to k + m rows by an orthogonal rotation, which leaves all cross products as they are.
    pub(super) rows: Rows,
}

impl Lagged {
    /// Refuses no series, one name for two series, values that are not finite, and fewer than `periods_min` usable periods.
    pub(super) fn new(series: &Columns, lags: Lags, periods_min: usize) -> Result<Self, Refusal> {
        let (n, m, p) = (series.n_rows(), series.n_columns(), lags.count());
        let k = m * p + 1;
        if m == 0 || n < p + periods_min.max(1) {
            return Err(Refusal::TooFewObservations { have: n.saturating_sub(p), need: periods_min.max(1) });
        }
        for (j, name) in series.names().iter().enumerate() {
            require_finite(series.column(j), name)?;
            if series.position(name) != Some(j) {
                return Err(Refusal::NameTaken { name: name.clone() });
            }
        }
        let t = n - p;
        // The rotation needs at least as many rows as columns; rows of zeros change no cross product.
        let height = t.max(k + m);
        let mut stacked = Vec::with_capacity(height * (k + m));
        let mut push = |values: &[f64]| {
            stacked.extend_from_slice(values);
            stacked.resize(stacked.len() + height - t, 0.0);
        };
        for lag in 1..=p {
            (0..m).for_each(|j| push(&series.column(j)[p - lag..n - lag]));
        }
        push(&vec![1.0; t]);
        (0..m).for_each(|j| push(&series.column(j)[p..]));
        let r = thin_qr(stacked, height, k + m).r;
        let (x, y) = r.split_at((k + m) * k);
        let rows = Rows::new(x.to_vec(), y.to_vec(), k + m, t as f64);
        let start = (0..m).map(|j| series.column(j)[..p].iter().sum::<f64>() / p as f64).collect();
        let mut next: Vec<f64> = (1..=p).flat_map(|lag| (0..m).map(move |j| series.column(j)[n - lag])).collect();
        next.push(1.0);
        Ok(Self { names: series.names().to_vec(), lags, t, start, next, rows })
    }

    /// Number of series m.
    pub(super) fn m(&self) -> usize {
        self.names.len()
    }

    /// Number of coefficients of an equation, k = m p + 1.
    pub(super) fn k(&self) -> usize {
        self.m() * self.lags.count() + 1
    }

    /// Name of a column of the regressors.
    pub(super) fn terms(&self) -> Vec<String> {
        let lags = self.lags.count();
        let lagged = (1..=lags).flat_map(|lag| self.names.iter().map(move |name| format!("{name}.l{lag}")));
        lagged.chain(std::iter::once("const".to_owned())).collect()
    }
}

#[cfg(test)]
mod tests {
    //! (c) the compressed sample has the cross products of the sample; a sample shorter than its regressors too.
    use super::*;
    use crate::tolerance::Tolerance::Exact;

    #[test]
    fn a_name_is_taken_once() {
        let mut series = Columns::new(20);
        series.push_with("a", |t| ((t * t * 7) % 31) as f64);
        series.push_with("a", |t| ((t * t * 5 + t) % 29) as f64);
        let refused = Lagged::new(&series, Lags::new(1).unwrap(), 1).unwrap_err();
        assert_eq!(refused, Refusal::NameTaken { name: "a".to_owned() });
    }

    #[test]
    fn compression_keeps_cross_products() {
        for n in [6, 60] {
            let mut series = Columns::new(n);
            series.push_with("a", |t| ((t * t * 7) % 31) as f64 / 9.0);
            series.push_with("b", |t| ((t * t * 5 + t) % 29) as f64 / 7.0 - 1.0);
            let lagged = Lagged::new(&series, Lags::new(2).unwrap(), 1).unwrap();
            assert_eq!((lagged.t, lagged.k(), lagged.m()), (n - 2, 5, 2));
            let (a, b) = (series.column(0), series.column(1));
            let direct: f64 = (2..n).map(|t| a[t - 1] * b[t - 2]).sum();
            Exact.check("x'x", lagged.rows.xx[3 * 5], direct).unwrap();
            let direct: f64 = (2..n).map(|t| b[t - 2] * a[t]).sum();
            Exact.check("x'y", lagged.rows.xy[3], direct).unwrap();
            let direct: f64 = b[2..].iter().sum();
            Exact.check("1'y", lagged.rows.xy[5 + 4], direct).unwrap();
            assert_eq!(lagged.terms(), ["a.l1", "b.l1", "a.l2", "b.l2", "const"]);
            assert_eq!(lagged.next, [a[n - 1], b[n - 1], a[n - 2], b[n - 2], 1.0]);
            Exact.check("start", lagged.start[0], (a[0] + a[1]) / 2.0).unwrap();
        }
    }
}
