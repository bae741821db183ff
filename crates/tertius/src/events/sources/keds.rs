//! KEDS/TABARI: the layout of the Kansas Event Data System, as tab-separated text without a header
//! (`yymmdd`, initiator, target, code, label in brackets, phrase) and as its four columns in CSV.

use super::event_row::{Details, EventLayout, EventRow, Who};
use super::row;
use super::row::{HeaderFault, RowFault, columns, date, shorten};
use crate::actors::Coding;
use crate::calendar::{Day, Span, When};
use crate::dossier::{Ontology, Source};
use crate::events::card::SourceCard;
use crate::events::ledger::Rejection;
use crate::events::lines::split_commas;

/// The card of KEDS.
pub(super) const CARD: SourceCard = SourceCard {
    source: Source::Keds,
    name: "KEDS",
    producer: "Kansas Event Data System, Philip A. Schrodt and Deborah J. Gerner",
    bibtex: "@misc{keds, author = {Schrodt, Philip A. and Gerner, Deborah J.}, title = {Kansas Event Data System: Gulf, Levant, Balkans, Turkey and Central Asia event data}, howpublished = {Department of Political Science, University of Kansas}, year = {1999}}",
    licence: "free for research; redistributed by the R package events",
    coverage: "regions of Reuters and Agence France-Presse leads; the Gulf set 1979-04-15 to 1999-03-31 (WEIS), Central Asia 1989-1999 (WEIS), Turkey 1992-2006 (CAMEO)",
    absent_row: "nothing was reported between these two actors on that day; the source was watching",
    known_faults: &[
        "The Gulf set is published as CAMEO but is coded in WEIS.",
        "Actors are merged by the first three letters: parties, ministries and rebels of a state count as the state.",
        "Reuters coverage thickens in the 1990s; Soviet actors are coded USR, Russian ones RUS.",
        "The Turkey set holds nine rows with a damaged code (0841] and 145]).",
        "WEIS 130, 199, 204, 214 (in Central Asia also 114 and 215) have no Goldstein value.",
    ],
};

/// How the fields are separated.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Form {
    Tabs,
    Commas([usize; 4]),
}

/// The layout; the first line decides between tabs and commas.
#[derive(Debug)]
pub(super) struct Keds {
    form: Form,
    coding: Coding,
    fields: Vec<String>,
}

impl Keds {
    /// Files coded in WEIS carry the older actor letters of KEDS, those in CAMEO the letters of CAMEO.
    pub(super) fn new(ontology: Option<Ontology>) -> Keds {
        let coding = if ontology == Some(Ontology::Cameo) { Coding::Cameo } else { Coding::Keds };
        Keds { form: Form::Tabs, coding, fields: Vec::new() }
    }
}

impl EventLayout for Keds {
    fn begin(&mut self, first_line: &str) -> Result<bool, HeaderFault> {
        if first_line.contains('\t') {
            self.form = Form::Tabs;
            return Ok(false);
        }
        let fields = split_commas(first_line).unwrap_or_default();
        let names: Vec<&str> = fields.iter().map(AsRef::as_ref).collect();
        self.form = Form::Commas(columns(&names, ["date", "source", "target", "code"], "KEDS as CSV")?);
        Ok(true)
    }

    fn event<'a>(&'a mut self, line: &'a str) -> Result<EventRow<'a>, RowFault> {
        let (when, initiator, target, code) = match self.form {
            Form::Tabs => {
                let mut fields = line.split('\t');
                let mut next = |n: usize| fields.next().ok_or_else(|| (Rejection::TooFewColumns, n, shorten(line)));
                let (d, i, t, c) = (next(1)?, next(2)?, next(3)?, next(4)?);
                (short_date(d)?, i, t, c)
            }
            Form::Commas(at) => {
                let fields = split_commas(line).ok_or_else(|| (Rejection::OpenQuote, 0, shorten(line)))?;
                self.fields.clear();
                self.fields.extend(fields.into_iter().map(|f| f.into_owned()));
                let get = |n: usize| {
                    self.fields
                        .get(n)
                        .map(String::as_str)
                        .ok_or_else(|| (Rejection::TooFewColumns, n + 1, shorten(line)))
                };
                (date(get(at[0])?, at[0])?, get(at[1])?, get(at[2])?, get(at[3])?)
            }
        };
        Ok(EventRow {
            when,
            initiator: Who::chain(self.coding, initiator.trim()),
            target: Who::chain(self.coding, target.trim()),
            code: code.trim(),
            code_is_text: false,
            count: 1,
            key: None,
            read_details: Details::default(),
            later: None,
        })
    }
}

/// `yymmdd`, as KEDS writes it (40 to 99 are 1940 to 1999), or a full date.
fn short_date(text: &str) -> Result<When, RowFault> {
    let digits = text.trim();
    if digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_digit()) {
        let part = |r: std::ops::Range<usize>| digits[r].parse::<i16>().unwrap_or(0);
        let year = part(0..2) + if part(0..2) >= 40 { 1900 } else { 2000 };
        if let Some(day) = Day::from_ymd(year, part(2..4) as u8, part(4..6) as u8) {
            return Ok(When { span: Span { first: day, last: day }, length: None });
        }
        return Err((Rejection::NoSuchDate, 1, row::shorten(text)));
    }
    date(digits, 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_give_the_same_row() {
        let mut tabs = Keds::new(None);
        assert_eq!(tabs.begin("950101\tIRN\tRUS\t064\t(GRANT PRIVILEGE)\tSIGNED"), Ok(false));
        let a = format!("{:?}", tabs.event("950101\tIRN\tRUS\t064\t(GRANT PRIVILEGE)\tSIGNED").unwrap());
        let mut commas = Keds::new(None);
        assert_eq!(commas.begin("\"date\",\"source\",\"target\",\"code\""), Ok(true));
        let b = format!("{:?}", commas.event("1995-01-01,\"IRN\",\"RUS\",\"064\"").unwrap());
        assert_eq!(a, b);
    }

    #[test]
    fn faults_name_their_column() {
        let mut tabs = Keds::new(None);
        tabs.begin("\t").unwrap();
        assert_eq!(tabs.event("950230\tIRN\tRUS\t064").unwrap_err(), (Rejection::NoSuchDate, 1, "950230".into()));
        assert_eq!(tabs.event("950228\tIRN\tRUS").unwrap_err().0, Rejection::TooFewColumns);
        assert!(Keds::new(None).begin("day,who,whom,what").unwrap_err().message.contains("\"date\""));
    }
}
