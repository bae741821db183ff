//! The triangle as the page's template sees it: what kind it is by period, when it turned, who is pivot, who gains, and
//! who attends to whom.

use super::charts;
use super::fused_view::convergence;
use super::numbers::{probability, short};
use super::table::Table;
use super::tables_of_relations::PICTURES;
use super::tables_of_triangle::{pictures, typologies};
use super::view::{ChartView, Charts, TableView};
use super::words;
use crate::claims::Findings;
use crate::triangle::{DrawSummary, LatentTriangle, Typology, ZeroKind};
use serde::Serialize;

/// The triangle as one set of instruments shows it.
#[derive(Serialize)]
pub(super) struct TriangleView {
    heading: String,
    picture: &'static str,
    /// Whether another picture stands open before it.
    folded: bool,
    refusal: String,
    span: String,
    read_by: Vec<String>,
    convergence: String,
    restarts: Vec<String>,
    cautions: Vec<String>,
    typologies: Vec<TypologyView>,
}

/// The types of one triangle with one zero.
#[derive(Serialize)]
struct TypologyView {
    zero: &'static str,
    refusal: String,
    types: Option<ChartView>,
    roles: Option<ChartView>,
    gaudens: Option<ChartView>,
    turning_points: Option<TableView>,
    turns: usize,
    stretches: Option<TableView>,
    signs: Option<TableView>,
    moves: Option<TableView>,
    spells: Option<TableView>,
    cautions: Vec<String>,
}

/// Every picture of the triangle.
pub(super) fn triangle_views(f: &Findings, charts: &mut Charts) -> Vec<TriangleView> {
    let mut out = Vec::new();
    for (n, (picture, latent)) in pictures(f).into_iter().enumerate() {
        out.push(match latent {
            Err(why) => TriangleView {
                heading: heading(picture),
                picture,
                folded: false,
                refusal: words::refusal(why),
                span: String::new(),
                read_by: Vec::new(),
                convergence: String::new(),
                restarts: Vec::new(),
                cautions: Vec::new(),
                typologies: Vec::new(),
            },
            Ok(t) => TriangleView {
                heading: heading(picture),
                picture,
                folded: false,
                refusal: String::new(),
                span: words::from_to(&t.calendar, 0, t.calendar.len().saturating_sub(1)),
                read_by: read_by(t),
                convergence: convergence(&t.convergence),
                restarts: t.restarts.iter().map(|r| format!("{}: {}", t.calendar.label(r.period), r.because)).collect(),
                cautions: words::alike(&t.cautions),
                typologies: typologies(t)
                    .into_iter()
                    .map(|(zero, x)| match x {
                        Ok(x) => typology_view(f, t, x, &format!("{}-{}", n + 1, slug(zero)), charts),
                        Err(why) => refused(zero, words::refusal(why)),
                    })
                    .collect(),
            },
        });
    }
    let mut open = false;
    for view in &mut out {
        view.folded = open;
        open |= view.refusal.is_empty();
    }
    out
}

/// "From all instruments", "Without arithmetical instruments".
fn heading(picture: &str) -> String {
    if picture == PICTURES[0] { format!("From {picture}") } else { format!("{} instruments", words::capital(picture)) }
}

fn slug(zero: ZeroKind) -> &'static str {
    match zero {
        ZeroKind::OwnMean => "own-mean",
        ZeroKind::EvenEvents => "even-events",
    }
}

fn refused(zero: ZeroKind, refusal: String) -> TypologyView {
    TypologyView {
        zero: zero.words(),
        refusal,
        types: None,
        roles: None,
        gaudens: None,
        turning_points: None,
        turns: 0,
        stretches: None,
        signs: None,
        moves: None,
        spells: None,
        cautions: Vec::new(),
    }
}

/// "IRN-RUS by events A (in its units), votes".
fn read_by(t: &LatentTriangle) -> Vec<String> {
    let of = |side: usize| {
        let names: Vec<&str> = t.instruments[side].iter().map(|i| i.name.as_str()).collect();
        format!("{} in units of {}, by {}", t.sides[side], t.units[side].anchor, names.join(", "))
    };
    [0, 1, 2].map(of).to_vec()
}

fn typology_view(f: &Findings, t: &LatentTriangle, x: &Typology, id: &str, charts: &mut Charts) -> TypologyView {
    let view = |t: Table| (!t.rows.is_empty()).then(|| TableView::from(&t));
    TypologyView {
        zero: x.zero.words(),
        refusal: String::new(),
        types: Some(charts.add(charts::types(f, t, x, &format!("types-{id}")))),
        roles: Some(charts.add(charts::roles(t, x, &format!("roles-{id}")))),
        gaudens: Some(charts.add(charts::gaudens(t, x, &format!("gaudens-{id}")))),
        turning_points: view(turns(x)),
        turns: x.turning_points.len(),
        stretches: view(stretches(x)),
        signs: view(signs(x)),
        moves: view(moves(x)),
        spells: view(spells(x)),
        cautions: x.cautions.iter().map(|c| words::sentence(c)).collect(),
    }
}

/// Turning points with the numbers that the chart gives them.
fn turns(x: &Typology) -> Table {
    let mut t = Table::new(
        "turning-points",
        "Turning points: lasting changes of the most probable type, with the central 90 % of their dates",
        &["number", "period", "interval", "from", "to", "probability before and after", "share of draws", "watched"],
    );
    let label = |k: usize| x.labels.get(k).cloned().unwrap_or_default();
    let p = |share: f64| probability(share, x.n_draws);
    for (k, turn) in x.turning_points.iter().enumerate() {
        t.push(vec![
            (k + 1).to_string(),
            label(turn.period),
            turn.interval.map_or_else(String::new, |(a, b)| format!("{} to {}", label(a), label(b))),
            turn.from.words(),
            turn.to.words(),
            format!("{}, {}", p(turn.probability_of_from), p(turn.probability_of_to)),
            p(turn.share_of_draws),
            words::watching(turn.watching).to_owned(),
        ]);
    }
    t
}

/// Stretches in which a state gains.
fn stretches(x: &Typology) -> Table {
    let mut t = Table::new(
        "gaudens",
        "Stretches in which a state gains while the other two fall out, against a year before",
        &["who gains", "stretch", "mean probability", "peak", "peak in", "periods not read"],
    );
    let label = |k: usize| x.labels.get(k).cloned().unwrap_or_default();
    let p = |share: f64| probability(share, x.n_draws);
    for g in &x.gaudens {
        for s in &g.stretches {
            t.push(vec![
                g.pivot.name().to_owned(),
                if s.first == s.last { label(s.first) } else { format!("{} to {}", label(s.first), label(s.last)) },
                p(s.mean),
                p(s.peak),
                label(s.peak_period),
                s.n_unwatched.to_string(),
            ]);
        }
    }
    t
}

fn maybe(x: &Option<DrawSummary>) -> String {
    x.as_ref().map_or_else(String::new, words::over_draws)
}

/// The pair's sign given that of the third's two sides.
fn signs(x: &Typology) -> Table {
    let mut t = Table::new(
        "signs",
        "Share of periods with a warm pair, by the sign of the third's relation (a description of these periods, no test)",
        &[
            "third's relation",
            "while it is cold",
            "while it is warm",
            "difference",
            "draws with a positive one",
            "periods",
        ],
    );
    for c in &x.contrasts {
        t.push(vec![
            c.given.to_string(),
            maybe(&c.when_cold),
            maybe(&c.when_warm),
            maybe(&c.difference),
            c.share_positive.map_or_else(String::new, |s| probability(s, c.difference.map_or(0, |d| d.n_draws))),
            c.n_periods.to_string(),
        ]);
    }
    t
}

/// Moves from one type to another: counts per draw.
fn moves(x: &Typology) -> Table {
    let m = &x.transitions;
    let mut t = Table::new(
        "moves",
        "Moves between types per draw, with central 90 % intervals",
        &["what", "moves", "steps from period to period"],
    );
    t.push(vec!["while all three were read".to_owned(), maybe(&m.moves), m.n_steps.to_string()]);
    t.push(vec!["while one was not".to_owned(), maybe(&m.moves_unwatched), m.n_steps_unwatched.to_string()]);
    let named = words::over_draws(&m.changes_of_named_type);
    t.push(vec!["from one named type to another".to_owned(), named, String::new()]);
    t
}

/// How long each type lasts.
fn spells(x: &Typology) -> Table {
    let mut t = Table::new(
        "spells",
        "Periods spent in each type per draw, and the length of its complete spells",
        &["type", "periods", "complete spells", "cut off", "with unread periods", "mean length", "median length"],
    );
    for s in x.spells.iter().filter(|s| s.periods.high > 0.0) {
        t.push(vec![
            s.triangle_type.words(),
            words::over_draws(&s.periods),
            words::over_draws(&s.complete),
            short(s.censored.mean),
            short(s.unwatched.mean),
            maybe(&s.mean_length),
            maybe(&s.median_length),
        ]);
    }
    t
}

/// Who attends to whom, by era; and what the shares are shares of, with the questions that were refused.
pub(super) fn attention(f: &Findings) -> (Option<TableView>, Vec<String>) {
    let mut t = Table::new(
        "attention",
        "Attention: share of the second state's acts towards the first, less that of the first's towards the second",
        &[
            "instrument",
            "first",
            "second",
            "stretch",
            "first to second",
            "second to first",
            "asymmetry",
            "standard error",
        ],
    );
    let mut shares: Vec<(String, String)> = Vec::new();
    let mut refusals = Vec::new();
    for a in &f.triangle.attention {
        match &a.outcome {
            Ok(x) => {
                let said = (a.instrument.clone(), format!("each share is one {}.", x.denominator.words()));
                if !shares.contains(&said) {
                    shares.push(said);
                }
                for r in &x.eras {
                    t.push(vec![
                        a.instrument.clone(),
                        a.states[0].name().to_owned(),
                        a.states[1].name().to_owned(),
                        r.label.clone(),
                        format!("{} of {}", r.first_to_second.0, r.first_to_second.1),
                        format!("{} of {}", r.second_to_first.0, r.second_to_first.1),
                        r.asymmetry.map_or_else(String::new, short),
                        r.standard_error.map_or_else(String::new, short),
                    ]);
                }
            }
            Err(why) => refusals.push((
                format!("{}, {} and {}", a.instrument, a.states[0].name(), a.states[1].name()),
                words::refusal(why),
            )),
        }
    }
    let notes = [words::by_reason(&shares), words::by_reason(&refusals)].concat();
    let notes = notes.into_iter().map(|(what, why)| format!("{what}: {why}")).collect();
    ((!t.rows.is_empty()).then(|| TableView::from(&t)), notes)
}
