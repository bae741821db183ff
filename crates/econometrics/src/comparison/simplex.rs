//! Least squares with weights that are not negative and sum to one, solved to rounding error: the point of a convex
//! hull that is nearest to the origin (Wolfe 1976). No panel here.

use crate::linear::{ThinQr, add_scaled, dot, solve_upper, thin_qr};
use crate::refusal::Refusal;

/// Weights w >= 0, sum 1, that minimise `|A w - b|^2 + ridge |w|^2`. `a`: rows x count, column-major; `ridge` >= 0.
/// Unique when the ridge is positive. Refuses when the active set does not settle.
pub(super) fn simplex_least_squares(a: &[f64], b: &[f64], ridge: f64) -> Result<Vec<f64>, Refusal> {
    let rows = b.len();
    let count = a.len() / rows;
    // As the weights sum to 1, A w - b is a mean of the points a_j - b; the ridge gives each point an axis of its own.
    let points: Vec<f64> = a.chunks_exact(rows).flat_map(|p| p.iter().zip(b).map(|(p, b)| p - b)).collect();
    let point = |j: usize| &points[j * rows..(j + 1) * rows];
    let norms: Vec<f64> = (0..count).map(|j| dot(point(j), point(j)) + ridge).collect();
    let largest = norms.iter().fold(0.0f64, |m, v| m.max(*v));
    let first = (1..count).fold(0, |best, j| if norms[j] < norms[best] { j } else { best });
    let mut weights = vec![0.0; count];
    weights[first] = 1.0;
    // Points with weight, in the order of their coming.
    let mut active = vec![first];
    let steps_max = 100 + 50 * count;
    let mut gap = f64::INFINITY;
    for _ in 0..steps_max {
        let mut nearest = vec![0.0; rows];
        active.iter().for_each(|&j| add_scaled(&mut nearest, weights[j], point(j)));
        let height = |j: usize| dot(point(j), &nearest) + ridge * weights[j];
        let own: f64 = active.iter().map(|&j| weights[j] * height(j)).sum();
        // The point that lies furthest on the other side of the plane through the nearest one.
        let best = (0..count)
            .filter(|j| !active.contains(j))
            .map(|j| (height(j), j))
            .reduce(|x, y| if y.0 < x.0 { y } else { x });
        let Some((lowest, candidate)) = best else { return Ok(weights) };
        gap = own - lowest;
        // Rounding of a product of two lengths.
        if gap <= 1e-14 * (largest * own.max(1e-14 * largest)).sqrt() {
            return Ok(weights);
        }
        active.push(candidate);
        // Back to a point in the hull of the active ones, without those whose weight would turn negative.
        let mut just_added = true;
        loop {
            let wanted = affine_minimum(&points, rows, &active, ridge);
            if wanted.iter().all(|w| *w > 0.0) {
                active.iter().zip(&wanted).for_each(|(&j, w)| weights[j] = *w);
                break;
            }
            if just_added && wanted.last().is_none_or(|w| *w <= 0.0) {
                // The gap was rounding error: the point that promised a descent does not give one.
                active.pop();
                return Ok(weights);
            }
            just_added = false;
            let share = active
                .iter()
                .zip(&wanted)
                .filter(|(_, w)| **w <= 0.0)
                .map(|(&j, w)| weights[j] / (weights[j] - w))
                .fold(1.0f64, f64::min);
            for (&j, w) in active.iter().zip(&wanted) {
                weights[j] += share * (w - weights[j]);
            }
            // At least the one that stopped the step leaves.
            let lowest = active
                .iter()
                .zip(&wanted)
                .filter(|(_, w)| **w <= 0.0)
                .map(|(&j, _)| weights[j])
                .fold(f64::INFINITY, f64::min);
            let leaves = |j: usize, w: f64| w <= 0.0 && weights[j] <= lowest.max(0.0);
            let stay: Vec<bool> = active.iter().zip(&wanted).map(|(&j, w)| !leaves(j, *w)).collect();
            for (&j, stay) in active.iter().zip(&stay) {
                if !stay {
                    weights[j] = 0.0;
                }
            }
            let mut at = 0;
            active.retain(|_| {
                at += 1;
                stay[at - 1]
            });
        }
    }
    Err(Refusal::NotConverged { what: "the weights", iterations: steps_max, change: gap })
}

/// Weights of any sign that sum to 1 and bring the mean of the active points nearest to the origin: least squares on
/// the differences to the first of them, by QR.
fn affine_minimum(points: &[f64], rows: usize, active: &[usize], ridge: f64) -> Vec<f64> {
    let s = active.len();
    if s == 1 {
        return vec![1.0];
    }
    let root = ridge.sqrt();
    let long = rows + s;
    let extended = |at: usize| {
        let own = &points[active[at] * rows..(active[at] + 1) * rows];
        own.iter().copied().chain((0..s).map(move |i| if i == at { root } else { 0.0 }))
    };
    let base: Vec<f64> = extended(0).collect();
    let differences: Vec<f64> =
        (1..s).flat_map(|at| extended(at).zip(&base).map(|(p, b)| p - b).collect::<Vec<_>>()).collect();
    let ThinQr { q, r } = thin_qr(differences, long, s - 1);
    let mut rest = base;
    let mut projection = vec![0.0; s - 1];
    // Twice, as in ordinary least squares.
    for _ in 0..2 {
        for (total, column) in projection.iter_mut().zip(q.chunks_exact(long)) {
            let share = -dot(column, &rest);
            *total += share;
            add_scaled(&mut rest, share, column);
        }
    }
    let others = solve_upper(&r, &projection);
    if others.iter().any(|w| !w.is_finite()) {
        // Collinear points without a ridge: the newest adds nothing.
        return (0..s).map(|at| if at + 1 == s { 0.0 } else { 1.0 / (s - 1) as f64 }).collect();
    }
    let mut weights = vec![1.0 - others.iter().sum::<f64>()];
    weights.extend(others);
    weights
}

#[cfg(test)]
mod tests {
    //! (a) hand: a corner, an edge and an inner point of a triangle; (b) SciPy in `tests/it/comparison.rs`;
    //! (c) property: no step from the solution to a corner goes down.
    use super::*;
    use crate::tolerance::Tolerance::Exact;

    #[test]
    fn a_triangle_by_hand() {
        let triangle = [0.0, 0.0, 4.0, 0.0, 0.0, 4.0];
        for (b, hand) in [
            ([-1.0, -1.0], [1.0, 0.0, 0.0]),
            ([1.0, -3.0], [0.75, 0.25, 0.0]),
            ([1.0, 2.0], [0.25, 0.25, 0.5]),
            ([3.0, 3.0], [0.0, 0.5, 0.5]),
        ] {
            let w = simplex_least_squares(&triangle, &b, 0.0).unwrap();
            w.iter().zip(hand).for_each(|(w, h)| Exact.check(format!("{b:?}"), *w, h).unwrap());
        }
        // Nothing but the ridge: equal weights.
        let w = simplex_least_squares(&[1.0, 1.0, 1.0, 1.0], &[3.0], 0.5).unwrap();
        w.iter().for_each(|w| Exact.check("equal", *w, 0.25).unwrap());
    }

    #[test]
    fn no_corner_lies_lower() {
        for seed in 0..40usize {
            let (rows, count) = (1 + seed % 9, 2 + (seed * 5) % 23);
            let ridge = [0.0, 1e-10, 0.3][seed % 3];
            let a: Vec<f64> = (0..rows * count).map(|i| ((i * i * 13 + i * (seed + 7)) % 97) as f64 / 20.0).collect();
            let b: Vec<f64> = (0..rows).map(|i| ((i * 29 + seed * 11) % 53) as f64 / 10.0).collect();
            let w = simplex_least_squares(&a, &b, ridge).unwrap();
            Exact.check("sum", w.iter().sum::<f64>(), 1.0).unwrap();
            assert!(w.iter().all(|w| *w >= 0.0));
            let mut rest: Vec<f64> = b.iter().map(|b| -b).collect();
            w.iter().zip(a.chunks_exact(rows)).for_each(|(w, p)| add_scaled(&mut rest, *w, p));
            let slope: Vec<f64> = a
                .chunks_exact(rows)
                .zip(&w)
                .map(|(p, w)| dot(p, &rest) - dot(&b, &rest) + ridge * w + dot(&b, &rest))
                .collect();
            let mean: f64 = slope.iter().zip(&w).map(|(s, w)| s * w).sum();
            assert!(slope.iter().all(|s| *s >= mean - 1e-10), "{seed}");
        }
    }
}
