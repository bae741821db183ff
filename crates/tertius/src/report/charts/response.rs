//! Chart *response*: how the explained side moves 1, 2, ... periods after a surprise in the driver, with
//! the interval of each horizon and the primary horizon shaded.

use super::chart::{Chart, layered, rule};
use crate::hypotheses::{Response, Tested};
use crate::report::numbers::{finite, full};
use crate::report::table::Table;
use crate::report::words;
use serde_json::{Value, json};

/// The chart of one test's response.
pub(in crate::report) fn response(id: &str, tested: &Tested, r: &Response) -> Chart {
    let s = &tested.subject;
    let mut t = Table::new(
        id,
        format!("Response of {} by horizon", words::side(s.between)),
        &["horizon", "value", "low", "high", "p"],
    );
    let mut values: Vec<Value> = Vec::new();
    // Counts the gaps passed: the line must not cross a horizon that could not be fitted.
    let mut stretch = 0;
    for (h, e) in r.path.iter().enumerate() {
        match e {
            Some(e) => {
                t.push(vec![(h + 1).to_string(), full(e.value), full(e.low), full(e.high), full(e.p_value)]);
                if let (Some(value), Some(low), Some(high)) = (finite(e.value), finite(e.low), finite(e.high)) {
                    values
                        .push(json!({"horizon": h + 1, "value": value, "low": low, "high": high, "stretch": stretch}));
                }
            }
            None => {
                stretch += 1;
                t.push(vec![(h + 1).to_string(), String::new(), String::new(), String::new(), String::new()]);
            }
        }
    }
    let last = r.path.len().max(r.horizon);
    let ticks: Vec<usize> = (1..=last).collect();
    let x = json!({
        "field": "horizon", "type": "quantitative",
        "scale": {"domain": [0.5, last as f64 + 0.5], "nice": false, "zero": false},
        "axis": {"values": ticks, "format": "d", "grid": false, "title": format!("{}s after the surprise", s.period.word()), "labelOverlap": true},
    });
    let y = |field: &str| json!({"field": field, "type": "quantitative", "title": "response", "scale": {"zero": true}, "axis": {"tickCount": 5}});
    let detail = json!({"field": "stretch", "type": "nominal"});
    let layers = vec![
        json!({
            "data": {"values": [{"from": 0.5, "to": r.horizon as f64 + 0.5}]},
            "mark": {"type": "rect", "style": "primary"},
            "encoding": {"x": {"field": "from", "type": "quantitative"}, "x2": {"field": "to"}},
        }),
        rule("y", 0.0, "zero"),
        json!({"data": {"values": values}, "mark": {"type": "area", "style": "band"}, "encoding": {"x": x, "y": y("low"), "y2": {"field": "high"}, "detail": detail}}),
        json!({"data": {"values": values}, "mark": {"type": "rule", "style": "interval"}, "encoding": {"x": x, "y": y("low"), "y2": {"field": "high"}}}),
        json!({"data": {"values": values}, "mark": {"type": "line", "style": "path"}, "encoding": {"x": x, "y": y("value"), "detail": detail}}),
        json!({
            "data": {"values": values},
            "mark": {"type": "point", "style": "estimate"},
            "encoding": {
                "x": x,
                "y": y("value"),
                "tooltip": [{"field": "horizon"}, {"field": "value", "format": ".3~r"}, {"field": "low", "format": ".3~r"}, {"field": "high", "format": ".3~r"}],
            },
        }),
    ];
    Chart {
        id: id.to_owned(),
        title: format!("Response of {} to a surprise in {}", words::side(s.between), words::side(s.driver)),
        description: format!(
            "Change of {}, in its own units per unit of {}, each number of {}s after the surprise, with {} intervals. Shaded: the primary horizon, 1 to {}; its mean is {}.",
            words::side(s.between),
            words::side(s.driver),
            s.period.word(),
            crate::report::numbers::percent(r.primary.confidence),
            r.horizon,
            words::estimate(&r.primary)
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
    fn the_path_has_a_row_per_horizon_and_the_primary_one_is_marked() {
        let f = fixture::findings();
        let tested = &f.claims[1].tests[0];
        let r = tested.response.as_ref().expect("answered in the fixture");
        let chart = response("r", tested, r);
        assert_eq!(chart.table.rows.len(), r.path.len());
        let layers = chart.spec["layer"].as_array().expect("layers");
        assert_eq!(layers[0]["data"]["values"][0]["to"], r.horizon as f64 + 0.5);
        let drawn = layers[4]["data"]["values"].as_array().map_or(0, Vec::len);
        assert_eq!(drawn, r.path.iter().flatten().count());
        assert!(drawn < r.path.len(), "the fixture has a horizon that could not be fitted");
    }
}
