//! Charts of a piece of evidence: its estimates with their intervals, and the series with the date marked.

use super::chart::{Chart, layered, once, rule, time};
use crate::hypotheses::Evidence;
use crate::report::numbers::{finite, full, percent};
use crate::report::table::Table;
use crate::report::words;
use serde_json::{Value, json};

/// Height of one line of the chart of estimates.
const LINE: usize = 34;

/// The primary estimate in units of interest, and every finding that has an interval, each on a line of its own.
pub(in crate::report) fn estimates(id: &str, e: &Evidence) -> Chart {
    let mut t = Table::new(id, "Estimates with their intervals", &["what", "value", "low", "high", "p"]);
    let mut values: Vec<Value> = Vec::new();
    let found = e.findings.iter().filter_map(|f| Some((f.name, f.estimate?)));
    for (what, x) in std::iter::once(("the claim", e.standardised)).chain(found) {
        t.push(vec![what.to_owned(), full(x.value), full(x.low), full(x.high), full(x.p_value)]);
        if let (Some(value), Some(low), Some(high)) = (finite(x.value), finite(x.low), finite(x.high)) {
            values.push(json!({"what": what, "value": value, "low": low, "high": high}));
        }
    }
    let order: Vec<&String> = t.rows.iter().map(|r| &r[0]).collect();
    let y = json!({"field": "what", "type": "nominal", "sort": order, "scale": {"domain": order}, "title": null, "axis": {"grid": false}});
    let x = |field: &str| json!({"field": field, "type": "quantitative", "title": "change, each in its own unit", "scale": {"zero": true}, "axis": {"tickCount": 6}});
    let layers = vec![
        rule("x", 0.0, "zero"),
        json!({"data": {"values": values}, "mark": {"type": "rule", "style": "interval"}, "encoding": {"y": y, "x": x("low"), "x2": {"field": "high"}}}),
        json!({"data": {"values": values}, "mark": {"type": "point", "style": "estimate", "tooltip": {"content": "data"}}, "encoding": {"y": y, "x": x("value")}}),
    ];
    Chart {
        id: id.to_owned(),
        title: "The change, and what describes it".to_owned(),
        description: format!(
            "Point and {} interval. The claim: in {}. The other lines are differences of logarithms or of coefficients, as their sentences say; only the first decides.",
            percent(e.standardised.confidence),
            e.unit
        ),
        spec: layered(LINE * t.rows.len(), layers),
        table: t,
    }
}

/// The series with the first period that counts as after marked.
pub(in crate::report) fn series(id: &str, e: &Evidence) -> Chart {
    let mut t = Table::new(id, words::capital(&e.drawn), &["period", "value", "counts as"]);
    let mut values: Vec<Value> = Vec::new();
    for r in &e.readings {
        let part = if r.after { "after" } else { "before" };
        t.push(vec![r.period.clone(), r.value.map_or_else(String::new, full), part.to_owned()]);
        if let Some(value) = r.value.and_then(finite) {
            values.push(json!({"day": r.day, "period": r.period, "value": value, "part": part}));
        }
    }
    let day = e.readings.iter().find(|r| r.after).map(|r| r.day.clone());
    let x = time("day", true);
    let y = json!({"field": "value", "type": "quantitative", "title": "reading", "scale": {"zero": false}, "axis": {"tickCount": 5}});
    let mut layers = vec![json!({
        "data": {"values": values},
        "mark": {"type": "point", "style": "reading", "tooltip": {"content": "data"}},
        "encoding": {"x": x, "y": y},
    })];
    if let Some(day) = day {
        layers.push(json!({"data": once(json!({"day": day})), "mark": {"type": "rule", "style": "era"}, "encoding": {"x": time("day", true)}}));
    }
    Chart {
        id: id.to_owned(),
        title: words::capital(&e.drawn),
        description: format!(
            "One point per {}. The upright line stands at {}, the first that counts as after.",
            e.period, e.since
        ),
        spec: layered(170, layers),
        table: t,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    #[test]
    fn what_is_drawn_is_in_the_table() {
        let f = fixture::findings();
        let e = f.claims.iter().find_map(|c| c.deciding_evidence()).expect("the fixture has evidence");
        let chart = estimates("e", e);
        assert_eq!(chart.spec["layer"][1]["data"]["values"].as_array().map(Vec::len), Some(chart.table.rows.len()));
        let chart = series("s", e);
        assert_eq!(chart.table.rows.len(), e.readings.len());
        let read = e.readings.iter().filter(|r| r.value.is_some()).count();
        assert_eq!(chart.spec["layer"][0]["data"]["values"].as_array().map(Vec::len), Some(read));
        assert!(chart.spec["layer"][1]["encoding"]["x"].is_object(), "the date is marked");
    }
}
