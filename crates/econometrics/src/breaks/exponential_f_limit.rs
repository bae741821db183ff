//! Tail probabilities of the exponential F statistic over unknown dates, in the limit: interpolated between simulated
//! quantiles (`exponential_f_table.rs`). The tests here hold the simulation that made the table.

use super::exponential_f_table::{PROBABILITIES, QUANTILES, TRIMMINGS};
use crate::refusal::Refusal;

/// Largest number of regressors in the table.
pub(super) const REGRESSORS_MAX: usize = 20;

/// `P(ln mean over [t, 1 - t] of exp(F(r) / 2) > x)` (Andrews and Ploberger 1994), t = trimming, from .02 to .4.
/// Logarithms of probabilities are interpolated in x, quantiles in `ln(1 / t - 1)`. Beyond the last quantile (p = .001)
/// the logarithm falls on with the slope of the last two: an order of magnitude, not a probability. Standard error of
/// the simulation `sqrt(p (1 - p) / 100000)`: .0007 at p = .05.
pub(super) fn upper(x: f64, k: usize, trimming: f64) -> Result<f64, Refusal> {
    let table = QUANTILES.get(k.wrapping_sub(1)).ok_or(Refusal::SettingOutOfRange {
        name: "number of regressors for exp-F",
        value: k as f64,
        range: "between 1 and 20",
    })?;
    let length = |t: f64| (1.0 / t - 1.0).ln();
    let at = TRIMMINGS.iter().rposition(|t| *t <= trimming).unwrap_or(0).min(TRIMMINGS.len() - 2);
    let (narrow, wide) = (length(TRIMMINGS[at + 1]), length(TRIMMINGS[at]));
    let share = ((length(trimming) - narrow) / (wide - narrow)).clamp(0.0, 1.0);
    let quantile = |i: usize| share * table[at][i] + (1.0 - share) * table[at + 1][i];
    let last = PROBABILITIES.len() - 1;
    // Two neighbouring points of the tail, and the line through them in logarithms.
    let next = (0..last).find(|i| x < quantile(*i)).unwrap_or(last);
    let (x0, p0) = if next == 0 { (0.0, 1.0) } else { (quantile(next - 1), PROBABILITIES[next - 1]) };
    let (x1, p1) = (quantile(next), PROBABILITIES[next]);
    let log = f64::ln(p0) + (x - x0) / (x1 - x0) * (f64::ln(p1) - f64::ln(p0));
    Ok(log.exp().clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests {
    //! (a) hand: at a quantile of the table stands its probability; (b) Hansen's functions in `tests/it/breaks.rs`;
    //! (c) property: a smaller simulation with another seed agrees within its error.
    use super::*;
    use crate::resampling::replicates;
    use rand_distr::{Distribution, StandardNormal};

    /// `draws[k - 1][t]`: exp-F statistics of `paths` Brownian bridges on a grid of `points`, for 1..=k regressors.
    fn simulated(seed: u64, paths: usize, points: usize, regressors: usize) -> Vec<Vec<Vec<f64>>> {
        let first: Vec<usize> = TRIMMINGS.iter().map(|t| (t * points as f64).round() as usize).collect();
        let weight: Vec<f64> =
            (0..=points).map(|j| points as f64 / (j as f64 * (1.0 - j as f64 / points as f64))).collect();
        let all = replicates(paths, seed, |_, random| {
            let mut f = vec![0.0; points + 1];
            let mut walk = vec![0.0; points + 1];
            let mut sums = vec![0.0; points + 2];
            let mut values = Vec::with_capacity(regressors * first.len());
            for _ in 0..regressors {
                for j in 1..=points {
                    let step: f64 = StandardNormal.sample(random);
                    walk[j] = walk[j - 1] + step;
                }
                let slope = walk[points] / points as f64;
                for j in 1..points {
                    // Steps of variance 1 are a Brownian motion times sqrt(points).
                    f[j] += (walk[j] - slope * j as f64).powi(2) / points as f64 * weight[j];
                }
                for j in 0..=points {
                    let edge = if j == 0 || j == points { 0.0 } else { (0.5 * f[j]).exp() };
                    sums[j + 1] = sums[j] + edge;
                }
                values.extend(first.iter().map(|&a| {
                    let b = points - a;
                    ((sums[b + 1] - sums[a]) / (b + 1 - a) as f64).ln()
                }));
            }
            values
        });
        let column = |at: usize| all.iter().map(|v| v[at]).collect::<Vec<f64>>();
        (0..regressors).map(|k| (0..first.len()).map(|t| column(k * first.len() + t)).collect()).collect()
    }

    #[test]
    fn a_smaller_simulation_agrees() {
        let paths = 6_000;
        let found = simulated(77, paths, 400, 5);
        for (k, by_trimming) in found.iter().enumerate() {
            for (t, draws) in by_trimming.iter().enumerate() {
                for p in [0.5, 0.2, 0.1, 0.05, 0.01] {
                    let at = PROBABILITIES.iter().position(|q| *q == p).unwrap();
                    let bound = QUANTILES[k][t][at];
                    assert!((upper(bound, k + 1, TRIMMINGS[t]).unwrap() - p).abs() < 1e-12);
                    let share = draws.iter().filter(|d| **d > bound).count() as f64 / paths as f64;
                    let error = (p * (1.0 - p) / paths as f64).sqrt();
                    // The coarser grid moves the statistic by about one part in 400.
                    assert!((share - p).abs() < 4.0 * error + 0.02 * p, "{k} {t} {p}: {share}");
                }
            }
        }
    }

    /// Writes the table anew: `cargo test -p tertius-econometrics the_table_anew -- --ignored --nocapture`.
    #[test]
    #[ignore = "takes a minute; prints the table that exponential_f_table.rs holds"]
    fn the_table_anew() {
        let found = simulated(1994, 100_000, 1000, 20);
        for by_trimming in found {
            println!("    [");
            for mut draws in by_trimming {
                draws.sort_by(f64::total_cmp);
                let row: Vec<String> = PROBABILITIES
                    .iter()
                    .map(|p| format!("{:.4}", draws[((1.0 - p) * draws.len() as f64).round() as usize]))
                    .collect();
                println!("        [{}],", row.join(", "));
            }
            println!("    ],");
        }
    }
}
