//! Runs all methods in all worlds and counts. How the counts are printed stands in `table.rs`.

use tertius_econometrics::resampling::replicates;

use crate::methods::{Method, Outcome};
use crate::worlds::{Data, World};

/// What a method did in the worlds of one kind and length.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Cell {
    /// Worlds with an answer.
    pub(crate) answered: usize,
    /// Worlds without one.
    pub(crate) refused: usize,
    /// For intervals, how often the truth was held at 90 and 95 %; for tests, how often they rejected (first entry).
    pub(crate) counts: [usize; 2],
    /// For intervals, the median width at 95 %.
    pub(crate) median_width: Option<f64>,
}

impl Cell {
    fn of(outcomes: impl Iterator<Item = Outcome>) -> Self {
        let mut cell = Self::default();
        let mut widths = Vec::new();
        for outcome in outcomes {
            match outcome {
                Outcome::Refused => {
                    cell.refused += 1;
                    continue;
                }
                Outcome::Covered { held, width } => {
                    (0..2).for_each(|level| cell.counts[level] += usize::from(held[level]));
                    widths.push(width);
                }
                Outcome::Rejected(rejected) => cell.counts[0] += usize::from(rejected),
            }
            cell.answered += 1;
        }
        widths.sort_by(f64::total_cmp);
        cell.median_width = widths.get(widths.len() / 2).copied();
        cell
    }

    /// A count as a share of the worlds with an answer.
    pub(crate) fn share(&self, level: usize) -> f64 {
        self.counts[level] as f64 / self.answered.max(1) as f64
    }

    /// Monte Carlo standard error of a share, from the share itself, with half a count added on both sides so that
    /// it is not 0 at the ends.
    pub(crate) fn standard_error(&self, level: usize) -> f64 {
        let n = self.answered as f64 + 1.0;
        let share = (self.counts[level] as f64 + 0.5) / n;
        (share * (1.0 - share) / n).sqrt()
    }
}

/// The cells of one method: by kind of data, then by length.
pub(crate) type Row = Vec<Vec<Cell>>;

/// All cells, method by method. World k of a kind and length is the same for every method and number of threads.
pub(crate) fn run(methods: &[Method], lengths: &[usize], replications: usize, seed: u64) -> Vec<Row> {
    let mut rows: Vec<Row> = methods.iter().map(|_| vec![vec![]; Data::ALL.len()]).collect();
    for (d, &data) in Data::ALL.iter().enumerate() {
        for &periods in lengths {
            let own = seed.wrapping_mul(1_000_003).wrapping_add((d * 100_000 + periods) as u64);
            let outcomes: Vec<Vec<Option<Outcome>>> = replicates(replications, own, |k, random| {
                let world = World::draw(data, periods, random);
                methods.iter().map(|m| m.runs_in(data, k).then(|| m.run(&world))).collect()
            });
            for (m, row) in rows.iter_mut().enumerate() {
                row[d].push(Cell::of(outcomes.iter().filter_map(|world| world[m])));
            }
        }
    }
    rows
}
