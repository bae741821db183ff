//! Whether a posterior sampler is right: simulation-based calibration (Talts, Betancourt, Simpson, Vehtari and Gelman
//! 2018). Parameters are drawn from the prior, data from the parameters, draws from the posterior; then each true
//! value is equally likely to take any rank among its draws. No sampler lives here.

use rand_chacha::ChaCha8Rng;

use crate::caution::Caution;
use crate::chains::effective_sample_size;
use crate::distributions::chi_squared_upper;
use crate::many_tests::holm;
use crate::refusal::{Refusal, require_finite, require_length};
use crate::resampling::{below, replicates};

/// Below this share of independent draws, ranks crowd at the ends and a right sampler looks wrong.
const INDEPENDENT_MIN: f64 = 0.8;

/// What one simulated fit gives back.
#[derive(Debug, Clone, PartialEq)]
pub struct CalibrationFit {
    /// The true value of every parameter, or of any quantity of parameters and data (Modrak et al. 2023 advise the
    /// log likelihood among them).
    pub truth: Vec<f64>,
    /// Its draws: one chain per parameter, each with at least as many draws as asked for; longer chains are thinned evenly.
    pub draws: Vec<Vec<f64>>,
}

/// Settings of a calibration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Calibration {
    /// Simulated fits.
    pub fits: usize,
    /// Draws L compared with each true value, at least 8; ranks are 0 to L.
    pub draws_per_fit: usize,
    /// Bins of the histogram; must divide L + 1, and leave at least 5 fits per bin.
    pub bins: usize,
    /// Fit k uses stream k of this seed.
    pub seed: u64,
}

impl Default for Calibration {
    /// 300 fits, 99 draws, 20 bins.
    fn default() -> Self {
        Self { fits: 300, draws_per_fit: 99, bins: 20, seed: 1 }
    }
}

/// How the ranks of one parameter fell.
#[derive(Debug, Clone, PartialEq)]
pub struct CalibratedParameter {
    /// Name of the parameter.
    pub name: String,
    /// Number of true values with no draw below, up to all draws below, in bins of equally many ranks.
    pub histogram: Vec<usize>,
    /// Chi-squared statistic against equal counts.
    pub chi_squared: f64,
    /// Degrees of freedom, bins - 1.
    pub df: f64,
    /// P(X >= chi_squared) under the null.
    pub p_value: f64,
    /// The same after Holm's adjustment for all parameters.
    pub p_value_holm: f64,
    /// Mean over the fits of the effective share of the compared draws.
    pub independent_share: f64,
    /// The null hypothesis, as a sentence.
    pub null: &'static str,
}

/// How the ranks of all parameters fell.
#[derive(Debug, Clone, PartialEq)]
pub struct CalibrationResult {
    /// One per parameter, in the order given.
    pub parameters: Vec<CalibratedParameter>,
    /// Simulated fits.
    pub fits: usize,
    /// Draws compared with each true value.
    pub draws_per_fit: usize,
    /// Draws that are not independent enough for ranks to be uniform.
    pub cautions: Vec<Caution>,
}

impl CalibrationResult {
    /// One parameter by name.
    pub fn parameter(&self, name: &str) -> Result<&CalibratedParameter, Refusal> {
        let known = || self.parameters.iter().map(|p| p.name.clone()).collect::<Vec<_>>().join(", ");
        let no_such = || Refusal::NoSuchName { what: "parameter", name: name.to_owned(), known: known() };
        self.parameters.iter().find(|p| p.name == name).ok_or_else(no_such)
    }

    /// The smallest p-value after Holm's adjustment: of the null that the ranks of all parameters are uniform.
    pub fn smallest_p_value(&self) -> f64 {
        self.parameters.iter().map(|p| p.p_value_holm).fold(1.0, f64::min)
    }
}

/// Runs `fit(k, random numbers of fit k)` for all fits and compares.
///
/// The prior that `fit` draws from must be the prior that its sampler assumes, and proper. A rank among tied draws is
/// drawn with equal chances. Chi-squared with bins - 1 degrees of freedom holds for independent draws; the
/// share of independent draws is in the result, with a caution below 0.8.
/// Refuses settings out of range, what `fit` refuses in any fit, and fits of the wrong shape.
pub fn calibrate(
    settings: &Calibration,
    parameters: &[&str],
    fit: impl Fn(usize, &mut ChaCha8Rng) -> Result<CalibrationFit, Refusal> + Sync,
) -> Result<CalibrationResult, Refusal> {
    let Calibration { fits, draws_per_fit, bins, seed } = *settings;
    let out_of_range = |name, value: usize, range| Err(Refusal::SettingOutOfRange { name, value: value as f64, range });
    if draws_per_fit < 8 {
        return out_of_range("draws per fit", draws_per_fit, "at least 8");
    }
    if bins < 2 || (draws_per_fit + 1) % bins != 0 {
        return out_of_range("bins", bins, "at least 2, and a divisor of the draws per fit plus 1");
    }
    if fits < 5 * bins {
        return out_of_range("fits", fits, "at least 5 per bin");
    }
    let per_bin = (draws_per_fit + 1) / bins;
    let ranked = replicates(fits, seed, |k, random| {
        let CalibrationFit { truth, draws } = fit(k, random)?;
        require_length("true values", truth.len(), parameters.len())?;
        require_length("chains", draws.len(), parameters.len())?;
        require_finite(&truth, "true values")?;
        let each = truth.iter().zip(&draws).map(|(truth, chain)| rank(*truth, chain, draws_per_fit, random));
        each.collect::<Result<Vec<(usize, f64)>, Refusal>>()
    });
    let mut histograms = vec![vec![0usize; bins]; parameters.len()];
    let mut shares = vec![0.0; parameters.len()];
    for ranks in ranked {
        for (j, (rank, share)) in ranks?.into_iter().enumerate() {
            histograms[j][rank / per_bin] += 1;
            shares[j] += share / fits as f64;
        }
    }
    let expected = fits as f64 / bins as f64;
    let df = (bins - 1) as f64;
    let statistic = |counts: &Vec<usize>| counts.iter().map(|c| (*c as f64 - expected).powi(2) / expected).sum::<f64>();
    let statistics: Vec<f64> = histograms.iter().map(statistic).collect();
    let p_values: Vec<f64> = statistics.iter().map(|x| chi_squared_upper(*x, df)).collect();
    let adjusted = holm(&p_values)?;
    let calibrated = |(j, histogram): (usize, Vec<usize>)| CalibratedParameter {
        name: parameters[j].to_owned(),
        histogram,
        chi_squared: statistics[j],
        df,
        p_value: p_values[j],
        p_value_holm: adjusted[j],
        independent_share: shares[j],
        null: "the rank of the true value among the draws is uniform",
    };
    let parameters: Vec<CalibratedParameter> = histograms.into_iter().enumerate().map(calibrated).collect();
    let dependent = parameters.iter().filter(|p| p.independent_share < INDEPENDENT_MIN);
    let cautions = dependent.map(|p| Caution::UnsettledChains {
        parameter: p.name.clone(),
        r_hat: None,
        effective: p.independent_share * draws_per_fit as f64,
    });
    let cautions = cautions.collect();
    Ok(CalibrationResult { parameters, fits, draws_per_fit, cautions })
}

/// Rank of the truth among the chain thinned to `count` draws, and their effective share.
fn rank(truth: f64, chain: &[f64], count: usize, random: &mut ChaCha8Rng) -> Result<(usize, f64), Refusal> {
    if chain.len() < count {
        return Err(Refusal::TooFewObservations { have: chain.len(), need: count });
    }
    require_finite(chain, "draws")?;
    let thin = chain.len() / count;
    let kept: Vec<f64> = chain.iter().skip(thin - 1).step_by(thin).take(count).copied().collect();
    let smaller = kept.iter().filter(|d| **d < truth).count();
    let tied = kept.iter().filter(|d| **d == truth).count();
    let effective = effective_sample_size(&kept)?.min(count as f64);
    Ok((smaller + below(tied + 1, random), effective / count as f64))
}

#[cfg(test)]
mod tests {
    //! (a) hand: ranks among four; (c) property: a right sampler of a normal mean passes, a sampler that is too
    //! narrow, one that is off and one whose draws hang together do not.
    use super::*;
    use crate::resampling::stream;
    use rand_distr::{Distribution, StandardNormal};

    fn normal(random: &mut ChaCha8Rng) -> f64 {
        StandardNormal.sample(random)
    }

    /// mean ~ N(0, 1), one observation with error N(0, 1): posterior N(y / 2, 1 / 2).
    fn run(width: f64, shift: f64, hang: f64) -> CalibrationResult {
        calibrate(&Calibration::default(), &["mean"], |_, random| {
            let truth = normal(random);
            let y = truth + normal(random);
            let mut z = normal(random);
            let chain = (0..99).map(|_| {
                z = hang * z + (1.0 - hang * hang).sqrt() * normal(random);
                0.5 * y + shift + width * 0.5f64.sqrt() * z
            });
            Ok(CalibrationFit { truth: vec![truth], draws: vec![chain.collect()] })
        })
        .unwrap()
    }

    #[test]
    fn ranks_by_hand() {
        let chain: Vec<f64> = (0..16).map(f64::from).collect();
        // Thinned to 1, 3, ..., 15: three of them lie below 6.5.
        assert_eq!(rank(6.5, &chain, 8, &mut stream(1, 0)).unwrap().0, 3);
        let tied = rank(7.0, &chain, 8, &mut stream(1, 0)).unwrap().0;
        assert!(tied == 3 || tied == 4);
        assert!(matches!(rank(1.0, &chain, 17, &mut stream(1, 0)), Err(Refusal::TooFewObservations { .. })));
    }

    #[test]
    fn right_passes_and_wrong_fails() {
        let right = run(1.0, 0.0, 0.0);
        assert!(right.smallest_p_value() > 0.01 && right.cautions.is_empty(), "{right:?}");
        assert_eq!(right.parameter("mean").unwrap().histogram.iter().sum::<usize>(), 300);
        assert!(run(0.8, 0.0, 0.0).smallest_p_value() < 0.01);
        assert!(run(1.0, 0.3, 0.0).smallest_p_value() < 0.01);
        assert_eq!(run(1.0, 0.0, 0.9).cautions.len(), 1);
    }

    #[test]
    fn settings_are_checked() {
        let wrong = [
            Calibration { bins: 30, ..Calibration::default() },
            Calibration { fits: 99, ..Calibration::default() },
            Calibration { draws_per_fit: 7, ..Calibration::default() },
        ];
        for settings in wrong {
            let refused = calibrate(&settings, &[], |_, _| Ok(CalibrationFit { truth: vec![], draws: vec![] }));
            assert!(matches!(refused, Err(Refusal::SettingOutOfRange { .. })), "{settings:?}");
        }
    }
}
