//! ICEWS Coded Event Data, the producer's daily and yearly tab-separated layout with its header. Quotes
//! are literal. Columns are found by name, so that a column more at the end does no harm.

use super::event_row::{Actor, Details, DetailsOfLine, EventLayout, EventRow, Who};
use super::row::{HeaderFault, RowFault, columns, date, shorten};
use crate::actors::RoleText;
use crate::calendar::When;
use crate::dossier::Source;
use crate::events::card::SourceCard;
use crate::events::fields::Tabs;
use crate::events::ledger::Rejection;

/// The card of ICEWS.
pub(super) const CARD: SourceCard = SourceCard {
    source: Source::Icews,
    name: "ICEWS",
    producer: "Lockheed Martin for the Integrated Crisis Early Warning System",
    bibtex: "@data{icews, author = {Boschee, Elizabeth and Lautenschlager, Jennifer and O'Brien, Sean and Shellman, Steve and Starz, James and Ward, Michael}, title = {{ICEWS} Coded Event Data}, publisher = {Harvard Dataverse}, year = {2015}, doi = {10.7910/DVN/28075}}",
    licence: "public, Harvard Dataverse terms",
    coverage: "world, 1995 to April 2023; daily files carry events that are days to weeks older than the file",
    absent_row: "no story that could be coded was seen; the source was watching",
    breaks: &[("2018-10-01", "daily files begin, with events up to a month older than the file")],
    known_faults: &[
        "About a quarter of rows repeat the same day, pair and code through several stories.",
        "The country of an actor may be empty; some officials are coded outside their government.",
        "The first and last weeks of a set of daily files are thin, because events arrive up to a month late.",
        "Coder and actor dictionary changed over the years: treat known changes as breaks.",
    ],
};

/// The columns without which a row is none, in the order in which rows use them.
const WANTED: [&str; 8] = [
    "Event ID",
    "Event Date",
    "Source Name",
    "Source Country",
    "CAMEO Code",
    "Target Name",
    "Target Country",
    "Event Text",
];

/// Columns that some cuts lack, and what then stands in their place is nothing.
const BESIDE: [&str; 6] = ["Source Sectors", "Target Sectors", "Intensity", "Story ID", "City", "Country"];

/// The layout; set up by the header.
#[derive(Debug, Default)]
pub(super) struct Icews {
    at: [usize; 8],
    /// Where the columns of `BESIDE` stand; beyond the last column where they do not.
    beside: [usize; 6],
    n_columns: usize,
    tabs: Tabs,
    /// The last date that was read, as it was written: rows of one date stand together.
    last: Option<(String, When)>,
}

impl EventLayout for Icews {
    fn begin(&mut self, first_line: &str) -> Result<bool, HeaderFault> {
        let fields: Vec<&str> = first_line.split('\t').collect();
        self.at = columns(&fields, WANTED, "ICEWS")?;
        self.beside =
            BESIDE.map(|name| fields.iter().position(|f| f.trim().eq_ignore_ascii_case(name)).unwrap_or(usize::MAX));
        self.n_columns = fields.len();
        Ok(true)
    }

    fn event<'a>(&'a mut self, line: &'a str) -> Result<EventRow<'a>, RowFault> {
        let n = self.tabs.cut(line);
        if n < self.n_columns {
            return Err((Rejection::TooFewColumns, n, shorten(line)));
        }
        if n > self.n_columns {
            return Err((Rejection::TooManyColumns, self.n_columns + 1, shorten(line)));
        }
        let field = |at: usize| trimmed(self.tabs.field(line, at));
        let [id, day, source, source_country, code, target, target_country] =
            std::array::from_fn(|i| field(self.at[i]));
        let [source_sectors, target_sectors] = std::array::from_fn(|i| field(self.beside[i]));
        let when = match &self.last {
            Some((text, when)) if text == day => *when,
            _ => {
                let when = date(day, self.at[1])?;
                self.last = Some((day.to_owned(), when));
                when
            }
        };
        let key: u64 = id.parse().map_err(|_| (Rejection::NotANumber, self.at[0] + 1, shorten(id)))?;
        let who = |name: &'a str, country: &'a str, sectors: &'a str| Who {
            actor: Actor::Country { name, country },
            code: name,
            name,
            role: RoleText::Icews { name, sectors },
        };
        Ok(EventRow {
            when,
            initiator: who(source, source_country, source_sectors),
            target: who(target, target_country, target_sectors),
            code,
            code_is_text: false,
            count: 1,
            key: Some(key),
            read_details: Details::default(),
            later: Some((self, line)),
        })
    }
}

impl DetailsOfLine for Icews {
    fn details<'a>(&self, line: &'a str) -> Result<Details<'a>, RowFault> {
        let [.., intensity, story, place, place_country] = self.beside.map(|at| trimmed(self.tabs.field(line, at)));
        let score_tenths = match intensity.parse::<f32>() {
            Ok(score) if score.abs() <= 10.0 => Some((10.0 * score).round() as i16),
            _ => None,
        };
        Ok(Details { score_tenths, place, place_country, story, ..Details::default() })
    }
}

/// The text without white space around it. Few fields have any.
fn trimmed(text: &str) -> &str {
    match text.as_bytes() {
        [] | [b'!'..=b'~'] | [b'!'..=b'~', .., b'!'..=b'~'] => text,
        _ => text.trim(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "Event ID\tEvent Date\tSource Name\tSource Sectors\tSource Country\tEvent Text\tCAMEO Code\tIntensity\tTarget Name\tTarget Sectors\tTarget Country\tStory ID";

    #[test]
    fn a_row_in_the_producers_layout_is_read() {
        let mut layout = Icews::default();
        assert_eq!(layout.begin(HEADER), Ok(true));
        let row = layout
            .event("33684429\t2018-10-04\tUnited States\t\tUnited States\tDemand\t100\t-5\tIran \"the\"\t\tIran\t4")
            .unwrap();
        let EventRow { code, target, key, .. } = row;
        assert_eq!((code, target.code, key), ("100", "Iran \"the\"", Some(33684429)));
    }

    #[test]
    fn shifted_rows_are_rejected() {
        let mut layout = Icews::default();
        layout.begin(HEADER).unwrap();
        assert_eq!(layout.event("1\t2018-10-04\tA").unwrap_err().0, Rejection::TooFewColumns);
        assert_eq!(
            layout.event(&format!("{}\t\t", "1\t2018-10-04\ta\t\tb\tc\t010\t0\td\t\te\t4")).unwrap_err().0,
            Rejection::TooManyColumns
        );
        assert_eq!(
            layout.event("1\t2018-02-30\ta\t\tb\tc\t010\t0\td\t\te\t4").unwrap_err(),
            (Rejection::NoSuchDate, 2, "2018-02-30".into())
        );
        assert!(layout.begin("date\ts\tr\to").unwrap_err().help.contains("Event ID"));
    }
}
