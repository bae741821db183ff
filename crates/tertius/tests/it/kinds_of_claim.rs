//! Consolidation, moderation and boldness on worlds with a known answer: one that earns the verdict, one that just
//! misses, and null worlds in which none may be earned.

use tertius::claims::{ClaimFinding, Verdict};
use tertius::hypotheses::{Check, GateOutcome};
use tertius::simulate::{Shift, Turn, World, boldness, consolidation, moderation};

/// Months of a world, and the month of the change.
const MONTHS: usize = 240;
const TURN: usize = 120;

fn ask(world: World, claim: &str) -> ClaimFinding {
    world.emit().expect("a world that can be drawn").asking(claim).verdict().unwrap_or_else(|e| panic!("{e}"))
}

fn check<'a>(found: &'a ClaimFinding, name: &str) -> &'a Check {
    let evidence = found.deciding_evidence().expect("something decides");
    evidence.checks.iter().find(|c| c.name == name).unwrap_or_else(|| panic!("no check {name}"))
}

#[test]
fn a_closer_pair_earns_consolidation_and_a_warmer_world_does_not() {
    let closer = ask(World::independent(MONTHS).volume(400.0).shift(Shift::of_pair(TURN, 2.0)), &consolidation(TURN));
    assert_eq!(closer.verdict, Verdict::Supported, "{:?}", closer.because);
    // Two standard deviations of warmth are .4 of balance; the mean of 120 months with a memory of .4 has a standard
    // error of .2 x sqrt(1.4 / .6 / 120), the difference of two .04. Bound: four of them.
    let found = closer.deciding_evidence().expect("it is supported").primary;
    assert!((found.value - 0.4).abs() < 0.16, "{found:?}");
    let colder = ask(World::independent(MONTHS).volume(400.0).shift(Shift::of_pair(TURN, -2.0)), &consolidation(TURN));
    assert_eq!(colder.verdict, Verdict::Contradicted, "{:?}", colder.because);
    let all = ask(World::independent(MONTHS).volume(400.0).shift(Shift::of_all(TURN, 2.0)), &consolidation(TURN));
    assert_eq!(all.verdict, Verdict::NotEstablished);
    assert_eq!(check(&all, "placebo dyads").outcome, GateOutcome::Failed, "every dyad is warmer");
    assert_eq!(check(&all, "trend held").outcome, GateOutcome::Passed, "and everything else looks like it");
}

#[test]
fn an_influence_that_ends_earns_moderation_and_one_that_stays_does_not() {
    let strong = || World::with_effect(MONTHS).effect(-0.6);
    let ended = ask(strong().turn(Turn::Effect { month: TURN, to: 0.0 }), &moderation(TURN));
    assert_eq!(ended.verdict, Verdict::Supported, "{:?}", ended.because);
    assert!(ended.deciding_evidence().is_some_and(|e| e.primary.value > 0.0));
    let stays = ask(strong(), &moderation(TURN));
    assert_eq!(stays.verdict, Verdict::NotEstablished);
    assert_ne!(check(&stays, "influence shown").outcome, GateOutcome::Failed, "there is an influence");
    // Where there is none, nothing can be said of its change.
    let none = ask(World::independent(MONTHS), &moderation(TURN));
    assert_eq!(none.verdict, Verdict::NotEstablished);
    assert!(none.because[0].contains("not shown before the date"), "{:?}", none.because);
}

#[test]
fn a_claim_about_a_date_after_the_data_is_refused_with_a_date_and_its_power() {
    let world = || World::with_effect(MONTHS).emit().expect("a world");
    let late = world().asking(&moderation(MONTHS + 24)).verdict().expect("read");
    assert_eq!(late.verdict, Verdict::Refused);
    // Month 264 is January 2015; thirty months and a horizon of three end with September 2017.
    let said = late.because.join(" ");
    assert!(said.contains("not before 2017-09") && said.contains("80 % power"), "{said}");
    let late = world().asking(&consolidation(MONTHS - 10)).verdict().expect("read");
    assert_eq!(late.verdict, Verdict::Refused);
    // Month 230 is March 2012.
    assert!(late.because.join(" ").contains("not before 2014-08"), "{:?}", late.because);
}

#[test]
fn a_bolder_term_earns_boldness_and_one_that_only_follows_an_earlier_change_does_not() {
    let world = |month| World::independent(MONTHS).turn(Turn::Initiative { month, moved: 0.2 });
    let bolder = ask(world(TURN), &boldness(TURN));
    assert_eq!(bolder.verdict, Verdict::Supported, "{:?}", bolder.because);
    // A share of one half becomes .5 + .2 x .5, less what is lost to whole events: 1.2 times as much at most.
    let ratio = bolder.deciding_evidence().expect("it is supported").primary.value.exp();
    assert!((1.14..1.21).contains(&ratio), "{ratio}");
    let earlier = ask(world(TURN - 36), &boldness(TURN));
    assert_eq!(earlier.verdict, Verdict::NotEstablished);
    assert_eq!(check(&earlier, "shifted dates").outcome, GateOutcome::Failed, "three years too late");
    let short = ask(world(TURN), &boldness(MONTHS - 8));
    assert_eq!(short.verdict, Verdict::Refused, "eight months of a term");
    assert!(short.because.join(" ").contains("2013-04"), "{:?}", short.because);
}

/// Ten seeds of each null world: of 150 verdicts a rule that errs in 5 % would give more than 15 with a probability
/// below .5 %; these rules err far less (docs/method/09-claims.md).
#[test]
fn null_worlds_earn_nothing() {
    let worlds: [fn(usize) -> World; 3] = [World::common_shock, World::trend, World::heavy_tails];
    let earned = |found: &ClaimFinding| matches!(found.verdict, Verdict::Supported | Verdict::Contradicted);
    let mut wrong = Vec::new();
    for (w, world) in worlds.into_iter().enumerate() {
        for seed in 1..=10 {
            for claim in [consolidation(TURN), moderation(TURN), boldness(TURN)] {
                let found = ask(world(MONTHS).seed(seed), &claim);
                if earned(&found) {
                    wrong.push((w, seed, found.question.kind.value));
                }
            }
        }
    }
    assert!(wrong.len() <= 4, "{wrong:?}");
}
