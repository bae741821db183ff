//! How often claims of consolidation, moderation and boldness earn a verdict in simulated worlds: in null worlds, where
//! none is right, and in worlds in which what is claimed has happened. Prints a table; decides nothing.

use clap::Args;
use rayon::prelude::*;
use tertius::claims::{ClaimFinding, Verdict};
use tertius::hypotheses::GateOutcome;
use tertius::simulate::{Shift, Turn, World, boldness, consolidation, moderation};

/// What the command takes.
#[derive(Args, Debug)]
pub struct Arguments {
    /// Seeds per world, from 1 on
    #[arg(long, default_value_t = 100)]
    seeds: u64,
    /// Months per world; the change, where there is one, comes in the middle
    #[arg(long, default_value_t = 240)]
    periods: usize,
}

/// Largest share of null worlds in which a verdict may be earned.
const BOUND: f64 = 0.07;

/// A world, the claim put to it, and whether the claim is true there.
struct Asked {
    name: String,
    world: World,
    claim: String,
    holds: bool,
}

/// Every world with the claims that are put to it.
fn asked(periods: usize) -> Vec<Asked> {
    let month = periods / 2;
    let claims =
        [("consolidation", consolidation(month)), ("moderation", moderation(month)), ("boldness", boldness(month))];
    let null: [(&str, World); 4] = [
        ("independent", World::independent(periods)),
        ("common shock", World::common_shock(periods)),
        ("trend and volume growth", World::trend(periods)),
        ("heavy tails", World::heavy_tails(periods)),
    ];
    let mut all = Vec::new();
    for (kind, claim) in &claims {
        for (name, world) in &null {
            all.push((*kind, *name, world.clone(), claim.clone(), false));
        }
        let (misses, holds) = match *kind {
            "consolidation" => (
                ("everybody warmer", World::independent(periods).shift(Shift::of_all(month, 1.0))),
                ("warmer by one sd", World::independent(periods).shift(Shift::of_pair(month, 1.0))),
            ),
            "moderation" => (
                ("influence stays", World::with_effect(periods)),
                ("influence ends", World::with_effect(periods).effect(-0.6).turn(Turn::Effect { month, to: 0.0 })),
            ),
            _ => (
                (
                    "three years earlier",
                    World::independent(periods).turn(Turn::Initiative { month: month - 36, moved: 0.1 }),
                ),
                ("a tenth more", World::independent(periods).turn(Turn::Initiative { month, moved: 0.1 })),
            ),
        };
        all.push((*kind, misses.0, misses.1, claim.clone(), false));
        all.push((*kind, holds.0, holds.1, claim.clone(), true));
    }
    let named = |(kind, world_name, world, claim, holds): (&str, &str, World, String, bool)| Asked {
        name: format!("{kind}: {world_name}"),
        world,
        claim,
        holds,
    };
    all.into_iter().map(named).collect()
}

/// Runs the worlds and prints the table.
///
/// # Errors
/// A world that cannot be drawn or read, or a null world in which more than 7 % of seeds earn a verdict.
pub fn run(arguments: &Arguments) -> Result<String, String> {
    let mut text = String::from(
        "| claim: world | supported | contradicted | not established | refused | checks passed by themselves |\n|---|---|---|---|---|---|\n",
    );
    let mut broken = Vec::new();
    for asked in asked(arguments.periods) {
        let found: Vec<ClaimFinding> = (1..=arguments.seeds)
            .into_par_iter()
            .map(|seed| {
                let emitted = asked.world.clone().seed(seed).emit().map_err(|e| format!("{}: {e}\n", asked.name))?;
                emitted.asking(&asked.claim).verdict().map_err(|e| format!("{}, seed {seed}: {e}\n", asked.name))
            })
            .collect::<Result<_, String>>()?;
        let n = |v: Verdict| found.iter().filter(|f| f.verdict == v).count();
        let (supported, contradicted) = (n(Verdict::Supported), n(Verdict::Contradicted));
        text.push_str(&format!(
            "| {} | {supported} | {contradicted} | {} | {} | {} |\n",
            asked.name,
            n(Verdict::NotEstablished),
            n(Verdict::Refused),
            passes(&found),
        ));
        if !asked.holds && (supported + contradicted) as f64 > BOUND * arguments.seeds as f64 {
            broken.push(asked.name.clone());
        }
    }
    if broken.is_empty() { Ok(text) } else { Err(format!("{text}\nabove {BOUND}: {}\n", broken.join("; "))) }
}

/// How often each check passed in either direction.
fn passes(found: &[ClaimFinding]) -> String {
    let Some(first) = found.iter().find_map(ClaimFinding::deciding_evidence) else { return String::new() };
    let passed = |name: &str| {
        let of = found.iter().filter_map(ClaimFinding::deciding_evidence).flat_map(|e| &e.checks);
        of.filter(|c| c.name == name && matches!(c.outcome, GateOutcome::Passed | GateOutcome::PassedOpposite)).count()
    };
    first.checks.iter().map(|c| format!("{} {}", c.name, passed(c.name))).collect::<Vec<_>>().join(", ")
}
