//! The formulas that turn the events of one side and period into a reading with its sampling variance.
//! Pure numbers; which events belong to which period is decided in `instrument`.

/// A value and its sampling variance.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Measured {
    pub value: f64,
    pub variance: f64,
}

/// Balance (c - k) / (c + k) of `c` cooperative and `k` conflictual events, -1 to 1, and its sampling
/// variance 4 p (1 - p) deff / n with the shrunken share p = (c + 1/2) / (n + 1), which is never 0
/// (VERDICTS.md, section 1). `None` without events.
pub(super) fn balance(c: u64, k: u64, design_effect: f64) -> Option<Measured> {
    let n = (c + k) as f64;
    if c + k == 0 {
        return None;
    }
    let p = (c as f64 + 0.5) / (n + 1.0);
    Some(Measured { value: (c as f64 - k as f64) / n, variance: 4.0 * p * (1.0 - p) * design_effect / n })
}

/// Design effect of a source in which a share `r` (0 <= r < 1) of rows repeats another row's event, if the number of
/// stories of one event is geometric. P(m) = (1 - r) r^(m-1) has a share of repeats 1 - 1/E(m) = r, and sum of m
/// squared over sum of m is E(m^2)/E(m) = (1 + r)/(1 - r).
pub(super) fn design_effect_of(duplicate_rate: f64) -> f64 {
    (1.0 + duplicate_rate) / (1.0 - duplicate_rate)
}

/// A balance corrected for events that are coded to the wrong side with probability `e` (0 <= e < 1/2), whichever
/// side is the right one: the share (p - e)/(1 - 2e) (Rogan and Gladen 1978), so the balance divided by 1 - 2e and its
/// variance by the square. The value may lie beyond -1 and 1; cut off there, it would be biased.
pub(super) fn corrected(m: Measured, coder_error: f64) -> Measured {
    let kept = 1.0 - 2.0 * coder_error;
    Measured { value: m.value / kept, variance: m.variance / (kept * kept) }
}

/// Warmth from a conflict rate: minus the logarithm of the side's conflict per exposure, relative to its own mean
/// rate in the era. The rate is shrunken towards that mean by a gamma prior of weight one, (k + 1) / (e + 1/mean);
/// then what this logarithm is on average where the side keeps its mean rate is taken off, so that exposure alone
/// moves no average. The variance is the uncertainty about the logarithm of the rate behind the count, deff / (k + 1):
/// what error bars show. (How much the *reading* scatters is [`rate_noise`], which is less, because of the shrinkage.)
///
/// `None` without exposure, or if the side knew no conflict at all (then there is no rate to compare with).
pub(super) fn conflict_rate(k: u64, exposure: u64, mean_rate: f64, design_effect: f64) -> Option<Measured> {
    if exposure == 0 || mean_rate <= 0.0 || !mean_rate.is_finite() {
        return None;
    }
    let expected = exposure as f64 * mean_rate;
    let (centre, _) = moments(expected, design_effect);
    let value = -((k as f64 + 1.0) / (expected + 1.0)).ln() - centre;
    Some(Measured { value, variance: design_effect / (k as f64 + 1.0) })
}

/// Sampling variance of a conflict-rate reading where the side keeps its mean rate: how much of its movement is
/// counting noise. `None` without exposure or rate.
pub(super) fn rate_noise(exposure: u64, mean_rate: f64, design_effect: f64) -> Option<f64> {
    let expected = exposure as f64 * mean_rate;
    (expected > 0.0 && expected.is_finite()).then(|| moments(expected, design_effect).1)
}

/// Expected distinct events above which the two moments are taken from a second-order expansion.
pub(super) const EXPANSION_FROM: f64 = 50.0;

/// Mean and variance of -ln((K + 1) / (expected + 1)), where K = deff N and N is Poisson with mean expected / deff:
/// each distinct event is counted deff times.
fn moments(expected: f64, design_effect: f64) -> (f64, f64) {
    let mu = expected / design_effect;
    if mu > EXPANSION_FROM {
        let spread = design_effect * expected / ((expected + 1.0) * (expected + 1.0));
        return (spread / 2.0, spread);
    }
    let (mut mean, mut square) = (0.0, 0.0);
    let mut probability = (-mu).exp();
    let last = (mu + 12.0 * mu.sqrt() + 25.0) as u32;
    for n in 0..=last {
        let value = -((design_effect * f64::from(n) + 1.0) / (expected + 1.0)).ln();
        mean += probability * value;
        square += probability * value * value;
        probability *= mu / f64::from(n + 1);
    }
    (mean, (square - mean * mean).max(0.0))
}

/// Scores of one side and period, in tenths so that sums are exact.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct ScoreSums {
    /// Events with a score.
    pub n: i64,
    /// Sum of the scores, tenths.
    pub sum: i64,
    /// Sum of their squares, hundredths.
    pub squares: i64,
    /// Events whose code has no score: counted, not summed.
    pub without_score: i64,
}

impl ScoreSums {
    pub(super) fn add(&mut self, score_tenths: Option<i16>, count: u32) {
        let count = i64::from(count);
        match score_tenths.map(i64::from) {
            Some(s) => {
                self.n += count;
                self.sum += s * count;
                self.squares += s * s * count;
            }
            None => self.without_score += count,
        }
    }

    pub(super) fn join(&mut self, other: &ScoreSums) {
        self.n += other.n;
        self.sum += other.sum;
        self.squares += other.squares;
        self.without_score += other.without_score;
    }

    /// Sum of the scores; its variance is that of a compound Poisson sum, deff times the sum of squares.
    pub(super) fn total(&self, design_effect: f64) -> Option<Measured> {
        (self.n > 0).then(|| Measured {
            value: self.sum as f64 / 10.0,
            variance: design_effect * (self.squares as f64 / 100.0).max(0.01),
        })
    }

    /// Mean of the scores; its variance takes one event of the source's own spread (`spread`, the variance
    /// of a single score) as prior, so that a single event is the least certain mean, not the surest.
    pub(super) fn mean(&self, spread: f64, design_effect: f64) -> Option<Measured> {
        if self.n == 0 {
            return None;
        }
        let n = self.n as f64;
        let mean = self.sum as f64 / 10.0 / n;
        let within = (self.squares as f64 / 100.0 - n * mean * mean).max(0.0);
        Some(Measured { value: mean, variance: design_effect * (within + spread) / (n + 1.0) * (1.0 / n) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_balance_worked_by_hand() {
        // 3 cooperative, 1 conflictual: (3 - 1) / 4; p = 3.5 / 5 = .7; 4 x .7 x .3 x 2 / 4 = .42.
        let m = balance(3, 1, 2.0).unwrap();
        assert_eq!(m.value, 0.5);
        assert!((m.variance - 0.42).abs() < f64::EPSILON);
        assert_eq!(balance(0, 0, 1.0), None);
    }

    #[test]
    fn a_duplicate_rate_is_a_design_effect_of_geometric_stories() {
        assert_eq!(design_effect_of(0.0), 1.0);
        assert_eq!(design_effect_of(0.5), 3.0);
        // By summing the geometric law: sum of m squared over sum of m.
        for r in [0.05_f64, 0.2, 0.35, 0.6, 0.8] {
            let (mut first, mut second, mut p) = (0.0, 0.0, 1.0 - r);
            for m in 1..2_000 {
                first += p * f64::from(m);
                second += p * f64::from(m) * f64::from(m);
                p *= r;
            }
            assert!((1.0 - 1.0 / first - r).abs() < 1e-12, "the share of repeats");
            assert!((second / first - design_effect_of(r)).abs() < 1e-9);
        }
    }

    #[test]
    fn a_coder_error_is_taken_out_on_average() {
        // True share .8, error .1: coded share .8 x .9 + .2 x .1 = .74, balance .48; corrected .48 / .8 = .6 = 2 x .8 - 1.
        let m = corrected(Measured { value: 0.48, variance: 0.04 }, 0.1);
        assert!((m.value - 0.6).abs() < 1e-15 && (m.variance - 0.0625).abs() < 1e-15);
        for e in [0.0, 0.05, 0.2, 0.45] {
            for share in [0.0, 0.3, 0.5, 1.0] {
                let coded = share * (1.0 - e) + (1.0 - share) * e;
                let m = corrected(Measured { value: 2.0 * coded - 1.0, variance: 0.01 }, e);
                assert!((m.value - (2.0 * share - 1.0)).abs() < 1e-12 && m.variance >= 0.01);
            }
        }
        assert!(corrected(balance(3, 0, 1.0).unwrap(), 0.1).value > 1.0, "kept beyond 1");
    }

    #[test]
    fn one_two_and_three_events_are_never_certain() {
        for n in 1..=3_u64 {
            for c in 0..=n {
                let few = balance(c, n - c, 1.0).unwrap().variance;
                assert!(few > 0.0);
                // The same share with ten times the events is surer.
                assert!(balance(10 * c, 10 * (n - c), 1.0).unwrap().variance < few);
            }
        }
    }

    /// Mean and variance of readings at a constant rate, by summing over every count that can come.
    fn at_constant_rate(exposure: u64, mean_rate: f64) -> (f64, f64) {
        let lambda = exposure as f64 * mean_rate;
        let (mut mean, mut square) = (0.0, 0.0);
        let mut log_probability = -lambda;
        for k in 0..4_000_u64 {
            let v = conflict_rate(k, exposure, mean_rate, 1.0).unwrap().value;
            mean += log_probability.exp() * v;
            square += log_probability.exp() * v * v;
            log_probability += (lambda / (k + 1) as f64).ln();
        }
        (mean, square - mean * mean)
    }

    #[test]
    fn exposure_alone_moves_no_average_reading() {
        for exposure in [1_u64, 10, 100, 1_000, 2_000] {
            let (mean, variance) = at_constant_rate(exposure, 0.02);
            assert!(mean.abs() < 1e-9, "exposure {exposure}: {mean}");
            assert!((variance - rate_noise(exposure, 0.02, 1.0).unwrap()).abs() < 1e-9);
        }
        // Beyond the exact sum, the expansion: wrong by less than a thousandth of a standard deviation of a reading.
        for exposure in [3_000_u64, 10_000, 50_000] {
            let (mean, variance) = at_constant_rate(exposure, 0.02);
            assert!(mean.abs() < 1e-3, "exposure {exposure}: {mean}");
            assert!((rate_noise(exposure, 0.02, 1.0).unwrap() / variance - 1.0).abs() < 0.03);
        }
        assert_eq!(conflict_rate(0, 0, 0.1, 1.0), None);
        assert_eq!(conflict_rate(3, 10, 0.0, 1.0), None);
        assert_eq!(conflict_rate(3, 10, f64::NAN, 1.0), None);
        assert_eq!(rate_noise(10, f64::NAN, 1.0), None);
    }

    #[test]
    fn repeated_stories_make_a_reading_noisier() {
        assert!(rate_noise(1_000, 0.005, 2.3).unwrap() > rate_noise(1_000, 0.005, 1.0).unwrap());
    }

    #[test]
    fn scores_add_up_exactly() {
        let mut s = ScoreSums::default();
        s.add(Some(-100), 2);
        s.add(Some(34), 1);
        s.add(None, 5);
        assert_eq!((s.total(1.0).unwrap().value, s.without_score), (-16.6, 5));
        let mean = s.mean(20.0, 1.0).unwrap();
        assert!((mean.value + 16.6 / 3.0).abs() < 1e-12 && mean.variance > 0.0);
        assert_eq!(ScoreSums::default().mean(20.0, 1.0), None);
    }
}
