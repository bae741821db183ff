//! (b) Scores, calibration and comparison of forecasts against scoringRules, properscoring, SciPy, statsmodels and R's
//! forecast. Cases by hand and properties stand beside the code.

use tertius_econometrics::Tolerance::{Exact, Iterative, PrintedDecimals, PrintedDigits};
use tertius_econometrics::scoring::*;
use tertius_econometrics::*;

use crate::comparing::{Comparison, Folder, list, number, periods};
use crate::reading::{line_with, numbers, shared, text};

fn part(weight: f64, mean: f64, standard_deviation: f64) -> NormalComponent {
    NormalComponent { weight, mean, standard_deviation }
}

#[test]
fn scores() {
    let Folder { input, expected, class, mut all } = Folder::open("scoring");
    let [y, centre, scale] = ["y", "centre", "scale"].map(|name| input.column(name));
    let n = y.len();
    type Make = fn(f64, f64) -> Result<Predictive, Refusal>;
    let laws: [(&str, Make); 6] = [
        ("normal", Predictive::normal),
        ("student_t", |c, s| Predictive::student_t(c, s, 4.5)),
        ("logistic", Predictive::logistic),
        ("laplace", Predictive::laplace),
        ("uniform", |c, s| Predictive::uniform(c - s, c + s)),
        ("mixture", |c, s| Predictive::normal_mixture(&[part(0.3, c - s, s), part(0.7, c + s, s / 2.0)])),
    ];
    for (name, make) in laws {
        let each: Vec<Predictive> = (0..n).map(|i| make(centre[i], scale[i]).unwrap()).collect();
        let crps: Vec<f64> = each.iter().zip(&y).map(|(law, y)| law.crps(*y).unwrap()).collect();
        // The reference integrates the definition by adaptive quadrature, which stops at a tolerance of its own.
        all.values(Iterative, name, &crps, &list(&expected[&format!("quadrature_crps_{name}")]));
        if name == "normal" {
            all.values(class, name, &crps, &list(&expected["crps_normal_closed_form"]));
        }
        let cdf: Vec<f64> = each.iter().zip(&y).map(|(law, y)| law.distribution_function(*y)).collect();
        all.values(class, name, &cdf, &list(&expected[&format!("cdf_{name}")]));
        let log_scores: Vec<f64> = each.iter().zip(&y).filter_map(|(law, y)| law.log_score(*y).ok()).collect();
        all.values(class, name, &log_scores, &list(&expected[&format!("log_score_{name}")]));
    }
    let [count, rate, probability, event] = ["count", "rate", "probability", "event"].map(|name| input.column(name));
    let each = |f: &dyn Fn(usize) -> f64| (0..n).map(f).collect::<Vec<f64>>();
    let counts: Vec<Predictive> = rate.iter().map(|rate| Predictive::poisson(*rate).unwrap()).collect();
    let members: Vec<Vec<f64>> = (0..12).map(|j| input.column(&format!("x{j}"))).collect();
    let quantiles = |i: usize, level: f64| {
        let half = scale[i] * normal_quantile(0.5 + level / 2.0);
        (Confidence::new(level).unwrap(), Interval { low: centre[i] - half, high: centre[i] + half })
    };
    for (name, ours) in [
        ("crps_poisson", each(&|i| counts[i].crps(count[i]).unwrap())),
        ("cdf_poisson", each(&|i| counts[i].distribution_function(count[i]))),
        ("log_score_poisson", each(&|i| counts[i].log_score(count[i]).unwrap())),
        ("pit_poisson", each(&|i| counts[i].integral_transform(count[i], probability[i]).unwrap())),
        ("brier", each(&|i| brier_score(probability[i], event[i] == 1.0).unwrap())),
        ("crps_sample", each(&|i| crps_of_sample(&members.iter().map(|m| m[i]).collect::<Vec<_>>(), y[i]).unwrap())),
        ("quantile_score_20", each(&|i| quantile_score(centre[i], 0.2, y[i]).unwrap())),
        (
            "interval_score_80",
            each(&|i| {
                let (confidence, interval) = quantiles(i, 0.8);
                interval_score(interval, confidence, y[i]).unwrap()
            }),
        ),
        (
            "weighted_interval_score",
            each(&|i| {
                let intervals = [0.5, 0.8, 0.95].map(|level| quantiles(i, level));
                weighted_interval_score(centre[i], &intervals, y[i]).unwrap()
            }),
        ),
    ] {
        all.values(class, name, &ours, &list(&expected[name]));
    }
    let together: Vec<Vec<f64>> = members.iter().map(|m| m[..3].to_vec()).collect();
    all.value(class, "energy", energy_score(&together, &y[..3]).unwrap(), number(&expected["energy_score"]));
    let variogram = variogram_score(&together, &y[..3], 0.5).unwrap();
    all.value(class, "variogram", variogram, number(&expected["variogram_score"]));
    all.finish(24 * 26 + 10);
}

/// By bisection of the crate's own distribution function.
fn normal_quantile(share: f64) -> f64 {
    let law = Predictive::normal(0.0, 1.0).unwrap();
    let (mut low, mut high) = (-10.0, 10.0);
    for _ in 0..200 {
        let middle = 0.5 * (low + high);
        if law.distribution_function(middle) < share {
            low = middle;
        } else {
            high = middle;
        }
    }
    0.5 * (low + high)
}

#[test]
fn calibration() {
    let Folder { input, expected, class, mut all } = Folder::open("calibration");
    let bins = expected["bins"].as_integer().unwrap() as usize;
    for name in ["memory", "even"] {
        let (values, theirs) = (input.column(name), &expected[name]);
        let distance = kolmogorov_smirnov_uniformity(&values).unwrap();
        all.value(class, name, distance.statistic, number(&theirs["kolmogorov_smirnov"]));
        all.value(class, name, distance.p_value, number(&theirs["kolmogorov_smirnov_p"]));
        let counts = chi_squared_uniformity(&values, bins).unwrap();
        all.value(class, name, counts.statistic, number(&theirs["chi_squared"]));
        all.value(class, name, counts.p_value, number(&theirs["chi_squared_p"]));
        let ours = berkowitz(&values).unwrap();
        all.value(Iterative, name, ours.likelihood_ratio, number(&theirs["berkowitz"]));
        all.value(Iterative, name, ours.p_value, number(&theirs["berkowitz_p"]));
        // Near its top the likelihood is flat: where both searches agree on it to 1e-9, they agree on the point to
        // four decimals.
        let estimates = [ours.mean, ours.standard_deviation, ours.autocorrelation];
        all.values(PrintedDecimals(4), name, &estimates, &list(&theirs["berkowitz_estimates"]));
    }
    let held: Vec<bool> = input.column("held").iter().map(|h| *h == 1.0).collect();
    for theirs in expected["coverage"].as_array().unwrap() {
        let promised = Confidence::new(number(&theirs["promised"])).unwrap();
        let ours = interval_coverage(&held, promised).unwrap();
        all.value(class, "ratio", ours.likelihood_ratio, number(&theirs["likelihood_ratio"]));
        all.value(class, "p", ours.p_value, number(&theirs["p_value"]));
        let Interval { low, high } = ours.interval(promised);
        all.values(class, "Wilson", &[low, high], &list(&theirs["wilson"]));
    }
    for theirs in expected["kolmogorov"].as_array().unwrap() {
        let n = theirs["n"].as_integer().unwrap() as usize;
        for (d, p) in list(&theirs["d"]).into_iter().zip(list(&theirs["p"])) {
            // Values that stay exactly d below the steps of their empirical distribution.
            let values: Vec<f64> = (1..=n).map(|i| (i as f64 / n as f64 - d).max(0.0)).collect();
            let ours = kolmogorov_smirnov_uniformity(&values).unwrap();
            all.value(class, format!("distance of {n}"), ours.statistic, d);
            // Above 140 values SciPy takes an approximation, good to five digits.
            let class = if n > 140 { PrintedDigits(5) } else { class };
            all.value(class, format!("P(D >= {d}) of {n}"), ours.p_value, p);
        }
    }
    all.finish(18 + 16 + 42);
}

#[test]
fn forecast_comparison() {
    let Folder { input, expected, class, mut all } = Folder::open("forecast_comparison");
    let (e1, e2) = (input.column("e1"), input.column("e2"));
    for theirs in expected["diebold_mariano"].as_array().unwrap() {
        let horizon = Horizon(theirs["horizon"].as_integer().unwrap() as usize);
        let power = number(&theirs["power"]);
        let [a, b] = [&e1, &e2].map(|e| loss_of_errors(e, power).unwrap());
        let ours = diebold_mariano(&a, &b, horizon).unwrap();
        let what = format!("{horizon}, power {power}");
        all.value(class, &what, ours.statistic, number(&theirs["statistic"]));
        all.value(class, &what, ours.p_value, number(&theirs["p_value"]));
        all.value(class, &what, ours.p_value_first_better(), number(&theirs["p_value_first_better"]));
    }
    for theirs in expected["clark_west"].as_array().unwrap() {
        let horizon = Horizon(theirs["horizon"].as_integer().unwrap() as usize);
        let ours = clark_west(&e1, &e2, horizon).unwrap();
        all.value(class, horizon, ours.mean_adjusted, number(&theirs["mean"]));
        all.value(class, horizon, ours.statistic, number(&theirs["statistic"]));
        all.value(class, horizon, ours.p_value, number(&theirs["p_value"]));
    }
    all.finish(24 + 12);
}

/// Numbers after equals signs.
fn answers(line: &str) -> Vec<f64> {
    line.split('=').skip(1).filter_map(|after| after.split_whitespace().next()?.parse().ok()).collect()
}

#[test]
fn scores_of_scoring_rules() {
    let Some(folder) = shared("scores_of_scoring_rules", "scoring") else { return };
    let expected = text(&folder.join("expected_scoringRules.txt"));
    let mut all = Comparison::of("shared/scoring", "proper scores", "R scoringRules");
    // Printed with 12 digits; the error function used here is good to 11.
    let class = Exact;
    let after = |name: &str| {
        let line = line_with(&expected, &[name]);
        answers(&line[line.find(name).unwrap() + name.len() - 1..])[0]
    };
    let law = Predictive::normal(0.2, 0.7).unwrap();
    let standard = Predictive::normal(0.0, 1.0).unwrap();
    let mixture = Predictive::normal_mixture(&[part(0.3, 0.0, 1.0), part(0.7, 1.0, 0.5)]).unwrap();
    let counts = Predictive::poisson(2.5).unwrap();
    let sample = numbers(line_with(&expected, &["sample:"]));
    let size = sample.len() as f64;
    let mean = sample.iter().sum::<f64>() / size;
    let variance = sample.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / size;
    let pairs: Vec<Vec<f64>> = sample.chunks_exact(2).map(<[f64]>::to_vec).collect();
    for (name, ours) in [
        ("crps_norm(y=0,0,1)=", standard.crps(0.0)),
        ("crps_norm(1.5,0.2,0.7)=", law.crps(1.5)),
        ("logs_norm=", law.log_score(1.5)),
        ("dss=", law.dawid_sebastiani(1.5)),
        ("crps_lapl(0.4,0,1)=", Predictive::laplace(0.0, 1.0).unwrap().crps(0.4)),
        ("crps_logis(0.4,0,1)=", Predictive::logistic(0.0, 1.0).unwrap().crps(0.4)),
        ("crps_unif(0.3,0,1)=", Predictive::uniform(0.0, 1.0).unwrap().crps(0.3)),
        ("crps_pois(3,2.5)=", counts.crps(3.0)),
        ("logs_pois=", counts.log_score(3.0)),
        ("crps_sample edf (y=0.5)=", crps_of_sample(&sample, 0.5)),
        ("dss_sample=", dawid_sebastiani_score(mean, variance, 0.5)),
        ("es_sample(y=(.5,.1))=", energy_score(&pairs, &[0.5, 0.1])),
        ("vs_sample p=.5 =", variogram_score(&pairs, &[0.5, 0.1], 0.5)),
        ("w=(.3,.7) crps=", mixture.crps(0.5)),
    ] {
        all.value(class, name, ours.unwrap(), after(name));
    }
    let student = numbers(&line_with(&expected, &["crps_t"]).replace('=', " "));
    let ours = Predictive::student_t(0.1, 2.0, 5.0).unwrap().crps(0.3).unwrap();
    all.value(class, "Student's t", ours, *student.last().unwrap());
    let logs = answers(line_with(&expected, &["mixnorm"]));
    all.value(class, "logarithmic score of the mixture", mixture.log_score(0.5).unwrap(), *logs.last().unwrap());
    all.finish(16);
}

#[test]
fn comparison_of_r_forecast() {
    let Some(folder) = shared("comparison_of_r_forecast", "scoring") else { return };
    let expected = text(&folder.join("expected_dm.txt"));
    let mut lines = expected.lines();
    let [e1, e2] = [(); 2].map(|()| numbers(lines.next().unwrap()));
    let mut all = Comparison::of("shared/scoring", "Diebold-Mariano test", "R forecast");
    for horizon in 1..=3 {
        for power in 1..=2 {
            let line = line_with(&expected, &[&format!("h {horizon} power {power} DM")]);
            let theirs = answers(line);
            let [a, b] = [&e1, &e2].map(|e| loss_of_errors(e, f64::from(power)).unwrap());
            let ours = diebold_mariano(&a, &b, Horizon(horizon)).unwrap();
            let what = format!("h {horizon} power {power}");
            all.value(PrintedDigits(12), &what, ours.statistic, theirs[0]);
            all.value(PrintedDigits(12), &what, ours.p_value, theirs[1]);
            // The one case in which R's program warns of a negative variance.
            let fell_back = (horizon, power) == (2, 1);
            assert_eq!((ours.horizon == Horizon(1)) && horizon > 1, fell_back, "{what}");
            let says_so = ours.cautions.iter().any(|c| matches!(c, Caution::OtherThanAsked { .. }));
            assert_eq!(says_so, fell_back, "{what}");
        }
    }
    all.finish(12);
}

#[test]
fn an_expanding_window() {
    let Folder { input, expected, class, mut all } = Folder::open("expanding_window");
    let [r, u, v] = ["r", "u", "v"].map(|name| input.with_gaps(name));
    let whole = |name: &str| expected[name].as_integer().unwrap() as usize;
    let sample = LocalProjection {
        response: Named { name: "R", values: r },
        impulse: Named { name: "U", values: u },
        controls: vec![Named { name: "V", values: v }],
        lags: Lags::new(whole("lags")).unwrap(),
        order: Order::ImpulseLast,
    }
    .sample(Horizons::new(1, whole("ahead")).unwrap())
    .unwrap();
    let mut own = Columns::new(sample.n());
    for (j, name) in sample.x.names().iter().enumerate().filter(|(_, n)| *n == "const" || n.starts_with('R')) {
        own.push(name.as_str(), sample.x.column(j)).unwrap();
    }
    let window = ExpandingWindow { ahead: Horizon(whole("ahead")), first: whole("first") };
    let gain = window.compare(&sample.y, (&own, &sample.x), &sample.rows).unwrap();
    for (name, x, crps) in [("small", &own, gain.crps_small), ("large", &sample.x, gain.crps_large)] {
        let made = window.forecasts(&sample.y, x, &sample.rows).unwrap();
        let periods_made: Vec<usize> = made.iter().map(|f| sample.rows[f.row]).collect();
        assert_eq!(periods_made, periods(&expected["period"]));
        assert_eq!(made.iter().map(|f| f.known).collect::<Vec<_>>(), periods(&expected["known"]));
        let each = |of: fn(&WindowForecast) -> f64| made.iter().map(of).collect::<Vec<f64>>();
        all.values(class, name, &each(|f| f.mean), &list(&expected[name]["mean"]));
        all.values(class, name, &each(|f| f.standard_deviation), &list(&expected[name]["standard_deviation"]));
        all.value(class, name, crps, number(&expected[name]["crps"]));
    }
    let theirs = &expected["clark_west"];
    all.value(class, "mean", gain.clark_west.mean_adjusted, number(&theirs["mean"]));
    all.value(class, "statistic", gain.clark_west.statistic, number(&theirs["statistic"]));
    all.value(class, "p", gain.clark_west.p_value, number(&theirs["p_value"]));
    all.finish(4 * 32 + 5);
}
