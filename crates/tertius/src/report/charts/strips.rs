//! What stands above and behind a chart over time: episodes, shaded and numbered, and leaders' terms. The same in every
//! chart.

use super::chart::{frame, middle, time};
use super::fused_layers::drawn;
use crate::actors::StateId;
use crate::calendar::Span;
use crate::claims::Findings;
use serde_json::{Value, json};

/// For each stretch of time the first lane in which it overlaps no earlier one.
pub(super) fn lanes(spans: &[Span]) -> Vec<usize> {
    let mut lanes: Vec<Vec<Span>> = Vec::new();
    let mut out = Vec::new();
    for span in spans {
        let free = lanes.iter().position(|lane| lane.iter().all(|other| other.intersection(*span).is_none()));
        let lane = free.unwrap_or(lanes.len());
        if lane == lanes.len() {
            lanes.push(Vec::new());
        }
        lanes[lane].push(*span);
        out.push(lane);
    }
    out
}

/// The episodes that fall into a stretch of time, each in the first lane where it overlaps no other.
pub(super) fn episodes(findings: &Findings, whole: Span) -> Vec<Value> {
    let all = findings.dossier.episodes.iter().enumerate();
    let shown: Vec<_> = all.filter_map(|(n, e)| Some((n, e, e.span.intersection(whole)?))).collect();
    let lanes = lanes(&shown.iter().map(|s| s.2).collect::<Vec<_>>());
    let record = |((n, e, span), lane): (&(usize, &crate::dossier::Episode, Span), usize)| {
        json!({
            "from": span.first.to_string(),
            "to": span.last.plus(1).to_string(),
            "middle": middle(*span),
            "number": (n + 1).to_string(),
            "episode": e.name.value,
            "lane": lane,
        })
    };
    shown.iter().zip(lanes).map(record).collect()
}

/// The episodes' numbers above the readings, in lanes; `None` without episodes.
pub(super) fn episode_strip(episodes: &[Value], whole: Span) -> Option<Value> {
    let n_lanes = episodes.iter().filter_map(|e| e["lane"].as_u64()).max()? + 1;
    let order: Vec<u64> = (0..n_lanes).collect();
    let y = json!({"field": "lane", "type": "ordinal", "scale": {"domain": order}, "title": null,
                   "axis": {"labels": false, "ticks": false, "domain": false, "grid": false, "minExtent": 34, "title": "episodes", "titleAngle": 0, "titleAlign": "right", "titleX": -6}});
    let bars = json!({
        "data": {"values": episodes},
        "mark": {"type": "bar", "style": "episode-bar", "height": 11, "clip": true, "tooltip": {"content": "data"}},
        "encoding": {"x": time("from", false), "x2": {"field": "to"}, "y": y},
    });
    let numbers = json!({
        "data": {"values": episodes},
        "mark": {"type": "text", "style": "episode-number", "baseline": "middle"},
        "encoding": {"x": time("middle", false), "y": y, "text": {"field": "number", "type": "nominal"}},
    });
    Some(json!({"width": 640, "height": 13 * n_lanes, "layer": [frame(whole, false), bars, numbers]}))
}

/// The episodes as shades behind the readings; `None` without episodes. `labelled` says whether the time axis has labels.
pub(super) fn episode_shades(episodes: &[Value], labelled: bool) -> Option<Value> {
    (!episodes.is_empty()).then(|| {
        json!({
            "data": {"values": episodes},
            "mark": {"type": "rect", "style": "episode", "tooltip": {"content": "data"}},
            "encoding": {"x": time("from", labelled), "x2": {"field": "to"}},
        })
    })
}

/// Width of a letter in a term's bar, in pixels.
const LETTER: f64 = 5.6;

/// Leaders' terms of these states: one row per state and office, neighbours in two shades, with names where there is
/// room; `None` without terms in this time. The specification must state the parameter `page_width`.
pub(super) fn term_strip(findings: &Findings, states: &[StateId], whole: Span) -> Option<Value> {
    let mut rows: Vec<String> = Vec::new();
    let mut bars: Vec<Value> = Vec::new();
    for state in states {
        for term in findings.dossier.terms.iter().filter(|t| t.state == *state) {
            let Some(shown) =
                Span::new(term.from, term.to.unwrap_or(whole.last).max(term.from)).and_then(|s| s.intersection(whole))
            else {
                continue;
            };
            let row = format!("{} {}", state.code(), term.office.as_deref().unwrap_or_default());
            if !rows.contains(&row) {
                rows.push(row.clone());
            }
            let n_before = bars.iter().filter(|b| b["row"] == row.as_str()).count();
            let short = term.leader.rsplit(' ').next().unwrap_or(&term.leader);
            bars.push(json!({
                "row": row,
                "from": shown.first.to_string(),
                "to": shown.last.plus(1).to_string(),
                "middle": middle(shown),
                "leader": term.leader,
                "short": short,
                "odd": n_before % 2 == 1,
                "room": drawn(f64::from(shown.n_days()) / f64::from(whole.n_days()) / LETTER),
                "letters": term.leader.chars().count() + 1,
                "letters_short": short.chars().count() + 1,
            }));
        }
    }
    if rows.is_empty() {
        return None;
    }
    let y = json!({"field": "row", "type": "nominal", "sort": rows, "scale": {"domain": rows}, "title": null,
                   "axis": {"labelExpr": "slice(datum.value, 0, 3)", "ticks": false, "domain": false, "grid": false, "minExtent": 34, "labelFontSize": 9}});
    let tooltip = json!([
        {"field": "leader", "type": "nominal"},
        {"field": "row", "type": "nominal", "title": "of"},
        {"field": "from", "type": "nominal", "title": "shown from"},
        {"field": "to", "type": "nominal", "title": "until"},
    ]);
    let mut layers = vec![frame(whole, false)];
    for (odd, style) in [(false, "term"), (true, "term-odd")] {
        let of: Vec<&Value> = bars.iter().filter(|b| b["odd"] == odd).collect();
        if !of.is_empty() {
            layers.push(json!({
                "data": {"values": of},
                "mark": {"type": "bar", "style": style, "height": 12, "clip": true},
                "encoding": {"x": time("from", false), "x2": {"field": "to"}, "y": y, "tooltip": tooltip},
            }));
        }
    }
    let fits = "datum.room * page_width > datum.letters ? datum.leader : datum.room * page_width > datum.letters_short ? datum.short : ''";
    layers.push(json!({
        "data": {"values": bars},
        "transform": [{"calculate": fits, "as": "name"}],
        "mark": {"type": "text", "style": "term-name", "baseline": "middle", "tooltip": null},
        "encoding": {"x": time("middle", false), "y": y, "text": {"field": "name", "type": "nominal"}},
    }));
    Some(json!({"width": 640, "height": 14 * rows.len(), "layer": layers}))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    #[test]
    fn episodes_that_overlap_stand_in_two_lanes() {
        let mut f = fixture::findings();
        let whole = f.instruments[0].series.calendar.whole();
        let lanes = |f: &Findings| episodes(f, whole).iter().map(|e| e["lane"].as_u64()).collect::<Vec<_>>();
        assert_eq!(lanes(&f), [Some(0), Some(0)]);
        f.dossier.episodes[1].span = f.dossier.episodes[0].span;
        assert_eq!(lanes(&f), [Some(0), Some(1)]);
    }

    #[test]
    fn terms_of_a_state_stand_in_one_row_and_an_open_one_reaches_the_end() {
        let f = fixture::findings();
        let whole = f.instruments[0].series.calendar.whole();
        let [a, b] = f.dossier.triangle.pair_as_written;
        let strip = term_strip(&f, &[a, b], whole).expect("the fixture has terms");
        assert_eq!(strip["height"], 28, "two states with an office each");
        let bars: Vec<&Value> = strip["layer"].as_array().expect("layers")[1..3]
            .iter()
            .flat_map(|l| l["data"]["values"].as_array().expect("bars"))
            .collect();
        assert_eq!(bars.len(), 3);
        let open = bars.iter().find(|t| t["leader"] == "B. Second").expect("the open term");
        assert_eq!(open["to"], "2015-01-01");
        assert!(term_strip(&f, &[f.dossier.triangle.third], whole).is_none());
    }
}
