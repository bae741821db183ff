//! What is timed, one function per family. The names are those of `peers/peers.py`.

use std::hint::black_box;

use criterion::Criterion;
use tertius_econometrics::breaks::{Cost, ErrorVariance, Pelt, Penalty};
use tertius_econometrics::state_space::{Observations, StateSpace};
use tertius_econometrics::vector_autoregression::{Draws, Ends, PathBands, ResampledVar, Sampling, Start};
use tertius_econometrics::{
    BayesianVectorAutoregression, Columns, Confidence, Deterministic, FactoredDesign, Hierarchical, Identification,
    Lags, VectorAutoregression,
};

use crate::data::{autoregressive, level, steps};

fn lags(count: usize) -> Lags {
    Lags::new(count).expect("between 1 and 1,000")
}

/// The design of a vector autoregression, column by column.
fn design(series: &Columns, p: usize) -> Columns {
    let n = series.n_rows();
    let mut x = Columns::with_capacity(n - p, p * series.n_columns() + 1);
    for lag in 1..=p {
        for j in 0..series.n_columns() {
            x.push(format!("{j}.{lag}"), &series.column(j)[p - lag..n - lag]).expect("as many rows");
        }
    }
    x.constant();
    x
}

/// Fits, beside the bare QR of the design that a fit by QR cannot avoid.
pub(crate) fn vector_autoregressions(criterion: &mut Criterion) {
    let series = autoregressive(1704, 6);
    criterion.bench_function("var_fit", |b| {
        b.iter(|| VectorAutoregression::fit(black_box(&series), lags(6), Deterministic::Constant).expect("a fit"));
    });
    let x = design(&series, 6);
    criterion.bench_function("bare_qr", |b| b.iter(|| FactoredDesign::new(black_box(&x)).expect("of full rank")));
    let series = autoregressive(400, 3);
    let var = ResampledVar::new(&series, lags(4), Deterministic::Constant).expect("a fit");
    let monte_carlo =
        Sampling { draws: Draws::MonteCarlo, count: 1_000, start: Start::BurnIn(100), ..Sampling::default() };
    let posterior = Sampling { draws: Draws::Posterior, ..monte_carlo };
    let bootstrap = Sampling { count: 10_000, ..Sampling::default() };
    criterion.bench_function("response_bands", |b| b.iter(|| bands(&var, &monte_carlo)));
    criterion.bench_function("response_bands_posterior", |b| b.iter(|| bands(&var, &posterior)));
    for (name, threads) in [("bootstrap", 2), ("bootstrap_1_thread", 1)] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        criterion.bench_function(name, |b| b.iter(|| pool.install(|| bands(&var, &bootstrap))));
    }
}

/// Orthogonal responses over 12 steps after the shock, with 95 % bands.
fn bands(var: &ResampledVar, sampling: &Sampling) -> PathBands {
    let paths = var.responses(&Identification::Orthogonal, false, 13, sampling).expect("paths");
    paths.bands(Ends::Percentile, Confidence::new(0.95).expect("a share")).expect("bands")
}

/// The mode of the tightness, 10,000 kept draws of it, and with each the coefficients and the covariance.
pub(crate) fn bayesian(criterion: &mut Criterion) {
    let series = autoregressive(400, 3);
    criterion.bench_function("hierarchical", |b| {
        b.iter(|| {
            let fit = BayesianVectorAutoregression::hierarchical(&series, lags(4), &Hierarchical::default());
            assert_eq!(fit.expect("a fit").draws().count(), 10_000);
        });
    });
}

/// Many changes in one series, with the same penalty as the peer.
pub(crate) fn breaks(criterion: &mut Criterion) {
    let series = steps(1704);
    let pelt = Pelt { cost: Cost::Mean(ErrorVariance::Known(1.0)), penalty: Penalty::Manual(20.0), segment_min: 2 };
    criterion.bench_function("pelt", |b| b.iter(|| pelt.fit(black_box(&series)).expect("a partition")));
}

/// A local level with known variances, filtered and smoothed.
pub(crate) fn state_space(criterion: &mut Criterion) {
    let readings: Vec<Option<f64>> = level(1704).into_iter().map(Some).collect();
    let y = Observations::new(&[("y", &readings)]).expect("one series");
    let mut model = StateSpace::new(&["level"], &["y"]).expect("a model");
    model.set_loadings("y", &[1.0]).expect("one state");
    model.set_reading_variance("y", 1.0).expect("positive");
    model.set_state_variances(&[0.1]).expect("positive");
    criterion.bench_function("kalman", |b| b.iter(|| black_box(&model).smooth(&y).expect("a path")));
}
