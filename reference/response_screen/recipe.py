"""Writes input.csv and expected.toml: the six lag-augmented projections among three series, by statsmodels' OLS with HC3."""
import pathlib

import numpy as np
import statsmodels
import statsmodels.api as sm

here = pathlib.Path(__file__).parent
LAGS, FROM, TO = 2, 1, 3
rng = np.random.default_rng(20131)
n = 180
x = np.zeros((n, 3))
for t in range(1, n):
    x[t] = 0.5 * x[t - 1] + np.array([0.4 * x[t - 1, 1], 0.0, 0.0]) + rng.standard_t(4, size=3)
x = np.round(x, 6)
x[[40, 41, 120], 0] = np.nan
x[77, 2] = np.nan
with open(here / "input.csv", "w") as f:
    f.write("a,b,c\n")
    for row in x:
        f.write(",".join("" if np.isnan(v) else repr(float(v)) for v in row) + "\n")

columns = {name: [] for name in ["estimate", "standard_error", "t", "p", "rows"]}
for r, u in [(0, 1), (0, 2), (1, 0), (1, 2), (2, 0), (2, 1)]:
    rows, y = [], []
    for t in range(LAGS, n - TO):
        regressors = np.concatenate([[1.0], x[t, [u, r, 3 - r - u]], *[x[t - l] for l in range(1, LAGS + 1)]])
        ahead = x[t + FROM : t + TO + 1, r]
        if np.isfinite(regressors).all() and np.isfinite(ahead).all():
            rows.append(regressors)
            y.append(ahead.mean())
    fit = sm.OLS(np.array(y), np.array(rows)).fit(cov_type="HC3", use_t=True)
    columns["estimate"].append(fit.params[1])
    columns["standard_error"].append(fit.bse[1])
    columns["t"].append(fit.tvalues[1])
    columns["p"].append(fit.pvalues[1])
    columns["rows"].append(len(y))
lines = [f'recipe = "statsmodels {statsmodels.__version__}, numpy {np.__version__}"', 'tolerance = "exact"']
for name, values in columns.items():
    lines.append(f"{name} = [{', '.join(repr(float(v)) for v in values)}]")
(here / "expected.toml").write_text("\n".join(lines) + "\n")
