//! Finding *other side held*: by which route does the third's relation reach the pair: at once, through its relation with
//! the pair's other member, in one half only, or is it one shock that both feel in the same period? It changes the wording
//! of a verdict, never the verdict.

use super::findings::{Estimate, SamePeriod, TwoHalves};
use super::question::{Putting, Three, estimate, refused};
use super::same_period;
use crate::refusal::Refusal;
use tertius_econometrics as ec;

/// By which route the third's relation reaches the pair, as far as the readings tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    /// Surprises of the same period correlate: one shock may move both.
    CommonShock,
    /// Only surprises warmer than expected are followed by a response.
    ThawOnly,
    /// Only surprises colder than expected are.
    TensionOnly,
    /// The driver's past helps to predict the pair, the third side held.
    Direct,
    /// It does not, but helps to predict the third side, which helps to predict the pair.
    ThroughOtherSide,
    /// None of these is shown.
    CannotBeTold,
}

impl Route {
    /// Its name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Route::CommonShock => "common shock",
            Route::ThawOnly => "thaw only",
            Route::TensionOnly => "tension only",
            Route::Direct => "direct",
            Route::ThroughOtherSide => "through the other side",
            Route::CannotBeTold => "cannot be told",
        }
    }
}

/// Finding *other side held*: it names a route and decides nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct RouteFinding {
    /// The route.
    pub route: Route,
    /// Response over the primary horizon with nothing of the third side held.
    pub without_other: Estimate,
    /// Of leaving the driver's readings out of the prediction of R one period ahead, R and V held.
    pub p_direct: f64,
    /// Of leaving them out of the prediction of V.
    pub p_driver_on_other: f64,
    /// Of leaving V's readings out of the prediction of R.
    pub p_other_on_pair: f64,
    /// Correlation of the surprises in U and V of the same period.
    pub correlation_of_sides: f64,
    /// The two halves one period ahead; `None` where they cannot be told apart.
    pub next_period: Option<TwoHalves>,
}

/// Level of the tests that name a route.
const LEVEL: f64 = 0.05;

/// A same-period correlation from which a common shock is named before anything else, if its interval excludes 0.
const SHOCK: f64 = 0.2;

/// Names the route. Null hypotheses: the driver's readings up to t do not help to predict R in t+1, given R and V up to t
/// (direct); they do not help to predict V in t+1 and surprises in U and V do not correlate, or V does not help to predict R
/// (through the other side). HC3.
pub(super) fn route(
    putting: &Putting<'_>,
    three: &Three,
    same_period: &Result<SamePeriod, Refusal>,
) -> Result<RouteFinding, Refusal> {
    let next = next_period(putting, three).map_err(|e| refused(&e))?;
    let without = without_other(putting, three)?;
    let halves = next.halves.as_ref();
    let shock = same_period.as_ref().is_ok_and(|s| s.correlation.abs() >= SHOCK && (s.low > 0.0 || s.high < 0.0));
    let one_half = halves.and_then(|h| {
        let differ = h.difference.p_value < LEVEL;
        match (h.thaw.p_value < LEVEL, h.tension.p_value < LEVEL) {
            (true, false) if differ => Some(Route::ThawOnly),
            (false, true) if differ => Some(Route::TensionOnly),
            _ => None,
        }
    });
    // The driver and the other side may be tied within the period, or from one to the next.
    let swapped = Three { between: three.other.clone(), driver: three.driver.clone(), other: three.between.clone() };
    let of_sides = same_period::same_period(putting, &swapped)?;
    let linked = next.driver_on_other < LEVEL || of_sides.low > 0.0 || of_sides.high < 0.0;
    let route = if shock {
        Route::CommonShock
    } else if let Some(half) = one_half {
        half
    } else if next.direct < LEVEL {
        Route::Direct
    } else if linked && next.other_on_pair < LEVEL && without.p_value < LEVEL {
        Route::ThroughOtherSide
    } else {
        Route::CannotBeTold
    };
    Ok(RouteFinding {
        route,
        without_other: without,
        p_direct: next.direct,
        p_driver_on_other: next.driver_on_other,
        p_other_on_pair: next.other_on_pair,
        correlation_of_sides: of_sides.correlation,
        next_period: next.halves,
    })
}

/// p-values of the three steps of one period, and the two halves of the direct one.
struct NextPeriod {
    direct: f64,
    driver_on_other: f64,
    other_on_pair: f64,
    halves: Option<TwoHalves>,
}

fn next_period(putting: &Putting<'_>, three: &Three) -> Result<NextPeriod, ec::Refusal> {
    let next = ec::Horizons::single(1)?;
    let of_pair = putting.projection(three)?.sample(next)?;
    let of_other = ec::LocalProjection {
        response: ec::Named { name: "V", values: &three.other },
        impulse: ec::Named { name: "U", values: &three.driver },
        controls: vec![ec::Named { name: "R", values: &three.between }],
        lags: ec::Lags::new(putting.lags)?,
        order: ec::Order::ImpulseLast,
    }
    .sample(next)?;
    let p = |sample: &ec::ProjectionSample, series: &str| -> Result<f64, ec::Refusal> {
        let lagged = format!("{series}.l");
        let names = sample.x.names().iter().enumerate();
        let columns: Vec<usize> =
            names.filter(|(_, n)| *n == series || n.starts_with(&lagged)).map(|(at, _)| at).collect();
        Ok(sample.fit()?.exclude(&columns, ec::Covariance::Hc3)?.p_value)
    };
    let halves = of_pair.halves(ec::Covariance::Hc3).ok().and_then(|h| {
        let [thaw, tension, difference] =
            [&h.positive, &h.negative, &h.difference].map(|c| estimate(c, putting.confidence).ok());
        Some(TwoHalves { thaw: thaw?, tension: tension?, difference: difference? })
    });
    Ok(NextPeriod {
        direct: p(&of_pair, "U")?,
        driver_on_other: p(&of_other, "U")?,
        other_on_pair: p(&of_pair, "V")?,
        halves,
    })
}

/// The response over the primary horizon with nothing of the third side held.
fn without_other(putting: &Putting<'_>, three: &Three) -> Result<Estimate, Refusal> {
    let of = || -> Result<ec::Coefficient, ec::Refusal> {
        let sample = ec::LocalProjection {
            response: ec::Named { name: "R", values: &three.between },
            impulse: ec::Named { name: "U", values: &three.driver },
            controls: Vec::new(),
            lags: ec::Lags::new(putting.lags)?,
            order: ec::Order::ImpulseLast,
        }
        .sample(ec::Horizons::new(1, putting.horizon())?)?;
        putting.statistic(&sample)
    };
    estimate(&of().map_err(|e| refused(&e))?, putting.confidence)
}
