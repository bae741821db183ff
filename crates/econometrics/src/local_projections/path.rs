//! Responses along a path of horizons, with their covariance across horizons: settings, the regressions, the
//! result by horizon. What is estimated at one horizon stands in `sample.rs`; what a band promises, in `bands.rs`.
//!
//! The covariance of the responses at two horizons comes from their score series, aligned by period: with
//! `z_t(h) = e'(X'X)^-1 x_t u_t(h)` it is `sum_t z_t(h) z_t(g)` for the HC kinds (the scores of a lag-augmented
//! projection are serially uncorrelated, also across horizons, under the assumption of Montiel Olea and
//! Plagborg-Moller 2021, Econometrica 89: the surprise is not predicted by the surprises of other periods), and
//! its Bartlett-weighted sum for Newey and West. Jorda (2005), American Economic Review 95, on the paths.

use std::sync::Arc;

use super::projection::{Horizons, LocalProjection};
use super::sample::Layout;
use crate::bands::{Band, Coverage, SimultaneousBand, SupTSettings, simultaneous_t};
use crate::caution::Caution;
use crate::columns::Columns;
use crate::horizon::Horizon;
use crate::refusal::{Confidence, Refusal};
use crate::regression::{
    Coefficient, Covariance, FactoredDesign, OrdinaryLeastSquares, Regression, bartlett, symmetric,
};

/// How standard errors are found at each horizon of a path.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum PathCovariance {
    /// The same at all horizons. [`Covariance::Hc3`] is what the lag augmentation is made for. In simulations its
    /// intervals hold at 60 periods; for persistent series (roots .9) those at horizon 4 from about 120 periods on,
    /// those at horizon 8 from about 300 (`docs/lookup/coverage.md`).
    Same(Covariance),
    /// Newey and West with as many lags as the horizon: overlapping leads make the errors of horizon h a moving
    /// average of that order. For projections without augmentation. In simulations its intervals are too narrow in
    /// short samples: at horizon 8 they hold from 120 to 300 periods on, for persistent series not even there.
    NeweyWestHorizon {
        /// Multiplies by n / (n - k).
        small_sample: bool,
    },
}

impl From<Covariance> for PathCovariance {
    fn from(covariance: Covariance) -> Self {
        Self::Same(covariance)
    }
}

impl PathCovariance {
    fn at(self, horizon: usize) -> Covariance {
        match self {
            Self::Same(covariance) => covariance,
            Self::NeweyWestHorizon { small_sample } => Covariance::NeweyWest { lags: horizon, small_sample },
        }
    }
}

/// Which periods each horizon of a path uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PathRows {
    /// All that it can: later horizons lose periods at the end, and around gaps.
    Own,
    /// Those in which all horizons are known.
    Common,
}

/// What responds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PathResponse {
    /// The response at each horizon.
    Level,
    /// Its sum from the first horizon to each: the regression is on the summed response, so that its standard
    /// error needs no covariance between horizons.
    Cumulative,
}

/// The settings of a path.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PathSettings {
    /// Number of horizons, horizon 0 included: at least 1, or 2 when the impulse is last (horizon 0 is then zero by
    /// assumption and is not estimated).
    pub steps: usize,
    /// Standard errors.
    pub covariance: PathCovariance,
    /// Periods.
    pub rows: PathRows,
    /// At each horizon or summed.
    pub response: PathResponse,
}

impl Default for PathSettings {
    /// Horizons 0 to 12, HC3, every horizon on its own periods, not summed.
    fn default() -> Self {
        let covariance = PathCovariance::Same(Covariance::Hc3);
        Self { steps: 13, covariance, rows: PathRows::Own, response: PathResponse::Level }
    }
}

/// The regression of one horizon.
struct HorizonFit {
    horizon: usize,
    regression: Regression,
    rows: Vec<usize>,
}

/// The regressions of a path.
pub(super) struct PathFits {
    first: usize,
    settings: PathSettings,
    horizons: Vec<HorizonFit>,
    cautions: Vec<Caution>,
}

/// What is regressed on what along a path.
pub(super) struct Question<'q, 'a> {
    pub(super) layout: &'q Layout<'a>,
    pub(super) settings: &'q PathSettings,
    /// Whether a period can be used, besides what the series say.
    pub(super) admits: &'q dyn Fn(usize) -> bool,
    /// Regressors on given periods.
    pub(super) design: &'q dyn Fn(&[usize]) -> Result<Columns, Refusal>,
}

impl Question<'_, '_> {
    pub(super) fn fit(&self) -> Result<PathFits, Refusal> {
        let first = self.layout.first_horizon();
        let steps = self.settings.steps;
        if steps <= first || steps > self.layout.periods() {
            return Err(Refusal::SettingOutOfRange {
                name: "steps",
                value: steps as f64,
                range: "at least 1 (2 when the impulse is last) and no more than there are periods",
            });
        }
        let rows_of = |horizons| -> Vec<usize> {
            self.layout.rows(Some(horizons)).into_iter().filter(|&t| (self.admits)(t)).collect()
        };
        let common = match self.settings.rows {
            PathRows::Own => None,
            PathRows::Common => {
                let rows = rows_of(Horizons::span(first, steps - 1));
                let design = Arc::new(FactoredDesign::new(&(self.design)(&rows)?)?);
                Some((rows, design))
            }
        };
        let horizons = (first..steps)
            .map(|horizon| {
                let horizons = match self.settings.response {
                    PathResponse::Level => Horizons::span(horizon, horizon),
                    PathResponse::Cumulative => Horizons::span(first, horizon),
                };
                let (rows, design) = match &common {
                    Some((rows, design)) => (rows.clone(), Arc::clone(design)),
                    None => {
                        let rows = rows_of(horizons);
                        let design = Arc::new(FactoredDesign::new(&(self.design)(&rows)?)?);
                        (rows, design)
                    }
                };
                let regression = OrdinaryLeastSquares::fit_factored(&self.layout.sums_ahead(&rows, horizons), &design)?;
                Ok(HorizonFit { horizon, regression, rows })
            })
            .collect::<Result<Vec<HorizonFit>, Refusal>>()?;
        let cautions = self.cautions(steps - 1, horizons.last().map_or(0, |fit| fit.rows.len()));
        Ok(PathFits { first, settings: *self.settings, horizons, cautions })
    }

    /// The study in `docs/lookup/coverage.md`: augmented projections with HC errors hold their promise at 60 periods,
    /// except at long horizons of persistent series (roots .9: at horizon 4 from about 120 periods on, at horizon 8
    /// from about 300). Newey and West's weights need longer samples, and far longer ones for persistent series.
    fn cautions(&self, longest: usize, periods: usize) -> Vec<Caution> {
        let persistent = self.layout.memory_of_response() > 0.75;
        let (method, per_horizon) = match self.settings.covariance.at(longest) {
            Covariance::Classical | Covariance::Hc0 | Covariance::Hc1 | Covariance::Hc2 | Covariance::Hc3 => {
                ("the interval at the longest horizon of so persistent a series", if persistent { 28 } else { 0 })
            }
            _ => ("the Newey-West interval at the longest horizon", if persistent { 60 } else { 36 }),
        };
        let reliable_from = longest * per_horizon;
        if periods < reliable_from { vec![Caution::ShortSample { method, periods, reliable_from }] } else { Vec::new() }
    }
}

impl PathFits {
    /// Periods of the first horizon, ascending.
    pub(super) fn rows(&self) -> &[usize] {
        self.horizons.first().map_or(&[], |fit| &fit.rows)
    }

    /// One combination of coefficients along the path.
    pub(super) fn path(&self, weights: &[(usize, f64)], null: &'static str) -> Result<ResponsePath, Refusal> {
        let kind = |fit: &HorizonFit| self.settings.covariance.at(fit.horizon);
        let responses = self
            .horizons
            .iter()
            .map(|fit| Ok(Coefficient { null, ..fit.regression.combination(weights, kind(fit))? }))
            .collect::<Result<Vec<_>, Refusal>>()?;
        let series = self
            .horizons
            .iter()
            .map(|fit| fit.regression.score_series(weights, kind(fit)))
            .collect::<Result<Vec<_>, Refusal>>()?;
        let overlap = self.horizons.iter().map(|fit| bartlett_lags(kind(fit))).max().unwrap_or(0);
        let rows: Vec<&[usize]> = self.horizons.iter().map(|fit| fit.rows.as_slice()).collect();
        let covariance = across_horizons(&responses, &aligned(&rows, &series), overlap);
        Ok(ResponsePath {
            first: self.first,
            responses,
            covariance,
            n: rows.iter().map(|r| r.len()).collect(),
            response: self.settings.response,
            cautions: self.cautions.clone(),
        })
    }
}

/// Responses along a path.
#[derive(Debug, Clone, PartialEq)]
pub struct ResponsePath {
    first: usize,
    responses: Vec<Coefficient>,
    covariance: Vec<f64>,
    n: Vec<usize>,
    response: PathResponse,
    /// What a reader must know.
    pub cautions: Vec<Caution>,
}

impl ResponsePath {
    /// The response at one horizon. Refuses a horizon beyond the path, and horizon 0 when the impulse is last.
    pub fn at(&self, horizon: Horizon) -> Result<&Coefficient, Refusal> {
        Ok(&self.responses[self.position(horizon)?])
    }

    /// The number of periods behind the response at one horizon.
    pub fn n_at(&self, horizon: Horizon) -> Result<usize, Refusal> {
        Ok(self.n[self.position(horizon)?])
    }

    /// Covariance of the responses at two horizons. On the diagonal stand the squares of the standard errors; the
    /// correlations come from the scores (see the head of this file), with the largest number of Newey-West lags
    /// along the path. Kinds that are neither HC nor Newey-West take the correlations of HC0.
    pub fn covariance(&self, one: Horizon, other: Horizon) -> Result<f64, Refusal> {
        let (i, j) = (self.position(one)?, self.position(other)?);
        Ok(self.covariance[j * self.responses.len() + i])
    }

    /// The estimated horizons, ascending.
    pub fn horizons(&self) -> impl Iterator<Item = Horizon> {
        (self.first..self.first + self.responses.len()).map(Horizon)
    }

    /// Estimates, in the order of [`ResponsePath::horizons`].
    pub fn estimates(&self) -> Vec<f64> {
        self.responses.iter().map(|r| r.estimate).collect()
    }

    /// Whether responses are summed over the horizons.
    pub fn response(&self) -> PathResponse {
        self.response
    }

    /// The interval of each horizon by itself, Student's t. Step 0 of the band is horizon 0; when the impulse is
    /// last, that is the interval from 0 to 0.
    pub fn pointwise(&self, confidence: Confidence) -> Band {
        let mut band =
            Band { low: vec![0.0; self.first], high: vec![0.0; self.first], confidence, coverage: Coverage::Pointwise };
        for response in &self.responses {
            let interval = response.interval(confidence);
            band.low.push(interval.low);
            band.high.push(interval.high);
        }
        band
    }

    /// The sup-t band of the whole path, steps as in [`ResponsePath::pointwise`]. Where `settings` names no degrees
    /// of freedom, the smallest of the path are taken (a normal band is too narrow in short samples). Refuses
    /// settings out of range.
    pub fn simultaneous(&self, confidence: Confidence, settings: SupTSettings) -> Result<SimultaneousBand, Refusal> {
        let smallest = self.responses.iter().map(|r| r.df).fold(f64::INFINITY, f64::min);
        let settings = SupTSettings { df: settings.df.or(Some(smallest)), ..settings };
        let mut found = simultaneous_t(&self.estimates(), &self.covariance, confidence, settings)?;
        for end in [&mut found.band.low, &mut found.band.high] {
            (0..self.first).for_each(|_| end.insert(0, 0.0));
        }
        Ok(found)
    }

    fn position(&self, horizon: Horizon) -> Result<usize, Refusal> {
        if horizon.0 < self.first {
            return Err(Refusal::SettingOutOfRange {
                name: "horizon",
                value: horizon.0 as f64,
                range: "at least 1 when the impulse is last: the response of the same period is held",
            });
        }
        let count = self.first + self.responses.len();
        if horizon.0 >= count {
            return Err(Refusal::NoSuch { what: "horizon", index: horizon.0, count });
        }
        Ok(horizon.0 - self.first)
    }
}

impl LocalProjection<'_> {
    /// The response to a surprise in the impulse at the horizons 0 to `steps - 1` (from 1 on when the impulse is
    /// last), every horizon on its own periods.
    ///
    /// Refuses what [`LocalProjection::sample`] refuses at any horizon, since the covariance across horizons needs
    /// all of them; [`LocalProjection::path`] gives each horizon by itself.
    pub fn response_path(&self, steps: usize, covariance: impl Into<PathCovariance>) -> Result<ResponsePath, Refusal> {
        let covariance = covariance.into();
        self.response_path_with(&PathSettings { steps, covariance, ..PathSettings::default() })
    }

    /// As [`LocalProjection::response_path`], with all settings.
    pub fn response_path_with(&self, settings: &PathSettings) -> Result<ResponsePath, Refusal> {
        let layout = Layout::of(self)?;
        let design = |rows: &[usize]| Ok(layout.regressors(rows));
        let question = Question { layout: &layout, settings, admits: &|_| true, design: &design };
        let null = "a surprise in the impulse does not move the response at this horizon";
        question.fit()?.path(&[(Layout::IMPULSE_COLUMN, 1.0)], null)
    }
}

fn bartlett_lags(kind: Covariance) -> usize {
    match kind {
        Covariance::NeweyWest { lags, .. } => lags,
        _ => 0,
    }
}

/// Score series on the union of all periods, zero where a series does not have one.
fn aligned(rows: &[&[usize]], series: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let mut all: Vec<usize> = rows.iter().flat_map(|r| r.iter().copied()).collect();
    all.sort_unstable();
    all.dedup();
    rows.iter()
        .zip(series)
        .map(|(rows, series)| {
            let mut whole = vec![0.0; all.len()];
            for (t, z) in rows.iter().zip(series) {
                whole[all.partition_point(|period| period < t)] = *z;
            }
            whole
        })
        .collect()
}

/// Covariances with the squares of the standard errors on the diagonal and the correlations of the scores.
fn across_horizons(responses: &[Coefficient], scores: &[Vec<f64>], lags: usize) -> Vec<f64> {
    let own: Vec<f64> = scores.iter().map(|z| bartlett(z, z, lags).sqrt()).collect();
    symmetric(responses.len(), |i, j| {
        let errors = responses[i].standard_error * responses[j].standard_error;
        if i == j { errors } else { errors * bartlett(&scores[i], &scores[j], lags) / (own[i] * own[j]) }
    })
}
