//! POLECAT: the tab-separated files of the NGEC coder, in PLOVER. Columns are found by name. No file of the producer was
//! at hand: the layout is the published one, and everything that is not as expected is a rejection with its reason.

use super::event_row::{Actor, Details, EventLayout, EventRow, Who};
use super::keys::key_of;
use super::phoenix::tenths;
use super::row::{HeaderFault, RowFault, columns, date, shorten};
use crate::actors::{Coding, RoleText};
use crate::calendar::Day;
use crate::dossier::Source;
use crate::events::card::SourceCard;
use crate::events::fields::Tabs;
use crate::events::ledger::Rejection;

/// The card of POLECAT.
pub(super) const CARD: SourceCard = SourceCard {
    source: Source::Polecat,
    name: "POLECAT",
    producer: "Leidos and university partners for the Political Instability Task Force, with the NGEC coder",
    bibtex: "@data{polecat, author = {Scarborough, Grace I. and Bagozzi, Benjamin E. and Beger, Andreas and Berrie, John and Halterman, Andrew and Schrodt, Philip A. and Spivey, Jevon}, title = {{POLECAT} Weekly Data}, publisher = {Harvard Dataverse}, year = {2023}, doi = {10.7910/DVN/AJGVIT}}",
    licence: "public, Harvard Dataverse terms",
    coverage: "world, 2018 to today, in seven languages; event types and modes of PLOVER",
    absent_row: "no story that could be coded was seen; the source was watching",
    known_faults: &[
        "No file of the producer was at hand when this reader was written: it follows the published layout and the notes of its users, and was tried on rows made after them.",
        "A row may name several actors and recipients, separated by semicolons. The first of each is taken, and rows with more are counted. Where no recipient is named and two actors or more, the first is taken to act towards the second.",
        "Some files have line breaks within a row, or tabs too many: such rows are rejected as too short or too long, unless what is too much is empty.",
        "Some files have four column names in their header (Headline and others) that their rows do not have: rows of 40 columns are then read in the published order.",
        "Bytes that are not UTF-8 occur in names; such rows are rejected.",
        "Contexts are not read: an event whose context is historical, future or hypothetical counts like any other.",
        "The key of an event is a hash of its Event ID.",
    ],
};

/// The published order of the columns.
const PUBLISHED: [&str; 40] = [
    "Event ID",
    "Event Date",
    "Event Type",
    "Event Mode",
    "Intensity",
    "Quad Code",
    "Contexts",
    "Actor Name",
    "Actor Country",
    "Actor COW",
    "Primary Actor Sector",
    "Actor Sectors",
    "Actor Title",
    "Actor Name Raw",
    "Wikipedia Actor ID",
    "Recipient Name",
    "Recipient Country",
    "Recipient COW",
    "Primary Recipient Sector",
    "Recipient Sectors",
    "Recipient Title",
    "Recipient Name Raw",
    "Wikipedia Recipient ID",
    "Placename",
    "City",
    "District",
    "Province",
    "Country",
    "Latitude",
    "Longitude",
    "GeoNames ID",
    "Raw Placename",
    "Feature Type",
    "Source",
    "Publication Date",
    "Story People",
    "Story Organizations",
    "Story Locations",
    "Language",
    "Version",
];

/// A column name that some headers have and their rows have not.
const EXCESS: &str = "Headline";

/// Columns without which a row is none.
const WANTED: [&str; 9] = [
    "Event ID",
    "Event Date",
    "Event Type",
    "Actor Name",
    "Actor Country",
    "Actor COW",
    "Recipient Name",
    "Recipient Country",
    "Recipient COW",
];

/// Columns that a cut may lack.
const BESIDE: [&str; 7] = [
    "Event Mode",
    "Intensity",
    "Primary Actor Sector",
    "Primary Recipient Sector",
    "Placename",
    "Country",
    "Publication Date",
];

/// Where the columns stand in rows of one width.
#[derive(Clone, Debug)]
struct Places {
    n_columns: usize,
    at: [usize; WANTED.len()],
    beside: [usize; BESIDE.len()],
}

impl Places {
    fn of(names: &[&str]) -> Result<Places, HeaderFault> {
        let at = columns(names, WANTED, "POLECAT")?;
        let place = |name: &str| names.iter().position(|n| n.trim().eq_ignore_ascii_case(name));
        let beside = BESIDE.map(|name| {
            // Later files call the intensity by a longer name.
            let longer = || if name == "Intensity" { place("Event Intensity") } else { None };
            place(name).or_else(longer).unwrap_or(usize::MAX)
        });
        Ok(Places { n_columns: names.len(), at, beside })
    }
}

/// The layout; set up by the header.
#[derive(Debug, Default)]
pub(super) struct Polecat {
    /// By the header, and by the published order where the header names columns that rows may lack.
    places: Vec<Places>,
    tabs: Tabs,
    /// Type and mode of the row, as the ontology writes them.
    code: String,
    several: u64,
}

impl EventLayout for Polecat {
    fn begin(&mut self, first_line: &str) -> Result<bool, HeaderFault> {
        let mut names: Vec<&str> = first_line.split('\t').collect();
        while names.last().is_some_and(|name| name.trim().is_empty()) {
            names.pop();
        }
        self.places = vec![Places::of(&names)?];
        if names.iter().any(|name| name.trim().eq_ignore_ascii_case(EXCESS)) {
            self.places.push(Places::of(&PUBLISHED)?);
        }
        Ok(true)
    }

    fn event<'a>(&'a mut self, line: &'a str) -> Result<EventRow<'a>, RowFault> {
        let n = self.tabs.cut(line);
        let tabs = &self.tabs;
        let field = |at: usize| match tabs.field(line, at).trim() {
            "None" | "NA" => "",
            text => text,
        };
        let mut used = n;
        let fits = |used: usize| self.places.iter().find(|places| places.n_columns == used);
        // Tabs too many at the end of a row are no columns.
        while fits(used).is_none() && used > 0 && tabs.field(line, used - 1).trim().is_empty() {
            used -= 1;
        }
        let Some(places) = fits(used).or_else(|| fits(n)) else {
            let least = self.places.iter().map(|p| p.n_columns).min().unwrap_or(0);
            let reason = if n < least { Rejection::TooFewColumns } else { Rejection::TooManyColumns };
            return Err((reason, n, shorten(line)));
        };
        let [id, day, kind, ..] = places.at.map(field);
        let [mode, intensity, actor_sector, recipient_sector, place, country, published] = places.beside.map(field);
        let when = date(day, places.at[1])?;
        if kind.is_empty() || !kind.bytes().all(|b| b.is_ascii_alphabetic()) {
            return Err((Rejection::UnknownCode, places.at[2] + 1, shorten(kind)));
        }
        self.code.clear();
        self.code.extend(kind.chars().map(|c| c.to_ascii_uppercase()));
        let mode = nth(mode, 0);
        if !mode.is_empty() {
            self.code.push('/');
            self.code.extend(mode.chars().map(|c| c.to_ascii_lowercase()));
        }
        let actors = |at: usize, sector: &'a str, n: usize| {
            let [name, country, cow] = [at, at + 1, at + 2].map(|column| nth(field(places.at[column]), n));
            Who { actor: state(name, country, cow), code: name, name, role: RoleText::Plover(nth(sector, n)) }
        };
        let (n_actors, n_recipients) =
            (most_of(places.at[3..6].iter().map(|c| field(*c))), most_of(places.at[6..9].iter().map(|c| field(*c))));
        let initiator = actors(3, actor_sector, 0);
        let target = match (n_actors, n_recipients) {
            (2.., 0) => actors(3, actor_sector, 1),
            _ => actors(6, recipient_sector, 0),
        };
        // Two actors without a recipient are one pair; all else beyond one and one is not read.
        let several = n_recipients > 1 || n_actors > 2 || (n_actors == 2 && n_recipients > 0);
        let details = Details {
            score_tenths: tenths(intensity),
            place,
            place_country: country,
            added: added(published),
            story: id.split('_').next().unwrap_or(""),
            ..Details::default()
        };
        self.several += u64::from(several);
        Ok(EventRow {
            when,
            initiator,
            target,
            code: &self.code,
            code_is_text: false,
            count: 1,
            key: key_of(id),
            read_details: details,
            later: None,
        })
    }

    fn decided(&self) -> Vec<(&'static str, u64)> {
        vec![("name several actors or recipients, of whom the first of each is taken", self.several)]
    }
}

/// The parts of a field that names several; of alternatives for one, the first.
fn parts(field: &str) -> impl Iterator<Item = &str> {
    field.split(';').map(|part| part.split('|').next().unwrap_or("").trim())
}

/// The part with this number, from 0; empty where there is none or it is unknown.
fn nth(field: &str, n: usize) -> &str {
    match parts(field).nth(n) {
        Some("None") | None => "",
        Some(part) => part,
    }
}

/// How many actors the fullest of some fields names.
fn most_of<'a>(fields: impl Iterator<Item = &'a str>) -> usize {
    fields.map(|field| if field.is_empty() { 0 } else { parts(field).count() }).max().unwrap_or(0)
}

/// What an actor's state follows from: its country in letters or in words, else its Correlates of War number, else its
/// name.
fn state<'a>(name: &'a str, country: &'a str, cow: &'a str) -> Actor<'a> {
    if country.len() == 3 && country.bytes().all(|b| b.is_ascii_uppercase()) {
        Actor::Coded(Coding::Iso3, country)
    } else if !country.is_empty() {
        Actor::Coded(Coding::Icews, country)
    } else if !cow.is_empty() && cow.bytes().all(|b| b.is_ascii_digit()) {
        Actor::Coded(Coding::CowNumber, cow)
    } else {
        Actor::Named(name)
    }
}

/// A date as the number `YYYYMMDD`.
fn added(text: &str) -> Option<u64> {
    let (year, month, day) = Day::parse(text.get(..10)?)?.ymd();
    u64::try_from(year).ok().map(|year| 10_000 * year + 100 * u64::from(month) + u64::from(day))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actors::{Resolution, Role, resolve, role};

    fn line(set: &[(&str, &str)]) -> String {
        let mut fields = [""; 40];
        for (name, text) in [
            ("Event ID", "20190801-2309-4e081644904c_COOPERATE_R"),
            ("Event Date", "2019-08-01"),
            ("Event Type", "CONSULT"),
            ("Event Mode", "visit"),
            ("Intensity", "2.1"),
            ("Actor Name", "Mohammad Javad Zarif"),
            ("Actor Country", "IRN"),
            ("Actor COW", "630"),
            ("Primary Actor Sector", "GOV"),
            ("Recipient Name", "Russia"),
            ("Recipient Country", "RUS"),
            ("Recipient COW", "365"),
            ("Publication Date", "2019-08-02"),
            ("Placename", "Moscow"),
        ]
        .iter()
        .chain(set)
        {
            fields[PUBLISHED.iter().position(|p| p == name).unwrap()] = text;
        }
        fields.join("\t")
    }

    fn begun(header: &str) -> Polecat {
        let mut layout = Polecat::default();
        assert_eq!(layout.begin(header), Ok(true));
        layout
    }

    #[test]
    fn a_row_in_the_published_layout_is_read() {
        let mut layout = begun(&PUBLISHED.join("\t"));
        let text = line(&[]);
        let row = layout.event(&text).unwrap();
        assert_eq!((row.code, row.when.span.first.to_string()), ("CONSULT/visit", "2019-08-01".to_owned()));
        assert_eq!(row.initiator.actor, Actor::Coded(Coding::Iso3, "IRN"));
        assert_eq!(role(row.initiator.role, (2019, 8, 1)), Role::Government);
        assert_eq!((row.target.code, row.read_details.place), ("Russia", "Moscow"));
        assert_eq!((row.read_details.score_tenths, row.read_details.added), (Some(21), Some(20190802)));
        assert_eq!(row.read_details.story, "20190801-2309-4e081644904c");
        assert_eq!(layout.decided()[0].1, 0);
    }

    #[test]
    fn of_several_actors_the_first_of_each_is_taken_and_counted() {
        let mut layout = begun(&PUBLISHED.join("\t"));
        let text = line(&[
            ("Actor Name", "Iran; Syria"),
            ("Actor Country", "IRN; SYR"),
            ("Recipient Name", "X|Y; Z"),
            ("Recipient Country", "RUS|UKR; USA"),
        ]);
        let row = layout.event(&text).unwrap();
        assert_eq!(row.initiator.actor, Actor::Coded(Coding::Iso3, "IRN"));
        assert_eq!((row.target.actor, row.target.name), (Actor::Coded(Coding::Iso3, "RUS"), "X"));
        assert_eq!(layout.decided()[0].1, 1);
        // A meeting without a recipient is between its two actors.
        let none = [("Recipient Name", "None"), ("Recipient Country", "None"), ("Recipient COW", "None")];
        let text = line(&[&none[..], &[("Actor Name", "Iran; Syria"), ("Actor Country", "IRN; SYR")]].concat());
        let row = layout.event(&text).unwrap();
        assert_eq!(row.target.actor, Actor::Coded(Coding::Iso3, "SYR"));
        assert_eq!(layout.decided()[0].1, 1);
        // One actor alone has no target, which the ledger will count.
        let text = line(&none);
        assert_eq!(layout.event(&text).unwrap().target.actor, Actor::Named(""));
    }

    #[test]
    fn countries_are_read_as_letters_words_or_numbers() {
        let of = |country, cow| state("N", country, cow);
        assert_eq!(of("IRN", "630"), Actor::Coded(Coding::Iso3, "IRN"));
        assert_eq!(of("Iran", ""), Actor::Coded(Coding::Icews, "Iran"));
        assert_eq!(of("", "630"), Actor::Coded(Coding::CowNumber, "630"));
        assert_eq!(of("", ""), Actor::Named("N"));
        for code in ["IGO", "NGO", "ISM", "IMG", "MNC"] {
            assert_eq!(resolve(Coding::Iso3, code, (2020, 1, 1)), Resolution::NotAState, "{code}");
        }
    }

    #[test]
    fn headers_with_names_too_many_and_rows_with_tabs_too_many_are_read() {
        let names = [&PUBLISHED[..3], &["Headline", "Event Text", "Feed", "Story ID"], &PUBLISHED[3..]].concat();
        let mut layout = begun(&names.join("\t"));
        assert_eq!(layout.event(&line(&[])).unwrap().code, "CONSULT/visit");
        // Rows that do have them are read by the header.
        let mut fields: Vec<String> = line(&[]).split('\t').map(str::to_owned).collect();
        for _ in 0..4 {
            fields.insert(3, "text".to_owned());
        }
        assert_eq!(layout.event(&fields.join("\t")).unwrap().code, "CONSULT/visit");
        let mut layout = begun(&format!("{}\t\t", PUBLISHED.join("\t").replace("Intensity", "Event Intensity")));
        assert_eq!(layout.event(&format!("{}\t\t\t", line(&[]))).unwrap().read_details.score_tenths, Some(21));
    }

    #[test]
    fn malformed_rows_are_rejected_with_their_reason() {
        let mut layout = begun(&PUBLISHED.join("\t"));
        let reason = |layout: &mut Polecat, text: &str| layout.event(text).unwrap_err().0;
        let whole = line(&[]);
        let (begin, end) = whole.split_at(whole.len() / 2);
        assert_eq!(reason(&mut layout, begin), Rejection::TooFewColumns);
        assert_eq!(reason(&mut layout, end), Rejection::TooFewColumns);
        assert_eq!(reason(&mut layout, ""), Rejection::TooFewColumns);
        assert_eq!(reason(&mut layout, &format!("{whole}\tx")), Rejection::TooManyColumns);
        // Shifted by a column: the type stands where the date should.
        let shifted = whole.replacen('\t', "\t\t", 1);
        assert_eq!(reason(&mut layout, &shifted[..shifted.len() - 1]), Rejection::NoSuchDate);
        assert_eq!(reason(&mut layout, &line(&[("Event Type", "2.1")])), Rejection::UnknownCode);
        assert_eq!(reason(&mut layout, &line(&[("Event Date", "2019-02-30")])), Rejection::NoSuchDate);
        assert!(Polecat::default().begin("Event ID\tEvent Date").unwrap_err().message.contains("Event Type"));
    }
}
