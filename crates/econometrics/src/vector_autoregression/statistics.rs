//! What can be computed of one draw of a vector autoregression without allocating: responses, decompositions,
//! connectedness. Kernels on slices; where draws come from and what becomes of them stands elsewhere.

use super::impulse_response::Identification;
use crate::linear::dot;
use crate::refusal::Refusal;

/// How the errors of one period are told apart into shocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ShockKind {
    /// Not at all: a shock of one unit to one error, the others 0.
    ReducedForm,
    /// Cholesky factor of the error covariance in the order of the series: a series answers within the period to
    /// those before it only. Shocks of one standard deviation.
    Orthogonal,
    /// Pesaran and Shin (1998): a shock of one standard deviation to one error, the others at their expectation
    /// given it. Does not depend on the order; the shocks are correlated.
    Generalised,
}

impl ShockKind {
    /// The kernel for an identification. Refuses another causal ordering: with draws, the order of the columns is
    /// the causal ordering.
    pub(super) fn of(identification: &Identification) -> Result<Self, Refusal> {
        match identification {
            Identification::ReducedForm => Ok(Self::ReducedForm),
            Identification::Orthogonal => Ok(Self::Orthogonal),
            Identification::Generalised => Ok(Self::Generalised),
            Identification::OrthogonalIn(_) => Err(Refusal::NotDefined {
                what: "a band for another causal ordering than that of the columns",
                why: "the draws hold the factor of one ordering; give the series in the order wanted",
            }),
        }
    }
}

/// One draw: lag coefficients and the covariance of the errors.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Draw<'a> {
    /// One row of `stride` entries per equation; entry `l k + cause` is the coefficient of lag l + 1 of `cause`.
    pub(crate) coefficients: &'a [f64],
    pub(crate) stride: usize,
    /// Lower Cholesky factor of the error covariance, k x k, column-major, zeros above the diagonal.
    pub(crate) factor: &'a [f64],
    pub(crate) k: usize,
    pub(crate) p: usize,
}

/// Numbers that each draw gives. The kernel writes them into a slice and needs no memory of its own.
pub(crate) trait Statistic: Sync {
    /// Numbers per draw.
    fn len(&self) -> usize;
    /// Length of the room that the kernel needs.
    fn room(&self) -> usize;
    /// Writes the numbers of one draw.
    fn write(&self, draw: Draw<'_>, room: &mut [f64], out: &mut [f64]);
}

/// Inner product of two short slices: a few entries at a time, in a fixed order.
pub(super) fn dot_short(a: &[f64], b: &[f64]) -> f64 {
    let mut sums = [0.0; 4];
    let (mut left, mut right) = (a.chunks_exact(4), b.chunks_exact(4));
    for (x, y) in left.by_ref().zip(right.by_ref()) {
        for lane in 0..4 {
            sums[lane] += x[lane] * y[lane];
        }
    }
    let tail: f64 = left.remainder().iter().zip(right.remainder()).map(|(x, y)| x * y).sum();
    (sums[0] + sums[2]) + (sums[1] + sums[3]) + tail
}

/// The effect of each shock within its own period, k x k, column-major: entry `shock k + effect`.
fn impact_into(draw: Draw<'_>, shocks: ShockKind, out: &mut [f64]) {
    let (k, factor) = (draw.k, draw.factor);
    match shocks {
        ShockKind::ReducedForm => {
            out.fill(0.0);
            (0..k).for_each(|i| out[i * k + i] = 1.0);
        }
        ShockKind::Orthogonal => out.copy_from_slice(factor),
        ShockKind::Generalised => {
            for shock in 0..k {
                // Row `shock` of the factor has the length of the error's standard deviation.
                let entry = |row: usize, m: usize| factor[m * k + row];
                let variance: f64 = (0..=shock).map(|m| entry(shock, m) * entry(shock, m)).sum();
                for effect in 0..k {
                    let covariance: f64 = (0..=shock.min(effect)).map(|m| entry(effect, m) * entry(shock, m)).sum();
                    out[shock * k + effect] = covariance / variance.sqrt();
                }
            }
        }
    }
}

/// Room that [`responses_into`] needs.
pub(super) fn responses_room(k: usize, p: usize, steps: usize) -> usize {
    (steps + p) * k
}

/// Responses of all series to all shocks: `steps` blocks of k x k, entry `h k k + shock k + effect`.
/// `Psi_0` by the kind of shocks, `Psi_h = sum A_l Psi_{h-l}`.
pub(super) fn responses_into(draw: Draw<'_>, shocks: ShockKind, room: &mut [f64], out: &mut [f64]) {
    let Draw { coefficients, stride, k, p, .. } = draw;
    let block = k * k;
    let steps = out.len() / block;
    if steps == 0 {
        return;
    }
    impact_into(draw, shocks, &mut out[..block]);
    // The path after one shock, last period first: the lags that an equation needs are then neighbours, newest
    // first, as the coefficients are. Behind the path lie p periods of rest.
    let path = &mut room[..responses_room(k, p, steps)];
    for shock in 0..k {
        path[steps * k..].fill(0.0);
        path[(steps - 1) * k..steps * k].copy_from_slice(&out[shock * k..(shock + 1) * k]);
        for h in 1..steps {
            let (new, past) = path[(steps - 1 - h) * k..].split_at_mut(k);
            for (effect, value) in new.iter_mut().enumerate() {
                *value = dot_short(&coefficients[effect * stride..effect * stride + k * p], &past[..k * p]);
            }
            out[h * block + shock * k..h * block + (shock + 1) * k].copy_from_slice(new);
        }
    }
}

/// Impulse responses, entry `h k k + shock k + effect`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Responses {
    pub(crate) shocks: ShockKind,
    /// Sums over the steps up to each, instead of the steps themselves.
    pub(crate) cumulative: bool,
    /// Number of horizons with 0.
    pub(crate) steps: usize,
    pub(crate) k: usize,
    pub(crate) p: usize,
}

impl Statistic for Responses {
    fn len(&self) -> usize {
        self.steps * self.k * self.k
    }

    fn room(&self) -> usize {
        responses_room(self.k, self.p, self.steps)
    }

    fn write(&self, draw: Draw<'_>, room: &mut [f64], out: &mut [f64]) {
        responses_into(draw, self.shocks, room, out);
        if self.cumulative {
            let block = self.k * self.k;
            for at in block..out.len() {
                out[at] += out[at - block];
            }
        }
    }
}

/// Forecast-error variance decompositions: entry `h k k + shock k + effect` is the share of the variance of the
/// error of forecasting `effect` h + 1 periods ahead that is due to `shock`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Decomposition {
    /// Orthogonal, or generalised; shares of the reduced form are not defined and count as generalised.
    pub(crate) shocks: ShockKind,
    /// Generalised shares made to sum to 1 over the shocks. Orthogonal ones do by themselves.
    pub(crate) normalised: bool,
    pub(crate) steps: usize,
    pub(crate) k: usize,
    pub(crate) p: usize,
}

impl Statistic for Decomposition {
    fn len(&self) -> usize {
        self.steps * self.k * self.k
    }

    fn room(&self) -> usize {
        responses_room(self.k, self.p, self.steps) + self.len()
    }

    fn write(&self, draw: Draw<'_>, room: &mut [f64], out: &mut [f64]) {
        let (k, block) = (self.k, self.k * self.k);
        let (orthogonal, path) = room.split_at_mut(self.len());
        responses_into(draw, ShockKind::Orthogonal, path, orthogonal);
        sum_squares(orthogonal, block);
        if self.shocks == ShockKind::Orthogonal {
            out.copy_from_slice(orthogonal);
        } else {
            responses_into(draw, ShockKind::Generalised, path, out);
            sum_squares(out, block);
        }
        for (shares, total) in out.chunks_exact_mut(block).zip(orthogonal.chunks_exact(block)) {
            for effect in 0..k {
                let sum = |x: &[f64]| (0..k).map(|shock| x[shock * k + effect]).sum::<f64>();
                let variance = if self.normalised { sum(shares) } else { sum(total) };
                (0..k).for_each(|shock| shares[shock * k + effect] /= variance);
            }
        }
    }
}

/// Squares, summed over the steps up to each.
fn sum_squares(values: &mut [f64], block: usize) {
    for at in 0..values.len() {
        values[at] *= values[at];
        if at >= block {
            values[at] += values[at - block];
        }
    }
}

/// Connectedness of Diebold and Yilmaz (2012): from the generalised shares, row-normalised, at the last step:
/// total (off-diagonal sum over k), then per series `from` all others, `to` all others and `net` = to - from, then
/// net pairwise, k x k: entry `shock k + effect` is what `effect` receives from `shock` less the other way round.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Connectedness {
    pub(crate) shares: Decomposition,
}

impl Connectedness {
    pub(crate) fn new(steps: usize, k: usize, p: usize) -> Self {
        let shocks = ShockKind::Generalised;
        Self { shares: Decomposition { shocks, normalised: true, steps, k, p } }
    }
}

impl Statistic for Connectedness {
    fn len(&self) -> usize {
        1 + 3 * self.shares.k + self.shares.k * self.shares.k
    }

    fn room(&self) -> usize {
        self.shares.room() + self.shares.len()
    }

    fn write(&self, draw: Draw<'_>, room: &mut [f64], out: &mut [f64]) {
        let k = self.shares.k;
        let (table, room) = room.split_at_mut(self.shares.len());
        self.shares.write(draw, room, table);
        let last = &table[table.len() - k * k..];
        out.fill(0.0);
        for shock in 0..k {
            for effect in (0..k).filter(|&effect| effect != shock) {
                let share = last[shock * k + effect];
                out[1 + effect] += share;
                out[1 + k + shock] += share;
                out[1 + 3 * k + shock * k + effect] = share - last[effect * k + shock];
            }
        }
        for series in 0..k {
            out[0] += out[1 + series] / k as f64;
            out[1 + 2 * k + series] = out[1 + k + series] - out[1 + series];
        }
    }
}

/// The lag coefficients themselves, one row of k p per equation.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LagCoefficients {
    pub(crate) k: usize,
    pub(crate) p: usize,
}

impl Statistic for LagCoefficients {
    fn len(&self) -> usize {
        self.k * self.k * self.p
    }

    fn room(&self) -> usize {
        0
    }

    fn write(&self, draw: Draw<'_>, _: &mut [f64], out: &mut [f64]) {
        let width = self.k * self.p;
        for (row, from) in out.chunks_exact_mut(width).zip(draw.coefficients.chunks_exact(draw.stride)) {
            row.copy_from_slice(&from[..width]);
        }
    }
}

/// `factor factor'`, k x k, column-major.
pub(super) fn covariance_of(factor: &[f64], k: usize) -> Vec<f64> {
    let row = |i: usize| -> Vec<f64> { (0..k).map(|m| factor[m * k + i]).collect() };
    (0..k * k).map(|at| dot(&row(at % k), &row(at / k))).collect()
}

#[cfg(test)]
mod tests {
    //! (a) hand: two series, one lag; (b) the two ways to the reduced form; (c) shares sum to 1, net to 0.
    use super::*;
    use crate::tolerance::Tolerance::Exact;
    use crate::vector_autoregression::moving_average::moving_averages_into;

    fn run(statistic: &impl Statistic, draw: Draw<'_>) -> Vec<f64> {
        let mut out = vec![f64::NAN; statistic.len()];
        statistic.write(draw, &mut vec![f64::NAN; statistic.room()], &mut out);
        out
    }

    /// y1 = .5 y1, y2 = .2 y1 + .4 y2; sigma = [4 2; 2 5], factor [2 0; 1 2]. A third entry is not read.
    const HAND: Draw<'static> =
        Draw { coefficients: &[0.5, 0.0, 9.0, 0.2, 0.4, 9.0], stride: 3, factor: &[2.0, 1.0, 0.0, 2.0], k: 2, p: 1 };

    #[test]
    fn two_series_by_hand() {
        let responses = |shocks, cumulative| run(&Responses { shocks, cumulative, steps: 2, k: 2, p: 1 }, HAND);
        assert_eq!(responses(ShockKind::ReducedForm, false), [1.0, 0.0, 0.0, 1.0, 0.5, 0.2, 0.0, 0.4]);
        assert_eq!(responses(ShockKind::Orthogonal, false), [2.0, 1.0, 0.0, 2.0, 1.0, 0.8, 0.0, 0.8]);
        assert_eq!(responses(ShockKind::Orthogonal, true), [2.0, 1.0, 0.0, 2.0, 3.0, 1.8, 0.0, 2.8]);
        // To the first: sigma's first column over 2; to the second: its second over the root of 5.
        let generalised = responses(ShockKind::Generalised, false);
        let root = 5f64.sqrt();
        for (at, by_hand) in
            [2.0, 1.0, 2.0 / root, root, 1.0, 0.8, 1.0 / root, 0.4 / root + 0.4 * root].iter().enumerate()
        {
            Exact.check(at, generalised[at], *by_hand).unwrap();
        }
        let decomposition = |shocks, normalised| run(&Decomposition { shocks, normalised, steps: 1, k: 2, p: 1 }, HAND);
        assert_eq!(decomposition(ShockKind::Orthogonal, false), [1.0, 0.2, 0.0, 0.8]);
        for (at, by_hand) in [1.0, 0.2, 0.2, 1.0].iter().enumerate() {
            Exact.check(at, decomposition(ShockKind::Generalised, false)[at], *by_hand).unwrap();
        }
        // Normalised: .2 of 1.2 off the diagonal in both rows.
        let table = run(&Connectedness::new(1, 2, 1), HAND);
        for (at, by_hand) in
            [1.0 / 6.0, 1.0 / 6.0, 1.0 / 6.0, 1.0 / 6.0, 1.0 / 6.0, 0.0, 0.0, 0.0, 0.0].iter().enumerate()
        {
            Exact.check(at, table[at], *by_hand).unwrap();
        }
    }

    #[test]
    fn larger_systems_agree_with_the_recursion_and_sum_to_one() {
        let (k, p, steps) = (4, 3, 9);
        let stride = k * p + 2;
        let coefficients: Vec<f64> =
            (0..k * stride).map(|i| ((i * i * 7 + 3 * i) % 101) as f64 / 600.0 - 0.08).collect();
        let factor: Vec<f64> =
            (0..k * k).map(|at| if at % k >= at / k { 0.3 + ((at * 13) % 7) as f64 / 5.0 } else { 0.0 }).collect();
        let draw = Draw { coefficients: &coefficients, stride, factor: &factor, k, p };
        let mut known = vec![0.0; steps * k * k];
        moving_averages_into(&coefficients, stride, k, p, &mut known);
        let shocks = ShockKind::ReducedForm;
        let ours = run(&Responses { shocks, cumulative: false, steps, k, p }, draw);
        for (at, (o, n)) in ours.iter().zip(&known).enumerate() {
            Exact.check(at, *o, *n).unwrap();
        }
        for shocks in [ShockKind::Orthogonal, ShockKind::Generalised] {
            let shares = run(&Decomposition { shocks, normalised: true, steps, k, p }, draw);
            for (h, step) in shares.chunks_exact(k * k).enumerate() {
                for effect in 0..k {
                    let sum: f64 = (0..k).map(|shock| step[shock * k + effect]).sum();
                    Exact.check(h, sum, 1.0).unwrap();
                }
            }
        }
        let table = run(&Connectedness::new(steps, k, p), draw);
        Exact.check("net", table[1 + 2 * k..1 + 3 * k].iter().sum(), 0.0).unwrap();
        // What a series gives to each of the others, less what it takes, adds up to its net.
        let pairwise: f64 = table[1 + 3 * k..1 + 4 * k].iter().sum();
        Exact.check("pairwise", pairwise, table[1 + 2 * k]).unwrap();
        let lags = run(&LagCoefficients { k, p }, draw);
        assert_eq!(lags[k * p..k * p + 3], coefficients[stride..stride + 3]);
    }
}
