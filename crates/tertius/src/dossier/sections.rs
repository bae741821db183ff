//! The `[[instrument]]` sections of a dossier: what measures the relations. Each is read on its own, and all that is
//! wrong with it is complained about at once. What argues (episodes, claims) is read in `argument`.

use super::columns::columns;
use super::complaint::Complaint;
use super::curve::FILTERS;
use super::field::Field;
use super::files::Files;
use super::keys_by_source;
use super::mapping::mapping;
use super::ontology::{Ontology, Scale};
use super::question::{Instrument, Measure, Source};
use super::read::when;
use super::table::{Complaints, Spanned, Table};
use super::votes::{self, Issue};
use crate::calendar::Span;

/// Reads every `[[instrument]]`.
pub(super) fn instruments(root: &Table<'_>, complaints: &Complaints, library: Option<&dyn Files>) -> Vec<Instrument> {
    let tables = root.tables("instrument", "[[instrument]]");
    if tables.is_empty() && root.span_of("instrument").is_none() {
        root.missing("[[instrument]]", "name, source, files and measure: what measures the relations");
    }
    let mut all: Vec<Instrument> = Vec::new();
    for table in tables {
        let Some(instrument) = instrument(&table, complaints, library) else { continue };
        if let Some(twin) = all.iter().find(|i| i.name.value == instrument.name.value) {
            complaints.add(
                Complaint::new(
                    instrument.name.span.clone(),
                    format!("two instruments are named \"{}\"", twin.name.value),
                    "the second",
                    "give each its own name",
                )
                .and_at(twin.name.span.clone(), "the first"),
            );
        }
        all.push(instrument);
    }
    all
}

/// A pattern that no file matches.
pub(crate) fn no_match(pattern: &Spanned<String>) -> Complaint {
    Complaint::new(
        pattern.span.clone(),
        format!("no file matches \"{}\"", pattern.value),
        "matches nothing",
        "paths are relative to the dossier; * and ? stand for anything within one name",
    )
}

fn instrument(table: &Table<'_>, complaints: &Complaints, library: Option<&dyn Files>) -> Option<Instrument> {
    let name = table.required_text("name", "\"ICEWS\"");
    let source = table.choice("source", &Source::WORDS);
    if source.is_none() && table.span_of("source").is_none() {
        table.missing("source", "\"icews\"");
    }
    let files = table.texts("files");
    if files.is_none() && table.span_of("files").is_none() {
        table.missing("files", "[\"data/*.tab\"]");
    }
    if let Some(library) = library {
        let patterns = files.iter().flatten();
        patterns
            .filter(|p| library.matching(&p.value).is_ok_and(|f| f.is_empty()))
            .for_each(|p| complaints.add(no_match(p)));
    }
    let ontology = table.choice("ontology", &Ontology::WORDS);
    let scale = table.choice("scale", &Scale::WORDS);
    let measure = table.choice("measure", &Measure::WORDS);
    let exposure = table.text("exposure");
    let observed = observed(table, complaints);
    let breaks = breaks(table, complaints);
    let silence = table.choice("silence", &[("missing", false), ("zero", true)]).is_some_and(|s| s.value);
    let one_a_day = table.choice("filter", &FILTERS).is_some_and(|f| f.value);
    let up_is_colder = table.choice("up", &[("is warmer", false), ("is colder", true)]).is_some_and(|u| u.value);
    let design_effect = table.number("design_effect");
    let duplicate_rate = table.number("duplicate_rate");
    let coder_error = table.number("coder_error");
    let arithmetical = table.truth("arithmetical");
    let fused = table.truth("fused");
    let field = table.choice("field", &Field::WORDS);
    let columns = columns(table, complaints, source.as_ref().map(|s| s.value), measure.as_ref().map(|m| m.value));
    let mapping = mapping(table, complaints, source.as_ref().map(|s| s.value), ontology.as_ref());
    let citation = table.text("citation");
    let votes = votes::vote_choices(table);
    table.finish();

    let source = source?.value;
    keys_by_source::check(table, source, complaints);
    let up_is_colder = up_is_colder || source == Source::IdealPoints;
    let ontology = source.ontology().map(|value| Spanned { value, span: table.span() }).or(ontology);
    if ontology.is_none() && matches!(source, Source::Keds | Source::Counted | Source::Table) {
        table.missing("ontology", "\"weis\"");
    }
    let measure_span = table.span_of("measure").unwrap_or_else(|| table.span());
    let default_measure = match source {
        Source::Indicator | Source::IdealPoints => Measure::Level,
        Source::InForce => Measure::InForce,
        Source::RollCalls => Measure::Agreement,
        _ => Measure::Balance,
    };
    let measure = measure.map_or(default_measure, |m| m.value);
    if let Some(fitting) = votes::unfit(source, measure) {
        complaints.add(Complaint::new(
            measure_span.clone(),
            format!("the measure \"{}\" does not fit the source \"{}\"", measure.word(), source.word()),
            "cannot be computed",
            format!("the source \"{}\" is measured by {fitting}", source.word()),
        ));
    }
    let needs_scale = matches!(measure, Measure::ScoreSum | Measure::ScoreMean);
    let scale = match (needs_scale, scale, &ontology) {
        (true, None, Some(o)) => {
            let usual = o.value.usual_scale();
            if usual.is_none() {
                complaints.add(Complaint::new(
                    measure_span,
                    format!("{} have no scores", o.value.codes_in_words()),
                    "needs a scale",
                    "use \"balance\" or \"conflict rate\", which need none",
                ));
            }
            usual
        }
        (_, Some(s), Some(o)) if s.value.ontology() != o.value => {
            complaints.add(Complaint::new(
                s.span,
                format!(
                    "the scale {} scores {} codes, but the files are declared {}",
                    s.value.word(),
                    s.value.ontology().word().to_uppercase(),
                    o.value.word().to_uppercase()
                ),
                "another ontology",
                "choose the scale that fits the files' codes",
            ));
            None
        }
        (_, s, _) => s.map(|s| s.value),
    };
    if silence && measure == Measure::ConflictRate {
        complaints.add(Complaint::new(
            table.span_of("silence").unwrap_or_else(|| table.span()),
            "a conflict rate knows no silence: a watched period without conflict is an observed zero",
            "has no meaning here",
            "leave `silence` out",
        ));
    }
    if let Some(d) = &design_effect
        && d.value < 1.0
    {
        complaints.add(Complaint::new(
            d.span.clone(),
            format!("a design effect of {} would make repeated stories add knowledge", d.value),
            "below 1",
            "give 1 or more",
        ));
    }
    check_rates(table, complaints, measure, duplicate_rate.as_ref(), coder_error.as_ref());
    if let Some(f) = &field {
        check_field(f, measure, ontology.as_ref().map(|o| o.value), complaints);
    }
    if measure == Measure::InForce && observed.is_empty() && table.span_of("observed").is_none() {
        // A measure without an end is in force until the table's last day, so that day must be stated.
        table.missing("observed", "[\"1950..2023\"]");
    }
    if let Some(a) = &arithmetical
        && !a.value
        && source.places_states_on_a_line()
    {
        complaints.add(Complaint::new(
            a.span.clone(),
            format!("the source \"{}\" places states on a line, so its relations hang together", source.word()),
            "is so by construction",
            "leave `arithmetical` out",
        ));
    }
    Some(Instrument {
        name: name?,
        source,
        files: files?,
        ontology,
        scale,
        measure,
        exposure,
        observed,
        breaks,
        silence_as_zero: silence,
        one_a_day,
        up_is_colder,
        votes,
        design_effect: design_effect.map(|d| d.value),
        duplicate_rate: duplicate_rate.map_or(0.0, |r| r.value),
        coder_error: coder_error.map_or(0.0, |e| e.value),
        // Shares of one total hang together: what goes to one partner is missing at another.
        fused: fused.is_none_or(|f| f.value),
        arithmetical: arithmetical
            .map_or(measure == Measure::TradeShare || source.places_states_on_a_line(), |a| a.value),
        field: field.map(|f| f.value).or(votes.issue.map(Issue::field)),
        columns,
        mapping,
        citation: citation.map(|c| c.value),
        span: table.span(),
        stated: table.keys(),
    })
}

/// Stated error rates: their ranges, and the measures that they mean something for.
fn check_rates(
    table: &Table<'_>,
    complaints: &Complaints,
    measure: Measure,
    duplicate_rate: Option<&Spanned<f64>>,
    coder_error: Option<&Spanned<f64>>,
) {
    if let Some(r) = duplicate_rate {
        if !(0.0..1.0).contains(&r.value) {
            complaints.add(Complaint::new(
                r.span.clone(),
                format!("a duplicate rate of {} is no share of rows", r.value),
                "not between 0 and 1",
                "give the share of rows that repeat another row's event, 0 or more and below 1",
            ));
        }
        if let Some(twin) = table.span_of("design_effect") {
            complaints.add(
                Complaint::new(
                    r.span.clone(),
                    "a duplicate rate and a design effect say the same thing twice",
                    "the second",
                    "keep one: a rate r means a design effect of (1 + r) / (1 - r)",
                )
                .and_at(twin, "the first"),
            );
        }
        if !measure.is_of_events() {
            complaints.add(no_events(r, "duplicate_rate", measure));
        }
    }
    if let Some(e) = coder_error {
        if !(0.0..0.5).contains(&e.value) {
            complaints.add(Complaint::new(
                e.span.clone(),
                format!("a coder error of {} cannot be corrected", e.value),
                "not between 0 and a half",
                "give the probability that an event is coded to the wrong side, 0 or more and below 0.5",
            ));
        }
        if !measure.is_of_events() {
            complaints.add(no_events(e, "coder_error", measure));
        } else if measure != Measure::Balance {
            complaints.add(Complaint::new(
                e.span.clone(),
                format!("coder error is corrected in balances, not in the measure \"{}\"", measure.word()),
                "has no meaning here",
                "leave it out: what is coded to the wrong side is known only where both sides are counted",
            ));
        }
    }
}

fn no_events(number: &Spanned<f64>, key: &str, measure: Measure) -> Complaint {
    Complaint::new(
        number.span.clone(),
        format!("`{key}` is about events, and the measure \"{}\" has none", measure.word()),
        "has no meaning here",
        "leave it out",
    )
}

/// Event codes tell some fields only, quad classes none. An indicator may be of any field: the dossier says so.
fn check_field(field: &Spanned<Field>, measure: Measure, ontology: Option<Ontology>, complaints: &Complaints) {
    if !measure.is_of_events() {
        return;
    }
    let known = Field::OF_EVENTS.map(|f| format!("\"{}\"", f.word())).join(", ");
    if !field.value.is_of_events() {
        complaints.add(Complaint::new(
            field.span.clone(),
            format!("event codes do not tell the field \"{}\"", field.value.word()),
            "from votes and indicators only",
            format!("codes tell {known}"),
        ));
    }
    if ontology == Some(Ontology::Quad) {
        complaints.add(Complaint::new(
            field.span.clone(),
            "quad classes do not tell a field",
            "needs codes",
            format!("use a table with CAMEO or WEIS codes; these tell {known}"),
        ));
    }
}

fn observed(table: &Table<'_>, complaints: &Complaints) -> Vec<Span> {
    let mut spans: Vec<(Span, std::ops::Range<usize>)> = Vec::new();
    for text in table.texts("observed").unwrap_or_default() {
        let parts: Vec<&str> = text.value.split("..").collect();
        let part = |p: &str| when(&Spanned { value: p.trim().to_owned(), span: text.span.clone() }, complaints);
        let span = match parts[..] {
            [one] => part(one),
            [a, b] => part(a).zip(part(b)).and_then(|(a, b)| {
                let span = Span::new(a.first, b.last);
                if span.is_none() {
                    complaints.add(Complaint::new(
                        text.span.clone(),
                        "this ends before it begins",
                        "runs backwards",
                        "write the earlier date first",
                    ));
                }
                span
            }),
            _ => {
                complaints.add(Complaint::new(
                    text.span.clone(),
                    "more than one `..`",
                    "not a span",
                    "write \"2014-01..2014-12\"",
                ));
                None
            }
        };
        let Some(span) = span else { continue };
        if let Some((_, twin)) = spans.iter().find(|(s, _)| s.intersection(span).is_some()) {
            complaints.add(
                Complaint::new(
                    text.span.clone(),
                    "two observed spans overlap",
                    "shares days",
                    "join them into one span",
                )
                .and_at(twin.clone(), "with this one"),
            );
        }
        spans.push((span, text.span));
    }
    let mut spans: Vec<Span> = spans.into_iter().map(|(s, _)| s).collect();
    spans.sort();
    spans
}

fn breaks(table: &Table<'_>, complaints: &Complaints) -> Vec<(crate::calendar::Day, String)> {
    let mut all = Vec::new();
    for b in table.tables("break", "a break of an instrument") {
        let (at, because) = (b.required_text("from", "\"2007-01\""), b.required_text("because", "\"new coder\""));
        b.finish();
        if let (Some(at), Some(because)) = (at, because)
            && let Some(span) = when(&at, complaints)
        {
            all.push((span.first, because.value));
        }
    }
    all.sort();
    all
}
