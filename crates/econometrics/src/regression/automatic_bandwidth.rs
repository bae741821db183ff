//! How many lags a Newey-West covariance takes when the data choose, and the scores after prewhitening. The
//! weighted sum over distances stands in `covariance.rs`.

use std::sync::Arc;

use super::{FactoredDesign, OrdinaryLeastSquares, Regression};
use crate::caution::Caution;
use crate::columns::Columns;
use crate::linear::{add_scaled, dot, eigenvalue_moduli, solve_upper, thin_qr};
use crate::refusal::Refusal;

/// From this modulus on, undoing the prewhitening multiplies the sum by more than a thousand; Andrews and
/// Monahan (1992) hold their filter below it.
const ROOT_CAUTION: f64 = 0.97;

/// From these sizes on, with and without prewhitening, a t test at 5 % of the mean of a first-order autoregression with
/// coefficient 0.5 rejects the truth in at most 8 % of samples (simulated; with coefficient 0.8 in 10 and 12 %). With
/// prewhitening 100 would do for that; the test of two slopes whose regressors and errors have autocorrelation 0.5
/// rejects in 11 % of samples of 120 and in 7 % of samples of 300 (`docs/lookup/coverage.md`).
const RELIABLE_FROM: [usize; 2] = [300, 400];

/// A bandwidth chosen from the data.
#[derive(Debug, Clone, PartialEq)]
pub struct AutomaticBandwidth {
    /// The bandwidth, at least 0, in periods.
    pub bandwidth: f64,
    /// Its whole part: the largest distance with a weight.
    pub lags: usize,
    /// Largest modulus of a root of the prewhitening autoregression, below 1; `None` without prewhitening.
    pub prewhitening_root: Option<f64>,
    /// Says when that root is near 1, and when the sample is so short that tests with these errors reject too often.
    pub cautions: Vec<Caution>,
}

/// Products of columns and residuals in the coordinates of Q, whitened when asked.
struct Scores {
    rows: usize,
    /// rows x k, column-major.
    values: Vec<f64>,
    /// A of `s_t = A s_(t-1) + e_t`, k x k, column-major.
    filter: Option<Vec<f64>>,
}

impl Regression {
    /// The bandwidth of Newey and West (1994, table II, Bartlett weights): with the scores summed over all
    /// columns but the constant, `h_t`, their autocovariances `c_j` up to m = floor(4 (n/100)^(2/9)), and
    /// `s0 = c_0 + 2 sum c_j`, `s1 = 2 sum j c_j`, it is `1.1447 (s1/s0)^(2/3) n^(1/3)`. With `prewhiten` the
    /// scores are the residuals of their first-order vector autoregression without a constant, and 3 replaces
    /// 4 in m. The sum over columns depends on their units: columns of very different size let the largest
    /// decide.
    ///
    /// Refuses too few rows for m, a prewhitening autoregression that is not stable, and scores whose
    /// weighted sum `s0` is so near zero that the bandwidth reaches the number of rows.
    pub fn automatic_bandwidth(&self, prewhiten: bool) -> Result<AutomaticBandwidth, Refusal> {
        let scores = self.scores_of_columns(prewhiten)?;
        self.bandwidth_of(&scores)
    }

    /// For each direction the scores to sum over, and the number of lags.
    pub(super) fn automatic_scores(
        &self,
        directions: &[Vec<f64>],
        prewhiten: bool,
    ) -> Result<(Vec<Vec<f64>>, usize), Refusal> {
        let scores = self.scores_of_columns(prewhiten)?;
        let lags = self.bandwidth_of(&scores)?.lags;
        let recolour = scores.filter.as_ref().map(|filter| Recolour::new(filter, self.k()));
        let along = directions.iter().map(|direction| match &recolour {
            Some(recolour) => scores.along(&recolour.apply(direction)),
            None => scores.along(direction),
        });
        Ok((along.collect(), lags))
    }

    fn scores_of_columns(&self, prewhiten: bool) -> Result<Scores, Refusal> {
        let n = self.n();
        let mut values = self.design.q().to_vec();
        for column in values.chunks_exact_mut(n) {
            column.iter_mut().zip(self.residuals()).for_each(|(q, u)| *q *= u);
        }
        let scores = Scores { rows: n, values, filter: None };
        if prewhiten { scores.whitened(self.k()) } else { Ok(scores) }
    }

    fn bandwidth_of(&self, scores: &Scores) -> Result<AutomaticBandwidth, Refusal> {
        let (n, k) = (self.n(), self.k());
        let base = if scores.filter.is_some() { 3.0 } else { 4.0 };
        let m = (base * (n as f64 / 100.0).powf(2.0 / 9.0)).floor() as usize;
        if scores.rows <= m {
            return Err(Refusal::TooFewObservations { have: n, need: n - scores.rows + m + 1 });
        }
        // Weights of the columns, then in the coordinates of Q: x_t = R' q_t.
        let only_constants = self.design.constant.iter().all(|c| *c);
        let mut weights = vec![0.0; k];
        for (j, constant) in self.design.constant.iter().enumerate() {
            if only_constants || !constant {
                add_scaled(&mut weights, 1.0, &self.design.r[j * k..(j + 1) * k]);
            }
        }
        let h = scores.along(&weights);
        let covariances: Vec<f64> = (0..=m).map(|j| dot(&h[..h.len() - j], &h[j..]) / scores.rows as f64).collect();
        let s0 = covariances[0] + 2.0 * covariances[1..].iter().sum::<f64>();
        let s1 = 2.0 * covariances.iter().enumerate().map(|(j, c)| j as f64 * c).sum::<f64>();
        let bandwidth = 1.1447 * ((s1 / s0).powi(2) * n as f64).cbrt();
        if bandwidth.is_nan() || bandwidth >= scores.rows as f64 {
            return Err(Refusal::SettingOutOfRange {
                name: "automatic bandwidth",
                value: bandwidth,
                range: "below the number of rows (the long-run variance of the scores is too near zero)",
            });
        }
        let prewhitening_root = match &scores.filter {
            Some(filter) => Some(stable_root(filter, k)?),
            None => None,
        };
        let near = prewhitening_root.filter(|modulus| *modulus > ROOT_CAUTION);
        let mut cautions: Vec<Caution> = near.map(|modulus| Caution::NearUnitRoot { modulus }).into_iter().collect();
        let reliable_from = RELIABLE_FROM[usize::from(scores.filter.is_none())];
        if n < reliable_from {
            let method = "a test with Newey-West errors and automatic bandwidth";
            cautions.push(Caution::ShortSample { method, periods: n, reliable_from });
        }
        Ok(AutomaticBandwidth { bandwidth, lags: bandwidth.floor() as usize, prewhitening_root, cautions })
    }
}

fn stable_root(filter: &[f64], k: usize) -> Result<f64, Refusal> {
    let moduli = eigenvalue_moduli(filter, k).ok_or(Refusal::NoConvergence { dimension: k })?;
    if moduli[0] < 1.0 { Ok(moduli[0]) } else { Err(Refusal::Explosive { modulus: moduli[0] }) }
}

impl Scores {
    /// The scores along a direction in the coordinates of Q.
    fn along(&self, direction: &[f64]) -> Vec<f64> {
        let mut along = vec![0.0; self.rows];
        for (column, &d) in self.values.chunks_exact(self.rows).zip(direction) {
            add_scaled(&mut along, d, column);
        }
        along
    }

    /// Residuals of the first-order vector autoregression without a constant.
    fn whitened(&self, k: usize) -> Result<Self, Refusal> {
        let rows = self.rows - 1;
        let mut lagged = Columns::with_capacity(rows, k);
        for (j, column) in self.values.chunks_exact(self.rows).enumerate() {
            lagged.push(format!("score {j}, one period before"), &column[..rows])?;
        }
        let design = Arc::new(FactoredDesign::new(&lagged)?);
        let mut values = Vec::with_capacity(rows * k);
        let mut filter = vec![0.0; k * k];
        for (j, column) in self.values.chunks_exact(self.rows).enumerate() {
            let fit = OrdinaryLeastSquares::fit_factored(&column[1..], &design)?;
            values.extend_from_slice(fit.residuals());
            fit.coefficients().iter().enumerate().for_each(|(i, a)| filter[i * k + j] = *a);
        }
        Ok(Self { rows, values, filter: Some(filter) })
    }
}

/// Undoes the filter: `(I - A)'^-1 d`, by QR of `(I - A)'`, which is regular because A is stable.
struct Recolour {
    q: Vec<f64>,
    r: Vec<f64>,
    k: usize,
}

impl Recolour {
    fn new(filter: &[f64], k: usize) -> Self {
        let transposed =
            (0..k * k).map(|at| f64::from(u8::from(at % (k + 1) == 0)) - filter[(at % k) * k + at / k]).collect();
        let factors = thin_qr(transposed, k, k);
        Self { q: factors.q, r: factors.r, k }
    }

    fn apply(&self, direction: &[f64]) -> Vec<f64> {
        let rotated: Vec<f64> = self.q.chunks_exact(self.k).map(|q| dot(q, direction)).collect();
        solve_upper(&self.r, &rotated)
    }
}

#[cfg(test)]
mod tests {
    //! (a) hand: a mean of eight numbers with its bandwidth; (b) sandwich of R, in `tests/it/hac.rs`;
    //! (c) property: the filter undone is the filter, and tests keep their size in samples called long enough.
    use super::*;
    use crate::regression::Covariance;
    use crate::resampling::stream;
    use crate::tolerance::Tolerance::Exact;
    use rand_distr::{Distribution, StandardNormal};

    fn mean_of(y: &[f64]) -> Regression {
        let mut x = Columns::new(y.len());
        x.constant();
        OrdinaryLeastSquares::fit(y, &x).unwrap()
    }

    #[test]
    fn a_mean_by_hand() {
        // Deviations 3 1 -1 -3 -3 -1 1 3: n = 8, m = floor(4 * 0.08^(2/9)) = 2.
        // c_0 = 40/8, c_1 = (3-1+3+9+3-1+3)/8 = 19/8, c_2 = (-3-3+3+3-3-3)/8 = -6/8.
        let fit = mean_of(&[13.0, 11.0, 9.0, 7.0, 7.0, 9.0, 11.0, 13.0]);
        let chosen = fit.automatic_bandwidth(false).unwrap();
        let (s0, s1) = (40.0 + 2.0 * (19.0 - 6.0), 2.0 * (19.0 - 12.0));
        Exact.check("bandwidth", chosen.bandwidth, 1.1447 * (s1 / s0 * s1 / s0 * 8.0f64).cbrt()).unwrap();
        assert_eq!((chosen.lags, chosen.prewhitening_root), (0, None));
        // One score: a = 19/31 over the first seven (the sum of their squares is 40 - 9 = 31).
        let white = fit.automatic_bandwidth(true).unwrap();
        Exact.check("root", white.prewhitening_root.unwrap(), 19.0 / 31.0).unwrap();
        let kind = Covariance::NeweyWestAutomatic { prewhiten: true, small_sample: false };
        let d = [3.0, 1.0, -1.0, -3.0, -3.0, -1.0, 1.0, 3.0];
        let e: Vec<f64> = d.windows(2).map(|w| w[1] - w[0] * 19.0 / 31.0).collect();
        let mut sum: f64 = e.iter().map(|e| e * e).sum();
        for l in 1..=white.lags {
            let weight = 1.0 - l as f64 / (white.lags + 1) as f64;
            sum += 2.0 * weight * (l..7).map(|t| e[t] * e[t - l]).sum::<f64>();
        }
        let expected = sum / (1.0 - 19.0f64 / 31.0).powi(2) / 64.0;
        Exact.check("variance", fit.covariance(kind).unwrap().get(0, 0), expected).unwrap();
    }

    #[test]
    fn refusals() {
        // A trend in the mean's scores: the autoregression of the scores is explosive or nearly so.
        let doubling: Vec<f64> = (0..12).map(|t| f64::powi(2.0, t)).collect();
        assert!(matches!(mean_of(&doubling).automatic_bandwidth(true), Err(Refusal::Explosive { .. })));
        assert!(matches!(mean_of(&[1.0, 2.0]).automatic_bandwidth(true), Err(Refusal::TooFewObservations { .. })));
    }

    #[test]
    fn the_filter_is_undone() {
        let filter = [0.5, 0.1, -0.2, 0.3];
        let back = Recolour::new(&filter, 2).apply(&[1.0, 2.0]);
        // (I - A)' g = d
        for (j, d) in [1.0, 2.0].into_iter().enumerate() {
            let product = back[j] - (0..2).map(|i| filter[j * 2 + i] * back[i]).sum::<f64>();
            Exact.check("product", product, d).unwrap();
        }
    }

    /// Share of answered worlds in which the mean of an autoregression is found different from zero at 5 %.
    fn rejected(n: usize, prewhiten: bool, worlds: u64) -> f64 {
        let (mut count, mut answered) = (0.0, 0.0);
        for world in 0..worlds {
            let random = &mut stream(41, world);
            let mut last: f64 = 0.0;
            let path: Vec<f64> = (0..n + 20)
                .map(|_| {
                    let shock: f64 = StandardNormal.sample(random);
                    last = 0.5 * last + shock;
                    last
                })
                .collect();
            let kind = Covariance::NeweyWestAutomatic { prewhiten, small_sample: true };
            let Ok(mean) = mean_of(&path[20..]).coefficient(0, kind) else { continue };
            answered += 1.0;
            count += f64::from(u8::from(mean.p_value < 0.05));
        }
        assert!(answered > 0.95 * worlds as f64);
        count / answered
    }

    #[test]
    fn short_samples_reject_too_often_and_longer_ones_do_not() {
        let worlds = 2_000;
        let standard_error = (0.08f64 * 0.92 / worlds as f64).sqrt();
        for (prewhiten, reliable_from) in [true, false].into_iter().zip(RELIABLE_FROM) {
            assert!(rejected(20, prewhiten, worlds) > 0.11, "{prewhiten}");
            assert!(rejected(reliable_from, prewhiten, worlds) < 0.08 + 4.0 * standard_error, "{prewhiten}");
        }
    }
}
