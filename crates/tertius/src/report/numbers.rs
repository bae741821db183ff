//! How numbers are printed: few digits in sentences and on the page, all digits in files. No arithmetic
//! beyond rounding for print.

/// Rounds for reading: three significant digits, plain decimals, never "-0.00". Numbers that are not
/// finite print as "not a number".
pub(super) fn short(x: f64) -> String {
    let text = significant(x, 3);
    if text.contains('.') && !text.contains('e') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

/// Rounds numbers that are read together to the same number of decimals, such that their range keeps three
/// digits: an estimate with the ends of its interval.
pub(super) fn together<const N: usize>(numbers: [f64; N]) -> [String; N] {
    to_the_same_decimals(numbers, 3)
}

/// The same with two digits: a posterior mean with the ends of its interval, in a table with many of them.
pub(super) fn coarse<const N: usize>(numbers: [f64; N]) -> [String; N] {
    to_the_same_decimals(numbers, 2)
}

fn to_the_same_decimals<const N: usize>(numbers: [f64; N], digits: i64) -> [String; N] {
    let (low, high) = numbers.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), x| (l.min(*x), h.max(*x)));
    let range = high - low;
    if !(range.is_finite() && range > 0.0 && (1e-6..1e9).contains(&range)) {
        return numbers.map(short);
    }
    let decimals = usize::try_from(digits - 1 - range.log10().floor() as i64).unwrap_or(0);
    numbers.map(|x| {
        if !x.is_finite() {
            return short(x);
        }
        let text = format!("{x:.decimals$}");
        let is_zero = text.trim_start_matches('-').chars().all(|c| c == '0' || c == '.');
        if is_zero { text.trim_start_matches('-').to_owned() } else { text }
    })
}

/// Rounds to so many significant digits (1 to 15), without exponent between 1e-6 and 1e9.
pub(super) fn significant(x: f64, digits: usize) -> String {
    if !x.is_finite() {
        return "not a number".to_owned();
    }
    if x == 0.0 {
        return "0".to_owned();
    }
    let exponent = format!("{:.*e}", digits.saturating_sub(1), x)
        .rsplit('e')
        .next()
        .and_then(|e| e.parse::<i32>().ok())
        .unwrap_or(0);
    if !(-6..9).contains(&exponent) {
        return format!("{:.*e}", digits.saturating_sub(1), x);
    }
    let decimals = usize::try_from(digits as i32 - 1 - exponent).unwrap_or(0);
    format!("{x:.decimals$}")
}

/// A p-value or a share: ".032", "< .001", "1". Three decimals, no leading zero.
pub(super) fn p(x: f64) -> String {
    if !x.is_finite() {
        return "not a number".to_owned();
    }
    if x < 0.001 {
        return "< .001".to_owned();
    }
    let text = format!("{x:.3}");
    match text.strip_prefix('0') {
        Some(decimals) => decimals.to_owned(),
        None => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
    }
}

/// "p = .032" or "p < .001".
pub(super) fn p_phrase(x: f64) -> String {
    let text = p(x);
    if text.starts_with('<') { format!("p {text}") } else { format!("p = {text}") }
}

/// A posterior probability that is a share of so many draws: ".87", "above .99", "below .01". No nearer to 0 or 1 than
/// three in so many draws, for an event of that probability may well be in none of them; two decimals unless there are
/// draws enough for three.
pub(super) fn probability(x: f64, n_draws: usize) -> String {
    if !x.is_finite() {
        return "not a number".to_owned();
    }
    let told = 3.0 / n_draws.max(1) as f64;
    let (end, decimals) =
        [(0.001, 3), (0.01, 2), (0.05, 2)].into_iter().find(|(end, _)| told <= *end).unwrap_or((0.1, 2));
    let bare = |x: f64| format!("{x:.decimals$}").trim_start_matches('0').to_owned();
    if x < end {
        format!("below {}", bare(end))
    } else if x > 1.0 - end {
        format!("above {}", bare(1.0 - end))
    } else {
        bare(x)
    }
}

/// A share as a percentage: "3.2 %", "< 0.1 %".
pub(super) fn percent(x: f64) -> String {
    if !x.is_finite() {
        return "not a number".to_owned();
    }
    let share = 100.0 * x;
    if share > 0.0 && share < 0.1 {
        "< 0.1 %".to_owned()
    } else if share < 10.0 {
        let text = format!("{share:.1}");
        format!("{} %", text.strip_suffix(".0").unwrap_or(&text))
    } else {
        let text = format!("{share:.1}");
        format!("{} %", text.trim_end_matches('0').trim_end_matches('.'))
    }
}

/// A whole number with commas between thousands.
pub fn count(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

/// All digits: the shortest text that reads back as the same number; empty if it is not finite.
pub(super) fn full(x: f64) -> String {
    if !x.is_finite() {
        return String::new();
    }
    if x == 0.0 {
        return "0".to_owned();
    }
    if (1e-5..1e16).contains(&x.abs()) { format!("{x}") } else { format!("{x:e}") }
}

/// The same for a number that may be absent.
pub(super) fn full_or_empty(x: Option<f64>) -> String {
    x.map_or_else(String::new, full)
}

/// The number if it is finite: JSON has no other.
pub(super) fn finite(x: f64) -> Option<f64> {
    x.is_finite().then_some(if x == 0.0 { 0.0 } else { x })
}

/// A table's cell as it is read on a page: fractions are rounded to four significant digits, all else stays.
pub(super) fn cell(text: &str) -> String {
    let looks_fractional = text.contains('.') || text.contains("e-");
    let starts_like_one = text.starts_with(|c: char| c.is_ascii_digit() || c == '-');
    if !(looks_fractional && starts_like_one) {
        return text.to_owned();
    }
    match text.parse::<f64>() {
        Ok(x) if x.is_finite() => {
            let rounded = significant(x, 4);
            if rounded.len() < text.len() { rounded } else { text.to_owned() }
        }
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_get_three_digits_and_no_minus_zero() {
        for (x, text) in [
            (0.123_456, "0.123"),
            (-12.345, "-12.3"),
            (1234.5, "1234"),
            (0.0, "0"),
            (-0.0, "0"),
            (0.000_123_4, "0.000123"),
            (9.999, "10"),
            (0.25, "0.25"),
            (100.0, "100"),
            (f64::NAN, "not a number"),
        ] {
            assert_eq!(short(x), text);
        }
        assert!(!short(-1e-9).contains("-0.00"));
        assert_eq!(short(-1e-9), "-1.00e-9");
    }

    #[test]
    fn an_estimate_and_its_interval_share_their_decimals() {
        assert_eq!(together([-0.1136, -0.2187, -0.00912]), ["-0.114", "-0.219", "-0.009"]);
        assert_eq!(together([1.0, -1.5, 3.5]), ["1.00", "-1.50", "3.50"]);
        assert_eq!(together([-1e-9, -1.0, 1.0])[0], "0.00");
        assert_eq!(together([f64::NAN, 0.0, 1.0])[0], "not a number");
        assert_eq!(together([2.0, 2.0, 2.0]), ["2", "2", "2"]);
        assert_eq!(coarse([0.17, 0.1207, 0.2194]), ["0.170", "0.121", "0.219"]);
    }

    #[test]
    fn p_values_have_no_leading_zero() {
        for (x, text) in [
            (0.0321, ".032"),
            (0.0004, "< .001"),
            (1.0, "1"),
            (0.9999, "1"),
            (0.5, ".500"),
            (f64::INFINITY, "not a number"),
        ] {
            assert_eq!(p(x), text);
        }
        assert_eq!(p_phrase(2e-6), "p < .001");
    }

    #[test]
    fn probabilities_claim_no_more_than_their_draws_tell() {
        for (x, n, text) in [
            (0.0, 400, "below .01"),
            (1.0, 400, "above .99"),
            (0.9925, 400, "above .99"),
            (0.866, 400, ".87"),
            (0.0, 4000, "below .001"),
            (0.9975, 4000, ".998"),
            (1.0, 100, "above .95"),
            (0.0, 20, "below .10"),
            (f64::NAN, 400, "not a number"),
        ] {
            assert_eq!(probability(x, n), text);
        }
    }

    #[test]
    fn shares_and_counts() {
        assert_eq!(
            [percent(0.032), percent(0.5), percent(0.0), percent(0.0002), percent(1.0)],
            ["3.2 %", "50 %", "0 %", "< 0.1 %", "100 %"]
        );
        assert_eq!([count(0), count(999), count(1000), count(1_234_567)], ["0", "999", "1,000", "1,234,567"]);
    }

    #[test]
    fn files_keep_every_digit() {
        for x in [0.1 + 0.2, 1e-300, -5e20, 1.0 / 3.0, 123_456_789.123] {
            assert_eq!(full(x).parse::<f64>().ok(), Some(x));
        }
        assert_eq!([full(-0.0), full(f64::NAN), full(3.0)], ["0", "", "3"]);
        assert_eq!(finite(f64::NEG_INFINITY), None);
        assert_eq!(finite(-0.0).map(f64::is_sign_negative), Some(false));
    }

    #[test]
    fn cells_are_shortened_only_when_they_are_fractions() {
        for (from, to) in [
            ("0.30000000000000004", "0.3000"),
            ("1998", "1998"),
            ("1998-12", "1998-12"),
            ("0.5", "0.5"),
            ("silent", "silent"),
            ("3.5.2", "3.5.2"),
            ("123456", "123456"),
        ] {
            assert_eq!(cell(from), to);
        }
    }
}
