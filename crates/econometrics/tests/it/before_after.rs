//! Changes at a stated date: (b) against statsmodels, (c) the size of the tests where nothing changes.

use rand::Rng as _;
use tertius_econometrics::resampling::stream;
use tertius_econometrics::*;

use crate::comparing::{Folder, number};

/// Position of the first period after, and the lags, as in the recipe.
const CUT: usize = 52;
const LAGS: usize = 3;

#[test]
fn changes_at_a_date() {
    let Folder { input, expected, class, mut all } = Folder::open("before_after");
    let read: Vec<bool> = input.column("read").iter().map(|r| *r == 1.0).collect();
    let values: Vec<Option<f64>> = input.column("value").iter().zip(&read).map(|(v, r)| r.then_some(*v)).collect();
    let covariance = Covariance::NeweyWest { lags: LAGS, small_sample: true };
    for (name, trend) in [("level", TimeTrend::Absent), ("level_beside_trend", TimeTrend::Held)] {
        let ours = level_change(&values, CUT, trend, covariance).unwrap().change;
        let theirs = &expected[name];
        all.value(class, format!("{name} change"), ours.estimate, number(&theirs["change"]));
        all.value(class, format!("{name} standard error"), ours.standard_error, number(&theirs["standard_error"]));
        all.value(class, format!("{name} t"), ours.t, number(&theirs["t"]));
        all.value(class, format!("{name} p"), ours.p_value, number(&theirs["p_value"]));
    }
    let ours = memory_change(&values, CUT).unwrap();
    let theirs = &expected["memory"];
    for (what, of) in [("before", &ours.before), ("after", &ours.after), ("difference", &ours.difference)] {
        all.value(class, format!("memory {what}"), of.estimate, number(&theirs[what]));
        let error = format!("{what}_standard_error");
        all.value(class, format!("memory {what}, standard error"), of.standard_error, number(&theirs[error]));
    }
    all.value(class, "memory p".to_owned(), ours.difference.p_value, number(&theirs["difference_p_value"]));
    let ours = spread_change(&values, CUT, LAGS).unwrap();
    let theirs = &expected["spread"];
    all.value(class, "spread before".to_owned(), ours.before, number(&theirs["before"]));
    all.value(class, "spread after".to_owned(), ours.after, number(&theirs["after"]));
    all.value(class, "spread log ratio".to_owned(), ours.log_ratio.estimate, number(&theirs["log_ratio"]));
    all.value(class, "spread error".to_owned(), ours.log_ratio.standard_error, number(&theirs["standard_error"]));
    let counts = input.column("count").into_iter().zip(input.column("exposure"));
    let periods: Vec<Option<Exposed>> =
        counts.zip(&read).map(|((count, exposure), r)| r.then_some(Exposed { count, exposure })).collect();
    let ours = rate_change(&periods, CUT, LAGS).unwrap();
    let theirs = &expected["rate"];
    all.value(class, "rate before".to_owned(), ours.before, number(&theirs["before"]));
    all.value(class, "rate after".to_owned(), ours.after, number(&theirs["after"]));
    all.value(class, "rate log ratio".to_owned(), ours.log_ratio.estimate, number(&theirs["log_ratio"]));
    all.value(class, "rate error".to_owned(), ours.log_ratio.standard_error, number(&theirs["standard_error"]));
    all.value(class, "rate dispersion".to_owned(), ours.dispersion, number(&theirs["dispersion"]));
    all.finish(24);
}

/// Counts whose rate does not change, with scatter of their own: the 5 % test errs in 5 % of 2,000 samples of 120
/// periods (standard error .5 %), a little more because the scatter is estimated. Bound: 8 %.
#[test]
fn a_rate_that_stays_is_rarely_called_changed() {
    let mut random = stream(3, 0);
    let mut uniform = || random.next_u64() as f64 / u64::MAX as f64;
    let wrong = (0..2_000)
        .filter(|_| {
            let periods: Vec<Option<Exposed>> = (0..120)
                .map(|_| {
                    let exposure = 50.0 + 100.0 * uniform();
                    Some(Exposed { count: (exposure * 0.4 * uniform()).round(), exposure })
                })
                .collect();
            rate_change(&periods, 60, 3).unwrap().log_ratio.p_value < 0.05
        })
        .count();
    assert!(wrong < 160, "{wrong} of 2,000");
}
