//! What stands above and behind a chart over time: episodes, shaded and numbered. The same in every chart.

use super::chart::{frame, middle, time};
use crate::calendar::Span;
use crate::claims::Findings;
use serde_json::{Value, json};

/// The episodes that fall into a stretch of time, each in the first lane where it overlaps no other.
pub(super) fn episodes(findings: &Findings, whole: Span) -> Vec<Value> {
    let mut lanes: Vec<Vec<Span>> = Vec::new();
    let mut out = Vec::new();
    for (n, e) in findings.dossier.episodes.iter().enumerate() {
        let Some(shown) = e.span.intersection(whole) else { continue };
        let free = lanes.iter().position(|lane| lane.iter().all(|other| other.intersection(shown).is_none()));
        let lane = free.unwrap_or(lanes.len());
        if lane == lanes.len() {
            lanes.push(Vec::new());
        }
        lanes[lane].push(shown);
        out.push(json!({
            "from": shown.first.to_string(),
            "to": shown.last.plus(1).to_string(),
            "middle": middle(shown),
            "number": (n + 1).to_string(),
            "episode": e.name.value,
            "lane": lane,
        }));
    }
    out
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
}
