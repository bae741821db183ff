//! Romano and Wolf's step-down adjustment from joint draws of all statistics under their nulls.

use super::p_values::ascending;
use crate::caution::Caution;
use crate::refusal::{Refusal, require_finite, require_length};

/// Adjusted p-values, one per test.
#[derive(Debug, Clone, PartialEq)]
pub struct RomanoWolf {
    /// In the order of the tests, between 1 / (1 + draws) and 1.
    pub adjusted: Vec<f64>,
    /// Number of draws B.
    pub draws: usize,
    /// The null hypothesis, as a sentence.
    pub null: &'static str,
    /// Says how small a p-value could have come out, when draws are few.
    pub cautions: Vec<Caution>,
}

/// Below this number of draws a caution says how coarse the p-values are.
const DRAWS_FEW: usize = 999;

/// Adjusts m tests at once. `observed` holds m statistics of which large values speak against the null (pass absolute
/// values for two-sided questions); `draws` holds B rows of m statistics, each row computed from one resample in
/// which every null holds, so that the rows keep the dependence between the tests.
///
/// With statistics sorted from the largest, the p-value of the j-th is `(1 + #{draws whose largest statistic among
/// the j-th and all smaller ones is at least the observed j-th}) / (1 + B)`, and never below that of the one
/// before it. Comparing with a level keeps the chance of any false rejection near that level, and unlike Holm's
/// adjustment it uses the dependence.
///
/// Refuses NaN, infinities, rows of another length, no tests and no draws.
/// Source: Romano and Wolf (2005); the p-values as in Romano and Wolf (2016).
pub fn romano_wolf(observed: &[f64], draws: &[Vec<f64>]) -> Result<RomanoWolf, Refusal> {
    require_finite(observed, "observed statistics")?;
    for (need, have) in [(1, observed.len()), (1, draws.len())] {
        if have < need {
            return Err(Refusal::TooFewObservations { have, need });
        }
    }
    let ascending = ascending(observed);
    let mut as_large = vec![0usize; observed.len()];
    for draw in draws {
        require_length("draw", draw.len(), observed.len())?;
        require_finite(draw, "draws")?;
        let mut largest = f64::NEG_INFINITY;
        for &at in &ascending {
            largest = largest.max(draw[at]);
            as_large[at] += usize::from(largest >= observed[at]);
        }
    }
    let mut adjusted = vec![0.0; observed.len()];
    let mut highest = 0usize;
    for &at in ascending.iter().rev() {
        highest = highest.max(as_large[at]);
        adjusted[at] = (1 + highest) as f64 / (1 + draws.len()) as f64;
    }
    let coarse = draws.len() < DRAWS_FEW;
    let smallest = 1.0 / (1 + draws.len()) as f64;
    let cautions = coarse.then_some(Caution::CoarsePValue { smallest }).into_iter().collect();
    let null = "no test's statistic is larger than resampling under its null makes it";
    Ok(RomanoWolf { adjusted, draws: draws.len(), null, cautions })
}

#[cfg(test)]
mod tests {
    //! (a) hand: two tests and three draws; (b) the definition by brute force in NumPy, in
    //! `tests/it/many_tests.rs`; (c) property: bounded by single tests from below and by Holm's bound from
    //! above, and the order of the statistics is kept.
    use super::*;
    use crate::many_tests::holm;
    use crate::resampling::{permutation, share_at_least, stream};
    use crate::tolerance::Tolerance::Exact;

    #[test]
    fn two_tests_by_hand() {
        // Largest first: 3 against maxima 4, 2, 2.5: once as large; then 1 against 4, 0.5, 0.9 alone: once.
        let draws = [vec![1.0, 4.0], vec![2.0, 0.5], vec![2.5, 0.9]];
        let ours = romano_wolf(&[3.0, 1.0], &draws).unwrap();
        assert_eq!(ours.adjusted, vec![0.5, 0.5]);
        assert_eq!(ours.cautions, vec![Caution::CoarsePValue { smallest: 0.25 }]);
        let ours = romano_wolf(&[5.0, 0.7], &draws).unwrap();
        assert_eq!(ours.adjusted, vec![0.25, 0.75]);
        assert!(romano_wolf(&[1.0], &draws).is_err());
        assert!(romano_wolf(&[1.0, f64::NAN], &draws).is_err());
        assert!(romano_wolf(&[], &[vec![]]).is_err());
        assert!(romano_wolf(&[1.0, 2.0], &[]).is_err());
    }

    #[test]
    fn between_the_single_test_and_holm() {
        let (m, b) = (7, 120);
        for seed in 0..40 {
            let random = &mut stream(seed, 0);
            // Every test has the same values under its null, in another order: then Holm's bound holds exactly.
            let columns: Vec<Vec<f64>> =
                (0..m).map(|_| permutation(b, random).iter().map(|v| *v as f64).collect()).collect();
            let draws: Vec<Vec<f64>> = (0..b).map(|k| columns.iter().map(|c| c[k]).collect()).collect();
            let observed: Vec<f64> = permutation(b + 9, random)[..m].iter().map(|v| *v as f64 - 0.5).collect();
            let ours = romano_wolf(&observed, &draws).unwrap().adjusted;
            let single: Vec<f64> = (0..m).map(|j| share_at_least(observed[j], &columns[j]).unwrap().p_value).collect();
            let bound = holm(&single).unwrap();
            for i in 0..m {
                assert!(ours[i] >= single[i] - 1e-15 && ours[i] <= bound[i] + 1e-15, "{seed} {i}");
                for j in 0..m {
                    assert!(observed[i] < observed[j] || ours[i] <= ours[j]);
                }
            }
        }
    }

    #[test]
    fn one_test_is_the_single_test() {
        let draws: Vec<Vec<f64>> = (0..30).map(|k| vec![f64::from(k * 7 % 30)]).collect();
        let flat: Vec<f64> = draws.iter().map(|d| d[0]).collect();
        let ours = romano_wolf(&[21.0], &draws).unwrap().adjusted[0];
        Exact.check("p", ours, share_at_least(21.0, &flat).unwrap().p_value).unwrap();
    }
}
