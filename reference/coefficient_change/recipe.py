"""Writes input.csv and expected.toml: Wald statistics of a change of one coefficient, every date fitted by statsmodels.

At every date OLS of statsmodels with HC3 errors is fitted to the columns, a step and the step times one column; the
statistic is the squared t of the last. No p-values: they are drawn.
"""
import pathlib

import numpy as np
import statsmodels
import statsmodels.api as sm

here = pathlib.Path(__file__).parent
rng = np.random.default_rng(20272)
n, trimming = 80, 0.15
a, u = rng.normal(size=n), rng.normal(size=n)
slope = np.where(np.arange(n) < 46, -0.5, 0.3)
y = 0.3 + 0.4 * a + slope * u + rng.normal(size=n) * (0.5 + 0.4 * np.abs(u))
np.savetxt(here / "input.csv", np.column_stack([y, a, u]), delimiter=",", header="y,a,u", comments="", fmt="%.10g")
y, a, u = np.genfromtxt(here / "input.csv", delimiter=",", skip_header=1).T
dates = list(range(int(trimming * n), n - int(trimming * n) + 1))
wald = []
fits = []
for date in dates:
    step = (np.arange(n) >= date).astype(float)
    fit = sm.OLS(y, np.column_stack([np.ones(n), a, u, step, step * u])).fit(cov_type="HC3", use_t=True)
    fits.append(fit)
    wald.append(fit.tvalues[4] ** 2)
best = int(np.argmax(wald))
fit = fits[best]
after = fit.t_test([0, 0, 1, 0, 1])


def listed(values):
    return "[" + ", ".join(repr(float(x)) for x in values) + "]"


lines = [
    f'recipe = "statsmodels {statsmodels.__version__}, numpy {np.__version__}"',
    'tolerance = "exact"',
    f"trimming = {trimming}",
    f"dates = {dates}",
    f"date = {dates[best]}",
    f"wald = {listed(wald)}",
]
for name, value, error in [
    ("before", fit.params[2], fit.bse[2]),
    ("change", fit.params[4], fit.bse[4]),
    ("after", after.effect[0], after.sd.item()),
]:
    lines += ["", f"[{name}]", f"estimate = {float(value)!r}", f"standard_error = {float(error)!r}"]
(here / "expected.toml").write_text("\n".join(lines) + "\n")
