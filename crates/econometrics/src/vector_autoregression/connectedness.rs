//! Tables of connectedness: who moves whom, in total, to others, from others, net and pair by pair. They are sums over
//! a variance decomposition; the decomposition itself stands next door.

use super::VarianceDecomposition;
use crate::caution::Caution;
use crate::horizon::Horizon;
use crate::refusal::{Refusal, require_name};

/// Shares of forecast-error variance between K series at one horizon, and their sums. All numbers are shares
/// (0.25, not 25 %), and, as in Diebold and Yilmaz (2014), `to` and `from` are sums that are not divided by K:
/// `from` lies between 0 and 1, `to` between 0 and K - 1, the total between 0 and 1.
#[derive(Debug, Clone, PartialEq)]
pub struct ConnectednessTable {
    names: Vec<String>,
    /// Row by row: entry `i K + j` is the share of series i from series j.
    shares: Vec<f64>,
    /// Number of periods T of the fit.
    pub n: usize,
    /// What must be known of the answer: a root near the unit circle.
    pub cautions: Vec<Caution>,
}

impl ConnectednessTable {
    pub(super) fn new(names: &[String], shares: Vec<f64>, n: usize, cautions: Vec<Caution>) -> Self {
        Self { names: names.to_vec(), shares, n, cautions }
    }

    /// Names of the series.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The share of the variance of `of` that comes from shocks in `from`.
    pub fn share(&self, of: &str, from: &str) -> Result<f64, Refusal> {
        Ok(self.entry(self.position(of)?, self.position(from)?))
    }

    /// Mean over the series of what each receives from others: the connectedness of the whole.
    pub fn total(&self) -> f64 {
        let k = self.names.len();
        (0..k).map(|i| self.received(i)).sum::<f64>() / k as f64
    }

    /// What the others receive from this series: sum of its column without the diagonal.
    pub fn to(&self, series: &str) -> Result<f64, Refusal> {
        Ok(self.sent(self.position(series)?))
    }

    /// What this series receives from the others: sum of its row without the diagonal.
    pub fn from(&self, series: &str) -> Result<f64, Refusal> {
        Ok(self.received(self.position(series)?))
    }

    /// `to` minus `from`: above zero, the series moves the others more than they move it.
    pub fn net(&self, series: &str) -> Result<f64, Refusal> {
        let at = self.position(series)?;
        Ok(self.sent(at) - self.received(at))
    }

    /// What `second` receives from `first` minus what `first` receives from `second`.
    pub fn net_pairwise(&self, first: &str, second: &str) -> Result<f64, Refusal> {
        let (i, j) = (self.position(first)?, self.position(second)?);
        Ok(self.entry(j, i) - self.entry(i, j))
    }

    fn position(&self, name: &str) -> Result<usize, Refusal> {
        require_name("series", name, &self.names)
    }

    fn entry(&self, of: usize, from: usize) -> f64 {
        self.shares[of * self.names.len() + from]
    }

    fn received(&self, of: usize) -> f64 {
        (0..self.names.len()).filter(|&from| from != of).map(|from| self.entry(of, from)).sum()
    }

    fn sent(&self, from: usize) -> f64 {
        (0..self.names.len()).filter(|&of| of != from).map(|of| self.entry(of, from)).sum()
    }
}

impl VarianceDecomposition {
    /// The table at one horizon, of row-normalised shares: of a generalised decomposition the measures of Diebold and
    /// Yilmaz (2012), of an orthogonal one those of their 2009 article. Refuses a horizon beyond the last step.
    pub fn connectedness(&self, horizon: Horizon) -> Result<ConnectednessTable, Refusal> {
        let shares =
            if self.is_row_normalised() { self.rows_at(horizon) } else { self.row_normalised().rows_at(horizon) };
        Ok(ConnectednessTable::new(self.names(), shares?, self.n, self.cautions.clone()))
    }
}

#[cfg(test)]
mod tests {
    //! (a) hand: three series.
    use super::*;
    use crate::tolerance::Tolerance::Exact;

    #[test]
    fn sums_by_hand() {
        let names = ["a", "b", "c"].map(str::to_owned);
        let table = ConnectednessTable::new(&names, vec![0.5, 0.3, 0.2, 0.1, 0.9, 0.0, 0.25, 0.25, 0.5], 100, vec![]);
        for (what, ours, hand) in [
            ("total", table.total(), (0.5 + 0.1 + 0.5) / 3.0),
            ("to a", table.to("a").unwrap(), 0.35),
            ("from a", table.from("a").unwrap(), 0.5),
            ("net a", table.net("a").unwrap(), -0.15),
            ("net a to b", table.net_pairwise("a", "b").unwrap(), 0.1 - 0.3),
            ("share", table.share("a", "c").unwrap(), 0.2),
        ] {
            Exact.check(what, ours, hand).unwrap();
        }
        assert!(matches!(table.to("d"), Err(Refusal::NoSuchName { .. })));
    }
}
