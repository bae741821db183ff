//! GDELT events, 1.0 (57 and 58 columns) and 2.0 (61 columns): tab-separated, without a header, quotes literal. The
//! two layouts share their first 35 columns; what follows are places, which 2.0 gives one more column each.

use super::event_row::{Actor, Details, DetailsOfLine, EventLayout, EventRow, Who};
use super::row::{HeaderFault, RowFault, shorten};
use crate::actors::{Coding, RoleText};
use crate::calendar::{Day, Span, When};
use crate::dossier::Source;
use crate::events::card::SourceCard;
use crate::events::fields::Tabs;
use crate::events::ledger::Rejection;

/// The card of GDELT.
pub(super) const CARD: SourceCard = SourceCard {
    source: Source::Gdelt,
    name: "GDELT",
    producer: "The GDELT Project",
    bibtex: "@inproceedings{gdelt, author = {Leetaru, Kalev and Schrodt, Philip A.}, title = {{GDELT}: Global Data on Events, Location and Tone, 1979-2012}, booktitle = {International Studies Association Annual Convention}, year = {2013}}",
    licence: "free for any use with a citation and a link to the GDELT Project",
    coverage: "world, 1979 to today: 1.0 by year to 2005, by month to March 2013, by day since; 2.0 every quarter of an hour since 2015-02-18",
    absent_row: "no story that could be coded was seen; the source was watching, but for outages that its file list shows",
    breaks: &[
        ("1979-01-01 to 2005-12-31", "few and changing sources; published by year"),
        ("2006-01-01", "more sources; published by month, volume doubles until 2008"),
        ("2013-04-01", "published by day, with the address of the story: one column more"),
        ("2015-02-18", "2.0: every quarter of an hour, translated sources, 61 columns"),
    ],
    known_faults: &[
        "Coded by machine from all online news: single rows are often wrong, and volume grows with the web. 1979 to 2005 rests on other and far fewer sources than later years: treat 2006, 2013-04 and 2015-02 as breaks.",
        "The same event is emitted again in later quarter-hours under new numbers, for some 9 % of rows.",
        "Event dates are read from the text and may lie exactly one week, one month, one year or ten years before the file's date.",
        "Quad classes are missing (0) in parts of 2007 and 2008, and volume doubles from 2006 to 2008.",
        "Rows before April 2013 have no address of the story and one column less, also within newer files.",
        "Countries of places are in FIPS, countries of actors in CAMEO: the same letters mean different states.",
        "A code may be missing (---).",
    ],
};

/// Columns of the three layouts and where the place of the action begins.
const LAYOUTS: [(usize, usize); 3] = [(57, 49), (58, 49), (61, 51)];

/// The layout.
#[derive(Debug, Default)]
pub(super) struct Gdelt {
    tabs: Tabs,
    /// The last date that was read, as it was written: rows of one date stand together.
    last: Option<([u8; 8], Day)>,
}

impl EventLayout for Gdelt {
    fn begin(&mut self, first_line: &str) -> Result<bool, HeaderFault> {
        let n = self.tabs.cut(first_line);
        let fault =
            |column, message: String, help: &str| HeaderFault { column, message, help: help.into(), span: None };
        if self.tabs.field(first_line, 0).eq_ignore_ascii_case("globaleventid") {
            return Ok(true);
        }
        if !LAYOUTS.iter().any(|(columns, _)| *columns == n) {
            return Err(fault(
                0,
                format!("the first line has {n} tab-separated columns"),
                "GDELT event files have 57, 58 or 61 columns and no header; mentions, the knowledge graph and reduced files are other tables",
            ));
        }
        // Eight digits are enough: a first row whose day does not exist is a row to reject, not a file to refuse.
        let date = self.tabs.field(first_line, 1);
        if date.len() != 8 || !date.bytes().all(|b| b.is_ascii_digit()) {
            return Err(fault(
                2,
                format!("column 2 of the first line, \"{}\", is no date such as 20190121", shorten(date)),
                "is this an event file of GDELT?",
            ));
        }
        Ok(false)
    }

    fn event<'a>(&'a mut self, line: &'a str) -> Result<EventRow<'a>, RowFault> {
        let n = self.tabs.cut(line);
        if !LAYOUTS.iter().any(|(columns, _)| *columns == n) {
            let reason = if n < 58 { Rejection::TooFewColumns } else { Rejection::TooManyColumns };
            return Err((reason, n, shorten(line)));
        }
        let date = self.tabs.field(line, 1);
        let day = match self.last {
            Some((text, day)) if text[..] == *date.as_bytes() => day,
            _ => {
                let day = self.day(date).ok_or_else(|| (Rejection::NoSuchDate, 2, shorten(date)))?;
                if let Ok(text) = date.as_bytes().try_into() {
                    self.last = Some((text, day));
                }
                day
            }
        };
        let this: &'a Gdelt = self;
        let field = |i: usize| this.tabs.field(line, i);
        let key = number(field(0), 0)?;
        let who = |at: usize| {
            let (code, country) = (field(at), field(at + 2));
            let state = if country.is_empty() { code } else { country };
            Who { actor: Actor::Coded(Coding::Cameo, state), code, name: field(at + 1), role: RoleText::Cameo(code) }
        };
        Ok(EventRow {
            when: When { span: Span { first: day, last: day }, length: None },
            initiator: who(5),
            target: who(15),
            code: field(26),
            code_is_text: false,
            count: 1,
            key: Some(key),
            read_details: Details::default(),
            later: Some((this, line)),
        })
    }
}

impl DetailsOfLine for Gdelt {
    fn details<'a>(&self, line: &'a str) -> Result<Details<'a>, RowFault> {
        let field = |i: usize| self.tabs.field(line, i);
        let n = self.tabs.n_fields();
        let place = LAYOUTS.iter().find(|(columns, _)| *columns == n).map_or(0, |(_, place)| *place);
        let is_root = match field(25) {
            "1" => Some(true),
            "0" => Some(false),
            "" => None,
            other => return Err((Rejection::NotANumber, 26, shorten(other))),
        };
        let whole = |i: usize| {
            let text = field(i);
            if text.is_empty() { Ok(None) } else { number(text, i).map(|n| Some(u32::try_from(n).unwrap_or(u32::MAX))) }
        };
        let decimal = |i: usize, places: u32| {
            scaled(field(i), places).map_err(|()| (Rejection::NotANumber, i + 1, shorten(field(i))))
        };
        Ok(Details {
            is_root,
            mentions: whole(31)?,
            sources: whole(32)?,
            articles: whole(33)?,
            tone_hundredths: decimal(34, 2)?,
            score_tenths: decimal(30, 1)?.and_then(|s| i16::try_from(s).ok()),
            place: field(place + 1),
            place_country: field(place + 2),
            added: field(if n == 61 { 59 } else { 56 }).parse().ok(),
            story: if n == 57 { "" } else { field(n - 1) },
        })
    }
}

impl Gdelt {
    /// The day of `YYYYMMDD`.
    fn day(&self, text: &str) -> Option<Day> {
        (text.len() == 8).then(|| Day::parse(text)).flatten()
    }
}

/// A whole number.
fn number(text: &str, column: usize) -> Result<u64, RowFault> {
    let mut value: u64 = 0;
    // Nothing of eighteen digits overflows.
    let short = text.len() <= 18;
    for byte in text.bytes() {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 || (!short && value > u64::MAX / 10 - 1) {
            return Err((Rejection::NotANumber, column + 1, shorten(text)));
        }
        value = value * 10 + u64::from(digit);
    }
    if text.is_empty() { Err((Rejection::NotANumber, column + 1, String::new())) } else { Ok(value) }
}

/// A number with a decimal point times ten to the `places`, rounded half away from zero; `None` for empty text.
fn scaled(text: &str, places: u32) -> Result<Option<i32>, ()> {
    if text.is_empty() {
        return Ok(None);
    }
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (mut value, mut after, mut round): (i32, Option<u32>, bool) = (0, None, false);
    let mut any = false;
    for byte in digits.bytes() {
        match (byte, after) {
            (b'.', None) => after = Some(0),
            (b'0'..=b'9', None) => {
                value = value.checked_mul(10).and_then(|v| v.checked_add(i32::from(byte - b'0'))).ok_or(())?;
                any = true;
            }
            (b'0'..=b'9', Some(n)) => {
                match n.cmp(&places) {
                    std::cmp::Ordering::Less => {
                        value = value.checked_mul(10).and_then(|v| v.checked_add(i32::from(byte - b'0'))).ok_or(())?;
                    }
                    std::cmp::Ordering::Equal => round = byte >= b'5',
                    std::cmp::Ordering::Greater => {}
                }
                after = Some(n + 1);
                any = true;
            }
            // A few rows of GDELT write very small tones as 1.2E-05.
            (b'e' | b'E', _) => return text.parse().map_err(|_| ()).and_then(|v| rounded(v, places)),
            _ => return Err(()),
        }
    }
    if !any {
        return Err(());
    }
    for _ in after.unwrap_or(0)..places {
        value = value.checked_mul(10).ok_or(())?;
    }
    value = value.checked_add(i32::from(round)).ok_or(())?;
    Ok(Some(if negative { -value } else { value }))
}

fn rounded(value: f64, places: u32) -> Result<Option<i32>, ()> {
    let scaled = (value * 10f64.powi(places as i32)).round();
    if scaled.abs() < 1e9 { Ok(Some(scaled as i32)) } else { Err(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(columns: usize, set: &[(usize, &str)]) -> String {
        let mut fields = vec![""; columns];
        for (at, text) in [
            (0, "741917022"),
            (1, "20180326"),
            (5, "USAGOV"),
            (6, "UNITED STATES"),
            (7, "USA"),
            (15, "IRN"),
            (17, "IRN"),
            (25, "1"),
            (26, "0841"),
            (30, "-2.0"),
            (31, "10"),
            (32, "2"),
            (33, "10"),
            (34, "-1.46443514644352"),
        ]
        .iter()
        .chain(set)
        {
            fields[*at] = text;
        }
        fields.join("\t")
    }

    #[test]
    fn rows_of_all_three_widths_are_read() {
        for (n, place, added) in [(57, 49, 56), (58, 49, 56), (61, 51, 59)] {
            let text = line(
                n,
                &[
                    (place + 1, "Tehran"),
                    (place + 2, "IR"),
                    (added, "20180326044500"),
                    (n - 1, if n == 57 { "20180326044500" } else { "http://a/b" }),
                ],
            );
            let mut layout = Gdelt::default();
            assert_eq!(layout.begin(&text), Ok(false));
            let row = layout.event(&text).unwrap();
            assert_eq!(
                (row.key, row.when.span.first.to_string(), row.code),
                (Some(741917022), "2018-03-26".into(), "0841")
            );
            assert_eq!(
                (row.initiator.code, row.initiator.name, row.initiator.actor),
                ("USAGOV", "UNITED STATES", Actor::Coded(Coding::Cameo, "USA"))
            );
            let d = row.details().unwrap();
            assert_eq!((d.is_root, d.mentions, d.sources, d.articles), (Some(true), Some(10), Some(2), Some(10)));
            assert_eq!((d.score_tenths, d.tone_hundredths), (Some(-20), Some(-146)));
            assert_eq!((d.place, d.place_country, d.added), ("Tehran", "IR", Some(20180326044500)));
            assert_eq!(d.story, if n == 57 { "" } else { "http://a/b" });
        }
    }

    #[test]
    fn faults_name_their_column() {
        let mut layout = Gdelt::default();
        let fault = |set: &[(usize, &str)], layout: &mut Gdelt| {
            layout.event(&line(58, set)).and_then(|row| row.details()).map(|_| ()).unwrap_err()
        };
        assert_eq!(fault(&[(1, "20180231")], &mut layout), (Rejection::NoSuchDate, 2, "20180231".into()));
        assert_eq!(fault(&[(0, "")], &mut layout), (Rejection::NotANumber, 1, "".into()));
        assert_eq!(fault(&[(31, "1x")], &mut layout), (Rejection::NotANumber, 32, "1x".into()));
        assert_eq!(fault(&[(34, ".")], &mut layout), (Rejection::NotANumber, 35, ".".into()));
        assert_eq!(layout.event("1\t2").unwrap_err().0, Rejection::TooFewColumns);
        assert_eq!(layout.event(&line(59, &[])).unwrap_err().0, Rejection::TooManyColumns);
        assert!(layout.begin("a\tb").unwrap_err().help.contains("61"));
        assert_eq!(layout.begin(&line(58, &[(1, "20180231")])), Ok(false), "a row to reject, not a file to refuse");
        assert!(layout.begin(&line(58, &[(1, "2018-02-03")])).is_err());
        assert_eq!(layout.begin(&line(58, &[(0, "GLOBALEVENTID")])), Ok(true));
    }

    #[test]
    fn decimals_are_rounded_as_written() {
        for (text, places, wanted) in [
            ("3.4", 1, Some(34)),
            ("-10", 1, Some(-100)),
            ("0.005", 2, Some(1)),
            ("-0.0049", 2, Some(0)),
            ("-1.999", 2, Some(-200)),
            ("1E-05", 2, Some(0)),
            ("", 2, None),
        ] {
            assert_eq!(scaled(text, places), Ok(wanted), "{text}");
        }
        for text in ["-", ".", "1.2.3", "--1", "99999999999", "21474836.475", "1e400", "nan"] {
            assert_eq!(scaled(text, 2), Err(()), "{text}");
        }
    }
}
