//! Which keys of an `[[instrument]]` mean something to which source, as one table. A key that would change nothing is
//! complained about: whoever wrote it believes that it does something. Ranges and measures are checked elsewhere.

use super::complaint::Complaint;
use super::question::Source;
use super::table::{Complaints, Table};

const EVENTS: &[Source] = &[
    Source::Counted,
    Source::Gdelt,
    Source::Icews,
    Source::IcewsNamed,
    Source::Phoenix,
    Source::Polecat,
    Source::Keds,
    Source::Table,
];
const TABLES: &[Source] = &[Source::Table];
const ROLL_CALLS: &[Source] = &[Source::RollCalls];

/// Key, the sources that it means something to, and what it is about. Keys that are not here mean something to all.
const KEYS: [(&str, &[Source], &str); 14] = [
    ("ontology", &[Source::Counted, Source::Keds, Source::Table], "is about codes of events"),
    ("separator", TABLES, "is about tables of events"),
    ("coding", TABLES, "is about tables of events"),
    ("header", TABLES, "is about tables of events"),
    ("scale", EVENTS, "is about events"),
    ("exposure", EVENTS, "is about events"),
    ("silence", EVENTS, "is about events"),
    ("filter", EVENTS, "is about events"),
    ("design_effect", EVENTS, "is about events"),
    ("up", &[Source::Indicator], "is about indicators"),
    ("issue", ROLL_CALLS, "is about votes"),
    ("distance", ROLL_CALLS, "is about votes"),
    ("by", ROLL_CALLS, "is about votes"),
    (
        "field",
        &[
            Source::Counted,
            Source::Gdelt,
            Source::Icews,
            Source::IcewsNamed,
            Source::Phoenix,
            Source::Polecat,
            Source::Keds,
            Source::Table,
            Source::Indicator,
            Source::InForce,
            Source::IdealPoints,
        ],
        "filters no votes",
    ),
];

/// What is fixed for a source, and how.
fn fixed(key: &str, source: Source) -> Option<&'static str> {
    Some(match (key, source) {
        ("ontology", Source::Icews | Source::IcewsNamed) => "leave it out: ICEWS is coded in CAMEO",
        ("ontology", Source::Gdelt) => "leave it out: GDELT is coded in CAMEO",
        ("ontology", Source::Phoenix) => "leave it out: Phoenix is coded in CAMEO",
        ("ontology", Source::Polecat) => "leave it out: POLECAT is coded in PLOVER",
        ("up", Source::RollCalls) => "leave it out: agreement is warm",
        ("up", Source::IdealPoints) => "leave it out: the distance of ideal points is turned so that up is warmer",
        ("up", Source::InForce) => "leave it out: measures in force always count as colder",
        ("field", Source::RollCalls) => "use `issue`: the field follows from it",
        _ => return None,
    })
}

/// Complains about every stated key that means nothing to the source.
pub(super) fn check(table: &Table<'_>, source: Source, complaints: &Complaints) {
    for (key, sources, about) in KEYS {
        let Some(span) = table.span_of(key).filter(|_| !sources.contains(&source)) else { continue };
        let (message, help) = match fixed(key, source) {
            Some(help) => (format!("`{key}` is fixed for the source \"{}\"", source.word()), help),
            None => (format!("`{key}` {about}, and means nothing to the source \"{}\"", source.word()), "leave it out"),
        };
        complaints.add(Complaint::new(span, message, "has no meaning here", help));
    }
}
