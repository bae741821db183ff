"""Writes input.csv and expected.toml: changes of level, memory, scatter and rate at a stated period, by statsmodels."""
import pathlib

import numpy as np
import statsmodels
import statsmodels.api as sm

here = pathlib.Path(__file__).parent
rng = np.random.default_rng(20261)
n, cut, lags = 90, 52, 3
step = (np.arange(n) >= cut).astype(float)
y = np.zeros(n)
for t in range(n):
    y[t] = (0.5 * y[t - 1] if t else 0.0) + 0.6 * step[t] + rng.normal(scale=1 + 0.5 * step[t])
exposure = rng.integers(20, 200, size=n).astype(float)
count = rng.negative_binomial(4, 4 / (4 + exposure * np.where(step == 1, 0.3, 0.2))).astype(float)
read = (rng.random(n) > 0.1).astype(int)
np.savetxt(
    here / "input.csv",
    np.column_stack([y, read, count, exposure]),
    delimiter=",",
    header="value,read,count,exposure",
    comments="",
    fmt="%.12g",
)
y, read, count, exposure = np.loadtxt(here / "input.csv", delimiter=",", skiprows=1).T
lines = [f'recipe = "statsmodels {statsmodels.__version__}, numpy {np.__version__}"', 'tolerance = "exact"']


def write(name, **numbers):
    lines.append(f"[{name}]")
    lines.extend(f"{key} = {float(value)!r}" for key, value in numbers.items())


hac = {"maxlags": lags, "use_correction": True}
kept = read == 1
for name, columns in {
    "level": [np.ones(n), step],
    "level_beside_trend": [np.ones(n), step, (np.arange(n) - n / 2) / n],
}.items():
    fit = sm.OLS(y[kept], np.column_stack(columns)[kept]).fit(cov_type="HAC", cov_kwds=hac, use_t=True)
    write(name, change=fit.params[1], standard_error=fit.bse[1], t=fit.tvalues[1], p_value=fit.pvalues[1])
past, now, d = y[:-1], y[1:], step[1:]
both = (read[:-1] == 1) & (read[1:] == 1)
x = np.column_stack([np.ones(n - 1), d, past, d * past])[both]
fit = sm.OLS(now[both], x).fit(cov_type="HC3", use_t=True)
after = fit.t_test([0, 0, 1, 1])
write(
    "memory",
    before=fit.params[2],
    before_standard_error=fit.bse[2],
    after=after.effect[0],
    after_standard_error=after.sd[0, 0],
    difference=fit.params[3],
    difference_standard_error=fit.bse[3],
    difference_p_value=fit.pvalues[3],
)
# The squared deviations of each part, divided by their mean: a regression on both parts' dummies gives the long-run
# covariance of the two means, and the delta method the logarithms.
parts = [kept & (step == 0), kept & (step == 1)]
deviation = np.where(step == 0, y - y[parts[0]].mean(), y - y[parts[1]].mean()) ** 2
design = np.column_stack([1 - step, step])[kept]
fit = sm.OLS(deviation[kept], design).fit(cov_type="HAC", cov_kwds=hac, use_t=True)
weights = np.array([-1 / fit.params[0], 1 / fit.params[1]])
write(
    "spread",
    before=y[parts[0]].var(ddof=1),
    after=y[parts[1]].var(ddof=1),
    log_ratio=np.log(y[parts[1]].var(ddof=1) / y[parts[0]].var(ddof=1)),
    standard_error=np.sqrt(weights @ fit.cov_params() @ weights),
)
model = sm.GLM(count[kept], np.column_stack([np.ones(n), step])[kept], family=sm.families.Poisson(), exposure=exposure[kept])
fit = model.fit(cov_type="HAC", cov_kwds=hac, tol=1e-14, maxiter=200)
write(
    "rate",
    log_ratio=fit.params[1],
    standard_error=fit.bse[1],
    before=np.exp(fit.params[0]),
    after=np.exp(fit.params[0] + fit.params[1]),
    dispersion=fit.pearson_chi2 / fit.df_resid,
)
(here / "expected.toml").write_text("\n".join(lines) + "\n")
