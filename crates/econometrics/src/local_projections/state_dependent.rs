//! Responses that depend on a state: all regressors times a weight and times one minus the weight, in one
//! regression. Auerbach and Gorodnichenko (2012) with a smooth weight, Ramey and Zubairy (2018) with a 0/1 state.
//!
//! The difference of the two responses is descriptive. Where the impulse itself moves the state, the responses mix
//! states, and only small surprises have the reading "the response in this state" (Goncalves, Herrera, Kilian and
//! Pesavento 2024).

use super::path::{PathSettings, Question, ResponsePath};
use super::projection::{LocalProjection, Named};
use super::sample::Layout;
use crate::caution::Caution;
use crate::columns::Columns;
use crate::refusal::{Refusal, require_length};

/// How a state's reading becomes a weight between 0 and 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum StateWeight {
    /// `1 / (1 + exp(-gamma z))`, z the reading minus the mean of all readings over their standard deviation
    /// (divisor n - 1): the weight of high readings. Auerbach and Gorodnichenko's F is the weight of low ones.
    Logistic {
        /// Sharpness, above 0: 1 is gentle, 10 is nearly a switch at the mean.
        gamma: f64,
    },
    /// The reading itself, which must be 0 or 1.
    Indicator,
}

/// The state on which responses depend.
#[derive(Debug, Clone, Copy)]
pub struct State<'a> {
    /// One reading per period.
    pub series: Named<'a>,
    /// How it is weighed.
    pub weight: StateWeight,
    /// How many periods before the impulse the state is read: 1 is usual, so that the impulse cannot have moved
    /// it; 0 is possible and carries a caution.
    pub delay: usize,
}

impl<'a> State<'a> {
    /// The state of the period before the impulse.
    pub fn before(series: Named<'a>, weight: StateWeight) -> Self {
        Self { series, weight, delay: 1 }
    }

    /// Weights of all periods.
    fn weights(&self) -> Result<Vec<Option<f64>>, Refusal> {
        let values = self.series.values;
        let column = || self.series.name.to_owned();
        if let Some(row) = values.iter().position(|v| v.is_some_and(|v| !v.is_finite())) {
            return Err(Refusal::NotFinite { row, column: column() });
        }
        match self.weight {
            StateWeight::Indicator => match values.iter().flatten().find(|v| **v != 0.0 && **v != 1.0) {
                Some(&value) => Err(Refusal::SettingOutOfRange { name: "state", value, range: "0 or 1" }),
                None => Ok(values.to_vec()),
            },
            StateWeight::Logistic { gamma } => {
                if !(gamma > 0.0 && gamma.is_finite()) {
                    return Err(Refusal::SettingOutOfRange { name: "gamma", value: gamma, range: "above 0" });
                }
                let n = values.iter().flatten().count() as f64;
                let mean = values.iter().flatten().sum::<f64>() / n;
                let squares: f64 = values.iter().flatten().map(|v| (v - mean).powi(2)).sum();
                let deviation = (squares / (n - 1.0)).sqrt();
                let size = values.iter().flatten().fold(0.0f64, |m, v| m.max(v.abs()));
                if n < 2.0 || deviation <= n * f64::EPSILON * size {
                    return Err(Refusal::NoVariation { column: column(), observations: n as usize });
                }
                let weigh = |v: f64| 1.0 / (1.0 + (-gamma * (v - mean) / deviation).exp());
                Ok(values.iter().map(|v| v.map(weigh)).collect())
            }
        }
    }
}

/// Responses in both states and their difference.
#[derive(Debug, Clone, PartialEq)]
pub struct StatePath {
    /// Responses where the weight is 1.
    pub high: ResponsePath,
    /// Responses where the weight is 0.
    pub low: ResponsePath,
    /// high - low, with the standard error of the difference from the one regression.
    pub difference: ResponsePath,
    /// Sum of the weights over the rows of the first horizon: how many periods speak for `high`.
    pub periods_high: f64,
    /// Sum of one minus the weights.
    pub periods_low: f64,
    /// What a reader must know of the state; cautions of the sample stand with each path.
    pub cautions: Vec<Caution>,
}

impl LocalProjection<'_> {
    /// The responses of a path in two states.
    ///
    /// The regressors of [`LocalProjection::response_path`] enter twice, times the weight and times one minus it:
    /// twice as many columns, so twice as long a sample is needed. Refuses what a path refuses, a state of another
    /// length or without variation, a 0/1 state with other values, and a state that is too rare for its columns
    /// (as a column that adds nothing, or a leverage of 1).
    pub fn state_dependent_path(&self, state: &State<'_>, settings: &PathSettings) -> Result<StatePath, Refusal> {
        let layout = Layout::of(self)?;
        require_length(state.series.name, state.series.values.len(), layout.periods())?;
        let weights = state.weights()?;
        let weight = |t: usize| t.checked_sub(state.delay).and_then(|before| weights[before]);
        // The choice of rows leaves none without a weight.
        let present = |t: usize| weight(t).unwrap_or(f64::NAN);
        let design = |rows: &[usize]| {
            let x = layout.regressors(rows);
            let mut both = Columns::with_capacity(x.n_rows(), 2 * x.n_columns());
            for (state, high) in [("high", true), ("low", false)] {
                for (j, name) in x.names().iter().enumerate() {
                    let column = x.column(j);
                    both.push_with(format!("{state}.{name}"), |row| {
                        let share = present(rows[row]);
                        column[row] * if high { share } else { 1.0 - share }
                    });
                }
            }
            Ok(both)
        };
        let question = Question { layout: &layout, settings, admits: &|t| weight(t).is_some(), design: &design };
        let fits = question.fit()?;
        let high = Layout::IMPULSE_COLUMN;
        let low = layout.columns() + high;
        let rows = fits.rows();
        let periods_high: f64 = rows.iter().map(|&t| present(t)).sum();
        let cautions = if state.delay == 0 { vec![Caution::StateOfSamePeriod] } else { Vec::new() };
        Ok(StatePath {
            high: fits
                .path(&[(high, 1.0)], "a surprise in the impulse does not move the response in the high state")?,
            low: fits.path(&[(low, 1.0)], "a surprise in the impulse does not move the response in the low state")?,
            difference: fits.path(&[(high, 1.0), (low, -1.0)], "the response is the same in both states")?,
            periods_high,
            periods_low: rows.len() as f64 - periods_high,
            cautions,
        })
    }
}
