//! The frustration index: the fewest edges whose removal, or change of sign, makes a signed network balanced.

use super::branch_and_bound::branch_and_bound;
use super::cycle_packing::negative_cycles;
use super::graph::SignedNetwork;
use super::local_search::{best_division, frustrated};
use crate::refusal::Refusal;

/// How hard to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FrustrationSearch {
    /// Local searches from random divisions, for the upper bound. Default 64.
    pub starts: usize,
    /// Seed of the searches.
    pub seed: u64,
    /// Choices of the branch and bound before it gives up proving. Default 20,000. With 0, only the bounds are computed.
    pub steps: usize,
}

impl FrustrationSearch {
    /// The defaults with this seed.
    pub fn seeded(seed: u64) -> Self {
        Self { starts: 64, seed, steps: 20_000 }
    }
}

/// The frustration index, or what is known of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Frustration {
    /// Edges that contradict the best division found: positive ones between the camps, negative ones within. The
    /// frustration index where `proven`, otherwise an upper bound of it.
    pub count: usize,
    /// The index is at least this.
    pub lower_bound: usize,
    /// Whether the two are equal, so that the index is known.
    pub proven: bool,
    /// 1 - 2 count / m, m edges (Aref and Wilson 2018): 1 is balanced, 0 the least that any graph has. Where the count
    /// is an upper bound, this is a lower one. `None` without edges.
    pub normalised: Option<f64>,
    /// The camp of each node in that division; of every connected part, the camps may be exchanged, and other divisions
    /// may be as good. The first node stands in camp `false`.
    pub camps: Vec<bool>,
    /// The contradicting edges.
    pub frustrated_edges: Vec<(usize, usize, i8)>,
}

impl SignedNetwork {
    /// Looks for the frustration index: an upper bound from seeded local searches, a lower one from negative cycles that
    /// share no edge, and where these differ a branch and bound of limited length. The answer says whether it is proven.
    /// Same seed, same answer, for any number of threads. Refuses a search without starts and more than 2,000 nodes.
    pub fn frustration(&self, search: &FrustrationSearch) -> Result<Frustration, Refusal> {
        if search.starts == 0 {
            return Err(Refusal::SettingOutOfRange { name: "starts", value: 0.0, range: "at least 1" });
        }
        if self.nodes() > 2_000 {
            let value = self.nodes() as f64;
            return Err(Refusal::SettingOutOfRange { name: "the number of nodes", value, range: "at most 2,000" });
        }
        let (mut count, mut camps) = best_division(self, search.starts, search.seed);
        let mut lower_bound = negative_cycles(self);
        if lower_bound < count && search.steps > 0 {
            let outcome = branch_and_bound(self, (count, camps), search.steps);
            (count, camps) = (outcome.count, outcome.camps);
            lower_bound = lower_bound.max(outcome.lower_bound);
        }
        if camps.first() == Some(&true) {
            camps.iter_mut().for_each(|camp| *camp = !*camp);
        }
        debug_assert_eq!(frustrated(self, &camps), count);
        let m = self.edges().len();
        let contradicts = |e: &&(usize, usize, i8)| (camps[e.0] == camps[e.1]) != (e.2 > 0);
        Ok(Frustration {
            count,
            lower_bound,
            proven: lower_bound == count,
            normalised: (m > 0).then(|| 1.0 - 2.0 * count as f64 / m as f64),
            frustrated_edges: self.edges().iter().filter(contradicts).copied().collect(),
            camps,
        })
    }
}

#[cfg(test)]
mod tests {
    //! (a) hand: triangles and a complete graph of negative edges; (c) property: equal to the enumeration of all
    //! divisions of small random graphs, unchanged by switching, and zero after its own edges are taken away.
    use super::*;
    use crate::resampling::{below, stream};
    use crate::tolerance::Tolerance::Exact;

    fn random_graph(k: u64, n: usize) -> Vec<(usize, usize, f64)> {
        let mut random = stream(9, k);
        let mut edges = Vec::new();
        for a in 0..n {
            for b in a + 1..n {
                match below(6, &mut random) {
                    0 | 1 => edges.push((a, b, 1.0)),
                    2 => edges.push((a, b, -1.0)),
                    _ => {}
                }
            }
        }
        edges
    }

    fn index(n: usize, edges: &[(usize, usize, f64)]) -> Frustration {
        SignedNetwork::new(n, edges).unwrap().frustration(&FrustrationSearch::seeded(1)).unwrap()
    }

    #[test]
    fn by_hand() {
        let all_hostile = |n: usize| {
            let edges: Vec<_> = (0..n).flat_map(|a| (a + 1..n).map(move |b| (a, b, -1.0))).collect();
            index(n, &edges)
        };
        // Two camps of n/2: the edges within them, floor((n - 1)^2 / 4), remain.
        for n in 2..12 {
            let found = all_hostile(n);
            assert_eq!((found.count, found.proven), ((n - 1) * (n - 1) / 4, true), "{n}");
        }
        let triangle = index(3, &[(0, 1, 1.0), (1, 2, 1.0), (0, 2, -1.0)]);
        Exact.check("normalised", triangle.normalised.unwrap(), 1.0 / 3.0).unwrap();
        let camps = index(4, &[(0, 1, 1.0), (2, 3, 1.0), (0, 2, -1.0), (1, 3, -1.0)]);
        assert_eq!((camps.count, camps.camps), (0, vec![false, false, true, true]));
        assert_eq!(index(3, &[]).normalised, None);
        let none = FrustrationSearch { starts: 0, ..FrustrationSearch::seeded(1) };
        assert!(SignedNetwork::new(2, &[]).unwrap().frustration(&none).is_err());
    }

    #[test]
    fn equal_to_enumeration() {
        for k in 0..60 {
            let n = 4 + (k as usize) % 9;
            let edges = random_graph(k, n);
            let network = SignedNetwork::new(n, &edges).unwrap();
            let division = |code: usize| (0..n).map(|v| code >> v & 1 == 1).collect::<Vec<_>>();
            let least = (0..1usize << (n - 1)).map(|code| frustrated(&network, &division(code))).min().unwrap();
            let found = index(n, &edges);
            assert_eq!((found.count, found.lower_bound, found.proven), (least, least, true), "graph {k}");
            // From the worst start, without the searches, the branch and bound finds it alone.
            let alone = branch_and_bound(&network, (edges.len() + 1, vec![false; n]), 100_000);
            assert_eq!((alone.count, alone.lower_bound), (least, least), "graph {k}");
            assert!(negative_cycles(&network) <= least);
            let left: Vec<_> = network.edges().iter().filter(|e| !found.frustrated_edges.contains(e)).collect();
            let left: Vec<_> = left.iter().map(|e| (e.0, e.1, f64::from(e.2))).collect();
            assert_eq!(index(n, &left).count, 0);
            let turned: Vec<_> = edges.iter().map(|&(a, b, s)| (a, b, if a == 1 || b == 1 { -s } else { s })).collect();
            assert_eq!(index(n, &turned).count, least);
        }
    }

    #[test]
    fn a_short_search_says_that_it_proves_nothing() {
        let edges = random_graph(1, 40);
        let network = SignedNetwork::new(40, &edges).unwrap();
        let bounds = network.frustration(&FrustrationSearch { steps: 0, ..FrustrationSearch::seeded(1) }).unwrap();
        assert!(!bounds.proven && bounds.lower_bound < bounds.count, "{} {}", bounds.lower_bound, bounds.count);
        let run = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| network.frustration(&FrustrationSearch { steps: 500, ..FrustrationSearch::seeded(3) }))
        };
        assert_eq!(run(1).unwrap(), run(2).unwrap());
    }
}
