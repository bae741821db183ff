//! A small language for worlds that several instruments watch: `Observatory::several(240).seed(7)`. Says which
//! instruments there are and what is wrong with each; drawing what they see is the business of `watchers`.

use super::emit::Emitted;
use super::layout::Layout;
use super::link::Link;
use super::world::{ImpossibleWorld, World};

/// Months of a world that an instrument did not watch, counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    /// First month.
    pub first: usize,
    /// Last month, included.
    pub last: usize,
}

/// What an instrument makes of the relations.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Reads {
    /// Counted events, read as a balance.
    Events {
        /// From warmth to the share of cooperation.
        link: Link,
        /// Mean number of events per relation and month.
        volume: f64,
        /// First month of a new coder, and by how much the link's value at average warmth moves then. A known break.
        recoded: Option<(usize, f64)>,
    },
    /// A number: `level + slope x` with a normal error.
    Indicator {
        /// Value at average warmth.
        level: f64,
        /// Change of the value by one standard deviation of warmth.
        slope: f64,
        /// Standard deviation of the error of one number.
        error: f64,
        /// Whether the table states that error.
        stated: bool,
    },
}

/// Which warmth an instrument reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Follows {
    /// That of the world's relations, like the world's own source.
    TheRelations,
    /// Another, drawn independently with the same autocorrelations: an instrument that disagrees with all others.
    ItsOwnTruth,
}

/// One more instrument beside the world's own source.
#[derive(Clone, Debug, PartialEq)]
pub struct Watcher {
    /// Its name in the dossier.
    pub name: String,
    /// What it makes of the relations.
    pub reads: Reads,
    /// Whether it is a table of years; then a year with a month in a gap is left out, and so is an unfinished one.
    pub yearly: bool,
    /// When nobody was watching.
    pub gaps: Vec<Gap>,
    /// Which warmth it reads.
    pub follows: Follows,
    /// Share of its rows that repeat another row's event, from 0 up and below 1. Of events only.
    pub duplicates: f64,
    /// Probability that it codes an event to the wrong side, from 0 up and below .5. Of events only.
    pub coder_error: f64,
}

/// A world and everything that watches it.
#[derive(Clone, Debug, PartialEq)]
pub struct Observatory {
    /// The world. Its own source is the first instrument of the dossier, and the one that decides its claim.
    pub world: World,
    /// When the world's own source was not watching.
    pub gaps: Vec<Gap>,
    /// The other instruments.
    pub watchers: Vec<Watcher>,
}

impl Observatory {
    /// The world with its own source only.
    pub fn new(world: World) -> Observatory {
        Observatory { world, gaps: Vec::new(), watchers: Vec::new() }
    }

    /// Four states without influence, watched by four instruments with gaps of years; of every 20 years, in order:
    ///
    /// - *simulated events*, monthly, reliability .6 (see [`World::reliability`]), not in years 9 to 11, 19 and 20;
    /// - *second source*, monthly, 60 events per relation and month, logistic, a new coder in year 15, not in years 1 to
    ///   3, 10 to 12, 19 and 20;
    /// - *yearly table*, events counted by year, 60 a year;
    /// - *votes*, a yearly number with an error that it does not state.
    ///
    /// So two monthly instruments read 11 years, one reads 5, and none reads 4.
    pub fn several(periods: usize) -> Observatory {
        let world = World::independent(periods).states(4).autocorrelation(0.8, 0.8).reliability(0.6);
        let at = |year: usize| year * periods / 20 / 12 * 12;
        let gaps = |years: &[[usize; 2]]| -> Vec<Gap> {
            let all = years.iter().map(|[a, b]| (at(*a), at(*b)));
            all.filter(|(a, b)| a < b).map(|(a, b)| Gap { first: a, last: b - 1 }).collect()
        };
        let second = Watcher {
            name: "second source".to_owned(),
            reads: Reads::Events {
                link: Link::Logistic { intercept: 0.7, slope: 0.4 },
                volume: 60.0,
                recoded: Some((at(14), 0.4)),
            },
            yearly: false,
            gaps: gaps(&[[0, 3], [9, 12], [18, 20]]),
            follows: Follows::TheRelations,
            duplicates: 0.0,
            coder_error: 0.0,
        };
        let table = Watcher {
            name: "yearly table".to_owned(),
            reads: Reads::Events { link: Link::Logistic { intercept: -0.3, slope: 0.5 }, volume: 5.0, recoded: None },
            yearly: true,
            gaps: Vec::new(),
            follows: Follows::TheRelations,
            duplicates: 0.0,
            coder_error: 0.0,
        };
        let votes = Watcher {
            name: "votes".to_owned(),
            reads: Reads::Indicator { level: 0.7, slope: 0.1, error: 0.04, stated: false },
            yearly: true,
            gaps: Vec::new(),
            follows: Follows::TheRelations,
            duplicates: 0.0,
            coder_error: 0.0,
        };
        Observatory { world, gaps: gaps(&[[8, 11], [18, 20]]), watchers: vec![second, table, votes] }
    }

    /// The same four states watched by two monthly sources without gaps: *simulated events* and *second source*, as in
    /// [`Observatory::several`] but without a new coder.
    pub fn two_sources(periods: usize) -> Observatory {
        let several = Observatory::several(periods);
        let mut second = several.watchers[0].clone();
        second.gaps.clear();
        if let Reads::Events { recoded, .. } = &mut second.reads {
            *recoded = None;
        }
        Observatory { world: several.world, gaps: Vec::new(), watchers: vec![second] }
    }

    /// The same, but the first of the other instruments reads a truth of its own.
    pub fn dissenting(mut self) -> Observatory {
        if let Some(first) = self.watchers.first_mut() {
            first.follows = Follows::ItsOwnTruth;
        }
        self
    }

    /// The same with other draws.
    pub fn seed(self, seed: u64) -> Observatory {
        Observatory { world: self.world.seed(seed), ..self }
    }

    /// The same with other autocorrelations: the pair's, and everybody else's.
    pub fn autocorrelation(self, rho_between: f64, rho_driver: f64) -> Observatory {
        Observatory { world: self.world.autocorrelation(rho_between, rho_driver), ..self }
    }

    /// Draws the world and writes down what every instrument sees, and the dossier that lists them. The same
    /// observatory gives the same bytes, whatever the number of threads; another instrument changes nothing of the
    /// others' tables.
    ///
    /// # Errors
    /// If a number is outside the range that its field names, or an instrument watches less than a year.
    pub fn emit(&self) -> Result<Emitted, ImpossibleWorld> {
        self.emit_as(Layout::Counted)
    }

    /// The same with events in another layout.
    ///
    /// # Errors
    /// As [`Observatory::emit`], or if the layout cannot hold so many events.
    pub fn emit_as(&self, layout: Layout) -> Result<Emitted, ImpossibleWorld> {
        Emitted::of(self, layout)
    }

    pub(super) fn check(&self) -> Result<(), ImpossibleWorld> {
        self.world.check()?;
        let out = |what: &'static str, value: f64, range: &'static str| {
            Err(ImpossibleWorld::OutOfRange { what, value, range })
        };
        let all_gaps = std::iter::once(&self.gaps).chain(self.watchers.iter().map(|w| &w.gaps));
        for gaps in all_gaps {
            if let Some(bad) = gaps.iter().find(|g| g.first > g.last || g.last >= self.world.periods) {
                return out("the last month of a gap", bad.last as f64, "first month of the gap to last of the world");
            }
        }
        for (number, watcher) in self.watchers.iter().enumerate() {
            if self.watchers[..number].iter().any(|w| w.name == watcher.name) {
                return out("a name's second place among the instruments", number as f64, "none: names differ");
            }
            if !(0.0..=0.95).contains(&watcher.duplicates) {
                return out("an instrument's duplicate rate", watcher.duplicates, "0 to .95");
            }
            if !(0.0..0.5).contains(&watcher.coder_error) {
                return out("an instrument's coder error", watcher.coder_error, "0 up to .5, .5 left out");
            }
            match watcher.reads {
                Reads::Events { volume, .. } if !(volume > 0.0 && volume <= 1e6) => {
                    return out("an instrument's volume", volume, "above 0, up to a million");
                }
                Reads::Indicator { error, .. } if !(error > 0.0 && error.is_finite()) => {
                    return out("an indicator's error", error, "above 0");
                }
                _ => {}
            }
        }
        for (gaps, yearly) in self.programmes() {
            let months: usize =
                super::tables::watched(self.world.periods, gaps, yearly).iter().map(|p| p.months.len()).sum();
            if months < 12 {
                return out("the number of months that an instrument watches", months as f64, "12 and more");
            }
        }
        Ok(())
    }

    /// When each instrument watches: its gaps, and whether it is a table of years.
    fn programmes(&self) -> impl Iterator<Item = (&[Gap], bool)> {
        std::iter::once((&self.gaps[..], false)).chain(self.watchers.iter().map(|w| (&w.gaps[..], w.yearly)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_instrument_can_do_is_said() {
        let sound = Observatory::several(240);
        assert!(sound.emit().is_ok());
        let mut late = sound.clone();
        late.gaps = vec![Gap { first: 230, last: 240 }];
        assert!(late.emit().is_err());
        let mut backwards = sound.clone();
        backwards.gaps = vec![Gap { first: 30, last: 20 }];
        assert!(backwards.emit().is_err());
        let mut blind = sound.clone();
        blind.gaps = vec![Gap { first: 0, last: 230 }];
        assert!(blind.emit().is_err());
        let mut twins = sound.clone();
        twins.watchers[1].name = twins.watchers[0].name.clone();
        assert!(twins.emit().is_err());
        for error in [0.0, f64::NAN, f64::INFINITY] {
            let mut exact = sound.clone();
            exact.watchers[2].reads = Reads::Indicator { level: 0.0, slope: 1.0, error, stated: true };
            assert!(exact.emit().is_err());
        }
    }
}
