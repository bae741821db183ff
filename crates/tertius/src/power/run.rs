//! Every claim of a dossier on every instrument and era with the dossier's period, in order.

use super::bench::Bench;
use super::curve::{curve, more_periods, smallest};
use super::found::{Gates, MorePeriods, Power, PowerOf, PowerRefusal, PowerSettings};
use crate::claims::FAMILY_LEVEL;
use crate::dossier::{Asks, ClaimQuestion, Dossier};
use crate::hypotheses::{self, Gate, GateOutcome};
use crate::progress::{Progress, Quiet};
use crate::refusal::Refusal;
use crate::series::{Era, InstrumentSeries};
use std::sync::Arc;
use tertius_econometrics::normal_quantile;

/// Fewest turns of the third's sides that give an honest share.
const TURNS_MIN: usize = 30;
/// Turns that are lost at both ends: the shortest turn, both ways.
pub(super) const TURNS_LOST: usize = 19;
/// Eras of an instrument that are told apart in the numbers of random streams.
pub(super) const ERAS_MAX: usize = 64;

/// Power of every claim where it can be tested. `instrument`: only this one. The dossier's seed makes every draw; the
/// same digits come out for any number of threads.
pub fn power(
    dossier: &Dossier,
    all: Vec<InstrumentSeries>,
    instrument: Option<&str>,
    settings: &PowerSettings,
    progress: &dyn Progress,
) -> Vec<PowerOf> {
    let all: Vec<Arc<InstrumentSeries>> = all.into_iter().map(Arc::new).collect();
    let confidence = 1.0 - FAMILY_LEVEL / dossier.n_tests().max(1) as f64;
    let mut found = Vec::new();
    // Claims of other kinds have an outlook of their own.
    let responses = dossier.claims.iter().enumerate().filter(|(_, claim)| claim.asks == Asks::Response);
    for (i, claim) in responses {
        for (position, series) in all.iter().enumerate() {
            let name = series.instrument.name.value.as_str();
            if series.calendar.length() != dossier.triangle.period || instrument.is_some_and(|w| w != name) {
                continue;
            }
            for (k, era) in series.eras.iter().enumerate() {
                let number = ((i * all.len() + position) * ERAS_MAX + k) as u64;
                let bench =
                    Bench { gates: settings.gates, ..Bench::of(dossier, series, era, (claim, number), confidence) };
                found.push(one(&bench, i + 1, claim, era, settings, progress));
            }
        }
    }
    found
}

fn one(
    bench: &Bench<'_>,
    number: usize,
    claim: &ClaimQuestion,
    era: &Era,
    settings: &PowerSettings,
    progress: &dyn Progress,
) -> PowerOf {
    let calendar = &bench.base.calendar;
    let (n_rows, n_complete) = bench.rows();
    let instrument = bench.base.instrument.name.value.clone();
    let step = format!("power of claim {number} in {instrument}, {} on", calendar.label(era.first));
    PowerOf {
        claim: number,
        says: claim.says.value.clone(),
        era: (calendar.label(era.first), calendar.label(era.last)),
        period: calendar.length(),
        n_rows,
        found: simulated(bench, n_rows, n_complete, settings, &step, progress),
        instrument,
    }
}

/// The label of the last of so many more periods; `None` where the instrument went on after the era ended.
fn until(bench: &Bench<'_>, more: usize) -> Option<String> {
    let calendar = &bench.base.calendar;
    (bench.era.last + 1 == calendar.len()).then(|| calendar.label(bench.era.last + more))
}

fn simulated(
    bench: &Bench<'_>,
    n_rows: usize,
    n_complete: usize,
    settings: &PowerSettings,
    step: &str,
    progress: &dyn Progress,
) -> Result<Power, PowerRefusal> {
    let n = bench.era.last - bench.era.first + 1;
    let word = bench.base.calendar.length().word();
    long_enough(bench, n_rows, n_complete)?;
    let refused = |refusal| PowerRefusal { refusal, more: None };
    let real = bench.putting(&bench.base, &bench.era);
    let response = hypotheses::raw_response(&real).map_err(refused)?;
    let (gates, left_out) = match settings.gates {
        Gates::Response => (vec![Gate::Response], others(&[Gate::Response])),
        Gates::All => runnable(bench).map_err(refused)?,
    };
    let outcomes = settings.seeds.min(n - TURNS_LOST);
    let total = (settings.effects.len() * outcomes) as u64;
    progress.begin(step, Some(total));
    let curve = curve(bench, &settings.effects, outcomes, &gates, progress);
    progress.end();
    let crossing = smallest(&curve);
    let target = (bench.claim.smallest_effect.unwrap_or(settings.target), bench.claim.smallest_effect.is_some());
    progress.begin(&format!("{step}: more {word}s"), None);
    let mut more = more_periods(bench, &curve, target.0, outcomes, &gates, &Quiet);
    progress.end();
    if let MorePeriods::Needed { periods, until: label, .. } = &mut more {
        *label = until(bench, *periods);
    }
    let level = match settings.gates {
        Gates::Response => FAMILY_LEVEL,
        Gates::All => 1.0 - bench.confidence,
    };
    let factor = normal_quantile(1.0 - level / 2.0) + normal_quantile(super::TARGET_POWER);
    Ok(Power {
        curve,
        smallest: crossing.map(|c| c.0),
        smallest_error: crossing.map(|c| c.1),
        from_standard_error: Some(factor * response.standardised.standard_error).filter(|x| x.is_finite()),
        gates,
        left_out,
        outcomes,
        target,
        more,
    })
}

/// Whether the era has rows and turns enough.
pub(super) fn long_enough(bench: &Bench<'_>, n_rows: usize, n_complete: usize) -> Result<(), PowerRefusal> {
    let n = bench.era.last - bench.era.first + 1;
    let word = bench.base.calendar.length().word();
    if n_rows < bench.rows_min {
        let why = format!(
            "{n_rows} usable {word}s (all three sides are read in {n_complete} of {n}); a test needs {}",
            bench.rows_min
        );
        // New periods are read as often as those there are.
        let more = (n_complete > 0).then(|| {
            let more = ((bench.rows_min - n_rows) as f64 * n as f64 / n_complete as f64).ceil() as usize;
            (more, until(bench, more))
        });
        let needed = format!("more {word}s in which all three sides, their lags and the following {word}s are read");
        return Err(PowerRefusal { refusal: Refusal::new(why, needed), more });
    }
    if n < TURNS_MIN + TURNS_LOST {
        let why = format!("{n} {word}s cannot be turned against each other often enough");
        return Err(PowerRefusal {
            refusal: Refusal::new(why, format!("{} {word}s", TURNS_MIN + TURNS_LOST)),
            more: None,
        });
    }
    Ok(())
}

/// The gates that these data allow and that take no sampler, and those that are left out.
pub(super) fn runnable(bench: &Bench<'_>) -> Result<(Vec<Gate>, Vec<Gate>), Refusal> {
    let tested = bench.put(&bench.base, &bench.era)?;
    let ran = |o: &GateOutcome| matches!(o, GateOutcome::Passed | GateOutcome::PassedOpposite | GateOutcome::Failed);
    let gates: Vec<Gate> = tested.gates.iter().filter(|g| ran(&g.outcome)).map(|g| g.gate).collect();
    let unneeded: Vec<Gate> =
        tested.gates.iter().filter(|g| g.outcome == GateOutcome::NotNeeded).map(|g| g.gate).collect();
    let left_out = others(&gates).into_iter().filter(|g| !unneeded.contains(g)).collect();
    Ok((gates, left_out))
}

fn others(gates: &[Gate]) -> Vec<Gate> {
    Gate::ALL.into_iter().filter(|g| !gates.contains(g)).collect()
}

#[cfg(test)]
mod tests {
    //! (c) recovery: the gate's power is that of a t test; power grows with the effect; nothing is caught where nothing
    //! is; what is refused says how much is missing; threads change no digit.
    use super::*;
    use crate::claims::kind_names;
    use crate::dossier::Dossier;
    use crate::simulate::World;

    fn found(world: &World, change: impl Fn(&str) -> String, settings: &PowerSettings) -> Vec<PowerOf> {
        let emitted = world.emit().unwrap();
        let dossier = Dossier::read(&change(&emitted.dossier), &kind_names()).unwrap();
        let series = crate::claims::read_series(&dossier, &emitted.files, &Quiet).unwrap();
        power(&dossier, series, None, settings, &Quiet)
    }

    fn response(seeds: usize) -> PowerSettings {
        PowerSettings { seeds, gates: Gates::Response, ..PowerSettings::default() }
    }

    #[test]
    fn the_gates_power_is_that_of_a_t_test() {
        let world = World::independent(300).states(4).volume(2_000.0).seed(5);
        let all = found(&world, str::to_owned, &response(200));
        let power = all[0].found.as_ref().unwrap();
        // No effect: one direction of a two-sided 5 % test, .025; 281 turns of one series are fewer than independent
        // draws, so the bound is five standard errors of 200.
        assert!(power.curve[0].power <= 0.08, "{:?}", power.curve[0]);
        for two in power.curve.windows(2) {
            assert!(two[1].power >= two[0].power - 2.0 * two[1].error.max(0.02), "{two:?}");
        }
        // The standard error speaks of the data as they are and the curve of turned ones; a fifth apart is near.
        let (simulated, analytic) = (power.smallest.unwrap(), power.from_standard_error.unwrap());
        assert!((simulated / analytic - 1.0).abs() < 0.25, "{simulated} {analytic}");
        assert!(power.smallest_error.unwrap() < 0.05);
    }

    #[test]
    fn missing_periods_follow_the_root_law() {
        let world = World::independent(120).states(4).volume(2_000.0).seed(5);
        let smaller = PowerSettings { target: 0.15, ..response(80) };
        let all = found(&world, str::to_owned, &smaller);
        let power = all[0].found.as_ref().unwrap();
        let MorePeriods::Needed { periods, until, .. } = &power.more else { panic!("{:?}", power.more) };
        let by_root = ((power.smallest.unwrap() / 0.15).powi(2) - 1.0) * 120.0;
        assert!((*periods as f64 / by_root - 1.0).abs() < 0.6, "{periods} {by_root}");
        let month = 12 * 1993 + 119 + periods;
        assert_eq!(until.as_deref(), Some(format!("{}-{:02}", month / 12, month % 12 + 1).as_str()));
        // What is large enough needs nothing more; a claim's own smallest effect goes before.
        let stated = |text: &str| format!("{text}smallest_effect = 0.5\n");
        let all = found(&world, stated, &smaller);
        let power = all[0].found.as_ref().unwrap();
        assert_eq!((power.target, &power.more), ((0.5, true), &MorePeriods::Enough));
    }

    #[test]
    fn what_is_refused_says_what_is_missing() {
        let all = found(&World::independent(48).states(4).seed(2), str::to_owned, &response(20));
        let refused = all[0].found.as_ref().unwrap_err();
        // 48 months less two lags, one more for the augmentation's own, and three ahead: some 43 rows of 60.
        let (more, until) = refused.more.clone().unwrap();
        assert_eq!(more, 60 - all[0].n_rows);
        let month = 12 * 1993 + 47 + more;
        assert_eq!(until, Some(format!("{}-{:02}", month / 12, month % 12 + 1)));
    }

    #[test]
    fn all_gates_catch_less_and_threads_change_nothing() {
        let world = World::independent(150).states(22).volume(400.0).seed(5);
        let settings =
            PowerSettings { seeds: 20, effects: vec![0.0, 0.3, 0.9], target: 0.5, ..PowerSettings::default() };
        let with = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| found(&world, |t| format!("{t}smallest_effect = 0.9\n"), &settings))
        };
        let all = with(2);
        assert_eq!(all, with(1));
        let power = all[0].found.as_ref().unwrap();
        assert!(power.gates.contains(&Gate::PlaceboThirds) && power.left_out.contains(&Gate::LatentResponse));
        let alone = found(&world, str::to_owned, &PowerSettings { gates: Gates::Response, ..settings.clone() });
        let alone = alone[0].found.as_ref().unwrap();
        for (whole, one) in power.curve.iter().zip(&alone.curve) {
            assert!(whole.power <= one.power, "{whole:?} {one:?}");
        }
        assert!(power.curve.last().is_some_and(|p| p.power > 0.5), "{:?}", power.curve);
    }
}
