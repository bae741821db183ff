//! One draw of a vector autoregression: errors from residuals or the normal distribution, or coefficients and error
//! covariance from the posterior. The loop over draws stands in `bootstrap.rs`; nothing here allocates after the
//! source is there.

use rand::Rng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{ChiSquared, Distribution, StandardNormal};

use super::bias_correction::{Bias, correct_into};
use super::bootstrap::{Process, ResampledVar, Workspace};
use super::companion::is_stable;
use super::refit::{Refit, Shape};
use super::sampling::{Draws, Outcome, Sampling, Scheme, Start};
use super::statistics::{Draw, Statistic, dot_short};
use crate::dense::{cholesky_in_place, solve_lower_in_place, solve_lower_transposed_in_place};
use crate::linear::add_scaled;
use crate::refusal::Refusal;
use crate::resampling::below;

/// All that the draws of one run share.
pub(super) struct Source<'a> {
    var: &'a ResampledVar,
    process: &'a Process,
    sampling: &'a Sampling,
    /// Periods simulated before those that are kept.
    pub(super) burn: usize,
    /// Residuals as they are drawn: rescaled; for blocks not yet centred.
    residuals: Vec<f64>,
    /// Expectation of the s-th period of a block, `length` rows of k.
    block_means: Vec<f64>,
    /// For the posterior: factor of the cross-products of the right-hand sides, m x m, and the coefficients with
    /// those of the fixed columns.
    design: Vec<f64>,
    centre: Vec<f64>,
    chi_squared: Vec<ChiSquared<f64>>,
}

impl<'a> Source<'a> {
    pub(super) fn new(var: &'a ResampledVar, process: &'a Process, sampling: &'a Sampling) -> Result<Self, Refusal> {
        let shape = &var.shape;
        let (k, t, m) = (shape.k, shape.t(), shape.m());
        let scale = var.scale(sampling.rescaled);
        let residuals: Vec<f64> = var.residuals.iter().map(|u| scale * u).collect();
        let mut block_means = Vec::new();
        if let Draws::Bootstrap(Scheme::Blocks { length }) = sampling.draws {
            let starts = t + 1 - length;
            for s in 0..length {
                for j in 0..k {
                    let sum: f64 = (s..s + starts).map(|row| residuals[row * k + j]).sum();
                    block_means.push(sum / starts as f64);
                }
            }
        }
        let (mut design, mut centre, mut chi_squared) = (Vec::new(), Vec::new(), Vec::new());
        if sampling.draws == Draws::Posterior {
            let df = t - m;
            if df < k {
                return Err(Refusal::TooFewObservations { have: t, need: m + k });
            }
            let mut refit = Refit::new(shape);
            refit.columns.copy_from_slice(&var.data);
            if !refit.fit(shape) {
                return Err(Refusal::NotPositiveDefinite { restrictions: m + k });
            }
            design = refit.design_factor(m);
            centre = refit.coefficients;
            chi_squared = (0..k).filter_map(|i| ChiSquared::new((df - i) as f64).ok()).collect();
        }
        let burn = if let Start::BurnIn(periods) = sampling.start { periods } else { 0 };
        Ok(Self { var, process, sampling, burn, residuals, block_means, design, centre, chi_squared })
    }

    /// Draw: the random numbers of its stream become a path or a set of coefficients, and these the statistic.
    pub(super) fn draw(
        &self,
        random: &mut ChaCha8Rng,
        work: &mut Workspace,
        bias: Option<&Bias>,
        statistic: &impl Statistic,
        out: &mut [f64],
    ) -> Outcome {
        let shape = &self.var.shape;
        let (k, p) = (shape.k, shape.p);
        if self.sampling.draws == Draws::Posterior {
            self.posterior(random, work);
        } else {
            self.start(random, work);
            self.errors(random, &mut work.errors);
            self.var.simulate(self.process, self.burn, work);
            if !work.refit.fit(shape) {
                return Outcome::Singular;
            }
        }
        let (mut coefficients, mut stride) = (&work.refit.coefficients[..], shape.m());
        if let Some(bias) = bias {
            correct_into(coefficients, stride, bias, k, p, &mut work.room, &mut work.corrected);
            (coefficients, stride) = (&work.corrected, k * p);
        }
        if self.sampling.stable_only && !is_stable(coefficients, stride, k, p, &mut work.room) {
            return Outcome::Unstable;
        }
        statistic.write(Draw { coefficients, stride, factor: &work.refit.factor, k, p }, &mut work.statistic_room, out);
        if out.iter().all(|v| v.is_finite()) { Outcome::Used } else { Outcome::Singular }
    }

    fn start(&self, random: &mut ChaCha8Rng, work: &mut Workspace) {
        let Shape { k, p, n, .. } = self.var.shape;
        match self.sampling.start {
            Start::Observed => self.var.observed_start(0, &mut work.path, self.burn),
            Start::RandomBlock => {
                let first = below(n - p + 1, random);
                self.var.observed_start(first, &mut work.path, self.burn);
            }
            Start::BurnIn(_) => work.path[(n + self.burn - p) * k..].fill(0.0),
        }
    }

    fn errors(&self, random: &mut ChaCha8Rng, errors: &mut [f64]) {
        let (k, t) = (self.var.shape.k, self.var.shape.t());
        match self.sampling.draws {
            Draws::Bootstrap(Scheme::Independent) => {
                for error in errors.chunks_exact_mut(k) {
                    let row = below(t, random) * k;
                    error.copy_from_slice(&self.residuals[row..row + k]);
                }
            }
            Draws::Bootstrap(Scheme::Blocks { length }) => {
                for block in errors.chunks_mut(k * length) {
                    let first = below(t + 1 - length, random) * k;
                    for ((error, u), mean) in block.iter_mut().zip(&self.residuals[first..]).zip(&self.block_means) {
                        *error = u - mean;
                    }
                }
            }
            Draws::Bootstrap(Scheme::Wild) => {
                wild_errors(&self.residuals, k, random, errors);
            }
            Draws::MonteCarlo | Draws::Posterior => {
                let factor = &self.var.factor;
                for error in errors.chunks_exact_mut(k) {
                    error.fill(0.0);
                    for column in 0..k {
                        let z: f64 = StandardNormal.sample(random);
                        for row in column..k {
                            error[row] += factor[column * k + row] * z;
                        }
                    }
                }
            }
        }
    }

    /// `Sigma^-1 = L^-T A A' L^-1` is Wishart with A by Bartlett's decomposition, L the factor of the residual sums
    /// of squares; so Sigma = M M' with M = L A^-T. Coefficients: centre + C^-T Z M', C the factor of X'X.
    fn posterior(&self, random: &mut ChaCha8Rng, work: &mut Workspace) {
        let (k, t, m) = (self.var.shape.k, self.var.shape.t(), self.var.shape.m());
        let refit = &mut work.refit;
        let (a, z) = work.room[..k * k + k * m].split_at_mut(k * k);
        for column in 0..k {
            for row in 0..k {
                a[column * k + row] = match row.cmp(&column) {
                    std::cmp::Ordering::Less => 0.0,
                    std::cmp::Ordering::Equal => self.chi_squared[column].sample(random).sqrt(),
                    std::cmp::Ordering::Greater => StandardNormal.sample(random),
                };
            }
        }
        // Rows of M' = A^-1 L': column by column of L', that is row by row of L. L is in units of the residual sum
        // of squares, the factor of the fit in those of the variance.
        let unit = ((t - m) as f64).sqrt();
        let mixing = &mut work.corrected[..k * k];
        for row in 0..k {
            let target = &mut mixing[row * k..(row + 1) * k];
            (0..k).for_each(|c| target[c] = unit * self.var.factor[c * k + row]);
            solve_lower_in_place(a, target);
        }
        for column in z.chunks_exact_mut(m) {
            column.iter_mut().for_each(|v| *v = StandardNormal.sample(random));
            solve_lower_transposed_in_place(&self.design, column);
        }
        for (equation, row) in refit.coefficients.chunks_exact_mut(m).enumerate() {
            row.copy_from_slice(&self.centre[equation * m..(equation + 1) * m]);
            for (c, column) in z.chunks_exact(m).enumerate() {
                add_scaled(row, mixing[equation * k + c], column);
            }
        }
        for column in 0..k {
            for row in 0..k {
                let (x, y) = (&mixing[row * k..(row + 1) * k], &mixing[column * k..(column + 1) * k]);
                refit.factor[column * k + row] = dot_short(x, y);
            }
        }
        // A covariance that cannot be factored leaves NaN, and with it the draw.
        if !cholesky_in_place(&mut refit.factor, k) {
            refit.factor.fill(f64::NAN);
        }
        (0..k).for_each(|c| refit.factor[c * k..c * k + c].fill(0.0));
    }
}

/// Residuals in their own periods, each period with a random sign.
pub(super) fn wild_errors(residuals: &[f64], k: usize, random: &mut ChaCha8Rng, errors: &mut [f64]) {
    let mut bits = 0;
    for (at, (error, u)) in errors.chunks_exact_mut(k).zip(residuals.chunks_exact(k)).enumerate() {
        if at % 64 == 0 {
            bits = random.next_u64();
        }
        let sign = if bits & 1 == 0 { 1.0 } else { -1.0 };
        bits >>= 1;
        error.iter_mut().zip(u).for_each(|(e, u)| *e = sign * u);
    }
}
