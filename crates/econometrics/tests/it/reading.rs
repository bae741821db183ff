//! Finds and reads input of tests: the repository's own reference folders, and the shared data where present.
//! No expectations live here.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use tertius_econometrics::Columns;

/// Root of the repository.
fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The folder `reference/` of the repository.
pub(crate) fn reference() -> PathBuf {
    repository().join("reference")
}

/// The folder `reference/<name>` of the shared data, or `None` after saying that `test` is skipped.
#[expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "a test finds the shared data by environment and notes what it skips in a file"
)]
pub(crate) fn shared(test: &str, name: &str) -> Option<PathBuf> {
    let base = std::env::var_os("TERTIUS_SHARED").map_or_else(|| repository().join("../shared"), PathBuf::from);
    let folder = base.join("reference").join(name);
    if folder.is_dir() {
        return Some(folder);
    }
    let line = format!("skipped: {test}: shared data not found");
    assert!(std::env::var_os("TERTIUS_REQUIRE_SHARED").is_none(), "{line}");
    eprintln!("{line}");
    if let Some(file) = std::env::var_os("TERTIUS_SKIPS") {
        let mut file = std::fs::OpenOptions::new().create(true).append(true).open(file).unwrap();
        writeln!(file, "{line}").unwrap();
    }
    None
}

/// A text file.
#[expect(clippy::disallowed_methods, reason = "tests read their expectations from files")]
pub(crate) fn text(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// A table of numbers with a heading: names in the order of the file, and the columns. An empty cell and one
/// that is no number are `None`.
pub(crate) struct Table {
    pub(crate) names: Vec<String>,
    columns: BTreeMap<String, Vec<Option<f64>>>,
}

impl Table {
    pub(crate) fn read(path: &Path) -> Self {
        let text = text(path);
        let mut lines = text.lines();
        let unquoted = |cell: &str| cell.trim().trim_matches('"').to_owned();
        let names: Vec<String> = lines.next().expect("a heading").split(',').map(unquoted).collect();
        let mut columns: BTreeMap<String, Vec<Option<f64>>> = names.iter().map(|n| (n.clone(), vec![])).collect();
        for line in lines.filter(|l| !l.is_empty()) {
            let mut cells = line.split(',');
            for name in &names {
                let cell = unquoted(cells.next().expect("as many cells as names"));
                columns.get_mut(name).expect("a known name").push(cell.parse().ok());
            }
        }
        Self { names, columns }
    }

    pub(crate) fn with_gaps(&self, name: &str) -> &[Option<f64>] {
        &self.columns[name]
    }

    pub(crate) fn column(&self, name: &str) -> Vec<f64> {
        self.columns[name].iter().map(|v| v.unwrap_or_else(|| panic!("a gap in {name}"))).collect()
    }

    /// The named columns as a matrix.
    pub(crate) fn columns(&self, names: &[&str]) -> Columns {
        let first = self.column(names[0]);
        let mut columns = Columns::new(first.len());
        for name in names {
            columns.push(*name, &self.column(name)).unwrap();
        }
        columns
    }
}

/// First differences of logarithms.
pub(crate) fn log_differences(values: &[f64]) -> Vec<f64> {
    values.windows(2).map(|w| w[1].ln() - w[0].ln()).collect()
}

/// All numbers in a line, in order, commas and words passed over.
pub(crate) fn numbers(line: &str) -> Vec<f64> {
    line.split(|c: char| c.is_whitespace() || ",():[]".contains(c)).filter_map(|w| w.parse().ok()).collect()
}

/// The first line that contains all of `words`.
pub(crate) fn line_with<'a>(text: &'a str, words: &[&str]) -> &'a str {
    text.lines().find(|l| words.iter().all(|w| l.contains(w))).unwrap_or_else(|| panic!("no line with {words:?}"))
}
