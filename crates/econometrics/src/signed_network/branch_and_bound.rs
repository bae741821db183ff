//! The frustration index by branch and bound: nodes are put into camps one after the other; what is still to come is
//! bounded from below by negative triangles that share no edge, in the graph where all placed nodes are one node.

use super::graph::SignedNetwork;

/// What the search found.
pub(super) struct Outcome {
    /// Fewest frustrated edges that it or the start knows.
    pub(super) count: usize,
    /// A division with that many.
    pub(super) camps: Vec<bool>,
    /// No division has fewer than this.
    pub(super) lower_bound: usize,
}

struct Search<'a> {
    network: &'a SignedNetwork,
    /// Negative triangles, as places in the list of edges.
    triangles: Vec<[usize; 3]>,
    placed: Vec<Option<bool>>,
    /// Per node, edges to placed nodes that ask for camp `false` and for camp `true`.
    asks: Vec<[usize; 2]>,
    /// Per node, neighbours not yet placed.
    open_neighbours: Vec<usize>,
    /// Frustrated edges between placed nodes.
    cost: usize,
    best: (usize, Vec<bool>),
    steps_left: usize,
    /// Smallest bound among the branches that were left unseen when the steps ran out.
    unseen: usize,
    room: Room,
}

/// Buffers of the bound.
struct Room {
    pull: Vec<usize>,
    used: Vec<bool>,
}

/// Searches below `start`, a division with its count, for at most `steps` placements of choice.
pub(super) fn branch_and_bound(network: &SignedNetwork, start: (usize, Vec<bool>), steps: usize) -> Outcome {
    let n = network.nodes();
    let mut search = Search {
        network,
        triangles: negative_triangles(network),
        placed: vec![None; n],
        asks: vec![[0; 2]; n],
        open_neighbours: (0..n).map(|v| network.neighbours(v).len()).collect(),
        cost: 0,
        best: start,
        steps_left: steps,
        unseen: usize::MAX,
        room: Room { pull: vec![0; n], used: vec![false; network.edges().len()] },
    };
    search.descend();
    let lower_bound = search.unseen.min(search.best.0);
    Outcome { count: search.best.0, camps: search.best.1, lower_bound }
}

fn negative_triangles(network: &SignedNetwork) -> Vec<[usize; 3]> {
    let place = |a: usize, b: usize| network.edges().binary_search_by_key(&(a, b), |e| (e.0, e.1)).ok();
    let mut all = Vec::new();
    for (at, &(a, b, sign)) in network.edges().iter().enumerate() {
        for &(c, right) in network.neighbours(b).iter().filter(|c| c.0 > b) {
            if let (Some(ac), Some(bc)) = (place(a, c), place(b, c))
                && sign * right * network.edges()[ac].2 < 0
            {
                all.push([at, ac, bc]);
            }
        }
    }
    all
}

impl Search<'_> {
    fn place(&mut self, node: usize, camp: bool) {
        self.cost += self.asks[node][usize::from(!camp)];
        self.placed[node] = Some(camp);
        for &(other, sign) in self.network.neighbours(node) {
            self.asks[other][usize::from(camp == (sign > 0))] += 1;
            self.open_neighbours[other] -= 1;
        }
    }

    fn take_back(&mut self, node: usize) {
        let Some(camp) = self.placed[node].take() else { return };
        for &(other, sign) in self.network.neighbours(node) {
            self.asks[other][usize::from(camp == (sign > 0))] -= 1;
            self.open_neighbours[other] += 1;
        }
        self.cost -= self.asks[node][usize::from(!camp)];
    }

    fn pull(&self, node: usize) -> usize {
        self.asks[node][0].abs_diff(self.asks[node][1])
    }

    fn open(&self) -> impl Iterator<Item = usize> {
        (0..self.placed.len()).filter(|v| self.placed[*v].is_none())
    }

    /// Frustrated edges of every division that agrees with the placed nodes, from below.
    fn bound(&mut self) -> usize {
        let mut bound = self.cost;
        for v in 0..self.placed.len() {
            let open = self.placed[v].is_none();
            self.room.pull[v] = if open { self.pull(v) } else { 0 };
            bound += if open { self.asks[v][0].min(self.asks[v][1]) } else { 0 };
        }
        let Room { pull, used } = &mut self.room;
        used.fill(false);
        for (at, &(a, b, sign)) in self.network.edges().iter().enumerate() {
            if self.placed[a].is_some() || self.placed[b].is_some() {
                used[at] = true;
            } else if pull[a] > 0 && pull[b] > 0 {
                let wants = |v: usize| self.asks[v][1] > self.asks[v][0];
                if (wants(a) == wants(b)) != (sign > 0) {
                    pull[a] -= 1;
                    pull[b] -= 1;
                    used[at] = true;
                    bound += 1;
                }
            }
        }
        for triangle in &self.triangles {
            if triangle.iter().all(|e| !used[*e]) {
                triangle.iter().for_each(|e| used[*e] = true);
                bound += 1;
            }
        }
        bound
    }

    fn descend(&mut self) {
        // A node that is pulled at least as hard as its open neighbours can pull loses nothing by giving way; so does the
        // first node of a part of the graph in which nothing is placed, by symmetry.
        let mut forced = Vec::new();
        loop {
            let giving_way = self.open().find(|v| self.pull(*v) >= self.open_neighbours[*v]);
            let next = giving_way.or_else(|| {
                let untouched = self.open().all(|v| self.asks[v] == [0, 0]);
                let first = self.open().max_by_key(|v| (self.open_neighbours[*v], std::cmp::Reverse(*v)));
                first.filter(|_| untouched)
            });
            let Some(node) = next else { break };
            self.place(node, self.asks[node][1] > self.asks[node][0]);
            forced.push(node);
        }
        self.choose();
        while let Some(node) = forced.pop() {
            self.take_back(node);
        }
    }

    fn choose(&mut self) {
        let Some(node) = self.open().max_by_key(|v| {
            let touched = self.asks[*v][0] + self.asks[*v][1];
            (touched.min(1), self.pull(*v) + self.open_neighbours[*v], std::cmp::Reverse(*v))
        }) else {
            if self.cost < self.best.0 {
                self.best = (self.cost, self.placed.iter().map(|camp| *camp == Some(true)).collect());
            }
            return;
        };
        let bound = self.bound();
        if bound >= self.best.0 {
            return;
        }
        if self.steps_left == 0 {
            self.unseen = self.unseen.min(bound);
            return;
        }
        self.steps_left -= 1;
        let asked = self.asks[node][1] > self.asks[node][0];
        for camp in [asked, !asked] {
            self.place(node, camp);
            self.descend();
            self.take_back(node);
        }
    }
}
