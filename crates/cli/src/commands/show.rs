//! `tertius show`: one stage's values as a table, down to the rows.

use super::open::open;
use super::report::print;
use crate::Failure;
use crate::args::{Global, TableFormat};
use serde_json::{Map, Value};
use tertius::dossier::did_you_mean;
use tertius::report::{self, Table};

/// What is to be shown.
pub(crate) struct Wanted<'a> {
    /// The stage.
    pub stage: &'a str,
    /// Down to the rows.
    pub trail: bool,
    /// By directed dyad.
    pub directed: bool,
    /// The fused relations.
    pub fused: bool,
    /// The types of triangle.
    pub types: bool,
    /// Only this instrument.
    pub instrument: Option<&'a str>,
}

/// Prints the tables of a stage.
pub(crate) fn show(
    wanted: &Wanted<'_>,
    dossier: Option<&str>,
    format: TableFormat,
    global: &Global,
) -> Result<(), Failure> {
    let Wanted { stage, trail, directed, fused, types, instrument } = *wanted;
    if !report::STAGES.contains(&stage) {
        let near = did_you_mean(stage, report::STAGES.iter().copied())
            .map_or(String::new(), |n| format!("did you mean {n}? "));
        return Err(Failure::Complaint(format!(
            "complaint: no stage is called \"{stage}\"\n  help: {near}Stages are: {}",
            report::STAGES.join(", ")
        )));
    }
    if trail && stage != "events" {
        return Err(Failure::Complaint("complaint: --trail goes down to rows, which only the stage events has\n  help: tertius show events --trail --instrument NAME".into()));
    }
    if directed && stage != "series" {
        return Err(Failure::Complaint("complaint: --directed counts by directed dyad, which only the stage series does\n  help: tertius show series --directed".into()));
    }
    if fused && stage != "series" {
        return Err(Failure::Complaint("complaint: --fused shows the fused relations, which only the stage series has\n  help: tertius show series --fused".into()));
    }
    if types && stage != "triangle" {
        return Err(Failure::Complaint("complaint: --types shows the types of triangle, which only the stage triangle has\n  help: tertius show triangle --types".into()));
    }
    let opened = open(dossier)?;
    if trail {
        // Rows are as many as the files have: they are not kept.
        let findings = opened.findings(&*opened.files, None, global)?;
        let names: Vec<&str> = findings.instruments.iter().map(|i| i.series.instrument.name.value.as_str()).collect();
        no_such_instrument(instrument, &names)?;
        let asked = names.iter().filter(|n| instrument.is_none_or(|w| w == **n));
        let tables: Vec<Table> = asked.filter_map(|n| report::trail(&findings, n)).collect();
        return print_tables(&tables, format, 48);
    }
    let mut printed = opened.run(None, global)?;
    let names: Vec<&str> = printed.instruments.iter().map(String::as_str).collect();
    no_such_instrument(instrument, &names)?;
    let table = match (directed, fused, types) {
        (true, _, _) => report::DIRECTED,
        (_, true, _) => report::RELATIONS,
        (_, _, true) => report::TYPES,
        _ => stage,
    };
    let tables: Vec<Table> = printed.stages.remove(table).into_iter().map(|t| only(t, instrument)).collect();
    print_tables(&tables, format, 48)
}

/// A complaint where an instrument is asked for that the dossier does not have.
pub(super) fn no_such_instrument(wanted: Option<&str>, names: &[&str]) -> Result<(), Failure> {
    match wanted {
        Some(wanted) if !names.contains(&wanted) => Err(Failure::Complaint(format!(
            "complaint: no instrument is named \"{wanted}\"\n  help: the dossier has: {}",
            names.join("; ")
        ))),
        _ => Ok(()),
    }
}

/// Prints tables in the format that was asked for; on the terminal, cells longer than `cell_max` are cut.
pub(super) fn print_tables(tables: &[Table], format: TableFormat, cell_max: usize) -> Result<(), Failure> {
    let text = match format {
        TableFormat::Table => tables.iter().map(|t| format!("{}\n", t.text(cell_max))).collect::<String>(),
        TableFormat::Csv => tables.iter().map(Table::csv).collect::<Vec<_>>().join("\n"),
        TableFormat::Json => format!("{}\n", Value::Array(tables.iter().map(to_json).collect())),
    };
    print(&text)
}

/// The rows of one instrument, where the table has such a column.
fn only(mut table: Table, instrument: Option<&str>) -> Table {
    if let (Some(wanted), Some(column)) = (instrument, table.header.iter().position(|h| h == "instrument")) {
        table.rows.retain(|r| r[column] == wanted);
    }
    table
}

fn to_json(table: &Table) -> Value {
    let rows = table
        .rows
        .iter()
        .map(|r| table.header.iter().cloned().zip(r.iter().cloned().map(Value::String)).collect::<Map<_, _>>());
    serde_json::json!({ "title": table.title, "rows": rows.collect::<Vec<_>>() })
}
