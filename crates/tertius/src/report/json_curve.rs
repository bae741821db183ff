//! The part of `tertius-report/1` that holds a specification curve: its types, and how they are filled. A number that is
//! not finite becomes null.

use super::json_tests::{Estimate, estimate};
use super::numbers::finite;
use crate::hypotheses as inner;
use schemars::JsonSchema;
use serde::Serialize;

/// Gate *specification curve*: the response in every declared combination of choices.
#[derive(Serialize, JsonSchema)]
pub(super) struct SpecificationCurve {
    /// Those that were run, lowest response first.
    specifications: Vec<Specification>,
    /// Those that were declared and not run.
    not_run: Vec<NotRun>,
    n_declared: usize,
    /// Share of those run that have the sign that the claim states.
    share_stated: Option<f64>,
    /// Share that have the other sign.
    share_opposite: Option<f64>,
    /// All z together: the joint test that decides.
    stouffer: CurveTest,
    /// Median response, in standard deviations.
    median: CurveTest,
    /// Share beyond the two-sided 5 % bound in the predominant direction.
    share_beyond: CurveTest,
    n_draws: usize,
    /// Blocks of time that keep one sign within a draw, and their length.
    n_blocks: usize,
    block: String,
    /// Choices such that all specifications with them have one sign and the median of the others the other.
    deciding: Vec<DecidingChoice>,
}

/// One combination of choices and the response in it.
#[derive(Serialize, JsonSchema)]
struct Specification {
    source: String,
    measure: String,
    period: String,
    lags: usize,
    sample: String,
    filter: String,
    /// In standard deviations of the explained side per standard deviation of the driver.
    standardised: Estimate,
    /// The t statistic on the scale of the standard normal.
    z: Option<f64>,
    n_rows: usize,
    /// Whether it is the claim's own regression.
    is_own: bool,
}

/// Declared specifications that were not run, or give the same numbers as another.
#[derive(Serialize, JsonSchema)]
struct NotRun {
    what: String,
    n: usize,
    why: String,
}

/// A statistic of all specifications, and its p-value under the null that none shows a response.
#[derive(Serialize, JsonSchema)]
struct CurveTest {
    value: Option<f64>,
    p_value: Option<f64>,
}

/// A choice that decides the sign.
#[derive(Serialize, JsonSchema)]
struct DecidingChoice {
    kind: String,
    choice: String,
    n: usize,
    sign: Option<f64>,
    others_median: Option<f64>,
}

/// One curve.
pub(super) fn specification_curve(c: &inner::SpecificationCurve) -> SpecificationCurve {
    let test = |t: &inner::CurveTest| CurveTest { value: finite(t.value), p_value: finite(t.p_value) };
    let specification = |s: &inner::Specification| {
        let [source, measure, period, _, sample, filter] = s.choices.words();
        Specification {
            source,
            measure,
            period,
            lags: s.choices.lags,
            sample,
            filter,
            standardised: estimate(&s.standardised),
            z: finite(s.z),
            n_rows: s.n_rows,
            is_own: s.is_own,
        }
    };
    SpecificationCurve {
        specifications: c.specifications.iter().map(specification).collect(),
        not_run: c.not_run.iter().map(|n| NotRun { what: n.what.clone(), n: n.n, why: n.why.clone() }).collect(),
        n_declared: c.n_declared,
        share_stated: finite(c.share_stated),
        share_opposite: finite(c.share_opposite),
        stouffer: test(&c.stouffer),
        median: test(&c.median),
        share_beyond: test(&c.share_beyond),
        n_draws: c.n_draws,
        n_blocks: c.n_blocks,
        block: c.block.word().to_owned(),
        deciding: c
            .deciding
            .iter()
            .map(|d| DecidingChoice {
                kind: d.kind.to_owned(),
                choice: d.choice.clone(),
                n: d.n,
                sign: finite(d.sign),
                others_median: finite(d.others_median),
            })
            .collect(),
    }
}
