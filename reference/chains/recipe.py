"""Writes input.csv and expected.toml: R-hat and effective sample sizes by arviz-stats."""
import importlib.metadata
import pathlib

import numpy as np
from arviz_stats.base import array_stats

here = pathlib.Path(__file__).parent
rng = np.random.default_rng(20265)
draws = 150
names, columns = [], []
for name, correlation, shift, width in [("good", 0.3, 0.0, 1.0), ("slow", 0.9, 0.0, 1.0), ("apart", 0.5, 0.7, 1.0), ("wider", -0.3, 0.0, 1.8)]:
    for chain in range(3):
        x = np.zeros(draws + 50)
        for t in range(1, draws + 50):
            x[t] = correlation * x[t - 1] + np.sqrt(1 - correlation**2) * rng.normal()
        x = x * (width if chain == 1 else 1.0) + shift * chain
        names.append(f"{name}_{chain}")
        # Two digits, so that there are ties.
        columns.append(np.round(x[50:], 2))
np.savetxt(here / "input.csv", np.column_stack(columns), delimiter=",", header=",".join(names), comments="", fmt="%.2f")
table = np.loadtxt(here / "input.csv", delimiter=",", skiprows=1).T

lines = [f'recipe = "arviz-stats {importlib.metadata.version("arviz-stats")}"', 'tolerance = "exact"']
for at, name in enumerate(["good", "slow", "apart", "wider"]):
    for length in [draws, draws - 1]:
        chains = table[3 * at : 3 * at + 3, :length]
        axes = dict(chain_axis=0, draw_axis=1)
        lines += [
            "",
            f"[{name}_{length}]",
            f"r_hat = {float(array_stats.rhat(chains, method='rank', **axes))!r}",
            f"bulk = {float(array_stats.ess(chains, method='bulk', **axes))!r}",
            f"tail = {float(array_stats.ess(chains, method='tail', prob=(0.05, 0.95), **axes))!r}",
            f"mean = {float(array_stats.ess(chains, method='mean', **axes))!r}",
        ]
(here / "expected.toml").write_text("\n".join(lines) + "\n")
