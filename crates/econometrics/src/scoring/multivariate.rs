//! Scores of forecasts of several numbers at once, given as draws of the whole vector.

use crate::refusal::{Refusal, require_finite, require_length};

fn check(draws: &[Vec<f64>], y: &[f64]) -> Result<(), Refusal> {
    require_finite(y, "outcome")?;
    for (need, have) in [(1, y.len()), (1, draws.len())] {
        if have < need {
            return Err(Refusal::TooFewObservations { have, need });
        }
    }
    for draw in draws {
        require_length("draw", draw.len(), y.len())?;
        require_finite(draw, "draws")?;
    }
    Ok(())
}

fn distance(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| (x - y).powi(2)).sum::<f64>().sqrt()
}

/// The energy score of m draws of a vector: `mean |x - y| - mean |x - x'| / 2` over all m^2 pairs, with Euclidean
/// distance. Smaller is better; with one number per draw it is [`super::crps_of_sample`]. Costs O(m^2). Bring the
/// numbers to one scale first, or the largest decides; the score sees means and spreads better than correlations.
/// Refuses no draws, draws of another length, NaN and infinities.
/// Source: Gneiting and Raftery (2007), section 4.3; Gneiting et al. (2008).
pub fn energy_score(draws: &[Vec<f64>], y: &[f64]) -> Result<f64, Refusal> {
    check(draws, y)?;
    let m = draws.len() as f64;
    let away: f64 = draws.iter().map(|x| distance(x, y)).sum();
    let between: f64 =
        draws.iter().enumerate().map(|(i, a)| draws[..i].iter().map(|b| distance(a, b)).sum::<f64>()).sum();
    Ok((away / m - between / (m * m)).max(0.0))
}

/// The variogram score of order `power` (0.5 is usual) with equal weights:
/// `sum over i, j of (|y_i - y_j|^p - mean |x_i - x_j|^p)^2`. It sees correlations better than the energy score, and
/// does not see a shift common to all numbers. Smaller is better.
/// Refuses what [`energy_score`] refuses, and a power that is not above 0. Source: Scheuerer and Hamill (2015).
pub fn variogram_score(draws: &[Vec<f64>], y: &[f64], power: f64) -> Result<f64, Refusal> {
    check(draws, y)?;
    if !(power > 0.0 && power.is_finite()) {
        return Err(Refusal::SettingOutOfRange { name: "power", value: power, range: "above 0 and finite" });
    }
    let mut sum = 0.0;
    for i in 0..y.len() {
        for j in 0..i {
            let mean = draws.iter().map(|x| (x[i] - x[j]).abs().powf(power)).sum::<f64>() / draws.len() as f64;
            sum += 2.0 * ((y[i] - y[j]).abs().powf(power) - mean).powi(2);
        }
    }
    Ok(sum)
}

#[cfg(test)]
mod tests {
    //! (a) hand: two draws; (b) SciPy's distances, in `tests/it/scoring.rs`; (c) property: with one number the energy
    //! score is the score of a sample.
    use super::*;
    use crate::scoring::crps_of_sample;
    use crate::tolerance::Tolerance::Exact;

    #[test]
    fn two_draws_by_hand() {
        let draws = [vec![0.0, 0.0], vec![3.0, 4.0]];
        // mean distance to y = (0 + 5)/2; between the two 5, half the mean over four pairs 5/4.
        Exact.check("energy", energy_score(&draws, &[0.0, 0.0]).unwrap(), 1.25).unwrap();
        // |y| difference 4, draws 0 and 1: 2 (4 - 1/2)^2.
        Exact.check("variogram", variogram_score(&draws, &[4.0, 0.0], 1.0).unwrap(), 24.5).unwrap();
        assert!(energy_score(&[vec![1.0]], &[1.0, 2.0]).is_err());
        assert!(energy_score(&[], &[1.0]).is_err());
        assert!(variogram_score(&draws, &[0.0, f64::NAN], 0.5).is_err());
        assert!(variogram_score(&draws, &[0.0, 1.0], 0.0).is_err());
    }

    #[test]
    fn one_number_scores_as_a_sample() {
        for n in [1, 2, 7, 40] {
            let flat: Vec<f64> = (0..n).map(|i| f64::from((i * i * 7 + 3 * i) % 23) / 5.0).collect();
            let draws: Vec<Vec<f64>> = flat.iter().map(|v| vec![*v]).collect();
            for y in [-1.0, 1.7, 6.0] {
                Exact.check(n, energy_score(&draws, &[y]).unwrap(), crps_of_sample(&flat, y).unwrap()).unwrap();
            }
        }
    }
}
