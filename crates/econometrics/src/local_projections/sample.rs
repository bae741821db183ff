//! The sample of a local projection: which periods can be used, the regression on them, and how a caller
//! restricts them. Series are read here and nowhere later.

use super::projection::{Horizons, LocalProjection, Named, Order};
use super::surprise::Surprise;
use crate::columns::Columns;
use crate::refusal::{Refusal, require_length};
use crate::regression::{Coefficient, Covariance, OrdinaryLeastSquares, Regression};

/// The series of a projection in the order of their columns: impulse, response, controls.
pub(super) struct Layout<'a> {
    series: Vec<Named<'a>>,
    periods: usize,
    lags: usize,
    order: Order,
}

impl<'a> Layout<'a> {
    /// The constant is column 0, the impulse column 1.
    pub(super) const IMPULSE_COLUMN: usize = 1;

    pub(super) fn of(asked: &LocalProjection<'a>) -> Result<Self, Refusal> {
        let mut series = Vec::with_capacity(2 + asked.controls.len());
        series.push(asked.impulse);
        series.push(asked.response);
        series.extend_from_slice(&asked.controls);
        let periods = asked.response.values.len();
        for one in &series {
            require_length(one.name, one.values.len(), periods)?;
            let wrong = one.values.iter().position(|v| v.is_some_and(|v| !v.is_finite()));
            if let Some(row) = wrong {
                return Err(Refusal::NotFinite { row, column: one.name.to_owned() });
            }
        }
        Ok(Self { series, periods, lags: asked.lags.count(), order: asked.order })
    }

    /// Periods t in which all regressors, and with horizons the whole response, are present; ascending.
    pub(super) fn rows(&self, horizons: Option<Horizons>) -> Vec<usize> {
        let mut usable = vec![true; self.periods];
        usable.iter_mut().take(self.lags).for_each(|u| *u = false);
        for (at, one) in self.series.iter().enumerate() {
            // With the impulse first, only the impulse itself is needed in period t.
            let nearest = usize::from(at > 0 && self.order == Order::ImpulseFirst);
            for (period, value) in one.values.iter().enumerate() {
                if value.is_none() {
                    let last = (period + self.lags).min(self.periods - 1);
                    usable[(period + nearest).min(self.periods)..=last].iter_mut().for_each(|u| *u = false);
                }
            }
        }
        if let Some(h) = horizons {
            let response = self.series[1].values;
            for (period, value) in response.iter().enumerate() {
                if value.is_none() {
                    let range = period.saturating_sub(h.to())..(period + 1).saturating_sub(h.from());
                    usable[range].iter_mut().for_each(|u| *u = false);
                }
            }
            let end = self.periods.saturating_sub(h.to());
            usable[end..].iter_mut().for_each(|u| *u = false);
        }
        (0..self.periods).filter(|&t| usable[t]).collect()
    }

    /// Constant, impulse, held series of the same period, then lag by lag impulse, response, controls.
    pub(super) fn regressors(&self, rows: &[usize]) -> Columns {
        let mut x = Columns::with_capacity(rows.len(), 2 + self.series.len() * (self.lags + 1));
        x.constant();
        let same_period = match self.order {
            Order::ImpulseLast => &self.series[..],
            Order::ImpulseFirst => &self.series[..1],
        };
        for one in same_period {
            x.push_with(one.name, |row| present(one.values, rows[row]));
        }
        for lag in 1..=self.lags {
            for one in &self.series {
                let mut name = String::with_capacity(one.name.len() + 4);
                name.push_str(one.name);
                name.push_str(".l");
                name.push_str(&lag.to_string());
                x.push_with(name, |row| present(one.values, rows[row] - lag));
            }
        }
        x
    }

    /// The sum of the response over the horizons, for every row.
    pub(super) fn sums_ahead(&self, rows: &[usize], horizons: Horizons) -> Vec<f64> {
        let response = self.series[1].values;
        let ahead = |t: &usize| &response[t + horizons.from()..=t + horizons.to()];
        rows.iter().map(|t| ahead(t).iter().map(|v| v.unwrap_or(f64::NAN)).sum()).collect()
    }

    /// The first horizon that is estimated: 0, but 1 where the response of the same period is held.
    pub(super) fn first_horizon(&self) -> usize {
        usize::from(self.order == Order::ImpulseLast)
    }

    /// Number of columns of [`Layout::regressors`].
    pub(super) fn columns(&self) -> usize {
        let same_period = if self.order == Order::ImpulseLast { self.series.len() } else { 1 };
        1 + same_period + self.lags * self.series.len()
    }

    /// First-order autocorrelation of the response over neighbouring readings; 0 when it does not vary.
    pub(super) fn memory_of_response(&self) -> f64 {
        let values = self.series[1].values;
        let count = values.iter().flatten().count().max(1) as f64;
        let mean = values.iter().flatten().sum::<f64>() / count;
        let pairs: Vec<(f64, f64)> = values.windows(2).filter_map(|w| Some((w[0]? - mean, w[1]? - mean))).collect();
        let product: f64 = pairs.iter().map(|(a, b)| a * b).sum();
        let square: f64 = pairs.iter().map(|(a, b)| (a * a + b * b) / 2.0).sum();
        if square > 0.0 { product / square } else { 0.0 }
    }

    /// Number of periods of the series.
    pub(super) fn periods(&self) -> usize {
        self.periods
    }

    pub(super) fn sample(&self, rows: Vec<usize>, horizons: Horizons) -> Result<ProjectionSample, Refusal> {
        let x = self.regressors(&rows);
        let need = x.n_columns() + 1;
        if rows.len() < need {
            return Err(Refusal::TooFewObservations { have: rows.len(), need });
        }
        let span = (horizons.to() - horizons.from() + 1) as f64;
        let y = self.sums_ahead(&rows, horizons).iter().map(|sum| sum / span).collect();
        Ok(ProjectionSample { y, x, rows, impulse_column: Self::IMPULSE_COLUMN, horizons, lags: self.lags })
    }
}

/// A reading that the choice of rows has found to be there; were it not, the NaN would be refused by the fit.
fn present(values: &[Option<f64>], period: usize) -> f64 {
    values[period].unwrap_or(f64::NAN)
}

/// The regression of a local projection, ready to estimate, restrict or change.
#[derive(Debug, Clone, PartialEq)]
pub struct ProjectionSample {
    /// Mean response over the horizons, one entry per row.
    pub y: Vec<f64>,
    /// Regressors: `const`, the impulse, what is held of the same period, then the lags.
    pub x: Columns,
    /// Period t of each row, ascending.
    pub rows: Vec<usize>,
    /// Column of the impulse in `x`.
    pub impulse_column: usize,
    /// Horizons over which `y` averages.
    pub horizons: Horizons,
    /// Lags among the regressors.
    lags: usize,
}

impl ProjectionSample {
    /// Number of rows.
    pub fn n(&self) -> usize {
        self.rows.len()
    }

    /// The rows whose period is in `periods`, which must be ascending; periods that the sample does not have
    /// are passed over. This is how several samples are brought to a common one.
    pub fn restrict(&self, periods: &[usize]) -> Result<Self, Refusal> {
        let keep: Vec<usize> = (0..self.n()).filter(|&i| periods.binary_search(&self.rows[i]).is_ok()).collect();
        self.select(&keep)
    }

    /// All rows but the one at `position` (0 to n - 1). Refuses a position that is not there.
    pub fn without(&self, position: usize) -> Result<Self, Refusal> {
        if position >= self.n() {
            return Err(Refusal::NoSuch { what: "row", index: position, count: self.n() });
        }
        let keep: Vec<usize> = (0..self.n()).filter(|&i| i != position).collect();
        self.select(&keep)
    }

    fn select(&self, keep: &[usize]) -> Result<Self, Refusal> {
        Ok(Self {
            y: keep.iter().map(|&i| self.y[i]).collect(),
            x: self.x.select_rows(keep)?,
            rows: keep.iter().map(|&i| self.rows[i]).collect(),
            impulse_column: self.impulse_column,
            horizons: self.horizons,
            lags: self.lags,
        })
    }

    /// All rows that `period` does not touch: not as the period of the impulse, not as a lag, not in the
    /// response. This asks whether an answer is one period's news; [`ProjectionSample::without`] takes out one
    /// row only and leaves the period among the lags of the others.
    pub fn without_period(&self, period: usize) -> Result<Self, Refusal> {
        let touched = |t: usize| {
            let among_regressors = period <= t && t <= period + self.lags;
            let in_response = t + self.horizons.from() <= period && period <= t + self.horizons.to();
            among_regressors || in_response
        };
        let keep: Vec<usize> = (0..self.n()).filter(|&i| !touched(self.rows[i])).collect();
        self.select(&keep)
    }

    /// The least-squares fit.
    pub fn fit(&self) -> Result<Regression, Refusal> {
        OrdinaryLeastSquares::fit(&self.y, &self.x)
    }

    /// The response to the impulse. [`Covariance::Hc3`] is the choice that the lag augmentation is made for.
    pub fn estimate(&self, covariance: Covariance) -> Result<ProjectionResult, Refusal> {
        let regression = self.fit()?;
        let response = regression.coefficient(self.impulse_column, covariance)?;
        let null = "a surprise in the impulse does not move the response over these horizons";
        Ok(ProjectionResult {
            response: Coefficient { null, ..response },
            n: self.n(),
            rows: self.rows.clone(),
            horizons: self.horizons,
        })
    }

    /// The surprise in the impulse on these rows.
    pub fn surprise(&self) -> Result<Surprise, Refusal> {
        Surprise::of(&self.x, self.impulse_column, self.rows.clone())
    }
}

/// An estimated local projection.
#[derive(Debug, Clone, PartialEq)]
pub struct ProjectionResult {
    /// Change of the mean response over the horizons per unit of surprise in the impulse, with its standard
    /// error, t, degrees of freedom, p-value and null hypothesis.
    pub response: Coefficient,
    /// Number of rows used.
    pub n: usize,
    /// Period t of each row, ascending.
    pub rows: Vec<usize>,
    /// Horizons over which the response is averaged.
    pub horizons: Horizons,
}
