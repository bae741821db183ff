//! Tables of the triangle: its types by period, turning points, moves and spells, who gains, whose sign goes with whose,
//! who attends to whom, and the events of each field. One table for all pictures and zeros each.

use super::numbers::{full, full_or_empty};
use super::table::Table;
use super::tables_of_relations::PICTURES;
use super::words;
use crate::claims::Findings;
use crate::refusal::Refusal;
use crate::triangle::{DrawSummary, LatentTriangle, TriangleType, Typology, ZeroKind};

/// The triangle as one set of instruments shows it.
pub(super) fn pictures(f: &Findings) -> Vec<(&'static str, &Result<LatentTriangle, Refusal>)> {
    let mut out = vec![(PICTURES[0], &f.triangle.latent)];
    out.extend(f.triangle.without_arithmetical.iter().map(|t| (PICTURES[1], t)));
    out
}

/// The typologies of one picture, each with the zero that it was asked with.
pub(super) fn typologies(t: &LatentTriangle) -> Vec<(ZeroKind, &Result<Typology, Refusal>)> {
    let mut out = vec![(ZeroKind::OwnMean, &t.typology)];
    out.extend(t.typology_even_events.iter().map(|t| (ZeroKind::EvenEvents, t)));
    out
}

/// The zero in a table's cell.
pub(super) fn zero(kind: ZeroKind) -> &'static str {
    match kind {
        ZeroKind::OwnMean => "own mean",
        ZeroKind::EvenEvents => "even events",
    }
}

/// Every typology that is not refused: picture, zero.
fn all_typologies(f: &Findings) -> Vec<(&'static str, &'static str, &Typology)> {
    let mut out = Vec::new();
    for (picture, latent) in pictures(f) {
        for (kind, t) in latent.iter().flat_map(typologies) {
            out.extend(t.iter().map(|t| (picture, zero(kind), t)));
        }
    }
    out
}

fn posterior(x: &DrawSummary) -> [String; 4] {
    [full(x.mean), full(x.median), full(x.low), full(x.high)]
}

fn maybe(x: &Option<DrawSummary>) -> [String; 4] {
    x.as_ref().map_or_else(Default::default, posterior)
}

fn table(name: &str, title: &str, header: &[&str]) -> Table {
    let mut all = vec!["picture", "zero"];
    all.extend(header);
    Table::new(name, title, &all)
}

/// Names of the columns that hold the probabilities of the nine types.
fn type_header(types: &[TriangleType; 9]) -> Vec<String> {
    types.iter().map(|t| t.words()).collect()
}

/// One row per period of a typology: what the charts of types and roles draw.
fn type_rows(t: &Typology) -> impl Iterator<Item = Vec<String>> {
    let yes = |b: bool| if b { "yes" } else { "no" }.to_owned();
    t.months.iter().zip(&t.labels).map(move |(m, label)| {
        let mut row = vec![label.clone()];
        row.extend(m.probabilities.map(full));
        row.extend([full(m.balanced), full(m.unbalanced), full(m.undecided)]);
        row.extend((0..3).flat_map(|s| [full(m.warm[s]), full(m.cold[s])]));
        row.push(full_or_empty(m.differs_from_year_before));
        row.extend(m.watched.map(yes));
        row
    })
}

fn type_columns(t: &Typology) -> Vec<String> {
    let mut header = vec!["period".to_owned()];
    header.extend(type_header(&t.types));
    header.extend(["balanced", "unbalanced", "undecided"].map(str::to_owned));
    header.extend(t.sides.iter().flat_map(|s| [format!("{s} warm"), format!("{s} cold")]));
    header.push("differs from a year before".to_owned());
    header.extend(t.sides.iter().map(|s| format!("{s} read")));
    header
}

/// Probabilities of the types by period, of one typology.
pub(super) fn types_of(t: &Typology, name: &str) -> Table {
    let mut table = Table::new(name, "Probability of each type of triangle, by period", &[]);
    table.header = type_columns(t);
    table.rows = type_rows(t).collect();
    table
}

/// Probabilities of the types by period: `triangle-types.csv`.
pub(super) fn types(f: &Findings) -> Table {
    let mut t = table("triangle-types", "Probability of each type of triangle, by period", &[]);
    for (picture, zero, typology) in all_typologies(f) {
        if t.header.len() == 2 {
            t.header.extend(type_columns(typology));
        }
        t.rows.extend(
            type_rows(typology).map(|row| [picture.to_owned(), zero.to_owned()].into_iter().chain(row).collect()),
        );
    }
    t
}

const TURNS: [&str; 9] = [
    "period",
    "from",
    "to",
    "probability of from",
    "probability of to",
    "share of draws",
    "interval from",
    "interval to",
    "watched",
];

fn turn_rows(t: &Typology) -> impl Iterator<Item = Vec<String>> {
    t.turning_points.iter().map(|x| {
        let label = |p: usize| t.labels.get(p).cloned().unwrap_or_default();
        let (low, high) = x.interval.map_or_else(Default::default, |(a, b)| (label(a), label(b)));
        vec![
            label(x.period),
            x.from.words(),
            x.to.words(),
            full(x.probability_of_from),
            full(x.probability_of_to),
            full(x.share_of_draws),
            low,
            high,
            words::watching(x.watching).to_owned(),
        ]
    })
}

/// Turning points: `triangle-turning-points.csv`.
pub(super) fn turning_points(f: &Findings) -> Table {
    let mut t = table("triangle-turning-points", "Turning points of the triangle", &TURNS);
    for (picture, zero, typology) in all_typologies(f) {
        t.rows.extend(
            turn_rows(typology).map(|row| [picture.to_owned(), zero.to_owned()].into_iter().chain(row).collect()),
        );
    }
    t
}

/// Steps between types: `triangle-transitions.csv`.
pub(super) fn transitions(f: &Findings) -> Table {
    let mut t = table(
        "triangle-transitions",
        "Steps between types from one watched period to the next, per draw, and their share among the steps that start alike",
        &[
            "from",
            "to",
            "steps",
            "steps median",
            "steps low",
            "steps high",
            "share",
            "share median",
            "share low",
            "share high",
        ],
    );
    for (picture, zero, typology) in all_typologies(f) {
        for c in &typology.transitions.cells {
            let mut row = vec![picture.to_owned(), zero.to_owned(), c.from.words(), c.to.words()];
            row.extend(posterior(&c.steps));
            row.extend(maybe(&c.share));
            t.push(row);
        }
    }
    t
}

/// How long each type lasts: `triangle-spells.csv`.
pub(super) fn spells(f: &Findings) -> Table {
    let mut t = table(
        "triangle-spells",
        "Spells of each type per draw, in periods; lengths are those of complete and watched spells",
        &[
            "type",
            "periods",
            "periods low",
            "periods high",
            "complete spells",
            "cut off",
            "with unwatched periods",
            "mean length",
            "mean length low",
            "mean length high",
            "median length",
        ],
    );
    for (picture, zero, typology) in all_typologies(f) {
        for s in &typology.spells {
            let mut row = vec![picture.to_owned(), zero.to_owned(), s.triangle_type.words()];
            row.extend([full(s.periods.mean), full(s.periods.low), full(s.periods.high)]);
            row.extend([full(s.complete.mean), full(s.censored.mean), full(s.unwatched.mean)]);
            let length = |of: fn(&DrawSummary) -> f64| s.mean_length.as_ref().map_or_else(String::new, |x| full(of(x)));
            row.extend([length(|x| x.mean), length(|x| x.low), length(|x| x.high)]);
            row.push(s.median_length.as_ref().map_or_else(String::new, |x| full(x.mean)));
            t.push(row);
        }
    }
    t
}

/// Who gains while the others fall out, one row per period, of one typology.
pub(super) fn gaudens_of(t: &Typology, name: &str) -> Table {
    let mut table = Table::new(
        name,
        "Probability that a state's two relations warmed over a year while that of the others cooled",
        &["period"],
    );
    table.header.extend(t.gaudens.iter().map(|g| g.pivot.name().to_owned()));
    for (p, label) in t.labels.iter().enumerate() {
        let mut row = vec![label.clone()];
        row.extend(t.gaudens.iter().map(|g| full_or_empty(g.probability.get(p).copied().flatten())));
        table.push(row);
    }
    table
}

/// Stretches of tertius gaudens: `triangle-gaudens.csv`.
pub(super) fn gaudens(f: &Findings) -> Table {
    let mut t = table(
        "triangle-gaudens",
        "Stretches in which a state gains while the relation of the other two cools, against a year before",
        &["who gains", "from", "to", "mean probability", "peak", "peak period", "periods not read"],
    );
    for (picture, zero, typology) in all_typologies(f) {
        let label = |p: usize| typology.labels.get(p).cloned().unwrap_or_default();
        for g in &typology.gaudens {
            for s in &g.stretches {
                let mut row = vec![picture.to_owned(), zero.to_owned(), g.pivot.name().to_owned()];
                row.extend([label(s.first), label(s.last), full(s.mean), full(s.peak), label(s.peak_period)]);
                row.push(s.n_unwatched.to_string());
                t.push(row);
            }
        }
    }
    t
}

/// The pair's sign given the third's: `triangle-signs.csv`.
pub(super) fn signs(f: &Findings) -> Table {
    let mut t = table(
        "triangle-signs",
        "Share of periods with a warm pair while the third is cold and while it is warm towards one member",
        &[
            "given",
            "when cold",
            "cold median",
            "cold low",
            "cold high",
            "when warm",
            "warm median",
            "warm low",
            "warm high",
            "difference",
            "difference median",
            "difference low",
            "difference high",
            "share positive",
            "periods",
        ],
    );
    for (picture, zero, typology) in all_typologies(f) {
        for c in &typology.contrasts {
            let mut row = vec![picture.to_owned(), zero.to_owned(), c.given.to_string()];
            row.extend([maybe(&c.when_cold), maybe(&c.when_warm), maybe(&c.difference)].concat());
            row.extend([full_or_empty(c.share_positive), c.n_periods.to_string()]);
            t.push(row);
        }
    }
    t
}

/// Who attends to whom: `attention.csv`.
pub(super) fn attention(f: &Findings) -> Table {
    let mut t = Table::new(
        "attention",
        "Share of the second state's acts towards the first, less that of the first's towards the second",
        &[
            "instrument",
            "first",
            "second",
            "shares are",
            "by",
            "stretch",
            "first to second",
            "acts of the first",
            "second to first",
            "acts of the second",
            "asymmetry",
            "standard error",
            "not answered because",
        ],
    );
    for a in &f.triangle.attention {
        let head = || vec![a.instrument.clone(), a.states[0].code().to_owned(), a.states[1].code().to_owned()];
        match &a.outcome {
            Ok(x) => {
                for (by, rows) in [("era", &x.eras), ("year", &x.years)] {
                    for r in rows {
                        let mut row = head();
                        row.extend([x.denominator.words(), by.to_owned(), r.label.clone()]);
                        let (a, b) = (r.first_to_second, r.second_to_first);
                        row.extend([a.0, a.1, b.0, b.1].map(|n| n.to_string()));
                        row.extend([full_or_empty(r.asymmetry), full_or_empty(r.standard_error), String::new()]);
                        t.push(row);
                    }
                }
            }
            Err(why) => {
                let mut row = head();
                row.extend(vec![String::new(); 9]);
                row.push(words::refusal(why));
                t.push(row);
            }
        }
    }
    t
}

/// Everything there is about the triangle, as files.
pub(super) fn all(f: &Findings) -> Vec<Table> {
    vec![types(f), turning_points(f), transitions(f), spells(f), gaudens(f), signs(f), attention(f)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    #[test]
    fn every_period_has_its_row_and_its_probabilities_add_up() {
        let f = fixture::findings();
        let t = types(&f);
        assert_eq!(t.rows.len(), 2 * 168, "two zeros, one picture that is not refused");
        for r in &t.rows {
            assert_eq!(r.len(), t.header.len());
            let sum: f64 = r[3..12].iter().map(|c| c.parse::<f64>().expect("a probability")).sum();
            assert!((sum - 1.0).abs() < 1e-9, "{r:?}");
        }
    }

    #[test]
    fn the_fixture_turns_and_its_turn_is_listed() {
        let f = fixture::findings();
        let t = turning_points(&f);
        assert!(!t.rows.is_empty());
        assert!(t.rows.iter().all(|r| r.len() == t.header.len()));
        for t in all(&f) {
            assert!(!t.rows.is_empty() && t.rows.iter().all(|r| r.len() == t.header.len()), "{}", t.name);
        }
    }
}
