//! From warmth to events: how many of cooperation and of conflict a relation has in a month. What the states do
//! elsewhere is drawn in `elsewhere`.

use super::link::Link;
use super::states::{self, Relation};
use super::warmth::{self, Purpose};
use super::world::{Kind, World};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Binomial, Distribution, Gamma, Pareto, Poisson};
use tertius_econometrics::resampling::stream;

/// Exponent of Pareto's law for heavy-tailed volumes; its mean is made 1.
const VOLUME_EXPONENT: f64 = 1.5;
/// Most events that one relation is given in one month, so that counts fit their type.
const EVENTS_MAX: f64 = 1e9;

/// First stream of a source's errors and repetitions, one for each relation.
const TELLER: u64 = 1 << 34;

/// Events of one direction of one relation in one month.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Month {
    pub(super) cooperation: u64,
    pub(super) conflict: u64,
    /// Rows that repeat an event: of cooperation, of conflict.
    pub(super) repeated: [u64; 2],
}

impl Month {
    /// Rows of cooperation and of conflict.
    pub(super) fn rows(self) -> [u64; 2] {
        [self.cooperation + self.repeated[0], self.conflict + self.repeated[1]]
    }

    /// Codes each event to the wrong side with probability `error`, and tells it a geometric number of times, of which
    /// a share `rate` repeats.
    pub(super) fn tell(&mut self, random: &mut ChaCha8Rng, error: f64, rate: f64) {
        if error > 0.0 {
            let [out, into] = [self.cooperation, self.conflict].map(|n| binomial(random, n, error));
            self.cooperation = self.cooperation - out + into;
            self.conflict = self.conflict - into + out;
        }
        if rate > 0.0 {
            self.repeated = [self.cooperation, self.conflict].map(|n| {
                // A sum of n geometric counts is a Poisson count whose mean follows a gamma law.
                let law = Gamma::new(n as f64, rate / (1.0 - rate));
                let expected = law.map_or(0.0, |law| law.sample(random));
                poisson(random, expected.min(EVENTS_MAX))
            });
        }
    }
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
    let mut teller = stream(world.seed, TELLER + number as u64);
    let pareto = Pareto::new((VOLUME_EXPONENT - 1.0) / VOLUME_EXPONENT, VOLUME_EXPONENT)
        .expect("scale and exponent are positive");
    let last = (world.periods - 1) as f64;
    warmth
        .iter()
        .enumerate()
        .map(|(t, x)| {
            let mut times = if world.has_heavy_tails() { pareto.sample(&mut random) } else { 1.0 };
            if let Some(growth) = world.volume_growth() {
                times *= growth.powf(t as f64 / last - 0.5);
            }
            // News about a dyad need both its states in the news; a war elsewhere says nothing about a dyad.
            if world.kind == Kind::MediaVolume {
                times *= (elsewhere[relation[0]][t] * elsewhere[relation[1]][t]).sqrt();
            }
            let mut both = coded(&mut random, world.volume * times, Link::WORLD.share(*x));
            // Errors and repetitions have random numbers of their own, so that the events stay what they are.
            both.iter_mut().for_each(|m| m.tell(&mut teller, world.also.coder_error, world.also.duplicates));
            if world.kind == Kind::OtherWars {
                // The same events happened; the source tells conflict only.
                both.iter_mut().for_each(|m| (m.cooperation, m.repeated[0]) = (0, 0));
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
    let (cooperation, conflict, repeated) = (part(other.cooperation), part(other.conflict), other.repeated.map(part));
    both[to].cooperation += cooperation;
    both[to].conflict += conflict;
    both[1 - to].cooperation -= cooperation;
    both[1 - to].conflict -= conflict;
    for (class, n) in repeated.into_iter().enumerate() {
        both[to].repeated[class] += n;
        both[1 - to].repeated[class] -= n;
    }
    both
}

/// Events of a month with an expected number and an expected share of cooperation, in both directions.
pub(super) fn coded(random: &mut ChaCha8Rng, expected: f64, share: f64) -> [Month; 2] {
    let n = poisson(random, expected.min(EVENTS_MAX));
    let cooperation = binomial(random, n, share);
    let conflict = n - cooperation;
    // Who initiates is nobody's doing: a share of its own each month.
    let first = random.random_range(0.3..0.7);
    let by_first = Month {
        cooperation: binomial(random, cooperation, first),
        conflict: binomial(random, conflict, first),
        repeated: [0; 2],
    };
    let by_second = Month {
        cooperation: cooperation - by_first.cooperation,
        conflict: conflict - by_first.conflict,
        repeated: [0; 2],
    };
    [by_first, by_second]
}

/// A Poisson count; 0 where nothing is expected.
pub(super) fn poisson(random: &mut ChaCha8Rng, expected: f64) -> u64 {
    Poisson::new(expected).map_or(0, |law| law.sample(random) as u64)
}

fn binomial(random: &mut ChaCha8Rng, n: u64, share: f64) -> u64 {
    Binomial::new(n, share).expect("a share lies between 0 and 1").sample(random)
}
