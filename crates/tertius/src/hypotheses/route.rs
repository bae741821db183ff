//! Finding *other side held*: by which route does the third's relation reach the pair: at once, through its relation with
//! the pair's other member, in one half only, or is it one shock that both feel in the same period? It changes the wording
//! of a verdict, never the verdict.

use super::findings::{Estimate, SamePeriod, TwoHalves};
use super::question::{Putting, Three, estimate, refused};
use super::same_period;
use crate::dossier::{Half, Side};
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

/// A same-period correlation of surprises in the relations from which a common shock is named before anything else, if the
/// interval of that in the readings excludes 0.
const SHOCK: f64 = 0.2;

/// Least share of a surprise's variance that is taken to be the relation's: below, readings say too little to be corrected.
const RELIABILITY_MIN: f64 = 0.2;

/// Names the route. Null hypotheses: the driver's readings up to t do not help to predict R in t+1, given R and V up to t
/// (direct); they do not help to predict V in t+1 and surprises in U and V do not correlate, or V does not help to predict R
/// (through the other side). HC3.
pub(super) fn route(
    putting: &Putting<'_>,
    three: &Three,
    same_period: &Result<SamePeriod, Refusal>,
    over_horizon: &Result<TwoHalves, Refusal>,
) -> Result<RouteFinding, Refusal> {
    let next = next_period(putting, three).map_err(|e| refused(&e))?;
    let without = without_other(putting, three)?;
    let halves = next.halves.as_ref();
    let least = SHOCK * dilution(putting, three)?;
    let shock = same_period.as_ref().is_ok_and(|s| s.correlation.abs() >= least && (s.low > 0.0 || s.high < 0.0));
    let one_half = halves.and_then(|h| {
        // The half that is asked about answers also if it does so over the primary horizon, on which its claim is judged.
        let over = over_horizon.as_ref().ok();
        let answered = |half: Half, of: fn(&TwoHalves) -> &Estimate| {
            let asked = putting.claim.half == half;
            of(h).p_value < LEVEL || (asked && over.is_some_and(|o| of(o).p_value < LEVEL))
        };
        let answers = [answered(Half::Thaw, |h| &h.thaw), answered(Half::Tension, |h| &h.tension)];
        one_half(putting.claim.half, next.direct < LEVEL, answers, h.difference.p_value < LEVEL)
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

/// By what factor errors of reading dilute the correlation of surprises in R and U: the root of the product of the shares of
/// their variances that are no sampling variance (Spearman 1904, American Journal of Psychology 15, on attenuation). 1 where
/// the instrument states no errors.
fn dilution(putting: &Putting<'_>, three: &Three) -> Result<f64, Refusal> {
    let [a, b] = putting.claim.between.dyad().states();
    let excluded = [a, b, putting.third];
    let error = |side: Side| {
        let readings = putting.series.side(side, &excluded).readings;
        let era = readings.get(putting.era.first..=putting.era.last).unwrap_or_default();
        let stated: Vec<f64> = era.iter().filter_map(|r| r.variance).collect();
        stated.iter().sum::<f64>() / stated.len().max(1) as f64
    };
    let errors = [error(putting.claim.between), error(putting.claim.driver)];
    Ok(factor(&same_period::surprises(putting, three)?, errors))
}

/// The same of two surprises (whose means are 0) and the mean sampling variances of what they are surprises in.
fn factor(surprises: &[Vec<f64>; 2], errors: [f64; 2]) -> f64 {
    let reliability = |(surprise, error): (&Vec<f64>, f64)| {
        let variance = surprise.iter().map(|x| x * x).sum::<f64>() / surprise.len().max(1) as f64;
        if variance > 0.0 { (1.0 - error / variance).clamp(RELIABILITY_MIN, 1.0) } else { 1.0 }
    };
    surprises.iter().zip(errors).map(reliability).product::<f64>().sqrt()
}

/// The half that a claim is named after, if one: `moves` says whether the driver as a whole moves the pair, `answers` which
/// half (thaw, tension) is followed by a response, and `differ` whether the halves differ. A name that was claimed
/// beforehand stands until the data speak against it: a claim about both halves takes them to be alike until they differ,
/// and asks for one of them only where there is something to divide (so that of three tests the first keeps the level of
/// all); a claim about one half takes the other to do nothing until that one answers as well.
fn one_half(claimed: Half, moves: bool, answers: [bool; 2], differ: bool) -> Option<Route> {
    if claimed == Half::Both && !moves {
        return None;
    }
    match (claimed, answers) {
        (_, [true, false]) if differ => Some(Route::ThawOnly),
        (_, [false, true]) if differ => Some(Route::TensionOnly),
        (Half::Thaw, [true, false]) => Some(Route::ThawOnly),
        (Half::Tension, [false, true]) => Some(Route::TensionOnly),
        _ => None,
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_dilute_by_hand() {
        // Variances 4 and 1, errors 1 and .36: shares .75 and .64.
        let surprises = [vec![2.0, -2.0], vec![1.0, -1.0]];
        assert!((factor(&surprises, [1.0, 0.36]) - (0.75f64 * 0.64).sqrt()).abs() < 1e-12);
        assert_eq!(factor(&surprises, [0.0, 0.0]), 1.0);
        // More error than variance: no less than the least.
        assert!((factor(&surprises, [9.0, 9.0]) - RELIABILITY_MIN).abs() < 1e-12);
        assert_eq!(factor(&[Vec::new(), vec![0.0]], [0.1, 0.1]), 1.0);
    }

    #[test]
    fn a_half_is_named_by_what_was_claimed_and_what_answers() {
        let (thaw, tension) = (Some(Route::ThawOnly), Some(Route::TensionOnly));
        // Rows: claimed both, thaw, tension; what answers, whether the halves differ.
        for (answers, differ, wanted) in [
            ([true, false], true, [thaw; 3]),
            ([false, true], true, [tension; 3]),
            ([true, false], false, [None, thaw, None]),
            ([false, true], false, [None, None, tension]),
            ([true, true], true, [None; 3]),
            ([false, false], true, [None; 3]),
        ] {
            let claims = [Half::Both, Half::Thaw, Half::Tension];
            assert_eq!(claims.map(|c| one_half(c, true, answers, differ)), wanted, "{answers:?} {differ}");
            // Where the driver as a whole moves nothing, a claim about both halves has none to name.
            let none = [None, wanted[1], wanted[2]];
            assert_eq!(claims.map(|c| one_half(c, false, answers, differ)), none, "{answers:?} {differ}");
        }
    }
}
