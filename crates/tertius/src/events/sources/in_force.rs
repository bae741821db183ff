//! Measures in force: a table of intervals, one row for each case in which one state took measures (sanctions,
//! embargoes) against another, with a first and a last date and the kinds of measure.

use super::mapping::{find, find_if_any};
use super::row::{HeaderFault, Layout, RawRow, RowFault, date, shorten, split_row};
use crate::dossier::{Columns, Instrument, KindColumns, Source};
use crate::events::card::SourceCard;
use crate::events::ledger::Rejection;
use crate::events::lines::split_commas;

/// The card of measures in force.
pub(super) const CARD: SourceCard = SourceCard {
    source: Source::InForce,
    name: "measures in force",
    producer: "whoever keeps the list: see the instrument's citation",
    bibtex: "",
    licence: "see the instrument's citation",
    coverage: "as declared in the dossier; dyads of states that the table names",
    absent_row: "no measure in force between two states that the table names, within the declared span: an observed zero",
    breaks: &[],
    known_faults: &[
        "A case without an end is taken to be in force up to the last declared day.",
        "Measures of organisations (United Nations, European Union) are of no dyad and are rejected, by name and number.",
        "Each kind of each case counts the same, however hard it bites.",
    ],
};

/// Where the kinds stand.
#[derive(Debug)]
enum Kinds {
    /// The table has none: each row is one kind.
    None,
    /// A column of words, which must not be empty.
    Named(usize),
    /// Columns of ones and zeros.
    Marked(Vec<usize>),
}

/// The layout; set up by the header.
#[derive(Debug)]
pub(super) struct InForce {
    columns: Columns,
    at: [usize; 4],
    kinds: Kinds,
    n_columns: usize,
    fields: Vec<String>,
}

impl InForce {
    pub(super) fn new(instrument: &Instrument) -> InForce {
        let columns = instrument.columns.clone().unwrap_or_default();
        InForce { columns, at: [0; 4], kinds: Kinds::None, n_columns: 0, fields: Vec::new() }
    }
}

impl Layout for InForce {
    fn begin(&mut self, first_line: &str) -> Result<bool, HeaderFault> {
        let fields = split_commas(first_line).unwrap_or_default();
        let names: Vec<&str> = fields.iter().map(AsRef::as_ref).collect();
        let c = &self.columns;
        self.at = [
            find(&names, c.a.as_ref(), "a")?,
            find(&names, c.b.as_ref(), "b")?,
            find(&names, c.begin.as_ref(), "begin")?,
            find(&names, c.end.as_ref(), "end")?,
        ];
        self.kinds = match &c.kind {
            None => find_if_any(&names, None, "kind")?.map_or(Kinds::None, Kinds::Named),
            Some(KindColumns::Named(name)) => Kinds::Named(find(&names, Some(name), "kind")?),
            Some(KindColumns::Marked(all)) => {
                Kinds::Marked(all.iter().map(|name| find(&names, Some(name), "kind")).collect::<Result<_, _>>()?)
            }
        };
        self.n_columns = names.len();
        Ok(true)
    }

    fn row<'a>(&'a mut self, line: &'a str) -> Result<RawRow<'a>, RowFault> {
        split_row(line, self.n_columns, &mut self.fields)?;
        let field = |i: usize| self.fields[i].trim();
        let kinds = match &self.kinds {
            Kinds::None => 1,
            Kinds::Named(at) => u32::from(!field(*at).is_empty()),
            Kinds::Marked(all) => {
                let mut n = 0;
                for at in all {
                    match field(*at) {
                        "1" => n += 1,
                        "0" | "" => {}
                        other => return Err((Rejection::NotANumber, at + 1, shorten(other))),
                    }
                }
                n
            }
        };
        if kinds == 0 {
            return Err((Rejection::NoKind, 0, shorten(line)));
        }
        let [a, b, begin, end] = self.at;
        let begin = date(field(begin), begin)?;
        let end = if matches!(field(end), "" | "NA") { None } else { Some(date(field(end), end)?) };
        Ok(RawRow::InForce { states: [field(a), field(b)], begin, end, kinds })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dossier::Dossier;

    fn layout(columns: &str) -> InForce {
        let text = format!(
            "[triangle]\npair = [\"IRN\", \"RUS\"]\nthird = \"USA\"\n[[instrument]]\nname = \"s\"\nsource = \"in force\"\nfiles = [\"x\"]\nobserved = [\"1950..2020\"]\n{columns}\n"
        );
        InForce::new(&Dossier::read(&text, &[]).unwrap().instruments[0])
    }

    #[test]
    fn kinds_are_counted_by_word_or_by_mark() {
        let kinds = |columns: &str, header: &str, row: &str| {
            let mut l = layout(columns);
            l.begin(header).unwrap();
            match l.row(row) {
                Ok(RawRow::InForce { kinds, .. }) => Ok(kinds),
                Ok(_) => panic!("measures in force"),
                Err(e) => Err(e.0),
            }
        };
        assert_eq!(kinds("", "a,b,begin,end", "USA,IRN,1979,1981"), Ok(1));
        assert_eq!(kinds("", "a,b,begin,end,kind", "USA,IRN,1979,1981,arms"), Ok(1));
        assert_eq!(kinds("", "a,b,begin,end,kind", "USA,IRN,1979,1981,"), Err(Rejection::NoKind));
        let marked = "columns = { kind = [\"arms\", \"trade\"] }";
        assert_eq!(kinds(marked, "a,b,begin,end,arms,trade", "USA,IRN,1979,1981,1,1"), Ok(2));
        assert_eq!(kinds(marked, "a,b,begin,end,arms,trade", "USA,IRN,1979,1981,1,0"), Ok(1));
        assert_eq!(kinds(marked, "a,b,begin,end,arms,trade", "USA,IRN,1979,1981,0,0"), Err(Rejection::NoKind));
        assert_eq!(kinds(marked, "a,b,begin,end,arms,trade", "USA,IRN,1979,1981,2,0"), Err(Rejection::NotANumber));
        assert_eq!(kinds("", "a,b,begin,end", "USA,IRN,1979-13,1981"), Err(Rejection::NoSuchDate));
    }

    #[test]
    fn an_empty_end_is_no_end() {
        let mut l = layout("");
        l.begin("begin,end,b,a").unwrap();
        let RawRow::InForce { states, end, .. } = l.row("2014-03-06,,Russia,United States").unwrap() else {
            panic!("measures in force")
        };
        assert_eq!((states, end), (["United States", "Russia"], None));
    }
}
