//! Bands around a path of estimates, one interval per step: what they promise and their ends; pointwise bands and
//! sup-t bands for the whole path. Which estimates and which covariance, the callers say.

use rand_distr::{ChiSquared, Distribution, StandardNormal};
use rayon::prelude::*;

use crate::dense::symmetric_eigen;
use crate::distributions::{normal_quantile, student_quantile};
use crate::horizon::Horizon;
use crate::refusal::{Confidence, Interval, Refusal, require_finite, require_length};
use crate::resampling::stream;

/// What the confidence of a band is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coverage {
    /// Each step by itself: over many steps some intervals will miss.
    Pointwise,
    /// The whole path at once.
    Simultaneous,
}

/// Intervals for the steps of a path, step 0 first.
#[derive(Debug, Clone, PartialEq)]
pub struct Band {
    /// Lower ends, one per step, in the units of the path.
    pub low: Vec<f64>,
    /// Upper ends.
    pub high: Vec<f64>,
    /// The share of samples in which the band is to hold the truth.
    pub confidence: Confidence,
    /// Whether the share is per step or for the whole path.
    pub coverage: Coverage,
}

impl Band {
    /// The interval at one step. Refuses a step beyond the path.
    pub fn at(&self, horizon: Horizon) -> Result<Interval, Refusal> {
        match (self.low.get(horizon.0), self.high.get(horizon.0)) {
            (Some(&low), Some(&high)) => Ok(Interval { low, high }),
            _ => Err(Refusal::NoSuch { what: "horizon", index: horizon.0, count: self.low.len() }),
        }
    }
}

/// How the critical value of a sup-t band is simulated.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SupTSettings {
    /// Draws of the largest deviation, 100 to 10,000,000.
    pub draws: usize,
    /// Seed; draw k takes stream k of it.
    pub seed: u64,
    /// Degrees of freedom of Student's t, positive: the deviations of a draw share one estimated scale. `None` is
    /// the normal limit that the literature uses.
    pub df: Option<f64>,
}

impl Default for SupTSettings {
    fn default() -> Self {
        Self { draws: 20_000, seed: 1, df: None }
    }
}

/// The number of standard errors that a sup-t band lies on both sides of a path, beside the numbers of other
/// bands of the same confidence.
#[derive(Debug, Clone, PartialEq)]
pub struct SupT {
    /// The quantile of the largest absolute t-statistic over the steps.
    pub critical_value: f64,
    /// Monte Carlo standard error of `critical_value`.
    pub simulation_error: f64,
    /// What one step alone needs. A sup-t critical value lies above it, up to its simulation error.
    pub pointwise: f64,
    /// What uncorrelated steps would need (Sidak 1967): an upper limit, whatever the correlations.
    pub sidak: f64,
    /// What Bonferroni's inequality gives: a little above `sidak`.
    pub bonferroni: f64,
    /// Steps whose variance is positive: those over which the largest is taken.
    pub steps: usize,
    /// Draws.
    pub draws: usize,
    /// Share of samples in which the whole path is to be held.
    pub confidence: Confidence,
}

/// A band for the whole path and the critical value behind it.
#[derive(Debug, Clone, PartialEq)]
pub struct SimultaneousBand {
    /// The intervals; coverage is simultaneous.
    pub band: Band,
    /// The critical value.
    pub critical: SupT,
}

/// A band for the whole path, cut from draws of the path.
#[derive(Debug, Clone, PartialEq)]
pub struct CalibratedBand {
    /// The intervals; coverage is simultaneous.
    pub band: Band,
    /// Share of the draws that lie below the band at a step, and above it: the same at all steps.
    pub tail: f64,
    /// Share of the draws that lie within the band at all steps, at least the confidence.
    pub share_within: f64,
    /// Draws.
    pub draws: usize,
}

/// The critical value of a sup-t band: the quantile of `max_i |Z_i| / s_i` for Z normal with the given covariance
/// and s its standard deviations. Montiel Olea and Plagborg-Moller (2019), section 3.
///
/// `covariance` is steps x steps, column-major. A step of variance 0 (a response that is zero by assumption) takes
/// no part. Refuses values that are not finite, a matrix that is not symmetric or not positive semidefinite, one
/// whose variances are all 0, and settings outside of their ranges. A singular matrix is fine.
pub fn sup_t(
    covariance: &[f64],
    steps: usize,
    confidence: Confidence,
    settings: SupTSettings,
) -> Result<SupT, Refusal> {
    if !(100..=10_000_000).contains(&settings.draws) {
        let value = settings.draws as f64;
        return Err(Refusal::SettingOutOfRange { name: "draws", value, range: "between 100 and 10,000,000" });
    }
    if let Some(value) = settings.df.filter(|df| !(*df > 0.0 && df.is_finite())) {
        return Err(Refusal::SettingOutOfRange { name: "degrees of freedom", value, range: "positive" });
    }
    let root = correlation_root(covariance, steps)?;
    let m = root.steps;
    let quantile = |share: f64| settings.df.map_or_else(|| normal_quantile(share), |df| student_quantile(share, df));
    let level = confidence.level();
    let pointwise = quantile(0.5 + level / 2.0);
    let mut found = SupT {
        critical_value: pointwise,
        simulation_error: 0.0,
        pointwise,
        sidak: quantile(0.5 + level.powf(1.0 / m as f64) / 2.0),
        bonferroni: quantile(1.0 - (1.0 - level) / (2.0 * m as f64)),
        steps: m,
        draws: settings.draws,
        confidence,
    };
    if m == 1 {
        return Ok(found);
    }
    let mut largest: Vec<f64> = (0..settings.draws)
        .into_par_iter()
        .map_init(|| vec![0.0; 2 * m], |buffers, k| root.largest(buffers, settings, k as u64))
        .collect();
    largest.sort_by(f64::total_cmp);
    let draws = settings.draws as f64;
    let at = ((level * draws).ceil() as usize).clamp(1, settings.draws) - 1;
    found.critical_value = largest[at];
    // The number of draws below the quantile is binomial: one standard error of it to either side.
    let reach = (draws * level * (1.0 - level)).sqrt().ceil() as usize;
    let (low, high) = (at.saturating_sub(reach), (at + reach).min(settings.draws - 1));
    found.simulation_error = (largest[high] - largest[low]) / 2.0;
    Ok(found)
}

/// `estimate -/+ critical value * standard error` at every step, with the critical value of [`sup_t`]: under
/// normality the whole path lies within in the stated share of samples. Refuses what [`sup_t`] refuses and
/// estimates that are not finite. Montiel Olea and Plagborg-Moller (2019), algorithm 1.
pub fn simultaneous_t(
    estimates: &[f64],
    covariance: &[f64],
    confidence: Confidence,
    settings: SupTSettings,
) -> Result<SimultaneousBand, Refusal> {
    require_finite(estimates, "estimates")?;
    let steps = estimates.len();
    let critical = sup_t(covariance, steps, confidence, settings)?;
    let half: Vec<f64> = (0..steps).map(|i| critical.critical_value * covariance[i * steps + i].sqrt()).collect();
    let low = estimates.iter().zip(&half).map(|(e, h)| e - h).collect();
    let high = estimates.iter().zip(&half).map(|(e, h)| e + h).collect();
    Ok(SimultaneousBand { band: Band { low, high, confidence, coverage: Coverage::Simultaneous }, critical })
}

/// A simultaneous band from draws of the path (of a bootstrap or a posterior): at every step from the d-th smallest
/// to the d-th largest draw, d the largest number for which at least the stated share of draws lies within at all
/// steps. Montiel Olea and Plagborg-Moller (2019): calibrated percentiles.
///
/// `draws` holds one path after the other, `steps` values each. Refuses no step, values that are not finite, a
/// length that is no multiple of `steps`, and fewer than 10 draws.
pub fn simultaneous_from_draws(draws: &[f64], steps: usize, confidence: Confidence) -> Result<CalibratedBand, Refusal> {
    if steps == 0 {
        return Err(Refusal::SettingOutOfRange { name: "steps", value: 0.0, range: "at least 1" });
    }
    let count = draws.len() / steps;
    require_length("draws", draws.len(), count * steps)?;
    require_finite(draws, "draws")?;
    if count < 10 {
        return Err(Refusal::TooFewObservations { have: count, need: 10 });
    }
    let mut sorted: Vec<Vec<f64>> = Vec::with_capacity(steps);
    // The depth of a draw: the largest d whose band holds it at all steps.
    let mut depth = vec![count; count];
    for step in 0..steps {
        let mut column: Vec<f64> = draws.iter().skip(step).step_by(steps).copied().collect();
        column.sort_by(f64::total_cmp);
        for (deepest, path) in depth.iter_mut().zip(draws.chunks_exact(steps)) {
            let up_to = column.partition_point(|v| *v <= path[step]);
            let from = count - column.partition_point(|v| *v < path[step]);
            *deepest = (*deepest).min(up_to).min(from);
        }
        sorted.push(column);
    }
    depth.sort_unstable_by(|a, b| b.cmp(a));
    let within_min = ((confidence.level() * count as f64).ceil() as usize).clamp(1, count);
    // Both ends of a step meet in the middle; a draw that ties with many others may lie deeper than that.
    let d = depth[within_min - 1].clamp(1, count.div_ceil(2));
    let within = depth.partition_point(|deepest| *deepest >= d);
    let band = Band {
        low: sorted.iter().map(|c| c[d - 1]).collect(),
        high: sorted.iter().map(|c| c[count - d]).collect(),
        confidence,
        coverage: Coverage::Simultaneous,
    };
    let share = |n: usize| n as f64 / count as f64;
    Ok(CalibratedBand { band, tail: share(d - 1), share_within: share(within), draws: count })
}

/// A square root of the correlation matrix of the steps whose variance is positive.
struct CorrelationRoot {
    steps: usize,
    /// steps x rank columns: `root root'` is the correlation matrix.
    root: Vec<f64>,
}

impl CorrelationRoot {
    /// The largest absolute deviation of draw k. `buffers` has room for two paths.
    fn largest(&self, buffers: &mut [f64], settings: SupTSettings, k: u64) -> f64 {
        let mut random = stream(settings.seed, k);
        let (path, shocks) = buffers.split_at_mut(self.steps);
        let rank = self.root.len() / self.steps;
        shocks[..rank].iter_mut().for_each(|z| *z = StandardNormal.sample(&mut random));
        path.fill(0.0);
        for (column, z) in self.root.chunks_exact(self.steps).zip(shocks) {
            crate::linear::add_scaled(path, *z, column);
        }
        let largest = path.iter().fold(0.0f64, |m, v| m.max(v.abs()));
        let scale = settings.df.and_then(|df| Some((ChiSquared::new(df).ok()?.sample(&mut random) / df).sqrt()));
        largest / scale.unwrap_or(1.0)
    }
}

/// Checks a covariance matrix and takes the root of its correlations.
fn correlation_root(covariance: &[f64], steps: usize) -> Result<CorrelationRoot, Refusal> {
    require_length("covariance", covariance.len(), steps * steps)?;
    require_finite(covariance, "covariance")?;
    let refused = Refusal::NotPositiveDefinite { restrictions: steps };
    let variance = |i: usize| covariance[i * steps + i];
    let kept: Vec<usize> = (0..steps).filter(|&i| variance(i) != 0.0).collect();
    if kept.is_empty() {
        return Err(Refusal::NoVariation { column: "path".to_owned(), observations: steps });
    }
    let m = kept.len();
    let mut correlation = vec![0.0; m * m];
    for (a, &i) in kept.iter().enumerate() {
        for (b, &j) in kept.iter().enumerate() {
            let entry = covariance[j * steps + i] / (variance(i).sqrt() * variance(j).sqrt());
            let other = covariance[i * steps + j] / (variance(i).sqrt() * variance(j).sqrt());
            // A negative variance gives NaN here.
            if !(entry.abs() <= 1.0 + ROUNDING && (entry - other).abs() <= ROUNDING) {
                return Err(refused);
            }
            correlation[b * m + a] = entry;
        }
    }
    let (values, vectors) = symmetric_eigen(&correlation, m);
    if values[m - 1] < -ROUNDING * m as f64 {
        return Err(refused);
    }
    let rank = values.iter().filter(|v| **v > 0.0).count().max(1);
    let root = (0..rank * m).map(|at| vectors[at] * values[at / m].max(0.0).sqrt()).collect();
    Ok(CorrelationRoot { steps: m, root })
}

/// What rounding may add to a correlation: covariances of overlapping regressions are sums of many products.
const ROUNDING: f64 = 1e-9;

#[cfg(test)]
mod tests {
    //! (a) hand: one step, five draws, Sidak's formula; (b) R mvtnorm in `tests/it/local_projection_family.rs`; (c)
    //! properties: between pointwise and Sidak over a grid of correlations, and what is refused.
    use super::*;
    use crate::tolerance::Tolerance::{Exact, PrintedDigits, Simulated};

    fn at(level: f64) -> Confidence {
        Confidence::new(level).unwrap()
    }

    fn powers(rho: f64, m: usize) -> Vec<f64> {
        (0..m * m).map(|at| rho.powi((at / m).abs_diff(at % m) as i32)).collect()
    }

    #[test]
    fn one_step_needs_what_one_step_needs() {
        let band = simultaneous_t(&[2.0], &[4.0], at(0.95), SupTSettings::default()).unwrap();
        PrintedDigits(7).check("low", band.band.low[0], 2.0 - 2.0 * 1.959964).unwrap();
        assert_eq!(band.band.coverage, Coverage::Simultaneous);
    }

    #[test]
    fn limits_hold_over_a_grid() {
        for (m, rho) in [(2, 0.0), (2, 0.5), (5, 0.0), (5, 0.7), (13, 0.0), (13, -0.6), (13, 0.95), (4, 1.0)] {
            for (level, df) in [(0.9, None), (0.95, None), (0.95, Some(30.0))] {
                let settings = SupTSettings { draws: 4_000, seed: 3, df };
                let found = sup_t(&powers(rho, m), m, at(level), settings).unwrap();
                let slack = 4.0 * found.simulation_error;
                assert!(found.critical_value >= found.pointwise - slack, "{m} {rho}: {found:?}");
                assert!(found.critical_value <= found.sidak + slack, "{m} {rho}: {found:?}");
                assert!(found.sidak <= found.bonferroni);
                let class = Simulated { standard_error: found.simulation_error };
                if rho == 1.0 {
                    class.check("perfect correlation", found.critical_value, found.pointwise).unwrap();
                }
                if rho == 0.0 && df.is_none() {
                    class.check("independence", found.critical_value, found.sidak).unwrap();
                }
            }
        }
    }

    #[test]
    fn steps_without_variance_take_no_part() {
        let covariance = [0.0, 0.0, 0.0, 0.0, 9.0, 0.9, 0.0, 0.9, 1.0];
        let settings = SupTSettings { draws: 2_000, ..SupTSettings::default() };
        let with = simultaneous_t(&[0.0, 1.0, 2.0], &covariance, at(0.9), settings).unwrap();
        let without = sup_t(&[9.0, 0.9, 0.9, 1.0], 2, at(0.9), settings).unwrap();
        assert_eq!(with.critical, without);
        assert_eq!(with.band.at(Horizon(0)).unwrap(), Interval { low: 0.0, high: 0.0 });
        let interval = with.band.at(Horizon(1)).unwrap();
        Exact.check("width", interval.high - interval.low, 6.0 * without.critical_value).unwrap();
    }

    #[test]
    fn what_is_no_covariance_is_refused() {
        let settings = SupTSettings::default();
        let not_one = [
            vec![1.0, 0.9, 0.1, 0.9, 1.0, 0.9, 0.1, 0.9, 1.0],
            vec![1.0, 0.5, 0.1, 0.2, 1.0, 0.1, 0.1, 0.1, 1.0],
            vec![-1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0],
        ];
        for matrix in not_one {
            let refused = sup_t(&matrix, 3, at(0.9), settings).unwrap_err();
            assert_eq!(refused, Refusal::NotPositiveDefinite { restrictions: 3 });
        }
        assert!(sup_t(&[f64::NAN], 1, at(0.9), settings).is_err());
        assert!(sup_t(&[0.0], 1, at(0.9), settings).is_err());
        assert!(sup_t(&[1.0, 0.0], 2, at(0.9), settings).is_err());
        assert!(sup_t(&[1.0], 1, at(0.9), SupTSettings { draws: 9, ..settings }).is_err());
        assert!(sup_t(&[1.0], 1, at(0.9), SupTSettings { df: Some(0.0), ..settings }).is_err());
    }

    #[test]
    fn threads_do_not_matter() {
        let run = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let settings = SupTSettings { draws: 500, seed: 8, df: Some(9.0) };
            pool.install(|| sup_t(&powers(0.8, 6), 6, at(0.9), settings).unwrap())
        };
        assert_eq!(run(1), run(2));
    }

    #[test]
    fn calibrated_percentiles_by_hand() {
        // Twelve draws of two steps: the second step moves against the first, so both lose the same draws.
        let draws: Vec<f64> = (0..12).flat_map(|i| [f64::from(i), -f64::from(i)]).collect();
        let found = simultaneous_from_draws(&draws, 2, at(0.6)).unwrap();
        // Depths 1 1 2 2 3 3 ...: eight draws lie at least 3 deep, six at least 4 deep; 7.2 are needed.
        assert_eq!(found.band.low, vec![2.0, -9.0]);
        assert_eq!(found.band.high, vec![9.0, -2.0]);
        Exact.check("within", found.share_within, 8.0 / 12.0).unwrap();
        assert!(simultaneous_from_draws(&draws, 7, at(0.6)).is_err());
        assert!(simultaneous_from_draws(&draws[..8], 2, at(0.6)).is_err());
        let tied = simultaneous_from_draws(&[1.5; 20], 1, at(0.9)).unwrap();
        assert_eq!((tied.band.low[0], tied.band.high[0]), (1.5, 1.5));
    }

    #[test]
    fn normal_draws_give_the_sup_t_band() {
        let (m, count) = (4, 20_000);
        let root = correlation_root(&powers(0.7, m), m).unwrap();
        let mut draws = Vec::new();
        for k in 0..count {
            let mut random = stream(4, k);
            let z: Vec<f64> = (0..m).map(|_| StandardNormal.sample(&mut random)).collect();
            draws.extend((0..m).map(|i| (0..m).map(|j| root.root[j * m + i] * z[j]).sum::<f64>()));
        }
        let found = simultaneous_from_draws(&draws, m, at(0.9)).unwrap();
        let settings = SupTSettings { draws: 20_000, seed: 5, df: None };
        let critical = sup_t(&powers(0.7, m), m, at(0.9), settings).unwrap();
        // An end of the band is a quantile of the draws far in the tail: its error is that of such a quantile.
        let density = crate::distributions::normal_density(critical.critical_value);
        let standard_error = (found.tail * (1.0 - found.tail) / count as f64).sqrt() / density;
        for high in &found.band.high {
            Simulated { standard_error: standard_error.hypot(critical.simulation_error) }
                .check("end", *high, critical.critical_value)
                .unwrap();
        }
        assert!(found.share_within >= 0.9 && found.tail < 0.05);
    }
}
