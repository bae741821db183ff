//! Charts of the triangle's types: their probabilities stacked by period with the turning points above, and who is
//! pivot, who outcast, who gains. The types are told apart by their place, by words within the areas and by lightness.

use super::chart::{Chart, DIALECT, frame, middle, time};
use super::fused_layers::drawn;
use super::strips::{episode_strip, episodes, lanes, term_strip};
use crate::calendar::{PeriodCalendar, Span};
use crate::claims::Findings;
use crate::report::numbers::percent;
use crate::report::tables_of_readings::runs;
use crate::report::{tables_of_triangle, words};
use crate::triangle::{LatentTriangle, MonthOfTypes, TriangleType, Typology, Watching};
use serde_json::{Map, Value, json};

/// Probability of a type in a month.
type Probability = fn(&MonthOfTypes) -> f64;

/// The five types, from the bottom of the stack to its top, with the style of each.
const STACK: [(&str, &str, Probability); 5] = [
    ("menage a trois", "type-menage", MonthOfTypes::menage_a_trois),
    ("romantic triangle", "type-romantic", MonthOfTypes::romantic_triangle),
    ("stable marriage", "type-marriage", MonthOfTypes::stable_marriage),
    ("unit veto", "type-veto", MonthOfTypes::unit_veto),
    ("none of these", "type-none", MonthOfTypes::none_of_these),
];

/// Thickness from which an area has room for its name.
const ROOM_FOR_NAME: f64 = 0.25;

/// Probabilities of the types, stacked, with turning points and who watched.
pub(in crate::report) fn types(f: &Findings, latent: &LatentTriangle, t: &Typology, id: &str) -> Chart {
    let calendar = &latent.calendar;
    let whole = calendar.whole();
    let episodes = episodes(f, whole);
    let turns = turns(t, calendar);
    let mut views: Vec<Value> = episode_strip(&episodes, whole).into_iter().collect();
    views.extend(term_strip(f, &t.states, whole));
    views.extend(turn_strip(&turns, whole));
    let y = |field: &str| {
        json!({"field": field, "type": "quantitative", "scale": {"domain": [0, 1], "nice": false}, "title": "probability",
               "axis": {"tickCount": 3, "format": ".0%", "minExtent": 34}})
    };
    let x = |field: &str| time(field, false);
    let mut layers = vec![frame(whole, false)];
    for (k, (_, style, _)) in STACK.iter().enumerate() {
        layers.push(json!({
            "data": {"name": "months"},
            "mark": {"type": "area", "style": style, "tooltip": null},
            "encoding": {"x": x("day"), "y": y(&format!("c{k}")), "y2": {"field": format!("c{}", k + 1)}, "detail": {"field": "run", "type": "nominal"}},
        }));
    }
    let veils = veils(t, calendar);
    if !veils.is_empty() {
        layers.push(json!({
            "data": {"values": veils},
            "mark": {"type": "rect", "style": "veil", "tooltip": {"content": "data"}},
            "encoding": {"x": x("from"), "x2": {"field": "to"}},
        }));
    }
    if !turns.is_empty() {
        layers.push(json!({
            "data": {"values": turns},
            "mark": {"type": "rule", "style": "turn-rule", "tooltip": null},
            "encoding": {"x": x("at")},
        }));
    }
    let names = names(t, calendar);
    for style in ["type-name-behind", "type-name"] {
        if !names.is_empty() {
            layers.push(json!({
                "data": {"values": names},
                "mark": {"type": "text", "style": style, "baseline": "middle", "tooltip": null},
                "encoding": {"x": x("day"), "y": y("at"), "text": {"field": "type", "type": "nominal"}},
            }));
        }
    }
    layers.push(hover(&STACK.map(|(name, _, _)| name), 0, false));
    views.push(json!({"width": 640, "height": 190, "layer": layers}));
    views.push(watched(t, calendar));
    let unnamed: Vec<&str> = STACK.iter().map(|s| s.0).filter(|n| !names.iter().any(|x| x["type"] == **n)).collect();
    let unnamed = if unnamed.is_empty() {
        String::new()
    } else {
        format!(" Never thick enough for their names: {}.", unnamed.join(", "))
    };
    Chart {
        id: id.to_owned(),
        title: format!("What kind of triangle, {}", t.zero.words()),
        description: format!(
            "Posterior probabilities of the five types by {}, from the bottom: {}. Dead zone: {} standard deviations either way. Veiled: a relation that no instrument by {} reads; beneath, which relation was read when. Numbered above: turning points with the central 90 % of their dates.{unnamed}",
            calendar.length().word(),
            STACK.map(|s| s.0).join(", "),
            t.settings.dead_zone,
            calendar.length().word(),
        ),
        spec: spec(months(t, calendar, |m| STACK.map(|(_, _, of)| of(m)).to_vec(), true), views),
        table: tables_of_triangle::types_of(t, id),
    }
}

/// Who is pivot and who is outcast.
pub(in crate::report) fn roles(latent: &LatentTriangle, t: &Typology, id: &str) -> Chart {
    let names = |word: &str| t.states.map(|s| format!("{word} {}", s.name()));
    let rows: Vec<String> = names("pivot").into_iter().chain(names("outcast")).collect();
    let of = |m: &MonthOfTypes| [m.pivot(), m.outcast()].concat();
    let views = rows.iter().enumerate().map(|(k, name)| row(t, latent, (k, name), k + 1 == rows.len(), &[])).collect();
    Chart {
        id: id.to_owned(),
        title: "Who is pivot, and who is outcast".to_owned(),
        description: "Probability that the triangle is romantic with this state as pivot, friendly with two that are hostile to each other; and that it is a marriage that leaves this state out.".to_owned(),
        spec: spec(months(t, &latent.calendar, of, false), views),
        table: {
            let mut table = tables_of_triangle::types_of(t, id);
            let keep: Vec<usize> = (0..table.header.len())
                .filter(|k| *k == 0 || matches!(t.types.get(k - 1), Some(TriangleType::StableMarriage { .. } | TriangleType::RomanticTriangle { .. })))
                .collect();
            table.title = "Probability of each pivot and outcast, by period".to_owned();
            table.header = keep.iter().map(|k| table.header[*k].clone()).collect();
            table.rows = table.rows.iter().map(|r| keep.iter().map(|k| r[*k].clone()).collect()).collect();
            table
        },
    }
}

/// Who gains while the relation of the other two falls.
pub(in crate::report) fn gaudens(latent: &LatentTriangle, t: &Typology, id: &str) -> Chart {
    let rows: Vec<String> = t.gaudens.iter().map(|g| format!("{} gains", g.pivot.name())).collect();
    let views = rows
        .iter()
        .enumerate()
        .map(|(k, n)| row(t, latent, (k, n), k + 1 == rows.len(), &[t.settings.gaudens_from]))
        .collect();
    let mut records = Vec::new();
    for (k, r) in starts(t).iter().enumerate() {
        for p in r.0..=r.1 {
            let mut record = json!({"day": middle(latent.calendar.span(p)), "period": t.labels[p], "run": k});
            for (j, g) in t.gaudens.iter().enumerate() {
                record[format!("p{j}")] = g.probability.get(p).copied().flatten().map_or(Value::Null, drawn);
            }
            records.push(record);
        }
    }
    Chart {
        id: id.to_owned(),
        title: "Tertius gaudens: who gains while the others fall out".to_owned(),
        description: format!(
            "Probability that against a year before both relations of the state are warmer and that of the other two is colder. Chance alone gives an eighth. The line stands at {}, from which on stretches are listed.",
            percent(t.settings.gaudens_from)
        ),
        spec: spec(records, views),
        table: tables_of_triangle::gaudens_of(t, id),
    }
}

/// A small area of the probability in the field `p` and its number, with lines at stated levels.
fn row(t: &Typology, latent: &LatentTriangle, (number, name): (usize, &str), labelled: bool, levels: &[f64]) -> Value {
    let whole = latent.calendar.whole();
    let y = json!({"field": format!("p{number}"), "type": "quantitative", "scale": {"domain": [0, 1], "nice": false}, "title": null,
                   "axis": {"values": [0, 0.5, 1], "format": ".0%", "minExtent": 34}});
    let mut layers = vec![
        frame(whole, labelled),
        json!({
            "data": {"name": "months"},
            "mark": {"type": "area", "style": "probability", "tooltip": null},
            "encoding": {"x": time("day", labelled), "y": y, "detail": {"field": "run", "type": "nominal"}},
        }),
    ];
    let veils = veils(t, &latent.calendar);
    if !veils.is_empty() {
        layers.push(json!({
            "data": {"values": veils},
            "mark": {"type": "rect", "style": "veil", "tooltip": {"content": "data"}},
            "encoding": {"x": time("from", labelled), "x2": {"field": "to"}},
        }));
    }
    for level in levels {
        layers.push(json!({"data": {"values": [{}]}, "mark": {"type": "rule", "style": "threshold"}, "encoding": {"y": {"datum": level}}}));
    }
    layers.push(hover(&[name], number, labelled));
    json!({"title": {"text": name}, "width": 640, "height": 36, "layer": layers})
}

/// Upright invisible marks that tell the numbers of a period: those in the fields `p` and a number from `first` on.
fn hover(names: &[&str], first: usize, labelled: bool) -> Value {
    let mut tooltip = vec![json!({"field": "period", "type": "nominal"})];
    let number = |(k, name): (usize, &&str)| json!({"field": format!("p{}", first + k), "type": "quantitative", "format": ".0%", "title": name});
    tooltip.extend(names.iter().enumerate().map(number));
    json!({
        "data": {"name": "months"},
        "mark": {"type": "rule", "opacity": 0, "strokeWidth": 3},
        "encoding": {"x": time("day", labelled), "tooltip": tooltip},
    })
}

/// Stretches without a start anew: (first, last).
fn starts(t: &Typology) -> Vec<(usize, usize)> {
    let n = t.months.len();
    let firsts = std::iter::once(0).chain(t.restarts.iter().copied());
    let ends = t.restarts.iter().copied().chain([n]);
    firsts.zip(ends).filter(|(a, b)| a < b).map(|(a, b)| (a, b - 1)).collect()
}

/// One record per period with its numbers in fields of their place, and where they stand on top of each other if they are stacked.
fn months(
    t: &Typology,
    calendar: &PeriodCalendar,
    of: impl Fn(&MonthOfTypes) -> Vec<f64>,
    stacked: bool,
) -> Vec<Value> {
    let mut out = Vec::new();
    for (k, (first, last)) in starts(t).into_iter().enumerate() {
        for p in first..=last {
            let mut record = json!({"day": middle(calendar.span(p)), "period": t.labels[p], "run": k});
            let mut top = 0.0;
            for (j, x) in of(&t.months[p]).into_iter().enumerate() {
                record[format!("p{j}")] = drawn(x);
                if stacked {
                    record[format!("c{j}")] = drawn(top);
                    top += x;
                    record[format!("c{}", j + 1)] = drawn(top);
                }
            }
            out.push(record);
        }
    }
    out
}

/// Where the names of the types stand: each once, where its area is thickest, away from the ends.
fn names(t: &Typology, calendar: &PeriodCalendar) -> Vec<Value> {
    let n = t.months.len();
    let inner = n / 7..n - n / 7;
    let mut out = Vec::new();
    let mut placed: Vec<(usize, f64)> = Vec::new();
    for (k, (name, _, of)) in STACK.iter().enumerate() {
        let middle_of = |p: usize| {
            let below: f64 = STACK[..k].iter().map(|s| (s.2)(&t.months[p])).sum();
            below + 0.5 * of(&t.months[p])
        };
        // A name is as long as a fifth of the chart, and a tenth of it high.
        let free =
            |p: &usize| placed.iter().all(|(q, at)| p.abs_diff(*q) >= n / 5 || (middle_of(*p) - at).abs() >= 0.1);
        let best =
            inner.clone().filter(free).max_by(|a, b| of(&t.months[*a]).total_cmp(&of(&t.months[*b])).then(b.cmp(a)));
        let Some(p) = best.filter(|p| of(&t.months[*p]) >= ROOM_FOR_NAME) else { continue };
        let at = middle_of(p);
        placed.push((p, at));
        out.push(json!({"day": middle(calendar.span(p)), "at": drawn(at), "type": name}));
    }
    out
}

/// Runs of periods in which some relation was not read.
fn veils(t: &Typology, calendar: &PeriodCalendar) -> Vec<Value> {
    runs(&t.months, MonthOfTypes::all_watched)
        .into_iter()
        .filter(|r| !r.2)
        .map(|(a, b, _)| {
            json!({
                "from": calendar.span(a).first.to_string(),
                "to": calendar.span(b).last.plus(1).to_string(),
                "not all three relations read": words::from_to(calendar, a, b),
            })
        })
        .collect()
}

/// Which relation was read when: one row per side.
fn watched(t: &Typology, calendar: &PeriodCalendar) -> Value {
    let order: Vec<String> = t.sides.iter().map(ToString::to_string).collect();
    let mut bars = Vec::new();
    for (s, name) in order.iter().enumerate() {
        for (a, b, _) in runs(&t.months, |m| m.watched[s]).into_iter().filter(|r| r.2) {
            bars.push(json!({
                "relation": name,
                "from": calendar.span(a).first.to_string(),
                "to": calendar.span(b).last.plus(1).to_string(),
                "read": words::from_to(calendar, a, b),
            }));
        }
    }
    let bars = json!({
        "data": {"values": bars},
        "mark": {"type": "bar", "style": "watched", "height": 6, "tooltip": {"content": "data"}, "clip": true},
        "encoding": {
            "x": time("from", true), "x2": {"field": "to"},
            "y": {"field": "relation", "type": "nominal", "sort": order, "scale": {"domain": order}, "title": null,
                  "axis": {"ticks": false, "domain": false, "grid": false, "minExtent": 34, "labelFontSize": 9}},
        },
    });
    json!({"width": 640, "height": 36, "layer": [frame(calendar.whole(), true), bars]})
}

/// One record per turning point: its period, the ends of its interval, its words.
fn turns(t: &Typology, calendar: &PeriodCalendar) -> Vec<Value> {
    let span = |a: usize, b: usize| Span { first: calendar.span(a).first, last: calendar.span(b).last };
    let spans: Vec<Span> = t
        .turning_points
        .iter()
        .map(|x| x.interval.map_or_else(|| span(x.period, x.period), |(a, b)| span(a.min(x.period), b.max(x.period))))
        .collect();
    let lanes = lanes(&spans);
    t.turning_points
        .iter()
        .zip(lanes)
        .enumerate()
        .map(|(n, (x, lane))| {
            let (a, b) = x.interval.unwrap_or((x.period, x.period));
            json!({
                "at": calendar.span(x.period).first.to_string(),
                "from": calendar.span(a).first.to_string(),
                "to": calendar.span(b).last.plus(1).to_string(),
                "number": (n + 1).to_string(),
                "lane": lane,
                "turn": format!("{} to {}", x.from.words(), x.to.words()),
                "period": t.labels[x.period],
                "share of draws": percent(x.share_of_draws),
                "watched": words::watching(x.watching),
                "nobody": x.watching == Watching::Nobody,
            })
        })
        .collect()
}

/// Turning points above the types: bars over their intervals, numbered; dashed where nobody watched.
fn turn_strip(turns: &[Value], whole: Span) -> Option<Value> {
    let n_lanes = turns.iter().filter_map(|e| e["lane"].as_u64()).max()? + 1;
    let order: Vec<u64> = (0..n_lanes).collect();
    let y = json!({"field": "lane", "type": "ordinal", "scale": {"domain": order},
                   "axis": {"labels": false, "ticks": false, "domain": false, "grid": false, "minExtent": 34, "title": "turns", "titleAngle": 0, "titleAlign": "right", "titleX": -6}});
    let mut layers = vec![frame(whole, false)];
    for (nobody, style) in [(false, "turn"), (true, "turn-unwatched")] {
        let of: Vec<&Value> = turns.iter().filter(|t| t["nobody"] == nobody).collect();
        if !of.is_empty() {
            layers.push(json!({
                "data": {"values": of},
                "mark": {"type": "bar", "style": style, "height": 11, "clip": true, "tooltip": {"content": "data"}},
                "encoding": {"x": time("from", false), "x2": {"field": "to"}, "y": y},
            }));
        }
    }
    layers.push(json!({
        "data": {"values": turns},
        "mark": {"type": "text", "style": "episode-number", "baseline": "middle", "tooltip": null},
        "encoding": {"x": time("at", false), "y": y, "text": {"field": "number", "type": "nominal"}},
    }));
    Some(json!({"width": 640, "height": 13 * n_lanes, "layer": layers}))
}

fn spec(months: Vec<Value>, views: Vec<Value>) -> Value {
    let mut datasets = Map::new();
    datasets.insert("months".to_owned(), Value::Array(months));
    json!({
        "$schema": DIALECT, "spacing": 8, "datasets": datasets, "params": [{"name": "page_width", "value": 640}],
        "resolve": {"scale": {"x": "independent", "y": "independent"}}, "vconcat": views,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    fn fixture_types() -> (Findings, Typology) {
        let f = fixture::findings();
        let t = f.triangle.latent.as_ref().ok().and_then(|l| l.typology.clone().ok()).expect("the fixture has types");
        (f, t)
    }

    #[test]
    fn every_period_is_stacked_to_one_and_no_area_crosses_a_start_anew() {
        let (f, t) = fixture_types();
        let latent = f.triangle.latent.as_ref().expect("drawn");
        let chart = types(&f, latent, &t, "types-1");
        let months = chart.spec["datasets"]["months"].as_array().expect("records");
        assert_eq!(months.len(), chart.table.rows.len());
        for m in months {
            assert!((m["c5"].as_f64().expect("the top") - 1.0).abs() < 1e-3);
            let steps: Vec<f64> = (0..6).filter_map(|k| m[format!("c{k}")].as_f64()).collect();
            assert!(steps.len() == 6 && steps.windows(2).all(|w| w[0] <= w[1] + 1e-6));
        }
        assert_eq!(months[47]["run"], 0);
        assert_eq!(months[48]["run"], 1, "a start anew breaks the areas");
    }

    #[test]
    fn turning_points_are_drawn_with_their_numbers_and_unread_months_are_veiled() {
        let (f, t) = fixture_types();
        let latent = f.triangle.latent.as_ref().expect("drawn");
        let drawn = turns(&t, &latent.calendar);
        assert!(!drawn.is_empty() && drawn.len() == t.turning_points.len());
        let veils = veils(&t, &latent.calendar);
        assert_eq!(veils.len(), 1);
        assert_eq!(veils[0]["not all three relations read"], "2009-01 to 2009-12");
        let chart = types(&f, latent, &t, "types-1");
        let text = chart.spec.to_string();
        for style in ["turn-rule", "veil", "type-name", "term"] {
            assert!(text.contains(&format!("\"{style}\"")), "{style}");
        }
        assert!(STACK.iter().all(|s| text.contains(s.0)));
    }

    #[test]
    fn roles_and_gains_have_a_row_for_each_state_and_absent_years_stay_absent() {
        let (f, t) = fixture_types();
        let latent = f.triangle.latent.as_ref().expect("drawn");
        assert_eq!(roles(latent, &t, "roles-1").spec["vconcat"].as_array().map(Vec::len), Some(6));
        assert_eq!(roles(latent, &t, "roles-1").table.header.len(), 7);
        let chart = gaudens(latent, &t, "gaudens-1");
        assert_eq!(chart.spec["vconcat"].as_array().map(Vec::len), Some(3));
        let months = chart.spec["datasets"]["months"].as_array().expect("records");
        assert!(months[3]["p0"].is_null() && months[20]["p0"].is_number());
        assert_eq!(chart.table.rows[3][1], "");
    }
}
