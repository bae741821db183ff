//! Scores that use a density, a probability or two moments: logarithmic, Dawid and Sebastiani's, Brier's.

use super::Predictive;
use super::predictive::{Law, ln_poisson};
use crate::distributions::ln_gamma;
use crate::refusal::{Refusal, require_finite};

impl Predictive {
    /// Minus the natural logarithm of the forecast density (or probability, for a count) at the outcome; smaller
    /// is better. Refuses an outcome that is not finite or, for a count, no whole number, and one that the
    /// forecast holds impossible, whose score is infinite. Source: Good (1952); Gneiting and Raftery (2007).
    pub fn log_score(&self, y: f64) -> Result<f64, Refusal> {
        self.check_outcome(y)?;
        let half_ln_two_pi = 0.5 * (2.0 * std::f64::consts::PI).ln();
        let normal = |mean: f64, scale: f64| half_ln_two_pi + scale.ln() + 0.5 * ((y - mean) / scale).powi(2);
        Ok(match &self.0 {
            Law::Normal { mean, scale } => normal(*mean, *scale),
            Law::StudentT { location, scale, df } => {
                let z = (y - location) / scale;
                let constant = ln_gamma(0.5 * df) - ln_gamma(0.5 * (df + 1.0)) + 0.5 * (df * std::f64::consts::PI).ln();
                constant + scale.ln() + 0.5 * (df + 1.0) * (z * z / df).ln_1p()
            }
            Law::Logistic { location, scale } => {
                let z = ((y - location) / scale).abs();
                z + scale.ln() + 2.0 * (-z).exp().ln_1p()
            }
            Law::Laplace { location, scale } => ((y - location) / scale).abs() + (2.0 * scale).ln(),
            Law::Uniform { low, high } if (*low..=*high).contains(&y) => (high - low).ln(),
            Law::Uniform { .. } => {
                let range = "where the forecast has a density";
                return Err(Refusal::SettingOutOfRange { name: "outcome", value: y, range });
            }
            Law::Poisson { rate } => -ln_poisson(y, *rate),
            Law::NormalMixture(parts) => {
                // Relative to the largest term, so that an outcome far out does not underflow.
                let terms: Vec<f64> =
                    parts.iter().map(|c| c.weight.ln() - normal(c.mean, c.standard_deviation)).collect();
                let largest = terms.iter().fold(f64::NEG_INFINITY, |m, t| m.max(*t));
                -(largest + terms.iter().map(|t| (t - largest).exp()).sum::<f64>().ln())
            }
        })
    }

    /// [`dawid_sebastiani_score`] with the forecast's mean and variance. Refuses what they refuse.
    pub fn dawid_sebastiani(&self, y: f64) -> Result<f64, Refusal> {
        self.check_outcome(y)?;
        dawid_sebastiani_score(self.mean()?, self.variance()?, y)
    }
}

/// `(y - mean)^2 / variance + ln variance`, smaller is better: proper for the first two moments.
/// Refuses numbers that are not finite and a variance that is not above 0. Source: Dawid and Sebastiani (1999).
pub fn dawid_sebastiani_score(mean: f64, variance: f64, y: f64) -> Result<f64, Refusal> {
    require_finite(&[mean, y], "mean and outcome")?;
    if !(variance > 0.0 && variance.is_finite()) {
        return Err(Refusal::SettingOutOfRange { name: "variance", value: variance, range: "above 0 and finite" });
    }
    Ok((y - mean).powi(2) / variance + variance.ln())
}

/// Brier's score of a probability for an event: `(probability - 1)^2` when it happened, `probability^2` when it did
/// not; between 0 and 1, smaller is better. Refuses probabilities outside of 0 to 1. Source: Brier (1950), halved.
pub fn brier_score(probability: f64, happened: bool) -> Result<f64, Refusal> {
    if !(0.0..=1.0).contains(&probability) {
        let range = "between 0 and 1";
        return Err(Refusal::SettingOutOfRange { name: "probability", value: probability, range });
    }
    Ok((probability - f64::from(u8::from(happened))).powi(2))
}

#[cfg(test)]
mod tests {
    //! (a) hand; (b) scoringRules and SciPy, in `tests/it/scoring.rs`; (c) property: minus the logarithm is the slope
    //! of the distribution function.
    use super::*;
    use crate::scoring::NormalComponent;
    use crate::tolerance::Tolerance::{Exact, PrintedDigits};

    #[test]
    fn by_hand() {
        Exact.check("uniform", Predictive::uniform(0.0, 4.0).unwrap().log_score(1.0).unwrap(), 4f64.ln()).unwrap();
        Exact.check("Laplace", Predictive::laplace(1.0, 0.5).unwrap().log_score(2.0).unwrap(), 2.0).unwrap();
        Exact.check("counts", Predictive::poisson(1.0).unwrap().log_score(2.0).unwrap(), 1.0 + 2f64.ln()).unwrap();
        Exact.check("two moments", dawid_sebastiani_score(1.0, 4.0, 3.0).unwrap(), 1.0 + 4f64.ln()).unwrap();
        Exact.check("Brier", brier_score(0.2, true).unwrap(), 0.64).unwrap();
        Exact.check("Brier", brier_score(0.2, false).unwrap(), 0.04).unwrap();
        assert!(Predictive::uniform(0.0, 4.0).unwrap().log_score(5.0).is_err());
        assert!(brier_score(1.2, true).is_err());
        assert!(dawid_sebastiani_score(0.0, 0.0, 1.0).is_err());
        assert!(Predictive::student_t(0.0, 1.0, 2.0).unwrap().dawid_sebastiani(0.0).is_err());
    }

    #[test]
    fn the_density_is_the_slope() {
        let part = |weight, mean, standard_deviation| NormalComponent { weight, mean, standard_deviation };
        let laws = [
            Predictive::normal(0.3, 1.2).unwrap(),
            Predictive::student_t(0.1, 0.7, 3.0).unwrap(),
            Predictive::logistic(-0.5, 0.6).unwrap(),
            Predictive::laplace(0.5, 0.8).unwrap(),
            Predictive::normal_mixture(&[part(0.4, -1.0, 0.3), part(0.6, 1.0, 1.0)]).unwrap(),
        ];
        let step = 1e-5;
        for (at, law) in laws.iter().enumerate() {
            for y in [-2.0, -0.3, 0.1, 0.9, 2.2] {
                let slope = (law.distribution_function(y + step) - law.distribution_function(y - step)) / (2.0 * step);
                let density = (-law.log_score(y).unwrap()).exp();
                PrintedDigits(6).check(format!("{at} {y}"), density, slope).unwrap();
            }
        }
        // Far out, where every density of the mixture is 0 in double precision.
        let far = laws[4].log_score(1e3).unwrap();
        PrintedDigits(6).check("far", far, 0.5 * 999f64.powi(2) - 0.6f64.ln() + 0.918_938_533).unwrap();
    }
}
