//! A signed undirected graph, checked once.

use std::collections::BTreeMap;

use crate::refusal::Refusal;

/// A signed undirected graph without loops.
#[derive(Debug, Clone, PartialEq)]
pub struct SignedNetwork {
    /// Each edge once: nodes a < b, and the sign 1 or -1; sorted.
    edges: Vec<(usize, usize, i8)>,
    /// Per node, its neighbours in rising order with the sign of the edge.
    neighbours: Vec<Vec<(usize, i8)>>,
}

impl SignedNetwork {
    /// A graph of `nodes` nodes from edges (node, node, sign), nodes counted from 0, sign 1 or -1, in any order. An edge
    /// given twice with the same sign counts once. Refuses a sign that is neither (NaN included), a node out of range, a
    /// loop, and two nodes joined with both signs.
    pub fn new(nodes: usize, edges: &[(usize, usize, f64)]) -> Result<Self, Refusal> {
        let mut signs: BTreeMap<(usize, usize), i8> = BTreeMap::new();
        for (at, &(a, b, sign)) in edges.iter().enumerate() {
            if sign.is_nan() {
                return Err(Refusal::NotFinite { row: at, column: "sign".to_owned() });
            }
            if sign.abs() != 1.0 {
                return Err(Refusal::SettingOutOfRange { name: "the sign of an edge", value: sign, range: "1 or -1" });
            }
            if let Some(index) = [a, b].into_iter().find(|node| *node >= nodes) {
                return Err(Refusal::NoSuch { what: "node", index, count: nodes });
            }
            if a == b {
                return Err(Refusal::SelfLoop { edge: at, node: a });
            }
            let ends = (a.min(b), a.max(b));
            let sign = if sign > 0.0 { 1 } else { -1 };
            if *signs.entry(ends).or_insert(sign) != sign {
                return Err(Refusal::BothSigns { nodes: [ends.0, ends.1] });
            }
        }
        let mut neighbours = vec![Vec::new(); nodes];
        for (&(a, b), &sign) in &signs {
            neighbours[a].push((b, sign));
            neighbours[b].push((a, sign));
        }
        neighbours.iter_mut().for_each(|list| list.sort_unstable());
        Ok(Self { edges: signs.into_iter().map(|((a, b), sign)| (a, b, sign)).collect(), neighbours })
    }

    /// Number of nodes.
    pub fn nodes(&self) -> usize {
        self.neighbours.len()
    }

    /// Each edge once, sorted: nodes a < b, and the sign 1 or -1.
    pub fn edges(&self) -> &[(usize, usize, i8)] {
        &self.edges
    }

    /// Number of positive edges.
    pub fn positive_edges(&self) -> usize {
        self.edges.iter().filter(|e| e.2 > 0).count()
    }

    /// Number of negative edges.
    pub fn negative_edges(&self) -> usize {
        self.edges.len() - self.positive_edges()
    }

    /// The neighbours of a node in rising order, with the signs of the edges.
    pub(super) fn neighbours(&self, node: usize) -> &[(usize, i8)] {
        &self.neighbours[node]
    }

    /// Number of connected parts, nodes without edges included.
    pub fn components(&self) -> usize {
        let mut seen = vec![false; self.nodes()];
        let mut parts = 0;
        for start in 0..self.nodes() {
            if seen[start] {
                continue;
            }
            parts += 1;
            let mut open = vec![start];
            seen[start] = true;
            while let Some(node) = open.pop() {
                for &(next, _) in self.neighbours(node) {
                    if !seen[next] {
                        seen[next] = true;
                        open.push(next);
                    }
                }
            }
        }
        parts
    }
}

#[cfg(test)]
mod tests {
    //! (a) hand: what is refused, and why; parts of a small graph.
    use super::*;

    #[test]
    fn what_is_no_signed_graph_is_refused() {
        let refused = |edges: &[(usize, usize, f64)]| SignedNetwork::new(3, edges).unwrap_err().to_string();
        assert_eq!(refused(&[(0, 1, 1.0), (2, 2, -1.0)]), "edge 1 joins node 2 with itself");
        assert_eq!(
            refused(&[(0, 1, 1.0), (1, 0, -1.0)]),
            "nodes 0 and 1 are joined by a positive and by a negative edge"
        );
        assert_eq!(refused(&[(0, 3, 1.0)]), "there is no node 3: there are 3");
        assert!(refused(&[(0, 1, f64::NAN)]).contains("not a finite number"));
        assert!(refused(&[(0, 1, 0.5)]).contains("must be 1 or -1"));
    }

    #[test]
    fn parts_and_counts() {
        let g = SignedNetwork::new(6, &[(0, 1, 1.0), (1, 0, 1.0), (4, 3, -1.0), (1, 2, 1.0)]).unwrap();
        assert_eq!((g.edges().len(), g.positive_edges(), g.negative_edges(), g.components()), (3, 2, 1, 3));
    }
}
