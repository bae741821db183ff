//! Local projections: responses at one horizon, summed, along a path, by state and by the sign of the surprise.

use tertius_econometrics::{
    Confidence, Covariance, Horizon, Horizons, Lags, LocalProjection, Movement, Named, Order, PathCovariance,
    PathResponse, PathSettings, Refusal, SpecificationCurve, Specifications, State, StateWeight, SupTSettings,
    normal_score, null_draws, specification_curve,
};

use super::registry::Method;
use crate::worlds::{States, System, World};

const FAMILY: &str = "Local projection";

/// Steps of the paths: horizons 1 to 8.
const STEPS: usize = 9;

fn projection(system: &System, lags: usize, order: Order) -> Result<LocalProjection<'_>, Refusal> {
    let named = |name, which: usize| Named { name, values: &system.readings[which] };
    Ok(LocalProjection {
        response: named("r", 0),
        impulse: named("u", 1),
        controls: vec![named("v", 2)],
        lags: Lags::new(lags)?,
        order,
    })
}

/// A projection on the world whose response depends on a state.
fn by_state(states: &States) -> Result<LocalProjection<'_>, Refusal> {
    Ok(LocalProjection {
        response: Named { name: "r", values: &states.r },
        impulse: Named { name: "u", values: &states.u },
        controls: vec![],
        lags: Lags::new(2)?,
        order: Order::ImpulseLast,
    })
}

fn state(states: &States) -> State<'_> {
    State::before(Named { name: "state", values: &states.state }, StateWeight::Indicator)
}

/// The two usual ways: a lag more and HC3, or the lags of the data and Newey and West's weights.
fn ways() -> [(&'static str, usize, PathCovariance); 2] {
    [
        ("lag-augmented, HC3", 2, PathCovariance::Same(Covariance::Hc3)),
        (
            "not augmented, Newey-West with the horizon's lags",
            1,
            PathCovariance::NeweyWestHorizon { small_sample: true },
        ),
    ]
}

/// Draws of a curve; with 199, a p-value can be .05 exactly.
const DRAWS: usize = 199;

/// Periods of a block that keeps one sign: as many as the longest of the responses averages.
const BLOCK: usize = 3;

/// Stouffer's z of the mean responses over 1 to 1, 2 and 3 with 1 to 4 lags, none of which is there.
fn curve(system: &System, seed: u64) -> Result<SpecificationCurve, Refusal> {
    let (mut observed, mut scores) = (Specifications { estimates: Vec::new(), z: Vec::new() }, Vec::new());
    for lags in 1..=4 {
        for last in 1..=BLOCK {
            let sample = projection(system, lags, Order::ImpulseLast)?.sample(Horizons::new(1, last)?)?;
            let response = sample.estimate(Covariance::Hc3)?.response;
            observed.estimates.push(response.estimate);
            observed.z.push(normal_score(response.t, response.df));
            let blocks: Vec<usize> = sample.rows.iter().map(|t| t / BLOCK).collect();
            scores.push(sample.null_scores(Movement::Any, &blocks, 1.0)?);
        }
    }
    specification_curve(&observed, &null_draws(&scores, DRAWS, seed)?, 1.96)
}

pub(super) fn methods() -> Vec<Method> {
    let mut methods = Vec::new();
    methods.push(Method::test(FAMILY, "specification curve of 12, blocks of scores, Stouffer's z", |world| {
        Ok(curve(&world.null, world.seed())?.stouffer.standing.p_value)
    }));
    for (name, lags, covariance) in ways() {
        for horizon in [1, 4, 8] {
            let settings = PathSettings { steps: horizon + 1, covariance, ..PathSettings::default() };
            methods.push(Method::interval(FAMILY, format!("response at {horizon}, {name}"), move |world| {
                let path = projection(&world.effect, lags, Order::ImpulseLast)?.response_path_with(&settings)?;
                let response = path.at(Horizon(horizon))?.clone();
                let truth = world.effect.response_last(horizon);
                Ok((truth, move |confidence: Confidence| response.interval(confidence)))
            }));
        }
        let summed =
            PathSettings { steps: STEPS, covariance, response: PathResponse::Cumulative, ..PathSettings::default() };
        methods.push(Method::interval(FAMILY, format!("sum of the responses at 1 to 8, {name}"), move |world| {
            let path = projection(&world.effect, lags, Order::ImpulseLast)?.response_path_with(&summed)?;
            let response = path.at(Horizon(STEPS - 1))?.clone();
            let truth = (1..STEPS).map(|h| world.effect.response_last(h)).sum();
            Ok((truth, move |confidence: Confidence| response.interval(confidence)))
        }));
        methods.push(Method::band(FAMILY, format!("sup-t band over 1 to 8, {name}"), move |world| {
            let path = projection(&world.effect, lags, Order::ImpulseLast)?.response_path(STEPS, covariance)?;
            let truth = (0..STEPS).map(|h| world.effect.response_last(h)).collect();
            let settings = SupTSettings { draws: 1_000, seed: world.seed(), df: None };
            Ok((truth, move |confidence| Ok(path.simultaneous(confidence, settings)?.band)))
        }));
    }
    for horizon in [0, 4] {
        methods.push(Method::interval(
            FAMILY,
            format!("response at {horizon}, impulse first, lag-augmented, HC3"),
            move |world| {
                let path = projection(&world.effect, 2, Order::ImpulseFirst)?.response_path(5, Covariance::Hc3)?;
                let response = path.at(Horizon(horizon))?.clone();
                let truth = world.effect.response_first(horizon);
                Ok((truth, move |confidence: Confidence| response.interval(confidence)))
            },
        ));
    }
    methods.push(Method::interval(FAMILY, "mean response over 1 to 3, lag-augmented, HC3", |world| {
        let sample = projection(&world.effect, 2, Order::ImpulseLast)?.sample(Horizons::new(1, 3)?)?;
        let response = sample.estimate(Covariance::Hc3)?.response;
        let truth = (1..=3).map(|h| world.effect.response_last(h)).sum::<f64>() / 3.0;
        Ok((truth, move |confidence: Confidence| response.interval(confidence)))
    }));
    methods.push(Method::test(FAMILY, "no mean response over 1 to 3, lag-augmented, HC3", |world| {
        let sample = projection(&world.null, 2, Order::ImpulseLast)?.sample(Horizons::new(1, 3)?)?;
        Ok(sample.estimate(Covariance::Hc3)?.response.p_value)
    }));
    methods.push(Method::test(FAMILY, "upward and downward surprises alike at 1, HC3", |world| {
        let sample = projection(&world.effect, 2, Order::ImpulseLast)?.sample(Horizons::single(1)?)?;
        Ok(sample.halves(Covariance::Hc3)?.difference.p_value)
    }));
    methods.push(Method::interval(FAMILY, "difference of upward and downward surprises at 1, HC3", |world| {
        let sample = projection(&world.effect, 2, Order::ImpulseLast)?.sample(Horizons::single(1)?)?;
        let difference = sample.halves(Covariance::Hc3)?.difference;
        Ok((0.0, move |confidence: Confidence| difference.interval(confidence)))
    }));
    methods.push(Method::interval(FAMILY, "difference of upward and downward surprises at 4, HC3", |world| {
        let settings = PathSettings { steps: 5, ..PathSettings::default() };
        let path = projection(&world.effect, 2, Order::ImpulseLast)?.halves_path(&settings)?.difference;
        let difference = path.at(Horizon(4))?.clone();
        Ok((0.0, move |confidence: Confidence| difference.interval(confidence)))
    }));
    methods.extend(state_dependent());
    methods
}

fn state_dependent() -> Vec<Method> {
    let settings = PathSettings { steps: 2, ..PathSettings::default() };
    let interval = |name: &str, which: usize| {
        Method::interval(FAMILY, format!("{name} at 1, HC3"), move |world: &World| {
            let path = by_state(&world.states)?.state_dependent_path(&state(&world.states), &settings)?;
            let (path, truth) = match which {
                0 => (path.high, States::HIGH),
                1 => (path.low, States::LOW),
                _ => (path.difference, States::HIGH - States::LOW),
            };
            let response = path.at(Horizon(1))?.clone();
            Ok((truth, move |confidence: Confidence| response.interval(confidence)))
        })
    };
    vec![
        interval("state-dependent response, high state", 0),
        interval("state-dependent response, low state", 1),
        interval("difference of state-dependent responses", 2),
        Method::test(FAMILY, "responses the same in both states at 1, HC3", move |world| {
            let states = &world.states_null;
            let path = by_state(states)?.state_dependent_path(&state(states), &settings)?;
            Ok(path.difference.at(Horizon(1))?.p_value)
        }),
    ]
}
