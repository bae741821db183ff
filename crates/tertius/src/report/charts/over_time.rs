//! Chart *response over time*: the response in windows slid through the era, with pointwise intervals, and the date at which
//! a change would be largest.

use super::chart::{Chart, layered, once, rule, time};
use crate::hypotheses::{ResponseOverTime, Tested};
use crate::report::numbers::{finite, full, p_phrase, percent};
use crate::report::table::Table;
use crate::report::words;
use serde_json::{Value, json};

/// The chart of one test; `None` where no window could be fitted.
pub(in crate::report) fn over_time(id: &str, tested: &Tested, found: &ResponseOverTime) -> Option<Chart> {
    let s = &tested.subject;
    let mut t = Table::new(
        id,
        format!("Response of {} in windows of {} rows (sd)", words::side(s.between), found.window),
        &["window from", "window to", "value", "low", "high", "p"],
    );
    let mut values: Vec<Value> = Vec::new();
    // Counts the gaps passed: the line must not cross a window that could not be fitted.
    let mut stretch = 0;
    for w in &found.path {
        let mut row = vec![w.from.clone(), w.to.clone()];
        match &w.response {
            Some(e) => {
                row.extend([e.value, e.low, e.high, e.p_value].map(full));
                if let (Some(value), Some(low), Some(high)) = (finite(e.value), finite(e.low), finite(e.high)) {
                    values.push(json!({
                        "day": w.day, "window": format!("{} to {}", w.from, w.to),
                        "value": value, "low": low, "high": high, "stretch": stretch,
                    }));
                }
            }
            None => {
                stretch += 1;
                row.extend(vec![String::new(); 4]);
            }
        }
        t.push(row);
    }
    let confidence = found.path.iter().find_map(|w| w.response.as_ref()).map(|e| e.confidence)?;
    if values.is_empty() {
        return None;
    }
    let x = time("day", true);
    let y = |field: &str| json!({"field": field, "type": "quantitative", "title": "response (sd)", "scale": {"zero": true}, "axis": {"tickCount": 5}});
    let detail = json!({"field": "stretch", "type": "nominal"});
    let data = json!({"values": values});
    let tooltip = json!([
        {"field": "window", "type": "nominal"},
        {"field": "value", "format": ".3~r"}, {"field": "low", "format": ".3~r"}, {"field": "high", "format": ".3~r"},
    ]);
    let layers = vec![
        json!({"data": data, "mark": {"type": "area", "style": "band"}, "encoding": {"x": x, "y": y("low"), "y2": {"field": "high"}, "detail": detail}}),
        rule("y", 0.0, "zero"),
        json!({"data": data, "mark": {"type": "line", "style": "path"}, "encoding": {"x": x, "y": y("value"), "detail": detail}}),
        json!({"data": data, "mark": {"type": "point", "style": "estimate"}, "encoding": {"x": x, "y": y("value"), "tooltip": tooltip}}),
        json!({"data": once(json!({"day": found.day})), "mark": {"type": "rule", "style": "era"}, "encoding": {"x": x}}),
    ];
    Some(Chart {
        id: id.to_owned(),
        title: "Response over time".to_owned(),
        description: format!(
            "The response of {} to a surprise in {} over the primary horizon, in windows of {} {}s that are slid through the era; each stands at its middle. The band holds {} point by point; neighbouring windows share most of their {}s. The upright line stands at {}, where a change would be largest ({}).",
            words::side(s.between),
            words::side(s.driver),
            found.window,
            s.period.word(),
            percent(confidence),
            s.period.word(),
            found.date,
            p_phrase(found.p_value)
        ),
        spec: layered(190, layers),
        table: t,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    #[test]
    fn a_window_that_could_not_be_fitted_breaks_the_line_and_stays_in_the_table() {
        let f = fixture::findings();
        let tested = &f.claims[0].tests[0];
        let found = tested.over_time.as_ref().and_then(|o| o.as_ref().ok()).expect("answered");
        let chart = over_time("o", tested, found).expect("windows");
        assert_eq!(chart.table.rows.len(), found.path.len());
        let drawn = chart.spec["layer"][2]["data"]["values"].as_array().expect("a line");
        assert_eq!(drawn.len(), found.path.iter().filter(|w| w.response.is_some()).count());
        assert!(drawn.len() < found.path.len(), "the fixture has one that could not be fitted");
        assert_eq!((&drawn[0]["stretch"], &drawn[drawn.len() - 1]["stretch"]), (&json!(0), &json!(1)));
        assert_eq!(chart.spec["layer"][4]["data"]["values"][0]["day"], found.day.as_str());
        let none = ResponseOverTime { path: Vec::new(), ..found.clone() };
        assert!(over_time("o", tested, &none).is_none());
    }
}
