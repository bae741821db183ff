//! Gate *arithmetic*: could the sign be built into the instrument? Votes and ideal points place states on a line, so
//! that one side cannot move without another. The response must be stronger than in readings made from positions
//! alone, and than that to states at the third's place, and it must survive holding what the third's side as a whole
//! does. Where each reading follows from the two others there is no question left, and it is refused.

use super::findings::{ArithmeticTest, GateOutcome, PlaceboThird, PlaceboThirds};
use super::line_positions::{Positions, positions};
use super::question::{Putting, Three, estimate, refused};
use crate::actors::StateId;
use crate::dossier::{Arithmetic, Dyad, Measure, Side};
use crate::refusal::Refusal;
use rayon::prelude::*;
use tertius_econometrics as ec;

/// Worlds drawn from positions alone.
const SIMULATIONS: usize = 999;
/// Fewest of them whose statistic must exist.
const SIMULATIONS_MIN: usize = 900;
/// Share of these worlds among which the response must be.
const SIMULATED_SHARE: f64 = 0.05;
/// States nearest to the third that stand for its place.
const NEAR: usize = 9;
/// Largest p-value with the third's side held.
const HELD_LEVEL: f64 = 0.10;
/// Share of the readings' variance up to which three sides count as an identity: an R2 of .9999, which leaves room for
/// distances printed with three digits.
const IDENTITY: f64 = 1e-4;
/// First of this gate's random streams.
const STREAM: u64 = 1 << 40;

impl ArithmeticTest {
    /// Whether all three questions are answered for a response of this sign (1 or -1) where `stated` is the sign that the
    /// claim states.
    fn passes(&self, sign: f64, stated: f64) -> bool {
        let share = if sign == stated { self.share_stated } else { self.share_opposite };
        share <= SIMULATED_SHARE
            && self.n_near_as_strong(sign) == 0
            && self.held.value * sign > 0.0
            && self.held.p_value < HELD_LEVEL
    }

    /// States near the third whose statistic is at least as large as its own in the direction of `sign`.
    pub fn n_near_as_strong(&self, sign: f64) -> usize {
        self.near.iter().filter(|p| sign * p.t >= sign * self.third_t_common).count()
    }

    /// How it came out; `stated` is the sign that the claim states.
    pub(super) fn outcome(&self, stated: f64) -> GateOutcome {
        if self.passes(stated, stated) {
            GateOutcome::Passed
        } else if self.passes(-stated, stated) {
            GateOutcome::PassedOpposite
        } else {
            GateOutcome::Failed
        }
    }
}

/// Refuses an instrument whose three sides are distances of three points on one line: each reading follows from the
/// two others, and a regression on both sides is an identity.
pub(super) fn refuse_identity(putting: &Putting<'_>, three: &Three) -> Result<(), Refusal> {
    if putting.series.instrument.arithmetic() == Arithmetic::Free {
        return Ok(());
    }
    let read = |t: usize| Some([three.between[t]?, three.driver[t]?, three.other[t]?]);
    let all: Vec<[f64; 3]> = (0..three.between.len()).filter_map(read).collect();
    let [r, u, v] = [0, 1, 2].map(|side| all.iter().map(|row| row[side]).collect::<Vec<f64>>());
    match ec::betweenness_left_over(&r, &u, &v) {
        Ok(left) if left <= IDENTITY => Err(Refusal::new(
            format!(
                "its readings are distances on one line: in each of {} {}s one of the three sides is the sum of the two others, so that a regression of one on both is an identity (R2 = 1)",
                all.len(),
                putting.series.calendar.length()
            ),
            "an instrument whose reading of one side does not follow from the two others, such as agreement in votes",
        )),
        // Too few to tell, or nothing that varies: the regression itself says so.
        _ => Ok(()),
    }
}

/// The three questions in numbers. Null hypothesis of the first: positions move independently of each other, and readings
/// depend on nothing but the distances between them.
///
/// # Errors
/// A refusal for shares of one total, whose arithmetic is not that of a line; with fewer than nine states that can
/// stand in the third's place; where positions cannot be found or do not move.
pub(super) fn arithmetic(
    putting: &Putting<'_>,
    three: &Three,
    sample: &ec::ProjectionSample,
    placebo: &Result<PlaceboThirds, Refusal>,
) -> Result<ArithmeticTest, Refusal> {
    if putting.series.instrument.measure == Measure::TradeShare {
        return Err(Refusal::new(
            "shares of one total hang together in another way than places on a line: what goes to one partner is missing at another",
            "an instrument that divides no total",
        ));
    }
    let placebo = placebo.as_ref().map_err(Clone::clone)?;
    let [a, b] = roles(putting)?;
    let states: Vec<StateId> =
        [a, b, putting.third].into_iter().chain(placebo.placebos.iter().map(|p| p.state)).collect();
    let placed = positions(putting, &states)?;
    let near = nearest(&placed, placebo)?;
    let third_t = putting.statistic(sample).map_err(|e| refused(&e))?.t;
    let simulated = simulated(putting, three, &placed, [a, b])?;
    let share = |sign: f64| {
        let all: Vec<f64> = simulated.iter().map(|t| sign * t).collect();
        ec::resampling::share_at_least(sign * third_t, &all).map(|s| s.p_value).map_err(|e| refused(&e))
    };
    let ranked: Vec<&(PlaceboThird, f64)> = near.iter().filter(|(p, _)| !p.ally).take(NEAR).collect();
    if ranked.len() < NEAR {
        return Err(Refusal::new(
            format!("only {} states that are no allies can stand at the third's place", ranked.len()),
            format!("at least {NEAR}"),
        ));
    }
    let side: Vec<StateId> = near.iter().take(NEAR).map(|(p, _)| p.state).collect();
    Ok(ArithmeticTest {
        third_t,
        share_stated: share(putting.sign())?,
        share_opposite: share(-putting.sign())?,
        n_simulated: simulated.len(),
        positions_from: placed.from,
        third_t_common: placebo.third_t,
        farthest: ranked.iter().map(|(_, d)| *d).fold(0.0, f64::max),
        near: ranked.into_iter().map(|(p, _)| p.clone()).collect(),
        held: held(putting, three, b, &side)?,
        held_states: side,
    })
}

/// A, the pair's member whose side with the third is the driver, and B, the other.
fn roles(putting: &Putting<'_>) -> Result<[StateId; 2], Refusal> {
    let pair = putting.claim.between.dyad();
    let a = putting.claim.driver.dyad().states().into_iter().find(|s| pair.contains(*s));
    let b = pair.states().into_iter().find(|s| Some(*s) != a);
    let needed = "a driver between the third and one member of the pair";
    a.zip(b).map(|(a, b)| [a, b]).ok_or_else(|| Refusal::new("the driver has no state of the pair", needed))
}

/// Placebo thirds by their distance from the third, in standard deviations of all states' mean positions.
fn nearest(placed: &Positions, placebo: &PlaceboThirds) -> Result<Vec<(PlaceboThird, f64)>, Refusal> {
    let unknown = || Refusal::new("the third has no place on the line", "readings of the third with other states");
    // The third is the last of the triangle, placebos follow.
    let third = placed.mean(2).ok_or_else(unknown)?;
    let means: Vec<f64> = (0..placed.paths.len()).filter_map(|s| placed.mean(s)).collect();
    let centre = means.iter().sum::<f64>() / means.len() as f64;
    let spread = (means.iter().map(|m| (m - centre) * (m - centre)).sum::<f64>() / means.len() as f64).sqrt();
    let distance = |i: usize| placed.mean(i).map(|m| (m - third).abs() / spread).filter(|d| d.is_finite());
    let mut all: Vec<(PlaceboThird, f64)> =
        placebo.placebos.iter().enumerate().filter_map(|(i, p)| Some((p.clone(), distance(3 + i)?))).collect();
    all.sort_by(|x, y| x.1.total_cmp(&y.1).then(x.0.state.cmp(&y.0.state)));
    Ok(all)
}

/// The claim's statistic in worlds made from positions alone: each state's position moves by itself, as its own past
/// says, and readings are missing where they are missing.
fn simulated(
    putting: &Putting<'_>,
    three: &Three,
    placed: &Positions,
    [a, b]: [StateId; 2],
) -> Result<Vec<f64>, Refusal> {
    let path = |state: usize| ec::OwnPath::fit(&placed.paths[state]).map_err(|e| refused(&e));
    let errors = |one: StateId, other: StateId| -> Vec<f64> {
        let readings = Dyad::new(one, other).map(|d| putting.series.side(Side::Pooled(d), &[]).readings);
        let era = &readings.unwrap_or_default()[putting.era.first..=putting.era.last];
        era.iter().map(|r| r.variance.filter(|v| v.is_finite() && *v > 0.0).map_or(0.0, f64::sqrt)).collect()
    };
    let world = ec::ThreeOnALine {
        paths: [path(0)?, path(1)?, path(2)?],
        link: placed.link,
        errors: [errors(a, b), errors(putting.third, a), errors(putting.third, b)],
    };
    let number = putting.latent.map_or(0, |l| l.number);
    let first = STREAM + number * SIMULATIONS as u64;
    let one = |k: u64| -> Option<f64> {
        let [r, u, v] = world.draw(&mut ec::resampling::stream(putting.seed, first + k));
        let where_read = |drawn: Vec<f64>, read: &[Option<f64>]| -> Vec<Option<f64>> {
            drawn.into_iter().zip(read).map(|(x, read)| read.map(|_| x)).collect()
        };
        let drawn = Three {
            between: where_read(r, &three.between),
            driver: where_read(u, &three.driver),
            other: where_read(v, &three.other),
        };
        putting.statistic_of(&drawn).ok().map(|c| c.t).filter(|t| t.is_finite())
    };
    let all: Vec<f64> = (0..SIMULATIONS as u64).into_par_iter().filter_map(one).collect();
    if all.len() < SIMULATIONS_MIN {
        return Err(Refusal::new(
            format!("only {} of {SIMULATIONS} worlds made from positions alone have a statistic", all.len()),
            "more periods, or readings that move more",
        ));
    }
    Ok(all)
}

/// The response with B's agreement with the third's side held: its mean reading with the states nearest to the third.
fn held(putting: &Putting<'_>, three: &Three, b: StateId, side: &[StateId]) -> Result<super::Estimate, Refusal> {
    let (first, last) = (putting.era.first, putting.era.last);
    let all: Vec<Vec<Option<f64>>> = side
        .iter()
        .filter_map(|s| Dyad::new(b, *s))
        .map(|d| putting.series.side(Side::Pooled(d), &[]).values()[first..=last].to_vec())
        .collect();
    let mean = |t: usize| -> Option<f64> {
        let read: Vec<f64> = all.iter().filter_map(|values| values[t]).collect();
        // Another set of states each year would move the mean by itself; most of them must be there.
        (2 * read.len() > all.len()).then(|| read.iter().sum::<f64>() / read.len() as f64)
    };
    let pole: Vec<Option<f64>> = (0..=last - first).map(mean).collect();
    let mut projection = putting.projection(three).map_err(|e| refused(&e))?;
    projection.controls.push(ec::Named { name: "pole", values: &pole });
    let horizons = ec::Horizons::new(1, putting.horizon()).map_err(|e| refused(&e))?;
    let sample = projection.sample(horizons).map_err(|e| refused(&e))?;
    let coefficient = putting.statistic(&sample).map_err(|e| refused(&e))?;
    estimate(&coefficient, putting.confidence)
}
