//! How one position moves by itself: an autoregression of order one, fitted and drawn anew. Nothing of another
//! unit's position enters.

use rand_chacha::ChaCha8Rng;

use crate::refusal::Refusal;
use crate::resampling::below;

/// Fewest neighbouring pairs of readings to fit a path.
const PAIRS_MIN: usize = 8;

/// A position's own dynamics: `x[t] = constant + memory x[t-1] + error`.
#[derive(Debug, Clone, PartialEq)]
pub struct OwnPath {
    /// Constant; 0 for a random walk.
    pub constant: f64,
    /// Coefficient of the period before, corrected for its small-sample bias, -1 to 1. At 1 the path is a random walk
    /// without drift.
    pub memory: f64,
    /// Residuals with mean 0, scaled by `sqrt(n / (n - 2))` for the two coefficients that were fitted.
    pub residuals: Vec<f64>,
    /// The first reading, where every drawn path begins.
    pub first: f64,
}

impl OwnPath {
    /// Least squares on neighbouring periods that are both read, with Kendall's correction of the memory,
    /// `+ (1 + 3 memory) / n` (Kendall 1954, Biometrika 41); what reaches 1 is taken for a random walk.
    ///
    /// Refuses fewer than 8 neighbouring pairs, values that are not finite, and a position that does not move.
    pub fn fit(values: &[Option<f64>]) -> Result<OwnPath, Refusal> {
        if let Some(row) = values.iter().position(|v| v.is_some_and(|v| !v.is_finite())) {
            return Err(Refusal::NotFinite { row, column: "position".to_owned() });
        }
        let pairs: Vec<(f64, f64)> = values.windows(2).filter_map(|w| Some((w[0]?, w[1]?))).collect();
        let first = values.iter().flatten().next().copied();
        let (Some(first), true) = (first, pairs.len() >= PAIRS_MIN) else {
            return Err(Refusal::TooFewObservations { have: pairs.len(), need: PAIRS_MIN });
        };
        let n = pairs.len() as f64;
        let before = pairs.iter().map(|p| p.0).sum::<f64>() / n;
        let after = pairs.iter().map(|p| p.1).sum::<f64>() / n;
        let square: f64 = pairs.iter().map(|p| (p.0 - before) * (p.0 - before)).sum();
        let product: f64 = pairs.iter().map(|p| (p.0 - before) * (p.1 - after)).sum();
        let fitted = product / square;
        if square <= 0.0 || !fitted.is_finite() {
            return Err(Refusal::NoVariation { column: "position".to_owned(), observations: pairs.len() });
        }
        let memory = (fitted + (1.0 + 3.0 * fitted) / n).clamp(-1.0, 1.0);
        let level = after - memory * before;
        let scale = (n / (n - 2.0)).sqrt();
        let residuals = pairs.iter().map(|(x, y)| scale * (y - level - memory * x)).collect();
        // A random walk's mean change is no drift: a finite path shows one in either direction.
        let constant = if memory < 1.0 { level } else { 0.0 };
        Ok(OwnPath { constant, memory, residuals, first })
    }

    /// A path of `length` periods from `first` on, each error drawn from the residuals with replacement.
    pub fn draw(&self, length: usize, random: &mut ChaCha8Rng) -> Vec<f64> {
        let mut now = self.first;
        (0..length)
            .map(|t| {
                if t > 0 {
                    now = self.constant + self.memory * now + self.residuals[below(self.residuals.len(), random)];
                }
                now
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    //! (a) hand: nine readings; (b) statsmodels in `tests/it/positions.rs`; (c) recovery of a known memory.
    use super::*;
    use crate::resampling::stream;
    use crate::tolerance::Tolerance::Exact;

    #[test]
    fn a_steady_climb_is_a_random_walk() {
        // Least squares gives memory 1 exactly; the mean change of 1 is not kept as a drift.
        let climb: Vec<Option<f64>> = (0..9).map(|t| Some(f64::from(t))).collect();
        let path = OwnPath::fit(&climb).unwrap();
        assert_eq!((path.constant, path.memory, path.first), (0.0, 1.0, 0.0));
        assert!(path.draw(20, &mut stream(1, 0)).iter().all(|x| x.abs() <= f64::EPSILON));
    }

    #[test]
    fn a_swing_by_hand() {
        // 1, -1, 1, ... and 2 at the end; the memory is between -1 and 1 whatever the correction says.
        let swing: Vec<Option<f64>> = (0..9).map(|t| Some(if t % 2 == 0 { 1.0 } else { -1.0 })).collect();
        let path = OwnPath::fit(&swing).unwrap();
        assert_eq!((path.constant, path.memory), (0.0, -1.0));
        // 0 1 0 0 1 0 0 1 0: of x = 0 follow 1, 0, 1, 0, 1 and of x = 1 follow 0, 0, 0. Mean of x 3/8, of y 3/8;
        // products 3 (-3/8)(5/8) + ... = -9/8 in all, squares 15/8: -3/5, corrected by (1 - 9/5) / 8 to -7/10.
        let third: Vec<Option<f64>> = (0..9).map(|t| Some(f64::from(u8::from(t % 3 == 1)))).collect();
        let path = OwnPath::fit(&third).unwrap();
        Exact.check("memory", path.memory, -0.7).unwrap();
        Exact.check("constant", path.constant, 0.375 + 0.7 * 0.375).unwrap();
        Exact.check("residual", path.residuals[0], (1.0 - 0.6375) * (8.0_f64 / 6.0).sqrt()).unwrap();
    }

    #[test]
    fn a_known_memory_is_recovered() {
        let truth = OwnPath { constant: 0.2, memory: 0.8, residuals: vec![-1.0, -0.5, 0.5, 1.0], first: 1.0 };
        let drawn: Vec<Option<f64>> = truth.draw(4_000, &mut stream(5, 0)).into_iter().map(Some).collect();
        let found = OwnPath::fit(&drawn).unwrap();
        assert!((found.memory - 0.8).abs() < 0.03 && (found.constant - 0.2).abs() < 0.05, "{found:?}");
        let mut gaps = drawn.clone();
        gaps.iter_mut().skip(10).step_by(3).for_each(|v| *v = None);
        assert!((OwnPath::fit(&gaps).unwrap().memory - 0.8).abs() < 0.05);
    }

    #[test]
    fn what_does_not_move_is_refused() {
        assert!(matches!(OwnPath::fit(&[Some(1.0); 20]), Err(Refusal::NoVariation { .. })));
        assert!(matches!(OwnPath::fit(&[Some(1.0), Some(2.0)]), Err(Refusal::TooFewObservations { .. })));
        let mut wrong = vec![Some(1.0); 20];
        wrong[3] = Some(f64::NAN);
        assert!(matches!(OwnPath::fit(&wrong), Err(Refusal::NotFinite { .. })));
    }
}
