//! The sections of a dossier that argue: episodes and claims. Each reader takes its tables one by one and complains
//! about each on its own. What measures is read in `sections`.

use super::asks::{self, Asks};
use super::complaint::{Complaint, did_you_mean};
use super::question::{ClaimQuestion, Direction, Episode, Half, Instrument, Term, Trend, TriangleQuestion};
use super::read::{from_to, state};
use super::side::{DirectedDyad, Dyad, Side};
use super::subset;
use super::table::{Complaints, Spanned, Table};

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
pub(super) fn side(text: &Spanned<String>, complaints: &Complaints) -> Option<(Side, std::ops::Range<usize>)> {
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

/// What the claims of a dossier may speak of.
pub(super) struct Named<'a> {
    pub(super) triangle: Option<&'a TriangleQuestion>,
    pub(super) instruments: &'a [Instrument],
    pub(super) episodes: &'a [Episode],
    pub(super) terms: &'a [Term],
    pub(super) kinds: &'a [&'static str],
}

/// Reads every `[[claim]]`.
pub(super) fn claims(root: &Table<'_>, complaints: &Complaints, named: &Named<'_>) -> Vec<ClaimQuestion> {
    root.tables("claim", "[[claim]]").into_iter().filter_map(|table| claim(&table, complaints, named)).collect()
}

fn claim(table: &Table<'_>, complaints: &Complaints, named: &Named<'_>) -> Option<ClaimQuestion> {
    let kind = table.required_text("kind", "\"third-party response\"");
    let says = table.required_text("says", "\"the sentence that is tested\"");
    let smallest = table.number("smallest_effect");
    let instrument = table.text("instrument");
    let word = kind.as_ref().map_or("", |k| k.value.as_str());
    let asks = match word {
        asks::CONSOLIDATION => asks::since(table, complaints, named.episodes).map(Asks::Consolidation),
        asks::MODERATION => asks::since(table, complaints, named.episodes).map(Asks::Moderation),
        asks::BOLDNESS => asks::boldness(table, complaints, named.terms).map(Asks::Boldness),
        _ => Some(Asks::Response),
    };
    let between = if word == asks::BOLDNESS { None } else { table.text("between") };
    let driven = (![asks::CONSOLIDATION, asks::BOLDNESS].contains(&word)).then(|| {
        let driver = table.required_text("driver", "\"USA-RUS\"");
        let other = table.text("other");
        let direction = table.choice("direction", &Direction::WORDS);
        if direction.is_none() && table.span_of("direction").is_none() {
            table.missing("direction", "\"opposite\"");
        }
        // A change of one half of an influence is not offered: halves of halves leave too few rows.
        let half = if word == asks::MODERATION { None } else { table.choice("half", &Half::WORDS) };
        (driver, other, direction, half.map_or(Half::Both, |h| h.value))
    });
    let written = subset::written(table);
    table.finish();
    check_kind(kind.as_ref(), named.kinds, complaints);
    check_smallest(smallest.as_ref(), complaints);
    check_instrument(instrument.as_ref(), named.instruments, complaints);

    if [asks::CONSOLIDATION, asks::MODERATION, asks::BOLDNESS].contains(&word) {
        subset::not_taken(&written, word, complaints);
    }
    let triangle = named.triangle?;
    let between = asks::between(between, triangle, complaints)?;
    let (driver, other, direction, half) = match driven {
        Some((driver, other, direction, half)) => {
            let [driver, other] = driver_and_other(driver?, other, triangle, complaints)?;
            (driver, other, direction?.value, half)
        }
        None => {
            let [driver, other] = asks::sides_of_third(triangle)?;
            (driver, other, Direction::Same, Half::Both)
        }
    };
    let mut claim = ClaimQuestion {
        kind: kind?,
        says: says?,
        asks: asks?,
        between,
        driver,
        other,
        direction,
        half,
        smallest_effect: smallest.map(|s| s.value),
        instrument,
        subsets: Vec::new(),
        span: table.span(),
    };
    if claim.asks == Asks::Response {
        claim.subsets = subset::subsets(written, &claim, triangle, named.instruments, complaints);
    }
    Some(claim)
}

fn check_kind(kind: Option<&Spanned<String>>, kinds: &[&'static str], complaints: &Complaints) {
    if let Some(k) = kind
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
}

fn check_smallest(smallest: Option<&Spanned<f64>>, complaints: &Complaints) {
    if let Some(s) = smallest
        && s.value <= 0.0
    {
        complaints.add(Complaint::new(
            s.span.clone(),
            "the smallest effect of interest must be above 0",
            "not an effect",
            "give a size in standard deviations, such as 0.2",
        ));
    }
}

pub(super) fn check_instrument(
    instrument: Option<&Spanned<String>>,
    instruments: &[Instrument],
    complaints: &Complaints,
) {
    if let Some(i) = instrument
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
}

/// The side that is said to drive the pair, and the one left over.
fn driver_and_other(
    driver: Spanned<String>,
    other: Option<Spanned<String>>,
    triangle: &TriangleQuestion,
    complaints: &Complaints,
) -> Option<[Side; 2]> {
    let (driver, driver_span) = side(&driver, complaints)?;
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
    Some([driver, other])
}
