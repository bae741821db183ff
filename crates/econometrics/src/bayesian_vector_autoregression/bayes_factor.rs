//! Evidence for "the lags of these series do not enter that equation": the Savage-Dickey density ratio.

use super::conjugate::NormalInverseWishart;
use super::posterior::BayesianFit;
use super::predictive::ln_multivariate_t;
use crate::caution::Caution;
use crate::dense::{solve_lower_in_place, solve_lower_transposed_in_place};
use crate::refusal::{Refusal, require_name};

/// How the data moved the odds of an exclusion.
#[derive(Debug, Clone, PartialEq)]
pub struct BlockBayesFactor {
    /// Natural logarithm of the Bayes factor in favour of the exclusion: posterior over prior density of the block at
    /// zero. Positive: the data speak for the exclusion; negative: against it.
    pub log_bayes_factor: f64,
    /// Log density of the block at zero before the data.
    pub log_prior_density: f64,
    /// Log density of the block at zero after the data.
    pub log_posterior_density: f64,
    /// Number of coefficients in the block.
    pub coefficients: usize,
    /// Periods used.
    pub n: usize,
    /// The hypothesis that the factor is in favour of.
    pub null: &'static str,
    /// What the factor rests on.
    pub premise: &'static str,
    /// What must be known of this answer.
    pub cautions: Vec<Caution>,
}

impl BlockBayesFactor {
    /// Probability of the exclusion after the data, when it was `before` (strictly between 0 and 1) before them.
    pub fn probability(&self, before: f64) -> Result<f64, Refusal> {
        if before > 0.0 && before < 1.0 {
            Ok(1.0 / (1.0 + (1.0 - before) / before * (-self.log_bayes_factor).exp()))
        } else {
            let range = "strictly between 0 and 1";
            Err(Refusal::SettingOutOfRange { name: "prior probability", value: before, range })
        }
    }
}

impl BayesianFit {
    /// Evidence that the lags of the series in `causes` do not enter the equation of `effect`, by the ratio of Dickey
    /// (1971) and of Verdinelli and Wasserman (1995): posterior over prior density of these coefficients at zero, both
    /// multivariate t with nu - m + 1 degrees of freedom.
    ///
    /// The model without the block is the one whose prior is this prior given that the block is zero. The factor
    /// depends on how wide the prior is, without bound: a wide prior favours the exclusion (Lindley 1957). It is
    /// defined for fixed hyperparameters only: mixed over a gamma hyperprior of the tightness, the prior density of a
    /// block at zero need not be finite.
    /// Refuses an improper prior, no cause, a cause named twice, and unknown names.
    pub fn excluding(&self, causes: &[&str], effect: &str) -> Result<BlockBayesFactor, Refusal> {
        self.prior.require_proper()?;
        let equation = require_name("series", effect, self.names())?;
        let mut series = Vec::new();
        for cause in causes {
            series.push(require_name("series", cause, self.names())?);
        }
        series.sort_unstable();
        series.dedup();
        if series.is_empty() || series.len() < causes.len() {
            let range = "at least 1, and each only once";
            return Err(Refusal::SettingOutOfRange { name: "number of causes", value: causes.len() as f64, range });
        }
        let m = self.names().len();
        let block: Vec<usize> =
            (0..self.lags().count()).flat_map(|lag| series.iter().map(move |j| lag * m + j)).collect();
        let at_zero = |d: &NormalInverseWishart| {
            ln_density_at_zero(d, &block, equation).ok_or(Refusal::NotDefined {
                what: "the density of the block at zero",
                why: "the covariance of its coefficients is not positive definite",
            })
        };
        let method = "the Bayes factor of a block";
        let what = "the hyperparameters of the prior, which were chosen from the same data,";
        let (before, after) = (at_zero(&self.prior)?, at_zero(&self.posterior)?);
        Ok(BlockBayesFactor {
            log_bayes_factor: after - before,
            log_prior_density: before,
            log_posterior_density: after,
            coefficients: block.len(),
            n: self.n(),
            null: "the past of the causes does not enter the equation of the effect, given the past of all others",
            premise: "the prior as stated, and the same prior given that the block is zero; a wider prior favours the exclusion",
            cautions: if self.chosen { vec![Caution::LeavesOut { method, what }] } else { Vec::new() },
        })
    }
}

/// Log density at zero of the coefficients `block` of one equation, Sigma integrated out.
fn ln_density_at_zero(d: &NormalInverseWishart, block: &[usize], equation: usize) -> Option<f64> {
    let (k, m, size) = (d.k, d.m, block.len());
    let degrees = d.degrees - m as f64 + 1.0;
    let factor = d.scale[equation * m + equation] / degrees;
    let mut shape = Vec::with_capacity(size * size);
    let mut column = vec![0.0; k];
    for &j in block {
        column.fill(0.0);
        column[j] = factor;
        solve_lower_in_place(&d.precision_root, &mut column);
        solve_lower_transposed_in_place(&d.precision_root, &mut column);
        shape.extend(block.iter().map(|&i| column[i]));
    }
    let gap: Vec<f64> = block.iter().map(|&j| d.mean[equation * k + j]).collect();
    ln_multivariate_t(&gap, &shape, degrees)
}

#[cfg(test)]
mod tests {
    //! (a) by another road: for one series the factor is the ratio of the marginal likelihoods of the two models;
    //! (c) recovery: an absent block is favoured, a present one is not, and a refusal of what has no factor.
    use super::*;
    use crate::bayesian_vector_autoregression::lagged::Rows;
    use crate::bayesian_vector_autoregression::{BayesianVectorAutoregression, Minnesota, OwnLag, Prior};
    use crate::columns::Columns;
    use crate::resampling::stream;
    use crate::vector_autoregression::Lags;
    use rand_distr::{Distribution, StandardNormal};

    fn series(from_b: f64) -> Columns {
        let mut random = stream(8, 0);
        let (mut a, mut b) = (vec![0.0; 200], vec![0.0; 200]);
        for t in 1..200 {
            let (u, v): (f64, f64) = (StandardNormal.sample(&mut random), StandardNormal.sample(&mut random));
            b[t] = 0.4 * b[t - 1] + u;
            a[t] = 0.3 * a[t - 1] + from_b * b[t - 1] + v;
        }
        let mut series = Columns::new(200);
        series.push("a", &a).unwrap();
        series.push("b", &b).unwrap();
        series
    }

    #[test]
    fn one_series_is_a_ratio_of_marginal_likelihoods() {
        let data = series(0.0);
        let mut one = Columns::new(200);
        one.push("a", data.column(0)).unwrap();
        let settings = Minnesota { own_lag: OwnLag::All(0.2), constant: 3.0, ..Minnesota::default() };
        let prior = Prior::Minnesota(settings);
        let fit = BayesianVectorAutoregression::fit(&one, Lags::new(2).unwrap(), &prior).unwrap();
        // Without lags: only the constant. Its prior given zero lags has the spread of the constant, two more degrees of
        // freedom, and a scale that counts how far zero lies from the prior mean of the lags.
        let whole = fit.prior();
        let mut without = NormalInverseWishart::zeros(1, 1);
        without.precision[0] = whole.precision()[8];
        without.scale[0] = whole.scale()[0] + 0.2 * 0.2 * whole.precision()[0];
        without.degrees = whole.degrees() + 2.0;
        assert!(without.factor());
        let mut after = without.clone();
        let rows = Rows::new(vec![1.0; 198], one.column(0)[2..].to_vec(), 198, 198.0);
        assert!(without.update_into(&rows, &mut after));
        let expected = without.log_marginal_likelihood(&after, 198.0) - fit.log_marginal_likelihood().unwrap();
        let found = fit.excluding(&["a"], "a").unwrap().log_bayes_factor;
        crate::Tolerance::Exact.check("log Bayes factor", found, expected).unwrap();
    }

    #[test]
    fn absent_and_present_blocks() {
        let settings = Minnesota { own_lag: OwnLag::All(0.0), tightness: 1.0, ..Minnesota::default() };
        let prior = Prior::Minnesota(settings);
        let fit = |from_b| BayesianVectorAutoregression::fit(&series(from_b), Lags::new(2).unwrap(), &prior).unwrap();
        let absent = fit(0.0).excluding(&["b"], "a").unwrap();
        let present = fit(0.6).excluding(&["b"], "a").unwrap();
        assert!(absent.log_bayes_factor > 0.5, "{absent:?}");
        assert!(present.log_bayes_factor < -5.0, "{present:?}");
        assert_eq!((absent.coefficients, absent.n), (2, 198));
        assert!(absent.probability(0.5).unwrap() > 0.5 && absent.probability(1.0).is_err());
        let refused = BayesianVectorAutoregression::fit(&series(0.0), Lags::new(2).unwrap(), &Prior::Flat).unwrap();
        assert!(refused.excluding(&["b"], "a").is_err());
        assert!(fit(0.0).excluding(&[], "a").is_err() && fit(0.0).excluding(&["b", "b"], "a").is_err());
        assert!(matches!(fit(0.0).excluding(&["z"], "a"), Err(Refusal::NoSuchName { .. })));
    }
}
