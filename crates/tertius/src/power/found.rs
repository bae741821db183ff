//! What is asked of a simulation of power and what it finds: values only.

use crate::calendar::PeriodLength;
use crate::hypotheses::Gate;
use crate::refusal::Refusal;

/// The power that a smallest effect has.
pub const TARGET_POWER: f64 = 0.8;

/// Which gates a simulated effect has to pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gates {
    /// Every gate that these data allow and that takes no sampler, and Holm's adjustment as if no other claim stood.
    All,
    /// Gate *response* alone, at its own level.
    Response,
}

impl Gates {
    /// Words of the command line.
    pub const WORDS: [(&'static str, Gates); 2] = [("all", Gates::All), ("response", Gates::Response)];
}

/// What is simulated.
#[derive(Clone, Debug, PartialEq)]
pub struct PowerSettings {
    /// Simulated outcomes for each effect.
    pub seeds: usize,
    /// Which gates.
    pub gates: Gates,
    /// Standardised effects, ascending from 0.
    pub effects: Vec<f64>,
    /// The effect that more periods are counted for where a claim states no smallest effect of interest.
    pub target: f64,
}

impl Default for PowerSettings {
    /// 100 outcomes, all gates, effects of 0, .05 ... .5, and .2 where a claim states none.
    fn default() -> PowerSettings {
        let effects = (0..=10).map(|i| f64::from(i) * 0.05).collect();
        PowerSettings { seeds: 100, gates: Gates::All, effects, target: 0.2 }
    }
}

/// How often an effect was caught.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PowerPoint {
    /// Standard deviations of the pair's readings, mean over the primary horizon, per standard deviation of the driver's.
    pub effect: f64,
    /// Share of outcomes in which the rule caught it.
    pub power: f64,
    /// Monte Carlo standard error of that share.
    pub error: f64,
}

/// How many more periods an effect needs to be caught with a power of .8.
#[derive(Clone, Debug, PartialEq)]
pub enum MorePeriods {
    /// None.
    Enough,
    /// So many more, and the last of them; `None` where the era has ended and cannot grow.
    Needed {
        /// Periods.
        periods: usize,
        /// The last of them.
        until: Option<String>,
        /// Power measured nearest to there.
        power: f64,
    },
    /// More than was tried.
    MoreThan {
        /// Periods tried.
        periods: usize,
        /// Power with them.
        power: f64,
    },
}

/// Power of one claim in one era of one instrument.
#[derive(Clone, Debug, PartialEq)]
pub struct Power {
    /// One point for each effect, in their order; it ends where power has come to stay near 1.
    pub curve: Vec<PowerPoint>,
    /// The smallest effect caught with a power of .8, between the points of the curve; `None` beyond its end.
    pub smallest: Option<f64>,
    /// Monte Carlo standard error of `smallest`.
    pub smallest_error: Option<f64>,
    /// The same for gate *response* alone, from its standard error in the data as they are.
    pub from_standard_error: Option<f64>,
    /// Gates that had to be passed.
    pub gates: Vec<Gate>,
    /// Gates that were left out: not allowed by these data, or in need of a sampler.
    pub left_out: Vec<Gate>,
    /// Outcomes for each effect.
    pub outcomes: usize,
    /// The effect that more periods are counted for, and whether the claim states it.
    pub target: (f64, bool),
    /// How many more periods it needs.
    pub more: MorePeriods,
}

/// Why a claim cannot be tested there, and how many more periods it needs to be.
#[derive(Clone, Debug, PartialEq)]
pub struct PowerRefusal {
    /// Why, and what would be needed.
    pub refusal: Refusal,
    /// More periods, and the last of them if the era can grow; `None` where periods alone do not help.
    pub more: Option<(usize, Option<String>)>,
}

/// One claim put to one era of one instrument.
#[derive(Clone, Debug, PartialEq)]
pub struct PowerOf {
    /// Number of the claim in the dossier, from 1.
    pub claim: usize,
    /// What it says.
    pub says: String,
    /// The instrument.
    pub instrument: String,
    /// First and last period of the era.
    pub era: (String, String),
    /// Length of a period.
    pub period: PeriodLength,
    /// Rows of the regression as the data are; 0 where there is none.
    pub n_rows: usize,
    /// What was found.
    pub found: Result<Power, PowerRefusal>,
}
