//! Readings of another frequency: a state that runs up a weighted sum of other states over blocks of periods, so
//! that a year's reading is a reading of one state in the year's last month. Builds a larger model; no filtering.

use super::StateSpace;
use super::over_time::OverTime;
use crate::dense::{multiply, transpose};
use crate::refusal::{Refusal, require_finite, require_name};

/// Blocks of periods of one length, such as the years of a monthly model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Blocks {
    length: usize,
    first: usize,
    periods: usize,
}

impl Blocks {
    /// Blocks of `length` periods, at least 2, of which one begins in period `first`, below `length`, in a sample
    /// of `periods`. The periods before `first` belong to a block that began before the sample.
    pub fn new(length: usize, first: usize, periods: usize) -> Result<Self, Refusal> {
        if length < 2 {
            let range = "at least 2";
            return Err(Refusal::SettingOutOfRange { name: "periods in a block", value: length as f64, range });
        }
        if first >= length {
            let range = "below the length of a block";
            return Err(Refusal::SettingOutOfRange { name: "first period of a block", value: first as f64, range });
        }
        if periods == 0 {
            return Err(Refusal::TooFewObservations { have: 0, need: 1 });
        }
        Ok(Self { length, first, periods })
    }

    /// Whether a block begins in this period.
    pub fn begins(self, period: usize) -> bool {
        period % self.length == self.first
    }

    /// The last period of a block that lies wholly inside the sample: where its reading belongs.
    pub fn ends(self, period: usize) -> bool {
        self.begins(period + 1) && period + 1 >= self.first + self.length && period < self.periods
    }

    /// Places one reading per whole block, in order, on the last period of its block. Refuses another number of
    /// readings than there are whole blocks.
    pub fn place(self, readings: &[Option<f64>]) -> Result<Vec<Option<f64>>, Refusal> {
        let whole = (0..self.periods).filter(|t| self.ends(*t)).count();
        crate::refusal::require_length("readings of whole blocks", readings.len(), whole)?;
        let mut left = readings.iter();
        Ok((0..self.periods).map(|t| if self.ends(t) { left.next().copied().flatten() } else { None }).collect())
    }
}

impl StateSpace {
    /// The same model with one more state, last: the sum of `weights' a` over the block so far, divided by the
    /// block's length. At the end of a block it is the block's mean (Harvey 1989, section 6.3). A series that
    /// reads the mean gets loading 1 on this state and readings in the last period of each block
    /// ([`Blocks::place`]). In a block that began before the sample the state holds only the part inside.
    ///
    /// Refuses an unknown state, a name that is taken, and a model whose transitions were set for another number
    /// of periods. Set all parameters first: setters called afterwards need arrays of the larger size.
    pub fn with_running_mean(&self, name: &str, weights: &[(&str, f64)], blocks: Blocks) -> Result<Self, Refusal> {
        let m = self.m();
        let mut weight = vec![0.0; m];
        for (state, value) in weights {
            require_finite(&[*value], state)?;
            weight[require_name("state", state, &self.states)?] += value / blocks.length as f64;
        }
        let states: Vec<&str> = self.states.iter().map(String::as_str).chain([name]).collect();
        let series: Vec<&str> = self.series.iter().map(String::as_str).collect();
        let mut larger = Self::new(&states, &series)?;
        if let Some(periods) = self.transition.periods() {
            crate::refusal::require_length("transition", periods, blocks.periods)?;
        }
        // Two kinds of each transition: the sum goes on, or begins anew.
        let mut kinds = Vec::new();
        for kind in self.transition.kinds() {
            let grown = below(kind, &multiply(&weight, kind, 1, m, m), m, m);
            for keep in [1.0, 0.0] {
                kinds.extend_from_slice(&grown);
                kinds.extend((0..=m).map(|i| if i == m { keep } else { 0.0 }));
            }
        }
        let base = self.transition.which();
        let which = (0..blocks.periods)
            .map(|t| 2 * base.get(t).copied().unwrap_or(0) + usize::from(blocks.begins(t + 1)))
            .collect();
        larger.transition = OverTime::of_kinds((m + 1) * (m + 1), kinds, which);
        larger.intercept = below(&self.intercept, &multiply(&weight, &self.intercept, 1, m, 1), m, 1);
        let r = self.r();
        let (mut roots, mut noises) = (Vec::new(), Vec::new());
        if r > 0 {
            for root in self.root.kinds() {
                let root = below(root, &multiply(&weight, root, 1, m, r), m, r);
                noises.extend(multiply(&root, &transpose(&root, m + 1, r), m + 1, r, m + 1));
                roots.extend(root);
            }
            larger.root = OverTime::of_kinds((m + 1) * r, roots, self.root.which().to_vec());
            larger.noise = OverTime::of_kinds((m + 1) * (m + 1), noises, self.noise.which().to_vec());
        }
        larger.loadings = OverTime::of_kinds(
            self.p() * (m + 1),
            self.loadings
                .kinds()
                .flat_map(|kind| kind.chunks_exact(m).flat_map(|z| z.iter().copied().chain([0.0])))
                .collect(),
            self.loadings.which().to_vec(),
        );
        larger.offset.clone_from(&self.offset);
        larger.reading_variance = self.reading_variance.clone();
        larger.start_mean = below(&self.start_mean, &multiply(&weight, &self.start_mean, 1, m, 1), m, 1);
        let root = below(&self.start_root, &multiply(&weight, &self.start_root, 1, m, m), m, m);
        larger.start_covariance = multiply(&root, &transpose(&root, m + 1, m), m + 1, m, m + 1);
        larger.start_root = root;
        larger.start_root.extend(vec![0.0; m + 1]);
        let d = self.diffuse_directions();
        larger.diffuse = below(&self.diffuse, &multiply(&weight, &self.diffuse, 1, m, d), m, d);
        Ok(larger)
    }
}

/// A matrix of `rows` x `columns` with one more row below.
fn below(matrix: &[f64], row: &[f64], rows: usize, columns: usize) -> Vec<f64> {
    (0..columns).flat_map(|j| matrix[j * rows..(j + 1) * rows].iter().copied().chain([row[j]])).collect()
}
