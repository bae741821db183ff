"""Writes input.csv and expected.toml: Benjamini-Hochberg and Benjamini-Yekutieli by statsmodels."""
import pathlib

import numpy as np
import statsmodels
from statsmodels.stats.multitest import multipletests

here = pathlib.Path(__file__).parent
rng = np.random.default_rng(19957)
p = np.round(np.concatenate([rng.uniform(size=12), rng.uniform(size=12) ** 5, [0.02, 0.02, 0.0, 1.0]]), 8)
np.savetxt(here / "input.csv", p, header="p", comments="", fmt="%.8f")
p = np.loadtxt(here / "input.csv", skiprows=1)
lines = [f'recipe = "statsmodels {statsmodels.__version__}, numpy {np.__version__}"', 'tolerance = "exact"']
for name, method in [("benjamini_hochberg", "fdr_bh"), ("benjamini_yekutieli", "fdr_by")]:
    values = ", ".join(repr(float(v)) for v in multipletests(p, method=method)[1])
    lines.append(f"{name} = [{values}]")
(here / "expected.toml").write_text("\n".join(lines) + "\n")
