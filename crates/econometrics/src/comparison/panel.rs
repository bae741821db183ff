//! A balanced panel with one date of treatment: outcomes of treated units and of units that never are. It checks and
//! averages; no estimator here.

use std::sync::Arc;

use crate::columns::Columns;
use crate::refusal::{Refusal, require_finite, require_name};

/// Outcomes of units (columns) over periods (rows), some units treated from one period on until the end.
#[derive(Debug, Clone, PartialEq)]
pub struct TreatedPanel {
    /// Shared among all placebo treatments.
    outcomes: Arc<Columns>,
    treated: Vec<usize>,
    donors: Vec<usize>,
    before: usize,
}

impl TreatedPanel {
    /// `treated`: names of treated columns; all others are comparison units. `before`: number of periods before the
    /// treatment, so that row `before` is the first treated period.
    ///
    /// Refuses unknown and repeated names, no treated unit, fewer than two comparison units, fewer than two periods
    /// before or none after, and values that are not finite.
    pub fn new(outcomes: &Columns, treated: &[&str], before: usize) -> Result<Self, Refusal> {
        let names = outcomes.names();
        for (j, name) in names.iter().enumerate() {
            require_finite(outcomes.column(j), name)?;
            if outcomes.position(name) != Some(j) {
                return Err(Refusal::NameTaken { name: name.clone() });
            }
        }
        let mut is_treated = vec![false; names.len()];
        for name in treated {
            let at = require_name("unit", name, names)?;
            if std::mem::replace(&mut is_treated[at], true) {
                return Err(Refusal::NameTaken { name: (*name).to_owned() });
            }
        }
        let of = |wanted: bool| (0..names.len()).filter(|j| is_treated[*j] == wanted).collect::<Vec<usize>>();
        Self::from_parts(Arc::new(outcomes.clone()), of(true), of(false), before)
    }

    /// Also for placebo treatments: finite values are checked already.
    pub(super) fn from_parts(
        outcomes: Arc<Columns>,
        treated: Vec<usize>,
        donors: Vec<usize>,
        before: usize,
    ) -> Result<Self, Refusal> {
        let periods = outcomes.n_rows();
        if treated.is_empty() {
            return Err(Refusal::SettingOutOfRange {
                name: "number of treated units",
                value: 0.0,
                range: "at least 1",
            });
        }
        if donors.len() < 2 {
            return Err(Refusal::TooFewUnits { have: donors.len(), need: 2 });
        }
        if before < 2 || before >= periods {
            let range = "at least 2 and below the number of periods";
            return Err(Refusal::SettingOutOfRange {
                name: "periods before the treatment",
                value: before as f64,
                range,
            });
        }
        Ok(Self { outcomes, treated, donors, before })
    }

    /// Number of periods.
    pub fn periods(&self) -> usize {
        self.outcomes.n_rows()
    }

    /// Number of periods before the treatment.
    pub fn before(&self) -> usize {
        self.before
    }

    /// Number of treated periods.
    pub fn after(&self) -> usize {
        self.periods() - self.before
    }

    /// Names of the treated units.
    pub fn treated(&self) -> impl Iterator<Item = &str> {
        self.treated.iter().map(|&j| self.outcomes.names()[j].as_str())
    }

    /// Names of the comparison units, the donors.
    pub fn donors(&self) -> impl Iterator<Item = &str> {
        self.donors.iter().map(|&j| self.outcomes.names()[j].as_str())
    }

    pub(super) fn treated_at(&self) -> &[usize] {
        &self.treated
    }

    pub(super) fn donors_at(&self) -> &[usize] {
        &self.donors
    }

    pub(super) fn name_at(&self, unit: usize) -> &str {
        &self.outcomes.names()[unit]
    }

    /// All periods of one unit.
    pub(super) fn unit(&self, unit: usize) -> &[f64] {
        self.outcomes.column(unit)
    }

    /// The mean of the treated units, for every period.
    pub(super) fn treated_mean(&self) -> Vec<f64> {
        let count = self.treated.len() as f64;
        (0..self.periods()).map(|t| self.treated.iter().map(|&j| self.unit(j)[t]).sum::<f64>() / count).collect()
    }

    /// The same panel with other units in the two roles.
    pub(super) fn with_roles(&self, treated: Vec<usize>, donors: Vec<usize>) -> Result<Self, Refusal> {
        Self::from_parts(Arc::clone(&self.outcomes), treated, donors, self.before)
    }
}

#[cfg(test)]
mod tests {
    //! (a) what a panel refuses, and with which words.
    use super::*;

    #[test]
    fn units_are_named_once() {
        let mut x = Columns::new(4);
        for name in ["a", "b", "c"] {
            x.push_with(name, |t| t as f64);
        }
        let taken = |name: &str| Err(Refusal::NameTaken { name: name.to_owned() });
        assert_eq!(TreatedPanel::new(&x, &["a", "a"], 2), taken("a"));
        assert_eq!(TreatedPanel::new(&x, &["a", "b"], 2), Err(Refusal::TooFewUnits { have: 1, need: 2 }));
        assert_eq!(TreatedPanel::new(&x, &["a"], 2).unwrap().donors().collect::<Vec<_>>(), ["b", "c"]);
        x.push_with("b", |t| t as f64);
        assert_eq!(TreatedPanel::new(&x, &["a"], 2), taken("b"));
    }
}
