//! The verdict *no effect* at the edge of its promise: where the effect is as large as the smallest of interest, both
//! intervals lie within that size in at most 5 % of worlds, also where noisy readings show the effect paler than it is.

use rayon::prelude::*;
use tertius::hypotheses::{self, Gate, GateOutcome, Latent, Putting};
use tertius::series::InstrumentSeries;
use tertius::simulate::{World, gate_outcome};

/// Each takes the sampler ten seconds or so of one core; more seeds are for the workbench.
const SEEDS: u64 = 4;

/// Of one seed: whether the raw interval lies within the true response's size, whether both do, and whether the sampler
/// was run.
fn within(world: &World) -> (bool, bool, bool) {
    let emitted = world.emit().expect("a possible world");
    let size = emitted.truth.response.abs();
    let mut read = emitted.read().expect("a sound world");
    read.dossier.claims[0].smallest_effect = Some(size);
    read.dossier.settings.seed = world.seed;
    let all: Vec<&InstrumentSeries> = read.series.iter().collect();
    let latent = Latent { instruments: &all, seed: world.seed, number: 0 };
    let putting = Putting { latent: Some(latent), ..read.putting(0.95).expect("an era") };
    let tested = hypotheses::put(&putting).expect("months enough");
    let raw = tested.response.as_ref().is_ok_and(|r| r.standardised.lies_within(size));
    let ran = tested.latent_response.is_some();
    // Reached wherever the raw interval lies within; four states are too few for placebos, so not otherwise.
    assert_eq!(raw, ran);
    assert_eq!(gate_outcome(&tested, Gate::LatentResponse) == Some(&GateOutcome::NotReached), !ran);
    (raw, tested.lies_within(size), ran)
}

#[test]
fn at_the_smallest_effect_of_interest_no_effect_is_hardly_ever_said() {
    // Readings with a reliability of .4 show a third of the effect or so: the raw interval alone would say "no effect"
    // in many of these worlds.
    let world = World::independent(240).states(4).effect(-0.35).reliability(0.4);
    let seeds: Vec<(bool, bool, bool)> =
        (1..=SEEDS).into_par_iter().map(|seed| within(&world.clone().seed(seed))).collect();
    let raw = seeds.iter().filter(|s| s.0).count();
    let both = seeds.iter().filter(|s| s.1).count();
    println!("raw interval within: {raw} of {SEEDS}; both: {both}");
    assert!(raw >= 2, "the world must be one in which raw readings mislead");
    // With a true rate of 5 %, 2 or more of 4 come up once in 71 times. Seeds 1 to 12: raw 12, both 0.
    assert!(both <= 1, "{both} of {SEEDS}, raw {raw}");
}
