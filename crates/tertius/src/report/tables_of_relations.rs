//! Tables of the fused relations: paths, readings in the relation's units, instruments, contrasts, what was left
//! out, pieces. One table for all pairs each, and the two that stand beneath a chart.

use super::charts::readers;
use super::numbers::{full, full_or_empty};
use super::table::Table;
use super::words;
use crate::claims::Findings;
use crate::refusal::Refusal;
use crate::series::relation::{Piece, Posterior, Relation};

/// Names of the two pictures of a relation.
pub(super) const PICTURES: [&str; 2] = ["all instruments", "without arithmetical"];

/// The pictures of a relation with their pieces.
fn pictures(r: &Relation) -> Vec<(&'static str, &[Result<Piece, Refusal>])> {
    let mut out = vec![(PICTURES[0], r.pieces.as_slice())];
    out.extend(r.without_arithmetical.iter().map(|p| (PICTURES[1], p.as_slice())));
    out
}

/// Pieces that are not refused, with the picture and the number of the piece from 1.
fn pieces(r: &Relation) -> impl Iterator<Item = (&'static str, usize, &Piece)> {
    pictures(r).into_iter().flat_map(|(picture, all)| {
        all.iter().enumerate().filter_map(move |(n, p)| Some((picture, n + 1, p.as_ref().ok()?)))
    })
}

fn posterior(x: &Posterior) -> [String; 4] {
    [full(x.mean), full(x.standard_deviation), full(x.low), full(x.high)]
}

const PATH_HEADER: [&str; 8] =
    ["period", "piece", "in units of", "mean", "standard deviation", "low", "high", "read by"];

fn path_rows(r: &Relation, piece: &Piece, number: usize) -> Vec<Vec<String>> {
    let by = readers(piece);
    let row = |(k, x): (usize, &Posterior)| {
        let mut row = vec![r.calendar.label(piece.first + k), number.to_string(), piece.unit.anchor.clone()];
        row.extend(posterior(x));
        row.push(by.get(k).map_or_else(String::new, |names| names.join("; ")));
        row
    };
    piece.path.iter().enumerate().map(row).collect()
}

fn path_of(r: &Relation, name: &str, picture: &str) -> Table {
    let title = format!("The relation {} by {}, {picture}", r.dyad, r.calendar.length().word());
    let mut t = Table::new(name, title, &PATH_HEADER);
    for (_, number, piece) in pieces(r).filter(|x| x.0 == picture) {
        t.rows.extend(path_rows(r, piece, number));
    }
    t
}

/// The path of relation number `index` from all instruments.
pub(super) fn path(r: &Relation, index: usize) -> Table {
    path_of(r, &format!("fused-{}", index + 1), PICTURES[0])
}

/// The path of relation number `index` without the arithmetical instruments.
pub(super) fn path_without_arithmetical(r: &Relation, index: usize) -> Table {
    path_of(r, &format!("fused-without-{}", index + 1), PICTURES[1])
}

/// The means of relation number `index` without each instrument in turn, beside the mean from all.
pub(super) fn left_out_paths(r: &Relation, index: usize) -> Table {
    let mut names: Vec<&str> = Vec::new();
    for out in r.pieces.iter().flatten().flat_map(|p| &p.left_out).filter(|x| x.path.is_ok()) {
        if !names.contains(&out.instrument.as_str()) {
            names.push(&out.instrument);
        }
    }
    let mut t = Table::new(
        &format!("fused-left-out-{}", index + 1),
        format!("Means of the relation {} without each instrument, or camp, in turn", r.dyad),
        &["period", "all instruments"],
    );
    t.header.extend(names.iter().map(|n| format!("without {n}")));
    for piece in r.pieces.iter().flatten() {
        for (k, x) in piece.path.iter().enumerate() {
            let mut row = vec![r.calendar.label(piece.first + k), full(x.mean)];
            row.extend(names.iter().map(|name| {
                let of = piece.left_out.iter().find(|o| o.instrument == *name);
                let at = of.and_then(|o| o.path.as_ref().ok()).and_then(|path| path.get(k).copied().flatten());
                at.map_or_else(String::new, |x| full(x.mean))
            }));
            t.push(row);
        }
    }
    t
}

/// Every path of every relation: `relation-paths.csv`.
pub(super) fn paths(findings: &Findings) -> Table {
    let mut header = vec!["relation", "picture"];
    header.extend(PATH_HEADER);
    let mut t = Table::new(
        "relation-paths",
        "The relations by period: posterior mean, standard deviation and central 90 % interval, up is warmer",
        &header,
    );
    for r in &findings.relations {
        for (picture, number, piece) in pieces(r) {
            for row in path_rows(r, piece, number) {
                t.push([r.dyad.to_string(), picture.to_owned()].into_iter().chain(row).collect());
            }
        }
    }
    t
}

/// Every reading in the relation's units: `relation-readings.csv`.
pub(super) fn fused_readings(findings: &Findings) -> Table {
    let mut t = Table::new(
        "relation-readings",
        "Readings that were used, in the units of their relation, with the central 90 % of their error",
        &[
            "relation",
            "picture",
            "piece",
            "instrument",
            "from",
            "to",
            "value",
            "low",
            "high",
            "standardised residual",
            "not converted because",
        ],
    );
    for r in &findings.relations {
        for (picture, number, piece) in pieces(r) {
            for x in &piece.readings {
                let by = piece.instruments.get(x.instrument);
                let name = by.map_or("", |i| i.name.as_str());
                let why = by.filter(|_| x.converted.is_none()).and_then(|i| i.not_converted());
                t.push(vec![
                    r.dyad.to_string(),
                    picture.to_owned(),
                    number.to_string(),
                    name.to_owned(),
                    r.calendar.label(x.first),
                    r.calendar.label(x.last),
                    full_or_empty(x.converted.map(|c| c.value)),
                    full_or_empty(x.converted.map(|c| c.low)),
                    full_or_empty(x.converted.map(|c| c.high)),
                    full(x.residual),
                    why.as_ref().map_or_else(String::new, words::refusal),
                ]);
            }
        }
    }
    t
}

/// Every instrument in every relation: `relation-instruments.csv`.
pub(super) fn fused_instruments(findings: &Findings) -> Table {
    let mut t = Table::new(
        "relation-instruments",
        "Instruments of each relation: posterior means and central 90 % intervals",
        &[
            "relation",
            "picture",
            "piece",
            "instrument",
            "anchor",
            "arithmetical",
            "period",
            "readings",
            "loading",
            "loading low",
            "loading high",
            "noise",
            "noise low",
            "noise high",
            "reliability",
            "reliability low",
            "reliability high",
            "residual autocorrelation",
        ],
    );
    let three = |x: &Posterior| [full(x.mean), full(x.low), full(x.high)];
    let yes = |b: bool| if b { "yes" } else { "no" }.to_owned();
    for r in &findings.relations {
        for (picture, number, piece) in pieces(r) {
            for i in &piece.instruments {
                let mut row = vec![
                    r.dyad.to_string(),
                    picture.to_owned(),
                    number.to_string(),
                    i.name.clone(),
                    yes(i.anchor),
                    yes(i.arithmetical),
                    i.period.clone(),
                    i.n_readings.to_string(),
                ];
                row.extend(
                    [three(&i.loading), three(&i.noise), i.reliability.as_ref().map_or_else(Default::default, three)]
                        .concat(),
                );
                row.push(full_or_empty(i.residual_autocorrelation));
                t.push(row);
            }
        }
    }
    t
}

/// Intercepts of every instrument by era: `relation-intercepts.csv`.
pub(super) fn intercepts(findings: &Findings) -> Table {
    let mut t = Table::new(
        "relation-intercepts",
        "Intercepts of each instrument by era: what it reads when the relation stands at the mean of the anchor's readings",
        &["relation", "picture", "piece", "instrument", "era begins", "mean", "standard deviation", "low", "high"],
    );
    for r in &findings.relations {
        for (picture, number, piece) in pieces(r) {
            for i in &piece.instruments {
                for (era, x) in &i.intercepts {
                    let mut row =
                        vec![r.dyad.to_string(), picture.to_owned(), number.to_string(), i.name.clone(), era.clone()];
                    row.extend(posterior(x));
                    t.push(row);
                }
            }
        }
    }
    t
}

/// Episodes in the fused relations: `relation-contrasts.csv`.
pub(super) fn contrasts(findings: &Findings) -> Table {
    let mut t = Table::new(
        "relation-contrasts",
        "Episodes against as many periods around them, in standard deviations of the fused relation",
        &[
            "relation",
            "picture",
            "episode",
            "difference",
            "standard deviation",
            "low",
            "high",
            "probability warmer",
            "draws",
            "periods inside",
            "of them read by period",
            "periods around",
            "of these read by period",
            "not answered because",
        ],
    );
    for r in &findings.relations {
        for (picture, list) in PICTURES.into_iter().zip([&r.contrasts, &r.contrasts_without_arithmetical]) {
            for c in list {
                let mut row = vec![r.dyad.to_string(), picture.to_owned(), c.episode.clone()];
                match &c.outcome {
                    Ok(e) => {
                        row.extend(posterior(&e.difference));
                        row.push(full(e.probability_warmer));
                        row.extend([e.n_draws, e.inside.0, e.inside.1, e.around.0, e.around.1].map(|n| n.to_string()));
                        row.push(String::new());
                    }
                    Err(why) => {
                        row.extend(vec![String::new(); 10]);
                        row.push(words::refusal(why));
                    }
                }
                t.push(row);
            }
        }
    }
    t
}

/// What leaving out each instrument changes: `relation-left-out.csv`.
pub(super) fn left_out(findings: &Findings) -> Table {
    let mut t = Table::new(
        "relation-left-out",
        "Each relation without each instrument, or camp, in turn",
        &["relation", "picture", "piece", "without", "correlation", "share outside", "not answered because"],
    );
    for r in &findings.relations {
        for (picture, number, piece) in pieces(r) {
            for o in &piece.left_out {
                t.push(vec![
                    r.dyad.to_string(),
                    picture.to_owned(),
                    number.to_string(),
                    o.instrument.clone(),
                    full_or_empty(o.correlation),
                    full_or_empty(o.share_outside),
                    o.path.as_ref().err().map_or_else(String::new, words::refusal),
                ]);
            }
        }
    }
    t
}

/// The pieces, and the stretches that nobody reads by period: `relation-pieces.csv`.
pub(super) fn all_pieces(findings: &Findings) -> Table {
    let mut t = Table::new(
        "relation-pieces",
        "Pieces of each relation, starts anew, and stretches that no instrument by period reads",
        &[
            "relation",
            "picture",
            "piece",
            "what",
            "from",
            "to",
            "in units of",
            "measure",
            "mean",
            "standard deviation",
            "chains",
            "draws per chain",
            "largest R-hat",
            "fewest effective draws",
            "words",
        ],
    );
    let blank = || vec![String::new(); 8];
    for r in &findings.relations {
        for (picture, all) in pictures(r) {
            for (n, piece) in all.iter().enumerate() {
                let head =
                    |what: &str| vec![r.dyad.to_string(), picture.to_owned(), (n + 1).to_string(), what.to_owned()];
                match piece {
                    Ok(p) => {
                        let mut row = head("piece");
                        row.extend([r.calendar.label(p.first), r.calendar.label(p.last), p.unit.anchor.clone()]);
                        row.extend([
                            p.unit.measure.word().to_owned(),
                            full(p.unit.mean),
                            full(p.unit.standard_deviation),
                        ]);
                        row.extend([p.convergence.chains.to_string(), p.convergence.draws_per_chain.to_string()]);
                        row.extend([full(p.convergence.r_hat_max), full(p.convergence.effective_min)]);
                        row.push(
                            p.disagreements.iter().map(|d| words::sentence(&d.sentence)).collect::<Vec<_>>().join(" "),
                        );
                        t.push(row);
                        for x in &p.restarts {
                            let mut row = head("starts anew");
                            row.extend([r.calendar.label(x.period), String::new()]);
                            row.extend(blank());
                            row.push(x.because.clone());
                            t.push(row);
                        }
                    }
                    Err(why) => {
                        let mut row = head("refused");
                        row.extend(vec![String::new(); 2]);
                        row.extend(blank());
                        row.push(words::refusal(why));
                        t.push(row);
                    }
                }
            }
        }
        for u in &r.unread {
            let mut row = vec![r.dyad.to_string(), String::new(), String::new(), "unread".to_owned()];
            row.extend([r.calendar.label(u.first), r.calendar.label(u.last)]);
            row.extend(blank());
            row.push(words::unread(&r.calendar, u));
            t.push(row);
        }
    }
    t
}

/// Everything there is about the fused relations, as files.
pub(super) fn all(findings: &Findings) -> Vec<Table> {
    vec![
        all_pieces(findings),
        fused_instruments(findings),
        intercepts(findings),
        contrasts(findings),
        left_out(findings),
        paths(findings),
        fused_readings(findings),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    #[test]
    fn every_period_of_every_piece_has_its_row() {
        let f = fixture::findings();
        let n: usize = f.relations.iter().flat_map(pieces).map(|(_, _, p)| p.path.len()).sum();
        let t = paths(&f);
        assert_eq!(t.rows.len(), n);
        assert!(t.rows.iter().all(|r| r.len() == t.header.len() && r[5].parse::<f64>().is_ok()));
        let unread = t.rows.iter().find(|r| r[1] == PICTURES[0] && r[2] == "2008-05").expect("a row of 2008");
        assert_eq!(unread[9], "votes", "the row says who read");
    }

    #[test]
    fn a_contrast_is_a_number_or_a_reason() {
        let t = contrasts(&fixture::findings());
        assert!(t.rows.iter().any(|r| r[13].is_empty()) && t.rows.iter().any(|r| !r[13].is_empty()));
        for r in &t.rows {
            assert_eq!(r[3].parse::<f64>().is_ok(), r[13].is_empty(), "{r:?}");
        }
    }

    #[test]
    fn refused_pieces_starts_anew_and_unread_stretches_are_listed() {
        let t = all_pieces(&fixture::findings());
        for what in ["piece", "refused", "starts anew", "unread"] {
            assert!(t.rows.iter().any(|r| r[3] == what && r.len() == t.header.len()), "{what}");
        }
    }
}
