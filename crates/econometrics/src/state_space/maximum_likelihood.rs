//! Parameters of a state-space model by maximum likelihood. How parameters enter the model is the caller's.

use super::{Observations, StateSpace, Workspace};
use crate::minimise::minimise;
use crate::refusal::{Refusal, require_finite};

/// A model at the parameters that make the readings most likely.
#[derive(Debug, Clone)]
pub struct MaximumLikelihood {
    /// The model there.
    pub model: StateSpace,
    /// The parameters, as the caller's function takes them.
    pub parameters: Vec<f64>,
    /// The largest log likelihood found; see [`StateSpace::log_likelihood`] for what it counts.
    pub log_likelihood: f64,
    /// Number of readings.
    pub readings: usize,
    /// Likelihoods computed.
    pub evaluations: usize,
}

impl MaximumLikelihood {
    /// Searches for the parameters that make `y` most likely. `set` puts parameters into a model; where it or the
    /// likelihood refuses, the search turns back. `starts` are tried first, and the search goes on from the best;
    /// `scale` is its first step along each parameter. Parameters without bounds (logarithms of variances) make
    /// for a smooth search.
    ///
    /// Refuses no start, starts none of which has a likelihood (with the refusal of the first), and a search that
    /// does not settle. A likelihood may have several peaks: what is found is the peak near the best start.
    pub fn fit(
        model: &StateSpace,
        y: &Observations,
        starts: &[Vec<f64>],
        scale: f64,
        set: impl Fn(&[f64], &mut StateSpace) -> Result<(), Refusal>,
    ) -> Result<Self, Refusal> {
        let mut model = model.clone();
        let mut workspace = Workspace::new();
        let mut evaluations = 0;
        let mut loss = |parameters: &[f64]| -> Result<f64, Refusal> {
            evaluations += 1;
            set(parameters, &mut model)?;
            Ok(-model.log_likelihood(y, &mut workspace)?)
        };
        let (mut best, mut refused) = (None, None);
        for start in starts {
            require_finite(start, "start of the search")?;
            match loss(start) {
                Ok(value) if best.is_none_or(|(least, _)| value < least) => best = Some((value, start)),
                Ok(_) => {}
                Err(why) => refused = refused.or(Some(why)),
            }
        }
        let Some((_, start)) = best else {
            return Err(refused.unwrap_or(Refusal::TooFewObservations { have: 0, need: 1 }));
        };
        let minimum = minimise("parameters of the state-space model", start, scale, |x| loss(x).unwrap_or(f64::NAN))?;
        let value = loss(&minimum.at)?;
        let (parameters, log_likelihood) = (minimum.at, -value);
        Ok(Self { model, parameters, log_likelihood, readings: y.readings(), evaluations })
    }
}
