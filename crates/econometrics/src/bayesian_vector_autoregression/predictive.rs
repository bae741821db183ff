//! What the model says of a period that it has not seen: the one-step predictive distribution, a multivariate
//! Student t in closed form, and log scores over an expanding window. Simulated paths stand in `draws.rs`.

use rayon::prelude::*;

use super::conjugate::NormalInverseWishart;
use super::posterior::BayesianVectorAutoregression;
use super::prior::Prior;
use crate::columns::Columns;
use crate::dense::solve_lower_in_place;
use crate::distributions::{ln_gamma, student_quantile};
use crate::linear::{cholesky, dot};
use crate::refusal::{Confidence, Interval, Refusal, require_finite, require_length, require_name};
use crate::vector_autoregression::Lags;

/// Log density of a multivariate t at `gap` from its place, with squared scale `shape` and `degrees` degrees of freedom;
/// `None` when the shape is not positive definite.
pub(super) fn ln_multivariate_t(gap: &[f64], shape: &[f64], degrees: f64) -> Option<f64> {
    let (d, size) = (gap.len(), gap.len() as f64);
    let root = cholesky(shape, d)?;
    let mut solved = gap.to_vec();
    solve_lower_in_place(&root, &mut solved);
    let half_log_determinant: f64 = (0..d).map(|i| root[i * d + i].ln()).sum();
    let power = 0.5 * (degrees + size);
    Some(
        ln_gamma(power)
            - ln_gamma(0.5 * degrees)
            - 0.5 * size * (degrees * std::f64::consts::PI).ln()
            - half_log_determinant
            - power * (dot(&solved, &solved) / degrees).ln_1p(),
    )
}

/// A Student t with place and scale.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StudentT {
    /// Centre, in the units of the series.
    pub location: f64,
    /// Scale, positive; the standard deviation is `scale sqrt(df / (df - 2))` where df > 2.
    pub scale: f64,
    /// Degrees of freedom.
    pub df: f64,
}

impl StudentT {
    /// Log density.
    pub fn log_density(&self, value: f64) -> f64 {
        ln_multivariate_t(&[value - self.location], &[self.scale * self.scale], self.df).unwrap_or(f64::NEG_INFINITY)
    }

    /// The interval that leaves equal probability on both sides.
    pub fn interval(&self, confidence: Confidence) -> Interval {
        let reach = self.scale * student_quantile(0.5 + 0.5 * confidence.level(), self.df);
        Interval { low: self.location - reach, high: self.location + reach }
    }
}

/// The predictive distribution of the m series in one period, parameters integrated out: multivariate t with
/// nu - m + 1 degrees of freedom. Zellner (1971), chapter 8.
#[derive(Debug, Clone, PartialEq)]
pub struct PredictiveDensity {
    names: Vec<String>,
    location: Vec<f64>,
    shape: Vec<f64>,
    df: f64,
    n: usize,
}

impl PredictiveDensity {
    /// After `posterior`, at the regressors `x` (k of them).
    pub(super) fn new(
        names: &[String],
        posterior: &NormalInverseWishart,
        x: &[f64],
        n: usize,
    ) -> Result<Self, Refusal> {
        posterior.require_proper()?;
        let (k, m) = (posterior.k, posterior.m);
        let mut solved = x.to_vec();
        solve_lower_in_place(&posterior.precision_root, &mut solved);
        let df = posterior.degrees - m as f64 + 1.0;
        let factor = (1.0 + dot(&solved, &solved)) / df;
        let location = posterior.mean.chunks_exact(k).map(|b| dot(b, x)).collect();
        let shape = posterior.scale.iter().map(|s| s * factor).collect();
        Ok(Self { names: names.to_vec(), location, shape, df, n })
    }

    /// Centres, one per series.
    pub fn location(&self) -> &[f64] {
        &self.location
    }

    /// Names of the series, in the order of the centres.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Number of periods that the model was fitted to.
    pub fn n(&self) -> usize {
        self.n
    }

    /// Degrees of freedom.
    pub fn df(&self) -> f64 {
        self.df
    }

    /// Log density of all series together. Refuses another number of values, and values that are not finite.
    pub fn log_density(&self, values: &[f64]) -> Result<f64, Refusal> {
        require_length("values", values.len(), self.location.len())?;
        require_finite(values, "values")?;
        let gap: Vec<f64> = values.iter().zip(&self.location).map(|(v, l)| v - l).collect();
        let why = "its squared scale is not positive definite";
        ln_multivariate_t(&gap, &self.shape, self.df).ok_or(Refusal::NotDefined { what: "the predictive density", why })
    }

    /// The predictive distribution of one series by itself.
    pub fn series(&self, name: &str) -> Result<StudentT, Refusal> {
        let at = require_name("series", name, &self.names)?;
        let scale = self.shape[at * self.names.len() + at].sqrt();
        Ok(StudentT { location: self.location[at], scale, df: self.df })
    }
}

/// How a prediction fared.
#[derive(Debug, Clone, PartialEq)]
pub struct LogScore {
    /// The period predicted, counted from 0.
    pub period: usize,
    /// Log predictive density of all series together; larger is better.
    pub joint: f64,
    /// Log predictive density of each series by itself.
    pub each: Vec<f64>,
    /// Names of the series, in the order of `each`.
    names: Vec<String>,
}

impl LogScore {
    /// The log predictive density of one series by itself. Refuses an unknown name.
    pub fn of(&self, name: &str) -> Result<f64, Refusal> {
        Ok(self.each[require_name("series", name, &self.names)?])
    }
}

/// One-step log scores over an expanding window.
#[derive(Debug, Clone, PartialEq)]
pub struct LogScores {
    /// One per predicted period, earliest first.
    pub scores: Vec<LogScore>,
}

impl LogScores {
    /// Number of predicted periods.
    pub fn n(&self) -> usize {
        self.scores.len()
    }

    /// Sum of the joint log scores.
    pub fn total(&self) -> f64 {
        self.scores.iter().map(|s| s.joint).sum()
    }

    /// Mean of the joint log scores.
    pub fn mean(&self) -> f64 {
        self.total() / self.n() as f64
    }
}

/// Predicts every period from `first` (counted from 0) on by a fit to all periods before it. The prior is built anew
/// for each, so that scales found by autoregressions know nothing of what is predicted.
///
/// Refuses no period to predict, and what [`BayesianVectorAutoregression::fit`] refuses for any of the windows.
pub fn log_scores(series: &Columns, lags: Lags, prior: &Prior, first: usize) -> Result<LogScores, Refusal> {
    let n = series.n_rows();
    if first >= n {
        return Err(Refusal::NoSuch { what: "period", index: first, count: n });
    }
    let score = |period: usize| {
        let rows: Vec<usize> = (0..period).collect();
        let density = BayesianVectorAutoregression::fit(&series.select_rows(&rows)?, lags, prior)?.next()?;
        let seen: Vec<f64> = (0..series.n_columns()).map(|j| series.column(j)[period]).collect();
        let joint = density.log_density(&seen)?;
        let each = series.names().iter().zip(&seen).map(|(name, v)| Ok(density.series(name)?.log_density(*v)));
        let names = series.names().to_vec();
        Ok(LogScore { period, joint, each: each.collect::<Result<_, Refusal>>()?, names })
    };
    let scores: Vec<Result<LogScore, Refusal>> = (first..n).into_par_iter().map(score).collect();
    Ok(LogScores { scores: scores.into_iter().collect::<Result<_, _>>()? })
}

#[cfg(test)]
mod tests {
    //! (a) hand: one dimension is Student's t; (c) the sum of one-step log scores is the marginal likelihood.
    use super::*;
    use crate::bayesian_vector_autoregression::{Minnesota, Scales};
    use crate::distributions::student_density;
    use crate::tolerance::Tolerance::{Exact, PrintedDecimals};

    #[test]
    fn one_dimension_is_student() {
        let t = StudentT { location: 2.0, scale: 3.0, df: 5.0 };
        Exact.check("density", t.log_density(0.5), (student_density(0.5, 5.0) / 3.0).ln()).unwrap();
        let interval = t.interval(Confidence::new(0.95).unwrap());
        PrintedDecimals(12).check("quantile", (interval.high - 2.0) / 3.0, 2.570581835636).unwrap();
    }

    #[test]
    fn scores_add_up_to_the_marginal_likelihood() {
        let mut series = Columns::new(40);
        series.push_with("a", |t| ((t * t * 7) % 31) as f64 / 9.0);
        series.push_with("b", |t| ((t * t * 5 + t) % 29) as f64 / 7.0 - 1.0);
        let settings = Minnesota {
            scales: Scales::Given(vec![1.0, 2.0]),
            constant: 2.0,
            sum_of_coefficients: Some(1.5),
            initial_observation: Some(0.8),
            ..Minnesota::default()
        };
        let (lags, prior) = (Lags::new(3).unwrap(), Prior::Minnesota(settings));
        let whole = BayesianVectorAutoregression::fit(&series, lags, &prior).unwrap();
        let early: Vec<usize> = (0..20).collect();
        let part = BayesianVectorAutoregression::fit(&series.select_rows(&early).unwrap(), lags, &prior).unwrap();
        let scores = log_scores(&series, lags, &prior, 20).unwrap();
        assert_eq!((scores.n(), scores.scores[0].period), (20, 20));
        let gained = whole.log_marginal_likelihood().unwrap() - part.log_marginal_likelihood().unwrap();
        Exact.check("sum", scores.total(), gained).unwrap();
        assert_eq!(scores.scores[3].of("b"), Ok(scores.scores[3].each[1]));
        assert!(scores.scores[3].of("c").is_err());
        assert_eq!((whole.next().unwrap().n(), whole.next().unwrap().names().len()), (37, 2));
        assert!(log_scores(&series, lags, &prior, 40).is_err());
    }
}
