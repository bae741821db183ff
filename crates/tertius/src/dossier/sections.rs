//! The repeated sections of a dossier: instruments, episodes and claims. Each reader takes its tables
//! one by one and complains about each on its own.

use super::complaint::{Complaint, did_you_mean};
use super::files::Files;
use super::question::{
    ClaimQuestion, DirectedDyad, Direction, Dyad, Episode, Half, Instrument, Measure, Ontology, Scale, Side, Source,
    Trend, TriangleQuestion,
};
use super::read::{from_to, state, when};
use super::table::{Complaints, Spanned, Table};
use super::votes;
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
    let one_a_day = table.choice("filter", &[("none", false), ("one a day", true)]).is_some_and(|f| f.value);
    let up_is_colder = table.choice("up", &[("is warmer", false), ("is colder", true)]).is_some_and(|u| u.value);
    let design_effect = table.number("design_effect");
    let citation = table.text("citation");
    let votes = votes::vote_choices(table);
    table.finish();

    let source = source?.value;
    votes::check(table, source, complaints);
    let up_is_colder = up_is_colder || source == Source::IdealPoints;
    let ontology = match source {
        Source::Icews | Source::IcewsNamed => Some(Spanned { value: Ontology::Cameo, span: table.span() }),
        _ => ontology,
    };
    if ontology.is_none() && matches!(source, Source::Keds | Source::Counted) {
        table.missing("ontology", "\"weis\"");
    }
    let measure_span = table.span_of("measure").unwrap_or_else(|| table.span());
    let default_measure = match source {
        Source::Indicator | Source::IdealPoints => Measure::Level,
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
        (true, None, Some(o)) => match o.value {
            Ontology::Weis => Some(Scale::WeisGoldstein),
            Ontology::Cameo => Some(Scale::CameoGoldsteinIcews),
            Ontology::Quad => {
                complaints.add(Complaint::new(
                    measure_span,
                    "quad classes have no scores",
                    "needs a scale",
                    "use \"balance\" or \"conflict rate\" for tables that are counted by quad class",
                ));
                None
            }
        },
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
        citation: citation.map(|c| c.value),
        span: table.span(),
        stated: table.keys(),
    })
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

/// Reads every `[[episode]]`, and complains where two that overlap expect opposite things of one side.
pub(super) fn episodes(root: &Table<'_>, complaints: &Complaints, triangle: Option<&TriangleQuestion>) -> Vec<Episode> {
    let mut all: Vec<(Episode, std::ops::Range<usize>)> = Vec::new();
    for table in root.tables("episode", "[[episode]]") {
        let name = table.required_text("name", "\"Reset\"");
        let (from, to) = (table.required_text("from", "\"2009-03\""), table.required_text("to", "\"2012-05\""));
        let span = from_to(from, to, complaints);
        let because = table.text("because");
        let expect = table.table("expect", "`expect` of an episode").map(|e| {
            let of = e.required_text("relation", "\"USA-RUS\"").and_then(|t| side(&t, complaints));
            let trend = e.choice("direction", &[("warming", Trend::Warming), ("cooling", Trend::Cooling)]);
            if trend.is_none() && e.span_of("direction").is_none() {
                e.missing("direction", "\"warming\"");
            }
            e.finish();
            if let (Some((side, span)), Some(t)) = (&of, triangle) {
                check_in_triangle(*side, span, t, complaints);
            }
            of.map(|(s, _)| s).zip(trend.map(|t| t.value))
        });
        let bytes = table.span_of("from").unwrap_or_else(|| table.span());
        table.finish();
        let (Some(name), Some(span)) = (name, span) else { continue };
        all.push((Episode { name, span, expect: expect.flatten(), because: because.map(|b| b.value) }, bytes));
    }
    for (i, (late, at)) in all.iter().enumerate() {
        for (early, early_at) in &all[..i] {
            let (Some((s1, t1)), Some((s2, t2))) = (late.expect, early.expect) else { continue };
            if s1.dyad() == s2.dyad()
                && t1 != t2
                && let Some(both) = late.span.intersection(early.span)
            {
                complaints.add(
                    Complaint::new(
                        at.clone(),
                        format!(
                            "\"{}\" and \"{}\" overlap and expect opposite things of {}",
                            early.name.value,
                            late.name.value,
                            s1.dyad()
                        ),
                        format!("{} days in common: {both}", both.n_days()),
                        "end the first before the second begins, or drop one expectation",
                    )
                    .and_at(early_at.clone(), "the other episode"),
                );
            }
        }
    }
    all.into_iter().map(|(e, _)| e).collect()
}

/// Reads `IRN-RUS` or `RUS>IRN`.
fn side(text: &Spanned<String>, complaints: &Complaints) -> Option<(Side, std::ops::Range<usize>)> {
    let (parts, directed): (Vec<&str>, bool) = if text.value.contains('>') {
        (text.value.split('>').collect(), true)
    } else {
        (text.value.split('-').collect(), false)
    };
    let [a, b] = parts[..] else {
        complaints.add(Complaint::new(
            text.span.clone(),
            format!("\"{}\" is not a side of a triangle", text.value),
            "two states belong here",
            "write \"IRN-RUS\" for both directions together or \"RUS>IRN\" for one",
        ));
        return None;
    };
    let part = |p: &str| state(&Spanned { value: p.trim().to_owned(), span: text.span.clone() }, complaints);
    let (a, b) = (part(a), part(b));
    let (a, b) = (a?, b?);
    let Some(dyad) = Dyad::new(a, b) else {
        complaints.add(Complaint::new(
            text.span.clone(),
            "a state has no relation with itself",
            "the same state twice",
            "name two different states",
        ));
        return None;
    };
    let side = if directed { Side::Directed(DirectedDyad { initiator: a, target: b }) } else { Side::Pooled(dyad) };
    Some((side, text.span.clone()))
}

fn check_in_triangle(side: Side, span: &std::ops::Range<usize>, t: &TriangleQuestion, complaints: &Complaints) -> bool {
    let fine = side.dyad().states().iter().all(|s| t.pair.contains(*s) || *s == t.third);
    if !fine {
        complaints.add(Complaint::new(
            span.clone(),
            format!("{side} is not a side of this triangle"),
            "outside the triangle",
            format!(
                "its states are {}, {} and {}",
                t.pair_as_written[0].code(),
                t.pair_as_written[1].code(),
                t.third.code()
            ),
        ));
    }
    fine
}

/// Reads every `[[claim]]`.
pub(super) fn claims(
    root: &Table<'_>,
    complaints: &Complaints,
    triangle: Option<&TriangleQuestion>,
    instruments: &[Instrument],
    kinds: &[&'static str],
) -> Vec<ClaimQuestion> {
    root.tables("claim", "[[claim]]")
        .into_iter()
        .filter_map(|table| claim(&table, complaints, triangle, instruments, kinds))
        .collect()
}

fn claim(
    table: &Table<'_>,
    complaints: &Complaints,
    triangle: Option<&TriangleQuestion>,
    instruments: &[Instrument],
    kinds: &[&'static str],
) -> Option<ClaimQuestion> {
    let kind = table.required_text("kind", "\"third-party response\"");
    let says = table.required_text("says", "\"the sentence that is tested\"");
    let between = table.text("between");
    let driver = table.required_text("driver", "\"USA-RUS\"");
    let other = table.text("other");
    let direction = table.choice("direction", &Direction::WORDS);
    if direction.is_none() && table.span_of("direction").is_none() {
        table.missing("direction", "\"opposite\"");
    }
    let half = table.choice("half", &Half::WORDS).map_or(Half::Both, |h| h.value);
    let smallest = table.number("smallest_effect");
    let instrument = table.text("instrument");
    table.finish();

    if let Some(k) = &kind
        && !kinds.contains(&k.value.as_str())
    {
        let known = kinds.iter().map(|k| format!("\"{k}\"")).collect::<Vec<_>>().join(", ");
        let help = did_you_mean(&k.value, kinds.iter().copied())
            .map_or(format!("known are {known}"), |n| format!("did you mean \"{n}\"?"));
        complaints.add(Complaint::new(
            k.span.clone(),
            format!("no kind of claim is called \"{}\"", k.value),
            "unknown kind",
            help,
        ));
    }
    if let Some(s) = &smallest
        && s.value <= 0.0
    {
        complaints.add(Complaint::new(
            s.span.clone(),
            "the smallest effect of interest must be above 0",
            "not an effect",
            "give a size in standard deviations, such as 0.2",
        ));
    }
    if let Some(i) = &instrument
        && !instruments.iter().any(|k| k.name.value == i.value)
    {
        let names: Vec<&str> = instruments.iter().map(|k| k.name.value.as_str()).collect();
        let help = did_you_mean(&i.value, names.iter().copied())
            .map_or(format!("the dossier has: {}", names.join(", ")), |n| format!("did you mean \"{n}\"?"));
        complaints.add(Complaint::new(
            i.span.clone(),
            format!("no instrument is named \"{}\"", i.value),
            "unknown instrument",
            help,
        ));
    }
    let triangle = triangle?;
    let between = match between {
        Some(text) => {
            let (s, span) = side(&text, complaints)?;
            if s.dyad() != triangle.pair {
                complaints.add(Complaint::new(
                    span,
                    format!("{s} is not the pair of this dossier"),
                    "a claim explains the pair",
                    format!(
                        "write \"{}-{}\", or leave `between` out",
                        triangle.pair_as_written[0].code(),
                        triangle.pair_as_written[1].code()
                    ),
                ));
            }
            s
        }
        None => Side::Pooled(triangle.pair),
    };
    let (driver, driver_span) = side(&driver?, complaints)?;
    if check_in_triangle(driver, &driver_span, triangle, complaints) && driver.dyad() == triangle.pair {
        complaints.add(Complaint::new(
            driver_span,
            "the pair cannot drive itself here",
            "a side with the third belongs here",
            format!("write, for instance, \"{}-{}\"", triangle.third.code(), triangle.pair_as_written[0].code()),
        ));
        return None;
    }
    let far = triangle.pair.states().into_iter().find(|s| !driver.dyad().contains(*s))?;
    let other = match other {
        Some(text) => {
            let (s, span) = side(&text, complaints)?;
            if Some(s.dyad()) != Dyad::new(far, triangle.third) {
                complaints.add(Complaint::new(
                    span,
                    format!("{s} is not the side left over"),
                    "held constant",
                    format!(
                        "write \"{}-{}\" or one of its directions, or leave `other` out",
                        triangle.third.code(),
                        far.code()
                    ),
                ));
            }
            s
        }
        None => Side::Pooled(Dyad::new(far, triangle.third)?),
    };
    Some(ClaimQuestion {
        kind: kind?,
        says: says?,
        between,
        driver,
        other,
        direction: direction?.value,
        half,
        smallest_effect: smallest.map(|s| s.value),
        instrument,
        span: table.span(),
    })
}
