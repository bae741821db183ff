//! The law of the Kolmogorov-Smirnov statistic of n uniform values, two-sided, and nothing else.

use crate::dense::multiply;
use crate::distributions::ln_gamma;

/// Up to this n the law is exact.
const EXACT_MAX: usize = 3_000;

/// P(D >= d) for the largest distance D between the empirical distribution of n uniform values and the diagonal.
/// n at least 1.
pub(super) fn kolmogorov_upper(n: usize, d: f64) -> f64 {
    let size = n as f64;
    if d <= 0.5 / size {
        return 1.0;
    }
    if d >= 1.0 {
        return 0.0;
    }
    // Far out the two sides exclude each other up to a share of exp(-6 n d^2) of the probability.
    if size * d * d > 4.0 {
        return (2.0 * one_sided_upper(size, d)).min(1.0);
    }
    if n <= EXACT_MAX { 1.0 - exact_lower(n, d) } else { limit_upper(size, d) }
}

/// P(D+ >= d): a sum of positive terms (Birnbaum and Tingey 1951).
fn one_sided_upper(n: f64, d: f64) -> f64 {
    let mut sum = 0.0;
    let mut j = 0.0;
    while j <= n * (1.0 - d) {
        let (rest, start) = (1.0 - d - j / n, d + j / n);
        let ln_choose = ln_gamma(n + 1.0) - ln_gamma(j + 1.0) - ln_gamma(n - j + 1.0);
        let ln_rest = if rest > 0.0 { (n - j) * rest.ln() } else { f64::NEG_INFINITY };
        sum += (ln_choose + ln_rest + (j - 1.0) * start.ln()).exp();
        j += 1.0;
    }
    d * sum
}

/// P(D < d) as an entry of the n-th power of a matrix (Durbin 1973; Marsaglia, Tsang and Wang 2003).
fn exact_lower(n: usize, d: f64) -> f64 {
    let size = n as f64;
    let k = (size * d).ceil();
    let h = k - size * d;
    let m = 2 * k as usize - 1;
    let mut step = vec![0.0; m * m];
    for column in 0..m {
        for row in column.saturating_sub(1)..m {
            step[column * m + row] = 1.0;
        }
    }
    for i in 0..m {
        step[i] -= h.powi(i as i32 + 1);
        step[i * m + m - 1] -= h.powi((m - i) as i32);
    }
    if 2.0 * h > 1.0 {
        step[m - 1] += (2.0 * h - 1.0).powi(m as i32);
    }
    for column in 0..m {
        for row in column..m {
            step[column * m + row] /= (ln_gamma((row - column + 2) as f64)).exp();
        }
    }
    // Power by squaring; logarithms of the scales taken out keep the entries near one.
    let (mut power, mut ln_power) = (crate::dense::identity(m), 0.0);
    let mut ln_step = 0.0;
    let mut left = n;
    while left > 0 {
        if left & 1 == 1 {
            power = multiply(&power, &step, m, m, m);
            ln_power += ln_step + scaled(&mut power);
        }
        left >>= 1;
        if left > 0 {
            step = multiply(&step, &step, m, m, m);
            ln_step = 2.0 * ln_step + scaled(&mut step);
        }
    }
    let middle = (k as usize - 1) * (m + 1);
    (power[middle].ln() + ln_power + ln_gamma(size + 1.0) - size * size.ln()).exp()
}

/// Divides by the largest entry and gives its logarithm.
fn scaled(matrix: &mut [f64]) -> f64 {
    let largest = matrix.iter().fold(0.0f64, |m, v| m.max(v.abs()));
    matrix.iter_mut().for_each(|v| *v /= largest);
    largest.ln()
}

/// Kolmogorov's limit with the argument corrected for n (Vrbik 2018).
fn limit_upper(n: f64, d: f64) -> f64 {
    let s = n.sqrt() * d;
    let x = s + 1.0 / (6.0 * n.sqrt()) + (s - 1.0) / (4.0 * n);
    if x < 0.2 {
        return 1.0;
    }
    let terms = (1..=100).map(|j| {
        let j = f64::from(j);
        let sign = if j % 2.0 == 1.0 { 1.0 } else { -1.0 };
        sign * (-2.0 * (j * x).powi(2)).exp()
    });
    (2.0 * terms.sum::<f64>()).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    //! (a) hand: one and two values; (b) SciPy's `kstwo`; (c) property: the branches meet.
    use super::*;
    use crate::tolerance::Tolerance::{CorrectDigits, Exact, PrintedDecimals};

    #[test]
    fn by_hand() {
        // One value: D = max(u, 1 - u), P(D >= d) = 2 (1 - d).
        for d in [0.5, 0.6, 0.93] {
            Exact.check("one", kolmogorov_upper(1, d), 2.0 * (1.0 - d)).unwrap();
        }
        // Two values, d >= 1/2: P(D < d) = 1 - 2 (1 - d)^2.
        for d in [0.5, 0.7, 0.9] {
            Exact.check("two", 1.0 - exact_lower(2, d), 2.0 * (1.0 - d).powi(2)).unwrap();
        }
        assert_eq!(kolmogorov_upper(10, 0.05), 1.0);
        assert_eq!(kolmogorov_upper(10, 1.0), 0.0);
    }

    #[test]
    fn the_branches_meet() {
        for n in [20usize, 200, 1_000] {
            let d = (4.0 / n as f64).sqrt();
            let (sum, power) = (2.0 * one_sided_upper(n as f64, d), 1.0 - exact_lower(n, d));
            // The power is taken from 1, which costs it digits: the chance is of the order of 1e-3.
            CorrectDigits(8).check(n, power, sum).unwrap();
        }
        for s in [0.5, 0.9, 1.4] {
            let d = s / 2_500f64.sqrt();
            PrintedDecimals(4).check(s, limit_upper(2_500.0, d), 1.0 - exact_lower(2_500, d)).unwrap();
        }
    }
}
