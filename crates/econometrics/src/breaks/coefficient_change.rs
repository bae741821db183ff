//! Whether one coefficient of a regression changes at a date that nobody stated: the largest robust Wald statistic over
//! all dates. A test for a change of all coefficients stands in `sup_f.rs`.

use std::sync::Arc;

use super::sup_f::{Trimming, limit_p_values};
use crate::columns::Columns;
use crate::linear::dot;
use crate::refusal::{Refusal, require_length};
use crate::regression::{Coefficient, Covariance, FactoredDesign, OrdinaryLeastSquares};
use crate::resampling::{WildWeights, replicates_with};

/// Nearer to 1 than this, a leverage is 1 up to rounding.
const LEVERAGE_GAP_MIN: f64 = 1e-10;

/// Below this share of its length that the other columns leave of a column, the rest is rounding error.
const REMAINDER_MIN: f64 = 1e-10;

/// Fewest observations on either side of a date: with fewer, one of them decides a coefficient.
const SIDE_MIN: usize = 10;

const NULL: &str = "the coefficient changes at no date";

/// Settings of the test.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CoefficientChange {
    /// Share of the observations at each end that is not searched.
    pub trimming: Trimming,
    /// Every so many observations a date is tried; 1 tries all.
    pub every: usize,
    /// Draws for the p-value, 19 to 100,000.
    pub draws: usize,
    /// Seed of the random numbers. Draw k of a seed is the same whatever the number of threads.
    pub seed: u64,
}

/// What the test found.
#[derive(Debug, Clone, PartialEq)]
pub struct CoefficientChangeTest {
    /// Dates tried: the number of observations before the change.
    pub dates: Vec<usize>,
    /// HC3 Wald statistic of the change at each of them.
    pub wald: Vec<f64>,
    /// The date of the largest.
    pub date: usize,
    /// The largest.
    pub statistic: f64,
    /// (1 + draws with a statistic at least as large) / (1 + draws).
    pub p_value: f64,
    /// Of the limit over all dates (Andrews 1993); it asks for more observations than the draws do.
    pub p_value_limit: f64,
    /// The coefficient before that date (HC3).
    pub before: Coefficient,
    /// What the change adds to it from that date on (HC3).
    pub change: Coefficient,
    /// The coefficient from that date on (HC3).
    pub after: Coefficient,
    /// The null hypothesis, as a sentence.
    pub null: &'static str,
    /// Observations.
    pub n: usize,
    /// Draws used.
    pub draws: usize,
}

/// What one date needs of the design.
struct Candidate {
    /// The step on all columns, its residual; and the sum of its squares.
    step: Vec<f64>,
    step_size: f64,
    /// The step times the column, on all columns and the step, its residual; and the sum of its squares.
    change: Vec<f64>,
    change_size: f64,
    /// What a squared residual adds to the HC3 variance of the change.
    weight: Vec<f64>,
}

impl Candidate {
    /// The Wald statistic of a response of which only what the columns leave is given.
    fn wald(&self, left: &[f64]) -> f64 {
        let (level, change) = (dot(&self.step, left) / self.step_size, dot(&self.change, left) / self.change_size);
        let columns = self.step.iter().zip(&self.change).zip(&self.weight);
        let variance: f64 =
            left.iter().zip(columns).map(|(y, ((s, c), w))| w * (y - level * s - change * c).powi(2)).sum();
        if variance > 0.0 { change * change / variance } else { 0.0 }
    }
}

impl CoefficientChange {
    /// Tests whether the coefficient of column `column` in the regression of `y` (n values) on `x` (n rows, a constant
    /// among its columns) changes after some observation, all other coefficients staying. At each date a step is added,
    /// so that a change of the level is not taken for one of the coefficient, and the step times the column, whose HC3
    /// Wald statistic counts.
    ///
    /// The p-value comes from draws with the regressors held fixed (Hansen 2000, Journal of Econometrics 97): residuals
    /// of the regression without a change, divided by 1 - leverage, get random signs that are the same within a block of
    /// time, so that unequal variances, and errors that overlap within a block, are kept. `blocks` says for each row
    /// which block it belongs to, from 0.
    ///
    /// Refuses NaN and infinities, lengths that differ, a column that is not there, settings out of range, dates with
    /// fewer than 10 observations on a side, a column that does not vary on a side, and a leverage of 1.
    pub fn test(
        &self,
        y: &[f64],
        x: &Columns,
        column: usize,
        blocks: &[usize],
    ) -> Result<CoefficientChangeTest, Refusal> {
        let (n, k) = (x.n_rows(), x.n_columns());
        require_length("response", y.len(), n)?;
        require_length("blocks", blocks.len(), n)?;
        if column >= k {
            return Err(Refusal::NoSuch { what: "column", index: column, count: k });
        }
        if self.every == 0 || !(19..=100_000).contains(&self.draws) {
            let value = self.draws as f64;
            let range = "between 19 and 100,000, with dates at least 1 apart";
            return Err(Refusal::SettingOutOfRange { name: "draws", value, range });
        }
        let first = ((self.trimming.share() * n as f64 + 1e-9).floor() as usize).max(SIDE_MIN);
        if n < k + 3 || n < 2 * first {
            return Err(Refusal::TooFewObservations { have: n, need: (2 * first).max(k + 3) });
        }
        let design = Arc::new(FactoredDesign::new(x)?);
        let restricted = OrdinaryLeastSquares::fit_factored(y, &design)?;
        let tried: Vec<usize> = (first..=n - first).step_by(self.every).collect();
        let dates: Vec<Candidate> =
            tried.iter().map(|d| prepared(x, column, *d, &design)).collect::<Result<_, Refusal>>()?;
        let wald: Vec<f64> = dates.iter().map(|d| d.wald(restricted.residuals())).collect();
        let at = (1..wald.len()).fold(0, |best, i| if wald[i] > wald[best] { i } else { best });
        let statistic = wald[at];
        let mut fair = Vec::with_capacity(n);
        for (row, (e, h)) in restricted.residuals().iter().zip(design.leverages()).enumerate() {
            if 1.0 - h < LEVERAGE_GAP_MIN {
                return Err(Refusal::LeverageOne { row });
            }
            fair.push(e / (1.0 - h));
        }
        let reach = blocks.iter().max().map_or(0, |b| b + 1);
        let drawn: Result<Vec<f64>, Refusal> = replicates_with(
            self.draws,
            self.seed,
            || (vec![0.0; reach], vec![0.0; n]),
            |(signs, response), _, random| {
                WildWeights::Rademacher.fill(signs, random);
                for ((r, e), block) in response.iter_mut().zip(&fair).zip(blocks) {
                    *r = signs[*block] * e;
                }
                let left = OrdinaryLeastSquares::fit_factored(response, &design)?;
                Ok(dates.iter().map(|d| d.wald(left.residuals())).fold(0.0, f64::max))
            },
        )
        .into_iter()
        .collect();
        let larger = drawn?.iter().filter(|w| **w >= statistic).count();
        let mut with = x.clone();
        let date = tried[at];
        with.push_with("step", |i| f64::from(u8::from(i >= date)));
        let product = with.push_with("step times column", |i| if i >= date { x.column(column)[i] } else { 0.0 });
        let fit = OrdinaryLeastSquares::fit(y, &with)?;
        Ok(CoefficientChangeTest {
            date,
            statistic,
            p_value: (1 + larger) as f64 / (1 + self.draws) as f64,
            p_value_limit: limit_p_values(statistic, 1, self.trimming)?.sup,
            before: fit.coefficient(column, Covariance::Hc3)?,
            change: fit.coefficient(product, Covariance::Hc3)?,
            after: fit.sum_of(&[column, product], Covariance::Hc3)?,
            null: NULL,
            n,
            draws: self.draws,
            dates: tried,
            wald,
        })
    }
}

/// Step and product at one date, less what all columns, and then the step, explain of them.
fn prepared(x: &Columns, column: usize, date: usize, design: &Arc<FactoredDesign>) -> Result<Candidate, Refusal> {
    let n = x.n_rows();
    let after =
        |of: &dyn Fn(usize) -> f64| -> Vec<f64> { (0..n).map(|i| if i >= date { of(i) } else { 0.0 }).collect() };
    let raw = [after(&|_| 1.0), after(&|i| x.column(column)[i])];
    let left = |values: &[f64]| -> Result<Vec<f64>, Refusal> {
        Ok(OrdinaryLeastSquares::fit_factored(values, design)?.residuals().to_vec())
    };
    let (step, product) = (left(&raw[0])?, left(&raw[1])?);
    let step_size = dot(&step, &step);
    let enough = |size: f64, of: &[f64], name: &str| {
        let remainder = (size / dot(of, of)).sqrt();
        if remainder > REMAINDER_MIN {
            Ok(())
        } else {
            Err(Refusal::Singular { column: format!("{name} after {date} observations"), remainder })
        }
    };
    enough(step_size, &raw[0], "step")?;
    let shared = dot(&step, &product) / step_size;
    let change: Vec<f64> = product.iter().zip(&step).map(|(p, s)| p - shared * s).collect();
    let change_size = dot(&change, &change);
    enough(change_size, &raw[1], "change")?;
    let mut weight = Vec::with_capacity(n);
    for (row, ((h, s), c)) in design.leverages().iter().zip(&step).zip(&change).enumerate() {
        let gap = 1.0 - (h + s * s / step_size + c * c / change_size);
        if gap < LEVERAGE_GAP_MIN {
            return Err(Refusal::LeverageOne { row });
        }
        weight.push((c / gap / change_size).powi(2));
    }
    Ok(Candidate { step, step_size, change, change_size, weight })
}

#[cfg(test)]
mod tests {
    //! (a) hand: a slope that turns, found at its date; (b) every date by statsmodels, in `tests/it/breaks.rs`;
    //! (c) property: the level may change, size under overlap and unequal variances, power.
    use super::*;
    use crate::resampling::stream;
    use crate::tolerance::Tolerance::Exact;
    use rand_distr::{Distribution, StandardNormal};

    fn settings(draws: usize) -> CoefficientChange {
        CoefficientChange { trimming: Trimming::new(0.15).unwrap(), every: 1, draws, seed: 3 }
    }

    fn design(u: &[f64]) -> Columns {
        let mut x = Columns::new(u.len());
        x.constant();
        x.push("u", u).unwrap();
        x
    }

    #[test]
    fn a_slope_that_turns_is_found_with_its_numbers() {
        let n = 60;
        let u: Vec<f64> = (0..n).map(|t| f64::from((t * 7 % 5) as u8) - 2.0).collect();
        // A slope of 2 for 24 observations, then -1; the level rises by 5 at the same date. Errors of +-.1 in turn.
        let y: Vec<f64> = (0..n)
            .map(|t| {
                let error = if t % 2 == 0 { 0.1 } else { -0.1 };
                error + if t < 24 { 2.0 * u[t] } else { 5.0 - u[t] }
            })
            .collect();
        let blocks: Vec<usize> = (0..n).collect();
        let found = settings(99).test(&y, &design(&u), 1, &blocks).unwrap();
        assert_eq!((found.date, found.n, found.dates[0], found.dates.len()), (24, 60, 10, 41));
        assert!((found.before.estimate - 2.0).abs() < 0.03 && (found.after.estimate + 1.0).abs() < 0.03);
        Exact.check("Wald", found.statistic, found.change.t.powi(2)).unwrap();
        Exact.check("p", found.p_value, 0.01).unwrap();
        // A change of the level alone is none of the slope's.
        let level: Vec<f64> = (0..n).map(|t| if t < 24 { 0.0 } else { 5.0 } + (t as f64 * 1.7).sin()).collect();
        let found = settings(199).test(&level, &design(&u), 1, &blocks).unwrap();
        assert!(found.p_value > 0.1, "{}", found.p_value);
    }

    #[test]
    fn refusals() {
        let n = 40;
        let u: Vec<f64> = (0..n).map(|t| (t as f64).sin()).collect();
        let y: Vec<f64> = (0..n).map(|t| (t as f64 * 0.7).cos()).collect();
        let blocks: Vec<usize> = (0..n).collect();
        let x = design(&u);
        assert!(settings(99).test(&y[1..], &x, 1, &blocks).is_err());
        assert!(settings(99).test(&y, &x, 2, &blocks).is_err());
        assert!(settings(99).test(&y, &x, 1, &blocks[1..]).is_err());
        assert!(settings(5).test(&y, &x, 1, &blocks).is_err());
        assert!(CoefficientChange { every: 0, ..settings(99) }.test(&y, &x, 1, &blocks).is_err());
        let short = x.select_rows(&(0..19).collect::<Vec<_>>()).unwrap();
        let few = settings(99).test(&y[..19], &short, 1, &blocks[..19]);
        assert!(matches!(few, Err(Refusal::TooFewObservations { have: 19, need: 20 })), "{few:?}");
        // The column stands still from the first date on: its change cannot be told from the level's.
        let still: Vec<f64> = (0..n).map(|t| if t < 10 { u[t] } else { 0.5 }).collect();
        let stands = settings(99).test(&y, &design(&still), 1, &blocks);
        assert!(matches!(stands, Err(Refusal::Singular { .. })), "{stands:?}");
    }

    /// Share of worlds that are rejected at 5 %: responses that average three errors ahead, whose size follows the
    /// column's; after 70 of 120 observations the slope changes by `by`.
    fn rejected(by: f64, worlds: u64) -> f64 {
        let n = 120;
        let found = (0..worlds).filter(|world| {
            let random = &mut stream(17, *world);
            let mut normal = |n: usize| -> Vec<f64> { (0..n).map(|_| StandardNormal.sample(random)).collect() };
            let (u, errors) = (normal(n), normal(n + 3));
            let y: Vec<f64> = (0..n)
                .map(|t| {
                    let slope = if t < 70 { -0.3 } else { -0.3 + by };
                    slope * u[t] + (0.5 + 0.5 * u[t].abs()) * errors[t + 1..t + 4].iter().sum::<f64>() / 3.0
                })
                .collect();
            let blocks: Vec<usize> = (0..n).map(|t| t / 3).collect();
            settings(199).test(&y, &design(&u), 1, &blocks).unwrap().p_value <= 0.05
        });
        found.count() as f64 / worlds as f64
    }

    #[test]
    fn it_rejects_about_as_often_as_it_says() {
        // 400 worlds: a standard error of .011 at .05; 3.5 of them above.
        let size = rejected(0.0, 400);
        assert!(size < 0.088, "{size}");
        let power = rejected(0.8, 60);
        assert!(power > 0.7, "{power}");
    }
}
