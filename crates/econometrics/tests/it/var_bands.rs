//! Vector autoregressions drawn again: (b) draws whose periods and signs are written down against statsmodels and
//! numpy; (c) known moments of the posterior, bias in two ways, coverage and size in small simulations.

use rand_distr::{Distribution, StandardNormal};
use tertius_econometrics::Tolerance::{Exact, Simulated};
use tertius_econometrics::resampling::{replicates, stream};
use tertius_econometrics::vector_autoregression::{
    BiasCorrection, Draws, Ends, GrangerStatistic, Identification, ResampledVar, Sampling, Scheme, Start, WildGranger,
};
use tertius_econometrics::*;

use crate::comparing::{Comparison, Folder, list, number};

const NAMES: [&str; 3] = ["u", "v", "w"];

fn level(share: f64) -> Confidence {
    Confidence::new(share).unwrap()
}

fn lags(count: usize) -> Lags {
    Lags::new(count).unwrap()
}

/// Bands of all paths in the order horizon, shock, effect: low ends, then high ends.
fn all_ends(bands: &vector_autoregression::PathBands, steps: usize) -> (Vec<f64>, Vec<f64>) {
    let mut ends = (Vec::new(), Vec::new());
    for h in 0..steps {
        for shock in NAMES {
            for effect in NAMES {
                let interval = bands.of(effect).unwrap().to(shock).unwrap().at(Horizon(h)).unwrap();
                ends.0.push(interval.low);
                ends.1.push(interval.high);
            }
        }
    }
    ends
}

fn all_estimates(bands: &vector_autoregression::PathBands, steps: usize) -> Vec<f64> {
    let path = |effect, shock| bands.of(effect).unwrap().from(shock).unwrap().estimate().to_vec();
    let pairs = NAMES.iter().flat_map(|shock| NAMES.iter().map(move |effect| path(effect, shock)));
    let paths: Vec<Vec<f64>> = pairs.collect();
    (0..steps).flat_map(|h| paths.iter().map(move |p| p[h]).collect::<Vec<_>>()).collect()
}

fn by_sum<'a>((low, high): (&'a [f64], &'a [f64])) -> (&'a [f64], &'a [f64]) {
    if low.iter().sum::<f64>() <= high.iter().sum::<f64>() { (low, high) } else { (high, low) }
}

#[test]
fn var_bootstrap() {
    let Folder { input, expected, class, mut all } = Folder::open("var_bootstrap");
    let count = |key: &str| expected[key].as_integer().unwrap() as usize;
    let (p, steps) = (count("lags"), count("steps"));
    let var = ResampledVar::new(&input.columns(&NAMES), lags(p), Deterministic::Constant).unwrap();
    let given = |name: &str| input.with_gaps(name).iter().flatten().map(|v| *v as usize).collect::<Vec<_>>();
    let draws: Vec<Vec<usize>> = (0..count("draws")).map(|d| given(&format!("draw_{d}"))).collect();

    let first = var.replay(&draws[0], true).unwrap();
    all.values(class, "coefficients", first.coefficients(), &list(&expected["coefficients"]));
    all.values(class, "sigma", &first.sigma(), &list(&expected["sigma"]));
    for (key, shocks) in [("orthogonal", &Identification::Orthogonal), ("generalised", &Identification::Generalised)] {
        all.values(class, key, &first.responses(shocks, steps).unwrap(), &list(&expected[key]));
    }
    let plain = var.replay(&draws[1], false).unwrap();
    all.values(class, "plain", plain.coefficients(), &list(&expected["not_rescaled_coefficients"]));
    all.values(class, "plain sigma", &plain.sigma(), &list(&expected["not_rescaled_sigma"]));

    let sampled = var.replayed_responses(&draws, &Identification::Orthogonal, steps, true).unwrap();
    for (key, ends) in [("percentile", Ends::Percentile), ("hall", Ends::Hall)] {
        let bands = sampled.bands(ends, level(0.9)).unwrap();
        let (low, high) = all_ends(&bands, steps);
        all.values(class, key, &low, &list(&expected[&format!("{key}_low")]));
        all.values(class, key, &high, &list(&expected[&format!("{key}_high")]));
        all.values(class, "estimate", &all_estimates(&bands, steps), &list(&expected["estimate"]));
    }

    let theirs = &expected["eigen"];
    let confidence = level(number(&theirs["level"]));
    let reduced = var.replayed_responses(&draws, &Identification::ReducedForm, steps, true).unwrap();
    let eigen = reduced.eigen("w", "v").unwrap();
    all.values(class, "variances", &eigen.variances()[..steps - 1], &list(&theirs["variances"]));
    for (key, band) in [
        ("symmetric_first", eigen.symmetric_band(0, confidence).unwrap()),
        ("quantile_second", eigen.band(1, confidence).unwrap()),
    ] {
        let (low, high) = by_sum(band.of("w").unwrap());
        all.values(class, key, low, &list(&theirs[&format!("{key}_low")]));
        all.values(class, key, high, &list(&theirs[&format!("{key}_high")]));
    }
    let joint = reduced.eigen_of_shock("v").unwrap();
    all.values(class, "joint", &joint.variances()[..3], &list(&theirs["variances_of_shock"]));

    let pope = Sampling { correction: BiasCorrection::Pope, ..Sampling::default() };
    let bias = var.coefficient_bias(&pope).unwrap();
    let mut ours = Vec::new();
    for effect in NAMES {
        for lag in 1..=p {
            ours.extend(NAMES.map(|cause| bias.of(effect, cause, lag).unwrap()));
        }
    }
    all.values(class, "Pope", &ours, &list(&expected["pope"]));

    let theirs = &expected["decomposition"];
    let few = Sampling { count: 50, ..Sampling::default() };
    for (key, shocks, normalised) in [
        ("orthogonal", &Identification::Orthogonal, false),
        ("generalised", &Identification::Generalised, false),
        ("normalised", &Identification::Generalised, true),
    ] {
        let sampled = var.decomposition(shocks, normalised, steps, &few).unwrap();
        let bands = sampled.bands(Ends::Percentile, level(0.9)).unwrap();
        all.values(class, key, &all_estimates(&bands, steps), &list(&theirs[key]));
    }
    let table = var.connectedness(steps, &few, Ends::Percentile, level(0.9)).unwrap();
    all.value(class, "total", table.total().0, number(&theirs["total"]));
    all.values(class, "from", &NAMES.map(|s| table.from(s).unwrap().0), &list(&theirs["from"]));
    all.values(class, "to", &NAMES.map(|s| table.to(s).unwrap().0), &list(&theirs["to"]));
    all.values(class, "net", &NAMES.map(|s| table.net(s).unwrap().0), &list(&theirs["net"]));

    let keep: Vec<bool> = given("keep").iter().map(|sign| *sign == 1).collect();
    let questions: [(&str, &[&str], &[&str]); 3] =
        [("pair", &["v"], &["u"]), ("block", &["u", "v"], &["w"]), ("rest", &["w"], &["u", "v"])];
    for (name, causes, effects) in questions {
        let theirs = &expected["wald"][name];
        for (key, statistic) in
            [("classical", GrangerStatistic::Classical), ("hc0", GrangerStatistic::Hc0), ("hc3", GrangerStatistic::Hc3)]
        {
            let asked = WildGranger { causes, effects, statistic, draws: 19, seed: 1 };
            let test = var.wild_granger(&asked).unwrap();
            all.value(class, format!("{name} {key}"), test.wald, number(&theirs[key]));
            let drawn = var.replay_wild_granger(&asked, &keep).unwrap();
            all.value(class, format!("{name} {key} draw"), drawn, number(&theirs[&format!("{key}_draw")]));
            if (name, key) == ("pair", "hc3") {
                all.value(class, "hc3", test.wald, number(&theirs["hc3_statsmodels"]));
                all.value(class, "hc3 p", test.p_value_chi_squared, number(&theirs["hc3_p_value"]));
            }
        }
    }
    all.finish(18 + 9 + 126 + 27 + 6 * 63 + 6 + 28 + 3 + 18 + 3 * 63 + 10 + 20);
}

fn normal(random: &mut impl rand::Rng) -> f64 {
    StandardNormal.sample(random)
}

/// Two series, one lag: y1 = phi y1 + .3 y2, y2 = .5 y2, errors correlated .5; optionally with volatility that
/// follows its own past error.
fn world(n: usize, phi: f64, effect: f64, arch: f64, random: &mut impl rand::Rng) -> Columns {
    let mut series = [vec![], vec![]];
    let (mut y1, mut y2, mut last) = (0.0, 0.0, [0.0f64; 2]);
    for period in 0..n + 100 {
        let size = |e: f64| (1.0 - arch + arch * e * e).sqrt();
        let e2 = size(last[1]) * normal(random);
        let e1 = size(last[0]) * (0.5 * normal(random) + 0.75f64.sqrt() * normal(random));
        (y1, y2) = (phi * y1 + effect * y2 + 0.5 * e2 + e1, 0.5 * y2 + e2);
        last = [e1, e2];
        if period >= 100 {
            series[0].push(y1);
            series[1].push(y2);
        }
    }
    let mut columns = Columns::new(n);
    columns.push("y1", &series[0]).unwrap();
    columns.push("y2", &series[1]).unwrap();
    columns
}

/// Draws of one number.
fn numbers_of(var: &ResampledVar, sampling: &Sampling, effect: &str, shock: &str, h: usize) -> Vec<f64> {
    let sampled = var.responses(&Identification::ReducedForm, false, h + 1, sampling).unwrap();
    sampled.draws_of(effect, shock, Horizon(h)).unwrap()
}

fn moments(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    (mean, values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (n - 1.0))
}

#[test]
fn draws_do_not_depend_on_the_number_of_threads() {
    let series = world(80, 0.6, 0.3, 0.0, &mut stream(1, 0));
    let var = ResampledVar::new(&series, lags(2), Deterministic::Constant).unwrap();
    for (draws, start, correction) in [
        (Draws::Bootstrap(Scheme::Independent), Start::RandomBlock, BiasCorrection::None),
        (Draws::Bootstrap(Scheme::Blocks { length: 7 }), Start::BurnIn(20), BiasCorrection::Bootstrap { draws: 100 }),
        (Draws::Bootstrap(Scheme::Wild), Start::Observed, BiasCorrection::None),
        (Draws::MonteCarlo, Start::BurnIn(100), BiasCorrection::None),
        (Draws::Posterior, Start::Observed, BiasCorrection::None),
    ] {
        let sampling = Sampling { draws, start, correction, count: 150, seed: 5, ..Sampling::default() };
        let run = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| var.responses(&Identification::Orthogonal, true, 5, &sampling).unwrap())
        };
        let one = run(1);
        assert_eq!(one, run(2), "{draws:?}");
        assert_eq!(one.draws(), 150, "{draws:?}: {:?}", one.cautions);
        let more = Sampling { count: 300, ..sampling };
        let more = var.responses(&Identification::Orthogonal, true, 5, &more).unwrap();
        let of = |s: &vector_autoregression::SampledPaths| s.draws_of("y1", "y2", Horizon(3)).unwrap();
        assert_eq!(of(&one)[..], of(&more)[..150], "{draws:?}");
    }
}

/// Under the flat prior a coefficient is multivariate t around least squares, and the error covariance inverse
/// Wishart: both moments are known.
#[test]
fn the_posterior_has_its_moments() {
    let series = world(70, 0.6, 0.3, 0.0, &mut stream(2, 0));
    let var = ResampledVar::new(&series, lags(1), Deterministic::ConstantTrend).unwrap();
    let count = 20_000;
    let sampling = Sampling { draws: Draws::Posterior, count, seed: 3, ..Sampling::default() };
    let df = (var.fit().n() - var.fit().parameters_per_equation()) as f64;
    let wider = df / (df - 3.0);
    for (at, effect) in ["y1", "y2"].iter().enumerate() {
        for (column, shock) in ["y1", "y2"].iter().enumerate() {
            let known = var.fit().equation(at).unwrap().coefficient(column, Covariance::Classical).unwrap();
            let variance = known.standard_error.powi(2) * wider;
            let (mean, spread) = moments(&numbers_of(&var, &sampling, effect, shock, 1));
            let what = format!("{effect} {shock}");
            let standard_error = (variance / count as f64).sqrt();
            Simulated { standard_error }.check(&what, mean, known.estimate).unwrap();
            // A t with some 60 degrees of freedom has a little more than the normal's fourth moment.
            let standard_error = variance * (2.2 / count as f64).sqrt();
            Simulated { standard_error }.check(&what, spread, variance).unwrap();
        }
    }
    // The impact of the first shock on its own series is the root of the first error variance: mean S / (df - 3).
    let sampled = var.responses(&Identification::Orthogonal, false, 1, &sampling).unwrap();
    let variances: Vec<f64> = sampled.draws_of("y1", "y1", Horizon(0)).unwrap().iter().map(|v| v * v).collect();
    let (mean, spread) = moments(&variances);
    let standard_error = (spread / count as f64).sqrt();
    Simulated { standard_error }.check("variance", mean, var.fit().sigma()[0] * wider).unwrap();
}

/// Both estimates of the bias are right to order 1 / T: over the seed they differ by Monte Carlo error and by terms
/// of higher order, here allowed a quarter of the largest bias.
#[test]
fn the_two_biases_agree_roughly() {
    let series = world(200, 0.8, 0.3, 0.0, &mut stream(4, 0));
    let var = ResampledVar::new(&series, lags(1), Deterministic::Constant).unwrap();
    let bias = |correction| var.coefficient_bias(&Sampling { correction, seed: 9, ..Sampling::default() }).unwrap();
    let (drawn, closed) = (bias(BiasCorrection::Bootstrap { draws: 20_000 }), bias(BiasCorrection::Pope));
    let pairs = [("y1", "y1"), ("y1", "y2"), ("y2", "y1"), ("y2", "y2")];
    let size = pairs.iter().map(|(e, c)| closed.of(e, c, 1).unwrap().abs()).fold(0.0, f64::max);
    assert!(closed.of("y1", "y1", 1).unwrap() < -0.5 * size);
    for (effect, cause) in pairs {
        let (d, c) = (drawn.of(effect, cause, 1).unwrap(), closed.of(effect, cause, 1).unwrap());
        assert!((d - c).abs() < 0.25 * size, "{effect} {cause}: {d} and {c}");
        let fit = var.fit().coefficient(effect, &format!("{cause}.l1")).unwrap();
        Exact.check("corrected", closed.corrected(effect, cause, 1).unwrap(), fit - c).unwrap();
    }
    let (taken_drawn, taken_closed) = (drawn.share_taken, closed.share_taken);
    assert!(taken_drawn > 0.99 && taken_closed > 0.99);
}

/// Of the worlds whose fit is not explosive, the share in which the band of the response of y1 to a shock in y2 holds the truth at a horizon.
fn coverage(n: usize, phi: f64, worlds: usize, sampling: &Sampling, h: usize) -> f64 {
    let truth = |h: usize| -> f64 {
        // Responses to an orthogonal shock in y2, ordered last: y2 moves by 1, y1 not at once.
        (0..h).map(|s| phi.powi(s as i32) * 0.3 * 0.5f64.powi((h - 1 - s) as i32)).sum()
    };
    let hits = replicates(worlds, 77, |at, random| {
        let series = world(n, phi, 0.3, 0.0, random);
        let var = ResampledVar::new(&series, lags(1), Deterministic::Constant).unwrap();
        let sampling = Sampling { seed: at as u64, ..*sampling };
        let Ok(sampled) = var.responses(&Identification::ReducedForm, false, h + 1, &sampling) else {
            return None;
        };
        let interval = sampled.bands(Ends::Percentile, level(0.9)).unwrap().of("y1").unwrap().to("y2").unwrap();
        let interval = interval.at(Horizon(h)).unwrap();
        Some(interval.low <= truth(h) && truth(h) <= interval.high)
    });
    let answered = hits.iter().flatten().count();
    assert!(answered * 10 > worlds * 9, "{answered} of {worlds} worlds have an answer");
    hits.iter().flatten().filter(|h| **h).count() as f64 / answered as f64
}

/// 90 % bands hold the truth in 90 % of worlds, up to four binomial standard errors and a short-sample allowance of
/// five points.
#[test]
fn bands_cover() {
    let worlds = 250;
    let some = Sampling { count: 300, ..Sampling::default() };
    let bound = 4.0 * (0.9 * 0.1 / worlds as f64).sqrt() + 0.05;
    for sampling in [
        some,
        Sampling { draws: Draws::MonteCarlo, ..some },
        Sampling { draws: Draws::Posterior, ..some },
        Sampling { correction: BiasCorrection::Pope, ..some },
        Sampling { draws: Draws::Bootstrap(Scheme::Blocks { length: 8 }), ..some },
    ] {
        for h in [1, 3] {
            let share = coverage(200, 0.6, worlds, &sampling, h);
            assert!((share - 0.9).abs() < bound, "{share} at {h}: {sampling:?}");
        }
    }
}

/// What Kilian's correction is for: with a root near one, the plain percentile band of a longer horizon lies too low,
/// and the corrected one covers better.
#[test]
fn the_correction_helps_near_a_unit_root() {
    let (worlds, h) = (250, 8);
    let plain = Sampling { count: 300, ..Sampling::default() };
    let corrected = Sampling { correction: BiasCorrection::Bootstrap { draws: 300 }, ..plain };
    let (without, with) = (coverage(80, 0.95, worlds, &plain, h), coverage(80, 0.95, worlds, &corrected, h));
    assert!(with > without + 0.05 && with > 0.75, "{without} without, {with} with the correction");
}

/// Size of the wild test at 10 % with volatility that clusters, and power against a true cause.
#[test]
fn the_wild_test_keeps_its_size() {
    let worlds = 200;
    let rejections = |effect: f64, statistic| {
        let p_values = replicates(worlds, 13, |at, random| {
            let series = world(120, 0.5, effect, 0.5, random);
            let var = ResampledVar::new(&series, lags(1), Deterministic::Constant).unwrap();
            let asked = WildGranger { causes: &["y2"], effects: &["y1"], statistic, draws: 199, seed: at as u64 };
            var.wild_granger(&asked).unwrap().p_value
        });
        p_values.iter().filter(|p| **p <= 0.1).count() as f64 / worlds as f64
    };
    for statistic in [GrangerStatistic::Classical, GrangerStatistic::Hc3] {
        let standard_error = (0.1 * 0.9 / worlds as f64).sqrt();
        Simulated { standard_error }.check(format!("{statistic:?}"), rejections(0.0, statistic), 0.1).unwrap();
    }
    assert!(rejections(0.4, GrangerStatistic::Hc3) > 0.8);
}

#[test]
fn refusals_and_cautions() {
    let series = world(70, 0.6, 0.3, 0.0, &mut stream(6, 0));
    let var = ResampledVar::new(&series, lags(1), Deterministic::Constant).unwrap();
    let some = Sampling { count: 60, ..Sampling::default() };
    let sampled = var.responses(&Identification::Orthogonal, false, 3, &some).unwrap();
    assert!(sampled.bands(Ends::Percentile, level(0.99)).is_err(), "60 draws cannot give 99 %");
    let bands = sampled.bands(Ends::Hall, level(0.9)).unwrap();
    assert!(bands.of("y3").is_err());
    assert!(bands.of("y1").unwrap().to("y3").is_err());
    assert!(bands.of("y1").unwrap().to("y2").unwrap().at(Horizon(3)).is_err());
    assert!(bands.cautions.iter().any(|c| matches!(c, Caution::ShortSample { periods: 69, .. })));
    let posterior = Sampling { draws: Draws::Posterior, ..some };
    let posterior = var.responses(&Identification::Orthogonal, false, 3, &posterior).unwrap();
    assert!(posterior.bands(Ends::Hall, level(0.9)).is_err());
    let wild = Sampling { draws: Draws::Bootstrap(Scheme::Wild), ..some };
    let wild = var.responses(&Identification::Generalised, false, 3, &wild).unwrap();
    assert!(wild.cautions.iter().any(|c| matches!(c, Caution::LeavesOut { .. })));
    assert!(var.responses(&Identification::Orthogonal, false, 0, &some).is_err());
    assert!(var.decomposition(&Identification::ReducedForm, true, 3, &some).is_err());
    assert!(var.coefficient_bias(&some).is_err());
    assert!(var.replay(&[0; 68], true).is_err());
    assert!(var.replay(&[69; 69], true).is_err());
    assert!(sampled.eigen("y1", "y2").unwrap().component(3).is_err());

    // An explosive system: no correction; draws are kept, or left out and counted.
    let mut growing = Columns::new(30);
    let mut random = stream(7, 0);
    let mut last = 5.0;
    growing.push_with("g", |_| {
        last = 1.1 * last + 0.3 * normal(&mut random);
        last
    });
    let var = ResampledVar::new(&growing, lags(1), Deterministic::None).unwrap();
    let pope = Sampling { correction: BiasCorrection::Pope, ..some };
    assert!(matches!(var.responses(&Identification::Orthogonal, false, 3, &pope), Err(Refusal::Explosive { .. })));
    let kept = var.responses(&Identification::Orthogonal, false, 3, &some).unwrap();
    assert_eq!(kept.draws(), 60);
    assert!(kept.cautions.iter().any(|c| matches!(c, Caution::NearUnitRoot { .. })));
    let stable = Sampling { stable_only: true, ..some };
    match var.responses(&Identification::Orthogonal, false, 3, &stable) {
        Ok(sampled) => assert!(sampled.cautions.iter().any(|c| matches!(c, Caution::DrawsLeftOut { .. }))),
        Err(refusal) => assert!(matches!(refusal, Refusal::TooFewDraws { have: 0 | 1, .. })),
    }
}

/// The kernels of the draws and the point results are written apart: allocation-free on slices, and by name.
#[test]
fn kernels_and_point_results_agree() {
    let folder = Folder::open("vector_autoregression");
    let names = ["u", "v", "w"];
    let series = folder.input.columns(&names);
    let (lags, steps) = (Lags::new(2).unwrap(), 13);
    let fit = VectorAutoregression::fit(&series, lags, Deterministic::Constant).unwrap();
    let var = ResampledVar::new(&series, lags, Deterministic::Constant).unwrap();
    let sampling = Sampling { count: 100, ..Sampling::default() };
    let confidence = Confidence::new(0.9).unwrap();
    let mut all = Comparison::of("closed form", "responses and shares", "our kernels for draws");
    for identification in [Identification::Orthogonal, Identification::Generalised, Identification::ReducedForm] {
        let points = fit.impulse_responses(identification.clone(), steps).unwrap();
        let bands = var.responses(&identification, false, steps, &sampling).unwrap();
        let bands = bands.bands(Ends::Percentile, confidence).unwrap();
        let shares = fit.variance_decomposition(identification.clone(), steps);
        let drawn = var.decomposition(&identification, true, steps, &sampling);
        assert_eq!(identification == Identification::ReducedForm, drawn.is_err());
        let drawn = drawn.map(|d| d.bands(Ends::Percentile, confidence).unwrap());
        for effect in names {
            for shock in names {
                let what = format!("{identification:?} {effect} {shock}");
                let of_point = points.of(effect).unwrap().to(shock).unwrap();
                let of_draws = bands.of(effect).unwrap().to(shock).unwrap();
                all.values(Tolerance::Exact, &what, of_draws.estimate(), of_point.path());
                if let (Ok(shares), Ok(drawn)) = (&shares, &drawn) {
                    let shares = shares.row_normalised();
                    let of_point = shares.of(effect).unwrap().from(shock).unwrap();
                    let of_draws = drawn.of(effect).unwrap().from(shock).unwrap();
                    all.values(Tolerance::Exact, &what, of_draws.estimate(), of_point.path());
                }
            }
        }
    }
    all.finish(5 * 9 * 13);
}
