//! Quantiles of draws, linear between order statistics (type 7 of Hyndman and Fan 1996), in the two ways in which they
//! are needed. Quantiles of distributions stand in `distributions.rs`.

/// The quantile of sorted values: position `share (n - 1)`, share 0 to 1. Needs at least one value.
pub(crate) fn sorted_quantile(sorted: &[f64], share: f64) -> f64 {
    let at = share * (sorted.len() - 1) as f64;
    let below = at.floor() as usize;
    let above = (below + 1).min(sorted.len() - 1);
    sorted[below] + (at - below as f64) * (sorted[above] - sorted[below])
}

/// The same of values in any order, which are put into another: for one or two quantiles of many values this is faster
/// than to sort them.
pub(crate) fn selected_quantile(values: &mut [f64], share: f64) -> f64 {
    let place = (values.len() - 1) as f64 * share;
    let below = place.floor();
    let (_, &mut low, above) = values.select_nth_unstable_by(below as usize, f64::total_cmp);
    let high = above.iter().copied().fold(f64::INFINITY, f64::min);
    if place > below { low + (place - below) * (high - low) } else { low }
}

#[cfg(test)]
mod tests {
    //! (a) hand: quantiles of a few numbers; (c) property: both ways agree. (b) The bands and diagnostics that rest on
    //! them are held against other programs.
    use super::*;
    use crate::tolerance::Tolerance::Exact;

    #[test]
    fn quantiles_by_hand() {
        let mut values = [3.0, 1.0, 4.0, 2.0];
        for (share, by_hand) in [(0.0, 1.0), (0.5, 2.5), (0.1, 1.3), (1.0, 4.0), (2.0 / 3.0, 3.0)] {
            Exact.check(share, selected_quantile(&mut values, share), by_hand).unwrap();
            Exact.check(share, sorted_quantile(&[1.0, 2.0, 3.0, 4.0], share), by_hand).unwrap();
        }
    }

    #[test]
    fn both_ways_agree() {
        for n in 1..40usize {
            let mut values: Vec<f64> = (0..n).map(|i| ((i * i * 7 + 3 * i) % 31) as f64).collect();
            let mut sorted = values.clone();
            sorted.sort_by(f64::total_cmp);
            for step in 0..=20 {
                let share = f64::from(step) / 20.0;
                Exact.check(n, selected_quantile(&mut values, share), sorted_quantile(&sorted, share)).unwrap();
            }
        }
    }
}
