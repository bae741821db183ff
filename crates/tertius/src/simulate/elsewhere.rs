//! What goes on outside a world's relations: how much the news speak of each state, and the wars that states
//! fight with others. Moves exposure; nothing here knows of any relation's warmth.

use super::warmth;
use super::world::{Kind, World};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, Pareto, StandardNormal};
use tertius_econometrics::resampling::stream;

/// Standard deviation and autocorrelation of the logarithm of a state's media volume.
const MEDIA_SPREAD: f64 = 0.7;
const MEDIA_MEMORY: f64 = 0.8;
/// Probability that a state at peace with everybody elsewhere is at war next month, and the reverse: 30 months
/// of peace and 10 of war on average.
const WAR_BEGINS: f64 = 1.0 / 30.0;
const WAR_ENDS: f64 = 1.0 / 10.0;
/// Conflict with everybody elsewhere: in peace, and the least in a war. How large a war is follows Pareto's
/// law with this exponent, whose variance is infinite; the mean war is three times the least one.
const PEACE: f64 = 0.2;
const WAR_LEAST: f64 = 2.0;
const WAR_EXPONENT: f64 = 1.5;

/// How much each state has to do with everybody who is not a state of the world, per month: news volume in a
/// world of moving media (around 1), conflict in a world of other wars, exactly 1 in all others.
pub(super) fn volumes(world: &World, states: usize) -> Vec<Vec<f64>> {
    (0..states)
        .map(|state| {
            let random = stream(world.seed, warmth::ELSEWHERE + state as u64);
            match world.kind {
                Kind::MediaVolume => media(random, world.periods),
                Kind::OtherWars => wars(random, world.periods),
                _ => vec![1.0; world.periods],
            }
        })
        .collect()
}

/// An autoregression's exponential.
fn media(mut random: ChaCha8Rng, periods: usize) -> Vec<f64> {
    let mut x: f64 = StandardNormal.sample(&mut random);
    let mut volumes = Vec::with_capacity(periods);
    for _ in 0..periods {
        volumes.push((MEDIA_SPREAD * x - MEDIA_SPREAD * MEDIA_SPREAD / 2.0).exp());
        let shock: f64 = StandardNormal.sample(&mut random);
        x = MEDIA_MEMORY * x + (1.0 - MEDIA_MEMORY * MEDIA_MEMORY).sqrt() * shock;
    }
    volumes
}

/// Peace or war, a chain of two states that begins in its stationary distribution; a war keeps its size.
fn wars(mut random: ChaCha8Rng, periods: usize) -> Vec<f64> {
    let size = Pareto::new(WAR_LEAST, WAR_EXPONENT).expect("scale and exponent are positive");
    let mut war = random.random_bool(WAR_BEGINS / (WAR_BEGINS + WAR_ENDS)).then(|| size.sample(&mut random));
    let mut volumes = Vec::with_capacity(periods);
    for _ in 0..periods {
        volumes.push(war.unwrap_or(PEACE));
        war = match war {
            Some(size) => (!random.random_bool(WAR_ENDS)).then_some(size),
            None => random.random_bool(WAR_BEGINS).then(|| size.sample(&mut random)),
        };
    }
    volumes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quarter_of_all_months_are_at_war() {
        // Share of war WAR_BEGINS / (WAR_BEGINS + WAR_ENDS) = .25. The chain's autocorrelation is
        // 1 - 1/30 - 1/10 = .867, so 24 x 1,200 months are worth 28,800 x .133 / 1.867 = 2,057 draws:
        // standard error .0096. Bound: four of them.
        let months: Vec<f64> = volumes(&World::other_wars(1_200), 24).concat();
        let share = months.iter().filter(|v| **v > PEACE).count() as f64 / months.len() as f64;
        assert!((share - 0.25).abs() < 0.0384, "{share}");
        assert!(months.iter().all(|v| *v == PEACE || *v >= WAR_LEAST));
    }

    #[test]
    fn only_worlds_that_say_so_move_elsewhere() {
        assert!(volumes(&World::common_shock(60), 4).concat().iter().all(|v| *v == 1.0));
        for made in [World::media_volume(60), World::other_wars(60)] {
            let drawn = volumes(&made, 2);
            assert_ne!(drawn[0], drawn[1], "each state has wars and news of its own");
        }
    }
}
