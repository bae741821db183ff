//! From simulated outcomes to a power curve, the smallest effect that is caught, and the periods that are missing.

use super::bench::{Bench, Outcome};
use super::found::{MorePeriods, PowerPoint, TARGET_POWER};
use crate::hypotheses::Gate;
use crate::progress::Progress;
use rayon::prelude::*;
use tertius_econometrics::normal_quantile;

/// A power from which on, met twice, larger effects are not tried.
const NEAR_ONE: f64 = 0.99;
/// Quantile of the two-sided 5 % test.
const CRITICAL: f64 = 1.959_964;
/// Most periods that are added, as a multiple of those of the era.
const TIMES_MAX: usize = 8;
/// Simulated lengths before the search for the missing periods gives its best answer.
const ROUNDS: usize = 3;
/// A simulated power this near to the target is the target.
const NEAR_ENOUGH: f64 = 0.03;

/// Share of outcomes in which the rule catches an effect. An outcome that cannot be drawn counts as one that does not.
fn power_of(
    bench: &Bench<'_>,
    outcomes: &[Option<Outcome>],
    effect: f64,
    gates: &[Gate],
    progress: &dyn Progress,
) -> PowerPoint {
    let caught: usize = outcomes
        .par_iter()
        .map(|outcome| {
            let caught = outcome.as_ref().is_some_and(|o| bench.catches(o, effect, gates));
            progress.advance(1);
            usize::from(caught)
        })
        .sum();
    let n = outcomes.len().max(1) as f64;
    let power = caught as f64 / n;
    PowerPoint { effect, power, error: (power * (1.0 - power) / n).sqrt() }
}

fn drawn(bench: &Bench<'_>, count: usize, more: usize) -> Vec<Option<Outcome>> {
    (0..count).into_par_iter().map(|i| bench.outcome(i, count, more).ok()).collect()
}

/// Power at each effect, in their order.
pub(super) fn curve(
    bench: &Bench<'_>,
    effects: &[f64],
    count: usize,
    gates: &[Gate],
    progress: &dyn Progress,
) -> Vec<PowerPoint> {
    let outcomes = drawn(bench, count, 0);
    let mut points: Vec<PowerPoint> = Vec::new();
    for effect in effects {
        if points.len() >= 2 && points[points.len() - 2..].iter().all(|p| p.power >= NEAR_ONE) {
            progress.advance(count as u64);
            continue;
        }
        points.push(power_of(bench, &outcomes, *effect, gates, progress));
    }
    points
}

/// The effect at which a curve crosses the target, on the line between two points, with its Monte Carlo error (the
/// error of the share over the slope of that line). The last crossing counts: what is caught at a smaller effect and
/// missed at a larger one was luck.
pub(super) fn smallest(curve: &[PowerPoint]) -> Option<(f64, f64)> {
    let at = curve.iter().rposition(|p| p.power < TARGET_POWER)?;
    let (below, above) = (curve.get(at)?, curve.get(at + 1)?);
    let slope = (above.power - below.power) / (above.effect - below.effect);
    let effect = below.effect + (TARGET_POWER - below.power) / slope;
    let error = below.error.max(above.error) / slope;
    (effect.is_finite() && error.is_finite()).then_some((effect, error))
}

/// Power at an effect on the line between two points of a curve; the last point's beyond it.
fn power_at(curve: &[PowerPoint], effect: f64) -> f64 {
    let after = curve.iter().position(|p| p.effect >= effect);
    match after {
        Some(0) => curve[0].power,
        Some(i) => {
            let (a, b) = (curve[i - 1], curve[i]);
            a.power + (b.power - a.power) * (effect - a.effect) / (b.effect - a.effect)
        }
        None => curve.last().map_or(0.0, |p| p.power),
    }
}

/// By which factor a sample must grow so that a test with this power reaches the target: power is the normal tail of a
/// distance that grows with the root of the sample.
fn growth(power: f64) -> f64 {
    let distance = |p: f64| CRITICAL + normal_quantile(p.clamp(0.03, 0.995));
    let ratio = distance(TARGET_POWER) / distance(power).max(0.2);
    ratio * ratio
}

/// How many more periods an effect needs: the era made longer by blocks of its own, by the root law first, then
/// corrected by what is simulated there. The label of a last period is the caller's business.
pub(super) fn more_periods(
    bench: &Bench<'_>,
    curve: &[PowerPoint],
    target: f64,
    count: usize,
    gates: &[Gate],
    progress: &dyn Progress,
) -> MorePeriods {
    if power_at(curve, target) >= TARGET_POWER {
        return MorePeriods::Enough;
    }
    let n = bench.era.last - bench.era.first + 1;
    let most = TIMES_MAX * n;
    let by_root = match (smallest(curve), curve.last()) {
        (Some((effect, _)), _) => (effect / target).powi(2),
        (None, Some(last)) => growth(last.power) * (last.effect / target).powi(2),
        (None, None) => TIMES_MAX as f64,
    };
    let wanted = |times: f64| (((times - 1.0) * n as f64).ceil().max(1.0) as usize).min(most);
    let mut more = wanted(by_root);
    let mut power = 0.0;
    for _ in 0..ROUNDS {
        power = power_of(bench, &drawn(bench, count, more), target, gates, progress).power;
        if more == most && power < TARGET_POWER - NEAR_ENOUGH {
            return MorePeriods::MoreThan { periods: most, power };
        }
        if (power - TARGET_POWER).abs() <= NEAR_ENOUGH {
            break;
        }
        more = wanted(growth(power) * (n + more) as f64 / n as f64);
    }
    MorePeriods::Needed { periods: more, until: None, power }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(all: &[(f64, f64)]) -> Vec<PowerPoint> {
        all.iter().map(|(effect, power)| PowerPoint { effect: *effect, power: *power, error: 0.04 }).collect()
    }

    #[test]
    fn the_smallest_effect_by_hand() {
        let (effect, error) = smallest(&points(&[(0.0, 0.05), (0.1, 0.4), (0.2, 0.9)])).unwrap();
        // From .4 to .9 over .1: .8 is met at .18, and .04 of power are .008 of effect.
        assert!((effect - 0.18).abs() < 1e-12 && (error - 0.008).abs() < 1e-12);
        assert_eq!(smallest(&points(&[(0.0, 0.05), (0.1, 0.4)])), None, "never met");
        assert_eq!(smallest(&points(&[(0.0, 0.9)])), None, "met by chance everywhere");
    }

    #[test]
    fn growth_by_hand() {
        assert!((growth(0.8) - 1.0).abs() < 1e-12);
        // Power .5 is a distance of 1.96, power .8 one of 2.80: (2.80 / 1.96)^2 = 2.04.
        assert!((growth(0.5) - 2.042).abs() < 0.002);
    }

    #[test]
    fn power_between_two_points() {
        let curve = points(&[(0.0, 0.0), (0.2, 0.6)]);
        assert!((power_at(&curve, 0.1) - 0.3).abs() < 1e-12);
        assert_eq!((power_at(&curve, 0.0), power_at(&curve, 0.9)), (0.0, 0.6));
    }
}
