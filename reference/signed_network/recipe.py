"""Writes input.csv and expected.toml: triangles, walk balance and frustration of two signed graphs.

Triangles by listing all triples, traces of matrix exponentials by scipy's Pade approximation, frustration of the small
graph by listing all divisions and of the larger one by integer programming (HiGHS), to proven optimality.
"""
import itertools
import pathlib

import numpy as np
import scipy
from scipy.linalg import expm
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import lil_matrix

here = pathlib.Path(__file__).parent
rng = np.random.default_rng(1956)


def graph(nodes, density, turned):
    """Two camps of random size, random edges, a share of the signs turned over."""
    camp = rng.integers(0, 2, nodes)
    edges = []
    for a, b in itertools.combinations(range(nodes), 2):
        if rng.random() < density:
            sign = 1 if camp[a] == camp[b] else -1
            edges.append((a, b, -sign if rng.random() < turned else sign))
    return nodes, edges


def triangles(edges):
    sign = {(a, b): s for a, b, s in edges}
    counts = [0, 0, 0, 0]
    nodes = sorted({v for a, b, _ in edges for v in (a, b)})
    for a, b, c in itertools.combinations(nodes, 3):
        if (a, b) in sign and (b, c) in sign and (a, c) in sign:
            counts[sum(s < 0 for s in (sign[a, b], sign[b, c], sign[a, c]))] += 1
    return counts


def walk_balance(nodes, edges):
    signed = np.zeros((nodes, nodes))
    for a, b, s in edges:
        signed[a, b] = signed[b, a] = s
    return np.trace(expm(signed)) / np.trace(expm(np.abs(signed)))


def by_enumeration(nodes, edges):
    codes = np.arange(2 ** (nodes - 1))
    cost = np.zeros(codes.size, dtype=int)
    for a, b, s in edges:
        apart = ((codes >> a) ^ (codes >> b)) & 1
        cost += apart if s > 0 else 1 - apart
    return int(cost.min())


def by_integer_programming(nodes, edges):
    """x_v the camp, z_e >= 1 where the edge contradicts it."""
    m = len(edges)
    rows = lil_matrix((2 * m, nodes + m))
    low = np.zeros(2 * m)
    for e, (a, b, s) in enumerate(edges):
        for row, side in ((2 * e, 1), (2 * e + 1, -1)):
            rows[row, nodes + e] = 1
            if s > 0:  # z >= x_a - x_b and z >= x_b - x_a
                rows[row, a], rows[row, b] = -side, side
            else:  # z >= 1 - x_a - x_b and z >= x_a + x_b - 1
                rows[row, a], rows[row, b] = side, side
                low[row] = 1 if side > 0 else -1
    cost = np.concatenate([np.zeros(nodes), np.ones(m)])
    found = milp(cost, constraints=LinearConstraint(rows.tocsr(), low, np.inf), bounds=Bounds(0, 1),
                 integrality=np.concatenate([np.ones(nodes), np.zeros(m)]), options={"mip_rel_gap": 0})
    assert found.status == 0, found.message
    return round(found.fun)


if __name__ == "__main__":
    graphs = [graph(15, 0.5, 0.25), graph(48, 0.11, 0.3)]
    text = ["graph,a,b,sign"]
    out = [f'recipe = "numpy {np.__version__}, scipy {scipy.__version__} (expm, HiGHS)"', 'tolerance = "exact"']
    for number, (nodes, edges) in enumerate(graphs):
        text += [f"{number},{a},{b},{s}" for a, b, s in edges]
        frustration = by_integer_programming(nodes, edges)
        if nodes < 20:
            assert frustration == by_enumeration(nodes, edges)
        counts = triangles(edges)
        out += [
            f"\n[graph_{number}]", f"nodes = {nodes}", f"edges = {len(edges)}", f"triangles = {counts}",
            f"balanced_share = {(counts[0] + counts[2]) / sum(counts)!r}",
            f"walk_balance = {float(walk_balance(nodes, edges))!r}",
            f"frustration = {frustration}", f"normalised = {1 - 2 * frustration / len(edges)!r}",
        ]
    (here / "input.csv").write_text("\n".join(text) + "\n")
    (here / "expected.toml").write_text("\n".join(out) + "\n")
