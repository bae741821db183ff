//! Series whose extremes weigh less: signs, ranks, clipped values. Missing readings stay missing.

use crate::refusal::Refusal;

/// -1, 0 or +1 for values below, at and above zero.
pub fn signs(values: &[Option<f64>]) -> Vec<Option<f64>> {
    values
        .iter()
        .map(|v| {
            v.map(|v| {
                if v > 0.0 {
                    1.0
                } else if v < 0.0 {
                    -1.0
                } else {
                    0.0
                }
            })
        })
        .collect()
}

/// Ranks as shares: (rank - 1/2) / number of readings, strictly between 0 and 1, mean ranks for ties.
/// NaN ranks last; the estimators refuse it before that matters.
pub fn ranks(values: &[Option<f64>]) -> Vec<Option<f64>> {
    let mut order: Vec<(usize, f64)> = values.iter().enumerate().filter_map(|(at, v)| v.map(|v| (at, v))).collect();
    order.sort_by(|a, b| a.1.total_cmp(&b.1));
    let count = order.len() as f64;
    let mut ranked = vec![None; values.len()];
    let mut start = 0;
    for tied in order.chunk_by(|a, b| a.1 == b.1) {
        let mean = start as f64 + tied.len() as f64 / 2.0;
        tied.iter().for_each(|&(at, _)| ranked[at] = Some(mean / count));
        start += tied.len();
    }
    ranked
}

/// Values below `low` become `low`, values above `high` become `high`. Refuses NaN and `low > high`.
pub fn clipped(values: &[Option<f64>], low: f64, high: f64) -> Result<Vec<Option<f64>>, Refusal> {
    if low <= high {
        Ok(values.iter().map(|v| v.map(|v| v.clamp(low, high))).collect())
    } else {
        Err(Refusal::SettingOutOfRange { name: "lower bound", value: low, range: "not above the upper bound" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ties_share_their_rank() {
        let ranked = ranks(&[Some(5.0), None, Some(1.0), Some(5.0), Some(9.0)]);
        assert_eq!(ranked, vec![Some(0.5), None, Some(0.125), Some(0.5), Some(0.875)]);
    }

    #[test]
    fn signs_and_clips_keep_gaps() {
        let values = [Some(-33.1), None, Some(0.0), Some(4.0)];
        assert_eq!(signs(&values), vec![Some(-1.0), None, Some(0.0), Some(1.0)]);
        assert_eq!(clipped(&values, -10.0, 3.0).unwrap(), vec![Some(-10.0), None, Some(0.0), Some(3.0)]);
        assert!(clipped(&values, 1.0, 0.0).is_err());
    }
}
