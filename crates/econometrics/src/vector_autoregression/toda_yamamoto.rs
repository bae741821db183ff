//! Tests of causality between series that may be integrated or cointegrated: Toda and Yamamoto's surplus lags.

use super::{Deterministic, FittedVar, Lags, Reference, SystemTest, VectorAutoregression};
use crate::columns::Columns;
use crate::refusal::Refusal;
use crate::regression::Covariance;

/// Most surplus lags: no series is integrated of an order near this.
const SURPLUS_MAX: usize = 10;

/// A vector autoregression in levels with p + d lags, of which the first p are tested. With d at least the highest
/// order of integration of any series, the Wald statistic is chi-squared in long samples whether the series are
/// stationary, integrated or cointegrated, so that no pretest decides. Toda and Yamamoto (1995).
///
/// The price is power: d lags of every series are estimated for nothing. p is chosen beforehand, for instance by
/// [`VectorAutoregression::lag_order`] on the levels.
#[derive(Debug, Clone)]
pub struct TodaYamamoto {
    fit: FittedVar,
    lags: Lags,
    surplus: usize,
}

impl TodaYamamoto {
    /// Fits `lags` + `surplus` lags. `surplus` is the highest order of integration that is thought possible, usually 1;
    /// between 0, which gives the ordinary test, and 10. Refuses what [`VectorAutoregression::fit_with`] refuses.
    pub fn fit(
        series: &Columns,
        lags: Lags,
        surplus: usize,
        deterministic: Deterministic,
        exogenous: Option<&Columns>,
    ) -> Result<Self, Refusal> {
        if surplus > SURPLUS_MAX {
            let value = surplus as f64;
            return Err(Refusal::SettingOutOfRange { name: "surplus lags", value, range: "between 0 and 10" });
        }
        let all = Lags::new(lags.count() + surplus)?;
        let fit = VectorAutoregression::fit_with(series, all, deterministic, exogenous)?;
        Ok(Self { fit, lags, surplus })
    }

    /// The fit with all lags.
    pub fn fitted(&self) -> &FittedVar {
        &self.fit
    }

    /// Number of lags tested, p.
    pub fn lags(&self) -> Lags {
        self.lags
    }

    /// Number of lags that are in and not tested, d.
    pub fn surplus(&self) -> usize {
        self.surplus
    }

    /// Tests that the first p lags of the causes are zero in the equations of the effects; covariance, reference and
    /// refusals as in [`FittedVar::granger`].
    pub fn granger(
        &self,
        causes: &[&str],
        effects: &[&str],
        covariance: Covariance,
        reference: Reference,
    ) -> Result<SystemTest, Refusal> {
        self.fit.exclude_lags(causes, effects, self.lags.count(), covariance, reference)
    }
}
