//! Tests for one change at an unknown date, from the F statistics of all dates, and for one more change after
//! several. Where the limit distributions come from stands in the files `*_limit.rs`.

use super::growing_fit::{GrowingFit, Rows};
use super::partition::Partitions;
use super::{average_f_limit, exponential_f_limit, sup_f_limit};
use crate::caution::Caution;
use crate::columns::Columns;
use crate::refusal::Refusal;

/// Share of the observations at each end that is not searched for a change, from .02 to .4.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Trimming(f64);

impl Trimming {
    /// A share such as .15, which Andrews (1993) recommends. Refuses anything outside of .02 to .4.
    pub fn new(share: f64) -> Result<Self, Refusal> {
        if (0.02..=0.4).contains(&share) {
            Ok(Self(share))
        } else {
            Err(Refusal::SettingOutOfRange { name: "trimming", value: share, range: "between 0.02 and 0.4" })
        }
    }

    /// The share.
    pub fn share(self) -> f64 {
        self.0
    }
}

/// A statistic with a limit distribution of its own.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LimitTest {
    /// The statistic.
    pub statistic: f64,
    /// Upper-tail probability in the limit, between 0 and 1.
    pub p_value: f64,
    /// The null hypothesis, as a sentence.
    pub null: &'static str,
}

/// Tests for a change of all coefficients at one unknown date. They suppose uncorrelated errors of one variance:
/// positive autocorrelation and changes of the variance alone make them reject too often.
#[derive(Debug, Clone, PartialEq)]
pub struct UnknownDateTest {
    /// The largest F (Andrews 1993). p-value: the limit's, integrated; relative error below 1e-5.
    pub sup: LimitTest,
    /// The mean of all F (Andrews and Ploberger 1994). p-value: the limit's, integrated; relative error below 1e-5.
    pub average: LimitTest,
    /// `ln mean exp(F / 2)` (Andrews and Ploberger 1994). p-value: simulated limit, standard error .0007 at .05;
    /// below .001 an order of magnitude. `None` above 20 regressors.
    pub exponential: Option<LimitTest>,
    /// The date of the largest F: the number of observations before the change.
    pub date: usize,
    /// F for every date searched: reduction of the sum of squares over the error variance (divisor n - 2k), not
    /// divided by the number of coefficients.
    pub f: Vec<f64>,
    /// The first date searched.
    pub first: usize,
    /// Number of observations.
    pub n: usize,
    /// Number of coefficients that may change.
    pub k: usize,
    /// Trimming that the p-values refer to: that of the dates really searched.
    pub trimming: f64,
    /// What must be known of this answer.
    pub cautions: Vec<Caution>,
}

impl UnknownDateTest {
    /// F for a change after `date` observations. Refuses a date that was not searched.
    pub fn at(&self, date: usize) -> Result<f64, Refusal> {
        let refusal = Refusal::NoSuch { what: "F statistic for the date", index: date, count: self.f.len() };
        date.checked_sub(self.first).and_then(|i| self.f.get(i)).copied().ok_or(refusal)
    }
}

/// Observations per coefficient below which the limit is not reached: with independent normal errors and trimming
/// .15, a 4.5 % point of sup-F with 5 coefficients is passed by 6.3 % of samples of 60 and by 4.6 % of samples of 120;
/// with 1 coefficient a 5 % point by 4.6 % of samples of 60.
const PER_COEFFICIENT_GOOD: usize = 20;

const NULL: &str = "no coefficient changes at any date";

/// Tests the regression of `y` (n values) on the columns of `x` (n rows, k columns; a constant is not added) for a
/// change of all coefficients between observation `floor(trimming n)` and its counterpart from the end; both parts
/// keep at least k + 1 observations.
///
/// Refuses NaN and infinities, lengths that differ, a column that is a combination of those before it, fewer than
/// 2 (k + 1) observations, and a perfect fit.
pub fn unknown_date(y: &[f64], x: &Columns, trimming: Trimming) -> Result<UnknownDateTest, Refusal> {
    let rows = Rows::new(y, x)?;
    let (n, k) = (rows.n(), rows.k());
    let first = ((trimming.share() * n as f64 + 1e-9).floor() as usize).max(k + 1);
    let f = f_of_dates(y, &rows, first)?;
    let at = largest(&f);
    let trimming = first as f64 / n as f64;
    // Hardly any date left: the same distribution as at .4, which is the widest in the table.
    let limit = trimming.min(0.4999);
    let count = f.len() as f64;
    let average = f.iter().sum::<f64>() / count;
    // The largest taken out, so that nothing overflows.
    let exponential = 0.5 * f[at] + (f.iter().map(|v| (0.5 * (v - f[at])).exp()).sum::<f64>() / count).ln();
    let test = |statistic, p_value| LimitTest { statistic, p_value, null: NULL };
    Ok(UnknownDateTest {
        sup: test(f[at], sup_f_limit::upper(f[at], k, limit)),
        average: test(average, average_f_limit::upper(average, k, limit)),
        exponential: (k <= exponential_f_limit::REGRESSORS_MAX)
            .then(|| exponential_f_limit::upper(exponential, k, limit).map(|p| test(exponential, p)))
            .transpose()?,
        date: first + at,
        f,
        first,
        n,
        k,
        trimming,
        cautions: short_sample(n, k, "the test for a change at an unknown date"),
    })
}

fn short_sample(n: usize, k: usize, method: &'static str) -> Vec<Caution> {
    let reliable_from = PER_COEFFICIENT_GOOD * k;
    if n < reliable_from { vec![Caution::ShortSample { method, periods: n, reliable_from }] } else { Vec::new() }
}

/// Position of the largest, the first of equal ones.
fn largest(f: &[f64]) -> usize {
    (1..f.len()).fold(0, |best, i| if f[i] > f[best] { i } else { best })
}

/// F for the dates `first` to `n - first`.
fn f_of_dates(y: &[f64], rows: &Rows, first: usize) -> Result<Vec<f64>, Refusal> {
    let (n, k) = (rows.n(), rows.k());
    let need = 2 * (k + 1);
    if n < need || first > n - first {
        return Err(Refusal::TooFewObservations { have: n, need });
    }
    let mut fit = GrowingFit::new(k);
    let before: Vec<f64> = (0..n).map(|t| fit.add(rows.row(t))).collect();
    fit.clear();
    let mut after: Vec<f64> = (0..n).rev().map(|t| fit.add(rows.row(t))).collect();
    after.reverse();
    let whole = before[n - 1];
    let rounding = 4.0 * f64::EPSILON * (n as f64 * y.iter().map(|v| v * v).sum::<f64>()).sqrt();
    let mut f = Vec::with_capacity(n - 2 * first + 1);
    for date in first..=n - first {
        let parted = before[date - 1] + after[date];
        if parted.sqrt() <= rounding {
            return Err(Refusal::PerfectFit { observations: n });
        }
        f.push((whole - parted).max(0.0) / parted * (n - 2 * k) as f64);
    }
    Ok(f)
}

/// Tail probabilities of the three limit distributions at one value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LimitPValues {
    /// Of the largest F over all dates.
    pub sup: f64,
    /// Of the mean of all F.
    pub average: f64,
    /// Of the exponential mean.
    pub exponential: f64,
}

/// The probabilities with which each of the three statistics exceeds `value` in the limit, when k coefficients may
/// change: for a statistic that was computed elsewhere (a robust one, say). Refuses k outside of 1 to 20 and a value
/// that is not finite.
pub fn limit_p_values(value: f64, k: usize, trimming: Trimming) -> Result<LimitPValues, Refusal> {
    crate::refusal::require_finite(&[value], "statistic")?;
    let exponential = exponential_f_limit::upper(value, k, trimming.share())?;
    let (sup, average) =
        (sup_f_limit::upper(value, k, trimming.share()), average_f_limit::upper(value, k, trimming.share()));
    Ok(LimitPValues { sup, average, exponential })
}

/// The probability with which the largest F exceeds `value` when the dates are `points` equally spaced ones (before
/// trimming): below the limit over all dates by a tenth for 1,000 and a third for 100. Tables simulated on a grid
/// (Hansen 1997: 1,000 points) hold this.
/// The estimated error variance works the other way: with independent normal errors, one coefficient and trimming .15
/// the 5 % point of the limit over all dates is passed by 4.6, 4.1 and 4.3 % of samples of 60, 120 and 300. Refuses
/// fewer than 10 points, no coefficient and a value that is not finite.
pub fn sup_p_value_on_dates(value: f64, k: usize, trimming: Trimming, points: usize) -> Result<f64, Refusal> {
    crate::refusal::require_finite(&[value], "statistic")?;
    if points < 10 || k == 0 {
        let range = "at least 10, and at least 1 coefficient";
        return Err(Refusal::SettingOutOfRange { name: "dates", value: points as f64, range });
    }
    Ok(sup_f_limit::upper_on_dates(value, k, trimming.share(), points))
}

/// Whether a partition with l breaks needs one more, after the sequential test of Bai and Perron (1998). Two things
/// differ from theirs: F is divided by the error variance of its own segment, not of all; and as the shortest segment
/// trims a different share of each, the segment with the smallest p-value counts, not that with the largest F. With
/// segments of one length both orders are the same.
#[derive(Debug, Clone, PartialEq)]
pub struct SequentialTest {
    /// The largest F of the segment with the smallest p-value, and the p-value for all segments searched.
    pub test: LimitTest,
    /// The date of the additional break: number of observations before it.
    pub date: usize,
    /// Number of segments searched: those that can be parted at three dates or more, and whose regression can be tested.
    pub searched: usize,
    /// Number of observations in all segments.
    pub n: usize,
    /// Number of coefficients that may change.
    pub k: usize,
    /// Trimming of the segment that counts: shortest segment over its length.
    pub trimming: f64,
    /// What must be known of this answer; segments that were left out are named.
    pub cautions: Vec<Caution>,
}

/// F of a segment: reduction of its sum of squares by one break, over its own error variance. p-value
/// `1 - (1 - p)^s` over the s segments searched, p the tail of the sup-F limit with the trimming that the shortest
/// segment means in that segment; the smallest over the segments counts. A segment that is fitted perfectly, or whose
/// regressors are collinear, is left out; the last refusal stands when none remains.
pub(super) fn sequential(of: &Partitions, breaks: usize) -> Result<SequentialTest, Refusal> {
    let dates = &of.with_breaks(breaks)?.breaks;
    let h = of.segment_min();
    let starts = [0].into_iter().chain(dates.iter().copied());
    let ends = dates.iter().copied().chain([of.n()]);
    let k = of.k();
    let mut best: Option<(f64, f64, usize, usize)> = None;
    let (mut searched, mut shortest, mut cautions) = (0, usize::MAX, Vec::new());
    let mut refusal = Refusal::TooFewObservations { have: of.n(), need: (breaks + 1) * (2 * h + 2) };
    for (start, end) in starts.zip(ends) {
        let length = end - start;
        // The limit has no trimming of one half: at least three dates.
        if length < 2 * h + 2 {
            continue;
        }
        let rows: Vec<usize> = (start..end).collect();
        let y = &of.y[start..end];
        let f = match Rows::new(y, &of.x.select_rows(&rows)?).and_then(|rows| f_of_dates(y, &rows, h)) {
            Ok(f) => f,
            Err(error @ (Refusal::PerfectFit { .. } | Refusal::Singular { .. })) => {
                let why = if matches!(error, Refusal::PerfectFit { .. }) {
                    "its regression leaves no residual variation"
                } else {
                    "its regressors are collinear"
                };
                cautions.push(Caution::LeftOut { what: format!("the segment of rows {start} to {}", end - 1), why });
                refusal = error;
                continue;
            }
            Err(error) => return Err(error),
        };
        searched += 1;
        shortest = shortest.min(length);
        let at = largest(&f);
        let p = sup_f_limit::upper(f[at], k, h as f64 / length as f64);
        if best.is_none_or(|(least, ..)| p < least) {
            best = Some((p, f[at], start + h + at, length));
        }
    }
    let (p, statistic, date, length) = best.ok_or(refusal)?;
    cautions.extend(short_sample(shortest, k, "the test for a change within a segment"));
    // 1 - (1 - p)^s without cancellation.
    let p_value = -(searched as f64 * (-p).ln_1p()).exp_m1();
    let null = "the coefficients change at no date besides the breaks that are there";
    let test = LimitTest { statistic, p_value, null };
    Ok(SequentialTest { test, date, searched, n: of.n(), k, trimming: h as f64 / length as f64, cautions })
}

#[cfg(test)]
mod tests {
    //! (a) hand: six values with a shift; (c) property: F is that of two regressions, the date of a large shift is
    //! found, and one more break is not asked for after it.
    use super::*;
    use crate::breaks::LeastSquaresPartition;
    use crate::tolerance::Tolerance::Exact;

    fn means(n: usize) -> Columns {
        let mut x = Columns::new(n);
        x.constant();
        x
    }

    #[test]
    fn six_values_by_hand() {
        let test = unknown_date(&[0.0, 2.0, 1.0, 5.0, 7.0, 6.0], &means(6), Trimming::new(0.34).unwrap()).unwrap();
        // Mean 3.5: 41.5 in all; parted at 3: 2 + 2; divisor 6 - 2. At 2: 2 + 20.75, at 4: 14 + .5.
        for (ours, hand) in test.f.iter().zip([18.75 / 22.75 * 4.0, 37.5, (41.5 - 14.5) / 14.5 * 4.0]) {
            Exact.check("F", *ours, hand).unwrap();
        }
        assert_eq!((test.date, test.first, test.f.len()), (3, 2, 3));
        Exact.check("F at 3", test.at(3).unwrap(), 37.5).unwrap();
        assert!(test.at(1).is_err() && test.at(5).is_err());
    }

    /// A claim about power, not a tolerance: the shift is so large that only chances of no practical size are left.
    const BEYOND_DOUBT: f64 = 1e-6;

    #[test]
    fn after_one_large_shift_nothing_more_is_asked_for() {
        let y: Vec<f64> =
            (0..120).map(|t| ((t * t * 31 + 7 * t) % 101) as f64 / 50.0 + if t >= 47 { 5.0 } else { 0.0 }).collect();
        let test = unknown_date(&y, &means(120), Trimming::new(0.15).unwrap()).unwrap();
        assert_eq!(test.date, 47);
        let all = [test.sup.p_value, test.average.p_value, test.exponential.unwrap().p_value];
        assert!(all.iter().all(|p| *p < BEYOND_DOUBT), "{all:?}");
        let found = LeastSquaresPartition { segment_min: 18, breaks_max: Some(3) }.fit(&y, &means(120)).unwrap();
        assert!(found.one_more(0).unwrap().test.p_value < BEYOND_DOUBT);
        assert!(found.one_more(1).unwrap().test.p_value > 0.05);
    }

    #[test]
    fn one_more_by_hand() {
        // The six values above, then six about 100 whose F is 1/6 over 4/3, times 4, at the middle: whole 3/2.
        let mut y = vec![0.0, 2.0, 1.0, 5.0, 7.0, 6.0, 100.0, 101.0, 100.0, 101.0, 100.0, 101.0];
        let settings = LeastSquaresPartition { segment_min: 2, breaks_max: Some(1) };
        let found = settings.fit(&y, &means(12)).unwrap().one_more(1).unwrap();
        assert_eq!((found.date, found.searched, found.n, found.k), (3, 2, 12, 1));
        let p = sup_f_limit::upper(37.5, 1, 1.0 / 3.0);
        Exact.check("statistic", found.test.statistic, 37.5).unwrap();
        Exact.check("trimming", found.trimming, 1.0 / 3.0).unwrap();
        Exact.check("p of the smaller of two", found.test.p_value, 1.0 - (1.0 - p).powi(2)).unwrap();
        assert_eq!(found.cautions.len(), 1);
        // A segment without residuals is left out and named.
        y[6..].fill(100.0);
        let found = settings.fit(&y, &means(12)).unwrap().one_more(1).unwrap();
        Exact.check("p of one", found.test.p_value, p).unwrap();
        assert_eq!(found.searched, 1);
        assert!(found.cautions.iter().any(|c| c.to_string().contains("rows 6 to 11")), "{:?}", found.cautions);
    }

    #[test]
    fn one_more_break_keeps_its_distance() {
        // 10 of 24 observations are more than .4: dates 10 to 14 only.
        let y: Vec<f64> =
            (0..24).map(|t| ((t * t * 31 + 7 * t) % 101) as f64 / 500.0 + if t >= 4 { 5.0 } else { 0.0 }).collect();
        let found = LeastSquaresPartition { segment_min: 10, breaks_max: Some(0) }.fit(&y, &means(24)).unwrap();
        let more = found.one_more(0).unwrap();
        assert!((10..=14).contains(&more.date), "{}", more.date);
    }

    #[test]
    fn settings_are_checked() {
        assert!(Trimming::new(15.0).is_err() && Trimming::new(f64::NAN).is_err());
        assert!(unknown_date(&[1.0, 2.0, 4.0], &means(3), Trimming::new(0.15).unwrap()).is_err());
    }
}
