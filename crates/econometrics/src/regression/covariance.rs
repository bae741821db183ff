//! Covariances of coefficients. Every kind is computed for the combinations that are asked for, never for
//! all coefficients first: one combination costs O(n k).

use super::Regression;
use crate::linear::dot;
use crate::refusal::Refusal;

/// Nearer to 1 than this, a leverage is 1 up to rounding.
const LEVERAGE_GAP_MIN: f64 = 1e-10;

/// How the covariance of the coefficients is estimated. With `V = (X'X)^-1 S (X'X)^-1`, residuals u,
/// leverages h, n rows and k columns:
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Covariance {
    /// `s^2 (X'X)^-1`, divisor n - k: errors of one variance, uncorrelated.
    Classical,
    /// S with weights `u^2` (White 1980).
    Hc0,
    /// S with weights `u^2 n / (n - k)` (Hinkley 1977).
    Hc1,
    /// S with weights `u^2 / (1 - h)`, unbiased when all errors have one variance (Horn, Horn and Duncan 1975).
    Hc2,
    /// S with weights `u^2 / (1 - h)^2` (MacKinnon and White 1985).
    Hc3,
    /// S with Bartlett weights `1 - l / (lags + 1)` on the cross products at distance l (Newey and West
    /// 1987). No prewhitening. Rows must be in the order of time; a gap counts as no distance.
    NeweyWest {
        /// Largest distance with a weight, from 0 (which is HC0) to n - 1.
        lags: usize,
        /// Multiplies by n / (n - k).
        small_sample: bool,
    },
    /// As [`Covariance::NeweyWest`], with the number of lags chosen from the data (Newey and West 1994); see
    /// [`Regression::automatic_bandwidth`] for the choice.
    NeweyWestAutomatic {
        /// Fits a first-order vector autoregression to the products of columns and residuals, sums over its
        /// residuals, and undoes the filter afterwards (Andrews and Monahan 1992).
        prewhiten: bool,
        /// Multiplies by n / (n - k).
        small_sample: bool,
    },
}

impl Covariance {
    /// Newey and West with the rule of thumb `floor(4 (n / 100)^(2/9))` for the number of lags
    /// (Newey and West 1994, without their data-driven step), and the small-sample factor.
    pub fn newey_west_rule(n: usize) -> Self {
        let lags = (4.0 * (n as f64 / 100.0).powf(2.0 / 9.0)).floor() as usize;
        Self::NeweyWest { lags, small_sample: true }
    }
}

/// A symmetric k x k covariance of coefficients.
#[derive(Debug, Clone, PartialEq)]
pub struct CovarianceMatrix {
    kind: Covariance,
    dimension: usize,
    values: Vec<f64>,
}

impl CovarianceMatrix {
    /// How it was estimated.
    pub fn kind(&self) -> Covariance {
        self.kind
    }

    /// Number of coefficients.
    pub fn dimension(&self) -> usize {
        self.dimension
    }

    /// Covariance of coefficients i and j. Panics when an index is not below the dimension, like a slice.
    pub fn get(&self, i: usize, j: usize) -> f64 {
        assert!(i < self.dimension && j < self.dimension, "({i}, {j}) of {} coefficients", self.dimension);
        self.values[j * self.dimension + i]
    }

    /// Standard error of coefficient i.
    pub fn standard_error(&self, i: usize) -> f64 {
        self.get(i, i).sqrt()
    }
}

impl Regression {
    /// The covariance of all coefficients.
    ///
    /// Refuses a fit without residual variation, a leverage of 1 for HC2 and HC3, as many Newey-West lags as
    /// rows, and what [`Regression::automatic_bandwidth`] refuses.
    pub fn covariance(&self, kind: Covariance) -> Result<CovarianceMatrix, Refusal> {
        let combinations: Vec<Vec<(usize, f64)>> = (0..self.k()).map(|i| vec![(i, 1.0)]).collect();
        let values = self.covariance_of(&combinations, kind)?;
        Ok(CovarianceMatrix { kind, dimension: self.k(), values })
    }

    /// Covariance of linear combinations of coefficients, each a list of (index, weight), column-major.
    pub(super) fn covariance_of(
        &self,
        combinations: &[Vec<(usize, f64)>],
        kind: Covariance,
    ) -> Result<Vec<f64>, Refusal> {
        self.require_residual_variation()?;
        let directions: Vec<Vec<f64>> = combinations.iter().map(|c| self.design.direction(c)).collect();
        let count = directions.len();
        if kind == Covariance::Classical {
            let variance = self.residual_sum_of_squares() / self.df_residual() as f64;
            return Ok(symmetric(count, |a, b| variance * dot(&directions[a], &directions[b])));
        }
        if let Covariance::NeweyWestAutomatic { prewhiten, small_sample } = kind {
            let factor = self.small_sample_factor(small_sample);
            let (scores, lags) = self.automatic_scores(&directions, prewhiten)?;
            return Ok(symmetric(count, |a, b| factor * bartlett(&scores[a], &scores[b], lags)));
        }
        let scale = self.score_scale(kind)?;
        let scores: Vec<Vec<f64>> = directions.iter().map(|d| self.scores(d, &scale)).collect();
        Ok(match kind {
            Covariance::NeweyWest { lags, small_sample } => {
                let factor = self.small_sample_factor(small_sample);
                symmetric(count, |a, b| factor * bartlett(&scores[a], &scores[b], lags))
            }
            Covariance::Hc1 => {
                let factor = self.n() as f64 / self.df_residual() as f64;
                symmetric(count, |a, b| factor * dot(&scores[a], &scores[b]))
            }
            _ => symmetric(count, |a, b| dot(&scores[a], &scores[b])),
        })
    }

    fn small_sample_factor(&self, small_sample: bool) -> f64 {
        if small_sample { self.n() as f64 / self.df_residual() as f64 } else { 1.0 }
    }

    /// What each row adds to a combination's estimation error: `c'(X'X)^-1 x_i` times `scale_i`.
    pub(super) fn scores(&self, direction: &[f64], scale: &[f64]) -> Vec<f64> {
        let n = self.n();
        let mut scores = vec![0.0; n];
        for (q, &d) in self.design.q().chunks_exact(n).zip(direction) {
            if d != 0.0 {
                crate::linear::add_scaled(&mut scores, d, q);
            }
        }
        scores.iter_mut().zip(scale).for_each(|(z, s)| *z *= s);
        scores
    }

    /// Residuals, corrected for leverage where the kind asks for it.
    pub(super) fn score_scale(&self, kind: Covariance) -> Result<Vec<f64>, Refusal> {
        let power = match kind {
            Covariance::Hc2 => 0.5,
            Covariance::Hc3 => 1.0,
            Covariance::NeweyWest { lags, .. } if lags >= self.n() => {
                return Err(Refusal::SettingOutOfRange {
                    name: "Newey-West lags",
                    value: lags as f64,
                    range: "below the number of rows",
                });
            }
            _ => return Ok(self.residuals().to_vec()),
        };
        let mut scale = Vec::with_capacity(self.n());
        for (row, (u, h)) in self.residuals().iter().zip(self.leverages()).enumerate() {
            let gap = 1.0 - h;
            if gap < LEVERAGE_GAP_MIN {
                return Err(Refusal::LeverageOne { row });
            }
            scale.push(u / if power == 1.0 { gap } else { gap.sqrt() });
        }
        Ok(scale)
    }

    /// Residuals that are rounding error would give an infinite t-statistic.
    fn require_residual_variation(&self) -> Result<(), Refusal> {
        let rounding = 4.0 * f64::EPSILON * (self.n() as f64).sqrt() * self.length_of_response;
        if self.residual_sum_of_squares().sqrt() > rounding {
            Ok(())
        } else {
            Err(Refusal::PerfectFit { observations: self.n() })
        }
    }
}

/// `sum_l w_l (G_l + G_l')` of two score series of one length with Bartlett weights `1 - l / (lags + 1)`; distances that
/// the series do not have count nothing.
pub(crate) fn bartlett(a: &[f64], b: &[f64], lags: usize) -> f64 {
    let mut sum = dot(a, b);
    for l in 1..=lags.min(a.len().saturating_sub(1)) {
        let weight = 1.0 - l as f64 / (lags + 1) as f64;
        let n = a.len() - l;
        sum += weight * (dot(&a[l..], &b[..n]) + dot(&a[..n], &b[l..]));
    }
    sum
}

/// A symmetric matrix from its upper triangle.
pub(crate) fn symmetric(count: usize, entry: impl Fn(usize, usize) -> f64) -> Vec<f64> {
    let mut values = vec![0.0; count * count];
    for b in 0..count {
        for a in 0..=b {
            let value = entry(a, b);
            values[b * count + a] = value;
            values[a * count + b] = value;
        }
    }
    values
}
