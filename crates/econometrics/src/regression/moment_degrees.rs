//! Degrees of freedom for the t of a coefficient with an HC3 standard error when a few rows may make up the variance. Only
//! the degrees: the variance itself is in `covariance`.

use super::ordinary_least_squares::Regression;
use crate::linear::dot;
use crate::refusal::Refusal;

impl Regression {
    /// Degrees of freedom, from 1 to n - k, at which a chi-square has the scatter that the HC3 variance of a coefficient
    /// has where errors have one variance: twice its squared mean over its variance. With n - k, Student's t forgets that
    /// a few rows may make up the variance, and p-values far out are too small.
    ///
    /// Satterthwaite's approximation as in Bell and McCaffrey (2002), Survey Methodology 28, and Imbens and Kolesar (2016),
    /// Review of Economics and Statistics 98, who give it for HC2; here the weights are those of HC3.
    ///
    /// Refuses a column that is not there, and rows of leverage 1.
    pub fn moment_degrees(&self, column: usize) -> Result<f64, Refusal> {
        let (n, k) = (self.n(), self.k());
        if column >= k {
            return Err(Refusal::SettingOutOfRange {
                name: "column",
                value: column as f64,
                range: "from 0 to the number of columns, left out",
            });
        }
        let q = self.design.q();
        let direction = self.design.direction(&[(column, 1.0)]);
        let leverages = self.leverages();
        let weights: Vec<f64> =
            (0..n).map(|i| (0..k).map(|m| direction[m] * q[m * n + i]).sum::<f64>() / (1.0 - leverages[i])).collect();
        if let Some(row) = weights.iter().position(|w| !w.is_finite()) {
            return Err(Refusal::NotFinite { row, column: self.names()[column].clone() });
        }
        let hat = |i: usize, j: usize| (0..k).map(|m| q[m * n + i] * q[m * n + j]).sum();
        Ok(moment_degrees(&weights, leverages, hat).min((n - k) as f64))
    }
}

/// The same from what it is made of: each row's weight in the estimate over 1 less its leverage, the leverages, and the
/// entries of the projection on the columns.
pub(crate) fn moment_degrees(weights: &[f64], leverages: &[f64], hat: impl Fn(usize, usize) -> f64) -> f64 {
    // The variance is a quadratic form in the errors; its mean and variance are the sums of its matrix's eigenvalues and of
    // their squares, which are those of the diagonal and of all entries squared.
    let own: Vec<f64> = weights.iter().zip(leverages).map(|(w, h)| w * w * (1.0 - h)).collect();
    let mean: f64 = own.iter().sum();
    let mut scatter = dot(&own, &own);
    for (i, a) in weights.iter().enumerate() {
        for (j, b) in weights[..i].iter().enumerate() {
            let shared = a * b * hat(i, j);
            scatter += 2.0 * shared * shared;
        }
    }
    mean * mean / scatter
}

#[cfg(test)]
mod tests {
    //! (a) by hand: a mean, a difference of two means; (b) eigenvalues of the quadratic form in NumPy.
    use crate::columns::Columns;
    use crate::regression::OrdinaryLeastSquares;
    use crate::tolerance::Tolerance::Exact;

    fn degrees(columns: &[&[f64]], column: usize) -> f64 {
        let n = columns[0].len();
        let mut x = Columns::new(n);
        x.constant();
        for values in columns {
            x.push("x", values).unwrap();
        }
        let y: Vec<f64> = (0..n).map(|i| (i * i % 7) as f64).collect();
        OrdinaryLeastSquares::fit(&y, &x).unwrap().moment_degrees(column).unwrap()
    }

    #[test]
    fn two_means_by_hand() {
        // Groups of 3 and 11. Each group's part of the variance is its sum of squares over (size - 1) squared, so the mean is
        // 1/2 + 1/10 and half the variance 1/8 + 1/1000: .36 / .126.
        let group: Vec<f64> = (0..14).map(|i| if i < 3 { 1.0 } else { 0.0 }).collect();
        Exact.check("difference of means", degrees(&[&group], 1), 0.36 / 0.126).unwrap();
        // The other group's mean alone has the degrees of its own rows.
        Exact.check("one mean", degrees(&[&group], 0), 10.0).unwrap();
    }

    #[test]
    fn eigenvalues_in_numpy() {
        let x = [0.3, -1.2, 0.8, 2.1, -0.4, 0.0, 1.7, -2.2, 0.9, 4.0, -0.6, 0.5];
        let z = [1.0, 0.0, 0.0, 1.0, 1.0, 0.0, 1.0, 0.0, 1.0, 1.0, 0.0, 0.0];
        // numpy.linalg.eigvalsh of G'G, G = (I - H) diag(w): (sum of eigenvalues) ** 2 / (sum of their squares).
        Exact.check("x", degrees(&[&x, &z], 1), 3.124_374_239_116_139_3).unwrap();
        Exact.check("z", degrees(&[&x, &z], 2), 5.259_045_252_514_386).unwrap();
    }
}
