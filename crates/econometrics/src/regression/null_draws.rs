//! Many regressions drawn anew together, under the null that one coefficient of each is zero: what a specification
//! curve is held against when its specifications read the same stretch of time. The wild score bootstrap, with weights
//! that belong to blocks of time and are the same for all regressions.

use std::sync::Arc;

use super::{FactoredDesign, OrdinaryLeastSquares};
use crate::columns::Columns;
use crate::many_tests::Specifications;
use crate::refusal::{Refusal, require_length};
use crate::resampling::{WildWeights, replicates_with};

/// Nearer to 1 than this, a leverage is 1 up to rounding.
const LEVERAGE_GAP_MIN: f64 = 1e-10;

/// Below this share of its length that the other columns leave of a column, the rest is rounding error.
const REMAINDER_MIN: f64 = 1e-12;

/// What one regression adds to draws under the null that the coefficient of one of its columns is zero.
///
/// With u the column's residual on all others, and e the response's residual on all others (the null imposed) divided
/// by 1 - h, h their leverages, the scores are `u_t e_t`. A draw multiplies them by signs w that are constant within a
/// block: `b = sum w u e / sum u^2`, and its standard error takes the residuals `w e - b u` (Kline and Santos 2012,
/// Journal of Econometric Methods 1, on drawing scores; Davidson and Flachaire 2008 on signs and on imposing the
/// null; Shao 2010, Journal of the American Statistical Association 105, on weights that last).
#[derive(Debug, Clone, PartialEq)]
pub struct NullScores {
    /// Blocks that have rows, ascending: number, sum of `u e`, sum of `u^3 e`.
    blocks: Vec<(usize, f64, f64)>,
    /// Sum of `u^2`.
    size: f64,
    /// Sum of `(u e)^2`.
    squares: f64,
    /// Sum of `u^4`.
    fourths: f64,
    /// Rows less columns of the whole design.
    df: f64,
    /// By what drawn estimates are multiplied.
    unit: f64,
}

impl NullScores {
    /// The scores of column `column` in the regression of `y` (n values) on `x` (n rows, k columns, n > k + 1).
    /// `blocks` says for each row which block of time it belongs to. Drawn estimates are multiplied by `unit`, above 0,
    /// so that regressions in different units can be compared.
    ///
    /// Refuses NaN and infinities, lengths that differ, a column that is not there or that the others determine, a
    /// leverage of 1, and a unit that is not above 0.
    pub fn of(y: &[f64], x: &Columns, column: usize, blocks: &[usize], unit: f64) -> Result<Self, Refusal> {
        let (n, k) = (x.n_rows(), x.n_columns());
        require_length("response", y.len(), n)?;
        require_length("blocks", blocks.len(), n)?;
        if column >= k {
            return Err(Refusal::NoSuch { what: "column", index: column, count: k });
        }
        if !(unit > 0.0 && unit.is_finite()) {
            return Err(Refusal::SettingOutOfRange { name: "unit", value: unit, range: "above 0 and finite" });
        }
        if n <= k {
            return Err(Refusal::TooFewObservations { have: n, need: k + 1 });
        }
        let mut others = Columns::with_capacity(n, k);
        for (j, name) in x.names().iter().enumerate().filter(|(j, _)| *j != column) {
            others.push(name.as_str(), x.column(j))?;
        }
        let design = Arc::new(FactoredDesign::new(&others)?);
        let u = OrdinaryLeastSquares::fit_factored(x.column(column), &design)?;
        let e = OrdinaryLeastSquares::fit_factored(y, &design)?;
        let size = u.residual_sum_of_squares();
        let whole: f64 = x.column(column).iter().map(|v| v * v).sum();
        if size.sqrt() <= REMAINDER_MIN * whole.sqrt() {
            let remainder = (size / whole).sqrt();
            return Err(Refusal::Singular { column: x.names()[column].clone(), remainder });
        }
        let mut scores = Self { blocks: Vec::new(), size, squares: 0.0, fourths: 0.0, df: (n - k) as f64, unit };
        let mut sums = std::collections::BTreeMap::<usize, (f64, f64)>::new();
        for (row, ((u, e), h)) in u.residuals().iter().zip(e.residuals()).zip(design.leverages()).enumerate() {
            if 1.0 - h < LEVERAGE_GAP_MIN {
                return Err(Refusal::LeverageOne { row });
            }
            let score = u * e / (1.0 - h);
            scores.squares += score * score;
            scores.fourths += u.powi(4);
            let sum = sums.entry(blocks[row]).or_default();
            sum.0 += score;
            sum.1 += u * u * score;
        }
        scores.blocks = sums.into_iter().map(|(block, (score, third))| (block, score, third)).collect();
        Ok(scores)
    }

    /// Number of blocks needed: one more than the largest.
    fn reach(&self) -> usize {
        self.blocks.last().map_or(0, |(block, ..)| block + 1)
    }

    /// One draw: the estimate (in the common unit) and its t statistic when block k is multiplied by `weights[k]`, -1
    /// or 1. 0 and 0 where nothing is left to divide by. Refuses fewer weights than there are blocks.
    pub fn draw(&self, weights: &[f64]) -> Result<(f64, f64), Refusal> {
        if weights.len() < self.reach() {
            return Err(Refusal::TooFewObservations { have: weights.len(), need: self.reach() });
        }
        Ok(self.drawn(weights))
    }

    fn drawn(&self, weights: &[f64]) -> (f64, f64) {
        let (mut sum, mut third) = (0.0, 0.0);
        for &(block, score, cubed) in &self.blocks {
            sum += weights[block] * score;
            third += weights[block] * cubed;
        }
        let estimate = sum / self.size;
        let variance = self.squares - 2.0 * estimate * third + estimate * estimate * self.fourths;
        if variance > 0.0 { (self.unit * estimate, sum / variance.sqrt()) } else { (0.0, 0.0) }
    }
}

/// `draws` draws of all regressions together under the null that none has an effect: within a draw, a block of time has
/// one sign in all of them, so that what they share, and what neighbouring rows share, is kept. Estimates are in
/// the common unit, z is [`normal_score`] of the drawn t. Draw number k has the random numbers of stream k of the seed,
/// whatever the number of threads. Refuses no regressions and no draws.
pub fn null_draws(regressions: &[NullScores], draws: usize, seed: u64) -> Result<Vec<Specifications>, Refusal> {
    if regressions.is_empty() || draws == 0 {
        return Err(Refusal::TooFewObservations { have: regressions.len().min(draws), need: 1 });
    }
    let blocks = regressions.iter().map(NullScores::reach).max().unwrap_or(0);
    Ok(replicates_with(
        draws,
        seed,
        || vec![0.0; blocks],
        |weights, _, random| {
            WildWeights::Rademacher.fill(weights, random);
            let (mut estimates, mut z) = (Vec::with_capacity(regressions.len()), Vec::with_capacity(regressions.len()));
            for one in regressions {
                let (estimate, t) = one.drawn(weights);
                estimates.push(estimate);
                z.push(normal_score(t, one.df));
            }
            Specifications { estimates, z }
        },
    ))
}

/// The standard normal value that has, nearly, the same tail probability as `t` under Student's t with `df` degrees of
/// freedom, above 0: `sign(t) (8 df + 1) / (8 df + 3) sqrt(df ln(1 + t^2 / df))`. Off by less than .011 for df of 10
/// and more where |t| is at most 6. Source: Wallace (1959), Annals of Mathematical Statistics 30.
pub fn normal_score(t: f64, df: f64) -> f64 {
    let size = (8.0 * df + 1.0) / (8.0 * df + 3.0) * (df * (t * t / df).ln_1p()).sqrt();
    size.copysign(t)
}

#[cfg(test)]
mod tests {
    //! (a) hand: four rows in two blocks; (b) NumPy, in `tests/it/many_tests.rs`, and the quantiles of t; (c) property:
    //! the drawn statistic with all signs 1 tests the null itself, units and threads do not matter, and under the null
    //! a curve of overlapping responses is rejected as often as it should be.
    use super::*;
    use crate::distributions::student_two_sided;
    use crate::many_tests::specification_curve;
    use crate::resampling::stream;
    use crate::tolerance::Tolerance::{Exact, Simulated};
    use rand_distr::{Distribution, StandardNormal};

    fn columns(x: &[f64]) -> Columns {
        let mut all = Columns::new(x.len());
        all.constant();
        all.push("x", x).unwrap();
        all
    }

    #[test]
    fn four_rows_by_hand() {
        // u = -1.5 -.5 .5 1.5; y less its mean of 1 is -1 0 -1 2, leverages 1/4: e = -4/3 0 -4/3 8/3.
        // Scores 2 0 -2/3 4, their squares sum to 184/9; blocks (0, 0, 1, 1): 2 and 10/3; u^2 u e: 4.5, -1/6 + 9.
        let x = columns(&[0.0, 1.0, 2.0, 3.0]);
        let ours = NullScores::of(&[0.0, 1.0, 0.0, 3.0], &x, 1, &[0, 0, 1, 1], 2.0).unwrap();
        for (weights, sum, third) in
            [([1.0, 1.0], 16.0 / 3.0, 4.5 + 53.0 / 6.0), ([1.0, -1.0], -4.0 / 3.0, 4.5 - 53.0 / 6.0)]
        {
            let b = sum / 5.0;
            let fourths = 2.0 * (1.5f64.powi(4) + 0.5f64.powi(4));
            let variance: f64 = 184.0 / 9.0 - 2.0 * b * third + b * b * fourths;
            let (estimate, t) = ours.draw(&weights).unwrap();
            Exact.check("estimate", estimate, 2.0 * b).unwrap();
            Exact.check("t", t, sum / variance.sqrt()).unwrap();
        }
    }

    #[test]
    fn refusals() {
        let x = columns(&[0.0, 1.0, 2.0, 3.0, 5.0]);
        let y = [0.0, 1.0, 0.0, 3.0, 1.0];
        let of = |y: &[f64], x: &Columns, column, blocks: &[usize], unit| NullScores::of(y, x, column, blocks, unit);
        assert!(of(&y, &x, 1, &[0; 5], 1.0).is_ok());
        assert!(of(&y, &x, 2, &[0; 5], 1.0).is_err());
        assert!(of(&y, &x, 1, &[0; 4], 1.0).is_err());
        for unit in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert!(of(&y, &x, 1, &[0; 5], unit).is_err());
        }
        assert!(of(&[0.0, f64::NAN, 0.0, 3.0, 1.0], &x, 1, &[0; 5], 1.0).is_err());
        assert!(of(&y, &columns(&[2.0; 5]), 1, &[0; 5], 1.0).is_err(), "a second constant");
        let one = of(&y, &x, 1, &[0, 0, 1, 1, 4], 1.0).unwrap();
        assert!(one.draw(&[1.0; 4]).is_err() && one.draw(&[1.0; 5]).is_ok());
        assert!(null_draws(&[], 9, 1).is_err() && null_draws(&[one], 0, 1).is_err());
    }

    #[test]
    fn normal_scores_have_the_tails_of_t() {
        for df in [20.0, 40.0, 200.0] {
            for t in [-6.0, -2.0, -0.3, 0.0, 1.0, 2.5, 4.0] {
                let z = normal_score(t, df);
                // Student's t with very many degrees of freedom is the normal.
                let (wanted, found) = (student_two_sided(t, df), student_two_sided(z, 1e9));
                assert!((wanted - found).abs() < 0.025 * wanted, "{t} {df}: {wanted} {found}");
                assert_eq!(z.is_sign_negative(), t.is_sign_negative());
            }
        }
    }

    /// A driver and two responses that average its neighbours' shocks over two and four rows: scores overlap.
    fn world(seed: u64, n: usize) -> (Vec<f64>, [Vec<f64>; 2]) {
        let random = &mut stream(seed, 0);
        let mut normal = || -> f64 { StandardNormal.sample(random) };
        let common: Vec<f64> = (0..n + 8).map(|_| normal()).collect();
        let mut u = vec![0.0; n + 8];
        for t in 1..n + 8 {
            u[t] = 0.5 * u[t - 1] + 0.6 * common[t] + 0.8 * normal();
        }
        let own: Vec<f64> = (0..n + 8).map(|_| normal()).collect();
        let ahead = |t: usize, h: usize| (1..=h).map(|i| own[t + i] + common[t + i]).sum::<f64>() / h as f64;
        let y = [2, 4].map(|h| (0..n).map(|t| ahead(t, h)).collect());
        (u[..n].to_vec(), y)
    }

    fn curve_of(seed: u64, scale: f64) -> (Specifications, Vec<NullScores>) {
        let (u, responses) = world(seed, 160);
        let blocks: Vec<usize> = (0..u.len()).map(|t| t / 4).collect();
        let u: Vec<f64> = u.iter().map(|v| v * scale).collect();
        let (mut observed, mut scores) = (Specifications { estimates: vec![], z: vec![] }, Vec::new());
        for y in &responses {
            for lags in [1usize, 2] {
                let rows = lags..u.len();
                let mut x = Columns::new(rows.len());
                x.constant();
                x.push("u", &u[rows.clone()]).unwrap();
                for lag in 1..=lags {
                    x.push_with(format!("u.l{lag}"), |row| u[row + lags - lag]);
                }
                let y = &y[rows.clone()];
                let fit = OrdinaryLeastSquares::fit(y, &x).unwrap();
                let c = fit.coefficient(1, super::super::Covariance::Hc3).unwrap();
                observed.estimates.push(c.estimate * scale);
                observed.z.push(normal_score(c.t, c.df));
                scores.push(NullScores::of(y, &x, 1, &blocks[rows], scale).unwrap());
            }
        }
        (observed, scores)
    }

    #[test]
    fn units_and_threads_do_not_matter() {
        let draw = |scale: f64, threads: usize| {
            let (_, scores) = curve_of(3, scale);
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| null_draws(&scores, 50, 9).unwrap())
        };
        let one = draw(1.0, 1);
        assert_eq!(one, draw(1.0, 2));
        for (a, b) in one.iter().zip(draw(8.0, 2)) {
            for (a, b) in a.z.iter().chain(&a.estimates).zip(b.z.iter().chain(&b.estimates)) {
                Exact.check("drawn", *a, *b).unwrap();
            }
        }
    }

    #[test]
    fn a_true_null_is_rejected_as_often_as_it_should_be() {
        let worlds = 600;
        let small = (0..worlds)
            .filter(|seed| {
                let (observed, scores) = curve_of(*seed, 1.0);
                let draws = null_draws(&scores, 199, *seed).unwrap();
                specification_curve(&observed, &draws, 2.0).unwrap().stouffer.standing.p_value <= 0.1
            })
            .count();
        let standard_error = (0.1 * 0.9 / worlds as f64).sqrt();
        Simulated { standard_error }.check("size", small as f64 / worlds as f64, 0.1).unwrap();
    }
}
