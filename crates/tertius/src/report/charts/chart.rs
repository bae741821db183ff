//! What every chart is: a Vega-Lite specification, words for those who do not see it, and its table. Marks
//! carry style names (`reading`, `interval`, `path`, `episode`, `zero`, ...) that the page's light and dark
//! themes define; nothing here names a colour.

use crate::calendar::Span;
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

/// A specification of one layered view of so many pixels' height that is as wide as the page lets it be.
pub(super) fn layered(height: usize, layers: Vec<Value>) -> Value {
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

/// An invisible layer that holds the time axis of its view open from one day to another. (A domain stated
/// in numbers would not agree with marks that reach from one day to another.)
pub(super) fn frame(whole: Span, labelled: bool) -> Value {
    let ends = [whole.first, whole.last.plus(1)].map(|d| json!({"day": d.to_string()}));
    json!({"data": {"values": ends}, "mark": {"type": "point", "opacity": 0, "tooltip": null}, "encoding": {"x": time("day", labelled)}})
}

/// A time axis in universal time, so that no reader's clock moves a date.
pub(super) fn time(field: &str, labelled: bool) -> Value {
    let axis = if labelled {
        json!({"title": null, "labelOverlap": true, "tickCount": 8})
    } else {
        json!({"title": null, "labels": false, "ticks": false, "tickCount": 8})
    };
    json!({
        "field": field,
        "type": "temporal",
        "scale": {"type": "utc", "nice": false},
        "axis": axis,
    })
}
