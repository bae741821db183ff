//! One side of a triangle as one instrument reads it, period by period.

use super::reading::{Observation, Reading};
use crate::dossier::Side;

/// One side, as one instrument reads it.
#[derive(Clone, Debug, PartialEq)]
pub struct SideSeries {
    /// The side.
    pub side: Side,
    /// One reading per period of the instrument's calendar.
    pub readings: Vec<Reading>,
}

impl SideSeries {
    /// One value per period; `None` where the source was silent (unless silence counts as 0) or not watching.
    pub fn values(&self) -> Vec<Option<f64>> {
        self.readings
            .iter()
            .map(|r| match r.observation {
                Observation::Score(v) => Some(v),
                Observation::SilentAsZero => Some(0.0),
                Observation::Silent | Observation::Unobserved => None,
            })
            .collect()
    }
}

impl SideSeries {
    /// Periods between the given ones whose silence was taken for 0.
    pub fn n_silent_as_zero(&self, first: usize, last: usize) -> usize {
        let within = self.readings.get(first..=last).unwrap_or_default();
        within.iter().filter(|r| r.observation == Observation::SilentAsZero).count()
    }

    /// Share of the readings' variance, between the given periods, that is more than sampling noise: 1 less the
    /// mean of `noise` over the variance of the readings, at least 0. `None` with fewer than three readings or where
    /// the noise of one of them is not known.
    pub(super) fn reliability(
        &self,
        first: usize,
        last: usize,
        noise: impl Fn(&Reading) -> Option<f64>,
    ) -> Option<f64> {
        let mut values = Vec::new();
        let mut noise_sum = 0.0;
        for r in self.readings.get(first..=last)? {
            if let Observation::Score(v) = r.observation {
                values.push(v);
                noise_sum += noise(r)?;
            }
        }
        let n = values.len() as f64;
        let mean = values.iter().sum::<f64>() / n;
        let variance = values.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / (n - 1.0);
        let share = 1.0 - noise_sum / n / variance;
        (values.len() >= 3 && share.is_finite()).then_some(share.max(0.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actors;
    use crate::dossier::Dyad;

    #[test]
    fn reliability_is_what_sampling_noise_leaves() {
        let state = |s| actors::state(s).unwrap();
        let side = Side::Pooled(Dyad::new(state("IRN"), state("RUS")).unwrap());
        // Values 1, 3, 5 have variance 4; noise of 1 leaves three quarters.
        let readings = |variance: Option<f64>| {
            let score = |v| Reading { observation: Observation::Score(v), variance, ..Reading::UNOBSERVED };
            SideSeries { side, readings: vec![score(1.0), Reading::UNOBSERVED, score(3.0), score(5.0)] }
        };
        assert_eq!(readings(Some(1.0)).reliability(0, 3, |r| r.variance), Some(0.75));
        assert_eq!(readings(Some(9.0)).reliability(0, 3, |r| r.variance), Some(0.0));
        assert_eq!(readings(None).reliability(0, 3, |r| r.variance), None);
        assert_eq!(readings(Some(1.0)).reliability(0, 2, |r| r.variance), None, "two readings tell nothing");
        assert_eq!(readings(Some(1.0)).reliability(0, 9, |r| r.variance), None, "beyond the calendar");
    }
}
