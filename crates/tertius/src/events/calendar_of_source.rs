//! When a source was watching. Declared in the dossier, or inferred from the dates that its rows name,
//! whoever they are about: a stretch in which it saw nothing at all of anybody is taken for an outage.

use crate::calendar::{Day, PeriodLength, Span};
use std::collections::BTreeMap;

/// Days without any row of any actors after which a source of dated events counts as not watching.
pub(super) const OUTAGE_DAYS: i32 = 31;

/// The spans within which the source was watching, from the first to the last day that rows name, cut
/// where more than [`OUTAGE_DAYS`] days (for tables of months, quarters or years: a whole period) have no row.
pub(super) fn inferred(dated: &BTreeMap<Day, Day>, resolution: Option<PeriodLength>) -> Vec<Span> {
    let silent_days_max = if resolution.is_none() { OUTAGE_DAYS } else { 0 };
    let mut spans: Vec<Span> = Vec::new();
    for (first, last) in dated {
        match spans.last_mut() {
            Some(span) if first.days_since(span.last) - 1 <= silent_days_max => span.last = span.last.max(*last),
            _ => spans.push(Span { first: *first, last: *last }),
        }
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::When;

    fn spans(dates: &[&str]) -> Vec<String> {
        let whens: Vec<When> = dates.iter().map(|d| When::parse(d).unwrap()).collect();
        let resolution = whens.iter().map(|w| w.length).max().flatten();
        let dated = whens.iter().map(|w| (w.span.first, w.span.last)).collect();
        inferred(&dated, resolution).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_missing_month_is_an_outage_in_a_monthly_table() {
        assert_eq!(spans(&["2014-01", "2014-02", "2014-04"]), ["2014-01-01 to 2014-02-28", "2014-04-01 to 2014-04-30"]);
    }

    #[test]
    fn a_quiet_month_is_no_outage_among_days_but_a_longer_one_is() {
        assert_eq!(spans(&["2014-01-01", "2014-02-02"]), ["2014-01-01 to 2014-02-02"]);
        assert_eq!(spans(&["2014-01-01", "2014-02-03"]), ["2014-01-01 to 2014-01-01", "2014-02-03 to 2014-02-03"]);
        assert!(spans(&[]).is_empty());
    }
}
