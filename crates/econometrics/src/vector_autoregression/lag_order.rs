//! Information criteria for the number of lags, on one common sample. Luetkepohl (2005), section 4.3.

use super::{Deterministic, FittedVar, Lags, VectorAutoregression};
use crate::columns::Columns;
use crate::refusal::Refusal;

/// Criteria of one order. Smaller is better.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LagOrderRow {
    /// Number of lags p.
    pub lags: Lags,
    /// Akaike: `ln det S + 2/T (p K^2 + K d)`, S with divisor T, d deterministic and exogenous columns.
    pub aic: f64,
    /// Hannan and Quinn: 2 ln ln T instead of 2.
    pub hq: f64,
    /// Schwarz: ln T instead of 2.
    pub sc: f64,
    /// Akaike's final prediction error: `((T + m) / (T - m))^K det S`, m = K p + d.
    pub fpe: f64,
}

/// Criteria of the orders 1 to the largest.
#[derive(Debug, Clone, PartialEq)]
pub struct LagOrderTable {
    /// One row per order, ascending.
    pub rows: Vec<LagOrderRow>,
    /// Number of periods T of the common sample.
    pub n: usize,
}

impl LagOrderTable {
    fn least(&self, criterion: impl Fn(&LagOrderRow) -> f64) -> Lags {
        let first = self.rows[0];
        self.rows.iter().fold(first, |best, row| if criterion(row) < criterion(&best) { *row } else { best }).lags
    }

    /// Order with the smallest AIC; the lowest of equals.
    pub fn by_aic(&self) -> Lags {
        self.least(|r| r.aic)
    }

    /// Order with the smallest HQ; the lowest of equals.
    pub fn by_hq(&self) -> Lags {
        self.least(|r| r.hq)
    }

    /// Order with the smallest SC; the lowest of equals.
    pub fn by_sc(&self) -> Lags {
        self.least(|r| r.sc)
    }

    /// Order with the smallest FPE; the lowest of equals.
    pub fn by_fpe(&self) -> Lags {
        self.least(|r| r.fpe)
    }
}

impl VectorAutoregression {
    /// Fits the orders 1 to `lags_max` to the periods that all of them can use.
    pub fn lag_order(series: &Columns, lags_max: Lags, deterministic: Deterministic) -> Result<LagOrderTable, Refusal> {
        Self::lag_order_with(series, lags_max, deterministic, None)
    }

    /// As [`VectorAutoregression::lag_order`], with exogenous columns in every order; they count as deterministic.
    pub fn lag_order_with(
        series: &Columns,
        lags_max: Lags,
        deterministic: Deterministic,
        exogenous: Option<&Columns>,
    ) -> Result<LagOrderTable, Refusal> {
        let mut rows = Vec::with_capacity(lags_max.count());
        for count in 1..=lags_max.count() {
            let fitted = Self::fit_from(series, Lags::new(count)?, deterministic, exogenous, lags_max.count())?;
            rows.push(fitted.criteria()?);
        }
        Ok(LagOrderTable { rows, n: series.n_rows() - lags_max.count() })
    }
}

impl FittedVar {
    /// The information criteria of this fit on its own sample.
    pub fn criteria(&self) -> Result<LagOrderRow, Refusal> {
        let (t, k) = (self.n() as f64, self.k() as f64);
        let m = self.parameters_per_equation() as f64;
        let log_determinant = self.log_determinant()?;
        let penalised = |weight: f64| log_determinant + weight / t * k * m;
        Ok(LagOrderRow {
            lags: self.lags(),
            aic: penalised(2.0),
            hq: penalised(2.0 * t.ln().ln()),
            sc: penalised(t.ln()),
            fpe: ((t + m) / (t - m)).powf(k) * log_determinant.exp(),
        })
    }
}
