//! Local projections: (b) against sandwich's Newey-West and lpirfs in R, from the shared data; (c) identities.

use proptest::prelude::*;
use tertius_econometrics::Tolerance::{Exact, Iterative, PrintedDigits};
use tertius_econometrics::*;

use crate::comparing::{Comparison, Folder, list};
use crate::reading::{Table, log_differences, numbers, shared, text};

fn present(values: &[f64]) -> Vec<Option<f64>> {
    values.iter().copied().map(Some).collect()
}

#[test]
fn six_projections_among_three_series() {
    let Folder { input, expected, class, mut all } = Folder::open("response_screen");
    let series = ["a", "b", "c"].map(|name| input.with_gaps(name));
    let mut screen = ProjectionScreen::new(Lags::new(2).unwrap(), Horizons::new(1, 3).unwrap(), 60);
    let answers = screen.screen(series).unwrap();
    let each = |f: &dyn Fn(&ScreenAnswer) -> f64| -> Vec<f64> {
        answers.iter().map(|a| f(a.answer.as_ref().unwrap())).collect()
    };
    all.values(class, "estimates", &each(&|a| a.estimate), &list(&expected["estimate"]));
    all.values(class, "standard errors", &each(&|a| a.standard_error), &list(&expected["standard_error"]));
    all.values(class, "t", &each(&|a| a.t), &list(&expected["t"]));
    // Below .001 ours have fewer degrees of freedom than rows less columns, which is what the reference has.
    let (ours, theirs): (Vec<f64>, Vec<f64>) =
        each(&|a| a.p_value).into_iter().zip(list(&expected["p"])).filter(|(_, theirs)| *theirs >= 1e-3).unzip();
    all.values(class, "p-values", &ours, &theirs);
    assert!(each(&|a| a.p_value).iter().zip(list(&expected["p"])).all(|(ours, theirs)| *ours >= theirs * (1.0 - 1e-9)));
    let rows: Vec<f64> = answers.iter().map(|a| a.n as f64).collect();
    all.values(class, "rows", &rows, &list(&expected["rows"]));
    all.finish(28);
}

#[test]
fn growth_after_growth_in_r() {
    let Some(folder) = shared("growth_after_growth_in_r", "local_projection") else { return };
    let Some(data) = shared("growth_after_growth_in_r", "statsmodels_var") else { return };
    let expected = text(&folder.join("expected_statsmodels_R.txt"));
    let table = |heading: &str| -> Vec<Vec<f64>> {
        expected.lines().skip_while(|l| !l.starts_with(heading)).skip(2).take(5).map(numbers).collect()
    };
    let (responses, errors) = (table("Base case irfs"), table("Base case stderr"));
    let data = Table::read(&data.join("macrodata.csv"));
    let names = ["realgdp", "realcons", "realinv"];
    let series: Vec<_> = names.iter().map(|name| present(&log_differences(&data.column(name)))).collect();
    let named = |i: usize| Named { name: names[i], values: &series[i] };
    let mut all = Comparison::of("shared/local_projection", "local projections", "R (statsmodels reference)");
    for (response, control) in [(1, 2), (2, 1)] {
        let asked = LocalProjection {
            response: named(response),
            impulse: named(0),
            controls: vec![named(control)],
            lags: Lags::new(2).unwrap(),
            order: Order::ImpulseFirst,
        };
        // The reference uses the periods of its last horizon, 4, for all horizons.
        let common = asked.sample(Horizons::single(4).unwrap()).unwrap().rows;
        for h in 1..=4 {
            let sample = asked.sample(Horizons::single(h).unwrap()).unwrap().restrict(&common).unwrap();
            let ours = sample.estimate(Covariance::NeweyWest { lags: 4, small_sample: false }).unwrap().response;
            // The first number of a row is its index.
            let what = format!("{} at {h}", names[response]);
            all.value(PrintedDigits(9), &what, ours.estimate, responses[h][response + 1]);
            all.value(PrintedDigits(9), &what, ours.standard_error, errors[h][response + 1]);
        }
    }
    all.finish(16);
}

#[test]
fn interest_rates_in_lpirfs() {
    let Some(folder) = shared("interest_rates_in_lpirfs", "local_projection") else { return };
    let expected = text(&folder.join("expected_lpirfs.txt"));
    let data = Table::read(&folder.join("interest_rules_var_data.csv"));
    let names = ["GDP_gap", "Infl", "FF"];
    // The third block of rows of the first experiment is the response to a unit shock in the last variable,
    // which moves nothing else at once: the impulse stands last.
    let block: Vec<Vec<f64>> = expected
        .lines()
        .skip_while(|l| !l.starts_with("shock 3"))
        .skip_while(|l| !l.starts_with("[1,]"))
        .take(3)
        .map(numbers)
        .collect();
    let series: Vec<_> = names.iter().map(|name| present(&data.column(name))).collect();
    let named = |i: usize| Named { name: names[i], values: &series[i] };
    let mut all = Comparison::of("shared/local_projection", "local projections", "R lpirfs");
    for (response, control) in [(0, 1), (1, 0)] {
        let asked = LocalProjection {
            response: named(response),
            impulse: named(2),
            controls: vec![named(control)],
            // The package counts the state of the period among its four lags.
            lags: Lags::new(3).unwrap(),
            order: Order::ImpulseLast,
        };
        let path = asked.path(10, Covariance::Hc3).unwrap();
        for h in 1..=10 {
            let ours = path[h - 1].as_ref().unwrap().response.estimate;
            all.value(PrintedDigits(9), format!("{} at {h}", names[response]), ours, block[response][h + 1]);
        }
    }
    all.finish(20);
}

/// Three series with memory, made from numbers between -1 and 1.
fn three_series() -> impl Strategy<Value = Vec<Vec<f64>>> {
    prop::collection::vec(prop::collection::vec(-1.0f64..1.0, 90), 3).prop_map(|mut series| {
        for one in &mut series {
            for t in 1..one.len() {
                one[t] += 0.5 * one[t - 1];
            }
        }
        series
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Frisch, Waugh and Lovell: regressing the lead on the surprise alone gives the same response; and
    /// constants added to the series change nothing.
    #[test]
    fn the_response_is_the_slope_on_the_surprise(series in three_series()) {
        let shifted: Vec<Vec<Option<f64>>> =
            series.iter().map(|s| s.iter().map(|v| Some(v + 10.0)).collect()).collect();
        let plain: Vec<Vec<Option<f64>>> = series.iter().map(|s| present(s)).collect();
        let ask = |s: &[Vec<Option<f64>>]| {
            let asked = LocalProjection {
                response: Named { name: "r", values: &s[0] },
                impulse: Named { name: "u", values: &s[1] },
                controls: vec![Named { name: "v", values: &s[2] }],
                lags: Lags::new(3).unwrap(),
                order: Order::ImpulseLast,
            };
            asked.sample(Horizons::new(1, 3).unwrap()).unwrap()
        };
        let sample = ask(&plain);
        let result = sample.estimate(Covariance::Hc3).unwrap().response;
        let surprise = sample.surprise().unwrap().values;
        let top: f64 = surprise.iter().zip(&sample.y).map(|(s, y)| s * y).sum();
        let bottom: f64 = surprise.iter().map(|s| s * s).sum();
        prop_assert!(Exact.agrees(result.estimate, top / bottom));
        let moved = ask(&shifted).estimate(Covariance::Hc3).unwrap().response;
        prop_assert!(Iterative.agrees(moved.t, result.t));
        // The two halves add up to the surprise, which is orthogonal to the other columns: the response is the mean of
        // the two, weighted by what each half shares with the surprise, their squares.
        let halves = sample.halves(Covariance::Hc3).unwrap();
        prop_assert_eq!((halves.n, halves.positive.n), (sample.n(), sample.n()));
        let square = |keep: &dyn Fn(f64) -> bool| surprise.iter().filter(|s| keep(**s)).map(|s| s * s).sum::<f64>();
        let (up, down) = (square(&|s| s > 0.0), square(&|s| s < 0.0));
        let mean = (up * halves.positive.estimate + down * halves.negative.estimate) / (up + down);
        prop_assert!(Iterative.agrees(mean, result.estimate), "{} {}", mean, result.estimate);
        let difference = halves.positive.estimate - halves.negative.estimate;
        prop_assert!(Exact.agrees(halves.difference.estimate, difference));
    }

    /// Turning the impulse over turns the response and exchanges the halves.
    #[test]
    fn a_turned_impulse_turns_the_halves(series in three_series()) {
        let plain: Vec<Vec<Option<f64>>> = series.iter().map(|s| present(s)).collect();
        let turned: Vec<Option<f64>> = series[1].iter().map(|v| Some(-v)).collect();
        let ask = |impulse: &[Option<f64>]| {
            let asked = LocalProjection {
                response: Named { name: "r", values: &plain[0] },
                impulse: Named { name: "u", values: impulse },
                controls: vec![],
                lags: Lags::new(2).unwrap(),
                order: Order::ImpulseLast,
            };
            asked.sample(Horizons::single(1).unwrap()).unwrap()
        };
        let (a, b) = (ask(&plain[1]), ask(&turned));
        let t = |s: &ProjectionSample| s.estimate(Covariance::Hc3).unwrap().response.t;
        prop_assert!(Exact.agrees(t(&a), -t(&b)));
        let (a, b) = (a.halves(Covariance::Hc3).unwrap(), b.halves(Covariance::Hc3).unwrap());
        prop_assert!(Iterative.agrees(a.positive.estimate, -b.negative.estimate));
        prop_assert!(Iterative.agrees(a.difference.t, b.difference.t));
        prop_assert_eq!(a.n_positive, b.n_negative);
    }
}
