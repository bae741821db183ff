//! Tail probabilities and quantiles, and nothing else. Arguments outside of a distribution's domain give NaN
//! here; callers check first, so that no NaN leaves the crate.

use statrs::distribution::{ChiSquared, Continuous, ContinuousCDF, FisherSnedecor, Normal, StudentsT};

/// P(|T| >= |t|) for Student's t with `df` degrees of freedom.
pub(crate) fn student_two_sided(t: f64, df: f64) -> f64 {
    StudentsT::new(0.0, 1.0, df).map_or(f64::NAN, |d| (2.0 * d.sf(t.abs())).min(1.0))
}

/// P(T >= t) for Student's t.
pub(crate) fn student_upper(t: f64, df: f64) -> f64 {
    StudentsT::new(0.0, 1.0, df).map_or(f64::NAN, |d| d.sf(t))
}

/// The point that Student's t leaves behind with probability `share`.
pub(crate) fn student_quantile(share: f64, df: f64) -> f64 {
    StudentsT::new(0.0, 1.0, df).map_or(f64::NAN, |d| d.inverse_cdf(share))
}

/// P(F >= f).
pub(crate) fn f_upper(f: f64, df1: f64, df2: f64) -> f64 {
    FisherSnedecor::new(df1, df2).map_or(f64::NAN, |d| d.sf(f))
}

/// P(X >= x) for chi-squared.
pub(crate) fn chi_squared_upper(x: f64, df: f64) -> f64 {
    ChiSquared::new(df).map_or(f64::NAN, |d| d.sf(x))
}

/// P(T <= t) for Student's t.
pub(crate) fn student_lower(t: f64, df: f64) -> f64 {
    StudentsT::new(0.0, 1.0, df).map_or(f64::NAN, |d| d.cdf(t))
}

/// Density of Student's t.
pub(crate) fn student_density(t: f64, df: f64) -> f64 {
    StudentsT::new(0.0, 1.0, df).map_or(f64::NAN, |d| d.pdf(t))
}

/// P(Z <= z) for the standard normal distribution.
pub(crate) fn normal_lower(z: f64) -> f64 {
    0.5 * libm::erfc(-z * std::f64::consts::FRAC_1_SQRT_2)
}

/// P(|Z| >= |z|) for the standard normal distribution.
pub(crate) fn normal_two_sided(z: f64) -> f64 {
    libm::erfc(z.abs() * std::f64::consts::FRAC_1_SQRT_2)
}

/// Density of the standard normal distribution.
pub(crate) fn normal_density(z: f64) -> f64 {
    (-0.5 * z * z).exp() / (2.0 * std::f64::consts::PI).sqrt()
}

/// Logarithm of the gamma function, for x > 0.
pub(crate) fn ln_gamma(x: f64) -> f64 {
    statrs::function::gamma::ln_gamma(x)
}

/// Quantile of the standard normal distribution; NaN outside of 0 to 1.
pub fn normal_quantile(share: f64) -> f64 {
    Normal::new(0.0, 1.0).map_or(f64::NAN, |d| d.inverse_cdf(share))
}

#[cfg(test)]
mod tests {
    //! (a) hand: t with 1 degree of freedom is Cauchy, F(1, d) is t squared, chi-squared(2) is exponential;
    //! (b) tables: SciPy's values; (c) quantile and tail undo each other over a grid.
    use super::*;
    use crate::tolerance::Tolerance::{Exact, PrintedDigits};

    #[test]
    fn closed_forms() {
        Exact.check("Cauchy", student_two_sided(1.0, 1.0), 0.5).unwrap();
        Exact.check("exponential", chi_squared_upper(3.0, 2.0), (-1.5f64).exp()).unwrap();
        for t in [0.1, 0.5, 2.0, 7.0] {
            Exact.check("F(1, 9)", f_upper(t * t, 1.0, 9.0), student_two_sided(t, 9.0)).unwrap();
        }
    }

    #[test]
    fn scipy_values() {
        PrintedDigits(13).check("t(5)", student_quantile(0.975, 5.0), 2.570581835636).unwrap();
        PrintedDigits(5).check("chi2(4)", chi_squared_upper(400.0, 4.0), 2.7816e-85).unwrap();
        PrintedDigits(10).check("normal", normal_quantile(1e-10), -6.361340902).unwrap();
    }

    #[test]
    fn quantile_undoes_tail() {
        for df in [3.0, 24.0, 230.0] {
            for share in [0.6, 0.9, 0.975, 0.999] {
                Exact.check("tail", student_upper(student_quantile(share, df), df), 1.0 - share).unwrap();
            }
        }
    }
}
