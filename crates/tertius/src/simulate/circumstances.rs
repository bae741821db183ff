//! What can be added to a world of any kind: shocks that all feel, extremes, trends, breaks, and a coder who errs or
//! repeats itself. Values and their ranges; what follows from them is drawn elsewhere.

use super::world::ImpossibleWorld;

/// Whose warmth is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// The pair's.
    Pair,
    /// The driver's, the third's with the pair's second member.
    Driver,
    /// Every relation's.
    All,
}

/// Warmth that jumps and stays where it lands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shift {
    /// First month at the new level, counted from 0.
    pub from: usize,
    /// By how much, in standard deviations.
    pub size: f64,
    /// Whose.
    pub whose: Whose,
}

impl Shift {
    /// The pair alone is at another level from a month on.
    pub fn of_pair(from: usize, size: f64) -> Shift {
        Shift { from, size, whose: Whose::Pair }
    }

    /// Every relation is: what a coder's change of staff, or a warmer world, would look like.
    pub fn of_all(from: usize, size: f64) -> Shift {
        Shift { from, size, whose: Whose::All }
    }
}

/// Level and spread of a relation's warmth.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Range {
    /// Mean warmth.
    pub level: f64,
    /// Standard deviation of warmth, above 0.
    pub spread: f64,
}

impl Range {
    /// Mean 0, standard deviation 1.
    pub const UNIT: Range = Range { level: 0.0, spread: 1.0 };
}

/// What is added to a world's kind. The default adds nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct Circumstances {
    /// Correlation of the surprises of any two relations in one month, from 0 up and below 1; `None`: what the kind has.
    pub common: Option<f64>,
    /// Innovations from Student's t with 3 degrees of freedom, and event volumes from Pareto's law with exponent 1.5.
    pub heavy_tails: bool,
    /// Largest change by a linear trend over the whole time, in standard deviations; each relation's own is uniform
    /// between this and its negative. `None`: what the kind has.
    pub trend: Option<f64>,
    /// By which factor the volume of events grows from the first month to the last; `None`: what the kind has.
    pub growth: Option<f64>,
    /// Jumps of warmth.
    pub shifts: Vec<Shift>,
    /// Level and spread of the pair's warmth.
    pub pair: Range,
    /// Level and spread of every other relation's.
    pub others: Range,
    /// Share of the own source's rows that repeat another row's event, from 0 up and below 1.
    pub duplicates: f64,
    /// Probability that the own source codes an event to the wrong side, from 0 up and below .5.
    pub coder_error: f64,
}

impl Default for Circumstances {
    fn default() -> Circumstances {
        Circumstances {
            common: None,
            heavy_tails: false,
            trend: None,
            growth: None,
            shifts: Vec::new(),
            pair: Range::UNIT,
            others: Range::UNIT,
            duplicates: 0.0,
            coder_error: 0.0,
        }
    }
}

impl Circumstances {
    pub(super) fn check(&self, periods: usize) -> Result<(), ImpossibleWorld> {
        let within = |ok: bool, what: &'static str, value: f64, range: &'static str| {
            if ok { Ok(()) } else { Err(ImpossibleWorld::OutOfRange { what, value, range }) }
        };
        let share = self.common.unwrap_or(0.0);
        within((0.0..1.0).contains(&share), "the common shock", share, "0 up to 1, 1 left out")?;
        let trend = self.trend.unwrap_or(0.0);
        within((0.0..=10.0).contains(&trend), "the largest trend", trend, "0 to 10")?;
        let growth = self.growth.unwrap_or(1.0);
        within((0.001..=1_000.0).contains(&growth), "the growth of volume", growth, "a thousandth to a thousand")?;
        for shift in &self.shifts {
            within(shift.from < periods, "the month of a break", shift.from as f64, "a month of the world")?;
            within(shift.size.abs() <= 10.0, "the size of a break", shift.size, "-10 to 10")?;
        }
        for range in [self.pair, self.others] {
            within(range.level.abs() <= 4.0, "a level of warmth", range.level, "-4 to 4")?;
            within(range.spread > 0.0 && range.spread <= 4.0, "a spread of warmth", range.spread, "above 0, up to 4")?;
        }
        let duplicates = self.duplicates;
        within((0.0..=0.95).contains(&duplicates), "the duplicate rate", duplicates, "0 to .95")?;
        within((0.0..0.5).contains(&self.coder_error), "the coder error", self.coder_error, "0 up to .5, .5 left out")
    }
}
