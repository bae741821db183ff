//! What the typology starts from: posterior draws of the three relations' paths, who watched, and the settings that
//! turn a level into a sign. Holds and checks; computes nothing.

use std::ops::Range;

use tertius_econometrics::Confidence;

use crate::actors::StateId;
use crate::calendar::PeriodCalendar;
use crate::dossier::Dyad;
use crate::refusal::Refusal;
use crate::series::relation::Restart;

/// The states of each side, as places in [`TriangleDraws::states`]: the pair, the third with the first member, the
/// third with the second. Side `s` is the one that lacks state `2 - s`.
pub(super) const SIDES: [[usize; 2]; 3] = [[0, 1], [0, 2], [1, 2]];

/// The place of the state that is not part of a side.
pub(super) fn opposite(side: usize) -> usize {
    2 - side
}

/// Posterior draws of the three relations of a triangle. Up is warmer. The draws have seen the whole sample: what is
/// made of them describes, and never enters a test.
pub struct TriangleDraws<'a> {
    /// The pair's first and second member, and the third.
    pub states: [StateId; 3],
    /// The periods of the paths.
    pub calendar: PeriodCalendar,
    /// Number of draws.
    pub n_draws: usize,
    /// The path of a draw (0 to `n_draws` - 1) and a side: 0 the pair, 1 the third with the first member, 2 the third
    /// with the second member. One finite value per period, in any unit that is the same for all draws of a side.
    pub path: &'a (dyn Fn(usize, usize) -> &'a [f64] + Sync),
    /// Per side and period: whether an instrument that reads period by period (not one of whole years) has a reading.
    pub watched: [Vec<bool>; 3],
    /// Starts of the stretches after the first, and why: across such a line levels cannot be compared. Rising, without 0.
    pub restarts: Vec<Restart>,
}

/// What a relation is compared with to be called warm or cold.
#[derive(Clone, Debug, PartialEq)]
pub enum Zero {
    /// The draw's own mean over the watched periods of the stretch: warm means warmer than usual *then*.
    OwnMean,
    /// The level, per draw and side, at which a balance of events would show as much cooperation as conflict: -a/b for
    /// an instrument with intercept a and loading b. One entry per draw.
    EvenEvents(Vec<[f64; 3]>),
}

/// Which [`Zero`] was used; what a result carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ZeroKind {
    /// [`Zero::OwnMean`].
    OwnMean,
    /// [`Zero::EvenEvents`].
    EvenEvents,
}

impl ZeroKind {
    /// The zero in words.
    pub fn words(self) -> &'static str {
        match self {
            ZeroKind::OwnMean => "warmer or colder than the relation's own mean",
            ZeroKind::EvenEvents => "more cooperative than conflictual events, or fewer",
        }
    }
}

/// Choices that shape the typology; a result carries them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TypologySettings {
    /// Half-width of the dead zone around zero, in standard deviations of the draw's own path (its deviations from the
    /// means of its stretches, over watched periods). 0 or more. Default 0.5.
    pub dead_zone: f64,
    /// Periods that a type must last to make a turning point; `None` is half a year.
    pub lasting: Option<usize>,
    /// Posterior probability from which a stretch of *tertius gaudens* is listed, 0 to 1. Default 0.5.
    pub gaudens_from: f64,
    /// Content of the intervals. Default 0.9.
    pub confidence: Confidence,
}

impl TypologySettings {
    /// Half a standard deviation, half a year, one half, and intervals of this content.
    pub fn with_intervals(confidence: Confidence) -> TypologySettings {
        TypologySettings { dead_zone: 0.5, lasting: None, gaudens_from: 0.5, confidence }
    }
}

impl TriangleDraws<'_> {
    /// Number of periods.
    pub fn n_periods(&self) -> usize {
        self.calendar.len()
    }

    /// The dyad of a side.
    pub(super) fn dyads(&self) -> Result<[Dyad; 3], Refusal> {
        let dyad = |s: usize| {
            let [a, b] = SIDES[s].map(|place| self.states[place]);
            Dyad::new(a, b).ok_or_else(|| Refusal::new("two of the three states are the same", "three states"))
        };
        Ok([dyad(0)?, dyad(1)?, dyad(2)?])
    }

    /// Periods in a year, at least 1.
    pub(super) fn year(&self) -> usize {
        self.calendar.length().longest_horizon()
    }

    /// The stretches within which levels can be compared.
    pub(super) fn stretches(&self) -> Vec<Range<usize>> {
        let starts = std::iter::once(0).chain(self.restarts.iter().map(|r| r.period));
        let ends = self.restarts.iter().map(|r| r.period).chain([self.n_periods()]);
        starts.zip(ends).map(|(from, to)| from..to).collect()
    }

    /// Whether all three relations are read in a period.
    pub(super) fn all_watched(&self, period: usize) -> bool {
        self.watched.iter().all(|side| side[period])
    }

    /// Whether the parts fit together and all numbers are finite.
    pub(super) fn check(&self, zero: &Zero, settings: &TypologySettings) -> Result<(), Refusal> {
        let refuse = |why: String| Err(Refusal::new(why, "draws that are whole"));
        let n = self.n_periods();
        if self.n_draws < 2 {
            return refuse(format!("{} draws make no probability", self.n_draws));
        }
        if self.watched.iter().any(|side| side.len() != n) {
            return refuse("the record of who watched has another length than the calendar".to_owned());
        }
        let rising = self.restarts.windows(2).all(|w| w[0].period < w[1].period);
        if !rising || self.restarts.iter().any(|r| r.period == 0 || r.period >= n) {
            return refuse("the restarts do not rise within the calendar".to_owned());
        }
        for draw in 0..self.n_draws {
            for side in 0..3 {
                let path = (self.path)(draw, side);
                if path.len() != n || path.iter().any(|v| !v.is_finite()) {
                    return refuse(format!("draw {draw} of relation {side} has not one finite number per period"));
                }
            }
        }
        if let Zero::EvenEvents(levels) = zero
            && (levels.len() != self.n_draws || levels.iter().flatten().any(|v| !v.is_finite()))
        {
            return refuse(format!("{} levels of even events for {} draws", levels.len(), self.n_draws));
        }
        let wide = settings.dead_zone >= 0.0 && settings.dead_zone.is_finite();
        if !wide || !(0.0..=1.0).contains(&settings.gaudens_from) || settings.lasting == Some(0) {
            return Err(Refusal::new("a setting of the typology lies outside of its range", "a sound setting"));
        }
        Ok(())
    }
}
