//! Counted events: a comma-separated table of date, initiator, target, code and count. The layout for
//! data that somebody has counted already, and of the bundle. States go by our own codes (ISO3); a date
//! may be a day, a month, a quarter or a year.

use super::event_row::{Actor, Details, EventLayout, EventRow, Who};
use super::row::{HeaderFault, RowFault, columns, date, shorten, split_row};
use crate::actors::Coding;
use crate::calendar::When;
use crate::dossier::Source;
use crate::events::card::SourceCard;
use crate::events::ledger::Rejection;
use crate::events::lines::split_commas;

/// The card of counted events.
pub(super) const CARD: SourceCard = SourceCard {
    source: Source::Counted,
    name: "counted events",
    producer: "whoever counted them: see the instrument's citation",
    bibtex: "",
    licence: "see the instrument's citation",
    coverage: "as declared in the dossier",
    absent_row: "nothing was counted for that date, directed dyad and code; whether anybody was watching is what the dossier declares",
    known_faults: &["What was lost before counting cannot be seen here."],
};

/// The layout; set up by the header.
#[derive(Debug, Default)]
pub(super) struct Counted {
    at: [usize; 5],
    n_columns: usize,
    fields: Vec<String>,
    /// The last date that was read, as it was written: rows of one date stand together.
    last: Option<(String, When)>,
}

impl EventLayout for Counted {
    fn begin(&mut self, first_line: &str) -> Result<bool, HeaderFault> {
        let fields = split_commas(first_line).unwrap_or_default();
        let names: Vec<&str> = fields.iter().map(AsRef::as_ref).collect();
        self.at = columns(&names, ["date", "initiator", "target", "code", "count"], "a table of counted events")?;
        self.n_columns = names.len();
        Ok(true)
    }

    fn event<'a>(&'a mut self, line: &'a str) -> Result<EventRow<'a>, RowFault> {
        split_row(line, self.n_columns, &mut self.fields)?;
        let [day, initiator, target, code, count] = self.at.map(|i| self.fields[i].trim());
        let when = match &self.last {
            Some((text, when)) if text == day => *when,
            _ => {
                let when = date(day, self.at[0])?;
                self.last = Some((day.to_owned(), when));
                when
            }
        };
        Ok(EventRow {
            when,
            initiator: Who::plain(Actor::Coded(Coding::Iso3, initiator)),
            target: Who::plain(Actor::Coded(Coding::Iso3, target)),
            code,
            code_is_text: false,
            count: count.parse().map_err(|_| (Rejection::NotANumber, self.at[4] + 1, shorten(count)))?,
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
    fn columns_are_found_by_name_in_any_order() {
        let mut layout = Counted::default();
        layout.begin("count,code,target,initiator,date").unwrap();
        let row = layout.event("7,material-conflict,RUS,IRN,1998-03").unwrap();
        let EventRow { count, initiator, when, .. } = row;
        assert_eq!((count, initiator.code, when.span.n_days()), (7, "IRN", 31));
    }

    #[test]
    fn negative_and_broken_counts_are_rejected() {
        let mut layout = Counted::default();
        layout.begin("date,initiator,target,code,count").unwrap();
        for bad in ["-1", "1.5", "", "many", "99999999999"] {
            assert_eq!(
                layout.event(&format!("1998-03,IRN,RUS,conflict,{bad}")).unwrap_err().0,
                Rejection::NotANumber,
                "{bad}"
            );
        }
        assert!(layout.begin("date,initiator,target,code").is_err());
    }
}
