//! The table as text and as a page of the manual. Counts come in; nothing is computed but rates.

use super::state::Seed;
use super::worlds::{Listed, Promise};
use crate::printed::{self, Lines, percent};
use std::collections::BTreeMap;
use tertius::hypotheses::Route;

/// Verdicts in the order of the columns.
const VERDICTS: [&str; 6] = ["supported", "contradicted", "mixed", "no effect", "not established", "refused"];

/// One world's counts.
#[derive(Clone, Debug)]
pub(super) struct Row {
    world: Listed,
    seeds: usize,
    verdicts: [usize; 6],
    /// Intervals that hold the true response, and all; `None` in worlds too short for the promise.
    covered: Option<(usize, usize)>,
    /// Among seeds with a response whose route can be named: how often each was.
    routes: BTreeMap<String, usize>,
}

/// From so many months on intervals must cover.
const MONTHS_OF_COVERAGE: usize = 240;

impl Row {
    pub(super) fn of(world: Listed, periods: usize, seeds: &[Seed]) -> Row {
        let count = |wanted: &dyn Fn(&Seed) -> bool| seeds.iter().filter(|s| wanted(s)).count();
        let mut routes = BTreeMap::new();
        let responds = |s: &&Seed| match world.names {
            Some(Route::ThroughOtherSide) => s.without_other == Some(true),
            _ => s.gates.starts_with('p'),
        };
        for seed in seeds.iter().filter(responds) {
            *routes.entry(seed.route.clone()).or_insert(0) += 1;
        }
        Row {
            world,
            seeds: seeds.len(),
            verdicts: VERDICTS.map(|v| count(&|s| s.verdict == v)),
            covered: (periods >= MONTHS_OF_COVERAGE)
                .then(|| (count(&|s| s.covered == Some(true)), count(&|s| s.covered.is_some()))),
            routes,
        }
    }

    /// What must hold, in words, and whether it does.
    fn promise(&self) -> (String, bool) {
        let [supported, contradicted, _, no_effect, ..] = self.verdicts;
        match self.world.promise {
            Promise::Null => {
                let most = 9 * self.seeds / 100;
                (format!("supported or contradicted at most {most}"), supported + contradicted <= most)
            }
            Promise::SmallestEffect => {
                let most = 5 * self.seeds / 100;
                (format!("no effect at most {most}"), no_effect <= most)
            }
            Promise::Power => ("none".to_owned(), true),
        }
    }

    /// The promise that does not hold.
    pub(super) fn broken(&self) -> Option<String> {
        let (words, holds) = self.promise();
        (!holds).then(|| format!("{}: {words}, and it is not so", self.world.name))
    }

    /// Of the seeds with a response, the share that is named as the world is.
    fn named(&self) -> String {
        let Some(route) = self.world.names else { return "none".to_owned() };
        let (right, all) = (self.routes.get(route.name()).copied().unwrap_or(0), self.routes.values().sum());
        format!("{}: {right} of {all} ({})", route.name(), percent(right, all))
    }

    fn cells(&self) -> Vec<String> {
        let (words, holds) = self.promise();
        let routes = self.routes.iter().map(|(route, n)| format!("{route} {n}")).collect::<Vec<_>>().join(", ");
        let mut cells = vec![self.world.name.to_owned(), self.seeds.to_string()];
        cells.extend(self.verdicts.map(|n| n.to_string()));
        cells.push(if self.world.promise == Promise::Power {
            words
        } else {
            format!("{words}: {}", if holds { "holds" } else { "BROKEN" })
        });
        cells.push(self.covered.map_or("not counted".to_owned(), |(held, all)| percent(held, all)));
        cells.push(self.named());
        cells.push(routes);
        cells
    }
}

fn lines(rows: &[Row]) -> Lines {
    let mut heads: Vec<String> = ["world", "seeds"].map(str::to_owned).into();
    heads.extend(VERDICTS.map(str::to_owned));
    heads.extend(["promise", "coverage", "should be named", "route where there is a response"].map(str::to_owned));
    std::iter::once(heads).chain(rows.iter().map(Row::cells)).collect()
}

/// The table for the terminal.
pub(super) fn text(rows: &[Row]) -> String {
    printed::text(&lines(rows))
}

/// The page of the manual.
pub(super) fn page(rows: &[Row], command: &str, periods: usize) -> String {
    let worlds: String = rows.iter().map(|r| format!("- *{}*: {}.\n", r.world.name, r.world.says)).collect();
    format!(
        "# How often a verdict is wrong\n\nWritten by a program; do not edit. The command, which anyone can repeat and which goes on where it was interrupted:\n\n    {command}\n\nWorlds of {periods} months emit events, which go through the readers, the gates (the sampler where the gates before it pass) and the rule of reports. Intervals are at 95 %, with the true response of the relations themselves as the truth: readings with error make it pale. {NAMING}\n\n{}\n{worlds}",
        printed::markdown(&lines(rows))
    )
}

/// What the columns of routes count.
const NAMING: &str = "Routes are counted where gate *response* passes in the stated direction; in mediated worlds, where it passes by chance only since the other side is held, where the response without that differs from 0 at .05. Many more seeds are named in [the table of gates](gate-rates.md).";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::promises::worlds::named;

    fn seed(verdict: &str, gates: &str) -> Seed {
        Seed {
            verdict: verdict.into(),
            gates: gates.into(),
            covered: Some(true),
            route: "direct".into(),
            without_other: Some(false),
        }
    }

    #[test]
    fn a_promise_counts_both_wrong_verdicts() {
        let null = named(&["trend".into()]).unwrap()[0];
        let mut seeds = vec![seed("not established", "ffrrbn"); 91];
        seeds.extend(vec![seed("supported", "pppppn"); 5]);
        seeds.extend(vec![seed("contradicted", "ooooon"); 4]);
        let row = Row::of(null, 240, &seeds);
        assert!(row.broken().is_none());
        assert_eq!(row.cells()[2..4], ["5", "4"]);
        assert_eq!(row.routes.get("direct"), Some(&5));
        assert_eq!(row.cells()[9..11], ["100.0 %", "none"]);
        assert_eq!(Row::of(null, 120, &seeds).cells()[9], "not counted");
        let direct = named(&["effect-.35".into()]).unwrap()[0];
        assert_eq!(Row::of(direct, 240, &seeds).named(), "direct: 5 of 5 (100.0 %)");
        let mediated = named(&["mediated".into()]).unwrap()[0];
        let through = Seed { route: "through the other side".into(), without_other: Some(true), ..seed("", "f") };
        let of = |seeds: &[Seed]| Row::of(mediated, 240, seeds).named();
        assert_eq!(of(&seeds), "through the other side: 0 of 0 (none)");
        assert_eq!(of(&[through]), "through the other side: 1 of 1 (100.0 %)");
        seeds[0] = seed("contradicted", "ooooon");
        assert!(Row::of(null, 240, &seeds).broken().is_some_and(|b| b.contains("trend")));
        let smallest = named(&["smallest-effect".into()]).unwrap()[0];
        assert!(Row::of(smallest, 240, &vec![seed("no effect", "f"); 6]).broken().is_some());
    }
}
