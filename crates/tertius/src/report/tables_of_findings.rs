//! Tables of the findings on prediction, share and response over time: rows of the table of findings, and the response by
//! window.

use super::numbers::full;
use super::table::Table;
use super::tables_of_tests::{ESTIMATE, each_test, estimate_cells, table, which};
use crate::claims::Findings;
use crate::hypotheses::Tested;

/// A row of the table of findings: finding, quantity, [value, low, high, p or share], number.
pub(super) type Row = (&'static str, String, [Option<f64>; 4], usize);

/// The rows of one test.
pub(super) fn rows(tested: &Tested) -> Vec<Row> {
    let mut out: Vec<Row> = Vec::new();
    if let Ok(f) = &tested.prediction {
        let mut push = |what: &str, value: f64, p: Option<f64>| {
            out.push(("prediction", what.to_owned(), [Some(value), None, None, p], f.n_forecasts));
        };
        push("mean CRPS from the pair's own past", f.crps_own, None);
        push("mean CRPS with the third's two sides", f.crps_with, None);
        push("skill (1 less the ratio)", f.skill, None);
        push("Clark-West t, one-sided p", f.clark_west, Some(f.p_value));
    }
    if let Some(Ok(f)) = &tested.share {
        for h in &f.horizons {
            let what = format!("share of forecast-error variance, {} ahead", h.ahead);
            out.push(("share", what, [Some(h.share), Some(h.low), Some(h.high), None], f.n_periods));
        }
    }
    if let Some(Ok(f)) = &tested.over_time {
        let largest = format!("largest Wald statistic, at {}", f.date);
        out.push(("response over time", largest, [Some(f.statistic), None, None, Some(f.p_value)], f.n_draws));
        for (what, e) in [("before it (sd)", &f.before), ("from it on (sd)", &f.after)] {
            let numbers = [Some(e.value), Some(e.low), Some(e.high), Some(e.p_value)];
            out.push(("response over time", format!("response {what}"), numbers, tested.subject.n_rows));
        }
    }
    out
}

/// Finding *response over time*: one row a window.
pub(super) fn over_time(findings: &Findings) -> Table {
    let mut t = table(
        "response-over-time",
        "The response in windows slid through the era, in standard deviations",
        &[&["window from", "window to", "rows"], &ESTIMATE[..]].concat(),
    );
    for (whose, k, tested) in each_test(findings) {
        let Some(Ok(found)) = &tested.over_time else { continue };
        for w in &found.path {
            let mut row = which(whose, k, tested);
            row.extend([w.from.clone(), w.to.clone(), full(found.window as f64)]);
            row.extend(w.response.as_ref().map_or_else(|| vec![String::new(); ESTIMATE.len()], estimate_cells));
            t.push(row);
        }
    }
    t
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    #[test]
    fn every_number_of_the_findings_is_in_a_table() {
        let f = fixture::findings();
        let tested = &f.claims[0].tests[0];
        let found = rows(tested);
        let count = |name: &str| found.iter().filter(|r| r.0 == name).count();
        assert_eq!((count("prediction"), count("share"), count("response over time")), (4, 2, 3));
        let windows = tested.over_time.as_ref().and_then(|o| o.as_ref().ok()).map_or(0, |o| o.path.len());
        let of_first = over_time(&f).rows.into_iter().filter(|r| r[0] == "1" && r[1].is_empty() && r[2] == "1").count();
        assert!(windows > 0);
        assert_eq!(of_first, windows);
    }
}
