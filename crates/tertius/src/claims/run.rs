//! The chain written down: from a dossier and files to findings. Each arrow is one public function of a stage.

use super::earlier::{EarlierRun, is_post_hoc};
use super::findings::{Findings, Input, InstrumentFinding, Manifest, Setting};
use super::weigh;
use crate::calendar::PeriodCalendar;
use crate::dossier::{ClaimQuestion, Complaint, Dossier, Files, Instrument, Source};
use crate::events::{self, sha256};
use crate::hypotheses;
use crate::progress::Progress;
use crate::refusal::Refusal;
use crate::series::{InstrumentSeries, SideSeries, relation};
use crate::triangle;
use std::collections::BTreeSet;

/// Runs the whole spine.
///
/// # Errors
/// All complaints that reading the files gave rise to.
pub fn run(
    dossier: &Dossier,
    files: &dyn Files,
    earlier: Option<&EarlierRun>,
    progress: &dyn Progress,
) -> Result<Findings, Vec<Complaint>> {
    let t = &dossier.triangle;
    let states = [t.pair_as_written[0], t.pair_as_written[1], t.third].map(|s| s.code());
    let earlier = earlier.filter(|e| e.triangle == states);
    let series = read_series(dossier, files, progress)?;
    let series_refs: Vec<&InstrumentSeries> = series.iter().collect();
    let fingerprints: Vec<String> = dossier.claims.iter().map(fingerprint).collect();
    let post_hoc: Vec<bool> = fingerprints.iter().map(|f| is_post_hoc(f, earlier)).collect();
    let relations = relation::fuse(dossier, &series_refs, progress);
    let triangle = triangle::latent_triangle(dossier, &series_refs, progress);
    let claims = weigh::weigh(dossier, &series_refs, &post_hoc, progress);
    let episodes = hypotheses::contrasts(dossier, &series_refs);
    let holes = holes(dossier, &series_refs);
    let mut cautions = cautions(dossier, &holes, &claims);
    let manifest = manifest(dossier, &series, fingerprints.into_iter().zip(post_hoc).collect());
    let own = EarlierRun::of(states.map(str::to_owned), &manifest);
    cautions.extend(earlier.and_then(|e| own.changed_since(e)));
    let instruments = series.into_iter().map(|s| describe(dossier, s)).collect();
    Ok(Findings {
        dossier: dossier.clone(),
        instruments,
        relations,
        triangle,
        episodes,
        claims,
        holes,
        cautions,
        manifest,
    })
}

/// Events and series of every instrument; all complaints of all instruments at once.
pub fn read_series(
    dossier: &Dossier,
    files: &dyn Files,
    progress: &dyn Progress,
) -> Result<Vec<InstrumentSeries>, Vec<Complaint>> {
    let mut complaints = Vec::new();
    let mut all = Vec::new();
    for instrument in &dossier.instruments {
        match events::read(instrument, files, progress) {
            Ok(ledger) => match InstrumentSeries::new(instrument, ledger, dossier) {
                Some(series) => all.push(series),
                None => complaints.push(no_overlap(instrument)),
            },
            Err(mut more) => complaints.append(&mut more),
        }
    }
    if complaints.is_empty() { Ok(all) } else { Err(complaints) }
}

/// The verdicts on a dossier's claims from series that were read already: what [`run`] finds, without the relations,
/// the triangle and the manifest, and with no claim post hoc.
pub fn verdicts(dossier: &Dossier, all: &[&InstrumentSeries], progress: &dyn Progress) -> Vec<super::ClaimFinding> {
    weigh::weigh(dossier, all, &[], progress)
}

fn no_overlap(instrument: &Instrument) -> Complaint {
    Complaint::new(
        instrument.name.span.clone(),
        format!("nothing that \"{}\" observed lies between the dossier's `from` and `to`", instrument.name.value),
        "outside the time asked about",
        "change `from` and `to`, or leave the instrument out",
    )
}

/// SHA-256 over everything that a claim says; changing a word or a direction makes another claim.
fn fingerprint(c: &ClaimQuestion) -> String {
    let smallest = c.smallest_effect.map_or_else(String::new, |s| s.to_string());
    let instrument = c.instrument.as_ref().map_or("", |i| i.value.as_str());
    let asks = c.asks.words();
    let subsets: Vec<String> = c.subsets.iter().map(|s| format!("subset {}: {}", s.name.value, s.words)).collect();
    sha256(
        &[
            c.kind.value.as_str(),
            &c.says.value,
            &c.between.to_string(),
            &c.driver.to_string(),
            &c.other.to_string(),
            c.direction.word(),
            c.half.word(),
            &smallest,
            instrument,
        ]
        .into_iter()
        // Nothing for a third-party response, so that fingerprints of earlier runs stay what they were.
        .chain((!asks.is_empty()).then_some(asks.as_str()))
        // Nor where nothing is declared.
        .chain(subsets.iter().map(String::as_str))
        .collect::<Vec<_>>()
        .join("\n"),
    )
}

fn describe(dossier: &Dossier, series: InstrumentSeries) -> InstrumentFinding {
    let t = &dossier.triangle;
    let [a, b] = t.pair_as_written;
    let triangle = [a, b, t.third];
    let sides: [SideSeries; 3] = dossier.sides().map(|side| series.side(side, &triangle));
    let longest = series.eras.iter().max_by_key(|e| e.last - e.first);
    let exclusions = match longest {
        _ if !series.is_of_events() => Err(Refusal::new("an indicator has no directions", "an instrument of events")),
        Some(era) => hypotheses::exclusion_table(&series, era, triangle, dossier.settings.lags),
        None => Err(Refusal::new("nothing was observed", "an instrument that was watching")),
    };
    InstrumentFinding { card: events::sources::card(series.instrument.source), series, sides, exclusions }
}

/// Stretches, within what the dossier asks about or the instruments span, in which no instrument with
/// events was watching.
fn holes(dossier: &Dossier, all: &[&InstrumentSeries]) -> Vec<(String, String)> {
    let of_events: Vec<&&InstrumentSeries> =
        all.iter().filter(|s| s.is_of_events() && s.calendar.length() == dossier.triangle.period).collect();
    let spans: Vec<_> = of_events.iter().map(|s| s.calendar.whole()).collect();
    let (stated_first, stated_last) = dossier.triangle.stated_ends();
    let first = stated_first.or_else(|| spans.iter().map(|s| s.first).min());
    let last = stated_last.or_else(|| spans.iter().map(|s| s.last).max());
    let Some(whole) = first.zip(last).and_then(|(a, b)| crate::calendar::Span::new(a, b)) else { return Vec::new() };
    let calendar = PeriodCalendar::covering(dossier.triangle.period, whole);
    let mut watched = BTreeSet::new();
    for s in of_events {
        watched.extend(
            (0..s.calendar.len())
                .filter(|i| s.observed[*i])
                .filter_map(|i| calendar.index_of(s.calendar.span(i).first)),
        );
    }
    let mut holes: Vec<(usize, usize)> = Vec::new();
    for i in (0..calendar.len()).filter(|i| !watched.contains(i)) {
        match holes.last_mut() {
            Some((_, end)) if *end + 1 == i => *end = i,
            _ => holes.push((i, i)),
        }
    }
    holes.into_iter().map(|(a, b)| (calendar.label(a), calendar.label(b))).collect()
}

fn cautions(dossier: &Dossier, holes: &[(String, String)], claims: &[super::ClaimFinding]) -> Vec<String> {
    let mut all = Vec::new();
    if !holes.is_empty() {
        let list = holes
            .iter()
            .map(|(a, b)| if a == b { a.clone() } else { format!("{a} to {b}") })
            .collect::<Vec<_>>()
            .join(", ");
        let period = dossier.triangle.period;
        all.push(format!(
            "No instrument with events by {period} was watching in: {list}. Nothing is said about these periods."
        ));
    }
    let post_hoc = claims.iter().filter(|c| c.post_hoc).count();
    if post_hoc > 0 {
        all.push(format!(
            "{post_hoc} of {} claims were added after results of an earlier run had been seen.",
            claims.len()
        ));
    }
    all.push("Tests read one instrument at a time. The fused relation is drawn and described; it has seen the whole record, future included, and enters no test of the past.".to_owned());
    all
}

fn manifest(dossier: &Dossier, all: &[InstrumentSeries], claims: Vec<(String, bool)>) -> Manifest {
    let inputs = all
        .iter()
        .flat_map(|s| &s.ledger.files)
        .map(|f| Input { name: f.name.clone(), sha256: f.sha256.clone(), bytes: f.bytes, rows: f.rows })
        .collect();
    Manifest {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        dossier_sha256: sha256(&dossier.text),
        inputs,
        seed: dossier.settings.seed,
        settings: settings(dossier, all),
        claims,
    }
}

fn settings(dossier: &Dossier, all: &[InstrumentSeries]) -> Vec<Setting> {
    let t = &dossier.triangle;
    let set = |name: &str, value: String, stated: bool| Setting { name: name.to_owned(), value, stated };
    let says = |key: &str| dossier.settings.stated.iter().any(|k| k == key);
    let mut list = vec![
        set("period", t.period.to_string(), says("period")),
        set("time", t.span_words(), says("from") || says("to")),
        set("seed", dossier.settings.seed.to_string(), says("seed")),
        set("lags", dossier.settings.lags.to_string(), says("lags")),
        set("rows_min", dossier.settings.rows_min.to_string(), says("rows_min")),
        set("primary horizon", format!("t+1 to t+{} {}s", t.period.primary_horizon(), t.period), false),
        set("covariance", "HC3, lag-augmented".to_owned(), false),
        set(
            "placebo thirds",
            t.placebos.as_ref().map_or("every state with enough data".to_owned(), |p| format!("{} named", p.len())),
            t.placebos.is_some(),
        ),
        set(
            "allies (not ranked)",
            t.allies.iter().map(|a| a.code()).collect::<Vec<_>>().join(", "),
            !t.allies.is_empty(),
        ),
        set("shortest circular shift", "10 periods".to_owned(), false),
        set("family level (Holm)", "0.05".to_owned(), false),
        set("power_seeds", dossier.settings.power_seeds.to_string(), says("power_seeds")),
    ];
    let curve = hypotheses::curve_settings(dossier, all);
    list.extend(curve.into_iter().map(|(name, value, stated)| set(&name, value, stated)));
    list.extend(relation::settings().into_iter().map(|(name, value)| set(&name, value, false)));
    for s in all {
        let i = &s.instrument;
        let name = |what: &str| format!("{}: {what}", i.name.value);
        let states = |key: &str| i.states_key(key);
        list.push(set(&name("measure"), i.measure.word().to_owned(), states("measure")));
        if i.source == Source::Indicator {
            let up = if i.up_is_colder { "is colder" } else { "is warmer" };
            list.push(set(&name("up"), up.to_owned(), states("up")));
        }
        if s.is_of_events() {
            list.push(set(
                &name("silence"),
                if i.silence_as_zero { "zero" } else { "missing" }.to_owned(),
                states("silence"),
            ));
            list.push(set(
                &name("filter"),
                if i.one_a_day { "one a day" } else { "none" }.to_owned(),
                states("filter"),
            ));
            let stated_effect = states("design_effect") || states("duplicate_rate");
            list.push(set(&name("design effect"), format!("{:.3}", s.design_effect), stated_effect));
            list.push(set(&name("duplicate rate"), i.duplicate_rate.to_string(), states("duplicate_rate")));
            list.push(set(&name("coder error"), i.coder_error.to_string(), states("coder_error")));
        }
        list.push(set(&name("field"), i.field.map_or("all together", |f| f.word()).to_owned(), states("field")));
        list.push(set(&name("fused"), i.fused.to_string(), states("fused")));
        list.push(set(&name("arithmetical"), i.arithmetical.to_string(), states("arithmetical")));
        if let Some(columns) = &i.columns {
            list.push(set(&name("columns"), columns.words(), true));
        }
        if let Some(mapping) = &i.mapping {
            list.push(set(&name("columns"), mapping.words(), true));
        }
        if i.measure.is_of_votes() {
            let issue = i.votes.issue.map_or("all", |issue| issue.word());
            list.push(set(&name("issue"), issue.to_owned(), states("issue")));
            list.push(set(&name("distance"), i.votes.distance.word().to_owned(), states("distance")));
            list.push(set(&name("by"), i.votes.by.word().to_owned(), states("by")));
        }
        if let Some(scale) = i.scale {
            list.push(set(&name("scale"), scale.word().to_owned(), states("scale")));
        }
        let observed = s.ledger.observed.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
        list.push(set(&name("observed"), observed, !s.ledger.observed_is_inferred));
    }
    list
}
