//! (b) Tests of a fitted system against statsmodels, R and JMulTi; (c) their size where the null is true.

use rand_distr::{Distribution, StandardNormal};
use tertius_econometrics::Tolerance::{Exact, PrintedDecimals, PrintedDigits};
use tertius_econometrics::resampling::replicates;
use tertius_econometrics::*;
use toml::Value;

use crate::comparing::{Comparison, Folder, list, number};
use crate::reading::{Table, line_with, log_differences, numbers, shared, text};

const KINDS: [(&str, Covariance); 6] = [
    ("classical", Covariance::Classical),
    ("hc0", Covariance::Hc0),
    ("hc1", Covariance::Hc1),
    ("hc2", Covariance::Hc2),
    ("hc3", Covariance::Hc3),
    ("newey_west_4", Covariance::NeweyWest { lags: 4, small_sample: false }),
];

fn lags(count: usize) -> Lags {
    Lags::new(count).unwrap()
}

/// Chi-squared (or F), degrees of freedom and p-value.
fn three(test: &SystemTest) -> [f64; 3] {
    [test.statistic, test.df1, test.p_value]
}

#[test]
fn whiteness_and_normality() {
    let Folder { input, expected, class, mut all } = Folder::open("var_error_shape");
    let fit = VectorAutoregression::fit(&input.columns(&["u", "v", "w"]), lags(2), Deterministic::Constant).unwrap();
    let theirs = |table: &Value| ["statistic", "df", "p_value"].map(|key| number(&table[key]));
    for (key, ours) in [
        ("portmanteau_6_plain", fit.portmanteau(lags(6))),
        ("portmanteau_6_adjusted", fit.portmanteau_adjusted(lags(6))),
        ("portmanteau_12_plain", fit.portmanteau(lags(12))),
        ("portmanteau_12_adjusted", fit.portmanteau_adjusted(lags(12))),
        ("normality", fit.normality().map(|test| test.joint)),
    ] {
        all.values(class, key, &three(&ours.unwrap()), &theirs(&expected[key]));
    }
    let alone = VectorAutoregression::fit(&input.columns(&["u"]), lags(2), Deterministic::Constant).unwrap();
    let single = &expected["single"];
    for (key, ours) in [
        ("breusch_godfrey_4", alone.breusch_godfrey(lags(4)).unwrap()),
        ("breusch_godfrey_4_f", alone.edgerton_shukla(lags(4)).unwrap()),
        ("arch_3", alone.arch(lags(3)).unwrap()),
    ] {
        all.value(class, key, ours.statistic, number(&single[key]));
        all.value(class, key, ours.p_value, number(&single[format!("{key}_p").as_str()]));
    }
    all.finish(15 + 6);
}

#[test]
fn several_equations_at_once() {
    let Folder { input, expected, class, mut all } = Folder::open("var_system_tests");
    let series = input.columns(&["u", "v", "w"]);
    let fit = VectorAutoregression::fit(&series, lags(2), Deterministic::Constant).unwrap();
    let surplus = TodaYamamoto::fit(&series, lags(2), 1, Deterministic::Constant, None).unwrap();
    for (kind, covariance) in KINDS {
        for (pair, causes, effects) in
            [("u_to_v", &["u"][..], &["v"][..]), ("u_to_vw", &["u"], &["v", "w"]), ("uv_to_w", &["u", "v"], &["w"])]
        {
            let key = format!("{kind}_{pair}");
            for (family, ours) in [
                ("granger", fit.granger(causes, effects, covariance, Reference::ChiSquared)),
                ("toda_yamamoto", surplus.granger(causes, effects, covariance, Reference::ChiSquared)),
            ] {
                all.values(class, &key, &three(&ours.unwrap()), &list(&expected[family][key.as_str()]));
            }
        }
    }
    for h in [1, 3] {
        let theirs = &expected[format!("errors_{h}").as_str()];
        let test = fit.edgerton_shukla(lags(h)).unwrap();
        let ours = [test.statistic, test.df1, test.df2.unwrap(), test.p_value];
        all.values(class, "Edgerton-Shukla", &ours, &list(&theirs["edgerton_shukla"]));
        let test = fit.breusch_godfrey(lags(h)).unwrap();
        all.value(class, "Breusch-Godfrey", test.statistic, list(&theirs["breusch_godfrey"])[0]);
    }
    let arch = fit.arch(lags(2)).unwrap();
    all.value(class, "ARCH", arch.statistic, list(&expected["arch_2"]["statistic"])[0]);
    assert_eq!((arch.df1, arch.n), (72.0, 116));
    all.finish(6 * 3 * 2 * 3 + 10 + 1);
}

#[test]
fn classical_tests_agree_with_their_single_equation_forms() {
    let Folder { input, .. } = Folder::open("var_system_tests");
    let series = input.columns(&["u", "v", "w"]);
    let fit = VectorAutoregression::fit(&series, lags(2), Deterministic::Constant).unwrap();
    for (kind, covariance) in KINDS {
        let alone = fit.excluding(0, 1, covariance).unwrap();
        let ours = fit.granger(&["u"], &["v"], covariance, Reference::F).unwrap();
        Exact.check(kind, ours.statistic, alone.f).unwrap();
        assert_eq!((ours.df1, ours.df2), (alone.df1, Some(alone.df2)));
        Exact.check(kind, ours.p_value, alone.p_value).unwrap();
    }
    let block = fit.granger_block(&[0]).unwrap();
    let ours = fit.granger(&["u"], &["v", "w"], Covariance::Classical, Reference::F).unwrap();
    Exact.check("block", ours.statistic, block.f).unwrap();
    Exact.check("block p", ours.p_value, block.p_value).unwrap();
    assert_eq!((ours.df1, ours.df2, ours.n), (4.0, Some(block.df2), 118));
    // The small-sample factor T / (T - parameters) divides the statistic.
    let hac = |small_sample| {
        let covariance = Covariance::NeweyWest { lags: 4, small_sample };
        fit.granger(&["u"], &["v", "w"], covariance, Reference::ChiSquared).unwrap().statistic
    };
    Exact.check("factor", hac(true), hac(false) * 111.0 / 118.0).unwrap();
    // Without surplus lags Toda and Yamamoto's test is the ordinary one.
    let none = TodaYamamoto::fit(&series, lags(2), 0, Deterministic::Constant, None).unwrap();
    let same = none.granger(&["u"], &["v", "w"], Covariance::Hc3, Reference::F).unwrap();
    assert_eq!(Ok(same), fit.granger(&["u"], &["v", "w"], Covariance::Hc3, Reference::F));
}

#[test]
fn west_german_errors() {
    let Some(folder) = shared("west_german_errors", "luetkepohl_e1") else { return };
    let expected = text(&folder.join("expected_R_vars.txt"));
    let data = Table::read(&folder.join("e1.csv"));
    let mut series = Columns::new(75);
    for name in ["invest", "income", "cons"] {
        series.push(name, &log_differences(&data.column(name))[..75]).unwrap();
    }
    let fit = VectorAutoregression::fit(&series, lags(2), Deterministic::Constant).unwrap();
    let mut all = Comparison::of("shared/luetkepohl_e1", "tests of the errors", "R vars");
    let normality = fit.normality().unwrap();
    for (heading, ours) in [
        ("serial PT adj", fit.portmanteau_adjusted(lags(12)).unwrap()),
        ("JB-Test", normality.joint),
        ("Skewness only", normality.skewness),
        ("Kurtosis only", normality.kurtosis),
        ("ARCH (mult", fit.arch(lags(2)).unwrap()),
    ] {
        let block = expected.split_once(heading).unwrap().1;
        // R subtracts from 1: a small p-value has fewer digits than are printed.
        all.values(PrintedDigits(9), heading, &three(&ours), &numbers(line_with(block, &["Chi-squared"])));
    }
    all.finish(15);
}

#[test]
fn canadian_errors() {
    let Some(folder) = shared("canadian_errors", "canada") else { return };
    let expected = text(&folder.join("expected_R_vars.txt"));
    let data = Table::read(&folder.join("canada.csv"));
    let series = data.columns(&["e", "prod", "rw", "U"]);
    let mut all = Comparison::of("shared/canada", "tests of the errors", "R vars");
    let start = expected.find("Portmanteau Test (asymptotic)").unwrap();
    let expected = &expected[start..];
    // The file does not say which deterministic columns this fit has; its numbers do.
    let fit = VectorAutoregression::fit(&series, lags(3), Deterministic::Constant).unwrap();
    let normality = fit.normality().unwrap();
    for (heading, ours) in [
        ("Portmanteau Test", fit.portmanteau(lags(16)).unwrap()),
        ("Breusch-Godfrey LM test", fit.breusch_godfrey(lags(5)).unwrap()),
        ("JB-Test", normality.joint),
        ("Skewness only", normality.skewness),
        ("Kurtosis only", normality.kurtosis),
    ] {
        let block = expected.split_once(heading).unwrap().1;
        all.values(PrintedDigits(8), heading, &three(&ours), &numbers(line_with(block, &["Chi-squared"])));
    }
    all.finish(15);
}

#[test]
fn american_errors() {
    let Some(folder) = shared("american_errors", "statsmodels_var") else { return };
    let data = Table::read(&folder.join("macrodata.csv"));
    let series = data.columns(&["realcons", "realgdp", "realinv"]);
    let fit = VectorAutoregression::fit(&series, lags(4), Deterministic::Constant).unwrap();
    let theirs = text(&folder.join("jmulti/macrodata_jmulti_c_diag.txt"));
    let mut all = Comparison::of("shared/statsmodels_var", "tests of the errors", "JMulTi");
    let mut compare = |block: &str, name: &str, p: &str, ours: &SystemTest| {
        let block = theirs.split_once(block).unwrap().1;
        let (found, rest) =
            block.split_once(name).map(|(_, rest)| (numbers(rest.lines().next().unwrap()), rest)).unwrap();
        all.value(PrintedDecimals(4), name, ours.statistic, found[0]);
        all.value(PrintedDecimals(4), p, ours.p_value, numbers(line_with(rest, &[p]))[0]);
    };
    compare("PORTMANTEAU", "test statistic:", "p-value", &fit.portmanteau(lags(16)).unwrap());
    compare("PORTMANTEAU", "adjusted test statistic:", "p-value", &fit.portmanteau_adjusted(lags(16)).unwrap());
    compare("LM-TYPE", "LM statistic:", "p-value", &fit.breusch_godfrey(lags(5)).unwrap());
    compare("LM-TYPE", "LMF statistic:", "p-value", &fit.edgerton_shukla(lags(5)).unwrap());
    let normality = fit.normality().unwrap();
    compare(
        "(1993), Introduction to Multiple Time Series Analysis, 2ed, p. 153",
        "joint test statistic:",
        "p-value",
        &normality.joint,
    );
    compare("2ed, p. 153", "skewness only:", "p-value", &normality.skewness);
    compare("2ed, p. 153", "kurtosis only:", "p-value", &normality.kurtosis);
    compare("MULTIVARIATE ARCH", "test statistic:", "p-value", &fit.arch(lags(5)).unwrap());
    all.finish(16);
}

/// Random walks that do not move one another, in `k` columns of `n` rows.
fn random_walks(k: usize, n: usize, random: &mut impl rand::Rng) -> Columns {
    let mut series = Columns::new(n);
    for j in 0..k {
        let mut level = 0.0;
        series.push_with(format!("y{j}"), |_| {
            let step: f64 = StandardNormal.sample(random);
            level += step;
            level
        });
    }
    series
}

#[test]
fn surplus_lags_keep_the_size_for_random_walks() {
    let rejections: Vec<[bool; 2]> = replicates(400, 11, |_, random| {
        let series = random_walks(2, 200, random);
        [0, 1].map(|surplus| {
            let fit = TodaYamamoto::fit(&series, lags(2), surplus, Deterministic::Constant, None).unwrap();
            fit.granger(&["y0"], &["y1"], Covariance::Classical, Reference::F).unwrap().p_value < 0.05
        })
    });
    let share = |at: usize| rejections.iter().filter(|r| r[at]).count() as f64 / 400.0;
    // Four standard errors of a share of 0.05 in 400 are 0.044; without the surplus lag the size is above that.
    assert!((share(1) - 0.05).abs() < 0.044, "with {}, without {}", share(1), share(0));
    assert!(share(0) > share(1), "with {}, without {}", share(1), share(0));
}

#[test]
fn tests_of_good_errors_keep_their_size() {
    let names = ["portmanteau", "adjusted", "Breusch-Godfrey", "Edgerton-Shukla", "ARCH"];
    let rejections: Vec<[bool; 5]> = replicates(4_000, 12, |_, random| {
        let n = 240;
        let mut series = Columns::new(n);
        for name in ["a", "b"] {
            let mut level = 0.0;
            series.push_with(name, |_| {
                let step: f64 = StandardNormal.sample(random);
                level = 0.5 * level + step;
                level
            });
        }
        let fit = VectorAutoregression::fit(&series, lags(1), Deterministic::Constant).unwrap();
        [
            fit.portmanteau(lags(8)),
            fit.portmanteau_adjusted(lags(8)),
            fit.breusch_godfrey(lags(4)),
            fit.edgerton_shukla(lags(4)),
            fit.arch(lags(2)),
        ]
        .map(|test| test.unwrap().p_value < 0.05)
    });
    // Four standard errors of a share of 0.05 in 4,000 are 0.014.
    for (at, name) in names.iter().enumerate() {
        let share = rejections.iter().filter(|r| r[at]).count() as f64 / 4_000.0;
        assert!((share - 0.05).abs() < 0.014, "{name}: {share}");
    }
}

/// A claim about power, not a tolerance: dependence this strong is found with next to no chance of a mistake.
const FOUND_OUT: f64 = 1e-4;

#[test]
fn dependent_errors_are_found() {
    let mut random = resampling::stream(13, 0);
    let n = 300;
    let mut series = Columns::new(n);
    let mut levels = [0.0; 3];
    series.push_with("a", |_| {
        let step: f64 = StandardNormal.sample(&mut random);
        levels = [0.5 * levels[0] - 0.4 * levels[1] + step, levels[0], levels[1]];
        levels[0]
    });
    series.push_with("b", |_| StandardNormal.sample(&mut random));
    let fit = VectorAutoregression::fit(&series, lags(1), Deterministic::Constant).unwrap();
    for test in [
        fit.portmanteau(lags(6)),
        fit.portmanteau_adjusted(lags(6)),
        fit.breusch_godfrey(lags(2)),
        fit.edgerton_shukla(lags(2)),
    ] {
        let test = test.unwrap();
        assert!(test.p_value < FOUND_OUT, "{test:?}");
    }
}

#[test]
fn settings_of_tests_are_checked() {
    let mut random = resampling::stream(14, 0);
    let series = random_walks(2, 40, &mut random);
    let fit = VectorAutoregression::fit(&series, lags(2), Deterministic::Constant).unwrap();
    for wrong in [lags(2), lags(38)] {
        assert!(matches!(fit.portmanteau(wrong), Err(Refusal::SettingOutOfRange { name: "tested lags", .. })));
    }
    assert!(matches!(fit.breusch_godfrey(lags(20)), Err(Refusal::TooFewObservations { have: 38, need: 47 })));
    assert!(matches!(fit.arch(lags(10)), Err(Refusal::TooFewObservations { have: 38, need: 44 })));
    let granger = |causes: &[&str], effects: &[&str]| fit.granger(causes, effects, Covariance::Hc3, Reference::F);
    for (causes, effects) in [(&[][..], &["y1"][..]), (&["y0"], &[]), (&["y0", "y1"], &["y1"])] {
        assert!(matches!(granger(causes, effects), Err(Refusal::NotDefined { .. })), "{causes:?} {effects:?}");
    }
    assert!(matches!(granger(&["z"], &["y1"]), Err(Refusal::NoSuchName { .. })));
    let refused = TodaYamamoto::fit(&series, lags(2), 11, Deterministic::Constant, None);
    assert!(matches!(refused, Err(Refusal::SettingOutOfRange { name: "surplus lags", .. })));
    let far = Covariance::NeweyWest { lags: 38, small_sample: false };
    let refused = fit.granger(&["y0"], &["y1"], far, Reference::F);
    assert!(matches!(refused, Err(Refusal::SettingOutOfRange { name: "Newey-West lags", .. })));
}

#[test]
fn tests_carry_cautions_where_simulations_found_them_wanting() {
    let mut random = resampling::stream(15, 0);
    let cautions = |n: usize, random: &mut _| {
        let fit = VectorAutoregression::fit(&random_walks(3, n, random), lags(2), Deterministic::Constant).unwrap();
        let hac = Covariance::newey_west_rule(n);
        [
            fit.granger(&["y0"], &["y1"], Covariance::Hc3, Reference::F),
            fit.granger(&["y0"], &["y1"], hac, Reference::F),
            fit.granger(&["y0"], &["y1", "y2"], Covariance::Hc1, Reference::F),
            fit.portmanteau(lags(8)),
            fit.portmanteau_adjusted(lags(8)),
            fit.breusch_godfrey(lags(4)),
            fit.edgerton_shukla(lags(4)),
        ]
        .map(|test| test.unwrap().cautions.len())
    };
    assert_eq!(cautions(62, &mut random), [0, 1, 1, 1, 1, 1, 0]);
    assert_eq!(cautions(600, &mut random), [0; 7]);
}
