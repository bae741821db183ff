//! Worlds in which places on a line explain every reading, and one in which they do not: how often gate *arithmetic*
//! passes, and how often all gates do that need no sampler.

use crate::bound::Bound;
use crate::printed::{both, percent};
use rayon::prelude::*;
use tertius::hypotheses::{Gate, GateOutcome, Tested};
use tertius::simulate::{LineWorld, gate_outcome};

const CONFIDENCE: f64 = 0.95;

/// A world's counts: (stated, opposite) directions.
#[derive(Clone, Debug)]
pub(super) struct Row {
    name: &'static str,
    bound: Bound,
    seeds: usize,
    response: (usize, usize),
    arithmetic: (usize, usize),
    every: (usize, usize),
}

impl Row {
    pub(super) fn cells(&self) -> Vec<String> {
        let Row { name, seeds, response, arithmetic, every, bound } = self;
        let all = [response, arithmetic, every].map(|pair| both(*pair, *seeds));
        std::iter::once((*name).to_owned()).chain(all).chain([bound.cell(*arithmetic, *seeds)]).collect()
    }

    /// What does not hold, in words.
    pub(super) fn broken(row: &Row) -> Option<String> {
        let (stated, opposite) = row.arithmetic;
        (!row.bound.holds(stated, opposite, row.seeds))
            .then(|| format!("{}: {} of seeds pass gate arithmetic", row.name, percent(stated + opposite, row.seeds)))
    }
}

/// Runs the worlds.
///
/// # Errors
/// A world that cannot be drawn or read.
pub(super) fn run(seeds: usize, periods: usize) -> Result<Vec<Row>, String> {
    if seeds == 0 {
        return Ok(Vec::new());
    }
    let worlds = [
        ("places alone", LineWorld::new(periods), Bound::NothingThere),
        ("places alone, noisier", LineWorld::new(periods).error(0.06), Bound::NothingThere),
        ("a response of -.6 beyond places", LineWorld::new(periods).response(-0.6), Bound::Shown),
        ("a response of -.3 beyond places", LineWorld::new(periods).response(-0.3), Bound::Shown),
    ];
    worlds.into_iter().map(|(name, world, bound)| row(name, &world, bound, seeds)).collect()
}

fn row(name: &'static str, world: &LineWorld, bound: Bound, seeds: usize) -> Result<Row, String> {
    let tested: Vec<Tested> = (1..=seeds as u64)
        .into_par_iter()
        .map(|seed| {
            let emitted = world.clone().seed(seed).emit().map_err(|e| format!("{name}: {e}\n"))?;
            emitted.put(CONFIDENCE).map_err(|e| format!("{name}, seed {seed}: {e}\n"))
        })
        .collect::<Result<_, String>>()?;
    eprintln!("{name}: {seeds} seeds");
    let of = |which: &dyn Fn(&Tested, &GateOutcome) -> bool| {
        let count = |wanted: &GateOutcome| tested.iter().filter(|t| which(t, wanted)).count();
        (count(&GateOutcome::Passed), count(&GateOutcome::PassedOpposite))
    };
    Ok(Row {
        name,
        bound,
        seeds,
        response: of(&|t, wanted| gate_outcome(t, Gate::Response) == Some(wanted)),
        arithmetic: of(&|t, wanted| gate_outcome(t, Gate::Arithmetic) == Some(wanted)),
        every: of(&|t, wanted| t.passes_every_gate_run(wanted)),
    })
}
