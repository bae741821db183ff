//! Tail probabilities of the largest F statistic over unknown dates, in the limit. Not from a table: the statistic
//! is the squared distance from zero of k independent Ornstein-Uhlenbeck processes, and the chance that it stays
//! below a bound solves a heat equation on a line, which is integrated here.

use crate::distributions::{chi_squared_upper, ln_gamma};

/// `P(sup over [trimming, 1 - trimming] of |B_k(r) - r B_k(1)|^2 / (r (1 - r)) > x)` (Andrews 1993, equation 4.2).
///
/// In the time `s = ln(r / (1 - r)) / 2` the bridge over its standard deviation is a stationary Ornstein-Uhlenbeck
/// process with correlation `exp(-|s|)` (Estrella 2003 solves the same problem by a series). The chance q(r, s) to
/// leave the ball of radius `sqrt(x)` within s, from distance r, obeys `q_s = q_rr + ((k - 1) / r - r) q_r`, q = 1 on
/// the border. Finite volumes, Crank-Nicolson steps, Richardson's extrapolation. Relative error below 1e-5,
/// 1e-4 where the chance is below 1e-15.
pub(super) fn upper(x: f64, k: usize, trimming: f64) -> f64 {
    if x <= 0.0 {
        return 1.0;
    }
    let duration = ((1.0 - trimming) / trimming).ln();
    let outside = chi_squared_upper(x, k as f64);
    let (coarse, fine) = (leaves(x, k, duration, 250, 125), leaves(x, k, duration, 500, 250));
    (outside + fine + (fine - coarse) / 3.0).clamp(0.0, 1.0)
}

/// As [`upper`], when only `points` equally spaced dates of the whole sample can be chosen: the bound moves out by
/// .5826 standard deviations of a step (Siegmund 1985, section 10.4), here in the mean over the dates.
pub(super) fn upper_on_dates(x: f64, k: usize, trimming: f64, points: usize) -> f64 {
    if x <= 0.0 {
        return 1.0;
    }
    // A step of 1 / points in r is one of variance 1 / (points r (1 - r)) in the process; in the angle
    // v = arcsin sqrt r, dr = sqrt(r (1 - r)) 2 dv and ds = dv / sqrt(r (1 - r)).
    let (start, end) = (trimming.sqrt().asin(), (1.0 - trimming).sqrt().asin());
    let count = 200;
    let width = (end - start) / f64::from(count);
    let (mut step, mut duration) = (0.0, 0.0);
    for i in 0..count {
        let v = start + (f64::from(i) + 0.5) * width;
        let deviation = 0.5 * (2.0 * v).sin();
        duration += width / deviation;
        step += width / deviation / (deviation * (points as f64).sqrt());
    }
    upper((x.sqrt() + 0.5826 * step / duration).powi(2), k, trimming)
}

/// The chance to start inside and to leave within the duration.
fn leaves(x: f64, k: usize, duration: f64, cells: usize, steps: usize) -> f64 {
    let width = x.sqrt() / cells as f64;
    // ln of the density's kernel r^(k-1) exp(-r^2 / 2).
    let log_weight = |r: f64| (k as f64 - 1.0) * r.ln() - 0.5 * r * r;
    let centre = |i: usize| (i as f64 + 0.5) * width;
    // Flow to the left and to the right neighbour per unit of difference, over the cell's own weight.
    let rate = |i: usize, face: f64| {
        let ratio = if face > 0.0 { (log_weight(face) - log_weight(centre(i))).exp() } else { 0.0 };
        ratio / (width * width)
    };
    let left: Vec<f64> = (0..cells).map(|i| if i == 0 { 0.0 } else { rate(i, i as f64 * width) }).collect();
    let mut right: Vec<f64> = (0..cells).map(|i| rate(i, (i + 1) as f64 * width)).collect();
    // The border is half a cell away.
    right[cells - 1] *= 2.0;
    let mut q = vec![0.0; cells];
    let (mut upper, mut rhs) = (vec![0.0; cells], vec![0.0; cells]);
    let time = |j: usize| duration * (j as f64 / steps as f64).powi(3);
    for j in 0..steps {
        let dt = time(j + 1) - time(j);
        // The start does not fit the border: a few implicit steps take the kink away.
        let implicit = if j < 4 { 1.0 } else { 0.5 };
        for i in 0..cells {
            let (below, above) = (if i > 0 { q[i - 1] } else { 0.0 }, if i + 1 < cells { q[i + 1] } else { 1.0 });
            let change = left[i] * (below - q[i]) + right[i] * (above - q[i]);
            rhs[i] = q[i] + (1.0 - implicit) * dt * change;
        }
        rhs[cells - 1] += implicit * dt * right[cells - 1];
        // Thomas' algorithm.
        let h = implicit * dt;
        for i in 0..cells {
            let (before, carried) = if i > 0 { (upper[i - 1], rhs[i - 1]) } else { (0.0, 0.0) };
            let pivot = 1.0 + h * (left[i] + right[i]) - h * left[i] * before;
            upper[i] = h * right[i] / pivot;
            rhs[i] = (rhs[i] + h * left[i] * carried) / pivot;
        }
        q[cells - 1] = rhs[cells - 1];
        for i in (0..cells - 1).rev() {
            q[i] = rhs[i] + upper[i] * q[i + 1];
        }
    }
    let half = 0.5 * k as f64;
    let log_norm = (half - 1.0) * 2f64.ln() + ln_gamma(half);
    (0..cells).map(|i| q[i] * (log_weight(centre(i)) - log_norm).exp()).sum::<f64>() * width
}

#[cfg(test)]
mod tests {
    //! (a) hand: DeLong's tail expansion far out; (b) printed critical values of Andrews (1993), and in
    //! `tests/it/breaks.rs` Hansen's functions; (c) property: falls in x, in trimming, rises in k; grids agree.
    use super::*;
    use crate::tolerance::Tolerance::CorrectDigits;

    #[test]
    fn far_out_the_expansion_holds() {
        // x^(k/2) e^(-x/2) / (2^(k/2) G(k/2)) ((1 - k/x) ln(1/t - 1)^2 + 2/x), relative error of order 1 / x^2.
        for (x, k, trimming) in [(60.0, 1, 0.15), (80.0, 4, 0.05), (75.93, 1, 0.15), (120.0, 8, 0.25)] {
            let half = 0.5 * k as f64;
            let (log, lambda): (f64, f64) =
                (half * (x * 0.5f64).ln() - 0.5 * x - ln_gamma(half), 2.0 * (1.0f64 / trimming - 1.0).ln());
            let expansion = log.exp() * ((1.0 - k as f64 / x) * lambda + 2.0 / x);
            let ours = upper(x, k, trimming);
            assert!((ours / expansion - 1.0).abs() < 0.01, "{x} {k}: {ours:e} and {expansion:e}");
        }
    }

    #[test]
    fn printed_critical_values() {
        // Andrews (1993), table 1, trimming .15, one coefficient: simulated, and printed with two decimals.
        for (x, p) in [(7.17, 0.10), (8.85, 0.05), (12.35, 0.01)] {
            let ours = upper(x, 1, 0.15);
            assert!((ours / p - 1.0).abs() < 0.06, "{x}: {ours}");
        }
    }

    #[test]
    fn bridges_on_a_grid_agree() {
        use crate::resampling::replicates;
        use rand_distr::{Distribution, StandardNormal};
        let (paths, points, k, trimming) = (8_000, 100usize, 2, 0.15);
        let largest = replicates(paths, 21, |_, random| {
            let mut f = vec![0.0; points];
            for _ in 0..k {
                let steps: Vec<f64> = (0..points).map(|_| StandardNormal.sample(random)).collect();
                let total: f64 = steps.iter().sum();
                let mut sum = 0.0;
                for j in 1..points {
                    sum += steps[j - 1];
                    let r = j as f64 / points as f64;
                    f[j] += (sum - r * total).powi(2) / (points as f64 * r * (1.0 - r));
                }
            }
            f[15..=85].iter().fold(0.0f64, |m, v| m.max(*v))
        });
        for x in [8.0, 10.0, 12.0, 15.0] {
            let share = largest.iter().filter(|f| **f > x).count() as f64 / paths as f64;
            let ours = upper_on_dates(x, k, trimming, points);
            let error = (share / paths as f64).sqrt();
            assert!((share - ours).abs() < 4.0 * error + 0.02 * ours, "{x}: {share} {ours} {}", upper(x, k, trimming));
            assert!(ours < upper(x, k, trimming));
        }
    }

    /// The error that the grid leaves in a probability, as `upper` promises it.
    const GRID: f64 = 1e-5;

    #[test]
    fn grids_agree_and_order_is_kept() {
        for k in [1, 2, 7, 40] {
            for trimming in [0.02, 0.15, 0.4] {
                let mut last = 1.0;
                for x in [0.5, 5.0, 12.0, 30.0, 60.0] {
                    let p = upper(x, k, trimming);
                    assert!(
                        p <= last + GRID
                            && p > upper(x, k, trimming + 0.05) - GRID
                            && p < upper(x, k + 1, trimming) + GRID,
                        "{k} {trimming} {x} {p}"
                    );
                    let duration = (1.0 / trimming - 1.0f64).ln();
                    let (coarse, fine) = (leaves(x, k, duration, 500, 250), leaves(x, k, duration, 1000, 500));
                    let better = chi_squared_upper(x, k as f64) + fine + (fine - coarse) / 3.0;
                    CorrectDigits(5).check(format!("{k} {trimming} {x}"), p, better).unwrap();
                    last = p;
                }
            }
        }
    }
}
