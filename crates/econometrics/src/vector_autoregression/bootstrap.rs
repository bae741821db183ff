//! The engine: a vector autoregression that can be drawn again, its paths, and the loop over the draws. Draw k is
//! draw k whatever the number of threads, and drawing allocates nothing. One draw stands in `drawing.rs`, what is
//! computed of it in `statistics.rs`, bands in `bands.rs`.

use rayon::prelude::*;

use super::bands::check_steps;
use super::bias_correction::{Bias, correction_room};
use super::companion::stability_room;
use super::drawing::Source;
use super::impulse_response::Identification;
use super::refit::{Refit, Shape};
use super::sampling::{DrawTable, Outcome, Sampling};
use super::statistics::{Draw, Responses, ShockKind, Statistic, covariance_of, dot_short};
use super::{Deterministic, FittedVar, Lags, VectorAutoregression};
use crate::columns::Columns;
use crate::dense::{cholesky_in_place, solve_lower_in_place, solve_lower_transposed_in_place};
use crate::linear::{add_scaled, dot};
use crate::refusal::{Refusal, require_length};
use crate::resampling::stream;

/// The table of draws is held whole, 8 bytes a number.
const NUMBERS_MAX: usize = 200_000_000;

/// A vector autoregression with its data, ready to be resampled.
#[derive(Debug, Clone)]
pub struct ResampledVar {
    fit: FittedVar,
    pub(super) shape: Shape,
    /// The data, n per series; about their means when there is a constant, which moves nothing but the constant and
    /// spares the cross-products their largest rounding errors.
    pub(super) data: Vec<f64>,
    /// Lag coefficients, one row of k p per equation.
    pub(super) lags: Vec<f64>,
    /// Lower Cholesky factor of the error covariance (divisor T - m).
    pub(super) factor: Vec<f64>,
    /// Residuals, T rows of k, each series with mean 0.
    pub(super) residuals: Vec<f64>,
}

/// A process that paths are simulated from.
#[derive(Debug, Clone)]
pub(super) struct Process {
    /// Lag coefficients, one row of k p per equation.
    pub(super) lags: Vec<f64>,
    /// What constant and trend add in each explained period, T rows of k.
    pub(super) drift: Vec<f64>,
}

/// Workspace of one thread.
pub(super) struct Workspace {
    pub(super) refit: Refit,
    /// Errors of the path, one row of k per simulated period.
    pub(super) errors: Vec<f64>,
    /// The path, newest period first: the lags that an equation needs are neighbours.
    pub(super) path: Vec<f64>,
    pub(super) corrected: Vec<f64>,
    pub(super) room: Vec<f64>,
    pub(super) statistic_room: Vec<f64>,
}

impl ResampledVar {
    /// Fits K series with p lags, as [`VectorAutoregression::fit`] with its refusals, and keeps the data. Refuses
    /// also errors of which one is a combination of the others.
    pub fn new(series: &Columns, lags: Lags, deterministic: Deterministic) -> Result<Self, Refusal> {
        let fit = VectorAutoregression::fit(series, lags, deterministic)?;
        let (k, p, n) = (fit.k(), lags.count(), series.n_rows());
        let t = n - p;
        let constant = deterministic != Deterministic::None;
        let mut fixed = vec![1.0; if constant { t } else { 0 }];
        if deterministic == Deterministic::ConstantTrend {
            // The trend about its middle, from -1 to 1: the same column space as 1, 2, 3.
            let middle = (t as f64 - 1.0) / 2.0;
            fixed.extend((0..t).map(|row| (row as f64 - middle) / middle.max(1.0)));
        }
        let mut data = series.values().to_vec();
        if constant {
            for column in data.chunks_exact_mut(n) {
                let mean = column.iter().sum::<f64>() / n as f64;
                column.iter_mut().for_each(|v| *v -= mean);
            }
        }
        let m = fit.parameters_per_equation();
        let lag_rows = fit.coefficient_rows().chunks_exact(m).flat_map(|row| row[..k * p].to_vec()).collect();
        let mut factor = fit.sigma();
        if !cholesky_in_place(&mut factor, k) {
            return Err(Refusal::NotPositiveDefinite { restrictions: k });
        }
        (0..k).for_each(|c| factor[c * k..c * k + c].fill(0.0));
        let mut residuals = vec![0.0; t * k];
        for j in 0..k {
            let column = fit.equation(j)?.residuals();
            let mean = column.iter().sum::<f64>() / t as f64;
            column.iter().enumerate().for_each(|(row, u)| residuals[row * k + j] = u - mean);
        }
        let shape = Shape::new(k, p, n, fixed, constant);
        Ok(Self { fit, shape, data, lags: lag_rows, factor, residuals })
    }

    /// The fit to the data.
    pub fn fit(&self) -> &FittedVar {
        &self.fit
    }

    /// The draw that takes the residuals of these periods, in this order, as the errors of the explained periods,
    /// from the observed start: a bootstrap draw with its chances taken out. T periods, counted from 0 at the first
    /// explained one; `rescaled` as in [`Sampling`]. Refuses another number of periods, a period that is not there,
    /// and a path that cannot be fitted.
    pub fn replay(&self, periods: &[usize], rescaled: bool) -> Result<ReplayedDraw, Refusal> {
        let (k, t) = (self.shape.k, self.shape.t());
        require_length("periods of the residuals", periods.len(), t)?;
        if let Some(&index) = periods.iter().find(|&&row| row >= t) {
            return Err(Refusal::NoSuch { what: "explained period", index, count: t });
        }
        let process = self.process(self.lags.clone());
        let mut work = Workspace::new(&self.shape, 0, 0);
        let scale = self.scale(rescaled);
        for (error, &row) in work.errors.chunks_exact_mut(k).zip(periods) {
            error.iter_mut().zip(&self.residuals[row * k..]).for_each(|(e, u)| *e = scale * u);
        }
        self.observed_start(0, &mut work.path, 0);
        self.simulate(&process, 0, &mut work);
        if !work.refit.fit(&self.shape) {
            return Err(Refusal::NotPositiveDefinite { restrictions: self.shape.m() + k });
        }
        let m = self.shape.m();
        let rows = work.refit.coefficients.chunks_exact(m);
        let coefficients = rows.flat_map(|row| row[..k * self.shape.p].to_vec()).collect();
        Ok(ReplayedDraw { k, p: self.shape.p, coefficients, factor: work.refit.factor })
    }

    /// The draw that is the fit itself.
    pub(super) fn as_draw(&self) -> Draw<'_> {
        let (k, p) = (self.shape.k, self.shape.p);
        Draw { coefficients: &self.lags, stride: k * p, factor: &self.factor, k, p }
    }

    /// Factor on the residuals.
    pub(super) fn scale(&self, rescaled: bool) -> f64 {
        let (t, m) = (self.shape.t() as f64, self.shape.m() as f64);
        if rescaled { (t / (t - m)).sqrt() } else { 1.0 }
    }

    /// The process with these lag coefficients whose constant and trend fit the data best.
    pub(super) fn process(&self, lags: Vec<f64>) -> Process {
        let Shape { k, p, n, ref fixed, ref fixed_products, .. } = self.shape;
        let (t, f) = (self.shape.t(), self.shape.f());
        let mut drift = vec![0.0; t * k];
        let mut root = fixed_products.clone();
        // Of full rank by construction: a constant, and a trend that has mean 0.
        cholesky_in_place(&mut root, f);
        for (equation, row) in lags.chunks_exact(k * p).enumerate() {
            let mut left = self.data[equation * n + p..(equation + 1) * n].to_vec();
            for (at, coefficient) in row.iter().enumerate() {
                let (lag, cause) = (at / k + 1, at % k);
                add_scaled(&mut left, -coefficient, &self.data[cause * n + p - lag..cause * n + n - lag]);
            }
            let mut gamma: Vec<f64> = fixed.chunks_exact(t).map(|x| dot(x, &left)).collect();
            solve_lower_in_place(&root, &mut gamma);
            solve_lower_transposed_in_place(&root, &mut gamma);
            for (x, g) in fixed.chunks_exact(t).zip(&gamma) {
                (0..t).for_each(|row| drift[row * k + equation] += g * x[row]);
            }
        }
        Process { lags, drift }
    }

    /// Puts p periods of the data, from `first` on, before the path: oldest last, `burn` periods to come before
    /// the explained ones.
    pub(super) fn observed_start(&self, first: usize, path: &mut [f64], burn: usize) {
        let Shape { k, p, n, .. } = self.shape;
        let total = n + burn;
        for (j, column) in self.data.chunks_exact(n).enumerate() {
            (0..p).for_each(|row| path[(total - 1 - row) * k + j] = column[first + row]);
        }
    }

    /// Runs the process over `work.errors` from the start in `work.path`, and leaves the last n periods in columns.
    pub(super) fn simulate(&self, process: &Process, burn: usize, work: &mut Workspace) {
        let Shape { k, p, n, .. } = self.shape;
        let (total, width) = (n + burn, k * p);
        let Workspace { path, errors, refit, .. } = work;
        for t in p..total {
            let (new, past) = path[(total - 1 - t) * k..].split_at_mut(k);
            let errors = &errors[(t - p) * k..(t - p + 1) * k];
            let drift = &process.drift[(t - p).saturating_sub(burn) * k..];
            for (j, value) in new.iter_mut().enumerate() {
                // The older lags first: they are there, while the newest has only just been written, number by
                // number, and a processor waits when it is asked for as one piece.
                let (newest, older) = process.lags[j * width..(j + 1) * width].split_at(k);
                let mut sum = drift[j] + errors[j] + dot_short(older, &past[k..width]);
                newest.iter().zip(&past[..k]).for_each(|(a, y)| sum += a * y);
                *value = sum;
            }
            if t >= burn {
                (0..k).for_each(|j| refit.columns[j * n + t - burn] = new[j]);
            }
        }
        // The first p periods are the start or, after a burn-in, its last periods, which are there already.
        for t in burn..p {
            (0..k).for_each(|j| refit.columns[j * n + t - burn] = path[(total - 1 - t) * k + j]);
        }
    }

    /// Draws `statistic` as often as asked. `bias` is taken off every draw. Refuses more than 200 million numbers.
    pub(super) fn run(
        &self,
        process: &Process,
        bias: Option<&Bias>,
        sampling: &Sampling,
        statistic: &impl Statistic,
    ) -> Result<DrawTable, Refusal> {
        let width = statistic.len();
        let numbers = sampling.count.saturating_mul(width);
        if numbers > NUMBERS_MAX {
            let (name, range) = ("number of values (draws x steps x series^2)", "at most 200,000,000");
            return Err(Refusal::SettingOutOfRange { name, value: numbers as f64, range });
        }
        let source = Source::new(self, process, sampling)?;
        let mut values = vec![0.0; sampling.count * width];
        let mut outcomes = vec![Outcome::Used; sampling.count];
        values.par_chunks_exact_mut(width).zip(&mut outcomes).enumerate().with_min_len(16).for_each_init(
            || Workspace::new(&self.shape, source.burn, statistic.room()),
            |work, (at, (out, outcome))| {
                let mut random = stream(sampling.seed, at as u64);
                *outcome = source.draw(&mut random, work, bias, statistic, out);
            },
        );
        DrawTable::new(width, values, &outcomes)
    }
}

impl Workspace {
    pub(super) fn new(shape: &Shape, burn: usize, statistic_room: usize) -> Self {
        let (k, p) = (shape.k, shape.p);
        Self {
            refit: Refit::new(shape),
            errors: vec![0.0; (shape.t() + burn) * k],
            path: vec![0.0; (shape.n + burn) * k],
            corrected: vec![0.0; k * k * p],
            room: vec![0.0; stability_room(k, p).max(correction_room(k, p)).max(k * k + k * shape.m())],
            statistic_room: vec![0.0; statistic_room],
        }
    }
}

/// A draw whose residual periods were given.
#[derive(Debug, Clone, PartialEq)]
pub struct ReplayedDraw {
    k: usize,
    p: usize,
    coefficients: Vec<f64>,
    factor: Vec<f64>,
}

impl ReplayedDraw {
    /// Lag coefficients: one row of K p per equation, lag 1 of all series first.
    pub fn coefficients(&self) -> &[f64] {
        &self.coefficients
    }

    /// Covariance of the errors, divisor T - m; K x K, column-major.
    pub fn sigma(&self) -> Vec<f64> {
        covariance_of(&self.factor, self.k)
    }

    /// Responses: `steps` blocks of K x K, column-major, entry `h K K + shock K + effect`. Refuses steps outside of 1
    /// to 1,000.
    pub fn responses(&self, shocks: &Identification, steps: usize) -> Result<Vec<f64>, Refusal> {
        let shocks = ShockKind::of(shocks)?;
        let (k, p) = (self.k, self.p);
        let statistic = Responses { shocks, cumulative: false, steps: check_steps(steps)?, k, p };
        let mut out = vec![0.0; statistic.len()];
        let draw = Draw { coefficients: &self.coefficients, stride: k * p, factor: &self.factor, k, p };
        statistic.write(draw, &mut vec![0.0; statistic.room()], &mut out);
        Ok(out)
    }
}
