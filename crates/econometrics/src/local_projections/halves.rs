//! The two halves of a surprise in one regression: does the response follow thaws, tensions, or both?

use super::sample::ProjectionSample;
use crate::columns::Columns;
use crate::refusal::Refusal;
use crate::regression::{Coefficient, Covariance, OrdinaryLeastSquares};

/// Responses to the positive and to the negative part of the surprise.
///
/// The surprise is a generated regressor: it is the residual of a first regression, on the same rows (Pagan 1984,
/// International Economic Review 25, on such regressors). When both halves move the response alike, and so
/// also when neither moves it, the error of the first regression is absorbed by the columns that both hold, and
/// the standard errors need no correction. When the halves differ, the standard errors are somewhat too small.
#[derive(Debug, Clone, PartialEq)]
pub struct HalvesResult {
    /// Response per unit of max(surprise, 0).
    pub positive: Coefficient,
    /// Response per unit of min(surprise, 0): positive means that the response falls when the impulse falls.
    pub negative: Coefficient,
    /// positive - negative.
    pub difference: Coefficient,
    /// Number of rows with a positive surprise.
    pub n_positive: usize,
    /// Number of rows with a negative surprise.
    pub n_negative: usize,
}

impl ProjectionSample {
    /// Replaces the impulse by the positive and the negative part of its surprise and estimates both at once.
    /// When both halves are equal, they equal the response that [`ProjectionSample::estimate`] gives.
    pub fn halves(&self, covariance: Covariance) -> Result<HalvesResult, Refusal> {
        let surprise = self.surprise()?.values;
        let mut x = Columns::with_capacity(self.n(), self.x.n_columns() + 1);
        let mut positive = 0;
        let mut negative = 0;
        for (j, name) in self.x.names().iter().enumerate() {
            if j == self.impulse_column {
                positive = x.push_with(format!("{name} surprise up"), |row| surprise[row].max(0.0));
                negative = x.push_with(format!("{name} surprise down"), |row| surprise[row].min(0.0));
            } else {
                x.push(name.as_str(), self.x.column(j))?;
            }
        }
        let regression = OrdinaryLeastSquares::fit(&self.y, &x)?;
        let half = |index, null| {
            regression.coefficient(index, covariance).map(|coefficient| Coefficient { null, ..coefficient })
        };
        let difference = regression.difference(positive, negative, covariance)?;
        Ok(HalvesResult {
            positive: half(positive, "an upward surprise in the impulse does not move the response")?,
            negative: half(negative, "a downward surprise in the impulse does not move the response")?,
            difference: Coefficient { null: "upward and downward surprises move the response alike", ..difference },
            n_positive: surprise.iter().filter(|s| **s > 0.0).count(),
            n_negative: surprise.iter().filter(|s| **s < 0.0).count(),
        })
    }
}
