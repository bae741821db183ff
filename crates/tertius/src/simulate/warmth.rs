//! The latent warmth of every relation of a world, month by month, and the answer that follows from it.
//! Nobody reads these numbers but `counts`, which turns them into events.

use super::states::{DRIVER, PAIR};
use super::turn::Turn;
use super::world::{ImpossibleWorld, Kind, World};
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
/// Largest change by trend over the whole time, in standard deviations.
const TREND_MAX: f64 = 2.0;
/// Degrees of freedom of heavy-tailed innovations; at 3 the variance is finite and the kurtosis is not.
const HEAVY_DF: f64 = 3.0;

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
    match world.kind {
        Kind::HeavyTails => {
            let law = StudentT::new(HEAVY_DF).expect("three degrees of freedom are positive");
            let scale = ((HEAVY_DF - 2.0) / HEAVY_DF).sqrt();
            law.sample_iter(&mut random).map(|x: f64| scale * x).take(count).collect()
        }
        _ => StandardNormal.sample_iter(&mut random).take(count).collect(),
    }
}

/// Scale of the pair's innovations that gives its relation unit variance although the driver moves it.
///
/// With R' = a R + b U + s e, U' = c U + sqrt(1 - c^2) f and k the correlation of e and f, stationarity asks
/// for g = cov(R, U) = (b c + s k sqrt(1 - c^2)) / (1 - a c) and 1 = a^2 + b^2 + 2 a b g + s^2, a quadratic
/// equation in s.
fn own_scale(world: &World) -> Result<f64, ImpossibleWorld> {
    let (a, b, c, k) = (world.rho_between, world.effect, world.rho_driver, world.kind.common_share());
    let half_linear = a * b * k * (1.0 - c * c).sqrt() / (1.0 - a * c);
    let constant = a * a + b * b + 2.0 * a * b * b * c / (1.0 - a * c) - 1.0;
    let root = (half_linear * half_linear - constant).sqrt() - half_linear;
    if root.is_finite() && root > 0.0 { Ok(root) } else { Err(ImpossibleWorld::EffectTooLarge { effect: b }) }
}

/// Warmth of each of `count` relations, one entry per month, in standard deviations around 0.
pub(super) fn draw(world: &World, count: usize) -> Result<Vec<Vec<f64>>, ImpossibleWorld> {
    let length = BURN_IN + world.periods;
    let share = world.kind.common_share();
    let common = innovations(world, COMMON, length);
    let innovation = |relation: usize| -> Vec<f64> {
        let own = innovations(world, 3 * relation as u64 + Purpose::Warmth as u64, length);
        own.iter().zip(&common).map(|(own, all)| share.sqrt() * all + (1.0 - share).sqrt() * own).collect()
    };
    let follow = |rho: f64, scale: f64, pushed: &dyn Fn(usize) -> f64, shocks: &[f64]| {
        let mut x = vec![shocks[0]];
        for t in 1..length {
            x.push(rho * x[t - 1] + pushed(t) + scale * shocks[t]);
        }
        x
    };
    let alone = (1.0 - world.rho_driver * world.rho_driver).sqrt();
    let mut all: Vec<Vec<f64>> = (0..count)
        .map(|k| if k == PAIR { Vec::new() } else { follow(world.rho_driver, alone, &|_| 0.0, &innovation(k)) })
        .collect();
    let driver = all[DRIVER].clone();
    let effect = |t: usize| match world.turn {
        Some(Turn::Effect { month, to }) if BURN_IN + month <= t => to,
        _ => world.effect,
    };
    all[PAIR] = follow(world.rho_between, own_scale(world)?, &|t| effect(t) * driver[t - 1], &innovation(PAIR));
    for (k, x) in all.iter_mut().enumerate() {
        x.drain(..BURN_IN);
        if world.kind == Kind::Trend {
            let change: f64 = stream_of(world, k, Purpose::Trend).random_range(-TREND_MAX..TREND_MAX);
            let last = (world.periods - 1) as f64;
            x.iter_mut().enumerate().for_each(|(t, x)| *x += change * (t as f64 / last - 0.5));
        }
        if let Some(turn) = world.turn {
            x.iter_mut().enumerate().for_each(|(t, x)| *x += turn.level(k == PAIR, t));
        }
    }
    Ok(all)
}

/// Mean response of the pair's warmth over the first `horizon` months after a surprise of one unit in the
/// driver's: the mean over h = 1 .. horizon of the sum over i + j = h - 1 of effect a^i c^j.
pub(super) fn mean_response(world: &World, horizon: usize) -> f64 {
    let (mut pair, mut driver, mut sum) = (0.0, 1.0, 0.0);
    for _ in 0..horizon {
        pair = world.rho_between * pair + world.effect * driver;
        driver *= world.rho_driver;
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
