//! (b) Vector autoregressions against R's vars package and JMulTi, from the shared data.

use tertius_econometrics::Tolerance::{Exact, PrintedDecimals, PrintedDigits};
use tertius_econometrics::*;

use crate::comparing::Comparison;
use crate::reading::{Table, line_with, log_differences, numbers, shared, text};

fn lags(count: usize) -> Lags {
    Lags::new(count).unwrap()
}

/// The numbers of the first line after `heading` (and after `second`) that begins with `row`.
fn after(text: &str, heading: &str, row: &str) -> Vec<f64> {
    let line = text
        .lines()
        .skip_while(|l| !l.starts_with(heading))
        .skip(1)
        .find(|l| l.starts_with(row))
        .unwrap_or_else(|| panic!("no {row} after {heading}"));
    numbers(line)
}

/// The test line of the last causality block with this null, and that of its instantaneous twin: statistic,
/// df1, (df2,) p.
fn causality(text: &str, null: &str) -> (Vec<f64>, Vec<f64>) {
    let start = text.rfind(null).unwrap_or_else(|| panic!("no block {null}"));
    let mut lines = text[start..].lines();
    let f = lines.find(|l| l.starts_with("F-Test")).expect("an F test");
    let chi = lines.find(|l| l.starts_with("Chi-squared")).expect("a chi-squared test");
    (numbers(f), numbers(chi))
}

#[test]
fn west_german_investment_income_consumption() {
    let Some(folder) = shared("west_german_investment_income_consumption", "luetkepohl_e1") else { return };
    let expected = text(&folder.join("expected_R_vars.txt"));
    let data = Table::read(&folder.join("e1.csv"));
    let names = ["invest", "income", "cons"];
    let mut series = Columns::new(75);
    for name in names {
        series.push(name, &log_differences(&data.column(name))[..75]).unwrap();
    }
    let fit = VectorAutoregression::fit(&series, lags(2), Deterministic::Constant).unwrap();
    let mut all = Comparison::of("shared/luetkepohl_e1", "vector autoregression", "R vars");
    for (effect, name) in names.iter().enumerate() {
        let equation = fit.equation(effect).unwrap();
        for (column, term) in equation.names().iter().enumerate() {
            let theirs = after(&expected, &format!("${name}"), term);
            let ours = equation.coefficient(column, Covariance::Classical).unwrap();
            // The row's own name ends in a digit, but is one word with it.
            let four = &theirs[theirs.len() - 4..];
            for (value, reference) in [ours.estimate, ours.standard_error, ours.t, ours.p_value].iter().zip(four) {
                all.value(Exact, format!("{name} {term}"), *value, *reference);
            }
        }
        let (adjusted, likelihood) = (fit.sigma(), fit.sigma_maximum_likelihood());
        all.values(Exact, "sigma", &adjusted[effect * 3..][..3], &after(&expected, "Sigma_u (df adj", name));
        all.values(Exact, "sigma ml", &likelihood[effect * 3..][..3], &after(&expected, "Sigma_u ML", name));
    }
    all.value(Exact, "logL", fit.log_likelihood().unwrap(), numbers(line_with(&expected, &["logLik"]))[0]);
    all.values(Exact, "roots", &fit.root_moduli().unwrap(), &numbers(line_with(&expected, &["roots"])));
    for (causes, null) in [
        (&[1][..], "income do not Granger-cause invest cons"),
        (&[2], "cons do not Granger-cause invest income"),
        (&[0], "invest do not Granger-cause income cons"),
        (&[1, 2], "income cons do not Granger-cause invest"),
    ] {
        let (f, chi) = causality(&expected, null);
        let ours = fit.granger_block(causes).unwrap();
        all.values(PrintedDigits(9), null, &[ours.f, ours.df1, ours.df2, ours.p_value], &f);
        let ours = fit.instantaneous(causes).unwrap();
        all.values(PrintedDigits(9), null, &[ours.chi_squared, ours.df, ours.p_value], &chi);
    }
    let table = VectorAutoregression::lag_order(&series, lags(4), Deterministic::Constant).unwrap();
    for (row, values) in [
        ("AIC(n)", table.rows.iter().map(|r| r.aic).collect::<Vec<_>>()),
        ("HQ(n)", table.rows.iter().map(|r| r.hq).collect()),
        ("SC(n)", table.rows.iter().map(|r| r.sc).collect()),
        ("FPE(n)", table.rows.iter().map(|r| r.fpe).collect()),
    ] {
        let theirs = after(&expected, "$criteria", row);
        let n = theirs.len();
        // Prices of prediction are 1e-11: the class's floor near zero would hide them, so in ten trillionths.
        let size = if row.starts_with("FPE") { 1e11 } else { 1.0 };
        let scaled = |v: &[f64]| v.iter().map(|v| v * size).collect::<Vec<_>>();
        all.values(Exact, row, &scaled(&values), &scaled(&theirs[n - 4..]));
    }
    let chosen = [table.by_aic(), table.by_hq(), table.by_sc(), table.by_fpe()].map(Lags::count);
    assert_eq!(chosen, [2, 1, 1, 2]);
    all.finish(84 + 18 + 7 + 28 + 16);
}

#[test]
fn canadian_labour_market() {
    let Some(folder) = shared("canadian_labour_market", "canada") else { return };
    let expected = text(&folder.join("expected_R_vars.txt"));
    let data = Table::read(&folder.join("canada.csv"));
    let names = ["e", "prod", "rw", "U"];
    let series = data.columns(&names);
    let fit = VectorAutoregression::fit(&series, lags(2), Deterministic::ConstantTrend).unwrap();
    let mut all = Comparison::of("shared/canada", "vector autoregression", "R vars");
    for (effect, name) in names.iter().enumerate() {
        let equation = fit.equation(effect).unwrap();
        for (column, term) in equation.names().iter().enumerate() {
            let theirs = after(&expected, &format!("Estimation results for equation {name}:"), &format!("{term} "));
            let ours = equation.coefficient(column, Covariance::Classical).unwrap();
            all.value(PrintedDigits(7), format!("{name} {term}"), ours.estimate, theirs[0]);
            all.value(PrintedDigits(7), format!("se of {name} {term}"), ours.standard_error, theirs[1]);
        }
    }
    all.value(
        PrintedDecimals(3),
        "logL",
        fit.log_likelihood().unwrap(),
        numbers(line_with(&expected, &["Log Likelihood"]))[0],
    );
    let roots = expected.lines().skip_while(|l| !l.starts_with("Roots of")).nth(1).unwrap();
    all.values(PrintedDecimals(9), "roots", &fit.root_moduli().unwrap(), &numbers(roots));
    // The file's last blocks for e and rw are those of a fit without trend.
    let plain = VectorAutoregression::fit(&series, lags(2), Deterministic::Constant).unwrap();
    for (fit, cause, null) in [
        (&fit, 1, "H0: prod do not Granger-cause e rw U"),
        (&plain, 0, "H0: e do not Granger-cause prod rw U"),
        (&plain, 2, "H0: rw do not Granger-cause e prod U"),
    ] {
        let (f, chi) = causality(&expected, null);
        let test = fit.granger_block(&[cause]).unwrap();
        all.values(PrintedDigits(9), null, &[test.f, test.df1, test.df2, test.p_value], &f);
        let test = fit.instantaneous(&[cause]).unwrap();
        all.values(PrintedDigits(9), null, &[test.chi_squared, test.df, test.p_value], &chi);
    }
    let with_trend = fit.granger_block(&[2]).unwrap();
    let theirs = numbers(line_with(&expected, &["F-Test = 2.544811271"]));
    all.values(PrintedDigits(9), "rw", &[with_trend.f, with_trend.df1, with_trend.df2, with_trend.p_value], &theirs);
    let table = VectorAutoregression::lag_order(&series, lags(8), Deterministic::ConstantTrend).unwrap();
    let theirs = after(&expected, "$criteria", "AIC(n)");
    let ours: Vec<f64> = table.rows.iter().take(7).map(|r| r.aic).collect();
    all.values(Exact, "AIC", &ours, &theirs[theirs.len() - 7..]);
    let chosen = [table.by_aic(), table.by_hq(), table.by_sc(), table.by_fpe()].map(Lags::count);
    assert_eq!(chosen, [3, 2, 1, 3]);
    all.finish(80 + 9 + 25 + 7);
}

#[test]
fn american_growth() {
    let Some(folder) = shared("american_growth", "statsmodels_var") else { return };
    let data = Table::read(&folder.join("macrodata.csv"));
    let names = ["realgdp", "realcons", "realinv"];
    let first = log_differences(&data.column(names[0]));
    let mut series = Columns::new(first.len());
    for name in names {
        series.push(name, &log_differences(&data.column(name))).unwrap();
    }
    let fit = VectorAutoregression::fit(&series, lags(2), Deterministic::Constant).unwrap();
    let mut all = Comparison::of("shared/statsmodels_var", "vector autoregression", "R vars and JMulTi");
    // R's vars on these data, as printed in statsmodels' own results (README of the folder).
    all.value(PrintedDecimals(8), "logL", fit.log_likelihood().unwrap(), 1962.57082404);
    let criteria = fit.criteria().unwrap();
    all.value(PrintedDecimals(11), "AIC", criteria.aic, -27.92933943967);
    all.value(PrintedDecimals(11), "HQ", criteria.hq, -27.78918768832);
    all.value(PrintedDecimals(11), "SC", criteria.sc, -27.58301611618);
    all.value(PrintedDigits(10), "FPE", criteria.fpe, 7.421287668e-13);
    // The printed determinant is that of the covariance with divisor T - 7.
    let (t, k) = (fit.n() as f64, fit.parameters_per_equation() as f64);
    let determinant = (fit.log_determinant().unwrap() + 3.0 * (t / (t - k)).ln()).exp();
    all.value(PrintedDigits(10), "det", determinant, 6.693576279e-13);
    for (term, value) in
        [("realgdp.l1", -0.279434735873), ("realcons.l1", 0.675015751749), ("realinv.l1", 0.033219450794)]
    {
        all.value(PrintedDecimals(12), term, fit.coefficient("realgdp", term).unwrap(), value);
    }
    // Each caused by the other two.
    for (causes, p) in [([1, 2], 9.317172e-08), ([0, 2], 0.518391)] {
        all.value(PrintedDigits(6), "causality p", fit.granger_block(&causes).unwrap().p_value, p);
    }
    // R subtracts from 1, which leaves 16 decimals of this one.
    let p = fit.granger_block(&[0, 1]).unwrap().p_value;
    all.value(PrintedDecimals(16), "causality p", p, 4.896084e-14);
    // JMulTi with four lags, on the levels: blocks and instantaneous correlation, four decimals.
    let mut levels = Columns::new(first.len() + 1);
    for name in names {
        levels.push(name, &data.column(name)).unwrap();
    }
    let fit = VectorAutoregression::fit(&levels, lags(4), Deterministic::Constant).unwrap();
    for (file, causes) in [
        ("realcons", &[1][..]),
        ("realgdp", &[0]),
        ("realinv", &[2]),
        ("realcons_realgdp", &[0, 1]),
        ("realcons_realinv", &[1, 2]),
        ("realgdp_realinv", &[0, 2]),
    ] {
        let path = folder.join(format!("jmulti/macrodata_jmulti_c_granger_causality_{file}.txt"));
        let theirs = text(&path);
        let block = fit.granger_block(causes).unwrap();
        let statistic = |words| *numbers(line_with(&theirs, words)).last().expect("a number");
        all.value(PrintedDecimals(4), file, block.f, statistic(&["Test statistic l"]));
        assert_eq!((block.df1, block.df2), (8.0, 558.0));
        all.value(PrintedDecimals(4), file, block.p_value, statistic(&["pval-F"]));
        let instant = fit.instantaneous(causes).unwrap();
        all.value(PrintedDecimals(4), file, instant.chi_squared, statistic(&["Test statistic: c"]));
    }
    all.finish(12 + 18);
}
