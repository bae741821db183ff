//! Least squares for a simulated path of a vector autoregression, in place: the inner loop of resampling. The lags
//! of a path overlap, so the cross-products of all lags follow from those of the first by their edges. No random
//! numbers here, and nothing allocated after the workspace is there.

use crate::dense::cholesky_in_place;
use crate::linear::dot;
use crate::regression::OUTWEIGHED;

/// What all paths have in common.
#[derive(Debug, Clone)]
pub(super) struct Shape {
    /// Series.
    pub(super) k: usize,
    /// Lags.
    pub(super) p: usize,
    /// Periods with the first p.
    pub(super) n: usize,
    /// Columns that are the same in all paths (constant, trend), n - p rows each.
    pub(super) fixed: Vec<f64>,
    /// Whether the first fixed column is a constant.
    pub(super) constant: bool,
    /// Inner products of the fixed columns.
    pub(super) fixed_products: Vec<f64>,
}

impl Shape {
    pub(super) fn new(k: usize, p: usize, n: usize, fixed: Vec<f64>, constant: bool) -> Self {
        let t = n - p;
        let fixed_products = fixed.chunks_exact(t).flat_map(|a| fixed.chunks_exact(t).map(|b| dot(a, b))).collect();
        Self { k, p, n, fixed, constant, fixed_products }
    }

    /// Periods that are explained.
    pub(super) fn t(&self) -> usize {
        self.n - self.p
    }

    /// Fixed columns.
    pub(super) fn f(&self) -> usize {
        self.fixed.len() / self.t()
    }

    /// Coefficients of an equation.
    pub(super) fn m(&self) -> usize {
        self.k * self.p + self.f()
    }
}

/// Workspace of one thread, and the fit of the last path in it.
#[derive(Debug, Clone)]
pub(super) struct Refit {
    /// The path, one column of n periods per series.
    pub(super) columns: Vec<f64>,
    /// Cross-products of lags, fixed columns and series, in this order; then their Cholesky factor.
    moments: Vec<f64>,
    /// Rows of `moments`.
    width: usize,
    /// One row of m entries per equation: lags, then fixed columns.
    pub(super) coefficients: Vec<f64>,
    /// Lower Cholesky factor of the covariance of the errors, divisor T - m.
    pub(super) factor: Vec<f64>,
}

impl Refit {
    pub(super) fn new(shape: &Shape) -> Self {
        let (k, m) = (shape.k, shape.m());
        Self {
            columns: vec![0.0; shape.n * k],
            moments: vec![0.0; (m + k) * (m + k)],
            width: m + k,
            coefficients: vec![0.0; k * m],
            factor: vec![0.0; k * k],
        }
    }

    /// Fits the path in `columns`. `false` when the lags are collinear or fit perfectly, up to rounding.
    pub(super) fn fit(&mut self, shape: &Shape) -> bool {
        let (k, m) = (shape.k, shape.m());
        let width = m + k;
        self.lag_products(shape);
        self.fixed_products(shape);
        // One factorisation of all moments holds everything: the factor of the lags, their share in the series,
        // and what is left, which is the factor of the residual sums of squares.
        if !cholesky_in_place(&mut self.moments, width) {
            return false;
        }
        for (equation, row) in self.coefficients.chunks_exact_mut(m).enumerate() {
            for j in (0..m).rev() {
                let column = &self.moments[j * width..(j + 1) * width];
                let sum = dot(&column[j + 1..m], &row[j + 1..]);
                row[j] = (column[m + equation] - sum) / column[j];
            }
        }
        let scale = 1.0 / ((shape.t() - m) as f64).sqrt();
        for c in 0..k {
            for r in 0..k {
                self.factor[c * k + r] = if r < c { 0.0 } else { scale * self.moments[(m + c) * width + m + r] };
            }
        }
        true
    }

    /// Factor of the cross-products of the right-hand sides, entry (i, j) for i >= j, after [`Refit::fit`].
    pub(super) fn design_factor(&self, m: usize) -> Vec<f64> {
        let width = self.width;
        (0..m * m).map(|at| if at % m < at / m { 0.0 } else { self.moments[at / m * width + at % m] }).collect()
    }

    /// `C^-1 b` in place, C the factor of the cross-products of the right-hand sides, after [`Refit::fit`].
    pub(super) fn solve_forward(&self, b: &mut [f64]) {
        let (m, width) = (b.len(), self.width);
        for j in 0..m {
            let column = &self.moments[j * width..j * width + m];
            let (done, below) = b.split_at_mut(j + 1);
            done[j] /= column[j];
            below.iter_mut().zip(&column[j + 1..]).for_each(|(x, c)| *x -= done[j] * c);
        }
    }

    /// `C'^-1 b` in place.
    pub(super) fn solve_backward(&self, b: &mut [f64]) {
        let (m, width) = (b.len(), self.width);
        for j in (0..m).rev() {
            let column = &self.moments[j * width..j * width + m];
            b[j] = (b[j] - dot(&column[j + 1..], &b[j + 1..])) / column[j];
        }
    }

    /// Sums of `y_{t-a,i} y_{t-b,j}` over the explained periods, for all lags 0 <= a <= b <= p. Those with a = 0
    /// are inner products; each step of both lags back takes one product on at the start and one off at the end.
    /// Where the last periods outweigh all others, taking them off would leave rounding error: then all are inner
    /// products.
    fn lag_products(&mut self, shape: &Shape) {
        let (k, p, n) = (shape.k, shape.p, shape.n);
        let outweighed = self.columns.chunks_exact(n).any(|column| {
            let last = &column[n - p..];
            let all = dot(&column[p..], &column[p..]);
            all - dot(last, last) < OUTWEIGHED * all
        });
        let m = shape.m();
        let width = m + k;
        let moments = &mut self.moments;
        for i in 0..k {
            let left = &self.columns[i * n..(i + 1) * n];
            for b in 0..=p {
                let partners = if b == 0 { i + 1 } else { k };
                for j in 0..partners {
                    let right = &self.columns[j * n..(j + 1) * n];
                    let mut sum = dot(&left[p..], &right[p - b..n - b]);
                    let column = if b == 0 { m + j } else { (b - 1) * k + j };
                    moments[column * width + m + i] = sum;
                    for a in 0..p - b {
                        if outweighed {
                            sum = dot(&left[p - 1 - a..n - 1 - a], &right[p - 1 - a - b..n - 1 - a - b]);
                        } else {
                            sum += left[p - 1 - a] * right[p - 1 - a - b] - left[n - 1 - a] * right[n - 1 - a - b];
                        }
                        // For b = 0 the partner j is the smaller of both, so that this is the lower triangle.
                        let (row, column) = if b == 0 { (a * k + i, a * k + j) } else { ((a + b) * k + j, a * k + i) };
                        moments[column * width + row] = sum;
                    }
                }
            }
        }
    }

    /// Inner products with the fixed columns; with a constant these are sums, again known by their edges.
    fn fixed_products(&mut self, shape: &Shape) {
        let (k, p, n, m, t) = (shape.k, shape.p, shape.n, shape.m(), shape.t());
        let width = m + k;
        let f = shape.f();
        for (at, fixed) in shape.fixed.chunks_exact(t).enumerate() {
            let place = k * p + at;
            for j in 0..k {
                let column = &self.columns[j * n..(j + 1) * n];
                let mut sum = 0.0;
                for lag in 0..=p {
                    sum = if !(shape.constant && at == 0) {
                        dot(fixed, &column[p - lag..n - lag])
                    } else if lag == 0 {
                        column[p..].iter().sum()
                    } else {
                        sum + column[p - lag] - column[n - lag]
                    };
                    let (row, left) = if lag == 0 { (m + j, place) } else { (place, (lag - 1) * k + j) };
                    self.moments[left * width + row] = sum;
                }
            }
            for other in at..f {
                self.moments[place * width + k * p + other] = shape.fixed_products[at * f + other];
            }
        }
    }
}

#[cfg(test)]
mod tests {
    //! (b) the QR fit of the same path, with no, one and two fixed columns, and several sizes.
    use super::*;
    use crate::columns::Columns;
    use crate::resampling::stream;
    use crate::tolerance::Tolerance::Exact;
    use crate::vector_autoregression::statistics::covariance_of;
    use crate::vector_autoregression::{Deterministic, Lags, VectorAutoregression};
    use rand_distr::{Distribution, StandardNormal};

    #[test]
    fn a_last_period_that_outweighs_all_others_costs_no_digits() {
        let (k, p, n) = (2, 2, 200);
        let mut random = stream(5, 0);
        let mut series = Columns::new(n);
        for j in 0..k {
            let size = |t: usize| if t == n - 1 && j == 0 { 1e9 } else { 1.0 };
            let mut normal = || -> f64 { StandardNormal.sample(&mut random) };
            series.push_with(format!("y{j}"), |t| size(t) * normal());
        }
        let shape = Shape::new(k, p, n, vec![1.0; n - p], true);
        let mut refit = Refit::new(&shape);
        refit.columns.copy_from_slice(series.values());
        assert!(refit.fit(&shape));
        let mut x = Columns::new(n - p);
        for lag in 1..=p {
            for j in 0..k {
                x.push(format!("{j}.{lag}"), &series.column(j)[p - lag..n - lag]).unwrap();
            }
        }
        x.constant();
        let fit = VectorAutoregression::fit(&series, Lags::new(p).unwrap(), Deterministic::Constant).unwrap();
        for j in 0..k {
            let known = crate::regression::OrdinaryLeastSquares::fit(&series.column(j)[p..], &x).unwrap();
            let m = shape.m();
            for (at, b) in known.coefficients().iter().enumerate() {
                Exact.check("drawn", refit.coefficients[j * m + at], *b).unwrap();
                Exact.check("fitted", fit.equation(j).unwrap().coefficients()[at], *b).unwrap();
            }
        }
    }

    #[test]
    fn agrees_with_the_qr_fit() {
        for (k, p, deterministic) in [
            (1, 1, Deterministic::Constant),
            (2, 3, Deterministic::None),
            (3, 4, Deterministic::Constant),
            (5, 2, Deterministic::ConstantTrend),
        ] {
            let (n, mut random) = (150, stream(5, k as u64));
            let mut series = Columns::new(n);
            for j in 0..k {
                let mut last = 0.0;
                series.push_with(format!("s{j}"), |_| {
                    let error: f64 = StandardNormal.sample(&mut random);
                    last = 0.6 * last + error;
                    last + 0.3 * error * j as f64
                });
            }
            let known = VectorAutoregression::fit(&series, Lags::new(p).unwrap(), deterministic).unwrap();
            let t = n - p;
            let mut fixed = vec![1.0; if deterministic == Deterministic::None { 0 } else { t }];
            if deterministic == Deterministic::ConstantTrend {
                fixed.extend((0..t).map(|row| (p + row + 1) as f64));
            }
            let shape = Shape::new(k, p, n, fixed, deterministic != Deterministic::None);
            let mut refit = Refit::new(&shape);
            refit.columns.copy_from_slice(series.values());
            assert!(refit.fit(&shape));
            for (at, (ours, qr)) in refit.coefficients.iter().zip(known.coefficient_rows()).enumerate() {
                Exact.check(format!("coefficient {at} of {k} {p}"), *ours, qr).unwrap();
            }
            for (ours, qr) in covariance_of(&refit.factor, k).iter().zip(known.sigma()) {
                Exact.check(format!("sigma of {k} {p}"), *ours, qr).unwrap();
            }
        }
    }

    #[test]
    fn a_path_that_does_not_move_is_left() {
        let shape = Shape::new(1, 1, 20, vec![1.0; 19], true);
        let mut refit = Refit::new(&shape);
        refit.columns.fill(3.0);
        assert!(!refit.fit(&shape));
        refit.columns[3] = f64::NAN;
        assert!(!refit.fit(&shape));
    }
}
