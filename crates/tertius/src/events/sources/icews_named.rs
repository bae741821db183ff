//! ICEWS events by name: date, initiator, CAMEO event text and target in words, tab-separated with a
//! header that calls them `date`, `s`, `r` and `o`. The cut that forecasting benchmarks use.

use super::event_row::{Details, EventLayout, EventRow, Who};
use super::row::{HeaderFault, RowFault, columns, date, shorten};
use crate::dossier::Source;
use crate::events::card::SourceCard;
use crate::events::ledger::Rejection;

/// The card of the named sets.
pub(super) const CARD: SourceCard = SourceCard {
    source: Source::IcewsNamed,
    name: "ICEWS by name",
    producer: "cuts of ICEWS made for temporal knowledge-graph forecasting",
    bibtex: super::icews::CARD.bibtex,
    licence: "as ICEWS",
    coverage: "2014; parts of 2018, 2021 and 2022, each cut to its own list of actors",
    absent_row: "nothing was seen between actors of the cut's own list",
    known_faults: &[
        "No codes, only the CAMEO text; actors are names that have to be resolved.",
        "The 2014 cut has no bare 'Russia' or 'United States' among its actors: counts of these states are lower bounds.",
        "The cuts of 2021 and 2022 have different actor lists: levels of counts cannot be compared between them.",
        "The cut of 2022 repeats identical rows.",
    ],
};

/// The layout; set up by the header.
#[derive(Debug, Default)]
pub(super) struct IcewsNamed {
    at: [usize; 4],
    n_columns: usize,
}

impl EventLayout for IcewsNamed {
    fn begin(&mut self, first_line: &str) -> Result<bool, HeaderFault> {
        let fields: Vec<&str> = first_line.split('\t').collect();
        self.at = columns(&fields, ["date", "s", "r", "o"], "ICEWS by name")?;
        self.n_columns = fields.len();
        Ok(true)
    }

    fn event<'a>(&'a mut self, line: &'a str) -> Result<EventRow<'a>, RowFault> {
        let fields: Vec<&str> = line.split('\t').collect();
        if fields.len() < self.n_columns {
            return Err((Rejection::TooFewColumns, fields.len(), shorten(line)));
        }
        if fields.len() > self.n_columns {
            return Err((Rejection::TooManyColumns, self.n_columns + 1, shorten(line)));
        }
        let [day, initiator, text, target] = self.at.map(|i| fields[i]);
        Ok(EventRow {
            when: date(day, self.at[0])?,
            initiator: Who::named(initiator.trim()),
            target: Who::named(target.trim()),
            code: text.trim(),
            code_is_text: true,
            count: 1,
            key: None,
            read_details: Details::default(),
            later: None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_texts_are_kept_as_written() {
        let mut layout = IcewsNamed::default();
        layout.begin("set\tsplit\tdate\ts\tr\to").unwrap();
        let row = layout.event("a\ttrain\t2014-01-04\tForeign Affairs (Iran)\tMake a visit\tVladimir Putin").unwrap();
        let EventRow { initiator, code, code_is_text, .. } = row;
        assert_eq!((initiator.code, code, code_is_text), ("Foreign Affairs (Iran)", "Make a visit", true));
        assert_eq!(layout.event("a\tb\t2014-01-04\tx\ty").unwrap_err().0, Rejection::TooFewColumns);
    }
}
