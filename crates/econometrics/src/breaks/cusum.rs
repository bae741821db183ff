//! Cumulated residuals of one regression over the whole sample: a test that needs no number and no date of changes.

use std::f64::consts::PI;

use crate::columns::Columns;
use crate::refusal::Refusal;
use crate::regression::OrdinaryLeastSquares;

/// The OLS-CUSUM test (Ploberger and Kraemer 1992).
#[derive(Debug, Clone, PartialEq)]
pub struct CusumTest {
    /// Largest `|sum of the first t residuals| / (s sqrt(n))`, s with divisor n - k.
    pub statistic: f64,
    /// Tail probability of the largest absolute value of a Brownian bridge.
    pub p_value: f64,
    /// Number of observations up to the largest sum: a rough date.
    pub date: usize,
    /// The n scaled sums, in the order of time; the last is zero up to rounding.
    pub path: Vec<f64>,
    /// Number of observations.
    pub n: usize,
    /// n - k.
    pub df: usize,
    /// The null hypothesis, as a sentence.
    pub null: &'static str,
}

/// Tests the regression of `y` on the columns of `x` for changes. The limit needs a constant among the columns,
/// regressors without trend, and uncorrelated errors; autocorrelation makes it reject too often, and with the
/// response's own past among the regressors it has little power.
///
/// Refuses what [`OrdinaryLeastSquares::fit`] refuses, a design without a constant, and a perfect fit.
pub fn cusum(y: &[f64], x: &Columns) -> Result<CusumTest, Refusal> {
    let fit = OrdinaryLeastSquares::fit(y, x)?;
    if !(0..x.n_columns()).any(|j| x.column(j).iter().all(|v| *v == x.column(j)[0])) {
        let known = x.names().join(", ");
        return Err(Refusal::NoSuchName { what: "constant column", name: "const".to_owned(), known });
    }
    let n = fit.n();
    let scale = fit.residual_standard_deviation() * (n as f64).sqrt();
    let length = y.iter().map(|v| v * v).sum::<f64>().sqrt();
    if scale <= 4.0 * f64::EPSILON * (n as f64) * length {
        return Err(Refusal::PerfectFit { observations: n });
    }
    let mut sum = 0.0;
    let path: Vec<f64> = fit
        .residuals()
        .iter()
        .map(|u| {
            sum += u;
            sum / scale
        })
        .collect();
    let at = (1..n).fold(0, |best, t| if path[t].abs() > path[best].abs() { t } else { best });
    let statistic = path[at].abs();
    let null = "the coefficients are the same throughout";
    Ok(CusumTest { statistic, p_value: bridge_upper(statistic), date: at + 1, path, n, df: fit.df_residual(), null })
}

/// P(largest absolute value of a Brownian bridge > x) (Kolmogorov 1933): of its two series the one that ends soon.
fn bridge_upper(x: f64) -> f64 {
    if x <= 0.0 {
        1.0
    } else if x < 1.0 {
        let sum: f64 = (1..=10).map(|j| (-(f64::from(2 * j - 1) * PI / x).powi(2) / 8.0).exp()).sum();
        1.0 - (2.0 * PI).sqrt() / x * sum
    } else {
        let term = |j: i32| (-2.0 * f64::from(j * j) * x * x).exp();
        2.0 * (1..=10).map(|j| if j % 2 == 1 { term(j) } else { -term(j) }).sum::<f64>()
    }
}

#[cfg(test)]
mod tests {
    //! (a) hand: four values, and Kolmogorov's printed 5 % point 1.3581; (c) property: both series agree where they
    //! meet, and the date of a pure shift is found, up or down.
    use super::*;
    use crate::tolerance::Tolerance::{Exact, PrintedDigits};

    /// A shift this large cannot be chance: a p-value below this is asked, not a digit of it.
    const BEYOND_DOUBT: f64 = 1e-6;

    #[test]
    fn four_values_by_hand() {
        let mut x = Columns::new(4);
        x.constant();
        // Residuals -2 -1 1 2, s^2 = 10/3: sums -2 -3 -2 0 over sqrt(40 / 3).
        let test = cusum(&[1.0, 2.0, 4.0, 5.0], &x).unwrap();
        Exact.check("statistic", test.statistic, 3.0 / (40.0f64 / 3.0).sqrt()).unwrap();
        assert_eq!((test.date, test.df), (2, 3));
        let mut slope = Columns::new(4);
        slope.push("x", &[1.0, 2.0, 3.0, 5.0]).unwrap();
        assert!(cusum(&[1.0, 2.0, 4.0, 5.0], &slope).is_err());
    }

    #[test]
    fn the_date_of_a_pure_shift() {
        for sign in [1.0, -1.0] {
            for date in [20, 50, 70] {
                let y: Vec<f64> = (0..90)
                    .map(|t| ((t * t * 31 + 7 * t) % 101) as f64 / 500.0 + if t >= date { 5.0 * sign } else { 0.0 })
                    .collect();
                let mut x = Columns::new(90);
                x.constant();
                let test = cusum(&y, &x).unwrap();
                assert!(test.date == date && test.p_value < BEYOND_DOUBT, "{date}: {}", test.date);
            }
        }
    }

    #[test]
    fn kolmogorov() {
        PrintedDigits(3).check("5 %", bridge_upper(1.3581), 0.05).unwrap();
        let near = (bridge_upper(1.0 - 1e-12), bridge_upper(1.0));
        Exact.check("where the series meet", near.0, near.1).unwrap();
        assert!(bridge_upper(0.2) > 1.0 - 1e-10);
    }
}
