//! Chart *specification curve*: the estimates of all specifications, lowest first, with their intervals, and below each
//! the choices that it stands for. The claim's own specification is a filled diamond.

use super::chart::{Chart, DIALECT};
use crate::hypotheses::{Choices, Specification, SpecificationCurve};
use crate::report::numbers::{finite, full, p, percent, short};
use crate::report::table::Table;
use serde_json::{Value, json};

/// Width of both views, in pixels: with the names of choices it fits half a page, and a telephone almost unscaled.
const WIDTH: usize = 280;
/// Height of a line of choices, in pixels.
const LINE: usize = 13;

/// The kinds of choice in which the specifications differ, each with its choices in the order in which they appear.
fn differing(all: &[Specification]) -> Vec<(usize, Vec<String>)> {
    let words: Vec<[String; 6]> = all.iter().map(|s| s.choices.words()).collect();
    let choices = |k: usize| {
        let mut found: Vec<String> = words.iter().map(|w| w[k].clone()).collect();
        found.sort();
        found.dedup();
        found
    };
    (0..Choices::KINDS.len()).map(|k| (k, choices(k))).filter(|(_, found)| found.len() > 1).collect()
}

/// A choice as it stands on the axis, with its kind, so that no two kinds share a line.
fn line(kind: usize, choice: &str) -> String {
    format!("{}: {choice}", Choices::KINDS[kind])
}

/// The chart of one test's curve.
pub(in crate::report) fn specification_curve(id: &str, curve: &SpecificationCurve) -> Chart {
    let all = &curve.specifications;
    let header: Vec<&str> = ["rank"]
        .into_iter()
        .chain(Choices::KINDS)
        .chain(["value", "low", "high", "p", "rows", "the claim's own"])
        .collect();
    let mut t = Table::new(id, "The response in every specification, lowest first", &header);
    let differing = differing(all);
    let (mut own, mut others, mut marks): (Vec<Value>, Vec<Value>, Vec<Value>) = Default::default();
    for (at, s) in all.iter().enumerate() {
        let (rank, words, e) = (at + 1, s.choices.words(), &s.standardised);
        let mut row = vec![rank.to_string()];
        row.extend(words.iter().cloned());
        row.extend([full(e.value), full(e.low), full(e.high), full(e.p_value), s.n_rows.to_string()]);
        row.push(if s.is_own { "yes" } else { "no" }.to_owned());
        t.push(row);
        let record = json!({
            "rank": rank, "value": finite(e.value), "low": finite(e.low), "high": finite(e.high),
            "choices": words.join(", "),
        });
        if s.is_own {
            own.push(record)
        } else {
            others.push(record)
        }
        marks.extend(
            differing.iter().map(|(k, _)| json!({"rank": rank, "choice": line(*k, &words[*k]), "own": s.is_own})),
        );
    }
    let order: Vec<String> =
        differing.iter().flat_map(|(k, found)| found.iter().map(|choice| line(*k, choice))).collect();
    let x = |title: Value| {
        json!({
            "field": "rank", "type": "quantitative",
            "scale": {"domain": [0.5, all.len() as f64 + 0.5], "nice": false, "zero": false},
            "axis": {"labels": false, "ticks": false, "grid": false, "title": title},
        })
    };
    let y = |field: &str| json!({"field": field, "type": "quantitative", "title": "response (sd)", "scale": {"zero": true}, "axis": {"tickCount": 5, "minExtent": 34}});
    let tooltip = json!([{"field": "choices", "type": "nominal"}, {"field": "value", "format": ".3~r"}, {"field": "low", "format": ".3~r"}, {"field": "high", "format": ".3~r"}]);
    let mut above = vec![super::chart::rule("y", 0.0, "zero")];
    for (values, style) in [(&others, "reading"), (&own, "third")] {
        if !values.is_empty() {
            above.push(json!({"data": {"values": values}, "mark": {"type": "rule", "style": "interval"}, "encoding": {"x": x(Value::Null), "y": y("low"), "y2": {"field": "high"}}}));
            above.push(json!({"data": {"values": values}, "mark": {"type": "point", "style": style}, "encoding": {"x": x(Value::Null), "y": y("value"), "tooltip": tooltip}}));
        }
    }
    let mut views = vec![json!({"width": WIDTH, "height": 150, "layer": above})];
    if !order.is_empty() {
        let lines = json!({"field": "choice", "type": "nominal", "sort": order, "scale": {"domain": order}, "title": null, "axis": {"grid": true, "labelOverlap": false, "labelFontSize": 9, "minExtent": 34}});
        views.push(json!({
            "width": WIDTH, "height": LINE * order.len(),
            "data": {"values": marks},
            "mark": {"type": "point", "style": "reading"},
            "encoding": {"x": x(json!("specifications, lowest response first")), "y": lines},
        }));
    }
    Chart {
        id: id.to_owned(),
        title: "Does it hang on one choice?".to_owned(),
        description: format!(
            "Response in standard deviations for each of {} specifications, lowest first, with intervals; below, the choices of each. Diamond: the claim's own. {} have the stated sign, {} the opposite one; all together z = {}, p = {} among {} draws in which no specification shows a response, each {} of time with one sign.",
            all.len(),
            percent(curve.share_stated),
            percent(curve.share_opposite),
            short(curve.stouffer.value),
            p(curve.stouffer.p_value),
            curve.n_draws,
            curve.block
        ),
        spec: json!({
            "$schema": DIALECT, "spacing": 8,
            "resolve": {"scale": {"x": "independent", "y": "independent"}}, "vconcat": views,
        }),
        table: t,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    #[test]
    fn every_specification_is_drawn_once_above_its_choices() {
        let f = fixture::findings();
        let curve = f.claims[0].tests[0].specification_curve.as_ref().expect("asked for").as_ref().expect("answered");
        let chart = specification_curve("c", curve);
        let n = curve.specifications.len();
        assert_eq!(chart.table.rows.len(), n);
        let layers = chart.spec["vconcat"][0]["layer"].as_array().expect("layers");
        let drawn = |style: &str| -> usize {
            let of = layers.iter().filter(|l| l["mark"]["style"] == style);
            of.map(|l| l["data"]["values"].as_array().map_or(0, Vec::len)).sum()
        };
        assert_eq!((drawn("third"), drawn("reading"), drawn("interval")), (1, n - 1, n));
        let marks = chart.spec["vconcat"][1]["data"]["values"].as_array().expect("marks");
        let kinds = differing(&curve.specifications).len();
        assert!(kinds > 1);
        assert_eq!(marks.len(), kinds * n, "one mark for each kind of choice in which they differ");
        let lines = chart.spec["vconcat"][1]["encoding"]["y"]["sort"].as_array().expect("lines");
        assert!(marks.iter().all(|m| lines.contains(&m["choice"])));
    }
}
