//! Draws of coefficients and error covariances, and what can be read off them: summaries, responses to orthogonal
//! shocks, forecast paths. Where draws come from stands in `posterior.rs` and `hierarchical.rs`.

use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};
use rayon::prelude::*;

use super::lagged::Lagged;
use crate::bands::{Band, Coverage};
use crate::dense::{cholesky_in_place, multiply_into};
use crate::horizon::Horizon;
use crate::linear::dot;
use crate::order_statistics::sorted_quantile;
use crate::refusal::{Confidence, Interval, Refusal, require_name};
use crate::resampling::stream;
use crate::vector_autoregression::moving_averages_into;

/// Mixed into the seed of forecasts, whose streams would otherwise be those of the parameters (the bits are those of the
/// golden ratio).
const FORECAST_DOMAIN: u64 = 0x9e37_79b9_7f4a_7c15;

/// Draws of one number.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    /// Smallest first; never empty.
    sorted: Vec<f64>,
}

impl Sample {
    /// At least one value.
    pub(crate) fn new(mut values: Vec<f64>) -> Self {
        values.sort_by(f64::total_cmp);
        Self { sorted: values }
    }

    /// Number of draws.
    pub fn draws(&self) -> usize {
        self.sorted.len()
    }

    /// Mean.
    pub fn mean(&self) -> f64 {
        self.sorted.iter().sum::<f64>() / self.draws() as f64
    }

    /// Median.
    pub fn median(&self) -> f64 {
        sorted_quantile(&self.sorted, 0.5)
    }

    /// Standard deviation, divisor draws - 1; 0 for a single draw.
    pub fn standard_deviation(&self) -> f64 {
        let mean = self.mean();
        let sum: f64 = self.sorted.iter().map(|v| (v - mean).powi(2)).sum();
        (sum / (self.draws() as f64 - 1.0).max(1.0)).sqrt()
    }

    /// The interval that leaves equal shares of the draws on both sides.
    pub fn interval(&self, confidence: Confidence) -> Interval {
        let tail = 0.5 * (1.0 - confidence.level());
        Interval { low: sorted_quantile(&self.sorted, tail), high: sorted_quantile(&self.sorted, 1.0 - tail) }
    }

    /// Share of the draws above a value.
    pub fn share_above(&self, value: f64) -> f64 {
        let not_above = self.sorted.partition_point(|v| *v <= value);
        (self.draws() - not_above) as f64 / self.draws() as f64
    }
}

/// Draws of the coefficients (k x m, one column per equation) and of the error covariance (m x m).
#[derive(Debug, Clone)]
pub struct Draws {
    names: Vec<String>,
    terms: Vec<String>,
    p: usize,
    next: Vec<f64>,
    count: usize,
    coefficients: Vec<f64>,
    sigmas: Vec<f64>,
}

impl Draws {
    pub(super) fn zeros(lagged: &Lagged, count: usize) -> Result<Self, Refusal> {
        if count == 0 {
            return Err(Refusal::SettingOutOfRange { name: "draws", value: 0.0, range: "at least 1" });
        }
        let (k, m) = (lagged.k(), lagged.m());
        Ok(Self {
            names: lagged.names.clone(),
            terms: lagged.terms(),
            p: lagged.lags.count(),
            next: lagged.next.clone(),
            count,
            coefficients: vec![0.0; count * k * m],
            sigmas: vec![0.0; count * m * m],
        })
    }

    /// Calls `draw(workspace, d, random numbers of stream first + d, coefficients, sigma, scratch of 3 m^2)` for every
    /// draw d, on all threads; one workspace per piece of work.
    pub(super) fn fill<W>(
        &mut self,
        seed: u64,
        first: u64,
        workspace: impl Fn() -> W + Sync,
        draw: impl Fn(&mut W, usize, &mut ChaCha8Rng, &mut [f64], &mut [f64], &mut [f64]) + Sync,
    ) {
        let (k, m) = (self.terms.len(), self.names.len());
        let pairs = self.coefficients.par_chunks_exact_mut(k * m).zip(self.sigmas.par_chunks_exact_mut(m * m));
        pairs.enumerate().with_min_len(32).for_each_init(
            || (workspace(), vec![0.0; 3 * m * m]),
            |(own, scratch), (d, (b, sigma))| draw(own, d, &mut stream(seed, first + d as u64), b, sigma, scratch),
        );
    }

    /// Number of draws.
    pub fn count(&self) -> usize {
        self.count
    }

    /// Names of the series.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Coefficients of draw d, k x m, one column per equation, in the order of the terms. Refuses a draw that is not
    /// there.
    pub fn coefficients(&self, d: usize) -> Result<&[f64], Refusal> {
        let no_such = Refusal::NoSuch { what: "draw", index: d, count: self.count };
        self.coefficients.chunks_exact(self.terms.len() * self.names.len()).nth(d).ok_or(no_such)
    }

    /// Error covariance of draw d, m x m. Refuses a draw that is not there.
    pub fn sigma(&self, d: usize) -> Result<&[f64], Refusal> {
        let no_such = Refusal::NoSuch { what: "draw", index: d, count: self.count };
        self.sigmas.chunks_exact(self.names.len() * self.names.len()).nth(d).ok_or(no_such)
    }

    /// Draws of the coefficient of `term` in the equation of `effect`, by name.
    pub fn coefficient(&self, effect: &str, term: &str) -> Result<Sample, Refusal> {
        let equation = require_name("series", effect, &self.names)?;
        let column = require_name("term", term, &self.terms)?;
        let (k, m) = (self.terms.len(), self.names.len());
        Ok(Sample::new(self.coefficients.chunks_exact(k * m).map(|b| b[equation * k + column]).collect()))
    }

    /// Draws of the covariance of two errors, by name.
    pub fn covariance(&self, one: &str, other: &str) -> Result<Sample, Refusal> {
        let i = require_name("series", one, &self.names)?;
        let j = require_name("series", other, &self.names)?;
        let m = self.names.len();
        Ok(Sample::new(self.sigmas.chunks_exact(m * m).map(|s| s[j * m + i]).collect()))
    }

    /// Responses over `steps` horizons, 0 included, to shocks of one standard deviation that are orthogonal in the order of
    /// the series: a shock moves its own series and those after it in the same period. Refuses 0 steps.
    pub fn responses(&self, steps: usize) -> Result<SeriesDraws, Refusal> {
        require_steps(steps)?;
        let (k, m, p) = (self.terms.len(), self.names.len(), self.p);
        let mut values = vec![0.0; self.count * steps * m * m];
        let each = values.par_chunks_exact_mut(steps * m * m).zip(self.coefficients.par_chunks_exact(k * m));
        each.zip(self.sigmas.par_chunks_exact(m * m)).with_min_len(32).try_for_each_init(
            || (vec![0.0; m * m], vec![0.0; steps * m * m]),
            |(root, averages), ((out, b), sigma)| {
                root_of(sigma, root, m)?;
                moving_averages_into(b, k, m, p, averages);
                for (out, average) in out.chunks_exact_mut(m * m).zip(averages.chunks_exact(m * m)) {
                    multiply_into(average, root, m, m, m, out);
                }
                Ok(())
            },
        )?;
        Ok(SeriesDraws { names: self.names.clone(), steps, first: 0, count: self.count, columns: m, values })
    }

    /// Paths of the `steps` periods after the sample, one per draw, errors included; horizon 1 is the first of them.
    /// Draw d uses stream d of `seed` in a domain of its own: with the seed of the parameters, the errors of a path
    /// are still independent of them. Refuses 0 steps.
    pub fn forecast(&self, steps: usize, seed: u64) -> Result<SeriesDraws, Refusal> {
        require_steps(steps)?;
        let (k, m) = (self.terms.len(), self.names.len());
        let mut values = vec![0.0; self.count * steps * m];
        let each = values.par_chunks_exact_mut(steps * m).zip(self.coefficients.par_chunks_exact(k * m));
        each.zip(self.sigmas.par_chunks_exact(m * m)).enumerate().with_min_len(32).try_for_each_init(
            || (vec![0.0; m * m], vec![0.0; m], self.next.clone()),
            |(root, z, x), (d, ((path, b), sigma))| {
                root_of(sigma, root, m)?;
                x.copy_from_slice(&self.next);
                let mut random = stream(seed ^ FORECAST_DOMAIN, d as u64);
                for period in path.chunks_exact_mut(m) {
                    next_period(b, root, x, z, &mut random, period);
                    x.copy_within(0..k - 1 - m, m);
                    x[..m].copy_from_slice(period);
                }
                Ok(())
            },
        )?;
        Ok(SeriesDraws { names: self.names.clone(), steps, first: 1, count: self.count, columns: 1, values })
    }
}

/// Lower Cholesky factor of a draw of Sigma. Refuses one that rounding has left without.
pub(super) fn root_of(sigma: &[f64], root: &mut [f64], m: usize) -> Result<(), Refusal> {
    root.copy_from_slice(sigma);
    let why = "a draw of the error covariance is not positive definite up to rounding";
    let refusal = Refusal::NotDefined { what: "a path of the series", why };
    if cholesky_in_place(root, m) { Ok(()) } else { Err(refusal) }
}

/// `period = B'x + root z`, z standard normal; `root` is the lower Cholesky factor of the error covariance.
pub(super) fn next_period(
    b: &[f64],
    root: &[f64],
    x: &[f64],
    z: &mut [f64],
    random: &mut ChaCha8Rng,
    period: &mut [f64],
) {
    let m = period.len();
    z.fill_with(|| StandardNormal.sample(random));
    for (i, value) in period.iter_mut().enumerate() {
        let error: f64 = (0..=i).map(|l| root[l * m + i] * z[l]).sum();
        *value = dot(&b[i * x.len()..(i + 1) * x.len()], x) + error;
    }
}

fn require_steps(steps: usize) -> Result<(), Refusal> {
    if steps > 0 {
        return Ok(());
    }
    Err(Refusal::SettingOutOfRange { name: "steps", value: 0.0, range: "at least 1" })
}

/// Draws of paths of the series: of all series for each shock, or of the series alone (forecasts).
#[derive(Debug, Clone)]
pub struct SeriesDraws {
    names: Vec<String>,
    steps: usize,
    /// Horizon of the first step.
    first: usize,
    count: usize,
    /// Shocks: m, or 1 for forecasts.
    columns: usize,
    values: Vec<f64>,
}

impl SeriesDraws {
    /// The response of `effect` to the shock of `shock`. Refuses unknown names and forecasts.
    pub fn response(&self, shock: &str, effect: &str) -> Result<PathDraws<'_>, Refusal> {
        let column = require_name("shock", shock, if self.first == 1 { &[] } else { &self.names })?;
        let row = require_name("series", effect, &self.names)?;
        Ok(PathDraws { all: self, offset: column * self.names.len() + row })
    }

    /// The forecasts of one series. Refuses an unknown name, and responses.
    pub fn series(&self, name: &str) -> Result<PathDraws<'_>, Refusal> {
        let offset = require_name("forecast of", name, if self.first == 1 { &self.names } else { &[] })?;
        Ok(PathDraws { all: self, offset })
    }
}

/// Draws of one path.
#[derive(Debug, Clone, Copy)]
pub struct PathDraws<'a> {
    all: &'a SeriesDraws,
    offset: usize,
}

impl PathDraws<'_> {
    /// The draws at one horizon. Refuses a horizon beyond the path; forecasts begin with horizon 1.
    pub fn at(&self, horizon: Horizon) -> Result<Sample, Refusal> {
        let all = self.all;
        let step = horizon.0.checked_sub(all.first).filter(|s| *s < all.steps);
        let step = step.ok_or(Refusal::NoSuch { what: "horizon", index: horizon.0, count: all.steps })?;
        let block = all.names.len() * all.columns;
        let values = all.values.chunks_exact(block * all.steps).map(|draw| draw[step * block + self.offset]);
        Ok(Sample::new(values.collect()))
    }

    /// Pointwise posterior intervals along the path, first horizon first.
    pub fn band(&self, confidence: Confidence) -> Result<Band, Refusal> {
        let (mut low, mut high) = (Vec::new(), Vec::new());
        for step in 0..self.all.steps {
            let Interval { low: l, high: h } = self.at(Horizon(step + self.all.first))?.interval(confidence);
            low.push(l);
            high.push(h);
        }
        Ok(Band { low, high, confidence, coverage: Coverage::Pointwise })
    }

    /// Number of draws.
    pub fn draws(&self) -> usize {
        self.all.count
    }
}

#[cfg(test)]
mod tests {
    //! (c) forecasts and parameters drawn with one seed are independent; a covariance without a root is refused.
    use super::*;
    use crate::bayesian_vector_autoregression::{BayesianVectorAutoregression, Prior};
    use crate::columns::Columns;
    use crate::tolerance::Tolerance::Simulated;
    use crate::vector_autoregression::Lags;

    fn short() -> crate::bayesian_vector_autoregression::BayesianFit {
        // Few periods: Sigma differs much from draw to draw.
        let mut data = Columns::new(12);
        data.push_with("a", |t| ((t * t * 7) % 31) as f64 / 9.0);
        BayesianVectorAutoregression::fit(&data, Lags::new(1).unwrap(), &Prior::Flat).unwrap()
    }

    #[test]
    fn one_seed_for_parameters_and_forecasts() {
        let fit = short();
        let draws = fit.draws(20_000, 7).unwrap();
        let forecast = draws.forecast(1, 7).unwrap();
        let closed = fit.next().unwrap().series("a").unwrap();
        let ours = forecast.series("a").unwrap().at(Horizon(1)).unwrap();
        let standard_error = ours.standard_deviation() / 20_000f64.sqrt();
        Simulated { standard_error }.check("mean", ours.mean(), closed.location).unwrap();
        let spread = closed.scale * (closed.df / (closed.df - 2.0)).sqrt();
        assert!((ours.standard_deviation() / spread - 1.0).abs() < 0.03, "{} {spread}", ours.standard_deviation());
    }

    #[test]
    fn a_covariance_without_a_root_is_refused() {
        let mut draws = short().draws(40, 7).unwrap();
        draws.sigmas[17] = -1.0;
        assert!(matches!(draws.forecast(2, 1), Err(Refusal::NotDefined { .. })));
        assert!(matches!(draws.responses(2), Err(Refusal::NotDefined { .. })));
    }
}
