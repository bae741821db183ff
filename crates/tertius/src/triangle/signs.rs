//! From the level of a relation in a draw and period to its sign, and from three signs to a type.

use super::draws::{TriangleDraws, TypologySettings, Zero};
use super::types::type_of;
use crate::refusal::Refusal;

/// Signs and types of every draw and period, draw after draw.
pub(super) struct Signed {
    pub n_periods: usize,
    /// Signs of the three sides: 1, 0 (dead zone), -1.
    pub signs: Vec<[i8; 3]>,
    /// Places in the list of types.
    pub types: Vec<u8>,
    /// Half-width of each side's dead zone, per draw, in the units of the paths.
    pub dead_zones: Vec<[f64; 3]>,
    /// Stretches and sides whose mean had to be taken over periods that nobody watched.
    pub unwatched_means: Vec<(usize, usize)>,
}

impl Signed {
    /// The types of one draw.
    pub(super) fn types_of(&self, draw: usize) -> &[u8] {
        &self.types[draw * self.n_periods..(draw + 1) * self.n_periods]
    }

    /// The signs of one draw.
    pub(super) fn signs_of(&self, draw: usize) -> &[[i8; 3]] {
        &self.signs[draw * self.n_periods..(draw + 1) * self.n_periods]
    }

    /// Number of draws.
    pub(super) fn n_draws(&self) -> usize {
        self.dead_zones.len()
    }
}

/// The periods of each stretch that a side's mean is taken over: the watched ones, or all where nobody watched.
fn periods_of_means(draws: &TriangleDraws<'_>, side: usize) -> (Vec<Vec<usize>>, Vec<(usize, usize)>) {
    let mut without = Vec::new();
    let periods = draws.stretches().into_iter().enumerate().map(|(at, stretch)| {
        let watched: Vec<usize> = stretch.clone().filter(|t| draws.watched[side][*t]).collect();
        if watched.is_empty() {
            without.push((at, side));
            return stretch.collect();
        }
        watched
    });
    let periods = periods.collect();
    (periods, without)
}

/// Signs of all draws. Refuses a draw whose path does not vary: it has no dead zone.
pub(super) fn signed(draws: &TriangleDraws<'_>, zero: &Zero, settings: &TypologySettings) -> Result<Signed, Refusal> {
    let n = draws.n_periods();
    let stretches = draws.stretches();
    let means_over: Vec<_> = (0..3).map(|side| periods_of_means(draws, side)).collect();
    let mut all = Signed {
        n_periods: n,
        signs: vec![[0; 3]; draws.n_draws * n],
        types: Vec::with_capacity(draws.n_draws * n),
        dead_zones: Vec::with_capacity(draws.n_draws),
        unwatched_means: means_over.iter().flat_map(|(_, without)| without.iter().copied()).collect(),
    };
    for draw in 0..draws.n_draws {
        let mut half_widths = [0.0; 3];
        for side in 0..3 {
            let path = (draws.path)(draw, side);
            let periods = &means_over[side].0;
            let mean_of = |over: &Vec<usize>| over.iter().map(|t| path[*t]).sum::<f64>() / over.len() as f64;
            let means: Vec<f64> = periods.iter().map(mean_of).collect();
            let squares =
                periods.iter().zip(&means).flat_map(|(over, m)| over.iter().map(move |t| (path[*t] - m).powi(2)));
            let count: usize = periods.iter().map(Vec::len).sum();
            let spread = (squares.sum::<f64>() / count as f64).sqrt();
            if !(spread > 0.0 && spread.is_finite()) {
                return Err(Refusal::new(
                    format!("relation {side} does not vary in draw {draw}: there is no dead zone to state"),
                    "a relation that moves",
                ));
            }
            let half_width = settings.dead_zone * spread;
            half_widths[side] = half_width;
            for (stretch, own_mean) in stretches.iter().zip(&means) {
                let level = match zero {
                    Zero::OwnMean => *own_mean,
                    Zero::EvenEvents(levels) => levels[draw][side],
                };
                for t in stretch.clone() {
                    let above = path[t] - level;
                    let sign = i8::from(above > half_width) - i8::from(above < -half_width);
                    all.signs[draw * n + t][side] = sign;
                }
            }
        }
        all.dead_zones.push(half_widths);
    }
    all.types.extend(all.signs.iter().map(|s| type_of(*s) as u8));
    Ok(all)
}
