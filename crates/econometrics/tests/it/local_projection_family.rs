//! Paths of local projections, responses that depend on a state, and sup-t bands: (b) against statsmodels and R, (c)
//! against identities and worlds with a known answer.

use rand_distr::{Distribution, StandardNormal};
use tertius_econometrics::Tolerance::{Exact, PrintedDigits, Simulated};
use tertius_econometrics::resampling::replicates;
use tertius_econometrics::*;

use crate::comparing::{Comparison, Folder, list, number};
use crate::reading::{Table, log_differences, numbers, shared, text};

fn horizons(path: &ResponsePath) -> Vec<Horizon> {
    path.horizons().collect()
}

fn each(path: &ResponsePath, what: impl Fn(&Coefficient) -> f64) -> Vec<f64> {
    path.horizons().map(|h| what(path.at(h).unwrap())).collect()
}

fn flag(table: &toml::Value, key: &str) -> bool {
    table[key].as_bool().unwrap()
}

fn order(theirs: &toml::Value) -> Order {
    if flag(theirs, "impulse_last") { Order::ImpulseLast } else { Order::ImpulseFirst }
}

/// Covariances or correlations of a path, all pairs.
fn pairs(path: &ResponsePath, correlation: bool) -> Vec<f64> {
    let all = horizons(path);
    let cov = |i, j| path.covariance(i, j).unwrap();
    let scale = |h| if correlation { cov(h, h).sqrt() } else { 1.0 };
    all.iter().flat_map(|&j| all.iter().map(move |&i| (i, j))).map(|(i, j)| cov(i, j) / scale(i) / scale(j)).collect()
}

#[test]
fn local_projection_path() {
    let Folder { input, expected, class, mut all } = Folder::open("local_projection_path");
    let named = |name| Named { name, values: input.with_gaps(name) };
    for theirs in expected["path"].as_array().unwrap() {
        let asked = LocalProjection {
            response: named("r"),
            impulse: named("u"),
            controls: vec![named("v")],
            lags: Lags::new(number(&expected["lags"]) as usize).unwrap(),
            order: order(theirs),
        };
        let settings = |covariance| PathSettings {
            steps: number(&expected["steps"]) as usize,
            covariance,
            rows: if flag(theirs, "common") { PathRows::Common } else { PathRows::Own },
            response: if flag(theirs, "cumulative") { PathResponse::Cumulative } else { PathResponse::Level },
        };
        let path = |covariance| asked.response_path_with(&settings(covariance)).unwrap();
        let hc3 = path(Covariance::Hc3.into());
        let what = format!("{:?} {:?}", order(theirs), settings(Covariance::Hc3.into()));
        let sizes: Vec<f64> = horizons(&hc3).iter().map(|&h| hc3.n_at(h).unwrap() as f64).collect();
        all.values(class, &format!("{what} n"), &sizes, &list(&theirs["sizes"]));
        all.values(class, &what, &hc3.estimates(), &list(&theirs["estimates"]));
        let mut errors = |key: &str, path: &ResponsePath| {
            all.values(class, &format!("{what} {key}"), &each(path, |c| c.standard_error), &list(&theirs[key]));
        };
        errors("standard_errors_hc3", &hc3);
        for (key, small_sample) in
            [("standard_errors_newey_west_horizon", false), ("standard_errors_newey_west_horizon_small_sample", true)]
        {
            errors(key, &path(PathCovariance::NeweyWestHorizon { small_sample }));
        }
        let halves = asked.halves_path(&settings(Covariance::Hc3.into())).unwrap();
        errors("standard_errors_up", &halves.positive);
        errors("standard_errors_down", &halves.negative);
        errors("standard_errors_up_less_down", &halves.difference);
        all.values(class, &format!("{what} up"), &halves.positive.estimates(), &list(&theirs["up"]));
        all.values(class, &format!("{what} down"), &halves.negative.estimates(), &list(&theirs["down"]));
        let hc0 = path(Covariance::Hc0.into());
        all.values(class, &format!("{what} covariance"), &pairs(&hc0, false), &list(&theirs["covariance_hc0"]));
        let hac = path(Covariance::NeweyWest { lags: 3, small_sample: false }.into());
        let correlations = list(&theirs["correlation_newey_west_3"]);
        all.values(class, &format!("{what} correlation"), &pairs(&hac, true), &correlations);
    }
    all.finish(8 * 60);
}

#[test]
fn state_dependent_projection() {
    let Folder { input, expected, class, mut all } = Folder::open("state_dependent_projection");
    let named = |name| Named { name, values: input.with_gaps(name) };
    for theirs in expected["path"].as_array().unwrap() {
        let asked = LocalProjection {
            response: named("r"),
            impulse: named("u"),
            controls: vec![],
            lags: Lags::new(number(&expected["lags"]) as usize).unwrap(),
            order: order(theirs),
        };
        let state = match theirs["weight"].as_str() {
            Some("logistic") => State::before(named("z"), StateWeight::Logistic { gamma: number(&expected["gamma"]) }),
            _ => State::before(named("s"), StateWeight::Indicator),
        };
        let state = State { delay: number(&theirs["delay"]) as usize, ..state };
        let steps = number(&expected["steps"]) as usize;
        let path = |covariance| {
            let settings = PathSettings { steps, covariance, ..PathSettings::default() };
            asked.state_dependent_path(&state, &settings).unwrap()
        };
        let hc3 = path(Covariance::Hc3.into());
        assert_eq!(hc3.cautions.is_empty(), state.delay == 1);
        let what = format!("{:?} {:?} {}", order(theirs), state.weight, state.delay);
        all.value(class, format!("{what} periods"), hc3.periods_high, number(&theirs["periods_high"]));
        for (key, one) in [("high", &hc3.high), ("low", &hc3.low), ("difference", &hc3.difference)] {
            all.values(class, &format!("{what} {key}"), &one.estimates(), &list(&theirs[key]));
            let errors = list(&theirs[&format!("se_{key}")]);
            all.values(class, &format!("{what} se {key}"), &each(one, |c| c.standard_error), &errors);
        }
        let hac = path(PathCovariance::NeweyWestHorizon { small_sample: true }).difference;
        let errors = list(&theirs["se_difference_newey_west"]);
        all.values(class, &format!("{what} hac"), &each(&hac, |c| c.standard_error), &errors);
    }
    all.finish(4 * (1 + 7 * 3) + 4 * (1 + 7 * 4));
}

#[test]
fn sup_t_critical_values() {
    let Folder { input, expected, mut all, .. } = Folder::open("sup_t");
    let matrix: Vec<f64> = input.names.iter().flat_map(|name| input.column(name)).collect();
    let df = number(&expected["df"]);
    for (key, df) in [("normal", None), ("student", Some(df))] {
        for (level, theirs) in list(&expected["levels"]).into_iter().zip(list(&expected[key])) {
            let settings = SupTSettings { draws: 200_000, seed: 6, df };
            let ours = sup_t(&matrix, input.names.len(), Confidence::new(level).unwrap(), settings).unwrap();
            let class = Simulated { standard_error: ours.simulation_error };
            all.value(class, format!("{key} {level}"), ours.critical_value, theirs);
        }
    }
    all.finish(6);
}

/// The reference's first row is horizon 0, and all its horizons share their periods.
#[test]
fn growth_after_growth_from_horizon_zero_in_r() {
    let Some(folder) = shared("growth_after_growth_from_horizon_zero_in_r", "local_projection") else { return };
    let Some(data) = shared("growth_after_growth_from_horizon_zero_in_r", "statsmodels_var") else { return };
    let expected = text(&folder.join("expected_statsmodels_R.txt"));
    let table = |heading: &str| -> Vec<Vec<f64>> {
        expected.lines().skip_while(|l| !l.starts_with(heading)).skip(2).take(5).map(numbers).collect()
    };
    let (responses, errors) = (table("Base case irfs"), table("Base case stderr"));
    let data = Table::read(&data.join("macrodata.csv"));
    let names = ["realgdp", "realcons", "realinv"];
    let growth = |name: &str| log_differences(&data.column(name)).into_iter().map(Some).collect();
    let series: Vec<Vec<Option<f64>>> = names.iter().map(|name| growth(name)).collect();
    let named = |i: usize| Named { name: names[i], values: &series[i] };
    let mut all = Comparison::of("shared/local_projection", "local projections, a path", "R (statsmodels reference)");
    for (response, control) in [(1, 2), (2, 1)] {
        let asked = LocalProjection {
            response: named(response),
            impulse: named(0),
            controls: vec![named(control)],
            lags: Lags::new(2).unwrap(),
            order: Order::ImpulseFirst,
        };
        let covariance = Covariance::NeweyWest { lags: 4, small_sample: false }.into();
        let settings = PathSettings { steps: 5, covariance, rows: PathRows::Common, response: PathResponse::Level };
        let path = asked.response_path_with(&settings).unwrap();
        for h in 0..5 {
            let (ours, what) = (path.at(Horizon(h)).unwrap(), format!("{} at {h}", names[response]));
            all.value(PrintedDigits(9), &what, ours.estimate, responses[h][response + 1]);
            all.value(PrintedDigits(9), &what, ours.standard_error, errors[h][response + 1]);
        }
    }
    all.finish(20);
}

fn normal(random: &mut impl rand::Rng) -> f64 {
    StandardNormal.sample(random)
}

/// u and r with memory .5; u moves r one period later by `effect(state)`, the state is read with u.
fn pair(n: usize, effect: impl Fn(bool) -> f64, random: &mut impl rand::Rng) -> [Vec<Option<f64>>; 3] {
    let mut out = [vec![], vec![], vec![]];
    let (mut r, mut u, mut state) = (0.0, 0.0, false);
    for period in 0..n + 50 {
        r = 0.5 * r + effect(state) * u + normal(random);
        u = 0.5 * u + normal(random);
        // Read before the impulse: the state of this entry rules what u does from the next period on.
        state = out[2].len() % 7 < 3;
        if period >= 50 {
            out[0].push(Some(r));
            out[1].push(Some(u));
        }
        out[2].push(Some(f64::from(u8::from(state))));
    }
    out[2].drain(..50);
    out
}

fn ask(series: &[Vec<Option<f64>>; 3], order: Order) -> LocalProjection<'_> {
    LocalProjection {
        response: Named { name: "r", values: &series[0] },
        impulse: Named { name: "u", values: &series[1] },
        controls: vec![],
        lags: Lags::new(2).unwrap(),
        order,
    }
}

#[test]
fn a_path_is_its_horizons_one_by_one() {
    let series = replicates(1, 21, |_, random| pair(120, |_| -0.4, random)).remove(0);
    let asked = ask(&series, Order::ImpulseLast);
    let path = asked.response_path(7, Covariance::Hc3).unwrap();
    for (h, single) in asked.path(6, Covariance::Hc3).unwrap().into_iter().enumerate() {
        let (ours, single) = (path.at(Horizon(h + 1)).unwrap(), single.unwrap());
        Exact.check("estimate", ours.estimate, single.response.estimate).unwrap();
        Exact.check("se", ours.standard_error, single.response.standard_error).unwrap();
        assert_eq!(path.n_at(Horizon(h + 1)).unwrap(), single.n);
    }
    // On common periods the summed response is the sum of the responses, and its variance that of the sum.
    let common = |response| {
        let covariance = Covariance::Hc3.into();
        asked.response_path_with(&PathSettings { steps: 7, covariance, rows: PathRows::Common, response }).unwrap()
    };
    let (levels, summed) = (common(PathResponse::Level), common(PathResponse::Cumulative));
    let mut total = 0.0;
    for h in horizons(&levels) {
        total += levels.at(h).unwrap().estimate;
        Exact.check("sum", summed.at(h).unwrap().estimate, total).unwrap();
        let upto = || horizons(&levels).into_iter().filter(move |g| *g <= h);
        let variance: f64 =
            upto().flat_map(|i| upto().map(move |j| (i, j))).map(|(i, j)| levels.covariance(i, j).unwrap()).sum();
        Exact.check("se of the sum", summed.at(h).unwrap().standard_error, variance.sqrt()).unwrap();
    }
}

#[test]
fn what_a_path_cannot_answer_is_refused() {
    let series = replicates(1, 22, |_, random| pair(60, |_| 0.0, random)).remove(0);
    let last = ask(&series, Order::ImpulseLast);
    assert!(matches!(last.response_path(1, Covariance::Hc3), Err(Refusal::SettingOutOfRange { name: "steps", .. })));
    assert!(matches!(last.response_path(61, Covariance::Hc3), Err(Refusal::SettingOutOfRange { name: "steps", .. })));
    assert!(matches!(last.response_path(58, Covariance::Hc3), Err(Refusal::TooFewObservations { .. })));
    let path = last.response_path(4, Covariance::Hc3).unwrap();
    assert!(matches!(path.at(Horizon(0)), Err(Refusal::SettingOutOfRange { name: "horizon", .. })));
    assert!(matches!(path.at(Horizon(4)), Err(Refusal::NoSuch { index: 4, .. })));
    let level = Confidence::new(0.9).unwrap();
    assert_eq!(path.pointwise(level).at(Horizon(0)).unwrap(), Interval { low: 0.0, high: 0.0 });
    let band = path.simultaneous(level, SupTSettings::default()).unwrap();
    for h in path.horizons() {
        let (inner, outer) = (path.pointwise(level).at(h).unwrap(), band.band.at(h).unwrap());
        assert!(outer.low < inner.low && inner.high < outer.high);
    }
    let first = ask(&series, Order::ImpulseFirst);
    assert!(first.response_path(1, Covariance::Hc3).unwrap().at(Horizon(0)).is_ok());
    let settings = PathSettings { steps: 3, ..PathSettings::default() };
    let with = |values: &[Option<f64>], weight| {
        last.state_dependent_path(&State::before(Named { name: "s", values }, weight), &settings).unwrap_err()
    };
    assert!(matches!(with(&series[0], StateWeight::Indicator), Refusal::SettingOutOfRange { name: "state", .. }));
    assert!(matches!(with(&[Some(1.0); 60], StateWeight::Indicator), Refusal::Singular { .. }));
    let gentle = StateWeight::Logistic { gamma: 1.0 };
    assert!(matches!(with(&[Some(0.1); 60], gentle), Refusal::NoVariation { .. }));
    assert!(matches!(with(&[None; 60], gentle), Refusal::NoVariation { observations: 0, .. }));
    assert!(matches!(with(&series[2][..9], gentle), Refusal::LengthsDiffer { .. }));
    let wrong = StateWeight::Logistic { gamma: 0.0 };
    assert!(matches!(with(&series[0], wrong), Refusal::SettingOutOfRange { name: "gamma", .. }));
}

#[test]
fn short_samples_and_long_horizons_carry_a_caution() {
    let series = replicates(1, 25, |_, random| pair(60, |_| -0.4, random)).remove(0);
    let cautions = |order, steps, covariance: PathCovariance| {
        ask(&series, order).response_path(steps, covariance).unwrap().cautions
    };
    assert!(cautions(Order::ImpulseLast, 9, Covariance::Hc3.into()).is_empty());
    let kernel = PathCovariance::NeweyWestHorizon { small_sample: true };
    let found = cautions(Order::ImpulseLast, 9, kernel);
    assert!(matches!(found[..], [Caution::ShortSample { periods: 50, reliable_from: 288, .. }]), "{found:?}");
    assert!(cautions(Order::ImpulseFirst, 2, kernel).is_empty());
}

/// A 0/1 state in the regression is two regressions, and the worlds' effects are found.
#[test]
fn states_are_told_apart() {
    const WORLDS: usize = 300;
    let covered = replicates(WORLDS, 23, |_, random| {
        let series = pair(240, |state| if state { -0.6 } else { 0.2 }, random);
        let state =
            State { delay: 0, ..State::before(Named { name: "s", values: &series[2] }, StateWeight::Indicator) };
        let settings = PathSettings { steps: 2, ..PathSettings::default() };
        let path = ask(&series, Order::ImpulseLast).state_dependent_path(&state, &settings).unwrap();
        let level = Confidence::new(0.9).unwrap();
        [(&path.high, -0.6), (&path.low, 0.2), (&path.difference, -0.8)].map(|(path, truth)| {
            let interval = path.at(Horizon(1)).unwrap().interval(level);
            interval.low <= truth && truth <= interval.high
        })
    });
    let class = Simulated { standard_error: (0.9 * 0.1 / WORLDS as f64).sqrt() };
    for which in 0..3 {
        let share = covered.iter().filter(|c| c[which]).count() as f64 / WORLDS as f64;
        class.check(format!("coverage {which}"), share, 0.9).unwrap();
    }
}

/// The sup-t band holds the whole path in the stated share of worlds; the pointwise one does not.
#[test]
fn sup_t_bands_hold_the_path() {
    const WORLDS: usize = 400;
    let level = Confidence::new(0.9).unwrap();
    let truth: Vec<f64> =
        (0..7).map(|h| (0..h).map(|j| -0.4 * 0.5f64.powi(j) * 0.5f64.powi(h - 1 - j)).sum()).collect();
    let held = replicates(WORLDS, 24, |_, random| {
        let series = pair(240, |_| -0.4, random);
        let path = ask(&series, Order::ImpulseLast).response_path(7, Covariance::Hc3).unwrap();
        let settings = SupTSettings { draws: 1_000, ..SupTSettings::default() };
        let whole = path.simultaneous(level, settings).unwrap().band;
        let holds = |band: &Band| truth.iter().zip(band.low.iter().zip(&band.high)).all(|(t, (l, h))| l <= t && t <= h);
        [holds(&whole), holds(&path.pointwise(level))]
    });
    let share = |which: usize| held.iter().filter(|h| h[which]).count() as f64 / WORLDS as f64;
    let standard_error = (0.9 * 0.1 / WORLDS as f64).sqrt();
    Simulated { standard_error }.check("sup-t", share(0), 0.9).unwrap();
    assert!(share(1) < 0.9 - 4.0 * standard_error, "{}", share(1));
}
