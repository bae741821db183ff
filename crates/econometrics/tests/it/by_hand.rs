//! (a) Cases solved with pencil and paper, one per estimator that has none beside its code.

use tertius_econometrics::Tolerance::Exact;
use tertius_econometrics::*;

/// x = -1 0 1 2, y = 0 1 1 4. Means .5 and 1.5; Sxx = 5, Sxy = 6, so slope 1.2, intercept .9;
/// residuals .3 .1 -1.1 .7, their squares sum to 1.8, s^2 = .9, slope variance .9 / 5 = .18.
fn line() -> Regression {
    let mut x = Columns::new(4);
    x.constant();
    x.push("x", &[-1.0, 0.0, 1.0, 2.0]).unwrap();
    OrdinaryLeastSquares::fit(&[0.0, 1.0, 1.0, 4.0], &x).unwrap()
}

#[test]
fn a_line_through_four_points() {
    let fit = line();
    Exact.check("intercept", fit.coefficients()[0], 0.9).unwrap();
    Exact.check("slope", fit.coefficients()[1], 1.2).unwrap();
    Exact.check("rss", fit.residual_sum_of_squares(), 1.8).unwrap();
    // about the mean: 2.25 + .25 + .25 + 6.25 = 9
    Exact.check("r squared", fit.r_squared().unwrap(), 0.8).unwrap();
    // 1/4 + (x - .5)^2 / 5
    for (ours, expected) in fit.leverages().iter().zip([0.7, 0.3, 0.3, 0.7]) {
        Exact.check("leverage", *ours, expected).unwrap();
    }
    let slope = fit.coefficient(1, Covariance::Classical).unwrap();
    Exact.check("t", slope.t, 1.2 / 0.18f64.sqrt()).unwrap();
    // t with 2 degrees of freedom: P(|T| > t) = 1 - t / sqrt(2 + t^2), and t^2 = 8
    Exact.check("p", slope.p_value, 1.0 - (8.0f64 / 10.0).sqrt()).unwrap();
    let f = fit.exclude(&[1], Covariance::Classical).unwrap();
    Exact.check("F", f.f, 8.0).unwrap();
}

#[test]
fn robust_variances_of_that_slope() {
    // Slope variance = sum of ((x - .5) / 5)^2 w, with (x - .5)/5 = -.3 -.1 .1 .3
    let fit = line();
    let u = [0.3f64, 0.1, -1.1, 0.7];
    let z = [-0.3f64, -0.1, 0.1, 0.3];
    let h = [0.7f64, 0.3, 0.3, 0.7];
    let sum = |weight: &dyn Fn(usize) -> f64| (0..4).map(|i| (z[i] * u[i]).powi(2) * weight(i)).sum::<f64>();
    let cross = |l: usize| 2.0 * (l..4).map(|i| z[i] * u[i] * z[i - l] * u[i - l]).sum::<f64>();
    let cases = [
        (Covariance::Hc0, sum(&|_| 1.0)),
        (Covariance::Hc1, sum(&|_| 2.0)),
        (Covariance::Hc2, sum(&|i| 1.0 / (1.0 - h[i]))),
        (Covariance::Hc3, sum(&|i| 1.0 / (1.0 - h[i]).powi(2))),
        (Covariance::NeweyWest { lags: 0, small_sample: false }, sum(&|_| 1.0)),
        (Covariance::NeweyWest { lags: 1, small_sample: false }, sum(&|_| 1.0) + 0.5 * cross(1)),
        (Covariance::NeweyWest { lags: 1, small_sample: true }, 2.0 * (sum(&|_| 1.0) + 0.5 * cross(1))),
    ];
    for (kind, variance) in cases {
        let ours = fit.coefficient(1, kind).unwrap().standard_error.powi(2);
        Exact.check(format!("{kind:?}"), ours, variance).unwrap();
    }
}

/// One series 1 2 0 1 2 with one lag and no constant: b = (1*2 + 2*0 + 0*1 + 1*2) / (1 + 4 + 0 + 1) = 4 / 6.
#[test]
fn an_autoregression_of_five_periods() {
    let mut series = Columns::new(5);
    series.push("y", &[1.0, 2.0, 0.0, 1.0, 2.0]).unwrap();
    let fit = VectorAutoregression::fit(&series, Lags::new(1).unwrap(), Deterministic::None).unwrap();
    Exact.check("b", fit.coefficient("y", "y.l1").unwrap(), 2.0 / 3.0).unwrap();
    Exact.check("root", fit.root_moduli().unwrap()[0], 2.0 / 3.0).unwrap();
    // residuals 4/3 -4/3 1 4/3: squares 16/9 * 3 + 1 = 19/3; divisors 4 and 3
    Exact.check("sigma ml", fit.sigma_maximum_likelihood()[0], 19.0 / 12.0).unwrap();
    Exact.check("sigma", fit.sigma()[0], 19.0 / 9.0).unwrap();
    let ln = (2.0 * std::f64::consts::PI).ln();
    Exact.check("logL", fit.log_likelihood().unwrap(), -2.0 * (ln + (19.0f64 / 12.0).ln() + 1.0)).unwrap();
}

/// A gap makes exactly those periods unusable that would touch it.
#[test]
fn rows_of_a_projection_with_gaps() {
    let mut r: Vec<Option<f64>> = (0..40).map(|t| Some(f64::from((t * t * 7) % 23))).collect();
    let mut u: Vec<Option<f64>> = (0..40).map(|t| Some(f64::from((t * t * 5) % 19))).collect();
    r[20] = None;
    u[30] = None;
    let asked = LocalProjection {
        response: Named { name: "r", values: &r },
        impulse: Named { name: "u", values: &u },
        controls: vec![],
        lags: Lags::new(2).unwrap(),
        order: Order::ImpulseLast,
    };
    let sample = asked.sample(Horizons::new(2, 3).unwrap()).unwrap();
    // t >= 2 for the lags, t <= 36 for the lead; r[20] is a lead of 17 and 18, and a regressor of 20, 21, 22;
    // u[30] is a regressor of 30, 31, 32.
    let expected: Vec<usize> = (2..=36).filter(|t| ![17, 18, 20, 21, 22, 30, 31, 32].contains(t)).collect();
    assert_eq!(sample.rows, expected);
    Exact.check("lead", sample.y[0], (r[4].unwrap() + r[5].unwrap()) / 2.0).unwrap();
    assert_eq!(sample.x.names(), ["const", "u", "r", "u.l1", "r.l1", "u.l2", "r.l2"]);
    // Taking a period out of a sample is the same as never having read it.
    let full: Vec<Option<f64>> = (0..40).map(|t| Some(f64::from((t * t * 7) % 23))).collect();
    let read = LocalProjection { response: Named { name: "r", values: &full }, ..asked.clone() };
    let taken = read.sample(Horizons::new(2, 3).unwrap()).unwrap().without_period(20).unwrap();
    assert_eq!(taken, sample);
    let first = LocalProjection { order: Order::ImpulseFirst, ..asked };
    // The response of the same period is not needed any more: 20 comes back.
    assert!(first.sample(Horizons::new(2, 3).unwrap()).unwrap().rows.contains(&20));
}

#[test]
fn the_rule_for_newey_west_lags() {
    // 4 (n / 100)^(2/9): 4 at 100; 4.86 at 240; 6.67 at 1000
    for (n, lags) in [(100, 4), (240, 4), (1000, 6)] {
        assert_eq!(Covariance::newey_west_rule(n), Covariance::NeweyWest { lags, small_sample: true });
    }
}
