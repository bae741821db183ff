//! Paths over horizons that belong to a pair of series, found by name. Storage and look-up; no estimation here.

use crate::horizon::Horizon;
use crate::refusal::{Refusal, require_name};

/// The largest number of horizons of a path.
const STEPS_MAX: usize = 10_000;

/// Values at the horizons 0, 1, 2 and so on, for one pair of series.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NamedPath<'a> {
    values: &'a [f64],
}

impl<'a> NamedPath<'a> {
    /// The value at one horizon. Refuses a horizon beyond the last step.
    pub fn at(&self, horizon: Horizon) -> Result<f64, Refusal> {
        let count = self.values.len();
        self.values.get(horizon.0).copied().ok_or(Refusal::NoSuch { what: "horizon", index: horizon.0, count })
    }

    /// All values, horizon 0 first.
    pub fn path(&self) -> &'a [f64] {
        self.values
    }
}

/// K x K paths of equal length.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct PathTable {
    pub(super) names: Vec<String>,
    pub(super) steps: usize,
    /// Path of row i and column j from `(i K + j) steps` on.
    values: Vec<f64>,
}

impl PathTable {
    /// From `steps` matrices K x K, column-major, one after the other.
    pub(super) fn from_matrices(names: &[String], matrices: &[f64]) -> Self {
        let k = names.len();
        let steps = matrices.len() / (k * k);
        let entry = |at: usize| {
            let (pair, h) = (at / steps, at % steps);
            matrices[h * k * k + (pair % k) * k + pair / k]
        };
        Self { names: names.to_vec(), steps, values: (0..k * k * steps).map(entry).collect() }
    }

    pub(super) fn position(&self, name: &str) -> Result<usize, Refusal> {
        require_name("series", name, &self.names)
    }

    pub(super) fn path(&self, row: usize, column: usize) -> NamedPath<'_> {
        let from = (row * self.names.len() + column) * self.steps;
        NamedPath { values: &self.values[from..from + self.steps] }
    }

    /// The matrix of one horizon, row by row.
    pub(super) fn rows_at(&self, horizon: Horizon) -> Result<Vec<f64>, Refusal> {
        let k = self.names.len();
        (0..k * k).map(|at| self.path(at / k, at % k).at(horizon)).collect()
    }

    /// The same table with every path changed in place by `change(row, column, path)`.
    pub(super) fn changed(&self, mut change: impl FnMut(usize, usize, &mut [f64])) -> Self {
        let mut new = self.clone();
        let k = self.names.len();
        for (pair, path) in new.values.chunks_exact_mut(self.steps).enumerate() {
            change(pair / k, pair % k, path);
        }
        new
    }
}

/// Checks a number of horizons, horizon 0 included.
pub(super) fn require_steps(steps: usize) -> Result<(), Refusal> {
    if (1..=STEPS_MAX).contains(&steps) {
        Ok(())
    } else {
        Err(Refusal::SettingOutOfRange { name: "steps", value: steps as f64, range: "between 1 and 10,000" })
    }
}
