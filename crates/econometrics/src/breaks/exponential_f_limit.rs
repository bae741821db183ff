//! Tail probabilities of the exponential F statistic over unknown dates, in the limit: interpolated between simulated
//! quantiles (`exponential_f_table.rs`). The simulation that made the table stands in `exponential_f_simulation.rs`.

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
    use super::super::exponential_f_simulation::ExponentialFSimulation;
    use super::*;
    use crate::tolerance::Tolerance::{Exact, Simulated};

    #[test]
    fn a_smaller_simulation_agrees() {
        let made = ExponentialFSimulation::default();
        // The grid of the table, so that only chance parts the two.
        let small = ExponentialFSimulation { bridges: 4_000, regressors: 4, seed: 77, ..made };
        let found = small.run().unwrap();
        for k in 1..=4 {
            for (t, trimming) in TRIMMINGS.into_iter().enumerate() {
                for p in [0.5, 0.2, 0.1, 0.05, 0.01] {
                    let at = PROBABILITIES.iter().position(|q| *q == p).unwrap();
                    let (bound, what) = (QUANTILES[k - 1][t][at], format!("{k} {trimming} {p}"));
                    Exact.check(&what, upper(bound, k, trimming).unwrap(), p).unwrap();
                    // Both sides are simulated.
                    let per_bridge = 1.0 / small.bridges as f64 + 1.0 / made.bridges as f64;
                    let standard_error = (p * (1.0 - p) * per_bridge).sqrt();
                    Simulated { standard_error }.check(&what, found.share_beyond(k, t, bound).unwrap(), p).unwrap();
                }
            }
        }
    }
}
