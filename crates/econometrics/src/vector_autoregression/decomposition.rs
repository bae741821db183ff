//! Whose shocks the forecast errors of each series come from: orthogonal and generalised decompositions of their
//! variance, point estimates. Tables of totals stand in `connectedness.rs`.

use super::forecast::error_variances;
use super::impulse_response::impact;
use super::named_path::{PathTable, require_steps};
use super::{FittedVar, Identification, NamedPath};
use crate::caution::Caution;
use crate::dense::multiply;
use crate::horizon::Horizon;
use crate::refusal::Refusal;

/// Shares of the forecast-error variance of each series that come from shocks in each series.
///
/// `decomposition.of("pair")?.from("third")?.at(Horizon(4))?` is a share between 0 and 1. The entry at horizon h adds
/// up the responses at the horizons 0 to h: it is about the error of a forecast made h + 1 periods ahead, so that
/// horizon 0 is the forecast of the next period.
#[derive(Debug, Clone, PartialEq)]
pub struct VarianceDecomposition {
    table: PathTable,
    identification: Identification,
    normalised: bool,
    /// Number of periods T of the fit.
    pub n: usize,
    /// What must be known of the answer: a root near the unit circle.
    pub cautions: Vec<Caution>,
}

/// Shares of one series.
#[derive(Debug, Clone, Copy)]
pub struct SharesOf<'a> {
    table: &'a PathTable,
    effect: usize,
}

impl<'a> SharesOf<'a> {
    /// The path of the shares that come from shocks in one series. Refuses a name that is not there.
    pub fn from(&self, shock: &str) -> Result<NamedPath<'a>, Refusal> {
        Ok(self.table.path(self.effect, self.table.position(shock)?))
    }
}

impl VarianceDecomposition {
    /// The shares of one series. Refuses a name that is not there.
    pub fn of(&self, series: &str) -> Result<SharesOf<'_>, Refusal> {
        Ok(SharesOf { table: &self.table, effect: self.table.position(series)? })
    }

    /// Names of the series.
    pub fn names(&self) -> &[String] {
        &self.table.names
    }

    /// Number of horizons, horizon 0 included.
    pub fn steps(&self) -> usize {
        self.table.steps
    }

    /// What a shock is.
    pub fn identification(&self) -> &Identification {
        &self.identification
    }

    /// Whether the shares of each series were made to sum to one. Orthogonal shares do by themselves.
    pub fn is_row_normalised(&self) -> bool {
        self.normalised
    }

    /// Divides the shares of each series by their sum at each horizon. Generalised shares sum to more than one where
    /// errors are correlated; Diebold and Yilmaz (2012).
    pub fn row_normalised(&self) -> Self {
        let k = self.table.names.len();
        let sums: Vec<f64> = (0..k * self.table.steps)
            .map(|at| (0..k).map(|j| self.table.path(at / self.table.steps, j).path()[at % self.table.steps]).sum())
            .collect();
        let table = self.table.changed(|row, _, path| {
            path.iter_mut().zip(&sums[row * self.table.steps..]).for_each(|(share, sum)| *share /= sum);
        });
        Self { table, normalised: true, ..self.clone() }
    }

    /// The shares at one horizon, row by row: entry `i K + j` is the share of series i that comes from series j.
    pub(super) fn rows_at(&self, horizon: Horizon) -> Result<Vec<f64>, Refusal> {
        self.table.rows_at(horizon)
    }
}

impl FittedVar {
    /// Decomposes the forecast-error variances at the horizons 0 to `steps` - 1: orthogonal (Luetkepohl 2005,
    /// section 2.3.3) or generalised (Pesaran and Shin 1998; the rows do not sum to one).
    ///
    /// Refuses the reduced form, whose correlated errors have no separate shares, and what
    /// [`FittedVar::impulse_responses`] refuses.
    pub fn variance_decomposition(
        &self,
        identification: Identification,
        steps: usize,
    ) -> Result<VarianceDecomposition, Refusal> {
        require_steps(steps)?;
        if identification == Identification::ReducedForm {
            let what = "a variance decomposition of the reduced form";
            return Err(Refusal::NotDefined { what, why: "correlated errors have no separate shares" });
        }
        let sigma = self.sigma();
        let impact = impact(&sigma, self.names(), &identification)?;
        let shares = shares(&self.moving_averages(steps)?, &impact, &sigma, self.k());
        self.require_finite_paths(&shares)?;
        Ok(VarianceDecomposition {
            table: PathTable::from_matrices(self.names(), &shares),
            normalised: matches!(identification, Identification::Orthogonal | Identification::OrthogonalIn(_)),
            identification,
            n: self.n(),
            cautions: self.persistence_cautions()?,
        })
    }
}

/// `sum_{s<=h} (Phi_s impact)_ij^2` as a share of the variance of the error of the forecast h + 1 periods ahead: matrices
/// K x K, column-major.
fn shares(phi: &[f64], impact: &[f64], sigma: &[f64], k: usize) -> Vec<f64> {
    let mut out = Vec::with_capacity(phi.len());
    let mut contributions = vec![0.0; k * k];
    for (phi, variances) in phi.chunks_exact(k * k).zip(error_variances(phi, sigma, k).chunks_exact(k)) {
        let responses = multiply(phi, impact, k, k, k);
        contributions.iter_mut().zip(&responses).for_each(|(c, r)| *c += r * r);
        out.extend(contributions.iter().enumerate().map(|(at, c)| c / variances[at % k]));
    }
    out
}

#[cfg(test)]
mod tests {
    //! (a) hand: error covariance [4 2; 2 5], first series its own past only, second without past.
    use super::*;
    use crate::tolerance::Tolerance::Exact;

    #[test]
    fn shares_by_hand() {
        let (sigma, phi) = ([4.0, 2.0, 2.0, 5.0], [1.0, 0.0, 0.0, 1.0, 0.5, 0.0, 0.5, 0.0]);
        // P = [2 0; 1 2]. Phi_1 P = [1.5 1; 0 0]; variance of series 1: 4, then 4 + 1.5^2 + 1 = 7.25.
        let orthogonal = shares(&phi, &[2.0, 1.0, 0.0, 2.0], &sigma, 2);
        let expected = [1.0, 0.2, 0.0, 0.8, 6.25 / 7.25, 0.2, 1.0 / 7.25, 0.8];
        for (at, (ours, hand)) in orthogonal.iter().zip(expected).enumerate() {
            Exact.check(format!("orthogonal {at}"), *ours, hand).unwrap();
        }
        // Impacts [2 2/sqrt 5; 1 sqrt 5]: shares of series 1 are 1 and 4/5/4; rows sum to more than one.
        let root = 5f64.sqrt();
        let general = shares(&phi, &[2.0, 1.0, 2.0 / root, root], &sigma, 2);
        for (at, hand) in [(0, 1.0), (1, 0.2), (2, 0.2), (3, 1.0)] {
            Exact.check(format!("generalised {at}"), general[at], hand).unwrap();
        }
    }
}
