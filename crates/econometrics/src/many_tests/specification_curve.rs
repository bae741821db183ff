//! Joint tests of a specification curve: one question, many defensible analyses, and whether all their results
//! together could have come out under the null. The analyses and their resampling are the caller's.

use crate::caution::Caution;
use crate::refusal::{Refusal, require_finite, require_length};
use crate::resampling::{ShareAtLeast, share_at_least};

/// Results of all specifications on one set of data, observed or drawn under the null.
#[derive(Debug, Clone, PartialEq)]
pub struct Specifications {
    /// One estimate per specification, all in the same units and with the same direction.
    pub estimates: Vec<f64>,
    /// One signed test statistic per specification on the scale of the standard normal (a two-sided p-value p of
    /// an estimate with sign s gives `s * quantile(1 - p/2)`).
    pub z: Vec<f64>,
}

impl Specifications {
    fn check(&self, count: usize) -> Result<(), Refusal> {
        require_length("estimates", self.estimates.len(), count)?;
        require_length("z", self.z.len(), count)?;
        require_finite(&self.estimates, "estimates")?;
        require_finite(&self.z, "z")
    }

    /// The median estimate: of an even number, the middle of the two in the middle. NaN without estimates.
    pub fn median(&self) -> f64 {
        if self.estimates.is_empty() {
            return f64::NAN;
        }
        let mut sorted = self.estimates.clone();
        sorted.sort_by(f64::total_cmp);
        let (low, high) = ((sorted.len() - 1) / 2, sorted.len() / 2);
        0.5 * (sorted[low] + sorted[high])
    }

    /// Number of z beyond the critical one in the direction of most estimates; with as many on either side, the larger
    /// number.
    fn beyond(&self, critical_z: f64) -> usize {
        let above = self.z.iter().filter(|z| **z >= critical_z).count();
        let below = self.z.iter().filter(|z| **z <= -critical_z).count();
        let positive = self.estimates.iter().filter(|e| **e > 0.0).count();
        let negative = self.estimates.iter().filter(|e| **e < 0.0).count();
        match positive.cmp(&negative) {
            std::cmp::Ordering::Greater => above,
            std::cmp::Ordering::Less => below,
            std::cmp::Ordering::Equal => above.max(below),
        }
    }

    fn stouffer(&self) -> f64 {
        self.z.iter().sum::<f64>() / (self.z.len() as f64).sqrt()
    }
}

/// One statistic of the curve and how it stands among the draws.
#[derive(Debug, Clone, PartialEq)]
pub struct CurveStatistic {
    /// The observed value.
    pub value: f64,
    /// Its standing among the draws; two-sided for the signed statistics.
    pub standing: ShareAtLeast,
    /// The null hypothesis, as a sentence.
    pub null: &'static str,
}

/// The three statistics of a curve.
#[derive(Debug, Clone, PartialEq)]
pub struct SpecificationCurve {
    /// Median estimate, against its size in the draws.
    pub median: CurveStatistic,
    /// Share of specifications whose z lies beyond the critical one in the predominant direction, 0 to 1.
    pub share_beyond: CurveStatistic,
    /// Stouffer's z, the sum of z over the root of their number, against its size in the draws.
    pub stouffer: CurveStatistic,
    /// Number of specifications.
    pub specifications: usize,
    /// Number of draws B.
    pub draws: usize,
    /// Says how small a p-value could have come out, when draws are few.
    pub cautions: Vec<Caution>,
}

/// Tests a curve of m specifications against B draws, each the whole curve computed on one resample of the data in
/// which the null holds (all specifications share the resample). `critical_z`, above 0, is the size of z from which
/// on a specification counts; the caller says it. The predominant direction is that of most estimates, found anew in
/// every draw. p-values are `(1 + #{draws at least as extreme}) / (1 + B)`.
///
/// Refuses NaN, infinities, lengths that differ, no specifications, no draws, and a threshold that is not above 0.
/// Source: Simonsohn, Simmons and Nelson (2020).
pub fn specification_curve(
    observed: &Specifications,
    draws: &[Specifications],
    critical_z: f64,
) -> Result<SpecificationCurve, Refusal> {
    let count = observed.estimates.len();
    if count == 0 || draws.is_empty() {
        return Err(Refusal::TooFewObservations { have: count.min(draws.len()), need: 1 });
    }
    if !(critical_z > 0.0 && critical_z.is_finite()) {
        let range = "above 0 and finite";
        return Err(Refusal::SettingOutOfRange { name: "critical z", value: critical_z, range });
    }
    for one in std::iter::once(observed).chain(draws) {
        one.check(count)?;
    }
    let standing = |null, statistic: &dyn Fn(&Specifications) -> f64| {
        let among: Vec<f64> = draws.iter().map(|d| statistic(d).abs()).collect();
        let value = statistic(observed);
        share_at_least(value.abs(), &among).map(|standing| CurveStatistic { value, standing, null })
    };
    let share = |s: &Specifications| s.beyond(critical_z) as f64 / count as f64;
    let smallest = 1.0 / (1 + draws.len()) as f64;
    let coarse = (draws.len() < 999).then_some(Caution::CoarsePValue { smallest });
    Ok(SpecificationCurve {
        median: standing(
            "no specification has an effect: the median estimate is as far from zero as resampling makes it",
            &Specifications::median,
        )?,
        share_beyond: standing(
            "no specification has an effect: as many lie beyond the critical z in one direction as resampling makes them",
            &share,
        )?,
        stouffer: standing(
            "no specification has an effect: the z together are as far from zero as resampling makes them",
            &Specifications::stouffer,
        )?,
        specifications: count,
        draws: draws.len(),
        cautions: coarse.into_iter().collect(),
    })
}

#[cfg(test)]
mod tests {
    //! (a) hand: four specifications and two draws; (b) NumPy and SciPy, in `tests/it/many_tests.rs`; (c) property:
    //! turning all signs changes no p-value, and under the null small p-values are as rare as they should be.
    use super::*;
    use crate::resampling::stream;
    use crate::tolerance::Tolerance::{Exact, Simulated};
    use rand_distr::{Distribution, StandardNormal};

    fn curve(estimates: &[f64], z: &[f64]) -> Specifications {
        Specifications { estimates: estimates.to_vec(), z: z.to_vec() }
    }

    #[test]
    fn four_specifications_by_hand() {
        let observed = curve(&[1.0, 2.0, 4.0, -1.0], &[1.0, 2.5, 3.0, -2.5]);
        let draws =
            [curve(&[-3.0, -2.0, 1.0, -4.0], &[-2.0, -2.1, 2.2, -3.0]), curve(&[0.1, 0.2, 0.3, 0.4], &[0.5; 4])];
        let ours = specification_curve(&observed, &draws, 2.0).unwrap();
        // Medians 1.5 against -2.5 and 0.25; shares 2/4 against 3/4 (below) and 0; Stouffer 4/2 against -4.9/2 and 1.
        assert_eq!((ours.specifications, ours.draws), (4, 2));
        Exact.check("median", ours.median.value, 1.5).unwrap();
        Exact.check("share", ours.share_beyond.value, 0.5).unwrap();
        Exact.check("Stouffer", ours.stouffer.value, 2.0).unwrap();
        for one in [&ours.median, &ours.share_beyond, &ours.stouffer] {
            assert_eq!(one.standing.as_large, 1, "{one:?}");
            Exact.check("p", one.standing.p_value, 2.0 / 3.0).unwrap();
        }
    }

    #[test]
    fn refusals() {
        let one = curve(&[1.0], &[1.0]);
        let all = std::slice::from_ref(&one);
        assert!(specification_curve(&one, &[], 2.0).is_err());
        assert!(specification_curve(&curve(&[], &[]), all, 2.0).is_err());
        assert!(specification_curve(&one, &[curve(&[1.0], &[])], 2.0).is_err());
        assert!(specification_curve(&one, &[curve(&[f64::NAN], &[1.0])], 2.0).is_err());
        assert!(specification_curve(&one, all, 0.0).is_err());
    }

    fn drawn(seed: u64, k: u64) -> Specifications {
        let random = &mut stream(seed, k);
        let mut normal = || -> f64 { StandardNormal.sample(random) };
        let common = normal();
        let z: Vec<f64> = (0..9).map(|_| 0.8 * common + 0.6 * normal()).collect();
        Specifications { estimates: z.iter().map(|z| 0.3 * z).collect(), z }
    }

    #[test]
    fn signs_do_not_matter_and_the_null_is_kept() {
        let worlds = 400;
        let mut small = [0.0; 3];
        for seed in 0..worlds {
            let draws: Vec<Specifications> = (1..100).map(|k| drawn(seed, k)).collect();
            let observed = drawn(seed, 0);
            let ours = specification_curve(&observed, &draws, 1.0).unwrap();
            let turned = curve(
                &observed.estimates.iter().map(|v| -v).collect::<Vec<_>>(),
                &observed.z.iter().map(|v| -v).collect::<Vec<_>>(),
            );
            let other = specification_curve(&turned, &draws, 1.0).unwrap();
            let p = |c: &SpecificationCurve| [&c.median, &c.share_beyond, &c.stouffer].map(|s| s.standing.p_value);
            assert_eq!(p(&ours), p(&other));
            small.iter_mut().zip(p(&ours)).for_each(|(count, p)| *count += f64::from(u8::from(p <= 0.2)));
        }
        let standard_error = (0.2 * 0.8 / worlds as f64).sqrt();
        for (at, count) in small.iter().enumerate() {
            // Shares come in ninths, so that ties make the second test reject less often.
            let share = count / worlds as f64;
            assert!(share <= 0.2 + 4.0 * standard_error, "{at}: {share}");
            if at != 1 {
                Simulated { standard_error }.check(at, share, 0.2).unwrap();
            }
        }
    }
}
