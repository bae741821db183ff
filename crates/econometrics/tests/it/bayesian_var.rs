//! Bayesian vector autoregressions, their samplers and chain diagnostics: (b) against independent numbers, (c) by
//! recovery and by calibration from the prior.

use tertius_econometrics::bayesian_vector_autoregression::{
    SamplerStudy, calibrate_conjugate, calibrate_hierarchical, log_scores,
};
use tertius_econometrics::*;
use toml::Value;

use crate::comparing::{Comparison, Folder, list, number};
use crate::reading::{Table, line_with, log_differences, numbers, shared, text};

fn lags(count: usize) -> Lags {
    Lags::new(count).unwrap()
}

/// The prior `minnesota` of the folder `bayesian_var`.
fn with_dummies() -> Minnesota {
    Minnesota {
        tightness: 0.3,
        constant: 10.0,
        own_lag: OwnLag::Each(vec![0.8, 0.2]),
        sum_of_coefficients: Some(1.5),
        initial_observation: Some(0.7),
        ..Minnesota::default()
    }
}

#[test]
fn conjugate_priors() {
    let Folder { input, expected, class, mut all } = Folder::open("bayesian_var");
    let (data, p) = (input.columns(&["u", "v"]), lags(number(&expected["lags"]) as usize));
    let plain = Minnesota { decay: 2.0, constant: 5.0, scales: Scales::Given(vec![1.5, 0.75]), ..Minnesota::default() };
    let with_rows = SimsZha {
        overall: 0.8,
        lags: 0.3,
        decay: 1.0,
        constant: 0.5,
        sum_of_coefficients: 2.0,
        initial_observation: 1.5,
        degrees: Some(5.0),
        ..SimsZha::new(p)
    };
    let priors = [
        ("minnesota", Prior::Minnesota(with_dummies())),
        ("minnesota_plain", Prior::Minnesota(plain)),
        ("sims_zha", Prior::SimsZha(SimsZha::new(p))),
        ("sims_zha_dummies", Prior::SimsZha(with_rows)),
    ];
    for (name, prior) in priors {
        let theirs = &expected[name];
        let fit = BayesianVectorAutoregression::fit(&data, p, &prior).unwrap();
        all.values(class, &format!("{name} mean"), fit.posterior().mean(), &list(&theirs["mean"]));
        all.values(class, &format!("{name} scale"), fit.posterior().scale(), &list(&theirs["scale"]));
        all.value(class, format!("{name} degrees"), fit.posterior().degrees(), number(&theirs["degrees"]));
        let evidence = fit.log_marginal_likelihood().unwrap();
        all.value(class, format!("{name} evidence"), evidence, number(&theirs["log_marginal_likelihood"]));
        let next = fit.next().unwrap();
        all.values(class, &format!("{name} next"), next.location(), &list(&theirs["next_location"]));
        let density = next.log_density(&[4.0, 1.0]).unwrap();
        all.value(class, format!("{name} next density"), density, number(&theirs["next_log_density"]));
        for (cause, effect) in [("v", "u"), ("u", "v")] {
            let ours = fit.excluding(&[cause], effect).unwrap();
            let ours = [ours.log_bayes_factor, ours.log_prior_density, ours.log_posterior_density];
            let key = format!("excluding_{cause}_from_{effect}");
            all.values(class, &format!("{name} {key}"), &ours, &list(&theirs[&key]));
        }
    }
    let scores = log_scores(&data, p, &Prior::Minnesota(with_dummies()), number(&expected["first"]) as usize).unwrap();
    let ours: Vec<f64> = scores.scores.iter().map(|s| s.joint).collect();
    all.values(class, "log scores", &ours, &list(&expected["log_scores"]));
    all.finish(4 * 25 + 20);
}

/// The model of the folder `bayesian_var_hierarchical`, hyperparameters at the given values.
fn hierarchical(expected: &Value, tightness: f64, mu: f64, delta: f64) -> Hierarchical {
    let prior = Minnesota {
        tightness,
        constant: 5.0,
        scales: Scales::Given(list(&expected["scales"])),
        sum_of_coefficients: Some(mu),
        initial_observation: Some(delta),
        ..Minnesota::default()
    };
    Hierarchical { prior, ..Hierarchical::default() }
}

#[test]
fn hierarchical_prior() {
    let Folder { input, expected, mut all, .. } = Folder::open("bayesian_var_hierarchical");
    let (data, p) = (input.columns(&["u", "v"]), lags(number(&expected["lags"]) as usize));
    for (point, value) in list(&expected["points"]).chunks(3).zip(list(&expected["values"])) {
        let prior = Prior::Minnesota(hierarchical(&expected, point[0], point[1], point[2]).prior);
        let fit = BayesianVectorAutoregression::fit(&data, p, &prior).unwrap();
        all.value(Tolerance::Exact, "evidence", fit.log_marginal_likelihood().unwrap(), value);
    }
    let fit = BayesianVectorAutoregression::hierarchical(&data, p, &hierarchical(&expected, 0.2, 1.0, 1.0)).unwrap();
    let names = ["tightness", "sum of coefficients", "initial observation"];
    assert_eq!(fit.hyperparameters(), names);
    for (name, mode) in names.into_iter().zip(list(&expected["mode"])) {
        // Where a function is flat to rounding (1e-16), its minimum is known to the root of that: about 1e-8 times
        // the width of the valley at best; both searches stop somewhat before.
        all.value(Tolerance::PrintedDigits(4), name, fit.hyperparameter(name).unwrap().mode, mode);
    }
    let at_mode = number(&expected["log_marginal_likelihood_at_mode"]);
    all.value(Tolerance::Iterative, "at mode", fit.log_marginal_likelihood_at_mode(), at_mode);
    // The tightness alone: draws against quadrature.
    let alone =
        Hierarchical { sum_of_coefficients: None, initial_observation: None, ..hierarchical(&expected, 0.2, 1.0, 1.0) };
    let fit = BayesianVectorAutoregression::hierarchical(&data, p, &alone).unwrap();
    let [mean, deviation] = list(&expected["tightness"])[..] else { panic!("two moments") };
    let tightness = fit.hyperparameter("tightness").unwrap();
    let standard_error = deviation / tightness.diagnostics.mean.sqrt();
    all.value(Tolerance::Simulated { standard_error }, "mean", tightness.sample.mean(), mean);
    // The standard error of a standard deviation, had by its fourth moment: below 2 / sqrt(2 n) for these tails.
    let class = Tolerance::Simulated { standard_error: 1.5 * standard_error };
    all.value(class, "deviation", tightness.sample.standard_deviation(), deviation);
    for share in fit.acceptance() {
        assert!((0.2..0.5).contains(share), "{share}");
    }
    assert!(tightness.diagnostics.r_hat < 1.01 && fit.cautions().is_empty(), "{:?}", tightness.diagnostics);
    all.finish(3 + 4 + 2);
}

#[test]
fn chain_diagnostics() {
    let Folder { input, expected, class, mut all } = Folder::open("chains");
    for name in ["good", "slow", "apart", "wider"] {
        for length in [150, 149] {
            let chains: Vec<Vec<f64>> =
                (0..3).map(|c| input.column(&format!("{name}_{c}"))[..length].to_vec()).collect();
            let ours = diagnose(&chains.iter().map(Vec::as_slice).collect::<Vec<_>>()).unwrap();
            let key = format!("{name}_{length}");
            let theirs = &expected[&key];
            for (what, ours) in [("r_hat", ours.r_hat), ("bulk", ours.bulk), ("tail", ours.tail), ("mean", ours.mean)] {
                all.value(class, format!("{key} {what}"), ours, number(&theirs[what]));
            }
        }
    }
    all.finish(32);
}

#[test]
fn sims_zha_prior_on_weekly_conflict() {
    let Some(folder) = shared("sims_zha_prior_on_weekly_conflict", "bvar") else { return };
    let data = Table::read(&folder.join("israel_palestine_weekly.csv")).columns(&["i2p", "p2i"]);
    let text = text(&folder.join("expected_MSBVAR.txt"));
    let mut all = Comparison::of("shared/bvar", "Sims-Zha prior", "MSBVAR 0.9-2");
    // The program takes its scales from autoregressions of the rows that it has stacked already: one row of zeros per
    // dummy observation, then the sample without its first periods; divisor: the rows used.
    let scale = |name: &str| {
        let series = [&[0.0; 3], &data.column(data.position(name).unwrap())[6..]].concat();
        let mut x = Columns::new(series.len() - 6);
        x.constant();
        (1..=6).for_each(|lag| assert!(x.push("y", &series[6 - lag..series.len() - lag]).is_ok()));
        let fit = OrdinaryLeastSquares::fit(&series[6..], &x).unwrap();
        fit.residual_sum_of_squares() / fit.n() as f64
    };
    let prior = SimsZha { scales: Scales::Given(vec![scale("i2p"), scale("p2i")]), ..SimsZha::new(lags(6)) };
    let fit = BayesianVectorAutoregression::fit(&data, lags(6), &Prior::SimsZha(prior)).unwrap();
    let after = |heading: &str, skip: usize, count: usize| -> Vec<Vec<f64>> {
        let lines = text.lines().skip_while(move |l| !l.starts_with(heading)).skip(1 + skip).take(count);
        lines.map(numbers).collect()
    };
    for (row, line) in after("--- szbvar Bhat", 1, 13).into_iter().enumerate() {
        // Each line begins with its number.
        let mean = fit.posterior().mean();
        all.value(Tolerance::PrintedDecimals(12), format!("i2p {row}"), mean[row], line[1]);
        all.value(Tolerance::PrintedDecimals(13), format!("p2i {row}"), mean[13 + row], line[2]);
    }
    let (sigma, prior) = (fit.posterior().sigma_mean().unwrap(), fit.prior());
    for (row, line) in after("mean.S", 1, 2).into_iter().enumerate() {
        all.values(Tolerance::PrintedDigits(10), "mean of Sigma", &sigma[2 * row..2 * row + 2], &line[1..]);
    }
    for (row, line) in after("S0", 1, 2).into_iter().enumerate() {
        all.values(Tolerance::PrintedDigits(10), "S0", &prior.scale()[2 * row..2 * row + 2], &line[1..]);
    }
    let lines = after("diag H0", 0, 4).concat();
    // Every line begins with the number of its first entry.
    let precisions: Vec<f64> = lines.into_iter().filter(|v| *v > 40.0).collect();
    for (at, expected) in precisions.iter().enumerate() {
        all.value(Tolerance::PrintedDigits(10), format!("H0 {at}"), prior.precision()[at * 14], *expected);
    }
    assert_eq!(precisions.len(), 13);
    all.finish(26 + 8 + 13);
}

#[test]
fn flat_prior_on_west_german_series() {
    let Some(folder) = shared("flat_prior_on_west_german_series", "bvar") else { return };
    let Some(series) = shared("flat_prior_on_west_german_series", "luetkepohl_e1") else { return };
    // Posterior means by 5,000 draws of another program, with their standard errors.
    let readme = text(&folder.join("README.md"));
    let line = line_with(&readme, &["invest eq", "naive SE"]);
    let (means, rest) = line.split_once("invest eq").unwrap().1.split_once("naive SE").unwrap();
    let errors: Vec<f64> = rest.split("->").next().unwrap().split_whitespace().filter_map(|w| w.parse().ok()).collect();
    let e1 = Table::read(&series.join("e1.csv"));
    let mut data = Columns::new(0);
    for (at, name) in ["invest", "income", "cons"].into_iter().enumerate() {
        let growth: Vec<f64> = log_differences(&e1.column(name)).into_iter().take(75).map(|v| 100.0 * v).collect();
        data = if at == 0 { Columns::new(growth.len()) } else { data };
        data.push(name, &growth).unwrap();
    }
    let fit = BayesianVectorAutoregression::fit(&data, lags(2), &Prior::Flat).unwrap();
    let mut all = Comparison::of("shared/bvar", "Flat prior", "bvartools vignette (5,000 draws)");
    for ((term, mean), error) in fit.terms().iter().zip(numbers(means)).zip(errors) {
        // Printed with four decimals: half a unit of the last on top of four standard errors.
        let class = Tolerance::Simulated { standard_error: error + 0.0000125 };
        all.value(class, term, fit.coefficient("invest", term).unwrap(), mean);
    }
    all.finish(7);
}

/// Three series from a stable autoregression.
fn three_series(n: usize) -> Columns {
    let mut random = resampling::stream(77, 0);
    let mut y = vec![[0.0f64; 3]; n];
    for t in 1..n {
        // Sums of twelve uniforms: near normal, and enough for data.
        let mut e = || (0..12).map(|_| rand_f64(&mut random)).sum::<f64>() - 6.0;
        let [a, b, c] = y[t - 1];
        y[t] = [0.5 * a + 0.2 * b + e(), 0.4 * b - 0.2 * c + e(), 0.1 * a + 0.6 * c + e()];
    }
    let mut data = Columns::new(n);
    for (j, name) in ["a", "b", "c"].into_iter().enumerate() {
        data.push_with(name, |t| y[t][j]);
    }
    data
}

fn rand_f64(random: &mut impl rand::Rng) -> f64 {
    (random.next_u64() >> 11) as f64 / (1u64 << 53) as f64
}

#[test]
fn draws_do_not_depend_on_threads() {
    let data = three_series(80);
    let run = |threads: usize| {
        let settings = Hierarchical { draws: 60, warm_up: 50, ..Hierarchical::default() };
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| BayesianVectorAutoregression::hierarchical(&data, lags(2), &settings).unwrap())
    };
    let (one, two) = (run(1), run(2));
    for d in [0, 17, 239] {
        assert_eq!(one.draws().coefficients(d).unwrap(), two.draws().coefficients(d).unwrap());
        assert_eq!(one.draws().sigma(d).unwrap(), two.draws().sigma(d).unwrap());
    }
    assert!(one.draws().coefficients(240).is_err());
    // Short chains say that they are short.
    assert!(!one.cautions().is_empty());
}

#[test]
fn responses_and_forecasts_by_name() {
    let fit = BayesianVectorAutoregression::fit(&three_series(400), lags(1), &Prior::Flat).unwrap();
    let draws = fit.draws(2_000, 3).unwrap();
    let responses = draws.responses(5).unwrap();
    // One standard deviation is 1; b answers a only through c and itself.
    let own = responses.response("a", "a").unwrap();
    assert!((own.at(Horizon(0)).unwrap().median() - 1.0).abs() < 0.1);
    assert!((own.at(Horizon(1)).unwrap().median() - 0.5).abs() < 0.12);
    assert!(responses.response("b", "a").unwrap().at(Horizon(0)).unwrap().mean().abs() < f64::EPSILON);
    let band = responses.response("b", "a").unwrap().band(Confidence::new(0.99).unwrap()).unwrap();
    let inside = band.at(Horizon(1)).unwrap();
    assert!(inside.low < 0.2 && inside.high > 0.2, "{inside:?}");
    assert!(own.at(Horizon(5)).is_err() && responses.response("z", "a").is_err() && responses.series("a").is_err());
    // Simulated forecasts against the closed form of the first period.
    let forecast = draws.forecast(3, 4).unwrap();
    let path = forecast.series("b").unwrap();
    let closed = fit.next().unwrap().series("b").unwrap();
    let first = path.at(Horizon(1)).unwrap();
    let standard_error = first.standard_deviation() / 2_000f64.sqrt();
    Tolerance::Simulated { standard_error }.check("forecast", first.mean(), closed.location).unwrap();
    assert!((first.standard_deviation() / closed.scale - 1.0).abs() < 0.08);
    assert!(path.at(Horizon(0)).is_err() && path.at(Horizon(4)).is_err() && forecast.response("a", "a").is_err());
    assert!(path.at(Horizon(3)).unwrap().interval(Confidence::new(0.9).unwrap()).high > 0.0);
}

#[test]
fn hyperparameters_follow_the_data() {
    // Independent series with strong own lags: the sampler finds, by itself, scales near those of the errors.
    let settings = Hierarchical {
        prior: Minnesota { own_lag: OwnLag::All(0.0), ..Minnesota::default() },
        sum_of_coefficients: None,
        initial_observation: None,
        scales: Some(InverseGammaPrior { shape: 2.0, scale: 2.0 }),
        draws: 500,
        thin: 10,
        ..Hierarchical::default()
    };
    let fit = BayesianVectorAutoregression::hierarchical(&three_series(300), lags(4), &settings).unwrap();
    assert_eq!(fit.hyperparameters().len(), 4);
    let scale = fit.hyperparameter("scale of b").unwrap();
    assert!((0.3..4.0).contains(&scale.sample.median()), "{}", scale.sample.median());
    let tightness = fit.hyperparameter("tightness").unwrap();
    assert!((0.05..0.8).contains(&tightness.mode), "{}", tightness.mode);
    let own = fit.draws().coefficient("a", "a.l1").unwrap();
    assert!(
        (own.mean() - 0.5).abs() < 0.2 && (own.mean() - fit.at_mode().coefficient("a", "a.l1").unwrap()).abs() < 0.05
    );
    let wrong = Hierarchical { sum_of_coefficients: Hierarchical::default().sum_of_coefficients, ..settings };
    assert!(BayesianVectorAutoregression::hierarchical(&three_series(60), lags(1), &wrong).is_err());
}

/// A claim about power, not a tolerance: a wrong sampler must be told from a right one that is unlucky.
const FOUND_OUT: f64 = 1e-4;

#[test]
fn conjugate_draws_are_calibrated() {
    let study = SamplerStudy::standard(lags(1));
    let right = calibrate_conjugate(&study).unwrap();
    assert!(right.smallest_p_value() > 0.01, "{:#?}", right.parameters);
    // The check can fail: draws of Sigma that are a fifth too large are found out.
    let wrong = calibrate_conjugate(&SamplerStudy { distortion: 1.2, ..study }).unwrap();
    assert!(wrong.parameter("variance").unwrap().p_value_holm < FOUND_OUT, "{:#?}", wrong.parameters);
}

#[test]
fn hierarchical_draws_are_calibrated() {
    let right = calibrate_hierarchical(&SamplerStudy::standard(lags(1))).unwrap();
    assert!(right.smallest_p_value() > 0.01, "{:#?}", right.parameters);
    assert_eq!(right.parameters.len(), 10);
}
