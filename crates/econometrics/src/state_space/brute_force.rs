//! (c) Tests only: filter, smoother, likelihood and draws against the joint normal distribution of all states and
//! readings, built densely from the model's arrays and conditioned in one step.

use super::*;
use crate::dense::{self, invert_positive_definite, transpose};
use crate::linear::log_determinant;
use crate::resampling::stream;
use crate::tolerance::Tolerance::{Exact, PrintedDecimals, Simulated};

/// Two series with gaps that read three states, two of them diffuse, with changing transitions and variances, and
/// noise of two shocks in three states; then a fourth state, the running mean of the first.
pub(super) fn example() -> (StateSpace, Observations) {
    let mut model = StateSpace::new(&["a", "b", "c"], &["first", "second"]).unwrap();
    let one = [1.0, 0.0, 0.1, 0.5, 0.9, 0.0, 0.0, -0.2, 0.7];
    let two = [0.8, 0.1, 0.0, 0.0, 1.1, 0.3, 0.2, 0.0, 0.5];
    model.set_transitions(&[&one, &two], &[0, 1, 0, 0, 1, 0, 1, 0]).unwrap();
    model.set_state_noise(&[1.0, 0.5, 0.0, 0.0, 0.3, 1.0], &[0.4, 0.1, 0.1, 0.3]).unwrap();
    model.set_intercept(&[0.1, -0.2, 0.3]).unwrap();
    model.set_loadings("first", &[1.0, 0.0, 1.0]).unwrap();
    let changing: Vec<f64> = (0..8).flat_map(|t| [0.0, 1.0, 0.3 * f64::from(t)]).collect();
    model.set_loadings_by_period("second", &changing).unwrap();
    model.set_offset("second", 1.5).unwrap();
    model.set_reading_variance("first", 0.6).unwrap();
    model.set_reading_variance_by_period("second", &[0.2, 0.3, 0.4, 0.5, 0.6, 0.5, 0.4, 0.3]).unwrap();
    model.set_start(&[0.0, 0.0, 0.5], &[0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.8]).unwrap();
    model.set_diffuse(&["a", "b"]).unwrap();
    let first = [None, Some(1.0), Some(2.5), None, Some(0.3), Some(-1.0), None, Some(2.0)];
    let second = [None, None, Some(0.7), Some(1.9), None, Some(2.2), None, Some(-0.4)];
    (model, Observations::new(&[("first", &first), ("second", &second)]).unwrap())
}

/// A product that may have no rows or columns: a model without diffuse directions.
fn multiply(a: &[f64], b: &[f64], m: usize, k: usize, n: usize) -> Vec<f64> {
    if m * k * n == 0 { vec![0.0; m * n] } else { dense::multiply(a, b, m, k, n) }
}

/// Conditional mean and covariance of all states (n m), and the diffuse log likelihood.
fn condition(model: &StateSpace, y: &Observations) -> (Vec<f64>, Vec<f64>, f64) {
    let (n, m, p, d) = (y.periods(), model.m(), model.p(), model.diffuse_directions());
    // Columns of `map`: what each start direction does to all states; `mean` and `cov` of the rest.
    let size = n * m;
    let (mut mean, mut map, mut cov) = (model.start_mean.clone(), model.diffuse.clone(), vec![0.0; size * size]);
    let (mut level, mut direction) = (mean.clone(), map.clone());
    let mut block = model.start_covariance.clone();
    let mut maps = vec![0.0; size * d];
    for t in 0..n {
        for j in 0..d {
            maps[j * size + t * m..j * size + (t + 1) * m].copy_from_slice(&direction[j * m..(j + 1) * m]);
        }
        // Cov(a_t, a_s) for s >= t.
        let mut across = block.clone();
        for s in t..n {
            for i in 0..m {
                for j in 0..m {
                    cov[(t * m + j) * size + s * m + i] = across[j * m + i];
                    cov[(s * m + i) * size + t * m + j] = across[j * m + i];
                }
            }
            across = multiply(model.transition.at(s), &across, m, m, m);
        }
        let transition = model.transition.at(t);
        level = multiply(transition, &level, m, m, 1);
        level.iter_mut().zip(&model.intercept).for_each(|(a, c)| *a += c);
        direction = multiply(transition, &direction, m, m, d);
        block = multiply(&multiply(transition, &block, m, m, m), &transpose(transition, m, m), m, m, m);
        block.iter_mut().zip(model.noise.at(t)).for_each(|(v, q)| *v += q);
        if t + 1 < n {
            mean.extend_from_slice(&level);
        }
    }
    map = maps;
    let there: Vec<usize> = (0..n * p).filter(|&at| !y.values()[at].is_nan()).collect();
    let count = there.len();
    // Readings: z a + e, as a count x size matrix.
    let mut z = vec![0.0; count * size];
    let mut residual = Vec::new();
    for (row, &at) in there.iter().enumerate() {
        for (j, x) in model.loading(at / p, at % p).iter().enumerate() {
            z[((at / p) * m + j) * count + row] = *x;
        }
        residual.push(y.values()[at] - model.offset[at % p]);
    }
    let centred = multiply(&z, &mean, count, size, 1);
    residual.iter_mut().zip(&centred).for_each(|(r, c)| *r -= c);
    let to_states = multiply(&cov, &transpose(&z, count, size), size, size, count);
    let mut v = multiply(&z, &to_states, count, size, count);
    for (row, &at) in there.iter().enumerate() {
        v[row * count + row] += model.reading_variance.at(at / p)[at % p];
    }
    let inverse = invert_positive_definite(&v, count).unwrap();
    let x = multiply(&z, &map, count, size, d);
    let xv = multiply(&transpose(&x, count, d), &inverse, d, count, count);
    let information = multiply(&xv, &x, d, count, d);
    let weights = if d > 0 { invert_positive_definite(&information, d).unwrap() } else { Vec::new() };
    let start = multiply(&weights, &multiply(&xv, &residual, d, count, 1), d, d, 1);
    let fitted = multiply(&x, &start, count, d, 1);
    let left: Vec<f64> = residual.iter().zip(&fitted).map(|(r, f)| r - f).collect();
    let gain = multiply(&to_states, &inverse, size, count, count);
    let step = multiply(&gain, &left, size, count, 1);
    let along = multiply(&map, &start, size, d, 1);
    let gain_x = multiply(&gain, &x, size, count, d);
    let open: Vec<f64> = map.iter().zip(&gain_x).map(|(a, b)| a - b).collect();
    let from_start = multiply(&multiply(&open, &weights, size, d, d), &transpose(&open, size, d), size, d, size);
    let known = multiply(&gain, &transpose(&to_states, size, count), size, count, size);
    let posterior = (0..size).map(|i| mean[i] + step[i] + along[i]).collect();
    let covariance = (0..size * size).map(|i| cov[i] - known[i] + from_start[i]).collect();
    let quadratic: f64 = left.iter().zip(multiply(&inverse, &left, count, count, 1)).map(|(a, b)| a * b).sum();
    let log_two_pi = (2.0 * std::f64::consts::PI).ln();
    let determinants =
        log_determinant(&v, count).unwrap() + if d > 0 { log_determinant(&information, d).unwrap() } else { 0.0 };
    (posterior, covariance, -0.5 * ((count - d) as f64 * log_two_pi + determinants + quadratic))
}

fn check(model: &StateSpace, y: &Observations, what: &str) {
    let (mean, covariance, likelihood) = condition(model, y);
    let (m, size) = (model.m(), mean.len());
    let smoothed = model.smooth(y).unwrap();
    Exact.check(what, model.log_likelihood(y, &mut Workspace::new()).unwrap(), likelihood).unwrap();
    for t in 0..y.periods() {
        for (i, one) in model.states().iter().enumerate() {
            let at = t * m + i;
            Exact.check(format!("{what} {one} {t}"), smoothed.of(one).unwrap().mean[t], mean[at]).unwrap();
            for (j, other) in model.states().iter().enumerate() {
                // Where states cancel, the rounding is that of the variances.
                let (ours, theirs) = (smoothed.covariance(one, other, t).unwrap(), covariance[at * size + t * m + j]);
                PrintedDecimals(10).check(format!("{what} {one} {other} {t}"), ours, theirs).unwrap();
            }
        }
    }
}

#[test]
fn filter_and_smoother_are_conditioning() {
    let (mut model, y) = example();
    check(&model, &y, "changing, diffuse");
    let blocks = Blocks::new(3, 2, 8).unwrap();
    let mut larger = model.with_running_mean("mean of a", &[("a", 1.0), ("c", 2.0)], blocks).unwrap();
    check(&larger, &y, "with a running mean");
    larger.set_loadings("first", &[0.0, 0.0, 0.0, 1.0]).unwrap();
    check(&larger, &y, "the running mean is read");
    model.set_start(&[1.0, 2.0, 0.5], &[2.0, 0.3, 0.0, 0.3, 1.0, 0.1, 0.0, 0.1, 0.8]).unwrap();
    check(&model, &y, "known start");
    model.set_diffuse(&["a", "b", "c"]).unwrap();
    check(&model, &y, "all diffuse");
    model.set_reading_variance("first", 0.0).unwrap();
    check(&model, &y, "a series without error");
    // A combination of states is diffuse, not a state.
    model.diffuse = vec![1.0, 1.0, 0.0, 0.5, 0.0, 2.0];
    check(&model, &y, "diffuse combinations");
}

#[test]
fn draws_have_the_smoothers_mean_and_variance() {
    let (model, y) = example();
    let model = model.with_running_mean("mean", &[("a", 1.0)], Blocks::new(4, 0, 8).unwrap()).unwrap();
    let (mean, covariance, _) = condition(&model, &y);
    let (count, size, m) = (6_000, mean.len(), model.m());
    let draws = model.draws(&y, count, 5).unwrap();
    for at in 0..size {
        let values = draws.at(&model.states()[at % m], at / m).unwrap();
        let variance = covariance[at * size + at];
        let average = values.iter().sum::<f64>() / count as f64;
        let standard_error = (variance / count as f64).sqrt().max(1e-9);
        Simulated { standard_error }.check(format!("mean {at}"), average, mean[at]).unwrap();
        // Covariance with the state eight places on: across periods too.
        let other = (at + 8) % size;
        let others = draws.at(&model.states()[other % m], other / m).unwrap();
        let product: f64 = values.iter().zip(&others).map(|(a, b)| (a - mean[at]) * (b - mean[other])).sum();
        let wanted = covariance[at * size + other];
        let standard_error = ((variance * covariance[other * size + other] + wanted * wanted) / count as f64).sqrt();
        let standard_error = standard_error.max(1e-9);
        Simulated { standard_error }.check(format!("covariance {at}"), product / count as f64, wanted).unwrap();
    }
}

#[test]
fn a_draw_is_the_same_alone_in_a_loop_and_on_any_number_of_threads() {
    let (model, y) = example();
    let run = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| model.draws(&y, 40, 9).unwrap())
    };
    let one = run(1);
    assert_eq!(one, run(2));
    let mut sampler = SimulationSmoother::new();
    let mut path = vec![0.0; 8 * 3];
    for k in [3, 17] {
        // Another model in between leaves no trace.
        let (other, _) = example();
        let other = other.with_running_mean("mean", &[("b", 1.0)], Blocks::new(2, 1, 8).unwrap()).unwrap();
        sampler.draw_into(&other, &y, &mut stream(1, 1), &mut [0.0; 8 * 4]).unwrap();
        sampler.draw_into(&model, &y, &mut stream(9, k), &mut path).unwrap();
        assert_eq!(one.draw(k as usize).unwrap(), path);
    }
}

#[test]
fn readings_never_raise_a_variance() {
    let (model, y) = example();
    let all = model.smooth(&y).unwrap();
    for left_out in 0..8 {
        for name in ["first", "second"] {
            let series = |of: &str| -> Vec<Option<f64>> {
                (0..8).map(|t| y.get(of, t).unwrap().filter(|_| of != name || t != left_out)).collect()
            };
            let fewer = Observations::new(&[("first", &series("first")), ("second", &series("second"))]).unwrap();
            let fewer = model.smooth(&fewer).unwrap();
            for state in model.states() {
                let (more, less) = (all.of(state).unwrap(), fewer.of(state).unwrap());
                for t in 0..8 {
                    assert!(less.variance[t] >= more.variance[t] - 1e-10, "{name} {left_out} {state} {t}");
                }
            }
        }
    }
}
