//! Walk balance: how much of the weight of closed walks is on balanced ones.

use super::graph::SignedNetwork;
use crate::linear::symmetric_eigenvalues;
use crate::refusal::Refusal;

impl SignedNetwork {
    /// Walk balance tr(e^A) / tr(e^|A|), A the signed adjacency matrix (Estrada and Benzi 2014): closed walks of every
    /// length, weighted by 1 / length!, balanced ones less the others, over all. Above 0, at most 1; 1 exactly when the
    /// graph is balanced. Dominated by the dense part of the graph. Refuses a graph without nodes.
    pub fn walk_balance(&self) -> Result<f64, Refusal> {
        let n = self.nodes();
        if n == 0 {
            return Err(Refusal::NotDefined { what: "walk balance", why: "there is no node" });
        }
        let spectrum = |entry: &dyn Fn(i8) -> f64| {
            let mut matrix = vec![0.0; n * n];
            for &(a, b, sign) in self.edges() {
                matrix[a * n + b] = entry(sign);
                matrix[b * n + a] = entry(sign);
            }
            symmetric_eigenvalues(&matrix, n).ok_or(Refusal::NoConvergence { dimension: n })
        };
        let signed = spectrum(&f64::from)?;
        let plain = spectrum(&|_| 1.0)?;
        // The largest eigenvalue of |A| bounds all others; taking it out of every exponent, nothing can overflow.
        let largest = plain.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let trace = |values: &[f64]| {
            let mut terms: Vec<f64> = values.iter().map(|v| (v - largest).exp()).collect();
            terms.sort_by(f64::total_cmp);
            terms.iter().sum::<f64>()
        };
        Ok(trace(&signed) / trace(&plain))
    }
}

#[cfg(test)]
mod tests {
    //! (a) hand: triangles, whose eigenvalues are known; (c) property: turning the signs of all edges of a node over
    //! changes nothing.
    use super::*;
    use crate::resampling::{below, stream};
    use crate::tolerance::Tolerance::Exact;

    #[test]
    fn triangles_by_hand() {
        let triangle = |s: f64| SignedNetwork::new(3, &[(0, 1, 1.0), (1, 2, 1.0), (0, 2, s)]).unwrap();
        Exact.check("balanced", triangle(1.0).walk_balance().unwrap(), 1.0).unwrap();
        // |A| has eigenvalues 2, -1, -1; with one negative edge they are -2, 1, 1.
        let e = 1f64.exp();
        let expected = (2.0 * e + (-2f64).exp()) / (2f64.exp() + 2.0 / e);
        Exact.check("one negative", triangle(-1.0).walk_balance().unwrap(), expected).unwrap();
        assert!(SignedNetwork::new(0, &[]).unwrap().walk_balance().is_err());
        Exact.check("no edges", SignedNetwork::new(4, &[]).unwrap().walk_balance().unwrap(), 1.0).unwrap();
    }

    #[test]
    fn switching_a_node_changes_nothing() {
        for k in 0..10 {
            let mut random = stream(6, k);
            let n = 6 + below(10, &mut random);
            let mut edges = Vec::new();
            for a in 0..n {
                for b in a + 1..n {
                    match below(5, &mut random) {
                        0 | 1 => edges.push((a, b, 1.0)),
                        2 => edges.push((a, b, -1.0)),
                        _ => {}
                    }
                }
            }
            let node = below(n, &mut random);
            let turned: Vec<_> =
                edges.iter().map(|&(a, b, s)| (a, b, if a == node || b == node { -s } else { s })).collect();
            let ours = SignedNetwork::new(n, &edges).unwrap().walk_balance().unwrap();
            let other = SignedNetwork::new(n, &turned).unwrap().walk_balance().unwrap();
            Exact.check("walk balance", ours, other).unwrap();
            assert!(ours > 0.0 && ours <= 1.0 + f64::EPSILON * 100.0);
        }
    }
}
