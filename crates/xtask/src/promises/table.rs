//! The table as text and as a page of the manual. Counts come in; nothing is computed but rates.

use super::state::Seed;
use super::worlds::{Listed, Promise};
use crate::printed::{self, Lines, percent};
use std::collections::BTreeMap;

/// Verdicts in the order of the columns.
const VERDICTS: [&str; 6] = ["supported", "contradicted", "mixed", "no effect", "not established", "refused"];

/// One world's counts.
#[derive(Clone, Debug)]
pub(super) struct Row {
    world: Listed,
    seeds: usize,
    verdicts: [usize; 6],
    covered: (usize, usize),
    /// Among seeds whose first gate passed in the stated direction: how often each route was named.
    routes: BTreeMap<String, usize>,
}

impl Row {
    pub(super) fn of(world: Listed, seeds: &[Seed]) -> Row {
        let count = |wanted: &dyn Fn(&Seed) -> bool| seeds.iter().filter(|s| wanted(s)).count();
        let mut routes = BTreeMap::new();
        for seed in seeds.iter().filter(|s| s.gates.starts_with('p')) {
            *routes.entry(seed.route.clone()).or_insert(0) += 1;
        }
        Row {
            world,
            seeds: seeds.len(),
            verdicts: VERDICTS.map(|v| count(&|s| s.verdict == v)),
            covered: (count(&|s| s.covered == Some(true)), count(&|s| s.covered.is_some())),
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
        cells.push(percent(self.covered.0, self.covered.1));
        cells.push(routes);
        cells
    }
}

fn lines(rows: &[Row]) -> Lines {
    let mut heads: Vec<String> = ["world", "seeds"].map(str::to_owned).into();
    heads.extend(VERDICTS.map(str::to_owned));
    heads.extend(["promise", "coverage", "route where the response passes"].map(str::to_owned));
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
        "# How often a verdict is wrong\n\nWritten by a program; do not edit. The command, which anyone can repeat and which goes on where it was interrupted:\n\n    {command}\n\nWorlds of {periods} months emit events, which go through the readers, the gates (the sampler where the gates before it pass) and the rule of reports. Intervals are at 95 %, with the true response of the relations themselves as the truth: readings with error make it pale.\n\n{}\n{worlds}",
        printed::markdown(&lines(rows))
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::promises::worlds::named;

    fn seed(verdict: &str, gates: &str) -> Seed {
        Seed { verdict: verdict.into(), gates: gates.into(), covered: Some(true), route: "direct".into() }
    }

    #[test]
    fn a_promise_counts_both_wrong_verdicts() {
        let null = named(&["trend".into()]).unwrap()[0];
        let mut seeds = vec![seed("not established", "ffrrbn"); 91];
        seeds.extend(vec![seed("supported", "pppppn"); 5]);
        seeds.extend(vec![seed("contradicted", "ooooon"); 4]);
        let row = Row::of(null, &seeds);
        assert!(row.broken().is_none());
        assert_eq!(row.cells()[2..4], ["5", "4"]);
        assert_eq!(row.routes.get("direct"), Some(&5));
        seeds[0] = seed("contradicted", "ooooon");
        assert!(Row::of(null, &seeds).broken().is_some_and(|b| b.contains("trend")));
        let smallest = named(&["smallest-effect".into()]).unwrap()[0];
        assert!(Row::of(smallest, &vec![seed("no effect", "f"); 6]).broken().is_some());
    }
}
