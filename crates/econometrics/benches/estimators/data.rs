//! The series that are timed: written by the same small generator as in `peers/peers.py`, so that both sides work
//! on the same numbers.

use tertius_econometrics::Columns;

/// Multiplication and addition modulo 2^64 (Knuth's MMIX constants); the upper 53 bits are a share of 1.
struct Shares(u64);

impl Shares {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }

    /// A sum of twelve shares less six: mean 0, variance 1, nearly normal.
    fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.next()).sum::<f64>() - 6.0
    }
}

/// K series of n periods: each follows its own past by one half and its left neighbour's by a fifth.
pub(crate) fn autoregressive(n: usize, k: usize) -> Columns {
    let mut shares = Shares(1);
    let mut y = vec![vec![0.0; k]; n];
    for t in 1..n {
        let (past, now) = y.split_at_mut(t);
        let before = &past[t - 1];
        for (j, value) in now[0].iter_mut().enumerate() {
            let neighbour = if j > 0 { before[j - 1] } else { 0.0 };
            *value = 0.5 * before[j] + 0.2 * neighbour + shares.normal();
        }
    }
    let mut columns = Columns::with_capacity(n, k);
    (0..k).for_each(|j| {
        columns.push_with(format!("y{j}"), |t| y[t][j]);
    });
    columns
}

/// One series of n periods of [`autoregressive`], summed up and slowed down, plus itself as noise.
pub(crate) fn level(n: usize) -> Vec<f64> {
    let noise = autoregressive(n, 1);
    let mut sum = 0.0;
    noise
        .column(0)
        .iter()
        .map(|x| {
            sum += x;
            0.1 * sum + x
        })
        .collect()
}

/// The same series plus 3 in every second stretch of 213 periods.
pub(crate) fn steps(n: usize) -> Vec<f64> {
    let noise = autoregressive(n, 1);
    noise.column(0).iter().enumerate().map(|(t, x)| x + 3.0 * ((t / 213) % 2) as f64).collect()
}
