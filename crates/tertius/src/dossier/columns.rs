//! Which columns of a table mean what: the dossier's `columns`, for tables that were not made for Tertius. Names of
//! columns only; whether a file has them is found when it is read.

use super::argument::side;
use super::complaint::Complaint;
use super::question::{Measure, Source};
use super::side::{Dyad, Side};
use super::table::{Complaints, Spanned, Table};

/// Where the values of a table stand.
#[derive(Clone, Debug, PartialEq)]
pub enum ValueColumns {
    /// One column of values; two others name the dyad.
    One(Spanned<String>),
    /// A wide table: one column for each dyad, with the column of its standard error where there is one.
    OfDyads(Vec<DyadColumn>),
}

/// One column of a wide table.
#[derive(Clone, Debug, PartialEq)]
pub struct DyadColumn {
    /// The dyad that the column is about.
    pub dyad: Dyad,
    /// The column of its values.
    pub value: Spanned<String>,
    /// The column of their standard errors.
    pub standard_error: Option<Spanned<String>>,
}

/// Where the kinds of a measure in force stand.
#[derive(Clone, Debug, PartialEq)]
pub enum KindColumns {
    /// One column of words; each row is of one kind.
    Named(Spanned<String>),
    /// Columns that hold 1 (of this kind) or 0; a row counts as many kinds as it has ones.
    Marked(Vec<Spanned<String>>),
}

/// The dossier's `columns`. What is left out has the name of its key.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Columns {
    /// The date of a reading.
    pub date: Option<Spanned<String>>,
    /// One state; for measures in force, the state that took them.
    pub a: Option<Spanned<String>>,
    /// The other state; for measures in force, the state that they are aimed at.
    pub b: Option<Spanned<String>>,
    /// The value.
    pub value: Option<ValueColumns>,
    /// Its standard error, in tables with one column of values.
    pub standard_error: Option<Spanned<String>>,
    /// Total trade of the first state, for trade shares.
    pub total_a: Option<Spanned<String>>,
    /// Total trade of the second state, for trade shares.
    pub total_b: Option<Spanned<String>>,
    /// First date in force.
    pub begin: Option<Spanned<String>>,
    /// Last date in force; an empty cell means that there is none yet.
    pub end: Option<Spanned<String>>,
    /// The kind or kinds of a measure in force.
    pub kind: Option<KindColumns>,
}

impl Columns {
    /// The mapping in words, as it is printed among the settings.
    pub fn words(&self) -> String {
        let named = [
            ("date", &self.date),
            ("a", &self.a),
            ("b", &self.b),
            ("se", &self.standard_error),
            ("total_a", &self.total_a),
            ("total_b", &self.total_b),
            ("begin", &self.begin),
            ("end", &self.end),
        ];
        let mut parts: Vec<String> =
            named.iter().filter_map(|(k, c)| c.as_ref().map(|c| format!("{k} = {}", c.value))).collect();
        match &self.value {
            Some(ValueColumns::One(c)) => parts.push(format!("value = {}", c.value)),
            Some(ValueColumns::OfDyads(all)) => {
                parts.extend(all.iter().map(|c| format!("{} = {}", c.dyad, c.value.value)));
            }
            None => {}
        }
        match &self.kind {
            Some(KindColumns::Named(c)) => parts.push(format!("kind = {}", c.value)),
            Some(KindColumns::Marked(all)) => {
                parts.push(format!("kind = {}", all.iter().map(|c| c.value.as_str()).collect::<Vec<_>>().join(" + ")))
            }
            None => {}
        }
        parts.join(", ")
    }
}

/// Reads `columns` of an instrument, if it has them. Must be asked before the instrument's table is finished.
pub(super) fn columns(
    instrument: &Table<'_>,
    complaints: &Complaints,
    source: Option<Source>,
    measure: Option<Measure>,
) -> Option<Columns> {
    if source == Some(Source::Table) {
        // Tables of events have columns of another kind: see `mapping`.
        return None;
    }
    let table = instrument.table("columns", "`columns` of an instrument")?;
    let columns = match source {
        Some(Source::Indicator) => of_indicator(&table, complaints, measure),
        Some(Source::InForce) => {
            let kind = if table.is_list("kind") {
                table.texts("kind").map(KindColumns::Marked)
            } else {
                table.text("kind").map(KindColumns::Named)
            };
            Columns {
                a: table.text("a"),
                b: table.text("b"),
                begin: table.text("begin"),
                end: table.text("end"),
                kind,
                ..Columns::default()
            }
        }
        other => {
            if let Some(source) = other {
                complaints.add(Complaint::new(
                    instrument.span_of("columns").unwrap_or_else(|| table.span()),
                    format!("the columns of the source \"{}\" are its producer's", source.word()),
                    "cannot be named here",
                    "leave `columns` out, or read the file with source = \"table\", \"indicator\" or \"in force\"",
                ));
            }
            table.close();
            return None;
        }
    };
    table.finish();
    Some(columns)
}

fn of_indicator(table: &Table<'_>, complaints: &Complaints, measure: Option<Measure>) -> Columns {
    let (date, a, b) = (table.text("date"), table.text("a"), table.text("b"));
    let (total_a, total_b) = (table.text("total_a"), table.text("total_b"));
    let mut standard_error = None;
    let value = if table.is_table("value") {
        let values = by_dyad(table.table("value", "`value` of `columns`"), complaints);
        let errors = by_dyad(table.table("se", "`se` of `columns`"), complaints);
        for (dyad, column) in errors.iter().filter(|(d, _)| !values.iter().any(|(v, _)| v == d)) {
            complaints.add(Complaint::new(
                column.span.clone(),
                format!("{dyad} has a column of standard errors but none of values"),
                "an error of nothing",
                "name its values under `value`, or leave this out",
            ));
        }
        for (key, column) in [("a", &a), ("b", &b)] {
            if let Some(column) = column {
                complaints.add(Complaint::new(
                    column.span.clone(),
                    format!("`{key}` has no meaning where each dyad has a column of its own"),
                    "named twice",
                    "leave it out",
                ));
            }
        }
        if measure == Some(Measure::TradeShare) {
            complaints.add(Complaint::new(
                table.span_of("value").unwrap_or_else(|| table.span()),
                "a trade share needs one row per dyad and date, with both states' totals",
                "one column per dyad",
                "name one column of values and the columns a, b, total_a and total_b",
            ));
        }
        let error_of = |dyad: Dyad| errors.iter().find(|(d, _)| *d == dyad).map(|(_, c)| c.clone());
        Some(ValueColumns::OfDyads(
            values
                .into_iter()
                .map(|(dyad, value)| DyadColumn { dyad, value, standard_error: error_of(dyad) })
                .collect(),
        ))
    } else {
        standard_error = table.text("se");
        table.text("value").map(ValueColumns::One)
    };
    for (key, column) in [("total_a", &total_a), ("total_b", &total_b)] {
        if let Some(column) = column
            && measure != Some(Measure::TradeShare)
        {
            complaints.add(Complaint::new(
                column.span.clone(),
                format!("`{key}` belongs to the measure \"trade share\""),
                "read by no other measure",
                "add measure = \"trade share\", or leave it out",
            ));
        }
    }
    Columns { date, a, b, value, standard_error, total_a, total_b, ..Columns::default() }
}

fn by_dyad(table: Option<Table<'_>>, complaints: &Complaints) -> Vec<(Dyad, Spanned<String>)> {
    let Some(table) = table else { return Vec::new() };
    let mut all: Vec<(Dyad, Spanned<String>)> = Vec::new();
    for (key, column) in table.named_texts() {
        let Some((found, at)) = side(&key, complaints) else { continue };
        if let Side::Directed(d) = found {
            complaints.add(Complaint::new(
                at.clone(),
                format!("an indicator has no direction: \"{d}\""),
                "one direction",
                "write the two states with a hyphen, such as \"USA-RUS\"",
            ));
        }
        if let Some((dyad, twin)) = all.iter().find(|(d, _)| *d == found.dyad()) {
            complaints.add(
                Complaint::new(at, format!("{dyad} has two columns"), "the second", "keep one")
                    .and_at(twin.span.clone(), "the first"),
            );
        }
        all.push((found.dyad(), column));
    }
    if all.is_empty() {
        complaints.add(Complaint::new(
            table.span(),
            "no dyad has a column here",
            "names nothing",
            "write, for instance: { \"USA-RUS\" = \"USA_RUS\" }",
        ));
    }
    all
}
