//! Responses of the series to a shock in one of them: reduced-form, orthogonal and generalised, point estimates.
//! Bands stand elsewhere.

use super::moving_average::moving_averages_into;
use super::named_path::{PathTable, require_steps};
use super::{CausalOrdering, FittedVar, NamedPath};
use crate::caution::Caution;
use crate::dense::multiply_into;
use crate::linear::cholesky;
use crate::refusal::Refusal;

/// What a shock in one series is, given that the errors of the series are correlated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Identification {
    /// Cholesky factor of the error covariance in the order of the series: within its period a shock moves its own
    /// series and those after it. Luetkepohl (2005), section 2.3.2.
    Orthogonal,
    /// As `Orthogonal`, in another order.
    OrthogonalIn(CausalOrdering),
    /// The error of one series is one standard deviation, and those of the others are what is then to be expected
    /// of them. Does not depend on the order; the shocks of two series are not separate. Pesaran and Shin (1998).
    Generalised,
    /// The error of one series alone, those of the others zero, however correlated: the moving-average coefficients
    /// Phi. Luetkepohl (2005), equation 2.1.22.
    ReducedForm,
}

/// The size of the shock that the responses are to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShockSize {
    /// One standard deviation of the shock: of the orthogonal shock, or of the error of the series for the
    /// generalised and the reduced form.
    OneStandardDeviation,
    /// As large as moves the shocked series itself by one of its units in the period of the shock.
    OneUnit,
}

/// Responses of K series to shocks in each of them, at the horizons 0 to steps - 1.
///
/// `responses.of("pair")?.to("third")?.at(Horizon(4))?` is how far `pair` stands, four periods after a shock in
/// `third`, from where it would stand without; in units of `pair`.
#[derive(Debug, Clone, PartialEq)]
pub struct ImpulseResponses {
    table: PathTable,
    identification: Identification,
    size: ShockSize,
    accumulated: bool,
    /// Standard deviation of each shock, in units of its series.
    deviations: Vec<f64>,
    /// Number of periods T of the fit.
    pub n: usize,
    /// What must be known of the answer: a root near the unit circle.
    pub cautions: Vec<Caution>,
}

/// Responses of one series.
#[derive(Debug, Clone, Copy)]
pub struct ResponsesOf<'a> {
    table: &'a PathTable,
    effect: usize,
}

impl<'a> ResponsesOf<'a> {
    /// The path of the responses to a shock in one series. Refuses a name that is not there.
    pub fn to(&self, shock: &str) -> Result<NamedPath<'a>, Refusal> {
        Ok(self.table.path(self.effect, self.table.position(shock)?))
    }
}

impl ImpulseResponses {
    /// The responses of one series. Refuses a name that is not there.
    pub fn of(&self, effect: &str) -> Result<ResponsesOf<'_>, Refusal> {
        Ok(ResponsesOf { table: &self.table, effect: self.table.position(effect)? })
    }

    /// Names of the series, which are those of the shocks.
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

    /// How large a shock is.
    pub fn shock_size(&self) -> ShockSize {
        self.size
    }

    /// Whether the values are sums of the responses up to each horizon.
    pub fn is_accumulated(&self) -> bool {
        self.accumulated
    }

    /// Standard deviation of the shock in one series, in units of that series. Refuses a name that is not there.
    pub fn standard_deviation(&self, shock: &str) -> Result<f64, Refusal> {
        Ok(self.deviations[self.table.position(shock)?])
    }

    /// Sums of the responses from horizon 0 up to each horizon: the response of the level when the series are
    /// changes. Accumulating twice does nothing further.
    pub fn cumulative(&self) -> Self {
        let table = self.table.changed(|_, _, path| {
            let mut sum = 0.0;
            for value in path.iter_mut().filter(|_| !self.accumulated) {
                sum += *value;
                *value = sum;
            }
        });
        Self { table, accumulated: true, ..self.clone() }
    }

    /// The same responses to shocks of another size.
    pub fn with_shocks_of(&self, size: ShockSize) -> Self {
        let factor = |shock: usize| match (self.size, size) {
            (ShockSize::OneStandardDeviation, ShockSize::OneUnit) => 1.0 / self.deviations[shock],
            (ShockSize::OneUnit, ShockSize::OneStandardDeviation) => self.deviations[shock],
            _ => 1.0,
        };
        let table = self.table.changed(|_, shock, path| path.iter_mut().for_each(|v| *v *= factor(shock)));
        Self { table, size, ..self.clone() }
    }
}

impl FittedVar {
    /// Responses at the horizons 0 to `steps` - 1, 1 to 10,000 of them: to shocks of one standard deviation (with the
    /// error covariance of divisor T - parameters), for the reduced form to shocks of one unit;
    /// [`ImpulseResponses::with_shocks_of`] changes the size. They need no stable system; a root near the unit circle
    /// or outside of it is a caution.
    ///
    /// Refuses errors of which one is a combination of the others, an ordering that does not hold every series
    /// once, and an explosive system with so many steps that the responses leave the range of numbers.
    pub fn impulse_responses(&self, identification: Identification, steps: usize) -> Result<ImpulseResponses, Refusal> {
        require_steps(steps)?;
        let (sigma, k) = (self.sigma(), self.k());
        let impact = impact(&sigma, self.names(), &identification)?;
        let matrices = self.responses_to(&impact, steps)?;
        let deviations = match identification {
            Identification::Orthogonal | Identification::OrthogonalIn(_) => (0..k).map(|i| impact[i * k + i]).collect(),
            Identification::Generalised | Identification::ReducedForm => {
                (0..k).map(|i| sigma[i * k + i].sqrt()).collect()
            }
        };
        let size = match identification {
            Identification::ReducedForm => ShockSize::OneUnit,
            _ => ShockSize::OneStandardDeviation,
        };
        Ok(ImpulseResponses {
            table: PathTable::from_matrices(self.names(), &matrices),
            identification,
            size,
            accumulated: false,
            deviations,
            n: self.n(),
            cautions: self.persistence_cautions()?,
        })
    }

    /// `Phi_h`, h = 0 to steps - 1: matrices K x K, column-major.
    pub(super) fn moving_averages(&self, steps: usize) -> Result<Vec<f64>, Refusal> {
        let k = self.k();
        let mut phi = vec![0.0; k * k * steps];
        let stride = self.parameters_per_equation();
        moving_averages_into(&self.coefficient_rows(), stride, k, self.lags().count(), &mut phi);
        self.require_finite_paths(&phi)?;
        Ok(phi)
    }

    /// `Phi_h impact`, h = 0 to steps - 1: matrices K x K, column-major, one column per shock.
    pub(super) fn responses_to(&self, impact: &[f64], steps: usize) -> Result<Vec<f64>, Refusal> {
        let k = self.k();
        let mut responses = vec![0.0; k * k * steps];
        for (phi, out) in self.moving_averages(steps)?.chunks_exact(k * k).zip(responses.chunks_exact_mut(k * k)) {
            multiply_into(phi, impact, k, k, k, out);
        }
        Ok(responses)
    }
}

/// What the series do in the period of the shock: K x K, column-major, one column per shock, each shock of one standard
/// deviation (of one unit for the reduced form).
pub(super) fn impact(sigma: &[f64], names: &[String], identification: &Identification) -> Result<Vec<f64>, Refusal> {
    let k = names.len();
    let refused = Refusal::NotPositiveDefinite { restrictions: k };
    let lower = cholesky(sigma, k).ok_or(refused.clone())?;
    match identification {
        Identification::Orthogonal => Ok(lower),
        Identification::OrthogonalIn(ordering) => {
            let order = ordering.positions(names)?;
            let reordered: Vec<f64> = (0..k * k).map(|at| sigma[order[at / k] * k + order[at % k]]).collect();
            let lower = cholesky(&reordered, k).ok_or(refused)?;
            let mut impact = vec![0.0; k * k];
            for (at, value) in lower.iter().enumerate() {
                impact[order[at / k] * k + order[at % k]] = *value;
            }
            Ok(impact)
        }
        Identification::Generalised => Ok((0..k * k).map(|at| sigma[at] / sigma[at / k * (k + 1)].sqrt()).collect()),
        Identification::ReducedForm => Ok(crate::dense::identity(k)),
    }
}

#[cfg(test)]
mod tests {
    //! (a) hand: two series whose error covariance is [4 2; 2 5] = P P' with P = [2 0; 1 2].
    use super::*;
    use crate::tolerance::Tolerance::Exact;

    const SIGMA: [f64; 4] = [4.0, 2.0, 2.0, 5.0];

    #[test]
    fn impacts_by_hand() {
        let names = ["a", "b"].map(str::to_owned);
        let of = |identification| impact(&SIGMA, &names, &identification).unwrap();
        assert_eq!(of(Identification::Orthogonal), [2.0, 1.0, 0.0, 2.0]);
        assert_eq!(of(Identification::ReducedForm), [1.0, 0.0, 0.0, 1.0]);
        // A shock in b first: b moves by sqrt 5, a by 2 / sqrt 5; what is left of a has variance 4 - 4 / 5.
        let reversed = of(Identification::OrthogonalIn(CausalOrdering::new(&["b", "a"]).unwrap()));
        let general = of(Identification::Generalised);
        let root = 5f64.sqrt();
        for (ours, expected) in [
            (reversed.as_slice(), [3.2f64.sqrt(), 0.0, 2.0 / root, root]),
            (general.as_slice(), [2.0, 1.0, 2.0 / root, root]),
        ] {
            for (o, e) in ours.iter().zip(expected) {
                Exact.check("impact", *o, e).unwrap();
            }
        }
    }

    #[test]
    fn errors_that_repeat_one_another_are_refused() {
        let names = ["a", "b"].map(str::to_owned);
        let refused = impact(&[1.0, 1.0, 1.0, 1.0], &names, &Identification::Orthogonal);
        assert_eq!(refused, Err(Refusal::NotPositiveDefinite { restrictions: 2 }));
    }
}
