//! Whether the chains of a sampler agree, and how many independent draws they are worth: rank-normalised split
//! R-hat and effective sample sizes of Vehtari, Gelman, Simpson, Carpenter and Buerkner (2021). Numbers only; no
//! sampler lives here.

use crate::distributions::normal_quantile;
use crate::linear::dot;
use crate::order_statistics::{selected_quantile, sorted_quantile};
use crate::refusal::{Refusal, require_finite, require_length};

/// Fewest draws per chain: each half needs four for an autocorrelation to be read off.
const DRAWS_MIN: usize = 8;

/// How well the chains of one parameter have mixed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ChainDiagnostics {
    /// Rank-normalised split R-hat: the larger of the values for place and for spread; 1 when all halves of all
    /// chains agree, and the authors ask for less than 1.01.
    pub r_hat: f64,
    /// Effective number of draws for the middle of the distribution (bulk); the authors ask for 100 per chain.
    pub bulk: f64,
    /// Effective number of draws for the tails: the smaller of those for the 5 % and the 95 % quantile.
    pub tail: f64,
    /// Effective number of draws for the mean; the standard error of the mean is the standard deviation of the
    /// draws over the root of this.
    pub mean: f64,
    /// Number of chains.
    pub chains: usize,
    /// Draws in each.
    pub draws: usize,
}

/// Looks at the chains of one parameter, one slice each, of one length.
///
/// Refuses no chain, chains of different lengths, fewer than 8 draws, values that are not finite, and chains
/// of which no half moves. Vehtari et al. (2021).
pub fn diagnose(chains: &[&[f64]]) -> Result<ChainDiagnostics, Refusal> {
    let halves = Halves::new(chains)?;
    let by_rank = halves.map(&normal_scores(&halves.values));
    let middle = median(&halves.values);
    let folded: Vec<f64> = halves.values.iter().map(|v| (v - middle).abs()).collect();
    let spread = halves.map(&normal_scores(&folded));
    // The quantiles are those of the whole chains; with an odd number of draws the halves lack one in the middle.
    let mut all: Vec<f64> = chains.iter().flat_map(|c| c.iter().copied()).collect();
    all.sort_by(f64::total_cmp);
    let below_quantile = |share: f64| {
        let bound = sorted_quantile(&all, share);
        let is_below: Vec<f64> = halves.values.iter().map(|v| f64::from(u8::from(*v <= bound))).collect();
        halves.map(&is_below).effective()
    };
    Ok(ChainDiagnostics {
        r_hat: by_rank.r_hat().max(spread.r_hat()),
        bulk: by_rank.effective(),
        tail: below_quantile(0.05).min(below_quantile(0.95)),
        mean: halves.effective(),
        chains: chains.len(),
        draws: chains[0].len(),
    })
}

/// Effective number of draws for the mean of one chain, by its autocorrelations (Geyer 1992, initial monotone
/// sequence). May exceed the number of draws when neighbours repel each other. Refuses as [`diagnose`].
pub fn effective_sample_size(chain: &[f64]) -> Result<f64, Refusal> {
    Ok(Halves::new(&[chain])?.effective())
}

/// R-hat and bulk effective number of many quantities whose chains have one shape: the two numbers of [`diagnose`] by
/// which a sampler may stop, without what can be done once for all of them.
pub(crate) struct Settling {
    /// Draws in half a chain.
    length: usize,
    /// Normal score of a rank of half the index: tied values share a rank that need not be whole.
    scores: Vec<f64>,
}

/// Room for one quantity at a time.
#[derive(Default)]
pub(crate) struct SettlingRoom {
    sorted: Vec<(f64, u32)>,
    folded: Vec<(f64, u32)>,
}

/// How well one quantity has settled.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Settled {
    /// As [`ChainDiagnostics::r_hat`]; infinite for a quantity of which no half of a chain moves.
    pub(crate) r_hat: f64,
    /// As [`ChainDiagnostics::bulk`]; 0 for such a quantity.
    pub(crate) effective: f64,
}

impl Settling {
    /// For `chains` chains of `draws` draws each, an even number of at least 8.
    pub(crate) fn new(chains: usize, draws: usize) -> Self {
        debug_assert!(draws >= DRAWS_MIN && draws.is_multiple_of(2));
        let n = chains * draws;
        let score = |twice: usize| normal_quantile((0.5 * twice as f64 - 0.375) / (n as f64 + 0.25));
        Self {
            length: draws / 2,
            scores: (0..=2 * n).map(|twice| if twice < 2 { 0.0 } else { score(twice) }).collect(),
        }
    }

    /// Judges one quantity: its chains, one after the other.
    pub(crate) fn judge(&self, values: &[f64], room: &mut SettlingRoom) -> Settled {
        let standing = |half: &[f64]| half.iter().all(|v| *v == half[0]);
        if !values.iter().all(|v| v.is_finite()) || values.chunks_exact(self.length).all(standing) {
            return Settled { r_hat: f64::INFINITY, effective: 0.0 };
        }
        let SettlingRoom { sorted, folded } = room;
        sorted.clear();
        sorted.extend(values.iter().copied().zip(0..));
        sorted.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
        let by_rank = self.scored(sorted);
        let (low, high) = (sorted[(values.len() - 1) / 2].0, sorted[values.len() / 2].0);
        let middle = low + 0.5 * (high - low);
        // Distances from the middle grow on both sides of it: two sorted lists, merged.
        let split = sorted.partition_point(|v| v.0 <= middle);
        let mut below = sorted[..split].iter().rev().map(|(v, at)| ((v - middle).abs(), *at)).peekable();
        let mut above = sorted[split..].iter().map(|(v, at)| ((v - middle).abs(), *at)).peekable();
        folded.clear();
        loop {
            let next = match (below.peek(), above.peek()) {
                (Some(b), Some(a)) if b.0 <= a.0 => below.next(),
                (_, Some(_)) => above.next(),
                _ => below.next(),
            };
            match next {
                Some(next) => folded.push(next),
                None => break,
            }
        }
        let r_hat = by_rank.r_hat().max(self.scored(folded).r_hat());
        Settled { r_hat, effective: by_rank.effective() }
    }

    /// Normal scores of values that are sorted, put back where the values came from.
    fn scored(&self, sorted: &[(f64, u32)]) -> Halves {
        let mut values = vec![0.0; sorted.len()];
        let mut from = 0;
        while from < sorted.len() {
            let same = sorted[from..].iter().take_while(|v| v.0 == sorted[from].0).count();
            let score = self.scores[2 * from + same + 1];
            sorted[from..from + same].iter().for_each(|(_, at)| values[*at as usize] = score);
            from += same;
        }
        Halves { length: self.length, values }
    }
}

/// Halves of chains, one after the other, each `length` long.
struct Halves {
    length: usize,
    values: Vec<f64>,
}

impl Halves {
    fn new(chains: &[&[f64]]) -> Result<Self, Refusal> {
        let draws = chains.first().map_or(0, |c| c.len());
        if draws < DRAWS_MIN {
            return Err(Refusal::TooFewObservations { have: draws, need: DRAWS_MIN });
        }
        let length = draws / 2;
        let mut values = Vec::with_capacity(chains.len() * 2 * length);
        for chain in chains {
            require_length("chain", chain.len(), draws)?;
            require_finite(chain, "chain")?;
            values.extend_from_slice(&chain[..length]);
            values.extend_from_slice(&chain[draws - length..]);
        }
        // Halves that all stand still, be it in different places, have nothing to measure their distance by.
        if values.chunks_exact(length).all(|half| half.iter().all(|v| *v == half[0])) {
            return Err(Refusal::NoVariation { column: "chain".to_owned(), observations: chains.len() * draws });
        }
        Ok(Self { length, values })
    }

    fn map(&self, values: &[f64]) -> Self {
        Self { length: self.length, values: values.to_vec() }
    }

    /// Mean of the chains' variances, and variance of their means.
    fn within_and_between(&self) -> (f64, f64) {
        let n = self.length as f64;
        let count = (self.values.len() / self.length) as f64;
        let (mut within, mut means) = (0.0, Vec::new());
        for chain in self.values.chunks_exact(self.length) {
            let mean = chain.iter().sum::<f64>() / n;
            within += chain.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (n - 1.0) / count;
            means.push(mean);
        }
        let centre = means.iter().sum::<f64>() / count;
        (within, means.iter().map(|m| (m - centre).powi(2)).sum::<f64>() / (count - 1.0))
    }

    /// Square root of the total over the within-chain variance.
    fn r_hat(&self) -> f64 {
        let n = self.length as f64;
        let (within, between) = self.within_and_between();
        if within <= 0.0 && between <= 0.0 {
            // All the same (draws of two values, folded): the halves agree, and 0 / 0 must not hide that.
            return 1.0;
        }
        ((n - 1.0) / n + between / within).sqrt()
    }

    /// Number of draws over the integrated autocorrelation time.
    fn effective(&self) -> f64 {
        let n = self.length;
        let total = self.values.len() as f64;
        let (within, between) = self.within_and_between();
        let variance = within * (n as f64 - 1.0) / n as f64 + between;
        if variance <= 0.0 {
            return total;
        }
        let centred: Vec<f64> = self
            .values
            .chunks_exact(n)
            .flat_map(|chain| {
                let mean = chain.iter().sum::<f64>() / n as f64;
                chain.iter().map(move |v| v - mean)
            })
            .collect();
        let correlation = |lag: usize| {
            let covariance: f64 = centred.chunks_exact(n).map(|c| dot(&c[lag..], &c[..n - lag])).sum::<f64>() / total;
            1.0 - (within - covariance) / variance
        };
        // Sums of neighbouring correlations (lags 0 and 1, 2 and 3, ...) are positive and fall in a reversible
        // chain: stop at the first that is not positive, and let none exceed the one before.
        let (mut sum, mut last) = (0.0, f64::INFINITY);
        let (mut even, mut pair) = (1.0, 1.0 + correlation(1));
        let mut lag = 2;
        while pair > 0.0 && lag + 2 < n {
            last = pair.min(last);
            sum += last;
            even = correlation(lag);
            pair = even + correlation(lag + 1);
            lag += 2;
        }
        let time = (2.0 * sum - 1.0 + f64::max(even, 0.0)).max(1.0 / total.log10());
        total / time
    }
}

/// Normal scores of the ranks, `(rank - 3/8) / (n + 1/4)`; equal values share their mean rank.
fn normal_scores(values: &[f64]) -> Vec<f64> {
    let n = values.len();
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
    let mut scores = vec![0.0; n];
    let mut from = 0;
    while from < n {
        let same = order[from..].iter().take_while(|&&i| values[i] == values[order[from]]).count();
        let rank = from as f64 + (same as f64 + 1.0) / 2.0;
        let score = normal_quantile((rank - 0.375) / (n as f64 + 0.25));
        order[from..from + same].iter().for_each(|&i| scores[i] = score);
        from += same;
    }
    scores
}

fn median(values: &[f64]) -> f64 {
    selected_quantile(&mut values.to_vec(), 0.5)
}

#[cfg(test)]
mod tests {
    //! (a) hand: ranks and quantiles; (c) recovery: a first-order autoregression with correlation r is worth
    //! (1 - r) / (1 + r) of its draws; chains in different places are found out. (b) stands in
    //! `tests/it/bayesian_var.rs`.
    use super::*;
    use crate::resampling::stream;
    use crate::tolerance::Tolerance::Exact;
    use rand_distr::{Distribution, StandardNormal};

    fn autoregression(r: f64, n: usize, seed: u64) -> Vec<f64> {
        let mut random = stream(seed, 0);
        let mut x = 0.0;
        (0..n + 100)
            .map(|_| {
                let e: f64 = StandardNormal.sample(&mut random);
                x = r * x + (1.0 - r * r).sqrt() * e;
                x
            })
            .skip(100)
            .collect()
    }

    #[test]
    fn ranks_and_quantiles_by_hand() {
        let scores = normal_scores(&[3.0, 1.0, 3.0]);
        // Ranks 2.5, 1, 2.5 of 3: shares 2.125 / 3.25 and 0.625 / 3.25.
        Exact.check("tied", scores[0], normal_quantile(2.125 / 3.25)).unwrap();
        Exact.check("tied", scores[2], scores[0]).unwrap();
        Exact.check("first", scores[1], normal_quantile(0.625 / 3.25)).unwrap();
        Exact.check("quantile", sorted_quantile(&[1.0, 2.0, 4.0], 0.75), 3.0).unwrap();
    }

    #[test]
    fn autocorrelated_draws_are_worth_less() {
        for (r, share) in [(0.0, 1.0), (0.5, 1.0 / 3.0), (0.9, 0.1 / 1.9)] {
            let chain = autoregression(r, 40_000, 5);
            let found = effective_sample_size(&chain).unwrap() / 40_000.0;
            assert!((found / share - 1.0).abs() < 0.12, "{r}: {found}, expected {share}");
        }
    }

    #[test]
    fn chains_apart_are_found_out() {
        let a = autoregression(0.3, 500, 1);
        let b = autoregression(0.3, 500, 2);
        assert!(diagnose(&[&a, &b]).unwrap().r_hat < 1.01);
        let moved: Vec<f64> = b.iter().map(|v| v + 1.0).collect();
        assert!(diagnose(&[&a, &moved]).unwrap().r_hat > 1.1);
        let two_values: Vec<f64> = (0..40).map(|t| f64::from(t * t * 7 % 11 % 2)).collect();
        assert!(diagnose(&[&two_values]).unwrap().r_hat.is_finite());
        let wider: Vec<f64> = b.iter().map(|v| v * 3.0).collect();
        assert!(diagnose(&[&a, &wider]).unwrap().r_hat > 1.1);
    }

    #[test]
    fn many_quantities_are_judged_as_one_is() {
        let mut room = SettlingRoom::default();
        for (chains, draws, rounding) in [(1, 8, 1e6), (3, 60, 1e6), (4, 250, 10.0), (2, 40, 1.0)] {
            let settling = Settling::new(chains, draws);
            for seed in 0..8 {
                let all: Vec<Vec<f64>> = (0..chains as u64)
                    .map(|c| {
                        autoregression(0.7, draws, 10 * seed + c)
                            .iter()
                            .map(|v| (v * rounding).round() / rounding)
                            .collect()
                    })
                    .collect();
                let reference = diagnose(&all.iter().map(Vec::as_slice).collect::<Vec<_>>()).unwrap();
                let ours = settling.judge(&all.concat(), &mut room);
                Exact.check("R-hat", ours.r_hat, reference.r_hat).unwrap();
                Exact.check("bulk", ours.effective, reference.bulk).unwrap();
            }
        }
        let standing = Settling::new(2, 8).judge(&[1.0; 16], &mut room);
        assert_eq!((standing.r_hat, standing.effective), (f64::INFINITY, 0.0));
    }

    #[test]
    fn what_cannot_be_judged_is_refused() {
        assert!(matches!(diagnose(&[]), Err(Refusal::TooFewObservations { have: 0, .. })));
        assert!(matches!(diagnose(&[&[1.0; 20]]), Err(Refusal::NoVariation { .. })));
        assert!(matches!(diagnose(&[&[1.0; 20], &[2.0; 20]]), Err(Refusal::NoVariation { .. })));
        let a = autoregression(0.3, 20, 1);
        assert!(matches!(diagnose(&[&a, &a[..19]]), Err(Refusal::LengthsDiffer { .. })));
        let mut gap = a.clone();
        gap[3] = f64::NAN;
        assert!(matches!(diagnose(&[&gap]), Err(Refusal::NotFinite { row: 3, .. })));
    }
}
