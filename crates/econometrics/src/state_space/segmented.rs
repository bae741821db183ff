//! An interrupted series as one regression with a change of level and of slope, by ordinary least squares.
//! The versions with a moving trend are in `interrupted.rs`.

use super::interrupted::RELIABLE_FROM;
use super::{InterruptedSeries, Seasonal};
use crate::caution::Caution;
use crate::columns::Columns;
use crate::horizon::Horizon;
use crate::refusal::Refusal;
use crate::regression::{Coefficient, Covariance, OrdinaryLeastSquares, Regression};

impl InterruptedSeries<'_> {
    /// Regresses the outcome on a constant, time, a step at the event, time since the event, the controls and, with
    /// a seasonal pattern, one dummy per season but the first (Wagner et al. 2002). The trend is a straight line
    /// on either side: where the series drifts, the standard errors are too small whatever the covariance. How
    /// often the intervals hold the truth is in `docs/lookup/coverage.md`: too seldom with autocorrelated errors unless
    /// prewhitened, and around a random walk hardly ever. The result says so; whether the series drifts,
    /// [`InterruptedSeries::effect`] says.
    ///
    /// Periods without a reading are left out. Refuses what [`OrdinaryLeastSquares::fit`] and the covariance
    /// refuse, an event with no reading before or after it, a control called `event`, and a season of fewer than 2 or
    /// more than 366 periods.
    pub fn segmented(&self, covariance: Covariance) -> Result<Segmented, Refusal> {
        self.check()?;
        if let Seasonal::Dummy { period, .. } | Seasonal::Trigonometric { period, .. } = self.seasonal
            && !(2..=366).contains(&period)
        {
            let (name, range) = ("periods of a season", "2 to 366");
            return Err(Refusal::SettingOutOfRange { name, value: period as f64, range });
        }
        let rows: Vec<usize> = (0..self.outcome.len()).filter(|&t| self.outcome[t].is_some()).collect();
        let y: Vec<f64> = self.outcome.iter().flatten().copied().collect();
        let mut x = Columns::with_capacity(rows.len(), 16);
        x.constant();
        x.push_with("time", |i| rows[i] as f64);
        let level = x.push_with(super::interrupted::EVENT, |i| f64::from(u8::from(rows[i] >= self.event)));
        let slope = x.push_with("time since event", |i| rows[i].saturating_sub(self.event) as f64);
        for (j, name) in self.controls.names().iter().enumerate() {
            let column = self.controls.column(j);
            x.push_with(name, |i| column[rows[i]]);
        }
        match self.seasonal {
            Seasonal::None => {}
            Seasonal::Dummy { period, .. } | Seasonal::Trigonometric { period, .. } => {
                for season in 1..period {
                    x.push_with(format!("season {season}"), |i| f64::from(u8::from(rows[i] % period == season)));
                }
            }
        }
        let regression = OrdinaryLeastSquares::fit(&y, &x)?;
        let method = "the interval of a change of level by regression";
        let mut cautions = Vec::new();
        if rows.len() < RELIABLE_FROM {
            cautions.push(Caution::ShortSample { method, periods: rows.len(), reliable_from: RELIABLE_FROM });
        }
        if !matches!(covariance, Covariance::NeweyWestAutomatic { prewhiten: true, .. }) {
            let found = "with errors of autocorrelation .5, 95 % intervals with four lags held the truth in 78, 85 and \
                         88 of 100 series of 60, 120 and 300 periods; prewhitened ones in 83, 88 and 93";
            cautions.push(Caution::BelowPromise { method, found });
        }
        let tested = |index, null| -> Result<Coefficient, Refusal> {
            Ok(Coefficient { null, ..regression.coefficient(index, covariance)? })
        };
        Ok(Segmented {
            level_change: tested(level, "the level does not change with the event")?,
            slope_change: tested(slope, "the slope does not change with the event")?,
            event: self.event,
            periods: self.outcome.len(),
            cautions,
            covariance,
            regression,
            columns: [level, slope],
        })
    }
}

/// Change of level and slope at an event.
#[derive(Debug, Clone)]
pub struct Segmented {
    /// Jump in the period of the event, in units of the outcome.
    pub level_change: Coefficient,
    /// Change of the slope, in units of the outcome per period.
    pub slope_change: Coefficient,
    /// First period in which the event can show.
    pub event: usize,
    /// Periods of the sample, missing readings included.
    pub periods: usize,
    /// How standard errors were estimated.
    pub covariance: Covariance,
    /// What to know before leaning on it.
    pub cautions: Vec<Caution>,
    /// The regression; columns `const`, `time`, `event`, `time since event`, controls, seasons.
    pub regression: Regression,
    columns: [usize; 2],
}

impl Segmented {
    /// Effect at a distance from the event: change of level plus distance times change of slope.
    pub fn at(&self, horizon: Horizon) -> Result<Coefficient, Refusal> {
        let count = self.periods - self.event;
        if horizon.0 >= count {
            return Err(Refusal::NoSuch { what: "horizon", index: horizon.0, count });
        }
        let weights = [(self.columns[0], 1.0), (self.columns[1], horizon.0 as f64)];
        let null = "the event does not move the outcome at this distance";
        Ok(Coefficient { null, ..self.regression.combination(&weights, self.covariance)? })
    }
}

#[cfg(test)]
mod tests {
    //! (a) hand: a broken line without noise to speak of, and what is refused; (b) in `tests/it/state_space.rs`.
    use super::*;
    use crate::state_space::Trend;
    use crate::tolerance::Tolerance::Exact;

    fn fit(outcome: &[Option<f64>], event: usize, seasonal: Seasonal) -> Result<Segmented, Refusal> {
        let controls = Columns::new(outcome.len());
        let series = InterruptedSeries { outcome, event, controls: &controls, trend: Trend::LocalLevel, seasonal };
        series.segmented(Covariance::Classical)
    }

    #[test]
    fn a_broken_line_by_hand() {
        // 1 + t / 2, then a step of 3 and a slope of 2 more; deviations 1, -2, 1 in every three periods that both parts
        // of the line leave alone, as a line fits them with zero.
        let outcome: Vec<Option<f64>> = (0..6)
            .map(|t| {
                let (time, after) = (f64::from(t), f64::from(t - 3).max(0.0));
                let step = if t >= 3 { 3.0 } else { 0.0 };
                Some(1.0 + 0.5 * time + step + 2.0 * after + [1.0, -2.0, 1.0][t as usize % 3])
            })
            .collect();
        let found = fit(&outcome, 3, Seasonal::None).unwrap();
        Exact.check("level", found.level_change.estimate, 3.0).unwrap();
        Exact.check("slope", found.slope_change.estimate, 2.0).unwrap();
        // Six for each part, 12 over 6 - 4 degrees of freedom.
        Exact.check("squares", found.regression.residual_sum_of_squares(), 12.0).unwrap();
        Exact.check("after two", found.at(Horizon(2)).unwrap().estimate, 7.0).unwrap();
        assert!(found.at(Horizon(3)).is_err());
    }

    #[test]
    fn what_has_no_effect_is_refused() {
        let outcome: Vec<Option<f64>> = (0..12).map(|t| (t >= 4).then_some(f64::from(t * t % 7))).collect();
        for period in [0, 1, 367] {
            let refused = fit(&outcome, 8, Seasonal::Dummy { period, varies: false }).unwrap_err();
            assert!(matches!(refused, Refusal::SettingOutOfRange { name: "periods of a season", .. }));
        }
        let refused = fit(&outcome, 3, Seasonal::None).unwrap_err();
        assert!(refused.to_string().contains("no reading before the event"), "{refused}");
    }
}
