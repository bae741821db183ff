//! Gate *latent response* from text to outcome: reached where the gates before it pass, and only there.

use crate::support::run;
use tertius::dossier::MemoryFiles;
use tertius::hypotheses::{Gate, GateOutcome, Tested};
use tertius::simulate::{World, gate_outcome};

/// The test that each claim of the dossier got.
fn tested(dossier: &str, files: &MemoryFiles) -> Vec<Tested> {
    let findings = run(dossier, files).unwrap_or_else(|c| panic!("{c:?}"));
    findings.claims.into_iter().map(|c| c.tests.into_iter().next().expect("the claim is tested")).collect()
}

#[test]
fn an_effect_behind_noisy_readings_passes_and_says_how_sure() {
    // 22 states are the fewest with which gate *placebo thirds* can run.
    let world = World::with_effect(180).volume(400.0).states(22).seed(2).emit().unwrap();
    // The same claim about thaws alone: the question cannot be put to a linear model.
    let claim = world.dossier.find("[[claim]]").unwrap();
    let half = world.dossier[claim..].replace("The pair", "In a thaw the pair");
    let all = tested(&format!("{}\n{half}half = \"thaw\"\n", world.dossier), &world.files);
    let found = &all[0];
    let latent = found.latent_response.as_ref().expect("all gates before it pass").as_ref().unwrap();
    assert_eq!(gate_outcome(found, Gate::LatentResponse), Some(&GateOutcome::Passed), "{latent:?}");
    let (s, wide) = (latent.standardised, latent.at_claims_confidence);
    assert!(s.excludes_zero() && s.low <= world.truth.response && world.truth.response <= s.high, "{s:?}");
    // Two claims: the others' intervals are at 97.5 %, the gate's at 95 %.
    assert_eq!((s.confidence, wide.confidence), (0.95, 0.975));
    assert!(wide.low < s.low && s.high < wide.high && wide.value == s.value);
    assert!(latent.probability_positive < 0.025);
    assert!(latent.reliability.iter().all(|r| r.is_some_and(|r| r > 0.0 && r < 1.0)), "{:?}", latent.reliability);
    assert_eq!(latent.instruments, [0; 3].map(|_| vec!["simulated events".to_owned()]));
    match gate_outcome(&all[1], Gate::LatentResponse) {
        Some(GateOutcome::CannotRun(r)) => assert!(r.why.contains("linear"), "{r:?}"),
        other => assert_eq!(other, Some(&GateOutcome::NotReached)),
    }
}

#[test]
fn it_is_not_reached_where_a_gate_before_it_does_not_pass() {
    let world = World::independent(96).states(4).seed(3).emit().unwrap();
    let found = &tested(&world.dossier, &world.files)[0];
    assert_eq!(gate_outcome(found, Gate::LatentResponse), Some(&GateOutcome::NotReached));
    assert!(found.latent_response.is_none());
}
