//! The numbers of one draw, their order and their names.

use super::layout::Layout;
use super::model::LatentRelations;

/// Where the numbers of a draw stand, and what they are called.
#[derive(Debug, Clone)]
pub(super) struct Quantities {
    states: usize,
    periods: usize,
    /// Where each part of the parameters begins: loadings, noises, intercepts, coefficients, Sigma; then their end.
    begin: [usize; 6],
    /// Parameters that vary and are not the mirror of another, by position.
    judged: Vec<usize>,
    names: Vec<String>,
    relations: Vec<String>,
}

impl Quantities {
    pub(super) fn new(relations: &LatentRelations, layout: &Layout) -> Self {
        let (m, k, instruments) = (layout.m, layout.k, layout.instruments.len());
        let lengths = [instruments, instruments, layout.intercepts, m * k, m * m];
        let mut begin = [0; 6];
        for (part, length) in lengths.iter().enumerate() {
            begin[part + 1] = begin[part] + length;
        }
        let (mut judged, mut names) = (Vec::new(), Vec::new());
        let mut quantity = |at: usize, name: String| {
            judged.push(at);
            names.push(name);
        };
        let named = || layout.instruments.iter().zip(&relations.instruments);
        for (at, (instrument, given)) in named().enumerate().filter(|(_, (i, _))| !i.anchor) {
            debug_assert!(instrument.relation < m);
            quantity(begin[0] + at, format!("loading of {}", given.name));
        }
        for (at, (_, given)) in named().enumerate() {
            quantity(begin[1] + at, format!("noise of {}", given.name));
        }
        for (instrument, given) in named() {
            for at in instrument.free_intercepts() {
                let era = instrument.eras[at - instrument.intercepts.start];
                quantity(begin[2] + at, format!("intercept of {} in era {era}", given.name));
            }
        }
        let of = &relations.relations;
        for (j, equation) in of.iter().enumerate() {
            for l in 0..k - 1 {
                let term = format!("coefficient of {} at lag {} in {equation}", of[l % m], l / m + 1);
                quantity(begin[3] + j * k + l, term);
            }
            quantity(begin[3] + (j + 1) * k - 1, format!("constant of {equation}"));
        }
        for (j, one) in of.iter().enumerate() {
            quantity(begin[4] + j * m + j, format!("variance of surprises in {one}"));
            for (i, other) in of.iter().enumerate().skip(j + 1) {
                quantity(begin[4] + j * m + i, format!("covariance of surprises in {one} and {other}"));
            }
        }
        Self { states: m * layout.t, periods: layout.t, begin, judged, names, relations: of.clone() }
    }

    /// Number of states.
    pub(super) fn states(&self) -> usize {
        self.states
    }

    /// Number of parameters of a draw.
    pub(super) fn parameters(&self) -> usize {
        self.begin[5]
    }

    /// Positions among the parameters of those that are judged.
    pub(super) fn judged(&self) -> &[usize] {
        &self.judged
    }

    /// Name of a judged quantity: states first, then parameters.
    pub(super) fn name(&self, judged: usize) -> String {
        match judged.checked_sub(self.states) {
            None => format!("state of {} in period {}", self.relations[judged / self.periods], judged % self.periods),
            Some(parameter) => self.names[parameter].clone(),
        }
    }

    /// Position among the judged quantities of a parameter; `None` for a constant.
    pub(super) fn of_parameter(&self, at: usize) -> Option<usize> {
        self.judged.iter().position(|j| *j == at).map(|j| j + self.states)
    }

    pub(super) fn loading(&self, instrument: usize) -> usize {
        self.begin[0] + instrument
    }

    pub(super) fn noise(&self, instrument: usize) -> usize {
        self.begin[1] + instrument
    }

    pub(super) fn intercept(&self, at: usize) -> usize {
        self.begin[2] + at
    }

    pub(super) fn coefficients(&self) -> std::ops::Range<usize> {
        self.begin[3]..self.begin[4]
    }

    pub(super) fn sigma(&self) -> std::ops::Range<usize> {
        self.begin[4]..self.begin[5]
    }
}
