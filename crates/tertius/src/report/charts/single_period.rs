//! Chart *single period*: the p-value of the primary regression in other forms and without single periods,
//! against the gate's threshold. A filled circle keeps the sign of the primary estimate, a hollow triangle
//! has lost it.

use super::chart::{Chart, layered, once};
use crate::hypotheses::{SinglePeriod, Tested};
use crate::report::numbers::{finite, full, p};
use crate::report::table::Table;
use serde_json::{Value, json};

/// The gate's bound on every p-value (VERDICTS.md, section 2, gate *single period*).
const BOUND: f64 = 0.10;

/// The chart of one test's variants.
pub(in crate::report) fn single_period(id: &str, tested: &Tested, s: &SinglePeriod) -> Chart {
    let primary = tested.response.as_ref().ok().map(|r| r.primary);
    let mut t = Table::new(id, "The primary regression in other forms", &["variant", "value", "p", "sign"]);
    let mut rows: Vec<(&str, f64, f64)> = Vec::new();
    if let Some(e) = &primary {
        rows.push(("all periods", e.value, e.p_value));
    }
    rows.extend(s.transformed.iter().chain(&s.most_influential).map(|v| (v.what.as_str(), v.value, v.p_value)));
    let sign = primary.map_or(0.0, |e| e.value.signum());
    let mut kept: Vec<Value> = Vec::new();
    let mut lost: Vec<Value> = Vec::new();
    let labels = labels(&rows.iter().map(|r| r.0).collect::<Vec<_>>());
    for ((what, value, p_value), label) in rows.iter().zip(&labels) {
        let keeps = sign == 0.0 || value.signum() == sign;
        t.push(vec![(*what).to_owned(), full(*value), full(*p_value), if keeps { "kept" } else { "lost" }.to_owned()]);
        let record = json!({"variant": label, "how": what, "p": finite(*p_value), "value": finite(*value), "sign": if keeps { "kept" } else { "lost" }});
        if keeps { kept.push(record) } else { lost.push(record) }
    }
    let order = &labels;
    let y = json!({"field": "variant", "type": "nominal", "sort": order, "scale": {"domain": order}, "title": null, "axis": {"grid": true}});
    let x = json!({
        "field": "p", "type": "quantitative", "title": "p-value (square-root axis)",
        "scale": {"type": "sqrt", "domain": [0, 1], "nice": false}, "axis": {"values": [0, 0.01, 0.05, 0.1, 0.25, 0.5, 1], "grid": false, "format": ".3~g"},
    });
    let points = |values: &Vec<Value>, style: &str| json!({"data": {"values": values}, "mark": {"type": "point", "style": style, "tooltip": {"content": "data"}}, "encoding": {"x": x, "y": y}});
    let mut layers = vec![
        json!({"data": once(json!({"bound": BOUND})), "mark": {"type": "rule", "style": "threshold"}, "encoding": {"x": {"field": "bound", "type": "quantitative"}}}),
        points(&kept, "estimate"),
    ];
    if !lost.is_empty() {
        layers.push(points(&lost, "lost"));
    }
    Chart {
        id: id.to_owned(),
        title: "Is it one period's news?".to_owned(),
        description: format!(
            "p-values of the primary regression in other forms and without the periods that matter most; the largest among all {} variants is {}. Dashed: the gate's bound of .10. Circles keep the sign of the primary estimate, triangles have lost it; {} of the variants keep it.",
            s.n_variants,
            p(s.p_value_max),
            crate::report::numbers::percent(s.share_same_sign)
        ),
        spec: layered(19 * rows.len().max(1), layers),
        table: t,
    }
}

/// What stands on the axis: an explanation in brackets is left to the table, unless two labels would then be one.
fn labels<'a>(all: &[&'a str]) -> Vec<&'a str> {
    let short: Vec<&str> = all.iter().map(|w| w.split(" (").next().unwrap_or(w)).collect();
    let once = |label: &str| short.iter().filter(|s| **s == label).count() == 1;
    all.iter().zip(&short).map(|(long, short)| if once(short) { *short } else { *long }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    #[test]
    fn labels_stay_apart() {
        assert_eq!(labels(&["signs (of changes)", "ranks (a)", "ranks (b)"]), ["signs", "ranks (a)", "ranks (b)"]);
    }

    #[test]
    fn every_variant_is_drawn_once_and_a_lost_sign_has_another_shape() {
        let f = fixture::findings();
        let tested = &f.claims[0].tests[0];
        let s = tested.single_period.as_ref().expect("answered in the fixture");
        let chart = single_period("s", tested, s);
        let n = |layer: usize| chart.spec["layer"][layer]["data"]["values"].as_array().map_or(0, Vec::len);
        assert_eq!(chart.table.rows.len(), 1 + s.transformed.len() + s.most_influential.len());
        assert_eq!(n(1) + n(2), chart.table.rows.len());
        assert_eq!(n(2), chart.table.rows.iter().filter(|r| r[3] == "lost").count());
        assert!(n(2) > 0, "the fixture has a variant that loses the sign");
    }
}
