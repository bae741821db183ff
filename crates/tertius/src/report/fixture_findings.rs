//! Findings made by hand, continued: prediction, share and response over time, answered for the first claim and refused for
//! the others. For tests of this module only.

use super::fixture::estimate;
use crate::hypotheses::{Prediction, ResponseOverTime, Share, ShareAt, WindowResponse};
use crate::refusal::Refusal;

fn answered<T>(claim: usize, value: T) -> Result<T, Refusal> {
    if claim == 0 { Ok(value) } else { Err(Refusal::new("70 usable periods are too few", "at least 87")) }
}

/// A small gain.
pub(super) fn prediction(claim: usize) -> Result<Prediction, Refusal> {
    answered(
        claim,
        Prediction {
            crps_own: 0.071,
            crps_with: 0.0682,
            skill: 1.0 - 0.0682 / 0.071,
            clark_west: 2.04,
            p_value: 0.021,
            horizon: 3,
            n_forecasts: 44,
            first: "2006-02".to_owned(),
            n_first: 60,
            cautions: vec!["the Clark-West test at this horizon rests on 44 periods".to_owned()],
        },
    )
}

/// Two horizons.
pub(super) fn share(claim: usize) -> Option<Result<Share, Refusal>> {
    let at = |ahead, share: f64| ShareAt { ahead, share, low: share / 3.0, high: 2.0 * share };
    let found = Share {
        horizons: vec![at(3, 0.06), at(12, 0.09)],
        confidence: 0.9,
        n_draws: 1_000,
        stretch: ("2001-01".to_owned(), "2009-06".to_owned()),
        n_periods: 102,
        cautions: Vec::new(),
    };
    Some(answered(claim, found))
}

/// Nine windows, of which one could not be fitted.
pub(super) fn over_time(claim: usize) -> Option<Result<ResponseOverTime, Refusal>> {
    let path = (0..9)
        .map(|k| WindowResponse {
            from: format!("{}-01", 2001 + k),
            to: format!("{}-12", 2005 + k),
            day: format!("{}-07-01", 2003 + k),
            response: (k != 4).then(|| estimate(-0.3 + 0.04 * k as f64, 0.09)),
        })
        .collect();
    let found = ResponseOverTime {
        date: "2007-03".to_owned(),
        day: "2007-03-16".to_owned(),
        statistic: 6.1,
        p_value: 0.12,
        p_value_limit: 0.148,
        before: estimate(-0.3, 0.1),
        after: estimate(-0.05, 0.11),
        n_draws: 499,
        n_dates: 66,
        window: 60,
        path,
    };
    Some(answered(claim, found))
}
