//! Real-time Phoenix: as CSV with a header and quotes (28 columns, of which those needed are found by name), and the
//! daily files as they were published: tab-separated, without a header, 26 columns and at times one more.

use super::event_row::{Actor, Details, EventLayout, EventRow, Who};
use super::keys::key_of;
use super::row::{HeaderFault, RowFault, columns, shorten, split_row};
use crate::actors::{Coding, RoleText};
use crate::calendar::{Day, Span, When};
use crate::dossier::Source;
use crate::events::card::SourceCard;
use crate::events::ledger::Rejection;
use crate::events::lines::split_commas;

/// The card of Phoenix.
pub(super) const CARD: SourceCard = SourceCard {
    source: Source::Phoenix,
    name: "Phoenix (real time)",
    producer: "Open Event Data Alliance",
    bibtex: "@misc{phoenix, author = {{Open Event Data Alliance}}, title = {Phoenix real-time event data}, year = {2014}, howpublished = {phoenixdata.org}}",
    licence: "free for research, as published by the Open Event Data Alliance",
    coverage: "world, June 2014 to about 2019, coded in CAMEO by PETRARCH and PETRARCH-2 from some 450 web sites",
    absent_row: "no story that could be coded was seen; the source was watching, but for outages of its pipeline",
    known_faults: &[
        "The coder changed (numbers end in nothing, _v0.2.0 or _v1.2.0): treat the changes as breaks.",
        "In a trial of the coder fewer than half of the events were right.",
        "A code may be blank; the row is rejected.",
        "In the sample with 28 columns the headings CountryCode and AdminInfo are exchanged: a country is taken from whichever of the two holds three capital letters.",
        "Quad classes run from 0 (statements) to 4 and differ from those of other CAMEO data; ours follow from the code.",
        "Codes that lost their leading zero in a spreadsheet contradict the root code beside them; such rows are rejected as unknown codes.",
        "The tab-separated files were not at hand: their layout is as their users wrote it down, and they are read with care.",
    ],
};

/// Columns without which a row is none.
const WANTED: [&str; 4] = ["Date", "Source", "Target", "CAMEO"];

/// Columns that a cut may lack: the event's number, the root code, the score, the place and its country in either of two
/// columns, the story.
const BESIDE: [&str; 7] = ["GID", "RootCode", "Goldstein", "Geoname", "CountryCode", "AdminInfo", "URL"];

/// Where the same things stand in the tab-separated files.
const TABBED: ([usize; 4], [usize; 7]) = ([1, 5, 9, 13], [0, 14, 16, 20, 22, 21, 24]);

/// Columns of the tab-separated files.
const TABBED_WIDTHS: [usize; 2] = [26, 27];

/// The layout; the first line decides between commas and tabs.
#[derive(Debug, Default)]
pub(super) struct Phoenix {
    tabbed: bool,
    at: [usize; 4],
    beside: [usize; 7],
    n_columns: usize,
    fields: Vec<String>,
}

impl EventLayout for Phoenix {
    fn begin(&mut self, first_line: &str) -> Result<bool, HeaderFault> {
        let fault = |column, message: String, help: &str| {
            Err(HeaderFault { column, message, help: help.to_owned(), span: None })
        };
        self.tabbed = first_line.contains('\t');
        if self.tabbed {
            let fields: Vec<&str> = first_line.split('\t').collect();
            (self.at, self.beside) = TABBED;
            self.n_columns = fields.len();
            if !TABBED_WIDTHS.contains(&fields.len()) {
                return fault(
                    0,
                    format!("the first line has {} tab-separated columns", fields.len()),
                    "Phoenix has 26 or 27 tab-separated columns without a header, or commas and a header with Date, Source, Target and CAMEO",
                );
            }
            if fields[1].trim().eq_ignore_ascii_case("date") {
                return Ok(true);
            }
            if day(fields[1]).is_none() {
                let message =
                    format!("column 2 of the first line, \"{}\", is no date such as 20140627", shorten(fields[1]));
                return fault(2, message, "is this an event file of Phoenix?");
            }
            return Ok(false);
        }
        let fields = split_commas(first_line).unwrap_or_default();
        let names: Vec<&str> = fields.iter().map(AsRef::as_ref).collect();
        self.at = columns(&names, WANTED, "Phoenix as CSV")?;
        self.beside =
            BESIDE.map(|name| names.iter().position(|n| n.trim().eq_ignore_ascii_case(name)).unwrap_or(usize::MAX));
        self.n_columns = names.len();
        Ok(true)
    }

    fn event<'a>(&'a mut self, line: &'a str) -> Result<EventRow<'a>, RowFault> {
        if self.tabbed {
            let n = line.split('\t').count();
            match TABBED_WIDTHS {
                [least, _] if n < least => return Err((Rejection::TooFewColumns, n, shorten(line))),
                [_, most] if n > most => return Err((Rejection::TooManyColumns, most + 1, shorten(line))),
                _ => {}
            }
            self.fields.resize(n, String::new());
            for (text, field) in self.fields.iter_mut().zip(line.split('\t')) {
                text.clear();
                text.push_str(field);
            }
        } else {
            split_row(line, self.n_columns, &mut self.fields)?;
        }
        let field = |at: usize| match self.fields.get(at).map_or("", |f| f.trim()) {
            "NA" => "",
            text => text,
        };
        let [date, source, target, code] = self.at.map(field);
        let [number, root, score, place, country, other_country, story] = self.beside.map(field);
        let first = day(date).ok_or_else(|| (Rejection::NoSuchDate, self.at[0] + 1, shorten(date)))?;
        // A table that was once opened as numbers has lost the zero of 010, which then reads as the demand 10.
        if let (Ok(root), Some(begin)) = (root.parse::<u32>(), code.get(..2))
            && begin.parse().is_ok_and(|begin: u32| begin != root)
        {
            return Err((Rejection::UnknownCode, self.at[3] + 1, format!("{} under root {root}", shorten(code))));
        }
        let who = |chain: &'a str| Who {
            actor: Actor::Coded(Coding::Cameo, chain),
            code: chain,
            name: "",
            role: RoleText::Cameo(chain),
        };
        let is_country = |text: &&str| text.len() == 3 && text.bytes().all(|b| b.is_ascii_uppercase());
        Ok(EventRow {
            when: When { span: Span { first, last: first }, length: None },
            initiator: who(source),
            target: who(target),
            code,
            code_is_text: false,
            count: 1,
            key: key_of(number),
            read_details: Details {
                score_tenths: tenths(score),
                place,
                place_country: [country, other_country].into_iter().find(is_country).unwrap_or(""),
                story: story.split(';').next().unwrap_or(""),
                ..Details::default()
            },
            later: None,
        })
    }
}

/// The day of `YYYYMMDD`.
fn day(text: &str) -> Option<Day> {
    let text = text.trim();
    (text.len() == 8).then(|| Day::parse(text)).flatten()
}

/// A score of -10 to 10 in tenths; `None` where there is none.
pub(super) fn tenths(text: &str) -> Option<i16> {
    match text.parse::<f32>() {
        Ok(score) if score.abs() <= 10.0 => Some((10.0 * score).round() as i16),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "\"\",\"X\",\"GID\",\"Date\",\"Year\",\"Month\",\"Day\",\"Source\",\"SrcActor\",\"SrcAgent\",\"SOthAgent\",\"Target\",\"TgtActor\",\"TgtAgent\",\"TOthAgent\",\"CAMEO\",\"RootCode\",\"QuadClass\",\"Goldstein\",\"None\",\"Lat\",\"Lon\",\"Geoname\",\"CountryCode\",\"AdminInfo\",\"ID\",\"URL\",\"sourcetxt\"";

    fn row(date: &str, code: &str, root: &str) -> String {
        format!(
            "\"7\",7,\"1272134_v0.2.0\",{date},2015,2,20,\"UKRGOVENV\",\"UKR\",\"GOV\",\"ENV\",\"RUS\",\"RUS\",\"\",\"\",\"{code}\",{root},1,4.5,\"\",49,32,\"Kyiv\",\"Kyiv City\",\"UKR\",\"54e7_2\",\"http://a/b, c\",\"wire\""
        )
    }

    #[test]
    fn a_row_of_28_columns_keeps_the_zero_of_its_code() {
        let mut layout = Phoenix::default();
        assert_eq!(layout.begin(HEADER), Ok(true));
        let text = row("20150220", "032", "3");
        let row = layout.event(&text).unwrap();
        assert_eq!((row.code, row.when.span.first.to_string()), ("032", "2015-02-20".to_owned()));
        assert_eq!(row.initiator.actor, Actor::Coded(Coding::Cameo, "UKRGOVENV"));
        assert_eq!(row.initiator.role, RoleText::Cameo("UKRGOVENV"));
        assert_eq!((row.target.code, row.read_details.place, row.read_details.place_country), ("RUS", "Kyiv", "UKR"));
        assert_eq!((row.read_details.score_tenths, row.read_details.story), (Some(45), "http://a/b, c"));
        assert_eq!(row.key, key_of("1272134_v0.2.0"));
    }

    #[test]
    fn the_published_tab_separated_row_is_read_with_26_and_27_columns() {
        let text = "332047\t20140627\t2014\t6\t27\tISRMED\tISR\tMED\t\tIRN\tIRN\t\t\t010\t01\t0\t0.0\tID_JIHAD,1\t35.7\t51.4\tTehran\tTehran\tIRN\t53ac_3\thttp://a;http://b\twire";
        for extra in ["", "\tmore"] {
            let text = format!("{text}{extra}");
            let mut layout = Phoenix::default();
            assert_eq!(layout.begin(&text), Ok(false));
            let row = layout.event(&text).unwrap();
            assert_eq!(
                (row.key, row.code, row.initiator.code, row.target.code),
                (Some(332047), "010", "ISRMED", "IRN")
            );
            assert_eq!(
                (row.read_details.place, row.read_details.place_country, row.read_details.story),
                ("Tehran", "IRN", "http://a")
            );
        }
        let mut layout = Phoenix::default();
        layout.begin(text).unwrap();
        assert_eq!(layout.event(&text.replacen('\t', " ", 1)).unwrap_err().0, Rejection::TooFewColumns);
        assert_eq!(layout.event(&format!("{text}\t\t")).unwrap_err().0, Rejection::TooManyColumns);
    }

    #[test]
    fn broken_rows_name_their_reason() {
        let mut layout = Phoenix::default();
        layout.begin(HEADER).unwrap();
        assert_eq!(layout.event(&row("20150230", "032", "3")).unwrap_err().0, Rejection::NoSuchDate);
        // 010 that has become 10, a demand, beside its root.
        assert_eq!(
            layout.event(&row("20150220", "10", "1")).unwrap_err(),
            (Rejection::UnknownCode, 16, "10 under root 1".to_owned())
        );
        assert_eq!(layout.event(&row("20150220", " ", "NA")).unwrap().code, "");
        assert_eq!(layout.event("\"7").unwrap_err().0, Rejection::OpenQuote);
        assert_eq!(layout.event("1,2").unwrap_err().0, Rejection::TooFewColumns);
        assert!(Phoenix::default().begin("a,b").unwrap_err().message.contains("Date"));
        assert!(Phoenix::default().begin("a\tb").unwrap_err().message.contains("2 tab-separated"));
    }

    #[test]
    fn every_row_of_the_shared_sample_is_read() {
        let test = "every_row_of_the_shared_sample_is_read";
        let Some(path) = crate::actors::shared_data::shared(test, "data/phoenix/samplePhox_older.csv.gz") else {
            return;
        };
        let text = crate::actors::shared_data::text(&path);
        let mut lines = text.lines();
        let mut layout = Phoenix::default();
        assert_eq!(layout.begin(lines.next().unwrap()), Ok(true));
        let (mut rows, mut blank, mut keys, mut placed) = (0, 0, std::collections::BTreeSet::new(), 0);
        for line in lines {
            let row = layout.event(line).unwrap_or_else(|fault| panic!("{fault:?}: {line}"));
            rows += 1;
            blank += u32::from(row.code.is_empty());
            placed += u32::from(!row.read_details.place_country.is_empty());
            keys.insert(row.key.unwrap());
            assert!(row.code.is_empty() || row.code.len() >= 3, "{}", row.code);
        }
        assert_eq!((rows, blank, keys.len()), (5_000, 2, 5_000));
        assert_eq!(placed, 2_953);
    }
}
