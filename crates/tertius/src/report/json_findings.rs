//! The part of `tertius-report/1` that holds the findings on prediction, share and response over time: its types, and how
//! they are filled. A number that is not finite becomes null.

use super::json_tests::{Estimate, estimate};
use super::numbers::finite;
use crate::hypotheses as inner;
use schemars::JsonSchema;
use serde::Serialize;

/// Finding *prediction*: forecasts of the mean over the primary horizon, out of sample.
#[derive(Serialize, JsonSchema)]
pub(super) struct Prediction {
    /// Mean continuous ranked probability score of forecasts from the explained side's own past; smaller is better.
    crps_own: Option<f64>,
    /// The same with the readings of the driver and of the other side.
    crps_with: Option<f64>,
    /// 1 - crps_with / crps_own.
    skill: Option<f64>,
    /// Clark and West's statistic.
    clark_west: Option<f64>,
    /// One-sided. Null hypothesis: the two sides do not help to predict.
    p_value: Option<f64>,
    /// Last period of the horizon.
    horizon: usize,
    n_forecasts: usize,
    /// Period in which the first forecast was made.
    first: String,
    /// Rows behind it.
    n_first: usize,
    cautions: Vec<String>,
}

/// Finding *share*: of the explained side's forecast-error variance, what goes with surprises in the driver.
#[derive(Serialize, JsonSchema)]
pub(super) struct Share {
    horizons: Vec<ShareAt>,
    /// Share of the draws within the bands.
    confidence: Option<f64>,
    n_draws: usize,
    /// First period of the stretch without holes that it rests on.
    from: String,
    /// Last period.
    to: String,
    n_periods: usize,
    cautions: Vec<String>,
}

/// The share so many periods ahead.
#[derive(Serialize, JsonSchema)]
struct ShareAt {
    ahead: usize,
    share: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
}

/// Finding *response over time*; responses in standard deviations.
#[derive(Serialize, JsonSchema)]
pub(super) struct ResponseOverTime {
    /// First period from which the response differs most from that before.
    date: String,
    /// Largest Wald statistic of a change over all dates.
    statistic: Option<f64>,
    /// From draws with regressors held fixed. Null hypothesis: the response changes at no date.
    p_value: Option<f64>,
    /// In the limit.
    p_value_limit: Option<f64>,
    before: Estimate,
    after: Estimate,
    n_draws: usize,
    n_dates: usize,
    /// Rows in a window.
    window: usize,
    /// The response in windows, oldest first.
    path: Vec<WindowResponse>,
}

/// The response within one window.
#[derive(Serialize, JsonSchema)]
struct WindowResponse {
    from: String,
    to: String,
    /// Null where it could not be fitted.
    response: Option<Estimate>,
}

pub(super) fn prediction(p: &inner::Prediction) -> Prediction {
    Prediction {
        crps_own: finite(p.crps_own),
        crps_with: finite(p.crps_with),
        skill: finite(p.skill),
        clark_west: finite(p.clark_west),
        p_value: finite(p.p_value),
        horizon: p.horizon,
        n_forecasts: p.n_forecasts,
        first: p.first.clone(),
        n_first: p.n_first,
        cautions: p.cautions.clone(),
    }
}

pub(super) fn share(s: &inner::Share) -> Share {
    let at = |h: &inner::ShareAt| ShareAt {
        ahead: h.ahead,
        share: finite(h.share),
        low: finite(h.low),
        high: finite(h.high),
    };
    Share {
        horizons: s.horizons.iter().map(at).collect(),
        confidence: finite(s.confidence),
        n_draws: s.n_draws,
        from: s.stretch.0.clone(),
        to: s.stretch.1.clone(),
        n_periods: s.n_periods,
        cautions: s.cautions.clone(),
    }
}

pub(super) fn over_time(o: &inner::ResponseOverTime) -> ResponseOverTime {
    let window = |w: &inner::WindowResponse| WindowResponse {
        from: w.from.clone(),
        to: w.to.clone(),
        response: w.response.as_ref().map(estimate),
    };
    ResponseOverTime {
        date: o.date.clone(),
        statistic: finite(o.statistic),
        p_value: finite(o.p_value),
        p_value_limit: finite(o.p_value_limit),
        before: estimate(&o.before),
        after: estimate(&o.after),
        n_draws: o.n_draws,
        n_dates: o.n_dates,
        window: o.window,
        path: o.path.iter().map(window).collect(),
    }
}
