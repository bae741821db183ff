//! Structural models of one series (Harvey 1989): trend, season, regression effects and an irregular part, put
//! together as a state-space model. Estimation is in `structural_fit.rs`.

use std::f64::consts::TAU;

use super::{Observations, StateSpace};
use crate::columns::Columns;
use crate::refusal::{Refusal, require_finite, require_length};

/// Name of the one series of a structural model.
pub(super) const OUTCOME: &str = "outcome";

/// How the trend moves. All starts are diffuse.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trend {
    /// A random walk, `level`.
    LocalLevel,
    /// A random walk whose drift, `slope`, is a random walk too.
    LocalLinear,
    /// As [`Trend::LocalLinear`], with noise in the slope only: a smooth curve.
    Smooth,
}

/// Seasonal pattern. `period`: periods until it comes back, 2 to 366; `varies`: whether it changes over time, with
/// one variance to estimate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seasonal {
    /// None.
    None,
    /// Effects of which any `period` in a row sum to zero, up to noise where it varies.
    Dummy {
        /// Periods until the pattern comes back.
        period: usize,
        /// Whether it changes over time.
        varies: bool,
    },
    /// Harmonics; where they vary, all have one variance.
    Trigonometric {
        /// Periods until the pattern comes back.
        period: usize,
        /// Whether it changes over time.
        varies: bool,
    },
}

/// Trend + season + regression effects + irregular part of a series of n periods.
#[derive(Debug, Clone, Copy)]
pub struct StructuralModel<'a> {
    /// Readings; `None` where missing.
    pub outcome: &'a [Option<f64>],
    /// How the trend moves.
    pub trend: Trend,
    /// Seasonal pattern.
    pub seasonal: Seasonal,
    /// n rows, also where the outcome is missing; each column has a fixed coefficient, a diffuse state of the
    /// column's name. May have no columns. Columns of very different size (factor 1e6) should be rescaled first.
    pub regressors: &'a Columns,
}

/// Loadings, transition and names of the parts, in the order trend, season, regressors.
#[derive(Default)]
struct Parts {
    names: Vec<String>,
    loadings: Vec<f64>,
    /// (to, from, value).
    transition: Vec<(usize, usize, f64)>,
    /// For each state: position among the variances of its noise, if any.
    noisy: Vec<Option<usize>>,
}

impl Parts {
    fn push(&mut self, name: impl Into<String>, loading: f64, noise: Option<usize>) -> usize {
        self.names.push(name.into());
        self.loadings.push(loading);
        self.noisy.push(noise);
        self.names.len() - 1
    }
}

/// A structural model as a state-space model whose variances are still to be set.
#[derive(Debug, Clone)]
pub(super) struct Built {
    pub(super) model: StateSpace,
    pub(super) observations: Observations,
    /// Names of the variances: `irregular` first.
    pub(super) variances: Vec<&'static str>,
    noisy: Vec<Option<usize>>,
}

impl Built {
    /// Puts the variances, in the order of their names, into a model of this shape.
    pub(super) fn set(&self, variances: &[f64], model: &mut StateSpace) -> Result<(), Refusal> {
        model.set_reading_variance(OUTCOME, variances[0])?;
        let of_states: Vec<f64> = self.noisy.iter().map(|n| n.map_or(0.0, |at| variances[at])).collect();
        model.set_state_variances(&of_states)
    }
}

impl StructuralModel<'_> {
    /// Names of the variances to estimate: `irregular`, then `level`, `slope` and `season` as far as they exist.
    pub fn variances(&self) -> Vec<&'static str> {
        let trend: &[&str] = match self.trend {
            Trend::LocalLevel => &["level"],
            Trend::LocalLinear => &["level", "slope"],
            Trend::Smooth => &["slope"],
        };
        let varies = match self.seasonal {
            Seasonal::None => false,
            Seasonal::Dummy { varies, .. } | Seasonal::Trigonometric { varies, .. } => varies,
        };
        let season: &[&str] = if varies { &["season"] } else { &[] };
        ["irregular"].iter().chain(trend).chain(season).copied().collect()
    }

    /// Weights of the states that make up the seasonal effect.
    pub(super) fn season_states(&self) -> Vec<String> {
        match self.seasonal {
            Seasonal::None => Vec::new(),
            Seasonal::Dummy { .. } => vec!["season lag 0".to_owned()],
            Seasonal::Trigonometric { period, .. } => (1..=period / 2).map(|j| format!("season cos {j}")).collect(),
        }
    }

    pub(super) fn build(&self) -> Result<Built, Refusal> {
        let n = self.outcome.len();
        require_length("regressors", self.regressors.n_rows(), n)?;
        let observations = Observations::new(&[(OUTCOME, self.outcome)])?;
        let variances = self.variances();
        let at = |name: &str| variances.iter().position(|v| *v == name);
        let mut parts = Parts::default();
        let level = parts.push("level", 1.0, at("level"));
        parts.transition.push((level, level, 1.0));
        if self.trend != Trend::LocalLevel {
            let slope = parts.push("slope", 0.0, at("slope"));
            parts.transition.extend([(level, slope, 1.0), (slope, slope, 1.0)]);
        }
        self.add_season(&mut parts, at("season"))?;
        let fixed = parts.names.len();
        for (j, name) in self.regressors.names().iter().enumerate() {
            require_finite(self.regressors.column(j), name)?;
            let state = parts.push(name, 0.0, None);
            parts.transition.push((state, state, 1.0));
        }
        let m = parts.names.len();
        let names: Vec<&str> = parts.names.iter().map(String::as_str).collect();
        let mut model = StateSpace::new(&names, &[OUTCOME])?;
        let mut transition = vec![0.0; m * m];
        for (to, from, value) in parts.transition {
            transition[from * m + to] = value;
        }
        model.set_transition(&transition)?;
        if self.regressors.n_columns() == 0 {
            model.set_loadings(OUTCOME, &parts.loadings)?;
        } else {
            let mut loadings = parts.loadings.repeat(n);
            for j in 0..self.regressors.n_columns() {
                for (t, value) in self.regressors.column(j).iter().enumerate() {
                    loadings[t * m + fixed + j] = *value;
                }
            }
            model.set_loadings_by_period(OUTCOME, &loadings)?;
        }
        Ok(Built { model, observations, variances, noisy: parts.noisy })
    }

    fn add_season(&self, parts: &mut Parts, noise: Option<usize>) -> Result<(), Refusal> {
        let period = match self.seasonal {
            Seasonal::None => return Ok(()),
            Seasonal::Dummy { period, .. } | Seasonal::Trigonometric { period, .. } => period,
        };
        if !(2..=366).contains(&period) {
            let (name, range) = ("periods of a season", "2 to 366");
            return Err(Refusal::SettingOutOfRange { name, value: period as f64, range });
        }
        if let Seasonal::Dummy { .. } = self.seasonal {
            let first = parts.names.len();
            for lag in 0..period - 1 {
                let head = lag == 0;
                let state = parts.push(format!("season lag {lag}"), f64::from(u8::from(head)), noise.filter(|_| head));
                parts.transition.push((first, state, -1.0));
                if !head {
                    parts.transition.push((state, state - 1, 1.0));
                }
            }
            return Ok(());
        }
        for j in 1..=period / 2 {
            let (sin, cos) = (TAU * j as f64 / period as f64).sin_cos();
            let even = parts.push(format!("season cos {j}"), 1.0, noise);
            if 2 * j == period {
                parts.transition.push((even, even, -1.0));
                continue;
            }
            let odd = parts.push(format!("season sin {j}"), 0.0, noise);
            parts.transition.extend([(even, even, cos), (even, odd, sin), (odd, even, -sin), (odd, odd, cos)]);
        }
        Ok(())
    }
}
