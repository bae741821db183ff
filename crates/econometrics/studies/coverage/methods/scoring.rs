//! Tests of forecasts: two forecasters compared, nested models, coverage and transforms of true forecasts.

use tertius_econometrics::scoring::{
    berkowitz, chi_squared_uniformity, clark_west, diebold_mariano, interval_coverage, kolmogorov_smirnov_uniformity,
    loss_of_errors,
};
use tertius_econometrics::{Columns, Confidence, Horizon, OrdinaryLeastSquares, Refusal};

use super::registry::Method;
use crate::own_worlds::uniforms;
use crate::worlds::{Data, World};

const FAMILY: &str = "Forecasts";

/// True forecasts have uniform transforms whatever the data.
fn once(data: Data) -> bool {
    data == Data::Moderate
}

/// Errors of a forecaster `ahead` periods before: moving averages over as many.
fn errors(world: &World, tag: u64, ahead: usize) -> Vec<f64> {
    let news = world.series(tag, 0.0);
    (0..news.len()).map(|t| news[t.saturating_sub(ahead - 1)..=t].iter().sum()).collect()
}

type TestOfTransforms = fn(&[f64]) -> Result<f64, Refusal>;

/// Periods of the window in which the larger model is estimated.
const WINDOW: usize = 30;

/// Errors of the forecasts 0 and slope times an unrelated regressor, the slope from the last `WINDOW` periods.
fn nested(world: &World) -> Result<[Vec<f64>; 2], Refusal> {
    let (y, x) = (world.series(203, 0.0), world.series(204, world.data.memory()));
    let (mut small, mut large) = (vec![], vec![]);
    for t in WINDOW..y.len() {
        let mut columns = Columns::new(WINDOW);
        columns.push("x", &x[t - WINDOW..t])?;
        let fit = OrdinaryLeastSquares::fit(&y[t - WINDOW..t], &columns)?;
        small.push(y[t]);
        large.push(y[t] - fit.coefficients()[0] * x[t]);
    }
    Ok([small, large])
}

pub(super) fn methods() -> Vec<Method> {
    let mut methods = Vec::new();
    for ahead in [1, 4, 12] {
        for (name, power) in [("squares", 2.0), ("sizes", 1.0)] {
            methods.push(Method::test(
                FAMILY,
                format!("Diebold-Mariano, {name} of errors {ahead} ahead"),
                move |world| {
                    let losses = |tag| loss_of_errors(&errors(world, tag, ahead), power);
                    Ok(diebold_mariano(&losses(201)?, &losses(202)?, Horizon(ahead))?.p_value)
                },
            ));
        }
    }
    methods.push(Method::test(FAMILY, format!("Clark-West, 1 ahead, window of {WINDOW}"), |world| {
        let [small, large] = nested(world)?;
        Ok(clark_west(&small, &large, Horizon(1))?.p_value)
    }));
    methods.push(Method::test(
        FAMILY,
        format!("Diebold-Mariano, 1 ahead, nested models, window of {WINDOW}"),
        |world| {
            let [small, large] = nested(world)?;
            Ok(diebold_mariano(&loss_of_errors(&small, 2.0)?, &loss_of_errors(&large, 2.0)?, Horizon(1))?.p_value)
        },
    ));
    for level in [0.9, 0.95] {
        let held = move |world: &World| {
            let held: Vec<bool> = uniforms(world).into_iter().map(|u| u < level).collect();
            interval_coverage(&held, Confidence::new(level)?)
        };
        let percent = 100.0 * level;
        methods.push(
            Method::test(FAMILY, format!("Kupiec's test of {percent:.0} % intervals"), move |world| {
                Ok(held(world)?.p_value)
            })
            .only_in(once),
        );
        methods.push(
            Method::interval(FAMILY, format!("Wilson's interval for the share held, {percent:.0} %"), move |world| {
                let found = held(world)?;
                Ok((level, move |confidence: Confidence| found.interval(confidence)))
            })
            .only_in(once),
        );
    }
    let tests: [(&str, TestOfTransforms); 3] = [
        ("Kolmogorov-Smirnov", |u| Ok(kolmogorov_smirnov_uniformity(u)?.p_value)),
        ("chi-squared in 10 bins", |u| Ok(chi_squared_uniformity(u, 10)?.p_value)),
        ("Berkowitz", |u| Ok(berkowitz(u)?.p_value)),
    ];
    for (name, test) in tests {
        let name = format!("transforms of true forecasts, {name}");
        methods.push(Method::test(FAMILY, name, move |world| test(&uniforms(world))).only_in(once));
    }
    methods
}
