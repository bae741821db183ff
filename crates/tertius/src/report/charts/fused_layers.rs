//! The parts that charts of a fused relation are put together from: paths cut into runs, bands and lines over
//! them, axes, and the shapes that stand for instruments. Where the state starts anew, or where there is no path,
//! a run ends: no line and no band crosses it. Where no instrument by period reads, the run is drawn dashed and paler.

use super::chart::{middle, time};
use crate::calendar::PeriodCalendar;
use crate::claims::Findings;
use crate::report::words;
use crate::series::relation::{Piece, Posterior, Relation, Unread};
use serde_json::{Value, json};

/// Shapes for instruments, in the order in which the relations name them. There is one fewer than there are colours, so
/// that after the last one another colour comes with each shape: ninety instruments have a mark of their own.
const SHAPES: [&str; 9] = [
    "circle",
    "square",
    "triangle-up",
    "diamond",
    "cross",
    "triangle-down",
    "M-1,-1L1,1M-1,1L1,-1",
    "triangle-right",
    "M0,-1V1M-1,0H1",
];

/// Pieces that share a unit and so an axis: those with one anchor.
pub(super) struct Panel<'a> {
    /// The anchor's name.
    pub(super) anchor: &'a str,
    /// Title of the axis.
    pub(super) unit: String,
    /// The pieces with their numbers, in order of time.
    pub(super) pieces: Vec<(usize, &'a Piece)>,
    /// The range of the axis.
    pub(super) domain: [f64; 2],
}

/// The pieces of one picture by anchor; pieces that are refused have no place in a chart.
pub(super) fn panels(pieces: &[Result<Piece, crate::refusal::Refusal>]) -> Vec<Panel<'_>> {
    let mut out: Vec<Panel<'_>> = Vec::new();
    for (n, piece) in pieces.iter().enumerate() {
        let Ok(piece) = piece else { continue };
        match out.iter_mut().find(|p| p.anchor == piece.unit.anchor) {
            Some(panel) => panel.pieces.push((n, piece)),
            None => out.push(Panel {
                anchor: &piece.unit.anchor,
                unit: words::measure_short(piece.unit.measure).to_owned(),
                pieces: vec![(n, piece)],
                domain: [-1.0, 1.0],
            }),
        }
    }
    for panel in &mut out {
        panel.domain = domain(&panel.pieces);
    }
    out
}

/// How far from the bands a reading may lie to widen the axis, as a share of what the bands take up.
const ROOM: f64 = 0.3;

/// The range of an axis: the bands, and the readings that are no further from them than a share of what the bands
/// take up. Readings beyond are marked at its ends: an instrument that hardly moves with the relation would else decide
/// what can be seen of it.
fn domain(pieces: &[(usize, &Piece)]) -> [f64; 2] {
    let bands = || pieces.iter().flat_map(|(_, p)| p.path.iter().flat_map(|x| [x.low, x.high]));
    let (low, high) = extent(bands());
    let room = ROOM * (high - low);
    let near = |x: &f64| *x >= low - room && *x <= high + room;
    let readings =
        pieces.iter().flat_map(|(_, p)| p.readings.iter().filter_map(|r| Some(r.converted?.value))).filter(near);
    let (low, high) = extent(bands().chain(readings));
    if low < high {
        let margin = 0.04 * (high - low);
        [low - margin, high + margin]
    } else if low.is_finite() && high.is_finite() {
        [low - 1.0, low + 1.0]
    } else {
        [-1.0, 1.0]
    }
}

fn extent(values: impl Iterator<Item = f64>) -> (f64, f64) {
    values.filter(|x| x.is_finite()).fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), x| (l.min(x), h.max(x)))
}

/// A number with as many digits as can be seen: a page holds tens of thousands of them.
pub(super) fn drawn(x: f64) -> Value {
    format!("{x:.4e}").parse::<f64>().ok().filter(|x| x.is_finite()).map_or(Value::Null, |x| json!(x))
}

/// What an instrument of a piece reads of it, whether or not it can be turned into the piece's units: stretches of
/// periods, each one reading, in order.
pub(super) fn reads(piece: &Piece, instrument: usize) -> Vec<(usize, usize)> {
    let own = piece.readings.iter().filter(|x| x.instrument == instrument);
    own.map(|x| (x.first.max(piece.first), x.last.min(piece.last))).filter(|(first, last)| first <= last).collect()
}

/// The names of the instruments that read each period of a piece.
pub(in crate::report) fn readers(piece: &Piece) -> Vec<Vec<&str>> {
    let mut out: Vec<Vec<&str>> = vec![Vec::new(); piece.path.len()];
    for (k, i) in piece.instruments.iter().enumerate() {
        for (first, last) in reads(piece, k) {
            for names in out.iter_mut().take(last - piece.first + 1).skip(first - piece.first) {
                names.push(&i.name);
            }
        }
    }
    out
}

/// Whether no instrument with the dossier's period reads period `p`.
pub(super) fn is_unread(unread: &[Unread], p: usize) -> bool {
    unread.iter().any(|u| u.first <= p && p <= u.last)
}

/// Where a path lies and where it must break.
pub(super) struct Course<'a> {
    /// Periods.
    pub(super) calendar: &'a PeriodCalendar,
    /// The path's first period.
    pub(super) first: usize,
    /// First periods after a start anew.
    pub(super) restarts: Vec<usize>,
    /// Stretches that no instrument by period reads.
    pub(super) unread: &'a [Unread],
    /// Distinguishes this path's runs from those of others in the same data.
    pub(super) name: String,
}

impl<'a> Course<'a> {
    /// The course of a piece.
    pub(super) fn of(relation: &'a Relation, number: usize, piece: &Piece, unread: &'a [Unread]) -> Course<'a> {
        Course {
            calendar: &relation.calendar,
            first: piece.first,
            restarts: piece.restarts.iter().map(|r| r.period).collect(),
            unread,
            name: format!("{}", number + 1),
        }
    }

    /// Runs of periods that are drawn in one stroke: (first, last, whether unread), as places in the path.
    fn runs(&self, path: &[Option<Posterior>]) -> Vec<(usize, usize, bool)> {
        let mut out: Vec<(usize, usize, bool)> = Vec::new();
        for (k, x) in path.iter().enumerate() {
            let p = self.first + k;
            if !x.is_some_and(|x| [x.mean, x.low, x.high].iter().all(|v| v.is_finite())) {
                continue;
            }
            let unread = is_unread(self.unread, p);
            match out.last_mut() {
                Some(run) if run.1 + 1 == k && run.2 == unread && !self.restarts.contains(&p) => run.1 = k,
                _ => out.push((k, k, unread)),
            }
        }
        out
    }

    /// One record per period that has a value, and a second one (`edge`) for periods at which a read run and an
    /// unread one meet, so that the two are drawn without a gap between them.
    pub(super) fn records(&self, path: &[Option<Posterior>], readers: Option<&[Vec<&str>]>) -> Vec<Value> {
        let runs = self.runs(path);
        let mut out = Vec::new();
        for (n, &(first, last, unread)) in runs.iter().enumerate() {
            let joins = |a: usize, b: usize| a + 1 == b && !self.restarts.contains(&(self.first + b));
            let before = unread && n > 0 && joins(runs[n - 1].1, first);
            let after = unread && runs.get(n + 1).is_some_and(|next| joins(last, next.0));
            // Its unread neighbours reach to a read run.
            let bridged = n > 0 && runs[n - 1].2 && joins(runs[n - 1].1, first)
                || runs.get(n + 1).is_some_and(|next| next.2 && joins(last, next.0));
            let (from, to) = (first - usize::from(before), last + usize::from(after));
            for (k, x) in path.iter().enumerate().take(to + 1).skip(from) {
                let Some(x) = x else { continue };
                let mut record = json!({
                    "day": middle(self.calendar.span(self.first + k)),
                    "mean": drawn(x.mean),
                    "low": drawn(x.low),
                    "high": drawn(x.high),
                    "run": format!("{}.{n}", self.name),
                    "read": !unread,
                });
                if readers.is_some() {
                    record["period"] = json!(self.calendar.label(self.first + k));
                }
                if k < first || k > last {
                    record["edge"] = json!(true);
                } else if let Some(by) = readers.and_then(|r| r.get(k)) {
                    record["by"] = json!(if by.is_empty() { "no instrument".to_owned() } else { by.join(", ") });
                }
                if from == to && !bridged {
                    record["alone"] = json!(true);
                }
                out.push(record);
            }
        }
        out
    }
}

/// A quantitative vertical axis over a stated range.
pub(super) fn axis(field: &str, domain: [f64; 2], title: &str, ticks: usize) -> Value {
    json!({"field": field, "type": "quantitative", "scale": {"domain": domain, "nice": false, "zero": false}, "title": title,
           "axis": {"tickCount": ticks, "format": ".3~g", "minExtent": 34}})
}

/// Band and line of the `records` that stand in the data set `data`: full where they are read, dashed and paler where
/// they are not. `labelled` says whether the time axis has labels.
pub(super) fn band_and_line(data: &str, records: &[Value], labelled: bool, y: impl Fn(&str) -> Value) -> Vec<Value> {
    let has = |field: &str, value: bool| records.iter().any(|r| r[field] == value);
    let mut out = Vec::new();
    for (read, suffix) in [(true, ""), (false, "-unread")] {
        if !has("read", read) {
            continue;
        }
        let filter = json!([{"filter": {"field": "read", "equal": read}}]);
        out.push(json!({
            "data": {"name": data}, "transform": filter,
            "mark": {"type": "area", "style": format!("fused-band{suffix}"), "clip": true, "tooltip": null},
            "encoding": {"x": time("day", labelled), "y": y("low"), "y2": {"field": "high"}, "detail": {"field": "run", "type": "nominal"}},
        }));
        if !read {
            for end in ["low", "high"] {
                out.push(json!({
                    "data": {"name": data}, "transform": filter,
                    "mark": {"type": "line", "style": "fused-end-unread", "clip": true, "tooltip": null},
                    "encoding": {"x": time("day", labelled), "y": y(end), "detail": {"field": "run", "type": "nominal"}},
                }));
            }
        }
        out.push(json!({
            "data": {"name": data}, "transform": filter,
            "mark": {"type": "line", "style": format!("fused-mean{suffix}"), "clip": true, "tooltip": null},
            "encoding": {"x": time("day", labelled), "y": y("mean"), "detail": {"field": "run", "type": "nominal"}},
        }));
    }
    // A run of one period has neither length nor area.
    if has("alone", true) {
        out.push(json!({
            "data": {"name": data}, "transform": [{"filter": {"field": "alone", "equal": true}}],
            "mark": {"type": "rule", "style": "fused-alone", "clip": true, "tooltip": null},
            "encoding": {"x": time("day", labelled), "y": y("low"), "y2": {"field": "high"}},
        }));
    }
    out
}

/// Names of all instruments of all relations, in the order in which the dossier names them: the domain of colours and
/// shapes, so that one mark means one instrument in every chart.
pub(super) fn instrument_names(findings: &Findings) -> Vec<&str> {
    let of_piece = |p: &'_ Piece, name: &str| p.instruments.iter().any(|i| i.name == name);
    findings
        .instruments
        .iter()
        .map(|i| i.series.instrument.name.value.as_str())
        .filter(|name| {
            findings.relations.iter().any(|r| {
                r.pieces.iter().chain(r.without_arithmetical.iter().flatten()).flatten().any(|p| of_piece(p, name))
            })
        })
        .collect()
}

/// Colour and shape of an instrument, by its name in the field `by`; the legend lists `listed`.
pub(super) fn colour_and_shape(all: &[&str], listed: &[&str]) -> [Value; 2] {
    let key = json!({"title": null, "orient": "bottom", "values": listed, "symbolOpacity": 1, "symbolSize": 60});
    let shapes: Vec<&str> = SHAPES.iter().copied().cycle().take(all.len()).collect();
    [
        json!({"field": "by", "type": "nominal", "scale": {"domain": all}, "legend": key}),
        json!({"field": "by", "type": "nominal", "scale": {"domain": all, "range": shapes}, "legend": key}),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::{PeriodLength, When};

    fn course<'a>(calendar: &'a PeriodCalendar, unread: &'a [Unread], restarts: Vec<usize>) -> Course<'a> {
        Course { calendar, first: 2, restarts, unread, name: "1".to_owned() }
    }

    fn point(mean: f64) -> Option<Posterior> {
        Some(Posterior { mean, standard_deviation: 1.0, low: mean - 1.0, high: mean + 1.0 })
    }

    #[test]
    fn runs_end_at_gaps_and_restarts_and_where_nobody_reads() {
        let calendar = PeriodCalendar::covering(PeriodLength::Year, When::parse("2000").expect("a year").span);
        let unread = [Unread { first: 7, last: 8, only: Vec::new() }];
        let path: Vec<Option<Posterior>> = [1., 2., f64::NAN, 4., 5., 6., 7., 8., 9.].map(point).to_vec();
        let c = course(&calendar, &unread, vec![6]);
        assert_eq!(c.runs(&path), [(0, 1, false), (3, 3, false), (4, 4, false), (5, 6, true), (7, 8, false)]);
        let records = c.records(&path, None);
        let of = |run: &str| -> Vec<f64> {
            records.iter().filter(|r| r["run"] == run).filter_map(|r| r["mean"].as_f64()).collect()
        };
        assert_eq!([of("1.0"), of("1.1"), of("1.2")], [vec![1., 2.], vec![4.], vec![5.]]);
        assert_eq!(of("1.3"), [5., 6., 7., 8.], "the unread run reaches to its read neighbours");
        let edges = records.iter().filter(|r| r["edge"] == true).count();
        assert_eq!((records.len() - edges, edges), (8, 2), "every value once, and the two edges");
        assert_eq!(
            records.iter().filter(|r| r["alone"] == true).count(),
            1,
            "a single read period beside unread ones is drawn with them"
        );
    }

    #[test]
    fn an_unread_run_does_not_reach_across_a_restart() {
        let calendar = PeriodCalendar::covering(PeriodLength::Year, When::parse("2000").expect("a year").span);
        let unread = [Unread { first: 4, last: 5, only: Vec::new() }];
        let path: Vec<Option<Posterior>> = [1., 2., 3., 4.].map(point).to_vec();
        let records = course(&calendar, &unread, vec![4]).records(&path, None);
        assert!(records.iter().all(|r| r.get("edge").is_none()));
    }

    #[test]
    fn numbers_are_drawn_with_the_digits_that_can_be_seen() {
        assert_eq!(drawn(0.123_456_789), json!(0.123_46));
        assert_eq!(drawn(f64::NAN), Value::Null);
    }
}
