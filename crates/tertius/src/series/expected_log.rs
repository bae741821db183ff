//! What ln(K + 1) is on average where K = deff N and N is Poisson, fast: the part of a conflict rate's reading that
//! depends on exposure alone. Equal to the sums in `measure` but for rounding; used where many triangles are read.

use super::measure::EXPANSION_FROM;

/// Distance of the points around which the mean is expanded, in expected distinct events.
const STEP: f64 = 1.0 / 16.0;
/// Terms of each expansion. The rest is below (STEP / 2)^8 / 8!, less than rounding.
const TERMS: usize = 8;

/// Means of ln(deff N + 1) for N Poisson with mean up to the bound of the exact sums.
///
/// Derivatives of a Poisson mean are means of differences: d/dmu E g(N) = E [g(N + 1) - g(N)], so each expansion has
/// exact coefficients.
#[derive(Clone, Debug)]
pub(super) struct ExpectedLog {
    design_effect: f64,
    expansions: Vec<[f64; TERMS]>,
}

impl ExpectedLog {
    pub(super) fn new(design_effect: f64) -> ExpectedLog {
        let n_points = (EXPANSION_FROM / STEP) as usize + 1;
        // As far as the sums in `measure` go.
        let most = (EXPANSION_FROM + 12.0 * EXPANSION_FROM.sqrt() + 25.0) as usize;
        let mut differences: Vec<Vec<f64>> =
            vec![(0..=most + TERMS).map(|n| (design_effect * n as f64 + 1.0).ln()).collect()];
        for order in 1..TERMS {
            let next = differences[order - 1].windows(2).map(|w| w[1] - w[0]).collect();
            differences.push(next);
        }
        let expansion = |point: usize| {
            let mu = point as f64 * STEP;
            let (mut all, mut probability, mut factorial) = ([0.0; TERMS], (-mu).exp(), 1.0);
            for n in 0..=most {
                for (term, values) in all.iter_mut().zip(&differences) {
                    *term += probability * values[n];
                }
                probability *= mu / (n + 1) as f64;
            }
            for (order, term) in all.iter_mut().enumerate().skip(1) {
                factorial *= order as f64;
                *term /= factorial;
            }
            all
        };
        ExpectedLog { design_effect, expansions: (0..n_points).map(expansion).collect() }
    }

    /// The reading of `conflict_rate`: `ln_conflict` is ln(k + 1), `expected` exposure times the mean rate, above 0.
    pub(super) fn reading(&self, ln_conflict: f64, expected: f64) -> f64 {
        let mu = expected / self.design_effect;
        if mu > EXPANSION_FROM {
            let plus = expected + 1.0;
            return plus.ln() - ln_conflict - self.design_effect * expected / (plus * plus) / 2.0;
        }
        let point = (mu / STEP).round();
        let x = mu - point * STEP;
        // mu is at most the bound, so the point is there.
        self.expansions[point as usize].iter().rev().fold(0.0, |sum, term| sum * x + term) - ln_conflict
    }
}

#[cfg(test)]
mod tests {
    use super::super::measure::conflict_rate;
    use super::*;

    #[test]
    fn the_readings_are_those_of_the_sums() {
        for design_effect in [1.0, 1.297, 2.331, 7.0] {
            let fast = ExpectedLog::new(design_effect);
            for exposure in [1_u64, 2, 7, 40, 311, 1_000, 4_999, 5_003, 20_000, 90_000] {
                for k in [0_u64, 1, 3, 60, 4_000] {
                    let slow = conflict_rate(k, exposure, 0.0137, design_effect).unwrap().value;
                    let reading = fast.reading((k as f64 + 1.0).ln(), exposure as f64 * 0.0137);
                    assert!((reading - slow).abs() < 1e-12, "{design_effect} {exposure} {k}: {reading} {slow}");
                }
            }
        }
    }
}
