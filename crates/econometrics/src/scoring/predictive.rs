//! Forecast distributions with checked parameters: their distribution function, mean and variance. Scores stand in
//! `crps.rs` and `density.rs`.

use crate::distributions::{chi_squared_upper, ln_gamma, normal_lower, student_lower};
use crate::refusal::Refusal;

/// A rate above this would need more than a million terms for the score of a count.
const RATE_MAX: f64 = 1e6;

/// A forecast of one number. Made by the constructors, which check the parameters.
#[derive(Debug, Clone, PartialEq)]
pub struct Predictive(pub(super) Law);

/// One normal distribution of a mixture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NormalComponent {
    /// Weight, above 0; all weights sum to 1.
    pub weight: f64,
    /// Mean.
    pub mean: f64,
    /// Standard deviation, above 0.
    pub standard_deviation: f64,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Law {
    Normal { mean: f64, scale: f64 },
    StudentT { location: f64, scale: f64, df: f64 },
    Logistic { location: f64, scale: f64 },
    Laplace { location: f64, scale: f64 },
    Uniform { low: f64, high: f64 },
    Poisson { rate: f64 },
    NormalMixture(Vec<NormalComponent>),
}

fn finite(name: &'static str, value: f64) -> Result<f64, Refusal> {
    let range = "a finite number";
    if value.is_finite() { Ok(value) } else { Err(Refusal::SettingOutOfRange { name, value, range }) }
}

fn positive(name: &'static str, value: f64) -> Result<f64, Refusal> {
    let range = "above 0 and finite";
    if value > 0.0 && value.is_finite() { Ok(value) } else { Err(Refusal::SettingOutOfRange { name, value, range }) }
}

impl Predictive {
    /// The normal distribution. `standard_deviation` above 0.
    pub fn normal(mean: f64, standard_deviation: f64) -> Result<Self, Refusal> {
        let scale = positive("standard deviation", standard_deviation)?;
        Ok(Self(Law::Normal { mean: finite("mean", mean)?, scale }))
    }

    /// Student's t with `df` degrees of freedom, moved by `location` and stretched by `scale`; both scale and df
    /// above 0. Its CRPS needs df above 1, its variance df above 2.
    pub fn student_t(location: f64, scale: f64, df: f64) -> Result<Self, Refusal> {
        let (scale, df) = (positive("scale", scale)?, positive("degrees of freedom", df)?);
        Ok(Self(Law::StudentT { location: finite("location", location)?, scale, df }))
    }

    /// The logistic distribution. `scale` above 0.
    pub fn logistic(location: f64, scale: f64) -> Result<Self, Refusal> {
        let scale = positive("scale", scale)?;
        Ok(Self(Law::Logistic { location: finite("location", location)?, scale }))
    }

    /// The Laplace distribution. `scale` above 0, the mean distance from `location`.
    pub fn laplace(location: f64, scale: f64) -> Result<Self, Refusal> {
        let scale = positive("scale", scale)?;
        Ok(Self(Law::Laplace { location: finite("location", location)?, scale }))
    }

    /// All values between `low` and `high` with equal density; low below high.
    pub fn uniform(low: f64, high: f64) -> Result<Self, Refusal> {
        positive("width", high - low)?;
        Ok(Self(Law::Uniform { low: finite("low", low)?, high: finite("high", high)? }))
    }

    /// Counts with mean `rate`, above 0 and at most a million. Outcomes must be whole numbers from 0.
    pub fn poisson(rate: f64) -> Result<Self, Refusal> {
        if positive("rate", rate)? > RATE_MAX {
            return Err(Refusal::SettingOutOfRange { name: "rate", value: rate, range: "at most a million" });
        }
        Ok(Self(Law::Poisson { rate }))
    }

    /// A mixture of normal distributions. Weights above 0 that sum to 1 up to 1e-9.
    pub fn normal_mixture(components: &[NormalComponent]) -> Result<Self, Refusal> {
        for one in components {
            positive("weight", one.weight)?;
            finite("mean", one.mean)?;
            positive("standard deviation", one.standard_deviation)?;
        }
        let sum: f64 = components.iter().map(|c| c.weight).sum();
        if (sum - 1.0).abs() > 1e-9 {
            return Err(Refusal::SettingOutOfRange { name: "sum of weights", value: sum, range: "1" });
        }
        Ok(Self(Law::NormalMixture(components.to_vec())))
    }

    /// P(Y <= y), between 0 and 1; NaN for NaN.
    pub fn distribution_function(&self, y: f64) -> f64 {
        if y.is_nan() {
            return f64::NAN;
        }
        if y.is_infinite() {
            return f64::from(u8::from(y > 0.0));
        }
        match &self.0 {
            Law::Normal { mean, scale } => normal_lower((y - mean) / scale),
            Law::StudentT { location, scale, df } => student_lower((y - location) / scale, *df),
            Law::Logistic { location, scale } => logistic_lower((y - location) / scale),
            Law::Laplace { location, scale } => {
                let z = (y - location) / scale;
                if z < 0.0 { 0.5 * z.exp() } else { 1.0 - 0.5 * (-z).exp() }
            }
            Law::Uniform { low, high } => ((y - low) / (high - low)).clamp(0.0, 1.0),
            Law::Poisson { rate } if y >= 0.0 => chi_squared_upper(2.0 * rate, 2.0 * (y.floor() + 1.0)),
            Law::Poisson { .. } => 0.0,
            Law::NormalMixture(parts) => {
                parts.iter().map(|c| c.weight * normal_lower((y - c.mean) / c.standard_deviation)).sum()
            }
        }
    }

    /// The mean; refused for Student's t with 1 degree of freedom or fewer.
    pub fn mean(&self) -> Result<f64, Refusal> {
        match &self.0 {
            Law::StudentT { df, .. } if *df <= 1.0 => Err(too_few_df(*df, "above 1 for a mean")),
            Law::Normal { mean: centre, .. }
            | Law::StudentT { location: centre, .. }
            | Law::Logistic { location: centre, .. }
            | Law::Laplace { location: centre, .. } => Ok(*centre),
            Law::Uniform { low, high } => Ok(0.5 * (low + high)),
            Law::Poisson { rate } => Ok(*rate),
            Law::NormalMixture(parts) => Ok(parts.iter().map(|c| c.weight * c.mean).sum()),
        }
    }

    /// The variance; refused for Student's t with 2 degrees of freedom or fewer.
    pub fn variance(&self) -> Result<f64, Refusal> {
        match &self.0 {
            Law::StudentT { df, .. } if *df <= 2.0 => Err(too_few_df(*df, "above 2 for a variance")),
            Law::StudentT { scale, df, .. } => Ok(scale * scale * df / (df - 2.0)),
            Law::Normal { scale, .. } => Ok(scale * scale),
            Law::Logistic { scale, .. } => Ok((scale * std::f64::consts::PI).powi(2) / 3.0),
            Law::Laplace { scale, .. } => Ok(2.0 * scale * scale),
            Law::Uniform { low, high } => Ok((high - low).powi(2) / 12.0),
            Law::Poisson { rate } => Ok(*rate),
            Law::NormalMixture(parts) => {
                let centre = self.mean()?;
                let spread =
                    |c: &NormalComponent| c.weight * (c.standard_deviation.powi(2) + (c.mean - centre).powi(2));
                Ok(parts.iter().map(spread).sum())
            }
        }
    }

    /// An outcome that can be scored: finite, and a whole number from 0 for a count.
    pub(super) fn check_outcome(&self, y: f64) -> Result<(), Refusal> {
        finite("outcome", y)?;
        if matches!(self.0, Law::Poisson { .. }) && !(y >= 0.0 && y.fract() == 0.0) {
            return Err(Refusal::SettingOutOfRange { name: "outcome", value: y, range: "a whole number from 0" });
        }
        Ok(())
    }
}

pub(super) fn too_few_df(df: f64, range: &'static str) -> Refusal {
    Refusal::SettingOutOfRange { name: "degrees of freedom", value: df, range }
}

/// P(Z <= z) of the standard logistic distribution.
pub(super) fn logistic_lower(z: f64) -> f64 {
    if z < 0.0 { z.exp() / (1.0 + z.exp()) } else { 1.0 / (1.0 + (-z).exp()) }
}

/// Logarithm of the probability of a count.
pub(super) fn ln_poisson(count: f64, rate: f64) -> f64 {
    count * rate.ln() - rate - ln_gamma(count + 1.0)
}

#[cfg(test)]
mod tests {
    //! (a) hand: points where the distribution function is known; (b) SciPy, in `tests/it/scoring.rs`; (c) property:
    //! the mean and variance are those of the distribution function, integrated.
    use super::*;
    use crate::tolerance::Tolerance::{Exact, PrintedDigits};

    fn all() -> Vec<Predictive> {
        let part = |weight, mean, standard_deviation| NormalComponent { weight, mean, standard_deviation };
        vec![
            Predictive::normal(1.0, 2.0).unwrap(),
            Predictive::student_t(-1.0, 0.5, 7.0).unwrap(),
            Predictive::logistic(0.4, 0.8).unwrap(),
            Predictive::laplace(2.0, 1.5).unwrap(),
            Predictive::uniform(-1.0, 3.0).unwrap(),
            Predictive::normal_mixture(&[part(0.3, 0.0, 1.0), part(0.7, 2.0, 0.5)]).unwrap(),
        ]
    }

    #[test]
    fn points_by_hand() {
        for law in [&all()[0], &all()[1], &all()[2], &all()[3], &all()[4]] {
            Exact.check("half below the mean", law.distribution_function(law.mean().unwrap()), 0.5).unwrap();
        }
        let counts = Predictive::poisson(2.0).unwrap();
        Exact.check("0 or 1", counts.distribution_function(1.7), 3.0 * (-2.0f64).exp()).unwrap();
        assert_eq!(counts.distribution_function(-0.1), 0.0);
        assert_eq!(all()[4].distribution_function(7.0), 1.0);
        assert_eq!(all()[1].distribution_function(f64::INFINITY), 1.0);
    }

    #[test]
    fn moments_are_those_of_the_distribution_function() {
        // E (Y - c)^2 = integral of 2 (y - c) (1 - F) above c and 2 (c - y) F below c.
        let (steps, c) = (400_000, 0.7);
        for (at, law) in all().iter().enumerate() {
            let width = 120.0 / f64::from(steps);
            let (mut mean, mut square) = (c, 0.0);
            for step in 0..steps {
                let y = c - 60.0 + (f64::from(step) + 0.5) * width;
                let f = law.distribution_function(y);
                let part = if y > c { 1.0 - f } else { -f };
                mean += part * width;
                square += 2.0 * (y - c) * part * width;
            }
            PrintedDigits(5).check(format!("mean {at}"), mean, law.mean().unwrap()).unwrap();
            let variance = square - (mean - c).powi(2);
            PrintedDigits(4).check(format!("variance {at}"), variance, law.variance().unwrap()).unwrap();
        }
    }

    #[test]
    fn parameters_out_of_range_are_refused() {
        assert!(Predictive::normal(f64::NAN, 1.0).is_err());
        assert!(Predictive::normal(0.0, 0.0).is_err());
        assert!(Predictive::student_t(0.0, 1.0, -1.0).is_err());
        assert!(Predictive::uniform(1.0, 1.0).is_err());
        assert!(Predictive::uniform(f64::NEG_INFINITY, 1.0).is_err());
        assert!(Predictive::poisson(1e9).is_err());
        assert!(Predictive::normal_mixture(&[]).is_err());
        assert!(Predictive::student_t(0.0, 1.0, 2.0).unwrap().variance().is_err());
        assert!(Predictive::student_t(0.0, 1.0, 1.0).unwrap().mean().is_err());
        assert!(Predictive::poisson(1.0).unwrap().check_outcome(0.5).is_err());
    }
}
