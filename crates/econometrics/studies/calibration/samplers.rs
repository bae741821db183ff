//! The posterior samplers that are put to the test, each beside the prior that it assumes. Nothing is printed here.

use rand::Rng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};
use tertius_econometrics::bayesian_vector_autoregression::{SamplerStudy, calibrate_conjugate, calibrate_hierarchical};
use tertius_econometrics::latent_relations::{LatentStudy, calibrate_latent_relations};
use tertius_econometrics::state_space::Blocks;
use tertius_econometrics::{
    Calibration, CalibrationFit, CalibrationResult, Hierarchical, InverseGammaPrior, Lags, Observations, Refusal,
    StateSpace, calibrate,
};

/// A sampler and how it fared.
pub(crate) struct Judged {
    pub(crate) name: &'static str,
    /// Whether it is wrong on purpose.
    pub(crate) control: bool,
    pub(crate) result: CalibrationResult,
}

/// Periods of every simulated series.
pub(crate) const PERIODS: usize = 60;

/// All samplers. Refuses what the calibrations refuse.
pub(crate) fn judge(fits: usize, seed: u64) -> Result<Vec<Judged>, Refusal> {
    let calibration = Calibration { fits, seed, ..Calibration::default() };
    let study = |lags| -> Result<SamplerStudy, Refusal> {
        Ok(SamplerStudy { calibration, periods: PERIODS, ..SamplerStudy::standard(Lags::new(lags)?) })
    };
    let one = study(1)?;
    let psi = Some(InverseGammaPrior { shape: 6.0, scale: 5.0 });
    let with_psi = SamplerStudy { settings: Hierarchical { scales: psi, ..one.settings.clone() }, ..one.clone() };
    let too_wide = SamplerStudy { distortion: 1.2, ..one.clone() };
    let latent = |lags, relations| -> Result<LatentStudy, Refusal> {
        Ok(LatentStudy { calibration, periods: PERIODS, relations, ..LatentStudy::standard(lags)? })
    };
    let noise_too_large = LatentStudy { distortion: 1.3, ..latent(1, 1)? };
    let right = |name, result| Judged { name, control: false, result };
    let wrong = |name, result| Judged { name, control: true, result };
    Ok(vec![
        right("Bayesian vector autoregression, conjugate draws, 1 lag", calibrate_conjugate(&one)?),
        right("Bayesian vector autoregression, conjugate draws, 2 lags", calibrate_conjugate(&study(2)?)?),
        right("Bayesian vector autoregression, hierarchical prior, scales given", calibrate_hierarchical(&one)?),
        right("Bayesian vector autoregression, hierarchical prior, scales drawn", calibrate_hierarchical(&with_psi)?),
        right("Simulation smoother, local level", level(&calibration, 1.0)?),
        right("Simulation smoother, gaps and means of blocks of 12 periods", running_mean(&calibration)?),
        right("Latent relations, one, 1 lag", calibrate_latent_relations(&latent(1, 1)?)?),
        right("Latent relations, one, 2 lags", calibrate_latent_relations(&latent(2, 1)?)?),
        right("Latent relations, two, 2 lags", calibrate_latent_relations(&latent(2, 2)?)?),
        right("Latent relations, three, 1 lag", calibrate_latent_relations(&latent(1, 3)?)?),
        wrong("Control: conjugate draws with the error covariance a fifth too large", calibrate_conjugate(&too_wide)?),
        wrong("Control: simulation smoother with twice the variance", level(&calibration, 2.0)?),
        wrong("Control: latent relations with noise a third too large", calibrate_latent_relations(&noise_too_large)?),
    ])
}

fn normal(random: &mut ChaCha8Rng) -> f64 {
    StandardNormal.sample(random)
}

/// Variances of a reading's error and of the level's step.
const IRREGULAR: f64 = 0.8;
const STEP: f64 = 0.3;

/// A level that starts at N(1, 4).
fn local_level() -> Result<StateSpace, Refusal> {
    let mut model = StateSpace::new(&["level"], &["y", "mean of 12"])?;
    model.set_loadings("y", &[1.0])?;
    model.set_reading_variance("y", IRREGULAR)?;
    model.set_state_variances(&[STEP])?;
    model.set_start(&[1.0], &[4.0])?;
    Ok(model)
}

/// A level and readings of it.
fn simulate(random: &mut ChaCha8Rng) -> (Vec<f64>, Vec<f64>) {
    let mut now = 1.0 + 2.0 * normal(random);
    let levels: Vec<f64> = (0..PERIODS)
        .map(|_| {
            let here = now;
            now += STEP.sqrt() * normal(random);
            here
        })
        .collect();
    let readings = levels.iter().map(|level| level + IRREGULAR.sqrt() * normal(random)).collect();
    (levels, readings)
}

/// Periods whose level is compared.
const COMPARED: [usize; 4] = [0, 20, 40, PERIODS - 1];

const NAMES: [&str; 5] = ["level at 0", "level at 20", "level at 40", "level at 59", "sum of squared steps"];

/// Levels at some periods and, because ranks period by period do not see how periods hang together, how far the path
/// moves altogether.
fn quantities(level: &[f64]) -> Vec<f64> {
    let moved = level.windows(2).map(|w| (w[1] - w[0]).powi(2)).sum();
    COMPARED.iter().map(|&t| level[t]).chain([moved]).collect()
}

/// One chain per quantity.
fn by_quantity(draws: &[Vec<f64>]) -> Vec<Vec<f64>> {
    (0..draws[0].len()).map(|j| draws.iter().map(|draw| draw[j]).collect()).collect()
}

/// `variance` stretches the draws around their mean; any number but 1 makes the smoother wrong.
fn level(calibration: &Calibration, variance: f64) -> Result<CalibrationResult, Refusal> {
    let model = local_level()?;
    calibrate(calibration, &NAMES, |_, random| {
        let (levels, readings) = simulate(random);
        let y: Vec<Option<f64>> = readings.into_iter().map(Some).collect();
        let y = Observations::new(&[("y", &y), ("mean of 12", &[None; PERIODS])])?;
        let mean = model.smooth(&y)?.of("level")?.mean;
        let drawn = model.draws(&y, calibration.draws_per_fit, random.next_u64())?;
        let mut draws = Vec::with_capacity(drawn.draws());
        for d in 0..drawn.draws() {
            let stretched = drawn.draw(d)?.iter().zip(&mean).map(|(x, m)| m + variance.sqrt() * (x - m));
            draws.push(quantities(&stretched.collect::<Vec<f64>>()));
        }
        Ok(CalibrationFit { truth: quantities(&levels), draws: by_quantity(&draws) })
    })
}

/// Two readings in three are missing, and the mean of each whole block is read without error.
fn running_mean(calibration: &Calibration) -> Result<CalibrationResult, Refusal> {
    let blocks = Blocks::new(12, 4, PERIODS)?;
    let mut model = local_level()?.with_running_mean("running mean", &[("level", 1.0)], blocks)?;
    model.set_loadings("mean of 12", &[0.0, 1.0])?;
    let names: Vec<&str> = NAMES.into_iter().chain(["running mean at 33"]).collect();
    calibrate(calibration, &names, |_, random| {
        let (levels, readings) = simulate(random);
        let y: Vec<Option<f64>> = readings.iter().enumerate().map(|(t, v)| (t % 3 == 0).then_some(*v)).collect();
        let whole = (4..PERIODS - 11).step_by(12).map(|from| Some(levels[from..from + 12].iter().sum::<f64>() / 12.0));
        let means = blocks.place(&whole.collect::<Vec<_>>())?;
        let y = Observations::new(&[("y", &y), ("mean of 12", &means)])?;
        let drawn = model.draws(&y, calibration.draws_per_fit, random.next_u64())?;
        let mut draws = Vec::with_capacity(drawn.draws());
        for d in 0..drawn.draws() {
            // Two states per period: the level and the running mean.
            let path = drawn.draw(d)?;
            let level: Vec<f64> = path.iter().step_by(2).copied().collect();
            draws.push(quantities(&level).into_iter().chain([path[2 * 33 + 1]]).collect());
        }
        let running = levels[28..=33].iter().sum::<f64>() / 12.0;
        let truth = quantities(&levels).into_iter().chain([running]).collect();
        Ok(CalibrationFit { truth, draws: by_quantity(&draws) })
    })
}
