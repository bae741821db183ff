//! The continuous ranked probability score: closed forms for forecast distributions, and for a sample of draws. In
//! the units of the outcome; for a point forecast it is the absolute error.

use super::predictive::{Law, ln_poisson, logistic_lower, too_few_df};
use super::{NormalComponent, Predictive};
use crate::distributions::{ln_gamma, normal_density, normal_lower, student_density, student_lower};
use crate::refusal::{Refusal, require_finite};

impl Predictive {
    /// `integral of (F(x) - 1{y <= x})^2 dx = E|Y - y| - E|Y - Y'| / 2`, at least 0, smaller is better.
    ///
    /// Refuses an outcome that is not finite, one that is no whole number for a count, and Student's t with 1
    /// degree of freedom or fewer, whose score is infinite.
    /// Sources: Gneiting and Raftery (2007), section 4.2; Jordan, Krueger and Lerch (2019), appendix A; for mixtures
    /// Grimit, Gneiting, Berrocal and Johnson (2006).
    pub fn crps(&self, y: f64) -> Result<f64, Refusal> {
        self.check_outcome(y)?;
        Ok(match &self.0 {
            Law::Normal { mean, scale } => {
                let z = (y - mean) / scale;
                scale * (z * (2.0 * normal_lower(z) - 1.0) + 2.0 * normal_density(z) - 1.0 / root_of_pi())
            }
            Law::StudentT { df, .. } if *df <= 1.0 => {
                return Err(too_few_df(*df, "above 1 for the continuous ranked probability score"));
            }
            Law::StudentT { location, scale, df } => scale * student((y - location) / scale, *df),
            Law::Logistic { location, scale } => {
                let z = (y - location) / scale;
                // z - 2 ln F(z) - 1, in the form that keeps its digits on both sides.
                scale * (z.abs() - 2.0 * logistic_lower(z.abs()).ln() - 1.0)
            }
            Law::Laplace { location, scale } => {
                let z = ((y - location) / scale).abs();
                scale * (z + (-z).exp() - 0.75)
            }
            Law::Uniform { low, high } => {
                let width = high - low;
                let z = (y - low) / width;
                let inside = z.clamp(0.0, 1.0);
                width * ((z - inside).abs() + inside * inside - inside + 1.0 / 3.0)
            }
            Law::Poisson { rate } => poisson(y, *rate),
            Law::NormalMixture(parts) => mixture(y, parts),
        })
    }
}

fn root_of_pi() -> f64 {
    std::f64::consts::PI.sqrt()
}

fn student(z: f64, df: f64) -> f64 {
    let ln_beta = |a: f64, b: f64| ln_gamma(a) + ln_gamma(b) - ln_gamma(a + b);
    let spread = (ln_beta(0.5, df - 0.5) - 2.0 * ln_beta(0.5, 0.5 * df)).exp();
    z * (2.0 * student_lower(z, df) - 1.0)
        + 2.0 * student_density(z, df) * (df + z * z) / (df - 1.0)
        + -2.0 * df.sqrt() / (df - 1.0) * spread
}

/// `sum over k of (F(k) - 1{y <= k})^2`. Below and above the window F is 0 and 1 to double precision.
fn poisson(y: f64, rate: f64) -> f64 {
    let reach = 12.0 * rate.sqrt() + 40.0;
    let (from, to) = ((rate - reach).max(0.0).floor(), (rate + reach).ceil());
    let (mut below, mut sum) = (0.0, 0.0);
    let mut k = from;
    while k <= to {
        below += ln_poisson(k, rate).exp();
        let distance = if y <= k { 1.0 - below } else { below };
        sum += distance * distance;
        k += 1.0;
    }
    sum + (from - y).max(0.0) + (y - to - 1.0).max(0.0)
}

/// `E|X|` for X normal.
fn mean_size(mean: f64, scale: f64) -> f64 {
    let z = mean / scale;
    scale * (2.0 * normal_density(z) + z * (2.0 * normal_lower(z) - 1.0))
}

fn mixture(y: f64, parts: &[NormalComponent]) -> f64 {
    let from_y: f64 = parts.iter().map(|c| c.weight * mean_size(y - c.mean, c.standard_deviation)).sum();
    let mut between = 0.0;
    for a in parts {
        for b in parts {
            let scale = a.standard_deviation.hypot(b.standard_deviation);
            between += a.weight * b.weight * mean_size(a.mean - b.mean, scale);
        }
    }
    from_y - 0.5 * between
}

/// The score of a forecast given as n draws, n at least 1, taken as their empirical distribution:
/// `mean |x - y| - mean |x - x'| / 2` over all n^2 pairs. Costs O(n log n).
/// With few draws it is too large on average; it compares forecasts with the same number of draws.
///
/// Refuses no draws, NaN and infinities. Source: Gneiting and Raftery (2007), equation 21.
pub fn crps_of_sample(draws: &[f64], y: f64) -> Result<f64, Refusal> {
    require_finite(draws, "draws")?;
    require_finite(&[y], "outcome")?;
    if draws.is_empty() {
        return Err(Refusal::TooFewObservations { have: 0, need: 1 });
    }
    let n = draws.len() as f64;
    // About the outcome, so that far-off units cost no digits.
    let mut distances: Vec<f64> = draws.iter().map(|x| x - y).collect();
    distances.sort_by(f64::total_cmp);
    let away: f64 = distances.iter().map(|d| d.abs()).sum::<f64>() / n;
    let spread: f64 = distances.iter().enumerate().map(|(i, d)| (2.0 * i as f64 + 1.0 - n) * d).sum();
    Ok((away - spread / (n * n)).max(0.0))
}

#[cfg(test)]
mod tests {
    //! (a) hand: the normal score at 0, one and two draws; (b) scoringRules, properscoring and SciPy's quadrature, in
    //! `tests/it/scoring.rs`; (c) property: the score is the integral of its definition, over forecasts and outcomes,
    //! and is smallest on average for the true law.
    use super::*;
    use crate::resampling::stream;
    use crate::tolerance::Tolerance::{Exact, PrintedDigits};
    use rand_distr::{Distribution, StandardNormal};

    #[test]
    fn by_hand() {
        let standard = Predictive::normal(0.0, 1.0).unwrap();
        let expected = (2f64.sqrt() - 1.0) / root_of_pi();
        Exact.check("normal", standard.crps(0.0).unwrap(), expected).unwrap();
        Exact.check("one draw", crps_of_sample(&[3.0], 1.0).unwrap(), 2.0).unwrap();
        // |0 - 1|/2 + |4 - 1|/2 - (4/2)/2 = 2 - 1
        Exact.check("two draws", crps_of_sample(&[4.0, 0.0], 1.0).unwrap(), 1.0).unwrap();
        // Poisson with a rate near 0 is a point at 0.
        Exact.check("counts", Predictive::poisson(1e-13).unwrap().crps(3.0).unwrap(), 3.0).unwrap();
        Exact.check("far", Predictive::poisson(4.0).unwrap().crps(1e4).unwrap(), 1e4 - 4.0 - gini_of_four()).unwrap();
    }

    /// `E|X - X'| / 2` of counts with mean 4, from all pairs.
    fn gini_of_four() -> f64 {
        let p = |k: i32| ln_poisson(f64::from(k), 4.0).exp();
        let pairs = (0i32..60).flat_map(|i| (0i32..60).map(move |j| (i, j)));
        pairs.map(|(i, j)| 0.5 * f64::from((i - j).abs()) * p(i) * p(j)).sum()
    }

    #[test]
    fn the_score_is_the_integral_of_its_definition() {
        let part = |weight, mean, standard_deviation| NormalComponent { weight, mean, standard_deviation };
        let laws = [
            Predictive::normal(0.3, 1.2).unwrap(),
            Predictive::student_t(0.1, 0.7, 6.0).unwrap(),
            Predictive::logistic(-0.5, 0.6).unwrap(),
            Predictive::laplace(0.5, 0.8).unwrap(),
            Predictive::uniform(-1.0, 2.0).unwrap(),
            Predictive::normal_mixture(&[part(0.4, -1.0, 0.3), part(0.6, 1.0, 1.0)]).unwrap(),
        ];
        let steps = 100_000;
        for (at, law) in laws.iter().enumerate() {
            for y in [-3.0, -0.5, 0.0, 0.75, 2.5] {
                let width = 80.0 / f64::from(steps);
                let integral: f64 = (0..steps)
                    .map(|step| {
                        let x = -40.0 + (f64::from(step) + 0.5) * width;
                        let distance = law.distribution_function(x) - f64::from(u8::from(y <= x));
                        distance * distance * width
                    })
                    .sum();
                PrintedDigits(3).check(format!("law {at} at {y}"), law.crps(y).unwrap(), integral).unwrap();
            }
        }
    }

    #[test]
    fn a_large_sample_scores_as_its_law_and_honesty_pays() {
        let random = &mut stream(4, 0);
        let mut draw = || -> f64 { StandardNormal.sample(random) };
        let draws: Vec<f64> = (0..40_000).map(|_| draw()).collect();
        let honest = Predictive::normal(0.0, 1.0).unwrap();
        for y in [-1.5, 0.2, 2.0] {
            let difference = crps_of_sample(&draws, y).unwrap() - honest.crps(y).unwrap();
            assert!(difference.abs() < 0.02, "{y}: {difference}");
        }
        let outcomes: Vec<f64> = (0..4_000).map(|_| draw()).collect();
        let mean = |law: &Predictive| outcomes.iter().map(|y| law.crps(*y).unwrap()).sum::<f64>();
        for other in [(0.3, 1.0), (0.0, 1.5), (0.0, 0.6), (-0.4, 0.9)] {
            assert!(mean(&honest) < mean(&Predictive::normal(other.0, other.1).unwrap()), "{other:?}");
        }
    }

    #[test]
    fn refusals() {
        assert!(Predictive::student_t(0.0, 1.0, 1.0).unwrap().crps(0.0).is_err());
        assert!(Predictive::normal(0.0, 1.0).unwrap().crps(f64::INFINITY).is_err());
        assert!(Predictive::poisson(2.0).unwrap().crps(1.5).is_err());
        assert!(crps_of_sample(&[], 1.0).is_err());
        assert!(crps_of_sample(&[f64::NAN], 1.0).is_err());
    }
}
