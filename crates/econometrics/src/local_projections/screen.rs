//! Many local projections at once: of three series, each in turn the response, and each of the other two the impulse.
//! The six regressions have one set of columns, so one orthogonal basis serves all that have the same rows. The answer is
//! that of [`LocalProjection`](super::LocalProjection) with HC3 and, far out, its own degrees of freedom; where the short way
//! could lose digits, that way is gone.

use super::projection::{Horizons, LocalProjection, Named, Order};
use crate::columns::Columns;
use crate::distributions::student_two_sided;
use crate::linear::{add_scaled, dot};
use crate::refusal::{Refusal, require_length};
use crate::regression::{Covariance, OrdinaryLeastSquares, moment_degrees};
use crate::vector_autoregression::Lags;

/// Response and impulse of the six projections, in the order in which they are answered.
pub const SCREEN_ORDER: [(usize, usize); 6] = [(0, 1), (0, 2), (1, 0), (1, 2), (2, 0), (2, 1)];

/// Below this share of its length that the other columns leave of a column, the long way is gone: the basis may have lost
/// four of sixteen digits, more than an answer may.
const REMAINDER_SAFE: f64 = 1e-4;

/// The same for residuals, as a share of the response's length.
const RESIDUAL_SAFE: f64 = 1e-7;

/// Nearer to 1 than this, a leverage is computed the long way.
const LEVERAGE_GAP_SAFE: f64 = 1e-5;

/// Below this p-value, where a screening of thousands looks, the degrees of freedom are those of
/// [`Regression::moment_degrees`](crate::Regression::moment_degrees). They take a pass over all pairs of rows, too many
/// for every question.
const EXTREME: f64 = 1e-3;

/// The response of one series to a surprise in another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ScreenAnswer {
    /// Change of the mean response per unit of surprise in the impulse.
    pub estimate: f64,
    /// HC3 standard error, positive, same units.
    pub standard_error: f64,
    /// estimate / standard error.
    pub t: f64,
    /// Degrees of freedom of Student's t to which `t` is referred: rows less columns, or fewer where that would give a
    /// p-value below .001 ([`Regression::moment_degrees`](crate::Regression::moment_degrees)).
    pub df: f64,
    /// Two-sided p-value of the null hypothesis that a surprise in the impulse does not move the response.
    pub p_value: f64,
    /// Standard deviation of the impulse over that of the response, on the rows of the regression.
    pub spread: f64,
}

/// One of the six.
#[derive(Debug, Clone, PartialEq)]
pub struct ScreenedProjection {
    /// Rows on which everything is present.
    pub n: usize,
    /// The answer, or why there is none.
    pub answer: Result<ScreenAnswer, Refusal>,
}

/// The six lag-augmented projections among three series, with the memory that they need; one for each thread.
#[derive(Debug, Clone)]
pub struct ProjectionScreen {
    lags: Lags,
    horizons: Horizons,
    rows_min: usize,
    rows: [Vec<usize>; 3],
    columns: Vec<f64>,
    leverages: Vec<f64>,
    direction: Vec<f64>,
}

/// What the basis of one set of rows tells of the three columns that may be impulses, which stand last.
struct Basis {
    /// What each of the three says of each response.
    shares: [[f64; 3]; 3],
    /// Upper triangular block of the last three columns, row by column.
    r: [[f64; 3]; 3],
    /// Sum of squares about the mean of each of the three.
    squares: [f64; 3],
    /// Whether every column kept enough of its length.
    safe: bool,
}

impl ProjectionScreen {
    /// Projections with these lags and horizons; fewer rows than `rows_min` (or than columns + 1) are refused.
    pub fn new(lags: Lags, horizons: Horizons, rows_min: usize) -> Self {
        Self {
            lags,
            horizons,
            rows_min,
            rows: [const { Vec::new() }; 3],
            columns: Vec::new(),
            leverages: Vec::new(),
            direction: Vec::new(),
        }
    }

    /// The six projections in the order of [`SCREEN_ORDER`]; the series that is neither response nor impulse is the
    /// control, and the impulse stands last within a period. `None` is a missing reading; index = period.
    ///
    /// Refuses series of different lengths and values that are not finite; each projection refuses by itself too few rows
    /// and what [`LocalProjection`](super::LocalProjection) refuses.
    pub fn screen(&mut self, series: [&[Option<f64>]; 3]) -> Result<[ScreenedProjection; 6], Refusal> {
        for one in series {
            require_length("series", one.len(), series[0].len())?;
            if let Some(row) = one.iter().position(|v| v.is_some_and(|v| !v.is_finite())) {
                return Err(Refusal::NotFinite { row, column: "series".to_owned() });
            }
        }
        self.choose_rows(series);
        let mut all: [Option<ScreenedProjection>; 6] = [const { None }; 6];
        for first in 0..3 {
            if (0..first).any(|r| self.rows[r] == self.rows[first]) {
                continue;
            }
            let members: Vec<usize> = (first..3).filter(|r| self.rows[*r] == self.rows[first]).collect();
            self.answer(series, &members, &mut all);
        }
        Ok(all.map(|one| one.unwrap_or(ScreenedProjection { n: 0, answer: Err(self.too_few(0)) })))
    }

    fn n_columns(&self) -> usize {
        1 + 3 * (self.lags.count() + 1)
    }

    fn too_few(&self, have: usize) -> Refusal {
        Refusal::TooFewObservations { have, need: self.rows_min.max(self.n_columns() + 1) }
    }

    /// For each response, the periods whose regressors and whose periods ahead are all there.
    fn choose_rows(&mut self, series: [&[Option<f64>]; 3]) {
        self.rows.iter_mut().for_each(Vec::clear);
        let (p, from, to) = (self.lags.count(), self.horizons.from(), self.horizons.to());
        let mut complete = 0;
        for t in 0..series[0].len().saturating_sub(to) {
            complete = if series.iter().all(|s| s[t].is_some()) { complete + 1 } else { 0 };
            if complete <= p {
                continue;
            }
            for (rows, response) in self.rows.iter_mut().zip(series) {
                if response[t + from..=t + to].iter().all(Option::is_some) {
                    rows.push(t);
                }
            }
        }
    }

    /// The answers of the responses that share one set of rows.
    fn answer(&mut self, series: [&[Option<f64>]; 3], members: &[usize], all: &mut [Option<ScreenedProjection>; 6]) {
        let n = self.rows[members[0]].len();
        let asked = |r: usize| SCREEN_ORDER.iter().enumerate().filter(move |(_, (response, _))| *response == r);
        if n < self.rows_min.max(self.n_columns() + 1) {
            for (at, _) in members.iter().flat_map(|r| asked(*r)) {
                all[at] = Some(ScreenedProjection { n, answer: Err(self.too_few(n)) });
            }
            return;
        }
        let lengths = self.fill(series, members);
        let basis = self.orthogonalise(members.len());
        let k = self.n_columns() - 1;
        for (place, &r) in members.iter().enumerate() {
            let residuals = &self.columns[(k + place) * n..(k + place + 1) * n];
            let left = dot(residuals, residuals).sqrt();
            let safe = basis.safe && left > RESIDUAL_SAFE * lengths[place];
            for (at, &(_, u)) in asked(r) {
                let short = if safe { self.short_way(&basis, place, r, u, n) } else { None };
                let answer = short.map_or_else(|| self.long_way(series, r, u), Ok);
                all[at] = Some(ScreenedProjection { n, answer });
            }
        }
    }

    /// Columns about their means: lags, then the three series of the period, then the responses. Gives the lengths of
    /// the responses.
    fn fill(&mut self, series: [&[Option<f64>]; 3], members: &[usize]) -> Vec<f64> {
        let rows = std::mem::take(&mut self.rows[members[0]]);
        let (n, p) = (rows.len(), self.lags.count());
        self.columns.clear();
        // The choice of rows found every reading; were one not there, the NaN would lead the long way, which refuses it.
        for lag in (0..=p).rev() {
            for one in series {
                self.columns.extend(rows.iter().map(|t| one[t - lag].unwrap_or(f64::NAN)));
            }
        }
        let span = (self.horizons.to() - self.horizons.from() + 1) as f64;
        for r in members {
            let ahead = |t: &usize| &series[*r][t + self.horizons.from()..=t + self.horizons.to()];
            self.columns
                .extend(rows.iter().map(|t| ahead(t).iter().map(|v| v.unwrap_or(f64::NAN)).sum::<f64>() / span));
        }
        let lengths = self.columns[3 * (p + 1) * n..].chunks_exact(n).map(|y| dot(y, y).sqrt()).collect();
        self.rows[members[0]] = rows;
        lengths
    }

    /// Modified Gram-Schmidt over all columns, the constant first: afterwards the columns are an orthonormal basis, the
    /// responses are residuals, and the leverages are known.
    fn orthogonalise(&mut self, n_responses: usize) -> Basis {
        let k = self.n_columns() - 1;
        let n = self.columns.len() / (k + n_responses);
        self.leverages.clear();
        self.leverages.resize(n, 1.0 / n as f64);
        let mut basis = Basis { r: [[0.0; 3]; 3], shares: [[0.0; 3]; 3], squares: [0.0; 3], safe: true };
        let mut lengths = vec![0.0; k];
        for (j, column) in self.columns.chunks_exact_mut(n).enumerate() {
            if j < k {
                lengths[j] = dot(column, column).sqrt();
            }
            let mean = column.iter().sum::<f64>() / n as f64;
            column.iter_mut().for_each(|v| *v -= mean);
            if (k - 3..k).contains(&j) {
                basis.squares[j - (k - 3)] = dot(column, column);
            }
        }
        for (j, whole) in lengths.iter().enumerate() {
            let (done, rest) = self.columns.split_at_mut((j + 1) * n);
            let q = &mut done[j * n..];
            let length = dot(q, q).sqrt();
            // Written so that NaN is not safe.
            basis.safe &= length > REMAINDER_SAFE * whole;
            let scale = 1.0 / length;
            for (v, h) in q.iter_mut().zip(&mut self.leverages) {
                *v *= scale;
                *h += *v * *v;
            }
            for (later, column) in rest.chunks_exact_mut(n).enumerate().map(|(i, c)| (i + j + 1, c)) {
                let share = dot(q, column);
                add_scaled(column, -share, q);
                if j + 3 >= k {
                    match later.checked_sub(k) {
                        Some(place) => basis.shares[j + 3 - k][place] = share,
                        None => basis.r[j + 3 - k][later + 3 - k] = share,
                    }
                }
            }
            if j + 3 >= k {
                basis.r[j + 3 - k][j + 3 - k] = length;
            }
        }
        basis
    }

    /// The answer from the basis; `None` where a leverage is too near to 1 or nothing finite comes out.
    fn short_way(
        &mut self,
        basis: &Basis,
        place: usize,
        response: usize,
        impulse: usize,
        n: usize,
    ) -> Option<ScreenAnswer> {
        let k = self.n_columns() - 1;
        // The impulse's row of the inverse: it has entries for itself and for the columns after it.
        let r = &basis.r;
        let mut row = [0.0; 3];
        row[impulse] = 1.0 / r[impulse][impulse];
        for b in impulse + 1..3 {
            row[b] = -(impulse..b).map(|a| row[a] * r[a][b]).sum::<f64>() / r[b][b];
        }
        let estimate: f64 = (impulse..3).map(|b| row[b] * basis.shares[b][place]).sum();
        self.direction.clear();
        self.direction.resize(n, 0.0);
        for (b, weight) in row.iter().enumerate().skip(impulse) {
            add_scaled(&mut self.direction, *weight, &self.columns[(k - 3 + b) * n..(k - 2 + b) * n]);
        }
        let residuals = &self.columns[(k + place) * n..(k + place + 1) * n];
        let mut gap_min = 1.0f64;
        for ((score, u), h) in self.direction.iter_mut().zip(residuals).zip(&self.leverages) {
            let gap = 1.0 - h;
            gap_min = gap_min.min(gap);
            *score *= u / gap;
        }
        let standard_error = dot(&self.direction, &self.direction).sqrt();
        let spread = (basis.squares[impulse] / basis.squares[response]).sqrt();
        let sound = gap_min > LEVERAGE_GAP_SAFE && standard_error > 0.0;
        if !sound || ![estimate, standard_error, spread].iter().all(|v| v.is_finite()) {
            return None;
        }
        let (t, df) = (estimate / standard_error, (n - k - 1) as f64);
        let p_value = student_two_sided(t, df);
        if p_value >= EXTREME {
            return Some(ScreenAnswer { estimate, standard_error, t, df, p_value, spread });
        }
        let weights: Vec<f64> = (0..n)
            .map(|i| {
                let of_row: f64 = (impulse..3).map(|b| row[b] * self.columns[(k - 3 + b) * n + i]).sum();
                of_row / (1.0 - self.leverages[i])
            })
            .collect();
        let q: Vec<&[f64]> = self.columns[..k * n].chunks_exact(n).collect();
        let hat = |i: usize, j: usize| 1.0 / n as f64 + q.iter().map(|q| q[i] * q[j]).sum::<f64>();
        let df = moment_degrees(&weights, &self.leverages, hat).min(df);
        Some(ScreenAnswer { estimate, standard_error, t, df, p_value: student_two_sided(t, df), spread })
    }

    /// The answer of the general estimator.
    fn long_way(&self, series: [&[Option<f64>]; 3], response: usize, impulse: usize) -> Result<ScreenAnswer, Refusal> {
        let projection = LocalProjection {
            response: Named { name: "response", values: series[response] },
            impulse: Named { name: "impulse", values: series[impulse] },
            controls: vec![Named { name: "control", values: series[3 - response - impulse] }],
            lags: self.lags,
            order: Order::ImpulseLast,
        };
        let sample = projection.sample(self.horizons)?;
        let fit = sample.fit()?;
        let c = fit.coefficient(sample.impulse_column, Covariance::Hc3)?;
        let df = if c.p_value < EXTREME { fit.moment_degrees(sample.impulse_column)? } else { c.df };
        let deviation = |values: &[Option<f64>]| -> Result<f64, Refusal> {
            let mut constant = Columns::new(sample.n());
            constant.constant();
            let y: Vec<f64> = sample.rows.iter().filter_map(|t| values[*t]).collect();
            Ok(OrdinaryLeastSquares::fit(&y, &constant)?.residual_standard_deviation())
        };
        let spread = deviation(series[impulse])? / deviation(series[response])?;
        if !spread.is_finite() {
            return Err(Refusal::NoVariation { column: "response".to_owned(), observations: sample.n() });
        }
        Ok(ScreenAnswer {
            estimate: c.estimate,
            standard_error: c.standard_error,
            t: c.t,
            df,
            p_value: student_two_sided(c.t, df),
            spread,
        })
    }
}

#[cfg(test)]
mod tests {
    //! (a) hand: rows counted by hand, a response that is an exact multiple; (b) statsmodels, in
    //! `tests/it/projections.rs`; (c) property: the general estimator's answer, with gaps, levels far from 0 and lags.
    use super::*;
    use crate::resampling::stream;
    use crate::tolerance::Tolerance::Exact;
    use rand::RngExt;

    /// Three autoregressions of which the second drives the first, with every `gap`-th reading of each missing.
    fn three(n: usize, gap: usize, level: f64, seed: u64) -> [Vec<Option<f64>>; 3] {
        let mut random = stream(seed, 0);
        let mut noise = || random.random::<f64>();
        let mut state = [0.0; 3];
        let mut all = [const { Vec::new() }; 3];
        for t in 0..n {
            let before = state;
            for (i, x) in state.iter_mut().enumerate() {
                *x = 0.5 * before[i] + noise() - 0.5 + if i == 0 { 0.4 * before[1] } else { 0.0 };
                all[i].push((gap == 0 || (t + 7 * i) % gap != 3).then_some(level + *x));
            }
        }
        all
    }

    fn screen(lags: usize, rows_min: usize) -> ProjectionScreen {
        ProjectionScreen::new(Lags::new(lags).unwrap(), Horizons::new(1, 3).unwrap(), rows_min)
    }

    #[test]
    fn the_general_estimator_gives_the_same_answer() {
        for (lags, gap, level, seed) in [(2, 0, 0.0, 1), (2, 23, 0.0, 2), (1, 41, 90.0, 3), (4, 0, -7.0, 4)] {
            let series = three(240, gap, level, seed);
            let slices = series.each_ref().map(Vec::as_slice);
            let mut one = screen(lags, 60);
            let answers = one.screen(slices).unwrap();
            for ((r, u), ours) in SCREEN_ORDER.into_iter().zip(&answers) {
                let found = ours.answer.as_ref().unwrap();
                let long = one.long_way(slices, r, u).unwrap();
                for (what, a, b) in [
                    ("estimate", found.estimate, long.estimate),
                    ("standard error", found.standard_error, long.standard_error),
                    ("t", found.t, long.t),
                    ("spread", found.spread, long.spread),
                ] {
                    Exact.check(what, a, b).unwrap();
                }
                Exact.check("df", found.df, long.df).unwrap();
                let most = (ours.n - 1 - 3 * (lags + 1)) as f64;
                assert!(if found.p_value < EXTREME { found.df < most } else { found.df <= most }, "{}", found.df);
            }
            assert!(answers[0].answer.as_ref().unwrap().t > 3.0, "the second drives the first");
        }
    }

    #[test]
    fn rows_are_counted_by_hand() {
        // 100 periods, 2 lags, 3 ahead: t = 2 to 96, 95 rows. A reading of the first missing in period 50 costs all rows
        // t = 50 to 52, and the first's own rows t = 47 to 49.
        let mut series = three(100, 0, 0.0, 5);
        series[0][50] = None;
        let answers = screen(2, 60).screen(series.each_ref().map(Vec::as_slice)).unwrap();
        assert_eq!(answers.each_ref().map(|a| a.n), [89, 89, 92, 92, 92, 92]);
        let few = screen(2, 90).screen(series.each_ref().map(Vec::as_slice)).unwrap();
        assert_eq!(few[0].answer, Err(Refusal::TooFewObservations { have: 89, need: 90 }));
        assert!(few[2].answer.is_ok());
    }

    #[test]
    fn what_has_no_answer_is_refused() {
        let mut flat = three(100, 0, 0.0, 6);
        flat[2].fill(Some(1.5));
        for one in screen(2, 60).screen(flat.each_ref().map(Vec::as_slice)).unwrap() {
            assert!(matches!(one.answer, Err(Refusal::Singular { .. })), "{one:?}");
        }
        let mut twins = three(100, 0, 0.0, 7);
        twins[2] = twins[1].clone();
        for one in screen(2, 60).screen(twins.each_ref().map(Vec::as_slice)).unwrap() {
            assert!(one.answer.is_err(), "{one:?}");
        }
        let mut wrong = three(100, 0, 0.0, 8);
        wrong[0][3] = Some(f64::NAN);
        assert!(screen(2, 60).screen(wrong.each_ref().map(Vec::as_slice)).is_err());
        assert!(screen(2, 60).screen([&wrong[1], &wrong[1], &wrong[1][..50]]).is_err());
    }

    #[test]
    fn memory_of_an_earlier_triangle_leaves_no_trace() {
        let (a, b) = (three(200, 17, 0.0, 9), three(120, 0, 3.0, 10));
        let (a, b) = (a.each_ref().map(Vec::as_slice), b.each_ref().map(Vec::as_slice));
        let mut used = screen(2, 60);
        used.screen(a).unwrap();
        assert_eq!(used.screen(b), screen(2, 60).screen(b));
    }
}
