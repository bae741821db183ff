//! Sentences for the findings on prediction, share and response over time, for the terminal, the page and the tables. No
//! layout.

use super::numbers::{p_phrase, percent, short, together};
use super::words::periods;
use crate::calendar::PeriodLength;
use crate::hypotheses::{Estimate, Prediction, ResponseOverTime, Share, Tested};

/// Level at which a sentence says that a change, or a gain, is shown.
const LEVEL: f64 = 0.05;

/// Finding *prediction* in a sentence.
pub(super) fn prediction(f: &Prediction) -> String {
    let [own, with] = together([f.crps_own, f.crps_with]);
    let gain =
        if f.skill >= 0.0 { format!("{} better", percent(f.skill)) } else { format!("{} worse", percent(-f.skill)) };
    let shown = match (f.p_value < LEVEL, f.skill >= 0.0) {
        (true, true) => "They help to predict",
        (true, false) => "They carry something of what is to come, but less than their coefficients cost",
        (false, _) => "That they help to predict is not shown",
    };
    format!(
        "Out of sample, forecasts that know the third's two sides are {gain} than those from the pair's own past (mean CRPS {with} against {own}, {} forecasts of the primary horizon from {} on). {shown}: Clark-West t = {}, {}, one-sided.{}",
        f.n_forecasts,
        f.first,
        short(f.clark_west),
        p_phrase(f.p_value),
        f.cautions.iter().map(|c| format!(" Caution: {c}.")).collect::<String>()
    )
}

/// Finding *share* in a sentence; `period` is the length of its periods.
pub(super) fn share(f: &Share, period: PeriodLength) -> String {
    let each: Vec<String> = f
        .horizons
        .iter()
        .map(|h| {
            format!(
                "{} over {} ({} band {} to {})",
                percent(h.share),
                periods(period, h.ahead),
                percent(f.confidence),
                percent(h.low),
                percent(h.high)
            )
        })
        .collect();
    format!(
        "Of what cannot be foreseen of the pair, surprises in the driver, and what goes with them in the same period, account for {} (from {} to {}, {} without a hole). A share is never below 0: it says how much, not whether.{}",
        each.join(" and "),
        f.stretch.0,
        f.stretch.1,
        periods(period, f.n_periods),
        f.cautions.iter().map(|c| format!(" Caution: {c}.")).collect::<String>()
    )
}

/// Finding *response over time* in a sentence.
pub(super) fn over_time(f: &ResponseOverTime) -> String {
    let shown = if f.p_value < LEVEL {
        format!("The response changes within the era, most in {}", f.date)
    } else {
        format!("That the response changes within the era is not shown; it would change most in {}", f.date)
    };
    let value = |e: &Estimate| {
        let [value, low, high] = together([e.value, e.low, e.high]);
        format!("{value} ({low} to {high})")
    };
    format!(
        "{shown}: {} standard deviations before, {} since (largest Wald statistic {} over {} dates, {} from {} draws).",
        value(&f.before),
        value(&f.after),
        short(f.statistic),
        f.n_dates,
        p_phrase(f.p_value),
        f.n_draws
    )
}

/// Those of the three findings that the terminal prints in a line each, with their names.
pub(super) fn lines(t: &Tested) -> Vec<(&'static str, String)> {
    let mut out = Vec::new();
    if let Ok(f) = &t.prediction {
        let with = if f.skill >= 0.0 { percent(f.skill) } else { format!("-{}", percent(-f.skill)) };
        out.push(("prediction", format!("out-of-sample gain {with}, Clark-West {}", p_phrase(f.p_value))));
    }
    if let Some(Ok(f)) = &t.share {
        let each: Vec<String> = f
            .horizons
            .iter()
            .map(|h| {
                let over = periods(t.subject.period, h.ahead);
                format!("{} ({} to {}) over {over}", percent(h.share), percent(h.low), percent(h.high))
            })
            .collect();
        out.push(("share", format!("of the pair's forecast error {}", each.join(", "))));
    }
    if let Some(Ok(f)) = &t.over_time {
        let [before, after] = together([f.before.value, f.after.value]);
        out.push(("over time", format!("{before} before {}, {after} since; change {}", f.date, p_phrase(f.p_value))));
    }
    out
}
