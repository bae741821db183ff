//! One state over time: means and variances by name. No recursions.

use crate::distributions::normal_quantile;
use crate::refusal::{Confidence, Interval, Refusal, require_name};

/// Mean and variance of one state, or of one reading's signal, in each period.
#[derive(Debug, Clone, PartialEq)]
pub struct HiddenPath {
    /// Its name.
    pub name: String,
    /// Means, period 0 first, in the units of the state.
    pub mean: Vec<f64>,
    /// Variances, at least 0.
    pub variance: Vec<f64>,
}

impl HiddenPath {
    /// Standard deviation in a period. Refuses a period that is not there.
    pub fn standard_deviation(&self, period: usize) -> Result<f64, Refusal> {
        self.require(period)?;
        Ok(self.variance[period].sqrt())
    }

    /// Normal interval in a period, given the model's parameters: their uncertainty is not in it.
    pub fn interval(&self, period: usize, confidence: Confidence) -> Result<Interval, Refusal> {
        let half = normal_quantile(0.5 + confidence.level() / 2.0) * self.standard_deviation(period)?;
        Ok(Interval { low: self.mean[period] - half, high: self.mean[period] + half })
    }

    fn require(&self, period: usize) -> Result<(), Refusal> {
        if period < self.mean.len() {
            Ok(())
        } else {
            Err(Refusal::NoSuch { what: "period", index: period, count: self.mean.len() })
        }
    }
}

/// One state's path out of all means (m per period) and variances (m x m per period).
pub(super) fn path_of(name: &str, names: &[String], means: &[f64], variances: &[f64]) -> Result<HiddenPath, Refusal> {
    let (i, m) = (require_name("state", name, names)?, names.len());
    Ok(HiddenPath {
        name: name.to_owned(),
        mean: means.chunks_exact(m).map(|a| a[i]).collect(),
        variance: variances.chunks_exact(m * m).map(|v| v[i * m + i].max(0.0)).collect(),
    })
}
