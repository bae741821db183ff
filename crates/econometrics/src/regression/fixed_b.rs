//! Tests and intervals for one coefficient with a Newey-West error whose number of lags is a fixed share b of the
//! sample ("fixed-b"): the law of t under the null, simulated, and the published approximation to its quantiles.

use rand_distr::{Distribution, StandardNormal};
use rayon::prelude::*;

use super::{Covariance, Regression};
use crate::distributions::{normal_density, normal_lower, normal_two_sided};
use crate::linear::dot;
use crate::refusal::{Confidence, Interval, Refusal};
use crate::resampling::stream;

/// How the law is simulated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FixedBSettings {
    /// Brownian bridges drawn, at least 100. The p-value's simulation error falls with their root.
    pub draws: usize,
    /// Steps of each bridge at least, 50 or more.
    pub steps: usize,
    /// Seed.
    pub seed: u64,
}

impl Default for FixedBSettings {
    fn default() -> Self {
        Self { draws: 5_000, steps: 500, seed: 2005 }
    }
}

impl FixedBSettings {
    fn check(self) -> Result<(), Refusal> {
        for (name, value, least, range) in
            [("draws", self.draws, 100, "at least 100"), ("steps", self.steps, 50, "at least 50")]
        {
            if value < least {
                return Err(Refusal::SettingOutOfRange { name, value: value as f64, range });
            }
        }
        Ok(())
    }
}

/// The law of a t-statistic with a Bartlett-weighted standard error of bandwidth share b, under the null:
/// `W(1) / sqrt(P(b))`, where W is a Brownian motion and P a functional of its bridge V,
/// `P = (2/b) [integral of V(r)^2 over 0..1 - integral of V(r) V(r+b) over 0..1-b]`.
/// W(1) and V are independent, so that given P the statistic is normal: probabilities here are means of normal
/// probabilities over draws of P. Source: Kiefer and Vogelsang (2005).
#[derive(Debug, Clone, PartialEq)]
pub struct FixedBLaw {
    b: f64,
    /// `sqrt(P)`, one per draw.
    scales: Vec<f64>,
}

impl FixedBLaw {
    /// The law for a share `b` above 0 and at most 1, rounded to a whole number of the bridge's steps.
    /// Refuses other shares and settings out of range.
    pub fn simulate(b: f64, settings: FixedBSettings) -> Result<Self, Refusal> {
        settings.check()?;
        if !(b > 0.0 && b <= 1.0) {
            return Err(Refusal::SettingOutOfRange { name: "b", value: b, range: "above 0 and at most 1" });
        }
        let window = (b * settings.steps as f64).round().max(1.0) as usize;
        Ok(Self::on_grid(settings.steps, window, settings))
    }

    /// b = window / steps.
    fn on_grid(steps: usize, window: usize, settings: FixedBSettings) -> Self {
        let b = window as f64 / steps as f64;
        let scales = (0..settings.draws)
            .into_par_iter()
            .map_init(
                || vec![0.0; steps],
                |bridge, k| {
                    let random = &mut stream(settings.seed, k as u64);
                    let mut sum = 0.0;
                    for value in bridge.iter_mut() {
                        let step: f64 = StandardNormal.sample(random);
                        sum += step;
                        *value = sum;
                    }
                    for (i, value) in bridge.iter_mut().enumerate() {
                        *value -= sum * (i + 1) as f64 / steps as f64;
                    }
                    let products = dot(bridge, bridge) - dot(&bridge[..steps - window], &bridge[window..]);
                    // Twice divided by the number of steps: once for the integral, once for the variance.
                    (2.0 / b * products).max(0.0).sqrt() / steps as f64
                },
            )
            .collect();
        Self { b, scales }
    }

    /// The share b.
    pub fn b(&self) -> f64 {
        self.b
    }

    /// P(|T| >= |t|).
    pub fn p_value(&self, t: f64) -> f64 {
        self.mean(|scale| normal_two_sided(t * scale))
    }

    /// Simulation standard error of [`FixedBLaw::p_value`].
    pub fn simulation_error(&self, t: f64) -> f64 {
        let mean = self.p_value(t);
        let square = self.mean(|scale| (normal_two_sided(t * scale) - mean).powi(2));
        (square / self.scales.len() as f64).sqrt()
    }

    /// The point below which T lies with probability `share`. Refuses shares outside of 0 to 1.
    pub fn quantile(&self, share: f64) -> Result<f64, Refusal> {
        if !(share > 0.0 && share < 1.0) {
            let range = "strictly between 0 and 1";
            return Err(Refusal::SettingOutOfRange { name: "share", value: share, range });
        }
        if share < 0.5 {
            return Ok(-self.upper_quantile(1.0 - share));
        }
        Ok(self.upper_quantile(share))
    }

    /// Newton's steps held inside of a bracket, for a share of one half or more.
    fn upper_quantile(&self, share: f64) -> f64 {
        let (mut low, mut high) = (0.0, 2.0);
        while self.mean(|scale| normal_lower(high * scale)) < share && high < 1e12 {
            high *= 2.0;
        }
        let mut t = 0.5 * high;
        for _ in 0..200 {
            let excess = self.mean(|scale| normal_lower(t * scale)) - share;
            if excess > 0.0 {
                high = t;
            } else {
                low = t;
            }
            let newton = t - excess / self.mean(|scale| scale * normal_density(t * scale));
            let next = if newton > low && newton < high { newton } else { 0.5 * (low + high) };
            if (next - t).abs() <= 1e-13 * (1.0 + t) {
                return next;
            }
            t = next;
        }
        t
    }

    fn mean(&self, f: impl Fn(f64) -> f64) -> f64 {
        self.scales.iter().map(|scale| f(*scale)).sum::<f64>() / self.scales.len() as f64
    }
}

/// A coefficient whose Newey-West t is referred to the fixed-b law.
#[derive(Debug, Clone, PartialEq)]
pub struct FixedB {
    /// Estimate, in units of the response per unit of the column.
    pub estimate: f64,
    /// Newey-West standard error, Bartlett weights, no small-sample factor.
    pub standard_error: f64,
    /// estimate / standard error.
    pub t: f64,
    /// Number of observations n.
    pub n: usize,
    /// Lags L of the standard error.
    pub lags: usize,
    /// (L + 1) / n.
    pub b: f64,
    /// Two-sided p-value under the fixed-b law.
    pub p_value: f64,
    /// Simulation standard error of the p-value.
    pub simulation_error: f64,
    /// The null hypothesis, as a sentence.
    pub null: &'static str,
    law: FixedBLaw,
}

impl FixedB {
    /// Interval `estimate -/+ fixed-b quantile * standard_error`.
    pub fn interval(&self, confidence: Confidence) -> Interval {
        let half = self.law.upper_quantile(0.5 + confidence.level() / 2.0) * self.standard_error;
        Interval { low: self.estimate - half, high: self.estimate + half }
    }
}

impl Regression {
    /// One coefficient with a Newey-West error of `lags` lags, referred to the fixed-b law with
    /// b = (lags + 1) / n. With many lags the usual t table finds too much; this law accounts for the noise of
    /// the error itself. The law is exact only in the limit, for products of columns and residuals without a
    /// unit root.
    ///
    /// Refuses what [`Regression::coefficient`] refuses with [`Covariance::NeweyWest`], and settings out of range.
    pub fn fixed_b(&self, index: usize, lags: usize, settings: FixedBSettings) -> Result<FixedB, Refusal> {
        settings.check()?;
        let one = self.coefficient(index, Covariance::NeweyWest { lags, small_sample: false })?;
        let n = self.n();
        // A whole number of steps per row, so that b is met exactly.
        let per_row = settings.steps.div_ceil(n);
        let law = FixedBLaw::on_grid(n * per_row, (lags + 1) * per_row, settings);
        Ok(FixedB {
            estimate: one.estimate,
            standard_error: one.standard_error,
            t: one.t,
            n,
            lags,
            b: law.b,
            p_value: law.p_value(one.t),
            simulation_error: law.simulation_error(one.t),
            null: one.null,
            law,
        })
    }
}

/// The quantile of the fixed-b law that Kiefer and Vogelsang (2005) give for Bartlett weights as a cubic in
/// b. `share` is 0.90, 0.95, 0.975 or 0.99 (one-sided); `b` lies between 0 (the normal law) and 1.
/// The test beside the code finds each within the simulation error of the law itself.
pub fn kiefer_vogelsang_quantile(b: f64, share: f64) -> Result<f64, Refusal> {
    if !(0.0..=1.0).contains(&b) {
        return Err(Refusal::SettingOutOfRange { name: "b", value: b, range: "between 0 and 1" });
    }
    let cubics = [
        (0.9, [1.2816, 1.3040, 0.5135, -0.3386]),
        (0.95, [1.6449, 2.1859, 0.3142, -0.3427]),
        (0.975, [1.9600, 2.9694, 0.4160, -0.5324]),
        (0.99, [2.3263, 4.1618, 0.5368, -0.9060]),
    ];
    let cubic = cubics.iter().find(|(known, _)| (known - share).abs() < 1e-12);
    let (_, a) =
        cubic.ok_or(Refusal::SettingOutOfRange { name: "share", value: share, range: "0.90, 0.95, 0.975 or 0.99" })?;
    Ok(a.iter().rev().fold(0.0, |sum, a| sum * b + a))
}

#[cfg(test)]
mod tests {
    //! (a) by construction: as b goes to 0 the law is normal; (b) Kiefer and Vogelsang's table; (c) property:
    //! quantile and p-value undo each other, and white noise is rejected as often as it should be.
    use super::*;
    use crate::columns::Columns;
    use crate::regression::OrdinaryLeastSquares;
    use crate::tolerance::Tolerance::{Iterative, Simulated};

    #[test]
    fn the_published_cubics_hold() {
        let settings = FixedBSettings { draws: 8_000, steps: 500, seed: 3 };
        for b in [0.02, 0.1, 0.3, 0.5, 0.8, 1.0] {
            let law = FixedBLaw::simulate(b, settings).unwrap();
            for share in [0.9, 0.95, 0.975, 0.99] {
                let tail: f64 = 2.0 * (1.0 - share);
                let published = kiefer_vogelsang_quantile(b, share).unwrap();
                // Theirs come from 50,000 draws of sums of 1,000 numbers.
                let theirs = 2.0 * (share * (1.0 - share) / 50_000.0).sqrt();
                let standard_error = law.simulation_error(published).hypot(theirs);
                let class = Simulated { standard_error };
                class.check(format!("b {b}, {share}"), law.p_value(published), tail).unwrap();
            }
        }
    }

    #[test]
    fn a_small_share_is_nearly_normal() {
        let law = FixedBLaw::simulate(0.002, FixedBSettings { draws: 2_000, steps: 2_000, seed: 1 }).unwrap();
        let expected = kiefer_vogelsang_quantile(0.002, 0.975).unwrap();
        Simulated { standard_error: 0.005 }.check("quantile", law.quantile(0.975).unwrap(), expected).unwrap();
    }

    #[test]
    fn quantile_undoes_p_value() {
        let settings = FixedBSettings { draws: 500, steps: 100, seed: 9 };
        for b in [0.05, 0.4, 1.0] {
            let law = FixedBLaw::simulate(b, settings).unwrap();
            for share in [0.6, 0.9, 0.975, 0.999] {
                let t = law.quantile(share).unwrap();
                Iterative.check(format!("{b} {share}"), law.p_value(t), 2.0 * (1.0 - share)).unwrap();
            }
        }
    }

    #[test]
    fn white_noise_is_rejected_as_often_as_it_should_be() {
        let worlds = 2_000;
        let (n, lags) = (60, 19);
        let law = FixedBLaw::on_grid(n, lags + 1, FixedBSettings { draws: 4_000, steps: n, seed: 4 });
        let mut x = Columns::new(n);
        x.constant();
        let mut rejected = 0;
        for world in 0..worlds {
            let random = &mut stream(77, world);
            let y: Vec<f64> = (0..n).map(|_| StandardNormal.sample(random)).collect();
            let fit = OrdinaryLeastSquares::fit(&y, &x).unwrap();
            let one = fit.coefficient(0, Covariance::NeweyWest { lags, small_sample: false }).unwrap();
            rejected += usize::from(law.p_value(one.t) < 0.1);
        }
        let standard_error = (0.1 * 0.9 / worlds as f64).sqrt();
        Simulated { standard_error }.check("share", rejected as f64 / worlds as f64, 0.1).unwrap();
    }

    #[test]
    fn what_is_asked_of_a_regression() {
        let y: Vec<f64> = (0..40).map(|t| f64::from((t * t * 7 + 3 * t) % 23)).collect();
        let mut x = Columns::new(40);
        x.constant();
        let fit = OrdinaryLeastSquares::fit(&y, &x).unwrap();
        let settings = FixedBSettings { draws: 400, steps: 80, seed: 1 };
        let one = fit.fixed_b(0, 9, settings).unwrap();
        assert_eq!((one.n, one.lags, one.null), (40, 9, "the coefficient is zero"));
        Iterative.check("b", one.b, 0.25).unwrap();
        let wide = one.interval(Confidence::new(0.95).unwrap());
        let usual = fit.coefficient(0, Covariance::NeweyWest { lags: 9, small_sample: false }).unwrap();
        assert!(wide.low < usual.interval(Confidence::new(0.95).unwrap()).low);
        assert!(fit.fixed_b(0, 40, settings).is_err());
        assert!(fit.fixed_b(1, 3, settings).is_err());
        assert!(fit.fixed_b(0, 3, FixedBSettings { draws: 3, ..settings }).is_err());
        assert!(FixedBLaw::simulate(1.5, settings).is_err());
        assert!(kiefer_vogelsang_quantile(0.1, 0.96).is_err());
    }
}
