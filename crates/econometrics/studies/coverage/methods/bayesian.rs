//! Credible intervals of Bayesian vector autoregressions, judged as if they were confidence intervals: how often they
//! hold one fixed truth. A prior that shrinks makes them miss where the truth lies far from it, by design.

use tertius_econometrics::{
    BayesianVectorAutoregression, Confidence, Draws, Horizon, Lags, Minnesota, OwnLag, Prior, Refusal,
    simultaneous_from_draws,
};

use super::registry::Method;
use crate::worlds::World;

const FAMILY: &str = "Bayesian vector autoregression";

const DRAWS: usize = 500;

type MakePrior = fn() -> Prior;

fn priors() -> [(&'static str, MakePrior); 3] {
    [
        ("flat prior", || Prior::Flat),
        ("Minnesota prior around 0", || {
            Prior::Minnesota(Minnesota { own_lag: OwnLag::All(0.0), ..Minnesota::default() })
        }),
        ("Minnesota prior around random walks", || Prior::Minnesota(Minnesota::default())),
    ]
}

fn draws(world: &World, prior: &Prior) -> Result<Draws, Refusal> {
    BayesianVectorAutoregression::fit(&world.effect.columns, Lags::new(2)?, prior)?.draws(DRAWS, world.seed())
}

pub(super) fn methods() -> Vec<Method> {
    let mut methods = Vec::new();
    for (name, prior) in priors() {
        for (what, cause, position) in [("a cause's first lag", "u.l1", 1), ("the own first lag", "r.l1", 0)] {
            methods.push(Method::interval(FAMILY, format!("coefficient of {what}, {name}"), move |world| {
                let sample = draws(world, &prior())?.coefficient("r", cause)?;
                let truth = world.effect.coefficient(0, position);
                Ok((truth, move |confidence: Confidence| sample.interval(confidence)))
            }));
        }
        for horizon in [1, 4, 8] {
            methods.push(Method::interval(FAMILY, format!("orthogonal response at {horizon}, {name}"), move |world| {
                let responses = draws(world, &prior())?.responses(horizon + 1)?;
                let sample = responses.response("u", "r")?.at(Horizon(horizon))?;
                let truth = world.effect.response_orthogonal(0, 1, horizon);
                Ok((truth, move |confidence: Confidence| sample.interval(confidence)))
            }));
        }
    }
    methods.push(Method::band(FAMILY, "calibrated band from draws over all 6 lag coefficients, flat prior", |world| {
        let all = draws(world, &Prior::Flat)?;
        let mut paths = Vec::with_capacity(6 * all.count());
        for d in 0..all.count() {
            paths.extend_from_slice(&all.coefficients(d)?[..6]);
        }
        let truth = (0..6).map(|j| if j < 3 { world.effect.coefficient(0, j) } else { 0.0 }).collect();
        Ok((truth, move |confidence| Ok(simultaneous_from_draws(&paths, 6, confidence)?.band)))
    }));
    methods
}
