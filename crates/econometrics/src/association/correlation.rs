//! Pearson's correlation with Student's test and Fisher's interval. Nothing about lags or causes.

use crate::distributions::{normal_quantile, student_two_sided};
use crate::refusal::{Confidence, Interval, Refusal, require_finite, require_length};

/// A correlation of n pairs.
#[derive(Debug, Clone, PartialEq)]
pub struct Correlation {
    /// Pearson's r, between -1 and 1.
    pub estimate: f64,
    /// Number of pairs.
    pub n: usize,
    /// Two-sided p-value of `r sqrt((n - 2) / (1 - r^2))` referred to t(n - 2).
    pub p_value: f64,
    /// The null hypothesis, as a sentence.
    pub null: &'static str,
}

impl Correlation {
    /// Fisher's interval: `tanh(atanh(r) -/+ z / sqrt(n - 3))`. For independent pairs; serial correlation
    /// makes it too narrow. When r is -1 or 1 up to rounding, both ends are r.
    pub fn interval(&self, confidence: Confidence) -> Interval {
        let half = normal_quantile(0.5 + confidence.level() / 2.0) / (self.n as f64 - 3.0).sqrt();
        let centre = self.estimate.atanh();
        Interval { low: (centre - half).tanh(), high: (centre + half).tanh() }
    }
}

/// Pearson's correlation of `a` and `b`. Refuses fewer than 4 pairs, different lengths, values that are not
/// finite, and a series that does not vary.
pub fn correlation(a: &[f64], b: &[f64]) -> Result<Correlation, Refusal> {
    require_length("second series", b.len(), a.len())?;
    let n = a.len();
    if n < 4 {
        return Err(Refusal::TooFewObservations { have: n, need: 4 });
    }
    let (a, length_a) = centred(a, "first series")?;
    let (b, length_b) = centred(b, "second series")?;
    let product: f64 = a.iter().zip(&b).map(|(x, y)| x * y).sum();
    let estimate = (product / (length_a * length_b)).clamp(-1.0, 1.0);
    let df = n as f64 - 2.0;
    let unexplained = 1.0 - estimate * estimate;
    let p_value = if unexplained > 0.0 { student_two_sided(estimate * (df / unexplained).sqrt(), df) } else { 0.0 };
    Ok(Correlation { estimate, n, p_value, null: "the two series are uncorrelated" })
}

/// Deviations from the mean and their length.
fn centred(values: &[f64], name: &str) -> Result<(Vec<f64>, f64), Refusal> {
    require_finite(values, name)?;
    let n = values.len();
    let mean = values.iter().sum::<f64>() / n as f64;
    let deviations: Vec<f64> = values.iter().map(|v| v - mean).collect();
    let length = deviations.iter().map(|v| v * v).sum::<f64>().sqrt();
    let size = values.iter().fold(0.0f64, |m, v| m.max(v.abs()));
    // A constant series has deviations of rounding size.
    if length > 4.0 * f64::EPSILON * size * (n as f64).sqrt() {
        Ok((deviations, length))
    } else {
        Err(Refusal::NoVariation { column: name.to_owned(), observations: n })
    }
}

#[cfg(test)]
mod tests {
    //! (a) hand: four points; Fisher's interval of r = .5, n = 28 in closed form; (b) SciPy's `pearsonr` in
    //! `tests/it/reference_folders.rs`; (c) property: units and signs.
    use super::*;
    use crate::tolerance::Tolerance::{Exact, PrintedDigits};

    #[test]
    fn four_points_by_hand() {
        // deviations (-1.5 -.5 .5 1.5) and (-1 -1 1 1): product 4, lengths sqrt 5 and 2.
        let r = correlation(&[1.0, 2.0, 3.0, 4.0], &[0.0, 0.0, 2.0, 2.0]).unwrap();
        Exact.check("r", r.estimate, 4.0 / (2.0 * 5f64.sqrt())).unwrap();
        // t = r sqrt(2 / (1 - .8)) = 2.828, and P(|t2| > t) = 1 - t / sqrt(t^2 + 2)
        let t = 8f64.sqrt();
        Exact.check("p", r.p_value, 1.0 - t / (t * t + 2.0).sqrt()).unwrap();
    }

    #[test]
    fn fisher_by_hand() {
        let r = Correlation { estimate: 0.5, n: 28, p_value: 0.0, null: "" };
        let interval = r.interval(Confidence::new(0.95).unwrap());
        // atanh(.5) = .549306, half-width 1.959964 / 5 = .391993
        PrintedDigits(5).check("low", interval.low, 0.157313f64.tanh()).unwrap();
        PrintedDigits(5).check("high", interval.high, 0.941299f64.tanh()).unwrap();
    }

    #[test]
    fn units_do_not_matter_and_signs_do() {
        let a: Vec<f64> = (0..30).map(|i| ((i * 37) % 17) as f64).collect();
        let b: Vec<f64> = (0..30).map(|i| ((i * 11) % 13) as f64).collect();
        let r = correlation(&a, &b).unwrap().estimate;
        let scaled: Vec<f64> = a.iter().map(|v| -1e9 * v + 7.0).collect();
        Exact.check("r", correlation(&scaled, &b).unwrap().estimate, -r).unwrap();
    }

    #[test]
    fn a_constant_series_is_refused() {
        let refused = correlation(&[0.1; 9], &[1., 2., 3., 4., 5., 6., 7., 8., 9.]);
        assert!(matches!(refused, Err(Refusal::NoVariation { observations: 9, .. })));
        assert!(matches!(
            correlation(&[1., f64::NAN, 2., 3.], &[1., 2., 3., 4.]),
            Err(Refusal::NotFinite { row: 1, .. })
        ));
    }
}
