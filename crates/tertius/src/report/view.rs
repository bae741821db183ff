//! Tables and charts as the page's template sees them: rounded cells, and the list of specifications that
//! goes into the page once.

use super::charts::Chart;
use super::numbers;
use super::table::Table;
use super::words;
use serde::Serialize;
use serde_json::{Map, Value};

/// A table on the page.
#[derive(Serialize)]
pub(super) struct TableView {
    name: String,
    title: String,
    header: Vec<HeaderView>,
    rows: Vec<Vec<CellView>>,
}

#[derive(Serialize)]
struct HeaderView {
    text: String,
    number: bool,
}

#[derive(Serialize)]
struct CellView {
    text: String,
    number: bool,
    /// Whether it is a short run of numbers or dates, which is read better unbroken.
    unbroken: bool,
}

impl From<&Table> for TableView {
    fn from(t: &Table) -> TableView {
        let numeric = t.numeric_columns();
        TableView {
            name: t.name.clone(),
            title: t.title.clone(),
            header: t.header.iter().zip(&numeric).map(|(h, n)| HeaderView { text: h.clone(), number: *n }).collect(),
            rows: t.rows.iter().map(|r| r.iter().map(|c| cell(c)).collect()).collect(),
        }
    }
}

/// Characters of a cell that is kept on one line: "0.170 (0.121 to 0.219)".
const UNBROKEN: usize = 24;

fn cell(text: &str) -> CellView {
    let number = text.parse::<f64>().is_ok();
    let shown = numbers::cell(text);
    // A true minus sign, which is as wide as a digit.
    let text = if number { shown.replace('-', "\u{2212}") } else { shown };
    let unbroken = text.chars().count() <= UNBROKEN && text.starts_with(|c: char| c.is_ascii_digit() || c == '-');
    CellView { text, number, unbroken }
}

/// A chart on the page.
#[derive(Serialize)]
pub(super) struct ChartView {
    id: String,
    title: String,
    heading: String,
    description: String,
    table: TableView,
}

/// The specifications of all charts of a page.
#[derive(Default)]
pub(super) struct Charts {
    specs: Map<String, Value>,
}

impl Charts {
    /// Keeps the specification and gives what the template needs.
    pub(super) fn add(&mut self, chart: Chart) -> ChartView {
        let view = ChartView {
            table: TableView::from(&chart.table),
            id: chart.id,
            heading: words::sentence(&chart.title),
            title: chart.title,
            description: chart.description,
        };
        self.specs.insert(view.id.clone(), chart.spec);
        view
    }

    /// All specifications as JSON that can stand within a script element: no `<`, `>` or `&` in it.
    pub(super) fn json(self) -> String {
        Value::Object(self.specs)
            .to_string()
            .replace('<', "\\u003c")
            .replace('>', "\\u003e")
            .replace('&', "\\u0026")
            .replace('\u{2028}', "\\u2028")
            .replace('\u{2029}', "\\u2029")
    }
}
