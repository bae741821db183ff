//! The table as text, as JSON and as a page of the manual. Counts come in; nothing is computed but rates.

use super::run::BUILT;
use super::worlds::Listed;
use crate::printed::{self, Lines, both, percent};
use serde_json::json;

/// One world's counts over its seeds. Pairs are (stated direction, opposite direction).
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) world: Listed,
    pub(super) seeds: usize,
    /// Each gate that exists, by itself.
    pub(super) gates: [(usize, usize); BUILT.len()],
    /// Seeds in which some gate could not be run (refused seeds included).
    pub(super) cannot_run: usize,
    /// Every gate built, together.
    pub(super) passes: (usize, usize),
    /// Seeds whose data could not answer at all.
    pub(super) refused: usize,
    /// Seeds with an interval, and those whose interval holds the true response.
    pub(super) with_interval: usize,
    pub(super) covered: usize,
    /// Seeds in which the joint test of gate *specification curve* has a p-value of at most .05, whatever the signs.
    pub(super) joint: usize,
    /// Seeds in which at most 5 % of the circular shifts have a larger statistic (a finding, not a gate).
    pub(super) circular: usize,
}

impl Row {
    pub(super) fn holds(&self) -> bool {
        self.world.bound.holds(self.passes.0, self.passes.1, self.seeds)
    }

    pub(super) fn bound_words(&self) -> String {
        self.world.bound.words(self.seeds)
    }

    /// The cells after the world's name.
    fn cells(&self) -> Vec<String> {
        let mut cells = vec![self.seeds.to_string()];
        cells.extend(self.gates.iter().map(|g| both(*g, self.seeds)));
        cells.push(both(self.passes, self.seeds));
        cells.push(self.world.bound.cell(self.passes, self.seeds));
        cells.push(percent(self.covered, self.with_interval));
        cells.push(percent(self.joint, self.seeds));
        cells.push(percent(self.circular, self.seeds));
        cells.push(self.cannot_run.to_string());
        cells
    }
}

fn heads() -> Vec<String> {
    let mut heads = vec!["world".to_owned(), "seeds".to_owned()];
    heads.extend(BUILT.map(|g| g.name().to_owned()));
    heads.extend(
        ["every gate built", "bound", "coverage", "joint test", "circular shift", "not run"].map(str::to_owned),
    );
    heads
}

fn lines(rows: &[Row]) -> Lines {
    let line = |r: &Row| std::iter::once(r.world.name.to_owned()).chain(r.cells()).collect();
    std::iter::once(heads()).chain(rows.iter().map(line)).collect()
}

/// Aligned columns.
pub(super) fn text(rows: &[Row]) -> String {
    printed::text(&lines(rows))
}

/// Every count, by name.
pub(super) fn json(rows: &[Row], command: &str, periods: usize) -> String {
    let both = |(stated, opposite): (usize, usize)| json!({ "stated": stated, "opposite": opposite });
    let worlds: Vec<_> = rows
        .iter()
        .map(|r| {
            let gates: serde_json::Map<String, serde_json::Value> =
                BUILT.iter().zip(r.gates).map(|(g, n)| (g.name().to_owned(), both(n))).collect();
            json!({
                "world": r.world.name,
                "seeds": r.seeds,
                "gates": gates,
                "every_gate_built": both(r.passes),
                "bound": r.bound_words(),
                "holds": r.holds(),
                "intervals": r.with_interval,
                "intervals_that_cover": r.covered,
                "joint_test_at_most_5_percent": r.joint,
                "circular_shift_at_most_5_percent": r.circular,
                "some_gate_not_run": r.cannot_run,
                "refused": r.refused,
            })
        })
        .collect();
    format!("{:#}\n", json!({ "command": command, "periods": periods, "worlds": worlds }))
}

/// The page of the manual.
pub(super) fn page(rows: &[Row], command: &str, periods: usize) -> String {
    let mut page = format!(
        "# How often the gates are wrong

Written by the program; do not edit. The command, which anyone can repeat:

    {command} --markdown docs/lookup/gate-rates.md

Each world has 24 states: a pair, a third, and 21 others that can take the third's place. The warmth of each of
the 45 relations is drawn for {periods} months, turned into events, and written as a table of counted events. The
table and a dossier then go through the readers, the series and the gates like an analyst's own; no series is
injected. Unless a world says otherwise, a relation has 40 events a month, the pair's relation has an
autocorrelation of .4 and the others one of .6.

A pair of numbers counts seeds that came out in the stated direction and in the opposite one. *Every gate
built* is every gate of the table: *latent response*, whose sampler is slow, has a table of its own
(`cargo run --release -p xtask -- latent-response`).

"
    );
    page.push_str(&printed::markdown(&lines(rows)));
    page.push_str("\n## The worlds\n\n");
    for row in rows {
        page.push_str(&format!("- **{}**: {}.\n", row.world.name, row.world.says));
    }
    page.push_str(
        "
## How to read the columns

- **response**, **single period**, **placebo thirds**, **specification curve**: each gate by itself.
- **every gate built**: seeds that pass all of them in one direction.
- **bound**: what must hold of that number. In a world where nothing is there, at most 7 %: with a true 5 %, 400
  seeds give more than 20 in nearly half of all such tables, and more than 28 in about 3 %. In the world with an
  effect, more than 80 % in its direction. *none* where a world is only shown.
- **coverage**: share of the 95 % intervals of the response that hold the true one.
- **joint test**: seeds in which the joint test of gate *specification curve* alone rejects at .05, whether or not 80 % of the
  specifications agree in sign.
- **circular shift**: seeds in which at most 5 % of the shifts have a larger statistic; a finding, not a gate.
- **not run**: seeds in which a gate could not be run.

One gate alone may err more often than 5 %: where relations are read with error, what the pair's reading misses
of a shared shock or trend can be seen in the driver's reading, and *response* takes it for influence. The gates
are judged together. With 21 placebos, *placebo thirds* alone lets 1 of 22 pass in each direction, 9 % in all.
",
    );
    page
}

#[cfg(test)]
mod tests {
    use super::super::worlds::ALL;
    use super::*;

    fn row() -> Row {
        Row {
            world: ALL[0],
            seeds: 400,
            gates: [(10, 12), (3, 4), (18, 17), (7, 8)],
            joint: 16,
            cannot_run: 2,
            passes: (2, 3),
            refused: 1,
            with_interval: 399,
            covered: 380,
            circular: 20,
        }
    }

    #[test]
    fn a_row_shows_counts_rates_and_its_bound() {
        let text = text(&[row()]);
        assert!(
            text.contains("10 + 12 (5.5 %)") && text.contains("2 + 3 (1.2 %)") && text.contains("at most 28: holds"),
            "{text}"
        );
        assert!(text.contains("95.2 %"));
        let broken = Row { passes: (20, 9), ..row() };
        assert!(super::text(&[broken]).contains("BROKEN"));
    }

    #[test]
    fn json_and_page_say_the_same() {
        let value: serde_json::Value = serde_json::from_str(&json(&[row()], "command", 240)).unwrap();
        assert_eq!(value["worlds"][0]["every_gate_built"]["opposite"], 3);
        assert_eq!(value["worlds"][0]["gates"]["placebo thirds"]["stated"], 18);
        let page = page(&[row()], "command", 240);
        assert!(page.contains("| independent | 400 | 10 + 12 (5.5 %) |") && page.contains("    command --markdown"));
    }
}
