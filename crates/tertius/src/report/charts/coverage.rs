//! Chart *coverage*: when each instrument was watching, and the stretches that none with events watched.

use super::chart::{Chart, frame, layered, time};
use crate::calendar::{Span, When};
use crate::claims::Findings;
use crate::report::tables_of_readings;
use serde_json::{Value, json};

/// The chart of all instruments; `None` without any.
pub(in crate::report) fn coverage(findings: &Findings) -> Option<Chart> {
    let whole = findings
        .instruments
        .iter()
        .map(|i| i.series.calendar.whole())
        .reduce(|a, b| Span { first: a.first.min(b.first), last: a.last.max(b.last) })?;
    let mut table = tables_of_readings::coverage(findings);
    table.name = "coverage-chart".to_owned();
    let bars: Vec<Value> = table
        .rows
        .iter()
        .filter(|r| r[5] == "observed")
        .map(|r| json!({"instrument": r[0], "from": r[3], "to": r[4], "periods": format!("{} to {}", r[1], r[2])}))
        .collect();
    let holes: Vec<Value> = findings
        .holes
        .iter()
        .filter_map(|(a, b)| {
            let (a, b) = (When::parse(a)?.span.first, When::parse(b)?.span.last);
            let shown = Span::new(a, b)?.intersection(whole)?;
            Some(json!({"from": shown.first.to_string(), "to": shown.last.plus(1).to_string(), "no event source": format!("{a} to {b}")}))
        })
        .collect();
    let order: Vec<&String> = findings.instruments.iter().map(|i| &i.series.instrument.name.value).collect();
    let mut layers = vec![frame(whole, true)];
    if !holes.is_empty() {
        layers.push(json!({
            "data": {"values": holes},
            "mark": {"type": "rect", "style": "hole", "tooltip": {"content": "data"}},
            "encoding": {"x": time("from", true), "x2": {"field": "to"}},
        }));
    }
    layers.push(json!({
            "data": {"values": bars},
            "mark": {"type": "bar", "style": "watched", "height": 10, "tooltip": {"content": "data"}},
            "encoding": {
                "x": time("from", true),
                "x2": {"field": "to"},
                "y": {"field": "instrument", "type": "nominal", "sort": order, "scale": {"domain": order}, "title": null, "axis": {"grid": true}},
            },
        }));
    Some(Chart {
        id: "coverage".to_owned(),
        title: "When each instrument was watching".to_owned(),
        description: "A bar means that the instrument was watching. Shaded from top to bottom: stretches that no instrument with events watched.".to_owned(),
        spec: layered(26 * order.len(), layers),
        table,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    #[test]
    fn every_instrument_has_a_row_and_the_hole_is_drawn() {
        let f = fixture::findings();
        let chart = coverage(&f).expect("the fixture has instruments");
        let values =
            |layer: usize| chart.spec["layer"][layer]["data"]["values"].as_array().cloned().unwrap_or_default();
        assert_eq!(values(1).len(), f.holes.len());
        assert!(!f.holes.is_empty(), "the fixture has a hole");
        for i in &f.instruments {
            assert!(values(2).iter().any(|b| b["instrument"] == i.series.instrument.name.value.as_str()));
        }
        assert_eq!(values(2).len(), chart.table.rows.iter().filter(|r| r[5] == "observed").count());
    }
}
