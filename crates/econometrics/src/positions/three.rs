//! Readings of three pairs of units made from three positions alone: how a reading falls with distance, and draws in
//! which no unit answers to another.

use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};

use super::own_path::OwnPath;
use crate::columns::Columns;
use crate::refusal::{Refusal, require_length};
use crate::regression::OrdinaryLeastSquares;

/// How a reading falls with the distance of two positions: `level + slope distance`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DistanceLink {
    /// Reading of two units at one place.
    pub level: f64,
    /// Change of the reading per unit of distance; below 0.
    pub slope: f64,
}

impl DistanceLink {
    /// Least squares of readings on distances, any number of pairs and periods together.
    ///
    /// Refuses different lengths, fewer than 3 readings, values that are not finite, distances that do not vary, and
    /// readings that do not fall with distance: these are not of units on a line.
    pub fn fit(distances: &[f64], readings: &[f64]) -> Result<DistanceLink, Refusal> {
        require_length("readings", readings.len(), distances.len())?;
        let mut x = Columns::new(distances.len());
        x.constant();
        x.push("distance", distances)?;
        let fit = OrdinaryLeastSquares::fit(readings, &x)?;
        let (level, slope) = (fit.coefficients()[0], fit.coefficients()[1]);
        if slope < 0.0 {
            Ok(DistanceLink { level, slope })
        } else {
            Err(Refusal::SettingOutOfRange {
                name: "the change of readings with distance on the line",
                value: slope,
                range: "below 0",
            })
        }
    }
}

/// Three units A, B and C whose positions move independently of each other, and the readings that follow.
#[derive(Debug, Clone, PartialEq)]
pub struct ThreeOnALine {
    /// The paths of A, B and C.
    pub paths: [OwnPath; 3],
    /// From distance to reading.
    pub link: DistanceLink,
    /// Standard deviation of the error of each reading of the pairs AB, CA and CB, by period; 0 for none.
    pub errors: [Vec<f64>; 3],
}

impl ThreeOnALine {
    /// Readings of the pairs AB, CA and CB, one for each entry of `errors`.
    pub fn draw(&self, random: &mut ChaCha8Rng) -> [Vec<f64>; 3] {
        let length = self.errors.iter().map(Vec::len).max().unwrap_or(0);
        let [a, b, c] = [0, 1, 2].map(|unit| self.paths[unit].draw(length, random));
        let mut pair = |x: &[f64], y: &[f64], errors: &[f64]| -> Vec<f64> {
            (errors.iter().zip(x).zip(y))
                .map(|((error, x), y)| {
                    let normal: f64 = StandardNormal.sample(random);
                    self.link.level + self.link.slope * (x - y).abs() + error * normal
                })
                .collect()
        };
        [pair(&a, &b, &self.errors[0]), pair(&c, &a, &self.errors[1]), pair(&c, &b, &self.errors[2])]
    }
}

#[cfg(test)]
mod tests {
    //! (a) hand: a link through two points, a draw that stands still; (c) property: without errors the draws are an
    //! identity, and with errors their size is the one asked for.
    use super::*;
    use crate::positions::betweenness_left_over;
    use crate::resampling::stream;
    use crate::tolerance::Tolerance::Exact;

    #[test]
    fn a_link_by_hand() {
        // Readings 1 - d / 2, and a pair of errors that least squares passes between.
        let link = DistanceLink::fit(&[0.0, 2.0, 1.0, 1.0], &[1.0, 0.0, 0.6, 0.4]).unwrap();
        Exact.check("level", link.level, 1.0).unwrap();
        Exact.check("slope", link.slope, -0.5).unwrap();
        assert!(DistanceLink::fit(&[0.0, 1.0, 2.0, 3.0], &[0.0, 1.0, 2.1, 2.9]).is_err(), "readings that rise");
        assert!(DistanceLink::fit(&[1.0; 4], &[0.0, 1.0, 2.0, 3.0]).is_err(), "one distance");
        assert!(DistanceLink::fit(&[1.0; 4], &[0.0; 3]).is_err());
    }

    fn three(error: f64) -> ThreeOnALine {
        let path = |first: f64| OwnPath { constant: 0.1 * first, memory: 0.9, residuals: vec![-0.3, 0.1, 0.2], first };
        ThreeOnALine {
            paths: [path(-1.0), path(0.3), path(1.5)],
            link: DistanceLink { level: 1.0, slope: -0.25 },
            errors: [vec![error; 400], vec![error; 400], vec![error; 400]],
        }
    }

    #[test]
    fn without_errors_a_draw_is_an_identity() {
        let [r, u, v] = three(0.0).draw(&mut stream(3, 1));
        // A, B and C begin at -1, .3 and 1.5.
        for (what, ours, theirs) in [("AB", r[0], 0.675), ("CA", u[0], 0.375), ("CB", v[0], 0.7)] {
            Exact.check(what, ours, theirs).unwrap();
        }
        Exact.check("left over", 1.0 + betweenness_left_over(&r, &u, &v).unwrap(), 1.0).unwrap();
    }

    #[test]
    fn errors_have_their_size_and_streams_their_draws() {
        let (with, without) = (three(0.05).draw(&mut stream(3, 1)), three(0.0).draw(&mut stream(3, 1)));
        let squares: f64 = with.iter().flatten().zip(without.iter().flatten()).map(|(a, b)| (a - b).powi(2)).sum();
        assert!((squares / 1_200.0 / 0.0025 - 1.0).abs() < 0.15, "{squares}");
        assert_eq!(with, three(0.05).draw(&mut stream(3, 1)));
        assert_ne!(with, three(0.05).draw(&mut stream(3, 2)));
    }
}
