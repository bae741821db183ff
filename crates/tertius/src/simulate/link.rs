//! How a coder turns warmth into the share of events that it calls cooperation, and how many events it takes
//! for a balance to be as reliable as a world wants it. Draws nothing.

/// The share stays within this distance of 0 and 1; the world's own line is cut 4.8 standard deviations from average.
const SHARE_MARGIN: f64 = 0.02;
/// Standard deviations of warmth over which a mean is taken, and the step.
const REACH: f64 = 8.0;
const STEP: f64 = 0.01;
/// Expected counts above which the mean of 1 / n is taken from its expansion.
const EXPANSION_FROM: f64 = 200.0;

/// From warmth, in standard deviations around 0, to the share of cooperation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Link {
    /// `mean + slope x`, kept between .02 and .98.
    Straight {
        /// Share in a month of average warmth.
        mean: f64,
        /// Change of the share by one standard deviation of warmth.
        slope: f64,
    },
    /// `1 / (1 + exp(-intercept - slope x))`, kept between .02 and .98.
    Logistic {
        /// Log odds of cooperation in a month of average warmth.
        intercept: f64,
        /// Change of the log odds by one standard deviation of warmth.
        slope: f64,
    },
}

impl Link {
    /// That of every world's own source: half of all events are cooperation in a month of average warmth, and the
    /// balance has a standard deviation of .2.
    pub const WORLD: Link = Link::Straight { mean: 0.5, slope: 0.1 };

    /// Share of cooperation at a warmth.
    pub fn share(self, warmth: f64) -> f64 {
        let share = match self {
            Link::Straight { mean, slope } => mean + slope * warmth,
            Link::Logistic { intercept, slope } => 1.0 / (1.0 + (-intercept - slope * warmth).exp()),
        };
        share.clamp(SHARE_MARGIN, 1.0 - SHARE_MARGIN)
    }

    /// The same coder after a change of staff: the share or log odds at average warmth moved by `shift`.
    pub(super) fn shifted(self, shift: f64) -> Link {
        match self {
            Link::Straight { mean, slope } => Link::Straight { mean: mean + shift, slope },
            Link::Logistic { intercept, slope } => Link::Logistic { intercept: intercept + shift, slope },
        }
    }

    /// The line through its expected balances, for standard normal warmth: balance at average warmth on the line, and
    /// change of the balance by one standard deviation of warmth (the slope of the regression of one on the other).
    pub fn line(self) -> [f64; 2] {
        [normal_mean(|x| self.balance(x)), normal_mean(|x| x * self.balance(x))]
    }

    /// The number of events per month at which a balance has this reliability, for standard normal warmth and a
    /// Poisson number of events: V / (V + N) = `reliability`, with V the variance of the expected balance and N the
    /// mean sampling variance, E[4 p (1 - p)] E[1 / n | n > 0]. Not a number where no volume between .001 and a
    /// million gives it.
    pub(super) fn volume_for(self, reliability: f64) -> f64 {
        let mean = normal_mean(|x| self.balance(x));
        let relation = normal_mean(|x| (self.balance(x) - mean).powi(2));
        let per_event = normal_mean(|x| 4.0 * self.share(x) * (1.0 - self.share(x)));
        let wanted = relation * (1.0 - reliability) / reliability / per_event;
        let (mut low, mut high) = (1e-3_f64, 1e6_f64);
        // The bounds are compared this way round so that NaN fails too.
        if !(mean_reciprocal(high) <= wanted && wanted <= mean_reciprocal(low)) {
            return f64::NAN;
        }
        for _ in 0..100 {
            let middle = (low * high).sqrt();
            if mean_reciprocal(middle) > wanted { low = middle } else { high = middle }
        }
        high
    }

    /// Expected balance at a warmth.
    fn balance(self, warmth: f64) -> f64 {
        2.0 * self.share(warmth) - 1.0
    }
}

/// Mean of a function of a standard normal variable; the trapezoid rule is exact to many digits here.
fn normal_mean(of: impl Fn(f64) -> f64) -> f64 {
    let (mut sum, mut weights) = (0.0, 0.0);
    let n = (REACH / STEP) as i32;
    for i in -n..=n {
        let x = f64::from(i) * STEP;
        let weight = (-x * x / 2.0).exp();
        sum += weight * of(x);
        weights += weight;
    }
    sum / weights
}

/// Mean of 1 / n over the positive values of a Poisson count.
fn mean_reciprocal(expected: f64) -> f64 {
    if expected > EXPANSION_FROM {
        let r = 1.0 / expected;
        return r * (1.0 + r * (1.0 + r * (2.0 + r * 6.0)));
    }
    let last = (expected + 12.0 * expected.sqrt() + 25.0) as u32;
    // Relative to P(n = 1), so that a small expectation loses no digits.
    let (mut probability, mut sum, mut all) = (1.0, 0.0, 0.0);
    for n in 1..=last {
        sum += probability / f64::from(n);
        all += probability;
        probability *= expected / f64::from(n + 1);
    }
    sum / all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_volume_worked_by_hand() {
        // Balance of standard deviation .2 around 0: V = .04, E[4 p (1 - p)] = 1 - .04 = .96. A reliability of .6 asks
        // for N = .04 x 4 / 6, so E[1 / n] = 1 / 36, and 1 / v + 1 / v^2 + 2 / v^3 + 6 / v^4 = 1 / 36 has its root at 37.03.
        let volume = Link::WORLD.volume_for(0.6);
        assert!((volume - 37.03).abs() < 0.01, "{volume}");
        assert!((mean_reciprocal(volume) - 1.0 / 36.0).abs() < 1e-6);
    }

    #[test]
    fn what_no_volume_gives_is_not_a_number() {
        for impossible in [0.0, 1.0, -0.5, 0.01, 1.5, f64::NAN] {
            assert!(Link::WORLD.volume_for(impossible).is_nan(), "{impossible}");
        }
    }

    #[test]
    fn the_mean_reciprocal_meets_its_expansion() {
        // At 1: sum of 1 / (n n!) over n, 1.3179021514, over e - 1.
        assert!((mean_reciprocal(1.0) - 1.317_902_151_4 / 1.718_281_828_5).abs() < 1e-9);
        let (below, above) = (mean_reciprocal(EXPANSION_FROM), mean_reciprocal(EXPANSION_FROM * (1.0 + 1e-12)));
        assert!((below / above - 1.0).abs() < 1e-7, "{below} {above}");
        assert!((mean_reciprocal(1e-3) - 1.0).abs() < 1e-3);
    }

    #[test]
    fn lines_through_expected_balances() {
        let [level, slope] = Link::WORLD.line();
        assert!(level.abs() < 1e-9 && (slope - 0.2).abs() < 1e-6);
        // Stein: the slope is the mean derivative, 2 b E[s (1 - s)]; for a weak link near 2 b s (1 - s) at its middle.
        let [level, slope] = Link::Logistic { intercept: 0.7, slope: 0.01 }.line();
        let s = 1.0 / (1.0 + (-0.7_f64).exp());
        assert!((level - (2.0 * s - 1.0)).abs() < 1e-4 && (slope / (0.02 * s * (1.0 - s)) - 1.0).abs() < 1e-3);
    }
}
