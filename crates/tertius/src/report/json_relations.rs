//! The part of `tertius-report/1` that holds the fused relations: its types, and how they are filled. Every list
//! of a picture has records that name their piece, so that each stands on a line of its own. A number that is not
//! finite becomes null.

use super::charts::readers;
use super::json_tests::{Answer, Refusal, answer};
use super::numbers::finite;
use super::tables_of_relations::PICTURES;
use crate::refusal;
use crate::series::relation as inner;
use schemars::JsonSchema;
use serde::Serialize;

/// The relation of one pair, fused from all instruments that read it. It is drawn and described, never tested.
#[derive(Serialize, JsonSchema)]
pub(super) struct Relation {
    /// The pair, such as `IRN-RUS`.
    relation: String,
    /// Length of its periods.
    period: String,
    /// First period that any instrument reads.
    from: String,
    /// Last period.
    to: String,
    /// Stretches that no instrument with this period reads.
    unread: Vec<Unread>,
    /// What the reader must know.
    cautions: Vec<String>,
    /// From all instruments, and from all but the arithmetical ones where there are such.
    pictures: Vec<Picture>,
}

/// A stretch that no instrument with the relation's period reads.
#[derive(Serialize, JsonSchema)]
struct Unread {
    /// First period.
    from: String,
    /// Last period, included.
    to: String,
    /// The only instruments left in it, which read by longer periods.
    only: Vec<String>,
}

/// A relation as one set of instruments shows it.
#[derive(Serialize, JsonSchema)]
struct Picture {
    /// `all instruments`, or `without arithmetical` (without those that place states on a line, as votes do).
    picture: String,
    /// Stretches of time over which instruments overlap. Levels of different pieces cannot be compared.
    pieces: Vec<Answer<Piece>>,
    /// Every instrument in every piece.
    instruments: Vec<InstrumentInRelation>,
    /// The relation by period. Up is warmer.
    path: Vec<PathPoint>,
    /// Every reading used.
    readings: Vec<FusedReading>,
    /// Each piece without each instrument in turn.
    left_out: Vec<LeftOut>,
    /// Episodes against as many periods around them.
    contrasts: Vec<RelationContrast>,
}

/// A number with its posterior uncertainty.
#[derive(Serialize, JsonSchema)]
struct Posterior {
    mean: Option<f64>,
    standard_deviation: Option<f64>,
    /// Lower end of the central 90 % interval.
    low: Option<f64>,
    /// Upper end.
    high: Option<f64>,
}

/// A piece and its scale.
#[derive(Serialize, JsonSchema)]
struct Piece {
    /// Number within the picture, from 1.
    piece: usize,
    /// First period.
    from: String,
    /// Last period, included.
    to: String,
    /// The instrument whose intercept is 0 and whose loading is 1.
    anchor: String,
    /// What the anchor measures: the unit of the path.
    measure: String,
    /// Mean of the path.
    mean: Option<f64>,
    /// Standard deviation of the path: for print only.
    standard_deviation: Option<f64>,
    /// Periods before which the state starts anew.
    restarts: Vec<Restart>,
    /// Instruments that do not tell the same story; where there are any, the band is the pool of the paths without each.
    disagreements: Vec<Disagreement>,
    /// Chains of the sampler.
    chains: usize,
    /// Draws kept per chain.
    draws_per_chain: usize,
    /// Largest R-hat of all reported quantities.
    r_hat_max: Option<f64>,
    /// Fewest effective draws of all reported quantities.
    effective_min: Option<f64>,
}

/// A start anew.
#[derive(Serialize, JsonSchema)]
struct Restart {
    /// First period after it.
    period: String,
    because: String,
}

/// An instrument that disagrees with the others.
#[derive(Serialize, JsonSchema)]
struct Disagreement {
    instrument: String,
    /// In a sentence, with the numbers.
    sentence: String,
}

/// An instrument in a relation.
#[derive(Serialize, JsonSchema)]
struct InstrumentInRelation {
    piece: usize,
    instrument: String,
    anchor: bool,
    /// Whether it places states on a line, as votes do.
    arithmetical: bool,
    /// Length of its periods.
    period: String,
    /// Readings used.
    n_readings: usize,
    /// Units of the instrument per unit of the relation.
    loading: Posterior,
    /// Standard deviation of what it adds beyond its sampling error, in its own units.
    noise: Posterior,
    /// Share of the variance of its readings, within eras, that is the relation's; null with no more readings than eras.
    reliability: Option<Posterior>,
    residual_autocorrelation: Option<f64>,
    /// Why its readings are not turned into the relation's units; null where they are.
    not_converted: Option<Refusal>,
    /// By era.
    intercepts: Vec<Intercept>,
}

/// The level of an instrument in one era.
#[derive(Serialize, JsonSchema)]
struct Intercept {
    /// First period of the era.
    from: String,
    /// What the instrument reads, in its own units, when the relation stands at the mean of the anchor's readings.
    intercept: Posterior,
}

/// One period of a path.
#[derive(Serialize, JsonSchema)]
struct PathPoint {
    period: String,
    piece: usize,
    mean: Option<f64>,
    standard_deviation: Option<f64>,
    /// Lower end of the central 90 % interval.
    low: Option<f64>,
    /// Upper end.
    high: Option<f64>,
    /// Instruments that read the period.
    read_by: Vec<String>,
}

/// One reading that was used.
#[derive(Serialize, JsonSchema)]
struct FusedReading {
    piece: usize,
    instrument: String,
    /// First period that it averages.
    from: String,
    /// Last period, included.
    to: String,
    /// In the relation's units: (reading less intercept) over loading. Null where the instrument is `not_converted`.
    value: Option<f64>,
    /// Lower end of the central 90 % interval of its error.
    low: Option<f64>,
    /// Upper end.
    high: Option<f64>,
    /// Standardised residual.
    residual: Option<f64>,
}

/// A piece without one instrument.
#[derive(Serialize, JsonSchema)]
struct LeftOut {
    piece: usize,
    /// The instrument that is left out.
    instrument: String,
    /// Correlation of the two means over the periods that it reads.
    correlation: Option<f64>,
    /// Share of those periods in which one mean lies outside the band of the other.
    share_outside: Option<f64>,
    /// The path without it.
    path: Answer<Vec<PathWithout>>,
}

/// One period of a path without one instrument.
#[derive(Serialize, JsonSchema)]
struct PathWithout {
    period: String,
    mean: Option<f64>,
    /// Lower end of the central 90 % interval.
    low: Option<f64>,
    /// Upper end.
    high: Option<f64>,
}

/// An episode in a relation.
#[derive(Serialize, JsonSchema)]
struct RelationContrast {
    episode: String,
    contrast: Answer<EpisodeInRelation>,
}

/// The numbers of a contrast.
#[derive(Serialize, JsonSchema)]
struct EpisodeInRelation {
    /// Inside less around, in standard deviations of the relation.
    difference: Posterior,
    /// Posterior probability that the relation was warmer inside than around.
    probability_warmer: Option<f64>,
    /// Draws behind both.
    n_draws: usize,
    n_inside: usize,
    /// Of these, periods that an instrument with the relation's period reads.
    n_inside_read: usize,
    n_around: usize,
    n_around_read: usize,
}

fn posterior(x: &inner::Posterior) -> Posterior {
    Posterior {
        mean: finite(x.mean),
        standard_deviation: finite(x.standard_deviation),
        low: finite(x.low),
        high: finite(x.high),
    }
}

/// One relation.
pub(super) fn relation(r: &inner::Relation) -> Relation {
    let label = |p: usize| r.calendar.label(p);
    let mut pictures = vec![picture(r, PICTURES[0], &r.pieces, &r.contrasts)];
    if let Some(pieces) = &r.without_arithmetical {
        pictures.push(picture(r, PICTURES[1], pieces, &r.contrasts_without_arithmetical));
    }
    Relation {
        relation: r.dyad.to_string(),
        period: r.calendar.length().word().to_owned(),
        from: label(0),
        to: label(r.calendar.len().saturating_sub(1)),
        unread: r
            .unread
            .iter()
            .map(|u| Unread { from: label(u.first), to: label(u.last), only: u.only.clone() })
            .collect(),
        cautions: r.cautions.clone(),
        pictures,
    }
}

fn picture(
    r: &inner::Relation,
    name: &str,
    pieces: &[Result<inner::Piece, refusal::Refusal>],
    contrasts: &[inner::RelationContrast],
) -> Picture {
    let good = || pieces.iter().enumerate().filter_map(|(n, p)| Some((n + 1, p.as_ref().ok()?)));
    Picture {
        picture: name.to_owned(),
        pieces: pieces.iter().enumerate().map(|(n, p)| answer(p, |p| piece(r, n + 1, p))).collect(),
        instruments: good().flat_map(|(n, p)| p.instruments.iter().map(move |i| instrument(n, i))).collect(),
        path: good().flat_map(|(n, p)| path(r, n, p)).collect(),
        readings: good().flat_map(|(n, p)| readings(r, n, p)).collect(),
        left_out: good().flat_map(|(n, p)| p.left_out.iter().map(move |o| left_out(r, n, p, o))).collect(),
        contrasts: contrasts.iter().map(contrast).collect(),
    }
}

fn piece(r: &inner::Relation, number: usize, p: &inner::Piece) -> Piece {
    Piece {
        piece: number,
        from: r.calendar.label(p.first),
        to: r.calendar.label(p.last),
        anchor: p.unit.anchor.clone(),
        measure: p.unit.measure.word().to_owned(),
        mean: finite(p.unit.mean),
        standard_deviation: finite(p.unit.standard_deviation),
        restarts: p
            .restarts
            .iter()
            .map(|x| Restart { period: r.calendar.label(x.period), because: x.because.clone() })
            .collect(),
        disagreements: p
            .disagreements
            .iter()
            .map(|d| Disagreement { instrument: d.instrument.clone(), sentence: d.sentence.clone() })
            .collect(),
        chains: p.convergence.chains,
        draws_per_chain: p.convergence.draws_per_chain,
        r_hat_max: finite(p.convergence.r_hat_max),
        effective_min: finite(p.convergence.effective_min),
    }
}

fn instrument(piece: usize, i: &inner::InstrumentInRelation) -> InstrumentInRelation {
    InstrumentInRelation {
        piece,
        instrument: i.name.clone(),
        anchor: i.anchor,
        arithmetical: i.arithmetical,
        period: i.period.clone(),
        n_readings: i.n_readings,
        loading: posterior(&i.loading),
        noise: posterior(&i.noise),
        reliability: i.reliability.as_ref().map(posterior),
        residual_autocorrelation: i.residual_autocorrelation.and_then(finite),
        not_converted: i.not_converted().as_ref().map(Refusal::from),
        intercepts: i
            .intercepts
            .iter()
            .map(|(from, x)| Intercept { from: from.clone(), intercept: posterior(x) })
            .collect(),
    }
}

fn path(r: &inner::Relation, number: usize, p: &inner::Piece) -> Vec<PathPoint> {
    let by = readers(p);
    let point = |(k, x): (usize, &inner::Posterior)| PathPoint {
        period: r.calendar.label(p.first + k),
        piece: number,
        mean: finite(x.mean),
        standard_deviation: finite(x.standard_deviation),
        low: finite(x.low),
        high: finite(x.high),
        read_by: by.get(k).into_iter().flatten().map(|n| (*n).to_owned()).collect(),
    };
    p.path.iter().enumerate().map(point).collect()
}

fn readings(r: &inner::Relation, number: usize, p: &inner::Piece) -> Vec<FusedReading> {
    let of = |x: &inner::FusedReading| FusedReading {
        piece: number,
        instrument: p.instruments.get(x.instrument).map_or_else(String::new, |i| i.name.clone()),
        from: r.calendar.label(x.first),
        to: r.calendar.label(x.last),
        value: x.converted.and_then(|c| finite(c.value)),
        low: x.converted.and_then(|c| finite(c.low)),
        high: x.converted.and_then(|c| finite(c.high)),
        residual: finite(x.residual),
    };
    p.readings.iter().map(of).collect()
}

fn left_out(r: &inner::Relation, number: usize, p: &inner::Piece, o: &inner::LeftOut) -> LeftOut {
    let points = |path: &Vec<Option<inner::Posterior>>| {
        let point = |(k, x): (usize, &Option<inner::Posterior>)| {
            let x = x.as_ref()?;
            Some(PathWithout {
                period: r.calendar.label(p.first + k),
                mean: finite(x.mean),
                low: finite(x.low),
                high: finite(x.high),
            })
        };
        path.iter().enumerate().filter_map(point).collect()
    };
    LeftOut {
        piece: number,
        instrument: o.instrument.clone(),
        correlation: o.correlation.and_then(finite),
        share_outside: o.share_outside.and_then(finite),
        path: answer(&o.path, points),
    }
}

fn contrast(c: &inner::RelationContrast) -> RelationContrast {
    RelationContrast {
        episode: c.episode.clone(),
        contrast: answer(&c.outcome, |e| EpisodeInRelation {
            difference: posterior(&e.difference),
            probability_warmer: finite(e.probability_warmer),
            n_draws: e.n_draws,
            n_inside: e.inside.0,
            n_inside_read: e.inside.1,
            n_around: e.around.0,
            n_around_read: e.around.1,
        }),
    }
}

#[cfg(test)]
mod tests {
    use crate::report::{fixture, json};

    #[test]
    fn a_reading_that_cannot_be_converted_is_null_with_a_reason() {
        let mut f = fixture::findings();
        crate::report::fixture_relations::unconverted(&mut f.relations, "votes");
        let v: serde_json::Value = serde_json::from_str(&json(&f)).expect("valid JSON");
        let picture = &v["relations"][0]["pictures"][0];
        let of = |key: &str| -> Vec<serde_json::Value> {
            let all = picture[key].as_array().expect("records");
            all.iter().filter(|x| x["instrument"] == "votes").cloned().collect()
        };
        assert_eq!(of("readings").len(), 14, "they are not lost");
        assert!(of("readings").iter().all(|x| x["value"].is_null() && x["residual"].is_number()));
        assert!(of("instruments")[0]["not_converted"]["why"].as_str().is_some_and(|w| w.contains("may be 0")));
        assert_eq!(picture["path"][90]["read_by"], serde_json::json!(["votes"]));
    }

    #[test]
    fn the_relations_are_in_the_json_one_period_a_line() {
        let f = fixture::findings();
        let text = json(&f);
        let v: serde_json::Value = serde_json::from_str(&text).expect("valid JSON");
        let pair = &v["relations"][0];
        assert_eq!((pair["relation"].as_str(), pair["pictures"].as_array().map(Vec::len)), (Some("IRN-RUS"), Some(2)));
        let path = pair["pictures"][0]["path"].as_array().expect("a path");
        assert_eq!(path.len(), f.relations[0].calendar.len());
        assert_eq!(path[90]["read_by"], serde_json::json!(["votes"]));
        assert!(v["relations"][2]["pictures"][0]["pieces"][0]["refused"]["why"].is_string());
        let lines = text.lines().filter(|l| l.trim_start().starts_with("{\"period\": ") && l.contains("\"read_by\""));
        let drawn = f.relations.iter().flat_map(|r| r.pieces.iter().chain(r.without_arithmetical.iter().flatten()));
        assert_eq!(lines.count(), drawn.flatten().map(|p| p.path.len()).sum::<usize>());
    }
}
