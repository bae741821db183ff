//! The readings of several series side by side, with gaps. Storage and checks; no model.

use crate::refusal::{Refusal, require_length, require_name};

/// Named series of one length; a reading may be missing.
#[derive(Debug, Clone, PartialEq)]
pub struct Observations {
    series: Vec<String>,
    periods: usize,
    /// Period by period; NaN where there is no reading.
    values: Vec<f64>,
}

impl Observations {
    /// Series side by side, each with its name, period 0 first, `None` where there is no reading.
    /// Refuses no series, lengths that differ, and readings that are NaN or infinite.
    pub fn new(series: &[(&str, &[Option<f64>])]) -> Result<Self, Refusal> {
        let periods = series.first().map_or(0, |s| s.1.len());
        if periods == 0 {
            return Err(Refusal::TooFewObservations { have: 0, need: 1 });
        }
        let mut values = vec![f64::NAN; periods * series.len()];
        for (i, (name, readings)) in series.iter().enumerate() {
            require_length(name, readings.len(), periods)?;
            for (t, value) in readings.iter().enumerate() {
                match value {
                    Some(v) if !v.is_finite() => {
                        return Err(Refusal::NotFinite { row: t, column: (*name).to_owned() });
                    }
                    Some(v) => values[t * series.len() + i] = *v,
                    None => {}
                }
            }
        }
        Ok(Self { series: series.iter().map(|s| s.0.to_owned()).collect(), periods, values })
    }

    /// Names of the series, in order.
    pub fn series(&self) -> &[String] {
        &self.series
    }

    /// Number of periods, missing ones included.
    pub fn periods(&self) -> usize {
        self.periods
    }

    /// Number of readings that are there.
    pub fn readings(&self) -> usize {
        self.values.iter().filter(|v| !v.is_nan()).count()
    }

    /// One reading. Refuses a name and a period that are not there.
    pub fn get(&self, series: &str, period: usize) -> Result<Option<f64>, Refusal> {
        let i = require_name("series", series, &self.series)?;
        if period >= self.periods {
            return Err(Refusal::NoSuch { what: "period", index: period, count: self.periods });
        }
        let value = self.values[period * self.series.len() + i];
        Ok((!value.is_nan()).then_some(value))
    }

    /// Period by period, NaN where there is no reading.
    pub(super) fn values(&self) -> &[f64] {
        &self.values
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_kept_and_nonsense_is_refused() {
        let y = Observations::new(&[("a", &[Some(1.0), None]), ("b", &[None, Some(2.0)])]).unwrap();
        assert_eq!((y.get("a", 0).unwrap(), y.get("a", 1).unwrap(), y.readings()), (Some(1.0), None, 2));
        assert!(matches!(y.get("c", 0), Err(Refusal::NoSuchName { .. })));
        assert!(matches!(y.get("b", 2), Err(Refusal::NoSuch { .. })));
        assert!(matches!(Observations::new(&[]), Err(Refusal::TooFewObservations { .. })));
        assert!(matches!(Observations::new(&[("a", &[Some(f64::NAN)])]), Err(Refusal::NotFinite { .. })));
        let uneven: [(&str, &[Option<f64>]); 2] = [("a", &[None]), ("b", &[None, None])];
        assert!(matches!(Observations::new(&uneven), Err(Refusal::LengthsDiffer { .. })));
    }
}
