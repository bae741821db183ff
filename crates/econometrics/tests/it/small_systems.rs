//! (a) Tests of systems, lag orders and draws on cases small enough for pencil and paper, and what a fit without
//! residual variation, a question without sense or too few draws must be answered with.

use tertius_econometrics::Tolerance::{Exact, Simulated};
use tertius_econometrics::resampling::stream;
use tertius_econometrics::vector_autoregression::{
    BiasCorrection, Draws, Ends, GrangerStatistic, ResampledVar, Sampling, Start, WildGranger,
};
use tertius_econometrics::*;

use rand_distr::{Distribution, StandardNormal};

fn lags(count: usize) -> Lags {
    Lags::new(count).unwrap()
}

fn columns(series: &[(&str, &[f64])]) -> Columns {
    let mut all = Columns::new(series[0].1.len());
    for (name, values) in series {
        all.push(*name, values).unwrap();
    }
    all
}

/// One series 1 2 0 1 2, one lag: coefficient 2/3, errors 4/3 -4/3 1 4/3 with squares 19/3.
fn five_periods() -> FittedVar {
    let series = columns(&[("y", &[1.0, 2.0, 0.0, 1.0, 2.0])]);
    VectorAutoregression::fit(&series, lags(1), Deterministic::None).unwrap()
}

/// Two series whose lags are orthogonal, squares 4 each. Equation a: -1/4 a - 1/4 b, errors' squares 6.5; equation b:
/// -1/2 a - 3/2 b, squares 2; products 3. Divisor 2: covariance [3.25 1.5; 1.5 1].
const A: [f64; 5] = [1.0, 1.0, -1.0, -1.0, 2.0];
const B: [f64; 5] = [1.0, -1.0, 1.0, -1.0, 3.0];

fn two_series() -> FittedVar {
    VectorAutoregression::fit(&columns(&[("a", &A), ("b", &B)]), lags(1), Deterministic::None).unwrap()
}

#[test]
fn serial_correlation_by_hand() {
    let fit = five_periods();
    // Autocorrelations -16/57 and -4/57.
    let plain = fit.portmanteau(lags(2)).unwrap();
    Exact.check("portmanteau", plain.statistic, 4.0 * (256.0 + 16.0) / 3249.0).unwrap();
    assert_eq!((plain.df1, plain.n), (1.0, 4));
    let adjusted = fit.portmanteau_adjusted(lags(2)).unwrap().statistic;
    Exact.check("adjusted", adjusted, 16.0 * (256.0 / 3.0 + 16.0 / 2.0) / 3249.0).unwrap();
    // Lagged errors 0 4/3 -4/3 1 less 11/18 of the lags 1 2 0 1: (-11 2 -24 7)/18, squares 125/54; product with the
    // errors -16/9.
    let (explained, total) = ((16.0f64 / 9.0).powi(2) / (125.0 / 54.0), 19.0 / 3.0);
    let test = fit.breusch_godfrey(lags(1)).unwrap();
    Exact.check("Breusch-Godfrey", test.statistic, 4.0 * explained / total).unwrap();
    // The textbook F test: 1 restriction, 4 - 2 degrees of freedom.
    let test = fit.edgerton_shukla(lags(1)).unwrap();
    Exact.check("Edgerton-Shukla", test.statistic, explained / (total - explained) * 2.0).unwrap();
    assert_eq!((test.df1, test.df2), (1.0, Some(2.0)));
}

#[test]
fn shape_of_errors_by_hand() {
    let fit = five_periods();
    // Squares 16/9 16/9 1 16/9: in units of 7/9 above 1, (1 0 1) on (1 1 0): R squared 1/4, times three.
    let arch = fit.arch(lags(1)).unwrap();
    Exact.check("ARCH", arch.statistic, 0.75).unwrap();
    assert_eq!((arch.df1, arch.n), (1.0, 3));
    // Mean 7/12; about it (9 -23 5 9)/12.
    let moment = |power: i32| [9.0f64, -23.0, 5.0, 9.0].iter().map(|d| (d / 12.0).powi(power)).sum::<f64>() / 4.0;
    let (skewness, kurtosis) = (moment(3) / moment(2).powf(1.5), moment(4) / moment(2).powi(2));
    let test = fit.normality().unwrap();
    Exact.check("skewness", test.skewness.statistic, 4.0 * skewness.powi(2) / 6.0).unwrap();
    Exact.check("kurtosis", test.kurtosis.statistic, 4.0 * (kurtosis - 3.0).powi(2) / 24.0).unwrap();
    Exact.check("joint", test.joint.statistic, test.skewness.statistic + test.kurtosis.statistic).unwrap();
}

#[test]
fn causality_by_hand() {
    let fit = two_series();
    let granger = |cause: &str, effect: &str| {
        fit.granger(&[cause], &[effect], Covariance::Classical, Reference::ChiSquared).unwrap().statistic
    };
    // (1/4)^2 / (3.25 / 4) and (1/2)^2 / (1 / 4).
    Exact.check("b to a", granger("b", "a"), 1.0 / 13.0).unwrap();
    Exact.check("a to b", granger("a", "b"), 1.0).unwrap();
    let block = fit.granger_block(&[1]).unwrap();
    Exact.check("block", block.f, 1.0 / 13.0).unwrap();
    assert_eq!((block.df1, block.df2, block.n), (1.0, 4.0, 4));
    let one = fit.excluding(1, 0, Covariance::Classical).unwrap();
    Exact.check("one equation", one.f, 1.0 / 13.0).unwrap();
    assert_eq!((one.df2, one.n, one.sum_of_coefficients.n), (2.0, 4, 4));
    Exact.check("sum", one.sum_of_coefficients.estimate, -0.25).unwrap();
    // 4 * 1.5^2 / (3.25 * 1 + 1.5^2)
    let instant = fit.instantaneous(&[0]).unwrap();
    Exact.check("same period", instant.chi_squared, 18.0 / 11.0).unwrap();
    assert_eq!((instant.df, instant.n), (1.0, 4));
}

#[test]
fn criteria_by_hand() {
    let row = five_periods().criteria().unwrap();
    let log = (19.0f64 / 12.0).ln();
    Exact.check("AIC", row.aic, log + 0.5).unwrap();
    Exact.check("HQ", row.hq, log + 4f64.ln().ln() / 2.0).unwrap();
    Exact.check("SC", row.sc, log + 4f64.ln() / 4.0).unwrap();
    Exact.check("FPE", row.fpe, 5.0 / 3.0 * 19.0 / 12.0).unwrap();
    // On the common sample of two lags the fit with one has three periods: 2 0 1 2 after 1 is dropped.
    let series = columns(&[("y", &[1.0, 2.0, 0.0, 1.0, 2.0])]);
    let table = VectorAutoregression::lag_order(&series, lags(2), Deterministic::None).unwrap();
    // 0 1 2 on 2 0 1: coefficient 2/5, squares 5 - 4/5.
    Exact.check("common", table.rows[0].aic, (4.2f64 / 3.0).ln() + 2.0 / 3.0).unwrap();
    assert_eq!(table.n, 3);
}

/// Two autoregressions of n periods that do not move each other.
fn world(n: usize, root: f64, seed: u64) -> Columns {
    let mut random = stream(seed, 0);
    let mut series = Columns::new(n);
    for name in ["a", "b"] {
        let mut last = 0.0;
        series.push_with(name, |_| {
            let error: f64 = StandardNormal.sample(&mut random);
            last = root * last + error;
            last
        });
    }
    series
}

#[test]
fn surplus_lags_stay_in_the_regression_and_out_of_the_test() {
    let series = world(40, 0.5, 41);
    let test = TodaYamamoto::fit(&series, lags(1), 1, Deterministic::Constant, None).unwrap();
    let ours = test.granger(&["a"], &["b"], Covariance::Classical, Reference::F).unwrap();
    let mut x = Columns::new(38);
    x.constant();
    for lag in [1, 2] {
        for (j, name) in ["a", "b"].iter().enumerate() {
            x.push(format!("{name}{lag}"), &series.column(j)[2 - lag..40 - lag]).unwrap();
        }
    }
    let alone = OrdinaryLeastSquares::fit(&series.column(1)[2..], &x).unwrap();
    let t = alone.coefficient(1, Covariance::Classical).unwrap();
    Exact.check("t squared", ours.statistic, t.t * t.t).unwrap();
    assert_eq!((ours.df1, ours.df2, t.n), (1.0, Some(33.0), 38));
}

#[test]
fn a_system_that_fits_exactly_has_no_tests() {
    let y: Vec<f64> = (0..40).map(|t| f64::from((t * t * 7 + 3 * t) % 23)).collect();
    let mut series = Columns::new(39);
    series.push("x", &y[..39]).unwrap();
    series.push("y", &y[1..]).unwrap();
    // x is y of the period before.
    let fit = VectorAutoregression::fit(&series, lags(1), Deterministic::Constant).unwrap();
    let exact = |refused: Option<Refusal>| assert_eq!(refused, Some(Refusal::PerfectFit { observations: 38 }));
    exact(fit.granger_block(&[1]).err());
    exact(fit.excluding(1, 0, Covariance::Classical).err());
    exact(fit.instantaneous(&[0]).err());
    exact(fit.portmanteau(lags(4)).err());
    exact(fit.portmanteau_adjusted(lags(4)).err());
    exact(fit.breusch_godfrey(lags(2)).err());
    exact(fit.edgerton_shukla(lags(2)).err());
    exact(fit.arch(lags(1)).err());
    exact(fit.normality().err());
    // The other equation has errors, and its test stands.
    assert!(fit.granger_block(&[0]).is_ok());
}

#[test]
fn combinations_that_are_nothing_are_named_as_such() {
    let fit = two_series();
    let equation = fit.equation(0).unwrap();
    let kind = Covariance::Classical;
    for refused in [
        equation.combination(&[(0, 0.0), (1, 0.0)], kind),
        equation.combination(&[(0, 1.0), (0, -1.0)], kind),
        equation.difference(1, 1, kind),
    ] {
        assert!(matches!(refused, Err(Refusal::NotDefined { .. })), "{refused:?}");
    }
    let refused = equation.combination(&[(0, 1.0), (1, f64::NAN)], kind);
    assert_eq!(refused, Err(Refusal::NotFinite { row: 1, column: "weights".to_owned() }));
    assert!(equation.combination(&[(0, 1.0), (0, -1.0), (1, 2.0)], kind).is_ok());
}

#[test]
fn draws_must_reach_beyond_the_ends() {
    let level = |share| Confidence::new(share).unwrap();
    let var = ResampledVar::new(&world(80, 0.5, 42), lags(1), Deterministic::Constant).unwrap();
    let drawn = |count| {
        let sampling = Sampling { count, ..Sampling::default() };
        var.responses(&Identification::Orthogonal, false, 1, &sampling).unwrap()
    };
    assert!(drawn(20).bands(Ends::Percentile, level(0.9)).is_ok());
    let few = Refusal::TooFewDraws { have: 19, need: 20 };
    assert_eq!(drawn(19).bands(Ends::Percentile, level(0.9)).unwrap_err(), few);
    let components = drawn(2).eigen("a", "a").unwrap();
    assert_eq!(components.n, 79);
    let refused = components.band(0, level(0.99)).unwrap_err();
    assert_eq!(refused, Refusal::TooFewDraws { have: 2, need: 200 });
    // A path of one step has one component, the response itself: its ends are the quantiles.
    let many = drawn(101);
    let along = many.eigen("b", "a").unwrap().band(0, level(0.9)).unwrap();
    let ends = many.bands(Ends::Percentile, level(0.9)).unwrap().of("b").unwrap().to("a").unwrap();
    let (low, high) = along.of("b").unwrap();
    Exact.check("low", low[0], ends.band().low[0]).unwrap();
    Exact.check("high", high[0], ends.band().high[0]).unwrap();
}

#[test]
fn uncorrected_bands_of_persistent_systems_carry_a_caution_far_ahead() {
    let var = ResampledVar::new(&world(500, 0.97, 43), lags(1), Deterministic::Constant).unwrap();
    let root = var.fit().root_moduli().unwrap()[0];
    assert!((5.0..20.0).contains(&(499.0 * (1.0 - root))), "{root}");
    let short = |steps, correction| {
        let sampling = Sampling { count: 50, correction, ..Sampling::default() };
        let found = var.responses(&Identification::Orthogonal, false, steps, &sampling).unwrap().cautions;
        found.iter().any(|c| matches!(c, Caution::ShortSample { periods: 499, reliable_from: 500.., .. }))
    };
    assert!(short(12, BiasCorrection::None));
    assert!(!short(5, BiasCorrection::None));
    assert!(!short(12, BiasCorrection::Pope));
}

#[test]
fn settings_of_draws() {
    let series = world(60, 0.9, 44);
    let var = ResampledVar::new(&series, lags(1), Deterministic::ConstantTrend).unwrap();
    let responses = |sampling: &Sampling, steps| var.responses(&Identification::Orthogonal, false, steps, sampling);
    let block = Sampling { start: Start::RandomBlock, count: 50, ..Sampling::default() };
    assert!(matches!(responses(&block, 3), Err(Refusal::NotDefined { .. })));
    assert!(responses(&Sampling { draws: Draws::Posterior, ..block }, 3).is_ok());
    let huge = Sampling { count: 1_000_000, ..Sampling::default() };
    assert!(matches!(responses(&huge, 1_000), Err(Refusal::SettingOutOfRange { .. })));
    // The bias is that of all draws, whatever is done with the unstable ones of the bands.
    let kilian = Sampling { correction: BiasCorrection::Bootstrap { draws: 200 }, ..Sampling::default() };
    let bias = |stable_only| var.coefficient_bias(&Sampling { stable_only, ..kilian }).unwrap();
    assert_eq!(bias(true), bias(false));
}

#[test]
fn connectedness_between_pairs() {
    let var = ResampledVar::new(&world(80, 0.5, 45), lags(1), Deterministic::Constant).unwrap();
    let sampling = Sampling { count: 100, ..Sampling::default() };
    let level = Confidence::new(0.9).unwrap();
    let bands = var.connectedness(4, &sampling, Ends::Percentile, level).unwrap();
    let table = var.fit().variance_decomposition(Identification::Generalised, 4).unwrap();
    let table = table.connectedness(Horizon(3)).unwrap();
    let (value, interval) = bands.net_pairwise("a", "b").unwrap();
    Exact.check("pairwise", value, table.net_pairwise("a", "b").unwrap()).unwrap();
    // Of two series, what one gives the other is its net.
    assert_eq!((value, interval), bands.net("a").unwrap());
    Exact.check("to", bands.to("a").unwrap().0, table.to("a").unwrap()).unwrap();
    Exact.check("from", bands.from("a").unwrap().0, table.from("a").unwrap()).unwrap();
    let near = VectorAutoregression::fit(&world(60, 1.0, 46), lags(1), Deterministic::Constant).unwrap();
    let near = near.variance_decomposition(Identification::Generalised, 4).unwrap();
    assert!(!near.cautions.is_empty());
    assert_eq!(near.connectedness(Horizon(3)).unwrap().cautions, near.cautions);
}

/// Six explained periods have 64 patterns of signs: the p-value is the share of those whose statistic is as large.
#[test]
fn wild_p_value_by_enumeration() {
    let series = columns(&[("a", &[1.0, 2.0, 0.0, 1.5, 2.0, -1.0, 0.5]), ("b", &[0.0, 1.0, 2.5, -1.0, 1.0, 2.0, 0.0])]);
    let var = ResampledVar::new(&series, lags(1), Deterministic::None).unwrap();
    let statistic = GrangerStatistic::Classical;
    let asked = WildGranger { causes: &["a"], effects: &["b"], statistic, draws: 20_000, seed: 5 };
    let ours = var.wild_granger(&asked).unwrap();
    let as_large = (0..64u32).filter(|pattern| {
        let keep: Vec<bool> = (0..6).map(|t| pattern >> t & 1 == 1).collect();
        var.replay_wild_granger(&asked, &keep).unwrap() >= ours.wald
    });
    let share = as_large.count() as f64 / 64.0;
    let standard_error = (share * (1.0 - share) / 20_000.0).sqrt();
    assert!(share > 0.05 && share < 0.95, "{share}");
    Simulated { standard_error }.check("p", ours.p_value, share).unwrap();
}

#[test]
fn paths_of_no_or_too_many_horizons_are_refused() {
    let series: Vec<Option<f64>> = (0..30).map(|t| Some(f64::from((t * t * 7) % 23))).collect();
    let impulse: Vec<Option<f64>> = (0..30).map(|t| Some(f64::from((t * t * 5) % 19))).collect();
    let asked = LocalProjection {
        response: Named { name: "r", values: &series },
        impulse: Named { name: "u", values: &impulse },
        controls: vec![],
        lags: lags(1),
        order: Order::ImpulseLast,
    };
    for wrong in [0, 30, usize::MAX] {
        let refused = asked.path(wrong, Covariance::Hc3);
        assert!(matches!(refused, Err(Refusal::SettingOutOfRange { name: "largest horizon", .. })), "{wrong}");
    }
    assert_eq!(asked.path(29, Covariance::Hc3).unwrap().len(), 29);
}
