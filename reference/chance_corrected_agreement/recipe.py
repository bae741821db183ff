"""Writes input.csv and expected.toml: agreement of two raters, by statsmodels."""
import pathlib

import numpy as np
import statsmodels
import statsmodels.api as sm
from statsmodels.stats.inter_rater import cohens_kappa

here = pathlib.Path(__file__).parent
rng = np.random.default_rng(41807)
n = 120
first = rng.choice(3, size=n, p=[0.6, 0.25, 0.15])
moved = np.clip(first + rng.choice([-1, 0, 1, 2], size=n, p=[0.1, 0.6, 0.2, 0.1]), 0, 2)
cluster = np.sort(rng.integers(0, 45, size=n))
np.savetxt(here / "input.csv", np.column_stack([first, moved, cluster]), header="first,second,cluster", comments="",
           delimiter=",", fmt="%d")
first, moved, cluster = np.loadtxt(here / "input.csv", skiprows=1, delimiter=",", dtype=int).T
table = np.zeros((3, 3))
np.add.at(table, (first, moved), 1)
gap = np.abs(first - moved)
distances = {"absolute": gap / 2, "squared": (gap / 2) ** 2, "nominal": (gap > 0).astype(float)}
lines = [f'recipe = "statsmodels {statsmodels.__version__}, numpy {np.__version__}"', 'tolerance = "exact"']
for name, wt in [("absolute", "linear"), ("squared", "quadratic"), ("nominal", None)]:
    own = cohens_kappa(table, wt=wt)
    # Scott's pi is Cohen's kappa of a table that does not know which rater was which.
    pooled = cohens_kappa((table + table.T) / 2, wt=wt)
    mean = sm.OLS(distances[name], np.ones(n))
    lines += [
        f"[{name}]",
        f"uncorrected = {float(1 - mean.fit().params[0])!r}",
        f"uncorrected_standard_error = {float(mean.fit().bse[0])!r}",
        f"uncorrected_clustered = {float(mean.fit(cov_type='cluster', cov_kwds={'groups': cluster}).bse[0])!r}",
        f"kappa = {float(own.kappa)!r}",
        f"kappa_large_sample = {float(own.std_kappa)!r}",
        f"pi = {float(pooled.kappa)!r}",
        f"pi_large_sample = {float(pooled.std_kappa)!r}",
    ]
(here / "expected.toml").write_text("\n".join(lines) + "\n")
