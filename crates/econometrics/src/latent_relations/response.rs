//! How a surprise in one hidden relation moves another, later.

use super::fit::{LatentFit, PosteriorSummary};
use crate::local_projections::Horizons;
use crate::refusal::{Confidence, Refusal};

impl LatentFit {
    /// Mean over the horizons of the response of one relation to a unit surprise in another, the impulse last in a
    /// Cholesky ordering: what of the impulse its own past, the past of all others and the others' values of the same
    /// period do not predict. In that period it moves nothing but itself.
    ///
    /// `standardised`: in standard deviations of the response's path per standard deviation of the impulse's, draw by
    /// draw, over all periods. Refuses a relation that is not there, and a mean that has not settled by the rule of the fit.
    pub fn response(
        &self,
        impulse: usize,
        response: usize,
        horizons: Horizons,
        standardised: bool,
        confidence: Confidence,
    ) -> Result<PosteriorSummary, Refusal> {
        let (m, k, p) = (self.layout.m, self.layout.k, self.layout.p);
        for index in [impulse, response] {
            if index >= m {
                return Err(Refusal::NoSuch { what: "relation", index, count: m });
            }
        }
        // The last p steps of the response of all relations, latest first.
        let mut steps = vec![0.0; p * m];
        let mut next = vec![0.0; m];
        let mut values = Vec::with_capacity(self.n_draws());
        for d in 0..self.n_draws() {
            let coefficients = self.coefficients(d);
            steps.fill(0.0);
            steps[impulse] = 1.0;
            let mut sum = 0.0;
            for h in 1..=horizons.to() {
                for (j, value) in next.iter_mut().enumerate() {
                    let equation = &coefficients[j * k..(j + 1) * k - 1];
                    *value = equation.iter().zip(&steps).map(|(a, s)| a * s).sum();
                }
                steps.copy_within(..(p - 1) * m, m);
                steps[..m].copy_from_slice(&next);
                if h >= horizons.from() {
                    sum += next[response];
                }
            }
            let unit = if standardised { self.spread(d, impulse) / self.spread(d, response) } else { 1.0 };
            values.push(unit * sum / (horizons.to() - horizons.from() + 1) as f64);
        }
        let of = format!("response of {} to {}", self.relations[response], self.relations[impulse]);
        let name = format!("{of}, {} to {} periods later", horizons.from(), horizons.to());
        let settled = self.settled(&values);
        let rule = self.sampler;
        if settled.r_hat < rule.r_hat_max && settled.effective > rule.effective_min {
            return Ok(self.summary(name, values, settled, confidence));
        }
        Err(Refusal::Unsettled {
            quantity: name,
            r_hat: settled.r_hat,
            effective: settled.effective,
            draws: self.convergence().draws_per_chain,
            r_hat_max: rule.r_hat_max,
            effective_min: rule.effective_min,
        })
    }

    /// Standard deviation of a relation's path over all periods, divisor T - 1.
    fn spread(&self, draw: usize, relation: usize) -> f64 {
        let path = self.path(draw, relation);
        let mean = path.iter().sum::<f64>() / path.len() as f64;
        (path.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (path.len() as f64 - 1.0)).sqrt()
    }
}
