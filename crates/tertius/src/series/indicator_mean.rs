//! Several readings of an indicator in one period: their mean and its variance. Pure numbers.

/// Value and standard error of one row.
type Row = (f64, Option<f64>);

/// Variance of single readings around their period's mean, over all periods of a dyad; `None` where no period has two
/// readings or where none differ.
pub(super) fn spread<'a>(periods: impl Iterator<Item = &'a [Row]>) -> Option<f64> {
    let (mut squares, mut degrees) = (0.0, 0);
    for rows in periods {
        squares += around_mean(rows);
        degrees += rows.len() - 1;
    }
    (degrees > 0 && squares > 0.0).then(|| squares / degrees as f64)
}

/// Several rows about one date: their mean, with the root mean square of their errors. They repeat or contradict each
/// other and are no further readings, so the mean is no surer than one row. Without an error where any row has none.
pub(super) fn of_one_date(rows: &[Row]) -> Row {
    let n = rows.len() as f64;
    let squares = rows.iter().map(|(_, se)| se.map(|s| s * s)).sum::<Option<f64>>();
    // One row keeps its digits.
    match rows {
        [one] => *one,
        _ => (rows.iter().map(|(v, _)| v).sum::<f64>() / n, squares.map(|s| (s / n).sqrt())),
    }
}

/// Mean of one period's readings and its sampling variance. Where each reading states its error, the variance is that
/// of their mean; otherwise it comes from their spread, (S + s^2) / n^2 with S the sum of squares around the period's
/// mean and s^2 the spread of all periods, so that few readings which happen to agree are not taken for sure. `None`
/// where no error is stated and no spread known. Readings close in time are taken for independent: where they are
/// not, the variance is too small.
pub(super) fn mean(rows: &[Row], spread: Option<f64>) -> (f64, Option<f64>) {
    let n = rows.len() as f64;
    let value = rows.iter().map(|(v, _)| v).sum::<f64>() / n;
    let stated = rows.iter().map(|(_, se)| se.map(|s| s * s)).sum::<Option<f64>>();
    let variance = stated.or_else(|| Some(around_mean(rows) + spread?)).map(|v| v / (n * n));
    (value, variance.filter(|v| v.is_finite() && *v > 0.0))
}

fn around_mean(rows: &[Row]) -> f64 {
    let mean = rows.iter().map(|(v, _)| v).sum::<f64>() / rows.len() as f64;
    rows.iter().map(|(v, _)| (v - mean) * (v - mean)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stated_errors_are_those_of_the_mean() {
        // Errors of .3 and .4: the variance of a mean of two is (.09 + .16) / 4.
        let (value, variance) = mean(&[(1.0, Some(0.3)), (2.0, Some(0.4))], Some(9.0));
        assert_eq!(value, 1.5);
        assert!((variance.unwrap() - 0.0625).abs() < 1e-15);
    }

    #[test]
    fn rows_of_one_date_make_nothing_surer() {
        assert_eq!(of_one_date(&[(7.0, Some(0.1))]), (7.0, Some(0.1)));
        assert_eq!(of_one_date(&[(1.0, Some(0.5)), (2.0, Some(0.5))]), (1.5, Some(0.5)));
        assert_eq!(of_one_date(&[(1.0, Some(0.5)), (2.0, None)]), (1.5, None));
    }

    #[test]
    fn without_errors_the_spread_speaks() {
        let rows: [&[Row]; 3] = [&[(1.0, None), (3.0, None)], &[(5.0, None), (5.0, None)], &[(2.0, Some(0.1))]];
        // Sum of squares 2 + 0 + 0 on 2 degrees of freedom.
        let s = spread(rows.into_iter());
        assert_eq!(s, Some(1.0));
        assert_eq!(mean(rows[0], s), (2.0, Some((2.0 + 1.0) / 4.0)));
        assert_eq!(mean(rows[1], s), (5.0, Some(0.25)), "two that agree are not taken for sure");
        assert_eq!(mean(&[(7.0, None)], s), (7.0, Some(1.0)), "a single one is the least certain");
    }

    #[test]
    fn no_variance_is_ever_zero() {
        assert_eq!(spread([&[(1.0, None)][..]].into_iter()), None);
        assert_eq!(spread([&[(1.0, None), (1.0, None)][..]].into_iter()), None);
        assert_eq!(mean(&[(1.0, None), (1.0, None)], None), (1.0, None));
        for n in 1..30_u32 {
            let rows: Vec<Row> = (0..n).map(|i| (f64::from(i % 3), None)).collect();
            assert!(mean(&rows, Some(0.5)).1.is_some_and(|v| v > 0.0));
        }
    }
}
