//! A small language for worlds: `World::common_shock(240).seed(7)`. Says what a world is; drawing it is the
//! business of the other files.

use super::circumstances::{Circumstances, Range, Shift};
use super::emit::Emitted;
use super::influence::Influence;
use super::link::Link;
use super::observatory::Observatory;
use super::states;
use super::turn::Turn;
use crate::dossier::Half;
use thiserror::Error;

/// Largest change by trend over the whole time in a world of trends, in standard deviations.
const TREND_MAX: f64 = 2.0;
/// From first to last month the volume grows by this factor in a world of trends.
const GROWTH: f64 = 10.0;
/// Longest delay of an influence, in months.
pub(super) const DELAY_MAX: usize = 12;

/// What is peculiar to a world.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Every relation has a life of its own.
    Independent,
    /// The innovations of any two relations correlate by .5: one shock a month that all of them feel.
    CommonShock,
    /// The same shock, read from so few events that two fifths of a reading's variance is error: what one relation's
    /// readings miss of the shock can be seen in another's, and looks like influence.
    NoisyReadings,
    /// Innovations from Student's t with 3 degrees of freedom, and event volumes from Pareto's law with
    /// exponent 1.5, whose variance is infinite.
    HeavyTails,
    /// Each relation has a linear trend of its own (its whole change uniform within two standard deviations
    /// up or down), and the volume of events grows tenfold.
    Trend,
    /// Relations are read as conflict rates, and the media volume of every state wanders (the standard
    /// deviation of its logarithm is .7, its autocorrelation .8).
    MediaVolume,
    /// Relations are read as conflict rates from a source that tells conflict only, so that exposure is
    /// conflict too. Every state fights wars with states outside the world, which begin, end and differ in
    /// size by themselves (30 months of peace and 10 of war on average; conflict with everybody outside is
    /// at least ten times as much in war): exposure moves, and no relation does.
    OtherWars,
}

impl Kind {
    /// All kinds, plainest first.
    pub const ALL: [Kind; 7] = [
        Kind::Independent,
        Kind::CommonShock,
        Kind::NoisyReadings,
        Kind::HeavyTails,
        Kind::Trend,
        Kind::MediaVolume,
        Kind::OtherWars,
    ];

    /// Its name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Independent => "independent",
            Kind::CommonShock => "common shock",
            Kind::NoisyReadings => "noisy readings",
            Kind::HeavyTails => "heavy tails",
            Kind::Trend => "trend and volume growth",
            Kind::MediaVolume => "media volume",
            Kind::OtherWars => "other wars",
        }
    }

    /// Whether its relations are read as conflict per exposure; all others are read as balances.
    pub(super) fn is_read_as_rate(self) -> bool {
        matches!(self, Kind::MediaVolume | Kind::OtherWars)
    }

    /// Share of every innovation's variance that is the shock common to all.
    pub(super) fn common_share(self) -> f64 {
        if matches!(self, Kind::CommonShock | Kind::NoisyReadings) { 0.5 } else { 0.0 }
    }
}

/// A world of states by month, with a pair, a third, and others that can take the third's place.
///
/// The warmth of each relation is an autoregression of order one with unit variance. The pair's follows
/// `R[t] = rho_between R[t-1] + effect U[t-delay] + innovation`, U being the third's relation with the pair's
/// second member, or what its [`Influence`] makes of that; every other relation follows its own past with
/// `rho_driver`. Months are counted from January 1993.
#[derive(Clone, Debug, PartialEq)]
pub struct World {
    /// What is peculiar to it.
    pub kind: Kind,
    /// Months.
    pub periods: usize,
    /// States, from 4 to 24: the pair, the third, and placebo thirds.
    pub states: usize,
    /// Mean number of events per relation and month (geometric mean over time where volume grows). A source
    /// of conflict only tells half of them.
    pub volume: f64,
    /// Autocorrelation of the pair's relation, if nothing drives it; between -1 and 1.
    pub rho_between: f64,
    /// Autocorrelation of every other relation; between -1 and 1.
    pub rho_driver: f64,
    /// How the driver moves the pair; [`Influence::None`] or a size of 0 in a null world.
    pub influence: Influence,
    /// Months from the driver to the pair, 1 to 12.
    pub delay: usize,
    /// Which half of the driver's surprises the claim asks about; `None` for the one that the influence is of.
    pub asked: Option<Half>,
    /// What is added to its kind.
    pub also: Circumstances,
    /// What changes from a month on, if anything does.
    pub turn: Option<Turn>,
    /// Seed of all its draws.
    pub seed: u64,
}

/// A world that cannot be drawn.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum ImpossibleWorld {
    /// A number outside its range.
    #[error("{what} is {value}, outside {range}")]
    OutOfRange {
        /// Which number.
        what: &'static str,
        /// Its value.
        value: f64,
        /// What it may be.
        range: &'static str,
    },
    /// An instrument cannot be written in the layout asked for.
    #[error("{0}")]
    Layout(&'static str),
    /// The effect alone would give the pair's relation more than unit variance.
    #[error("an effect of {effect} leaves the pair's relation no variance of its own")]
    EffectTooLarge {
        /// The effect.
        effect: f64,
    },
}

impl World {
    fn of(kind: Kind, periods: usize) -> World {
        World {
            kind,
            periods,
            states: 24,
            volume: 40.0,
            rho_between: 0.4,
            rho_driver: 0.6,
            influence: Influence::None,
            delay: 1,
            asked: None,
            also: Circumstances::default(),
            turn: None,
            seed: 1,
        }
    }

    /// A null world: every relation has a life of its own. 24 states, 40 events per relation and month,
    /// autocorrelations .4 and .6, seed 1, like the other null worlds.
    pub fn independent(periods: usize) -> World {
        World::of(Kind::Independent, periods)
    }

    /// A null world in which one shock a month moves all relations.
    pub fn common_shock(periods: usize) -> World {
        World::of(Kind::CommonShock, periods)
    }

    /// A null world in which one shock a month moves all relations, and readings have a reliability of .6. Relations
    /// last, with autocorrelations of .8: the longer they do, the more a reading's error hides of what they were, and
    /// the more of it another relation's reading seems to foretell.
    pub fn noisy_readings(periods: usize) -> World {
        World::of(Kind::NoisyReadings, periods).autocorrelation(0.8, 0.8).reliability(0.6)
    }

    /// A null world of extremes.
    pub fn heavy_tails(periods: usize) -> World {
        World::of(Kind::HeavyTails, periods)
    }

    /// A null world of trends and growing news.
    pub fn trend(periods: usize) -> World {
        World::of(Kind::Trend, periods)
    }

    /// A null world read by conflict rates, in which the news about each state comes and goes.
    pub fn media_volume(periods: usize) -> World {
        World::of(Kind::MediaVolume, periods)
    }

    /// A null world read by conflict rates, in which every state fights wars elsewhere that come and go.
    pub fn other_wars(periods: usize) -> World {
        World::of(Kind::OtherWars, periods)
    }

    /// A world in which the third drives the pair: -.35 after one month, 20,000 events per relation and
    /// month, so that readings have next to no error. Otherwise independent.
    pub fn with_effect(periods: usize) -> World {
        World { influence: Influence::Direct(-0.35), volume: 20_000.0, ..World::of(Kind::Independent, periods) }
    }

    /// The same world with other draws.
    pub fn seed(self, seed: u64) -> World {
        World { seed, ..self }
    }

    /// The same world with another number of events per relation and month.
    pub fn volume(self, volume: f64) -> World {
        World { volume, ..self }
    }

    /// The same world with the number of events at which this share of the variance of a pooled reading is the
    /// relation's, `reliability` strictly between 0 and 1. Only for worlds of unit variance and constant volume that are
    /// read as balances, and not below .05 (a single event a month): otherwise the volume is no number, and
    /// [`World::emit`] says so.
    pub fn reliability(self, reliability: f64) -> World {
        let known = matches!(self.kind, Kind::Independent | Kind::CommonShock | Kind::NoisyReadings);
        let volume = if known { Link::WORLD.volume_for(reliability) } else { f64::NAN };
        World { volume, ..self }
    }

    /// The same world with another number of states.
    pub fn states(self, states: usize) -> World {
        World { states, ..self }
    }

    /// The same world with another one-month effect of the driver on the pair, [`Influence::Direct`].
    pub fn effect(self, effect: f64) -> World {
        self.influence(Influence::Direct(effect))
    }

    /// The same world with another influence of the third.
    pub fn influence(self, influence: Influence) -> World {
        World { influence, ..self }
    }

    /// The same world with so many months between the driver and the pair.
    pub fn delay(self, delay: usize) -> World {
        World { delay, ..self }
    }

    /// The same world with a claim about this half of the driver's surprises, whatever the influence is.
    pub fn asked(self, half: Half) -> World {
        World { asked: Some(half), ..self }
    }

    /// The half of the driver's surprises that the claim asks about: as stated, else tension where the influence acts in
    /// tension only, else both.
    pub fn half(&self) -> Half {
        self.asked.unwrap_or(match self.influence {
            Influence::OnlyInTension(_) => Half::Tension,
            _ => Half::Both,
        })
    }

    fn also(mut self, add: impl FnOnce(&mut Circumstances)) -> World {
        add(&mut self.also);
        self
    }

    /// The same world with this correlation of any two relations' surprises in one month.
    pub fn common(self, correlation: f64) -> World {
        self.also(|a| a.common = Some(correlation))
    }

    /// The same world with extreme surprises and extreme volumes, as [`World::heavy_tails`].
    pub fn with_heavy_tails(self) -> World {
        self.also(|a| a.heavy_tails = true)
    }

    /// The same world with linear trends of at most so many standard deviations over the whole time.
    pub fn trends(self, largest: f64) -> World {
        self.also(|a| a.trend = Some(largest))
    }

    /// The same world with a volume of events that grows by this factor.
    pub fn growth(self, factor: f64) -> World {
        self.also(|a| a.growth = Some(factor))
    }

    /// The same world with one more jump of warmth.
    pub fn shift(self, shift: Shift) -> World {
        self.also(|a| a.shifts.push(shift))
    }

    /// The same world with other levels and spreads of warmth: the pair's, and everybody else's.
    pub fn ranges(self, pair: Range, others: Range) -> World {
        self.also(|a| (a.pair, a.others) = (pair, others))
    }

    /// The same world with an own source of which this share of rows repeats another row's event.
    pub fn duplicates(self, rate: f64) -> World {
        self.also(|a| a.duplicates = rate)
    }

    /// The same world with an own source that codes events to the wrong side with this probability.
    pub fn coder_error(self, probability: f64) -> World {
        self.also(|a| a.coder_error = probability)
    }

    /// Correlation of any two relations' innovations.
    pub(super) fn common_share(&self) -> f64 {
        self.also.common.unwrap_or(self.kind.common_share())
    }

    /// Whether surprises and volumes have heavy tails.
    pub(super) fn has_heavy_tails(&self) -> bool {
        self.also.heavy_tails || self.kind == Kind::HeavyTails
    }

    /// The largest trend; `None` where there is none.
    pub(super) fn largest_trend(&self) -> Option<f64> {
        self.also.trend.filter(|t| *t > 0.0).or((self.kind == Kind::Trend).then_some(TREND_MAX))
    }

    /// The factor by which volume grows; `None` where it does not.
    pub(super) fn volume_growth(&self) -> Option<f64> {
        self.also.growth.or((self.kind == Kind::Trend).then_some(GROWTH))
    }

    /// The same world with a change from a month on.
    pub fn turn(self, turn: Turn) -> World {
        World { turn: Some(turn), ..self }
    }

    /// The same world with other autocorrelations: the pair's, and everybody else's.
    pub fn autocorrelation(self, rho_between: f64, rho_driver: f64) -> World {
        World { rho_between, rho_driver, ..self }
    }

    /// Draws the world and writes down its events and the dossier that asks about them. The same world
    /// gives the same bytes, whatever the number of threads.
    ///
    /// # Errors
    /// If a number is outside the range that its field names.
    pub fn emit(&self) -> Result<Emitted, ImpossibleWorld> {
        Observatory::new(self.clone()).emit()
    }

    pub(super) fn check(&self) -> Result<(), ImpossibleWorld> {
        let within = |ok: bool, what: &'static str, value: f64, range: &'static str| {
            if ok { Ok(()) } else { Err(ImpossibleWorld::OutOfRange { what, value, range }) }
        };
        within((12..=1_200).contains(&self.periods), "the number of periods", self.periods as f64, "12 to 1,200")?;
        within(
            (4..=3 + states::PLACEBOS.len()).contains(&self.states),
            "the number of states",
            self.states as f64,
            "4 to 24",
        )?;
        within(self.volume > 0.0 && self.volume <= 1e6, "the volume", self.volume, "above 0, up to a million")?;
        within(self.rho_between.abs() < 1.0, "the pair's autocorrelation", self.rho_between, "-1 to 1")?;
        within(self.rho_driver.abs() < 1.0, "the driver's autocorrelation", self.rho_driver, "-1 to 1")?;
        let effect = self.influence.size();
        within(effect.abs() < 1.0, "the effect", effect, "-1 to 1")?;
        within((1..=DELAY_MAX).contains(&self.delay), "the delay", self.delay as f64, "1 to 12 months")?;
        match self.influence {
            Influence::UntilTreaty { until, .. } => {
                let ok = (1..self.periods).contains(&until);
                within(ok, "the treaty's month", until as f64, "a month of the world after its first")?;
            }
            Influence::WhileLeader { from, to, .. } => {
                let ok = from <= to && to < self.periods;
                within(ok, "the leader's last month", to as f64, "the first month in office to the last of the world")?;
            }
            _ => {}
        }
        match self.turn {
            Some(Turn::Effect { to, .. }) => within(to.abs() < 1.0, "the effect after the turn", to, "-1 to 1")?,
            Some(Turn::Initiative { moved, .. }) => {
                within((0.0..=1.0).contains(&moved), "the share of initiatives", moved, "0 to 1")?;
            }
            None => {}
        }
        self.also.check(self.periods)
    }
}
