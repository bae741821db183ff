//! What must be refused is refused, with the numbers behind it; nothing gives NaN.

use tertius_econometrics::*;

fn design(columns: &[(&str, &[f64])]) -> Columns {
    let mut x = Columns::new(columns[0].1.len());
    for (name, values) in columns {
        x.push(*name, values).unwrap();
    }
    x
}

const ONES: [f64; 6] = [1.0; 6];
const RAMP: [f64; 6] = [0.0, 1.0, 2.0, 3.0, 4.0, 5.0];
const RESPONSE: [f64; 6] = [0.3, 1.9, 1.1, 4.0, 3.2, 5.5];

#[test]
fn collinear_columns_are_named() {
    let twice: Vec<f64> = RAMP.iter().map(|v| 3.0 - 0.7 * v).collect();
    let x = design(&[("const", &ONES), ("ramp", &RAMP), ("twice", &twice)]);
    match OrdinaryLeastSquares::fit(&RESPONSE, &x) {
        Err(Refusal::Singular { column, .. }) => assert_eq!(column, "twice"),
        other => panic!("{other:?}"),
    }
    let zero = design(&[("const", &ONES), ("zero", &[0.0; 6])]);
    assert!(
        matches!(OrdinaryLeastSquares::fit(&RESPONSE, &zero), Err(Refusal::Singular { column, .. }) if column == "zero")
    );
    // The size of the units must not matter.
    let tiny: Vec<f64> = RAMP.iter().map(|v| v * 1e-200).collect();
    let x = design(&[("const", &ONES), ("tiny", &tiny)]);
    assert!(OrdinaryLeastSquares::fit(&RESPONSE, &x).is_ok());
}

#[test]
fn values_that_are_not_finite_are_placed() {
    let mut ramp = RAMP;
    ramp[4] = f64::NAN;
    let x = design(&[("const", &ONES), ("ramp", &ramp)]);
    let expected = Refusal::NotFinite { row: 4, column: "ramp".to_owned() };
    assert_eq!(OrdinaryLeastSquares::fit(&RESPONSE, &x).unwrap_err(), expected);
    let mut response = RESPONSE;
    response[2] = f64::INFINITY;
    let x = design(&[("const", &ONES)]);
    assert!(matches!(OrdinaryLeastSquares::fit(&response, &x), Err(Refusal::NotFinite { row: 2, .. })));
}

#[test]
fn too_few_rows_say_how_many_are_needed() {
    let x = design(&[("a", &RAMP[..2]), ("b", &ONES[..2])]);
    let refused = OrdinaryLeastSquares::fit(&RESPONSE[..2], &x).unwrap_err();
    assert_eq!(refused, Refusal::TooFewObservations { have: 2, need: 3 });
    for rows in [0, 98] {
        let refused = OrdinaryLeastSquares::fit(&vec![1.0; rows], &Columns::new(rows));
        assert!(matches!(refused, Err(Refusal::NotDefined { .. })), "{refused:?}");
    }
    let short = design(&[("y", &RESPONSE)]);
    let refused = VectorAutoregression::fit(&short, Lags::new(3).unwrap(), Deterministic::Constant).unwrap_err();
    assert_eq!(refused, Refusal::TooFewObservations { have: 3, need: 5 });
}

#[test]
fn a_dummy_for_one_row_has_no_hc3() {
    let mut dummy = [0.0; 6];
    dummy[3] = 1.0;
    let x = design(&[("const", &ONES), ("ramp", &RAMP), ("dummy", &dummy)]);
    let fit = OrdinaryLeastSquares::fit(&RESPONSE, &x).unwrap();
    for kind in [Covariance::Hc2, Covariance::Hc3] {
        assert_eq!(fit.coefficient(1, kind).unwrap_err(), Refusal::LeverageOne { row: 3 });
    }
    assert!(fit.coefficient(1, Covariance::Hc0).is_ok());
}

#[test]
fn a_fit_without_error_has_no_standard_error() {
    let exact: Vec<f64> = RAMP.iter().map(|v| 0.1 + 0.3 * v).collect();
    let x = design(&[("const", &ONES), ("ramp", &RAMP)]);
    for response in [exact, vec![0.0; 6], vec![0.1; 6]] {
        let fit = OrdinaryLeastSquares::fit(&response, &x).unwrap();
        for kind in [Covariance::Classical, Covariance::Hc3, Covariance::NeweyWest { lags: 1, small_sample: true }] {
            assert_eq!(fit.coefficient(1, kind).unwrap_err(), Refusal::PerfectFit { observations: 6 });
            assert!(fit.exclude(&[1], kind).is_err());
        }
    }
}

#[test]
fn indices_and_lags_out_of_range() {
    let x = design(&[("const", &ONES), ("ramp", &RAMP)]);
    let fit = OrdinaryLeastSquares::fit(&RESPONSE, &x).unwrap();
    assert!(matches!(fit.coefficient(2, Covariance::Hc3), Err(Refusal::NoSuch { index: 2, count: 2, .. })));
    assert!(matches!(fit.exclude(&[], Covariance::Hc3), Err(Refusal::SettingOutOfRange { .. })));
    assert!(matches!(fit.exclude(&[1, 1], Covariance::Hc3), Err(Refusal::NotPositiveDefinite { .. })));
    let long = Covariance::NeweyWest { lags: 6, small_sample: false };
    assert!(matches!(fit.coefficient(1, long), Err(Refusal::SettingOutOfRange { .. })));
    for wrong in [0, 1_001, usize::MAX] {
        assert!(Lags::new(wrong).is_err());
    }
    assert!(resampling::all_circular_shifts(9, usize::MAX).is_err());
    assert!(Horizons::new(0, 3).is_err());
    assert!(Horizons::new(4, 3).is_err());
}

#[test]
fn groups_of_a_causality_test_must_split_the_series() {
    let series = design(&[("a", &RESPONSE), ("b", &[1.0, -1.0, 0.5, 2.0, -0.3, 0.9])]);
    let fit = VectorAutoregression::fit(&series, Lags::new(1).unwrap(), Deterministic::Constant).unwrap();
    assert!(matches!(fit.granger_block(&[]), Err(Refusal::SettingOutOfRange { .. })));
    assert!(matches!(fit.granger_block(&[0, 1]), Err(Refusal::SettingOutOfRange { .. })));
    assert!(matches!(fit.instantaneous(&[2]), Err(Refusal::NoSuch { index: 2, count: 2, .. })));
    assert!(matches!(fit.excluding(0, 5, Covariance::Classical), Err(Refusal::NoSuch { index: 5, .. })));
}

#[test]
fn projections_refuse_what_they_cannot_use() {
    let some = |n: usize| (0..n).map(|t| Some(((t * t * 7) % 23) as f64)).collect::<Vec<_>>();
    let (r, mut u) = (some(30), some(30));
    u.iter_mut().enumerate().for_each(|(t, v)| *v = v.map(|v| v + ((t * 5) % 7) as f64));
    let short = some(29);
    let asked = |values| LocalProjection {
        response: Named { name: "r", values: &r },
        impulse: Named { name: "u", values },
        controls: vec![],
        lags: Lags::new(2).unwrap(),
        order: Order::ImpulseLast,
    };
    let h = Horizons::new(1, 3).unwrap();
    let refused = asked(&short).sample(h).unwrap_err();
    assert_eq!(refused, Refusal::LengthsDiffer { column: "u".to_owned(), have: 29, want: 30 });
    let empty = vec![None; 30];
    assert!(matches!(asked(&empty).sample(h), Err(Refusal::TooFewObservations { have: 0, need: 8 })));
    let far = Horizons::new(1, 90).unwrap();
    assert!(matches!(asked(&u).sample(far), Err(Refusal::TooFewObservations { have: 0, .. })));
    let mut wrong = u.clone();
    wrong[7] = Some(f64::NAN);
    assert_eq!(asked(&wrong).sample(h).unwrap_err(), Refusal::NotFinite { row: 7, column: "u".to_owned() });
    let sample = asked(&u).sample(h).unwrap();
    assert!(matches!(sample.without(sample.n()), Err(Refusal::NoSuch { .. })));
    assert_eq!(sample.without(0).unwrap().rows, sample.rows[1..]);
    // An impulse that is the response again.
    assert!(matches!(asked(&r).sample(h).unwrap().estimate(Covariance::Hc3), Err(Refusal::Singular { .. })));
    let path = asked(&u).path(26, Covariance::Hc3).unwrap();
    assert!(path[0].is_ok() && path[25].is_err());
}
