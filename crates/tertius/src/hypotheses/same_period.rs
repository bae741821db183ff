//! Finding *same-period co-movement*: the correlation of the surprises in R and in U. It decides nothing:
//! one shock, or one meeting of all three, looks the same.

use super::findings::SamePeriod;
use super::question::{Putting, Three, refused};
use crate::refusal::Refusal;
use tertius_econometrics as ec;

/// Correlates what the past does not predict of R and of U.
pub(super) fn same_period(putting: &Putting<'_>, three: &Three) -> Result<SamePeriod, Refusal> {
    let [a, b] = surprises(putting, three)?;
    let found = ec::correlation(&a, &b).map_err(|e| refused(&e))?;
    let interval = found.interval(ec::Confidence::new(putting.confidence).map_err(|e| refused(&e))?);
    Ok(SamePeriod { correlation: found.estimate, low: interval.low, high: interval.high, n_rows: found.n })
}

/// What the past does not predict of R and of U, in the periods that have both.
pub(super) fn surprises(putting: &Putting<'_>, three: &Three) -> Result<[Vec<f64>; 2], Refusal> {
    let surprise_in = |impulse: &[Option<f64>], rest: [&[Option<f64>]; 2]| -> Result<ec::Surprise, ec::Refusal> {
        ec::LocalProjection {
            response: ec::Named { name: "first", values: rest[0] },
            impulse: ec::Named { name: "impulse", values: impulse },
            controls: vec![ec::Named { name: "second", values: rest[1] }],
            lags: ec::Lags::new(putting.lags)?,
            order: ec::Order::ImpulseFirst,
        }
        .surprise()
    };
    let (r, u, v) = (&three.between[..], &three.driver[..], &three.other[..]);
    let of_r = surprise_in(r, [u, v]).map_err(|e| refused(&e))?;
    let of_u = surprise_in(u, [r, v]).map_err(|e| refused(&e))?;
    let (mut a, mut b) = (Vec::new(), Vec::new());
    for (value, row) in of_r.values.iter().zip(&of_r.rows) {
        if let Ok(at) = of_u.rows.binary_search(row) {
            a.push(*value);
            b.push(of_u.values[at]);
        }
    }
    Ok([a, b])
}
