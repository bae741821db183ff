//! Good divisions into two camps, from many starts: descent by single moves, then a tabu walk that may climb.

use rand::Rng;
use rand_chacha::ChaCha8Rng;

use super::graph::SignedNetwork;
use crate::resampling::{below, replicates};

/// Number of edges that contradict a division: positive between the camps, negative within.
pub(super) fn frustrated(network: &SignedNetwork, camps: &[bool]) -> usize {
    network.edges().iter().filter(|(a, b, sign)| (camps[*a] == camps[*b]) != (*sign > 0)).count()
}

/// The best division of `starts` searches, each on its own stream of `seed`; the first of several equally good ones.
pub(super) fn best_division(network: &SignedNetwork, starts: usize, seed: u64) -> (usize, Vec<bool>) {
    let none = vec![false; network.nodes()];
    let one_camp = (frustrated(network, &none), none);
    let found = replicates(starts, seed, |_, random| search(network, random));
    found.into_iter().fold(one_camp, |best, one| if one.0 < best.0 { one } else { best })
}

/// One search: a random division, then `20 n` moves, each the best one that was not made of late.
fn search(network: &SignedNetwork, random: &mut ChaCha8Rng) -> (usize, Vec<bool>) {
    let n = network.nodes();
    let mut camps: Vec<bool> = (0..n).map(|_| random.next_u32() & 1 == 1).collect();
    // What a move of the node would save: frustrated less satisfied edges of the node.
    let mut saves: Vec<i64> = (0..n)
        .map(|node| {
            let of = |&(other, sign): &(usize, i8)| if (camps[node] == camps[other]) == (sign > 0) { -1 } else { 1 };
            network.neighbours(node).iter().map(of).sum()
        })
        .collect();
    let mut count = frustrated(network, &camps) as i64;
    let mut best = (count, camps.clone());
    let mut free_from = vec![0usize; n];
    for step in 0..20 * n {
        let open = |node: usize| free_from[node] <= step || count - saves[node] < best.0;
        let Some(node) = (0..n).filter(|v| open(*v)).max_by_key(|v| (saves[*v], std::cmp::Reverse(*v))) else {
            continue;
        };
        count -= saves[node];
        saves[node] = -saves[node];
        camps[node] = !camps[node];
        for &(other, sign) in network.neighbours(node) {
            let satisfied = (camps[node] == camps[other]) == (sign > 0);
            saves[other] += if satisfied { -2 } else { 2 };
        }
        free_from[node] = step + 1 + n / 10 + below(10, random);
        if count < best.0 {
            best = (count, camps.clone());
        }
    }
    (best.0 as usize, best.1)
}
