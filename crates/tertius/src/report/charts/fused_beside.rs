//! Charts beside a fused relation: the same without the instruments that place states on a line, on the same
//! scale, and the same without each instrument, or camp, in turn.

use super::chart::{Chart, DIALECT, frame, time};
use super::fused_layers::{Course, Panel, axis, band_and_line, panels};
use super::strips::{episode_shades, episodes};
use crate::claims::Findings;
use crate::dossier::Side;
use crate::report::numbers::{percent, short};
use crate::report::{tables_of_relations, words};
use crate::series::relation::{Relation, Unread};
use serde_json::{Map, Value, json};

/// Line of the picture with all instruments, behind another one.
fn behind(data: &str, labelled: bool, y: Value) -> Value {
    json!({
        "data": {"name": data},
        "mark": {"type": "line", "style": "behind", "clip": true, "tooltip": null},
        "encoding": {"x": time("day", labelled), "y": y, "detail": {"field": "run", "type": "nominal"}},
    })
}

/// The mean with all instruments as records, broken where it must be.
fn full_path(r: &Relation, panel: &Panel<'_>) -> Value {
    let of = |(n, p): &(usize, &crate::series::relation::Piece)| {
        let path: Vec<_> = p.path.iter().copied().map(Some).collect();
        Course::of(r, *n, p, &[]).records(&path, None)
    };
    let short = |x: Value| json!({"day": x["day"], "mean": x["mean"], "run": x["run"]});
    Value::Array(panel.pieces.iter().flat_map(of).map(short).collect())
}

/// Relation number `index` without the arithmetical instruments; `None` if it has none or nothing is left.
pub(in crate::report) fn without_arithmetical(findings: &Findings, index: usize) -> Option<Chart> {
    let r = &findings.relations[index];
    let without = panels(r.without_arithmetical.as_ref()?);
    let with = panels(&r.pieces);
    let whole = r.calendar.whole();
    let episodes = episodes(findings, whole);
    let mut datasets = Map::new();
    let mut views = Vec::new();
    for (k, panel) in without.iter().enumerate() {
        let same = with.iter().find(|p| p.anchor == panel.anchor);
        let domain = same.map_or(panel.domain, |p| p.domain);
        let y = |field: &str| axis(field, domain, &panel.unit, 5);
        let name = format!("path-{k}");
        let mut records = Vec::new();
        for (n, piece) in &panel.pieces {
            let path: Vec<_> = piece.path.iter().copied().map(Some).collect();
            records.extend(Course::of(r, *n, piece, &r.unread).records(&path, None));
        }
        let labelled = k + 1 == without.len();
        let mut layers = vec![frame(whole, labelled)];
        layers.extend(episode_shades(&episodes, labelled));
        if let Some(same) = same {
            datasets.insert(format!("all-{k}"), full_path(r, same));
            layers.push(behind(&format!("all-{k}"), labelled, y("mean")));
        }
        layers.extend(band_and_line(&name, &records, labelled, y));
        datasets.insert(name, Value::Array(records));
        let title = format!("in units of {}", panel.anchor);
        views.push(json!({"title": {"text": title}, "width": 640, "height": 120, "layer": layers}));
    }
    if views.is_empty() {
        return None;
    }
    Some(Chart {
        id: format!("fused-without-{}", index + 1),
        title: format!("{} without the instruments that place states on a line", words::side(Side::Pooled(r.dyad))),
        description:
            "Same scale; the grey line is the mean from all instruments. No band means that nothing else reads there."
                .to_owned(),
        spec: spec(datasets, views),
        table: tables_of_relations::path_without_arithmetical(r, index),
    })
}

/// Relation number `index` without each instrument in turn; `None` where there is nothing to leave out.
pub(in crate::report) fn left_out(findings: &Findings, index: usize) -> Option<Chart> {
    let r = &findings.relations[index];
    let whole = r.calendar.whole();
    let nowhere: [Unread; 0] = [];
    let n_views = r.pieces.iter().flatten().flat_map(|p| &p.left_out).filter(|o| o.path.is_ok()).count();
    let mut datasets = Map::new();
    let mut views: Vec<Value> = Vec::new();
    for (p, panel) in panels(&r.pieces).iter().enumerate() {
        datasets.insert(format!("all-{p}"), full_path(r, panel));
        for (n, piece) in &panel.pieces {
            for out in &piece.left_out {
                let Ok(path) = &out.path else { continue };
                let name = format!("path-{}", views.len());
                let y = |field: &str| axis(field, panel.domain, &panel.unit, 3);
                let course = Course::of(r, *n, piece, &nowhere);
                let records = course.records(path, None);
                let labelled = views.len() + 1 == n_views;
                let mut layers = vec![frame(whole, labelled), behind(&format!("all-{p}"), labelled, y("mean"))];
                layers.extend(band_and_line(&name, &records, labelled, y));
                datasets.insert(name, Value::Array(records));
                let mut said = Vec::new();
                said.extend(out.correlation.map(|c| format!("correlation {}", short(c))));
                said.extend(out.share_outside.map(|s| format!("{} outside", percent(s))));
                let said = if said.is_empty() { String::new() } else { format!(" ({})", said.join(", ")) };
                let title = format!("without {}{said}", out.instrument);
                views.push(json!({"title": {"text": title}, "width": 640, "height": 64, "layer": layers}));
            }
        }
    }
    if views.is_empty() {
        return None;
    }
    Some(Chart {
        id: format!("fused-left-out-{}", index + 1),
        title: format!("{} without each instrument, or camp, in turn", words::side(Side::Pooled(r.dyad))),
        description: "The grey line is the mean from all instruments. In brackets, over the periods that the left-out instrument reads: the correlation of the two means, and the share of periods in which one lies outside the band of the other.".to_owned(),
        spec: spec(datasets, views),
        table: tables_of_relations::left_out_paths(r, index),
    })
}

fn spec(datasets: Map<String, Value>, views: Vec<Value>) -> Value {
    json!({
        "$schema": DIALECT, "spacing": 8, "datasets": datasets,
        "resolve": {"scale": {"x": "independent", "y": "independent"}}, "vconcat": views,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    fn periods(chart: &Chart, prefix: &str) -> usize {
        let sets = chart.spec["datasets"].as_object().expect("datasets");
        let of = |v: &Value| v.as_array().map_or(0, |a| a.iter().filter(|x| x.get("edge").is_none()).count());
        sets.iter().filter(|(k, _)| k.starts_with(prefix)).map(|(_, v)| of(v)).sum()
    }

    #[test]
    fn without_votes_the_scale_stays_and_the_gap_is_a_gap() {
        let f = fixture::findings();
        let chart = without_arithmetical(&f, 0).expect("the pair has votes");
        assert_eq!(periods(&chart, "path-"), chart.table.rows.len());
        let r = &f.relations[0];
        let path = chart.spec["datasets"]["path-0"].as_array().expect("records");
        for u in &r.unread {
            for p in u.first..=u.last {
                let day = super::super::chart::middle(r.calendar.span(p));
                assert!(path.iter().all(|x| x["day"] != day.as_str()), "nothing reads {p}");
            }
        }
        let main = crate::report::charts::fused(&f, 0).expect("a chart");
        let domain = |c: &Chart| {
            let layers =
                c.spec["vconcat"].as_array().expect("views").iter().flat_map(|v| v["layer"].as_array()).flatten();
            let mut all: Vec<String> = layers
                .filter_map(|l| l["encoding"]["y"]["scale"]["domain"].as_array())
                .filter(|d| d.len() == 2 && d[0].is_f64())
                .map(|d| format!("{d:?}"))
                .collect();
            all.dedup();
            all
        };
        assert_eq!(domain(&chart), domain(&main));
        assert!(without_arithmetical(&f, 1).is_none(), "nothing to leave out");
    }

    #[test]
    fn what_is_left_out_is_drawn_where_it_could_be() {
        let f = fixture::findings();
        let chart = left_out(&f, 0).expect("two instruments");
        let r = &f.relations[0];
        let answered = r.pieces.iter().flatten().flat_map(|p| &p.left_out).filter(|x| x.path.is_ok()).count();
        assert_eq!(chart.spec["vconcat"].as_array().map_or(0, Vec::len), answered);
        let listed = chart.table.rows.iter().flat_map(|row| &row[2..]).filter(|c| !c.is_empty()).count();
        assert_eq!(periods(&chart, "path-"), listed);
        assert!(left_out(&f, 2).is_none());
    }
}
