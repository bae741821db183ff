//! Forecasts made again and again with what was known at the time: a regression on all rows so far, and the comparison
//! of a smaller with a larger one. The tests and scores themselves stand in `comparison.rs` and `crps.rs`.

use super::comparison::{ClarkWest, clark_west};
use super::predictive::Predictive;
use crate::breaks::{GrowingFit, Rows};
use crate::columns::Columns;
use crate::horizon::Horizon;
use crate::refusal::{Refusal, require_length};

/// A window that begins with the first row and grows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExpandingWindow {
    /// Periods until the outcome of a row is known, at least 1: a row of period s may be learnt from in period t when
    /// `s + ahead <= t`.
    pub ahead: Horizon,
    /// Rows that must be known before the first forecast; above the number of columns.
    pub first: usize,
}

/// One forecast of one row's outcome: a normal distribution.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WindowForecast {
    /// The row that is forecast, from 0.
    pub row: usize,
    /// Rows learnt from.
    pub known: usize,
    /// Mean: `x'b`.
    pub mean: f64,
    /// Standard deviation `s sqrt(1 + x'(X'X)^-1 x)`: that of the errors (divisor rows - columns), and that of the
    /// coefficients.
    pub standard_deviation: f64,
    /// What came.
    pub outcome: f64,
}

impl ExpandingWindow {
    /// Forecasts the outcome `y` of each row from the regression of the known outcomes on their columns of `x`.
    /// `periods[i]` is the period of row i, ascending; rows need not be neighbours. One triangular factor grows with the
    /// rows (Givens rotations), so that all forecasts cost as much as one regression.
    ///
    /// Refuses NaN and infinities, lengths that differ, periods that do not ascend, a horizon of 0, a first window
    /// with no more rows than columns or in which one column is a combination of others, and when no row is left to
    /// forecast.
    pub fn forecasts(&self, y: &[f64], x: &Columns, periods: &[usize]) -> Result<Vec<WindowForecast>, Refusal> {
        let rows = Rows::new(y, x)?;
        let (n, k) = (rows.n(), rows.k());
        require_length("periods", periods.len(), n)?;
        if self.ahead.0 == 0 {
            return Err(Refusal::SettingOutOfRange { name: "forecast horizon", value: 0.0, range: "at least 1" });
        }
        if self.first <= k {
            let (name, value) = ("first window", self.first as f64);
            return Err(Refusal::SettingOutOfRange { name, value, range: "above the number of columns" });
        }
        if periods.windows(2).any(|w| w[0] >= w[1]) {
            let why = "a later row may not come before an earlier one";
            return Err(Refusal::NotDefined { what: "an expanding window over periods that do not ascend", why });
        }
        let mut fit = GrowingFit::new(k);
        let (mut known, mut squares) = (0, 0.0);
        let mut made = Vec::new();
        for row in 0..n {
            while known < row && periods[known].saturating_add(self.ahead.0) <= periods[row] {
                squares = fit.add(rows.row(known));
                known += 1;
            }
            if known < self.first {
                continue;
            }
            let regressors = &rows.row(row)[..k];
            let (mean, spread) = fit.forecast(regressors).map_err(|at| Refusal::Singular {
                column: x.names().get(at).cloned().unwrap_or_default(),
                remainder: 0.0,
            })?;
            let variance = squares / (known - k) as f64 * (1.0 + spread);
            made.push(WindowForecast { row, known, mean, standard_deviation: variance.sqrt(), outcome: y[row] });
        }
        if made.is_empty() {
            return Err(Refusal::TooFewObservations { have: n, need: self.first + self.ahead.0 + 1 });
        }
        Ok(made)
    }

    /// Forecasts the same outcomes from few and from more columns (those of `small` among those of `large`, or
    /// combinations of them) and compares: mean continuous ranked probability scores, and the test of Clark and
    /// West, whose standard error accounts for the overlap over the horizon. Rows that are not neighbours count as if
    /// they were. Refuses what [`ExpandingWindow::forecasts`] and [`clark_west`] refuse.
    pub fn compare(
        &self,
        y: &[f64],
        (small, large): (&Columns, &Columns),
        periods: &[usize],
    ) -> Result<OutOfSampleGain, Refusal> {
        let [few, more] = [self.forecasts(y, small, periods)?, self.forecasts(y, large, periods)?];
        let errors = |of: &[WindowForecast]| of.iter().map(|f| f.outcome - f.mean).collect::<Vec<_>>();
        let score = |of: &[WindowForecast]| -> Result<f64, Refusal> {
            let mut sum = 0.0;
            for f in of {
                sum += Predictive::normal(f.mean, f.standard_deviation)?.crps(f.outcome)?;
            }
            Ok(sum / of.len() as f64)
        };
        Ok(OutOfSampleGain {
            crps_small: score(&few)?,
            crps_large: score(&more)?,
            clark_west: clark_west(&errors(&few), &errors(&more), self.ahead)?,
            first_row: few[0].row,
            first_window: few[0].known,
            n: few.len(),
        })
    }
}

/// A smaller and a larger regression as forecasters of the same outcomes.
#[derive(Debug, Clone, PartialEq)]
pub struct OutOfSampleGain {
    /// Mean continuous ranked probability score of the smaller one, in units of the outcome; smaller is better.
    pub crps_small: f64,
    /// The same of the larger one.
    pub crps_large: f64,
    /// Null hypothesis: the larger one forecasts no better.
    pub clark_west: ClarkWest,
    /// First row that was forecast, from 0.
    pub first_row: usize,
    /// Rows that its forecast rests on.
    pub first_window: usize,
    /// Forecasts.
    pub n: usize,
}

impl OutOfSampleGain {
    /// `1 - crps_large / crps_small`: above 0 when the larger one is better, at most 1.
    pub fn skill(&self) -> f64 {
        1.0 - self.crps_large / self.crps_small
    }
}

#[cfg(test)]
mod tests {
    //! (a) hand: growing means; (b) OLS refits by statsmodels, in `tests/it/scoring.rs`; (c) property: a useful
    //! column gains, a useless one seldom seems to.
    use super::*;
    use crate::resampling::stream;
    use crate::tolerance::Tolerance::Exact;
    use rand_distr::{Distribution, StandardNormal};

    fn constant(n: usize) -> Columns {
        let mut x = Columns::new(n);
        x.constant();
        x
    }

    #[test]
    fn growing_means_by_hand() {
        let y = [1.0, 3.0, 5.0, 7.0, 0.0];
        let at_once = ExpandingWindow { ahead: Horizon(1), first: 2 };
        let made = at_once.forecasts(&y, &constant(5), &[0, 1, 2, 3, 4]).unwrap();
        // Means 2, 3, 4; variances 2, 4, 20/3, each times 1 + 1/rows.
        let hand: [(f64, f64); 3] = [(2.0, 2.0 * 1.5), (3.0, 4.0 * 4.0 / 3.0), (4.0, 20.0 / 3.0 * 1.25)];
        assert_eq!(made.len(), hand.len());
        for (f, (mean, variance)) in made.iter().zip(hand) {
            Exact.check("mean", f.mean, mean).unwrap();
            Exact.check("spread", f.standard_deviation, variance.sqrt()).unwrap();
        }
        // Two periods ahead, and a hole after the third row: what period 4 knows is rows 0 to 2, not row 3 (period 3).
        let ahead = ExpandingWindow { ahead: Horizon(2), first: 2 };
        let made = ahead.forecasts(&y, &constant(5), &[0, 1, 2, 4, 5]).unwrap();
        let seen: Vec<(usize, usize)> = made.iter().map(|f| (f.row, f.known)).collect();
        assert_eq!(seen, [(3, 3), (4, 3)]);
        Exact.check("mean", made[0].mean, 3.0).unwrap();
    }

    #[test]
    fn refusals() {
        let y = [1.0, 3.0, 5.0, 7.0, 0.0];
        let window = |ahead, first| ExpandingWindow { ahead: Horizon(ahead), first };
        let on = |w: ExpandingWindow, periods: &[usize]| w.forecasts(&y, &constant(5), periods);
        assert!(on(window(0, 2), &[0, 1, 2, 3, 4]).is_err());
        assert!(on(window(1, 1), &[0, 1, 2, 3, 4]).is_err());
        assert!(on(window(1, 2), &[0, 1, 2, 2, 4]).is_err());
        assert!(on(window(1, 2), &[0, 1, 2]).is_err());
        let none = on(window(1, 5), &[0, 1, 2, 3, 4]);
        assert!(matches!(none, Err(Refusal::TooFewObservations { have: 5, need: 7 })), "{none:?}");
        // A column that does not vary at first cannot be told from the constant there.
        let mut x = constant(5);
        x.push_with("late", |t| if t < 3 { 1.0 } else { 2.0 });
        let late = window(1, 3).forecasts(&y, &x, &[0, 1, 2, 3, 4]);
        assert!(matches!(&late, Err(Refusal::Singular { column, .. }) if column == "late"), "{late:?}");
    }

    /// Share of worlds in which the larger model seems better at 5 %, and mean skill: `y` averages three errors ahead, and
    /// `effect` times a column of the larger model.
    fn gains(effect: f64, worlds: u64) -> (f64, f64) {
        let n = 200;
        let (mut rejected, mut skill) = (0.0, 0.0);
        for world in 0..worlds {
            let random = &mut stream(41, world);
            let mut normal = |n: usize| -> Vec<f64> { (0..n).map(|_| StandardNormal.sample(random)).collect() };
            let (errors, cause) = (normal(n + 3), normal(n));
            let y: Vec<f64> =
                (0..n).map(|t| effect * cause[t] + errors[t + 1..t + 4].iter().sum::<f64>() / 3.0).collect();
            let mut small = constant(n);
            small.push("own", &errors[..n]).unwrap();
            let mut large = small.clone();
            large.push("cause", &cause).unwrap();
            let periods: Vec<usize> = (0..n).collect();
            let window = ExpandingWindow { ahead: Horizon(3), first: 100 };
            let found = window.compare(&y, (&small, &large), &periods).unwrap();
            rejected += f64::from(u8::from(found.clark_west.p_value < 0.05));
            skill += found.skill();
        }
        (rejected / worlds as f64, skill / worlds as f64)
    }

    #[test]
    fn a_useful_column_gains_and_a_useless_one_does_not() {
        let (rejected, skill) = gains(0.4, 100);
        assert!(rejected > 0.9 && skill > 0.05, "{rejected} {skill}");
        let (rejected, skill) = gains(0.0, 1_000);
        // 97 overlapping forecasts: the test may reject somewhat too often (see `clark_west`); 3 standard errors of .08.
        assert!(rejected < 0.106 && skill < 0.0, "{rejected} {skill}");
    }
}
