"""Writes input.csv and expected.toml: Holm's adjustment by statsmodels."""
import pathlib

import numpy as np
import statsmodels
from statsmodels.stats.multitest import multipletests

here = pathlib.Path(__file__).parent
rng = np.random.default_rng(20254)
p = np.round(np.concatenate([rng.uniform(size=12), rng.uniform(size=6) ** 4, [0.02, 0.02, 0.0, 1.0]]), 8)
np.savetxt(here / "input.csv", p, header="p", comments="", fmt="%.8f")
p = np.loadtxt(here / "input.csv", skiprows=1)
adjusted = multipletests(p, method="holm")[1]
(here / "expected.toml").write_text(
    f'recipe = "statsmodels {statsmodels.__version__}, numpy {np.__version__}"\n'
    'tolerance = "exact"\n'
    f"adjusted = [{', '.join(repr(float(v)) for v in adjusted)}]\n"
)
