//! How a table of events that was not made for Tertius is to be read: which of its columns are what, how it is separated,
//! how its actors are coded. The same keys stand in an `[[instrument]]` of `source = "table"` and in a mapping file.
//! Whether a file has the columns is found when it is read.

use super::complaint::Complaint;
use super::ontology::Ontology;
use super::question::Source;
use super::read::syntax;
use super::table::{Complaints, Spanned, Table};
use crate::actors::Coding;
use toml::de::DeTable;

/// How the actors of a table are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableCoding {
    /// In the codes, or the country names, of a coding.
    Coded(Coding),
    /// By names as in ICEWS: states, ministries with their state in brackets, officials.
    Names,
}

impl TableCoding {
    /// The words of the dossier, in the order in which readers should meet them.
    pub const WORDS: [(&'static str, TableCoding); 8] = [
        ("iso3", TableCoding::Coded(Coding::Iso3)),
        ("cow letters", TableCoding::Coded(Coding::CowLetters)),
        ("cow numbers", TableCoding::Coded(Coding::CowNumber)),
        ("gleditsch-ward", TableCoding::Coded(Coding::GleditschWard)),
        ("cameo", TableCoding::Coded(Coding::Cameo)),
        ("keds", TableCoding::Coded(Coding::Keds)),
        ("icews countries", TableCoding::Coded(Coding::Icews)),
        ("icews names", TableCoding::Names),
    ];

    /// The word used in dossiers and reports.
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, c)| *c == self).map_or("", |(w, _)| w)
    }
}

/// What stands between the fields of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Separator {
    /// A comma; quotes may enclose a field.
    Comma,
    /// A tab; quotes are characters like any other.
    Tab,
    /// A semicolon; quotes may enclose a field.
    Semicolon,
}

impl Separator {
    const WORDS: [(&'static str, Separator); 6] = [
        ("comma", Separator::Comma),
        ("tab", Separator::Tab),
        ("semicolon", Separator::Semicolon),
        (",", Separator::Comma),
        ("\t", Separator::Tab),
        (";", Separator::Semicolon),
    ];

    /// The word used in dossiers and reports.
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, s)| *s == self).map_or("", |(w, _)| w)
    }

    /// The character.
    pub fn character(self) -> char {
        match self {
            Separator::Comma => ',',
            Separator::Tab => '\t',
            Separator::Semicolon => ';',
        }
    }
}

/// What was done, as a code or in words.
#[derive(Clone, Debug, PartialEq)]
pub enum CodeColumn {
    /// A column of codes.
    Code(Option<Spanned<String>>),
    /// A column of event texts.
    Text(Spanned<String>),
}

/// Which columns are what. A name that is left out is that of its key; columns from `count` on may be missing then.
#[derive(Clone, Debug, PartialEq)]
pub struct EventColumns {
    /// The date.
    pub date: Option<Spanned<String>>,
    /// Who acted.
    pub initiator: Option<Spanned<String>>,
    /// Who was acted upon.
    pub target: Option<Spanned<String>>,
    /// What was done.
    pub code: CodeColumn,
    /// How many events a row counts.
    pub count: Option<Spanned<String>>,
    /// The producer's own number or name of the event.
    pub id: Option<Spanned<String>>,
    /// Mentions over all sources.
    pub mentions: Option<Spanned<String>>,
    /// The producer's own score, -10 to 10.
    pub score: Option<Spanned<String>>,
    /// Where the story stands.
    pub story: Option<Spanned<String>>,
    /// The initiator's country, where it stands beside a name.
    pub initiator_country: Option<Spanned<String>>,
    /// The target's country, where it stands beside a name.
    pub target_country: Option<Spanned<String>>,
}

/// How a table of events is to be read.
#[derive(Clone, Debug, PartialEq)]
pub struct TableMapping {
    /// Which columns are what: names in the header or, without one, numbers from 1.
    pub columns: EventColumns,
    /// What stands between fields. Default: a comma.
    pub separator: Separator,
    /// Whether the first line names the columns. Default: it does.
    pub header: bool,
    /// How actors are written.
    pub coding: TableCoding,
    /// The codes' ontology.
    pub ontology: Ontology,
}

impl TableMapping {
    /// Reads a mapping file.
    ///
    /// # Errors
    /// Every complaint, in the order of the text.
    pub fn read(text: &str) -> Result<TableMapping, Vec<Complaint>> {
        let (root, errors) = DeTable::parse_recoverable(text);
        if !errors.is_empty() {
            return Err(errors.iter().map(|e| syntax(text, e)).collect());
        }
        let complaints = Complaints::default();
        let table = Table::new(root.get_ref(), 0..0, "the mapping", &complaints);
        let ontology = table.choice("ontology", &Ontology::WORDS);
        if ontology.is_none() && table.span_of("ontology").is_none() {
            table.missing("ontology", "\"cameo\"");
        }
        let mapping = mapping(&table, &complaints, Some(Source::Table), ontology.as_ref());
        table.finish();
        drop(table);
        let complaints = complaints.into_sorted();
        match mapping {
            Some(mapping) if complaints.is_empty() => Ok(mapping),
            _ => Err(complaints),
        }
    }

    /// The mapping in words, as it is printed among the settings.
    pub fn words(&self) -> String {
        let c = &self.columns;
        let (code, text) = match &c.code {
            CodeColumn::Code(code) => (code.as_ref(), None),
            CodeColumn::Text(text) => (None, Some(text)),
        };
        let named = [
            ("date", c.date.as_ref()),
            ("initiator", c.initiator.as_ref()),
            ("target", c.target.as_ref()),
            ("code", code),
            ("text", text),
            ("count", c.count.as_ref()),
            ("id", c.id.as_ref()),
            ("mentions", c.mentions.as_ref()),
            ("score", c.score.as_ref()),
            ("story", c.story.as_ref()),
            ("initiator_country", c.initiator_country.as_ref()),
            ("target_country", c.target_country.as_ref()),
        ];
        let mut parts: Vec<String> =
            named.iter().filter_map(|(key, column)| column.map(|column| format!("{key} = {}", column.value))).collect();
        parts.push(format!("separated by {}", self.separator.word()));
        parts.push(format!("actors in {}", self.coding.word()));
        if !self.header {
            parts.push("no header".to_owned());
        }
        parts.join(", ")
    }
}

/// Reads the keys of a mapping out of an instrument or a mapping file; `None` where the source is no table, or where what
/// is needed is missing and complained about. Must be asked before the table is finished.
pub(super) fn mapping(
    table: &Table<'_>,
    complaints: &Complaints,
    source: Option<Source>,
    ontology: Option<&Spanned<Ontology>>,
) -> Option<TableMapping> {
    let separator = table.choice("separator", &Separator::WORDS);
    let coding = table.choice("coding", &TableCoding::WORDS);
    let header = table.truth("header");
    if source != Some(Source::Table) {
        return None;
    }
    if coding.is_none() && table.span_of("coding").is_none() {
        table.missing("coding", "\"iso3\"");
    }
    let header = header.is_none_or(|h| h.value);
    let columns = match table.table("columns", "`columns`") {
        Some(columns) => event_columns(&columns, complaints, header),
        None if table.span_of("columns").is_some() => None,
        None if header => Some(no_names()),
        None => {
            table.missing("columns", "{ date = \"1\", initiator = \"2\", target = \"3\", code = \"4\" }");
            None
        }
    };
    Some(TableMapping {
        columns: columns?,
        separator: separator.map_or(Separator::Comma, |s| s.value),
        header,
        coding: coding?.value,
        ontology: ontology?.value,
    })
}

fn no_names() -> EventColumns {
    EventColumns {
        date: None,
        initiator: None,
        target: None,
        code: CodeColumn::Code(None),
        count: None,
        id: None,
        mentions: None,
        score: None,
        story: None,
        initiator_country: None,
        target_country: None,
    }
}

fn event_columns(table: &Table<'_>, complaints: &Complaints, header: bool) -> Option<EventColumns> {
    let (code, text) = (table.text("code"), table.text("text"));
    if let (Some(code), Some(text)) = (&code, &text) {
        complaints.add(
            Complaint::new(
                text.span.clone(),
                "a table tells what was done by a code or by a text",
                "named twice",
                "keep one: the code, if the table has it",
            )
            .and_at(code.span.clone(), "the other"),
        );
    }
    let columns = EventColumns {
        date: table.text("date"),
        initiator: table.text("initiator"),
        target: table.text("target"),
        code: match text {
            Some(text) => CodeColumn::Text(text),
            None => CodeColumn::Code(code),
        },
        count: table.text("count"),
        id: table.text("id"),
        mentions: table.text("mentions"),
        score: table.text("score"),
        story: table.text("story"),
        initiator_country: table.text("initiator_country"),
        target_country: table.text("target_country"),
    };
    table.finish();
    for (one, other, key) in [
        (&columns.initiator_country, &columns.target_country, "target_country"),
        (&columns.target_country, &columns.initiator_country, "initiator_country"),
    ] {
        if let (Some(one), None) = (one, other) {
            complaints.add(Complaint::new(
                one.span.clone(),
                "only one of the two actors has a column of countries",
                "stands alone",
                format!("name the other as `{key}`, or leave this out"),
            ));
        }
    }
    if !header {
        numbers_only(table, complaints, &columns);
    }
    Some(columns)
}

/// Without a header columns go by number, and those that every row needs must be named.
fn numbers_only(table: &Table<'_>, complaints: &Complaints, columns: &EventColumns) {
    let code = match &columns.code {
        CodeColumn::Code(code) => code.as_ref(),
        CodeColumn::Text(text) => Some(text),
    };
    let needed = [
        ("date", columns.date.as_ref()),
        ("initiator", columns.initiator.as_ref()),
        ("target", columns.target.as_ref()),
        ("code", code),
    ];
    for (key, column) in needed {
        if column.is_none() && table.span_of(key).is_none() {
            table.missing(key, "\"1\"");
        }
    }
    let beside = [
        &columns.count,
        &columns.id,
        &columns.mentions,
        &columns.score,
        &columns.story,
        &columns.initiator_country,
        &columns.target_country,
    ];
    for column in needed.iter().filter_map(|(_, c)| *c).chain(beside.into_iter().flatten()) {
        if !column.value.trim().parse::<usize>().is_ok_and(|n| n > 0) {
            complaints.add(Complaint::new(
                column.span.clone(),
                format!("\"{}\" is no number of a column, and the table has no header", column.value),
                "a name",
                "count the columns from 1 and write the number in quotes, or leave out header = false",
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn messages(text: &str) -> Vec<String> {
        TableMapping::read(text).unwrap_err().into_iter().map(|c| c.message).collect()
    }

    #[test]
    fn a_mapping_is_read_with_its_defaults() {
        let all = TableMapping::read("coding = \"iso3\"\nontology = \"cameo\"").unwrap();
        assert_eq!((all.separator, all.header, all.columns), (Separator::Comma, true, no_names()));
        let some = TableMapping::read(
            "coding = \"icews names\"\nontology = \"cameo\"\nseparator = \"tab\"\ncolumns = { date = \"when\", text = \"what\" }",
        )
        .unwrap();
        assert_eq!(some.coding, TableCoding::Names);
        assert!(matches!(&some.columns.code, CodeColumn::Text(t) if t.value == "what"));
        assert_eq!(some.words(), "date = when, text = what, separated by tab, actors in icews names");
        for (word, coding) in TableCoding::WORDS {
            assert_eq!(coding.word(), word);
        }
        for separator in [Separator::Comma, Separator::Tab, Separator::Semicolon] {
            let text = format!("coding = \"iso3\"\nontology = \"quad\"\nseparator = {:?}", separator.character());
            let text = text.replace('\'', "\"");
            assert_eq!(TableMapping::read(&text).unwrap().separator, separator);
        }
    }

    #[test]
    fn everything_that_is_wrong_is_said_at_once() {
        assert_eq!(messages(""), ["the mapping needs `ontology`", "the mapping needs `coding`"]);
        let wrong = messages(
            "coding = \"iso2\"\nontology = \"cameo\"\nseparator = \"space\"\nheaders = true\ncolumns = { dat = \"a\", code = \"b\", text = \"c\", initiator_country = \"d\" }",
        );
        assert_eq!(wrong.len(), 6, "{wrong:?}");
        assert!(wrong[0].contains("iso2") && wrong[1].contains("space") && wrong[2].contains("headers"), "{wrong:?}");
        let wrong = messages("coding = \"iso3\"\nontology = \"cameo\"\nheader = false");
        assert!(wrong.len() == 1 && wrong[0].contains("columns"), "{wrong:?}");
        let wrong = messages(
            "coding = \"iso3\"\nontology = \"cameo\"\nheader = false\ncolumns = { date = \"1\", initiator = \"0\", target = \"x\" }",
        );
        assert_eq!(wrong.len(), 3, "{wrong:?}");
        assert!(messages("coding = ").iter().all(|m| m.contains("TOML")));
        assert!(messages("columns = 3\ncoding = \"iso3\"\nontology = \"cameo\"")[0].contains("must be a table"));
    }
}
