//! What every chart is: a Vega-Lite specification, words for those who do not see it, and its table. Marks
//! carry style names (`reading`, `interval`, `path`, `episode`, `zero`, ...) that the page's light and dark
//! themes define; nothing here names a colour.

use crate::calendar::{Day, Span};
use crate::report::table::Table;
use serde_json::{Value, json};

/// A chart and the table behind it.
pub(in crate::report) struct Chart {
    /// Identifier within the page.
    pub(in crate::report) id: String,
    /// What it shows, one line.
    pub(in crate::report) title: String,
    /// What it shows, for those who do not see it, and how to read it.
    pub(in crate::report) description: String,
    /// The Vega-Lite specification.
    pub(in crate::report) spec: Value,
    /// The numbers that are drawn.
    pub(in crate::report) table: Table,
}

/// Name of the dialect that the specifications are written in.
pub(super) const DIALECT: &str = "https://vega.github.io/schema/vega-lite/v6.json";

/// A specification of one layered view that is as wide as the page lets it be.
pub(super) fn layered(height: Value, layers: Vec<Value>) -> Value {
    json!({"$schema": DIALECT, "width": "container", "height": height, "layer": layers})
}

/// Inline data of one record, for rules and labels that must be drawn once.
pub(super) fn once(record: Value) -> Value {
    json!({"values": [record]})
}

/// A vertical or horizontal rule at one value of the given channel.
pub(super) fn rule(channel: &str, at: f64, style: &str) -> Value {
    json!({"data": once(json!({})), "mark": {"type": "rule", "style": style}, "encoding": {channel: {"datum": at}}})
}

/// The middle day of a span, as text.
pub(super) fn middle(span: Span) -> String {
    span.first.plus(span.n_days() / 2).to_string()
}

/// A day as Vega-Lite takes it in a domain: milliseconds since 1970.
fn date_time(day: Day) -> Value {
    let epoch = Day::from_ymd(1970, 1, 1).expect("a day of the calendar");
    json!(i64::from(day.days_since(epoch)) * 86_400_000)
}

/// A time axis from one day to another in universal time, so that no reader's clock moves a date.
pub(super) fn time(field: &str, whole: Span, labelled: bool) -> Value {
    let axis = if labelled { json!({"title": null, "labelOverlap": true, "tickCount": 8}) } else { json!({"title": null, "labels": false, "ticks": false, "tickCount": 8}) };
    json!({
        "field": field,
        "type": "temporal",
        "scale": {"type": "utc", "domain": [date_time(whole.first), date_time(whole.last)], "nice": false},
        "axis": axis,
    })
}
