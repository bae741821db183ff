//! The report as one HTML file that works offline: template, style, chart libraries and data in one text.
//! It loads nothing, and its policy allows no script but ours.

use super::charts;
use super::claim_view::{ClaimView, claim_view, reach};
use super::content_policy::policy;
use super::fused_view::{FusedView, fused_view};
use super::numbers::count;
use super::table::Table;
use super::triangle_view::{TriangleView, attention, triangle_views};
use super::view::{ChartView, Charts, TableView};
use super::{tables, tables_of_readings, tables_of_tests, words};
use crate::claims::{Findings, InstrumentFinding};
use crate::dossier::Measure;
use crate::events::Tally;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, UndefinedBehavior};
use serde::Serialize;

/// The chart libraries, in the order in which they must run. Versions and licences stand in `vendor`.
pub(super) const LIBRARIES: [&str; 3] = [
    include_str!("vendor/vega.min.js"),
    include_str!("vendor/vega-lite.min.js"),
    include_str!("vendor/vega-embed.min.js"),
];

const PAGE_SCRIPT: &str = include_str!("page.js");
const STYLE: &str = include_str!("page.css");
const TEMPLATE: &str =
    concat!(include_str!("macros.html.j2"), include_str!("page.html.j2"), include_str!("methods.html.j2"));

#[derive(Serialize)]
struct PageView<'a> {
    policy: String,
    style: &'static str,
    scripts: [&'static str; 4],
    charts: String,
    title: &'a str,
    pair: [&'static str; 2],
    third: &'static str,
    period: &'static str,
    span: String,
    claims: Vec<ClaimView>,
    episodes: Vec<EpisodeView>,
    fused: Vec<FusedView>,
    triangles: Vec<TriangleView>,
    attention: Option<TableView>,
    attention_notes: Vec<String>,
    fields: Option<ChartView>,
    event_fields: Vec<ChartView>,
    relations: Vec<RelationView>,
    episode_charts: Vec<ChartView>,
    episode_table: TableView,
    reciprocity: Vec<ReciprocityView>,
    coverage: Option<ChartView>,
    holes: Vec<String>,
    instruments: Vec<InstrumentView>,
    unresolved: TableView,
    cautions: Vec<String>,
    version: &'a str,
    dossier_sha256: &'a str,
    dossier_text: &'a str,
    seed: u64,
    settings: TableView,
    inputs: TableView,
    fingerprints: TableView,
    citations: Vec<String>,
}

#[derive(Serialize)]
struct EpisodeView {
    number: usize,
    name: String,
    span: String,
    because: String,
}

#[derive(Serialize)]
struct RelationView {
    name: String,
    chart: ChartView,
    breaks: Vec<String>,
}

#[derive(Serialize)]
struct ReciprocityView {
    name: String,
    table: Option<TableView>,
    refusal: String,
}

#[derive(Serialize)]
struct InstrumentView {
    name: String,
    card: &'static str,
    producer: &'static str,
    licence: &'static str,
    coverage: &'static str,
    absent_row: &'static str,
    known_faults: Vec<String>,
    citation: Option<String>,
    choices: Vec<String>,
    read: String,
    accepted: String,
    removed: String,
    rejected: String,
    fates: TableView,
    cautions: Vec<String>,
}

/// The page. Its numbers are rounded for reading; the tables as files and the JSON hold every digit.
pub fn html(findings: &Findings) -> String {
    let mut charts = Charts::default();
    let view = page_view(findings, &mut charts);
    let view = PageView { charts: charts.json(), ..view };
    let mut environment = Environment::new();
    let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build().expect("the usual delimiters");
    environment.set_syntax(syntax);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.add_template("page.html", TEMPLATE).expect("the template is part of the program and parses");
    let template = environment.get_template("page.html").expect("it was added above");
    template.render(Serde(&view)).expect("the template names only what the view has")
}

fn page_view<'a>(f: &'a Findings, charts: &mut Charts) -> PageView<'a> {
    let t = &f.dossier.triangle;
    let reach = reach(f);
    let claims = (0..f.claims.len()).map(|n| claim_view(f, n, reach, charts)).collect();
    let fused = (0..f.relations.len()).map(|k| fused_view(f, k, charts)).collect();
    let triangles = triangle_views(f, charts);
    let (attention, attention_notes) = attention(f);
    let fields = charts::fields(f).map(|c| charts.add(c));
    let event_fields = (0..f.instruments.len())
        .filter_map(|k| charts::events_by_field(&f.instruments[k].series, f.sides(), k))
        .map(|c| charts.add(c))
        .collect();
    let relations = (0..f.instruments.len()).map(|k| relation_view(f, k, charts)).collect();
    let episode_charts =
        (0..f.instruments.len()).filter_map(|k| charts::episodes(f, k)).map(|c| charts.add(c)).collect();
    let coverage = charts::coverage(f).map(|c| charts.add(c));
    let scripts = [LIBRARIES[0], LIBRARIES[1], LIBRARIES[2], PAGE_SCRIPT];
    PageView {
        policy: policy(&scripts),
        style: STYLE,
        scripts,
        charts: String::new(),
        title: &f.dossier.title,
        pair: t.pair_as_written.map(|s| s.state().name),
        third: t.third.state().name,
        period: t.period.word(),
        span: t.span_words(),
        claims,
        episodes: f
            .dossier
            .episodes
            .iter()
            .enumerate()
            .map(|(n, e)| EpisodeView {
                number: n + 1,
                name: e.name.value.clone(),
                span: e.span.to_string(),
                because: e.because.as_deref().map(words::sentence).unwrap_or_default(),
            })
            .collect(),
        fused,
        triangles,
        attention,
        attention_notes,
        fields,
        event_fields,
        relations,
        episode_charts,
        episode_table: TableView::from(&tables_of_tests::episodes(f)),
        reciprocity: f.instruments.iter().map(|i| reciprocity_view(f, i)).collect(),
        coverage,
        holes: f.holes.iter().map(|(a, b)| format!("{a} to {b}")).collect(),
        instruments: f.instruments.iter().map(instrument_view).collect(),
        unresolved: TableView::from(&tables_of_readings::unresolved(f)),
        cautions: f.cautions.iter().map(|c| words::sentence(c)).collect(),
        version: &f.manifest.version,
        dossier_sha256: &f.manifest.dossier_sha256,
        dossier_text: &f.dossier.text,
        seed: f.manifest.seed,
        settings: TableView::from(&tables::settings(f)),
        inputs: TableView::from(&inputs(f)),
        fingerprints: TableView::from(&fingerprints(f)),
        citations: citations(f),
    }
}

fn relation_view(f: &Findings, index: usize, charts: &mut Charts) -> RelationView {
    let i = &f.instruments[index];
    let calendar = &i.series.calendar;
    RelationView {
        name: i.series.instrument.name.value.clone(),
        chart: charts.add(charts::relation(f, index)),
        breaks: i
            .series
            .eras
            .iter()
            .filter(|e| !e.because.is_empty())
            .map(|e| format!("{}: {}", calendar.label(e.first), e.because))
            .collect(),
    }
}

fn reciprocity_view(f: &Findings, i: &InstrumentFinding) -> ReciprocityView {
    let name = i.series.instrument.name.value.clone();
    match &i.exclusions {
        Ok(_) => {
            let all = tables_of_tests::reciprocity(f);
            let mut t = Table::new(
                "reciprocity",
                format!("Reciprocity and triangular response as {name} reads them, longest era"),
                &[],
            );
            t.header = all.header[1..9].to_vec();
            t.rows = all.rows.iter().filter(|r| r[0] == name).map(|r| r[1..9].to_vec()).collect();
            ReciprocityView { table: Some(TableView::from(&t)), refusal: String::new(), name }
        }
        Err(r) => ReciprocityView { table: None, refusal: words::refusal(r), name },
    }
}

fn instrument_view(i: &InstrumentFinding) -> InstrumentView {
    let (asked, ledger) = (&i.series.instrument, &i.series.ledger);
    let mut fates = Table::new(
        "fates",
        format!("Rows of {} that were left out, by reason", asked.name.value),
        &["fate", "reason", "rows", "first place", "what it says there"],
    );
    let mut push = |fate: &str, why: &str, t: &Tally| {
        fates.push(vec![fate.to_owned(), why.to_owned(), t.count.to_string(), t.first.to_string(), t.example.clone()]);
    };
    ledger.removed.iter().for_each(|(why, t)| push("removed", why.words(), t));
    ledger.rejected.iter().for_each(|(why, t)| push("rejected", why.words(), t));
    let mut choices = vec![format!("measure: {}", asked.measure.word())];
    choices.extend(asked.field.map(|f| format!("field: {} only", f.word())));
    choices.extend(asked.arithmetical.then(|| "arithmetical: readings of the sides hang together".to_owned()));
    if asked.coder_error > 0.0 {
        choices.push(format!("corrected for a coder error of {}", asked.coder_error));
    }
    choices.extend(asked.scale.map(|s| format!("scale: {}", s.word())));
    let silence = match asked.measure {
        Measure::Level
        | Measure::TradeShare
        | Measure::InForce
        | Measure::Agreement
        | Measure::Kappa
        | Measure::Pi
        | Measure::S => None,
        Measure::ConflictRate => Some("a period without conflict is an observed zero"),
        _ if asked.silence_as_zero => Some("a silent period counts as zero (a choice of the dossier)"),
        _ => Some("a silent period has no value"),
    };
    choices.extend(silence.map(str::to_owned));
    if asked.one_a_day {
        choices.push("one event per day, directed dyad and code".to_owned());
    }
    if ledger.observed_is_inferred {
        choices.push("when the source was watching is inferred from its rows".to_owned());
    }
    choices.push(format!("design effect: {}", super::numbers::short(i.series.design_effect)));
    InstrumentView {
        name: asked.name.value.clone(),
        card: i.card.name,
        producer: i.card.producer,
        licence: i.card.licence,
        coverage: i.card.coverage,
        absent_row: i.card.absent_row,
        known_faults: i.card.known_faults.iter().map(|t| words::sentence(t)).collect(),
        citation: asked.citation.clone(),
        choices,
        read: count(ledger.rows_read),
        accepted: count(ledger.rows_accepted),
        removed: count(ledger.rows_removed()),
        rejected: count(ledger.rows_rejected()),
        fates: TableView::from(&fates),
        cautions: i.series.cautions.iter().map(|c| words::sentence(c)).collect(),
    }
}

fn inputs(f: &Findings) -> Table {
    let mut t = Table::new("inputs", "Inputs in the order read", &["name", "rows", "bytes", "SHA-256"]);
    for i in &f.manifest.inputs {
        t.push(vec![i.name.clone(), i.rows.to_string(), i.bytes.to_string(), i.sha256.clone()]);
    }
    t
}

fn fingerprints(f: &Findings) -> Table {
    let mut t = Table::new("fingerprints", "Fingerprints of the claims", &["claim", "post hoc", "SHA-256"]);
    for (n, (fingerprint, post_hoc)) in f.manifest.claims.iter().enumerate() {
        t.push(vec![(n + 1).to_string(), if *post_hoc { "yes" } else { "no" }.to_owned(), fingerprint.clone()]);
    }
    t
}

/// BibTeX of the sources used, each once, in the order of the instruments.
fn citations(f: &Findings) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for i in &f.instruments {
        let entry = i.card.bibtex.trim().to_owned();
        if !entry.is_empty() && !all.contains(&entry) {
            all.push(entry);
        }
    }
    all
}
