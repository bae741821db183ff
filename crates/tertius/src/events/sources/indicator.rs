//! Indicators: a comma-separated table with a number per date and two states (`date`, `a`, `b`, `value`
//! and, if known, `se`). For votes, trade, distances and any other reading of a relation.

use super::row::{HeaderFault, Layout, RawRow, RowFault, columns, date, number, shorten, split_row};
use crate::dossier::Source;
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
    known_faults: &["A table without the column `se` states no error, so none is drawn."],
};

/// The layout; set up by the header.
#[derive(Debug, Default)]
pub(super) struct Indicator {
    at: [usize; 4],
    se: Option<usize>,
    n_columns: usize,
    fields: Vec<String>,
}

impl Layout for Indicator {
    fn begin(&mut self, first_line: &str) -> Result<bool, HeaderFault> {
        let fields = split_commas(first_line).unwrap_or_default();
        let names: Vec<&str> = fields.iter().map(AsRef::as_ref).collect();
        self.at = columns(&names, ["date", "a", "b", "value"], "an indicator table")?;
        self.se = names.iter().position(|n| n.trim().eq_ignore_ascii_case("se"));
        self.n_columns = names.len();
        Ok(true)
    }

    fn row<'a>(&'a mut self, line: &'a str) -> Result<RawRow<'a>, RowFault> {
        split_row(line, self.n_columns, &mut self.fields)?;
        let [day, a, b, value] = self.at.map(|i| self.fields[i].trim());
        let standard_error = match self.se.map(|i| (i, self.fields[i].trim())) {
            None | Some((_, "" | "NA")) => None,
            Some((i, text)) => Some(
                number(text, i)
                    .and_then(|v| if v > 0.0 { Ok(v) } else { Err((Rejection::NotANumber, i + 1, shorten(text))) })?,
            ),
        };
        Ok(RawRow::Reading {
            when: date(day, self.at[0])?,
            states: [a, b],
            value: number(value, self.at[3])?,
            standard_error,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readings_carry_their_error_where_there_is_one() {
        let mut layout = Indicator::default();
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
