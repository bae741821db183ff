//! The bias of least squares in a vector autoregression, by bootstrap or in closed form, and taking it off without
//! making the system explosive. Kilian (1998); Pope (1990). Bands stand in `bands.rs`.

use super::bootstrap::{Process, ResampledVar};
use super::companion::{companion_into, is_stable, stability_room};
use super::sampling::{BiasCorrection, Sampling};
use super::statistics::{LagCoefficients, covariance_of};
use super::{Deterministic, Lags};
use crate::caution::Caution;
use crate::dense::{invert_positive_definite, multiply, multiply_into, transpose};
use crate::refusal::{Refusal, require_name};

/// Estimated bias of lag coefficients, one row of k p per equation.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Bias(pub(super) Vec<f64>);

/// Room that [`correct_into`] needs.
pub(super) fn correction_room(k: usize, p: usize) -> usize {
    stability_room(k, p)
}

/// Takes the bias off lag coefficients (rows of `stride`) into rows of k p, and gives the share of it that was taken
/// off. Coefficients that are explosive themselves stay as they are (share 0); a correction that makes stable ones
/// explosive is shrunk, by 1 %, then 2 % of the rest, and so on, until it does not: Kilian (1998), step 1b.
pub(super) fn correct_into(
    coefficients: &[f64],
    stride: usize,
    bias: &Bias,
    k: usize,
    p: usize,
    room: &mut [f64],
    out: &mut [f64],
) -> f64 {
    let width = k * p;
    let write = |share: f64, out: &mut [f64]| {
        for (equation, row) in out.chunks_exact_mut(width).enumerate() {
            let from = &coefficients[equation * stride..equation * stride + width];
            let off = &bias.0[equation * width..(equation + 1) * width];
            row.iter_mut().zip(from).zip(off).for_each(|((o, c), b)| *o = c - share * b);
        }
    };
    // Most draws need no shrinking, and of these the corrected system alone has to be looked at: where it is stable
    // and the draw itself is not, the draw must be kept, but corrections point outwards, so that is rare and is
    // looked at last.
    write(1.0, out);
    let mut share = 1.0;
    if is_stable(out, width, k, p, room) {
        if !is_stable(coefficients, stride, k, p, room) {
            write(0.0, out);
            share = 0.0;
        }
        return share;
    }
    if !is_stable(coefficients, stride, k, p, room) {
        write(0.0, out);
        return 0.0;
    }
    let mut delta = 1.0f64;
    while !is_stable(out, width, k, p, room) {
        share *= delta;
        delta = (delta - 0.01).max(0.0);
        write(share, out);
    }
    share
}

/// The bias of a fit and the fit without it.
#[derive(Debug, Clone, PartialEq)]
pub struct CoefficientBias {
    names: Vec<String>,
    lags: Lags,
    bias: Bias,
    corrected: Vec<f64>,
    /// Share of the bias that could be taken off with the system staying stable, 1 at best.
    pub share_taken: f64,
    /// Periods used.
    pub n: usize,
    /// What to know of it.
    pub cautions: Vec<Caution>,
}

impl CoefficientBias {
    /// Bias of the coefficient of `cause`, `lag` periods back (from 1), in the equation of `effect`.
    pub fn of(&self, effect: &str, cause: &str, lag: usize) -> Result<f64, Refusal> {
        Ok(self.bias.0[self.place(effect, cause, lag)?])
    }

    /// The corrected coefficient.
    pub fn corrected(&self, effect: &str, cause: &str, lag: usize) -> Result<f64, Refusal> {
        Ok(self.corrected[self.place(effect, cause, lag)?])
    }

    fn place(&self, effect: &str, cause: &str, lag: usize) -> Result<usize, Refusal> {
        let (k, p) = (self.names.len(), self.lags.count());
        let effect = require_name("series", effect, &self.names)?;
        let cause = require_name("series", cause, &self.names)?;
        if !(1..=p).contains(&lag) {
            return Err(Refusal::SettingOutOfRange { name: "lag", value: lag as f64, range: "between 1 and the lags" });
        }
        Ok(effect * k * p + (lag - 1) * k + cause)
    }
}

impl ResampledVar {
    /// The bias of the fit's lag coefficients, estimated as `sampling.correction` says, and the corrected ones.
    /// Refuses a fit whose largest root is not below 1, no correction, and what [`Sampling`] says it refuses.
    pub fn coefficient_bias(&self, sampling: &Sampling) -> Result<CoefficientBias, Refusal> {
        let Some((bias, cautions)) = self.bias(sampling)? else {
            let what = "the bias of the coefficients";
            return Err(Refusal::NotDefined { what, why: "the settings name no method of bias correction" });
        };
        let (corrected, share_taken) = self.corrected(&bias);
        let names = self.fit().names().to_vec();
        let (lags, n) = (self.fit().lags(), self.fit().n());
        Ok(CoefficientBias { names, lags, bias, corrected, share_taken, n, cautions })
    }

    /// The fit's lag coefficients without the bias, and the share of it that was taken off.
    pub(super) fn corrected(&self, bias: &Bias) -> (Vec<f64>, f64) {
        let (k, p) = (self.shape.k, self.shape.p);
        let mut corrected = vec![0.0; self.lags.len()];
        let mut room = vec![0.0; correction_room(k, p)];
        let share = correct_into(&self.lags, k * p, bias, k, p, &mut room, &mut corrected);
        (corrected, share)
    }

    /// The process that paths are drawn from, and the bias to take off each draw.
    pub(super) fn process_and_bias(
        &self,
        sampling: &Sampling,
    ) -> Result<(Process, Option<Bias>, Vec<Caution>), Refusal> {
        sampling.check(self.shape.t(), self.fit().deterministic() == Deterministic::ConstantTrend)?;
        Ok(match self.bias(sampling)? {
            None => (self.process(self.lags.clone()), None, Vec::new()),
            Some((bias, cautions)) => (self.process(self.corrected(&bias).0), Some(bias), cautions),
        })
    }

    fn bias(&self, sampling: &Sampling) -> Result<Option<(Bias, Vec<Caution>)>, Refusal> {
        sampling.check(self.shape.t(), self.fit().deterministic() == Deterministic::ConstantTrend)?;
        let (k, p) = (self.shape.k, self.shape.p);
        if sampling.correction != BiasCorrection::None {
            let modulus = self.fit().root_moduli()?[0];
            if modulus >= 1.0 {
                return Err(Refusal::Explosive { modulus });
            }
        }
        match sampling.correction {
            BiasCorrection::None => Ok(None),
            BiasCorrection::Pope => {
                let (sigma, constant) = (covariance_of(&self.factor, k), self.shape.constant);
                let bias = pope(&self.lags, &sigma, k, p, self.shape.t(), constant)?;
                Ok(Some((bias, Vec::new())))
            }
            BiasCorrection::Bootstrap { draws } => {
                // Another seed than that of the bands, so that the bias does not share their draws.
                let seed = sampling.seed ^ 0x9e37_79b9_7f4a_7c15;
                // The mean over stable draws only would be another bias, one that pulls the correction inwards.
                let first = Sampling { count: draws, seed, stable_only: false, ..*sampling };
                let process = self.process(self.lags.clone());
                let table = self.run(&process, None, &first, &LagCoefficients { k, p })?;
                let bias = table.means().iter().zip(&self.lags).map(|(mean, fit)| mean - fit).collect();
                Ok(Some((Bias(bias), table.cautions())))
            }
        }
    }
}

/// Bias to order 1 / T of least squares in a stable system (Pope 1990; Nicholls and Pope 1988 for an estimated
/// mean): `-G [ (I - A')^-1 + A' (I - A'^2)^-1 + sum_i l_i (I - l_i A')^-1 ] V^-1 / T` with the companion matrix A, its
/// roots l_i, the error covariance G and the covariance V of the state; without a constant the first term is not
/// there. All three terms are power series in A', the last with the traces of the powers of A, so that no complex
/// numbers are needed: `sum_j (1 + [j odd] + tr A^(j+1)) A'^j`.
pub(super) fn pope(
    coefficients: &[f64],
    sigma: &[f64],
    k: usize,
    p: usize,
    t: usize,
    constant: bool,
) -> Result<Bias, Refusal> {
    const TERMS_MAX: usize = 400_000;
    let d = k * p;
    let mut a = vec![0.0; d * d];
    companion_into(coefficients, d, k, p, &mut a);
    let mut g = vec![0.0; d * d];
    (0..k * k).for_each(|at| g[at / k * d + at % k] = sigma[at]);
    let v_inverse = invert_positive_definite(&state_covariance(&a, &g, d)?, d)
        .ok_or(Refusal::NotPositiveDefinite { restrictions: d })?;
    let size = |x: &[f64]| x.iter().map(|v| v * v).sum::<f64>().sqrt();
    let mut power = crate::dense::identity(d);
    let mut next = vec![0.0; d * d];
    let mut sum = vec![0.0; d * d];
    let mut last = f64::INFINITY;
    for j in 0..TERMS_MAX {
        multiply_into(&power, &a, d, d, d, &mut next);
        let trace: f64 = (0..d).map(|i| next[i * d + i]).sum();
        let weight = f64::from(u8::from(constant)) + (j % 2) as f64 + trace;
        sum.iter_mut().zip(&power).for_each(|(s, x)| *s += weight * x);
        last = size(&power);
        // No weight exceeds 2 + d in a stable system, but terms may be 0 by chance: look at the power itself.
        if last * (2.0 + d as f64) < 1e-17 * size(&sum) || last == 0.0 {
            let inner = multiply(&multiply(&g, &transpose(&sum, d, d), d, d, d), &v_inverse, d, d, d);
            let rows = (0..k).flat_map(|row| (0..d).map(move |column| (row, column)));
            return Ok(Bias(rows.map(|(row, column)| -inner[column * d + row] / t as f64).collect()));
        }
        std::mem::swap(&mut power, &mut next);
    }
    Err(Refusal::NotConverged { what: "Pope's bias", iterations: TERMS_MAX, change: last })
}

/// `V = A V A' + G` by doubling: after i steps V holds the first 2^i terms of `sum A^j G A'^j`.
fn state_covariance(a: &[f64], g: &[f64], d: usize) -> Result<Vec<f64>, Refusal> {
    let (mut power, mut v) = (a.to_vec(), g.to_vec());
    for _ in 0..60 {
        let moved = multiply(&multiply(&power, &v, d, d, d), &transpose(&power, d, d), d, d, d);
        let change = moved.iter().zip(&v).fold(0.0f64, |m, (x, y)| m.max(x.abs() / y.abs().max(f64::MIN_POSITIVE)));
        v.iter_mut().zip(&moved).for_each(|(v, x)| *v += x);
        if moved.iter().all(|x| *x == 0.0) || change < 1e-18 {
            return Ok(v);
        }
        power = multiply(&power, &power, d, d, d);
    }
    if v.iter().all(|x| x.is_finite()) {
        Ok(v)
    } else {
        Err(Refusal::NotConverged { what: "the covariance of the state", iterations: 60, change: f64::INFINITY })
    }
}

#[cfg(test)]
mod tests {
    //! (a) hand: one series, `-(1 + 3 a) / T` with and `-2 a / T` without a constant; shrinking at the circle.
    use super::*;
    use crate::tolerance::Tolerance::Exact;

    #[test]
    fn one_series_by_hand() {
        for a in [-0.9, -0.3, 0.0, 0.5, 0.99] {
            let with = pope(&[a], &[2.5], 1, 1, 50, true).unwrap();
            Exact.check(a, with.0[0], -(1.0 + 3.0 * a) / 50.0).unwrap();
            let without = pope(&[a], &[2.5], 1, 1, 50, false).unwrap();
            Exact.check(a, without.0[0], -2.0 * a / 50.0).unwrap();
        }
    }

    #[test]
    fn corrections_stop_before_the_circle() {
        let mut room = vec![0.0; correction_room(1, 1)];
        let mut out = [0.0];
        let mut correct = |a: f64| (correct_into(&[a], 1, &Bias(vec![-0.04]), 1, 1, &mut room, &mut out), out[0]);
        assert_eq!(correct(0.5), (1.0, 0.54));
        // Explosive already: nothing is done.
        assert_eq!(correct(1.02), (0.0, 1.02));
        // .97 + .04 s < 1 asks for s < .75; the shares are 1, 1, .99, .99 * .98, ...: after the factor .93 it is
        // .7503, after .92 it is .6903.
        let share: f64 = (92..=100).map(|percent| f64::from(percent) / 100.0).product();
        let (taken, corrected) = correct(0.97);
        Exact.check("share", taken, share).unwrap();
        assert!(corrected < 1.0 && 0.97 + 0.04 * share / 0.92 >= 1.0, "{corrected}");
    }
}
