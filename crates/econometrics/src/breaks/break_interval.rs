//! Intervals for break dates: the limit distribution of the estimated date (Bai 1997) and what of each segment goes
//! into it. No search for dates here.

use super::long_run::quadratic_spectral;
use super::partition::Partitions;
use crate::caution::Caution;
use crate::dense::multiply;
use crate::distributions::normal_lower;
use crate::linear::dot;
use crate::refusal::{Confidence, Refusal};
use crate::regression::Regression;

/// Whether a moment is estimated once for all segments or in each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moments {
    /// One for all segments.
    Common,
    /// One for each segment.
    PerSegment,
}

/// How the errors hang together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorMemory {
    /// Uncorrelated in time, of one variance within a moment's range.
    None,
    /// Autocorrelated and heteroskedastic: quadratic spectral kernel with the bandwidth of Andrews (1991) after
    /// VAR(1) prewhitening (Andrews and Monahan 1992), factor n / (n - k).
    QuadraticSpectral,
}

/// Settings of intervals for break dates (Bai 1997, Proposition 1 and appendix; Bai and Perron 2003, section 4.2).
///
/// The intervals rest on breaks that are small but found: in short segments and for breaks of less than about two
/// standard deviations they cover the date less often than stated. In 1,000 simulated series each with a shift of the
/// mean in the middle, 90 % intervals held the date in 78, 90 and 98 of 100 (60 periods, shifts of 0.7, 1.5 and 3
/// standard deviations) and in 85 and 93 of 100 (120 periods, shifts of 0.7 and 1.5).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BreakIntervals {
    /// Coverage, half of what is left on each side.
    pub confidence: Confidence,
    /// Second moments of the regressors.
    pub regressors: Moments,
    /// Variances (long-run variances) of the errors.
    pub errors: Moments,
    /// How the errors hang together.
    pub memory: ErrorMemory,
}

impl BreakIntervals {
    /// Moments of regressors and errors in each segment, uncorrelated errors.
    pub fn new(confidence: Confidence) -> Self {
        Self { confidence, regressors: Moments::PerSegment, errors: Moments::PerSegment, memory: ErrorMemory::None }
    }
}

/// An interval for a date, `low <= date <= high`, in numbers of observations before the break.
#[derive(Debug, Clone, PartialEq)]
pub struct BreakInterval {
    /// The estimated date.
    pub date: usize,
    /// Lower end. Below 1 when the data leave the beginning open.
    pub low: i64,
    /// Upper end. Above n - 1 when the data leave the end open.
    pub high: i64,
    /// Coverage asked for.
    pub confidence: Confidence,
    /// Number of observations in all segments.
    pub n: usize,
    /// What must be known of this answer.
    pub cautions: Vec<Caution>,
}

/// From this modulus on, undoing the prewhitening multiplies the sum by more than a thousand; Andrews and Monahan
/// (1992) hold their filter below it.
const ROOT_CAUTION: f64 = 0.97;

/// Observations in the shorter of the two segments below which an interval says that it is too narrow.
const SEGMENT_GOOD: usize = 30;

/// What a segment contributes: `X'X / n` and the long-run covariance of the scores (both k x k), error variance.
struct Segment {
    moment: Vec<f64>,
    scores: Vec<f64>,
    variance: f64,
    /// Largest root of the prewhitening autoregression; 0 without.
    root: f64,
    n: usize,
}

impl BreakIntervals {
    pub(super) fn around(&self, of: &Partitions, breaks: usize) -> Result<Vec<BreakInterval>, Refusal> {
        let (k, n) = (of.k(), of.n());
        let dates = &of.with_breaks(breaks)?.breaks;
        let fits = of.segments(breaks)?;
        let constant: Vec<bool> = (0..k).map(|j| of.x.column(j).iter().all(|v| *v == of.x.column(j)[0])).collect();
        let starts: Vec<usize> = [0].iter().chain(dates).copied().collect();
        let all: Vec<f64> = fits.iter().flat_map(Regression::residuals).copied().collect();
        let common = self.regressors == Moments::Common || self.errors == Moments::Common;
        let whole = common.then(|| self.segment(of, 0, &all, &constant)).transpose()?;
        let mut segments = Vec::with_capacity(fits.len());
        for (start, fit) in starts.iter().zip(&fits) {
            let mut own = self.segment(of, *start, fit.residuals(), &constant)?;
            if let (Some(whole), Moments::Common) = (&whole, self.regressors) {
                own.moment.clone_from(&whole.moment);
            }
            if let (Some(whole), Moments::Common) = (&whole, self.errors) {
                own.variance = whole.variance;
                own.scores.clone_from(&whole.scores);
                own.root = whole.root;
            }
            segments.push(own);
        }
        let tail = (1.0 - self.confidence.level()) / 2.0;
        dates
            .iter()
            .enumerate()
            .map(|(at, &date)| {
                let (before, after) = (fits[at].coefficients(), fits[at + 1].coefficients());
                let delta: Vec<f64> = after.iter().zip(before).map(|(a, b)| a - b).collect();
                let form = |matrix: &[f64]| dot(&multiply(matrix, &delta, k, k, 1), &delta);
                let (first, second) = (&segments[at], &segments[at + 1]);
                let (q1, q2) = (form(&first.moment), form(&second.moment));
                let (v1, v2) = match self.memory {
                    ErrorMemory::None => (first.variance, second.variance),
                    ErrorMemory::QuadraticSpectral => (form(&first.scores) / q1, form(&second.scores) / q2),
                };
                if !(q1 > 0.0 && q2 > 0.0 && v1 > 0.0 && v2 > 0.0 && (q1 + q2 + v1 + v2).is_finite()) {
                    return Err(Refusal::PerfectFit { observations: n });
                }
                let limit = DateLimit { xi: q2 / q1, phi: q2 / q1 * v2 / v1 };
                let unit = v1 / q1;
                // The estimate itself always belongs to the interval.
                let high = date as i64 - (unit * limit.quantile(tail).min(0.0)).floor() as i64;
                let low = date as i64 - (unit * limit.quantile(1.0 - tail).max(0.0)).ceil() as i64;
                let mut cautions = Vec::new();
                let (modulus, periods) = (first.root.max(second.root), first.n.min(second.n));
                if modulus > ROOT_CAUTION {
                    cautions.push(Caution::NearUnitRoot { modulus });
                }
                if periods < SEGMENT_GOOD {
                    let method = "the interval of a break date (periods: of the shorter segment beside it)";
                    cautions.push(Caution::ShortSample { method, periods, reliable_from: SEGMENT_GOOD });
                }
                Ok(BreakInterval { date, low, high, confidence: self.confidence, n, cautions })
            })
            .collect()
    }

    fn segment(&self, of: &Partitions, start: usize, residuals: &[f64], constant: &[bool]) -> Result<Segment, Refusal> {
        let (k, n) = (of.k(), residuals.len());
        let column = |j: usize| &of.x.column(j)[start..start + n];
        let moment = (0..k * k).map(|at| dot(column(at % k), column(at / k)) / n as f64).collect();
        let variance = dot(residuals, residuals) / n as f64;
        let (scores, root) = match self.memory {
            ErrorMemory::None => (Vec::new(), 0.0),
            ErrorMemory::QuadraticSpectral => {
                let scores: Vec<f64> =
                    (0..k).flat_map(|j| column(j).iter().zip(residuals).map(|(x, u)| x * u)).collect();
                quadratic_spectral(&scores, n, constant)?
            }
        };
        Ok(Segment { moment, scores, variance, root, n })
    }
}

/// The distribution of where `V` is largest: `V(s) = W1(-s) - |s| / 2` for s <= 0 and
/// `sqrt(phi) W2(s) - xi s / 2` for s > 0, W1 and W2 independent Brownian motions (Bai 1997, appendix B).
struct DateLimit {
    xi: f64,
    phi: f64,
}

impl DateLimit {
    /// `P(argmax <= x)`.
    fn lower(&self, x: f64) -> f64 {
        if x < 0.0 {
            Self::below(-x, self.xi, self.phi)
        } else {
            // Read backwards, time in units of xi^2 / phi, it is the same process with the sides exchanged.
            let (xi, phi) = (self.xi, self.phi);
            1.0 - Self::below(x * xi * xi / phi, 1.0 / xi, 1.0 / phi)
        }
    }

    /// `P(argmax <= -x)` for x >= 0.
    fn below(x: f64, xi: f64, phi: f64) -> f64 {
        let (root, ratio) = (x.sqrt(), xi / phi);
        let gauss = (-x / 8.0).exp();
        // exp(ratio (1 + ratio) x / 2) P(Z < -(1/2 + ratio) root), in a form without overflow.
        let mixed = gauss * scaled_tail((0.5 + ratio) * root);
        let own = 0.5 * x - 2.0 + (phi + 2.0 * xi).powi(2) / ((phi + xi) * xi);
        -root * gauss / (2.0 * std::f64::consts::PI).sqrt() - (phi + 2.0 * xi) / (ratio * (phi + xi)) * mixed
            + own * gauss * scaled_tail(root / 2.0)
    }

    /// The point with `P(argmax <= point) = share`, by bisection.
    fn quantile(&self, share: f64) -> f64 {
        let mut reach = 1.0;
        while self.lower(-reach) > share || self.lower(reach) < share {
            reach *= 2.0;
        }
        let (mut low, mut high) = (-reach, reach);
        for _ in 0..200 {
            let middle = 0.5 * (low + high);
            if self.lower(middle) < share { low = middle } else { high = middle }
        }
        0.5 * (low + high)
    }
}

/// `exp(z^2 / 2) P(Z > z)` for z >= 0.
fn scaled_tail(z: f64) -> f64 {
    if z < 5.0 {
        return (0.5 * z * z).exp() * normal_lower(-z);
    }
    // Laplace's continued fraction, from its 60th level up.
    let fraction = (1..=60).rev().fold(z, |inner, level| z + f64::from(level) / inner);
    1.0 / (fraction * (2.0 * std::f64::consts::PI).sqrt())
}

#[cfg(test)]
mod tests {
    //! (a) hand: the symmetric case, whose 5 and 2.5 % points Bai (1997) and Yao (1987) print (7.7 and 11.0);
    //! (b) in `tests/it/breaks.rs`; (c) property: a distribution function over a grid, continuous at 0; the share of
    //! simulated series in which the interval holds the date.
    use super::*;
    use crate::breaks::LeastSquaresPartition;
    use crate::columns::Columns;
    use crate::resampling::replicates;
    use crate::tolerance::Tolerance::{Exact, PrintedDecimals};
    use rand_distr::{Distribution, StandardNormal};

    #[test]
    fn the_symmetric_case() {
        let limit = DateLimit { xi: 1.0, phi: 1.0 };
        Exact.check("centre", limit.lower(0.0), 0.5).unwrap();
        PrintedDecimals(0).check("95 %", limit.quantile(0.95), 7.7).unwrap();
        PrintedDecimals(0).check("97.5 %", limit.quantile(0.975), 11.0).unwrap();
        Exact.check("other side", limit.quantile(0.025), -limit.quantile(0.975)).unwrap();
    }

    #[test]
    fn coverage_of_a_date() {
        // A shift of the mean in the middle of normal observations, 90 % intervals: the shares of the docs.
        for (n, shift, share) in
            [(60, 0.7, 0.782), (60, 1.5, 0.899), (60, 3.0, 0.977), (120, 0.7, 0.846), (120, 1.5, 0.925)]
        {
            let worlds = 400;
            let covers = replicates(worlds, 17, |_, random| {
                let y: Vec<f64> = (0..n)
                    .map(|t| {
                        let error: f64 = StandardNormal.sample(random);
                        error + if t >= n / 2 { shift } else { 0.0 }
                    })
                    .collect();
                let mut x = Columns::new(n);
                x.constant();
                let found = LeastSquaresPartition { segment_min: n / 10, breaks_max: Some(1) }.fit(&y, &x).unwrap();
                let settings = BreakIntervals::new(Confidence::new(0.9).unwrap());
                let interval = &found.intervals(1, &settings).unwrap()[0];
                (interval.low..=interval.high).contains(&(n as i64 / 2))
            });
            let found = covers.iter().filter(|c| **c).count() as f64 / worlds as f64;
            let bound = 4.0 * (share * (1.0f64 - share) / worlds as f64).sqrt();
            assert!((found - share).abs() < bound, "{n} {shift}: {found}");
        }
    }

    #[test]
    fn it_is_a_distribution_function() {
        for xi in [0.05, 0.4, 1.0, 3.0, 20.0] {
            for phi in [0.05, 0.4, 1.0, 3.0, 20.0] {
                let limit = DateLimit { xi, phi };
                // Both sides of 0: the function moves with the root of the distance, by up to some 1e-6.
                let (right, left) = (limit.lower(1e-12), limit.lower(-1e-12));
                PrintedDecimals(5).check(format!("jump at 0 for {xi}, {phi}"), right, left).unwrap();
                let mut last = 0.0;
                for step in -400..=400 {
                    let p = limit.lower(f64::from(step));
                    assert!((-1e-12..=1.0 + 1e-12).contains(&p) && p >= last - 1e-12, "{xi} {phi} {step} {p}");
                    last = p;
                }
            }
        }
    }

    #[test]
    fn tails_join() {
        // 5 is where the two forms meet: 1 / (5.1925... sqrt(2 pi))
        Exact.check("tail", scaled_tail(4.999_999_999), scaled_tail(5.0)).unwrap();
    }
}
