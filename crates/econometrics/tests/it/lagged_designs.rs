//! (c) The quick way through cross-products of lags and the QR of the whole design give the same fit, over kinds of
//! series, and badly conditioned lags go to the QR.

use rand_distr::{Distribution, StandardNormal};
use tertius_econometrics::resampling::stream;
use tertius_econometrics::*;

use crate::comparing::Comparison;

/// K series with own root `root`, a level, and errors that share a part.
fn series(n: usize, k: usize, root: f64, level: f64, seed: u64) -> Columns {
    let mut random = stream(seed, 0);
    let mut columns = vec![vec![0.0f64; n]; k];
    for t in 1..n {
        let shared: f64 = StandardNormal.sample(&mut random);
        for column in &mut columns {
            let own: f64 = StandardNormal.sample(&mut random);
            column[t] = root * column[t - 1] + own + 0.5 * shared;
        }
    }
    let mut out = Columns::new(n);
    for (j, column) in columns.iter().enumerate() {
        out.push_with(format!("y{j}"), |t| column[t] + level);
    }
    out
}

/// The same by ordinary least squares on a design built column by column.
fn by_qr(series: &Columns, p: usize, response: usize) -> Regression {
    let n = series.n_rows();
    let mut x = Columns::new(n - p);
    for lag in 1..=p {
        for j in 0..series.n_columns() {
            x.push(format!("{j}.{lag}"), &series.column(j)[p - lag..n - lag]).unwrap();
        }
    }
    x.constant();
    OrdinaryLeastSquares::fit(&series.column(response)[p..], &x).unwrap()
}

#[test]
fn both_ways_agree() {
    let mut all = Comparison::of("closed form", "lags by cross-products", "Householder QR");
    for (seed, (n, k, p, root, level)) in [
        (60, 1, 1, 0.5, 0.0),
        (120, 3, 4, 0.9, 0.0),
        (400, 6, 6, 0.5, 3.0),
        (300, 2, 3, 0.99, 0.0),
        (240, 3, 2, 0.3, 1e3),
        (240, 3, 2, 0.3, 1e7),
    ]
    .into_iter()
    .enumerate()
    {
        let y = series(n, k, root, level, seed as u64);
        let fit = VectorAutoregression::fit(&y, Lags::new(p).unwrap(), Deterministic::Constant).unwrap();
        for response in 0..k {
            let (ours, theirs) = (fit.equation(response).unwrap(), by_qr(&y, p, response));
            let what = format!("n {n} k {k} p {p} root {root} level {level}");
            all.values(Tolerance::Exact, &what, ours.coefficients(), theirs.coefficients());
            all.values(Tolerance::Exact, &what, ours.leverages(), theirs.leverages());
            for i in 0..ours.k() {
                let se = |r: &Regression| r.coefficient(i, Covariance::Hc3).unwrap().standard_error;
                all.value(Tolerance::Exact, &what, se(ours), se(&theirs));
            }
        }
    }
    all.finish(3_000);
}
