//! What the changes of logarithms share: from the influence of each period on an estimate to a tested coefficient.

use crate::distributions::student_two_sided;
use crate::refusal::Refusal;
use crate::regression::{Coefficient, bartlett};

/// Parameters that a contrast of two parts takes from its observations.
const PARAMETERS: usize = 2;

/// A coefficient from an estimate and the influence of each observation on it (which add up to 0): the variance is
/// n / (n - 2) times their long-run variance with Bartlett weights over `lags` (Newey and West 1987), t has n - 2
/// degrees of freedom.
pub(super) fn tested(
    estimate: f64,
    influences: &[f64],
    lags: usize,
    null: &'static str,
) -> Result<Coefficient, Refusal> {
    let n = influences.len();
    if n <= PARAMETERS + 1 {
        return Err(Refusal::TooFewObservations { have: n, need: PARAMETERS + 2 });
    }
    if lags >= n {
        return Err(Refusal::SettingOutOfRange {
            name: "Newey-West lags",
            value: lags as f64,
            range: "below the number of rows",
        });
    }
    let df = (n - PARAMETERS) as f64;
    let variance = n as f64 / df * bartlett(influences, influences, lags);
    if !(variance.is_finite() && variance > 0.0 && estimate.is_finite()) {
        return Err(Refusal::PerfectFit { observations: n });
    }
    let standard_error = variance.sqrt();
    let t = estimate / standard_error;
    Ok(Coefficient { estimate, standard_error, t, df, p_value: student_two_sided(t, df), n, null })
}

/// The two parts must be there, each with at least two observations.
pub(super) fn require_both(before: usize, after: usize) -> Result<(), Refusal> {
    let have = before.min(after);
    if have < PARAMETERS { Err(Refusal::TooFewObservations { have, need: PARAMETERS }) } else { Ok(()) }
}
