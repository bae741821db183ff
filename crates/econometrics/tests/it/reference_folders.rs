//! (b) The repository's own reference folders: every number of every `expected.toml`.

use std::collections::BTreeSet;

use tertius_econometrics::*;

use crate::comparing::{Folder, READ, list, number, periods};
use crate::reading::reference;

/// Folders that the tests of the library above this one read: what is made of figures before any estimator.
const READ_ABOVE: &[&str] = &["dyad_readings"];

/// How the folders begin that hold programs on event files and no numbers: those are compared where the files are.
const PROGRAMS: &str = "events_";

#[test]
#[expect(clippy::disallowed_methods, reason = "the test walks the folder of references")]
fn every_folder_is_whole_and_read() {
    let mut found = BTreeSet::new();
    for entry in std::fs::read_dir(reference()).unwrap() {
        let folder = entry.unwrap().path();
        let programs = folder.file_name().is_some_and(|name| name.to_string_lossy().starts_with(PROGRAMS));
        if !folder.is_dir() || programs {
            continue;
        }
        for file in ["README.md", "input.csv", "expected.toml"] {
            assert!(folder.join(file).is_file(), "{} lacks {file}", folder.display());
        }
        let recipes = ["recipe.py", "recipe.R"].iter().filter(|r| folder.join(r).is_file()).count();
        assert!(recipes > 0, "{} lacks a recipe", folder.display());
        found.insert(folder.file_name().unwrap().to_string_lossy().into_owned());
    }
    assert_eq!(found, READ.iter().chain(READ_ABOVE).map(|s| (*s).to_owned()).collect());
}

#[test]
fn ordinary_least_squares() {
    let Folder { input, expected, class, mut all } = Folder::open("ordinary_least_squares");
    let mut x = Columns::new(input.column("y").len());
    x.constant();
    for name in ["a", "b", "c"] {
        x.push(name, &input.column(name)).unwrap();
    }
    let fit = OrdinaryLeastSquares::fit(&input.column("y"), &x).unwrap();
    all.values(class, "coefficients", fit.coefficients(), &list(&expected["coefficients"]));
    all.values(class, "leverages", fit.leverages(), &list(&expected["leverages"]));
    all.value(class, "rss", fit.residual_sum_of_squares(), number(&expected["residual_sum_of_squares"]));
    all.value(class, "r squared", fit.r_squared().unwrap(), number(&expected["r_squared"]));
    let kinds = [
        ("classical", Covariance::Classical),
        ("hc0", Covariance::Hc0),
        ("hc1", Covariance::Hc1),
        ("hc2", Covariance::Hc2),
        ("hc3", Covariance::Hc3),
        ("newey_west_4", Covariance::NeweyWest { lags: 4, small_sample: false }),
        ("newey_west_4_small_sample", Covariance::NeweyWest { lags: 4, small_sample: true }),
    ];
    for (name, kind) in kinds {
        let theirs = &expected["covariance"][name];
        let ours: Vec<Coefficient> = (0..4).map(|i| fit.coefficient(i, kind).unwrap()).collect();
        let level = Confidence::new(0.95).unwrap();
        let each = |f: &dyn Fn(&Coefficient) -> f64| ours.iter().map(f).collect::<Vec<_>>();
        all.values(class, name, &each(&|c| c.standard_error), &list(&theirs["standard_errors"]));
        all.values(class, name, &each(&|c| c.p_value), &list(&theirs["p_values"]));
        all.values(class, name, &each(&|c| c.interval(level).low), &list(&theirs["low_95"]));
        let matrix = fit.covariance(kind).unwrap();
        let diagonal: Vec<f64> = (0..4).map(|i| matrix.standard_error(i)).collect();
        all.values(class, name, &diagonal, &list(&theirs["standard_errors"]));
        let both = fit.exclude(&[1, 2], kind).unwrap();
        all.value(class, format!("{name} F"), both.f, number(&theirs["f_a_b"]));
        all.value(class, format!("{name} p"), both.p_value, number(&theirs["p_a_b"]));
        let sum = fit.sum_of(&[1, 2], kind).unwrap();
        all.value(class, format!("{name} sum"), sum.estimate, number(&theirs["sum_a_b"]));
        all.value(class, format!("{name} se of sum"), sum.standard_error, number(&theirs["standard_error_sum_a_b"]));
    }
    all.finish(66 + 7 * 20);
}

#[test]
fn vector_autoregression() {
    let Folder { input, expected, class, mut all } = Folder::open("vector_autoregression");
    let names = ["u", "v", "w"];
    let series = input.columns(&names);
    let lags = Lags::new(expected["lags"].as_integer().unwrap() as usize).unwrap();
    let fit = VectorAutoregression::fit(&series, lags, Deterministic::Constant).unwrap();
    for name in names {
        let terms = ["const", "u.l1", "v.l1", "w.l1", "u.l2", "v.l2", "w.l2"];
        let ours: Vec<f64> = terms.iter().map(|term| fit.coefficient(name, term).unwrap()).collect();
        all.values(class, name, &ours, &list(&expected[&format!("equation_{name}")]));
    }
    all.values(class, "sigma", &fit.sigma(), &list(&expected["sigma"]));
    all.values(class, "sigma ml", &fit.sigma_maximum_likelihood(), &list(&expected["sigma_maximum_likelihood"]));
    all.value(class, "logL", fit.log_likelihood().unwrap(), number(&expected["log_likelihood"]));
    let criteria = fit.criteria().unwrap();
    for (name, ours) in [("aic", criteria.aic), ("hq", criteria.hq), ("sc", criteria.sc), ("fpe", criteria.fpe)] {
        all.value(class, name, ours, number(&expected[name]));
    }
    all.values(class, "roots", &fit.root_moduli().unwrap(), &list(&expected["root_moduli"]));
    assert!(fit.is_stable().unwrap());
    for (j, name) in names.iter().enumerate() {
        let theirs = &expected["block"][name];
        let block = fit.granger_block(&[j]).unwrap();
        for (key, ours) in [("f", block.f), ("df1", block.df1), ("df2", block.df2), ("p_value", block.p_value)] {
            all.value(class, format!("block {name} {key}"), ours, number(&theirs[key]));
        }
        let instant = fit.instantaneous(&[j]).unwrap();
        all.value(class, "instantaneous", instant.chi_squared, number(&theirs["instantaneous_chi_squared"]));
        all.value(class, "instantaneous p", instant.p_value, number(&theirs["instantaneous_p_value"]));
    }
    for (effect, cause) in [(0, 1), (1, 2), (2, 0)] {
        for (kind, covariance) in [("classical", Covariance::Classical), ("hc3", Covariance::Hc3)] {
            let key = format!("{}_from_{}", names[cause], names[effect]);
            let theirs = &expected["excluding"][&key][kind];
            let ours = fit.excluding(cause, effect, covariance).unwrap();
            all.value(class, &key, ours.f, number(&theirs["f"]));
            all.value(class, &key, ours.df2, number(&theirs["df2"]));
            all.value(class, &key, ours.p_value, number(&theirs["p_value"]));
            all.value(class, &key, ours.sum_of_coefficients.estimate, number(&theirs["sum"]));
            all.value(class, &key, ours.sum_of_coefficients.t, number(&theirs["t"]));
        }
    }
    let order = &expected["order"];
    let lags_max = Lags::new(order["lags_max"].as_integer().unwrap() as usize).unwrap();
    let table = VectorAutoregression::lag_order(&series, lags_max, Deterministic::Constant).unwrap();
    let each = |f: &dyn Fn(&vector_autoregression::LagOrderRow) -> f64| table.rows.iter().map(f).collect::<Vec<_>>();
    all.values(class, "aic", &each(&|r| r.aic), &list(&order["aic_values"]));
    all.values(class, "hq", &each(&|r| r.hq), &list(&order["hq_values"]));
    all.values(class, "sc", &each(&|r| r.sc), &list(&order["sc_values"]));
    all.values(class, "fpe", &each(&|r| r.fpe), &list(&order["fpe_values"]));
    let chosen = [("aic", table.by_aic()), ("hq", table.by_hq()), ("sc", table.by_sc()), ("fpe", table.by_fpe())];
    for (name, lags) in chosen {
        assert_eq!(lags.count() as i64, order[name].as_integer().unwrap(), "{name}");
    }
    all.finish(21 + 18 + 5 + 6 + 18 + 30 + 16);
}

#[test]
fn local_projection() {
    let Folder { input, expected, class, mut all } = Folder::open("local_projection");
    let named = |name| Named { name, values: input.with_gaps(name) };
    let asked = |order| LocalProjection {
        response: named("r"),
        impulse: named("u"),
        controls: vec![named("v")],
        lags: Lags::new(expected["lags"].as_integer().unwrap() as usize).unwrap(),
        order,
    };
    for theirs in expected["projection"].as_array().unwrap() {
        let order = if theirs["impulse_last"].as_bool().unwrap() { Order::ImpulseLast } else { Order::ImpulseFirst };
        let ends = |key: &str| theirs[key].as_integer().unwrap() as usize;
        let what = format!("{order:?} {}..={}", ends("from"), ends("to"));
        let sample = asked(order).sample(Horizons::new(ends("from"), ends("to")).unwrap()).unwrap();
        assert_eq!(sample.rows, periods(&theirs["rows"]), "{what}");
        let result = sample.estimate(Covariance::Hc3).unwrap();
        let hac = sample.estimate(Covariance::NeweyWest { lags: 4, small_sample: false }).unwrap();
        let halves = sample.halves(Covariance::Hc3).unwrap();
        assert_eq!(halves.n_positive + halves.n_negative, sample.n());
        for (key, ours) in [
            ("estimate", result.response.estimate),
            ("standard_error_hc3", result.response.standard_error),
            ("p_value_hc3", result.response.p_value),
            ("standard_error_newey_west_4", hac.response.standard_error),
            ("up", halves.positive.estimate),
            ("standard_error_up", halves.positive.standard_error),
            ("down", halves.negative.estimate),
            ("standard_error_down", halves.negative.standard_error),
            ("difference_t", halves.difference.t),
        ] {
            all.value(class, format!("{what} {key}"), ours, number(&theirs[key]));
        }
    }
    let surprise = asked(Order::ImpulseLast).surprise().unwrap();
    assert_eq!(surprise.rows, periods(&expected["surprise"]["rows"]));
    all.values(class, "surprise", &surprise.values, &list(&expected["surprise"]["values"]));
    all.value(class, "share", surprise.predicted_share, number(&expected["surprise"]["predicted_share"]));
    all.finish(72 + 100);
}

#[test]
fn holm_adjustment() {
    let Folder { input, expected, class, mut all } = Folder::open("holm");
    all.values(class, "adjusted", &holm(&input.column("p")).unwrap(), &list(&expected["adjusted"]));
    all.finish(22);
}

#[test]
fn correlation_with_interval() {
    let Folder { input, expected, class, mut all } = Folder::open("correlation");
    let ours = correlation(&input.column("a"), &input.column("b")).unwrap();
    let interval = ours.interval(Confidence::new(0.9).unwrap());
    all.value(class, "r", ours.estimate, number(&expected["estimate"]));
    all.value(class, "p", ours.p_value, number(&expected["p_value"]));
    all.value(class, "low", interval.low, number(&expected["low_90"]));
    all.value(class, "high", interval.high, number(&expected["high_90"]));
    all.finish(4);
}
