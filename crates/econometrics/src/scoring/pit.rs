//! Probability integral transforms: where outcomes fall within their forecast distributions, and tests of whether
//! they fall evenly, as they do when forecasts mean what they say.

use super::Predictive;
use super::kolmogorov::kolmogorov_upper;
use super::predictive::Law;
use crate::caution::Caution;
use crate::distributions::{chi_squared_upper, normal_quantile};
use crate::linear::dot;
use crate::minimise::minimise;
use crate::refusal::{Refusal, require_finite};

/// Fewer expected values in a bin make the chi-squared law a poor guide (Cochran 1954).
const EXPECTED_MIN: usize = 5;

impl Predictive {
    /// F(y); for a count `F(y - 1) + jitter (F(y) - F(y - 1))`, which is uniform for a true forecast when `jitter` is
    /// a uniform random number. Refuses an outcome that cannot be scored, and a jitter outside of 0 to 1.
    /// Source: Dawid (1984); for counts Czado, Gneiting and Held (2009).
    pub fn integral_transform(&self, y: f64, jitter: f64) -> Result<f64, Refusal> {
        self.check_outcome(y)?;
        check_shares("jitter", &[jitter])?;
        let at = self.distribution_function(y);
        if !matches!(self.0, Law::Poisson { .. }) {
            return Ok(at);
        }
        let before = if y >= 1.0 { self.distribution_function(y - 1.0) } else { 0.0 };
        Ok(before + jitter * (at - before))
    }
}

/// A test of evenly spread transforms.
#[derive(Debug, Clone, PartialEq)]
pub struct UniformityTest {
    /// The statistic.
    pub statistic: f64,
    /// Number of values.
    pub n: usize,
    /// Degrees of freedom of chi-squared; `None` where the statistic has a law of its own.
    pub df: Option<f64>,
    /// P(statistic >= observed) under the null.
    pub p_value: f64,
    /// The null hypothesis, as a sentence.
    pub null: &'static str,
    /// Says when bins are thinly filled.
    pub cautions: Vec<Caution>,
}

/// Kolmogorov and Smirnov's test of n values between 0 and 1, n at least 1: the largest distance between their
/// empirical distribution and the diagonal. The p-value is exact up to 3,000 values; it holds for independent values.
/// Refuses no values and values outside of 0 to 1. Source: Marsaglia, Tsang and Wang (2003).
pub fn kolmogorov_smirnov_uniformity(transforms: &[f64]) -> Result<UniformityTest, Refusal> {
    let n = check_shares("transform", transforms)?;
    let mut sorted = transforms.to_vec();
    sorted.sort_by(f64::total_cmp);
    let distances = sorted.iter().enumerate().map(|(i, u)| {
        let (before, after) = (i as f64 / n as f64, (i + 1) as f64 / n as f64);
        (after - u).max(u - before)
    });
    let statistic = distances.fold(0.0, f64::max);
    let null = "the transforms are independent and uniform: the forecasts mean what they say";
    let p_value = kolmogorov_upper(n, statistic);
    Ok(UniformityTest { statistic, n, df: None, p_value, null, cautions: vec![] })
}

/// Pearson's chi-squared test over `bins` bins of one width, at least 2, referred to bins - 1 degrees of freedom.
/// A caution says when a bin expects fewer than five values. Refuses no values and values outside of 0 to 1.
/// Source: Pearson (1900).
pub fn chi_squared_uniformity(transforms: &[f64], bins: usize) -> Result<UniformityTest, Refusal> {
    let n = check_shares("transform", transforms)?;
    if bins < 2 {
        return Err(Refusal::SettingOutOfRange { name: "bins", value: bins as f64, range: "at least 2" });
    }
    let mut counts = vec![0usize; bins];
    for u in transforms {
        counts[((u * bins as f64) as usize).min(bins - 1)] += 1;
    }
    let expected = n as f64 / bins as f64;
    let statistic = counts.iter().map(|c| (*c as f64 - expected).powi(2) / expected).sum();
    let df = (bins - 1) as f64;
    let thin = n < EXPECTED_MIN * bins;
    let method = "the chi-squared test of evenly spread transforms";
    let caution = thin.then_some(Caution::ShortSample { method, periods: n, reliable_from: EXPECTED_MIN * bins });
    Ok(UniformityTest {
        statistic,
        n,
        df: Some(df),
        p_value: chi_squared_upper(statistic, df),
        null: "the transforms are independent and uniform: the forecasts mean what they say",
        cautions: caution.into_iter().collect(),
    })
}

/// From this many values on Berkowitz's test at 5 % rejects fewer than 6 % of true nulls (simulated: 10 % with 5 values,
/// 7 % with 10, 5.9 % with 20, 4.9 % with 30).
const BERKOWITZ_RELIABLE_FROM: usize = 20;

/// Berkowitz's test: what the transforms look like as normal values, and whether they are standard and unrelated.
#[derive(Debug, Clone, PartialEq)]
pub struct Berkowitz {
    /// Mean of the normal values; 0 under the null, below when forecasts are too high.
    pub mean: f64,
    /// Standard deviation of their innovations; 1 under the null, below when forecasts are too wide.
    pub standard_deviation: f64,
    /// First autocorrelation; 0 under the null.
    pub autocorrelation: f64,
    /// Twice the gain in log likelihood over mean 0, standard deviation 1, autocorrelation 0.
    pub likelihood_ratio: f64,
    /// Degrees of freedom of chi-squared: 3.
    pub df: f64,
    /// P(chi-squared(3) >= likelihood ratio).
    pub p_value: f64,
    /// Number of values.
    pub n: usize,
    /// The null hypothesis, as a sentence.
    pub null: &'static str,
    /// Says when there are fewer than 20 values.
    pub cautions: Vec<Caution>,
}

/// Turns n transforms, at least 5, in the order of time, into normal values and tests mean, variance and first
/// autocorrelation together: the likelihood ratio of a Gaussian first-order autoregression (exact likelihood,
/// stationary start) against independent standard normal values. With fewer than 20 values it rejects too often, and a
/// caution says so.
/// Refuses values that are not strictly between 0 and 1, and values that do not vary.
/// Source: Berkowitz (2001).
pub fn berkowitz(transforms: &[f64]) -> Result<Berkowitz, Refusal> {
    let n = check_shares("transform", transforms)?;
    if n < 5 {
        return Err(Refusal::TooFewObservations { have: n, need: 5 });
    }
    if let Some(&value) = transforms.iter().find(|u| **u == 0.0 || **u == 1.0) {
        let range = "strictly between 0 and 1";
        return Err(Refusal::SettingOutOfRange { name: "transform", value, range });
    }
    let z: Vec<f64> = transforms.iter().map(|u| normal_quantile(*u)).collect();
    let centre = z.iter().sum::<f64>() / n as f64;
    let centred: Vec<f64> = z.iter().map(|v| v - centre).collect();
    let square = dot(&centred, &centred);
    if square <= 1e-24 * dot(&z, &z) || square == 0.0 {
        return Err(Refusal::NoVariation { column: "transforms".to_owned(), observations: n });
    }
    let start = (dot(&centred[1..], &centred[..n - 1]) / square).clamp(-0.9, 0.9);
    let found = minimise("likelihood of the transforms", &[start.atanh()], 0.2, |at| -profile(&z, at[0].tanh()).2)?;
    let autocorrelation = found.at[0].tanh();
    let (mean, variance, log_likelihood) = profile(&z, autocorrelation);
    let under_null = -0.5 * (n as f64 * (2.0 * std::f64::consts::PI).ln() + dot(&z, &z));
    let likelihood_ratio = (2.0 * (log_likelihood - under_null)).max(0.0);
    let (method, reliable_from) = ("Berkowitz's test", BERKOWITZ_RELIABLE_FROM);
    let caution = (n < reliable_from).then_some(Caution::ShortSample { method, periods: n, reliable_from });
    Ok(Berkowitz {
        mean,
        standard_deviation: variance.sqrt(),
        autocorrelation,
        likelihood_ratio,
        df: 3.0,
        p_value: chi_squared_upper(likelihood_ratio, 3.0),
        n,
        null: "the transforms as normal values have mean 0, variance 1 and no first autocorrelation",
        cautions: caution.into_iter().collect(),
    })
}

/// Mean, innovation variance and log likelihood, the first two at their best for this autocorrelation.
fn profile(z: &[f64], rho: f64) -> (f64, f64, f64) {
    let n = z.len() as f64;
    // The first value has variance sigma^2 / (1 - rho^2).
    let first = (1.0 - rho * rho).sqrt();
    let later = 1.0 - rho;
    let innovations: f64 = z.windows(2).map(|w| w[1] - rho * w[0]).sum();
    let mean = (first * first * z[0] + later * innovations) / (first * first + (n - 1.0) * later * later);
    let squares: f64 = z.windows(2).map(|w| (w[1] - mean - rho * (w[0] - mean)).powi(2)).sum();
    let variance = ((first * (z[0] - mean)).powi(2) + squares) / n;
    let log_likelihood = -0.5 * n * ((2.0 * std::f64::consts::PI * variance).ln() + 1.0) + first.ln();
    (mean, variance, log_likelihood)
}

/// Refuses no values and values outside of 0 to 1; gives their number.
fn check_shares(name: &'static str, values: &[f64]) -> Result<usize, Refusal> {
    require_finite(values, name)?;
    if values.is_empty() {
        return Err(Refusal::TooFewObservations { have: 0, need: 1 });
    }
    match values.iter().find(|u| !(0.0..=1.0).contains(*u)) {
        Some(&value) => Err(Refusal::SettingOutOfRange { name, value, range: "between 0 and 1" }),
        None => Ok(values.len()),
    }
}

#[cfg(test)]
mod tests {
    //! (a) hand: four values; (b) SciPy and statsmodels, in `tests/it/scoring.rs`; (c) property: under the null the
    //! tests reject as often as they should, and counts have uniform transforms.
    use super::*;
    use crate::resampling::stream;
    use crate::tolerance::Tolerance::{Exact, Simulated};
    use rand::Rng;

    /// A claim about power, not a tolerance: forecasts this wrong are found with no chance of a mistake.
    const BEYOND_DOUBT: f64 = 1e-10;

    fn uniform(random: &mut impl Rng) -> f64 {
        ((random.next_u64() >> 11) as f64 + 0.5) / (1u64 << 53) as f64
    }

    #[test]
    fn four_values_by_hand() {
        let values = [0.1, 0.2, 0.3, 0.9];
        // Largest distance: 3/4 - 0.3.
        Exact.check("distance", kolmogorov_smirnov_uniformity(&values).unwrap().statistic, 0.45).unwrap();
        let bins = chi_squared_uniformity(&values, 2).unwrap();
        Exact.check("chi-squared", bins.statistic, 1.0).unwrap();
        assert_eq!(bins.df, Some(1.0));
        assert_eq!(bins.cautions.len(), 1);
    }

    #[test]
    fn refusals() {
        for wrong in [vec![], vec![f64::NAN], vec![1.2], vec![-0.1]] {
            assert!(kolmogorov_smirnov_uniformity(&wrong).is_err(), "{wrong:?}");
            assert!(chi_squared_uniformity(&wrong, 4).is_err(), "{wrong:?}");
            assert!(berkowitz(&wrong).is_err(), "{wrong:?}");
        }
        assert!(chi_squared_uniformity(&[0.5], 1).is_err());
        assert!(berkowitz(&[0.5; 20]).is_err());
        assert!(berkowitz(&[0.3; 20]).is_err());
        assert!(berkowitz(&[0.0, 0.2, 0.3, 0.4, 0.5]).is_err());
        assert!(Predictive::normal(0.0, 1.0).unwrap().integral_transform(0.0, 1.5).is_err());
    }

    #[test]
    fn uniform_values_are_rejected_as_often_as_they_should_be() {
        let (worlds, n) = (1_500, 100);
        let mut rejected = [0.0; 3];
        for world in 0..worlds {
            let random = &mut stream(21, world);
            let values: Vec<f64> = (0..n).map(|_| uniform(random)).collect();
            let p = [
                kolmogorov_smirnov_uniformity(&values).unwrap().p_value,
                chi_squared_uniformity(&values, 10).unwrap().p_value,
                berkowitz(&values).unwrap().p_value,
            ];
            rejected.iter_mut().zip(p).for_each(|(count, p)| *count += f64::from(u8::from(p < 0.1)));
        }
        let standard_error = (0.1 * 0.9 / worlds as f64).sqrt();
        for (at, count) in rejected.iter().enumerate() {
            Simulated { standard_error }.check(format!("test {at}"), count / worlds as f64, 0.1).unwrap();
        }
    }

    #[test]
    fn what_is_wrong_is_recovered() {
        // Forecasts too wide by a half: z has standard deviation 1/1.5.
        let random = &mut stream(2, 2);
        let wide = Predictive::normal(0.0, 1.5).unwrap();
        let mut last = 0.0;
        let values: Vec<f64> = (0..4_000)
            .map(|_| {
                let shock = normal_quantile(uniform(random));
                last = 0.5 * last + 0.75f64.sqrt() * shock;
                wide.integral_transform(last, 0.5).unwrap()
            })
            .collect();
        let ours = berkowitz(&values).unwrap();
        Simulated { standard_error: 0.014 }.check("autocorrelation", ours.autocorrelation, 0.5).unwrap();
        let innovation = 0.75f64.sqrt() / 1.5;
        Simulated { standard_error: 0.007 }.check("spread", ours.standard_deviation, innovation).unwrap();
        let uniformity = kolmogorov_smirnov_uniformity(&values).unwrap();
        assert!(ours.p_value < BEYOND_DOUBT && uniformity.p_value < BEYOND_DOUBT);
    }

    #[test]
    fn counts_have_uniform_transforms() {
        let law = Predictive::poisson(1.3).unwrap();
        let random = &mut stream(5, 0);
        let values: Vec<f64> = (0..3_000)
            .map(|_| {
                let u = uniform(random);
                let count = (0..60).map(f64::from).find(|k| law.distribution_function(*k) >= u).unwrap();
                law.integral_transform(count, uniform(random)).unwrap()
            })
            .collect();
        assert!(kolmogorov_smirnov_uniformity(&values).unwrap().p_value > 0.001);
        Exact.check("at 0", law.integral_transform(0.0, 0.5).unwrap(), 0.5 * (-1.3f64).exp()).unwrap();
    }
}
