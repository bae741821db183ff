//! The answers as text and as a page of the manual. Numbers come in; only their words are chosen here.

use super::worlds::Row;
use crate::printed::{self, Lines};
use tertius::hypotheses::{Gate, GateOutcome, Tested};
use tertius::refusal::Refusal;

/// One claim put to one era of one instrument.
pub(super) struct Answer {
    pub(super) between: String,
    pub(super) driver: String,
    pub(super) third: String,
    pub(super) instrument: String,
    pub(super) years: String,
    /// Whether positions are published points; otherwise they are scaled from the readings.
    pub(super) published: bool,
    pub(super) outcome: Result<Tested, Refusal>,
}

impl Answer {
    fn cells(&self) -> Vec<String> {
        let mut cells = vec![
            format!("{} on {}", self.between, self.driver),
            self.third.clone(),
            self.instrument.clone(),
            self.years.clone(),
        ];
        let Ok(t) = &self.outcome else {
            cells.extend(["refused".to_owned()].into_iter().chain(std::iter::repeat_n("-".to_owned(), 7)));
            return cells;
        };
        cells.push(t.subject.n_rows.to_string());
        cells.push(t.response.as_ref().map_or("-".to_owned(), |r| {
            format!("{:+.2}, t {:+.2}, p {:.3}", r.standardised.value, r.primary.t, r.primary.p_value)
        }));
        cells.push(t.single_period.as_ref().map_or("-".to_owned(), |s| format!("{:.3}", s.p_value_max)));
        cells.push(t.placebo_thirds.as_ref().map_or("-".to_owned(), |p| {
            let of = p.n_ranked + 1;
            format!("{:.0} of {of}", p.share_stated * of as f64)
        }));
        // Published points are not used where they miss a year of the triangle.
        let points = matches!(&t.arithmetic, Some(Ok(a)) if a.positions_from.starts_with("the points"));
        let places = if points { "published points" } else { "from the readings" };
        cells.push(if matches!(t.arithmetic, Some(Ok(_))) { places } else { "-" }.to_owned());
        match &t.arithmetic {
            Some(Ok(a)) => {
                cells.push(format!("{:.1} %", 100.0 * a.share_stated));
                // Claims of this page are stated in the opposite direction: below 0.
                cells.push(format!("{} of {} ({:.2} sd)", a.n_near_as_strong(-1.0), a.near.len(), a.farthest));
                cells.push(format!("t {:+.2}, p {:.3}", a.held.t, a.held.p_value));
            }
            _ => cells.extend(std::iter::repeat_n("-".to_owned(), 3)),
        }
        cells
    }

    /// Whether all gates that need no sampler are passed in the stated direction, and which are not.
    fn words(&self) -> String {
        match &self.outcome {
            Err(r) => format!("refused: {}", r.why),
            Ok(t) => {
                let asked = [Gate::Response, Gate::SinglePeriod, Gate::PlaceboThirds, Gate::Arithmetic];
                let word = |gate: Gate| {
                    let found = t.gates.iter().find(|g| g.gate == gate);
                    found.map_or("not listed", |g| match g.outcome {
                        GateOutcome::Passed => "passed",
                        GateOutcome::PassedOpposite => "passed in the opposite direction",
                        GateOutcome::CannotRun(_) => "cannot be run",
                        _ => "not passed",
                    })
                };
                asked.map(|g| format!("{} {}", g.name(), word(g))).join(", ")
            }
        }
    }
}

const HEADS: [&str; 12] = [
    "pair on driver",
    "third",
    "instrument",
    "years",
    "rows",
    "response (sd)",
    "single period: largest p",
    "rank among thirds",
    "positions",
    "from positions alone",
    "as strong nearby",
    "third's side held",
];

fn lines(answers: &[Answer]) -> Lines {
    std::iter::once(HEADS.map(str::to_owned).to_vec()).chain(answers.iter().map(Answer::cells)).collect()
}

fn world_lines(worlds: &[Row]) -> Lines {
    let heads = ["world", "response", "arithmetic", "every gate run", "bound on arithmetic"];
    std::iter::once(heads.map(str::to_owned).to_vec()).chain(worlds.iter().map(Row::cells)).collect()
}

/// Aligned columns.
pub(super) fn text(answers: &[Answer], worlds: &[Row]) -> String {
    format!("{}\n{}", printed::text(&lines(answers)), printed::text(&world_lines(worlds)))
}

/// The page of the manual.
pub(super) fn page(answers: &[Answer], worlds: &[Row], command: &str, periods: usize) -> String {
    let mut page = format!(
        "# How much of influence in votes is arithmetic

Written by the program; do not edit. The command, which anyone with the files can repeat:

    {command} --markdown docs/lookup/arithmetic.md

Roll calls of the General Assembly, 1946 to 2019, and published ideal points, by session, in the eras before and after the
Soviet Union became Russia. Each claim says that the pair votes *apart* in the year after the driver's side grew close (direction
*opposite*). Gates as in every report, with these differences: the eras are short, 20 rows are enough here where a dossier
asks for 30 at least, and no verdict is given.

- **response (sd)**: change of the pair's reading in standard deviations per standard deviation of the driver's, t and p (HC3).
- **single period: largest p** of all variants of gate *single period*.
- **rank among thirds**: the third's rank in the stated direction among all states with enough votes; 1 is the strongest.
- **from positions alone**: share of 999 worlds, in which positions move by themselves and readings follow from distances, with a
  response at least as strong in the stated direction. Above 5 % the sign may be arithmetic.
- **as strong nearby**: of the nine states that stand nearest to the third, how many show a response at least as strong; in
  brackets how far the farthest stands, in standard deviations of all states' positions.
- **third's side held**: the response with the other member's mean agreement with these states held.

"
    );
    page.push_str(&printed::markdown(&lines(answers)));
    page.push_str("\n## Gates\n\n");
    for a in answers {
        let positions = match (&a.outcome, a.published) {
            (Err(_), _) => "",
            (_, true) => ", published points",
            (_, false) => ", positions from the readings",
        };
        page.push_str(&format!(
            "- {} on {}, {}, {}{positions}: {}.\n",
            a.between,
            a.driver,
            a.instrument,
            a.years,
            a.words()
        ));
    }
    if !worlds.is_empty() {
        page.push_str(&format!(
            "\n## How often the gate is wrong\n\nSimulated states on a line, {periods} months, 24 states, twelve of them near the third. A pair of numbers counts seeds in the\nstated and in the opposite direction.\n\n"
        ));
        page.push_str(&printed::markdown(&world_lines(worlds)));
    }
    page
}
