//! The Kalman filter: means of the states given the readings so far, news, and the log likelihood. Variances and
//! gains come from `gains.rs`; means given all readings are in `smoother.rs`.

use super::gains::{Gains, Kind};
use super::path::{HiddenPath, path_of};
use super::small::{inner, times_vector};
use super::{Observations, StateSpace};
use crate::refusal::{Refusal, require_name};

/// Half the logarithm of two pi.
const HALF_LOG_TWO_PI: f64 = 0.918_938_533_204_672_8;

/// Memory that repeated filtering reuses: hand the same one to every call, and nothing is allocated in the loop
/// over time, nor between calls on models and samples of the same sizes.
#[derive(Debug, Clone, Default)]
pub struct Workspace {
    pub(super) gains: Gains,
    pub(super) means: Means,
}

impl Workspace {
    /// An empty workspace; it takes its sizes from its first use.
    pub fn new() -> Self {
        Self::default()
    }
}

/// The half of the filter that looks at values.
#[derive(Debug, Clone, Default)]
pub(super) struct Means {
    /// News of each reading, n x p; 0 where there is none.
    pub(super) news: Vec<f64>,
    state: Vec<f64>,
    next: Vec<f64>,
}

/// Where a pass over values stands.
pub(super) enum Stage {
    /// Before the readings of a period.
    Predicted,
    /// After them.
    Filtered,
}

impl Means {
    /// Runs over the readings (NaN: missing) with given gains. `each` sees the mean of the states before and after
    /// the readings of each period and after the last step; `likelihood` sees each period's log likelihood.
    pub(super) fn run(
        &mut self,
        model: &StateSpace,
        gains: &Gains,
        values: &[f64],
        mut each: impl FnMut(usize, Stage, &[f64]),
        mut likelihood: impl FnMut(usize, f64),
    ) -> Result<(), Refusal> {
        let (n, m, p) = (gains.n, gains.m, gains.p);
        self.news.resize(n * p, 0.0);
        self.next.resize(m, 0.0);
        self.state.clear();
        self.state.extend_from_slice(&model.start_mean);
        for t in 0..n {
            each(t, Stage::Predicted, &self.state);
            let mut sum = 0.0;
            for i in 0..p {
                let at = t * p + i;
                if gains.kinds[at] == Kind::Missing {
                    self.news[at] = 0.0;
                    continue;
                }
                let z = model.loading(t, i);
                let expected = model.offset[i] + inner(z, &self.state);
                let news = values[at] - expected;
                self.news[at] = news;
                match gains.kinds[at] {
                    Kind::Diffuse(k) => sum -= 0.5 * gains.diffuse_news[k].ln(),
                    Kind::Ordinary => {
                        let variance = gains.news[at];
                        sum -= HALF_LOG_TWO_PI + 0.5 * (variance.ln() + news * news / variance);
                    }
                    _ => {
                        let size: f64 = z.iter().zip(&self.state).map(|(z, a)| (z * a).abs()).sum();
                        if news.abs() > 1e-6 * (size + values[at].abs()) {
                            let column = model.series[i].clone();
                            return Err(Refusal::Contradiction { row: t, column, gap: news });
                        }
                        continue;
                    }
                }
                let gain = &gains.gains[at * m..(at + 1) * m];
                self.state.iter_mut().zip(gain).for_each(|(a, k)| *a += k * news);
            }
            likelihood(t, sum);
            each(t, Stage::Filtered, &self.state);
            times_vector(model.transition.at(t), &self.state, &mut self.next);
            self.state.iter_mut().zip(&self.next).zip(&model.intercept).for_each(|((a, next), c)| *a = next + c);
        }
        each(n, Stage::Predicted, &self.state);
        Ok(())
    }
}

impl StateSpace {
    /// The log likelihood of the readings. Readings that are the first to see a diffuse direction count with minus
    /// half the logarithm of the diffuse variance of their news and nothing else, as in the R package KFAS; other
    /// programs differ from it by constants that do not depend on the parameters.
    ///
    /// Refuses readings of other series than the model's, readings that leave a diffuse direction unseen, and
    /// a reading that the model and earlier ones fix exactly at another value.
    pub fn log_likelihood(&self, y: &Observations, workspace: &mut Workspace) -> Result<f64, Refusal> {
        workspace.gains.compute(self, y, false)?;
        require_all_seen(self, &workspace.gains, y)?;
        let mut sum = 0.0;
        workspace.means.run(self, &workspace.gains, y.values(), |_, _, _| {}, |_, part| sum += part)?;
        if sum.is_finite() {
            Ok(sum)
        } else {
            Err(Refusal::NotFinite { row: y.periods(), column: "log likelihood".to_owned() })
        }
    }

    /// Means and variances of the states before and after the readings of each period, and the news of each
    /// reading. Refuses what [`StateSpace::log_likelihood`] refuses, except unseen directions: see
    /// [`Filtered::diffuse_left`].
    pub fn filter(&self, y: &Observations) -> Result<Filtered, Refusal> {
        let Workspace { mut gains, mut means } = Workspace::new();
        gains.compute(self, y, true)?;
        let (n, m) = (gains.n, gains.m);
        let (mut predicted, mut filtered) = (Vec::with_capacity((n + 1) * m), Vec::with_capacity(n * m));
        let mut log_likelihood_by_period = Vec::with_capacity(n);
        means.run(
            self,
            &gains,
            y.values(),
            |_, stage, state| match stage {
                Stage::Predicted => predicted.extend_from_slice(state),
                Stage::Filtered => filtered.extend_from_slice(state),
            },
            |_, part| log_likelihood_by_period.push(part),
        )?;
        Ok(Filtered {
            states: self.states.clone(),
            series: self.series.clone(),
            readings: y.readings(),
            news: means.news,
            log_likelihood_by_period,
            predicted,
            filtered,
            gains,
        })
    }
}

/// Refuses when some diffuse direction was seen by no reading.
pub(super) fn require_all_seen(model: &StateSpace, gains: &Gains, y: &Observations) -> Result<(), Refusal> {
    if gains.diffuse_left == 0 {
        return Ok(());
    }
    let (have, need) = (y.readings(), model.diffuse_directions());
    if have < need {
        return Err(Refusal::TooFewObservations { have, need });
    }
    Err(Refusal::NotIdentified { directions: gains.diffuse_left, states: model.states.join(", ") })
}

/// What the filter leaves.
#[derive(Debug, Clone)]
pub struct Filtered {
    states: Vec<String>,
    series: Vec<String>,
    readings: usize,
    pub(super) gains: Gains,
    pub(super) news: Vec<f64>,
    log_likelihood_by_period: Vec<f64>,
    predicted: Vec<f64>,
    filtered: Vec<f64>,
}

/// What a reading says that was not expected.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct News {
    /// Reading minus its expectation, given all earlier periods and the series before it in this period.
    pub value: f64,
    /// Its variance; the finite part where `diffuse`.
    pub variance: f64,
    /// Whether the reading is the first to see a diffuse direction: its variance is infinite.
    pub diffuse: bool,
}

impl Filtered {
    /// A state before the readings of each period; the last entry, period n, is the forecast. Variances in the
    /// first [`Filtered::diffuse_periods`] periods are the finite part only.
    pub fn predicted(&self, state: &str) -> Result<HiddenPath, Refusal> {
        path_of(state, &self.states, &self.predicted, &self.gains.predicted)
    }

    /// A state after the readings of each period.
    pub fn filtered(&self, state: &str) -> Result<HiddenPath, Refusal> {
        path_of(state, &self.states, &self.filtered, &self.gains.filtered)
    }

    /// The news of a series, one per period.
    pub fn news(&self, series: &str) -> Result<Vec<Option<News>>, Refusal> {
        let i = require_name("series", series, &self.series)?;
        let news = (0..self.gains.n).map(|t| {
            let at = t * self.gains.p + i;
            let kind = self.gains.kinds[at];
            let diffuse = matches!(kind, Kind::Diffuse(_));
            let variance = self.gains.news[at];
            (kind != Kind::Missing).then(|| News { value: self.news[at], variance, diffuse })
        });
        Ok(news.collect())
    }

    /// Sum of the log likelihoods of the periods.
    pub fn log_likelihood(&self) -> f64 {
        self.log_likelihood_by_period.iter().sum()
    }

    /// Log likelihood of each period's readings given the earlier periods.
    pub fn log_likelihood_by_period(&self) -> &[f64] {
        &self.log_likelihood_by_period
    }

    /// Periods at the start of which some direction of the states was still diffuse.
    pub fn diffuse_periods(&self) -> usize {
        self.gains.diffuse_periods
    }

    /// Diffuse directions that no reading has seen; 0 when the readings identify all states.
    pub fn diffuse_left(&self) -> usize {
        self.gains.diffuse_left
    }

    /// Number of readings used.
    pub fn readings(&self) -> usize {
        self.readings
    }

    /// Mean of all states before the readings of the period after the last, m values.
    pub fn forecast_mean(&self) -> &[f64] {
        let m = self.gains.m;
        &self.predicted[self.gains.n * m..]
    }

    /// Variance of all states there, m x m.
    pub fn forecast_variance(&self) -> &[f64] {
        &self.gains.predicted[self.gains.n * self.gains.m * self.gains.m..]
    }

    /// Mean of all states before the readings of period `t`.
    pub(super) fn predicted_mean(&self, t: usize) -> &[f64] {
        &self.predicted[t * self.gains.m..(t + 1) * self.gains.m]
    }
}
