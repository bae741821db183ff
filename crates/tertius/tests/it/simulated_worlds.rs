//! Worlds with a known answer, from text to gates, a few seeds of each. The full table is the workbench's
//! command `gates`; here only a real breakage is caught, and a seed's answer is the same every time.

use rayon::prelude::*;
use tertius::dossier::Direction;
use tertius::hypotheses::{Gate, GateOutcome, Tested};
use tertius::simulate::{NoAnswer, World, gate_outcome};

/// The fewest states with which gate *placebo thirds* can run: the triangle and 19 others.
const STATES: usize = 22;
const PERIODS: usize = 120;

fn put(world: &World) -> Tested {
    let emitted = world.emit().unwrap_or_else(|e| panic!("{world:?}: {e}"));
    emitted.put(0.95).unwrap_or_else(|e| panic!("{world:?}: {e}"))
}

/// Seeds 1 to `count` that pass every gate that was run: in the stated and in the opposite direction.
fn passes(world: &World, count: u64) -> (usize, usize) {
    let tested: Vec<Tested> = (1..=count).into_par_iter().map(|seed| put(&world.clone().seed(seed))).collect();
    let of = |wanted: GateOutcome| tested.iter().filter(|t| t.passes_every_gate_run(&wanted)).count();
    (of(GateOutcome::Passed), of(GateOutcome::PassedOpposite))
}

#[test]
fn where_nothing_is_there_hardly_a_seed_passes() {
    // The seeds are always the same, so this is a comparison with a fixed outcome, not a new draw each time. 24
    // seeds that each pass with probability .03, about the worst of the table, give 5 or more once in 1,560 times
    // (one of seven such worlds: once in 220); with .05 once in 167, with .07, the bound of the table, once in 43.
    // 4 are therefore allowed: a world above is a case for the command `gates`, not for a larger number here.
    let worlds = [
        World::independent(PERIODS),
        World::common_shock(PERIODS),
        World::noisy_readings(PERIODS),
        World::heavy_tails(PERIODS),
        World::trend(PERIODS),
        World::media_volume(PERIODS),
        World::other_wars(PERIODS),
    ];
    for world in worlds {
        let (stated, opposite) = passes(&world.clone().states(STATES), 24);
        assert!(stated + opposite <= 4, "{}: {stated} + {opposite} of 24", world.kind.name());
    }
}

#[test]
fn an_effect_is_found_in_its_direction() {
    // At 240 months, with noise-free readings; a rule with a power of .95 finds fewer than 7 of 10 once in 1,000 times.
    let (stated, opposite) = passes(&World::with_effect(240).states(STATES), 10);
    assert!(stated >= 7, "{stated} of 10");
    assert_eq!(opposite, 0);
}

#[test]
fn the_same_effect_with_the_other_sign_is_found_in_the_other_direction() {
    let world = World::with_effect(240).effect(0.35).states(STATES);
    assert_eq!(world.emit().unwrap().truth.direction, Some(Direction::Same));
    let (stated, opposite) = passes(&world, 10);
    assert!(opposite >= 7, "{opposite} of 10");
    assert_eq!(stated, 0);
}

#[test]
fn too_few_states_or_months_are_said_and_never_pass() {
    let few = put(&World::with_effect(240).states(STATES - 1));
    assert!(matches!(gate_outcome(&few, Gate::PlaceboThirds), Some(GateOutcome::CannotRun(_))));
    assert!(!few.passes_every_gate_run(&GateOutcome::Passed));
    assert!(!few.passes_every_gate_run(&GateOutcome::PassedOpposite));
    let short = World::with_effect(48).states(STATES).emit().unwrap().put(0.95);
    assert!(matches!(short, Err(NoAnswer::Refused(_))), "48 months are fewer than a test may rest on");
}

#[test]
fn a_world_with_few_events_has_silent_months_and_is_still_read() {
    let tested = put(&World::independent(240).states(4).volume(3.0));
    assert!(tested.subject.n_rows < 234, "{} rows: silence must not be read as a number", tested.subject.n_rows);
    assert!(!tested.cautions.is_empty());
}

#[test]
fn threads_do_not_move_a_digit() {
    let world = World::heavy_tails(PERIODS).states(STATES).seed(11);
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool of threads");
        let tested = pool.install(|| put(&world));
        (tested.response, tested.placebo_thirds, tested.circular_shift)
    };
    assert_eq!(with(1), with(2));
}
