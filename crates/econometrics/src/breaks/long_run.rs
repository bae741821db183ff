//! The long-run covariance of regression scores with the quadratic spectral kernel: VAR(1) prewhitening (Andrews
//! and Monahan 1992), bandwidth by Andrews (1991) from AR(1) approximations. Only what intervals for break dates
//! need; standard errors of coefficients stand with the regression.

use crate::dense::{cross_product, invert_positive_definite, multiply, transpose};
use crate::linear::{dot, eigenvalue_moduli};
use crate::refusal::Refusal;

/// Long-run covariance (k x k, column-major) of the mean-zero scores `x_t u_t`, multiplied by n / (n - k).
/// `scores`: n x k, column-major. `constant[j]`: whether regressor j is a constant, which then has no say in the
/// choice of the bandwidth (unless it is the only one). With it the largest modulus of a root of the prewhitening
/// autoregression; refuses 1 and more, where undoing the filter has no meaning.
pub(super) fn quadratic_spectral(scores: &[f64], n: usize, constant: &[bool]) -> Result<(Vec<f64>, f64), Refusal> {
    let k = constant.len();
    let need = k + 5;
    if n < need {
        return Err(Refusal::TooFewObservations { have: n, need });
    }
    let m = n - 1;
    let (past, present) = (part(scores, n, 0, m), part(scores, n, 1, m));
    // present = past A': least squares without a constant.
    let why = "the scores of the regressors are collinear over time";
    let refusal = || Refusal::NotDefined { what: "the long-run covariance", why };
    let inverse = invert_positive_definite(&cross_product(&past, &past, m), k).ok_or_else(refusal)?;
    let slopes = multiply(&inverse, &cross_product(&past, &present, m), k, k, k);
    let modulus = eigenvalue_moduli(&slopes, k).ok_or(Refusal::NoConvergence { dimension: k })?[0];
    if modulus >= 1.0 || modulus.is_nan() {
        return Err(Refusal::Explosive { modulus });
    }
    let explained = multiply(&past, &slopes, m, k, k);
    let errors: Vec<f64> = present.iter().zip(&explained).map(|(p, e)| p - e).collect();
    let lags = bandwidth(&errors, m, constant);
    let mut sum = cross_product(&errors, &errors, m);
    for l in 1..m {
        let weight = kernel(l as f64 / lags);
        for a in 0..k {
            for b in 0..k {
                let (late, early) = (&errors[a * m + l..(a + 1) * m], &errors[b * m..(b + 1) * m - l]);
                let product = weight * dot(late, early);
                sum[b * k + a] += product;
                sum[a * k + b] += product;
            }
        }
    }
    // Recolour: D = (I - A)^-1, D S D'.
    let a = transpose(&slopes, k, k);
    let difference: Vec<f64> = (0..k * k).map(|at| f64::from(u8::from(at % (k + 1) == 0)) - a[at]).collect();
    let d = invert(&difference, k).ok_or_else(refusal)?;
    let scale = n as f64 / (n - k) as f64 / n as f64;
    let coloured = multiply(&multiply(&d, &sum, k, k, k), &transpose(&d, k, k), k, k, k);
    Ok((coloured.into_iter().map(|v| v * scale).collect(), modulus))
}

/// `count` rows from `start` on, of every column.
fn part(values: &[f64], n: usize, start: usize, count: usize) -> Vec<f64> {
    values.chunks_exact(n).flat_map(|c| c[start..start + count].iter().copied()).collect()
}

/// Inverse of a small square matrix through its normal equations' solution `(M'M)^-1 M'`.
fn invert(square: &[f64], k: usize) -> Option<Vec<f64>> {
    let inverse = invert_positive_definite(&cross_product(square, square, k), k)?;
    Some(multiply(&inverse, &transpose(square, k, k), k, k, k))
}

/// `1.3221 (n a)^(1/5)`, a from an AR(1) with a constant for each column (Andrews 1991, equations 6.2 and 6.4).
fn bandwidth(errors: &[f64], m: usize, constant: &[bool]) -> f64 {
    let only = constant.len() == 1;
    let (mut above, mut below) = (0.0, 0.0);
    for (column, _) in errors.chunks_exact(m).zip(constant).filter(|(_, c)| only || !**c) {
        let count = (m - 1) as f64;
        let (early, late) = (&column[..m - 1], &column[1..]);
        let (mean_early, mean_late) = (early.iter().sum::<f64>() / count, late.iter().sum::<f64>() / count);
        let covariance: f64 = early.iter().zip(late).map(|(e, l)| (e - mean_early) * (l - mean_late)).sum();
        let variance: f64 = early.iter().map(|e| (e - mean_early).powi(2)).sum();
        let rho = covariance / variance;
        let error: f64 =
            early.iter().zip(late).map(|(e, l)| (l - mean_late - rho * (e - mean_early)).powi(2)).sum::<f64>() / count;
        above += 4.0 * (rho * error).powi(2) / (1.0 - rho).powi(8);
        below += error.powi(2) / (1.0 - rho).powi(4);
    }
    1.3221 * (m as f64 * above / below).powf(0.2)
}

/// The quadratic spectral kernel.
fn kernel(x: f64) -> f64 {
    let z = 1.2 * std::f64::consts::PI * x;
    if z.is_finite() && z > 0.0 { 3.0 / (z * z) * (z.sin() / z - z.cos()) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    //! (a) hand: the kernel at its limit and first zero neighbourhood; (b) in `tests/it/breaks.rs`, through
    //! intervals; (c) property: the long-run variance of an AR(1) is recovered.
    use super::*;
    use crate::resampling::stream;
    use crate::tolerance::Tolerance::Exact;
    use rand_distr::{Distribution, StandardNormal};

    #[test]
    fn kernel_by_hand() {
        // 1 - z^2 / 10 for small z.
        let x = 1e-3;
        let z = 1.2 * std::f64::consts::PI * x;
        // The next term is z^4 / 280, 1e-12 here.
        Exact.check("near zero", kernel(x), 1.0 - z * z / 10.0).unwrap();
        // At x = 5/6, z = pi: 3 / pi^2.
        Exact.check("5/6", kernel(5.0 / 6.0), 3.0 / std::f64::consts::PI.powi(2)).unwrap();
    }

    #[test]
    fn long_run_variance_of_an_ar1() {
        let n = 20_000;
        let mut random = stream(3, 0);
        let mut value = 0.0;
        let scores: Vec<f64> = (0..n)
            .map(|_| {
                let shock: f64 = StandardNormal.sample(&mut random);
                value = 0.5 * value + shock;
                value
            })
            .collect();
        let (found, modulus) = quadratic_spectral(&scores, n, &[true]).unwrap();
        assert!((found[0] - 4.0).abs() < 0.3 && (modulus - 0.5).abs() < 0.03, "{found:?} {modulus}");
    }

    #[test]
    fn scores_that_explode_are_refused() {
        let scores: Vec<f64> = (0..40).map(|t| 1.1f64.powi(t) * if t % 7 == 3 { 0.9 } else { 1.0 }).collect();
        assert!(
            matches!(quadratic_spectral(&scores, 40, &[true]), Err(Refusal::Explosive { modulus }) if modulus > 1.0)
        );
    }
}
