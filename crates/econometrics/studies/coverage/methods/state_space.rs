//! Hidden levels and effects of an event: structural models with estimated variances, counterfactuals, segmented
//! regression. The event comes after two thirds of the series.

use tertius_econometrics::{
    Columns, Confidence, Covariance, EventShape, InterruptedSeries, Refusal, Seasonal, StructuralModel, Trend,
};

use super::registry::Method;
use crate::own_worlds::EventSeries;
use crate::worlds::World;

const FAMILY: &str = "Events and hidden levels";

/// Searches of a likelihood take long.
const EVERY: usize = 2;

fn on<T>(
    series: &EventSeries,
    trend: Trend,
    ask: impl FnOnce(&InterruptedSeries<'_>) -> Result<T, Refusal>,
) -> Result<T, Refusal> {
    let controls = Columns::new(series.outcome.len());
    ask(&InterruptedSeries {
        outcome: &series.outcome,
        event: series.event,
        controls: &controls,
        trend,
        seasonal: Seasonal::None,
    })
}

pub(super) fn methods() -> Vec<Method> {
    let mut methods = vec![
        Method::interval(FAMILY, "step effect in a drifting level, local level model", |world| {
            let effect = on(&EventSeries::drifting(world), Trend::LocalLevel, |s| s.effect(EventShape::Step))?.effect;
            Ok((EventSeries::STEP, move |confidence: Confidence| effect.interval(confidence)))
        })
        .thinned(EVERY),
        Method::interval(FAMILY, "mean effect by counterfactual, drifting level, local level model", |world| {
            let average = on(&EventSeries::drifting(world), Trend::LocalLevel, |s| s.counterfactual())?.average;
            Ok((EventSeries::STEP, move |confidence: Confidence| average.interval(confidence)))
        })
        .thinned(EVERY),
        Method::interval(FAMILY, "level in the middle period, drifting level, local level model", hidden_level)
            .thinned(EVERY),
    ];
    let kinds = [
        ("classical", Covariance::Classical),
        ("Newey-West, 4 lags", Covariance::NeweyWest { lags: 4, small_sample: true }),
        ("Newey-West, automatic, prewhitened", Covariance::NeweyWestAutomatic { prewhiten: true, small_sample: true }),
    ];
    for (name, kind) in kinds {
        methods.push(Method::interval(
            FAMILY,
            format!("change of level, segmented regression, line with errors with memory, {name}"),
            move |world| {
                let series = EventSeries::around_a_line(world);
                let change = on(&series, Trend::LocalLevel, |s| s.segmented(kind))?.level_change;
                Ok((EventSeries::STEP, move |confidence: Confidence| change.interval(confidence)))
            },
        ));
        methods.push(Method::interval(
            FAMILY,
            format!("change of slope, segmented regression, line with errors with memory, {name}"),
            move |world| {
                let series = EventSeries::around_a_line(world);
                let change = on(&series, Trend::LocalLevel, |s| s.segmented(kind))?.slope_change;
                Ok((0.0, move |confidence: Confidence| change.interval(confidence)))
            },
        ));
        methods.push(Method::interval(
            FAMILY,
            format!("change of level, segmented regression, drifting level, {name}"),
            move |world| {
                let series = EventSeries::drifting(world);
                let change = on(&series, Trend::LocalLevel, |s| s.segmented(kind))?.level_change;
                Ok((EventSeries::STEP, move |confidence: Confidence| change.interval(confidence)))
            },
        ));
    }
    methods
}

/// The level in the middle, which lies before the event: only the readings before it are given.
fn hidden_level(
    world: &World,
) -> Result<(f64, impl Fn(Confidence) -> tertius_econometrics::Interval + use<>), Refusal> {
    let series = EventSeries::drifting(world);
    let (outcome, middle) = (&series.outcome[..series.event], series.event / 2);
    let regressors = Columns::new(series.event);
    let model =
        StructuralModel { outcome, trend: Trend::LocalLevel, seasonal: Seasonal::None, regressors: &regressors };
    let path = model.fit()?.component("level")?;
    // Checked once, so that the interval itself cannot fail.
    path.standard_deviation(middle)?;
    let truth = series.level[middle];
    Ok((truth, move |confidence| path.interval(middle, confidence).expect("the period is there")))
}
