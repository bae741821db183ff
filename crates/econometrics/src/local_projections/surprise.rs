//! The surprise in an impulse: its residual on everything else that the projection holds.

use crate::columns::Columns;
use crate::refusal::Refusal;
use crate::regression::OrdinaryLeastSquares;

/// What was not predicted of the impulse, period by period.
#[derive(Debug, Clone, PartialEq)]
pub struct Surprise {
    /// Residuals, in units of the impulse; mean zero.
    pub values: Vec<f64>,
    /// Period t of each value, ascending.
    pub rows: Vec<usize>,
    /// Share of the impulse's variation that the other columns predict, between 0 and 1.
    pub predicted_share: f64,
}

impl Surprise {
    /// Regresses column `impulse` of `x` on the other columns.
    pub(super) fn of(x: &Columns, impulse: usize, rows: Vec<usize>) -> Result<Self, Refusal> {
        let mut others = Columns::with_capacity(x.n_rows(), x.n_columns());
        for (j, name) in x.names().iter().enumerate() {
            if j != impulse {
                others.push(name.as_str(), x.column(j))?;
            }
        }
        let regression = OrdinaryLeastSquares::fit(x.column(impulse), &others)?;
        let predicted_share = regression.r_squared()?;
        Ok(Self { values: regression.residuals().to_vec(), rows, predicted_share })
    }
}
