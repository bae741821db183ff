//! Whether three readings are distances of three points on one line: then each follows from the other two.

use crate::refusal::{Refusal, require_finite, require_length};

/// Fewest periods: a handful can add up by chance.
const PERIODS_MIN: usize = 8;

/// The share of the readings' variance that is left if they are taken for distances of three points on one line.
///
/// On a line one of three distances is the sum of the others, whichever it is in a period. Readings `m - c d` of such
/// distances d, with any m and any c > 0, therefore satisfy
///
/// `first + second + third - 2 min(first, second, third) = m`
///
/// in every period. Returned is the variance of the left side over the mean variance of the three readings: 0 where it
/// is an identity, so that a regression of one on the two others, in the order in which the points stand, has an R2
/// of 1. Readings that move independently leave more than 1.
///
/// Refuses fewer than 8 periods, different lengths, values that are not finite, and readings that do not vary.
pub fn betweenness_left_over(first: &[f64], second: &[f64], third: &[f64]) -> Result<f64, Refusal> {
    let n = first.len();
    for (name, values) in [("first", first), ("second", second), ("third", third)] {
        require_length(name, values.len(), n)?;
        require_finite(values, name)?;
    }
    if n < PERIODS_MIN {
        return Err(Refusal::TooFewObservations { have: n, need: PERIODS_MIN });
    }
    let sums: Vec<f64> =
        (0..n).map(|t| first[t] + second[t] + third[t] - 2.0 * first[t].min(second[t]).min(third[t])).collect();
    let spread = (variance(first) + variance(second) + variance(third)) / 3.0;
    if spread > 0.0 {
        Ok(variance(&sums) / spread)
    } else {
        Err(Refusal::NoVariation { column: "first".to_owned(), observations: n })
    }
}

fn variance(values: &[f64]) -> f64 {
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    values.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / values.len() as f64
}

#[cfg(test)]
mod tests {
    //! (a) hand: three points that change their order; (c) property: units do not matter, error is seen.
    use super::*;
    use crate::regression::OrdinaryLeastSquares;
    use crate::tolerance::Tolerance::Exact;

    /// Readings `m - c |distance|` of the sides ab, ac and bc of three paths.
    fn sides(m: f64, c: f64) -> [Vec<f64>; 3] {
        let at = |t: u32| [f64::from((t * 7) % 11), f64::from((t * 5) % 13), f64::from((t * 3) % 8)];
        let side = |i: usize, j: usize| (0..40).map(|t| m - c * (at(t)[i] - at(t)[j]).abs()).collect();
        [side(0, 1), side(0, 2), side(1, 2)]
    }

    #[test]
    fn three_points_on_a_line_add_up_in_any_order() {
        // Points 0, 1, 5: distances 1, 5, 4, and 1 + 4 = 5; as readings 1 - d: 0, -4, -3, and 0 - 4 - 3 + 8 = 1.
        let [ab, ac, bc] = sides(1.0, 1.0);
        Exact.check("left over", 1.0 + betweenness_left_over(&ab, &ac, &bc).unwrap(), 1.0).unwrap();
        for (m, c) in [(0.0, 1.0), (1.0, 0.02), (-300.0, 40.0)] {
            let [ab, ac, bc] = sides(m, c);
            Exact.check("left over", 1.0 + betweenness_left_over(&bc, &ab, &ac).unwrap(), 1.0).unwrap();
        }
        // The regression that it stands for: with the order held, R2 is 1.
        let mut x = crate::columns::Columns::new(40);
        x.constant();
        x.push("ac", &ac).unwrap();
        x.push("bc", &bc).unwrap();
        x.push_with("least", |t| ab[t].min(ac[t]).min(bc[t]));
        let fit = OrdinaryLeastSquares::fit(&ab, &x).unwrap();
        Exact.check("residual", 1.0 + fit.residual_standard_deviation(), 1.0).unwrap();
    }

    #[test]
    fn what_is_not_on_a_line_leaves_something() {
        let [ab, ac, mut bc] = sides(1.0, 0.1);
        for (t, v) in bc.iter_mut().enumerate() {
            *v += if t % 2 == 0 { 0.05 } else { -0.05 };
        }
        assert!(betweenness_left_over(&ab, &ac, &bc).unwrap() > 0.01);
        let apart = |k: usize| (0..40).map(|t| ((t * k) % 17) as f64).collect::<Vec<f64>>();
        assert!(betweenness_left_over(&apart(3), &apart(5), &apart(7)).unwrap() > 0.5);
    }

    #[test]
    fn nothing_to_add_up_is_refused() {
        assert!(betweenness_left_over(&[1.0; 7], &[1.0; 7], &[1.0; 7]).is_err());
        assert!(betweenness_left_over(&[1.0; 9], &[1.0; 9], &[1.0; 9]).is_err());
        assert!(betweenness_left_over(&[1.0; 9], &[1.0; 8], &[1.0; 9]).is_err());
        let mut wrong = [1.0; 9];
        wrong[2] = f64::INFINITY;
        assert!(betweenness_left_over(&wrong, &[1.0; 9], &[1.0; 9]).is_err());
    }
}
