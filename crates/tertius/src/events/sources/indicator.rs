//! Indicators: a comma-separated table with a number per date and two states (`date`, `a`, `b`, `value`
//! and, if known, `se`). For votes, trade, distances and any other reading of a relation.

use super::mapping::{find, find_if_any};
use super::row::{HeaderFault, Layout, RawRow, RowFault, date, number, shorten, split_row};
use crate::dossier::{Columns, DyadColumn, Instrument, Measure, Source, ValueColumns};
use crate::events::card::SourceCard;
use crate::events::ledger::Rejection;
use crate::events::lines::split_commas;

/// The card of indicators.
pub(super) const CARD: SourceCard = SourceCard {
    source: Source::Indicator,
    name: "indicator",
    producer: "whoever computed it: see the instrument's citation",
    bibtex: "",
    licence: "see the instrument's citation",
    coverage: "the dates that the table names",
    absent_row: "no reading for that date and dyad: unobserved",
    breaks: &[],
    known_faults: &["A table without the column `se` states no error, so none is drawn."],
};

/// One column of values: the states that it is about, the value, its standard error, and for shares both totals.
#[derive(Debug)]
struct Cell {
    states: States,
    value: usize,
    se: Option<usize>,
    totals: Option<[usize; 2]>,
}

#[derive(Debug)]
enum States {
    /// Two columns name them.
    Columns([usize; 2]),
    /// The column of values is about these.
    Fixed([&'static str; 2]),
}

/// The layout; set up by the header.
#[derive(Debug)]
pub(super) struct Indicator {
    columns: Columns,
    share: bool,
    date: usize,
    cells: Vec<Cell>,
    n_columns: usize,
    fields: Vec<String>,
}

impl Indicator {
    pub(super) fn new(instrument: &Instrument) -> Indicator {
        Indicator {
            columns: instrument.columns.clone().unwrap_or_default(),
            share: instrument.measure == Measure::TradeShare,
            date: 0,
            cells: Vec::new(),
            n_columns: 0,
            fields: Vec::new(),
        }
    }
}

impl Layout for Indicator {
    fn begin(&mut self, first_line: &str) -> Result<bool, HeaderFault> {
        let fields = split_commas(first_line).unwrap_or_default();
        let names: Vec<&str> = fields.iter().map(AsRef::as_ref).collect();
        let c = &self.columns;
        self.date = find(&names, c.date.as_ref(), "date")?;
        self.cells = if let Some(ValueColumns::OfDyads(all)) = &c.value {
            let cell = |column: &DyadColumn| -> Result<Cell, HeaderFault> {
                let se = column.standard_error.as_ref();
                Ok(Cell {
                    states: States::Fixed(column.dyad.states().map(|s| s.code())),
                    value: find(&names, Some(&column.value), "value")?,
                    se: if se.is_some() { Some(find(&names, se, "se")?) } else { None },
                    totals: None,
                })
            };
            all.iter().map(cell).collect::<Result<_, _>>()?
        } else {
            let value = match &c.value {
                Some(ValueColumns::One(name)) => Some(name),
                _ => None,
            };
            let states = [find(&names, c.a.as_ref(), "a")?, find(&names, c.b.as_ref(), "b")?];
            let totals = if self.share {
                Some([find(&names, c.total_a.as_ref(), "total_a")?, find(&names, c.total_b.as_ref(), "total_b")?])
            } else {
                None
            };
            vec![Cell {
                states: States::Columns(states),
                value: find(&names, value, "value")?,
                se: find_if_any(&names, c.standard_error.as_ref(), "se")?,
                totals,
            }]
        };
        self.n_columns = names.len();
        Ok(true)
    }

    fn row<'a>(&'a mut self, line: &'a str) -> Result<RawRow<'a>, RowFault> {
        self.cell(line, 0)
    }

    fn n_cells(&self) -> usize {
        self.cells.len()
    }

    fn cell<'a>(&'a mut self, line: &'a str, cell: usize) -> Result<RawRow<'a>, RowFault> {
        // A line that cannot be split stays as the line before left it: it is split again for each cell then.
        if cell == 0 || self.fields.is_empty() {
            self.fields.clear();
            split_row(line, self.n_columns, &mut self.fields)?;
        }
        let Cell { states, value, se, totals } = &self.cells[cell];
        let text = |i: usize| self.fields[i].trim();
        let when = date(text(self.date), self.date)?;
        if matches!(text(*value), "" | "NA") {
            return Ok(RawRow::Empty);
        }
        let standard_error = match se.map(|i| (i, text(i))) {
            None | Some((_, "" | "NA")) => None,
            Some((i, t)) => Some(
                number(t, i)
                    .and_then(|v| if v > 0.0 { Ok(v) } else { Err((Rejection::NotANumber, i + 1, shorten(t))) })?,
            ),
        };
        let mut reading = (number(text(*value), *value)?, standard_error);
        if let Some([a, b]) = totals {
            if matches!(text(*a), "" | "NA") || matches!(text(*b), "" | "NA") {
                return Ok(RawRow::Empty);
            }
            let (total_a, total_b) = (number(text(*a), *a)?, number(text(*b), *b)?);
            let not_a_share = || (Rejection::NotAShare, value + 1, shorten(line));
            reading = trade_share(reading, total_a, total_b).ok_or_else(not_a_share)?;
        }
        let states = match states {
            States::Columns([a, b]) => [text(*a), text(*b)],
            States::Fixed(codes) => *codes,
        };
        Ok(RawRow::Reading { when, states, value: reading.0, standard_error: reading.1 })
    }
}

/// The geometric mean of the shares that the two states' trade with each other has in the total trade of each, 0 to 1
/// (the salience of trade, Barbieri 1996), with its standard error where the flow has one. `None` unless 0 <= flow <=
/// both totals and both are above 0.
fn trade_share((flow, error): (f64, Option<f64>), total_a: f64, total_b: f64) -> Option<(f64, Option<f64>)> {
    let is_share = total_a > 0.0 && total_b > 0.0 && (0.0..=total_a.min(total_b)).contains(&flow);
    // The root of the product of both shares is linear in the flow, and so its error is the flow's, scaled alike.
    let scale = total_a.sqrt() * total_b.sqrt();
    is_share.then(|| ((flow / scale).min(1.0), error.map(|e| e / scale)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dossier::Dossier;

    fn layout(keys: &str) -> Indicator {
        let text = format!(
            "[triangle]\npair = [\"IRN\", \"RUS\"]\nthird = \"USA\"\n[[instrument]]\nname = \"i\"\nsource = \"indicator\"\nfiles = [\"x\"]\n{keys}\n"
        );
        Indicator::new(&Dossier::read(&text, &[]).unwrap().instruments[0])
    }

    #[test]
    fn a_wide_table_gives_one_reading_for_each_dyad() {
        let mut wide = layout(
            "columns = { date = \"day\", value = { \"USA-RUS\" = \"USA_RUS\", \"IRN-USA\" = \"x\" }, se = { \"IRN-USA\" = \"x_se\" } }",
        );
        wide.begin("x_se,day,x,USA_RUS").unwrap();
        let line = "0.5,2018-01-01,-3,122.1";
        let when = date("2018-01-01", 0).unwrap();
        for (cell, states, value, standard_error) in
            [(0, ["RUS", "USA"], 122.1, None), (1, ["IRN", "USA"], -3.0, Some(0.5))]
        {
            assert_eq!(wide.cell(line, cell), Ok(RawRow::Reading { when, states, value, standard_error }));
        }
        // An empty cell is no reading; a broken line is as many faults as it has cells.
        assert!(wide.cell("0.5,2018-01-02,,1", 0).is_ok());
        assert_eq!(wide.cell("0.5,2018-01-02,,1", 1).unwrap(), RawRow::Empty);
        for cell in 0..2 {
            assert_eq!(wide.cell("0.5,2018-01-03", cell).unwrap_err().0, Rejection::TooFewColumns);
        }
    }

    #[test]
    fn a_trade_share_worked_by_hand() {
        // 30 of 100 and 30 of 75: the root of .3 x .4.
        let (share, error) = trade_share((30.0, Some(3.0)), 100.0, 75.0).unwrap();
        assert!((share - 0.12_f64.sqrt()).abs() < 1e-15);
        assert!((error.unwrap() - 0.1 * share).abs() < 1e-15, "the error of the flow, scaled alike");
        assert_eq!(trade_share((0.0, None), 100.0, 75.0), Some((0.0, None)));
        for (flow, a, b) in [(80.0, 100.0, 75.0), (-1.0, 10.0, 10.0), (0.0, 0.0, 10.0), (1.0, 10.0, -2.0)] {
            assert_eq!(trade_share((flow, None), a, b), None);
        }
        for flow in 0..=40 {
            let (share, _) = trade_share((f64::from(flow), None), 40.0, 40.0).unwrap();
            assert!((0.0..=1.0).contains(&share));
        }
    }

    #[test]
    fn a_trade_share_without_totals_is_of_another_layout() {
        let mut shares = layout("measure = \"trade share\"");
        assert!(shares.begin("date,a,b,value").unwrap_err().message.contains("total_a"));
        shares.begin("date,a,b,value,total_a,total_b").unwrap();
        let RawRow::Reading { value, .. } = shares.row("2014,IRN,RUS,30,100,75").unwrap() else { panic!("a reading") };
        assert!((value - 0.12_f64.sqrt()).abs() < 1e-15);
        assert_eq!(shares.row("2014,IRN,RUS,30,100,").unwrap(), RawRow::Empty);
        assert_eq!(shares.row("2014,IRN,RUS,30,20,75").unwrap_err().0, Rejection::NotAShare);
    }

    #[test]
    fn readings_carry_their_error_where_there_is_one() {
        let mut layout = layout("");
        layout.begin("date,a,b,value,se").unwrap();
        for (line, se) in [("2019,IRN,RUS,0.7831,0.02", Some(0.02)), ("2019,IRN,RUS,0.7831,", None)] {
            let RawRow::Reading { standard_error, value, .. } = layout.row(line).unwrap() else { panic!("a reading") };
            assert_eq!((value, standard_error), (0.7831, se));
        }
        for bad in ["2019,IRN,RUS,NaN,1", "2019,IRN,RUS,inf,1", "2019,IRN,RUS,1,0", "2019,IRN,RUS,1,-2"] {
            assert_eq!(layout.row(bad).unwrap_err().0, Rejection::NotANumber, "{bad}");
        }
    }
}
