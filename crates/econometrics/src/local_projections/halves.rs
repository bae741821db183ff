//! The two halves of a surprise in one regression, at one horizon or along a path: does the response follow thaws,
//! tensions, or both?

use super::path::{PathSettings, Question, ResponsePath};
use super::projection::LocalProjection;
use super::sample::{Layout, ProjectionSample};
use super::surprise::Surprise;
use crate::columns::Columns;
use crate::refusal::Refusal;
use crate::regression::{Coefficient, Covariance, NullScores, OrdinaryLeastSquares};

const UP: &str = "an upward surprise in the impulse does not move the response";
const DOWN: &str = "a downward surprise in the impulse does not move the response";
const ALIKE: &str = "upward and downward surprises move the response alike";

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
    /// Number of rows used.
    pub n: usize,
    /// Number of rows with a positive surprise.
    pub n_positive: usize,
    /// Number of rows with a negative surprise.
    pub n_negative: usize,
}

/// [`HalvesResult`] along a path of horizons; what is said there of generated regressors holds here.
#[derive(Debug, Clone, PartialEq)]
pub struct HalvesPath {
    /// Responses per unit of max(surprise, 0).
    pub positive: ResponsePath,
    /// Responses per unit of min(surprise, 0).
    pub negative: ResponsePath,
    /// positive - negative.
    pub difference: ResponsePath,
}

/// The design with the impulse replaced by the positive and the negative part of its surprise.
struct Split {
    x: Columns,
    positive: usize,
    negative: usize,
    surprise: Vec<f64>,
}

impl Split {
    fn of(x: &Columns, impulse: usize, rows: &[usize]) -> Result<Self, Refusal> {
        let surprise = Surprise::of(x, impulse, rows.to_vec())?.values;
        let mut split = Columns::with_capacity(x.n_rows(), x.n_columns() + 1);
        let (mut positive, mut negative) = (0, 0);
        for (j, name) in x.names().iter().enumerate() {
            if j == impulse {
                positive = split.push_with(format!("{name} surprise up"), |row| surprise[row].max(0.0));
                negative = split.push_with(format!("{name} surprise down"), |row| surprise[row].min(0.0));
            } else {
                split.push(name.as_str(), x.column(j))?;
            }
        }
        Ok(Self { x: split, positive, negative, surprise })
    }
}

/// Which movements of the impulse a response is to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Movement {
    /// The whole surprise.
    Any,
    /// Its positive part, the negative part held.
    Up,
    /// Its negative part, the positive part held.
    Down,
}

impl ProjectionSample {
    /// Draws under the null that the response to this movement is zero: [`NullScores::of`] for the column of the
    /// regression that [`ProjectionSample::estimate`] or [`ProjectionSample::halves`] reads. `blocks` says for each row
    /// which block of time it belongs to; `unit` multiplies drawn estimates.
    pub fn null_scores(&self, movement: Movement, blocks: &[usize], unit: f64) -> Result<NullScores, Refusal> {
        let of = |x: &Columns, column| NullScores::of(&self.y, x, column, blocks, unit);
        if movement == Movement::Any {
            return of(&self.x, self.impulse_column);
        }
        let split = Split::of(&self.x, self.impulse_column, &self.rows)?;
        of(&split.x, if movement == Movement::Up { split.positive } else { split.negative })
    }

    /// Replaces the impulse by the positive and the negative part of its surprise and estimates both at once.
    /// When both halves are equal, they equal the response that [`ProjectionSample::estimate`] gives.
    pub fn halves(&self, covariance: Covariance) -> Result<HalvesResult, Refusal> {
        let Split { x, positive, negative, surprise } = Split::of(&self.x, self.impulse_column, &self.rows)?;
        let regression = OrdinaryLeastSquares::fit(&self.y, &x)?;
        let half = |index, null| {
            regression.coefficient(index, covariance).map(|coefficient| Coefficient { null, ..coefficient })
        };
        let difference = regression.difference(positive, negative, covariance)?;
        Ok(HalvesResult {
            positive: half(positive, UP)?,
            negative: half(negative, DOWN)?,
            difference: Coefficient { null: ALIKE, ..difference },
            n: self.n(),
            n_positive: surprise.iter().filter(|s| **s > 0.0).count(),
            n_negative: surprise.iter().filter(|s| **s < 0.0).count(),
        })
    }
}

impl LocalProjection<'_> {
    /// [`ProjectionSample::halves`] at every horizon of a path: the surprise and its halves are found anew on the
    /// rows of each horizon. Refuses what [`LocalProjection::response_path`] refuses.
    pub fn halves_path(&self, settings: &PathSettings) -> Result<HalvesPath, Refusal> {
        let layout = Layout::of(self)?;
        let (up, down) = (Layout::IMPULSE_COLUMN, Layout::IMPULSE_COLUMN + 1);
        let design = |rows: &[usize]| {
            let split = Split::of(&layout.regressors(rows), Layout::IMPULSE_COLUMN, rows)?;
            debug_assert!(split.positive == up && split.negative == down);
            Ok(split.x)
        };
        let question = Question { layout: &layout, settings, admits: &|_| true, design: &design };
        let fits = question.fit()?;
        Ok(HalvesPath {
            positive: fits.path(&[(up, 1.0)], UP)?,
            negative: fits.path(&[(down, 1.0)], DOWN)?,
            difference: fits.path(&[(up, 1.0), (down, -1.0)], ALIKE)?,
        })
    }
}
