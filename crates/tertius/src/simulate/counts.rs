//! From warmth to events: how many of cooperation and of conflict a relation has in a month. What the states do
//! elsewhere is drawn in `elsewhere`.

use super::link::Link;
use super::states::{self, Relation};
use super::warmth::{self, Purpose};
use super::world::{Kind, World};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Binomial, Distribution, Pareto, Poisson};

/// Exponent of Pareto's law for heavy-tailed volumes; its mean is made 1.
const VOLUME_EXPONENT: f64 = 1.5;
/// From first to last month the volume grows by this factor in a world with growth.
const GROWTH: f64 = 10.0;
/// Most events that one relation is given in one month, so that counts fit their type.
const EVENTS_MAX: f64 = 1e9;

/// Events of one direction of one relation in one month.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Month {
    pub(super) cooperation: u64,
    pub(super) conflict: u64,
}

/// Events of a relation, per month in both directions: the first state's, then the second's.
pub(super) fn months(
    world: &World,
    number: usize,
    relation: Relation,
    warmth: &[f64],
    elsewhere: &[Vec<f64>],
) -> Vec<[Month; 2]> {
    let mut random = warmth::stream_of(world, number, Purpose::Events);
    let pareto = Pareto::new((VOLUME_EXPONENT - 1.0) / VOLUME_EXPONENT, VOLUME_EXPONENT)
        .expect("scale and exponent are positive");
    let last = (world.periods - 1) as f64;
    warmth
        .iter()
        .enumerate()
        .map(|(t, x)| {
            let times = match world.kind {
                Kind::HeavyTails => pareto.sample(&mut random),
                Kind::Trend => GROWTH.powf(t as f64 / last - 0.5),
                // News about a dyad need both its states in the news.
                Kind::MediaVolume => (elsewhere[relation[0]][t] * elsewhere[relation[1]][t]).sqrt(),
                // A war elsewhere says nothing about a dyad.
                Kind::Independent | Kind::CommonShock | Kind::NoisyReadings | Kind::OtherWars => 1.0,
            };
            let mut both = coded(&mut random, world.volume * times, Link::WORLD.share(*x));
            if world.kind == Kind::OtherWars {
                // The same events happened; the source tells conflict only.
                both.iter_mut().for_each(|m| m.cooperation = 0);
            }
            let moved = world.turn.map_or(0.0, |turn| turn.moved(t));
            if let Some(at) = relation.iter().position(|state| *state == states::INITIATIVE).filter(|_| moved > 0.0) {
                both = taken_over(both, at, moved);
            }
            both
        })
        .collect()
}

/// The state at place `to` begins this share of what the other would have begun.
fn taken_over(mut both: [Month; 2], to: usize, share: f64) -> [Month; 2] {
    let part = |n: u64| (n as f64 * share).floor() as u64;
    let other = both[1 - to];
    let (cooperation, conflict) = (part(other.cooperation), part(other.conflict));
    both[to] = Month { cooperation: both[to].cooperation + cooperation, conflict: both[to].conflict + conflict };
    both[1 - to] = Month { cooperation: other.cooperation - cooperation, conflict: other.conflict - conflict };
    both
}

/// Events of a month with an expected number and an expected share of cooperation, in both directions.
pub(super) fn coded(random: &mut ChaCha8Rng, expected: f64, share: f64) -> [Month; 2] {
    let n = poisson(random, expected.min(EVENTS_MAX));
    let cooperation = binomial(random, n, share);
    let conflict = n - cooperation;
    // Who initiates is nobody's doing: a share of its own each month.
    let first = random.random_range(0.3..0.7);
    let by_first =
        Month { cooperation: binomial(random, cooperation, first), conflict: binomial(random, conflict, first) };
    let by_second = Month { cooperation: cooperation - by_first.cooperation, conflict: conflict - by_first.conflict };
    [by_first, by_second]
}

/// A Poisson count; 0 where nothing is expected.
pub(super) fn poisson(random: &mut ChaCha8Rng, expected: f64) -> u64 {
    Poisson::new(expected).map_or(0, |law| law.sample(random) as u64)
}

fn binomial(random: &mut ChaCha8Rng, n: u64, share: f64) -> u64 {
    Binomial::new(n, share).expect("a share lies between 0 and 1").sample(random)
}
