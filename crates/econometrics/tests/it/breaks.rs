//! (b) Breaks against strucchange, ruptures and the shared reference numbers.

use std::path::Path;

use tertius_econometrics::breaks::*;
use tertius_econometrics::{Columns, Confidence, Tolerance};
use toml::Value;

use crate::comparing::{Comparison, Folder, list, number, periods};
use crate::reading::{Table, line_with, numbers, shared, text};

fn mean_only(n: usize) -> Columns {
    let mut x = Columns::new(n);
    x.constant();
    x
}

fn model(input: &Table, name: &str) -> Columns {
    let mut x = mean_only(input.column("y").len());
    if name == "slope" {
        x.push("x", &input.column("x")).unwrap();
    }
    x
}

fn ninety_five() -> Confidence {
    Confidence::new(0.95).unwrap()
}

/// A claim that a break is beyond doubt, not a tolerance: this far out the printed approximations hold no digits.
const BEYOND_DOUBT: f64 = 1e-7;

#[test]
fn structural_breaks() {
    let Folder { input, expected, class, mut all } = Folder::open("structural_breaks");
    let y = input.column("y");
    for name in ["mean", "slope"] {
        let theirs = &expected[name];
        let segment_min = theirs["segment_min"].as_integer().unwrap() as usize;
        let sums = list(&theirs["residual_sum_of_squares"]);
        let settings = LeastSquaresPartition { segment_min, breaks_max: Some(sums.len() - 1) };
        let found = settings.fit(&y, &model(&input, name)).unwrap();
        let each = |f: &dyn Fn(&Partition) -> f64| found.table().iter().map(f).collect::<Vec<_>>();
        all.values(class, "RSS", &each(&|p| p.residual_sum_of_squares), &sums);
        all.values(class, "BIC", &each(&|p| p.bic), &list(&theirs["bic"]));
        for (m, dates) in theirs["dates"].as_array().unwrap().iter().enumerate() {
            assert_eq!(found.with_breaks(m + 1).unwrap().breaks, periods(dates), "{name} {m}");
        }
        let plain = BreakIntervals::new(ninety_five());
        let common = BreakIntervals { regressors: Moments::Common, errors: Moments::Common, ..plain };
        for (kind, settings) in [
            ("default", plain),
            ("default_90", BreakIntervals { confidence: Confidence::new(0.9).unwrap(), ..plain }),
            ("common_errors", BreakIntervals { errors: Moments::Common, ..plain }),
            ("common_regressors", BreakIntervals { regressors: Moments::Common, ..plain }),
            ("common", common),
            ("long_run", BreakIntervals { memory: ErrorMemory::QuadraticSpectral, ..plain }),
            ("long_run_common", BreakIntervals { memory: ErrorMemory::QuadraticSpectral, ..common }),
        ] {
            let ours = found.intervals(2, &settings).unwrap();
            let ends = |f: &dyn Fn(&BreakInterval) -> i64| ours.iter().map(|i| f(i) as f64).collect::<Vec<_>>();
            all.values(class, &format!("{name} {kind} low"), &ends(&|i| i.low), &list(&theirs[kind]["low"]));
            all.values(class, &format!("{name} {kind} high"), &ends(&|i| i.high), &list(&theirs[kind]["high"]));
        }
    }
    all.finish(2 * (16 + 28));
}

/// Hansen simulated the largest F on 1,000 dates.
fn hansens_sup(value: f64, k: usize, trimming: f64) -> f64 {
    sup_p_value_on_dates(value, k, Trimming::new(trimming).unwrap(), 1000).unwrap()
}

#[test]
fn unknown_dates() {
    let Folder { input, expected, class, mut all } = Folder::open("unknown_date_tests");
    let y = input.column("y");
    let title = "p-values of tests for a change at an unknown date";
    let mut tails = Comparison::of("reference/unknown_date_tests", title, "strucchange (Hansen's functions)");
    // Hansen's functions are fitted to a simulation; they are followed to .005.
    let fitted = Tolerance::Simulated { standard_error: 0.005 / 4.0 };
    for theirs in expected["unknown"].as_array().unwrap() {
        let x = model(&input, theirs["model"].as_str().unwrap());
        let trimming = Trimming::new(number(&theirs["trimming"])).unwrap();
        let ours = unknown_date(&y, &x, trimming).unwrap();
        assert_eq!(ours.date as i64, theirs["date"].as_integer().unwrap());
        let tests = [ours.sup, ours.average, ours.exponential.unwrap()];
        all.values(class, "statistics", &tests.map(|t| t.statistic), &list(&theirs["statistics"]));
        all.values(class, "F", &ours.f, &list(&theirs["f"]));
        let mut p_values = tests.map(|t| t.p_value);
        p_values[0] = hansens_sup(ours.sup.statistic, ours.k, ours.trimming);
        tails.values(fitted, "p-values", &p_values, &list(&theirs["p_values"]));
    }
    for theirs in expected["cusum"].as_array().unwrap() {
        let ours = cusum(&y, &model(&input, theirs["model"].as_str().unwrap())).unwrap();
        all.value(class, "cusum", ours.statistic, number(&theirs["statistic"]));
        all.value(class, "cusum p", ours.p_value, number(&theirs["p_value"]));
    }
    for theirs in expected["tail"].as_array().unwrap() {
        let (k, trimming) = (number(&theirs["k"]) as usize, number(&theirs["trimming"]));
        let kind = ["supF", "aveF", "expF"].iter().position(|t| theirs["type"].as_str() == Some(t)).unwrap();
        for (at, p) in list(&theirs["at"]).into_iter().zip(list(&theirs["p_values"])) {
            // Between .001 and .2; further in and out the fitted functions are not meant to be exact.
            if !(0.001..=0.2).contains(&p) {
                continue;
            }
            let ours = limit_p_values(at, k, Trimming::new(trimming).unwrap()).unwrap();
            let ours = [hansens_sup(at, k, trimming), ours.average, ours.exponential][kind];
            tails.value(fitted, format!("{} k {k} trimming {trimming} at {at}", theirs["type"]), ours, p);
        }
    }
    all.finish(6 * 50 + 4);
    tails.finish(18 + 400);
}

#[test]
fn penalised_partition() {
    let Folder { input, expected, class, mut all } = Folder::open("penalised_partition");
    let y = input.column("y");
    let asked = |theirs: &Value| {
        (number(&theirs["segment_min"]) as usize, periods(&theirs["changes"]), number(&theirs["cost"]))
    };
    let mut better = 0;
    for (key, cost) in [("pelt", Cost::Mean(ErrorVariance::Known(1.0))), ("variance", Cost::MeanAndVariance)] {
        for theirs in expected[key].as_array().unwrap() {
            let (segment_min, changes, total) = asked(theirs);
            let penalty = Penalty::Manual(number(&theirs["penalty"]));
            let ours = Pelt { cost, penalty, segment_min }.fit(&y).unwrap();
            if ours.breaks == changes {
                all.value(class, key, ours.cost, total);
                continue;
            }
            // With a shortest segment above 2, ruptures prunes dates that it needs later.
            let all_in = |cost, count: usize| cost + ours.penalty * count as f64;
            let (best, other) = (all_in(ours.cost, ours.breaks.len()), all_in(total, changes.len()));
            assert!(segment_min > 2 && best < other - 1e-9, "{key} {segment_min} {penalty:?}: {best} {other}");
            better += 1;
        }
    }
    assert!(better <= 3, "{better}");
    for segment_min in [2, 5, 12] {
        let found = LeastSquaresPartition { segment_min, breaks_max: Some(7) }.fit(&y, &mean_only(y.len())).unwrap();
        for theirs in expected["fixed"].as_array().unwrap() {
            let (size, changes, total) = asked(theirs);
            if size == segment_min {
                let ours = found.with_breaks(changes.len()).unwrap();
                assert_eq!(ours.breaks, changes);
                all.value(class, "fixed", ours.residual_sum_of_squares, total);
            }
        }
    }
    all.finish(18 + 8 + 21);
}

/// The lines `RSS` and `BIC` with the most digits that follow the first line with `start`.
fn fit_table(printed: &str, start: &str) -> (Vec<f64>, Vec<f64>) {
    let from = printed.find(start).unwrap();
    let of = |word: &str| {
        let mut lines = printed[from..].lines().filter(|l| l.starts_with(word));
        numbers(lines.next().unwrap())
    };
    (of("RSS"), of("BIC"))
}

fn read(folder: &Path, name: &str, column: &str) -> Vec<f64> {
    Table::read(&folder.join(name)).column(column)
}

#[test]
fn shared_partitions() {
    let Some(folder) = shared("shared_partitions", "bai_perron") else { return };
    let mut all = Comparison::of("shared/bai_perron", "Least-squares partition (Bai and Perron)", "strucchange 1.5-3");
    let printed = text(&folder.join("expected.txt"));
    let realint = read(&folder, "realint.csv", "y");
    let ri = LeastSquaresPartition { segment_min: 15, breaks_max: Some(5) }.fit(&realint, &mean_only(103)).unwrap();
    let nile_y = read(&folder, "nile.csv", "y");
    let nile = LeastSquaresPartition { segment_min: 15, breaks_max: Some(5) }.fit(&nile_y, &mean_only(100)).unwrap();
    let deaths: Vec<f64> = read(&folder, "ukdriverdeaths.csv", "y").iter().map(|v| v.log10()).collect();
    let n = deaths.len() - 12;
    let mut lags = mean_only(n);
    lags.push("lag 1", &deaths[11..11 + n]).unwrap();
    lags.push("lag 12", &deaths[..n]).unwrap();
    let settings = LeastSquaresPartition { segment_min: n / 10, breaks_max: Some(8) };
    let uk = settings.fit(&deaths[12..], &lags).unwrap();
    for (found, start) in [(&ri, "RealInt ~ 1"), (&nile, "Nile ~ 1"), (&uk, "ylag12, h = 0.1")] {
        let (rss, bic) = fit_table(&printed, start);
        for (m, row) in found.table().iter().enumerate() {
            all.value(Tolerance::PrintedDigits(9), format!("{start} RSS {m}"), row.residual_sum_of_squares, rss[m]);
            all.value(Tolerance::PrintedDecimals(5), format!("{start} BIC {m}"), row.bic, bic[m]);
        }
    }
    let dates = |found: &Partitions, m: usize| found.with_breaks(m).unwrap().breaks.clone();
    let triangle = |found: &Partitions| (1..=5).map(|m| dates(found, m)).collect::<Vec<_>>();
    let ri_dates = [vec![79], vec![47, 79], vec![24, 47, 79], vec![24, 47, 64, 79], vec![16, 31, 47, 64, 79]];
    assert_eq!(triangle(&ri), ri_dates);
    let nile_dates = [vec![28], vec![28, 83], vec![28, 68, 83], vec![28, 45, 68, 83], vec![15, 30, 45, 68, 83]];
    assert_eq!(triangle(&nile), nile_dates);
    assert_eq!(dates(&uk, 2), [46, 157]);
    assert_eq!(dates(&uk, 8), [18, 46, 70, 89, 107, 125, 144, 162]);
    assert_eq!([&ri, &nile, &uk].map(|f| f.by_bic().breaks.len()), [2, 1, 0]);
    let ends = |found: &Partitions, m, settings| {
        found.intervals(m, &settings).unwrap().iter().map(|i: &BreakInterval| (i.low, i.high)).collect::<Vec<_>>()
    };
    let plain = BreakIntervals::new(ninety_five());
    let long_run = BreakIntervals { memory: ErrorMemory::QuadraticSpectral, ..plain };
    assert_eq!(ends(&nile, 1, plain), [(25, 32)]);
    assert_eq!(ends(&uk, 2, plain), [(33, 56), (144, 171)]);
    assert_eq!(ends(&ri, 3, long_run), [(18, 35), (33, 48), (77, 81)]);
    let means: Vec<f64> = ri.segments(3).unwrap().iter().map(|s| s.coefficients()[0]).collect();
    all.values(Tolerance::PrintedDigits(7), "means", &means, &[1.8236167, 0.8660848, -1.7961384, 5.6428896]);
    let test = unknown_date(&nile_y, &mean_only(100), Trimming::new(0.15).unwrap()).unwrap();
    for (words, ours) in [("sup.F", test.sup), ("ave.F", test.average), ("exp.F", test.exponential.unwrap())] {
        let theirs = numbers(line_with(&printed, &[words, "p-value"]));
        all.value(Tolerance::PrintedDigits(10), words, ours.statistic, theirs[0]);
        assert!(ours.p_value < BEYOND_DOUBT, "{words}: {}", ours.p_value);
    }
    assert_eq!(test.date, 28);
    let sums = cusum(&nile_y, &mean_only(100)).unwrap();
    let theirs = numbers(line_with(&printed, &["S0 ="]));
    all.value(Tolerance::PrintedDigits(10), "cusum", sums.statistic, theirs[0]);
    all.value(Tolerance::PrintedDigits(9), "cusum p", sums.p_value, theirs[1]);
    let dynamic = unknown_date(&deaths[12..], &lags, Trimming::new(0.1).unwrap()).unwrap();
    all.value(Tolerance::PrintedDigits(9), "sup.F of lags", dynamic.sup.statistic, 19.3331117);
    // On all dates; Hansen's function, for 1,000 dates, gives .00672.
    assert!((dynamic.sup.p_value - 0.00672).abs() < 0.002, "{}", dynamic.sup.p_value);
    all.finish(42 + 4 + 3 + 2 + 1);
}

#[test]
fn shared_penalised() {
    let Some(folder) = shared("shared_penalised", "changepoint") else { return };
    let Some(data) = shared("shared_penalised", "bai_perron") else { return };
    let mut all = Comparison::of("shared/changepoint", "Penalised partition (PELT)", "ruptures 1.1.10, R changepoint");
    let y = read(&data, "nile.csv", "y");
    let known = |v| Cost::Mean(ErrorVariance::Known(v));
    let fit = |cost, penalty, segment_min, y: &[f64]| Pelt { cost, penalty, segment_min }.fit(y).unwrap();
    for penalty in [1e5, 2e5, 5e5, 1e6] {
        assert_eq!(fit(known(1.0), Penalty::Manual(penalty), 2, &y).breaks, [28], "{penalty}");
    }
    let costs: serde_json::Value = serde_json::from_str(&text(&folder.join("expected_ruptures_nile.json"))).unwrap();
    let found = LeastSquaresPartition { segment_min: 15, breaks_max: Some(5) }.fit(&y, &mean_only(100)).unwrap();
    for m in 1..=5 {
        let ours = found.with_breaks(m).unwrap();
        all.value(
            Tolerance::Exact,
            format!("cost {m}"),
            ours.residual_sum_of_squares,
            costs[format!("cost_k{m}")].as_f64().unwrap(),
        );
        let theirs: Vec<usize> = costs[format!("dynp_l2_min15_k{m}")]
            .as_array()
            .unwrap()
            .iter()
            .map(|v| v.as_u64().unwrap() as usize)
            .collect();
        assert_eq!(ours.breaks, theirs[..m]);
    }
    let mean = y.iter().sum::<f64>() / 100.0;
    let variance = y.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / 99.0;
    let scaled: Vec<f64> = y.iter().map(|v| (v - mean) / variance.sqrt()).collect();
    for (penalty, theirs) in [
        (Penalty::Bic, 9.21034037198),
        (Penalty::ModifiedBic, 13.815510558),
        (Penalty::Aic, 4.0),
        (Penalty::HannanQuinn, 6.10871850323),
    ] {
        let ours = fit(known(1.0), penalty, 1, &scaled);
        assert_eq!(ours.breaks, [28], "{penalty:?}");
        all.value(Tolerance::PrintedDigits(11), format!("{penalty:?}"), ours.penalty, theirs);
        all.value(Tolerance::PrintedDigits(12), "mean", ours.means[0], 1.05420217952);
        all.value(Tolerance::PrintedDigits(12), "mean", ours.means[1], -0.409967514259);
    }
    assert_eq!(fit(known(variance), Penalty::Bic, 1, &y).breaks, [28]);
    // Two equal values make a segment without variance: whatever the floor, it pays.
    assert_eq!(fit(Cost::MeanAndVariance, Penalty::ModifiedBic, 2, &y).breaks, [4, 6, 28]);
    all.finish(17);
}

#[test]
fn one_coefficient_at_an_unknown_date() {
    let Folder { input, expected, class, mut all } = Folder::open("coefficient_change");
    let y = input.column("y");
    let mut x = Columns::new(y.len());
    x.constant();
    for name in ["a", "u"] {
        x.push(name, &input.column(name)).unwrap();
    }
    let trimming = Trimming::new(number(&expected["trimming"])).unwrap();
    let blocks: Vec<usize> = (0..y.len()).collect();
    let settings = CoefficientChange { trimming, every: 1, draws: 19, seed: 1 };
    let ours = settings.test(&y, &x, 2, &blocks).unwrap();
    assert_eq!(ours.dates, periods(&expected["dates"]));
    assert_eq!(ours.date as i64, expected["date"].as_integer().unwrap());
    all.values(class, "Wald", &ours.wald, &list(&expected["wald"]));
    for (name, coefficient) in [("before", &ours.before), ("change", &ours.change), ("after", &ours.after)] {
        all.value(class, name, coefficient.estimate, number(&expected[name]["estimate"]));
        all.value(class, name, coefficient.standard_error, number(&expected[name]["standard_error"]));
    }
    all.finish(57 + 6);
}
