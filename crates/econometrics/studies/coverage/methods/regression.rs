//! Slopes of a regression and tests that several are zero, by kind of covariance.

use tertius_econometrics::{Confidence, Covariance, OrdinaryLeastSquares};

use super::registry::Method;
use crate::worlds::{Slopes, World};

type KindAt = fn(usize) -> Covariance;

/// Kinds of covariance; the number of rows may decide.
fn kinds() -> [(&'static str, KindAt); 8] {
    [
        ("classical", |_| Covariance::Classical),
        ("HC0", |_| Covariance::Hc0),
        ("HC1", |_| Covariance::Hc1),
        ("HC2", |_| Covariance::Hc2),
        ("HC3", |_| Covariance::Hc3),
        ("Newey-West, 4 lags", |_| Covariance::NeweyWest { lags: 4, small_sample: true }),
        ("Newey-West, 12 lags", |_| Covariance::NeweyWest { lags: 12, small_sample: true }),
        ("Newey-West, rule of thumb", Covariance::newey_west_rule),
    ]
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
    }
    methods
}
