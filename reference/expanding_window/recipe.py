"""Writes input.csv and expected.toml: forecasts over an expanding window, every one from a fit of its own by statsmodels.

OLS of statsmodels is fitted anew to the rows known at each origin; mean and spread of the forecast are those of
get_prediction (se_obs). Scores by properscoring; Clark and West's test as statsmodels' OLS of the adjusted difference on
a constant with HAC errors. Three series of 90 periods, three of them missing in one series; mean response over three periods.
"""
import importlib.metadata
import pathlib

import numpy as np
import properscoring
import scipy
import scipy.stats
import statsmodels
import statsmodels.api as sm

scored = importlib.metadata.version("properscoring")
here = pathlib.Path(__file__).parent
rng = np.random.default_rng(20271)
n, lags, ahead, first = 90, 2, 3, 44
series = np.zeros((n, 3))
mix = np.array([[0.5, -0.25, 0.1], [0.0, 0.4, 0.1], [0.1, 0.0, 0.3]])
for t in range(1, n):
    series[t] = mix @ series[t - 1] + rng.normal(size=3)
with open(here / "input.csv", "w") as out:
    out.write("period,r,u,v\n")
    for t in range(n):
        cells = [f"{x:.10g}" for x in series[t]]
        if t in (20, 21, 57):
            cells[1] = ""
        out.write(f"{t}," + ",".join(cells) + "\n")
table = np.genfromtxt(here / "input.csv", delimiter=",", skip_header=1)
r, u, v = table[:, 1], table[:, 2], table[:, 3]

rows = []
for t in range(lags, n - ahead):
    past = [(r[t - l], u[t - l], v[t - l]) for l in range(lags + 1)]
    outcome = r[t + 1 : t + 1 + ahead].mean()
    if np.isfinite(past).all() and np.isfinite(outcome):
        rows.append((t, outcome, [1.0] + [p[0] for p in past], [1.0] + [x for p in past for x in p]))
found = {}
for name, which in [("small", 2), ("large", 3)]:
    made = []
    for at, row in enumerate(rows):
        known = [i for i in range(at) if rows[i][0] + ahead <= row[0]]
        if len(known) < first:
            continue
        fit = sm.OLS([rows[i][1] for i in known], [rows[i][which] for i in known]).fit()
        said = fit.get_prediction([row[which]])
        made.append((row[0], len(known), said.predicted_mean[0], said.se_obs[0], row[1]))
    found[name] = np.array(made)
few, more = found["small"], found["large"]
errors = [f[:, 4] - f[:, 2] for f in (few, more)]
adjusted = errors[0] ** 2 - errors[1] ** 2 + (errors[1] - errors[0]) ** 2
hac = sm.OLS(adjusted, np.ones(len(adjusted))).fit(cov_type="HAC", cov_kwds={"maxlags": ahead - 1, "use_correction": True})
scores = [properscoring.crps_gaussian(f[:, 4], f[:, 2], f[:, 3]).mean() for f in (few, more)]


def listed(values):
    return "[" + ", ".join(repr(float(x)) for x in values) + "]"


lines = [
    f'recipe = "statsmodels {statsmodels.__version__}, properscoring {scored}, numpy {np.__version__}, scipy {scipy.__version__}"',
    'tolerance = "exact"',
    f"lags = {lags}",
    f"ahead = {ahead}",
    f"first = {first}",
    "period = [" + ", ".join(str(int(x)) for x in few[:, 0]) + "]",
    "known = [" + ", ".join(str(int(x)) for x in few[:, 1]) + "]",
]
for name, f, score in [("small", few, scores[0]), ("large", more, scores[1])]:
    lines += ["", f"[{name}]", f"mean = {listed(f[:, 2])}", f"standard_deviation = {listed(f[:, 3])}", f"crps = {float(score)!r}"]
lines += [
    "",
    "[clark_west]",
    f"mean = {float(hac.params[0])!r}",
    f"statistic = {float(hac.tvalues[0])!r}",
    f"p_value = {float(scipy.stats.norm.sf(hac.tvalues[0]))!r}",
]
(here / "expected.toml").write_text("\n".join(lines) + "\n")
