//! The triangles of a signed network by their signs, and the share that is balanced.

use super::graph::SignedNetwork;
use crate::refusal::Refusal;

/// How many triangles have 0, 1, 2, 3 negative edges.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TriangleCensus {
    /// (+,+,+), balanced.
    pub none_negative: usize,
    /// (+,+,-), not balanced.
    pub one_negative: usize,
    /// (+,-,-), balanced.
    pub two_negative: usize,
    /// (-,-,-), not balanced in the strong sense.
    pub three_negative: usize,
}

impl TriangleCensus {
    /// All triangles.
    pub fn total(&self) -> usize {
        self.none_negative + self.one_negative + self.two_negative + self.three_negative
    }

    /// Share of triangles whose product of signs is positive, 0 to 1 (Cartwright and Harary 1956). Refused without
    /// triangles.
    pub fn balanced_share(&self) -> Result<f64, Refusal> {
        if self.total() == 0 {
            return Err(Refusal::NotDefined { what: "the share of balanced triangles", why: "there is no triangle" });
        }
        Ok((self.none_negative + self.two_negative) as f64 / self.total() as f64)
    }
}

impl SignedNetwork {
    /// Counts every triangle once.
    pub fn triangles(&self) -> TriangleCensus {
        let mut by_negative = [0usize; 4];
        // For each edge a < b, the common neighbours beyond b: sorted lists are walked side by side.
        for &(a, b, sign) in self.edges() {
            let beyond = |node: usize| {
                let list = self.neighbours(node);
                &list[list.partition_point(|n| n.0 <= b)..]
            };
            let (left, right) = (beyond(a), beyond(b));
            let (mut i, mut j) = (0, 0);
            while i < left.len() && j < right.len() {
                match left[i].0.cmp(&right[j].0) {
                    std::cmp::Ordering::Less => i += 1,
                    std::cmp::Ordering::Greater => j += 1,
                    std::cmp::Ordering::Equal => {
                        let negative = [sign, left[i].1, right[j].1].iter().filter(|s| **s < 0).count();
                        by_negative[negative] += 1;
                        i += 1;
                        j += 1;
                    }
                }
            }
        }
        let [none_negative, one_negative, two_negative, three_negative] = by_negative;
        TriangleCensus { none_negative, one_negative, two_negative, three_negative }
    }
}

#[cfg(test)]
mod tests {
    //! (a) hand: four nodes; (c) property: balanced share = (tr |A|^3 + tr A^3) / (2 tr |A|^3) over random graphs.
    use super::*;
    use crate::dense::multiply;
    use crate::resampling::{below, stream};
    use crate::tolerance::Tolerance::Exact;

    #[test]
    fn four_nodes_by_hand() {
        // All six edges; 0-1 and 2-3 negative: every triangle has one negative edge.
        let all = |signs: [f64; 6]| {
            let ends = [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)];
            let edges: Vec<_> = ends.into_iter().zip(signs).map(|((a, b), s)| (a, b, s)).collect();
            SignedNetwork::new(4, &edges).unwrap().triangles()
        };
        assert_eq!(all([-1.0, 1.0, 1.0, 1.0, 1.0, -1.0]).one_negative, 4);
        // Node 0 against all: two negative in three triangles, none in the fourth.
        let camp = all([-1.0, -1.0, -1.0, 1.0, 1.0, 1.0]);
        assert_eq!((camp.none_negative, camp.two_negative, camp.total()), (1, 3, 4));
        Exact.check("share", camp.balanced_share().unwrap(), 1.0).unwrap();
        let open = SignedNetwork::new(3, &[(0, 1, 1.0), (1, 2, -1.0)]).unwrap();
        assert!(open.triangles().balanced_share().is_err());
    }

    #[test]
    fn share_by_traces() {
        for k in 0..20 {
            let mut random = stream(5, k);
            let n = 5 + below(12, &mut random);
            let mut edges = Vec::new();
            let (mut signed, mut plain) = (vec![0.0; n * n], vec![0.0; n * n]);
            for a in 0..n {
                for b in a + 1..n {
                    if below(2, &mut random) == 0 {
                        let sign = if below(3, &mut random) == 0 { -1.0 } else { 1.0 };
                        edges.push((b, a, sign));
                        for at in [a * n + b, b * n + a] {
                            signed[at] = sign;
                            plain[at] = 1.0;
                        }
                    }
                }
            }
            let trace_of_cube = |m: &[f64]| {
                let cube = multiply(&multiply(m, m, n, n, n), m, n, n, n);
                (0..n).map(|i| cube[i * n + i]).sum::<f64>()
            };
            let (s, p) = (trace_of_cube(&signed), trace_of_cube(&plain));
            let census = SignedNetwork::new(n, &edges).unwrap().triangles();
            Exact.check("triangles", census.total() as f64, p / 6.0).unwrap();
            if p > 0.0 {
                Exact.check("share", census.balanced_share().unwrap(), (p + s) / (2.0 * p)).unwrap();
            }
        }
    }
}
