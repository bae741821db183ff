//! The calibration of this module's own samplers: parameters from the prior, series from the parameters with given
//! first periods, draws from the posterior. The ranking stands in `calibration.rs`.

use rand::Rng;
use rand_chacha::ChaCha8Rng;

use super::conjugate::NormalInverseWishart;
use super::draws::{Draws, next_period, root_of};
use super::hierarchical::Hierarchical;
use super::hyperparameters::{GammaPrior, Target};
use super::lagged::Lagged;
use super::posterior::BayesianVectorAutoregression;
use super::prior::{Minnesota, OwnLag, Prior, Scales};
use crate::calibration::{Calibration, CalibrationFit, CalibrationResult, calibrate};
use crate::columns::Columns;
use crate::linear::log_determinant;
use crate::refusal::Refusal;
use crate::vector_autoregression::Lags;

/// A study of two series.
#[derive(Debug, Clone, PartialEq)]
pub struct SamplerStudy {
    /// Fits, draws, bins and seed.
    pub calibration: Calibration,
    /// Periods that are fitted; the lags before them are given.
    pub periods: usize,
    /// Lags.
    pub lags: Lags,
    /// Prior and sampler. Scales must be given, not found in the data, and every spread should keep most prior draws
    /// from exploding: a path that grows by orders of magnitude leaves no digits to judge.
    pub settings: Hierarchical,
    /// Draws of Sigma are multiplied by this; any number but 1 makes the sampler wrong, to see that this is found.
    pub distortion: f64,
}

impl SamplerStudy {
    /// 300 fits of 60 periods, both kinds of dummies, prior means of own lags 0.3.
    pub fn standard(lags: Lags) -> Self {
        let narrow = GammaPrior { mode: 1.0, standard_deviation: 0.4 };
        let settings = Hierarchical {
            prior: Minnesota {
                tightness: 0.12,
                constant: 1.0,
                own_lag: OwnLag::All(0.3),
                scales: Scales::Given(vec![1.0, 0.5]),
                sum_of_coefficients: Some(1.0),
                initial_observation: Some(1.0),
                ..Minnesota::default()
            },
            tightness: GammaPrior { mode: 0.12, standard_deviation: 0.05 },
            sum_of_coefficients: Some(narrow),
            initial_observation: Some(narrow),
            scales: None,
            chains: 1,
            draws: 99,
            warm_up: 300,
            thin: 25,
            seed: 1,
        };
        Self { calibration: Calibration::default(), periods: 60, lags, settings, distortion: 1.0 }
    }

    /// The given first periods: away from zero, so that the dummies say something.
    fn first_periods(&self) -> Result<Columns, Refusal> {
        let mut first = Columns::new(self.lags.count());
        first.push_with("one", |t| 0.8 + 0.2 * t as f64);
        first.push_with("two", |t| -0.5 + 0.1 * t as f64);
        if self.periods < 8 {
            return Err(Refusal::TooFewObservations { have: self.periods, need: 8 });
        }
        match self.settings.prior.scales {
            Scales::Given(_) => Ok(first),
            _ => Err(Refusal::NotDefined {
                what: "a study with scales from the data",
                why: "a prior that looks at the data cannot be drawn from before them",
            }),
        }
    }

    /// What the prior needs to know of the first periods: their means. One more period stands for the sample, and is
    /// not looked at.
    fn before_the_sample(&self, first: &Columns) -> Result<Lagged, Refusal> {
        let mut padded = Columns::new(first.n_rows() + 1);
        for (j, name) in first.names().iter().enumerate() {
            padded.push_with(name.clone(), |t| first.column(j).get(t).copied().unwrap_or(0.0));
        }
        Lagged::new(&padded, self.lags, 1)
    }

    /// A sample of series from one draw of `prior`: coefficients, Sigma, series.
    fn simulate(
        &self,
        prior: &NormalInverseWishart,
        first: &Columns,
        random: &mut ChaCha8Rng,
    ) -> Result<Truth, Refusal> {
        let (k, m, p) = (prior.k, prior.m, self.lags.count());
        let (mut b, mut sigma, mut scratch) = (vec![0.0; k * m], vec![0.0; m * m], vec![0.0; 3 * m * m]);
        prior.draw_into(random, &mut b, &mut sigma, &mut scratch);
        let mut root = sigma.clone();
        root_of(&sigma, &mut root, m)?;
        let mut series = Columns::new(p + self.periods);
        for (j, name) in first.names().iter().enumerate() {
            series.push_with(name.clone(), |t| first.column(j).get(t).copied().unwrap_or(0.0));
        }
        let (mut x, mut z, mut period) = (vec![1.0; k], vec![0.0; m], vec![0.0; m]);
        for t in p..p + self.periods {
            for lag in 1..=p {
                (0..m).for_each(|j| x[(lag - 1) * m + j] = series.column(j)[t - lag]);
            }
            next_period(&b, &root, &x, &mut z, random, &mut period);
            (0..m).for_each(|j| series.column_mut(j)[t] = period[j]);
        }
        Ok(Truth { b, sigma, series })
    }

    /// The quantities compared: own and cross lag, constant, two entries of Sigma, log likelihood.
    fn quantities(&self, truth: &Truth, draws: &Draws) -> Result<CalibrationFit, Refusal> {
        let lagged = Lagged::new(&truth.series, self.lags, 1)?;
        let k = lagged.k();
        let pick = |b: &[f64], sigma: &[f64]| {
            vec![b[0], b[k + 1], b[1], b[2 * k - 1], sigma[0], sigma[1], log_likelihood(b, sigma, &lagged)]
        };
        let true_values = pick(&truth.b, &truth.sigma);
        let mut chains = vec![Vec::with_capacity(draws.count()); true_values.len()];
        for d in 0..draws.count() {
            let sigma: Vec<f64> = draws.sigma(d)?.iter().map(|s| s * self.distortion).collect();
            for (chain, value) in chains.iter_mut().zip(pick(draws.coefficients(d)?, &sigma)) {
                chain.push(value);
            }
        }
        Ok(CalibrationFit { truth: true_values, draws: chains })
    }
}

const QUANTITIES: [&str; 7] =
    ["one from one", "two from two", "one from two", "constant of two", "variance", "covariance", "log likelihood"];

struct Truth {
    b: Vec<f64>,
    sigma: Vec<f64>,
    series: Columns,
}

/// Gaussian log likelihood of the sample, without the constant power of pi.
fn log_likelihood(b: &[f64], sigma: &[f64], lagged: &Lagged) -> f64 {
    let (k, m, rows) = (lagged.k(), lagged.m(), &lagged.rows);
    let Some(log_determinant) = log_determinant(sigma, m) else { return f64::NEG_INFINITY };
    let mut distance = 0.0;
    for row in 0..rows.rows {
        let residual: Vec<f64> = (0..m)
            .map(|j| {
                rows.y[j * rows.rows + row] - (0..k).map(|l| rows.x[l * rows.rows + row] * b[j * k + l]).sum::<f64>()
            })
            .collect();
        distance += crate::linear::quadratic_form_inverse(sigma, &residual).unwrap_or(f64::INFINITY);
    }
    -0.5 * (lagged.t as f64 * log_determinant + distance)
}

/// Calibrates the draws of [`super::BayesianFit::draws`] under the study's Minnesota prior with its settings as they
/// stand. Refuses what [`calibrate`] and the fits refuse.
pub fn calibrate_conjugate(study: &SamplerStudy) -> Result<CalibrationResult, Refusal> {
    let first = study.first_periods()?;
    let prior = Prior::Minnesota(study.settings.prior.clone());
    let before = prior.distribution(&first, &study.before_the_sample(&first)?)?;
    calibrate(&study.calibration, &QUANTITIES, |_, random| {
        let truth = study.simulate(&before, &first, random)?;
        let fit = BayesianVectorAutoregression::fit(&truth.series, study.lags, &prior)?;
        study.quantities(&truth, &fit.draws(study.calibration.draws_per_fit, random.next_u64())?)
    })
}

/// Calibrates [`BayesianVectorAutoregression::hierarchical`]: the hyperparameters too. Refuses what [`calibrate`] and
/// the fits refuse.
pub fn calibrate_hierarchical(study: &SamplerStudy) -> Result<CalibrationResult, Refusal> {
    let first = study.first_periods()?;
    let before = study.before_the_sample(&first)?;
    let names = Target::new(&first, &before, &study.settings)?.names();
    let all: Vec<&str> = QUANTITIES.into_iter().chain(names.iter().map(String::as_str)).collect();
    calibrate(&study.calibration, &all, |_, random| {
        let target = Target::new(&first, &before, &study.settings)?;
        let (mut own, logs) = (target.workspace(), target.draw_from_hyperpriors(random));
        target.prior_at(&logs, &mut own);
        own.prior.require_proper()?;
        let truth = study.simulate(&own.prior, &first, random)?;
        let settings = Hierarchical { seed: random.next_u64(), ..study.settings.clone() };
        let fit = BayesianVectorAutoregression::hierarchical(&truth.series, study.lags, &settings)?;
        let mut compared = study.quantities(&truth, fit.draws())?;
        for (name, log) in names.iter().zip(&logs) {
            compared.truth.push(log.exp());
            compared.draws.push(fit.hyperparameter(name)?.chains.concat());
        }
        Ok(compared)
    })
}
