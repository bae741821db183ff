//! The table as text and as a page of the manual. Counts come in; nothing is computed but rates and means.

use super::worlds::Listed;
use crate::printed::{self, Lines, both, percent};
use tertius::simulate::Responses;

/// One question over the seeds of a world.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Answers {
    /// Seeds with an interval.
    pub(super) answered: usize,
    /// Seeds whose interval excludes 0: on the stated side, on the opposite side.
    pub(super) excludes: (usize, usize),
    /// Seeds whose interval holds the true response.
    pub(super) covered: usize,
    /// Sum of the estimates.
    pub(super) sum: f64,
    /// Sum of the widths.
    pub(super) widths: f64,
}

impl Answers {
    /// One seed's estimate and interval; the stated direction is down.
    pub(super) fn add(&mut self, [estimate, low, high]: [f64; 3], truth: f64) {
        self.answered += 1;
        self.excludes.0 += usize::from(high < 0.0);
        self.excludes.1 += usize::from(low > 0.0);
        self.covered += usize::from(low <= truth && truth <= high);
        self.sum += estimate;
        self.widths += high - low;
    }

    fn mean(&self, sum: f64) -> String {
        if self.answered == 0 { "none".to_owned() } else { format!("{:+.3}", sum / self.answered as f64) }
    }
}

/// One world's answers.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) world: Listed,
    pub(super) seeds: usize,
    /// Mean response of the pair over the primary horizon, in standard deviations.
    pub(super) truth: f64,
    pub(super) raw: Answers,
    pub(super) latent: Answers,
    /// Seeds in which the sampler refused, and the first reason.
    pub(super) refused: usize,
    pub(super) first_refusal: Option<String>,
    /// Sum of the reliabilities that the sampler finds in the pair's readings by the world's own source.
    pub(super) reliabilities: f64,
}

impl Row {
    /// What the seeds of a world came to, each with the true response.
    pub(super) fn of(world: Listed, seeds: &[(Responses, f64)]) -> Row {
        let mut row = Row {
            world,
            seeds: seeds.len(),
            truth: seeds.first().map_or(0.0, |(_, truth)| *truth),
            raw: Answers::default(),
            latent: Answers::default(),
            refused: 0,
            first_refusal: None,
            reliabilities: 0.0,
        };
        for (answer, truth) in seeds {
            if let Ok(raw) = &answer.raw {
                row.raw.add([raw.primary.value, raw.primary.low, raw.primary.high], *truth);
            }
            match &answer.latent {
                Ok(latent) => {
                    let s = &latent.standardised;
                    row.latent.add([s.value, s.low, s.high], *truth);
                    row.reliabilities += latent.reliability[0].unwrap_or(f64::NAN);
                }
                Err(refusal) => {
                    row.refused += 1;
                    row.first_refusal.get_or_insert_with(|| refusal.why.clone());
                }
            }
        }
        row
    }

    pub(super) fn holds(&self) -> bool {
        self.world.bound.holds(self.latent.excludes.0, self.latent.excludes.1, self.seeds)
    }

    /// What does not hold, in a line.
    pub(super) fn broken(&self) -> Option<String> {
        let (stated, opposite) = self.latent.excludes;
        let bound = self.world.bound.words(self.seeds);
        (!self.holds())
            .then(|| format!("{}: {} intervals exclude 0; the bound is {bound}", self.world.name, stated + opposite))
    }

    fn cells(&self) -> Vec<String> {
        let reliability = self.reliabilities / self.latent.answered as f64;
        vec![
            self.world.name.to_owned(),
            self.seeds.to_string(),
            both(self.raw.excludes, self.seeds),
            both(self.latent.excludes, self.seeds),
            self.world.bound.cell(self.latent.excludes, self.seeds),
            format!("{:+.3}", self.truth),
            self.raw.mean(self.raw.sum),
            self.latent.mean(self.latent.sum),
            percent(self.raw.covered, self.raw.answered),
            percent(self.latent.covered, self.latent.answered),
            self.raw.mean(self.raw.widths).trim_start_matches('+').to_owned(),
            self.latent.mean(self.latent.widths).trim_start_matches('+').to_owned(),
            if reliability.is_finite() { format!("{reliability:.2}") } else { "none".to_owned() },
            self.refused.to_string(),
        ]
    }
}

fn lines(rows: &[Row]) -> Lines {
    let heads = [
        "world",
        "seeds",
        "raw response",
        "latent response",
        "bound",
        "truth",
        "raw mean",
        "latent mean",
        "raw coverage",
        "latent coverage",
        "raw width",
        "latent width",
        "reliability found",
        "refused",
    ];
    std::iter::once(heads.map(str::to_owned).to_vec()).chain(rows.iter().map(Row::cells)).collect()
}

/// Aligned columns.
pub(super) fn text(rows: &[Row]) -> String {
    printed::text(&lines(rows))
}

/// The page of the manual.
pub(super) fn page(rows: &[Row], command: &str, periods: usize) -> String {
    let mut page = format!(
        "# Does a response survive measurement error?

Written by the program; do not edit. The command, which anyone can repeat:

    {command} --markdown docs/lookup/latent-response.md

Gate *response* projects raw readings on each other. Where relations share a shock and are read with error, what the
pair's reading misses of the shock can be seen in the driver's reading, and looks like influence. Gate *latent response*
puts the same question to the relations behind the readings. Each world has four states and {periods} months; warmth is
drawn, turned into events, read back by the readers, and put to both gates. The latent one is run here in every seed,
whatever the cheaper gates say.

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

- **raw response**, **latent response**: seeds whose 95 % interval excludes 0, in the stated direction (the pair cools)
  and in the opposite one. For raw readings that is gate *response* by itself.
- **bound**: what must hold of *latent response*. Where nothing is there, at most 7 %: with a true 5 %, 400 seeds give
  more than 20 in nearly half of all such tables, and more than 28 in about 3 %. *none* where the power is shown.
- **truth**: the relations' own mean response over three months, in standard deviations. **raw mean** and **latent
  mean**: what the two find on average; raw readings answer a paler question, since part of their variance is error.
- **coverage**: share of the 95 % intervals that hold the truth. **width**: their mean width.
- **reliability found**: mean of what the sampler thinks of the pair's readings by the world's own source; .60 is true
  unless the world says otherwise.
- **refused**: seeds in which the sampler gave no answer. They count as intervals that do not exclude 0.
",
    );
    let refusals: Vec<String> = rows
        .iter()
        .filter_map(|r| r.first_refusal.as_ref().map(|why| format!("- *{}*: {why}.\n", r.world.name)))
        .collect();
    if !refusals.is_empty() {
        page.push_str(&format!("\nFirst reason of a refusal:\n\n{}", refusals.concat()));
    }
    page
}

#[cfg(test)]
mod tests {
    use super::super::worlds::ALL;
    use super::*;

    fn row(excludes: (usize, usize)) -> Row {
        let latent = Answers { answered: 390, excludes, covered: 370, sum: 3.9, widths: 78.0 };
        Row {
            world: ALL[0],
            seeds: 400,
            truth: 0.0,
            raw: Answers::default(),
            latent,
            refused: 10,
            first_refusal: Some("chains did not settle".into()),
            reliabilities: 0.6 * 390.0,
        }
    }

    #[test]
    fn an_answer_counted_by_hand() {
        let mut answers = Answers::default();
        answers.add([-0.3, -0.5, -0.1], -0.2);
        answers.add([0.2, 0.1, 0.3], -0.2);
        answers.add([0.0, -0.2, 0.2], -0.2);
        assert_eq!((answers.answered, answers.excludes, answers.covered), (3, (1, 1), 2));
        assert!((answers.widths - 1.0).abs() < 1e-12 && (answers.sum + 0.1).abs() < 1e-12);
    }

    #[test]
    fn a_row_shows_rates_means_and_its_bound() {
        let fine = row((10, 12));
        assert_eq!(fine.broken(), None);
        let text = text(&[fine]);
        assert!(text.contains("10 + 12 (5.5 %)") && text.contains("at most 28: holds") && text.contains("+0.010"));
        assert!(text.contains("94.9 %") && text.contains("0.60"));
        assert!(row((20, 9)).broken().unwrap().contains("29 intervals exclude 0"));
        assert!(page(&[row((1, 2))], "command", 240).contains("chains did not settle"));
    }

    #[test]
    fn no_answer_is_no_number() {
        let none = Row { latent: Answers::default(), reliabilities: 0.0, ..row((0, 0)) };
        let text = text(&[none]);
        assert!(text.contains("none") && !text.contains("NaN"), "{text}");
    }
}
