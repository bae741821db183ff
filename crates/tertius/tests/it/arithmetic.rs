//! Gate *arithmetic* from text to outcome: worlds in which places on a line explain every reading, and one in which
//! they do not. The larger table is the workbench's command `arithmetic`.

use crate::support::run;
use rayon::prelude::*;
use tertius::claims::Verdict;
use tertius::hypotheses::{Gate, GateOutcome, Tested};
use tertius::simulate::{LineWorld, NoAnswer, gate_outcome};

const MONTHS: usize = 120;

fn put(world: &LineWorld) -> Tested {
    world.emit().expect("a possible world").put(0.95).unwrap_or_else(|e| panic!("{world:?}: {e}"))
}

/// Seeds 1 to `count` that pass the gate: in the stated and in the opposite direction.
fn passes(world: &LineWorld, count: u64) -> (usize, usize) {
    let tested: Vec<Tested> = (1..=count).into_par_iter().map(|seed| put(&world.clone().seed(seed))).collect();
    let of = |wanted: GateOutcome| tested.iter().filter(|t| gate_outcome(t, Gate::Arithmetic) == Some(&wanted)).count();
    (of(GateOutcome::Passed), of(GateOutcome::PassedOpposite))
}

#[test]
fn where_places_explain_everything_hardly_a_seed_passes() {
    // With a true rate of 5 %, 4 or more of 20 come up once in 63 times; the rate measured over 200 seeds is lower.
    let (stated, opposite) = passes(&LineWorld::new(MONTHS), 20);
    assert!(stated + opposite <= 3, "{stated} + {opposite} of 20");
}

#[test]
fn a_response_beyond_places_is_caught_in_its_direction() {
    let (stated, opposite) = passes(&LineWorld::new(MONTHS).response(-0.6), 8);
    assert!(stated >= 6, "{stated} of 8");
    assert_eq!(opposite, 0);
    let (stated, opposite) = passes(&LineWorld::new(MONTHS).response(0.6), 8);
    assert!(opposite >= 6, "{opposite} of 8");
    assert_eq!(stated, 0);
}

#[test]
fn distances_without_error_are_refused_as_an_identity() {
    let emitted = LineWorld::new(MONTHS).error(0.0).emit().unwrap();
    match emitted.put(0.95) {
        Err(NoAnswer::Refused(r)) => assert!(r.why.contains("R2 = 1") && r.needed.contains("agreement"), "{r:?}"),
        other => panic!("{other:?}"),
    }
    let claim = &run(&emitted.dossier, &emitted.files).unwrap().claims[0];
    assert_eq!(claim.verdict, Verdict::Refused);
    assert!(claim.not_tested.iter().any(|(_, why)| why.contains("identity")), "{:?}", claim.not_tested);
    // An indicator of which nothing is said is held to the same.
    let unsaid = emitted.dossier.replace("arithmetical = true\n", "");
    let again = tertius::simulate::Emitted { dossier: unsaid, ..emitted };
    assert!(matches!(again.put(0.95), Err(NoAnswer::Refused(r)) if r.why.contains("R2 = 1")));
}

#[test]
fn the_numbers_are_in_the_sentence_and_threads_do_not_move_them() {
    let world = LineWorld::new(MONTHS).response(-0.6).seed(2);
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool of threads");
        pool.install(|| put(&world))
    };
    let (one, two) = (with(1), with(2));
    assert_eq!(one.arithmetic, two.arithmetic);
    let found = one.arithmetic.clone().expect("needed").expect("it can be run");
    assert_eq!((found.n_simulated, found.near.len(), found.held_states.len()), (999, 9, 9));
    // The nearest stand where the third stands, within the spread of the world's near states.
    assert!(found.farthest < 0.5, "{}", found.farthest);
    let gate = one.gates.iter().find(|g| g.gate == Gate::Arithmetic).unwrap();
    assert!(gate.sentence.contains("999 worlds") && gate.sentence.contains("9 states nearest"), "{}", gate.sentence);
}

#[test]
fn too_few_states_to_stand_in_for_the_third_are_said() {
    let mut emitted = LineWorld::new(MONTHS).emit().unwrap();
    let named =
        emitted.dossier.replace("period = \"month\"", "period = \"month\"\nplacebos = [\"AUS\", \"BRA\", \"CAN\"]");
    emitted.dossier = named;
    let tested = emitted.put(0.95).unwrap();
    assert!(matches!(gate_outcome(&tested, Gate::Arithmetic), Some(GateOutcome::CannotRun(_))));
}
