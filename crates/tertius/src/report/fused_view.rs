//! A fused relation as the page's template sees it: its chart with what must be said beside it, its instruments,
//! its episodes with and without the instruments that place states on a line.

use super::charts;
use super::numbers::{count, probability, short};
use super::table::Table;
use super::view::{ChartView, Charts, TableView};
use super::words;
use crate::claims::Findings;
use crate::dossier::Side;
use crate::series::relation::{Convergence, EpisodeInRelation, Piece, Relation, RelationContrast};
use serde::Serialize;

/// One relation on the page.
#[derive(Serialize)]
pub(super) struct FusedView {
    name: String,
    pieces: Vec<String>,
    refused: Vec<String>,
    disagreements: Vec<String>,
    cautions: Vec<String>,
    chart: Option<ChartView>,
    instruments: Option<TableView>,
    contrasts: Option<TableView>,
    /// Not `None` where there are arithmetical instruments.
    without: Option<WithoutView>,
    left_out: Option<ChartView>,
    not_left_out: Vec<String>,
}

/// The picture without the arithmetical instruments.
#[derive(Serialize)]
struct WithoutView {
    instruments: String,
    chart: Option<ChartView>,
    refused: Vec<String>,
}

/// Relation number `index`.
pub(super) fn fused_view(f: &Findings, index: usize, charts: &mut Charts) -> FusedView {
    let r = &f.relations[index];
    let good = || r.pieces.iter().flatten();
    FusedView {
        name: words::side(Side::Pooled(r.dyad)),
        pieces: good().map(|x| piece_words(r, x)).collect(),
        refused: refused(&r.pieces),
        disagreements: good().flat_map(|x| &x.disagreements).map(|d| words::sentence(&d.sentence)).collect(),
        cautions: words::cautions_of(r),
        chart: charts::fused(f, index).map(|c| charts.add(c)),
        instruments: instruments(r).map(|t| TableView::from(&t)),
        contrasts: contrasts(r).map(|t| TableView::from(&t)),
        without: r.without_arithmetical.as_ref().map(|pieces| WithoutView {
            instruments: arithmetical(r).join(", "),
            chart: charts::without_arithmetical(f, index).map(|c| charts.add(c)),
            refused: refused(pieces),
        }),
        left_out: charts::left_out(f, index).map(|c| charts.add(c)),
        not_left_out: good()
            .flat_map(|x| &x.left_out)
            .filter_map(|o| Some(format!("Without {}: {}", o.instrument, words::refusal(o.path.as_ref().err()?))))
            .collect(),
    }
}

fn refused(pieces: &[Result<Piece, crate::refusal::Refusal>]) -> Vec<String> {
    pieces.iter().filter_map(|x| x.as_ref().err()).map(words::refusal).collect()
}

/// "2001-01 to 2007-12, in units of events A (...), standard deviation 0.33. Four chains ...".
fn piece_words(r: &Relation, x: &Piece) -> String {
    format!(
        "{}, in units of {} ({}); one standard deviation of the relation is {}. {}",
        words::from_to(&r.calendar, x.first, x.last),
        x.unit.anchor,
        words::measure_unit(x.unit.measure),
        short(x.unit.standard_deviation),
        convergence(&x.convergence),
    )
}

pub(super) fn convergence(c: &Convergence) -> String {
    let n = |n: usize| count(n as u64);
    format!(
        "{} chains of {} draws; largest R-hat {}, fewest effective draws {} ({}).",
        n(c.chains),
        n(c.draws_per_chain),
        format_args!("{:.3}", c.r_hat_max),
        format_args!("{:.0}", c.effective_min),
        c.worst
    )
}

/// Names of the arithmetical instruments of a relation.
fn arithmetical(r: &Relation) -> Vec<&str> {
    let mut out: Vec<&str> = Vec::new();
    for i in r.pieces.iter().flatten().flat_map(|x| &x.instruments).filter(|i| i.arithmetical) {
        if !out.contains(&i.name.as_str()) {
            out.push(&i.name);
        }
    }
    out
}

/// Loading, noise and reliability of each instrument, for reading.
fn instruments(r: &Relation) -> Option<Table> {
    let mut t = Table::new(
        "instruments",
        "Instruments: posterior means with central 90 % intervals, and the autocorrelation of what is left over",
        &["instrument", "piece", "reads by", "readings", "loading", "noise", "reliability", "autocorrelation"],
    );
    for x in r.pieces.iter().flatten() {
        for i in &x.instruments {
            let kind = match (i.anchor, i.arithmetical) {
                (true, true) => " (anchor, arithmetical)",
                (true, false) => " (anchor)",
                (false, true) => " (arithmetical)",
                (false, false) => "",
            };
            t.push(vec![
                format!("{}{kind}", i.name),
                words::from_to(&r.calendar, x.first, x.last),
                i.period.clone(),
                i.n_readings.to_string(),
                words::posterior(&i.loading),
                words::posterior(&i.noise),
                i.reliability.as_ref().map_or_else(String::new, words::posterior),
                i.residual_autocorrelation.map_or_else(String::new, short),
            ]);
        }
    }
    if r.pieces.iter().flatten().count() == 1 {
        t.header.remove(1);
        t.rows.iter_mut().for_each(|row| {
            row.remove(1);
        });
    }
    (!t.rows.is_empty()).then_some(t)
}

/// Episodes with and without the arithmetical instruments, side by side.
fn contrasts(r: &Relation) -> Option<Table> {
    let without = !r.contrasts_without_arithmetical.is_empty();
    let alone = format!("difference without {}", arithmetical(r).join(", "));
    let read = format!("{}s read inside, around", r.calendar.length().word());
    let mut header = vec!["episode", "difference", "probability warmer", read.as_str()];
    if without {
        header.extend([alone.as_str(), "probability warmer", read.as_str()]);
    }
    let mut t = Table::new(
        "contrasts",
        "Episodes in standard deviations of the relation, with central 90 % intervals",
        &header,
    );
    for (k, c) in r.contrasts.iter().enumerate() {
        let mut row = vec![c.episode.clone()];
        row.extend(contrast(c));
        if without {
            row.extend(r.contrasts_without_arithmetical.get(k).map_or_else(|| vec![String::new(); 3], contrast));
        }
        t.push(row);
    }
    (!t.rows.is_empty()).then_some(t)
}

fn contrast(c: &RelationContrast) -> Vec<String> {
    match &c.outcome {
        Ok(EpisodeInRelation { difference, probability_warmer, n_draws, inside, around }) => vec![
            words::posterior(difference),
            probability(*probability_warmer, *n_draws),
            format!("{} of {}, {} of {}", inside.1, inside.0, around.1, around.0),
        ],
        Err(why) => vec![words::refusal(why), String::new(), String::new()],
    }
}
