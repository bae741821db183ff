"""Writes input.csv and expected.toml: Romano and Wolf's adjustment from its definition, set by set, in NumPy."""
import pathlib

import numpy as np

here = pathlib.Path(__file__).parent
rng = np.random.default_rng(20051)
m, draws = 8, 199
common = rng.standard_normal((draws + 1, 1))
t = np.abs(0.7 * common + 0.7 * rng.standard_normal((draws + 1, m)))
t[0] += np.array([3.0, 0.0, 1.5, 0.0, 2.2, 0.4, 0.0, 1.1])
t = np.round(t, 4)
names = [f"t{j}" for j in range(m)]
np.savetxt(here / "input.csv", t, header=",".join(names), comments="", delimiter=",", fmt="%.4f")
t = np.loadtxt(here / "input.csv", skiprows=1, delimiter=",")
observed, null = t[0], t[1:]
# The definition: for every set of tests that step down can leave, the law of the largest statistic within the set.
left = list(range(m))
adjusted, before = np.zeros(m), 0.0
while left:
    best = max(left, key=lambda j: observed[j])
    largest = np.array([max(row[j] for j in left) for row in null])
    before = max(before, (1 + np.sum(largest >= observed[best])) / (1 + draws))
    adjusted[best] = before
    left.remove(best)
values = ", ".join(repr(float(v)) for v in adjusted)
(here / "expected.toml").write_text(
    f'recipe = "numpy {np.__version__}"\ntolerance = "exact"\nadjusted = [{values}]\n'
)
