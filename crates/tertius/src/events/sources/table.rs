//! Any table of events, as a mapping says: which column is what, what separates fields, how actors are coded. For tables
//! that no reader was made for. The mapping is read in `dossier`; here its columns are found in a header and rows are read.

use super::event_row::{Actor, Details, EventLayout, EventRow, Who};
use super::keys::key_of;
use super::mapping::{find, find_if_any};
use super::phoenix::tenths;
use super::row::{HeaderFault, RowFault, date, shorten};
use crate::actors::{Coding, RoleText};
use crate::calendar::When;
use crate::dossier::{CodeColumn, Complaint, Separator, Source, Spanned, TableCoding, TableMapping};
use crate::events::card::SourceCard;
use crate::events::ledger::Rejection;
use crate::events::lines::split_separated;

/// The card of tables.
pub(super) const CARD: SourceCard = SourceCard {
    source: Source::Table,
    name: "table of events",
    producer: "whoever made it: see the instrument's citation",
    bibtex: "",
    licence: "see the instrument's citation",
    coverage: "as declared in the dossier",
    absent_row: "nothing was seen between these two actors; whether anybody was watching is what the dossier declares",
    known_faults: &["What the producer knows of the table's faults cannot be seen here."],
};

/// The layout that a mapping file describes.
///
/// # Errors
/// Every complaint about the mapping, at its place in the text.
pub fn mapped_layout(mapping: &str) -> Result<Box<dyn EventLayout>, Vec<Complaint>> {
    TableMapping::read(mapping).map(|mapping| -> Box<dyn EventLayout> { Box::new(EventTable::new(mapping)) })
}

/// Where the columns stand, from 0.
#[derive(Debug, Default)]
struct Places {
    date: usize,
    initiator: usize,
    target: usize,
    code: usize,
    count: Option<usize>,
    id: Option<usize>,
    mentions: Option<usize>,
    score: Option<usize>,
    story: Option<usize>,
    countries: Option<[usize; 2]>,
}

/// The layout; set up by the first line.
#[derive(Debug)]
pub(super) struct EventTable {
    mapping: TableMapping,
    at: Places,
    n_columns: usize,
    fields: Vec<String>,
    /// The last date that was read, as it was written: rows of one date stand together.
    last: Option<(String, When)>,
}

impl EventTable {
    pub(super) fn new(mapping: TableMapping) -> EventTable {
        EventTable { mapping, at: Places::default(), n_columns: 0, fields: Vec::new(), last: None }
    }

    /// Splits a line into the layout's fields; `false` if a quote does not close.
    fn split(&mut self, line: &str) -> bool {
        self.fields.clear();
        match self.mapping.separator {
            Separator::Tab => self.fields.extend(line.split('\t').map(str::to_owned)),
            other => match split_separated(line, other.character()) {
                Some(fields) => self.fields.extend(fields.into_iter().map(|f| f.into_owned())),
                None => return false,
            },
        }
        true
    }

    /// Finds the columns, by name in a header or by number.
    fn places(&self) -> Result<Places, HeaderFault> {
        let names: Vec<&str> = self.fields.iter().map(String::as_str).collect();
        let header = self.mapping.header;
        let needed = |mapped: Option<&Spanned<String>>, key: &str| match mapped {
            Some(mapped) if !header => numbered(mapped, names.len()),
            mapped => find(&names, mapped, key),
        };
        let beside = |mapped: Option<&Spanned<String>>, key: &str| match mapped {
            Some(mapped) if !header => numbered(mapped, names.len()).map(Some),
            None if !header => Ok(None),
            mapped => find_if_any(&names, mapped, key),
        };
        let c = &self.mapping.columns;
        // Numbers and scores are read only where the mapping names them: a column that happens to be called so may be
        // something else. Counts and ids, which decide what a row is, go by their own names as well.
        let named = |mapped: Option<&Spanned<String>>, key: &str| match mapped {
            Some(_) => beside(mapped, key),
            None => Ok(None),
        };
        let countries = (
            named(c.initiator_country.as_ref(), "initiator_country")?,
            named(c.target_country.as_ref(), "target_country")?,
        );
        Ok(Places {
            date: needed(c.date.as_ref(), "date")?,
            initiator: needed(c.initiator.as_ref(), "initiator")?,
            target: needed(c.target.as_ref(), "target")?,
            code: match &c.code {
                CodeColumn::Code(code) => needed(code.as_ref(), "code")?,
                CodeColumn::Text(text) => needed(Some(text), "text")?,
            },
            count: beside(c.count.as_ref(), "count")?,
            id: beside(c.id.as_ref(), "id")?,
            mentions: named(c.mentions.as_ref(), "mentions")?,
            score: named(c.score.as_ref(), "score")?,
            story: named(c.story.as_ref(), "story")?,
            countries: match countries {
                (Some(initiator), Some(target)) => Some([initiator, target]),
                _ => None,
            },
        })
    }
}

/// The place of a column that goes by number.
fn numbered(mapped: &Spanned<String>, n_columns: usize) -> Result<usize, HeaderFault> {
    match mapped.value.trim().parse::<usize>() {
        Ok(n) if (1..=n_columns).contains(&n) => Ok(n - 1),
        _ => Err(HeaderFault {
            column: 0,
            message: format!("there is no column {} in a first line of {n_columns}", mapped.value),
            help: "columns are counted from 1; check the number and the separator".to_owned(),
            span: Some(mapped.span.clone()),
        }),
    }
}

impl EventLayout for EventTable {
    fn begin(&mut self, first_line: &str) -> Result<bool, HeaderFault> {
        if !self.split(first_line) {
            return Err(HeaderFault {
                column: 0,
                message: "a quote in the first line does not close".to_owned(),
                help: "mend the line, or say separator = \"tab\" if quotes are characters like any other".to_owned(),
                span: None,
            });
        }
        self.n_columns = self.fields.len();
        self.at = self.places()?;
        Ok(self.mapping.header)
    }

    fn event<'a>(&'a mut self, line: &'a str) -> Result<EventRow<'a>, RowFault> {
        if !self.split(line) {
            return Err((Rejection::OpenQuote, 0, shorten(line)));
        }
        let n = self.fields.len();
        match n.cmp(&self.n_columns) {
            std::cmp::Ordering::Less => return Err((Rejection::TooFewColumns, n, shorten(line))),
            std::cmp::Ordering::Greater => return Err((Rejection::TooManyColumns, self.n_columns + 1, shorten(line))),
            std::cmp::Ordering::Equal => {}
        }
        let (at, fields) = (&self.at, &self.fields);
        let field = |at: usize| fields[at].trim();
        let day = field(at.date);
        let when = match &self.last {
            Some((text, when)) if text == day => *when,
            _ => {
                let when = date(day, at.date)?;
                self.last = Some((day.to_owned(), when));
                when
            }
        };
        let whole =
            |at: usize| field(at).parse::<u32>().map_err(|_| (Rejection::NotANumber, at + 1, shorten(field(at))));
        let who = |at: usize, country: Option<usize>| actor(self.mapping.coding, field(at), country.map(field));
        Ok(EventRow {
            when,
            initiator: who(at.initiator, at.countries.map(|c| c[0])),
            target: who(at.target, at.countries.map(|c| c[1])),
            code: field(at.code),
            code_is_text: matches!(self.mapping.columns.code, CodeColumn::Text(_)),
            count: at.count.map_or(Ok(1), whole)?,
            key: at.id.and_then(|at| key_of(field(at))),
            later: None,
            read_details: Details {
                mentions: match at.mentions {
                    Some(at) if !field(at).is_empty() => Some(whole(at)?),
                    _ => None,
                },
                score_tenths: at.score.and_then(|at| tenths(field(at))),
                story: at.story.map_or("", field),
                ..Details::default()
            },
        })
    }
}

fn actor<'a>(coding: TableCoding, text: &'a str, country: Option<&'a str>) -> Who<'a> {
    match (coding, country) {
        (_, Some(country)) => Who {
            actor: match coding {
                TableCoding::Names | TableCoding::Coded(Coding::Icews) => Actor::Country { name: text, country },
                TableCoding::Coded(coding) => Actor::Coded(coding, country),
            },
            ..Who::named(text)
        },
        (TableCoding::Names, None) => Who::named(text),
        (TableCoding::Coded(coding @ (Coding::Cameo | Coding::Keds)), None) => Who::chain(coding, text),
        (TableCoding::Coded(coding), None) => Who { role: RoleText::Nothing, ..Who::plain(Actor::Coded(coding, text)) },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout(mapping: &str, first: &str) -> (Box<dyn EventLayout>, bool) {
        let mut layout = mapped_layout(mapping).unwrap_or_else(|c| panic!("{c:?}"));
        let header = layout.begin(first).unwrap();
        (layout, header)
    }

    const NAMES: &str = "separator = \"tab\"\ncoding = \"icews names\"\nontology = \"cameo\"\ncolumns = { initiator = \"s\", target = \"o\", text = \"r\" }";

    #[test]
    fn names_and_texts_of_a_benchmark_cut_are_read() {
        let (mut layout, header) = layout(NAMES, "set\tsplit\tdate\ts\tr\to");
        assert!(header);
        let line = "a\ttrain\t2014-01-04\tForeign Affairs (Iran)\tMake a \"visit\tVladimir Putin";
        let row = layout.event(line).unwrap();
        assert_eq!((row.code, row.code_is_text, row.count), ("Make a \"visit", true, 1));
        assert_eq!(row.initiator, Who::named("Foreign Affairs (Iran)"));
        assert_eq!(layout.event("a\tb").unwrap_err().0, Rejection::TooFewColumns);
        assert_eq!(layout.event(&format!("{line}\t")).unwrap_err().0, Rejection::TooManyColumns);
    }

    #[test]
    fn gdelt_with_a_header_and_another_order_is_read() {
        let mapping = "coding = \"cameo\"\nontology = \"cameo\"\n[columns]\ndate = \"SQLDATE\"\ninitiator = \"WhoCode\"\ntarget = \"WhomCode\"\ncode = \"EventCode\"\nid = \"GLOBALEVENTID\"\nmentions = \"NumMentions\"\nscore = \"GoldsteinScale\"\nstory = \"SOURCEURL\"";
        let (mut layout, _) =
            layout(mapping, "EventCode,SOURCEURL,WhomCode,SQLDATE,NumMentions,WhoCode,GoldsteinScale,GLOBALEVENTID");
        let row = layout.event("0841,\"http://a/b, c\",IRN,20180326,10,USAGOV,7.0,741917022").unwrap();
        assert_eq!(
            (row.code, row.key, row.when.span.first.to_string()),
            ("0841", Some(741917022), "2018-03-26".into())
        );
        assert_eq!(row.initiator, Who::chain(Coding::Cameo, "USAGOV"));
        assert_eq!((row.read_details.mentions, row.read_details.score_tenths), (Some(10), Some(70)));
        assert_eq!(row.read_details.story, "http://a/b, c");
        let many = layout.event("0841,u,IRN,20180326,many,USAGOV,7.0,1").unwrap_err();
        assert_eq!((many.0, many.1), (Rejection::NotANumber, 5));
        assert_eq!(layout.event("0841,\"u,IRN").unwrap_err().0, Rejection::OpenQuote);
        assert_eq!(layout.event("0841,u,IRN,20180231,1,USAGOV,7.0,1").unwrap_err().0, Rejection::NoSuchDate);
    }

    #[test]
    fn without_a_header_columns_go_by_number_and_rows_begin_at_once() {
        let mapping = "separator = \";\"\nheader = false\ncoding = \"cow letters\"\nontology = \"weis\"\ncolumns = { date = \"4\", initiator = \"1\", target = \"2\", code = \"3\", count = \"5\" }";
        let first = "IRN;UKG;\"121\";1998-03;7";
        let (mut rows, header) = layout(mapping, first);
        assert!(!header);
        let row = rows.event(first).unwrap();
        assert_eq!((row.code, row.count, row.when.span.n_days()), ("121", 7, 31));
        assert_eq!(row.target.actor, Actor::Coded(Coding::CowLetters, "UKG"));
        let fault = mapped_layout(mapping).unwrap().begin("a;b;c;d").unwrap_err();
        assert!(fault.message.contains("no column 5") && &mapping[fault.span.unwrap()] == "\"5\"");
    }

    #[test]
    fn a_column_that_is_not_there_is_pointed_at() {
        let fault = mapped_layout(NAMES).unwrap().begin("date\tsource\tr\to").unwrap_err();
        assert_eq!(&NAMES[fault.span.clone().unwrap()], "\"s\"");
        assert!(fault.message.contains("\"s\"") && fault.help.contains("source"), "{fault:?}");
        assert!(mapped_layout("coding = \"iso3\"").is_err());
    }

    #[test]
    fn countries_beside_names_decide_the_state() {
        let mapping = "coding = \"icews names\"\nontology = \"cameo\"\ncolumns = { initiator_country = \"ic\", target_country = \"tc\" }";
        let (mut layout, _) = layout(mapping, "date,initiator,target,code,ic,tc");
        let row = layout.event("2018-10-04,Mike Pompeo,Iran,100,United States,Iran").unwrap();
        assert_eq!(row.initiator.actor, Actor::Country { name: "Mike Pompeo", country: "United States" });
    }
}
