//! Why there is no estimate, and the checked settings shared by all families. No arithmetic lives here.

use thiserror::Error;

/// A question that these numbers cannot answer. Each variant carries what stands behind it, and its
/// `Display` is a sentence that a report can print.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum Refusal {
    /// Fewer usable observations than the estimator needs.
    #[error("{have} usable observations, at least {need} are needed")]
    TooFewObservations {
        /// Usable observations.
        have: usize,
        /// The smallest number with which the estimator is defined.
        need: usize,
    },
    /// A column is, up to rounding, a combination of the columns before it.
    #[error("column `{column}` is a combination of the columns before it (share left over: {remainder:.1e})")]
    Singular {
        /// Name of the first column that adds nothing.
        column: String,
        /// Length of what the earlier columns leave of it, as a share of its own length.
        remainder: f64,
    },
    /// A value is NaN or infinite.
    #[error("row {row} of `{column}` is not a finite number")]
    NotFinite {
        /// Row, counted from 0.
        row: usize,
        /// Name of the column or series.
        column: String,
    },
    /// Two series that must run side by side have different lengths.
    #[error("`{column}` has {have} rows where {want} are expected")]
    LengthsDiffer {
        /// Name of the column or series with the other length.
        column: String,
        /// Its length.
        have: usize,
        /// The length of the others.
        want: usize,
    },
    /// The residuals are zero up to rounding: there is no error to measure.
    #[error("the fit leaves no residual variation in {observations} observations: no standard error exists")]
    PerfectFit {
        /// Number of observations.
        observations: usize,
    },
    /// One observation determines a coefficient alone, so that its residual is zero by construction.
    #[error("observation {row} fits itself (leverage 1): its error variance cannot be estimated")]
    LeverageOne {
        /// Position of the observation in the sample, counted from 0.
        row: usize,
    },
    /// A series does not vary.
    #[error("`{column}` does not vary over {observations} observations")]
    NoVariation {
        /// Name of the series.
        column: String,
        /// Number of observations.
        observations: usize,
    },
    /// A column, series or row was asked for that is not there.
    #[error("there is no {what} {index}: there are {count}")]
    NoSuch {
        /// What was asked for.
        what: &'static str,
        /// Index asked for, counted from 0.
        index: usize,
        /// How many there are.
        count: usize,
    },
    /// A name was asked for that is not there.
    #[error("there is no {what} `{name}`; there are: {known}")]
    NoSuchName {
        /// What was asked for.
        what: &'static str,
        /// Name asked for.
        name: String,
        /// The names that are there, separated by commas.
        known: String,
    },
    /// A system whose shocks do not die out, where the answer needs that they do.
    #[error("the system is not stable: its largest root has modulus {modulus:.4}, below 1 is needed")]
    Explosive {
        /// Modulus of the largest root.
        modulus: f64,
    },
    /// A search or a sampler stopped before it settled.
    #[error("{what} did not settle in {iterations} iterations; the last change was {change:.1e}")]
    NotConverged {
        /// What was searched for.
        what: &'static str,
        /// Iterations made.
        iterations: usize,
        /// Size of the last change, in the units of the criterion.
        change: f64,
    },
    /// A setting lies outside of its range.
    #[error("{name} is {value}, must be {range}")]
    SettingOutOfRange {
        /// Name of the setting.
        name: &'static str,
        /// Value given.
        value: f64,
        /// Allowed range, in words.
        range: &'static str,
    },
    /// A covariance matrix that a test must invert is not positive definite.
    #[error("the covariance of the {restrictions} tested combinations is not positive definite")]
    NotPositiveDefinite {
        /// Number of combinations tested together.
        restrictions: usize,
    },
    /// An iteration of the linear algebra did not end.
    #[error("the eigenvalues of a {dimension} x {dimension} matrix were not found")]
    NoConvergence {
        /// Dimension of the matrix.
        dimension: usize,
    },
    /// Two columns would answer to one name.
    #[error("two columns are called `{name}`")]
    NameTaken {
        /// The name.
        name: String,
    },
    /// An edge of a graph joins a node with itself.
    #[error("edge {edge} joins node {node} with itself")]
    SelfLoop {
        /// Place of the edge in the list, counted from 0.
        edge: usize,
        /// The node, counted from 0.
        node: usize,
    },
    /// Two nodes of a signed graph are joined by a positive and by a negative edge.
    #[error("nodes {} and {} are joined by a positive and by a negative edge", nodes[0], nodes[1])]
    BothSigns {
        /// The two nodes, counted from 0.
        nodes: [usize; 2],
    },
    /// A combination of settings for which the estimate does not exist.
    #[error("{what} is not defined: {why}")]
    NotDefined {
        /// What was asked for.
        what: &'static str,
        /// Why it does not exist.
        why: &'static str,
    },
    /// A reading that the model and earlier readings fix exactly has another value.
    #[error("row {row} of `{column}` lies {gap:.1e} from the value at which the model fixes it exactly")]
    Contradiction {
        /// Row, counted from 0.
        row: usize,
        /// Name of the series.
        column: String,
        /// Reading minus its only possible value.
        gap: f64,
    },
    /// Some combination of the hidden states shows in no reading.
    #[error("{directions} combinations of the states {states} show in no reading and have no start")]
    NotIdentified {
        /// Number of combinations.
        directions: usize,
        /// Names of the states, separated by commas.
        states: String,
    },
    /// Fewer usable draws than an answer needs.
    #[error("{have} usable draws, at least {need} are needed")]
    TooFewDraws {
        /// Draws that could be used.
        have: usize,
        /// The smallest number for this answer.
        need: usize,
    },
    /// The chains of a sampler were run as long as was allowed and do not agree well enough, or hold too few
    /// independent draws, of some quantity.
    #[error(
        "the chains have not settled after {draws} draws each: `{quantity}` has R-hat {r_hat:.3} (below {r_hat_max} is needed) and {effective:.0} effective draws (more than {effective_min} are needed)"
    )]
    Unsettled {
        /// The quantity that is furthest from the rule.
        quantity: String,
        /// Its rank-normalised split R-hat.
        r_hat: f64,
        /// Its effective number of draws.
        effective: f64,
        /// Draws made in each chain, after those that were thrown away.
        draws: usize,
        /// R-hat has to be below this.
        r_hat_max: f64,
        /// The effective number has to be above this.
        effective_min: f64,
    },
    /// Fewer units to compare than the method needs.
    #[error("{have} units, at least {need} are needed")]
    TooFewUnits {
        /// Units there are.
        have: usize,
        /// The smallest number with which the method is defined.
        need: usize,
    },
}

/// Checks that all values of a series are finite.
pub(crate) fn require_finite(values: &[f64], column: &str) -> Result<(), Refusal> {
    match values.iter().position(|v| !v.is_finite()) {
        Some(row) => Err(Refusal::NotFinite { row, column: column.to_owned() }),
        None => Ok(()),
    }
}

/// Checks a length.
pub(crate) fn require_length(column: &str, have: usize, want: usize) -> Result<(), Refusal> {
    if have == want { Ok(()) } else { Err(Refusal::LengthsDiffer { column: column.to_owned(), have, want }) }
}

/// Position of a name among others.
pub(crate) fn require_name(what: &'static str, name: &str, known: &[String]) -> Result<usize, Refusal> {
    known.iter().position(|k| k == name).ok_or_else(|| Refusal::NoSuchName {
        what,
        name: name.to_owned(),
        known: known.join(", "),
    })
}

/// Coverage of an interval, a share strictly between 0 and 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Confidence(f64);

impl Confidence {
    /// A coverage such as 0.95. Refuses anything that is not strictly between 0 and 1; 95 is a common slip.
    pub fn new(level: f64) -> Result<Self, Refusal> {
        if level > 0.0 && level < 1.0 {
            Ok(Self(level))
        } else {
            Err(Refusal::SettingOutOfRange {
                name: "confidence",
                value: level,
                range: "strictly between 0 and 1 (0.95, not 95)",
            })
        }
    }

    /// The share, strictly between 0 and 1.
    pub fn level(self) -> f64 {
        self.0
    }
}

/// An interval with both ends, low <= high, in the units of the estimate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_says_its_numbers() {
        let text = Refusal::TooFewObservations { have: 9, need: 12 }.to_string();
        assert_eq!(text, "9 usable observations, at least 12 are needed");
    }

    #[test]
    fn ninety_five_is_not_a_confidence() {
        for wrong in [95.0, 1.0, 0.0, -0.1, f64::NAN, f64::INFINITY] {
            assert!(matches!(Confidence::new(wrong), Err(Refusal::SettingOutOfRange { .. })), "{wrong}");
        }
        assert!((Confidence::new(0.95).unwrap().level() - 0.95).abs() < f64::EPSILON);
    }
}
