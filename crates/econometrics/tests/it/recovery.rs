//! (c) Worlds with a known answer, seeded. Bounds come from Monte Carlo standard errors, never from a guess.

use rand_distr::{Distribution, StandardNormal, StudentT};
use tertius_econometrics::Tolerance::Simulated;
use tertius_econometrics::resampling::{replicates, share_at_least};
use tertius_econometrics::*;

const WORLDS: usize = 1_000;

/// Standard error of a share over the worlds.
fn error_of(share: f64) -> f64 {
    (share * (1.0 - share) / WORLDS as f64).sqrt()
}

fn share_of(hits: &[bool]) -> f64 {
    hits.iter().filter(|h| **h).count() as f64 / hits.len() as f64
}

fn normal(random: &mut impl rand::Rng) -> f64 {
    StandardNormal.sample(random)
}

/// Three series of `n` periods with memory `phi`: U drives R with `effect` one period later, V drives nothing.
/// Errors of the same period are correlated through a common shock.
fn world(n: usize, phi: f64, effect: f64, heavy: bool, random: &mut impl rand::Rng) -> [Vec<Option<f64>>; 3] {
    let tails = StudentT::new(3.0).expect("3 degrees of freedom");
    let error = |random: &mut _| -> f64 { if heavy { tails.sample(random) } else { normal(random) } };
    let (mut r, mut u, mut v) = (0.0, 0.0, 0.0);
    let mut out = [vec![], vec![], vec![]];
    for period in 0..n + 100 {
        let common = error(random);
        let last_u = u;
        u = phi * u + error(random) + 0.5 * common;
        v = phi * v + error(random) + 0.5 * common;
        r = phi * r + effect * last_u + error(random) + 0.5 * common;
        if period >= 100 {
            out[0].push(Some(r));
            out[1].push(Some(u));
            out[2].push(Some(v));
        }
    }
    out
}

fn projection(series: &[Vec<Option<f64>>; 3], lags: usize) -> LocalProjection<'_> {
    LocalProjection {
        response: Named { name: "r", values: &series[0] },
        impulse: Named { name: "u", values: &series[1] },
        controls: vec![Named { name: "v", values: &series[2] }],
        lags: Lags::new(lags).unwrap(),
        order: Order::ImpulseLast,
    }
}

/// 95 % intervals of the response at horizon 1 cover the effect: also near a unit root, which is what the
/// lag more is for.
#[test]
fn intervals_of_projections_cover() {
    for (phi, seed) in [(0.4, 1), (0.6, 2), (0.95, 3)] {
        let level = Confidence::new(0.95).unwrap();
        let covered = replicates(WORLDS, seed, |_, random| {
            let series = world(240, phi, -0.35, false, random);
            let sample = projection(&series, 2).sample(Horizons::single(1).unwrap()).unwrap();
            let interval = sample.estimate(Covariance::Hc3).unwrap().response.interval(level);
            interval.low <= -0.35 && -0.35 <= interval.high
        });
        let class = Simulated { standard_error: error_of(0.95) };
        class.check(format!("coverage at {phi}"), share_of(&covered), 0.95).unwrap();
    }
}

/// Under the null, with heavy tails and a common shock, the mean response over three periods is found at
/// 5 % in about 5 %; HC3 leans to the safe side, overlap to the other.
#[test]
fn projections_keep_their_size() {
    for (phi, heavy, seed) in [(0.4, false, 4), (0.6, true, 5)] {
        let found = replicates(WORLDS, seed, |_, random| {
            let series = world(240, phi, 0.0, heavy, random);
            let sample = projection(&series, 2).sample(Horizons::new(1, 3).unwrap()).unwrap();
            sample.estimate(Covariance::Hc3).unwrap().response.p_value < 0.05
        });
        let class = Simulated { standard_error: error_of(0.05) };
        class.check(format!("size at {phi}"), share_of(&found), 0.05).unwrap();
    }
}

/// Only downward surprises matter: the lower half is found, the upper one at its size, and the difference has
/// the right sign on average.
#[test]
fn halves_find_the_half_that_matters() {
    let both = replicates(WORLDS, 6, |_, random| {
        let (mut r, mut u) = (0.0, 0.0);
        let mut series = [vec![], vec![], vec![]];
        for _ in 0..240 {
            let surprise = normal(random);
            r = 0.4 * r + 0.6 * series[2].last().copied().flatten().unwrap_or(0.0) + normal(random);
            u = 0.4 * u + surprise;
            series[0].push(Some(r));
            series[1].push(Some(u));
            // What reaches R one period later: the downward part alone.
            series[2].push(Some(surprise.min(0.0)));
        }
        let asked = LocalProjection { controls: vec![], ..projection(&series, 2) };
        let halves = asked.sample(Horizons::single(1).unwrap()).unwrap().halves(Covariance::Hc3).unwrap();
        (halves.positive, halves.negative)
    });
    let count = WORLDS as f64;
    for (name, truth, half) in [
        ("up", 0.0, both.iter().map(|b| b.0.estimate).collect::<Vec<_>>()),
        ("down", 0.6, both.iter().map(|b| b.1.estimate).collect()),
    ] {
        let mean = half.iter().sum::<f64>() / count;
        let deviation = (half.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / count).sqrt();
        // The surprise is estimated, which moves its zero line by about 1 / sqrt(n): a bias of that order, far
        // below one replicate's standard error, comes on top of the Monte Carlo error.
        let class = Simulated { standard_error: deviation / count.sqrt() + 0.005 };
        class.check(name, mean, truth).unwrap();
    }
    let found: Vec<bool> = both.iter().map(|b| b.0.p_value < 0.05).collect();
    let class = Simulated { standard_error: error_of(0.05) };
    class.check("size of the upper half", share_of(&found), 0.05).unwrap();
}

/// The block test and the single-equation test reject a true null in 5 %, and the coefficients are recovered.
#[test]
fn autoregressions_are_recovered_and_keep_their_size() {
    let runs = replicates(WORLDS, 7, |_, random| {
        let series = world(240, 0.5, -0.35, false, random);
        let mut columns = Columns::new(240);
        for (name, values) in ["r", "u", "v"].iter().zip(&series) {
            columns.push(*name, &values.iter().map(|v| v.unwrap()).collect::<Vec<_>>()).unwrap();
        }
        let lags = Lags::new(1).unwrap();
        let fit = VectorAutoregression::fit(&columns, lags, Deterministic::Constant).unwrap();
        (
            fit.coefficient("r", "u.l1").unwrap(),
            fit.granger_block(&[2]).unwrap().p_value < 0.05,
            fit.excluding(2, 0, Covariance::Hc3).unwrap().p_value < 0.05,
            fit.excluding(1, 0, Covariance::Hc3).unwrap().p_value < 0.05,
        )
    });
    let count = WORLDS as f64;
    let mean = runs.iter().map(|r| r.0).sum::<f64>() / count;
    let deviation = (runs.iter().map(|r| (r.0 - mean).powi(2)).sum::<f64>() / count).sqrt();
    // Least squares in short autoregressions is biased by about 1 / T.
    let standard_error = deviation / count.sqrt() + 1.0 / 240.0 / 4.0;
    Simulated { standard_error }.check("effect", mean, -0.35).unwrap();
    let size = Simulated { standard_error: error_of(0.05) };
    size.check("block", share_of(&runs.iter().map(|r| r.1).collect::<Vec<_>>()), 0.05).unwrap();
    size.check("equation", share_of(&runs.iter().map(|r| r.2).collect::<Vec<_>>()), 0.05).unwrap();
    assert!(share_of(&runs.iter().map(|r| r.3).collect::<Vec<_>>()) > 0.95, "power of a strong cause");
}

/// HC3 intervals cover where the error's spread follows the regressor; classical ones do not, by far.
#[test]
fn robust_intervals_cover_where_classical_ones_do_not() {
    let level = Confidence::new(0.95).unwrap();
    let covered = replicates(WORLDS, 8, |_, random| {
        let x: Vec<f64> = (0..150).map(|_| normal(random)).collect();
        let y: Vec<f64> = x.iter().map(|x| 1.0 + 0.5 * x + x.abs() * 1.5 * normal(random)).collect();
        let mut design = Columns::new(150);
        design.constant();
        design.push("x", &x).unwrap();
        let fit = OrdinaryLeastSquares::fit(&y, &design).unwrap();
        [Covariance::Hc3, Covariance::Classical].map(|kind| {
            let interval = fit.coefficient(1, kind).unwrap().interval(level);
            interval.low <= 0.5 && 0.5 <= interval.high
        })
    });
    let robust = share_of(&covered.iter().map(|c| c[0]).collect::<Vec<_>>());
    let classical = share_of(&covered.iter().map(|c| c[1]).collect::<Vec<_>>());
    Simulated { standard_error: error_of(0.95) }.check("HC3", robust, 0.95).unwrap();
    assert!(classical < 0.85, "classical coverage {classical}");
}

/// Circular shifts of an unrelated series with strong memory keep their size, where a plain correlation test
/// does not.
#[test]
fn circular_shifts_keep_their_size() {
    let found = replicates(WORLDS, 9, |_, random| {
        let [a, b, _] = world(120, 0.9, 0.0, false, random);
        let flat = |s: Vec<Option<f64>>| s.into_iter().map(|v| v.unwrap()).collect::<Vec<f64>>();
        // Independent series: one comes from this world, the other from a world of its own.
        let (a, _) = (flat(a), b);
        let [_, b, _] = world(120, 0.9, 0.0, false, random);
        let b = flat(b);
        let observed = correlation(&a, &b).unwrap();
        let shifted: Vec<f64> = resampling::all_circular_shifts(120, 5)
            .unwrap()
            .into_iter()
            .map(|s| correlation(&a, &resampling::circular_shift(&b, s)).unwrap().estimate.abs())
            .collect();
        let standing = share_at_least(observed.estimate.abs(), &shifted).unwrap();
        (standing.p_value < 0.05, observed.p_value < 0.05)
    });
    let shift = share_of(&found.iter().map(|f| f.0).collect::<Vec<_>>());
    let plain = share_of(&found.iter().map(|f| f.1).collect::<Vec<_>>());
    // The shifts leave out the nearest five, and the end joins the beginning: a little off 5 %.
    Simulated { standard_error: error_of(0.05) + 0.0025 }.check("shift", shift, 0.05).unwrap();
    assert!(plain > 0.3, "a plain test must be fooled by memory: {plain}");
}

/// Holm keeps the chance of any false rejection at its level, for dependent tests too.
#[test]
fn holm_keeps_the_family() {
    let any = replicates(WORLDS, 10, |_, random| {
        let common = normal(random);
        let p: Vec<f64> = (0..8)
            .map(|_| {
                let x: Vec<f64> = (0..30).map(|_| normal(random) + 0.1 * common).collect();
                let time: Vec<f64> = (0..30).map(f64::from).collect();
                correlation(&x, &time).unwrap().p_value
            })
            .collect();
        holm(&p).unwrap().iter().any(|p| *p < 0.05)
    });
    let share = share_of(&any);
    // 1 - .95^8 = .34 would be found without an adjustment; independent tests come out at 1 - (1 - .05/8)^8.
    let family = 1.0 - (1.0f64 - 0.05 / 8.0).powi(8);
    Simulated { standard_error: error_of(family) }.check("any false rejection", share, family).unwrap();
}
