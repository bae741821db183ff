"""Writes input.csv and expected.toml: automatic block lengths by arch."""
import pathlib

import arch
import numpy as np
from arch.bootstrap import optimal_block_length

here = pathlib.Path(__file__).parent
rng = np.random.default_rng(20041)
n = 250
shocks = rng.standard_normal((n, 5))
series = {"noise": shocks[:, 0]}
for at, (name, rho) in enumerate([("ar30", 0.3), ("ar70", 0.7), ("ar95", 0.95)], start=1):
    path = np.zeros(n)
    for t in range(1, n):
        path[t] = rho * path[t - 1] + shocks[t, at]
    series[name] = path
series["ma"] = np.convolve(shocks[:, 4], [1.0, -0.8, 0.5])[:n]
names = list(series)
table = np.round(np.column_stack([series[name] for name in names]), 6)
np.savetxt(here / "input.csv", table, header=",".join(names), comments="", delimiter=",", fmt="%.6f")
table = np.loadtxt(here / "input.csv", skiprows=1, delimiter=",")
lines = [f'recipe = "arch {arch.__version__}, numpy {np.__version__}"', 'tolerance = "exact"']
for key, rows in [("all", n), ("first_60", 60)]:
    lengths = optimal_block_length(table[:rows])
    for kind in ["stationary", "circular"]:
        values = ", ".join(repr(float(v)) for v in lengths[kind])
        lines.append(f"{kind}_{key} = [{values}]")
(here / "expected.toml").write_text("\n".join(lines) + "\n")
