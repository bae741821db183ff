//! State space: (b) against statsmodels (the repository's folders), KFAS, Kim and Nelson's programs and published
//! numbers (the shared data).

use tertius_econometrics::Tolerance::{self, Iterative, PrintedDecimals, PrintedDigits};
use tertius_econometrics::state_space::*;
use tertius_econometrics::*;

use crate::comparing::{Comparison, Folder, list, number};
use crate::reading::{Table, line_with, numbers, shared, text};

/// The README of the shared folder asks 1e-8 of the filter: its tables have twelve digits.
const KFAS: Tolerance = PrintedDigits(9);

fn present(values: &[f64]) -> Vec<Option<f64>> {
    values.iter().copied().map(Some).collect()
}

fn nile(outcome: &[Option<f64>]) -> (StateSpace, Observations) {
    let mut model = StateSpace::new(&["level"], &["volume"]).unwrap();
    model.set_loadings("volume", &[1.0]).unwrap();
    model.set_reading_variance("volume", 15_099.0).unwrap();
    model.set_state_variances(&[1_469.1]).unwrap();
    (model, Observations::new(&[("volume", outcome)]).unwrap())
}

#[test]
fn kalman_filter() {
    let Folder { input, expected, class, mut all } = Folder::open("kalman_filter");
    let mut model = StateSpace::new(&["level", "slope", "cycle"], &["first", "second"]).unwrap();
    model.set_transition(&[1.0, 0.0, 0.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.6]).unwrap();
    let identity = [1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0];
    model.set_state_noise(&identity, &[0.5, 0.0, 0.2, 0.0, 0.02, 0.0, 0.2, 0.0, 0.8]).unwrap();
    model.set_loadings("first", &[1.0, 0.0, 1.0]).unwrap();
    model.set_loadings("second", &[0.5, 0.0, -1.0]).unwrap();
    model.set_offset("second", 2.0).unwrap();
    model.set_reading_variance("first", 0.7).unwrap();
    let changing: Vec<f64> = (0..70).map(|t| if t < 35 { 0.3 } else { 1.2 }).collect();
    model.set_reading_variance_by_period("second", &changing).unwrap();
    let cycle = 0.8 / (1.0 - 0.36);
    model.set_start(&[0.0; 3], &[0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, cycle]).unwrap();
    model.set_diffuse(&["level", "slope"]).unwrap();
    let y = Observations::new(&[("first", input.with_gaps("first")), ("second", input.with_gaps("second"))]).unwrap();
    let (filtered, smoothed) = (model.filter(&y).unwrap(), model.smooth(&y).unwrap());
    all.value(class, "log likelihood", filtered.log_likelihood(), number(&expected["log_likelihood"]));
    assert_eq!(filtered.diffuse_periods() as i64, expected["diffuse_periods"].as_integer().unwrap());
    let by_period = list(&expected["log_likelihood_by_period"]);
    all.values(class, "by period", &filtered.log_likelihood_by_period()[2..], &by_period[2..]);
    for state in ["level", "slope", "cycle"] {
        let theirs = |what: &str| list(&expected[state][what]);
        // In the diffuse periods the programs split a variance into its parts in different ways.
        let predicted = filtered.predicted(state).unwrap();
        all.values(class, "predicted", &predicted.mean[2..], &theirs("predicted")[2..]);
        all.values(class, "its variance", &predicted.variance[2..], &theirs("predicted_variance")[2..]);
        let after = filtered.filtered(state).unwrap();
        all.values(class, "filtered", &after.mean[2..], &theirs("filtered")[2..]);
        all.values(class, "its variance", &after.variance[2..], &theirs("filtered_variance")[2..]);
        let path = smoothed.of(state).unwrap();
        all.values(class, "smoothed", &path.mean, &theirs("smoothed"));
        all.values(class, "its variance", &path.variance, &theirs("smoothed_variance"));
    }
    let both = list(&expected["smoothed_covariance_level_cycle"]);
    for (t, value) in both.iter().enumerate() {
        all.value(class, "covariance", smoothed.covariance("level", "cycle", t).unwrap(), *value);
    }
    for series in ["first", "second"] {
        let theirs = list(&expected[format!("smoothed_error_{series}").as_str()]);
        for (ours, theirs) in smoothed.errors(series).unwrap().iter().zip(theirs) {
            if let Some(ours) = ours {
                all.value(class, "error", *ours, theirs);
            }
        }
    }
    all.finish(1_400);
}

#[test]
fn structural_time_series() {
    let Folder { input, expected, class, mut all } = Folder::open("structural_time_series");
    let outcome = input.with_gaps("y");
    let regressors = input.columns(&["x"]);
    let with = |trend, seasonal| StructuralModel { outcome, trend, seasonal, regressors: &regressors };
    let dummy = |varies| Seasonal::Dummy { period: 4, varies };
    let harmonics = Seasonal::Trigonometric { period: 4, varies: true };
    for (name, trend, seasonal, variances) in [
        ("dummy", Trend::LocalLevel, dummy(true), vec![("irregular", 0.5), ("level", 0.2), ("season", 0.03)]),
        (
            "trigonometric",
            Trend::LocalLinear,
            harmonics,
            vec![("irregular", 0.4), ("level", 0.1), ("slope", 0.004), ("season", 0.02)],
        ),
        ("smooth", Trend::Smooth, dummy(false), vec![("irregular", 0.6), ("slope", 0.01)]),
    ] {
        let fit = with(trend, seasonal).with_variances(&variances).unwrap();
        let theirs = &expected[name];
        all.value(class, format!("{name} likelihood"), fit.log_likelihood, number(&theirs["log_likelihood"]));
        let effect = fit.effect("x").unwrap();
        all.value(class, format!("{name} effect"), effect.estimate, number(&theirs["effect"]));
        all.value(class, format!("{name} se"), effect.standard_error, number(&theirs["standard_error"]));
        for component in ["level", "season"] {
            let ours = fit.component(component).unwrap();
            all.values(class, &format!("{name} {component}"), &ours.mean, &list(&theirs[component]));
            let variance = list(&theirs[format!("{component}_variance").as_str()]);
            all.values(class, &format!("{name} variance of {component}"), &ours.variance, &variance);
        }
    }
    let fit = with(Trend::LocalLevel, dummy(false)).fit().unwrap();
    let theirs = &expected["maximum_likelihood"];
    all.value(Iterative, "largest likelihood", fit.log_likelihood, number(&theirs["log_likelihood"]));
    // Two searches on a flat peak stop at different digits.
    for name in ["irregular", "level"] {
        all.value(PrintedDigits(4), name, fit.variance(name).unwrap(), number(&theirs[name]));
    }
    let effect = fit.effect("x").unwrap();
    all.value(PrintedDigits(4), "effect", effect.estimate, number(&theirs["effect"]));
    all.value(PrintedDigits(4), "its se", effect.standard_error, number(&theirs["standard_error"]));
    assert!(fit.cautions.is_empty() && fit.readings == 91 && fit.df_residual == 86);
    all.finish(1_160);
}

#[test]
fn interrupted_series() {
    let Folder { input, expected, class, mut all } = Folder::open("interrupted_series");
    let controls = input.columns(&["x"]);
    let mut series = InterruptedSeries {
        outcome: input.with_gaps("y"),
        event: expected["event"].as_integer().unwrap() as usize,
        controls: &controls,
        trend: Trend::LocalLevel,
        seasonal: Seasonal::Dummy { period: 4, varies: false },
    };
    let theirs = &expected["segmented"];
    let ours = series.segmented(Covariance::NeweyWest { lags: 5, small_sample: false }).unwrap();
    all.value(class, "level change", ours.level_change.estimate, number(&theirs["level_change"]));
    all.value(class, "slope change", ours.slope_change.estimate, number(&theirs["slope_change"]));
    let both = [&ours.level_change, &ours.slope_change];
    all.values(class, "se", &both.map(|c| c.standard_error), &list(&theirs["standard_errors"]));
    all.values(class, "p", &both.map(|c| c.p_value), &list(&theirs["p_values"]));
    let sixth = ours.at(Horizon(6)).unwrap();
    all.value(class, "at 6", sixth.estimate, number(&theirs["effect_at_6"]));
    all.value(class, "se at 6", sixth.standard_error, number(&theirs["standard_error_at_6"]));
    let theirs = &expected["counterfactual"];
    series.seasonal = Seasonal::None;
    let variances = [("irregular", number(&theirs["irregular"])), ("level", number(&theirs["level"]))];
    let ours = series.counterfactual_with(&variances).unwrap();
    let each = |name: &str| list(&theirs[name]);
    let columns = ["prediction", "standard_error", "cumulative", "cumulative_standard_error"].map(each);
    for (at, period) in list(&theirs["periods"]).into_iter().enumerate() {
        let horizon = Horizon(period as usize - series.event);
        let (effect, sum) = (ours.at(horizon).unwrap().unwrap(), ours.cumulative_to(horizon).unwrap().unwrap());
        all.value(class, "prediction", ours.prediction.mean[horizon.0], columns[0][at]);
        all.value(class, "se", effect.standard_error, columns[1][at]);
        all.value(class, "sum", sum.estimate, columns[2][at]);
        all.value(class, "se of sum", sum.standard_error, columns[3][at]);
    }
    all.value(class, "average", ours.average.estimate, number(&theirs["average"]));
    assert!(ours.at(Horizon(5)).unwrap().is_none() && ours.at(Horizon(24)).is_err());
    all.finish(8 + 4 * 23 + 1);
}

#[test]
fn the_nile_in_kfas() {
    let Some(folder) = shared("the_nile_in_kfas", "kalman_nile") else { return };
    let path = Table::read(&folder.join("kfas_path.csv"));
    let volume = Table::read(&folder.join("nile.csv")).column("volume");
    let (model, y) = nile(&present(&volume));
    let (filtered, smoothed) = (model.filter(&y).unwrap(), model.smooth(&y).unwrap());
    let mut all = Comparison::of("shared/kalman_nile", "Kalman filter and smoother", "R KFAS");
    let predicted = filtered.predicted("level").unwrap();
    all.values(KFAS, "a", &predicted.mean[..100], &path.column("a"));
    all.values(KFAS, "P", &predicted.variance[..100], &path.column("P"));
    let news = filtered.news("volume").unwrap();
    let news: Vec<News> = news.into_iter().map(Option::unwrap).collect();
    all.values(KFAS, "v", &news.iter().map(|n| n.value).collect::<Vec<_>>(), &path.column("v"));
    all.values(KFAS, "F", &news.iter().map(|n| n.variance).collect::<Vec<_>>(), &path.column("F"));
    let level = smoothed.of("level").unwrap();
    all.values(KFAS, "smoothed", &level.mean, &path.column("smoothed"));
    all.values(KFAS, "its variance", &level.variance, &path.column("V"));
    all.value(PrintedDecimals(9), "likelihood", filtered.log_likelihood(), -632.545625116);
    all.value(PrintedDecimals(9), "forecast", filtered.forecast_mean()[0], 798.370292608);
    all.value(PrintedDecimals(8), "its variance", filtered.forecast_variance()[0], 5501.25794181);
    let gaps: Vec<_> = volume
        .iter()
        .enumerate()
        .map(|(t, v)| (!(20..40).contains(&t) && !(60..80).contains(&t)).then_some(*v))
        .collect();
    let (model, y) = nile(&gaps);
    let level = model.smooth(&y).unwrap().of("level").unwrap();
    let theirs = [999.712684084, 903.421102958, 807.129521832, 797.500363719, 837.17732371];
    for (year, value) in [20, 30, 40, 41, 70].into_iter().zip(theirs) {
        all.value(PrintedDigits(11), format!("with gaps {year}"), level.mean[year - 1], value);
    }
    let likelihood = model.log_likelihood(&y, &mut Workspace::new()).unwrap();
    all.value(PrintedDecimals(9), "with gaps", likelihood, -380.587062775);
    all.finish(600 + 9);
}

#[test]
fn the_nile_by_maximum_likelihood() {
    let Some(folder) = shared("the_nile_by_maximum_likelihood", "kalman_nile") else { return };
    let outcome = present(&Table::read(&folder.join("nile.csv")).column("volume"));
    let mut all = Comparison::of("shared/kalman_nile", "structural model", "R KFAS");
    let (none, mut columns) = (Columns::new(100), Columns::new(100));
    columns.push_with("step", |t| f64::from(u8::from(t >= 28)));
    let model = |regressors| StructuralModel {
        outcome: &outcome,
        trend: Trend::LocalLevel,
        seasonal: Seasonal::None,
        regressors,
    };
    let fit = model(&none).fit().unwrap();
    all.value(PrintedDecimals(8), "likelihood", fit.log_likelihood, -632.545625104);
    // A flat likelihood: the reference asks 1e-4.
    all.value(PrintedDigits(4), "H", fit.variance("irregular").unwrap(), 15_098.654_334_8);
    all.value(PrintedDigits(4), "Q", fit.variance("level").unwrap(), 1_469.163_251_34);
    // The reference's search stopped short of the border, so its step is compared at its variances.
    let at = [("irregular", 16_283.544_774_9), ("level", 1.145_462_639_62)];
    let there = model(&columns).with_variances(&at).unwrap();
    let step = there.effect("step").unwrap();
    all.value(PrintedDigits(11), "likelihood with a step", there.log_likelihood, -618.114_015_765);
    all.value(PrintedDigits(9), "step", step.estimate, -248.663_199_929);
    all.value(PrintedDigits(9), "its se", step.standard_error, 29.072_706_247_5);
    // At the largest likelihood the break takes up all of the random walk.
    let fit = model(&columns).fit().unwrap();
    assert!(fit.log_likelihood > there.log_likelihood && fit.variance("level").unwrap() < 50.0);
    assert!(matches!(fit.cautions[..], [Caution::AtBorder { .. }]), "{:?}", fit.cautions);
    all.finish(6);
}

#[test]
fn clark_in_kim_and_nelson() {
    let Some(folder) = shared("clark_in_kim_and_nelson", "uc_clark") else { return };
    let expected: serde_json::Value = serde_json::from_str(&text(&folder.join("expected.json"))).unwrap();
    let case = &expected["uc_uni"];
    let read =
        |v: &serde_json::Value| -> Vec<f64> { v.as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect() };
    let y: Vec<Option<f64>> = read(&case["data"]).iter().map(|v| Some(v.ln())).collect();
    let [sv, se, sw, phi1, phi2] = read(&case["parameters"])[..] else { panic!("five parameters") };
    let mut model = StateSpace::new(&["trend", "cycle", "cycle before", "drift"], &["output"]).unwrap();
    let mut transition = [0.0; 16];
    for (to, from, value) in [(0, 0, 1.0), (0, 3, 1.0), (1, 1, phi1), (1, 2, phi2), (2, 1, 1.0), (3, 3, 1.0)] {
        transition[from * 4 + to] = value;
    }
    model.set_transition(&transition).unwrap();
    model.set_loadings("output", &[1.0, 1.0, 0.0, 0.0]).unwrap();
    model.set_state_variances(&[sv * sv, se * se, 0.0, sw * sw]).unwrap();
    // 100 I, pushed once through the transition.
    let mut start = [0.0; 16];
    for i in 0..4 {
        for j in 0..4 {
            start[j * 4 + i] = (0..4).map(|l| 100.0 * transition[l * 4 + i] * transition[l * 4 + j]).sum();
        }
    }
    for (i, variance) in [sv * sv, se * se, 0.0, sw * sw].into_iter().enumerate() {
        start[i * 5] += variance;
    }
    model.set_start(&[0.0; 4], &start).unwrap();
    let filtered = model.filter(&Observations::new(&[("output", &y)]).unwrap()).unwrap();
    let from = case["start"].as_u64().unwrap() as usize;
    let ours: f64 = filtered.log_likelihood_by_period()[from..].iter().sum();
    let mut all = Comparison::of("shared/uc_clark", "Kalman filter", "GAUSS (Kim and Nelson)");
    all.value(PrintedDigits(5), "likelihood", ours, case["loglike"].as_f64().unwrap());
    for (at, row) in case["states"].as_array().unwrap().iter().enumerate() {
        for (state, value) in ["trend", "cycle", "drift"].into_iter().zip(read(row)) {
            let path = filtered.filtered(state).unwrap();
            all.value(PrintedDecimals(4), format!("{state} {at}"), path.mean[from + at], value);
        }
    }
    all.finish(400);
}

#[test]
fn seat_belts() {
    let Some(folder) = shared("seat_belts", "interrupted_time_series") else { return };
    let expected = text(&folder.join("expected.txt"));
    let data = Table::read(&folder.join("seatbelts.csv"));
    let log = |name: &str| -> Vec<f64> { data.column(name).iter().map(|v| v.ln()).collect() };
    let event = data.column("law").iter().position(|l| *l == 1.0).unwrap();
    let mut controls = Columns::new(192);
    controls.push("petrol", &log("PetrolPrice")).unwrap();
    let fixed = Seasonal::Dummy { period: 12, varies: false };
    let mut all = Comparison::of("shared/interrupted_time_series", "interrupted series", "R KFAS, sandwich");
    // The searches stop at different digits of a flat likelihood: the reference asks 1e-3 of the coefficients.
    let close = PrintedDecimals(3);
    let mut section = "";
    for (outcome, seasonal, heading) in [
        ("drivers", fixed, "local level + dummy seasonal"),
        ("drivers", Seasonal::Trigonometric { period: 12, varies: true }, "local level + stochastic trig"),
        ("rear", fixed, "REAR"),
        ("front", fixed, "FRONT"),
    ] {
        section = &expected[expected.find(heading).unwrap()..];
        let [petrol, law] = ["Xpp", "Xlaw"].map(|row| numbers(line_with(section, &[row])));
        let values = present(&log(outcome));
        let series =
            InterruptedSeries { outcome: &values, event, controls: &controls, trend: Trend::LocalLevel, seasonal };
        let ours = series.effect(EventShape::Step).unwrap();
        all.value(close, format!("{heading} law"), ours.effect.estimate, law[0]);
        all.value(close, format!("{heading} se"), ours.effect.standard_error, law[1]);
        all.value(close, format!("{heading} petrol"), ours.fitted.effect("petrol").unwrap().estimate, petrol[0]);
        if let Seasonal::Dummy { .. } = seasonal {
            let likelihood = *numbers(line_with(section, &["logLik"])).last().unwrap();
            all.value(PrintedDigits(6), format!("{heading} likelihood"), ours.fitted.log_likelihood, likelihood);
        }
        // Those in front were to wear belts, those in the rear were not.
        let confidence = Confidence::new(0.95).unwrap();
        let interval = ours.effect.interval(confidence);
        assert_eq!(interval.high < 0.0, outcome != "rear", "{outcome} {:?}", ours.effect);
        assert_eq!(interval.low < 0.0 && interval.high > 0.0, outcome == "rear");
    }
    let segment = section[section.find("segmented").unwrap()..].split_once('\n').unwrap().1;
    let row = |name: &str| numbers(line_with(segment, &[name]));
    let values = present(&log("drivers"));
    let series =
        InterruptedSeries { outcome: &values, event, controls: &controls, trend: Trend::LocalLevel, seasonal: fixed };
    for (kind, column) in [(Covariance::Classical, 1), (Covariance::NeweyWest { lags: 12, small_sample: false }, 2)] {
        let ours = series.segmented(kind).unwrap();
        // The reference counts time since the event from one: its step is the effect one period before the event.
        let (step, slope) = (2, 3);
        let step = ours.regression.combination(&[(step, 1.0), (slope, -1.0)], kind).unwrap();
        all.value(PrintedDigits(9), "step", step.estimate, row("law   ")[0]);
        all.value(PrintedDigits(9), "se of step", step.standard_error, row("law   ")[column]);
        all.value(PrintedDigits(9), "slope", ours.slope_change.estimate, row("since")[0]);
        all.value(PrintedDigits(9), "se of slope", ours.slope_change.standard_error, row("since")[column]);
    }
    all.finish(4 * 3 + 3 + 8);
}

#[test]
fn causal_impact() {
    let Some(folder) = shared("causal_impact", "causal_impact") else { return };
    let data = Table::read(&folder.join("data.csv"));
    let outcome = present(&data.column("y"));
    let controls = data.columns(&["x1"]);
    let series = InterruptedSeries {
        outcome: &outcome,
        event: 70,
        controls: &controls,
        trend: Trend::LocalLevel,
        seasonal: Seasonal::None,
    };
    let ours = series.counterfactual().unwrap();
    let mut all = Comparison::of("shared/causal_impact", "counterfactual", "R KFAS");
    // Asked: within 0.01.
    all.value(PrintedDecimals(2), "cumulative", ours.total.estimate, 317.5951);
    all.value(PrintedDecimals(3), "average", ours.average.estimate, 10.5865);
    all.value(PrintedDecimals(3), "coefficient", ours.fitted.effect("x1").unwrap().estimate, 1.16594);
    all.value(PrintedDigits(3), "H", ours.fitted.variance("irregular").unwrap(), 1.43805);
    all.finish(4);
    let interval = ours.total.interval(Confidence::new(0.95).unwrap());
    // The world was made with 10 in each of 30 periods.
    assert!(interval.low < 300.0 + 20.0 && interval.high > 300.0, "{interval:?}");
    assert!((305.0..330.0).contains(&ours.total.estimate) && ours.readings_after == 30);
}
