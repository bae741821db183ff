//! One table type for the page, the CSV files and the terminal. Cells hold full precision; rounding
//! happens where a table is drawn.

use super::numbers;
use serde::{Deserialize, Serialize};

/// A table: what it shows, a header, and rows of as many cells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// File stem and anchor: lower case, digits and hyphens.
    pub name: String,
    /// What the table shows, one line.
    pub title: String,
    /// Names of the columns.
    pub header: Vec<String>,
    /// Rows, each with one cell per column. An absent value is an empty cell.
    pub rows: Vec<Vec<String>>,
}

impl Table {
    /// An empty table. The name is turned into a file stem.
    pub(super) fn new(name: &str, title: impl Into<String>, header: &[&str]) -> Table {
        Table {
            name: slug(name),
            title: title.into(),
            header: header.iter().map(|h| (*h).to_owned()).collect(),
            rows: Vec::new(),
        }
    }

    /// Adds a row.
    pub(super) fn push(&mut self, row: Vec<String>) {
        debug_assert_eq!(row.len(), self.header.len(), "{}: a row has as many cells as the header", self.name);
        self.rows.push(row);
    }

    /// As CSV (RFC 4180 quoting, line feeds, UTF-8), header first.
    pub fn csv(&self) -> String {
        let mut out = String::new();
        for row in std::iter::once(&self.header).chain(&self.rows) {
            for (i, cell) in row.iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                if cell.contains([',', '"', '\n', '\r']) {
                    out.push('"');
                    out.push_str(&cell.replace('"', "\"\""));
                    out.push('"');
                } else {
                    out.push_str(cell);
                }
            }
            out.push('\n');
        }
        out
    }

    /// As aligned text with rounded numbers, two spaces between columns; cells longer than `cell_max`
    /// characters are cut and end in "…".
    pub fn text(&self, cell_max: usize) -> String {
        let shown: Vec<Vec<String>> = std::iter::once(self.header.clone())
            .chain(self.rows.iter().map(|r| r.iter().map(|c| numbers::cell(c)).collect()))
            .map(|r: Vec<String>| r.into_iter().map(|c| cut(&c, cell_max.max(4))).collect())
            .collect();
        let widths: Vec<usize> = (0..self.header.len())
            .map(|j| shown.iter().map(|r| r.get(j).map_or(0, |c| c.chars().count())).max().unwrap_or(0))
            .collect();
        let numeric = self.numeric_columns();
        let mut out = format!("{}\n", self.title);
        for row in &shown {
            let cells: Vec<String> = row
                .iter()
                .zip(&widths)
                .zip(&numeric)
                .map(|((c, w), right)| {
                    let pad = " ".repeat(w - c.chars().count());
                    if *right { format!("{pad}{c}") } else { format!("{c}{pad}") }
                })
                .collect();
            out.push_str(cells.join("  ").trim_end());
            out.push('\n');
        }
        out
    }

    /// Which columns hold numbers only (empty cells aside): they are set flush right.
    pub(super) fn numeric_columns(&self) -> Vec<bool> {
        (0..self.header.len())
            .map(|j| {
                let mut any = false;
                let all = self.rows.iter().filter_map(|r| r.get(j)).filter(|c| !c.is_empty()).all(|c| {
                    any = true;
                    c.parse::<f64>().is_ok()
                });
                any && all
            })
            .collect()
    }
}

fn cut(text: &str, max: usize) -> String {
    let one_line = text.replace(['\n', '\r', '\t'], " ");
    if one_line.chars().count() <= max { one_line } else { one_line.chars().take(max - 1).chain(['…']).collect() }
}

/// A text as a file stem: lower-case letters and digits, everything else one hyphen; "table" if nothing is left.
pub(super) fn slug(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() && c.is_ascii() {
            out.push(c);
        } else if !out.ends_with('-') && !out.is_empty() {
            out.push('-');
        }
    }
    let out = out.trim_end_matches('-');
    if out.is_empty() { "table".to_owned() } else { out.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn csv_quotes_what_must_be_quoted() {
        let mut t = Table::new("A b", "x", &["one", "two"]);
        t.push(vec!["a,b".into(), "say \"no\"".into()]);
        t.push(vec![String::new(), "0.30000000000000004".into()]);
        assert_eq!(t.csv(), "one,two\n\"a,b\",\"say \"\"no\"\"\"\n,0.30000000000000004\n");
        assert_eq!(t.numeric_columns(), [false, false]);
    }

    #[test]
    fn text_is_aligned_and_rounded() {
        let mut t = Table::new("t", "Title", &["state", "t"]);
        t.push(vec!["Iran".into(), "-1.23456789".into()]);
        t.push(vec!["A very long name of a state".into(), "12".into()]);
        assert_eq!(t.text(8), "Title\nstate          t\nIran      -1.235\nA very …      12\n");
    }

    #[test]
    fn names_become_file_stems() {
        assert_eq!([slug("ICEWS, daily (1995)"), slug("–"), slug("Ärger 1")], ["icews-daily-1995", "table", "rger-1"]);
    }
}
