//! Classical scaling to one dimension: the line on which distances between units are best laid out.

use crate::linear::symmetric_eigenvectors;
use crate::refusal::{Refusal, require_finite, require_length};

/// Fewest units that a line can be wrong about: two always lie on one.
const UNITS_MIN: usize = 3;

/// Units laid out on one line.
#[derive(Debug, Clone, PartialEq)]
pub struct Classical {
    /// One position per unit, with mean 0, in units of the distances. The direction of the line is arbitrary: the unit
    /// farthest from the middle is given the positive side.
    pub positions: Vec<f64>,
    /// Share of the sum of absolute eigenvalues that is the first one's: 1 if the distances are those of points on a line.
    pub share: f64,
}

/// Classical scaling of `distances` (n x n, symmetric, zeros on the diagonal, column by column or row by row) to one
/// dimension: the first eigenvector of `-J D^2 J / 2` times the root of its eigenvalue, J taking out means. Torgerson
/// (1952), Psychometrika 17; Gower (1966), Biometrika 53.
///
/// Refuses fewer than 3 units, another number of entries than n x n, entries that are not finite, and distances
/// that are all zero.
pub fn classical_scaling(distances: &[f64], n: usize) -> Result<Classical, Refusal> {
    if n < UNITS_MIN {
        return Err(Refusal::TooFewObservations { have: n, need: UNITS_MIN });
    }
    require_length("distances", distances.len(), n * n)?;
    require_finite(distances, "distances")?;
    let squares: Vec<f64> = distances.iter().map(|d| d * d).collect();
    let means: Vec<f64> = squares.chunks_exact(n).map(|row| row.iter().sum::<f64>() / n as f64).collect();
    let mean = means.iter().sum::<f64>() / n as f64;
    let mut centred = vec![0.0; n * n];
    for i in 0..n {
        for j in 0..n {
            centred[i * n + j] = -0.5 * (squares[i * n + j] - means[i] - means[j] + mean);
        }
    }
    let (values, vectors) = symmetric_eigenvectors(&centred, n).ok_or(Refusal::NoConvergence { dimension: n })?;
    let first = values[n - 1];
    let all: f64 = values.iter().map(|v| v.abs()).sum();
    if !(first > 0.0 && all > 0.0) {
        return Err(Refusal::NoVariation { column: "distances".to_owned(), observations: n });
    }
    let axis = &vectors[(n - 1) * n..];
    let farthest = axis.iter().fold(0.0_f64, |far, x| if x.abs() > far.abs() { *x } else { far });
    let scale = first.sqrt() * farthest.signum();
    Ok(Classical { positions: axis.iter().map(|x| scale * x).collect(), share: first / all })
}

#[cfg(test)]
mod tests {
    //! (a) hand: three points on a line, an equilateral triangle; (b) scikit-free NumPy recipe in
    //! `tests/it/positions.rs`; (c) property: any points on a line come back, up to direction and origin.
    use super::*;
    use crate::tolerance::Tolerance::Exact;

    fn distances(points: &[f64]) -> Vec<f64> {
        points.iter().flat_map(|a| points.iter().map(move |b| (a - b).abs())).collect()
    }

    #[test]
    fn three_points_on_a_line_by_hand() {
        // Points 0, 1 and 5 have mean 2: they come back at -2, -1 and 3.
        let found = classical_scaling(&distances(&[0.0, 1.0, 5.0]), 3).unwrap();
        for (ours, theirs) in found.positions.iter().zip([-2.0, -1.0, 3.0]) {
            Exact.check("position", *ours, theirs).unwrap();
        }
        Exact.check("share", found.share, 1.0).unwrap();
    }

    #[test]
    fn three_equal_distances_need_two_dimensions() {
        // The centred matrix is half of the identity less its mean: eigenvalues 1/2, 1/2, 0.
        let found = classical_scaling(&[0.0, 1.0, 1.0, 1.0, 0.0, 1.0, 1.0, 1.0, 0.0], 3).unwrap();
        Exact.check("share", found.share, 0.5).unwrap();
    }

    #[test]
    fn points_come_back() {
        let points: Vec<f64> = (0..40).map(|i| f64::from((i * 37) % 23) / 7.0).collect();
        let mean = points.iter().sum::<f64>() / 40.0;
        let found = classical_scaling(&distances(&points), 40).unwrap();
        let sign = (found.positions[0] * (points[0] - mean)).signum();
        for (ours, point) in found.positions.iter().zip(&points) {
            Exact.check("position", 1.0 + sign * ours, 1.0 + point - mean).unwrap();
        }
    }

    #[test]
    fn nothing_to_lay_out_is_refused() {
        assert!(classical_scaling(&[0.0; 9], 3).is_err());
        assert!(classical_scaling(&[0.0, 1.0, 1.0, 0.0], 2).is_err());
        assert!(classical_scaling(&[0.0; 8], 3).is_err());
        let mut wrong = vec![1.0; 9];
        wrong[5] = f64::NAN;
        assert!(matches!(classical_scaling(&wrong, 3), Err(Refusal::NotFinite { .. })));
    }
}
