//! The latent warmth of every relation of a world, month by month, and the answer that follows from it.
//! Nobody reads these numbers but `counts`, which turns them into events.

use super::circumstances::{Range, Whose};
use super::influence::Influence;
use super::states::{DRIVER, OTHER, PAIR};
use super::turn::Turn;
use super::world::{ImpossibleWorld, World};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal, StudentT};
use tertius_econometrics::resampling::stream;

/// Months drawn and forgotten before the first, so that a world begins in its stationary state.
const BURN_IN: usize = 200;
/// Stream of the shock that all relations feel; those of relation k are 3 k + 1 (warmth), 3 k + 2 (trend)
/// and 3 k + 3 (events); those of what states do elsewhere come after [`ELSEWHERE`].
const COMMON: u64 = 0;
/// First stream of the states' news and wars with everybody else.
pub(super) const ELSEWHERE: u64 = 1 << 32;
/// Degrees of freedom of heavy-tailed innovations; at 3 the variance is finite and the kurtosis is not.
const HEAVY_DF: f64 = 3.0;
/// Mean distance of an innovation from 0: normal, and Student's t with 3 degrees of freedom, both of unit variance.
const MEAN_DISTANCE: [f64; 2] = [0.797_884_560_802_865_4, std::f64::consts::FRAC_2_PI];

/// What a relation's stream is for.
#[derive(Clone, Copy)]
pub(super) enum Purpose {
    Warmth = 1,
    Trend = 2,
    Events = 3,
}

/// Random numbers of one relation for one purpose.
pub(super) fn stream_of(world: &World, relation: usize, purpose: Purpose) -> ChaCha8Rng {
    stream(world.seed, 3 * relation as u64 + purpose as u64)
}

/// Innovations of unit variance.
fn innovations(world: &World, number: u64, count: usize) -> Vec<f64> {
    let mut random = stream(world.seed, number);
    if world.has_heavy_tails() {
        let law = StudentT::new(HEAVY_DF).expect("three degrees of freedom are positive");
        let scale = ((HEAVY_DF - 2.0) / HEAVY_DF).sqrt();
        law.sample_iter(&mut random).map(|x: f64| scale * x).take(count).collect()
    } else {
        StandardNormal.sample_iter(&mut random).take(count).collect()
    }
}

/// Scale of the pair's innovations that gives its relation unit variance although it is moved by `b`.
///
/// With R[t] = a R[t-1] + b U[t-d] + s e, U' = c U + sqrt(1 - c^2) f and k the correlation of e and f, stationarity
/// asks for g = cov(R[t-1], U[t-d]) = (b c + s k sqrt(1 - c^2) a^(d-1)) / (1 - a c) and 1 = a^2 + b^2 + 2 a b g + s^2,
/// a quadratic equation in s. In tension U[t-d] gives way to the negative half of sqrt(1 - c^2) f, which has no memory:
/// its variance is (1 - c^2) (1/2 - m^2), m its mean distance from 0, and g = s k sqrt(1 - c^2) a^(d-1) / 2.
fn own_scale(world: &World, b: f64) -> Result<f64, ImpossibleWorld> {
    let (a, c, k) = (world.rho_between, world.rho_driver, world.common_share());
    let back = a.powi(i32::try_from(world.delay).unwrap_or(i32::MAX) - 1);
    let (half_linear, constant) = if let Influence::OnlyInTension(_) = world.influence {
        let mean = half_mean(world);
        let variance = (1.0 - c * c) * (0.5 - mean * mean);
        (a * b * k * (1.0 - c * c).sqrt() * back / 2.0, a * a + b * b * variance - 1.0)
    } else {
        let half_linear = a * b * k * (1.0 - c * c).sqrt() / (1.0 - a * c) * back;
        (half_linear, a * a + b * b + 2.0 * a * b * b * c / (1.0 - a * c) - 1.0)
    };
    let root = (half_linear * half_linear - constant).sqrt() - half_linear;
    if root.is_finite() && root > 0.0 { Ok(root) } else { Err(ImpossibleWorld::EffectTooLarge { effect: b }) }
}

/// Whether a world's influence leaves its pair a variance of its own.
pub(super) fn check(world: &World) -> Result<(), ImpossibleWorld> {
    own_scale(world, world.influence.size()).map(|_| ())
}

/// Mean distance from 0 of the negative half of an innovation.
fn half_mean(world: &World) -> f64 {
    MEAN_DISTANCE[usize::from(world.has_heavy_tails())] / 2.0
}

/// Warmth of each of `count` relations, one entry per month, in standard deviations around 0.
pub(super) fn draw(world: &World, count: usize) -> Result<Vec<Vec<f64>>, ImpossibleWorld> {
    let length = BURN_IN + world.periods;
    let share = world.common_share();
    let common = innovations(world, COMMON, length);
    let own = |relation: usize| innovations(world, 3 * relation as u64 + Purpose::Warmth as u64, length);
    let carried = matches!(world.influence, Influence::ThroughOtherSide(_));
    let innovation = |relation: usize| -> Vec<f64> {
        let mut own_of = own(relation);
        if carried && relation == OTHER {
            let (k, rest) = (Influence::CARRIED, (1.0 - Influence::CARRIED * Influence::CARRIED).sqrt());
            own_of.iter_mut().zip(own(DRIVER)).for_each(|(v, u)| *v = k * u + rest * *v);
        }
        own_of.iter().zip(&common).map(|(own, all)| share.sqrt() * all + (1.0 - share).sqrt() * own).collect()
    };
    let follow = |rho: f64, scale: &dyn Fn(usize) -> f64, pushed: &dyn Fn(usize) -> f64, shocks: &[f64]| {
        let mut x = vec![shocks[0]];
        for t in 1..length {
            x.push(rho * x[t - 1] + pushed(t) + scale(t) * shocks[t]);
        }
        x
    };
    let alone = (1.0 - world.rho_driver * world.rho_driver).sqrt();
    let mut all: Vec<Vec<f64>> = (0..count)
        .map(|k| if k == PAIR { Vec::new() } else { follow(world.rho_driver, &|_| alone, &|_| 0.0, &innovation(k)) })
        .collect();
    // What moves the pair: the driver, the other side, or the colder half of the driver's surprise.
    let mover: Vec<f64> = match world.influence {
        Influence::ThroughOtherSide(_) => all[OTHER].clone(),
        Influence::OnlyInTension(_) => {
            let centre = half_mean(world);
            innovation(DRIVER).iter().map(|f| alone * (f.min(0.0) + centre)).collect()
        }
        _ => all[DRIVER].clone(),
    };
    let size = |t: usize| match world.turn {
        Some(Turn::Effect { month, to }) if BURN_IN + month <= t => to,
        _ => world.influence.size(),
    };
    let acts = |t: usize| world.influence.acts_in(t as i64 - BURN_IN as i64);
    let (free, moved) = (own_scale(world, 0.0)?, own_scale(world, world.influence.size())?);
    let scale = |t: usize| if acts(t) { moved } else { free };
    let push = |t: usize| if t >= world.delay && acts(t) { size(t) * mover[t - world.delay] } else { 0.0 };
    all[PAIR] = follow(world.rho_between, &scale, &push, &innovation(PAIR));
    for (k, x) in all.iter_mut().enumerate() {
        x.drain(..BURN_IN);
        place(world, k, x);
    }
    Ok(all)
}

/// Gives a relation its level and spread, its trend and its jumps.
fn place(world: &World, number: usize, x: &mut [f64]) {
    let range = if number == PAIR { world.also.pair } else { world.also.others };
    if range != Range::UNIT {
        x.iter_mut().for_each(|x| *x = range.level + range.spread * *x);
    }
    if let Some(largest) = world.largest_trend() {
        let change: f64 = stream_of(world, number, Purpose::Trend).random_range(-largest..largest);
        let last = (world.periods - 1) as f64;
        x.iter_mut().enumerate().for_each(|(t, x)| *x += change * (t as f64 / last - 0.5));
    }
    let moves = |whose: Whose| match whose {
        Whose::All => true,
        Whose::Pair => number == PAIR,
        Whose::Driver => number == DRIVER,
    };
    for shift in world.also.shifts.iter().filter(|s| moves(s.whose)) {
        x[shift.from..].iter_mut().for_each(|x| *x += shift.size);
    }
}

/// Mean response of the pair's warmth over the first `horizon` months after a surprise of one unit in what moves it
/// (the driver, the other side, the driver's colder half), while the influence acts: the mean over h = 1 .. horizon of
/// the sum over i + j = h - d of effect a^i c^j; in tension only j = 0 counts. In standard deviations of both.
pub(super) fn mean_response(world: &World, horizon: usize) -> f64 {
    let memory = if matches!(world.influence, Influence::OnlyInTension(_)) { 0.0 } else { world.rho_driver };
    let (mut pair, mut mover, mut sum) = (0.0, 1.0, 0.0);
    for h in 1..=horizon {
        let push = if h >= world.delay { world.influence.size() * mover } else { 0.0 };
        pair = world.rho_between * pair + push;
        if h >= world.delay {
            mover *= memory;
        }
        sum += pair;
    }
    sum / horizon as f64
}

#[cfg(test)]
mod tests {
    //! (a) by hand: the response; (c) recovery: variances and correlations of long worlds.
    use super::*;
    use tertius_econometrics::correlation;

    fn variance(x: &[f64]) -> f64 {
        x.iter().map(|x| x * x).sum::<f64>() / x.len() as f64
    }

    #[test]
    fn the_response_worked_by_hand() {
        // b (1 + (a + c) + (a^2 + a c + c^2)) / 3 with a = .4, c = .6, b = -.35: -.35 x 2.76 / 3.
        assert!((mean_response(&World::with_effect(240), 3) + 0.322).abs() < 1e-12);
        assert_eq!(mean_response(&World::independent(240), 3), 0.0);
    }

    #[test]
    fn warmth_has_unit_variance_also_where_it_is_driven() {
        // The variance of an autoregression's sample variance is about 2 (1 + rho^2) / (1 - rho^2) / n; mean over
        // 20 worlds of 1,200 months: standard error below .014. Bound: four of them.
        for world in [World::with_effect(1_200), World::common_shock(1_200).effect(-0.35), World::common_shock(1_200)] {
            let drawn: Vec<_> = (0..20).map(|s| draw(&world.clone().seed(s), 3).unwrap()).collect();
            for k in 0..3 {
                let mean = drawn.iter().map(|x| variance(&x[k])).sum::<f64>() / 20.0;
                assert!((mean - 1.0).abs() < 0.056, "{} relation {k}: {mean}", world.kind.name());
            }
        }
    }

    #[test]
    fn a_common_shock_is_felt_by_any_two() {
        // Relations with the same autocorrelation correlate as their innovations do: .5. Standard error of one
        // correlation of 1,200 months below .04, of the mean of 20 below .009.
        let mean: f64 = (0..20)
            .map(|s| draw(&World::common_shock(1_200).seed(s), 4).unwrap())
            .map(|x| correlation(&x[2], &x[3]).unwrap().estimate)
            .sum::<f64>()
            / 20.0;
        assert!((mean - 0.5).abs() < 0.036, "{mean}");
    }

    #[test]
    fn what_cannot_be_drawn_is_said() {
        assert!(matches!(draw(&World::with_effect(60).effect(-0.99), 3), Err(ImpossibleWorld::EffectTooLarge { .. })));
        assert!(World::independent(240).states(25).emit().is_err());
        assert!(World::independent(240).autocorrelation(0.4, 1.0).emit().is_err());
        assert!(World::independent(240).volume(f64::NAN).emit().is_err());
    }
}
