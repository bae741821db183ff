//! Findings made by hand, continued: a specification curve with a choice that decides the sign and one specification that
//! could not be run. For tests of this module only.

use crate::calendar::PeriodLength;
use crate::dossier::{Measure, Stretch};
use crate::hypotheses::{Choices, CurveTest, DecidingChoice, Estimate, NotRun, Specification, SpecificationCurve};

/// Twelve specifications, of which those of the first half lie above 0.
pub(super) fn curve() -> SpecificationCurve {
    let mut all = Vec::new();
    for lags in 1..=4 {
        for (k, sample) in [Stretch::Whole, Stretch::FirstHalf, Stretch::SecondHalf].into_iter().enumerate() {
            let value = [-0.21, 0.04, -0.33][k] + 0.011 * lags as f64;
            let choices = Choices {
                instrument: "events A".to_owned(),
                measure: Measure::Balance,
                scale: None,
                period: PeriodLength::Month,
                lags,
                sample,
                one_a_day: false,
            };
            let standardised = Estimate {
                value,
                standard_error: 0.1,
                low: value - 0.24,
                high: value + 0.24,
                confidence: 0.983_333_333_333_333_3,
                t: value / 0.1,
                df: 80.0,
                p_value: 0.2,
            };
            let is_own = lags == 2 && sample == Stretch::Whole;
            all.push(Specification { choices, standardised, z: value / 0.102, n_rows: 93 - lags, is_own });
        }
    }
    all.sort_by(|a, b| a.standardised.value.total_cmp(&b.standardised.value));
    SpecificationCurve {
        specifications: all,
        not_run: vec![NotRun {
            what: "events A, balance, quarter".to_owned(),
            n: 12,
            why: "33 usable quarters; a test needs 60".to_owned(),
        }],
        n_declared: 24,
        share_stated: 2.0 / 3.0,
        share_opposite: 1.0 / 3.0,
        stouffer: CurveTest { value: -5.2, p_value: 0.031 },
        median: CurveTest { value: -0.172, p_value: 0.044 },
        share_beyond: CurveTest { value: 0.5, p_value: 0.021 },
        n_draws: 999,
        n_blocks: 33,
        block: PeriodLength::Quarter,
        deciding: vec![DecidingChoice {
            kind: "sample",
            choice: "first half".to_owned(),
            n: 4,
            sign: 1.0,
            others_median: -0.24,
        }],
    }
}
