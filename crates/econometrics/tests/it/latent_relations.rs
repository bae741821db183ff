//! Hidden relations: (b) another road to the same posterior; (c) the sampler against its prior, on one thread and on two, in a world with a known answer; what is
//! refused.

use tertius_econometrics::latent_relations::{LatentStudy, calibrate_latent_relations};
use tertius_econometrics::*;

use crate::comparing::{Folder, list};

fn lags(count: usize) -> Lags {
    Lags::new(count).unwrap()
}

/// A slow wave over 96 periods with a reading per period of two instruments, and one of means of 12.
fn relations(count: usize) -> (LatentRelations, Vec<f64>) {
    let periods = 96;
    let wave: Vec<f64> = (0..periods).map(|t| (t as f64 / 9.0).sin()).collect();
    let wiggle = |t: usize, k: usize| (((t + 1) * (t + 3) * (2 * k + 7)) % 101) as f64 / 50.5 - 1.0;
    let mut instruments = Vec::new();
    for relation in 0..count {
        let reading = |first: usize, last: usize, b: f64, noise: f64, k: usize| {
            let mean = wave[first..=last].iter().sum::<f64>() / (last - first + 1) as f64;
            let value = b * mean + noise * wiggle(first, k);
            BlockReading { first, last, value, variance: 0.02, era: 0 }
        };
        let named = |kind: &str, anchor, readings| LatentInstrument {
            name: format!("{kind} of {relation}"),
            relation,
            anchor,
            readings,
        };
        // Between periods 40 and 60 only the yearly instrument reads.
        let months = (0..periods).filter(|t| !(40..60).contains(t));
        instruments.push(named(
            "anchor",
            true,
            months.clone().map(|t| reading(t, t, 1.0, 0.5, 3 * relation)).collect(),
        ));
        instruments.push(named("half", false, months.map(|t| reading(t, t, 0.5, 0.2, 3 * relation + 1)).collect()));
        let years = (0..periods / 12).map(|y| reading(12 * y, 12 * y + 11, 0.8, 0.1, 3 * relation + 2));
        instruments.push(named("years", false, years.collect()));
    }
    let names = (0..count).map(|j| format!("relation {j}")).collect();
    (LatentRelations { relations: names, periods, restarts: vec![], instruments }, wave)
}

fn quick() -> LatentSampler {
    LatentSampler {
        chains: 2,
        burn_in: 200,
        draws: 400,
        kept: 200,
        rounds_max: 1,
        r_hat_max: 2.0,
        effective_min: 5.0,
        seed: 3,
    }
}

#[test]
fn a_wave_is_found_again() {
    let (asked, wave) = relations(1);
    let sampler =
        LatentSampler { draws: 4_000, kept: 1_000, rounds_max: 6, r_hat_max: 1.01, effective_min: 400.0, ..quick() };
    let fit = asked.fit(lags(1), &LatentPrior::default(), &sampler).unwrap();
    let confidence = Confidence::new(0.9).unwrap();
    let convergence = fit.convergence();
    assert!(convergence.r_hat_max < 1.01 && convergence.effective_min > 400.0, "{convergence:?}");
    assert_eq!((fit.n_draws(), fit.n_periods(), fit.path(17, 0).len()), (2_000, 96, 96));
    let band = fit.band(0, confidence);
    let inside = band.iter().filter(|s| s.low <= wave[s.period] && wave[s.period] <= s.high).count();
    assert!(inside > 80, "{inside} of 96");
    assert!(band.iter().all(|s| s.low < s.median && s.median < s.high && s.standard_deviation > 0.0));
    // Where only yearly means are read, the band is wider.
    assert!(band[50].standard_deviation > 1.5 * band[20].standard_deviation);
    let half = fit.loading(1, confidence);
    assert!(half.low < 0.5 && 0.5 < half.high && half.share_positive == 1.0, "{half:?}");
    let anchor = fit.loading(0, confidence);
    assert_eq!((anchor.low, anchor.mean, anchor.high), (1.0, 1.0, 1.0));
    let reliability = fit.reliability(0, confidence).unwrap();
    assert!((0.6..0.95).contains(&reliability.mean), "{reliability:?}");
    assert!(matches!(fit.intercept(0, 1, confidence), Err(Refusal::NoSuch { .. })));
    assert_eq!(fit.residual(2).len(), 8);
    assert!(fit.residual_autocorrelation(0).unwrap().abs() < 0.3 && fit.residual_autocorrelation(2).is_none());
}

#[test]
fn threads_do_not_matter() {
    let (asked, _) = relations(2);
    let run = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| asked.fit(lags(2), &LatentPrior::default(), &quick()).unwrap())
    };
    let (one, two) = (run(1), run(2));
    for draw in [0, 150, 399] {
        assert_eq!(one.path(draw, 1), two.path(draw, 1));
        assert_eq!(one.coefficients(draw), two.coefficients(draw));
    }
    assert_eq!(one.convergence(), two.convergence());
    let (confidence, ahead) = (Confidence::new(0.9).unwrap(), Horizons::new(1, 3).unwrap());
    let response = one.response(0, 1, ahead, true, confidence).unwrap();
    assert_eq!(response, two.response(0, 1, ahead, true, confidence).unwrap());
    assert!((0.0..=1.0).contains(&response.share_positive) && response.low < response.high);
}

#[test]
fn a_response_is_the_power_of_the_coefficients() {
    let (asked, _) = relations(2);
    let fit = asked.fit(lags(1), &LatentPrior::default(), &quick()).unwrap();
    let confidence = Confidence::new(0.9).unwrap();
    let second = fit.response(0, 1, Horizons::single(2).unwrap(), false, confidence).unwrap();
    // Entry (1, 0) of A^2; a column holds the coefficients of an equation.
    let by_hand = (0..fit.n_draws()).map(|d| {
        let b = fit.coefficients(d);
        b[3] * b[0] + b[4] * b[3]
    });
    let mean = by_hand.sum::<f64>() / fit.n_draws() as f64;
    Tolerance::Exact.check("mean", second.mean, mean).unwrap();
    let none = fit.response(2, 1, Horizons::single(1).unwrap(), false, confidence);
    assert!(matches!(none, Err(Refusal::NoSuch { index: 2, count: 2, .. })));
}

#[test]
fn draws_are_calibrated() {
    // Small, so that it runs with every test; `studies/calibration` has the whole.
    let calibration = Calibration { fits: 100, draws_per_fit: 39, bins: 10, seed: 5 };
    let study = LatentStudy { calibration, periods: 36, burn_in: 300, thin: 25, ..LatentStudy::standard(1).unwrap() };
    let right = calibrate_latent_relations(&study).unwrap();
    assert!(right.smallest_p_value() > 0.01, "{right:#?}");
    let wrong = calibrate_latent_relations(&LatentStudy { distortion: 1.5, ..study }).unwrap();
    assert!(wrong.smallest_p_value() < 0.01);
}

#[test]
fn what_has_not_settled_is_refused_by_name() {
    let (asked, _) = relations(1);
    let strict = LatentSampler { effective_min: 1e6, ..quick() };
    let refused = asked.fit(lags(1), &LatentPrior::default(), &strict).unwrap_err();
    let Refusal::Unsettled { draws, effective_min, effective, .. } = refused else { panic!("{refused}") };
    assert_eq!((draws, effective_min), (400, 1e6));
    assert!(effective > 0.0 && effective < 400.0);
}

#[test]
fn questions_out_of_range_are_refused() {
    let (right, _) = relations(1);
    let refused = |change: &dyn Fn(&mut LatentRelations)| {
        let mut asked = right.clone();
        change(&mut asked);
        asked.fit(lags(1), &LatentPrior::default(), &quick()).unwrap_err()
    };
    assert!(matches!(refused(&|a| a.instruments[1].anchor = true), Refusal::SettingOutOfRange { value: 2.0, .. }));
    assert!(matches!(refused(&|a| a.instruments[0].anchor = false), Refusal::SettingOutOfRange { value: 0.0, .. }));
    assert!(matches!(refused(&|a| a.instruments[1].relation = 3), Refusal::NoSuch { index: 3, count: 1, .. }));
    assert!(matches!(refused(&|a| a.instruments[1].readings.clear()), Refusal::TooFewObservations { have: 0, .. }));
    assert!(matches!(refused(&|a| a.instruments[1].readings[3].value = f64::NAN), Refusal::NotFinite { row: 3, .. }));
    assert!(matches!(refused(&|a| a.instruments[1].readings[3].variance = -1.0), Refusal::SettingOutOfRange { .. }));
    assert!(matches!(refused(&|a| a.instruments[1].readings[3].last = 96), Refusal::NoSuch { index: 96, .. }));
    assert!(matches!(refused(&|a| a.instruments[1].readings.swap(3, 4)), Refusal::SettingOutOfRange { .. }));
    assert!(matches!(refused(&|a| a.restarts = vec![20, 20]), Refusal::SettingOutOfRange { .. }));
    assert!(matches!(refused(&|a| a.instruments[1].name = "anchor of 0".to_owned()), Refusal::NameTaken { .. }));
    let settings = |prior: LatentPrior, sampler: LatentSampler| right.fit(lags(1), &prior, &sampler).unwrap_err();
    for prior in [
        LatentPrior { own_lag: 1.0, ..LatentPrior::default() },
        LatentPrior { noise_spread: 0.0, ..LatentPrior::default() },
        LatentPrior { error_degrees: 2.0, ..LatentPrior::default() },
        LatentPrior { tightness: f64::NAN, ..LatentPrior::default() },
    ] {
        assert!(matches!(settings(prior, quick()), Refusal::SettingOutOfRange { .. }));
    }
    for sampler in [
        LatentSampler { chains: 1, ..quick() },
        LatentSampler { kept: 33, ..quick() },
        LatentSampler { r_hat_max: 1.0, ..quick() },
    ] {
        assert!(matches!(settings(LatentPrior::default(), sampler), Refusal::SettingOutOfRange { .. }));
    }
}

/// The readings of `reference/latent_relations`.
fn readings(input: &crate::reading::Table) -> LatentRelations {
    let columns = ["instrument", "first", "last", "value", "variance", "era"].map(|name| input.column(name));
    let instrument = |k: usize, name: &str| LatentInstrument {
        name: name.to_owned(),
        relation: 0,
        anchor: k == 0,
        readings: (0..columns[0].len())
            .filter(|row| columns[0][*row] as usize == k)
            .map(|row| BlockReading {
                first: columns[1][row] as usize,
                last: columns[2][row] as usize,
                value: columns[3][row],
                variance: columns[4][row],
                era: columns[5][row] as usize,
            })
            .collect(),
    };
    LatentRelations {
        relations: vec!["relation".to_owned()],
        periods: 24,
        restarts: vec![],
        instruments: vec![instrument(0, "anchor"), instrument(1, "blocks")],
    }
}

#[test]
fn another_road_to_the_same_posterior() {
    let Folder { input, expected, class: _, mut all } = Folder::open("latent_relations");
    let prior = LatentPrior { error_degrees: f64::INFINITY, ..LatentPrior::default() };
    let sampler = LatentSampler { draws: 8_000, kept: 4_000, seed: 5, ..LatentSampler::default() };
    let fit = readings(&input).fit(lags(1), &prior, &sampler).unwrap();
    let level = Confidence::new(0.9).unwrap();
    // Both roads draw at random. The variance of a variance is had by the fourth moment, for tails below a normal's twice.
    let mut moments = |name: &str, mean: f64, sd: f64, effective: f64, theirs: [f64; 4]| {
        let [their_mean, mean_error, their_variance, variance_error] = theirs;
        let variance = sd * sd;
        let standard_error = (variance / effective + mean_error.powi(2)).sqrt();
        all.value(Tolerance::Simulated { standard_error }, format!("mean of {name}"), mean, their_mean);
        let standard_error = ((2.0 * variance).powi(2) / effective + variance_error.powi(2)).sqrt();
        all.value(Tolerance::Simulated { standard_error }, format!("variance of {name}"), variance, their_variance);
    };
    let four = |name: &str| <[f64; 4]>::try_from(list(&expected[name])).unwrap();
    for (name, summary) in [
        ("loading", fit.loading(1, level)),
        ("noise_anchor", fit.noise(0, level)),
        ("noise_blocks", fit.noise(1, level)),
    ] {
        moments(name, summary.mean, summary.standard_deviation, summary.effective, four(name));
    }
    let draws = |of: &dyn Fn(usize) -> f64| -> (f64, f64) {
        let values: Vec<f64> = (0..fit.n_draws()).map(of).collect();
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        let variance = values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (values.len() as f64 - 1.0);
        (mean, variance.sqrt())
    };
    let effective = fit.convergence().effective_min;
    let (mean, sd) = draws(&|d| fit.coefficients(d)[0]);
    moments("own_lag", mean, sd, effective, four("own_lag"));
    let (mean, sd) = draws(&|d| fit.sigma(d)[0]);
    moments("variance", mean, sd, effective, four("variance"));
    let states =
        ["mean", "mean_error", "variance", "variance_error"].map(|what| list(&expected[&format!("state_{what}")]));
    for state in fit.band(0, level) {
        let t = state.period;
        let theirs = [states[0][t], states[1][t], states[2][t], states[3][t]];
        moments(&format!("state {t}"), state.mean, state.standard_deviation, state.effective, theirs);
    }
    all.finish(2 * (5 + 24));
}
