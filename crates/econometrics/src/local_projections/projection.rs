//! What a local projection asks, as a value: series, lags, order, horizons. It builds samples and holds no
//! estimates.
//!
//! The regression (Montiel Olea and Plagborg-Moller 2021, Econometrica 89) is
//!
//! `mean(R[t+from ..= t+to]) = b U[t] + (R[t], V[t]) + lags 1 to p of R, U, V + constant + error`,
//!
//! R the response, U the impulse, V the controls. `b` is the response to a surprise in U: to what the other
//! columns do not predict of it. When the series together follow an autoregression of order q and the period t
//! itself is held (`Order::ImpulseLast`), the first q - 1 lags make `b` consistent; one lag more (the
//! *augmentation*) makes the errors times the surprise serially uncorrelated, so that heteroskedasticity-robust
//! standard errors need no correction for overlap, also when the series are near a unit root. `lags` counts all lags
//! that enter: it allows for order q = `lags`, the last one being the augmentation. With `Order::ImpulseFirst` the
//! period t is not held, and all q lags are needed for the surprise to be one: none is surplus, `lags` = q again.

use super::sample::{Layout, ProjectionSample};
use super::surprise::Surprise;
use crate::refusal::Refusal;
use crate::regression::Covariance;
use crate::vector_autoregression::Lags;

/// A series with a name; `None` is a missing reading. Index = period.
#[derive(Debug, Clone, Copy)]
pub struct Named<'a> {
    /// Name, used for columns and refusals.
    pub name: &'a str,
    /// One entry per period.
    pub values: &'a [Option<f64>],
}

/// Where the impulse stands in the order of causes within a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// The response and the controls of the same period are held: they may move the impulse at once, and the
    /// impulse moves them only later.
    ImpulseLast,
    /// Only lags are held: the impulse may move everything at once.
    ImpulseFirst,
}

/// The periods after t over which the response is averaged, `from..=to`, from >= 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Horizons {
    from: usize,
    to: usize,
}

impl Horizons {
    /// Refuses horizon 0 (the response of the same period is a regressor) and `to < from`.
    pub fn new(from: usize, to: usize) -> Result<Self, Refusal> {
        if from == 0 {
            return Err(Refusal::SettingOutOfRange { name: "first horizon", value: 0.0, range: "at least 1" });
        }
        if to < from {
            let value = to as f64;
            return Err(Refusal::SettingOutOfRange { name: "last horizon", value, range: "not below the first" });
        }
        Ok(Self { from, to })
    }

    /// One horizon.
    pub fn single(at: usize) -> Result<Self, Refusal> {
        Self::new(at, at)
    }

    /// As [`Horizons::new`], also from horizon 0: for a response that is no regressor of its own period.
    pub(super) fn span(from: usize, to: usize) -> Self {
        Self { from, to: to.max(from) }
    }

    /// First horizon, at least 1.
    pub fn from(self) -> usize {
        self.from
    }

    /// Last horizon.
    pub fn to(self) -> usize {
        self.to
    }
}

/// The question of a local projection. All series have one length and one calendar.
#[derive(Debug, Clone)]
pub struct LocalProjection<'a> {
    /// R, what may move.
    pub response: Named<'a>,
    /// U, whose surprises may move it.
    pub impulse: Named<'a>,
    /// V and others, held in the same period (unless the impulse is first) and with all lags.
    pub controls: Vec<Named<'a>>,
    /// Number of lags of every series; see the head of this file for what it allows for.
    pub lags: Lags,
    /// Whether the impulse stands last (the usual case) or first.
    pub order: Order,
}

impl LocalProjection<'_> {
    /// The rows for which everything is present, with their regressors.
    ///
    /// Refuses series of different lengths, values that are not finite, and a sample with fewer rows than
    /// columns + 1.
    pub fn sample(&self, horizons: Horizons) -> Result<ProjectionSample, Refusal> {
        let layout = Layout::of(self)?;
        let rows = layout.rows(Some(horizons));
        layout.sample(rows, horizons)
    }

    /// The surprise in the impulse: what the other columns do not predict of it, for all periods in which it
    /// can be computed (also those whose response is not yet known).
    pub fn surprise(&self) -> Result<Surprise, Refusal> {
        let layout = Layout::of(self)?;
        let rows = layout.rows(None);
        Surprise::of(&layout.regressors(&rows), Layout::IMPULSE_COLUMN, rows)
    }

    /// One projection for each single horizon 1 to `horizon_max`, each on its own sample. Refuses `horizon_max` 0, and
    /// as many as there are periods; a horizon that cannot be estimated is refused by itself.
    pub fn path(
        &self,
        horizon_max: usize,
        covariance: Covariance,
    ) -> Result<Vec<Result<super::ProjectionResult, Refusal>>, Refusal> {
        let layout = Layout::of(self)?;
        if horizon_max == 0 || horizon_max >= layout.periods() {
            let (name, value) = ("largest horizon", horizon_max as f64);
            return Err(Refusal::SettingOutOfRange {
                name,
                value,
                range: "at least 1 and below the number of periods",
            });
        }
        Ok((1..=horizon_max)
            .map(|h| {
                let horizons = Horizons::single(h)?;
                layout.sample(layout.rows(Some(horizons)), horizons)?.estimate(covariance)
            })
            .collect())
    }
}
