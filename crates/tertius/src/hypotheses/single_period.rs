//! Gate *single period*: is it one period's news? The primary regression without each period in turn (its
//! readings taken from all three sides), on signs, on ranks, and clipped. The sign must stay and p stay
//! below .10 in all of them.

use super::findings::{SinglePeriod, Variant};
use super::question::{Putting, Three, refused};
use crate::refusal::Refusal;
use rayon::prelude::*;
use tertius_econometrics as ec;
use tertius_econometrics::local_projections as transforms;

/// Shares of readings below and above which the clipped variant clips.
const CLIPPED_SHARE: f64 = 0.025;

/// All variants of the primary regression.
pub(super) fn single_period(
    putting: &Putting<'_>,
    three: &Three,
    sample: &ec::ProjectionSample,
    labels: &[String],
    sign: f64,
) -> Result<SinglePeriod, Refusal> {
    let mut transformed = Vec::new();
    for (what, f) in [
        ("signs (of the distance from the median)", signs as fn(&[Option<f64>]) -> Option<Vec<Option<f64>>>),
        ("ranks", ranks),
        ("clipped to the middle 95 %", clipped),
    ] {
        let (Some(between), Some(driver), Some(other)) = (f(&three.between), f(&three.driver), f(&three.other)) else {
            return Err(Refusal::new("no readings to transform", "readings"));
        };
        let c = putting.statistic_of(&Three { between, driver, other });
        transformed.push(variant(what.to_owned(), c));
    }
    let read = |i: usize| three.between[i].is_some() || three.driver[i].is_some() || three.other[i].is_some();
    let dropped: Vec<Variant> = (0..labels.len())
        .into_par_iter()
        .filter(|i| read(*i))
        .map(|i| {
            variant(format!("without {}", labels[i]), sample.without_period(i).and_then(|s| putting.statistic(&s)))
        })
        .collect();
    let all = || transformed.iter().chain(&dropped);
    let n_variants = all().count();
    let same = all().filter(|v| v.value * sign > 0.0).count();
    // A variant that could not be fitted has a p-value of 1: it does not speak for the claim.
    let p_value_max = all().map(|v| v.p_value).fold(0.0, f64::max);
    let mut most_influential = dropped.clone();
    most_influential.sort_by(|a, b| b.p_value.total_cmp(&a.p_value));
    most_influential.truncate(5);
    Ok(SinglePeriod {
        transformed,
        most_influential,
        p_value_max,
        share_same_sign: same as f64 / n_variants.max(1) as f64,
        n_variants,
    })
}

fn variant(what: String, c: Result<ec::Coefficient, ec::Refusal>) -> Variant {
    match c {
        Ok(c) if c.estimate.is_finite() && c.p_value.is_finite() => {
            Variant { what, value: c.estimate, p_value: c.p_value }
        }
        Ok(_) => Variant { what, value: 0.0, p_value: 1.0 },
        Err(e) => Variant { what: format!("{what} (not possible: {})", refused(&e).why), value: 0.0, p_value: 1.0 },
    }
}

fn sorted(values: &[Option<f64>]) -> Vec<f64> {
    let mut all: Vec<f64> = values.iter().flatten().copied().collect();
    all.sort_by(f64::total_cmp);
    all
}

fn signs(values: &[Option<f64>]) -> Option<Vec<Option<f64>>> {
    let all = sorted(values);
    let middle = (all.get((all.len().max(1) - 1) / 2)? + all.get(all.len() / 2)?) / 2.0;
    let centred: Vec<Option<f64>> = values.iter().map(|v| v.map(|v| v - middle)).collect();
    Some(transforms::signs(&centred))
}

fn ranks(values: &[Option<f64>]) -> Option<Vec<Option<f64>>> {
    Some(transforms::ranks(values))
}

fn clipped(values: &[Option<f64>]) -> Option<Vec<Option<f64>>> {
    let all = sorted(values);
    let cut = (all.len() as f64 * CLIPPED_SHARE).floor() as usize;
    transforms::clipped(values, *all.get(cut)?, *all.get(all.len().checked_sub(cut + 1)?)?).ok()
}
