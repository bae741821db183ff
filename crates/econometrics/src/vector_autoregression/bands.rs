//! Bands around responses, decompositions and connectedness from the draws of a vector autoregression: ends from
//! quantiles, names, cautions. Drawing stands in `bootstrap.rs`, bands along principal components in `eigen_bands.rs`.

use rayon::prelude::*;

use super::bootstrap::ResampledVar;
use super::impulse_response::Identification;
use super::sampling::{BiasCorrection, DrawTable, Draws, Outcome, Sampling, Scheme};
use super::statistics::{Connectedness, Decomposition, Responses, ShockKind, Statistic};
use crate::bands::{Band, Coverage};
use crate::caution::Caution;
use crate::horizon::Horizon;
use crate::order_statistics::selected_quantile;
use crate::refusal::{Confidence, Interval, Refusal, require_name};

/// With T (1 - root) below this the distribution of the estimate is that of a unit root.
const LOCAL_TO_UNITY: f64 = 5.0;

/// Up to this many steps uncorrected bands of persistent systems hold in samples of the length that cautions name.
const STEPS_SHORT: usize = 5;

/// From this T (1 - root) on they hold at longer horizons too.
const ROOM_FOR_LONG_STEPS: f64 = 20.0;

/// How the ends of an interval come from the quantiles of the draws.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ends {
    /// The quantiles themselves (Efron). With Kilian's correction these are his bands; with posterior draws they are
    /// credible intervals.
    Percentile,
    /// Twice the estimate minus the opposite quantile (Hall): the distribution of the error of the estimate. Refused
    /// with posterior draws and with a bias correction.
    Hall,
}

/// Draws of all responses or shares of a vector autoregression, with the estimate, to take bands from.
#[derive(Debug, Clone, PartialEq)]
pub struct SampledPaths {
    pub(super) names: Vec<String>,
    /// Number of horizons with 0.
    pub(super) steps: usize,
    pub(super) estimate: Vec<f64>,
    pub(super) table: DrawTable,
    sampling: Sampling,
    /// Periods used.
    pub n: usize,
    /// Coefficients per equation.
    pub parameters_per_equation: usize,
    /// What to know of the draws.
    pub cautions: Vec<Caution>,
}

/// Pointwise bands around all responses (`.of(effect)?.to(shock)?`) or shares (`.of(series)?.from(shock)?`).
#[derive(Debug, Clone, PartialEq)]
pub struct PathBands {
    names: Vec<String>,
    steps: usize,
    estimate: Vec<f64>,
    low: Vec<f64>,
    high: Vec<f64>,
    confidence: Confidence,
    /// Draws used.
    pub draws: usize,
    /// Periods used.
    pub n: usize,
    /// What to know of them.
    pub cautions: Vec<Caution>,
}

/// The bands of what happens to one series.
#[derive(Debug, Clone, Copy)]
pub struct EffectBands<'a> {
    all: &'a PathBands,
    effect: usize,
}

/// The path of one effect of one shock, with its band.
#[derive(Debug, Clone, PartialEq)]
pub struct BandedPath {
    estimate: Vec<f64>,
    band: Band,
}

/// Connectedness with intervals, all as shares of 1.
#[derive(Debug, Clone, PartialEq)]
pub struct ConnectednessBands {
    names: Vec<String>,
    values: Vec<(f64, Interval)>,
    /// Draws used.
    pub draws: usize,
    /// Periods used.
    pub n: usize,
    /// What to know of them.
    pub cautions: Vec<Caution>,
}

impl ResampledVar {
    /// Draws of the impulse responses over `steps` horizons (0 among them), or of their running sums.
    /// Refuses 0 or more than 1,000 steps and what [`Sampling`] says it refuses.
    pub fn responses(
        &self,
        shocks: &Identification,
        cumulative: bool,
        steps: usize,
        sampling: &Sampling,
    ) -> Result<SampledPaths, Refusal> {
        let (k, p, shocks) = (self.shape.k, self.shape.p, ShockKind::of(shocks)?);
        let structural = shocks != ShockKind::ReducedForm;
        self.paths(Responses { shocks, cumulative, steps, k, p }, steps, structural, sampling)
    }

    /// Draws of the forecast-error variance decomposition for 1 to `steps` periods ahead (horizon h of the result is
    /// h + 1 periods ahead), by orthogonal or generalised shocks; generalised shares are made to sum to 1 if
    /// `normalised`. Refuses the reduced form, whose shocks have no shares.
    pub fn decomposition(
        &self,
        shocks: &Identification,
        normalised: bool,
        steps: usize,
        sampling: &Sampling,
    ) -> Result<SampledPaths, Refusal> {
        let shocks = ShockKind::of(shocks)?;
        if shocks == ShockKind::ReducedForm {
            let what = "a variance decomposition of the reduced form";
            return Err(Refusal::NotDefined { what, why: "correlated errors have no separate shares" });
        }
        let (k, p) = (self.shape.k, self.shape.p);
        self.paths(Decomposition { shocks, normalised, steps, k, p }, steps, true, sampling)
    }

    /// Connectedness of Diebold and Yilmaz (2012) from generalised shares `steps` periods ahead, with intervals.
    pub fn connectedness(
        &self,
        steps: usize,
        sampling: &Sampling,
        ends: Ends,
        confidence: Confidence,
    ) -> Result<ConnectednessBands, Refusal> {
        let statistic = Connectedness::new(steps, self.shape.k, self.shape.p);
        let all = self.paths(statistic, steps, true, sampling)?;
        let (low, high) = all.ends(ends, confidence)?;
        let values = all.estimate.iter().zip(low.iter().zip(&high));
        Ok(ConnectednessBands {
            values: values.map(|(&value, (&low, &high))| (value, Interval { low, high })).collect(),
            draws: all.draws(),
            n: all.n,
            names: all.names,
            cautions: all.cautions,
        })
    }

    /// The responses of given bootstrap draws: one list of periods for each, as [`ResampledVar::replay`] takes them.
    /// For draws that come from elsewhere, such as another program. Refuses fewer than two.
    pub fn replayed_responses(
        &self,
        draws: &[Vec<usize>],
        shocks: &Identification,
        steps: usize,
        rescaled: bool,
    ) -> Result<SampledPaths, Refusal> {
        let (k, p) = (self.shape.k, self.shape.p);
        let kind = ShockKind::of(shocks)?;
        let statistic = Responses { shocks: kind, cumulative: false, steps: check_steps(steps)?, k, p };
        let mut values = Vec::with_capacity(draws.len() * statistic.len());
        for periods in draws {
            values.extend(self.replay(periods, rescaled)?.responses(shocks, steps)?);
        }
        let table = DrawTable::new(statistic.len(), values, &vec![Outcome::Used; draws.len()])?;
        let sampling = Sampling { count: draws.len(), rescaled, ..Sampling::default() };
        Ok(self.sampled(&statistic, steps, table, &sampling, Vec::new()))
    }

    fn paths(
        &self,
        statistic: impl Statistic,
        steps: usize,
        structural: bool,
        sampling: &Sampling,
    ) -> Result<SampledPaths, Refusal> {
        check_steps(steps)?;
        let (process, bias, mut cautions) = self.process_and_bias(sampling)?;
        let table = self.run(&process, bias.as_ref(), sampling, &statistic)?;
        cautions.extend(table.cautions());
        cautions.extend(self.cautions(structural, steps, sampling)?);
        Ok(self.sampled(&statistic, steps, table, sampling, cautions))
    }

    fn sampled(
        &self,
        statistic: &impl Statistic,
        steps: usize,
        table: DrawTable,
        sampling: &Sampling,
        cautions: Vec<Caution>,
    ) -> SampledPaths {
        let mut estimate = vec![0.0; statistic.len()];
        statistic.write(self.as_draw(), &mut vec![0.0; statistic.room()], &mut estimate);
        let fit = self.fit();
        let (names, n, parameters_per_equation) = (fit.names().to_vec(), fit.n(), fit.parameters_per_equation());
        SampledPaths { names, steps, estimate, table, sampling: *sampling, n, parameters_per_equation, cautions }
    }

    /// What is known to go wrong with intervals of this kind in a sample like this one.
    fn cautions(&self, structural: bool, steps: usize, sampling: &Sampling) -> Result<Vec<Caution>, Refusal> {
        let mut cautions = Vec::new();
        let (periods, modulus) = (self.fit().n(), self.fit().root_moduli()?[0]);
        if periods as f64 * (1.0 - modulus) < LOCAL_TO_UNITY {
            cautions.push(Caution::NearUnitRoot { modulus });
        }
        // Simulated coverage of 90 % bands of two series with one lag and roots of .5 to .95, up to four periods ahead:
        // within five points from so many periods on. Ten periods ahead the uncorrected bands fall far short
        // (.38 at T = 60 and .75 at T = 300 with a root of .95; corrected .86 and .91).
        let (method, reliable_from) = match (sampling.draws, sampling.correction) {
            (Draws::Posterior, _) => ("the flat-prior posterior band", 120),
            (_, BiasCorrection::None) => ("the uncorrected band from simulated paths", 300),
            _ => ("the bias-corrected band", 60),
        };
        // The bias that pulls uncorrected bands towards zero grows along the path and with the root: at T (1 - root)
        // of 15 (300 periods, a root of .95) ten steps ahead it still costs 15 points of coverage.
        let plain = sampling.draws != Draws::Posterior && sampling.correction == BiasCorrection::None;
        let room = periods as f64 * (1.0 - modulus);
        let (method, reliable_from) = if plain && steps > STEPS_SHORT && room < ROOM_FOR_LONG_STEPS {
            // Nearer to a unit root than this the other caution says what matters.
            let times = ROOM_FOR_LONG_STEPS / room.max(LOCAL_TO_UNITY);
            let reliable_from = ((periods as f64 * times).ceil() as usize).max(reliable_from);
            ("the uncorrected band at long horizons of so persistent a system", reliable_from)
        } else {
            (method, reliable_from)
        };
        if periods < reliable_from {
            cautions.push(Caution::ShortSample { method, periods, reliable_from });
        }
        if structural && sampling.draws == Draws::Bootstrap(Scheme::Wild) {
            let (method, what) = ("the wild bootstrap", "the covariance of the errors");
            cautions.push(Caution::LeavesOut { method, what });
        }
        Ok(cautions)
    }
}

/// Number of horizons, in its range.
pub(super) fn check_steps(steps: usize) -> Result<usize, Refusal> {
    if (1..=1_000).contains(&steps) {
        return Ok(steps);
    }
    Err(Refusal::SettingOutOfRange { name: "steps", value: steps as f64, range: "between 1 and 1,000" })
}

impl SampledPaths {
    /// All draws of one number, in their order.
    pub fn draws_of(&self, effect: &str, shock: &str, horizon: Horizon) -> Result<Vec<f64>, Refusal> {
        let effect = require_name("series", effect, &self.names)?;
        let shock = require_name("shock", shock, &self.names)?;
        if horizon.0 >= self.steps {
            return Err(Refusal::NoSuch { what: "horizon", index: horizon.0, count: self.steps });
        }
        let k = self.names.len();
        Ok(self.table.column(horizon.0 * k * k + shock * k + effect).collect())
    }

    /// Draws that were used.
    pub fn draws(&self) -> usize {
        self.table.used()
    }

    /// Bands in which each step is covered by itself. Refuses [`Ends::Hall`] where it has no meaning, and a
    /// confidence for which there are not at least two draws beyond the ends.
    pub fn bands(&self, ends: Ends, confidence: Confidence) -> Result<PathBands, Refusal> {
        let (low, high) = self.ends(ends, confidence)?;
        Ok(PathBands {
            names: self.names.clone(),
            steps: self.steps,
            estimate: self.estimate.clone(),
            low,
            high,
            confidence,
            draws: self.draws(),
            n: self.n,
            cautions: self.cautions.clone(),
        })
    }

    fn ends(&self, ends: Ends, confidence: Confidence) -> Result<(Vec<f64>, Vec<f64>), Refusal> {
        let outside = 1.0 - confidence.level();
        require_draws(self.draws(), confidence)?;
        let (low, high) = quantile_pairs(&self.table, outside / 2.0);
        if ends == Ends::Percentile {
            return Ok((low, high));
        }
        if self.sampling.draws == Draws::Posterior || self.sampling.correction != BiasCorrection::None {
            let what = "Hall's interval from posterior draws or with a bias correction";
            return Err(Refusal::NotDefined {
                what,
                why: "the draws do not lie around the estimate as it around the truth",
            });
        }
        let mirror = |q: &[f64]| self.estimate.iter().zip(q).map(|(e, q)| 2.0 * e - q).collect();
        Ok((mirror(&high), mirror(&low)))
    }
}

/// At least two draws beyond the ends of an interval. 20 draws are enough for 90 %, although `20 (1 - 0.9)` comes out
/// below 2 in rounding.
pub(super) fn require_draws(draws: usize, confidence: Confidence) -> Result<(), Refusal> {
    let need = 2.0 / (1.0 - confidence.level());
    if draws as f64 >= need * (1.0 - 1e-9) {
        return Ok(());
    }
    Err(Refusal::TooFewDraws { have: draws, need: (need * (1.0 - 1e-9)).ceil() as usize })
}

impl PathBands {
    /// What happens to one series. Refuses a name that is not there.
    pub fn of(&self, effect: &str) -> Result<EffectBands<'_>, Refusal> {
        Ok(EffectBands { all: self, effect: require_name("series", effect, &self.names)? })
    }
}

impl EffectBands<'_> {
    /// The response to a shock in a series.
    pub fn to(&self, shock: &str) -> Result<BandedPath, Refusal> {
        let shock = require_name("shock", shock, &self.all.names)?;
        let k = self.all.names.len();
        let pick = |x: &[f64]| (0..self.all.steps).map(|h| x[h * k * k + shock * k + self.effect]).collect::<Vec<_>>();
        let (confidence, coverage) = (self.all.confidence, Coverage::Pointwise);
        let band = Band { low: pick(&self.all.low), high: pick(&self.all.high), confidence, coverage };
        Ok(BandedPath { estimate: pick(&self.all.estimate), band })
    }

    /// The share that a shock has in the series: [`EffectBands::to`], as it reads for decompositions.
    pub fn from(&self, shock: &str) -> Result<BandedPath, Refusal> {
        self.to(shock)
    }
}

impl BandedPath {
    /// The estimate by least squares, one number per step, without a bias correction: with one, the band lies
    /// around another centre, and may miss it.
    pub fn estimate(&self) -> &[f64] {
        &self.estimate
    }

    /// The band.
    pub fn band(&self) -> &Band {
        &self.band
    }

    /// The interval at one step. Refuses a step beyond the path.
    pub fn at(&self, horizon: Horizon) -> Result<Interval, Refusal> {
        self.band.at(horizon)
    }
}

impl ConnectednessBands {
    /// Sum of all shares that come from others, over the number of series.
    pub fn total(&self) -> (f64, Interval) {
        self.values[0]
    }

    /// What this series receives from the others, as [`super::ConnectednessTable::from`].
    pub fn from(&self, series: &str) -> Result<(f64, Interval), Refusal> {
        self.entry(0, series)
    }

    /// What the others receive from this series, as [`super::ConnectednessTable::to`].
    pub fn to(&self, series: &str) -> Result<(f64, Interval), Refusal> {
        self.entry(1, series)
    }

    /// `to` minus `from`.
    pub fn net(&self, series: &str) -> Result<(f64, Interval), Refusal> {
        self.entry(2, series)
    }

    /// What `second` receives from `first` minus what `first` receives from `second`.
    pub fn net_pairwise(&self, first: &str, second: &str) -> Result<(f64, Interval), Refusal> {
        let (shock, k) = (require_name("series", first, &self.names)?, self.names.len());
        let effect = require_name("series", second, &self.names)?;
        Ok(self.values[1 + 3 * k + shock * k + effect])
    }

    fn entry(&self, block: usize, series: &str) -> Result<(f64, Interval), Refusal> {
        let at = require_name("series", series, &self.names)?;
        Ok(self.values[1 + block * self.names.len() + at])
    }
}

/// The `tail` and `1 - tail` quantiles of each number of the table, by linear interpolation between order statistics
/// (type 7 of Hyndman and Fan 1996).
pub(super) fn quantile_pairs(table: &DrawTable, tail: f64) -> (Vec<f64>, Vec<f64>) {
    // So many neighbours at a time that a line of the table, once read, is used up.
    const NEIGHBOURS: usize = 8;
    let (width, used) = (table.width, table.used());
    let starts: Vec<usize> = (0..width).step_by(NEIGHBOURS).collect();
    let pairs: Vec<Vec<(f64, f64)>> = starts
        .par_iter()
        .map_init(
            || vec![0.0; NEIGHBOURS * used],
            |sorted, &start| {
                let count = NEIGHBOURS.min(width - start);
                for (at, draw) in table.values.chunks_exact(width).enumerate() {
                    (0..count).for_each(|j| sorted[j * used + at] = draw[start + j]);
                }
                let columns = sorted.chunks_exact_mut(used).take(count);
                columns.map(|values| (selected_quantile(values, tail), selected_quantile(values, 1.0 - tail))).collect()
            },
        )
        .collect();
    pairs.into_iter().flatten().unzip()
}

#[cfg(test)]
mod tests {
    //! (a) quantiles by hand stand in `order_statistics.rs`; (c) the pairs of a table are those of its columns.
    use super::*;
    use crate::tolerance::Tolerance::Exact;

    #[test]
    fn pairs_are_those_of_the_columns() {
        let (width, draws) = (19, 101);
        let values: Vec<f64> = (0..width * draws).map(|i| ((i * i * 7 + 3 * i) % 1009) as f64).collect();
        let table = DrawTable::new(width, values, &vec![Outcome::Used; draws]).unwrap();
        let (low, high) = quantile_pairs(&table, 0.05);
        for at in 0..width {
            let mut column: Vec<f64> = table.column(at).collect();
            column.sort_by(f64::total_cmp);
            Exact.check(at, low[at], column[5]).unwrap();
            Exact.check(at, high[at], column[95]).unwrap();
        }
    }
}
