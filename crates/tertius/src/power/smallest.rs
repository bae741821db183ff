//! The smallest effect that the rule would have caught, for a report: a claim's deciding test alone, few outcomes, and
//! no curve. Each outcome is asked from which effect on it is caught, by halving; the effect at which four of five are
//! caught follows.

use super::bench::{Bench, Outcome};
use super::found::TARGET_POWER;
use super::run::{ERAS_MAX, TURNS_LOST, long_enough, runnable};
use crate::claims::{ClaimFinding, FAMILY_LEVEL, Findings, InstrumentFinding, SmallestCaught, Verdict};
use crate::dossier::{Asks, Dossier};
use crate::hypotheses::Gate;
use crate::progress::Progress;
use crate::refusal::Refusal;
use crate::series::InstrumentSeries;
use rayon::prelude::*;
use std::sync::Arc;

/// Effects are tried in steps of this size.
const STEP: f64 = 0.05;
/// So many steps are tried: up to 1 standard deviation, more than any relation owes to one other.
const STEPS: usize = 20;
/// The step that is tried first.
const MIDDLE: usize = 10;

/// The findings of a run with the smallest effect that the whole rule, but for its sampler, would have caught, for every
/// third-party response that is *not established*. The dossier says from how many outcomes (`power_seeds`); the same
/// digits come out for any number of threads.
pub fn with_smallest_caught(mut findings: Findings, progress: &dyn Progress) -> Findings {
    let seeds = findings.dossier.settings.power_seeds;
    let asked = |c: &ClaimFinding| {
        c.question.asks == Asks::Response && c.verdict == Verdict::NotEstablished && c.primary_test().is_some()
    };
    if seeds == 0 || !findings.claims.iter().any(asked) {
        return findings;
    }
    // Simulated outcomes share the series that they are altered from.
    let (all, rest): (Vec<Arc<InstrumentSeries>>, Vec<_>) = findings
        .instruments
        .into_iter()
        .map(|InstrumentFinding { card, series, sides, exclusions }| (Arc::new(series), (card, sides, exclusions)))
        .unzip();
    let dossier = &findings.dossier;
    findings.claims = findings
        .claims
        .into_iter()
        .enumerate()
        .map(|(number, claim)| {
            if !asked(&claim) {
                return claim;
            }
            let found = caught(dossier, &all, (number, &claim), seeds, progress);
            claim.with_smallest_caught(found)
        })
        .collect();
    findings.instruments = all
        .into_iter()
        .zip(rest)
        .map(|(series, (card, sides, exclusions))| InstrumentFinding {
            card,
            series: Arc::unwrap_or_clone(series),
            sides,
            exclusions,
        })
        .collect();
    findings
}

/// The smallest effect of one claim on the sample of its deciding test.
fn caught(
    dossier: &Dossier,
    all: &[Arc<InstrumentSeries>],
    (number, claim): (usize, &ClaimFinding),
    seeds: usize,
    progress: &dyn Progress,
) -> Result<SmallestCaught, Refusal> {
    let gone = || Refusal::new("the sample that decides is not at hand", "a claim that was tested");
    let subject = &claim.primary_test().ok_or_else(gone)?.subject;
    let position = all.iter().position(|s| s.instrument.name.value == subject.instrument).ok_or_else(gone)?;
    let series = &all[position];
    let label = |i: usize| series.calendar.label(i);
    let k = series.eras.iter().position(|e| label(e.first) == subject.era.0 && label(e.last) == subject.era.1);
    let k = k.ok_or_else(gone)?;
    let confidence = 1.0 - FAMILY_LEVEL / dossier.n_tests().max(1) as f64;
    let stream = ((number * all.len() + position) * ERAS_MAX + k) as u64;
    let bench = Bench::of(dossier, series, &series.eras[k], (&claim.question, stream), confidence);
    let (n_rows, n_complete) = bench.rows();
    long_enough(&bench, n_rows, n_complete).map_err(|r| r.refusal)?;
    let (gates, left_out) = runnable(&bench)?;
    let outcomes = seeds.min(bench.era.last - bench.era.first + 1 - TURNS_LOST);
    progress.begin(&format!("smallest effect caught, claim {}", number + 1), Some(2 * outcomes as u64));
    let found = search(&bench, outcomes, &gates, progress);
    progress.end();
    Ok(SmallestCaught { not_allowed: left_out.into_iter().filter(|g| *g != Gate::LatentResponse).collect(), ..found })
}

/// Searches every outcome, coarsely first: where the largest effect is caught too seldom, nothing more is asked.
fn search(bench: &Bench<'_>, outcomes: usize, gates: &[Gate], progress: &dyn Progress) -> SmallestCaught {
    let effect = |step: usize| step as f64 * STEP;
    let catches = |outcome: &Outcome, step: usize| bench.catches(outcome, effect(step), gates);
    // Each with the last step that was missed and the first that was caught; none where even the largest was missed.
    let coarse: Vec<Option<(Outcome, usize, usize)>> = (0..outcomes)
        .into_par_iter()
        .map(|i| {
            let outcome = bench.outcome(i, outcomes, 0).ok();
            let found = outcome.and_then(|o| {
                if catches(&o, MIDDLE) {
                    Some((o, 0, MIDDLE))
                } else {
                    catches(&o, STEPS).then_some((o, MIDDLE, STEPS))
                }
            });
            progress.advance(1);
            found
        })
        .collect();
    let n = outcomes.max(1) as f64;
    let power_at_largest = coarse.iter().flatten().count() as f64 / n;
    let mut found = SmallestCaught {
        effect: None,
        error: None,
        largest: effect(STEPS),
        power_at_largest,
        outcomes,
        gates: gates.to_vec(),
        not_allowed: Vec::new(),
    };
    if power_at_largest < TARGET_POWER {
        return found;
    }
    let steps: Vec<usize> = coarse
        .into_par_iter()
        .flatten()
        .map(|(outcome, low, high)| {
            let step = halved(low, high, |step| catches(&outcome, step));
            progress.advance(1);
            step
        })
        .collect();
    let power: Vec<f64> = (0..=STEPS).map(|k| steps.iter().filter(|s| **s <= k).count() as f64 / n).collect();
    let error = (TARGET_POWER * (1.0 - TARGET_POWER) / n).sqrt();
    let at = |level: f64| crossing(&power, level).map(|k| k * STEP);
    found.effect = at(TARGET_POWER);
    found.error = found.effect.and_then(|effect| {
        let low = at(TARGET_POWER - error)?;
        // Beyond the largest effect nothing is known: the side below stands for both.
        Some(at(TARGET_POWER + error).map_or(effect - low, |high| (high - low) / 2.0))
    });
    found
}

/// The first step from which on an effect is caught, given that it is at `high` and not at `low` (or that `low` is 0).
/// What is caught is taken to be caught at every larger effect.
fn halved(mut low: usize, mut high: usize, caught: impl Fn(usize) -> bool) -> usize {
    while high - low > 1 {
        let middle = low.midpoint(high);
        if caught(middle) {
            high = middle;
        } else {
            low = middle;
        }
    }
    high
}

/// Where a power that never falls reaches a level, in steps, on the line between two of them; nothing is caught at 0.
fn crossing(power: &[f64], level: f64) -> Option<f64> {
    let above = power.iter().position(|p| *p >= level)?;
    let below = above.checked_sub(1)?;
    let share = (level - power[below]) / (power[above] - power[below]);
    Some(below as f64 + share)
}

#[cfg(test)]
mod tests {
    //! (a) by hand; (c) recovery: near the curve of [`super::super::power`]; threads change no digit; what cannot be
    //! simulated keeps the number of gate *response*.
    use super::*;
    use crate::claims::{self, kind_names};
    use crate::power::{PowerSettings, power};
    use crate::progress::Quiet;
    use crate::simulate::World;

    #[test]
    fn crossing_and_halving_by_hand() {
        // From .5 to 1 between the second and the third step: .8 is met at .6 of the way.
        assert!((crossing(&[0.0, 0.25, 0.5, 1.0], 0.8).unwrap() - 2.6).abs() < 1e-12);
        assert_eq!(crossing(&[0.0, 0.25, 0.5], 0.8), None);
        assert_eq!(crossing(&[0.0, 0.8], 0.8), Some(1.0));
        let asked = std::cell::Cell::new(0);
        let from_seven = |k: usize| {
            asked.set(asked.get() + 1);
            k >= 7
        };
        assert_eq!(halved(0, 10, from_seven), 7);
        assert!(asked.get() <= 4);
        assert_eq!(halved(10, 20, |_| false), 20);
        assert_eq!(halved(0, 10, |_| true), 1);
    }

    fn findings(world: &World, seeds: usize) -> Findings {
        let emitted = world.emit().unwrap();
        let text = emitted.dossier.replacen(
            "[[instrument]]",
            &format!("[settings]\npower_seeds = {seeds}\n\n[[instrument]]"),
            1,
        );
        let dossier = Dossier::read(&text, &kind_names()).unwrap();
        claims::run(&dossier, &emitted.files, None, &Quiet).unwrap()
    }

    #[test]
    fn it_is_near_the_curve_and_threads_change_nothing() {
        // Four states: gate *placebo thirds* cannot be run, and what is left is cheap.
        let world = World::independent(150).states(4).volume(400.0).seed(5);
        let found = findings(&world, 40);
        assert!(found.claims[0].smallest_caught.is_none(), "a run by itself simulates nothing");
        let with = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let found = pool.install(|| with_smallest_caught(found.clone(), &Quiet));
            assert_eq!(found.instruments.len(), 1);
            found.claims[0].clone()
        };
        let claim = with(2);
        assert_eq!(claim.smallest_caught, with(1).smallest_caught);
        let caught = claim.smallest_caught.as_ref().unwrap().as_ref().unwrap();
        assert_eq!(caught.not_allowed, [Gate::PlaceboThirds]);
        assert_eq!(caught.outcomes, 40);
        let series: Vec<InstrumentSeries> = found.instruments.iter().map(|i| i.series.clone()).collect();
        let effects = (0..=10).map(|k| f64::from(k) * 0.1).collect();
        let settings = PowerSettings { seeds: 40, effects, ..PowerSettings::default() };
        let curve = power(&found.dossier, series, None, &settings, &Quiet);
        let curve = curve[0].found.as_ref().unwrap();
        let (one, other) = (caught.effect.unwrap(), curve.smallest.unwrap());
        // The same outcomes: only the steps and what is caught once and missed at a larger effect part them.
        assert!((one - other).abs() < 0.1, "{one} {other}");
        assert!(caught.error.unwrap() > 0.0 && caught.error.unwrap() < 0.2, "{caught:?}");
        let said = claim.what_would_change_it.join(" ");
        assert!(
            said.contains("In these data the rule catches effects of") && said.contains("\"latent response\" left out"),
            "{said}"
        );
        assert!(said.contains("do not allow \"placebo thirds\""), "{said}");
    }

    #[test]
    fn what_cannot_be_simulated_keeps_the_other_number_and_none_is_asked_for_with_no_seeds() {
        let world = World::independent(150).states(4).volume(400.0).seed(5);
        let none = with_smallest_caught(findings(&world, 0), &Quiet);
        assert!(none.claims[0].smallest_caught.is_none());
        assert!(none.claims[0].what_would_change_it.iter().any(|s| s.contains("gate \"response\" alone catches")));
        let refused = none.claims[0].clone().with_smallest_caught(Err(Refusal::new("too short", "more")));
        assert!(refused.what_would_change_it.iter().any(|s| s.contains("is refused: too short")));
        assert!(refused.what_would_change_it.iter().any(|s| s.contains("gate \"response\" alone catches")));
        // Ten readings of noise: even the largest effect is seldom caught.
        let noisy = World::independent(100).states(4).volume(0.4).seed(3);
        let found = with_smallest_caught(findings(&noisy, 10), &Quiet);
        if let Some(Ok(caught)) = &found.claims[0].smallest_caught {
            assert_eq!(caught.effect.is_none(), caught.power_at_largest < TARGET_POWER);
        }
    }
}
