//! The normal-inverse-Wishart distribution: the one form in which every prior and posterior of this module is held,
//! its update by rows of a regression, its normalising constant and its draws. No prior's meaning lives here.

use rand_chacha::ChaCha8Rng;
use rand_distr::{ChiSquared, Distribution, StandardNormal};

use super::lagged::Rows;
use crate::dense::{cholesky_in_place, solve_lower_in_place, solve_lower_transposed_in_place};
use crate::distributions::ln_gamma;
use crate::linear::{add_scaled, dot, thin_qr};
use crate::refusal::Refusal;

/// Below this share of its length that the earlier columns leave of a column, the rest is rounding error.
const REMAINDER_MIN: f64 = 1e-13;

/// Sigma ~ inverse Wishart(S, nu), and vec B | Sigma ~ N(vec of the mean, Sigma (x) precision^-1): the coefficients B
/// (k x m, one column per equation) and the error covariance Sigma (m x m). All matrices column-major.
#[derive(Debug, Clone, PartialEq)]
pub struct NormalInverseWishart {
    pub(super) k: usize,
    pub(super) m: usize,
    /// k x m.
    pub(super) mean: Vec<f64>,
    /// k x k.
    pub(super) precision: Vec<f64>,
    /// S, m x m.
    pub(super) scale: Vec<f64>,
    /// nu.
    pub(super) degrees: f64,
    /// Lower Cholesky factors of the precision and of S; nothing is known of them before `factor`.
    pub(super) precision_root: Vec<f64>,
    pub(super) scale_root: Vec<f64>,
    /// `(m ln|precision| + nu ln|S|) / 2`: what of the logarithm of the normalising constant depends on more than
    /// the dimensions and the degrees of freedom.
    log_constant: f64,
}

impl NormalInverseWishart {
    /// All zero: the improper form in which nothing is known.
    pub(crate) fn zeros(k: usize, m: usize) -> Self {
        let zeros = |n: usize| vec![0.0; n];
        Self {
            k,
            m,
            mean: zeros(k * m),
            precision: zeros(k * k),
            scale: zeros(m * m),
            degrees: 0.0,
            precision_root: zeros(k * k),
            scale_root: zeros(m * m),
            log_constant: f64::NAN,
        }
    }

    /// Number of coefficients of an equation.
    pub fn k(&self) -> usize {
        self.k
    }

    /// Number of equations.
    pub fn m(&self) -> usize {
        self.m
    }

    /// Mean of the coefficients, k x m, one column per equation.
    pub fn mean(&self) -> &[f64] {
        &self.mean
    }

    /// Precision of the coefficients given Sigma = I, k x k; the covariance of two coefficients of equations i and j
    /// is the entry of its inverse times Sigma(i, j).
    pub fn precision(&self) -> &[f64] {
        &self.precision
    }

    /// S, m x m; the mean of Sigma is S / (nu - m - 1) where nu > m + 1.
    pub fn scale(&self) -> &[f64] {
        &self.scale
    }

    /// Degrees of freedom nu.
    pub fn degrees(&self) -> f64 {
        self.degrees
    }

    /// Mean of Sigma, m x m. Refuses nu <= m + 1, where there is none.
    pub fn sigma_mean(&self) -> Result<Vec<f64>, Refusal> {
        let divisor = self.degrees - self.m as f64 - 1.0;
        if divisor > 0.0 {
            Ok(self.scale.iter().map(|s| s / divisor).collect())
        } else {
            let range = "above the number of series plus 1: Sigma has no mean otherwise";
            Err(Refusal::SettingOutOfRange { name: "degrees of freedom", value: self.degrees, range })
        }
    }

    /// Refuses a distribution that does not integrate to one, or whose factors were not found.
    pub(crate) fn require_proper(&self) -> Result<(), Refusal> {
        if self.degrees <= self.m as f64 - 1.0 {
            let range = "above the number of series less 1: the distribution must be proper";
            return Err(Refusal::SettingOutOfRange { name: "degrees of freedom", value: self.degrees, range });
        }
        if self.log_constant.is_finite() {
            Ok(())
        } else {
            let why = "its precision or its scale is not positive definite";
            Err(Refusal::NotDefined { what: "a density of coefficients and error covariance", why })
        }
    }

    /// Computes the Cholesky factors of a form written down by hand. `false` when a matrix is not positive definite.
    #[cfg(test)]
    pub(super) fn factor(&mut self) -> bool {
        self.precision_root.copy_from_slice(&self.precision);
        let whole = cholesky_in_place(&mut self.precision_root, self.k);
        whole && self.factor_scale()
    }

    fn factor_scale(&mut self) -> bool {
        self.scale_root.copy_from_slice(&self.scale);
        if !cholesky_in_place(&mut self.scale_root, self.m) {
            self.log_constant = f64::NAN;
            return false;
        }
        let log_diagonal = |root: &[f64], n: usize| (0..n).map(|i| root[i * n + i].ln()).sum::<f64>();
        self.log_constant = self.m as f64 * log_diagonal(&self.precision_root, self.k)
            + self.degrees * log_diagonal(&self.scale_root, self.m);
        true
    }

    /// `out` becomes this distribution after `rows` were seen. Nothing is allocated; `false` when the result is not
    /// positive definite. Every term of S is a sum of squares (residuals of the rows at the new mean, distance of
    /// the new mean from the old in the old precision), so that no digits of S cancel however large the series are. The
    /// mean and the determinant come from cross products: where series stand far from zero and the prior says little,
    /// they lose twice the digits that [`Self::update_by_rotation`] loses.
    pub(crate) fn update_into(&self, rows: &Rows, out: &mut Self) -> bool {
        let (k, m, n) = (self.k, self.m, rows.rows);
        out.degrees = self.degrees + rows.count;
        out.precision.copy_from_slice(&self.precision);
        out.mean.fill(0.0);
        for j in 0..m {
            let mean = &mut out.mean[j * k..(j + 1) * k];
            for (l, old) in self.mean[j * k..(j + 1) * k].iter().enumerate() {
                if *old != 0.0 {
                    add_scaled(mean, *old, &self.precision[l * k..(l + 1) * k]);
                }
            }
        }
        out.scale.copy_from_slice(&self.scale);
        if n > 0 {
            add_scaled(&mut out.precision, 1.0, &rows.xx);
            add_scaled(&mut out.mean, 1.0, &rows.xy);
        }
        out.precision_root.copy_from_slice(&out.precision);
        if !cholesky_in_place(&mut out.precision_root, k) {
            out.log_constant = f64::NAN;
            return false;
        }
        for column in out.mean.chunks_exact_mut(k) {
            solve_lower_in_place(&out.precision_root, column);
            solve_lower_transposed_in_place(&out.precision_root, column);
        }
        self.add_distance(out);
        for row in 0..n {
            for j in 0..m {
                out.scale_root[j] = rows.y[j * n + row];
                for (l, b) in out.mean[j * k..(j + 1) * k].iter().enumerate() {
                    out.scale_root[j] -= rows.x[l * n + row] * b;
                }
            }
            for j in 0..m {
                for i in 0..m {
                    out.scale[j * m + i] += out.scale_root[i] * out.scale_root[j];
                }
            }
        }
        out.factor_scale()
    }

    /// The same by an orthogonal rotation of the prior's root over the rows, as in least squares by QR: the condition of
    /// the regressors enters once, not squared. Allocates. `self` is flat (no precision) or factored.
    ///
    /// Refuses regressors of which one is a combination of those before it (`terms` are their names), and rows that
    /// leave no variation.
    pub(super) fn update_by_rotation(&self, rows: &Rows, terms: &[String], out: &mut Self) -> Result<(), Refusal> {
        let (k, m, n) = (self.k, self.m, rows.rows);
        let flat = self.precision.iter().all(|v| *v == 0.0);
        let above = if flat { 0 } else { k };
        let height = (above + n).max(k + m);
        let mut stacked = Vec::with_capacity(height * (k + m));
        // With the precision L L': rows L' beside L' mean.
        let upper = |i: usize, j: usize| if i <= j { self.precision_root[i * k + j] } else { 0.0 };
        for j in 0..k {
            stacked.extend((0..above).map(|i| upper(i, j)));
            stacked.extend_from_slice(&rows.x[j * n..(j + 1) * n]);
            stacked.resize((j + 1) * height, 0.0);
        }
        for j in 0..m {
            let mean = &self.mean[j * k..(j + 1) * k];
            stacked.extend((0..above).map(|i| (i..k).map(|l| upper(i, l) * mean[l]).sum::<f64>()));
            stacked.extend_from_slice(&rows.y[j * n..(j + 1) * n]);
            stacked.resize((k + j + 1) * height, 0.0);
        }
        let mut r = thin_qr(stacked, height, k + m).r;
        let width = k + m;
        for j in 0..k {
            let column = &r[j * width..j * width + k];
            let remainder = column[j].abs() / dot(column, column).sqrt();
            if remainder.is_nan() || remainder < REMAINDER_MIN {
                return Err(Refusal::Singular { column: terms[j].clone(), remainder });
            }
        }
        for i in (0..k).filter(|i| r[i * width + i] < 0.0).collect::<Vec<_>>() {
            r.iter_mut().skip(i).step_by(width).for_each(|v| *v = -*v);
        }
        out.degrees = self.degrees + rows.count;
        out.precision.copy_from_slice(&self.precision);
        add_scaled(&mut out.precision, 1.0, &rows.xx);
        for j in 0..k {
            (0..k).for_each(|i| out.precision_root[j * k + i] = if i >= j { r[i * width + j] } else { 0.0 });
        }
        for j in 0..m {
            let mean = &mut out.mean[j * k..(j + 1) * k];
            mean.copy_from_slice(&r[(k + j) * width..(k + j) * width + k]);
            solve_lower_transposed_in_place(&out.precision_root, mean);
        }
        for j in 0..m {
            let rest = |i: usize| &r[(k + i) * width + k..(k + i + 1) * width];
            (0..m).for_each(|i| out.scale[j * m + i] = self.scale[j * m + i] + dot(rest(i), rest(j)));
        }
        if out.factor_scale() { Ok(()) } else { Err(Refusal::PerfectFit { observations: rows.count as usize }) }
    }

    /// Adds `(B - mean)' precision (B - mean)` to the scale of `out`, whose mean is B.
    fn add_distance(&self, out: &mut Self) {
        let (k, m) = (self.k, self.m);
        let gap = |of: &[f64], j: usize, l: usize| of[j * k + l] - self.mean[j * k + l];
        for l in 0..k {
            let column = &self.precision[l * k..(l + 1) * k];
            for i in 0..m {
                let weighted: f64 = (0..k).map(|a| gap(&out.mean, i, a) * column[a]).sum();
                for j in 0..m {
                    out.scale[j * m + i] += weighted * gap(&out.mean, j, l);
                }
            }
        }
        // Rounding leaves the two halves apart in the last digit.
        for j in 0..m {
            for i in 0..j {
                let both = 0.5 * (out.scale[j * m + i] + out.scale[i * m + j]);
                out.scale[j * m + i] = both;
                out.scale[i * m + j] = both;
            }
        }
    }

    /// Log density of the rows that lead from this distribution to `after`:
    /// `-T m/2 ln pi + c(before) - c(after)`, with the multivariate gamma function in c. `rows` is T.
    pub(super) fn log_marginal_likelihood(&self, after: &Self, rows: f64) -> f64 {
        let constant = |d: &Self| d.log_constant - ln_multivariate_gamma(0.5 * d.degrees, d.m);
        constant(self) - constant(after) - 0.5 * rows * self.m as f64 * std::f64::consts::PI.ln()
    }

    /// One draw: `b` (k x m) and `sigma` (m x m). `scratch` holds 3 m^2 numbers. Needs the factors and nu > m - 1.
    ///
    /// With S = L L' and T the lower triangular factor of a standard Wishart matrix (Bartlett 1933), C = L T'^-1 has
    /// C C' = Sigma, and B = mean + R'^-1 Z C' with R the Cholesky factor of the precision.
    pub(crate) fn draw_into(&self, random: &mut ChaCha8Rng, b: &mut [f64], sigma: &mut [f64], scratch: &mut [f64]) {
        let (k, m) = (self.k, self.m);
        let (bartlett, rest) = scratch.split_at_mut(m * m);
        let (root, z) = rest.split_at_mut(m * m);
        bartlett.fill(0.0);
        for j in 0..m {
            bartlett[j * m + j] = match ChiSquared::new(self.degrees - j as f64) {
                Ok(chi_squared) => chi_squared.sample(random).sqrt(),
                // Cannot be: the degrees of freedom exceed m - 1.
                Err(_) => f64::NAN,
            };
            bartlett[j * m + j + 1..(j + 1) * m].fill_with(|| StandardNormal.sample(random));
        }
        // Row i of C solves T c = (row i of L)'; C' is held, so that its rows are columns here.
        for i in 0..m {
            let row = &mut root[i * m..(i + 1) * m];
            row.iter_mut().enumerate().for_each(|(j, v)| *v = self.scale_root[j * m + i]);
            solve_lower_in_place(bartlett, row);
        }
        for j in 0..m {
            for i in 0..m {
                sigma[j * m + i] = dot(&root[i * m..(i + 1) * m], &root[j * m..(j + 1) * m]);
            }
        }
        for row in 0..k {
            z[..m].fill_with(|| StandardNormal.sample(random));
            for j in 0..m {
                b[j * k + row] = dot(&z[..m], &root[j * m..(j + 1) * m]);
            }
        }
        for (column, mean) in b.chunks_exact_mut(k).zip(self.mean.chunks_exact(k)) {
            solve_lower_transposed_in_place(&self.precision_root, column);
            add_scaled(column, 1.0, mean);
        }
    }
}

/// Logarithm of the multivariate gamma function of dimension m, without its constant power of pi, for x > (m - 1) / 2.
fn ln_multivariate_gamma(x: f64, m: usize) -> f64 {
    (0..m).map(|j| ln_gamma(x - 0.5 * j as f64)).sum()
}

#[cfg(test)]
mod tests {
    //! (a) hand: one equation, one regressor; (c) property: rows seen at once or one by one, in any order, lead to
    //! the same distribution and evidence; moments of draws.
    use super::*;
    use crate::resampling::stream;
    use crate::tolerance::Tolerance::{Exact, Simulated};

    fn prior() -> NormalInverseWishart {
        let mut prior = NormalInverseWishart::zeros(3, 2);
        prior.mean = vec![1.0, 0.0, 0.5, 0.0, 1.0, -0.5];
        prior.precision = vec![2.0, 0.3, 0.0, 0.3, 1.0, 0.1, 0.0, 0.1, 0.5];
        prior.scale = vec![2.0, 0.4, 0.4, 1.0];
        prior.degrees = 9.0;
        assert!(prior.factor());
        prior
    }

    #[test]
    fn one_number_by_hand() {
        // Prior: b | s ~ N(0, s / 1), s ~ IW(2, 3). Seen: y = 3 at x = 1. Precision 2, mean 3/2,
        // S = 2 + (3 - 1.5)^2 + 1.5^2 = 6.5, nu = 4.
        let mut before = NormalInverseWishart::zeros(1, 1);
        (before.precision[0], before.scale[0], before.degrees) = (1.0, 2.0, 3.0);
        assert!(before.factor());
        let mut after = before.clone();
        assert!(before.update_into(&Rows::new(vec![1.0], vec![3.0], 1, 1.0), &mut after));
        for (what, found, expected) in
            [("mean", after.mean[0], 1.5), ("S", after.scale[0], 6.5), ("nu", after.degrees, 4.0)]
        {
            Exact.check(what, found, expected).unwrap();
        }
        // y ~ t with 3 degrees of freedom, place 0, squared scale 2 (1 + 1) / 3.
        let scale = (4.0f64 / 3.0).sqrt();
        let t = crate::distributions::student_density(3.0 / scale, 3.0) / scale;
        Exact.check("evidence", before.log_marginal_likelihood(&after, 1.0), t.ln()).unwrap();
    }

    #[test]
    fn order_of_learning_does_not_matter() {
        let x: Vec<f64> = (0..15).map(|i| f64::from((i * i * 7) % 11) / 5.0 - 1.0).collect();
        let y: Vec<f64> = (0..10).map(|i| f64::from((i * i * 3) % 7) / 3.0 - 1.0).collect();
        let all = Rows::new(x.clone(), y.clone(), 5, 5.0);
        let mut at_once = prior();
        assert!(prior().update_into(&all, &mut at_once));
        let (mut now, mut evidence) = (prior(), 0.0);
        for row in [3, 0, 4, 2, 1] {
            let pick = |from: &[f64]| from.chunks_exact(5).map(|c| c[row]).collect::<Vec<_>>();
            let mut next = now.clone();
            assert!(now.update_into(&Rows::new(pick(&x), pick(&y), 1, 1.0), &mut next));
            evidence += now.log_marginal_likelihood(&next, 1.0);
            now = next;
        }
        for (a, b) in now.mean.iter().chain(&now.scale).zip(at_once.mean.iter().chain(&at_once.scale)) {
            Exact.check("one by one", *a, *b).unwrap();
        }
        Exact.check("evidence", evidence, prior().log_marginal_likelihood(&at_once, 5.0)).unwrap();
    }

    #[test]
    fn moments_of_draws() {
        let (prior, draws) = (prior(), 20_000);
        let (mut b, mut sigma, mut scratch) = ([0.0; 6], [0.0; 4], [0.0; 12]);
        let mut sums = [[0.0; 8]; 2];
        for k in 0..draws {
            prior.draw_into(&mut stream(3, k), &mut b, &mut sigma, &mut scratch);
            let (a, c) = (b[0] - 1.0, b[5] + 0.5);
            for (at, v) in [sigma[0], sigma[1], sigma[3], a, c, a * a, a * c, c * c].into_iter().enumerate() {
                sums[0][at] += v;
                sums[1][at] += v * v;
            }
        }
        // E Sigma = S / (nu - m - 1) = S / 6; E (b - mean)(c - mean) = precision^-1 times the entry of E Sigma.
        let inverse = crate::dense::invert_positive_definite(&prior.precision, 3).unwrap();
        let third = 1.0 / 6.0;
        let mean = [
            2.0 * third,
            0.4 * third,
            third,
            0.0,
            0.0,
            inverse[0] * 2.0 * third,
            inverse[2] * 0.4 * third,
            inverse[8] * third,
        ];
        for (at, expected) in mean.into_iter().enumerate() {
            let n = draws as f64;
            let found = sums[0][at] / n;
            let standard_error = ((sums[1][at] / n - found * found) / n).sqrt();
            Simulated { standard_error }.check(format!("moment {at}"), found, expected).unwrap();
        }
        // Var of an entry on the diagonal: 2 S_ii^2 / ((nu - m - 1)^2 (nu - m - 3)) = 2 * 4 / (36 * 4).
        let variance = sums[1][0] / draws as f64 - (sums[0][0] / draws as f64).powi(2);
        assert!((variance / (8.0 / 144.0) - 1.0).abs() < 0.15, "{variance}");
    }

    #[test]
    fn the_rotation_is_the_update() {
        let x: Vec<f64> = (0..15).map(|i| f64::from((i * i * 7) % 11) / 5.0 - 1.0).collect();
        let y: Vec<f64> = (0..10).map(|i| f64::from((i * i * 3) % 7) / 3.0 - 1.0).collect();
        let rows = Rows::new(x.clone(), y, 5, 5.0);
        let (before, terms) = (prior(), ["a", "b", "c"].map(str::to_owned));
        let (mut one, mut other) = (prior(), prior());
        assert!(before.update_into(&rows, &mut one));
        before.update_by_rotation(&rows, &terms, &mut other).unwrap();
        let all =
            |d: &NormalInverseWishart| [&d.mean, &d.precision, &d.precision_root, &d.scale].map(Vec::clone).concat();
        for (a, b) in all(&one).iter().zip(&all(&other)) {
            Exact.check("entry", *a, *b).unwrap();
        }
        Exact.check("constant", other.log_constant, one.log_constant).unwrap();
        let mut flat = NormalInverseWishart::zeros(3, 2);
        flat.degrees = -3.0;
        let twice = Rows::new([&x[..10], &x[5..10]].concat(), vec![0.5; 10], 5, 5.0);
        let refused = flat.update_by_rotation(&twice, &terms, &mut other).unwrap_err();
        assert!(matches!(refused, Refusal::Singular { column, .. } if column == "c"));
    }

    #[test]
    fn an_improper_form_is_refused() {
        let mut flat = NormalInverseWishart::zeros(2, 1);
        flat.degrees = 5.0;
        assert!(matches!(flat.require_proper(), Err(Refusal::NotDefined { .. })));
        let mut loose = prior();
        loose.degrees = 1.0;
        assert!(matches!(loose.require_proper(), Err(Refusal::SettingOutOfRange { value: 1.0, .. })));
    }
}
