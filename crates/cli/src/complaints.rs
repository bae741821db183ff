//! Complaints as people read them: the line of the dossier, underlined, with the remedy; or as JSON.

use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteDiagnostic, NamedSource, Report};
use serde_json::{Value, json};
use tertius::dossier::Complaint;

/// All complaints of a dossier, one below the other, and their number.
pub(crate) fn render(name: &str, text: &str, complaints: &[Complaint], colour: bool) -> String {
    let theme = if colour { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let handler = GraphicalReportHandler::new_themed(theme).with_width(100);
    let mut out = String::new();
    for c in complaints {
        let clamp = |r: &std::ops::Range<usize>| r.start.min(text.len())..r.end.min(text.len());
        let mut labels = vec![LabeledSpan::new_primary_with_span(Some(c.label.clone()), clamp(&c.span))];
        if let Some((span, label)) = &c.also {
            labels.push(LabeledSpan::new_with_span(Some(label.clone()), clamp(span)));
        }
        let message = match &c.place {
            Some(place) => format!("{} ({place})", c.message),
            None => c.message.clone(),
        };
        let diagnostic =
            MietteDiagnostic::new(format!("complaint: {message}")).with_help(c.help.clone()).with_labels(labels);
        let report = Report::new(diagnostic).with_source_code(NamedSource::new(name, text.to_owned()));
        if handler.render_report(&mut out, report.as_ref()).is_err() {
            let (line, column) = c.line_and_column(text);
            out.push_str(&format!("complaint: {message}\n  {name}:{line}:{column}\n  help: {}\n", c.help));
        }
    }
    let n = complaints.len();
    out.push_str(&format!("{n} complaint{}; nothing was run.", if n == 1 { "" } else { "s" }));
    out
}

/// The same for programs.
pub(crate) fn to_json(text: &str, complaints: &[Complaint]) -> Value {
    let all: Vec<Value> = complaints
        .iter()
        .map(|c| {
            let (line, column) = c.line_and_column(text);
            let place = c.place.as_ref().map(|p| json!({ "file": p.file, "line": p.line, "column": p.column }));
            json!({ "message": c.message, "line": line, "column": column, "label": c.label, "help": c.help, "data_file": place })
        })
        .collect();
    json!({ "complaints": all })
}
