//! Forecasts of a fitted system from the end of its sample, with the standard deviation of their errors.

use super::FittedVar;
use super::named_path::require_steps;
use crate::caution::Caution;
use crate::columns::Columns;
use crate::dense::multiply;
use crate::distributions::normal_quantile;
use crate::horizon::Horizon;
use crate::refusal::{Confidence, Interval, Refusal, require_finite, require_name};

/// Forecasts of K series 1, 2 and so on periods after the last observation.
#[derive(Debug, Clone, PartialEq)]
pub struct Forecast {
    names: Vec<String>,
    ahead: usize,
    /// Series by series, one entry per period ahead.
    points: Vec<ForecastPoint>,
    /// Number of periods T of the fit.
    pub n: usize,
    /// What must be known of the answer: a root near the unit circle.
    pub cautions: Vec<Caution>,
}

/// The forecast of one series at one horizon.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ForecastPoint {
    /// Forecast, in units of the series.
    pub estimate: f64,
    /// Standard deviation of the forecast's error from future errors alone, same units. That the coefficients are
    /// estimated is not in it.
    pub standard_error: f64,
}

impl ForecastPoint {
    /// `estimate -/+ normal quantile * standard_error`, which assumes Gaussian errors. Luetkepohl (2005), equation
    /// 2.2.12. Too narrow in short samples, since the coefficients are taken as known.
    pub fn interval(&self, confidence: Confidence) -> Interval {
        let half = normal_quantile(0.5 + confidence.level() / 2.0) * self.standard_error;
        Interval { low: self.estimate - half, high: self.estimate + half }
    }
}

/// Forecasts of one series.
#[derive(Debug, Clone, Copy)]
pub struct ForecastOf<'a> {
    points: &'a [ForecastPoint],
}

impl<'a> ForecastOf<'a> {
    /// The forecast so many periods after the last observation, from 1 on. Refuses 0, which was observed, and a
    /// horizon beyond the last.
    pub fn at(&self, horizon: Horizon) -> Result<ForecastPoint, Refusal> {
        let count = self.points.len();
        let point = horizon.0.checked_sub(1).and_then(|at| self.points.get(at));
        point.copied().ok_or(Refusal::NoSuch { what: "horizon of the forecast", index: horizon.0, count })
    }

    /// All forecasts, one period ahead first.
    pub fn path(&self) -> &'a [ForecastPoint] {
        self.points
    }
}

impl Forecast {
    /// The forecasts of one series. Refuses a name that is not there.
    pub fn of(&self, series: &str) -> Result<ForecastOf<'_>, Refusal> {
        let from = require_name("series", series, &self.names)? * self.ahead;
        Ok(ForecastOf { points: &self.points[from..from + self.ahead] })
    }

    /// How many periods ahead the forecasts reach.
    pub fn ahead(&self) -> usize {
        self.ahead
    }
}

impl FittedVar {
    /// Forecasts 1 to `ahead` periods after the last observation, 1 to 10,000 of them: minimum mean-squared-error
    /// points and the covariance `sum_{i<h} Phi_i Sigma Phi_i'` of their errors, Sigma with divisor T - parameters.
    /// Luetkepohl (2005), sections 2.2 and 3.5.
    ///
    /// `exogenous` holds the future values of the exogenous columns, found by name, one row per period ahead; `None`
    /// where the fit has none. Refuses missing or too few future values, values that are not finite, and an
    /// explosive system with so many periods ahead that the forecasts leave the range of numbers.
    pub fn forecast(&self, ahead: usize, exogenous: Option<&Columns>) -> Result<Forecast, Refusal> {
        require_steps(ahead)?;
        let future = self.future_columns(ahead, exogenous)?;
        let (k, lagged) = (self.k(), self.latest.len());
        let stride = self.parameters_per_equation();
        let coefficients = self.coefficient_rows();
        let mut row = vec![0.0; stride];
        row[..lagged].copy_from_slice(&self.latest);
        let mut estimates = Vec::with_capacity(k * ahead);
        for h in 0..ahead {
            row[lagged..].iter_mut().zip(&future).for_each(|(x, column)| *x = column[h]);
            let next: Vec<f64> =
                coefficients.chunks_exact(stride).map(|b| b.iter().zip(&row).map(|(b, x)| b * x).sum()).collect();
            row.copy_within(..lagged - k, k);
            row[..k].copy_from_slice(&next);
            estimates.extend(next);
        }
        let variances = error_variances(&self.moving_averages(ahead)?, &self.sigma(), k);
        self.require_finite_paths(&estimates)?;
        self.require_finite_paths(&variances)?;
        let points = (0..k * ahead)
            .map(|at| (at % ahead) * k + at / ahead)
            .map(|at| ForecastPoint { estimate: estimates[at], standard_error: variances[at].sqrt() })
            .collect();
        let cautions = self.persistence_cautions()?;
        Ok(Forecast { names: self.names().to_vec(), ahead, points, n: self.n(), cautions })
    }

    /// The columns after the lags in the periods to come.
    fn future_columns(&self, ahead: usize, exogenous: Option<&Columns>) -> Result<Vec<Vec<f64>>, Refusal> {
        let constant = (self.deterministic().count() >= 1).then(|| vec![1.0; ahead]);
        let trend =
            (self.deterministic().count() >= 2).then(|| (1..=ahead).map(|h| (self.periods + h) as f64).collect());
        let mut columns: Vec<Vec<f64>> = constant.into_iter().chain(trend).collect();
        for name in self.exogenous() {
            let given = exogenous.map_or(&[][..], Columns::names);
            let at = require_name("future exogenous column", name, given)?;
            let values = exogenous.map_or(&[][..], |e| e.column(at));
            let values = values.get(..ahead).ok_or(Refusal::LengthsDiffer {
                column: name.clone(),
                have: values.len(),
                want: ahead,
            })?;
            require_finite(values, name)?;
            columns.push(values.to_vec());
        }
        Ok(columns)
    }
}

/// Variances of the errors of forecasts 1, 2 and so on periods ahead, the diagonal of `sum_{i<h} Phi_i Sigma Phi_i'`: K
/// values per period ahead, as many periods as there are matrices `Phi_i` (K x K, column-major).
pub(super) fn error_variances(phi: &[f64], sigma: &[f64], k: usize) -> Vec<f64> {
    let mut total = vec![0.0; k];
    let mut out = Vec::with_capacity(phi.len() / k);
    for phi in phi.chunks_exact(k * k) {
        let with_sigma = multiply(phi, sigma, k, k, k);
        for (i, total) in total.iter_mut().enumerate() {
            *total += (0..k).map(|j| with_sigma[j * k + i] * phi[j * k + i]).sum::<f64>();
        }
        out.extend_from_slice(&total);
    }
    out
}

#[cfg(test)]
mod tests {
    //! (a) hand: one series, one lag, one exogenous column: forecasts follow the recursion.
    use super::*;
    use crate::tolerance::Tolerance::Exact;
    use crate::vector_autoregression::{Deterministic, Lags, VectorAutoregression};

    #[test]
    fn the_recursion_by_hand() {
        let mut series = Columns::new(7);
        series.push("y", &[1.0, -1.0, 2.0, 0.0, 1.0, -2.0, 3.0]).unwrap();
        let mut exogenous = Columns::new(7);
        exogenous.push("x", &[0.0, 1.0, 0.0, 2.0, 1.0, 0.0, 1.0]).unwrap();
        let lags = Lags::new(1).unwrap();
        let fit = VectorAutoregression::fit_with(&series, lags, Deterministic::None, Some(&exogenous)).unwrap();
        let (a, b) = (fit.coefficient("y", "y.l1").unwrap(), fit.coefficient("y", "x").unwrap());
        let mut future = Columns::new(2);
        future.push("x", &[10.0, 20.0]).unwrap();
        let forecast = fit.forecast(2, Some(&future)).unwrap();
        let of = |h| forecast.of("y").unwrap().at(Horizon(h));
        let first = 3.0 * a + 10.0 * b;
        Exact.check("one ahead", of(1).unwrap().estimate, first).unwrap();
        Exact.check("two ahead", of(2).unwrap().estimate, first * a + 20.0 * b).unwrap();
        let deviation = fit.sigma()[0].sqrt();
        Exact.check("one ahead", of(1).unwrap().standard_error, deviation).unwrap();
        Exact.check("two ahead", of(2).unwrap().standard_error, deviation * 1f64.hypot(a)).unwrap();
        assert!(of(0).is_err() && of(3).is_err());
        assert!(matches!(fit.forecast(2, None), Err(Refusal::NoSuchName { .. })));
        assert!(matches!(fit.forecast(3, Some(&future)), Err(Refusal::LengthsDiffer { have: 2, want: 3, .. })));
    }
}
