//! Many changes in one long series: the partition with the smallest cost plus penalty, by pruned search. Changes of
//! regressions, and partitions with a given number of breaks, stand in `partition.rs`.

use crate::caution::Caution;
use crate::refusal::{Refusal, require_finite};

/// Smallest variance of a segment, as a share of the variance of the whole series.
const FLOOR: f64 = 1e-10;

/// Error variance of the series around its level, in squared units of the series.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ErrorVariance {
    /// Known, positive. 1 gives costs in the squared units of the series.
    Known(f64),
    /// Half the mean square of first differences: hardly touched by changes of the level, too small for
    /// positively autocorrelated errors.
    FirstDifferences,
}

/// What a segment costs: minus twice its log-likelihood, up to constants. Independent normal errors; with positive
/// autocorrelation too many changes are found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cost {
    /// Changes of the mean: the sum of squared deviations from the segment's mean, over the error variance.
    Mean(ErrorVariance),
    /// Changes of mean and variance: `m (ln(2 pi v) + 1)`, m observations, v their variance with divisor m, at least
    /// 1e-10 of the variance of the whole series (divisor n), or 2e-15 n of it where that is more: below, rounding is as
    /// large as the variance. The partition does not depend on units. The likelihood of a stretch of equal values has no
    /// bound but this floor: series with ties (counts, rounded readings) are parted at every stretch, which a caution
    /// says.
    MeanAndVariance,
}

/// What a change costs. d is the number of parameters of a segment (1 for the mean, 2 for mean and variance), to
/// which the date is added.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Penalty {
    /// `2 (d + 1)` (Akaike): finds too many changes in long series.
    Aic,
    /// `(d + 1) ln n` (Schwarz; Yao 1988).
    Bic,
    /// `2 (d + 1) ln ln n` (Hannan and Quinn).
    HannanQuinn,
    /// `(d + 2) ln n`, and `ln m` for each segment of m observations: the modified BIC as R's changepoint has it (Killick
    /// and Eckley 2014). Where this has `ln m`, that of Zhang and Siegmund (2007), for changes of the mean, has
    /// `ln(m / n)`: it asks `ln n` less for every change.
    ModifiedBic,
    /// This much for each change, not negative.
    Manual(f64),
}

/// Penalised partition by the pruned exact linear time method (Killick, Fearnhead and Eckley 2012).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pelt {
    /// What a segment costs.
    pub cost: Cost,
    /// What a change costs.
    pub penalty: Penalty,
    /// Smallest number of observations in a segment: at least 1, for the variance at least 2.
    pub segment_min: usize,
}

/// The breaks found.
#[derive(Debug, Clone, PartialEq)]
pub struct PenalisedPartition {
    /// Dates in rising order: the number of observations before each break.
    pub breaks: Vec<usize>,
    /// Means of the segments, one more than breaks.
    pub means: Vec<f64>,
    /// Sum of the costs of all segments, without penalties.
    pub cost: f64,
    /// Penalty for each change (for the modified BIC without its part for lengths).
    pub penalty: f64,
    /// Error variance that costs are divided by; 1 for mean and variance.
    pub error_variance: f64,
    /// Number of observations.
    pub n: usize,
    /// What must be known of this answer.
    pub cautions: Vec<Caution>,
}

impl Pelt {
    /// Finds the partition of `y` with the smallest sum of costs and penalties: exactly that, whatever is pruned. Of
    /// equally good ones that with the earliest last change. Usually O(n) when changes come all along, O(n^2) when
    /// there are none.
    ///
    /// Refuses NaN and infinities, fewer observations than one segment, settings out of range, and a series whose
    /// first differences are all zero when the error variance comes from them, or that has no variance when the cost
    /// does.
    pub fn fit(&self, y: &[f64]) -> Result<PenalisedPartition, Refusal> {
        let (n, h) = (y.len(), self.segment_min);
        let shortest = if matches!(self.cost, Cost::MeanAndVariance) { 2 } else { 1 };
        if h < shortest {
            let range = "at least 1, for the variance at least 2";
            return Err(Refusal::SettingOutOfRange { name: "shortest segment", value: h as f64, range });
        }
        if n < h.max(2) {
            return Err(Refusal::TooFewObservations { have: n, need: h.max(2) });
        }
        require_finite(y, "series")?;
        let error_variance = self.error_variance(y)?;
        let (penalty, by_length) = self.penalty_of(n)?;
        // Variances in units of that of the series: what a partition costs besides is the same for all.
        let floor = floor(n);
        let (overall, breaks) = match self.cost {
            Cost::Mean(_) => {
                let sums = Sums::new(y, 1.0 / error_variance);
                (1.0, search(&sums, h, penalty, by_length, |_, squares| squares))
            }
            Cost::MeanAndVariance => {
                let overall = variance(y)?;
                let sums = Sums::new(y, 1.0 / overall);
                (overall, search(&sums, h, penalty, by_length, |m, squares| normal(m, squares, floor)))
            }
        };
        let starts: Vec<usize> = [0].iter().chain(&breaks).copied().collect();
        let mut cost = 0.0;
        let mut means = Vec::with_capacity(starts.len());
        for (at, &start) in starts.iter().enumerate() {
            let end = *breaks.get(at).unwrap_or(&n);
            let segment = &y[start..end];
            let mean = segment.iter().sum::<f64>() / segment.len() as f64;
            let squares = segment.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / error_variance;
            cost += match self.cost {
                Cost::Mean(_) => squares,
                Cost::MeanAndVariance => normal(segment.len() as f64, squares, floor * overall),
            };
            means.push(mean);
        }
        let cautions = self.cautions(y);
        Ok(PenalisedPartition { breaks, means, cost, penalty, error_variance, n, cautions })
    }

    /// Says when a whole segment of equal values fits in.
    fn cautions(&self, y: &[f64]) -> Vec<Caution> {
        let stretch = y.windows(self.segment_min).any(|w| w.iter().all(|v| *v == w[0]));
        if matches!(self.cost, Cost::Mean(_)) || !stretch {
            return Vec::new();
        }
        let equal = y.windows(2).filter(|w| w[0] == w[1]).count();
        vec![Caution::EqualNeighbours { equal, of: y.len() }]
    }

    fn error_variance(&self, y: &[f64]) -> Result<f64, Refusal> {
        match self.cost {
            Cost::MeanAndVariance => Ok(1.0),
            Cost::Mean(ErrorVariance::Known(value)) if value > 0.0 && value.is_finite() => Ok(value),
            Cost::Mean(ErrorVariance::Known(value)) => {
                Err(Refusal::SettingOutOfRange { name: "error variance", value, range: "positive and finite" })
            }
            Cost::Mean(ErrorVariance::FirstDifferences) => {
                let squares: f64 = y.windows(2).map(|w| (w[1] - w[0]).powi(2)).sum();
                let variance = 0.5 * squares / (y.len() - 1) as f64;
                let refusal = || Refusal::NoVariation { column: "series".to_owned(), observations: y.len() };
                (variance > 0.0 && variance.is_finite()).then_some(variance).ok_or_else(refusal)
            }
        }
    }

    /// The penalty for a change, and whether each segment's logarithm of its length is added.
    fn penalty_of(&self, n: usize) -> Result<(f64, bool), Refusal> {
        let parameters = if matches!(self.cost, Cost::Mean(_)) { 1.0 } else { 2.0 };
        let log = (n as f64).ln();
        match self.penalty {
            Penalty::Aic => Ok((2.0 * (parameters + 1.0), false)),
            Penalty::Bic => Ok(((parameters + 1.0) * log, false)),
            Penalty::HannanQuinn => Ok(((2.0 * (parameters + 1.0) * log.ln()).max(0.0), false)),
            Penalty::ModifiedBic => Ok(((parameters + 2.0) * log, true)),
            Penalty::Manual(value) if value >= 0.0 && value.is_finite() => Ok((value, false)),
            Penalty::Manual(value) => {
                Err(Refusal::SettingOutOfRange { name: "penalty", value, range: "not negative and finite" })
            }
        }
    }
}

/// Smallest variance of a segment as a share of that of the series: above what the sums of n values leave as rounding
/// error of a stretch of equal ones.
fn floor(n: usize) -> f64 {
    FLOOR.max(8.0 * f64::EPSILON * n as f64)
}

/// Variance of the series, divisor n. Refuses none.
fn variance(y: &[f64]) -> Result<f64, Refusal> {
    let n = y.len() as f64;
    let mean = y.iter().map(|v| v / n).sum::<f64>();
    let found = y.iter().map(|v| (v - mean).powi(2) / n).sum::<f64>();
    let moves = y.iter().any(|v| *v != y[0]) && found.is_normal();
    let refusal = || Refusal::NoVariation { column: "series".to_owned(), observations: y.len() };
    moves.then_some(found).ok_or_else(refusal)
}

/// Cost of a segment with m observations, this sum of squared deviations and this smallest variance.
fn normal(m: f64, squares: f64, floor: f64) -> f64 {
    m * ((2.0 * std::f64::consts::PI * (squares / m).max(floor)).ln() + 1.0)
}

/// A sum that carries what each addition rounds off (Neumaier 1974).
#[derive(Default)]
struct Carried {
    sum: f64,
    carry: f64,
}

impl Carried {
    /// Adds a value and gives the sum so far.
    fn add(&mut self, value: f64) -> f64 {
        let sum = self.sum + value;
        let (large, small) = if self.sum.abs() >= value.abs() { (self.sum, value) } else { (value, self.sum) };
        self.carry += (large - sum) + small;
        self.sum = sum;
        sum + self.carry
    }
}

/// Sums and sums of squares of the first t values, about the overall mean.
struct Sums {
    values: Vec<f64>,
    squares: Vec<f64>,
    reciprocals: Vec<f64>,
}

impl Sums {
    fn new(y: &[f64], scale: f64) -> Self {
        let n = y.len();
        let mean = y.iter().map(|v| v / n as f64).sum::<f64>();
        let root = scale.sqrt();
        let (mut values, mut squares) = (Vec::with_capacity(n + 1), Vec::with_capacity(n + 1));
        let (mut value, mut square) = (Carried::default(), Carried::default());
        values.push(0.0);
        squares.push(0.0);
        for v in y {
            let deviation = (v - mean) * root;
            values.push(value.add(deviation));
            squares.push(square.add(deviation * deviation));
        }
        let reciprocals = (0..=n).map(|m| 1.0 / m as f64).collect();
        Self { values, squares, reciprocals }
    }
}

/// A date that may be the last change.
#[derive(Clone, Copy)]
struct Candidate {
    date: usize,
    /// Smallest cost of what stands before, with all penalties, the one for this change included.
    before: f64,
    value: f64,
    square: f64,
    /// From this observation on the date cannot be the last change of a best partition.
    until: usize,
}

/// The recursion `F(t) = min F(s) + C(s, t) + penalty` over the dates s that are not pruned. s is pruned when
/// `F(s) + C(s, t) >= F(t)`: then t is a better last change, as soon as a segment fits between it and the end.
fn search(sums: &Sums, h: usize, penalty: f64, by_length: bool, cost: impl Fn(f64, f64) -> f64) -> Vec<usize> {
    let n = sums.values.len() - 1;
    let mut last = vec![0usize; n + 1];
    let mut least = vec![f64::INFINITY; n + 1];
    let mut dates: Vec<Candidate> = Vec::with_capacity(n + 1);
    let mut scratch: Vec<f64> = vec![0.0; n + 1];
    let log_length: Vec<f64> = (0..=n).map(|m| if by_length { (m as f64).ln() } else { 0.0 }).collect();
    dates.push(Candidate { date: 0, before: 0.0, value: 0.0, square: 0.0, until: usize::MAX });
    for t in h..=n {
        if t >= 2 * h {
            let date = t - h;
            let (value, square) = (sums.values[date], sums.squares[date]);
            dates.push(Candidate { date, before: least[date] + penalty, value, square, until: usize::MAX });
        }
        dates.retain(|c| c.until > t);
        let (value, square) = (sums.values[t], sums.squares[t]);
        let mut best = (f64::INFINITY, 0);
        for (c, slot) in dates.iter().zip(&mut scratch) {
            let m = t - c.date;
            let sum = value - c.value;
            // Rounding can take a sum of squares below zero.
            let squares = (square - c.square - sum * sum * sums.reciprocals[m]).max(0.0);
            let without_length = c.before + cost(m as f64, squares);
            *slot = without_length;
            let total = if by_length { without_length + log_length[m] } else { without_length };
            if total < best.0 {
                best = (total, c.date);
            }
        }
        (least[t], last[t]) = best;
        // The logarithm of a segment's length only grows with it, so that the rule holds without it.
        let bound = least[t] + penalty;
        for (c, without_length) in dates.iter_mut().zip(&scratch) {
            if *without_length >= bound && c.until == usize::MAX {
                c.until = t + h;
            }
        }
    }
    let mut breaks = Vec::new();
    let mut end = last[n];
    while end > 0 {
        breaks.push(end);
        end = last[end];
    }
    breaks.reverse();
    breaks
}

#[cfg(test)]
mod tests {
    //! (a) hand: seven values; (b) ruptures and R in `tests/it/breaks.rs`; (c) property: equals the search without
    //! pruning for every cost, penalty and shortest segment, with stretches of equal values, at any scale.
    use super::*;
    use crate::tolerance::Tolerance::Exact;

    const KNOWN: Cost = Cost::Mean(ErrorVariance::Known(1.0));

    #[test]
    fn seven_values_by_hand() {
        let y = [0.0, 2.0, 10.0, 12.0, 11.0, 5.0, 5.0];
        let found = Pelt { cost: KNOWN, penalty: Penalty::Manual(4.0), segment_min: 2 }.fit(&y).unwrap();
        assert_eq!(found.breaks, vec![2, 5]);
        Exact.check("cost", found.cost, 4.0).unwrap();
        Exact.check("mean", found.means[1], 11.0).unwrap();
        let none = Pelt { cost: KNOWN, penalty: Penalty::Manual(1e4), segment_min: 2 }.fit(&y).unwrap();
        assert!(none.breaks.is_empty());
        // Half the mean square of 2 8 2 -1 -6 0: 109 / 12.
        let scaled = Pelt { cost: Cost::Mean(ErrorVariance::FirstDifferences), penalty: Penalty::Bic, segment_min: 1 };
        Exact.check("variance", scaled.fit(&y).unwrap().error_variance, 109.0 / 12.0).unwrap();
    }

    /// The recursion over all dates.
    fn without_pruning(y: &[f64], settings: &Pelt) -> f64 {
        let (n, h) = (y.len(), settings.segment_min);
        let variance = settings.error_variance(y).unwrap();
        let (penalty, by_length) = settings.penalty_of(n).unwrap();
        let floor = super::floor(n) * super::variance(y).unwrap();
        let cost = |segment: &[f64]| {
            let m = segment.len() as f64;
            let mean = segment.iter().sum::<f64>() / m;
            let squares = segment.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / variance;
            let own = if matches!(settings.cost, Cost::Mean(_)) { squares } else { normal(m, squares, floor) };
            own + if by_length { m.ln() } else { 0.0 }
        };
        let mut least = vec![f64::INFINITY; n + 1];
        least[0] = -penalty;
        for t in h..=n {
            least[t] = (0..=t - h).map(|s| least[s] + penalty + cost(&y[s..t])).fold(f64::INFINITY, f64::min);
        }
        least[n]
    }

    #[test]
    fn equals_the_search_without_pruning() {
        let penalties = [Penalty::Aic, Penalty::Bic, Penalty::HannanQuinn, Penalty::ModifiedBic, Penalty::Manual(0.5)];
        for seed in 0..30usize {
            let n = 20 + seed;
            let y: Vec<f64> = (0..n)
                .map(|t| ((t * t * (seed + 3) + 5 * t * seed) % 29) as f64 / 7.0 + ((t / 9) % 3) as f64 * 2.0)
                .collect();
            for cost in [KNOWN, Cost::Mean(ErrorVariance::FirstDifferences), Cost::MeanAndVariance] {
                for penalty in penalties {
                    for segment_min in [2, 3, 7] {
                        let settings = Pelt { cost, penalty, segment_min };
                        let found = settings.fit(&y).unwrap();
                        let ends = found.breaks.iter().copied().chain([n]);
                        let starts = [0].into_iter().chain(found.breaks.iter().copied());
                        let lengths: Vec<usize> = starts.zip(ends).map(|(a, b)| b - a).collect();
                        assert!(lengths.iter().all(|m| *m >= segment_min));
                        let logs: f64 = lengths.iter().map(|m| (*m as f64).ln()).sum();
                        let logs = if penalty == Penalty::ModifiedBic { logs } else { 0.0 };
                        let ours = found.cost + logs + found.penalty * found.breaks.len() as f64;
                        let least = without_pruning(&y, &settings);
                        Exact.check(format!("{seed} {settings:?}"), ours, least).unwrap();
                    }
                }
            }
        }
    }

    #[test]
    fn stretches_of_equal_values_at_any_scale() {
        for seed in 0..12usize {
            // Noise, 12 equal values far from the mean, noise of another size, 9 equal values.
            let y: Vec<f64> = (0..60)
                .map(|t| {
                    let noise = ((t * t * (seed + 3) + 5 * t * seed) % 29) as f64 / 7.0 - 2.0;
                    match t {
                        0..20 => noise,
                        20..32 => 40.1,
                        32..51 => 5.0 + 0.1 * noise,
                        _ => -3.3,
                    }
                })
                .collect();
            for penalty in [Penalty::Bic, Penalty::ModifiedBic, Penalty::Manual(2.0)] {
                for segment_min in [2, 5] {
                    let settings = Pelt { cost: Cost::MeanAndVariance, penalty, segment_min };
                    let mut costs: Vec<f64> = Vec::new();
                    for scale in [1e-7, 1.0, 1e7] {
                        let scaled: Vec<f64> = y.iter().map(|v| v * scale).collect();
                        let found = settings.fit(&scaled).unwrap();
                        let starts = [0].into_iter().chain(found.breaks.iter().copied());
                        let ends = found.breaks.iter().copied().chain([60]);
                        let logs: f64 = starts.zip(ends).map(|(a, b)| ((b - a) as f64).ln()).sum();
                        let logs = if penalty == Penalty::ModifiedBic { logs } else { 0.0 };
                        let ours = found.cost + logs + found.penalty * found.breaks.len() as f64;
                        let least = without_pruning(&scaled, &settings);
                        Exact.check(format!("{seed} {settings:?} {scale}"), ours, least).unwrap();
                        assert_eq!(found.cautions.len(), 1);
                        // With hardly a penalty an edge may go to a pair of neighbours instead.
                        for edge in if segment_min == 5 { [20, 32, 51].as_slice() } else { [].as_slice() } {
                            assert!(found.breaks.contains(edge), "{seed} {settings:?} {scale}: {:?}", found.breaks);
                        }
                        // In other units every observation costs the logarithm of their square more.
                        costs.push(ours - 60.0 * 2.0 * scale.ln());
                    }
                    // Not the dates themselves: this noise has ties, which rounding breaks one way or the other.
                    costs.iter().for_each(|c| Exact.check(format!("{seed} {settings:?}"), *c, costs[0]).unwrap());
                }
            }
        }
    }

    #[test]
    fn settings_are_checked() {
        let fit = |cost, penalty, segment_min, y: &[f64]| Pelt { cost, penalty, segment_min }.fit(y);
        assert!(fit(Cost::MeanAndVariance, Penalty::Bic, 1, &[1.0, 2.0, 3.0]).is_err());
        assert!(fit(KNOWN, Penalty::Bic, 0, &[1.0, 2.0]).is_err());
        assert!(fit(KNOWN, Penalty::Manual(f64::NAN), 1, &[1.0, 2.0]).is_err());
        assert!(fit(Cost::Mean(ErrorVariance::Known(0.0)), Penalty::Bic, 1, &[1.0, 2.0]).is_err());
        let still = fit(Cost::Mean(ErrorVariance::FirstDifferences), Penalty::Bic, 1, &[1.0, 1.0]);
        assert!(matches!(still, Err(Refusal::NoVariation { .. })));
        let still = fit(Cost::MeanAndVariance, Penalty::Bic, 2, &[0.1; 9]);
        assert!(matches!(still, Err(Refusal::NoVariation { .. })));
        assert!(matches!(fit(KNOWN, Penalty::Bic, 5, &[1.0; 4]), Err(Refusal::TooFewObservations { .. })));
    }
}
