//! Chart *relation*: the three sides as one instrument reads them. Points with error bars where the
//! instrument states an error, a line that breaks where there is no reading and between eras, episodes
//! shaded, and beneath it a ribbon of what was observed, silent and unobserved.

use super::chart::{Chart, DIALECT, frame, middle, once, time};
use super::strips::{episode_shades, episode_strip, episodes};
use crate::calendar::Span;
use crate::claims::{Findings, InstrumentFinding};
use crate::dossier::Measure;
use crate::report::numbers::{finite, full, full_or_empty};
use crate::report::table::Table;
use crate::report::tables_of_readings::{runs, value};
use crate::report::words;
use crate::series::{Observation, SideSeries};
use serde_json::{Value, json};

/// Number of standard errors on either side of a point: 95 % of a normal distribution.
const BAR: f64 = 1.96;

/// The chart of instrument number `index`.
pub(in crate::report) fn relation(findings: &Findings, index: usize) -> Chart {
    let i = &findings.instruments[index];
    let name = &i.series.instrument.name.value;
    let whole = i.series.calendar.whole();
    let domain = domain(i);
    let episodes = episodes(findings, whole);
    let mut views: Vec<Value> = episode_strip(&episodes, whole).into_iter().collect();
    views.extend(i.sides.iter().map(|s| side_view(i, s, whole, &domain, &episodes)));
    views.push(ribbon(i, whole));
    Chart {
        id: format!("relation-{}", index + 1),
        title: format!("The three relations as {name} reads them"),
        description: format!(
            "{}, by {}, {} to {}. Bars reach 1.96 standard errors of sampling either way.",
            words::capital(words::measure_unit(i.series.instrument.measure)),
            i.series.calendar.length().word(),
            i.series.calendar.label(0),
            i.series.calendar.label(i.series.calendar.len().saturating_sub(1))
        ),
        spec: json!({"$schema": DIALECT, "spacing": 8, "resolve": {"scale": {"x": "independent", "y": "independent"}}, "vconcat": views}),
        table: table(i, index),
    }
}

/// The range of the vertical axis, the same for all sides: fixed for balances (to what they can reach), else that of all readings.
fn domain(i: &InstrumentFinding) -> Option<[f64; 2]> {
    if i.series.instrument.measure == Measure::Balance {
        // A balance that is corrected for coder error e can reach 1 / (1 - 2 e).
        let bound = 1.05 / (1.0 - 2.0 * i.series.instrument.coder_error);
        return Some([-bound, bound]);
    }
    let values = || i.sides.iter().flat_map(|s| s.readings.iter().filter_map(value)).filter(|x| x.is_finite());
    let (low, high) = (values().fold(f64::INFINITY, f64::min), values().fold(f64::NEG_INFINITY, f64::max));
    let margin = 0.05 * (high - low);
    (low < high).then_some([low - margin, high + margin])
}

fn side_view(
    i: &InstrumentFinding,
    s: &SideSeries,
    whole: Span,
    domain: &Option<[f64; 2]>,
    episodes: &[Value],
) -> Value {
    let unit = words::measure_short(i.series.instrument.measure);
    let scale =
        domain.map_or(json!({"nice": true, "zero": false}), |d| json!({"domain": d, "nice": false, "zero": false}));
    let y = |field: &str| json!({"field": field, "type": "quantitative", "scale": scale, "title": unit, "axis": {"tickCount": 5, "format": ".3~g", "minExtent": 34}});
    let x = |field: &str| time(field, false);
    let mut layers = vec![frame(whole, false)];
    layers.extend(episode_shades(episodes, false));
    let zero_is_inside = domain.is_some_and(|d| d[0] < 0.0 && 0.0 < d[1]);
    if zero_is_inside {
        layers.push(json!({"data": once(json!({})), "mark": {"type": "rule", "style": "zero"}, "encoding": {"y": {"datum": 0}}}));
    }
    let eras: Vec<Value> = i
        .series
        .eras
        .iter()
        .filter(|e| !e.because.is_empty())
        .map(|e| json!({"at": i.series.calendar.span(e.first).first.to_string(), "a new era because": e.because}))
        .collect();
    if !eras.is_empty() {
        layers.push(json!({"data": {"values": eras}, "mark": {"type": "rule", "style": "era", "tooltip": {"content": "data"}}, "encoding": {"x": x("at")}}));
    }
    let points = points(i, s);
    let with_bars: Vec<&Value> = points.iter().filter(|p| p.get("low").is_some()).collect();
    if !with_bars.is_empty() {
        layers.push(json!({
            "data": {"values": with_bars},
            "mark": {"type": "rule", "style": "interval", "clip": true},
            "encoding": {"x": x("day"), "y": y("low"), "y2": {"field": "high"}},
        }));
    }
    layers.push(json!({
        "data": {"values": points},
        "mark": {"type": "line", "style": "path", "clip": true},
        "encoding": {"x": x("day"), "y": y("value"), "detail": {"field": "stretch", "type": "nominal"}},
    }));
    layers.push(json!({
        "data": {"values": points},
        "mark": {"type": "point", "style": "reading", "clip": true},
        "encoding": {
            "x": x("day"),
            "y": y("value"),
            "tooltip": [
                {"field": "period", "type": "nominal"},
                {"field": "value", "type": "quantitative", "format": ".3~r"},
                {"field": "error", "type": "quantitative", "format": ".2~r", "title": "standard error"},
                {"field": "events", "type": "quantitative"},
            ],
        },
    }));
    json!({"title": {"text": words::side(s.side)}, "width": 640, "height": 104, "layer": layers})
}

/// One record per reading that has a value. `stretch` changes wherever the line must break.
fn points(i: &InstrumentFinding, s: &SideSeries) -> Vec<Value> {
    let mut out = Vec::new();
    let mut stretch = 0_u32;
    let mut last: Option<usize> = None;
    for (p, r) in s.readings.iter().enumerate() {
        let Some(x) = value(r).and_then(finite) else { continue };
        let new_era = i.series.eras.iter().any(|e| e.first == p);
        if last.is_some_and(|l| l + 1 != p || new_era) {
            stretch += 1;
        }
        last = Some(p);
        let mut point = json!({
            "day": middle(i.series.calendar.span(p)),
            "period": i.series.calendar.label(p),
            "value": x,
            "stretch": stretch,
            "events": r.counts.all(),
        });
        if let Some(se) = r.variance.map(f64::sqrt).filter(|e| e.is_finite()) {
            point["error"] = json!(se);
            point["low"] = json!(x - BAR * se);
            point["high"] = json!(x + BAR * se);
        }
        out.push(point);
    }
    out
}

/// Which periods were observed, silent and unobserved, as runs; thickness and presence carry the meaning.
fn ribbon(i: &InstrumentFinding, whole: Span) -> Value {
    let state = |o: Observation| words::observation(o);
    let mut by_state: [(&str, Vec<Value>); 2] = [("observed", Vec::new()), ("silent", Vec::new())];
    for s in &i.sides {
        for (first, last, what) in runs(&s.readings, |r| state(r.observation)) {
            if let Some((_, list)) = by_state.iter_mut().find(|(n, _)| *n == what) {
                let (from, to) = (i.series.calendar.span(first).first, i.series.calendar.span(last).last);
                list.push(json!({"side": words::side(s.side), "from": from.to_string(), "to": to.plus(1).to_string(), "state": what}));
            }
        }
    }
    let order: Vec<String> = i.sides.iter().map(|s| words::side(s.side)).collect();
    let layer = |(name, values): &(&str, Vec<Value>)| {
        let size = if *name == "observed" { 9 } else { 3 };
        json!({
            "data": {"values": values},
            "mark": {"type": "bar", "style": if *name == "observed" { "watched" } else { "silent" }, "height": size, "tooltip": {"content": "data"}, "clip": true},
            "encoding": {
                "x": time("from", true),
                "x2": {"field": "to"},
                "y": {"field": "side", "type": "nominal", "sort": order, "scale": {"domain": order}, "title": null,
                      "axis": {"labels": false, "ticks": false, "domain": false, "minExtent": 34, "title": "seen", "grid": true}},
            },
        })
    };
    let bars = by_state.iter().filter(|(_, values)| !values.is_empty()).map(layer);
    json!({"width": 640, "height": 42, "layer": std::iter::once(frame(whole, true)).chain(bars).collect::<Vec<_>>()})
}

/// The readings side by side: one row a period.
fn table(i: &InstrumentFinding, index: usize) -> Table {
    let mut header = vec!["period".to_owned()];
    for s in &i.sides {
        header.push(words::side(s.side));
        header.push("standard error".to_owned());
    }
    let mut t =
        Table::new(&format!("relation-{}", index + 1), format!("Readings of {}", i.series.instrument.name.value), &[]);
    t.header = header;
    for p in 0..i.series.calendar.len() {
        let mut row = vec![i.series.calendar.label(p)];
        for s in &i.sides {
            match s.readings.get(p) {
                Some(r) => {
                    row.push(value(r).map_or_else(|| words::observation(r.observation).to_owned(), full));
                    row.push(full_or_empty(r.variance.map(f64::sqrt)));
                }
                None => row.extend(["unobserved".to_owned(), String::new()]),
            }
        }
        t.push(row);
    }
    t
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    fn layer_with<'a>(view: &'a Value, style: &str) -> &'a Value {
        view["layer"]
            .as_array()
            .expect("layers")
            .iter()
            .find(|l| l["mark"]["style"] == style)
            .unwrap_or_else(|| panic!("no layer {style}"))
    }

    #[test]
    fn three_sides_and_a_ribbon_with_every_layer() {
        let chart = relation(&fixture::findings(), 0);
        let views = chart.spec["vconcat"].as_array().expect("views");
        assert_eq!(views.len(), 5);
        layer_with(&views[0], "episode-bar");
        for view in &views[1..4] {
            for style in ["episode", "interval", "path", "reading", "zero"] {
                layer_with(view, style);
            }
        }
        layer_with(&views[4], "watched");
        layer_with(&views[4], "silent");
    }

    #[test]
    fn every_value_of_the_table_is_a_point_and_nothing_else() {
        let f = fixture::findings();
        let chart = relation(&f, 0);
        assert_eq!(chart.table.rows.len(), f.instruments[0].series.calendar.len());
        for side in 0..3 {
            let drawn = layer_with(&chart.spec["vconcat"][1 + side], "reading")["data"]["values"]
                .as_array()
                .map_or(0, Vec::len);
            let listed = chart.table.rows.iter().filter(|r| r[1 + 2 * side].parse::<f64>().is_ok()).count();
            assert_eq!(drawn, listed);
        }
    }

    #[test]
    fn a_gap_is_a_gap() {
        let f = fixture::findings();
        let i = &f.instruments[0];
        let points = points(i, &i.sides[0]);
        let mut last: Option<(u64, usize)> = None;
        for p in &points {
            let at = (0..i.series.calendar.len())
                .find(|k| i.series.calendar.label(*k) == p["period"])
                .expect("a period of the calendar");
            let stretch = p["stretch"].as_u64().expect("a stretch");
            if let Some((s, before)) = last {
                assert_eq!(
                    stretch == s,
                    before + 1 == at && !i.series.eras.iter().any(|e| e.first == at),
                    "the line crosses a gap before {}",
                    p["period"]
                );
            }
            last = Some((stretch, at));
        }
        assert!(points.iter().any(|p| p["stretch"] != points[0]["stretch"]), "the fixture has a gap");
    }
}
