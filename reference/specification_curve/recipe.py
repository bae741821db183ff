"""Writes input.csv and expected.toml: the three statistics of a specification curve in NumPy and SciPy."""
import pathlib

import numpy as np
import scipy
from scipy import stats

here = pathlib.Path(__file__).parent
rng = np.random.default_rng(20201)
m, draws = 11, 99
common = rng.standard_normal((draws + 1, 1))
z = 0.8 * common + 0.6 * rng.standard_normal((draws + 1, m))
z[0] += 0.9
estimates = z * rng.uniform(0.2, 0.5, size=m)
table = np.round(np.hstack([estimates, z]), 5)
names = [f"b{j}" for j in range(m)] + [f"z{j}" for j in range(m)]
np.savetxt(here / "input.csv", table, header=",".join(names), comments="", delimiter=",", fmt="%.5f")
table = np.loadtxt(here / "input.csv", skiprows=1, delimiter=",")
estimates, z = table[:, :m], table[:, m:]
critical = 1.0
median = np.median(estimates, axis=1)
direction = np.sign(np.sum(np.sign(estimates), axis=1))  # m is odd, no estimate is 0: never 0
share = np.mean(z * direction[:, None] >= critical, axis=1)
stouffer = np.array([stats.combine_pvalues(stats.norm.sf(row), method="stouffer").statistic for row in z])


def against(values):
    size = np.abs(values)
    return (1 + np.sum(size[1:] >= size[0])) / (1 + draws)


lines = [f'recipe = "numpy {np.__version__}, scipy {scipy.__version__}"', 'tolerance = "exact"', f"critical_z = {critical}"]
for name, values in [("median", median), ("share_significant", share), ("stouffer", stouffer)]:
    lines += [f"{name} = {float(values[0])!r}", f"p_{name} = {float(against(values))!r}"]
(here / "expected.toml").write_text("\n".join(lines) + "\n")
