//! (b) Weekly event series of three triads, from the shared data: every F test of `expected.txt`, and the
//! robustness runs of a case that looks like a finding and is none. R and NumPy computed the numbers.

use std::path::Path;

use tertius_econometrics::Tolerance::{Exact, PrintedDecimals, PrintedDigits};
use tertius_econometrics::local_projections::{clipped, signs};
use tertius_econometrics::resampling::{
    all_circular_shifts, circular_shift, drawn_circular_shifts, share_at_least, stream,
};
use tertius_econometrics::*;

use crate::comparing::Comparison;
use crate::reading::{Table, numbers, shared, text};

fn fit(series: &Columns, p: usize) -> FittedVar {
    VectorAutoregression::fit(series, Lags::new(p).unwrap(), Deterministic::Constant).unwrap()
}

fn test(series: &Columns, p: usize, effect: &str, cause: &str, covariance: Covariance) -> ExclusionTest {
    let at = |name| series.position(name).expect("a series of the triad");
    fit(series, p).excluding(at(cause), at(effect), covariance).unwrap()
}

/// The weekly series of a triad, first week onwards; the column of dates is left out.
fn weekly(folder: &Path, triad: &str) -> Columns {
    let table = Table::read(&folder.join(format!("{triad}_weekly.csv")));
    let names: Vec<&str> = table.names.iter().skip(1).map(String::as_str).collect();
    table.columns(&names)
}

/// The same series, each changed by `change`.
fn changed(series: &Columns, change: impl Fn(&str, Vec<f64>) -> Vec<f64>) -> Columns {
    let columns: Vec<Vec<f64>> =
        series.names().iter().enumerate().map(|(j, name)| change(name, series.column(j).to_vec())).collect();
    let mut out = Columns::new(columns[0].len());
    for (name, column) in series.names().iter().zip(&columns) {
        out.push(name.as_str(), column).unwrap();
    }
    out
}

const TRAP: &str = "gulf_USA_IRN_RUS_1992_1999";

#[test]
fn every_f_test_of_three_triads() {
    let Some(folder) = shared("every_f_test_of_three_triads", "events_triads") else { return };
    let expected = text(&folder.join("expected.txt"));
    let mut all = Comparison::of(
        "shared/events_triads",
        "exclusion tests of three event triads",
        "R recipe of the shared reference",
    );
    let mut fitted: Option<(String, FittedVar)> = None;
    let mut tests = 0;
    for line in expected.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        if line.starts_with("gulf_") {
            let series = weekly(&folder, words[0]);
            fitted = Some((words[0].to_owned(), fit(&series, 4)));
        } else if words.len() == 7 && words[0].contains('_') && words[1].contains('_') {
            let (triad, fitted) = fitted.as_ref().expect("a triad's heading comes first");
            let at = |name: &str| fitted.names().iter().position(|n| n == name).unwrap();
            let ours = fitted.excluding(at(words[1]), at(words[0]), Covariance::Classical).unwrap();
            let theirs = numbers(&words[2..].join(" "));
            let what = format!("{triad} {} <- {}", words[0], words[1]);
            all.value(PrintedDecimals(7), format!("F of {what}"), ours.f, theirs[0]);
            assert_eq!((ours.df1, ours.df2), (theirs[1], theirs[2]), "{what}");
            all.value(PrintedDigits(6), format!("p of {what}"), ours.p_value, theirs[3]);
            all.value(PrintedDecimals(8), format!("sum of {what}"), ours.sum_of_coefficients.estimate, theirs[4]);
            tests += 1;
        }
    }
    assert_eq!(tests, 90);
    all.finish(270);
}

#[test]
fn classical_and_robust_tests_by_number_of_lags() {
    let Some(folder) = shared("classical_and_robust_tests_by_number_of_lags", "events_triads") else { return };
    let expected = text(&folder.join("robustness_RUS_IRN_USA.txt"));
    let series = weekly(&folder, TRAP);
    let mut all = Comparison::of(
        "shared/events_triads",
        "exclusion tests of three event triads",
        "R recipe of the shared reference",
    );
    let mut pair = (String::new(), String::new());
    for line in expected.lines() {
        if let Some((effect, cause)) = line.split_once(" <- ") {
            pair = (effect.to_owned(), cause.to_owned());
        } else if line.starts_with("  p ") {
            let theirs = numbers(line);
            let p = theirs[0] as usize;
            let what = format!("{} <- {} with {p} lags", pair.0, pair.1);
            let classical = test(&series, p, &pair.0, &pair.1, Covariance::Classical);
            let robust = test(&series, p, &pair.0, &pair.1, Covariance::Hc3);
            all.value(PrintedDecimals(2), format!("F of {what}"), classical.f, theirs[1]);
            all.value(PrintedDigits(2), format!("p of {what}"), classical.p_value, theirs[2]);
            all.value(PrintedDecimals(3), format!("sum of {what}"), classical.sum_of_coefficients.estimate, theirs[3]);
            all.value(PrintedDecimals(2), format!("t of {what}"), classical.sum_of_coefficients.t, theirs[4]);
            all.value(PrintedDecimals(2), format!("HC3 F of {what}"), robust.f, theirs[5]);
            all.value(PrintedDigits(2), format!("HC3 p of {what}"), robust.p_value, theirs[6]);
            all.value(PrintedDecimals(2), format!("HC3 t of {what}"), robust.sum_of_coefficients.t, theirs[7]);
        }
    }
    all.finish(7 * 5 * 7);
}

#[test]
fn signs_clips_and_one_week_undo_the_trap() {
    let Some(folder) = shared("signs_clips_and_one_week_undo_the_trap", "events_triads") else { return };
    let expected = text(&folder.join("robustness_RUS_IRN_USA.txt"));
    let series = weekly(&folder, TRAP);
    let some = |v: &[f64]| v.iter().copied().map(Some).collect::<Vec<_>>();
    let flat = |v: Vec<Option<f64>>| v.into_iter().map(|v| v.expect("no gaps")).collect::<Vec<_>>();
    let week = {
        let file = text(&folder.join(format!("{TRAP}_weekly.csv")));
        file.lines().skip(1).position(|l| l.contains("1998-12-13")).expect("the week of the strikes")
    };
    let cases = [
        ("sign series", 4, changed(&series, |_, v| flat(signs(&some(&v))))),
        ("clipped", 4, changed(&series, |_, v| flat(clipped(&some(&v), -10.0, 10.0).unwrap()))),
        ("4-week sums p 1", 1, changed(&series, |_, v| v.chunks_exact(4).map(|c| c.iter().sum()).collect())),
        ("4-week sums p 2", 2, changed(&series, |_, v| v.chunks_exact(4).map(|c| c.iter().sum()).collect())),
        (
            "drop the single week",
            4,
            changed(&series, |name, mut v| {
                if name == "RUS_USA" {
                    v[week] = 0.0;
                }
                v
            }),
        ),
    ];
    let mut all = Comparison::of(
        "shared/events_triads",
        "exclusion tests of three event triads",
        "R recipe of the shared reference",
    );
    for (name, p, series) in cases {
        let line = expected.lines().find(|l| l.starts_with(name)).unwrap();
        let wrapped: Vec<f64> =
            line.split("np.float64(").skip(1).map(|w| w.split(')').next().unwrap().parse().unwrap()).collect();
        let last = *numbers(line).last().expect("the HC3 p-value");
        let classical = test(&series, p, "RUS_IRN", "RUS_USA", Covariance::Classical);
        let robust = test(&series, p, "RUS_IRN", "RUS_USA", Covariance::Hc3);
        let sum = &classical.sum_of_coefficients;
        all.values(Exact, name, &[classical.f, classical.p_value, sum.estimate, sum.t], &wrapped);
        all.value(Exact, format!("{name} HC3 p"), robust.p_value, last);
    }
    all.finish(25);
}

#[test]
fn no_circular_shift_reaches_the_trap() {
    let Some(folder) = shared("no_circular_shift_reaches_the_trap", "events_triads") else { return };
    let series = weekly(&folder, TRAP);
    let observed = test(&series, 4, "RUS_IRN", "RUS_USA", Covariance::Classical).f;
    let mut all = Comparison::of(
        "shared/events_triads",
        "exclusion tests of three event triads",
        "R recipe of the shared reference",
    );
    all.value(Exact, "F", observed, 8.343488405352186);
    // All series of the third country are turned against the pair's.
    let shifted = |shift: usize| {
        let turned = changed(&series, |name, v| if name.contains("USA") { circular_shift(&v, shift) } else { v });
        test(&turned, 4, "RUS_IRN", "RUS_USA", Covariance::Classical).f
    };
    let n = series.n_rows();
    let shifts = all_circular_shifts(n, 10).unwrap();
    let by_shift: Vec<f64> = shifts.iter().map(|&s| shifted(s)).collect();
    let every = share_at_least(observed, &by_shift).unwrap();
    assert_eq!((every.as_large, every.draws), (0, 357));
    // The printed p-value is that of 2,000 drawn shifts of which none is as large.
    let drawn = drawn_circular_shifts(n, 10, 2_000, &mut stream(1, 0)).unwrap();
    let values: Vec<f64> = drawn.iter().map(|s| by_shift[s - 10]).collect();
    let p = share_at_least(observed, &values).unwrap().p_value;
    all.value(Exact, "p", p, 0.0004997501249375312);
    all.finish(2);
}
