//! Charts of the fields that a relation lives in: the readings of instruments that measure one field only, and the
//! events of one instrument by field and year, as far as its codes tell a field.

use super::chart::{Chart, DIALECT, frame, middle, time};
use super::fused_layers::drawn;
use crate::claims::{Findings, InstrumentFinding};
use crate::dossier::{Field, Side};
use crate::report::numbers::{full, full_or_empty};
use crate::report::table::Table;
use crate::report::tables_of_readings::value;
use crate::report::words;
use crate::series::InstrumentSeries;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Shapes of the three sides, in their order.
const SHAPES: [&str; 3] = ["circle", "square", "triangle-up"];
/// Dashes of the three sides, in their order.
const DASHES: [[u8; 2]; 3] = [[1, 0], [6, 3], [2, 2]];

/// The readings of every instrument that measures one field, a panel each; `None` without such instruments.
pub(in crate::report) fn fields(findings: &Findings) -> Option<Chart> {
    let all: Vec<(Field, &InstrumentFinding)> =
        findings.instruments.iter().filter_map(|i| Some((i.series.instrument.field?, i))).collect();
    let whole = all
        .iter()
        .map(|(_, i)| i.series.calendar.whole())
        .reduce(|a, b| crate::calendar::Span { first: a.first.min(b.first), last: a.last.max(b.last) })?;
    let sides: Vec<String> = findings.sides().iter().map(|s| words::side(*s)).collect();
    let mut t = Table::new(
        "fields",
        "Readings of instruments that measure one field",
        &["field", "instrument", "side", "period", "value", "standard error"],
    );
    let mut views = Vec::new();
    for (n, (field, i)) in all.iter().enumerate() {
        let name = &i.series.instrument.name.value;
        let labelled = n + 1 == all.len();
        let mut values = Vec::new();
        for (s, side) in i.sides.iter().zip(&sides) {
            let mut stretch = 0;
            let mut last: Option<usize> = None;
            for (p, r) in s.readings.iter().enumerate() {
                let Some(x) = value(r).filter(|x| x.is_finite()) else { continue };
                let broken = last.is_some_and(|l| l + 1 != p) || i.series.eras.iter().any(|e| e.first == p);
                stretch += i32::from(broken && last.is_some());
                last = Some(p);
                let period = i.series.calendar.label(p);
                t.push(vec![
                    field.word().to_owned(),
                    name.clone(),
                    side.clone(),
                    period.clone(),
                    full(x),
                    full_or_empty(r.variance.map(f64::sqrt)),
                ]);
                values.push(json!({
                    "side": side, "day": middle(i.series.calendar.span(p)), "period": period,
                    "value": drawn(x), "run": format!("{side} {stretch}"),
                }));
            }
        }
        let y = json!({"field": "value", "type": "quantitative", "scale": {"zero": false, "nice": true},
                       "title": words::measure_short(i.series.instrument.measure), "axis": {"tickCount": 3, "format": ".3~g", "minExtent": 34}});
        let key = json!({"title": null, "orient": "bottom", "symbolOpacity": 1});
        let colour = json!({"field": "side", "type": "nominal", "scale": {"domain": sides}, "legend": key});
        let layers = json!([
            frame(whole, labelled),
            {
                "data": {"values": values},
                "mark": {"type": "line", "style": "field-line", "tooltip": null},
                "encoding": {"x": time("day", labelled), "y": y, "color": colour, "detail": {"field": "run", "type": "nominal"},
                             "strokeDash": {"field": "side", "type": "nominal", "scale": {"domain": sides, "range": DASHES}, "legend": key}},
            },
            {
                "data": {"values": values},
                "mark": {"type": "point", "style": "field-reading", "tooltip": {"content": "data"}},
                "encoding": {"x": time("day", labelled), "y": y, "color": colour,
                             "shape": {"field": "side", "type": "nominal", "scale": {"domain": sides, "range": SHAPES}, "legend": key}},
            },
        ]);
        views.push(json!({"title": {"text": format!("{}: {name}", field.word())}, "width": 640, "height": 74, "layer": layers}));
    }
    Some(Chart {
        id: "fields".to_owned(),
        title: "Fields: instruments that measure one".to_owned(),
        description: format!(
            "Circle and full line {}, square and dashed {}, triangle and dotted {}. Up is warmer; each panel has its own scale. A line breaks where there is no reading.",
            sides.first().map_or("", String::as_str),
            sides.get(1).map_or("", String::as_str),
            sides.get(2).map_or("", String::as_str),
        ),
        spec: json!({
            "$schema": DIALECT, "spacing": 8,
            "resolve": {"scale": {"x": "independent", "y": "independent", "color": "shared", "shape": "shared"}},
            "vconcat": views,
        }),
        table: t,
    })
}

/// Events of one side in one field and year.
#[derive(Default)]
struct Year {
    cooperation: u64,
    conflict: u64,
}

/// The events of an instrument by field and year; `None` where its codes tell no field, or it has no event of a side.
pub(in crate::report) fn events_by_field(series: &InstrumentSeries, sides: [Side; 3], index: usize) -> Option<Chart> {
    let whole = series.calendar.whole();
    let name = &series.instrument.name.value;
    let mut t = Table::new(
        &format!("events-by-field-{}", index + 1),
        format!("Events of {name} by field and year"),
        &["side", "field", "year", "cooperation", "conflict"],
    );
    let rows: Vec<&str> = Field::OF_EVENTS.iter().map(|f| f.word()).chain(["not coded"]).collect();
    let mut views = Vec::new();
    for (n, side) in sides.into_iter().enumerate() {
        let labelled = n + 1 == sides.len();
        let mut years: BTreeMap<(Option<Field>, i16), Year> = BTreeMap::new();
        for c in series.by_field(side)? {
            let (year, _, _) = series.calendar.span(c.period).first.ymd();
            let of = years.entry((c.field, year)).or_default();
            of.cooperation += c.counts.verbal_cooperation + c.counts.material_cooperation;
            of.conflict += c.counts.verbal_conflict + c.counts.material_conflict + c.counts.conflict;
        }
        let mut marks: [(&str, &str, i32, Vec<Value>); 2] =
            [("cooperation", "field-cooperation", -4, Vec::new()), ("conflict", "field-conflict", 4, Vec::new())];
        for ((field, year), of) in &years {
            let field = field.map_or("not coded", Field::word);
            t.push(vec![
                words::side(side),
                field.to_owned(),
                year.to_string(),
                of.cooperation.to_string(),
                of.conflict.to_string(),
            ]);
            for (kind, _, _, list) in &mut marks {
                let events = if *kind == "cooperation" { of.cooperation } else { of.conflict };
                if events > 0 {
                    list.push(json!({"day": format!("{year:04}-07-01"), "year": year, "field": field, "kind": kind, "events": events}));
                }
            }
        }
        let y = json!({"field": "field", "type": "nominal", "sort": rows, "scale": {"domain": rows}, "title": null, "axis": {"grid": true, "ticks": false}});
        let mut layers = vec![frame(whole, labelled)];
        for (_, style, offset, values) in &marks {
            if !values.is_empty() {
                layers.push(json!({
                    "data": {"values": values},
                    "mark": {"type": "point", "style": style, "yOffset": offset},
                    "encoding": {"x": time("day", labelled), "y": y,
                                 "size": {"field": "events", "type": "quantitative", "scale": {"type": "sqrt", "range": [2, 130]}, "legend": null},
                                 "tooltip": [{"field": "year", "type": "nominal"}, {"field": "field", "type": "nominal"}, {"field": "kind", "type": "nominal"}, {"field": "events", "type": "quantitative"}]},
                }));
            }
        }
        views.push(
            json!({"title": {"text": words::side(side)}, "width": 600, "height": 22 * rows.len(), "layer": layers}),
        );
    }
    if t.rows.is_empty() {
        return None;
    }
    Some(Chart {
        id: format!("events-by-field-{}", index + 1),
        title: format!("Events by field and year, as {name} codes them"),
        description: "Filled circles: cooperation; hollow ones beneath: conflict; their size grows with the number of events of the year. Numbers of events follow the volume of news, so compare fields within a year. \"Not coded\": the code tells no field.".to_owned(),
        spec: json!({
            "$schema": DIALECT, "spacing": 10,
            "resolve": {"scale": {"x": "independent", "y": "independent", "size": "shared"}}, "vconcat": views,
        }),
        table: t,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claims::read_series;
    use crate::dossier::{Dossier, MemoryFiles};
    use crate::progress::Quiet;
    use crate::report::fixture;

    #[test]
    fn every_reading_of_a_field_is_drawn() {
        let f = fixture::findings();
        let chart = fields(&f).expect("votes on nuclear weapons");
        let views = chart.spec["vconcat"].as_array().expect("views");
        assert_eq!(views.len(), 1);
        assert_eq!(views[0]["layer"][2]["data"]["values"].as_array().map(Vec::len), Some(chart.table.rows.len()));
        assert_eq!(chart.table.rows.len(), 3 * 14);
    }

    #[test]
    fn events_are_counted_once_by_field_and_year() {
        let text = "[triangle]\npair = [\"IRN\", \"RUS\"]\nthird = \"USA\"\n[[instrument]]\nname = \"a\"\nsource = \"counted\"\nontology = \"cameo\"\nfiles = [\"e.csv\"]\n";
        let rows = "date,initiator,target,code,count\n2014-01,IRN,RUS,061,3\n2014-03,RUS,IRN,163,1\n2014-01,IRN,RUS,010,7\n2015-02,IRN,RUS,190,2\n2014-02,USA,RUS,163,4\n";
        let dossier = Dossier::read(text, &[]).expect("a dossier");
        let files = MemoryFiles(vec![("e.csv".into(), rows.as_bytes().to_vec())]);
        let series = read_series(&dossier, &files, &Quiet).expect("series").swap_remove(0);
        let chart = events_by_field(&series, dossier.sides(), 0).expect("codes tell fields");
        let row = |field: &str, year: &str| chart.table.rows.iter().find(|r| r[1] == field && r[2] == year).cloned();
        assert_eq!(row("economic", "2014").expect("trade and embargo")[3..], ["3", "1"]);
        let total: u64 = chart.table.rows.iter().flat_map(|r| &r[3..]).filter_map(|c| c.parse::<u64>().ok()).sum();
        assert_eq!(total, 17);
        let f = fixture::findings();
        assert!(events_by_field(&f.instruments[0].series, f.sides(), 0).is_none(), "a quad table tells no field");
    }
}
