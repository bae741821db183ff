//! Chart *episodes*: for one instrument, how each episode differs from the periods around it, by side.
//! Three shapes for three sides; hollow where fewer than 20 windows do not overlap, which makes the
//! contrast a description only.

use super::chart::{Chart, layered, rule};
use crate::claims::{Findings, InstrumentFinding};
use crate::report::numbers::{finite, full, full_or_empty};
use crate::report::table::Table;
use crate::report::words;
use serde_json::{Value, json};

/// Fewest windows without overlap that make a contrast more than a description (VERDICTS.md, section 2).
const WINDOWS_MIN: usize = 20;

/// The chart of one instrument; `None` if no episode could be contrasted.
pub(in crate::report) fn episodes(findings: &Findings, index: usize) -> Option<Chart> {
    let i: &InstrumentFinding = &findings.instruments[index];
    let name = &i.series.instrument.name.value;
    let id = format!("episodes-{}", index + 1);
    let mut t = Table::new(
        &id,
        format!("Episodes as {name} reads them"),
        &[
            "episode",
            "side",
            "expected",
            "inside",
            "around",
            "difference",
            "share of windows",
            "share of placebo dyads",
            "independent windows",
            "not answered because",
        ],
    );
    let mut values: Vec<Value> = Vec::new();
    for e in findings.episodes.iter().filter(|e| e.instrument == *name) {
        let side = words::side(e.side);
        let mut row = vec![e.episode.name.value.clone(), side.clone(), e.expected.map_or("", words::trend).to_owned()];
        match &e.outcome {
            Ok(c) => {
                row.extend([
                    full(c.inside),
                    full(c.around),
                    full(c.difference),
                    full(c.share_of_windows),
                    full_or_empty(c.share_of_placebo_dyads),
                    c.n_independent_windows.to_string(),
                    String::new(),
                ]);
                let kind = if c.n_independent_windows < WINDOWS_MIN { "description only" } else { "contrast" };
                values.push(json!({"episode": e.episode.name.value, "side": side, "difference": finite(c.difference), "kind": kind}));
            }
            Err(r) => {
                row.extend(vec![String::new(); 6]);
                row.push(words::refusal(r));
            }
        }
        t.push(row);
    }
    if values.is_empty() {
        return None;
    }
    let order: Vec<&String> = findings
        .dossier
        .episodes
        .iter()
        .map(|e| &e.name.value)
        .filter(|n| values.iter().any(|v| v["episode"] == **n))
        .collect();
    let sides: Vec<String> = i.sides.iter().map(|s| words::side(s.side)).collect();
    let y = json!({"field": "episode", "type": "nominal", "sort": order, "scale": {"domain": order}, "title": null, "axis": {"grid": true}});
    let layer = |kind: &str, style: &str| {
        let of: Vec<&Value> = values.iter().filter(|v| v["kind"] == kind).collect();
        json!({
            "data": {"values": of},
            "mark": {"type": "point", "style": style, "tooltip": {"content": "data"}},
            "encoding": {
                "y": y,
                "yOffset": {"field": "side", "type": "nominal", "scale": {"domain": sides}},
                "x": {"field": "difference", "type": "quantitative", "axis": {"tickCount": 5, "labelOverlap": true, "format": ".3~g"}, "title": format!("inside less around ({})", words::measure_short(i.series.instrument.measure))},
                "shape": {"field": "side", "type": "nominal", "scale": {"domain": sides, "range": ["circle", "square", "triangle-up"]},
                          "legend": {"title": null, "orient": "bottom", "direction": "vertical"}},
            },
        })
    };
    let mut layers = vec![rule("x", 0.0, "zero")];
    for (kind, style) in [("contrast", "estimate"), ("description only", "hollow")] {
        if values.iter().any(|v| v["kind"] == kind) {
            layers.push(layer(kind, style));
        }
    }
    Some(Chart {
        id,
        title: format!("Episodes against the periods around them, as {name} reads them"),
        description: format!(
            "Mean reading inside each episode less that of as many periods around it, by side: circle {}, square {}, triangle {}. Right of zero is warmer. Hollow marks are descriptions only, because fewer than {WINDOWS_MIN} windows of that length do not overlap.",
            sides.first().map_or("", String::as_str),
            sides.get(1).map_or("", String::as_str),
            sides.get(2).map_or("", String::as_str)
        ),
        spec: layered(46 * order.len(), layers),
        table: t,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    #[test]
    fn answered_contrasts_are_drawn_and_refused_ones_stay_in_the_table() {
        let f = fixture::findings();
        let chart = episodes(&f, 0).expect("the fixture has episodes");
        let n = |layer: usize| chart.spec["layer"][layer]["data"]["values"].as_array().map_or(0, Vec::len);
        let answered = chart.table.rows.iter().filter(|r| r[9].is_empty()).count();
        assert_eq!(n(1) + n(2), answered);
        assert!(n(1) > 0 && n(2) > 0 && answered < chart.table.rows.len());
    }
}
