//! The tables of the study, as text and as a page of the manual. Counts come in; nothing is computed but rates.

use super::conditions::{Condition, Wanted};
use super::tally::{Bands, Tally};
use crate::printed::{self, Lines, percent};

/// One condition and what came out.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) condition: Condition,
    pub(super) tally: Tally,
    /// The instrument with a truth of its own, if the condition has one.
    pub(super) dissenting: bool,
}

impl Row {
    /// What does not hold of it.
    pub(super) fn broken(&self) -> Vec<String> {
        let (name, t) = (self.condition.name, &self.tally);
        let mut broken = Vec::new();
        match self.condition.wanted {
            Wanted::Agreement => {
                let share = 100.0 * t.all.covered as f64 / t.all.months as f64;
                if !(87.0..=93.0).contains(&share) {
                    broken.push(format!("{name}: {share:.1} % of months covered; wanted are 87 to 93 %"));
                }
                if 10 * t.disagreeing > t.relations {
                    broken.push(format!("{name}: {} of {} relations are said to disagree", t.disagreeing, t.relations));
                }
            }
            Wanted::Disagreement if 10 * t.disagreeing < 9 * t.relations => {
                broken.push(format!("{name}: only {} of {} disagreements are said", t.disagreeing, t.relations));
            }
            Wanted::Disagreement => {}
        }
        broken
    }
}

fn number(value: Option<f64>) -> String {
    value.map_or("none".to_owned(), |v| format!("{v:.2}"))
}

fn heads(words: &[&str]) -> Vec<String> {
    words.iter().map(|w| (*w).to_owned()).collect()
}

/// Coverage by how many monthly instruments read a month.
pub(super) fn bands(rows: &[Row]) -> Lines {
    let line = |row: &Row, which: &str, b: &Bands| {
        let error = b.standard_error().map_or(String::new(), |s| format!(" ± {:.1}", 100.0 * s));
        vec![
            row.condition.name.to_owned(),
            which.to_owned(),
            b.months.to_string(),
            format!("{}{error}", percent(b.covered, b.months)),
            number(b.width()),
            number(b.error()),
            number(b.correlation()),
        ]
    };
    let of = |row: &Row| -> Lines {
        let kinds = [("two", 2), ("one", 1), ("none", 0)];
        let kinds = kinds.into_iter().map(|(name, n)| (name, &row.tally.by_readers[n])).filter(|(_, b)| b.months > 0);
        std::iter::once(("all", &row.tally.all)).chain(kinds).map(|(name, b)| line(row, name, b)).collect()
    };
    let head = heads(&[
        "world",
        "monthly instruments",
        "months",
        "covered (± standard error)",
        "width",
        "error of the mean",
        "correlation",
    ]);
    std::iter::once(head).chain(rows.iter().filter(|r| !r.dissenting).flat_map(of)).collect()
}

/// Loadings, reliabilities, and what each instrument alone knows.
pub(super) fn instruments(rows: &[Row]) -> Lines {
    let of = |row: &Row| -> Lines {
        let line = |i: &super::tally::InstrumentTally| {
            let [alone, fused] = i.correlations();
            vec![
                row.condition.name.to_owned(),
                i.name.clone(),
                i.true_loading.map_or("1 (anchor)".to_owned(), |l| format!("{l:.2}")),
                number(i.mean_loading()),
                percent(i.loadings_covered, i.loadings),
                number(i.true_reliability()),
                number(i.mean_reliability()),
                number(alone),
                number(fused),
            ]
        };
        row.tally.instruments.iter().map(line).collect()
    };
    let head = heads(&[
        "world",
        "instrument",
        "loading",
        "mean estimate",
        "90 % intervals that hold it",
        "reliability",
        "mean estimate of it",
        "correlation, reading",
        "correlation, fused",
    ]);
    std::iter::once(head).chain(rows.iter().filter(|r| !r.dissenting).flat_map(of)).collect()
}

/// How often instruments are said to disagree.
pub(super) fn disagreement(rows: &[Row]) -> Lines {
    let of = |row: &Row| {
        let t = &row.tally;
        let other = if row.dissenting { percent(t.all.other_covered, t.all.months) } else { "none".to_owned() };
        let named = if row.dissenting { percent(t.rightly_named, t.relations) } else { "none".to_owned() };
        vec![
            row.condition.name.to_owned(),
            t.relations.to_string(),
            t.refused.to_string(),
            percent(t.disagreeing, t.relations),
            named,
            percent(t.with_caution, t.relations),
            percent(t.all.covered, t.all.months),
            other,
            number(t.all.width()),
        ]
    };
    let head = heads(&[
        "world",
        "relations",
        "refused",
        "said to disagree",
        "the right one named",
        "with any caution",
        "truth covered",
        "the other truth covered",
        "width",
    ]);
    std::iter::once(head).chain(rows.iter().map(of)).collect()
}

/// All tables, one after the other.
pub(super) fn text(rows: &[Row]) -> String {
    [bands(rows), instruments(rows), disagreement(rows)].map(|lines| printed::text(&lines)).join("\n")
}

/// The page of the manual.
pub(super) fn page(rows: &[Row], command: &str, periods: usize, worlds: usize) -> String {
    let mut page = format!(
        "# What fusing instruments is worth

Written by the program; do not edit. The command, which anyone can repeat:

    {command} --markdown docs/lookup/fusion.md

Each world has four states and {periods} months; its three relations of the triangle are fused, so {worlds} worlds give
{} relations. Warmth is drawn, turned into tables of events and numbers by coders and indicators of different scale,
error and gaps, and read back with a dossier by the readers, the series and the sampler like an analyst's own files.
Nothing is drawn from the sampler's own prior. All figures are in standard deviations of a relation's warmth.

## Does the band hold the truth?

Of every 20 years two monthly instruments read 11, one reads 5, and none reads 4; yearly ones read them all.

",
        3 * worlds
    );
    page.push_str(&printed::markdown(&bands(rows)));
    page.push_str(
        "
- **monthly instruments**: how many of them read the month.
- **covered**: share of the months whose 90 % band holds the true warmth; over all months 87 to 93 % are wanted. Its
  standard error is taken over relations, since the months of one relation are no independent trials.
- **width**: mean width of the band. **error of the mean**: root mean square. **correlation**: of the posterior mean
  with the truth, over all relations together.

## Are loadings and reliabilities found?

",
    );
    page.push_str(&printed::markdown(&instruments(rows)));
    page.push_str(
        "
- **loading**: the instrument's change per unit of the anchor's, from the lines through their expected readings; a
  logistic coder's line is only nearly straight.
- **reliability**: squared correlation of readings with the true warmth over the reading's period, within eras.
- **correlation, reading** and **fused**: of this instrument's readings with the truth, and of the fused mean over the
  same periods, within eras: what the best single instrument knows, and what all of them know together.

## Is disagreement said?

",
    );
    page.push_str(&printed::markdown(&disagreement(rows)));
    page.push_str("\n## The worlds\n\n");
    for row in rows {
        page.push_str(&format!("- **{}**: {}.\n", row.condition.name, row.condition.says));
    }
    page.push_str(
        "
*Refused* counts relations of which some stretch has no band; their months count as neither covered nor missed. Where
sources disagree, nobody can say from the readings which of them is right: the band must then be wide, and the caution
must name who disagrees.
",
    );
    let refusals: Vec<String> = rows
        .iter()
        .filter_map(|r| r.tally.first_refusal.as_ref().map(|why| format!("- *{}*: {why}.\n", r.condition.name)))
        .collect();
    if !refusals.is_empty() {
        page.push_str(&format!("\nFirst reason of a refusal:\n\n{}", refusals.concat()));
    }
    page
}

#[cfg(test)]
mod tests {
    use super::super::conditions::ALL;
    use super::*;

    fn row(number: usize, covered: usize, disagreeing: usize) -> Row {
        let all = Bands { months: 100, covered, ..Bands::default() };
        let tally = Tally { relations: 20, disagreeing, all, ..Tally::default() };
        Row { condition: ALL[number], tally, dissenting: ALL[number].wanted == Wanted::Disagreement }
    }

    #[test]
    fn what_does_not_hold_is_said() {
        assert!(row(1, 90, 2).broken().is_empty());
        assert_eq!(row(1, 86, 2).broken().len(), 1);
        assert_eq!(row(1, 94, 3).broken().len(), 2);
        assert!(row(1, 0, 0).broken()[0].contains("0.0 %"));
        assert!(row(4, 50, 18).broken().is_empty());
        assert_eq!(row(4, 50, 17).broken().len(), 1);
        // Nothing covered of nothing is not 87 %.
        let mut empty = row(1, 0, 0);
        empty.tally.all.months = 0;
        assert_eq!(empty.broken().len(), 1);
    }

    #[test]
    fn every_table_has_its_rows() {
        let rows = [row(1, 90, 1), row(4, 80, 20)];
        assert_eq!((bands(&rows).len(), disagreement(&rows).len()), (2, 3));
        assert!(page(&rows, "command", 240, 20).contains("| two-truths | 20 |"));
        assert!(text(&rows).contains("90.0 %"));
    }
}
