//! `tertius lake`: what a lake holds.

use super::report::print;
use crate::Failure;
use crate::args::ReportFormat;
use std::fmt::Write as _;
use std::path::Path;
use tertius::report::count;
use tertius_lake::{Lake, SourceAccount, accounts};

/// Prints the account of a lake.
pub(crate) fn lake(folder: &Path, verify: bool, files: bool, format: ReportFormat) -> Result<(), Failure> {
    let lake = Lake::open(folder)?;
    if verify {
        let content = lake.content()?;
        match format {
            ReportFormat::Json => {
                print(&format!("{}\n", serde_json::json!({ "hash": content.hash, "faults": content.faults })))?
            }
            ReportFormat::Text => print(&format!("content {}\n", content.hash))?,
        }
        if content.faults.is_empty() {
            return Ok(());
        }
        return Err(Failure::Machine(format!(
            "the parts do not say what the log says:\n  {}\n  help: restore the lake from a copy, or import its sources anew",
            content.faults.join("\n  ")
        )));
    }
    if files {
        let mut text = String::new();
        for source in lake.sources() {
            for kind in ["events", "cube", "rejected"] {
                for part in lake.parts(kind, source).keys() {
                    let _ = writeln!(text, "{}", lake.root().join(part).display());
                }
            }
        }
        return print(&text);
    }
    let all = accounts(&lake);
    match format {
        ReportFormat::Json => {
            let text = serde_json::to_string_pretty(&all).expect("an account is plain data");
            print(&format!("{text}\n"))
        }
        ReportFormat::Text if all.is_empty() => print("The lake is empty.\n"),
        ReportFormat::Text => print(&all.iter().map(told).collect::<Vec<_>>().join("\n")),
    }
}

/// Spans of a list that are shown before the rest is counted.
const SHOWN: usize = 12;

fn told(a: &SourceAccount) -> String {
    let mut text = format!("{} (read as {}, coded in {})\n", a.source, a.reader, a.ontology.to_uppercase());
    let mut line = |what: &str, value: String| {
        let _ = writeln!(text, "  {what:<44}{value:>16}");
    };
    line("files", count(a.files));
    line("rows", count(a.rows));
    line("  counted in the cube", count(a.counted));
    for (rule, n) in &a.removed {
        line(&format!("  read, not counted: {rule}"), count(*n));
    }
    for (reason, n) in &a.rejected {
        line(&format!("  rejected: {reason}"), count(*n));
    }
    if a.not_utf8 > 0 {
        line("  with bytes that are not UTF-8, replaced", count(a.not_utf8));
    }
    line("text", format!("{:.1} MB", a.text_bytes as f64 / 1e6));
    line("on the disk", format!("{:.1} MB", a.disk_bytes as f64 / 1e6));
    line("parts of Parquet", count(a.parts));
    line("commits", count(a.commits));
    let _ = writeln!(text, "  rows: {}", if a.rows_are_kept { "kept" } else { "not kept, the cube only" });
    let _ = writeln!(text, "  cleaned by: {}", a.cleaned_by.join("; "));
    let _ = writeln!(text, "  written by version: {}", a.versions.join(", "));
    listed(&mut text, "watching", &a.observed);
    listed(&mut text, "no file for", &a.gaps);
    let thin: Vec<String> = a.thin_days.iter().map(|(day, n)| format!("{day} ({n} files)")).collect();
    listed(&mut text, "days with fewer files than most", &thin);
    let unknown: Vec<String> = a.unresolved.iter().map(|(what, n)| format!("{what} ({})", count(*n))).collect();
    listed(&mut text, "not resolved, most frequent", &unknown);
    text
}

fn listed(text: &mut String, what: &str, items: &[String]) {
    if items.is_empty() {
        return;
    }
    let more = items.len().saturating_sub(SHOWN);
    let rest = if more > 0 { format!(" and {more} more (--format json has all)") } else { String::new() };
    let _ = writeln!(text, "  {what}: {}{rest}", items[..items.len() - more].join("; "));
}
