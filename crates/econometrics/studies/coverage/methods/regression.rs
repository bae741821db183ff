//! Slopes of a regression and tests that several are zero, by kind of covariance.

use std::sync::Arc;

use tertius_econometrics::resampling::{WildWeights, share_at_least, stream};
use tertius_econometrics::{
    Columns, Confidence, Covariance, FactoredDesign, FixedBSettings, OrdinaryLeastSquares, Refusal,
};

use super::registry::Method;
use crate::worlds::{Slopes, World};

type KindAt = fn(usize) -> Covariance;

/// Kinds of covariance; the number of rows may decide.
fn kinds() -> [(&'static str, KindAt); 10] {
    [
        ("classical", |_| Covariance::Classical),
        ("HC0", |_| Covariance::Hc0),
        ("HC1", |_| Covariance::Hc1),
        ("HC2", |_| Covariance::Hc2),
        ("HC3", |_| Covariance::Hc3),
        ("Newey-West, 4 lags", |_| Covariance::NeweyWest { lags: 4, small_sample: true }),
        ("Newey-West, 12 lags", |_| Covariance::NeweyWest { lags: 12, small_sample: true }),
        ("Newey-West, rule of thumb", Covariance::newey_west_rule),
        ("Newey-West, automatic", |_| Covariance::NeweyWestAutomatic { prewhiten: false, small_sample: true }),
        ("Newey-West, automatic, prewhitened", |_| Covariance::NeweyWestAutomatic {
            prewhiten: true,
            small_sample: true,
        }),
    ]
}

/// Simulated laws take long.
const EVERY: usize = 5;

const FIXED_B: FixedBSettings = FixedBSettings { draws: 1_000, steps: 300, seed: 2005 };

/// The design without the first regressor.
fn without_first(slopes: &Slopes) -> Result<Columns, Refusal> {
    let mut x = Columns::new(slopes.x.n_rows());
    x.constant();
    x.push("b", slopes.x.column(2))?;
    Ok(x)
}

/// Share of 199 samples, drawn without the first slope, whose t-statistic is at least as large.
fn wild(world: &World, slopes: &Slopes, weights: WildWeights) -> Result<f64, Refusal> {
    let (y, design) = (slopes.y_null(), Arc::new(FactoredDesign::new(&slopes.x)?));
    let t = |y: &[f64]| -> Result<f64, Refusal> {
        Ok(OrdinaryLeastSquares::fit_factored(y, &design)?.coefficient(1, Covariance::Hc3)?.t.abs())
    };
    let restricted = OrdinaryLeastSquares::fit(&y, &without_first(slopes)?)?;
    let (mut random, mut signs) = (stream(world.seed(), 1), vec![0.0; y.len()]);
    let mut draws = Vec::with_capacity(199);
    for _ in 0..199 {
        weights.fill(&mut signs, &mut random);
        let drawn = y.iter().zip(restricted.residuals()).zip(&signs).map(|((y, u), w)| y - u + u * w);
        draws.push(t(&drawn.collect::<Vec<f64>>())?);
    }
    Ok(share_at_least(t(&y)?, &draws)?.p_value)
}

type Pick = fn(&World) -> &Slopes;

fn errors() -> [(&'static str, Pick); 2] {
    [
        ("Regression, errors without memory", |world| &world.slopes),
        ("Regression, errors with the memory of the regressors", |world| &world.slopes_memory),
    ]
}

pub(super) fn methods() -> Vec<Method> {
    let mut methods = Vec::new();
    for (family, pick) in errors() {
        for (name, kind) in kinds() {
            methods.push(Method::interval(family, format!("slope, {name}"), move |world| {
                let slopes = pick(world);
                let fit = OrdinaryLeastSquares::fit(&slopes.y, &slopes.x)?;
                let slope = fit.coefficient(1, kind(fit.n()))?;
                Ok((Slopes::FIRST, move |confidence: Confidence| slope.interval(confidence)))
            }));
        }
        for (name, kind) in kinds() {
            methods.push(Method::test(family, format!("both slopes zero, {name}"), move |world| {
                let slopes = pick(world);
                let fit = OrdinaryLeastSquares::fit(&slopes.y_null(), &slopes.x)?;
                Ok(fit.exclude(&[1, 2], kind(fit.n()))?.p_value)
            }));
        }
        for (share, text) in [(10, "a tenth"), (2, "half")] {
            methods.push(
                Method::interval(family, format!("slope, fixed-b, lags for {text} of the periods"), move |world| {
                    let slopes = pick(world);
                    let fit = OrdinaryLeastSquares::fit(&slopes.y, &slopes.x)?;
                    let slope = fit.fixed_b(1, fit.n() / share, FIXED_B)?;
                    Ok((Slopes::FIRST, move |confidence: Confidence| slope.interval(confidence)))
                })
                .thinned(EVERY),
            );
            methods.push(
                Method::test(
                    family,
                    format!("first slope zero, fixed-b, lags for {text} of the periods"),
                    move |world| {
                        let slopes = pick(world);
                        let fit = OrdinaryLeastSquares::fit(&slopes.y_null(), &slopes.x)?;
                        Ok(fit.fixed_b(1, fit.n() / share, FIXED_B)?.p_value)
                    },
                )
                .thinned(EVERY),
            );
        }
        for (weights, text) in [(WildWeights::Rademacher, "Rademacher"), (WildWeights::Mammen, "Mammen")] {
            let name = format!("first slope zero, wild bootstrap of t with HC3, {text} weights");
            methods.push(Method::test(family, name, move |world| wild(world, pick(world), weights)).thinned(2));
        }
    }
    methods
}
