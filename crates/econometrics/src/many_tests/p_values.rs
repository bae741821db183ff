//! What every adjustment does with p-values first: the check, and their order. No adjustment lives here.

use crate::refusal::Refusal;

/// Refuses NaN and values outside of 0 to 1.
pub(super) fn check(p_values: &[f64]) -> Result<(), Refusal> {
    for (row, &p) in p_values.iter().enumerate() {
        if p.is_nan() {
            return Err(Refusal::NotFinite { row, column: "p-values".to_owned() });
        }
        if !(0.0..=1.0).contains(&p) {
            return Err(Refusal::SettingOutOfRange { name: "p-value", value: p, range: "between 0 and 1" });
        }
    }
    Ok(())
}

/// Positions, smallest value first, ties in the order of the input.
pub(super) fn ascending(values: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]).then(a.cmp(&b)));
    order
}
