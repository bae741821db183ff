//! Fits a Bayesian vector autoregression with a conjugate prior and holds prior, posterior and marginal likelihood.
//! Draws, predictions and tests are next door.

use super::conjugate::NormalInverseWishart;
use super::draws::Draws;
use super::lagged::Lagged;
use super::predictive::PredictiveDensity;
use super::prior::Prior;
use crate::columns::Columns;
use crate::refusal::{Refusal, require_name};
use crate::vector_autoregression::Lags;

/// The estimator: m series, each regressed on p lags of all and a constant, with a prior.
#[derive(Debug, Clone, Copy)]
pub struct BayesianVectorAutoregression;

impl BayesianVectorAutoregression {
    /// Fits to m series, one column each, n periods without gaps; T = n - p periods are used, the first p are taken as
    /// given. The posterior is a closed form (Kadiyala and Karlsson 1997).
    ///
    /// Refuses NaN, settings out of range, series whose scale cannot be found, and under [`Prior::Flat`] fewer than
    /// m p + 1 + m usable periods, collinear lags and equations without residual variation; and one name for two series.
    pub fn fit(series: &Columns, lags: Lags, prior: &Prior) -> Result<BayesianFit, Refusal> {
        let m = series.n_columns();
        let periods_min = if *prior == Prior::Flat { m * lags.count() + 1 + m } else { 1 };
        let lagged = Lagged::new(series, lags, periods_min)?;
        let before = prior.distribution(series, &lagged)?;
        let mut posterior = before.clone();
        before.update_by_rotation(&lagged.rows, &lagged.terms(), &mut posterior)?;
        posterior.require_proper()?;
        Ok(BayesianFit { lagged, prior: before, posterior, chosen: false })
    }
}

/// A fitted Bayesian vector autoregression of m series with p lags on T periods.
#[derive(Debug, Clone)]
pub struct BayesianFit {
    pub(super) lagged: Lagged,
    pub(super) prior: NormalInverseWishart,
    pub(super) posterior: NormalInverseWishart,
    /// Whether the prior was chosen from the same sample.
    pub(super) chosen: bool,
}

impl BayesianFit {
    /// Names of the series.
    pub fn names(&self) -> &[String] {
        &self.lagged.names
    }

    /// Names of the columns of every equation: `name.l1` of all series, `name.l2` ..., `const`.
    pub fn terms(&self) -> Vec<String> {
        self.lagged.terms()
    }

    /// Number of lags p.
    pub fn lags(&self) -> Lags {
        self.lagged.lags
    }

    /// Number of periods used, T.
    pub fn n(&self) -> usize {
        self.lagged.t
    }

    /// The distribution before the sample, dummy observations included.
    pub fn prior(&self) -> &NormalInverseWishart {
        &self.prior
    }

    /// The distribution after the sample.
    pub fn posterior(&self) -> &NormalInverseWishart {
        &self.posterior
    }

    /// Posterior mean of the coefficient of `term` (such as `income.l2` or `const`) in the equation of `effect`.
    pub fn coefficient(&self, effect: &str, term: &str) -> Result<f64, Refusal> {
        let equation = require_name("series", effect, self.names())?;
        let column = require_name("term", term, &self.terms())?;
        Ok(self.posterior.mean()[equation * self.posterior.k() + column])
    }

    /// Logarithm of the density of the T periods given the first p, all parameters integrated out; with dummy
    /// observations, given these too. Refuses an improper prior.
    pub fn log_marginal_likelihood(&self) -> Result<f64, Refusal> {
        self.prior.require_proper()?;
        Ok(self.prior.log_marginal_likelihood(&self.posterior, self.n() as f64))
    }

    /// Independent draws of coefficients and error covariance from the posterior; draw d is the same for any number
    /// of threads. Refuses 0 draws.
    pub fn draws(&self, count: usize, seed: u64) -> Result<Draws, Refusal> {
        let mut draws = Draws::zeros(&self.lagged, count)?;
        draws.fill(
            seed,
            0,
            || (),
            |_, _, random, b, sigma, scratch| self.posterior.draw_into(random, b, sigma, scratch),
        );
        Ok(draws)
    }

    /// The predictive distribution of the first period after the sample.
    pub fn next(&self) -> Result<PredictiveDensity, Refusal> {
        PredictiveDensity::new(self.names(), &self.posterior, &self.lagged.next, self.n())
    }
}

#[cfg(test)]
mod tests {
    //! (c) under a flat prior the posterior mean is least squares, and its draws scatter as least squares says.
    use super::*;
    use crate::regression::Covariance;
    use crate::tolerance::Tolerance::{Exact, Iterative, Simulated};
    use crate::vector_autoregression::{Deterministic, VectorAutoregression};

    fn series(n: usize) -> Columns {
        let mut series = Columns::new(n);
        series.push_with("a", |t| ((t * t * 7) % 31) as f64 / 9.0);
        series.push_with("b", |t| ((t * t * 5 + t) % 29) as f64 / 7.0 - 1.0);
        series
    }

    #[test]
    fn flat_is_least_squares() {
        let (data, lags) = (series(60), Lags::new(2).unwrap());
        let fit = BayesianVectorAutoregression::fit(&data, lags, &Prior::Flat).unwrap();
        let least_squares = VectorAutoregression::fit(&data, lags, Deterministic::Constant).unwrap();
        for term in fit.terms() {
            let theirs = least_squares.coefficient("b", &term).unwrap();
            Exact.check(&term, fit.coefficient("b", &term).unwrap(), theirs).unwrap();
        }
        // S is the residual sum of squares and products; T - k degrees of freedom.
        let residuals = least_squares.equation(0).unwrap().residual_sum_of_squares();
        Exact.check("S", fit.posterior().scale()[0], residuals).unwrap();
        assert_eq!(fit.posterior().degrees(), 53.0);
        assert!(fit.log_marginal_likelihood().is_err());
        let classical = least_squares.equation(0).unwrap().coefficient(1, Covariance::Classical).unwrap();
        let draws = fit.draws(4_000, 1).unwrap().coefficient("a", "b.l1").unwrap();
        // Student's t with T - k - m + 1 degrees of freedom, scaled with as many: a little wider than T - k.
        let spread = classical.standard_error * (53.0f64 / 52.0).sqrt() * (52.0f64 / 50.0).sqrt();
        let standard_error = spread / 4_000f64.sqrt();
        Simulated { standard_error }.check("mean", draws.mean(), classical.estimate).unwrap();
        assert!((draws.standard_deviation() / spread - 1.0).abs() < 0.06);
    }

    #[test]
    fn a_level_far_from_zero_costs_few_digits() {
        // Eighths: exact at any of these levels. Slopes, errors and responses do not know where zero is.
        let at = |level: f64| {
            let mut data = Columns::new(80);
            data.push_with("a", |t| level + ((t * t * 7) % 31) as f64 / 8.0);
            data.push_with("b", |t| 2.0 * level + ((t * t * 5 + t) % 29) as f64 / 8.0);
            BayesianVectorAutoregression::fit(&data, Lags::new(2).unwrap(), &Prior::Flat).unwrap()
        };
        let (near, far) = (at(0.0), at(131_072.0));
        for term in ["a.l1", "a.l2", "b.l1", "b.l2"] {
            let reference = near.coefficient("a", term).unwrap();
            Exact.check(term, far.coefficient("a", term).unwrap(), reference).unwrap();
        }
        Exact.check("S", far.posterior().scale()[0], near.posterior().scale()[0]).unwrap();
    }

    #[test]
    fn collinear_lags_are_named() {
        let mut data = Columns::new(30);
        data.push_with("a", |t| ((t * t * 7) % 31) as f64);
        data.push_with("b", |t| 2.0 * ((t * t * 7) % 31) as f64);
        let refused = BayesianVectorAutoregression::fit(&data, Lags::new(1).unwrap(), &Prior::Flat).unwrap_err();
        assert!(matches!(refused, Refusal::Singular { column, .. } if column == "b.l1"));
    }

    #[test]
    fn a_tight_prior_wins_over_little_data() {
        let settings = super::super::Minnesota { tightness: 1e-6, ..Default::default() };
        let fit =
            BayesianVectorAutoregression::fit(&series(12), Lags::new(3).unwrap(), &Prior::Minnesota(settings)).unwrap();
        // The pull of the data is of the order of the tightness squared.
        Iterative.check("own lag", fit.coefficient("a", "a.l1").unwrap(), 1.0).unwrap();
        Iterative.check("other lag", fit.coefficient("a", "b.l3").unwrap(), 0.0).unwrap();
        assert!(fit.log_marginal_likelihood().unwrap().is_finite());
        let too_short = BayesianVectorAutoregression::fit(&series(8), Lags::new(3).unwrap(), &Prior::Flat);
        assert_eq!(too_short.unwrap_err(), Refusal::TooFewObservations { have: 5, need: 9 });
    }
}
