//! State space: (a) cases solved by hand; (c) worlds with known states and effects, ranks of true states among draws,
//! and what is refused.

use tertius_econometrics::Tolerance::{Exact, Iterative, Simulated};
use tertius_econometrics::resampling::stream;
use tertius_econometrics::state_space::*;
use tertius_econometrics::*;

use rand_distr::{Distribution, StandardNormal};

fn present(values: &[f64]) -> Vec<Option<f64>> {
    values.iter().copied().map(Some).collect()
}

fn normals(seed: u64, replicate: u64, count: usize) -> Vec<f64> {
    let mut random = stream(seed, replicate);
    (0..count).map(|_| StandardNormal.sample(&mut random)).collect()
}

fn local_level(irregular: f64, level: f64) -> StateSpace {
    let mut model = StateSpace::new(&["level"], &["y"]).unwrap();
    model.set_loadings("y", &[1.0]).unwrap();
    model.set_reading_variance("y", irregular).unwrap();
    model.set_state_variances(&[level]).unwrap();
    model
}

#[test]
fn a_mean_and_two_steps_by_hand() {
    // A level that stays, read as 1 and 3 with variance 1: it is 2, with variance 1/2. The second reading is news
    // of 2 with variance 2.
    let y = Observations::new(&[("y", &present(&[1.0, 3.0]))]).unwrap();
    let model = local_level(1.0, 0.0);
    let smoothed = model.smooth(&y).unwrap().of("level").unwrap();
    for t in 0..2 {
        Exact.check("mean", smoothed.mean[t], 2.0).unwrap();
        Exact.check("variance", smoothed.variance[t], 0.5).unwrap();
    }
    let likelihood = model.log_likelihood(&y, &mut Workspace::new()).unwrap();
    Exact.check("likelihood", likelihood, -0.5 * ((4.0 * std::f64::consts::PI).ln() + 2.0)).unwrap();
    // With noise 2: before the second reading the level is 1 with variance 3; gain 3/4, so 2.5 with variance 3/4.
    let filtered = local_level(1.0, 2.0).filter(&y).unwrap();
    let (before, after) = (filtered.predicted("level").unwrap(), filtered.filtered("level").unwrap());
    Exact.check("before", before.mean[1], 1.0).unwrap();
    Exact.check("its variance", before.variance[1], 3.0).unwrap();
    Exact.check("after", after.mean[1], 2.5).unwrap();
    Exact.check("its variance", after.variance[1], 0.75).unwrap();
    Exact.check("forecast variance", filtered.forecast_variance()[0], 2.75).unwrap();
    assert_eq!(filtered.news("y").unwrap()[0].map(|n| n.diffuse), Some(true));
}

#[test]
fn a_gap_between_error_free_readings_is_a_bridge() {
    // Brownian bridge: from 0 to 4 in four steps of variance 1, the middle has mean 2 and variance 1.
    let y = Observations::new(&[("y", &[Some(0.0), None, None, None, Some(4.0)])]).unwrap();
    let path = local_level(0.0, 1.0).smooth(&y).unwrap().of("level").unwrap();
    for (t, (mean, variance)) in [(0.0, 0.0), (1.0, 0.75), (2.0, 1.0), (3.0, 0.75), (4.0, 0.0)].into_iter().enumerate()
    {
        Exact.check("mean", path.mean[t], mean).unwrap();
        Exact.check("variance", path.variance[t], variance).unwrap();
    }
}

#[test]
fn a_yearly_mean_fixes_the_mean_of_the_months() {
    let (n, blocks) = (40, Blocks::new(12, 4, 40).unwrap());
    let base = local_level(0.5, 0.3);
    let mut both = StateSpace::new(&["level"], &["y", "year"]).unwrap();
    both.set_loadings("y", &[1.0]).unwrap();
    both.set_reading_variance("y", 0.5).unwrap();
    both.set_state_variances(&[0.3]).unwrap();
    let mut model = both.with_running_mean("mean", &[("level", 1.0)], blocks).unwrap();
    model.set_loadings("year", &[0.0, 1.0]).unwrap();
    let noise = normals(3, 0, n);
    let months: Vec<Option<f64>> = noise.iter().enumerate().map(|(t, e)| (t % 3 == 0).then_some(2.0 + e)).collect();
    let years = blocks.place(&[Some(1.0), Some(3.0), Some(2.5)]).unwrap();
    assert_eq!((0..n).filter(|&t| years[t].is_some()).collect::<Vec<_>>(), [15, 27, 39]);
    let y = Observations::new(&[("y", &months), ("year", &years)]).unwrap();
    let smoothed = model.smooth(&y).unwrap();
    let (level, mean) = (smoothed.of("level").unwrap(), smoothed.of("mean").unwrap());
    for (end, reading) in [(15, 1.0), (27, 3.0), (39, 2.5)] {
        let of_months = level.mean[end - 11..=end].iter().sum::<f64>() / 12.0;
        Exact.check("mean of the months", of_months, reading).unwrap();
        Exact.check("state", mean.mean[end], reading).unwrap();
    }
    // Draws fulfil it too, each.
    let draws = model.draws(&y, 20, 1).unwrap();
    for k in 0..20 {
        let draw = draws.draw(k).unwrap();
        let of_months: f64 = (16..28).map(|t| draw[2 * t]).sum::<f64>() / 12.0;
        Iterative.check(format!("mean of the months, draw {k}"), of_months, 3.0).unwrap();
    }
    // Yearly readings only lower variances.
    let without = base.smooth(&Observations::new(&[("y", &months)]).unwrap()).unwrap().of("level").unwrap();
    assert!((0..n).all(|t| level.variance[t] <= without.variance[t] + 1e-12));
}

#[test]
fn ranks_of_true_states_among_draws_are_uniform() {
    // Local linear trend with a proper start, gaps, 60 periods; 19 draws, so 20 ranks.
    let mut model = StateSpace::new(&["level", "slope"], &["y"]).unwrap();
    model.set_transition(&[1.0, 0.0, 1.0, 0.9]).unwrap();
    model.set_loadings("y", &[1.0, 0.0]).unwrap();
    model.set_reading_variance("y", 0.8).unwrap();
    model.set_state_variances(&[0.2, 0.05]).unwrap();
    model.set_start(&[1.0, -0.2], &[2.0, 0.3, 0.3, 0.5]).unwrap();
    let (n, worlds) = (60, 300);
    let mut counts = [[0.0; 20]; 4];
    for world in 0..worlds {
        let e = normals(77, world, 3 * n + 2);
        let mut level = 1.0 + 2f64.sqrt() * e[3 * n];
        let mut slope = -0.2 + 0.3 / 2f64.sqrt() * e[3 * n] + (0.5 - 0.045f64).sqrt() * e[3 * n + 1];
        let mut truth = Vec::new();
        let mut y = Vec::new();
        for t in 0..n {
            truth.push([level, slope]);
            y.push((t % 7 != 3 && !(30..38).contains(&t)).then_some(level + 0.8f64.sqrt() * e[3 * t]));
            level += slope + 0.2f64.sqrt() * e[3 * t + 1];
            slope = 0.9 * slope + 0.05f64.sqrt() * e[3 * t + 2];
        }
        let y = Observations::new(&[("y", &y)]).unwrap();
        let draws = model.draws(&y, 19, 1_000 + world).unwrap();
        for (at, (state, period)) in [("level", 0), ("slope", 0), ("level", 34), ("slope", 59)].into_iter().enumerate()
        {
            let true_value = truth[period][usize::from(state == "slope")];
            let rank = draws.at(state, period).unwrap().iter().filter(|d| **d < true_value).count();
            counts[at][rank] += 1.0;
        }
    }
    let expected = worlds as f64 / 20.0;
    for count in counts {
        let statistic: f64 = count.iter().map(|c| (c - expected).powi(2) / expected).sum();
        // The chi-squared distribution with 19 degrees of freedom has 0.25 % above 40.9: one of four at 1 %.
        assert!(statistic < 40.9, "{statistic} {count:?}");
    }
}

#[test]
fn effects_and_variances_of_known_worlds_come_back() {
    // 40 series of 150 periods with a step of 2: the mean estimate is right, and z-scores have variance one.
    let (n, event, worlds) = (150, 100, 40);
    let (mut estimates, mut scores, mut means) = (Vec::new(), Vec::new(), Vec::new());
    let none = Columns::new(n);
    for world in 0..worlds {
        let e = normals(5, world, 2 * n);
        let mut level = 10.0;
        let mut outcome = Vec::new();
        for t in 0..n {
            level += 0.2 * e[2 * t];
            outcome.push(Some(level + e[2 * t + 1] + if t >= event { 2.0 } else { 0.0 }));
        }
        let series = InterruptedSeries {
            outcome: &outcome,
            event,
            controls: &none,
            trend: Trend::LocalLevel,
            seasonal: Seasonal::None,
        };
        let effect = series.effect(EventShape::Step).unwrap();
        estimates.push(effect.effect.estimate);
        scores.push((effect.effect.estimate - 2.0) / effect.effect.standard_error);
        Exact.check("sum", effect.cumulative.estimate, 50.0 * effect.effect.estimate).unwrap();
        let path = series.counterfactual().unwrap();
        means.push((path.average.estimate - 2.0) / path.average.standard_error);
        assert!(path.cautions.iter().any(|c| matches!(c, Caution::ShortSample { periods: 100, .. })));
        assert!(path.average.null.contains("as the readings before"));
    }
    let average = |x: &[f64]| x.iter().sum::<f64>() / x.len() as f64;
    let spread = average(&estimates.iter().map(|e| (e - 2.0).powi(2)).collect::<Vec<_>>()).sqrt();
    let standard_error = spread / (worlds as f64).sqrt();
    Simulated { standard_error }.check("step", average(&estimates), 2.0).unwrap();
    for scores in [scores, means] {
        let variance = average(&scores.iter().map(|z| z * z).collect::<Vec<_>>());
        // Estimated variances make it somewhat larger than one.
        assert!((0.4..2.5).contains(&variance), "{variance}");
    }
}

#[test]
fn regression_alone_is_least_squares() {
    // Without noise in the level, effects are those of a regression with a constant.
    let n = 50;
    let e = normals(8, 0, 2 * n);
    let x: Vec<f64> = (0..n).map(|t| e[t] + 0.1 * t as f64).collect();
    let y: Vec<f64> = (0..n).map(|t| 3.0 - 0.7 * x[t] + e[n + t]).collect();
    let mut columns = Columns::new(n);
    columns.push("x", &x).unwrap();
    let outcome = present(&y);
    let with = |regressors| StructuralModel {
        outcome: &outcome,
        trend: Trend::LocalLevel,
        seasonal: Seasonal::None,
        regressors,
    };
    let fit = with(&columns).with_variances(&[("irregular", 1.0), ("level", 0.0)]).unwrap();
    let mut whole = columns.clone();
    whole.constant();
    let least = OrdinaryLeastSquares::fit(&y, &whole).unwrap();
    Exact.check("effect", fit.effect("x").unwrap().estimate, least.coefficients()[0]).unwrap();
    let classical = least.coefficient(0, Covariance::Classical).unwrap().standard_error;
    let standard_error = classical / least.residual_standard_deviation();
    Exact.check("its se", fit.effect("x").unwrap().standard_error, standard_error).unwrap();
    assert!(matches!(with(&whole).fit(), Err(Refusal::NotIdentified { .. })), "a constant is a level");
    // By maximum likelihood the level stands still here, and the variance of the error has divisor n - 2.
    let free = with(&columns).fit().unwrap();
    assert_eq!(free.variance("level").unwrap(), 0.0);
    assert!(matches!(free.cautions[..], [Caution::AtBorder { .. }]));
    let squared = least.residual_standard_deviation().powi(2);
    Iterative.check("error variance", free.variance("irregular").unwrap(), squared).unwrap();
}

#[test]
fn what_cannot_be_answered_is_refused() {
    let model = local_level(1.0, 1.0);
    let gap = Observations::new(&[("y", &[None, None])]).unwrap();
    assert!(matches!(model.smooth(&gap), Err(Refusal::TooFewObservations { have: 0, need: 1 })));
    assert_eq!(model.filter(&gap).unwrap().diffuse_left(), 1);
    let other = Observations::new(&[("z", &[Some(1.0)])]).unwrap();
    assert!(matches!(model.smooth(&other), Err(Refusal::NoSuchName { .. })));
    // A level without noise, read without error, cannot change.
    let y = Observations::new(&[("y", &present(&[1.0, 2.0]))]).unwrap();
    assert!(matches!(local_level(0.0, 0.0).filter(&y), Err(Refusal::Contradiction { row: 1, .. })));
    let same = Observations::new(&[("y", &present(&[2.0, 2.0]))]).unwrap();
    Exact.check("level", local_level(0.0, 0.0).smooth(&same).unwrap().of("level").unwrap().mean[1], 2.0).unwrap();
    let mut model = StateSpace::new(&["a", "b"], &["y"]).unwrap();
    assert!(model.set_transition(&[1.0; 3]).is_err());
    assert!(model.set_state_noise(&[1.0, 0.0, 0.0, 1.0], &[1.0, 2.0, 2.0, 1.0]).is_err());
    assert!(model.set_reading_variance("y", -1.0).is_err());
    assert!(model.set_loadings("y", &[f64::NAN, 0.0]).is_err());
    assert!(StateSpace::new(&["a", "a"], &["y"]).is_err() && StateSpace::new(&[], &["y"]).is_err());
    model.set_loadings("y", &[1.0, 1.0]).unwrap();
    model.set_reading_variance("y", 1.0).unwrap();
    let y = Observations::new(&[("y", &present(&[1.0, 2.0, 3.0]))]).unwrap();
    assert!(matches!(model.smooth(&y), Err(Refusal::NotIdentified { directions: 1, .. })));
    let flat = present(&[2.0; 30]);
    let (none, x) = (Columns::new(30), Seasonal::None);
    let series =
        InterruptedSeries { outcome: &flat, event: 20, controls: &none, trend: Trend::LocalLevel, seasonal: x };
    assert!(matches!(series.effect(EventShape::Step), Err(Refusal::NoVariation { .. })));
    assert!(matches!(InterruptedSeries { event: 30, ..series }.effect(EventShape::Step), Err(Refusal::NoSuch { .. })));
    assert!(InterruptedSeries { event: 0, ..series }.counterfactual().is_err());
    let odd = Seasonal::Dummy { period: 1, varies: false };
    assert!(InterruptedSeries { seasonal: odd, ..series }.effect(EventShape::Step).is_err());
}
