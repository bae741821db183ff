//! Declared subsets from text to verdict: an influence that ends with a treaty is mixed when the dossier names the time
//! before and the time after, and every subset counts among the tests.

use tertius::claims::{ClaimFinding, Verdict};
use tertius::hypotheses::{Gate, GateOutcome, Tested};
use tertius::simulate::{Emitted, Influence, World, gate_outcome};

/// Months before the treaty, and as many after it.
const HALF: usize = 240;
/// The same in words: worlds begin in January 1993.
const SUBSETS: &str =
    "[[claim.subset]]\nname = \"before\"\nto = \"2012-12\"\n[[claim.subset]]\nname = \"after\"\nfrom = \"2013-01\"\n";

fn treaty(seed: u64) -> Emitted {
    // 22 states are the fewest with which gate *placebo thirds* can run.
    let influence = Influence::UntilTreaty { effect: -0.5, until: HALF };
    World::independent(2 * HALF).states(22).volume(2_000.0).influence(influence).seed(seed).emit().expect("possible")
}

fn asked(mut world: Emitted, keys: &str) -> ClaimFinding {
    world.dossier.push_str(keys);
    world.verdict().unwrap_or_else(|e| panic!("{e}"))
}

fn primary(found: &ClaimFinding) -> &Tested {
    found.primary_test().expect("it is tested")
}

#[test]
fn an_influence_that_a_treaty_ended_is_mixed() {
    // Stated as .5: after 240 months without influence the latent interval of seed 1 still reaches -.40, so that with .3
    // the time after is not established and nothing is mixed.
    let found = asked(treaty(1), &format!("smallest_effect = 0.5\n{SUBSETS}"));
    let [before, after] = &found.subsets[..] else { panic!("{} subsets", found.subsets.len()) };
    for one in [&found, &before.finding, &after.finding] {
        let latent = primary(one).latent_response.as_ref().and_then(|l| l.as_ref().ok());
        let raw = primary(one).response.as_ref().map(|r| (r.standardised.low, r.standardised.high));
        let latent = latent.map(|l| (l.at_claims_confidence.low, l.at_claims_confidence.high));
        println!("{}: raw {raw:?}, latent {latent:?}, {:?}", one.verdict.words(), one.because);
    }
    assert_eq!(before.finding.verdict, Verdict::Supported, "{:?}", before.finding.because);
    assert_eq!(after.finding.verdict, Verdict::NoEffect, "{:?}", after.finding.because);
    assert_eq!(found.verdict, Verdict::Mixed);
    assert!(found.because[0].contains("supported in \"before\"; of no effect in \"after\""), "{:?}", found.because);
    // Three tests: the whole and two subsets.
    for one in [&found, &before.finding, &after.finding] {
        assert_eq!(one.n_tests, 3);
        assert!((one.confidence - (1.0 - 0.05 / 3.0)).abs() < 1e-12);
    }
    let era = |f: &ClaimFinding| primary(f).subject.era.clone();
    assert_eq!(era(&before.finding), ("1993-01".to_owned(), "2012-12".to_owned()));
    assert_eq!(era(&after.finding), ("2013-01".to_owned(), "2032-12".to_owned()));
    // Nothing of one time is read in the other: each loses its first lags and its last months, 2 + 1 and 3.
    assert_eq!(primary(&before.finding).subject.n_rows, primary(&after.finding).subject.n_rows);
    assert!(primary(&found).subject.n_rows > 2 * primary(&after.finding).subject.n_rows);
}

#[test]
fn what_is_declared_changes_no_number_of_the_whole_but_its_level() {
    // Four states: no placebos, no sampler, and a second to run.
    let world = || World::with_effect(180).states(4).seed(3).emit().expect("possible");
    let subsets = "[[claim.subset]]\nname = \"early\"\nto = \"2000-06\"\n[[claim.subset]]\nname = \"one way\"\nbetween = \"IND>PAK\"\n[[claim.subset]]\nname = \"later\"\nfrom = \"2040\"\n";
    let (alone, beside) = (asked(world(), ""), asked(world(), subsets));
    assert_eq!((alone.n_tests, beside.n_tests), (1, 4));
    let value = |f: &ClaimFinding| primary(f).response.as_ref().map(|r| (r.primary.value, r.primary.p_value)).unwrap();
    assert_eq!(value(&alone), value(&beside));
    let curve = |f: &ClaimFinding| primary(f).specification_curve.as_ref().map(|c| c.as_ref().unwrap().stouffer);
    assert_eq!(format!("{:?}", curve(&alone)), format!("{:?}", curve(&beside)), "its random numbers are its own");
    // Holm over four: one p-value of four at most can be multiplied by four.
    assert!(beside.p_value_holm.unwrap() >= alone.p_value_holm.unwrap());
    assert_eq!(alone.verdict, beside.verdict);
    let [early, one_way, later] = &beside.subsets[..] else { panic!("three subsets") };
    assert_eq!(primary(&one_way.finding).subject.between.to_string(), "IND>PAK");
    assert_eq!(primary(&one_way.finding).subject.n_observed, 180);
    assert_eq!(primary(&early.finding).subject.n_observed, 90);
    assert!(matches!(gate_outcome(primary(&early.finding), Gate::PlaceboThirds), Some(GateOutcome::CannotRun(_))));
    // Nobody reads 2040: refused, with the reason, and it counts among the tests all the same.
    assert_eq!(later.finding.verdict, Verdict::Refused);
    assert!(later.finding.not_tested[0].1.contains("in the time of this subset"), "{:?}", later.finding.not_tested);
}

#[test]
fn a_subset_that_names_its_source_is_read_by_no_other() {
    let text = "months = 180\nstates = 4\nseed = 5\n[influence]\nform = \"direct\"\neffect = -0.4\n[[instrument]]\nname = \"second\"\nreads = \"events\"\n";
    let world = tertius::simulate::read_world(text).expect("a sound world").emit().expect("possible");
    let found = asked(world, "[[claim.subset]]\nname = \"the second source\"\ninstrument = \"second\"\n");
    assert_eq!(found.tests.len(), 2, "the whole is put to both");
    let [second] = &found.subsets[..] else { panic!("one subset") };
    assert_eq!(second.finding.tests.len(), 1);
    assert_eq!(primary(&second.finding).subject.instrument, "second");
    let sources = |t: &Tested| -> Vec<String> {
        let curve = t.specification_curve.as_ref().expect("asked for").as_ref().expect("choices enough");
        let mut names: Vec<String> = curve.specifications.iter().map(|s| s.choices.words()[0].clone()).collect();
        names.sort();
        names.dedup();
        names
    };
    assert_eq!(sources(primary(&second.finding)).len(), 1, "{:?}", sources(primary(&second.finding)));
    assert_eq!(sources(primary(&found)).len(), 2);
}
