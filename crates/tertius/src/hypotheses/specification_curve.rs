//! Gate *specification curve*: does the answer hang on one choice? The statistic of gate *response* for every
//! combination that the dossier declares (source, measure, scale, period, lags, sample, filter). At least 80 % must agree in
//! sign, and one test of all together must reject that none shows a response. The null is drawn by giving each block of
//! time one random sign in all specifications at once, which keeps what neighbouring periods share and what
//! specifications share.

use super::curve_findings::{Choices, CurveTest, DecidingChoice, NotRun, Specification, SpecificationCurve};
use super::curve_specifications::{Run, run};
use super::findings::{Gate, GateOutcome, GateResult};
use super::gates::p_words;
use super::question::{Curve, Putting, direction, refused};
use crate::refusal::Refusal;
use tertius_econometrics as ec;

/// Share of the specifications that must agree in sign: VERDICTS.md, section 2.
const SHARE_AGREEING: f64 = 0.8;

/// Level of the joint test.
const JOINT_LEVEL: f64 = 0.05;

/// The two-sided 5 % bound of the standard normal, from which on a specification counts in the share beyond it.
const CRITICAL_Z: f64 = 1.959_964;

/// Fewest specifications, each with numbers of its own, of which a share of 80 % says something.
pub(super) const SPECIFICATIONS_MIN: usize = 8;

/// Fewest blocks of time: with 12 there are 2,048 sets of signs that differ by more than a turn of all.
const BLOCKS_MIN: usize = 12;

/// Draws under the null.
const DRAWS: usize = 999;

/// Fewest specifications with a choice that can be said to decide the sign.
const DECIDING_MIN: usize = 2;

/// Reasons that are named in the sentence; the table has all.
const REASONS_NAMED: usize = 2;

/// Keeps the random numbers of different tests apart: a number without pattern in its bits (2^64 over the golden ratio).
const SEED_STEP: u64 = 0x9E37_79B9_7F4A_7C15;

/// The gate, and its numbers if it was asked for.
pub(super) fn gate(putting: &Putting<'_>) -> (GateResult, Option<Result<SpecificationCurve, Refusal>>) {
    let gate = Gate::SpecificationCurve;
    let Some(curve) = &putting.curve else {
        let sentence = "Not reached: this run declared no other specifications.".to_owned();
        return (GateResult { gate, outcome: GateOutcome::NotReached, sentence }, None);
    };
    let found = specification_curve(putting, curve);
    let result = match &found {
        Err(r) => GateResult {
            gate,
            outcome: GateOutcome::CannotRun(r.clone()),
            sentence: format!("Cannot be run: {}; needed: {}.", r.why, r.needed),
        },
        Ok(found) => {
            GateResult { gate, outcome: outcome(found, putting.sign()), sentence: sentence(found, putting.sign()) }
        }
    };
    (result, Some(found))
}

/// All specifications and their joint test.
fn specification_curve(putting: &Putting<'_>, curve: &Curve<'_>) -> Result<SpecificationCurve, Refusal> {
    let Run { specifications, scores, not_run, n_blocks, block } = run(putting, curve);
    let n_declared = specifications.len() + not_run.iter().map(|n| n.n).sum::<usize>();
    if specifications.len() < SPECIFICATIONS_MIN {
        return Err(Refusal::new(
            format!(
                "of {n_declared} declared specifications {} could be run with numbers of their own{}",
                specifications.len(),
                reasons(&not_run)
            ),
            format!("at least {SPECIFICATIONS_MIN}: more periods, or more choices in [curve]"),
        ));
    }
    if n_blocks < BLOCKS_MIN {
        return Err(Refusal::new(
            format!("the rows fall into {n_blocks} {block}s, too few blocks to draw the null from"),
            format!("readings in at least {BLOCKS_MIN} {block}s"),
        ));
    }
    let observed = ec::Specifications {
        estimates: specifications.iter().map(|s| s.standardised.value).collect(),
        z: specifications.iter().map(|s| s.z).collect(),
    };
    let seed = curve.seed.wrapping_add(curve.number.wrapping_mul(SEED_STEP));
    let draws = ec::null_draws(&scores, DRAWS, seed).map_err(|e| refused(&e))?;
    let joint = ec::specification_curve(&observed, &draws, CRITICAL_Z).map_err(|e| refused(&e))?;
    let test = |s: &ec::many_tests::CurveStatistic| CurveTest { value: s.value, p_value: s.standing.p_value };
    let share = |sign: f64| {
        let agreeing = specifications.iter().filter(|s| sign * s.standardised.value > 0.0).count();
        agreeing as f64 / specifications.len() as f64
    };
    let (share_stated, share_opposite) = (share(putting.sign()), share(-putting.sign()));
    let deciding = deciding(&specifications);
    let mut sorted = specifications;
    // Equal estimates stay in the declared order.
    sorted.sort_by(|a, b| a.standardised.value.total_cmp(&b.standardised.value));
    Ok(SpecificationCurve {
        specifications: sorted,
        not_run,
        n_declared,
        share_stated,
        share_opposite,
        stouffer: test(&joint.stouffer),
        median: test(&joint.median),
        share_beyond: test(&joint.share_beyond),
        n_draws: joint.draws,
        n_blocks,
        block,
        deciding,
    })
}

/// Choices such that all specifications with them have one sign and the median of the others the other.
fn deciding(all: &[Specification]) -> Vec<DecidingChoice> {
    let words: Vec<[String; 6]> = all.iter().map(|s| s.choices.words()).collect();
    let mut found: Vec<DecidingChoice> = Vec::new();
    for (k, kind) in Choices::KINDS.into_iter().enumerate() {
        for (at, of_one) in words.iter().enumerate() {
            let choice = &of_one[k];
            if words[..at].iter().any(|w| w[k] == *choice) {
                continue;
            }
            let value = |i: usize| all[i].standardised.value;
            let (with, without): (Vec<usize>, Vec<usize>) = (0..all.len()).partition(|i| words[*i][k] == *choice);
            let sign = value(at).signum();
            let others = ec::Specifications { estimates: without.iter().map(|i| value(*i)).collect(), z: Vec::new() };
            let others_median = others.median();
            // Without others the median is NaN, which is on no side.
            if with.len() >= DECIDING_MIN && with.iter().all(|i| value(*i) * sign > 0.0) && others_median * sign < 0.0 {
                found.push(DecidingChoice { kind, choice: choice.clone(), n: with.len(), sign, others_median });
            }
        }
    }
    found
}

/// Whether so many agree and the joint test rejects, and in which direction.
fn outcome(curve: &SpecificationCurve, stated: f64) -> GateOutcome {
    let z = curve.stouffer.value;
    let agreeing = if z * stated > 0.0 { curve.share_stated } else { curve.share_opposite };
    let passes = agreeing >= SHARE_AGREEING && curve.stouffer.p_value < JOINT_LEVEL;
    direction(passes, z, stated)
}

fn sentence(curve: &SpecificationCurve, stated: f64) -> String {
    let opposite = curve.stouffer.value * stated < 0.0;
    let share = if opposite { curve.share_opposite } else { curve.share_stated };
    let deciding: String = curve
        .deciding
        .iter()
        .map(|d| {
            let side = if d.sign > 0.0 { "above" } else { "below" };
            format!(
                " The {} \"{}\" decides the sign: all {} specifications with it lie {side} 0, the median of the others is {:+.3}.",
                d.kind, d.choice, d.n, d.others_median
            )
        })
        .collect();
    let n_not_run = curve.n_declared - curve.specifications.len();
    let left_out = if n_not_run == 0 {
        String::new()
    } else {
        format!(
            " {n_not_run} of {} declared specifications are not among them{}.",
            curve.n_declared,
            reasons(&curve.not_run)
        )
    };
    format!(
        "{:.0} % of {} specifications have the {} sign ({:.0} % are needed); their median is {:+.3} standard deviations; all together: z = {:.2}, p = {} among {} draws without a response.{deciding}{left_out}",
        100.0 * share,
        curve.specifications.len(),
        if opposite { "opposite" } else { "stated" },
        100.0 * SHARE_AGREEING,
        curve.median.value,
        curve.stouffer.value,
        p_words(curve.stouffer.p_value),
        curve.n_draws
    )
}

/// The most frequent reasons why specifications were not run, in brackets.
fn reasons(not_run: &[NotRun]) -> String {
    let mut counted: Vec<(&str, usize)> = Vec::new();
    for one in not_run {
        match counted.iter_mut().find(|(why, _)| *why == one.why) {
            Some((_, n)) => *n += one.n,
            None => counted.push((&one.why, one.n)),
        }
    }
    counted.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    let named: Vec<String> = counted.iter().take(REASONS_NAMED).map(|(why, n)| format!("{n}: {why}")).collect();
    let more = if counted.len() > REASONS_NAMED { "; others: see the table" } else { "" };
    if named.is_empty() { String::new() } else { format!(" ({}{more})", named.join("; ")) }
}

#[cfg(test)]
mod tests {
    //! By hand: outcomes and choices that decide; worlds: an effect passes, two null worlds do not, one that is too short
    //! cannot run; the numbers of the claim's own specification are those of gate *response*.
    use super::*;
    use crate::calendar::PeriodLength;
    use crate::dossier::{Measure, Stretch};
    use crate::hypotheses::{Estimate, Tested};
    use crate::simulate::{Observatory, World};

    fn one(instrument: &str, lags: usize, sample: Stretch, value: f64) -> Specification {
        let choices = Choices {
            instrument: instrument.into(),
            measure: Measure::Balance,
            scale: None,
            period: PeriodLength::Month,
            lags,
            sample,
            one_a_day: false,
        };
        let standardised = Estimate {
            value,
            standard_error: 0.1,
            low: value - 0.2,
            high: value + 0.2,
            confidence: 0.95,
            t: 10.0 * value,
            df: 100.0,
            p_value: 0.5,
        };
        Specification { choices, standardised, z: 10.0 * value, n_rows: 100, is_own: false }
    }

    fn found(share_stated: f64, share_opposite: f64, z: f64, p_value: f64) -> SpecificationCurve {
        let test = |value| CurveTest { value, p_value };
        SpecificationCurve {
            specifications: vec![one("a", 1, Stretch::Whole, -0.2)],
            not_run: Vec::new(),
            n_declared: 1,
            share_stated,
            share_opposite,
            stouffer: test(z),
            median: test(z / 10.0),
            share_beyond: test(0.5),
            n_draws: 999,
            n_blocks: 80,
            block: PeriodLength::Quarter,
            deciding: Vec::new(),
        }
    }

    #[test]
    fn an_outcome_needs_the_signs_and_the_joint_test() {
        // The claim states a negative response.
        for (curve, wanted) in [
            (found(0.8, 0.2, -4.0, 0.01), GateOutcome::Passed),
            (found(0.79, 0.21, -4.0, 0.01), GateOutcome::Failed),
            (found(1.0, 0.0, -4.0, 0.05), GateOutcome::Failed),
            (found(0.0, 1.0, 4.0, 0.01), GateOutcome::PassedOpposite),
            (found(0.9, 0.1, 4.0, 0.01), GateOutcome::Failed),
            (found(1.0, 0.0, f64::NAN, 0.01), GateOutcome::Failed),
            (found(1.0, 0.0, -4.0, f64::NAN), GateOutcome::Failed),
            (found(f64::NAN, 0.0, -4.0, 0.01), GateOutcome::Failed),
        ] {
            assert_eq!(outcome(&curve, -1.0), wanted, "{curve:?}");
        }
    }

    #[test]
    fn a_choice_that_decides_the_sign_is_named() {
        let all = vec![
            one("a", 1, Stretch::Whole, -0.3),
            one("a", 2, Stretch::Whole, -0.2),
            one("a", 1, Stretch::FirstHalf, 0.1),
            one("a", 2, Stretch::FirstHalf, 0.2),
            one("a", 3, Stretch::Whole, -0.1),
        ];
        let found = deciding(&all);
        let named: Vec<(&str, &str, usize, f64)> =
            found.iter().map(|d| (d.kind, d.choice.as_str(), d.n, d.sign)).collect();
        assert_eq!(named, [("sample", "whole", 3, -1.0), ("sample", "first half", 2, 1.0)]);
        assert!((found[0].others_median - 0.15).abs() < 1e-12 && (found[1].others_median + 0.2).abs() < 1e-12);
        // One specification alone decides nothing, nor does a choice that all share.
        assert!(deciding(&all[..3]).iter().all(|d| d.choice == "whole"));
        assert!(deciding(&all[..2]).is_empty());
    }

    fn put(world: World) -> Tested {
        world.emit().unwrap().put(0.95).unwrap()
    }

    fn curve_of(tested: &Tested) -> &SpecificationCurve {
        tested.specification_curve.as_ref().unwrap().as_ref().unwrap()
    }

    fn outcome_of(tested: &Tested) -> &GateOutcome {
        &tested.gates.iter().find(|g| g.gate == Gate::SpecificationCurve).unwrap().outcome
    }

    #[test]
    fn an_effect_passes_and_its_own_specification_is_gate_response() {
        let tested = put(World::with_effect(240));
        assert_eq!(*outcome_of(&tested), GateOutcome::Passed);
        let curve = curve_of(&tested);
        // Four lags, months and quarters, three samples.
        assert_eq!((curve.n_declared, curve.specifications.len() + curve.not_run.len()), (24, 24));
        assert!(curve.specifications.is_sorted_by(|a, b| a.standardised.value <= b.standardised.value));
        let own: Vec<&Specification> = curve.specifications.iter().filter(|s| s.is_own).collect();
        assert_eq!(own.len(), 1);
        let response = tested.response.as_ref().unwrap();
        assert_eq!(own[0].standardised, response.standardised);
        assert_eq!((own[0].choices.lags, own[0].n_rows), (tested.subject.lags, tested.subject.n_rows));
    }

    #[test]
    fn null_worlds_seldom_pass_the_joint_test() {
        for make in [World::independent, World::common_shock] {
            let small = (1..=20)
                .filter(|seed| curve_of(&put(make(240).seed(*seed).states(4))).stouffer.p_value < JOINT_LEVEL)
                .count();
            // Of 20 at a true 5 %, more than 4 come once in 400 times.
            assert!(small <= 4, "{small}");
        }
    }

    #[test]
    fn a_short_world_cannot_run_and_says_why() {
        let tested = put(World::independent(72).states(4));
        let Some(Err(refusal)) = &tested.specification_curve else { panic!("too few months") };
        assert!(refusal.why.contains("of 24 declared specifications 4 could be run"), "{}", refusal.why);
        assert!(refusal.why.contains("a test needs 60"), "{}", refusal.why);
        assert!(matches!(outcome_of(&tested), GateOutcome::CannotRun(_)));
    }

    #[test]
    fn what_the_dossier_declares_is_tried_and_what_fails_is_listed() {
        let mut world = Observatory::two_sources(240).seed(5).emit().unwrap();
        world.dossier.push_str(
            "\n[curve]\nlags = [1, 6]\nperiods = [\"year\"]\nsamples = [\"first half\"]\nmeasures = [\"score mean\"]\n",
        );
        let tested = world.put(0.95).unwrap();
        let curve = curve_of(&tested);
        // Two sources, three lags and two samples (with the dossier's own), balances and scores, months and years.
        assert_eq!(curve.n_declared, 2 * 3 * 2 * 2 * 2);
        assert_eq!(curve.specifications.len(), 12);
        let sources: std::collections::BTreeSet<&str> =
            curve.specifications.iter().map(|s| s.choices.instrument.as_str()).collect();
        assert_eq!(sources.len(), 2);
        let because = |n: usize, why: &str| {
            let of = curve.not_run.iter().filter(|x| x.why.contains(why));
            assert_eq!(of.map(|x| x.n).sum::<usize>(), n, "{why}: {:?}", curve.not_run);
        };
        because(24, "quad classes have no scores");
        because(12, "usable years; a test needs 60");
        assert_eq!(curve.block, PeriodLength::Year, "a year and its months have one sign");
        let words = &tested.gates.iter().find(|g| g.gate == Gate::SpecificationCurve).unwrap().sentence;
        assert!(words.contains("36 of 48 declared specifications are not among them"), "{words}");
    }

    #[test]
    fn the_same_seed_draws_the_same_whatever_the_threads() {
        let put_with = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| curve_of(&put(World::common_shock(120).states(4))).clone())
        };
        assert_eq!(put_with(1), put_with(2));
    }
}
