//! The part of `tertius-report/1` that holds the triangle drawn as a whole: its paths, its types and turning points, and
//! who attends to whom. Its types, and how they are filled. A number that is not finite becomes null.

use super::json_tests::{Answer, Refusal, answer};
use super::numbers::finite;
use super::tables_of_triangle::{pictures, typologies, zero};
use super::words;
use crate::claims::Findings;
use crate::triangle as inner;
use schemars::JsonSchema;
use serde::Serialize;

/// The three relations drawn together. Of `drawn` and `refusal` one is there.
#[derive(Serialize, JsonSchema)]
pub(super) struct LatentTriangle {
    /// `all instruments`, or `without arithmetical`.
    picture: String,
    refusal: Option<Refusal>,
    drawn: Option<Drawn>,
}

/// What was drawn.
#[derive(Serialize, JsonSchema)]
struct Drawn {
    /// First period.
    from: String,
    /// Last period, included.
    to: String,
    /// The anchor of each side: the unit of its path.
    anchors: [String; 3],
    /// Names of each side's instruments.
    instruments: [Vec<String>; 3],
    /// First periods after a start anew.
    restarts: Vec<String>,
    chains: usize,
    draws_per_chain: usize,
    /// Largest R-hat of all reported quantities.
    r_hat_max: Option<f64>,
    /// Fewest effective draws of all reported quantities.
    effective_min: Option<f64>,
    cautions: Vec<String>,
    /// The three relations by period. Up is warmer.
    paths: Vec<SidePoint>,
}

/// One period of one side.
#[derive(Serialize, JsonSchema)]
struct SidePoint {
    side: String,
    period: String,
    mean: Option<f64>,
    standard_deviation: Option<f64>,
    /// Lower end of the central 90 % interval.
    low: Option<f64>,
    /// Upper end.
    high: Option<f64>,
}

/// What kind of triangle it is. Of `types` and `refusal` one is there.
#[derive(Serialize, JsonSchema)]
pub(super) struct Typology {
    picture: String,
    /// What a relation is compared with: `own mean`, or `even events` (as much cooperation as conflict).
    zero: String,
    refusal: Option<Refusal>,
    types: Option<Types>,
}

/// The types by period, and when they turned. All probabilities are posterior ones.
#[derive(Serialize, JsonSchema)]
struct Types {
    /// Draws.
    n_draws: usize,
    /// Half-width of the dead zone, in standard deviations of a draw's own path.
    dead_zone: Option<f64>,
    /// Periods that a type must last to make a turning point.
    lasting: usize,
    /// The nine types, in the order of `probabilities`.
    names: Vec<String>,
    /// First periods after a start anew: nothing is compared across them.
    restarts: Vec<String>,
    /// One per period.
    months: Vec<Month>,
    turning_points: Vec<TurningPoint>,
    moves: Moves,
    spells: Vec<Spells>,
    /// Stretches in which a state gains while the relation of the other two cools.
    gaudens: Vec<Gaudens>,
    /// How often the pair is warm, by the sign of the third's relation with each member.
    signs: Vec<Signs>,
    cautions: Vec<String>,
}

/// One period of the triangle.
#[derive(Serialize, JsonSchema)]
struct Month {
    period: String,
    /// Of the nine types.
    probabilities: Vec<Option<f64>>,
    /// Per side, the probability that it is warm.
    warm: Vec<Option<f64>>,
    /// Per side, the probability that it is cold.
    cold: Vec<Option<f64>>,
    /// Probability that the product of the three signs is positive (Heider).
    balanced: Option<f64>,
    unbalanced: Option<f64>,
    /// Probability that the type differs from that of a year before; null in the first year.
    differs_from_year_before: Option<f64>,
    /// Probability that each state gained over a year while the other two fell out: the pair's members, then the third.
    gains: Vec<Option<f64>>,
    /// Per side, whether an instrument by this period reads it.
    read: Vec<bool>,
}

/// A lasting change of the most probable type.
#[derive(Serialize, JsonSchema)]
struct TurningPoint {
    /// First period of the new type.
    period: String,
    from: String,
    to: String,
    probability_of_from: Option<f64>,
    probability_of_to: Option<f64>,
    share_of_draws: Option<f64>,
    /// First and last period of the central 90 % of its dates.
    interval: Option<[String; 2]>,
    /// Whether all three relations were read in the interval.
    watched: String,
}

/// A quantity over the draws.
#[derive(Serialize, JsonSchema)]
struct OverDraws {
    mean: Option<f64>,
    median: Option<f64>,
    /// Lower end of the central 90 % interval.
    low: Option<f64>,
    /// Upper end.
    high: Option<f64>,
}

/// Moves between types per draw.
#[derive(Serialize, JsonSchema)]
struct Moves {
    /// Steps between periods in which all three relations were read.
    n_steps: usize,
    /// Steps with a relation unread at either end.
    n_steps_unread: usize,
    moves: Option<OverDraws>,
    moves_unread: Option<OverDraws>,
    changes_of_named_type: OverDraws,
    cells: Vec<Cell>,
}

/// Steps from one type to another.
#[derive(Serialize, JsonSchema)]
struct Cell {
    from: String,
    to: String,
    steps: OverDraws,
    /// Among the draw's steps that start alike.
    share: Option<OverDraws>,
}

/// Spells of one type, in periods.
#[derive(Serialize, JsonSchema)]
struct Spells {
    #[serde(rename = "type")]
    triangle_type: String,
    periods: OverDraws,
    complete: OverDraws,
    cut_off: OverDraws,
    with_unread_periods: OverDraws,
    /// Of complete spells.
    mean_length: Option<OverDraws>,
    median_length: Option<OverDraws>,
}

/// A stretch of *tertius gaudens*.
#[derive(Serialize, JsonSchema)]
struct Gaudens {
    /// The state that gains.
    pivot: String,
    from: String,
    to: String,
    mean: Option<f64>,
    peak: Option<f64>,
    peak_period: String,
    n_unread: usize,
}

/// The pair's sign given the third's: a description of these periods, no test.
#[derive(Serialize, JsonSchema)]
struct Signs {
    /// The third's relation.
    given: String,
    when_cold: Option<OverDraws>,
    when_warm: Option<OverDraws>,
    difference: Option<OverDraws>,
    share_positive: Option<f64>,
    n_periods: usize,
}

/// Who of two states attends more to the other.
#[derive(Serialize, JsonSchema)]
pub(super) struct Attention {
    instrument: String,
    states: [String; 2],
    attention: Answer<Shares>,
}

/// Shares of acts by era and by year.
#[derive(Serialize, JsonSchema)]
struct Shares {
    /// What the shares are shares of.
    denominator: String,
    eras: Vec<Share>,
    years: Vec<Share>,
}

/// One stretch.
#[derive(Serialize, JsonSchema)]
struct Share {
    stretch: String,
    /// Acts of the first state towards the second, and what they are a share of.
    first_to_second: [u64; 2],
    second_to_first: [u64; 2],
    /// The second state's share less the first's.
    asymmetry: Option<f64>,
    standard_error: Option<f64>,
}

fn over_draws(x: &inner::DrawSummary) -> OverDraws {
    OverDraws { mean: finite(x.mean), median: finite(x.median), low: finite(x.low), high: finite(x.high) }
}

fn maybe(x: &Option<inner::DrawSummary>) -> Option<OverDraws> {
    x.as_ref().map(over_draws)
}

/// The triangle drawn together, by picture.
pub(super) fn latent(f: &Findings) -> Vec<LatentTriangle> {
    let of = |(picture, t): (&'static str, &Result<inner::LatentTriangle, crate::refusal::Refusal>)| LatentTriangle {
        picture: picture.to_owned(),
        refusal: t.as_ref().err().map(Refusal::from),
        drawn: t.as_ref().ok().map(drawn),
    };
    pictures(f).into_iter().map(of).collect()
}

fn drawn(t: &inner::LatentTriangle) -> Drawn {
    let label = |p: usize| t.calendar.label(p);
    let point = |side: usize| {
        t.paths[side].iter().enumerate().map(move |(p, x)| SidePoint {
            side: t.sides[side].to_string(),
            period: label(p),
            mean: finite(x.mean),
            standard_deviation: finite(x.standard_deviation),
            low: finite(x.low),
            high: finite(x.high),
        })
    };
    Drawn {
        from: label(0),
        to: label(t.calendar.len().saturating_sub(1)),
        anchors: t.units.each_ref().map(|u| u.anchor.clone()),
        instruments: t.instruments.each_ref().map(|all| all.iter().map(|i| i.name.clone()).collect()),
        restarts: t.restarts.iter().map(|r| label(r.period)).collect(),
        chains: t.convergence.chains,
        draws_per_chain: t.convergence.draws_per_chain,
        r_hat_max: finite(t.convergence.r_hat_max),
        effective_min: finite(t.convergence.effective_min),
        cautions: t.cautions.clone(),
        paths: (0..3).flat_map(point).collect(),
    }
}

/// What kind of triangle, by picture and zero.
pub(super) fn all_typologies(f: &Findings) -> Vec<Typology> {
    let mut out = Vec::new();
    for (picture, latent) in pictures(f) {
        for (kind, t) in latent.iter().flat_map(typologies) {
            out.push(Typology {
                picture: picture.to_owned(),
                zero: zero(kind).to_owned(),
                refusal: t.as_ref().err().map(Refusal::from),
                types: t.as_ref().ok().map(types),
            });
        }
    }
    out
}

fn types(t: &inner::Typology) -> Types {
    let label = |p: usize| t.labels.get(p).cloned().unwrap_or_default();
    Types {
        n_draws: t.n_draws,
        dead_zone: finite(t.settings.dead_zone),
        lasting: t.lasting,
        names: t.types.iter().map(|x| x.words()).collect(),
        restarts: t.restarts.iter().map(|p| label(*p)).collect(),
        months: (0..t.months.len()).map(|p| month(t, p)).collect(),
        turning_points: t
            .turning_points
            .iter()
            .map(|x| TurningPoint {
                period: label(x.period),
                from: x.from.words(),
                to: x.to.words(),
                probability_of_from: finite(x.probability_of_from),
                probability_of_to: finite(x.probability_of_to),
                share_of_draws: finite(x.share_of_draws),
                interval: x.interval.map(|(a, b)| [label(a), label(b)]),
                watched: words::watching(x.watching).to_owned(),
            })
            .collect(),
        moves: moves(&t.transitions),
        spells: t
            .spells
            .iter()
            .map(|s| Spells {
                triangle_type: s.triangle_type.words(),
                periods: over_draws(&s.periods),
                complete: over_draws(&s.complete),
                cut_off: over_draws(&s.censored),
                with_unread_periods: over_draws(&s.unwatched),
                mean_length: maybe(&s.mean_length),
                median_length: maybe(&s.median_length),
            })
            .collect(),
        gaudens: t
            .gaudens
            .iter()
            .flat_map(|g| g.stretches.iter().map(|s| (g.pivot, s)))
            .map(|(pivot, s)| Gaudens {
                pivot: pivot.code().to_owned(),
                from: label(s.first),
                to: label(s.last),
                mean: finite(s.mean),
                peak: finite(s.peak),
                peak_period: label(s.peak_period),
                n_unread: s.n_unwatched,
            })
            .collect(),
        signs: t
            .contrasts
            .iter()
            .map(|c| Signs {
                given: c.given.to_string(),
                when_cold: maybe(&c.when_cold),
                when_warm: maybe(&c.when_warm),
                difference: maybe(&c.difference),
                share_positive: c.share_positive.and_then(finite),
                n_periods: c.n_periods,
            })
            .collect(),
        cautions: t.cautions.clone(),
    }
}

fn month(t: &inner::Typology, p: usize) -> Month {
    let m = &t.months[p];
    let all = |x: &[f64]| x.iter().map(|v| finite(*v)).collect();
    Month {
        period: t.labels.get(p).cloned().unwrap_or_default(),
        probabilities: all(&m.probabilities),
        warm: all(&m.warm),
        cold: all(&m.cold),
        balanced: finite(m.balanced),
        unbalanced: finite(m.unbalanced),
        differs_from_year_before: m.differs_from_year_before.and_then(finite),
        gains: t.gaudens.iter().map(|g| g.probability.get(p).copied().flatten().and_then(finite)).collect(),
        read: m.watched.to_vec(),
    }
}

fn moves(t: &inner::Transitions) -> Moves {
    Moves {
        n_steps: t.n_steps,
        n_steps_unread: t.n_steps_unwatched,
        moves: maybe(&t.moves),
        moves_unread: maybe(&t.moves_unwatched),
        changes_of_named_type: over_draws(&t.changes_of_named_type),
        cells: t
            .cells
            .iter()
            .map(|c| Cell {
                from: c.from.words(),
                to: c.to.words(),
                steps: over_draws(&c.steps),
                share: maybe(&c.share),
            })
            .collect(),
    }
}

/// Who attends to whom.
pub(super) fn attention(f: &Findings) -> Vec<Attention> {
    let share = |r: &inner::AttentionRow| Share {
        stretch: r.label.clone(),
        first_to_second: [r.first_to_second.0, r.first_to_second.1],
        second_to_first: [r.second_to_first.0, r.second_to_first.1],
        asymmetry: r.asymmetry.and_then(finite),
        standard_error: r.standard_error.and_then(finite),
    };
    let shares = |x: &inner::Attention| Shares {
        denominator: x.denominator.words(),
        eras: x.eras.iter().map(share).collect(),
        years: x.years.iter().map(share).collect(),
    };
    f.triangle
        .attention
        .iter()
        .map(|a| Attention {
            instrument: a.instrument.clone(),
            states: a.states.map(|s| s.code().to_owned()),
            attention: answer(&a.outcome, shares),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::report::{fixture, json};

    #[test]
    fn the_types_are_in_the_json_one_period_a_line() {
        let text = json(&fixture::findings());
        let v: serde_json::Value = serde_json::from_str(&text).expect("valid JSON");
        let t = &v["triangle"];
        assert_eq!(t["typologies"].as_array().map(Vec::len), Some(2));
        let types = &t["typologies"][0]["types"];
        assert_eq!(types["months"].as_array().map(Vec::len), Some(168));
        assert_eq!(types["months"][0]["probabilities"].as_array().map(Vec::len), Some(9));
        assert!(types["months"][0]["gains"][0].is_null(), "the first year has no year before it");
        assert!(t["latent"][1]["refusal"]["why"].is_string() && t["latent"][1]["drawn"].is_null());
        assert!(t["attention"][1]["attention"]["refused"]["why"].is_string());
        let lines = |key: &str| text.lines().filter(|l| l.trim_start().starts_with("{\"") && l.contains(key)).count();
        assert_eq!(lines("\"differs_from_year_before\""), 2 * 168);
        assert_eq!(lines("{\"side\": "), 3 * 168);
    }
}
