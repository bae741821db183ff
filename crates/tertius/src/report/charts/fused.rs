//! Chart *fused relation*: one pair from all instruments. Band and mean by piece, readings with error bars in one
//! shape per instrument, restarts and ends of pieces as rules, episodes shaded, and beneath it who read when.

use super::chart::{Chart, DIALECT, frame, middle, time};
use super::fused_layers::{
    Course, Panel, axis, band_and_line, colour_and_shape, drawn, instrument_names, panels, readers, reads,
};
use super::strips::{episode_shades, episode_strip, episodes, term_strip};
use crate::claims::Findings;
use crate::dossier::Side;
use crate::report::tables_of_relations;
use crate::report::words;
use crate::series::relation::{Piece, Relation};
use serde_json::{Map, Value, json};

/// Opacity of a mark while its instrument is shown, and while the reader has chosen others in the legend.
const FADED: f64 = 0.03;

/// The chart of relation number `index`; `None` if every piece is refused.
pub(in crate::report) fn fused(findings: &Findings, index: usize) -> Option<Chart> {
    let r = &findings.relations[index];
    let panels = panels(&r.pieces);
    let height = if panels.len() > 1 { 150 } else { 230 };
    let whole = r.calendar.whole();
    let episodes = episodes(findings, whole);
    let mut datasets = Map::new();
    let mut views: Vec<Value> = episode_strip(&episodes, whole).into_iter().collect();
    views.extend(term_strip(findings, &r.dyad.states(), whole));
    let mut n_beyond = 0;
    for (k, panel) in panels.iter().enumerate() {
        let data = Data::of(r, panel);
        n_beyond += data.beyond.len();
        let mut layers = vec![frame(whole, false)];
        layers.extend(episode_shades(&episodes, false));
        layers.extend(rules(r, panel));
        let y = |f: &str| axis(f, panel.domain, &panel.unit, 5);
        layers.extend(band_and_line(&format!("path-{k}"), &data.path, false, y));
        layers.extend(reading_layers(findings, r, panel, &data, k));
        layers.push(hover(k, panel));
        datasets.insert(format!("path-{k}"), Value::Array(data.path));
        datasets.insert(format!("readings-{k}"), Value::Array(data.readings));
        datasets.insert(format!("beyond-{k}"), Value::Array(data.beyond));
        let title = format!("in units of {}", panel.anchor);
        views.push(json!({"title": {"text": title}, "width": 640, "height": height, "layer": layers}));
    }
    if panels.is_empty() {
        return None;
    }
    views.push(who_reads(findings, r));
    let beyond = match n_beyond {
        0 => String::new(),
        1 => " One reading lies beyond the axis and is marked by an arrow at its end.".to_owned(),
        n => format!(" {n} readings lie beyond the axis and are marked by arrows at its ends."),
    };
    Some(Chart {
        id: format!("fused-{}", index + 1),
        title: format!("{} from all instruments", words::side(Side::Pooled(r.dyad))),
        description: format!(
            "By {}; up is warmer. Band: 90 % of the posterior. Bars at readings: the central 90 % of their sampling error and the instrument's noise together. Beneath: which instrument read when.{beyond}{}",
            r.calendar.length().word(),
            not_marked(r)
        ),
        spec: json!({
            "$schema": DIALECT, "spacing": 8, "datasets": datasets, "params": [{"name": "page_width", "value": 640}],
            "resolve": {"scale": {"x": "independent", "y": "independent", "color": "shared", "shape": "shared"}},
            "vconcat": views,
        }),
        table: tables_of_relations::path(r, index),
    })
}

/// Which instruments have no marks, and why: a sentence, or nothing.
fn not_marked(r: &Relation) -> String {
    let mut names: Vec<&str> = Vec::new();
    for i in r.pieces.iter().flatten().flat_map(|p| &p.instruments).filter(|i| i.not_converted().is_some()) {
        if !names.contains(&i.name.as_str()) {
            names.push(&i.name);
        }
    }
    if names.is_empty() {
        return String::new();
    }
    format!(" No marks where a loading may be 0, for a reading is divided by it: {}.", names.join(", "))
}

/// What one panel draws.
struct Data {
    path: Vec<Value>,
    readings: Vec<Value>,
    beyond: Vec<Value>,
}

impl Data {
    fn of(r: &Relation, panel: &Panel<'_>) -> Data {
        let mut out = Data { path: Vec::new(), readings: Vec::new(), beyond: Vec::new() };
        let [bottom, top] = panel.domain;
        for (n, piece) in &panel.pieces {
            let path: Vec<_> = piece.path.iter().copied().map(Some).collect();
            out.path.extend(Course::of(r, *n, piece, &r.unread).records(&path, Some(&readers(piece))));
            for x in &piece.readings {
                // What cannot be converted has no place on this axis; the strip beneath shows that it read.
                let (Some(instrument), Some(in_units)) = (piece.instruments.get(x.instrument), x.converted) else {
                    continue;
                };
                let value = in_units.value;
                let (from, to) = (r.calendar.span(x.first), r.calendar.span(x.last));
                let mut record = json!({
                    "by": instrument.name,
                    "day": middle(crate::calendar::Span { first: from.first, last: to.last }),
                    "period": words::from_to(&r.calendar, x.first, x.last),
                    "value": drawn(value),
                });
                if x.last > x.first {
                    record["from"] = json!(from.first.to_string());
                    record["to"] = json!(to.last.plus(1).to_string());
                }
                if value < bottom || value > top {
                    record["at"] = drawn(if value < bottom { bottom } else { top });
                    record["arrow"] = json!(if value < bottom { "↓" } else { "↑" });
                    out.beyond.push(record);
                } else {
                    record["low"] = drawn(in_units.low);
                    record["high"] = drawn(in_units.high);
                    out.readings.push(record);
                }
            }
        }
        out
    }
}

/// Restarts, and the ends of pieces that have a neighbour.
fn rules(r: &Relation, panel: &Panel<'_>) -> Vec<Value> {
    let day = |p: usize| r.calendar.span(p).first.to_string();
    let restarts: Vec<Value> = panel
        .pieces
        .iter()
        .flat_map(|(_, p)| &p.restarts)
        .map(|x| json!({"at": day(x.period), "starts anew": r.calendar.label(x.period), "because": x.because}))
        .collect();
    let all: Vec<&Piece> = r.pieces.iter().flatten().collect();
    let mut ends = Vec::new();
    for (_, p) in &panel.pieces {
        let why = "no instrument reads both sides of this line: levels on them cannot be compared";
        if all.iter().any(|other| other.first > p.last) {
            ends.push(json!({"at": r.calendar.span(p.last).last.plus(1).to_string(), "end of a piece": r.calendar.label(p.last), "because": why}));
        }
        if all.iter().any(|other| other.last < p.first) {
            ends.push(json!({"at": day(p.first), "start of a piece": r.calendar.label(p.first), "because": why}));
        }
    }
    let layer = |values: Vec<Value>, style: &str| json!({"data": {"values": values}, "mark": {"type": "rule", "style": style, "tooltip": {"content": "data"}}, "encoding": {"x": time("at", false)}});
    [(restarts, "restart"), (ends, "piece-end")]
        .into_iter()
        .filter(|(values, _)| !values.is_empty())
        .map(|(values, style)| layer(values, style))
        .collect()
}

/// Error bars, bars over longer times, marks, and arrows for what lies beyond the axis.
fn reading_layers(findings: &Findings, r: &Relation, panel: &Panel<'_>, of: &Data, k: usize) -> Vec<Value> {
    let [colour, shape] = colour_and_shape(&instrument_names(findings), &names_of(findings, r));
    let y = |field: &str| axis(field, panel.domain, &panel.unit, 5);
    let data = json!({"name": format!("readings-{k}")});
    let opacity = |full: f64| json!({"condition": {"param": "shown", "value": full}, "value": FADED});
    let tooltip = json!([
        {"field": "by", "type": "nominal", "title": "instrument"},
        {"field": "period", "type": "nominal"},
        {"field": "value", "type": "quantitative", "format": ".3~r"},
        {"field": "low", "type": "quantitative", "format": ".3~r"},
        {"field": "high", "type": "quantitative", "format": ".3~r"},
    ]);
    let mut marks = json!({
        "data": data,
        "mark": {"type": "point", "style": "fused-reading", "clip": true},
        "encoding": {"x": time("day", false), "y": y("value"), "color": colour, "shape": shape, "opacity": opacity(0.75), "tooltip": tooltip},
    });
    if k == 0 {
        marks["params"] = json!([{"name": "shown", "select": {"type": "point", "fields": ["by"]}, "bind": "legend"}]);
    }
    let mut out = Vec::new();
    if !of.readings.is_empty() {
        out.push(json!({
            "data": data,
            "mark": {"type": "rule", "style": "fused-error", "clip": true, "tooltip": null},
            "encoding": {"x": time("day", false), "y": y("low"), "y2": {"field": "high"}, "color": colour, "opacity": opacity(0.14)},
        }));
    }
    if of.readings.iter().any(|r| r.get("from").is_some()) {
        out.push(json!({
            "data": data,
            "transform": [{"filter": {"field": "from", "valid": true}}],
            "mark": {"type": "rule", "style": "fused-span", "clip": true, "tooltip": null},
            "encoding": {"x": time("from", false), "x2": {"field": "to"}, "y": y("value"), "color": colour, "opacity": opacity(0.75)},
        }));
    }
    out.push(marks);
    if !of.beyond.is_empty() {
        out.push(json!({
            "data": {"name": format!("beyond-{k}")},
            "mark": {"type": "text", "style": "beyond", "fontSize": 11},
            "encoding": {"x": time("day", false), "y": y("at"), "text": {"field": "arrow", "type": "nominal"}, "color": colour, "opacity": opacity(1.0), "tooltip": tooltip},
        }));
    }
    out
}

/// Invisible marks on the path that tell its numbers.
fn hover(k: usize, panel: &Panel<'_>) -> Value {
    json!({
        "data": {"name": format!("path-{k}")},
        "transform": [{"filter": {"field": "edge", "valid": false}}],
        "mark": {"type": "point", "opacity": 0, "size": 30},
        "encoding": {
            "x": time("day", false),
            "y": axis("mean", panel.domain, &panel.unit, 5),
            "tooltip": [
                {"field": "period", "type": "nominal"},
                {"field": "mean", "type": "quantitative", "format": ".3~r"},
                {"field": "low", "type": "quantitative", "format": ".3~r"},
                {"field": "high", "type": "quantitative", "format": ".3~r"},
                {"field": "by", "type": "nominal", "title": "read by"},
            ],
        },
    })
}

/// Names of the instruments of one relation, in the order of all.
fn names_of<'a>(findings: &'a Findings, r: &Relation) -> Vec<&'a str> {
    let has = |name: &str| r.pieces.iter().flatten().any(|p| p.instruments.iter().any(|i| i.name == name));
    instrument_names(findings).into_iter().filter(|n| has(n)).collect()
}

/// One row per instrument: when it read, by period (thick) or by longer times (thin, one bar each). Stretches that
/// no instrument by period reads are shaded from half a year on.
fn who_reads(findings: &Findings, r: &Relation) -> Value {
    let names = names_of(findings, r);
    let [colour, shape] = colour_and_shape(&instrument_names(findings), &names);
    let (mut fine, mut coarse) = (Vec::new(), Vec::new());
    for piece in r.pieces.iter().flatten() {
        for (k, i) in piece.instruments.iter().enumerate() {
            let mut runs: Vec<(usize, usize)> = Vec::new();
            for (first, last) in reads(piece, k) {
                match runs.last_mut() {
                    Some(run) if run.1 + 1 == first && first == last => run.1 = last,
                    _ => runs.push((first, last)),
                }
            }
            let list = if i.period == r.calendar.length().word() { &mut fine } else { &mut coarse };
            list.extend(runs.into_iter().map(|(a, b)| {
                json!({
                    "by": i.name,
                    "from": r.calendar.span(a).first.to_string(),
                    "to": r.calendar.span(b).last.plus(1).to_string(),
                    "periods": words::from_to(&r.calendar, a, b),
                    "read by": i.period,
                })
            }));
        }
    }
    let y = json!({"field": "by", "type": "nominal", "sort": names, "scale": {"domain": names}, "title": null,
                   "axis": {"labels": false, "ticks": false, "domain": false, "minExtent": 34, "grid": false}});
    let layer = |values: Vec<Value>, style: &str, height: usize| {
        json!({
            "data": {"values": values},
            "mark": {"type": "bar", "style": style, "height": height, "tooltip": {"content": "data"}, "clip": true},
            "encoding": {"x": time("from", true), "x2": {"field": "to"}, "y": y, "color": colour},
        })
    };
    let mut layers = vec![frame(r.calendar.whole(), true)];
    let long = (r.calendar.length().longest_horizon() / 2).max(1);
    let holes: Vec<Value> = r
        .unread
        .iter()
        .filter(|u| u.last - u.first + 1 >= long)
        .map(|u| {
            json!({
                "from": r.calendar.span(u.first).first.to_string(),
                "to": r.calendar.span(u.last).last.plus(1).to_string(),
                "no instrument by period": words::from_to(&r.calendar, u.first, u.last),
                "read only by": if u.only.is_empty() { "nobody".to_owned() } else { u.only.join(", ") },
            })
        })
        .collect();
    if !holes.is_empty() {
        layers.push(json!({
            "data": {"values": holes},
            "mark": {"type": "rect", "style": "hole", "tooltip": {"content": "data"}},
            "encoding": {"x": time("from", true), "x2": {"field": "to"}},
        }));
    }
    for (values, style, height) in [(fine, "reads", 7), (coarse, "reads-longer", 3)] {
        if !values.is_empty() {
            layers.push(layer(values, style, height));
        }
    }
    let keys: Vec<Value> = names.iter().map(|n| json!({"by": n})).collect();
    layers.push(json!({
        "data": {"values": keys},
        "mark": {"type": "point", "style": "fused-key", "tooltip": {"content": "data"}},
        "encoding": {"x": {"value": -12}, "y": y, "color": colour, "shape": shape},
    }));
    json!({"width": 640, "height": 13 * names.len(), "layer": layers})
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    fn set<'a>(chart: &'a Chart, name: &str) -> Vec<&'a Value> {
        chart.spec["datasets"][name].as_array().map_or_else(Vec::new, |v| v.iter().collect())
    }

    #[test]
    fn every_value_of_the_table_is_drawn_and_nothing_else() {
        let f = fixture::findings();
        for index in 0..2 {
            let chart = fused(&f, index).expect("a piece that is not refused");
            let n_panels = panels(&f.relations[index].pieces).len();
            let mut drawn: Vec<String> = (0..n_panels)
                .flat_map(|k| set(&chart, &format!("path-{k}")))
                .filter(|r| r.get("edge").is_none())
                .filter_map(|r| r["period"].as_str().map(str::to_owned))
                .collect();
            drawn.sort();
            let mut listed: Vec<String> = chart.table.rows.iter().map(|r| r[0].clone()).collect();
            listed.sort();
            assert_eq!(drawn, listed);
            let of = |p: &Piece| p.readings.iter().filter(|x| x.converted.is_some()).count();
            let readings: usize = f.relations[index].pieces.iter().flatten().map(of).sum();
            let marks: usize = (0..n_panels)
                .map(|k| set(&chart, &format!("readings-{k}")).len() + set(&chart, &format!("beyond-{k}")).len())
                .sum();
            assert_eq!(marks, readings, "every reading that can be converted has its mark");
        }
        assert!(fused(&f, 2).is_none(), "a relation that is refused has no chart");
    }

    #[test]
    fn no_stroke_crosses_a_restart_the_end_of_a_piece_or_the_border_of_what_is_read() {
        let f = fixture::findings();
        for index in 0..2 {
            let r = &f.relations[index];
            let chart = fused(&f, index).expect("a chart");
            let place = |x: &Value| {
                (0..r.calendar.len()).find(|p| r.calendar.label(*p) == x["period"]).expect("a period of the calendar")
            };
            let mut runs: std::collections::BTreeMap<String, Vec<(usize, bool)>> = std::collections::BTreeMap::new();
            for k in 0..panels(&r.pieces).len() {
                for x in set(&chart, &format!("path-{k}")) {
                    let run = format!("{k}/{}", x["run"].as_str().expect("a run"));
                    runs.entry(run).or_default().push((place(x), x["edge"] == true));
                    let unread = r.unread.iter().any(|u| u.first <= place(x) && place(x) <= u.last);
                    assert!(x["edge"] == true || (x["read"] == false) == unread);
                }
            }
            let starts: Vec<usize> = r.pieces.iter().flatten().flat_map(|p| &p.restarts).map(|x| x.period).collect();
            for (name, run) in &runs {
                for w in run.windows(2) {
                    assert_eq!(w[0].0 + 1, w[1].0, "{name} has a gap");
                    assert!(!starts.contains(&w[1].0), "{name} crosses a restart");
                }
                let of = |p: usize| r.pieces.iter().flatten().position(|x| x.first <= p && p <= x.last);
                assert!(run.iter().all(|(p, _)| of(*p) == of(run[0].0)), "{name} crosses the end of a piece");
            }
            assert!(runs.len() > 2, "the fixture has breaks");
        }
    }

    #[test]
    fn pieces_with_different_anchors_stand_on_axes_of_their_own_with_rules_between_them() {
        let f = fixture::findings();
        let chart = fused(&f, 1).expect("a chart");
        let views = chart.spec["vconcat"].as_array().expect("views");
        assert_eq!(views.len(), 5, "episodes, terms, two anchors, who reads");
        for view in &views[2..4] {
            let rules = view["layer"].as_array().expect("layers").iter().filter(|l| l["mark"]["style"] == "piece-end");
            assert_eq!(rules.count(), 1);
        }
        let chart = fused(&f, 0).expect("a chart");
        let restarts = chart.spec["vconcat"][2]["layer"].as_array().expect("layers").clone();
        assert!(restarts.iter().any(|l| l["mark"]["style"] == "restart"));
    }

    #[test]
    fn who_read_is_shown_even_where_the_reading_cannot_be_converted() {
        let mut f = fixture::findings();
        let strip = |f: &crate::claims::Findings| -> Vec<Value> {
            let chart = fused(f, 0).expect("a chart");
            let strip = chart.spec["vconcat"].as_array().and_then(|v| v.last()).expect("the strip").clone();
            let layers = strip["layer"].as_array().expect("layers").clone();
            let bars = layers.iter().filter(|l| l["mark"]["type"] == "bar");
            bars.flat_map(|l| l["data"]["values"].as_array().cloned().unwrap_or_default()).collect()
        };
        let before = strip(&f);
        crate::report::fixture_relations::unconverted(&mut f.relations, "votes");
        assert_eq!(strip(&f), before, "the strip says who read, whatever the loading");
        let chart = fused(&f, 0).expect("a chart");
        assert!(set(&chart, "readings-0").iter().all(|x| x["by"] != "votes"));
        assert!(
            chart.description.contains("No marks where a loading may be 0, for a reading is divided by it: votes.")
        );
        let row = chart.table.rows.iter().find(|r| r[0] == "2008-05").expect("a row of 2008");
        assert_eq!(row[7], "votes", "the row says who read");
    }

    #[test]
    fn what_only_a_yearly_instrument_reads_is_shaded_in_the_strip() {
        let f = fixture::findings();
        let chart = fused(&f, 0).expect("a chart");
        let strip = chart.spec["vconcat"].as_array().and_then(|v| v.last()).expect("the strip");
        let hole = strip["layer"].as_array().expect("layers").iter().find(|l| l["mark"]["style"] == "hole");
        assert_eq!(hole.expect("a hole")["data"]["values"][0]["read only by"], "votes");
    }
}
