//! Dummy observations: rows of a regression that say what is believed of sums of coefficients and of the start.

use super::lagged::{Lagged, Rows};

/// Weights of the two kinds of dummy observations; 0 leaves a kind out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Weights {
    /// mu5 of Sims and Zha; the inverse of mu of Giannone, Lenza and Primiceri.
    pub(super) sum_of_coefficients: f64,
    /// mu6; the inverse of delta.
    pub(super) initial_observation: f64,
}

impl Weights {
    /// Weights from spreads: the inverse, or none.
    pub(super) fn of_spreads(sum_of_coefficients: Option<f64>, initial_observation: Option<f64>) -> Self {
        let weight = |spread: Option<f64>| spread.map_or(0.0, |s| 1.0 / s);
        Self { sum_of_coefficients: weight(sum_of_coefficients), initial_observation: weight(initial_observation) }
    }

    /// Number of rows for m series: m for the sums, one for the start.
    pub(super) fn rows(&self, m: usize) -> usize {
        let sums = if self.sum_of_coefficients > 0.0 { m } else { 0 };
        sums + usize::from(self.initial_observation > 0.0)
    }

    /// Writes the rows; `rows` has [`Weights::rows`] of them, zero or written by this function before.
    ///
    /// Row j of the sums: series j at its initial mean in all lags and now, all else 0, no constant (Doan, Litterman
    /// and Sims 1984). Row of the start: all series at their initial means in all lags and now, with the constant (Sims
    /// 1993). The initial mean is that of the p periods before the sample.
    pub(super) fn fill(&self, lagged: &Lagged, rows: &mut Rows) {
        let (k, m, p, n) = (lagged.k(), lagged.m(), lagged.lags.count(), rows.rows);
        let mut row = 0;
        if self.sum_of_coefficients > 0.0 {
            for (j, start) in lagged.start.iter().enumerate() {
                let value = start * self.sum_of_coefficients;
                rows.y[j * n + row] = value;
                (0..p).for_each(|lag| rows.x[(lag * m + j) * n + row] = value);
                row += 1;
            }
        }
        if self.initial_observation > 0.0 {
            for (j, start) in lagged.start.iter().enumerate() {
                let value = start * self.initial_observation;
                rows.y[j * n + row] = value;
                (0..p).for_each(|lag| rows.x[(lag * m + j) * n + row] = value);
            }
            rows.x[(k - 1) * n + row] = self.initial_observation;
        }
        rows.refresh(k);
    }
}

#[cfg(test)]
mod tests {
    //! (a) hand: two series, one lag.
    use super::*;
    use crate::columns::Columns;
    use crate::vector_autoregression::Lags;

    #[test]
    fn rows_by_hand() {
        let mut series = Columns::new(4);
        series.push("a", &[2.0, 1.0, 3.0, 1.5]).unwrap();
        series.push("b", &[-4.0, 1.0, 0.0, 1.0]).unwrap();
        let lagged = Lagged::new(&series, Lags::new(1).unwrap(), 1).unwrap();
        let weights = Weights::of_spreads(Some(2.0), Some(0.5));
        let mut rows = Rows::zeros(weights.rows(2), 3, 2, 3.0);
        weights.fill(&lagged, &mut rows);
        // One row per line, turned: a.l1, b.l1, const.
        assert_eq!(rows.x, vec![1.0, 0.0, 4.0, 0.0, -2.0, -8.0, 0.0, 0.0, 2.0]);
        assert_eq!(rows.y, vec![1.0, 0.0, 4.0, 0.0, -2.0, -8.0]);
        assert_eq!(rows.xx[0], 17.0);
        assert_eq!(rows.xy[1], -32.0);
        assert_eq!(Weights::of_spreads(None, None).rows(2), 0);
    }
}
