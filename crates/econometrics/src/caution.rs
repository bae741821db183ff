//! What a reader must know about an answer that stands. A caution travels with the result; it never changes it.

use std::fmt;

/// A reason to lean less on an answer, with the numbers behind it. `Display` is a sentence for a report.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Caution {
    /// The method keeps its stated coverage or size only in longer samples; see `docs/lookup/coverage.md`.
    ShortSample {
        /// The method.
        method: &'static str,
        /// Periods used.
        periods: usize,
        /// From how many periods on the simulations found the method good.
        reliable_from: usize,
    },
    /// The method misses its promise at every length that was simulated, in data of a common kind.
    BelowPromise {
        /// The method.
        method: &'static str,
        /// What was found, as a clause with its numbers.
        found: &'static str,
    },
    /// The largest root is close to one: shocks hardly die out, and intervals for long horizons are too narrow.
    NearUnitRoot {
        /// Modulus of the largest root.
        modulus: f64,
    },
    /// Some replicates could not be computed and were left out.
    DrawsLeftOut {
        /// Replicates left out.
        left_out: usize,
        /// Replicates asked for.
        of: usize,
        /// Why.
        why: &'static str,
    },
    /// A parameter was estimated at the border of its range; its standard error means nothing there.
    AtBorder {
        /// The parameter.
        parameter: &'static str,
        /// Its value.
        value: f64,
    },
    /// Few units or draws to compare with: the smallest p-value that could have come out is this.
    CoarsePValue {
        /// Smallest attainable p-value.
        smallest: f64,
    },
    /// What was asked for could not be had from these data, and something else was done in its place.
    OtherThanAsked {
        /// What was asked for.
        asked: &'static str,
        /// What was done.
        done: &'static str,
        /// Why.
        why: &'static str,
    },
    /// The state on which a response depends is read in the period of the impulse, which may have moved it.
    StateOfSamePeriod,
    /// The chains of a sampler do not yet agree on a parameter, or hold few independent draws of it.
    UnsettledChains {
        /// The parameter.
        parameter: String,
        /// Rank-normalised split R-hat, 1 when the chains agree; `None` where chains were not compared.
        r_hat: Option<f64>,
        /// Effective number of draws.
        effective: f64,
    },
    /// A source of uncertainty that the method does not carry: the interval is too narrow by that much.
    LeavesOut {
        /// The method.
        method: &'static str,
        /// What it takes as known.
        what: &'static str,
    },
    /// The method keeps its stated size only with more units to compare.
    FewUnits {
        /// The method.
        method: &'static str,
        /// Units in the smaller group.
        units: usize,
        /// From how many units on the simulations found the method good.
        reliable_from: usize,
    },
    /// A part of the data has no answer of its own; the rest stands without it.
    LeftOut {
        /// What was left out.
        what: String,
        /// Why.
        why: &'static str,
    },
    /// The errors of an instrument hang together from reading to reading, which the model does not know of: what they
    /// share is taken for the relation, and bands are too narrow.
    PersistentErrors {
        /// The instrument.
        instrument: String,
        /// First-order autocorrelation of its residuals.
        autocorrelation: f64,
    },
    /// Neighbouring observations are equal where a method for continuous readings looks at their variance.
    EqualNeighbours {
        /// Observations that equal the one before.
        equal: usize,
        /// Observations.
        of: usize,
    },
}

impl fmt::Display for Caution {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ShortSample { method, periods, reliable_from } => write!(
                f,
                "{method} rests on {periods} periods; in simulations it keeps its promise from about {reliable_from} on"
            ),
            Self::BelowPromise { method, found } => write!(f, "{method} promises more than it keeps: {found}"),
            Self::NearUnitRoot { modulus } => write!(
                f,
                "the largest root has modulus {modulus:.3}: shocks hardly die out, and intervals at long horizons are too narrow"
            ),
            Self::DrawsLeftOut { left_out, of, why } => write!(f, "{left_out} of {of} draws were left out: {why}"),
            Self::AtBorder { parameter, value } => {
                write!(
                    f,
                    "{parameter} was estimated at the border of its range ({value:.3e}): it has no usable standard error"
                )
            }
            Self::CoarsePValue { smallest } => {
                write!(f, "with so few to compare with (units or draws), no p-value below {smallest:.3} can come out")
            }
            Self::OtherThanAsked { asked, done, why } => write!(f, "{done} stands in for {asked}: {why}"),
            Self::StateOfSamePeriod => write!(
                f,
                "the state is read in the period of the impulse, which may itself have moved it: read it a period earlier"
            ),
            Self::UnsettledChains { parameter, r_hat, effective } => {
                write!(f, "the chains hold {effective:.0} effective draws of {parameter}")?;
                if let Some(r_hat) = r_hat {
                    write!(f, " (R-hat {r_hat:.3})")?;
                }
                write!(f, ": draw more, or thin more, before leaning on it")
            }
            Self::LeavesOut { method, what } => {
                write!(f, "{method} takes {what} as known: intervals are too narrow by what is not known of it")
            }
            Self::FewUnits { method, units, reliable_from } => write!(
                f,
                "{method} rests on {units} units in the smaller group; in simulations it keeps its promise from about {reliable_from} on"
            ),
            Self::LeftOut { what, why } => write!(f, "{what} was left out: {why}"),
            Self::PersistentErrors { instrument, autocorrelation } => write!(
                f,
                "the errors of {instrument} persist (autocorrelation {autocorrelation:.2}), which the model does not know of: bands are too narrow"
            ),
            Self::EqualNeighbours { equal, of } => write!(
                f,
                "{equal} of {of} observations equal the one before: stretches without variance are parted off however little they mean"
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_caution_is_a_sentence_with_its_numbers() {
        let text = Caution::DrawsLeftOut { left_out: 3, of: 1000, why: "explosive" }.to_string();
        assert_eq!(text, "3 of 1000 draws were left out: explosive");
    }
}
