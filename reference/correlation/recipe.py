"""Writes input.csv and expected.toml: Pearson's correlation and Fisher's interval by SciPy."""
import pathlib

import numpy as np
import scipy
from scipy.stats import pearsonr

here = pathlib.Path(__file__).parent
rng = np.random.default_rng(20255)
a = rng.normal(size=40)
np.savetxt(here / "input.csv", np.column_stack([a, 0.4 * a + rng.normal(size=40)]), delimiter=",", header="a,b", comments="", fmt="%.12g")
a, b = np.loadtxt(here / "input.csv", delimiter=",", skiprows=1).T
result = pearsonr(a, b)
interval = result.confidence_interval(0.9)
(here / "expected.toml").write_text(
    f'recipe = "scipy {scipy.__version__}, numpy {np.__version__}"\n'
    'tolerance = "exact"\n'
    f"estimate = {float(result.statistic)!r}\np_value = {float(result.pvalue)!r}\n"
    f"low_90 = {float(interval.low)!r}\nhigh_90 = {float(interval.high)!r}\n"
)
