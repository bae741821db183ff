//! Coefficients of vector autoregressions and tests of causality.

use tertius_econometrics::{Confidence, Covariance, Deterministic, FittedVar, Lags, Refusal, VectorAutoregression};

use super::registry::Method;
use crate::worlds::System;

const FAMILY: &str = "Vector autoregression";

fn fit(system: &System, lags: usize) -> Result<FittedVar, Refusal> {
    VectorAutoregression::fit(&system.columns, Lags::new(lags)?, Deterministic::Constant)
}

pub(super) fn methods() -> Vec<Method> {
    let mut methods = Vec::new();
    let kinds = [
        ("classical", Covariance::Classical),
        ("HC3", Covariance::Hc3),
        ("Newey-West, 4 lags", Covariance::NeweyWest { lags: 4, small_sample: true }),
    ];
    for (name, kind) in kinds {
        methods.push(Method::interval(
            FAMILY,
            format!("sum of a cause's coefficients, 2 lags, {name}"),
            move |world| {
                let fitted = fit(&world.effect, 2)?;
                let sum = fitted.excluding(1, 0, kind)?.sum_of_coefficients;
                Ok((world.effect.response_last(1), move |confidence: Confidence| sum.interval(confidence)))
            },
        ));
    }
    for (lags, count) in [(1, "1 lag"), (4, "4 lags")] {
        for (name, kind) in kinds {
            methods.push(Method::test(FAMILY, format!("exclusion of one cause, {count}, {name}"), move |world| {
                Ok(fit(&world.null, lags)?.excluding(1, 0, kind)?.p_value)
            }));
        }
        methods.push(Method::test(FAMILY, format!("block Wald test, {count}"), move |world| {
            Ok(fit(&world.null, lags)?.granger_block(&[1, 2])?.p_value)
        }));
    }
    methods.push(Method::test(FAMILY, "no correlation within the period, 2 lags", |world| {
        Ok(fit(&world.null, 2)?.instantaneous(&[0])?.p_value)
    }));
    methods
}
