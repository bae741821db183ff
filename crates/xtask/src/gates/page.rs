//! The page of the manual: the tables with what a reader needs to understand them.

use super::row::Row;
use super::table;
use crate::printed;

/// The page.
pub(super) fn page(rows: &[Row], command: &str) -> String {
    let mut page = format!(
        "# How often the gates are wrong

Written by the program; do not edit. The command, which anyone can repeat:

    {command} --markdown docs/lookup/gate-rates.md

Each world has 24 states: a pair, a third, and 21 others that can take the third's place. The warmth of each of
the 45 relations is drawn by month, turned into events, and written as a table of counted events. The
table and a dossier then go through the readers, the series and the gates like an analyst's own; no series is
injected. Unless a world says otherwise, a relation has 40 events a month, the pair's relation has an
autocorrelation of .4 and the others one of .6.

A pair of numbers counts seeds that came out in the stated direction and in the opposite one. *Every gate* is every
gate of the table: *latent response*, whose sampler is slow, has a table of its own
(`cargo run --release -p xtask -- latent-response`), and the whole rule with it has
[another](promises.md).
"
    );
    for periods in table::months(rows) {
        page.push_str(&format!("\n## {periods} months\n\n"));
        page.push_str(&printed::markdown(&table::gates(rows, periods)));
    }
    page.push_str(
        "\n## Coverage\n\nShare of the 95 % intervals of the response that hold the true response of the relations \
         themselves; (!) below 90 %, *none* where no interval was given or the influence ends within the time.\n\n",
    );
    page.push_str(&printed::markdown(&table::coverage(rows)));
    let naming = table::naming(rows);
    if naming.len() > 1 {
        page.push_str(NAMING);
        page.push_str(&printed::markdown(&naming));
    }
    page.push_str("\n## The worlds\n\n");
    for row in rows.iter().filter(|r| Some(&r.periods) == table::months(rows).first()) {
        page.push_str(&format!("- **{}**: {}.\n", row.world.name, row.world.says));
    }
    page.push_str(COLUMNS);
    let cost = table::cost(rows);
    if !cost.is_empty() {
        let words: Vec<String> = cost.iter().map(|(m, ms)| format!("{ms:.0} ms at {m} months")).collect();
        page.push_str(&format!(
            "\n## What it costs\n\nMeasured in the run that wrote this page, processor time per world from drawing to the last gate: {}.\n",
            words.join(", ")
        ));
    }
    page
}

const NAMING: &str = "
## By which route

Finding *other side held* names a route where there is a response. Counted are seeds in which gate *response* passes, in
either direction. Not so in the mediated worlds: that gate holds the other side, through which all influence goes there, so
that it passes by chance only, and the chance that makes it pass makes the influence look direct. What such a world has is
a response while the other side is *not* held; counted are the seeds in which that one differs from 0 at .05, and the name
says where it comes from.

The promise, from 240 months on: 90 % of these seeds are named as they should be. It is called broken where the share lies
more than two standard errors below. An influence in tension only, asked about as both halves, carries no promise: at .35
and 240 months its halves differ by 1.4 standard errors, and a rule that knew it to be either direct or in tension only,
and took what fits better, would take 24 of 100 for direct and 5 of 100 direct ones for the other (400 simulations of the
relations themselves, without error of reading). A claim about both halves therefore keeps the name *direct* until the halves
differ significantly, and a claim about one half keeps its own until the other half answers as well. What is read with
much error, or acts for a part of the time only, carries none either.

";

const COLUMNS: &str = "
## How to read the columns

- **response**, **single period**, **placebo thirds**, **specification curve**: each gate by itself.
- **every gate**: seeds that pass all of them in one direction.
- **bound**: what must hold of that number. In a world where nothing is there, at most 5 % of 1,000 seeds or more, at most
  7 % of fewer: with a true 5 %, 400 seeds give more than 20 in nearly half of all such tables, and more than 28 in about
  3 %. In the world with an effect, from 240 months on, more than 80 % in its direction. *none* where a world is only shown.
- **coverage**: share of the 95 % intervals of the response that hold the true one.
- **joint test**: seeds in which the joint test of gate *specification curve* alone rejects at .05, whether or not 80 % of the
  specifications agree in sign.
- **circular shift**: seeds in which at most 5 % of the shifts have a larger statistic; a finding, not a gate.
- **not run**: seeds in which a gate could not be run; **refused**: those of them in which nothing could, since fewer months
  than a test may rest on (60, unless a dossier says otherwise) are left once lags and the following months are taken off.

One gate alone may err more often than 5 %: where relations are read with error, what the pair's reading misses
of a shared shock or trend can be seen in the driver's reading, and *response* takes it for influence. The gates
are judged together. With 21 placebos, *placebo thirds* alone lets 1 of 22 pass in each direction, 9 % in all.
";

#[cfg(test)]
mod tests {
    use super::super::table::tests::row;
    use super::*;

    #[test]
    fn the_page_has_the_command_and_the_tables() {
        let page = page(&[row(240)], "command");
        assert!(page.contains("| independent | 400 | 10 + 12 (5.5 %) |") && page.contains("    command --markdown"));
        assert!(page.contains("20 ms at 240 months") && !page.contains("By which route"));
    }
}
