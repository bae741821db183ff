//! A block test of causality whose p-value comes from a wild bootstrap under the null, so that it holds its size when
//! the variance of the errors changes over time. Hafner and Herwartz (2009); the recursive design of Goncalves and
//! Kilian (2004). Tests with tabulated p-values stand in `granger.rs`.

use rayon::prelude::*;

use super::bootstrap::{Process, ResampledVar, Workspace};
use super::drawing::wild_errors;
use super::refit::Refit;
use super::statistics::dot_short;
use crate::caution::Caution;
use crate::dense::{cholesky_in_place, cross_product, solve_lower_in_place, solve_lower_transposed_in_place};
use crate::distributions::chi_squared_upper;
use crate::linear::{add_scaled, dot};
use crate::refusal::{Refusal, require_length, require_name};
use crate::resampling::stream;

/// Which Wald statistic is drawn again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GrangerStatistic {
    /// With the covariance `Sigma x (X'X)^-1`. The bootstrap makes its p-value right under heteroskedasticity.
    Classical,
    /// With the heteroskedasticity-robust covariance of the stacked equations, HC0.
    Hc0,
    /// The same with each residual over 1 minus its leverage, HC3: nearer to its distribution in short samples.
    Hc3,
}

/// What is asked: do the lags of `causes` belong in the equations of `effects`, given the past of all series?
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WildGranger<'a> {
    /// Series whose lags are tested.
    pub causes: &'a [&'a str],
    /// Series in whose equations they are tested; none may be a cause.
    pub effects: &'a [&'a str],
    /// The statistic.
    pub statistic: GrangerStatistic,
    /// Bootstrap draws: 19 to 1,000,000.
    pub draws: usize,
    /// Seed of the random signs.
    pub seed: u64,
}

/// Result of [`ResampledVar::wild_granger`].
#[derive(Debug, Clone, PartialEq)]
pub struct WildGrangerTest {
    /// Wald statistic of the data.
    pub wald: f64,
    /// Number of restrictions: lags times causes times effects.
    pub df: f64,
    /// (1 + draws at least as large) / (1 + draws).
    pub p_value: f64,
    /// P(X >= wald) for chi-squared, for comparison: too small in short samples and, with the classical statistic,
    /// when the variance changes.
    pub p_value_chi_squared: f64,
    /// Draws used.
    pub draws: usize,
    /// Periods used.
    pub n: usize,
    /// The null hypothesis, as a sentence.
    pub null: &'static str,
    /// What to know of it.
    pub cautions: Vec<Caution>,
}

/// The restrictions and the process that obeys them.
struct Restricted {
    statistic: GrangerStatistic,
    effects: Vec<usize>,
    /// Columns of the lags of the causes.
    columns: Vec<usize>,
    process: Process,
    /// T rows of k.
    residuals: Vec<f64>,
}

/// Room of the statistic.
struct Room {
    /// `(X'X)^-1 e_c` for the tested columns c, m each.
    inverse: Vec<f64>,
    x: Vec<f64>,
    influence: Vec<f64>,
    b: Vec<f64>,
    v: Vec<f64>,
}

impl ResampledVar {
    /// Wald test of exclusion with a p-value by wild bootstrap: the lags of the causes are dropped from the equations
    /// of the effects, which are estimated again by least squares, one by one; paths are simulated from this
    /// restricted system with its residuals, each period's with a random sign; and the statistic of the unrestricted
    /// fit to each path is compared with that of the data.
    ///
    /// Refuses no cause, no effect, names that are not there or on both sides, and draws outside of their range.
    pub fn wild_granger(&self, asked: &WildGranger<'_>) -> Result<WildGrangerTest, Refusal> {
        if !(19..=1_000_000).contains(&asked.draws) {
            let (name, range) = ("draws", "between 19 and 1,000,000");
            return Err(Refusal::SettingOutOfRange { name, value: asked.draws as f64, range });
        }
        let restricted = self.restricted(asked)?;
        let df = (restricted.columns.len() * restricted.effects.len()) as f64;
        let wald = self.wald_of_data(&restricted)?;
        let mut drawn = vec![0.0; asked.draws];
        drawn.par_iter_mut().enumerate().with_min_len(16).for_each_init(
            || (Workspace::new(&self.shape, 0, 0), restricted.room(self)),
            |(work, room), (at, out)| {
                let mut random = stream(asked.seed, at as u64);
                wild_errors(&restricted.residuals, self.shape.k, &mut random, &mut work.errors);
                *out = self.wald_of_path(&restricted, work, room);
            },
        );
        let used = drawn.iter().filter(|w| w.is_finite()).count();
        let as_large = drawn.iter().filter(|w| **w >= wald).count();
        let mut cautions = Vec::new();
        if used < asked.draws {
            let (left_out, of, why) = (asked.draws - used, asked.draws, "the simulated lags were collinear");
            cautions.push(Caution::DrawsLeftOut { left_out, of, why });
        }
        if used < 2 {
            return Err(Refusal::TooFewDraws { have: used, need: 2 });
        }
        if used < 199 {
            cautions.push(Caution::CoarsePValue { smallest: 1.0 / (1.0 + used as f64) });
        }
        Ok(WildGrangerTest {
            wald,
            df,
            p_value: (1 + as_large) as f64 / (1 + used) as f64,
            p_value_chi_squared: chi_squared_upper(wald, df),
            draws: used,
            n: self.fit().n(),
            null: "the past of the causes does not help to predict the effects, given the past of all series",
            cautions,
        })
    }

    /// The statistic of the one draw in which the restricted residuals of each explained period keep (`true`) or
    /// change their sign: a draw of [`ResampledVar::wild_granger`] with its chances taken out. One sign per period.
    pub fn replay_wild_granger(&self, asked: &WildGranger<'_>, keep: &[bool]) -> Result<f64, Refusal> {
        require_length("signs", keep.len(), self.shape.t())?;
        let restricted = self.restricted(asked)?;
        let mut work = Workspace::new(&self.shape, 0, 0);
        let k = self.shape.k;
        work.errors.copy_from_slice(&restricted.residuals);
        for (error, _) in work.errors.chunks_exact_mut(k).zip(keep).filter(|(_, keep)| !**keep) {
            error.iter_mut().for_each(|e| *e = -*e);
        }
        let wald = self.wald_of_path(&restricted, &mut work, &mut restricted.room(self));
        let restrictions = restricted.columns.len() * restricted.effects.len();
        if wald.is_finite() { Ok(wald) } else { Err(Refusal::NotPositiveDefinite { restrictions }) }
    }

    fn restricted(&self, asked: &WildGranger<'_>) -> Result<Restricted, Refusal> {
        let names = self.fit().names();
        let series = |given: &[&str]| -> Result<Vec<usize>, Refusal> {
            let found = given.iter().map(|name| require_name("series", name, names)).collect::<Result<Vec<_>, _>>()?;
            Ok((0..names.len()).filter(|i| found.contains(i)).collect())
        };
        let (causes, effects) = (series(asked.causes)?, series(asked.effects)?);
        let both = causes.iter().filter(|c| effects.contains(c)).count();
        if causes.is_empty() || effects.is_empty() || both > 0 {
            let (name, range) = ("series that are both cause and effect", "0, with at least one of each");
            return Err(Refusal::SettingOutOfRange { name, value: both as f64, range });
        }
        let (k, p, n, t) = (self.shape.k, self.shape.p, self.shape.n, self.shape.t());
        let width = k * p;
        let columns: Vec<usize> = (0..width).filter(|column| causes.contains(&(column % k))).collect();
        let kept: Vec<usize> = (0..width).filter(|column| !columns.contains(column)).collect();
        let mut x = Vec::with_capacity((kept.len() + self.shape.f()) * t);
        for &column in &kept {
            let (lag, cause) = (column / k + 1, column % k);
            x.extend_from_slice(&self.data[cause * n + p - lag..cause * n + n - lag]);
        }
        x.extend_from_slice(&self.shape.fixed);
        let m = x.len() / t;
        let mut root = cross_product(&x, &x, t);
        if !cholesky_in_place(&mut root, m) {
            return Err(Refusal::NotPositiveDefinite { restrictions: m });
        }
        let mut lags = self.lags.clone();
        for &effect in &effects {
            let y = &self.data[effect * n + p..(effect + 1) * n];
            let mut b = cross_product(&x, y, t);
            solve_lower_in_place(&root, &mut b);
            solve_lower_transposed_in_place(&root, &mut b);
            let row = &mut lags[effect * width..(effect + 1) * width];
            row.fill(0.0);
            kept.iter().zip(&b).for_each(|(&column, value)| row[column] = *value);
        }
        // The residuals of the other equations are those of the fit; of these, those of the restricted one.
        let process = self.process(lags);
        let mut residuals = self.residuals.clone();
        for &effect in &effects {
            let mut left = self.data[effect * n + p..(effect + 1) * n].to_vec();
            for (column, coefficient) in process.lags[effect * width..(effect + 1) * width].iter().enumerate() {
                let (lag, cause) = (column / k + 1, column % k);
                add_scaled(&mut left, -coefficient, &self.data[cause * n + p - lag..cause * n + n - lag]);
            }
            (0..t).for_each(|row| residuals[row * k + effect] = left[row] - process.drift[row * k + effect]);
        }
        Ok(Restricted { statistic: asked.statistic, effects, columns, process, residuals })
    }

    fn wald_of_data(&self, restricted: &Restricted) -> Result<f64, Refusal> {
        let mut refit = Refit::new(&self.shape);
        refit.columns.copy_from_slice(&self.data);
        let restrictions = restricted.columns.len() * restricted.effects.len();
        let wald =
            if refit.fit(&self.shape) { restricted.wald(self, &refit, &mut restricted.room(self)) } else { f64::NAN };
        if wald.is_finite() { Ok(wald) } else { Err(Refusal::NotPositiveDefinite { restrictions }) }
    }

    /// NaN when the path cannot be fitted.
    fn wald_of_path(&self, restricted: &Restricted, work: &mut Workspace, room: &mut Room) -> f64 {
        self.observed_start(0, &mut work.path, 0);
        self.simulate(&restricted.process, 0, work);
        if work.refit.fit(&self.shape) { restricted.wald(self, &work.refit, room) } else { f64::NAN }
    }
}

impl Restricted {
    fn room(&self, var: &ResampledVar) -> Room {
        let (q, m) = (self.columns.len(), var.shape.m());
        let r = q * self.effects.len();
        Room {
            inverse: vec![0.0; q * m],
            x: vec![0.0; 2 * m],
            influence: vec![0.0; r],
            b: vec![0.0; r],
            v: vec![0.0; r * r],
        }
    }

    /// `b' V^-1 b` of the tested coefficients, NaN when V is not positive definite.
    fn wald(&self, var: &ResampledVar, refit: &Refit, room: &mut Room) -> f64 {
        let (k, m) = (var.shape.k, var.shape.m());
        let (q, r) = (self.columns.len(), room.b.len());
        for (column, solved) in self.columns.iter().zip(room.inverse.chunks_exact_mut(m)) {
            solved.fill(0.0);
            solved[*column] = 1.0;
            refit.solve_forward(solved);
            refit.solve_backward(solved);
        }
        for (at, b) in room.b.iter_mut().enumerate() {
            *b = refit.coefficients[self.effects[at / q] * m + self.columns[at % q]];
        }
        if self.statistic == GrangerStatistic::Classical {
            for at in 0..r * r {
                let (one, two) = (at / r, at % r);
                let (e, f) = (self.effects[one / q], self.effects[two / q]);
                let sigma: f64 = (0..k).map(|c| refit.factor[c * k + e] * refit.factor[c * k + f]).sum();
                room.v[at] = sigma * room.inverse[one % q * m + self.columns[two % q]];
            }
        } else {
            self.sandwich(var, refit, room);
        }
        if !cholesky_in_place(&mut room.v, r) {
            return f64::NAN;
        }
        solve_lower_in_place(&room.v, &mut room.b);
        dot(&room.b, &room.b)
    }

    /// Covariance of the tested coefficients of all effects from the sums over periods of `a a'`, where a holds each
    /// residual times the weights `(X'X)^-1 x` of its period.
    fn sandwich(&self, var: &ResampledVar, refit: &Refit, room: &mut Room) {
        let (k, p, n, m) = (var.shape.k, var.shape.p, var.shape.n, var.shape.m());
        let (t, q, r) = (var.shape.t(), self.columns.len(), room.b.len());
        room.v.fill(0.0);
        let (x, solved) = room.x.split_at_mut(m);
        for row in 0..t {
            for lag in 1..=p {
                (0..k).for_each(|j| x[(lag - 1) * k + j] = refit.columns[j * n + p + row - lag]);
            }
            (k * p..m).for_each(|at| x[at] = var.shape.fixed[(at - k * p) * t + row]);
            let mut weight = 1.0;
            if self.statistic == GrangerStatistic::Hc3 {
                solved.copy_from_slice(x);
                refit.solve_forward(solved);
                weight = 1.0 / (1.0 - dot_short(solved, solved));
            }
            for (at, &effect) in self.effects.iter().enumerate() {
                let fitted = dot_short(&refit.coefficients[effect * m..(effect + 1) * m], x);
                let residual = weight * (refit.columns[effect * n + p + row] - fitted);
                for (c, inverse) in room.inverse.chunks_exact(m).enumerate() {
                    room.influence[at * q + c] = residual * dot_short(inverse, x);
                }
            }
            for c in 0..r {
                let factor = room.influence[c];
                add_scaled(&mut room.v[c * r + c..(c + 1) * r], factor, &room.influence[c..]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    //! (b) the statistics are those of the tabulated tests, computed there from the QR fit. Size is tested from
    //! outside.
    use super::*;
    use crate::columns::Columns;
    use crate::regression::Covariance;
    use crate::resampling::stream;
    use crate::tolerance::Tolerance::Exact;
    use crate::vector_autoregression::{Deterministic, Lags};
    use rand_distr::{Distribution, StandardNormal};

    fn world(n: usize) -> ResampledVar {
        let mut random = stream(8, 0);
        let mut series = Columns::new(n);
        for name in ["a", "b", "c"] {
            let mut last = 0.0;
            series.push_with(name, |_| {
                let error: f64 = StandardNormal.sample(&mut random);
                last = 0.5 * last + error;
                last
            });
        }
        ResampledVar::new(&series, Lags::new(2).unwrap(), Deterministic::Constant).unwrap()
    }

    #[test]
    fn statistics_are_those_of_the_tabulated_tests() {
        let var = world(90);
        let asked = |causes, effects, statistic| WildGranger { causes, effects, statistic, draws: 19, seed: 1 };
        let block = var.wild_granger(&asked(&["a"], &["b", "c"], GrangerStatistic::Classical)).unwrap();
        let known = var.fit().granger_block(&[0]).unwrap();
        Exact.check("block", block.wald / block.df, known.f).unwrap();
        for (statistic, covariance) in [
            (GrangerStatistic::Classical, Covariance::Classical),
            (GrangerStatistic::Hc0, Covariance::Hc0),
            (GrangerStatistic::Hc3, Covariance::Hc3),
        ] {
            let pair = var.wild_granger(&asked(&["a"], &["b"], statistic)).unwrap();
            let known = var.fit().excluding(0, 1, covariance).unwrap();
            Exact.check(format!("{statistic:?}"), pair.wald / pair.df, known.f).unwrap();
        }
        assert!(matches!(block.cautions[..], [Caution::CoarsePValue { .. }]));
    }

    #[test]
    fn questions_without_sense_are_refused() {
        let var = world(60);
        let ask = |causes: &[&str], effects: &[&str], draws| {
            let statistic = GrangerStatistic::Classical;
            var.wild_granger(&WildGranger { causes, effects, statistic, draws, seed: 1 })
        };
        assert!(ask(&["a"], &["a"], 99).is_err());
        assert!(ask(&[], &["a"], 99).is_err());
        assert!(ask(&["a"], &[], 99).is_err());
        assert!(ask(&["a"], &["z"], 99).is_err());
        assert!(ask(&["a"], &["b"], 3).is_err());
        assert!(ask(&["a"], &["b"], 99).is_ok());
    }
}
