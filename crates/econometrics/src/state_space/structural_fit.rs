//! Estimation of structural models: variances by maximum likelihood, components and regression effects from the
//! smoother. How the model is put together is in `structural.rs`.

use super::structural::{Built, OUTCOME};
use super::{HiddenPath, MaximumLikelihood, Observations, Smoothed, StateSpace, StructuralModel, Workspace};
use crate::caution::Caution;
use crate::distributions::{normal_quantile, normal_two_sided};
use crate::refusal::{Confidence, Interval, Refusal};

/// A variance that is set to zero may cost this much log likelihood.
const LOSS_AT_ZERO_MAX: f64 = 1e-4;

/// An estimated effect, referred to the normal distribution given the model's variances: that these were estimated
/// is not in its standard error.
#[derive(Debug, Clone, PartialEq)]
pub struct Effect {
    /// What it is the effect of.
    pub name: String,
    /// Estimate, in units of the outcome per unit of the regressor.
    pub estimate: f64,
    /// Standard error, same units.
    pub standard_error: f64,
    /// Estimate over standard error.
    pub z: f64,
    /// Two-sided p-value, between 0 and 1.
    pub p_value: f64,
    /// The null hypothesis, as a sentence.
    pub null: &'static str,
}

impl Effect {
    /// Refuses a variance that is not positive.
    pub(super) fn new(name: &str, estimate: f64, variance: f64, n: usize, null: &'static str) -> Result<Self, Refusal> {
        if !(variance > 0.0 && variance.is_finite()) {
            return Err(Refusal::PerfectFit { observations: n });
        }
        let standard_error = variance.sqrt();
        let z = estimate / standard_error;
        Ok(Self { name: name.to_owned(), estimate, standard_error, z, p_value: normal_two_sided(z), null })
    }

    /// Normal interval.
    pub fn interval(&self, confidence: Confidence) -> Interval {
        let half = normal_quantile(0.5 + confidence.level() / 2.0) * self.standard_error;
        Interval { low: self.estimate - half, high: self.estimate + half }
    }
}

/// A fitted structural model.
#[derive(Debug, Clone)]
pub struct FittedStructural {
    /// The state-space model with its variances; one series, `outcome`.
    pub model: StateSpace,
    /// The readings, as the model takes them.
    pub observations: Observations,
    /// States given all readings.
    pub smoothed: Smoothed,
    /// Log likelihood; see [`StateSpace::log_likelihood`] for what it counts.
    pub log_likelihood: f64,
    /// Number of readings.
    pub readings: usize,
    /// Number of periods, missing readings included.
    pub periods: usize,
    /// Readings minus diffuse states.
    pub df_residual: usize,
    /// What to know before leaning on it.
    pub cautions: Vec<Caution>,
    variances: Vec<(&'static str, f64)>,
    season: Vec<String>,
    regressors: Vec<String>,
}

impl StructuralModel<'_> {
    /// Estimates the variances by maximum likelihood (in logarithms; a variance that can be set to zero without
    /// loss of likelihood is, with a caution), then the states and effects given them.
    ///
    /// Refuses an outcome that does not vary, fewer readings than states and variances need, regressors that are
    /// combinations of each other or of trend and season, NaN and infinities, and a search that does not settle.
    pub fn fit(&self) -> Result<FittedStructural, Refusal> {
        let built = self.build()?;
        let need = built.model.diffuse_directions() + built.variances.len() + 1;
        let have = built.observations.readings();
        if have < need {
            return Err(Refusal::TooFewObservations { have, need });
        }
        let unit = self.unit()?;
        let set = |logs: &[f64], model: &mut StateSpace| {
            let variances: Vec<f64> = logs.iter().map(|l| unit * l.clamp(-40.0, 40.0).exp()).collect();
            built.set(&variances, model)
        };
        let found =
            MaximumLikelihood::fit(&built.model, &built.observations, &starts(built.variances.len()), 1.0, set)?;
        let mut variances: Vec<f64> = found.parameters.iter().map(|l| unit * l.clamp(-40.0, 40.0).exp()).collect();
        let cautions = to_border(&built, &mut variances, found.log_likelihood)?;
        self.at(built, &variances, cautions)
    }

    /// The same with given variances, one for each name of [`StructuralModel::variances`]. Refuses a name that is not
    /// among these, and one of these that is not given.
    pub fn with_variances(&self, variances: &[(&str, f64)]) -> Result<FittedStructural, Refusal> {
        let built = self.build()?;
        if let Some((name, _)) = variances.iter().find(|v| !built.variances.contains(&v.0)) {
            let known = built.variances.join(", ");
            return Err(Refusal::NoSuchName { what: "variance", name: (*name).to_owned(), known });
        }
        let mut values = Vec::with_capacity(built.variances.len());
        for name in &built.variances {
            let given = variances.iter().find(|v| v.0 == *name);
            let known = || variances.iter().map(|v| v.0).collect::<Vec<_>>().join(", ");
            let missing = || Refusal::NoSuchName { what: "variance", name: (*name).to_owned(), known: known() };
            values.push(given.ok_or_else(missing)?.1);
        }
        self.at(built, &values, Vec::new())
    }

    fn at(&self, built: Built, variances: &[f64], cautions: Vec<Caution>) -> Result<FittedStructural, Refusal> {
        let mut model = built.model.clone();
        built.set(variances, &mut model)?;
        let log_likelihood = model.log_likelihood(&built.observations, &mut Workspace::new())?;
        let smoothed = model.smooth(&built.observations)?;
        let readings = built.observations.readings();
        Ok(FittedStructural {
            smoothed,
            log_likelihood,
            readings,
            periods: self.outcome.len(),
            df_residual: readings.saturating_sub(model.diffuse_directions()),
            cautions,
            variances: built.variances.iter().copied().zip(variances.iter().copied()).collect(),
            season: self.season_states(),
            regressors: self.regressors.names().to_vec(),
            observations: built.observations,
            model,
        })
    }

    /// Mean square of the changes between successive readings: the unit of the variances.
    fn unit(&self) -> Result<f64, Refusal> {
        let present: Vec<f64> = self.outcome.iter().flatten().copied().collect();
        let changes = present.windows(2).map(|w| (w[1] - w[0]).powi(2));
        let unit = changes.sum::<f64>() / present.len().saturating_sub(1).max(1) as f64;
        if unit > 0.0 && unit.is_finite() {
            Ok(unit)
        } else {
            Err(Refusal::NoVariation { column: OUTCOME.to_owned(), observations: present.len() })
        }
    }
}

/// A grid of logarithms of variances: likelihoods of structural models may have more than one peak.
fn starts(count: usize) -> Vec<Vec<f64>> {
    let values: &[f64] = if count <= 2 { &[-1.0, -3.5, -7.0] } else { &[-1.5, -6.0] };
    (0..values.len().pow(count as u32))
        .map(|at| (0..count).map(|i| values[at / values.len().pow(i as u32) % values.len()]).collect())
        .collect()
}

/// Sets to zero each variance that this costs no likelihood.
fn to_border(built: &Built, variances: &mut [f64], mut best: f64) -> Result<Vec<Caution>, Refusal> {
    let (mut workspace, mut model) = (Workspace::new(), built.model.clone());
    let mut cautions = Vec::new();
    for i in (0..variances.len()).rev() {
        let kept = std::mem::replace(&mut variances[i], 0.0);
        built.set(variances, &mut model)?;
        match model.log_likelihood(&built.observations, &mut workspace) {
            Ok(value) if value >= best - LOSS_AT_ZERO_MAX => {
                best = best.max(value);
                let parameter = match built.variances[i] {
                    "irregular" => "the variance of the irregular part",
                    "level" => "the variance of the level",
                    "slope" => "the variance of the slope",
                    _ => "the variance of the season",
                };
                cautions.push(Caution::AtBorder { parameter, value: 0.0 });
            }
            _ => variances[i] = kept,
        }
    }
    Ok(cautions)
}

impl FittedStructural {
    /// Effect of a regressor, given all readings.
    pub fn effect(&self, regressor: &str) -> Result<Effect, Refusal> {
        crate::refusal::require_name("regressor", regressor, &self.regressors)?;
        let path = self.smoothed.of(regressor)?;
        let last = self.periods - 1;
        let null = "the regressor has no effect on the outcome";
        Effect::new(regressor, path.mean[last], path.variance[last], self.readings, null)
    }

    /// `level`, `slope` or `season`, given all readings.
    pub fn component(&self, name: &str) -> Result<HiddenPath, Refusal> {
        if name == "season" && !self.season.is_empty() {
            let weights: Vec<(&str, f64)> = self.season.iter().map(|s| (s.as_str(), 1.0)).collect();
            return self.smoothed.combination(name, &weights);
        }
        self.smoothed.of(name)
    }

    /// All components together: the outcome without its irregular part.
    pub fn signal(&self) -> Result<HiddenPath, Refusal> {
        self.smoothed.signal(OUTCOME)
    }

    /// The signal without the effects of some regressors, as if these had been zero.
    pub fn signal_without(&self, regressors: &[&str]) -> Result<HiddenPath, Refusal> {
        for name in regressors {
            crate::refusal::require_name("regressor", name, &self.regressors)?;
        }
        self.smoothed.signal_without(OUTCOME, regressors)
    }

    /// A variance: `irregular`, `level`, `slope` or `season`.
    pub fn variance(&self, name: &str) -> Result<f64, Refusal> {
        let known = || self.variances.iter().map(|v| v.0).collect::<Vec<_>>().join(", ");
        let found = self.variances.iter().find(|v| v.0 == name).map(|v| v.1);
        found.ok_or_else(|| Refusal::NoSuchName { what: "variance", name: name.to_owned(), known: known() })
    }

    /// Errors of a series' readings over their standard deviations: large where a reading fits neither side.
    pub fn auxiliary_residuals(&self) -> Result<Vec<Option<f64>>, Refusal> {
        self.smoothed.auxiliary_residuals(OUTCOME)
    }
}
