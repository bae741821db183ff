//! What is asked of the sampler: relations, their instruments and readings, and how long to run. Checks only; what is
//! believed before the data stands in `prior.rs`.

use std::collections::BTreeSet;

use crate::refusal::Refusal;
use crate::vector_autoregression::Lags;

/// One reading of a relation: its mean over a block of periods, with error.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BlockReading {
    /// First period of the block, counted from 0.
    pub first: usize,
    /// Last period of the block; equal to `first` for a reading of one period.
    pub last: usize,
    /// What was read, in the instrument's units. The default priors mean readings of about unit variance.
    pub value: f64,
    /// Known sampling variance, at least 0; 0 where none is stated.
    pub variance: f64,
    /// Era of the instrument: readings of different eras have intercepts of their own. Any numbers, rising in time.
    pub era: usize,
}

/// An instrument: reads one relation.
#[derive(Debug, Clone, PartialEq)]
pub struct LatentInstrument {
    /// Its name, unlike that of any other instrument.
    pub name: String,
    /// Which relation it reads, counted from 0.
    pub relation: usize,
    /// Whether it gives the relation its units: loading 1 in all eras, intercept 0 in its first. One per relation.
    pub anchor: bool,
    /// Its readings, earliest first; blocks do not overlap.
    pub readings: Vec<BlockReading>,
}

/// Hidden relations that follow one vector autoregression, and the instruments that read them.
///
/// In every period t after the first p of a stretch, `x_t = c + A_1 x_(t-1) + ... + A_p x_(t-p) + u_t`, u_t ~ N(0, Sigma);
/// the first p states of a stretch are N(0, spread^2), independently: a line across which nothing is carried. Reading i of
/// instrument k, in era e, of a block of periods: `y = a_ke + b_k (mean of x over the block) + error`, the error Student t with given
/// degrees of freedom nu and squared scale `(nu - 2) / nu variance + tau_k^2`: its variance is the known one plus that of
/// the instrument's noise, `nu / (nu - 2) tau_k^2`.
#[derive(Debug, Clone, PartialEq)]
pub struct LatentRelations {
    /// Names of the m relations.
    pub relations: Vec<String>,
    /// Number of periods T.
    pub periods: usize,
    /// First period of every stretch but the first, rising.
    pub restarts: Vec<usize>,
    /// The instruments.
    pub instruments: Vec<LatentInstrument>,
}

/// How long the sampler runs, and when it may stop.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LatentSampler {
    /// Chains, at least 2: one chain cannot be compared with anything.
    pub chains: usize,
    /// Sweeps of each chain that are thrown away, and in which step lengths are found; at least 100.
    pub burn_in: usize,
    /// Sweeps of each chain in the first round; every further round doubles what was made. At least `kept`.
    pub draws: usize,
    /// Draws of each chain that are held, evenly spaced over all rounds; even, at least 16.
    pub kept: usize,
    /// Rounds after which the answer is refused, 1 to 20.
    pub rounds_max: usize,
    /// Every quantity's R-hat must be below this, above 1.
    pub r_hat_max: f64,
    /// Every quantity's effective number of draws, among those held of all chains, must be above this.
    pub effective_min: f64,
    /// Chain c uses stream c of this seed.
    pub seed: u64,
}

impl Default for LatentSampler {
    /// Four chains of 2,000 sweeps after 1,000, 1,000 held; up to seven rounds, the last of 128,000 sweeps; R-hat below 1.01 and more than 400
    /// effective draws, the rule of Vehtari et al. (2021).
    fn default() -> Self {
        Self {
            chains: 4,
            burn_in: 1_000,
            draws: 2_000,
            kept: 1_000,
            rounds_max: 7,
            r_hat_max: 1.01,
            effective_min: 400.0,
            seed: 1,
        }
    }
}

/// A whole number within its range, or its refusal.
fn counted(name: &'static str, value: usize, good: bool, range: &'static str) -> Result<(), Refusal> {
    if good { Ok(()) } else { Err(Refusal::SettingOutOfRange { name, value: value as f64, range }) }
}

impl LatentSampler {
    pub(super) fn check(&self) -> Result<(), Refusal> {
        counted("chains", self.chains, (2..=64).contains(&self.chains), "between 2 and 64")?;
        counted("burn-in", self.burn_in, self.burn_in >= 100, "at least 100")?;
        counted("draws held", self.kept, self.kept >= 16 && self.kept.is_multiple_of(2), "even, and at least 16")?;
        counted("draws", self.draws, self.draws >= self.kept, "at least as many as are held")?;
        counted("rounds", self.rounds_max, (1..=20).contains(&self.rounds_max), "between 1 and 20")?;
        let setting = |name, value: f64, good: bool, range| {
            if good { Ok(()) } else { Err(Refusal::SettingOutOfRange { name, value, range }) }
        };
        setting("largest R-hat", self.r_hat_max, self.r_hat_max > 1.0, "above 1")?;
        setting("fewest effective draws", self.effective_min, self.effective_min >= 0.0, "at least 0")
    }
}

impl LatentRelations {
    /// Refuses names that are taken, stretches and readings out of place, values that are not finite, a relation without
    /// an anchor or with two, an instrument without readings, and too few periods for the lags.
    pub(super) fn check(&self, lags: Lags) -> Result<(), Refusal> {
        let (m, n) = (self.relations.len(), self.periods);
        counted("relations", m, m >= 1, "at least 1")?;
        let need = lags.count() + 1;
        if n < need {
            return Err(Refusal::TooFewObservations { have: n, need });
        }
        let rising = self.restarts.windows(2).all(|w| w[0] < w[1]);
        let inside = self.restarts.iter().all(|r| (1..n).contains(r));
        let at = self.restarts.first().copied().unwrap_or(0);
        counted("restart", at, rising && inside, "rising, after the first period and within the last")?;
        let mut taken = BTreeSet::new();
        let names = self.relations.iter().chain(self.instruments.iter().map(|i| &i.name));
        for name in names {
            if !taken.insert(name) {
                return Err(Refusal::NameTaken { name: name.clone() });
            }
        }
        for instrument in &self.instruments {
            instrument.check(m, n)?;
        }
        for relation in 0..m {
            let anchors = self.instruments.iter().filter(|i| i.relation == relation && i.anchor).count();
            counted("anchors of a relation", anchors, anchors == 1, "exactly 1")?;
        }
        Ok(())
    }
}

impl LatentInstrument {
    fn check(&self, relations: usize, periods: usize) -> Result<(), Refusal> {
        let no_such = |what, index, count| Err(Refusal::NoSuch { what, index, count });
        if self.relation >= relations {
            return no_such("relation", self.relation, relations);
        }
        if self.readings.is_empty() {
            return Err(Refusal::TooFewObservations { have: 0, need: 1 });
        }
        let (mut free, mut era) = (0, 0);
        for (row, reading) in self.readings.iter().enumerate() {
            if reading.last >= periods {
                return no_such("period", reading.last, periods);
            }
            if !reading.value.is_finite() || !reading.variance.is_finite() {
                return Err(Refusal::NotFinite { row, column: self.name.clone() });
            }
            let setting = |name, value, range| Err(Refusal::SettingOutOfRange { name, value, range });
            if reading.variance < 0.0 {
                return setting("sampling variance", reading.variance, "at least 0");
            }
            if reading.first > reading.last || reading.first < free {
                return setting(
                    "first period of a reading",
                    reading.first as f64,
                    "after the reading before, no later than its last",
                );
            }
            if reading.era < era {
                return setting("era of a reading", reading.era as f64, "rising in time");
            }
            (free, era) = (reading.last + 1, reading.era);
        }
        Ok(())
    }
}
