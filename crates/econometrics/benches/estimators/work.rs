//! What is timed, one function per family. The names are those of `peers/peers.py`.

use std::hint::black_box;

use criterion::Criterion;
use tertius_econometrics::{Columns, Deterministic, FactoredDesign, Lags, VectorAutoregression};

use crate::data::autoregressive;

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
pub fn vector_autoregressions(criterion: &mut Criterion) {
    let series = autoregressive(1704, 6);
    criterion.bench_function("var_fit", |b| {
        b.iter(|| VectorAutoregression::fit(black_box(&series), lags(6), Deterministic::Constant).expect("a fit"));
    });
    let x = design(&series, 6);
    criterion.bench_function("bare_qr", |b| b.iter(|| FactoredDesign::new(black_box(&x)).expect("of full rank")));
}
