//! Searches for the minimum of a smooth function of a few numbers: Nelder-Mead to get near, BFGS with numerical
//! gradients to finish. Deterministic; no randomness and no threads. What is minimised is the caller's.

use crate::linear::dot;
use crate::refusal::Refusal;

/// Where a search ended.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Minimum {
    /// The point.
    pub(crate) at: Vec<f64>,
    /// The value there.
    pub(crate) value: f64,
    /// Function evaluations spent.
    pub(crate) evaluations: usize,
}

/// A value that is not finite counts as infinitely bad, so that a search turns back from it.
fn guarded(value: f64) -> f64 {
    if value.is_finite() { value } else { f64::INFINITY }
}

/// Nelder-Mead with the adaptive coefficients of Gao and Han (2012), then BFGS from its end. `scale` is the first
/// step along each coordinate. Nelder-Mead makes at most 400 iterations per coordinate (of one or two evaluations, or
/// a shrink of one per coordinate), BFGS at most 200, and a second Nelder-Mead from there, with a hundredth of the
/// step, at most 1,600 per coordinate: the check. Refuses a start whose value is not finite, and a search that the
/// check takes further: by more than 1e-6 of (1 + the size of the value).
pub(crate) fn minimise(
    what: &'static str,
    start: &[f64],
    scale: f64,
    mut f: impl FnMut(&[f64]) -> f64,
) -> Result<Minimum, Refusal> {
    if !f(start).is_finite() {
        return Err(Refusal::NotDefined { what, why: "the start has no finite value" });
    }
    let near = nelder_mead(start, scale, 400 * start.len(), &mut f);
    let end = bfgs(&near.at, &mut f);
    let again = nelder_mead(&end.at, scale * 1e-2, 1_600 * start.len(), &mut f);
    let change = end.value - again.value;
    let evaluations = near.evaluations + end.evaluations + again.evaluations;
    if change > 1e-6 * (1.0 + end.value.abs()) {
        return Err(Refusal::NotConverged { what, iterations: evaluations, change });
    }
    let best = if again.value < end.value { again } else { end };
    Ok(Minimum { evaluations, ..best })
}

/// The simplex method of Nelder and Mead.
fn nelder_mead(start: &[f64], scale: f64, evaluations_max: usize, f: &mut impl FnMut(&[f64]) -> f64) -> Minimum {
    let n = start.len();
    let size = n as f64;
    let (expand, contract, shrink) = (1.0 + 2.0 / size, 0.75 - 0.5 / size, 1.0 - 1.0 / size.max(2.0));
    let mut evaluations = 0;
    let mut value = |x: &[f64]| {
        evaluations += 1;
        guarded(f(x))
    };
    let mut simplex: Vec<(f64, Vec<f64>)> = (0..=n)
        .map(|i| {
            let mut x = start.to_vec();
            if i > 0 {
                x[i - 1] += scale;
            }
            (value(&x), x)
        })
        .collect();
    for _ in 0..evaluations_max {
        simplex.sort_by(|a, b| a.0.total_cmp(&b.0));
        let (best, worst) = (simplex[0].0, simplex[n].0);
        let width = (0..n).map(|i| (simplex[n].1[i] - simplex[0].1[i]).abs()).fold(0.0, f64::max);
        if worst - best <= 1e-13 * (1.0 + best.abs()) && width < 1e-6 {
            break;
        }
        let centre: Vec<f64> = (0..n).map(|i| simplex[..n].iter().map(|s| s.1[i]).sum::<f64>() / size).collect();
        let towards = |t: f64| -> Vec<f64> { (0..n).map(|i| centre[i] + t * (simplex[n].1[i] - centre[i])).collect() };
        let reflected = towards(-1.0);
        let at_reflected = value(&reflected);
        if at_reflected < best {
            let far = towards(-expand);
            let at_far = value(&far);
            simplex[n] = if at_far < at_reflected { (at_far, far) } else { (at_reflected, reflected) };
        } else if at_reflected < simplex[n - 1].0 {
            simplex[n] = (at_reflected, reflected);
        } else {
            let inner = towards(if at_reflected < worst { -contract } else { contract });
            let at_inner = value(&inner);
            if at_inner < worst.min(at_reflected) {
                simplex[n] = (at_inner, inner);
            } else {
                let first = simplex[0].1.clone();
                for (v, x) in &mut simplex[1..] {
                    x.iter_mut().zip(&first).for_each(|(x, b)| *x = b + shrink * (*x - b));
                    *v = value(x);
                }
            }
        }
    }
    simplex.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (least, at) = simplex.swap_remove(0);
    Minimum { at, value: least, evaluations }
}

/// Central differences.
fn gradient(x: &[f64], f: &mut impl FnMut(&[f64]) -> f64) -> Vec<f64> {
    let mut moved = x.to_vec();
    (0..x.len())
        .map(|i| {
            let step = 6e-6 * x[i].abs().max(1.0);
            moved[i] = x[i] + step;
            let up = f(&moved);
            moved[i] = x[i] - step;
            let down = f(&moved);
            moved[i] = x[i];
            (up - down) / (2.0 * step)
        })
        .collect()
}

/// Broyden, Fletcher, Goldfarb and Shanno with backtracking (Nocedal and Wright 2006, algorithm 6.1).
fn bfgs(start: &[f64], f: &mut impl FnMut(&[f64]) -> f64) -> Minimum {
    let n = start.len();
    let mut evaluations = 1;
    let (mut x, mut value) = (start.to_vec(), guarded(f(start)));
    let mut g = gradient(&x, f);
    let mut inverse = crate::dense::identity(n);
    for _ in 0..200 {
        let mut direction: Vec<f64> = (0..n).map(|i| -(0..n).map(|j| inverse[j * n + i] * g[j]).sum::<f64>()).collect();
        let mut slope = dot(&direction, &g);
        if slope.is_nan() || slope >= 0.0 {
            inverse = crate::dense::identity(n);
            direction = g.iter().map(|v| -v).collect();
            slope = -dot(&g, &g);
        }
        if !slope.is_finite() || -slope <= 1e-14 * (1.0 + value.abs()) {
            break;
        }
        let mut step = 1.0;
        let found = (0..40).find_map(|_| {
            let next: Vec<f64> = x.iter().zip(&direction).map(|(x, d)| x + step * d).collect();
            evaluations += 1;
            let at = guarded(f(&next));
            if at <= value + 1e-4 * step * slope {
                return Some((next, at));
            }
            step *= 0.5;
            None
        });
        let Some((next, at)) = found else { break };
        if value - at <= 1e-14 * (1.0 + value.abs()) {
            // Only rounding error is left in the slope: no later step gains more.
            (x, value) = (next, at);
            break;
        }
        let next_gradient = gradient(&next, f);
        evaluations += 2 * n;
        let s: Vec<f64> = next.iter().zip(&x).map(|(a, b)| a - b).collect();
        let y: Vec<f64> = next_gradient.iter().zip(&g).map(|(a, b)| a - b).collect();
        let curvature = dot(&s, &y);
        if curvature > 1e-12 * dot(&y, &y).sqrt() * dot(&s, &s).sqrt() {
            let hy: Vec<f64> = (0..n).map(|i| (0..n).map(|j| inverse[j * n + i] * y[j]).sum()).collect();
            let factor = 1.0 + dot(&y, &hy) / curvature;
            for j in 0..n {
                for i in 0..n {
                    inverse[j * n + i] += (factor * s[i] * s[j] - hy[i] * s[j] - s[i] * hy[j]) / curvature;
                }
            }
        }
        (x, value, g) = (next, at, next_gradient);
    }
    Minimum { at: x, value, evaluations }
}

#[cfg(test)]
mod tests {
    //! (a) hand: a paraboloid; (b) Rosenbrock's function, whose minimum is known; (c) a start in a wall.
    use super::*;
    use crate::tolerance::Tolerance::{CorrectDigits, Iterative};

    #[test]
    fn known_minima() {
        let bowl = minimise("bowl", &[9.0, -7.0], 1.0, |x| (x[0] - 1.0).powi(2) + 10.0 * (x[1] + 2.0).powi(2)).unwrap();
        Iterative.check("x", bowl.at[0], 1.0).unwrap();
        Iterative.check("y", bowl.at[1], -2.0).unwrap();
        let rosenbrock = |x: &[f64]| (1.0 - x[0]).powi(2) + 100.0 * (x[1] - x[0] * x[0]).powi(2);
        let valley = minimise("valley", &[-1.2, 1.0], 0.5, rosenbrock).unwrap();
        // At the bottom the value moves with the square of the distance along the valley, times .4 at most.
        CorrectDigits(4).check("valley", valley.at[0], 1.0).unwrap();
        Iterative.check("bottom", valley.value, 0.0).unwrap();
        assert!(bowl.evaluations > 10);
    }

    #[test]
    fn walls_are_turned_back_from() {
        let walled = |x: &[f64]| if x[0] <= 0.0 { f64::NAN } else { x[0] - x[0].ln() };
        Iterative.check("x", minimise("wall", &[0.1], 1.0, walled).unwrap().at[0], 1.0).unwrap();
        assert!(matches!(minimise("wall", &[-1.0], 1.0, walled), Err(Refusal::NotDefined { what: "wall", .. })));
    }
}
