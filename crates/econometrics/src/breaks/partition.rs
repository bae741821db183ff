//! The least-squares partition: for every number of breaks the dates at which separate regressions leave the
//! smallest sum of squared residuals, found by dynamic programming. What follows from dates (intervals, tests)
//! stands in the files beside this one.

use rayon::prelude::*;

use super::break_interval::{BreakInterval, BreakIntervals};
use super::growing_fit::{GrowingFit, Rows};
use super::sup_f::{SequentialTest, sequential};
use crate::columns::Columns;
use crate::refusal::Refusal;
use crate::regression::{OrdinaryLeastSquares, Regression};

/// Observations from which the table of all segments (8 bytes for each of n^2 / 2) is refused: 0.4 gigabytes.
const OBSERVATIONS_MAX: usize = 10_000;

/// Settings of the partition (Bai and Perron 1998, 2003): all coefficients change at every break.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LeastSquaresPartition {
    /// Smallest number of observations in a segment, above the number of regressors. Bai and Perron use 5 to
    /// 25 % of all observations; dates are found less reliably, and intervals are too narrow, in short segments.
    pub segment_min: usize,
    /// Largest number of breaks; `None` for as many as fit.
    pub breaks_max: Option<usize>,
}

/// The best partition with one number of breaks.
#[derive(Debug, Clone, PartialEq)]
pub struct Partition {
    /// Dates in rising order: the number of observations before each break, between 1 and n - 1.
    pub breaks: Vec<usize>,
    /// Sum of squared residuals over all segments.
    pub residual_sum_of_squares: f64,
    /// `n (ln(RSS / n) + 1 + ln 2 pi) + (k + 1)(m + 1) ln n`: each of the m + 1 segments counts k coefficients
    /// and one more parameter (a date, and the error variance for the last). Finds too few breaks in regressions
    /// on the response's own past.
    pub bic: f64,
    /// `ln(RSS / (n - q)) + 0.299 q (ln n)^2.1 / n`, `q = (m + 1) k + m` (Liu, Wu and Zidek 1997): a heavier
    /// penalty than BIC.
    pub lwz: f64,
}

/// The best partitions with 0, 1, 2, ... breaks, and the data they were made of.
#[derive(Debug, Clone, PartialEq)]
pub struct Partitions {
    pub(super) y: Vec<f64>,
    pub(super) x: Columns,
    segment_min: usize,
    table: Vec<Partition>,
}

impl LeastSquaresPartition {
    /// Finds the partitions of the regression of `y` (n values) on the columns of `x` (n rows, k columns; a
    /// constant is not added). Costs O(n^2 k^2) for the segments and O(n^2) for each number of breaks.
    ///
    /// Refuses NaN and infinities, lengths that differ, a column that is a combination of those before it over the
    /// whole sample, a segment length of k or less, fewer observations than one segment, more than 10,000 observations, more breaks than fit, and a perfect fit.
    pub fn fit(&self, y: &[f64], x: &Columns) -> Result<Partitions, Refusal> {
        let rows = Rows::new(y, x)?;
        let (n, k, h) = (rows.n(), rows.k(), self.segment_min);
        if h <= k {
            let range = "above the number of regressors";
            return Err(Refusal::SettingOutOfRange { name: "shortest segment", value: h as f64, range });
        }
        if n < h {
            return Err(Refusal::TooFewObservations { have: n, need: h });
        }
        if n > OBSERVATIONS_MAX {
            let range = "at most 10000; a penalised partition has no such bound";
            return Err(Refusal::SettingOutOfRange { name: "number of observations", value: n as f64, range });
        }
        let breaks_max = self.breaks_max.unwrap_or(n / h - 1);
        if breaks_max > n / h - 1 {
            let range = "small enough for all segments to have their shortest length";
            return Err(Refusal::SettingOutOfRange {
                name: "largest number of breaks",
                value: breaks_max as f64,
                range,
            });
        }
        let found = best(&segment_sums(&rows, h), n, h, breaks_max);
        let rounding = 4.0 * f64::EPSILON * y.iter().map(|v| v * v).sum::<f64>().sqrt();
        let table = found.into_iter().map(|(breaks, rss)| {
            // As in ordinary least squares: residuals that are rounding error have no logarithm to compare.
            if rss.sqrt() <= rounding * (n as f64).sqrt() {
                return Err(Refusal::PerfectFit { observations: n });
            }
            let (n, k, m) = (n as f64, k as f64, breaks.len() as f64);
            let tau = (2.0 * std::f64::consts::PI).ln();
            let bic = n * ((rss / n).ln() + 1.0 + tau) + (k + 1.0) * (m + 1.0) * n.ln();
            let q = (m + 1.0) * k + m;
            let lwz = (rss / (n - q)).ln() + 0.299 * q * n.ln().powf(2.1) / n;
            Ok(Partition { breaks, residual_sum_of_squares: rss, bic, lwz })
        });
        Ok(Partitions { table: table.collect::<Result<_, _>>()?, y: y.to_vec(), x: x.clone(), segment_min: h })
    }
}

/// For each first row the residual sums of squares of the segments with h, h + 1, ... rows.
fn segment_sums(rows: &Rows, h: usize) -> Vec<Vec<f64>> {
    let n = rows.n();
    (0..=n - h)
        .into_par_iter()
        .map_init(
            || GrowingFit::new(rows.k()),
            |fit, start| {
                fit.clear();
                let grown = (start..n).map(|t| fit.add(rows.row(t)));
                grown.skip(h - 1).collect()
            },
        )
        .collect()
}

/// Dates and sum for 0..=breaks_max breaks. Of equally good dates the earliest are taken.
fn best(sums: &[Vec<f64>], n: usize, h: usize, breaks_max: usize) -> Vec<(Vec<usize>, f64)> {
    let mut least = vec![f64::INFINITY; n + 1];
    least[h..].copy_from_slice(&sums[0]);
    // last[m - 1][t]: where the last of m breaks stands when only the first t rows are looked at.
    let mut last: Vec<Vec<u32>> = Vec::with_capacity(breaks_max);
    let mut found = vec![(Vec::new(), least[n])];
    for m in 1..=breaks_max {
        let mut next = vec![f64::INFINITY; n + 1];
        let mut from = vec![0u32; n + 1];
        for s in m * h..=n - h {
            for ((value, date), sum) in next[s + h..].iter_mut().zip(&mut from[s + h..]).zip(&sums[s]) {
                if least[s] + sum < *value {
                    (*value, *date) = (least[s] + sum, s as u32);
                }
            }
        }
        last.push(from);
        let mut breaks = vec![0; m];
        let mut end = n;
        for (at, dates) in last.iter().enumerate().rev() {
            end = dates[end] as usize;
            breaks[at] = end;
        }
        found.push((breaks, next[n]));
        least = next;
    }
    found
}

impl Partitions {
    /// Number of observations n.
    pub fn n(&self) -> usize {
        self.y.len()
    }

    /// Number of regressors k in each segment.
    pub fn k(&self) -> usize {
        self.x.n_columns()
    }

    /// Smallest number of observations in a segment.
    pub fn segment_min(&self) -> usize {
        self.segment_min
    }

    /// All partitions, by number of breaks from 0 on.
    pub fn table(&self) -> &[Partition] {
        &self.table
    }

    /// The best partition with `breaks` breaks. Refuses more breaks than were searched.
    pub fn with_breaks(&self, breaks: usize) -> Result<&Partition, Refusal> {
        let refusal =
            Refusal::NoSuch { what: "partition with this number of breaks:", index: breaks, count: self.table.len() };
        self.table.get(breaks).ok_or(refusal)
    }

    /// The partition with the smallest BIC.
    pub fn by_bic(&self) -> &Partition {
        self.smallest(|p| p.bic)
    }

    /// The partition with the smallest criterion of Liu, Wu and Zidek.
    pub fn by_lwz(&self) -> &Partition {
        self.smallest(|p| p.lwz)
    }

    fn smallest(&self, criterion: impl Fn(&Partition) -> f64) -> &Partition {
        self.table
            .iter()
            .reduce(|a, b| if criterion(b) < criterion(a) { b } else { a })
            .expect("no break is always there")
    }

    /// One regression for each segment of the partition with `breaks` breaks, in the order of time. Refuses
    /// more breaks than were searched and a segment in which the regressors are collinear.
    pub fn segments(&self, breaks: usize) -> Result<Vec<Regression>, Refusal> {
        let dates = &self.with_breaks(breaks)?.breaks;
        let starts = [0].into_iter().chain(dates.iter().copied());
        let ends = dates.iter().copied().chain([self.n()]);
        starts
            .zip(ends)
            .map(|(start, end)| {
                let rows: Vec<usize> = (start..end).collect();
                OrdinaryLeastSquares::fit(&self.y[start..end], &self.x.select_rows(&rows)?)
            })
            .collect()
    }

    /// Intervals for the dates of the partition with `breaks` breaks, see [`BreakIntervals`].
    pub fn intervals(&self, breaks: usize, settings: &BreakIntervals) -> Result<Vec<BreakInterval>, Refusal> {
        settings.around(self, breaks)
    }

    /// Tests `breaks` breaks against one more, see [`SequentialTest`].
    pub fn one_more(&self, breaks: usize) -> Result<SequentialTest, Refusal> {
        sequential(self, breaks)
    }
}

#[cfg(test)]
mod tests {
    //! (a) hand: seven values in three groups; (c) property: equals the search over all partitions.
    use super::*;
    use crate::tolerance::Tolerance::Exact;

    fn means(n: usize) -> Columns {
        let mut x = Columns::new(n);
        x.constant();
        x
    }

    #[test]
    fn three_groups_by_hand() {
        let y = [0.0, 2.0, 10.0, 12.0, 11.0, 5.0, 5.0];
        let found = LeastSquaresPartition { segment_min: 2, breaks_max: None }.fit(&y, &means(7)).unwrap();
        let two = found.with_breaks(2).unwrap();
        assert_eq!(two.breaks, vec![2, 5]);
        // 1 + 1, then 1 + 1 + 0, then 0.
        Exact.check("sum of squares", two.residual_sum_of_squares, 4.0).unwrap();
        assert_eq!(found.table().len(), 3);
        assert_eq!(found.segments(2).unwrap()[1].coefficients().len(), 1);
        assert!(found.with_breaks(3).is_err());
    }

    #[test]
    fn equals_the_search_over_all_partitions() {
        for seed in 0..20usize {
            let n = 17;
            let y: Vec<f64> = (0..n).map(|t| ((t * t * (seed + 3) + 5 * t * seed) % 29) as f64).collect();
            let mut x = means(n);
            x.push_with("trend", |t| t as f64);
            let found = LeastSquaresPartition { segment_min: 3, breaks_max: Some(3) }.fit(&y, &x).unwrap();
            let sum = |a: usize, b: usize| {
                let rows: Vec<usize> = (a..b).collect();
                let part = x.select_rows(&rows).unwrap();
                OrdinaryLeastSquares::fit(&y[a..b], &part).unwrap().residual_sum_of_squares()
            };
            let mut least = f64::INFINITY;
            for a in 3..n - 8 {
                for b in a + 3..n - 5 {
                    for c in b + 3..n - 2 {
                        least = least.min(sum(0, a) + sum(a, b) + sum(b, c) + sum(c, n));
                    }
                }
            }
            let ours = found.with_breaks(3).unwrap();
            Exact.check(seed, ours.residual_sum_of_squares, least).unwrap();
        }
    }

    #[test]
    fn criteria_by_hand() {
        // n = 7, one coefficient: q = 1, 3, 5 for 0, 1, 2 breaks; each adds 0.299 (ln 7)^2.1 / 7.
        let y = [0.0, 2.0, 10.0, 12.0, 11.0, 5.0, 5.0];
        let found = LeastSquaresPartition { segment_min: 2, breaks_max: None }.fit(&y, &means(7)).unwrap();
        // 419 - 45^2 / 7; parted at 2: 2 + (415 - 43^2 / 5); at 2 and 5: 4.
        let unit = 0.299 * 7f64.ln().powf(2.1) / 7.0;
        let sums = [419.0 - 2025.0 / 7.0, 2.0 + 415.0 - 1849.0 / 5.0, 4.0];
        for (row, (sum, q)) in found.table().iter().zip(sums.into_iter().zip([1.0, 3.0, 5.0])) {
            let n = 7.0f64;
            Exact.check(format!("LWZ of {row:?}"), row.lwz, (sum / (n - q)).ln() + q * unit).unwrap();
            let bic = n * ((sum / n).ln() + 1.0 + (2.0 * std::f64::consts::PI).ln()) + (q + 1.0) * n.ln();
            Exact.check(format!("BIC of {row:?}"), row.bic, bic).unwrap();
        }
        assert_eq!((found.by_lwz().breaks.as_slice(), found.by_bic().breaks.len()), ([2, 5].as_slice(), 2));
    }

    #[test]
    fn what_cannot_be_parted_is_refused() {
        let settings = LeastSquaresPartition { segment_min: 2, breaks_max: None };
        assert!(matches!(settings.fit(&[1.0], &means(1)), Err(Refusal::TooFewObservations { .. })));
        assert!(matches!(settings.fit(&[1.0, 1.0, 2.0, 2.0], &means(4)), Err(Refusal::PerfectFit { .. })));
        assert!(matches!(settings.fit(&[1.0, f64::NAN, 2.0], &means(3)), Err(Refusal::NotFinite { row: 1, .. })));
        let short = LeastSquaresPartition { segment_min: 1, breaks_max: None };
        assert!(matches!(short.fit(&[1.0, 2.0, 4.0], &means(3)), Err(Refusal::SettingOutOfRange { .. })));
        let many = LeastSquaresPartition { segment_min: 2, breaks_max: Some(2) };
        assert!(matches!(many.fit(&[1.0, 2.0, 4.0, 9.0], &means(4)), Err(Refusal::SettingOutOfRange { .. })));
    }
}
