//! A balanced panel with one date of treatment: outcomes of treated units and of units that never are. It checks and
//! averages; no estimator here.

use crate::columns::Columns;
use crate::refusal::{Refusal, require_finite, require_name};

/// Outcomes of units (columns) over periods (rows), some units treated from one period on until the end.
#[derive(Debug, Clone, PartialEq)]
pub struct TreatedPanel {
    outcomes: Columns,
    treated: Vec<usize>,
    controls: Vec<usize>,
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
                let (what, known) = ("second unit called", names.join(", "));
                return Err(Refusal::NoSuchName { what, name: name.clone(), known });
            }
        }
        let mut is_treated = vec![false; names.len()];
        for name in treated {
            is_treated[require_name("unit", name, names)?] = true;
        }
        let of = |wanted: bool| (0..names.len()).filter(|j| is_treated[*j] == wanted).collect::<Vec<usize>>();
        Self::from_parts(outcomes.clone(), of(true), of(false), before)
    }

    /// Also for placebo treatments: finite values are checked already.
    pub(super) fn from_parts(
        outcomes: Columns,
        treated: Vec<usize>,
        controls: Vec<usize>,
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
        if controls.len() < 2 {
            return Err(Refusal::TooFewObservations { have: controls.len(), need: 2 });
        }
        if before < 2 || before >= periods {
            let range = "at least 2 and below the number of periods";
            return Err(Refusal::SettingOutOfRange {
                name: "periods before the treatment",
                value: before as f64,
                range,
            });
        }
        Ok(Self { outcomes, treated, controls, before })
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

    /// Names of the comparison units.
    pub fn controls(&self) -> impl Iterator<Item = &str> {
        self.controls.iter().map(|&j| self.outcomes.names()[j].as_str())
    }

    pub(super) fn treated_at(&self) -> &[usize] {
        &self.treated
    }

    pub(super) fn controls_at(&self) -> &[usize] {
        &self.controls
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
    pub(super) fn with_roles(&self, treated: Vec<usize>, controls: Vec<usize>) -> Result<Self, Refusal> {
        Self::from_parts(self.outcomes.clone(), treated, controls, self.before)
    }
}
