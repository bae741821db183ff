//! A lower bound for the frustration index: cycles with an odd number of negative edges that share no edge. Each of them
//! holds at least one frustrated edge in every division.

use std::collections::{BTreeSet, VecDeque};

use super::graph::SignedNetwork;

/// Number of edge-disjoint negative cycles that a greedy choice of the shortest finds.
pub(super) fn negative_cycles(network: &SignedNetwork) -> usize {
    let n = network.nodes();
    let mut used: BTreeSet<(usize, usize)> = BTreeSet::new();
    let mut packed = 0;
    // A shorter cycle takes away fewer edges, so lengths are exhausted in turn.
    let mut length = 3;
    while length <= n {
        let mut next_length = usize::MAX;
        for start in 0..n {
            while let Some(cycle) = shortest_through(network, &used, start) {
                if cycle.len() > length {
                    next_length = next_length.min(cycle.len());
                    break;
                }
                used.extend(cycle);
                packed += 1;
            }
        }
        if next_length == usize::MAX {
            break;
        }
        length = next_length;
    }
    packed
}

/// The edges of a shortest closed walk through `start` with a negative product, over edges not yet used; `None` without
/// one. A shortest such walk that meets a node twice splits into a positive and a negative part; the negative part is
/// found from one of its own nodes, so only walks without repeated edges are given.
fn shortest_through(
    network: &SignedNetwork,
    used: &BTreeSet<(usize, usize)>,
    start: usize,
) -> Option<Vec<(usize, usize)>> {
    let n = network.nodes();
    // Two copies of every node: reached with a positive and with a negative product.
    let mut before: Vec<Option<usize>> = vec![None; 2 * n];
    let (from, to) = (2 * start, 2 * start + 1);
    let mut open = VecDeque::from([from]);
    while let Some(state) = open.pop_front() {
        let (node, parity) = (state / 2, state % 2);
        for &(other, sign) in network.neighbours(node) {
            let next = 2 * other + if sign < 0 { 1 - parity } else { parity };
            if next == from || before[next].is_some() || used.contains(&(node.min(other), node.max(other))) {
                continue;
            }
            before[next] = Some(state);
            if next == to {
                let mut edges = Vec::new();
                let mut at = to;
                while let Some(previous) = before[at] {
                    edges.push(((at / 2).min(previous / 2), (at / 2).max(previous / 2)));
                    at = previous;
                }
                let distinct: BTreeSet<_> = edges.iter().collect();
                return (distinct.len() == edges.len()).then_some(edges);
            }
            open.push_back(next);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    //! (a) hand: two negative triangles that share a node, and two that share an edge.
    use super::*;

    #[test]
    fn triangles_that_share() {
        let bow = [(0, 1, -1.0), (1, 2, 1.0), (0, 2, 1.0), (0, 3, -1.0), (3, 4, 1.0), (0, 4, 1.0)];
        assert_eq!(negative_cycles(&SignedNetwork::new(5, &bow).unwrap()), 2);
        let diamond = [(0, 1, -1.0), (1, 2, 1.0), (0, 2, 1.0), (1, 3, 1.0), (0, 3, 1.0)];
        assert_eq!(negative_cycles(&SignedNetwork::new(4, &diamond).unwrap()), 1);
        let square = [(0, 1, -1.0), (1, 2, 1.0), (2, 3, 1.0), (0, 3, 1.0)];
        assert_eq!(negative_cycles(&SignedNetwork::new(4, &square).unwrap()), 1);
        assert_eq!(negative_cycles(&SignedNetwork::new(3, &[(0, 1, -1.0), (1, 2, -1.0), (0, 2, 1.0)]).unwrap()), 0);
    }
}
