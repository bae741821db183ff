//! Settings of a resampled vector autoregression, and the table of what its draws gave. No drawing here.

use crate::caution::Caution;
use crate::refusal::Refusal;

/// How the errors of a bootstrap path are drawn from the residuals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// Periods one by one with equal chances: right when the errors are independent over time.
    Independent,
    /// Blocks of neighbouring periods, which keep volatility that clusters; centred within the block
    /// (Brueggemann, Jentsch and Trenkler 2016).
    Blocks {
        /// Periods per block, from 1 to T: longer for volatility that lasts.
        length: usize,
    },
    /// Each residual in its own period with a random sign (Goncalves and Kilian 2004). Right for coefficients under
    /// heteroskedasticity; it repeats the error covariance instead of drawing it, so that responses to orthogonal or
    /// generalised shocks, and shares, get intervals that are too narrow.
    Wild,
}

/// Where draws of coefficients and error covariance come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Draws {
    /// Simulated from the fit with resampled residuals, and fitted again.
    Bootstrap(Scheme),
    /// Simulated from the fit with Gaussian errors, and fitted again.
    MonteCarlo,
    /// From the normal-inverse-Wishart posterior under the flat prior `|Sigma|^-(K+1)/2`, inverse-Wishart with
    /// T - m degrees of freedom (m coefficients per equation): Sims and Zha (1999). Nothing is simulated.
    Posterior,
}

/// The first periods of a simulated path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// The first p periods of the data, in every path.
    Observed,
    /// p neighbouring periods of the data, drawn with equal chances. Refused with a trend: a path that begins at its
    /// first period cannot start from the level of a later one.
    RandomBlock,
    /// The mean of the data (0 without a constant), and then so many periods that are thrown away; up to 10,000.
    BurnIn(usize),
}

/// What is done about the bias of least squares towards responses that die out too soon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BiasCorrection {
    /// Nothing. In short samples and for persistent series the bands of longer horizons then lie too near zero: use
    /// one of the others there.
    None,
    /// Kilian (1998), bootstrap after bootstrap: the bias is the mean of so many draws around the fit; paths come
    /// from the corrected fit, and each draw is corrected by the same bias. A correction that would make the system
    /// explosive is shrunk until it does not.
    Bootstrap {
        /// Draws for the bias, at least 100.
        draws: usize,
    },
    /// The same with the closed form of Pope (1990) for the bias of the fit. Refused with a trend.
    Pope,
}

/// How many draws of what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sampling {
    /// Where they come from.
    pub draws: Draws,
    /// How many: 2 to 1,000,000.
    pub count: usize,
    /// Seed of the random numbers. Draw k of a seed is the same whatever the number of threads.
    pub seed: u64,
    /// First periods of a path.
    pub start: Start,
    /// Bias correction; not with [`Draws::Posterior`].
    pub correction: BiasCorrection,
    /// Residuals times sqrt(T / (T - m)), so that paths have the error variance that the fit reports. Without, and
    /// with m near T, responses to shocks of one standard deviation come out too small.
    pub rescaled: bool,
    /// Leave draws out (and say so) whose shocks do not die out. Otherwise they count like all others.
    pub stable_only: bool,
}

impl Default for Sampling {
    /// 2,000 bootstrap draws with independent errors from the observed start, rescaled, not corrected, seed 0.
    fn default() -> Self {
        Self {
            draws: Draws::Bootstrap(Scheme::Independent),
            count: 2_000,
            seed: 0,
            start: Start::Observed,
            correction: BiasCorrection::None,
            rescaled: true,
            stable_only: false,
        }
    }
}

impl Sampling {
    /// Refuses what lies outside of its range for T explained periods and a trend or none.
    pub(super) fn check(&self, t: usize, trend: bool) -> Result<(), Refusal> {
        let outside = |name, value: usize, range| Err(Refusal::SettingOutOfRange { name, value: value as f64, range });
        if !(2..=1_000_000).contains(&self.count) {
            return outside("draws", self.count, "between 2 and 1,000,000");
        }
        if let Draws::Bootstrap(Scheme::Blocks { length }) = self.draws
            && !(1..=t).contains(&length)
        {
            return outside("block length", length, "between 1 and the number of periods");
        }
        match (self.start, self.draws) {
            (Start::BurnIn(periods), _) if periods > 10_000 => {
                return outside("burn-in", periods, "at most 10,000");
            }
            // The errors of a wild path belong to their periods, and there are none before the first.
            (Start::BurnIn(periods), Draws::Bootstrap(Scheme::Wild)) if periods > 0 => {
                return outside("burn-in", periods, "0 in the wild bootstrap");
            }
            // A posterior draw simulates no path.
            (Start::RandomBlock, draws) if trend && draws != Draws::Posterior => {
                let what = "a start from a random block with a trend";
                return Err(Refusal::NotDefined { what, why: "later periods lie at another level of the trend" });
            }
            _ => {}
        }
        match (self.correction, self.draws) {
            (BiasCorrection::None, _) => Ok(()),
            (_, Draws::Posterior) => {
                let what = "a bias correction of posterior draws";
                Err(Refusal::NotDefined { what, why: "they are not draws of the estimate" })
            }
            (BiasCorrection::Bootstrap { draws }, _) if !(100..=1_000_000).contains(&draws) => {
                outside("draws for the bias", draws, "between 100 and 1,000,000")
            }
            (BiasCorrection::Pope, _) if trend => {
                let what = "Pope's bias correction with a trend";
                Err(Refusal::NotDefined { what, why: "the formula is for a constant at most" })
            }
            _ => Ok(()),
        }
    }
}

/// What became of a draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Outcome {
    Used,
    Singular,
    Unstable,
}

/// The numbers of all draws that could be used, draw after draw.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct DrawTable {
    /// Numbers per draw.
    pub(super) width: usize,
    pub(super) values: Vec<f64>,
    pub(super) asked: usize,
    pub(super) singular: usize,
    pub(super) unstable: usize,
}

impl DrawTable {
    /// Closes the gaps that draws left. Refuses when fewer than two are left.
    pub(super) fn new(width: usize, mut values: Vec<f64>, outcomes: &[Outcome]) -> Result<Self, Refusal> {
        let mut used = 0;
        for (at, _) in outcomes.iter().enumerate().filter(|(_, o)| **o == Outcome::Used) {
            if at != used {
                values.copy_within(at * width..(at + 1) * width, used * width);
            }
            used += 1;
        }
        values.truncate(used * width);
        if used < 2 {
            return Err(Refusal::TooFewDraws { have: used, need: 2 });
        }
        let count = |outcome| outcomes.iter().filter(|o| **o == outcome).count();
        let (singular, unstable) = (count(Outcome::Singular), count(Outcome::Unstable));
        Ok(Self { width, values, asked: outcomes.len(), singular, unstable })
    }

    /// Draws that were used.
    pub(super) fn used(&self) -> usize {
        self.values.len() / self.width
    }

    /// Means over the draws, added up in their order.
    pub(super) fn means(&self) -> Vec<f64> {
        let mut means = vec![0.0; self.width];
        for draw in self.values.chunks_exact(self.width) {
            means.iter_mut().zip(draw).for_each(|(m, v)| *m += v);
        }
        means.iter_mut().for_each(|m| *m /= self.used() as f64);
        means
    }

    /// One number of all draws.
    pub(super) fn column(&self, at: usize) -> impl Iterator<Item = f64> + '_ {
        self.values[at..].iter().step_by(self.width).copied()
    }

    /// Says which draws are missing.
    pub(super) fn cautions(&self) -> Vec<Caution> {
        let why = "the simulated lags were collinear, or a number was too large to hold";
        [(self.singular, why), (self.unstable, "its shocks do not die out")]
            .into_iter()
            .filter(|(left_out, _)| *left_out > 0)
            .map(|(left_out, why)| Caution::DrawsLeftOut { left_out, of: self.asked, why })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    //! (a) hand: gaps close in order, and are counted.
    use super::*;

    #[test]
    fn gaps_close_in_order() {
        let outcomes = [Outcome::Used, Outcome::Singular, Outcome::Used, Outcome::Unstable, Outcome::Used];
        let values = (0..10).map(f64::from).collect();
        let table = DrawTable::new(2, values, &outcomes).unwrap();
        assert_eq!(table.values, [0.0, 1.0, 4.0, 5.0, 8.0, 9.0]);
        assert_eq!((table.used(), table.singular, table.unstable), (3, 1, 1));
        assert_eq!(table.means(), [4.0, 5.0]);
        assert_eq!(table.column(1).collect::<Vec<_>>(), [1.0, 5.0, 9.0]);
        assert_eq!(table.cautions().len(), 2);
        assert!(DrawTable::new(1, vec![1.0], &[Outcome::Used]).is_err());
    }

    #[test]
    fn ranges_are_checked() {
        let good = Sampling::default();
        assert!(good.check(50, false).is_ok());
        let posterior = Sampling { draws: Draws::Posterior, ..good };
        for (bad, trend) in [
            (Sampling { count: 1, ..good }, false),
            (Sampling { draws: Draws::Bootstrap(Scheme::Blocks { length: 51 }), ..good }, false),
            (Sampling { draws: Draws::Bootstrap(Scheme::Blocks { length: 0 }), ..good }, false),
            (Sampling { draws: Draws::Bootstrap(Scheme::Wild), start: Start::BurnIn(5), ..good }, false),
            (Sampling { start: Start::BurnIn(1_000_000), ..good }, false),
            (Sampling { correction: BiasCorrection::Bootstrap { draws: 10 }, ..good }, false),
        ] {
            assert!(matches!(bad.check(50, trend), Err(Refusal::SettingOutOfRange { .. })), "{bad:?}");
        }
        for (bad, trend) in [
            (Sampling { correction: BiasCorrection::Pope, ..good }, true),
            (Sampling { correction: BiasCorrection::Pope, ..posterior }, false),
            (Sampling { start: Start::RandomBlock, ..good }, true),
        ] {
            assert!(matches!(bad.check(50, trend), Err(Refusal::NotDefined { .. })), "{bad:?}");
        }
        assert!(Sampling { start: Start::RandomBlock, ..good }.check(50, false).is_ok());
    }
}
